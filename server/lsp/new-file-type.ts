/** A file type from CSV files, for the editor: written beside them, listed in the profile, and in force at once. */
import fs from "node:fs";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { compileTable, type Table } from "../core/filetypes/table.ts";
import { type Message, message, ReasonError } from "../core/text/message.ts";
import { byCodeUnits } from "../core/text/text.ts";
import { detect, isDetection } from "../core/workspace/detect.ts";
import { fileName, folderOf } from "../core/workspace/folders.ts";
import { globOf } from "../core/workspace/globs.ts";
import { readFileTypes } from "../disk/documents/file-type-document.ts";
import { laidOut } from "../disk/documents/json-layout.ts";
import { decodeBytes, isCsvName } from "../disk/reading/files.ts";
import { openSource, SourceError } from "../disk/reading/foreign-csv.ts";
import { writeOutputs } from "../disk/writing/output.ts";
import { inferTypes, SampleCount } from "../features/infer/infer.ts";
import type { createFileTypeRequest, NewFileType } from "../protocol/files.ts";
import type { GivenOf } from "../protocol/request.ts";
import { rules } from "../rules/index.ts";
import type { Disk } from "./disk.ts";
import { CommandRefusal, changeProfile, formattingOptions } from "./profile-changes.ts";
import type { Session } from "./session.ts";
import { nextTurn } from "./turns.ts";
import { uriOf } from "./uris.ts";

/** What is larger is for the command line. */
const bytesMax = 100 * 1024 * 1024;
/** So much of a text is looked at for its header. */
const frontMax = 64 * 1024;

/** A CSV file that a type is made of. */
interface CsvSource {
  /** Its URI, as the session knows it. */
  readonly key: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Makes one document for these files. What is there already stays; a refusal says why nothing was made. */
export async function createFileType(
  session: Session,
  disk: Disk,
  { uris }: GivenOf<typeof createFileTypeRequest>,
): Promise<NewFileType> {
  try {
    const named = Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === "string") : [];
    return await made(session, disk, named);
  } catch (error) {
    if (!(error instanceof ReasonError)) throw error;
    return { refused: session.translate(error.sentence), document: "", profile: "", files: [] };
  }
}

async function made(session: Session, disk: Disk, uris: readonly string[]): Promise<NewFileType> {
  const folder = folderIn(session, uris);
  const given = (folder === undefined ? uris : csvFilesIn(folder)).map((uri) => read(session, uri));
  const [first] = given;
  if (!first) throw new CommandRefusal(message("There is no CSV file in this folder."));
  const samples: SampleCount[] = [];
  for (const each of given) samples.push(await sampleOf(each));
  const there = session.workspace.tablesFor(first.path);
  const types = inferTypes(
    samples,
    there.map(({ name }) => name),
  );
  const [only, ...others] = types;
  const base = folderOf(first.path);
  const stem = others.length === 0 ? fileName(first.path) : fileName(base.slice(0, -1));
  const text = laidOut(others.length === 0 ? only : { name: "package", resources: types });
  const document = freePath(base, stem.replace(/\.csv$/i, ""));
  const no = writeOutputs([{ path: document, content: [text] }], { inputs: [], existing: "refuse" });
  if (no) throw new CommandRefusal(no.message);

  const undetected = new Set(notDetected(given, text, there));
  const { translate } = session;
  const files = given.map(({ key, path }, index) => ({
    uri: session.spell(key),
    fileType: types[index]!.name,
    isSettled: session.workspace.settled(key, path) !== undefined,
  }));
  try {
    const uri = uriOf(first.path);
    const { uri: profile, edited } = await changeProfile({ session, disk, uri }, (old, json, _, from) => {
      const { applyEdits, modify, parse } = json;
      const at = document.slice(from.length);
      const { schemas } = parse(old) as { schemas?: unknown };
      let result =
        schemas === undefined
          ? applyEdits(old, modify(old, ["schemas"], [at], { formattingOptions }))
          : applyEdits(old, modify(old, ["schemas", -1], at, { isArrayInsertion: true, formattingOptions }));
      given.forEach(({ path }, index) => {
        if (!undetected.has(path)) return;
        const glob = globOf(path.slice(from.length));
        result = applyEdits(result, modify(result, ["files", glob], types[index]!.name, { formattingOptions }));
      });
      return result;
    });
    await edited;
    return { document: uriOf(document), profile: session.spell(profile), files };
  } catch (error) {
    if (!(error instanceof CommandRefusal)) throw error;
    return { unlisted: translate(error.sentence), document: uriOf(document), profile: "", files };
  }
}

/** The folder that is meant, where one is. */
function folderIn(session: Session, uris: readonly string[]): string | undefined {
  const [uri, ...others] = uris;
  const file = uri === undefined || others.length > 0 ? undefined : session.address(uri).file;
  return file !== undefined && fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ? file : undefined;
}

/** URIs of the CSV files in a folder, by name. */
function csvFilesIn(folder: string): string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isCsvName(entry.name))
    .map(({ name }) => uriOf(`${folder.replaceAll("\\", "/").replace(/\/$/, "")}/${name}`))
    .sort(byCodeUnits);
}

/** Its text in the editor, else on the disk. */
function read(session: Session, uri: string): CsvSource {
  const { key, path, file } = session.address(uri);
  if (file === undefined)
    throw new CommandRefusal(message("{0} isn't saved on this computer. Save it first.", fileName(path)));
  const text = session.texts.textOf(key);
  if (text !== undefined) return { key, path, bytes: Buffer.from(text) };
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw new CommandRefusal(message("{0} can't be read. Choose another file.", fileName(path)));
  if (stat.size > bytesMax)
    throw new CommandRefusal(
      message("{0} is larger than 100 MB. Use csv-preflight infer on the command line.", fileName(path)),
    );
  return { key, path, bytes: fs.readFileSync(file) };
}

/** Reads a file in turns. */
async function sampleOf({ path, bytes }: CsvSource): Promise<SampleCount> {
  try {
    const { head, rest } = await openSource(bytes);
    const { rows, ...about } = head;
    const sample = new SampleCount({ ...about, file: fileName(path) });
    sample.add(rows);
    for await (const portion of rest()) {
      sample.add(portion);
      await nextTurn();
    }
    return sample;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new CommandRefusal(inFile(path, error.sentence));
  }
}

function inFile(path: string, sentence: Message): Message {
  return message("{0}: {1}", fileName(path), sentence);
}

/** A path in a folder that no file has. */
function freePath(folder: string, stem: string): string {
  const pathOf = (n: number): string => `${folder}${stem}${n === 1 ? "" : `-${n}`}.csv-type.json`;
  let n = 1;
  while (fs.lstatSync(pathOf(n), { throwIfNoEntry: false })) n++;
  return pathOf(n);
}

/** Paths of files that name and header alone do not lead to the new types. */
function notDetected(given: readonly CsvSource[], text: string, there: readonly Table[]): string[] {
  const { types } = readFileTypes(text, builtInDocuments);
  const fresh = types.map(({ document }) => document && compileTable(document, {}, rules));
  const all = [...there, ...fresh.flatMap((table) => table ?? [])];
  return given.flatMap(({ path, bytes }, index) => {
    const front = decodeBytes(bytes.subarray(0, frontMax)).text;
    const detected = detect({ path }, front, all, {});
    return isDetection(detected) && detected.table.name === fresh[index]?.name ? [] : [path];
  });
}
