/** The files of one import: which belong together, what each holds, which are missing, and in what order they go up. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { Table } from "../../core/filetypes/table.ts";
import { joined, type Message, message } from "../../core/text/message.ts";
import { fileName, folderOf } from "../../core/workspace/folders.ts";
import type { Unrecognized, Workspace } from "../../core/workspace/workspace.ts";
import { pathOf } from "../records/records.ts";
import { linkedTables, templateOf } from "./template.ts";

/** One import. */
export interface FileSet {
  /** Of its files, with the last `/`; a file of groups may lie elsewhere. */
  readonly folder: string;
  /** Who reads the files. */
  readonly system: string;
  /** In the order of upload, then by path. */
  readonly files: readonly SetFile[];
  readonly missing: readonly MissingFile[];
}

export interface SetFile {
  readonly sheet: Sheet;
  readonly path: string;
  /** True when it lies in another folder and other sets may use it too. */
  readonly shared: boolean;
}

/** A file that belongs to such a set and is not there. */
export interface MissingFile {
  readonly table: Table;
  /** Where it would be made, relative to the set's folder. */
  readonly path: string;
  /** The other files cannot go up without it. */
  readonly needed: boolean;
  /** It is there, with a header that does not fit. */
  readonly unrecognized: Unrecognized | undefined;
}

/** Every import in the workspace, by folder, then by system. Reads nothing. */
export function fileSets(workspace: Workspace): FileSet[] {
  const bySet = new Map<string, Sheet[]>();
  const nearest: Sheet[] = [];
  for (const sheet of sheetsOf(workspace)) {
    if (sheet.table.document.found === "nearest") nearest.push(sheet);
    else {
      const key = setKey(folderOf(pathOf(workspace, sheet)), sheet.table.system);
      bySet.set(key, [...(bySet.get(key) ?? []), sheet]);
    }
  }
  const sets = [...bySet.values()].map((sheets) => setOf(workspace, sheets));
  const used = new Set(sets.flatMap((set) => set.files.map((file) => file.sheet)));
  // A file of groups that no set looks at is an import of its own.
  for (const sheet of nearest) if (!used.has(sheet)) sets.push(setOf(workspace, [sheet]));
  return sets.sort((a, b) => compare(a.folder, b.folder) || compare(a.system, b.system));
}

/** The import that a file belongs to; a shared file's is the first that uses it. */
export function setAround(workspace: Workspace, sheet: Sheet): FileSet | undefined {
  const folder = folderOf(pathOf(workspace, sheet));
  if (sheet.table.document.found !== "nearest") {
    const beside = [...sheetsOf(workspace)].filter(
      (each) =>
        each.table.system === sheet.table.system &&
        each.table.document.found !== "nearest" &&
        folderOf(pathOf(workspace, each)) === folder,
    );
    return setOf(workspace, beside);
  }
  const sets = fileSets(workspace).filter((set) => set.files.some((file) => file.sheet === sheet));
  return sets.find((set) => set.folder === folder) ?? sets[0];
}

/** The set in a sentence: what is there, and what is needed and is not. */
export function setInWords(set: FileSet): Message {
  const names = set.files.map(({ path }) =>
    path.startsWith(set.folder) ? path.slice(set.folder.length) : path.split("/").slice(-2).join("/"),
  );
  const lacking = set.missing.filter(({ needed, unrecognized }) => needed && !unrecognized).map(({ path }) => path);
  const unfit = set.missing.flatMap(({ unrecognized }) => (unrecognized ? [fileName(unrecognized.path)] : []));
  let there = joined(names, ", ");
  if (lacking.length > 0) there = message("{0}; missing: {1}", there, joined(lacking, ", "));
  return unfit.length > 0 ? message("{0}; not recognized: {1}", there, joined(unfit, ", ")) : there;
}

function* sheetsOf(workspace: Workspace): Generator<Sheet> {
  for (const { sheet } of workspace.entries())
    if (sheet && !sheet.table.document.hidden && !sheet.facts.compressed) yield sheet;
}

function setKey(folder: string, system: string): string {
  return `${folder}\n${system}`;
}

function setOf(workspace: Workspace, own: readonly Sheet[]): FileSet {
  const [first] = own;
  const folder = folderOf(pathOf(workspace, first!));
  const tables = workspace.tablesFor(pathOf(workspace, first!));
  const linked = linkedTables(
    tables.filter(({ name }) => own.some((sheet) => sheet.table.name === name)),
    tables,
  );
  const elsewhere = linked
    .filter((table) => table.document.found === "nearest" && !table.document.hidden)
    .flatMap((table) => own.flatMap((sheet) => workspace.find(sheet, table.name)));
  const files = [...new Set([...own, ...elsewhere])].map((sheet): SetFile => {
    const path = pathOf(workspace, sheet);
    return { sheet, path, shared: !own.includes(sheet) && folderOf(path) !== folder };
  });
  files.sort((a, b) => orderOf(a.sheet.table) - orderOf(b.sheet.table) || compare(a.path, b.path));
  const present = new Set(files.map((file) => file.sheet.table.name));
  const needed = new Set(
    own.flatMap((sheet) =>
      (sheet.table.document.foreignKeys ?? []).filter((key) => key.needsFile).map((key) => key.reference.table),
    ),
  );
  const places = new Map(templateOf(first!.table.name, tables).map(({ fileType, path }) => [fileType, path]));
  const missing = linked.flatMap((table): MissingFile[] => {
    const path = places.get(table.name);
    if (present.has(table.name) || table.document.hidden || path === undefined) return [];
    const [unrecognized] = own.flatMap((sheet) => workspace.findUnrecognized(sheet, table.name));
    return [{ table, path, needed: needed.has(table.name), unrecognized }];
  });
  missing.sort((a, b) => orderOf(a.table) - orderOf(b.table));
  return { folder, system: first!.table.system, files, missing };
}

/** The place of a table in the order of upload. */
export function orderOf(table: Table): number {
  return table.document.order ?? 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
