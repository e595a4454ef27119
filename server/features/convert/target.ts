/** The files that people are converted to: which columns say what, and how a value gets into one of them. */
import { booleanWord } from "../../core/filetypes/boolean-words.ts";
import type { AccountState, ContactKind, Meaning } from "../../core/filetypes/file-type.ts";
import type { Column, Table } from "../../core/filetypes/table.ts";

/** A table of the target with its columns by what they mean. */
export interface TargetTable {
  readonly table: Table;
  readonly columns: ReadonlyMap<Meaning, readonly Column[]>;
}

/** Where the rows of one import go. */
export interface Target {
  readonly people: TargetTable;
  readonly contacts: TargetTable | undefined;
  readonly memberships: TargetTable | undefined;
}

/** The files of the system that a table of people belongs to; undefined for tables that hold no people. */
export function targetOf(name: string, tables: readonly Table[]): Target | undefined {
  const people = tables.find((table) => table.name === name && table.document.rows === "people");
  if (!people) return undefined;
  const linked = tables.filter((table) =>
    table.document.foreignKeys?.some(({ reference }) => reference.table === people.name),
  );
  const about = (rows: string): TargetTable | undefined => {
    const table = linked.find(({ document }) => document.rows === rows);
    return table && byMeaning(table);
  };
  return { people: byMeaning(people), contacts: about("contacts"), memberships: about("memberships") };
}

function byMeaning(table: Table): TargetTable {
  const columns = new Map<Meaning, Column[]>();
  for (const column of table.columns) {
    const { means } = column.field;
    if (means === undefined) continue;
    const known = columns.get(means);
    if (known) known.push(column);
    else columns.set(means, [column]);
  }
  return { table, columns };
}

export function columnFor({ columns }: TargetTable, means: Meaning): Column | undefined {
  return columns.get(means)?.[0];
}

/** The column that holds roles: one of its own, or one of groups of which some are roles. */
export function roleColumn({ people }: Target): Column | undefined {
  return columnFor(people, "role") ?? people.columns.get("group")?.find(hasRoles);
}

/** The roles that a column knows, in the order to propose them. */
export function rolesOf(column: Column): string[] {
  const all = [...column.values.values()];
  const roles = hasRoles(column) ? all.filter(({ means }) => means === "role") : all;
  const wrong = new Set(column.field.forbidden?.map(({ value }) => value));
  return roles.map(({ value }) => value).filter((value) => !wrong.has(value));
}

function hasRoles({ values }: Column): boolean {
  return [...values.values()].some(({ means }) => means === "role");
}

export function writeBoolean({ field }: Column, is: boolean): string {
  return booleanWord(field, is);
}

/** The code of a kind or state; undefined when the column knows none. */
export function codeFor(column: Column, means: ContactKind | AccountState): string | undefined {
  return [...column.values.values()].find((category) => category.means === means)?.value;
}

/** The value as an importer without quotes, or a list, can take it; the same value where nothing stands in the way. */
export function cleaned(table: Table, column: Column, value: string): string {
  let text = value;
  if (table.escapes) text = text.replace(/[\r\n]+/g, " ");
  else if (table.raw)
    text = text
      .replace(/[\r\n]+/g, " ")
      .replaceAll('"', "'")
      .replaceAll(table.delimiter, " ");
  if (column.field.list) text = text.replaceAll(column.field.list.delimiter, " ");
  return text === value ? value : text.replace(/ {2,}/g, " ").trim();
}
