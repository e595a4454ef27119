/** `csv-preflight test`: pictures of file types are drawn again and compared with what their pages show. */
import fs from "node:fs";
import path from "node:path";
import type { TableDocument } from "../core/filetypes/file-type.ts";
import type { Profile } from "../core/filetypes/profile.ts";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { compileTable } from "../core/filetypes/table.ts";
import { joined, type Message, message } from "../core/text/message.ts";
import { byCodeUnits } from "../core/text/text.ts";
import { readFileTypes, withReferredKeys } from "../disk/documents/file-type-document.ts";
import type { JsonProblem, LoadedProfile } from "../disk/documents/profile.ts";
import { decodeBytes, encodeText, findFiles, withSlashes } from "../disk/reading/files.ts";
import { pathWithin, RefusedFile, readGuarded, readGuardedBytes } from "../disk/reading/guarded-file.ts";
import { rewriteFile, writeOutputs } from "../disk/writing/output.ts";
import { templateOf } from "../features/imports/template.ts";
import { type DrawnPage, drawPage, type PictureGround } from "../features/pictures/page.ts";
import { show } from "../features/pictures/picture.ts";
import { rules } from "../rules/index.ts";
import { UsageError } from "./args.ts";
import type { Call } from "./commands.ts";
import { unifiedDiff } from "./diff.ts";
import { translate } from "./language.ts";
import { reasonOf, shownPath } from "./load.ts";
import { LoadedProfiles } from "./profiles.ts";
import { say, sayErrors, usesColor, visible, writeOut } from "./terminal.ts";

/** What a run has found so far. */
interface PictureRun {
  pages: number;
  pictures: number;
  /** Pages that show something else than what is found. */
  differing: number;
  drawn: number;
  failed: boolean;
}

