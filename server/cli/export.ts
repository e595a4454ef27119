/** `csv-preflight export`: files written anew, clean, alone or as a bundle in the order of upload. */

import path from "node:path";
import { version } from "../../package.json";
import { counted } from "../core/text/counts.ts";
import { joined, type Message, message } from "../core/text/message.ts";
import { statOf, withSlashes } from "../disk/reading/files.ts";
import { writeBundle } from "../disk/writing/bundle.ts";
import { type Output, writeOutputs } from "../disk/writing/output.ts";
import { readBack } from "../disk/writing/read-back.ts";
import { type BundleKind, bundleOf } from "../features/export/bundle.ts";
import { exportName } from "../features/export/export.ts";
import type { TextFormat } from "../features/export/formats.ts";
import { workbookOf } from "../features/export/workbook.ts";
import { type FileSet, setAround } from "../features/imports/sets.ts";
import { lostLetters } from "../features/records/records.ts";
import { UsageError } from "./args.ts";
import { loadFor, reportSkipped } from "./check.ts";
import type { Call } from "./commands.ts";
import { translate } from "./language.ts";
import { type Loaded, type LoadedFile, reasonOf, shownPath } from "./load.ts";
import { progressBar } from "./progress.ts";
import { say, sayRefused, withOverwrite, writeOut } from "./terminal.ts";

/** Answers the exit status: 1 when errors keep it from being written. */
export async function exportFiles(call: Call<"export">): Promise<number> {
  const progress = progressBar(call.quiet);
  const whole = call.to === "bundle" || call.to === "datapackage";
  const loaded = await loadFor(whole ? withSets(call) : call, progress.update, { keep: true });
  progress.clear();
  reportSkipped(loaded, call.quiet);
  if (loaded.failures.length > 0) return 2;
  if (loaded.files.length === 0) throw new UsageError(message("there is no import file to export"));
  if (call.to === "bundle" || call.to === "datapackage") return exportBundle(call, call.to, loaded);
  return call.to === "xlsx" ? exportWorkbook(call, loaded) : exportEach(call, call.to, loaded);
}

async function exportBundle(call: Call<"export">, kind: BundleKind, loaded: Loaded): Promise<number> {
  const sets = setsOf(call, loaded);
  if (sets.length === 0) throw new UsageError(message("these files aren't import files"));
  if (sets.length > 1) {
    const folders = sets.map((set) => `${shownPath(set.folder) || "."} (${set.system})`).join(", ");
    throw new UsageError(
      kind === "bundle"
        ? message("these are {0} imports: {1}; a bundle contains one, name its folder", sets.length, folders)
        : message("these are {0} imports: {1}; a Data Package contains one, name its folder", sets.length, folders),
    );
  }
  const bundle = bundleOf(loaded.workspace, sets[0]!);
  const target = call.output ?? `${kind}.zip`;
  const { overwrite, allowErrors } = call;
  const options = { target, overwrite, allowErrors, kind, version };
  try {
    const answer = await writeBundle(bundle, options);
    if ("refused" in answer) {
      sayRefused(
        answer.refused === "errors" ? joined([answer.message, allowErrorsHint()], " ") : withOverwrite(answer),
      );
      return answer.refused === "errors" ? 1 : 2;
    }
    if (!call.quiet) {
      await writeOut(
        bundle.files.map(
          (file, i) =>
            `${i + 1}. ${file.path}  ${translate(counted(file.exported.rows, "row"))}  ${translate(message("from {0}", shownPath(file.source)))}\n`,
        ),
      );
      say(message("{0} was written and read back.", shownPath(answer.target.split(path.sep).join("/"))));
    }
    return 0;
  } catch (error) {
    sayRefused(message("{0}: {1}", target, reasonOf(error, "written")));
    return 2;
  }
}

/** All files in one workbook, a sheet each. */
async function exportWorkbook(call: Call<"export">, { files }: Loaded): Promise<number> {
  const workbook = workbookOf(files, call);
  if (workbook.obstacle !== undefined) {
    sayRefused(workbook.obstacle);
    return 2;
  }
  if (!mayHaveErrors(call, workbook.errors)) return 1;
  const [first] = files;
  const name = files.length === 1 ? exportName(first!.path, "xlsx", first!.sheet.table) : "import.xlsx";
  const target = call.output === undefined ? name : isFolder(call.output) ? path.join(call.output, name) : call.output;
  const { writeXlsx } = await import("../disk/libraries/xlsx.ts");
  try {
    const refusal = write(call, files, [{ path: target, content: await writeXlsx(workbook.sheets) }]);
    if (refusal !== undefined) {
      sayRefused(refusal);
      return 2;
    }
  } catch (error) {
    const why = error instanceof Error && "code" in error ? reasonOf(error, "written") : String(error);
    sayRefused(message("{0}: {1}", target, why));
    return 2;
  }
  const content = joined([counted(workbook.sheets.length, "sheet"), counted(workbook.rows, "row")], ", ");
  if (!call.quiet) say(message("{0} was written and read back: {1}.", target, content));
  return 0;
}

