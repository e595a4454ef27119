/** `csv-preflight compare`: what an upload would change since the last one. */

import path from "node:path";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { counted } from "../core/text/counts.ts";
import { listOf, type Message, message } from "../core/text/message.ts";
import { Workspace } from "../core/workspace/workspace.ts";
import { statOf, withSlashes } from "../disk/reading/files.ts";
import { isBundle, openUpload, readUpload, UploadError } from "../disk/writing/kept-upload.ts";
import { writeOutputs } from "../disk/writing/output.ts";
import { writeUndo } from "../disk/writing/undo-set.ts";
import { compareUploads, isSame, type UploadFile } from "../features/compare/compare.ts";
import { comparisonPage, undoPage } from "../features/compare/compare-page.ts";
import { undoOf } from "../features/compare/undo.ts";
import { fileSets } from "../features/imports/sets.ts";
import { rules } from "../rules/index.ts";
import { UsageError } from "./args.ts";
import { loadFor, reportSkipped } from "./check.ts";
import type { Call } from "./commands.ts";
import { translate } from "./language.ts";
import { reasonOf, shownPath } from "./load.ts";
import { LoadedProfiles } from "./profiles.ts";
import { progressBar } from "./progress.ts";
import { type CompareReport, jsonComparison, textComparison } from "./report-compare.ts";
import { say, sayErrors, usesColor, writeOut } from "./terminal.ts";

/** One of the two uploads. */
interface Side {
  /** As it was named. */
  readonly name: string;
  readonly kind: "bundle" | "folder" | "file";
  readonly workspace: Workspace;
  readonly files: readonly UploadFile[];
  /** "CSV Preflight 0.1.0", for bundles of ours. */
  readonly madeBy: string | undefined;
  readonly faults: readonly Message[];
  /** Import files that could not be read. */
  readonly failed: boolean;
}

/** Answers the exit status: 0 nothing would change, 1 something would. */
export async function compare(call: Call<"compare">): Promise<number> {
  const [oldName = "", newName = "."] = call.operands;
  const fresh = await sideOf(call, newName, undefined);
  const old = await sideOf(call, oldName, fresh);
  if (old.failed || fresh.failed) return 2;
  const comparison = compareUploads(...oneImport(old, fresh));
  const report = { old, fresh, comparison };
  const toFile = call.output !== undefined;
  const pieces = piecesOf(report, call.format, usesColor(call.color, toFile));
  if (toFile) {
    try {
      const inputs = [old.name, fresh.name, ...[old, fresh].flatMap(({ workspace }) => pathsIn(workspace))];
      const no = writeOutputs([{ path: call.output, content: pieces }], { inputs, existing: "replace-report" });
      if (no) throw new UsageError(message("the report wasn't written. {0}", no.message));
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(message("{0} can't be written: {1}", call.output, reasonOf(error, "written")));
    }
  } else await writeOut(pieces);
  for (const { name, faults } of [old, fresh]) sayErrors(faults.map((fault) => message("{0}: {1}", name, fault)));
  if (call.undo !== undefined && !(await undo(call, call.undo, report, fresh.workspace))) return 2;
  return isSame(comparison) ? 0 : 1;
}

function pathsIn(workspace: Workspace): string[] {
  return [...workspace.entries()].map(({ path: file }) => file);
}

/** False when nothing was written. */
async function undo(
  call: Call<"compare">,
  folder: string,
  { old, fresh, comparison }: CompareReport,
  known: Workspace,
) {
  const at = comparison.types[0]?.newFiles[0]?.sheet.uri ?? withSlashes(path.resolve(fresh.name));
  const set = undoOf(comparison, known.tablesFor(at));
  try {
    const answer = await writeUndo(set, translate(undoPage(set, { old: old.name, new: fresh.name })), folder);
    if ("refused" in answer) {
      sayErrors([message("the undo files weren't written. {0}", answer.refused)]);
      return false;
    }
    if (!call.quiet) {
      for (const line of set.remains) say(line);
      say(
        message(
          "{0} contains the files that undo this upload: {1}. They have {2}.",
          folder,
          answer.files.join(", "),
          counted(set.errors, "error"),
        ),
      );
    }
    return true;
  } catch (error) {
    sayErrors([message("the undo files weren't written. {0}: {1}", folder, reasonOf(error, "written"))]);
    return false;
  }
}

function piecesOf(report: CompareReport, format: Call<"compare">["format"], color: boolean): Iterable<string> {
  if (format === "json") return jsonComparison(report);
  if (format === "markdown")
    return Array.from(comparisonPage(report.comparison, { old: report.old.name, new: report.fresh.name }), translate);
  return textComparison(report, color);
}