/** A page with pictures; `text` ends its lines in `\n`. */
interface PicturePage {
  /** Absolute, `/` between names. */
  readonly path: string;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Draws all pages that are asked for. Answers the exit status: 1 when one differs, 2 when one could not be drawn. */
export async function test(call: Call<"test">): Promise<number> {
  const types = new TypesAround(call.config);
  const outcome: PictureRun = { pages: 0, pictures: 0, differing: 0, drawn: 0, failed: false };
  const { pages, lacking } = findPages(call.operands.length === 0 ? ["."] : call.operands, types, outcome);
  if (call.update) for (const document of lacking) startPage(document, types, pages, outcome);
  for (const page of pages.sort((a, b) => byCodeUnits(a.path, b.path))) await compare(page, call, types, outcome);
  for (const line of types.faults()) {
    outcome.failed = true;
    sayErrors([line]);
  }
  const { pages: count, pictures, differing, drawn, failed } = outcome;
  if (pictures === 0 && !failed) {
    const where = joined(call.operands.length === 0 ? [message("this folder")] : call.operands, ", ");
    const what = message(
      'There is no picture in {0}. A picture is a code block of a Markdown page that starts with "csv" and the name of a file type.',
      where,
    );
    const hint = message("--update starts a page for a file type that has none.");
    throw new UsageError(lacking.length > 0 && !call.update ? joined([what, hint], " ") : what);
  }
  if (!call.quiet) {
    const all = message("Pages: {0}. Pictures: {1}.", count, pictures);
    const how = call.update
      ? message("Updated: {0}. Review the changes.", drawn)
      : differing > 0
        ? message("Pages that differ: {0}. If the new results are correct, run csv-preflight test --update.", differing)
        : message("All pages match the problems found.");
    say(failed ? all : joined([all, how], " "));
  }
  if (failed) return 2;
  return differing > 0 ? 1 : 0;
}

const typeName = /\.csv-type\.json$/i;

/** The pages among what was asked for, and the file types that have none. */
function findPages(
  operands: readonly string[],
  types: TypesAround,
  outcome: PictureRun,
): { readonly pages: PicturePage[]; readonly lacking: readonly string[] } {
  const pages = new Map<string, PicturePage>();
  const lacking = new Set<string>();
  const fail = (file: string, error: unknown): void => {
    outcome.failed = true;
    sayErrors([message("{0}: {1}", shownPath(file), reasonOf(error))]);
  };
  const add = (file: string, named: boolean): void => {
    try {
      const bytes = readGuardedBytes(file);
      const text = decodeBytes(bytes).text.replace(/\r\n/g, "\n");
      if (named || /^`{3,}csv\b/m.test(text)) pages.set(file, { path: file, text, bytes });
    } catch (error) {
      fail(file, error);
    }
  };
  const addType = (file: string): void => {
    const page = pageOf(file);
    if (fs.existsSync(page)) add(page, true);
    else lacking.add(file);
  };
  for (const operand of operands) {
    const full = withSlashes(path.resolve(operand));
    const stat = fs.statSync(full, { throwIfNoEntry: false });
    if (!stat) throw new UsageError(message("{0}: there is no such file or folder", operand));
    if (!stat.isDirectory()) {
      if (/\.md$/i.test(full)) add(full, true);
      else if (/\.json$/i.test(full)) addType(full);
      else throw new UsageError(message("{0} is neither a Markdown page nor a file type", operand));
      continue;
    }
    const wanted = (file: string): boolean => /\.md$/i.test(file) || typeName.test(file);
    for (const file of findFiles(full, { wanted, failed: fail })) {
      if (/\.md$/i.test(file)) add(file, false);
      else if (!fs.existsSync(pageOf(file))) lacking.add(file);
    }
  }
  for (const file of [...pages.keys(), ...lacking]) types.of(file);
  return { pages: [...pages.values()], lacking: [...lacking] };
}

/** The page beside a file type: `staff.md` for `staff.csv-type.json`. */
function pageOf(document: string): string {
  return document.replace(/(?:\.csv-type|\.schema)?\.json$/i, ".md");
}

/** Starts a page with a picture of a new file of each type in a document. */
function startPage(document: string, types: TypesAround, pages: PicturePage[], outcome: PictureRun): void {
  const { documents, profile } = types.of(document);
  const own = types.typesIn(document);
  if (own.length === 0) return;
  const tables = documents.map((each) => compileTable(each, profile, rules));
  const sections = own.map(({ name, title }) => {
    const [file] = templateOf(name, tables, { only: true });
    return `# ${title}\n\n\`\`\`csv ${name}\n${show(file?.text ?? "")}\`\`\`\n`;
  });
  const page = pageOf(document);
  const text = sections.join("\n");
  try {
    const no = writeOutputs([{ path: page, content: [text] }], { inputs: [document], existing: "refuse" });
    if (!no) {
      pages.push({ path: page, text, bytes: readGuardedBytes(page) });
      return;
    }
    sayErrors([no.message]);
  } catch (error) {
    sayErrors([message("{0}: {1}", shownPath(page), reasonOf(error, "written"))]);
  }
  outcome.failed = true;
}

async function compare(page: PicturePage, call: Call<"test">, types: TypesAround, outcome: PictureRun): Promise<void> {
  const drawn = drawPage(page.text, types.of(page.path));
  outcome.pages++;
  outcome.pictures += drawn.pictures;
  const shown = shownPath(page.path);
  for (const { line, message: text } of drawn.failures) {
    outcome.failed = true;
    sayErrors([message("{0}:{1}: {2}", shown, line, text)]);
  }
  if (drawn.changed === 0) return;
  if (call.update) {
    if (write(page, drawn)) outcome.drawn += drawn.changed;
    else outcome.failed = true;
    return;
  }
  outcome.differing++;
  await writeOut(difference(shown, page.text, drawn.text, usesColor(call.color, false)));
}

/** Writes a page as it was drawn; false when it was not written, which is told. */
function write({ path: file, text: old, bytes }: PicturePage, { text }: DrawnPage): boolean {
  const { facts, text: read } = decodeBytes(bytes);
  const ends = read !== old ? "\r\n" : "\n";
  try {
    const no = rewriteFile(file, encodeText(text.replaceAll("\n", ends), facts), bytes);
    if (no) sayErrors([no.message]);
    return no === undefined;
  } catch (error) {
    sayErrors([message("{0}: {1}", shownPath(file), reasonOf(error, "written"))]);
    return false;
  }
}

/** What the page shows and is not found with a minus, what is found and not shown with a plus. */
function* difference(name: string, before: string, after: string, color: boolean): Generator<string> {
  const unitsOf = (text: string) => text.split(/(?<=\n)/).map((line) => ({ text: line, shown: line }));
  yield `${translate(message("{0} differs from the problems found: - is in the page, + was found", name))}\n`;
  for (const piece of unifiedDiff(name, unitsOf(before), unitsOf(after))) {
    if (piece.startsWith("---")) continue;
    for (const line of piece.split(/(?<=\n)/)) {
      const code = line.startsWith("+") ? 32 : line.startsWith("-") ? 31 : line.startsWith("@@") ? 36 : 0;
      const text = visible(line.replace(/\n$/, ""));
      yield color && code > 0 ? `\u001b[${code}m${text}\u001b[39m\n` : `${text}\n`;
    }
  }
}

/** What is wrong in a document, and where. */
type TypeFault = Pick<JsonProblem, "message" | "start">;

/** A document of file types as it was read. */
interface ReadTypes {
  readonly path: string;
  readonly documents: readonly TableDocument[];
  readonly problems: readonly TypeFault[];
  /** Adds to `problems` what is wrong with references. */
  checkReferences(documents: readonly TableDocument[]): void;
}

/** The file types around pages: those of the nearest profile, and those in a page's folder that no profile lists. */
class TypesAround {
  readonly #profiles: LoadedProfiles;
  readonly #unread: Message[] = [];
  readonly #grounds = new Map<string, PictureGround>();
  readonly #beside = new Map<string, ReadTypes>();

  constructor(config: string | undefined) {
    try {
      this.#profiles = new LoadedProfiles(config, (file, error) => {
        this.#unread.push(message("{0}: {1}", shownPath(file), reasonOf(error)));
      });
    } catch (error) {
      if (!(error instanceof RefusedFile) || config === undefined) throw error;
      throw new UsageError(message("{0}: {1}", config, reasonOf(error)));
    }
  }