/** Says why when not. */
function mayHaveErrors({ allowErrors }: Call<"export">, errors: number): boolean {
  if (errors === 0 || allowErrors) return true;
  const some = errors === 1 ? message("1 error is left.") : message("{0} errors are left.", errors);
  sayRefused(joined([some, allowErrorsHint()], " "));
  return false;
}

function allowErrorsHint(): Message {
  return message("--allow-errors exports anyway.");
}

/** What is done with a file is done with its whole set: the files beside it are read too. */
export function withSets<T extends { readonly operands: readonly string[] }>(call: T): T {
  return { ...call, operands: [...new Set(call.operands.map((name) => (isFile(name) ? path.dirname(name) : name)))] };
}

/** The imports that were asked for: those that hold a named file, or all in a named folder. */
export function setsOf(call: { readonly operands: readonly string[] }, { workspace, files }: Loaded): FileSet[] {
  const named = call.operands.map((name) => ({ full: withSlashes(path.resolve(name)), alone: isFile(name) }));
  const sets = new Map<string, FileSet>();
  for (const file of files) {
    const asked = named.some(({ full, alone }) => (alone ? file.path === full : file.path.startsWith(`${full}/`)));
    const set = asked ? setAround(workspace, file.sheet) : undefined;
    if (set) sets.set(`${set.folder}\n${set.system}`, set);
  }
  return [...sets.values()];
}

function isFile(name: string): boolean {
  return statOf(name)?.isFile() === true;
}

async function exportEach(call: Call<"export">, format: TextFormat, { engine, files }: Loaded): Promise<number> {
  if (files.length > 1 && call.output === undefined)
    throw new UsageError(message("several files require --output and the folder to write them to"));
  const intoFolder = files.length > 1 || (call.output !== undefined && isFolder(call.output));
  const written: { target: string | undefined; text: string }[] = [];
  let errors = 0;
  for (const file of files) {
    const lost = lostLetters(file.sheet, file.shown);
    if (lost !== undefined) {
      sayRefused(lost);
      return 2;
    }
    const exported = engine.export(file.sheet.uri, format, call)!;
    const mismatch = await readBack(exported, format);
    if (mismatch !== undefined) {
      sayRefused(message("{0}: {1}", file.shown, mismatch));
      return 2;
    }
    errors += exported.errors;
    written.push({ target: targetOf(call, file, format, intoFolder ? files : undefined), text: exported.text });
  }
  if (!mayHaveErrors(call, errors)) return 1;
  const outputs = written.flatMap(({ target, text }) =>
    target === undefined ? [] : [{ path: target, content: Buffer.from(text) }],
  );
  try {
    const refusal = write(call, files, outputs);
    if (refusal !== undefined) {
      sayRefused(refusal);
      return 2;
    }
  } catch (error) {
    sayRefused(message("{0}: {1}", call.output ?? "", reasonOf(error, "written")));
    return 2;
  }
  for (const { target, text } of written) {
    if (target === undefined) await writeOut([text]);
    else if (!call.quiet) say(message("{0} was written.", target));
  }
  return 0;
}

/** Writes over no file that was read, and over others only with a yes. Answers why nothing was written. */
function write(
  { overwrite }: Call<"export">,
  files: readonly LoadedFile[],
  outputs: readonly Output[],
): Message | undefined {
  const no = writeOutputs(outputs, {
    inputs: files.map((file) => file.path),
    existing: overwrite ? "replace" : "refuse",
  });
  return no && withOverwrite(no);
}

/** Where a file goes. In a folder, files of one name are told apart by what they are. */
function targetOf(
  call: Call<"export">,
  { path: file, sheet }: LoadedFile,
  format: TextFormat,
  others: readonly LoadedFile[] | undefined,
): string | undefined {
  if (call.output === undefined || !others) return call.output;
  const name = exportName(file, format, sheet.table);
  const alone = others.filter((other) => exportName(other.path, format, other.sheet.table) === name).length === 1;
  return path.join(call.output, alone ? name : exportName(`${sheet.table.name}.csv`, format, sheet.table));
}

/** A name that ends in `/` is to become one. */
function isFolder(name: string): boolean {
  return /[\\/]$/.test(name) || statOf(name)?.isDirectory() === true;
}