/** Reads a bundle, a folder or a file. `like`: the other side, whose tenant profile counts for a bundle too. */
async function sideOf(call: Call<"compare">, name: string, like: Side | undefined): Promise<Side> {
  if (isBundle(name)) return bundleSide(call, name, like);
  const progress = progressBar(call.quiet);
  const loaded = await loadFor({ ...call, operands: [name], type: undefined }, progress.update, { keep: true });
  progress.clear();
  reportSkipped({ ...loaded, ownOutputs: [] }, call.quiet);
  const files = loaded.files.map(({ path: file, sheet }) => ({ path: shownPath(file), sheet }));
  if (files.length === 0 && loaded.failures.length === 0)
    throw new UsageError(message("{0}: there is no import file to compare", name));
  const kind = statOf(name)?.isFile() === true ? "file" : "folder";
  const { workspace, failures } = loaded;
  return { name, kind, workspace, files, madeBy: undefined, faults: [], failed: failures.length > 0 };
}

async function bundleSide(call: Call<"compare">, name: string, like: Side | undefined): Promise<Side> {
  const full = withSlashes(path.resolve(name));
  const known = like?.workspace ?? profilesAround(call, full);
  const at = like?.files[0]?.sheet.uri ?? full;
  try {
    const upload = await readUpload(full);
    const documents = known.tablesFor(at).map(({ document }) => document);
    const { workspace, files } = openUpload(upload, documents, known.profileFor(at));
    if (files.length === 0) throw new UsageError(message("{0}: there is no import file to compare", name));
    return {
      name,
      kind: "bundle",
      workspace,
      files,
      madeBy: upload.madeBy,
      faults: upload.faults,
      failed: false,
    };
  } catch (error) {
    if (error instanceof UploadError) throw new UsageError(error.sentence);
    throw error;
  }
}

/** A workspace without files that knows what counts where a bundle lies. */
function profilesAround({ config }: Call<"compare">, full: string): Workspace {
  const workspace = new Workspace(rules, builtInDocuments);
  const profiles = new LoadedProfiles(config, (file, error) =>
    sayErrors([message("{0}: {1}", shownPath(file), reasonOf(error))]),
  );
  profiles.of(path.posix.dirname(full));
  profiles.configure(workspace);
  return workspace;
}

/** The files to compare: one import on each side. Throws where it is not clear which. */
function oneImport(old: Side, fresh: Side): [UploadFile[], UploadFile[]] {
  const systems = new Set(systemsOf(old).filter((system) => systemsOf(fresh).includes(system)));
  if (systems.size === 0) {
    const contents = (side: Side): Message => message("{0} contains files for {1}", side.name, listOf(systemsOf(side)));
    throw new UsageError(message("{0}, {1}: there is nothing to compare", contents(old), contents(fresh)));
  }
  const oldFiles = importIn(old, systems);
  const newFiles = importIn(fresh, systems);
  return [alike(oldFiles, newFiles, fresh), alike(newFiles, oldFiles, old)];
}

function systemsOf({ files }: Side): string[] {
  return [...new Set(files.map(({ sheet }) => sheet.table.system))];
}

/** Bundles that lie in a folder are no part of the import there. */
function importIn(side: Side, systems: ReadonlySet<string>): UploadFile[] {
  if (side.kind !== "folder") return side.files.filter(({ sheet }) => systems.has(sheet.table.system));
  const bundles = new Map<string, boolean>();
  const top = withSlashes(path.resolve(side.name));
  const isApart = (file: string): boolean => {
    const folder = path.posix.dirname(file);
    if (!folder.startsWith(`${top}/`)) return false;
    const known = bundles.get(folder) ?? (isBundle(folder) || isApart(folder));
    bundles.set(folder, known);
    return known;
  };
  const shown = new Map(side.files.map(({ path: name, sheet }) => [sheet, name]));
  const sets = fileSets(side.workspace).flatMap((set) => {
    const files = set.files.filter(({ sheet, path: file }) => shown.has(sheet) && !isApart(file));
    return systems.has(set.system) && files.length > 0 ? [{ set, files }] : [];
  });
  if (sets.length === 0) throw new UsageError(message("{0}: there is no import file to compare", side.name));
  if (sets.length > 1) {
    const folders = sets.map(({ set }) => `${shownPath(set.folder) || "."} (${set.system})`).join(", ");
    throw new UsageError(
      message("{0} contains {1} imports: {2}; name the folder of one", side.name, sets.length, folders),
    );
  }
  return sets[0]!.files.map(({ sheet, path: file }) => ({ sheet, path: shown.get(sheet) ?? shownPath(file) }));
}

/** Beside a single file only files of its type count. */
function alike(files: UploadFile[], others: readonly UploadFile[], other: Side): UploadFile[] {
  if (other.kind !== "file") return files;
  const types = new Set(others.map(({ sheet }) => sheet.table.name));
  return files.filter(({ sheet }) => types.has(sheet.table.name));
}