  /** What pictures in a page, or of a document, are run with. */
  of(file: string): PictureGround {
    const folder = file.slice(0, file.lastIndexOf("/") + 1);
    const known = this.#grounds.get(folder);
    if (known) return known;
    const loaded = this.#profiles.of(folder);
    const listed = new Set(loaded?.files.map(({ path: each }) => each));
    const documents = [...(loaded?.schemas ?? []), ...builtInDocuments];
    const beside: ReadTypes[] = [];
    for (const name of fs.readdirSync(folder).sort(byCodeUnits)) {
      const full = `${folder}${name}`;
      if (!typeName.test(name) || listed.has(full)) continue;
      const read = readBeside(full, folder, documents);
      beside.push(read);
      this.#beside.set(full, read);
      documents.unshift(...read.documents);
    }
    for (const read of beside) read.checkReferences(documents);
    const ground: PictureGround = {
      rules,
      documents: withReferredKeys(documents),
      profile: forPictures(loaded),
      readType: (text) => {
        const { types, problems } = readFileTypes(text, builtInDocuments);
        return { documents: withReferredKeys(types.flatMap(({ document }) => document ?? [])), problems };
      },
    };
    this.#grounds.set(folder, ground);
    return ground;
  }

  /** The types of one document. */
  typesIn(file: string): readonly TableDocument[] {
    const { documents } = this.of(file);
    const beside = this.#beside.get(file);
    const names = beside
      ? beside.documents.map(({ name }) => name)
      : readBeside(file, file.slice(0, file.lastIndexOf("/") + 1), builtInDocuments).documents.map(({ name }) => name);
    return documents.filter(({ name }) => names.includes(name));
  }

  /** What is wrong with the profiles and file types that were met, a line each. */
  faults(): Message[] {
    const line = (file: string, { start, message: text }: TypeFault): Message =>
      message("{0}:{1}:{2}: {3}", shownPath(file), start.line + 1, start.character + 1, text);
    return [
      ...this.#unread,
      ...this.#profiles.loaded.flatMap(({ files }) =>
        files.flatMap(({ path: file, problems }) => problems.map((problem) => line(file, problem))),
      ),
      ...[...this.#beside.values()].flatMap(({ path: file, problems }) =>
        problems.map((problem) => line(file, problem)),
      ),
    ];
  }
}

function readBeside(file: string, folder: string, others: readonly TableDocument[]): ReadTypes {
  try {
    const neighbors = {
      name: path.posix.basename(file).replace(typeName, ""),
      read: (other: string) => readGuarded(pathWithin(folder, other), { within: folder }),
    };
    const read = readFileTypes(readGuarded(file, { within: folder }), others, neighbors);
    const documents = read.types.flatMap(({ document }) => document ?? []);
    return { path: file, documents, problems: read.problems, checkReferences: (all) => read.checkReferences(all) };
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error;
    const problem = { message: error.sentence, start: { line: 0, character: 0 } };
    return { path: file, documents: [], problems: [problem], checkReferences: () => {} };
  }
}

/** A profile as far as it is about columns and rules: pictures have files of their own. */
function forPictures(loaded: LoadedProfile | undefined): Profile {
  const { files: _, suppressions: __, ...rest } = loaded?.profile ?? {};
  return rest;
}
