/** A new import to start from: a header and one example row, for a set of linked files with ids that fit each other. */

import type { Field } from "../../core/filetypes/file-type.ts";
import { placeholderFor, settingsIn, tenantFolder } from "../../core/filetypes/folder-pattern.ts";
import { settingAt } from "../../core/filetypes/profile.ts";
import { dialectFor, type Table, templateColumns, textAboveHeader } from "../../core/filetypes/table.ts";
import { listOf, type Message, message } from "../../core/text/message.ts";
import { writeCell } from "../../core/text/tokenizer.ts";

/** A file of it. */
export interface Template {
  /** Relative to the folder chosen, `/` between names. */
  readonly path: string;
  readonly fileType: string;
  readonly text: string;
}

/** The files of a new import of this type, in the order of upload; none for an unknown type. */
export function templateOf(type: string, tables: readonly Table[], options: { only?: boolean } = {}): Template[] {
  const table = tables.find((candidate) => candidate.name === type);
  if (!table) return [];
  const set = options.only
    ? [table]
    : linkedTables(
        [table],
        tables.filter(({ document }) => !document.hidden),
      );
  const inOrder = set.sort((a, b) => (a.document.order ?? 0) - (b.document.order ?? 0));
  // Of two files with one name the one that is uploaded later keeps the place beside the others.
  const isTaken = (path: string, from: number): boolean =>
    inOrder.slice(from + 1).some((each) => pathOf(each) === path);
  return inOrder.map((each, i) => ({
    path: isTaken(pathOf(each), i) ? inOwnFolder(pathOf(each)) : pathOf(each),
    fileType: each.name,
    text: textOf(each, tables),
  }));
}

/** These tables and all that chains of references join to them, in no order. */
export function linkedTables(from: readonly Table[], among: readonly Table[]): Table[] {
  const linked = new Set(from);
  for (const known of linked)
    for (const other of among) if (refersTo(known, other) || refersTo(other, known)) linked.add(other);
  return [...linked];
}

function refersTo(from: Table, to: Table): boolean {
  const { foreignKeys = [], membership } = from.document;
  return foreignKeys.some((key) => key.reference.table === to.name) || membership?.table === to.name;
}

function textOf(table: Table, tables: readonly Table[]): string {
  const usual = new Set(templateColumns(table));
  const fields = table.columns
    .filter((column) => usual.has(column) || isMissed(column.field))
    .map(({ field }) => field);
  const dialect = dialectFor(table, fields.length);
  const line = (values: readonly string[]): string =>
    values.map((value) => writeCell(value, dialect)).join(table.delimiter);
  const example = fields.map((field) => referenced(field, table, tables) ?? field.example);
  return `${textAboveHeader(table, "\n")}${line(fields.map((field) => field.name))}\n${line(example)}\n`;
}

/** A header without it is told about. */
function isMissed({ missing }: Field): boolean {
  return missing !== undefined && missing !== "off";
}

/** The example id of the file that a field refers to, so that the set fits together. */
function referenced(field: Field, table: Table, tables: readonly Table[]): string | undefined {
  const key = table.document.foreignKeys?.find((candidate) => candidate.field === field.name);
  const target = key && tables.find((candidate) => candidate.name === key.reference.table);
  if (!target || target.document.hidden) return undefined;
  return target.byName.get(key.reference.field)?.field.example;
}

function pathOf(table: Table): string {
  const name = safeName(table.document.files[0] ?? "users.csv");
  const folder = folderFor(table);
  return folder === undefined ? name : `${folder.path}/${name}`;
}

/** The folders that a new file goes to, where they and not its name say what it is. */
export interface TenantFolder {
  /** `/` between names; what the tenant has not set is called by its setting. */
  readonly path: string;
  /** Paths of tenant settings that it lacks. */
  readonly unset: readonly string[];
}

/** The folders for a table's files; undefined where any folder will do. */
export function folderFor({ document, profile }: Table): TenantFolder | undefined {
  const pattern = document.folders?.[0];
  if (pattern === undefined || document.files.length > 0) return undefined;
  const unset = settingsIn(pattern).filter((path) => {
    const value = settingAt(profile, path);
    return typeof value !== "string" || value === "";
  });
  return { path: tenantFolder(pattern, profile, safeName, placeholderFor), unset };
}

/** What to say of a new file whose folder should be named after the tenant, and cannot. */
export function unnamedFolder(table: Table): Message | undefined {
  const folder = folderFor(table);
  if (folder === undefined || folder.unset.length === 0) return undefined;
  const [made] = folder.path.split("/");
  return message(
    "{0} is a placeholder. Rename the folder, or set {1} in csv-preflight.json first.",
    made!,
    listOf(folder.unset),
  );
}

/** `group.csv` gives `Group/group.csv`. */
function inOwnFolder(name: string): string {
  const stem = name.replace(/\.[^.]*$/, "");
  return `${stem.charAt(0).toUpperCase()}${stem.slice(1)}/${name}`;
}

/** A name that can be a file's or folder's on every system and leads nowhere else. */
export function safeName(name: string): string {
  const cleaned = name.replace(/[\p{Cc}\\/:*?"<>|]+/gu, "_").replace(/^\.+|(?<![. ])[. ]+$/g, "_");
  return cleaned === "" ? "_" : cleaned;
}
