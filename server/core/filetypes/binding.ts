/** How a header row is read against a table: which column each of its cells names, and by what likeness. */

import { invisiblesIn } from "../text/invisible.ts";
import { trimBlanks, withoutBlanks } from "../text/text.ts";
import { plainForm, type RecordForm, stray, unclosed } from "../text/tokenizer.ts";
import { namesPassword } from "./column-names.ts";
import type { RowCondition } from "./file-type.ts";
import type { Column, Table } from "./table.ts";

/** How a header name came to be taken for its column; `invisible`: it has characters in it that nobody sees, whatever else. */
export type NameMatch = "exact" | "blanks" | "case" | "alias" | "invisible";

export interface HeaderCell {
  readonly index: number;
  /** As written, quotes off. */
  readonly text: string;
  /** From the start of the header record. */
  readonly start: number;
  readonly end: number;
  /** As the tokenizer's cells have them. */
  readonly flags: number;
  readonly column: Column | undefined;
  readonly match: NameMatch | undefined;
  /** The earlier cell that names the same column. */
  readonly duplicateOf: number | undefined;
  /** Its values are passwords and are never shown, whether the file type knows the column or not. */
  readonly isSecret: boolean;
}

/** A header read against a table. The same header text gives the same Binding, so that what is remembered by it stays. */
export interface Binding {
  readonly table: Table;
  readonly cells: readonly HeaderCell[];
  /** For each cell the column it counts as; undefined for unknown ones and for repetitions. */
  readonly columns: readonly (Column | undefined)[];
  /** No cell is the name of a column, one of which holds passwords: the record may well be a row, and is not shown. */
  readonly isForeign: boolean;
  /** Some column holds passwords: rows that do not line up with the header must not be shown. */
  readonly hasSecrets: boolean;
  /** So many cells there are up to the last one that has a name. */
  readonly named: number;
  /** How the header is written. */
  readonly form: RecordForm;
  /** What a row as a whole must be: the file type's condition, and what single columns require. */
  readonly condition: RowCondition | undefined;
  /** The cell index of a field, or -1. */
  indexOf(field: string): number;
}

/** Reads header cells against a table. */
export function bindHeader(
  cells: readonly { text: string; start: number; end: number; flags: number }[],
  table: Table,
  form: RecordForm = plainForm,
): Binding {
  const taken = new Map<Column, number>();
  const indexes = new Map<string, number>();
  const bound = cells.map((cell, index): HeaderCell => {
    // A broken quote is told as such; the column is meant all the same.
    const found = matchName(cell.flags & (unclosed | stray) ? cell.text.replaceAll('"', "") : cell.text, table);
    const earlier = found ? taken.get(found.column) : undefined;
    if (found && earlier === undefined) {
      taken.set(found.column, index);
      indexes.set(found.column.field.name, index);
    }
    return {
      index,
      text: cell.text,
      start: cell.start,
      end: cell.end,
      flags: cell.flags,
      column: found?.column,
      match: found?.match,
      duplicateOf: earlier,
      isSecret: found
        ? found.column.field.type === "password"
        : table.hiddenCells.has(index) || namesPassword(cell.text),
    };
  });
  // Where no name is known a row of people may have taken the names' place: any of its cells may be a password.
  const isForeign = table.hasPassword && bound.every(({ column }) => column === undefined);
  return {
    table,
    cells: isForeign ? bound.map((cell) => ({ ...cell, isSecret: true })) : bound,
    isForeign,
    hasSecrets: table.hasPassword || bound.some((cell) => cell.isSecret),
    named: bound.findLastIndex(({ text }) => trimBlanks(text) !== "") + 1,
    form,
    condition: conditionOf(table, taken.keys()),
    columns: bound.map((cell) => (cell.duplicateOf === undefined ? cell.column : undefined)),
    indexOf: (field) => indexes.get(field) ?? -1,
  };
}

function conditionOf({ document }: Table, columns: Iterable<Column>): RowCondition | undefined {
  const required = [...columns].flatMap(({ field }) => (field.requires ? [[field.name, field.requires] as const] : []));
  if (required.length === 0) return document.row;
  const links = { dependentRequired: Object.fromEntries(required) };
  return document.row ? { allOf: [document.row, links] } : links;
}

interface ColumnByName {
  readonly column: Column;
  readonly match: NameMatch;
}

/** The column that a header name stands for. Exact names win over look-alikes. */
export function matchName(text: string, table: Table): ColumnByName | undefined {
  const exact = table.byName.get(text);
  if (exact) return { column: exact, match: "exact" };
  const found = lookAlikes(table).get(nameKey(text));
  if (found && invisiblesIn(text, false).length > 0) return { column: found.column, match: "invisible" };
  const blanks = table.byName.get(trimBlanks(text));
  if (blanks) return { column: blanks, match: "blanks" };
  if (found || !table.document.fieldPatterns) return found;
  const formed = table.byName.get(nameKey(text));
  return formed && { column: formed, match: invisiblesIn(text, false).length > 0 ? "invisible" : "case" };
}

/** By table: every header is asked about in every table, at each key in a header. */
const lookAlikesOf = new WeakMap<Table, ReadonlyMap<string, ColumnByName>>();

/** What a table's columns are called, by name and else by alias, without what does not tell names apart. */
function lookAlikes(table: Table): ReadonlyMap<string, ColumnByName> {
  const known = lookAlikesOf.get(table);
  if (known) return known;
  const made = new Map<string, ColumnByName>();
  const add = (name: string, column: Column, match: NameMatch): void => {
    const key = nameKey(name);
    if (key !== "" && !made.has(key)) made.set(key, { column, match });
  };
  for (const column of table.columns) add(column.field.name, column, "case");
  for (const column of table.columns) for (const alias of column.field.aliases ?? []) add(alias, column, "alias");
  lookAlikesOf.set(table, made);
  return made;
}

/** A header name without what people change by accident: case, blanks, the vendor page's asterisk. */
function nameKey(name: string): string {
  return withoutBlanks(name).replaceAll("*", "").toLowerCase();
}
