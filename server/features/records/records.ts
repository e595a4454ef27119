/** Rows of a file as records: their values by field, what they are called, and which key they are known by. */

import { isRecord } from "../../core/checking/line-kinds.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import type { Table } from "../../core/filetypes/table.ts";
import {
  type Cell,
  cellsOf,
  isAtOrAboveHeader,
  isBlank,
  isConflictMarker,
  type RowAddress,
  rowByNumber,
  rowText,
} from "../../core/text/document.ts";
import { type Message, message } from "../../core/text/message.ts";
import { trimBlanks, trimSpaces } from "../../core/text/text.ts";
import { fileName, namesAmong } from "../../core/workspace/folders.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";

/** One row of data. */
export interface Row {
  readonly at: RowAddress;
  /** Offsets are the document's. */
  readonly cells: readonly Cell[];
  /** The trimmed text of a field; "" where the row or the file has none. */
  value(field: string): string;
  /** The same for people to see: "" where nobody knows which cell is the password. */
  shown(field: string): string;
}

/** Every record from a page on, in order; lines that are none are passed over. Reads no page. */
export function* rowsOf(sheet: Sheet, from = 0, to = sheet.document.pages.length): Generator<Row> {
  const { document } = sheet;
  for (let p = from; p < to; p++) {
    const page = document.pages[p]!;
    for (let row = 0; row < page.rows.length; row++) {
      if (isAtOrAboveHeader(document, { page: p, row })) continue;
      const text = rowText(page, row);
      if (isBlank(text) || isConflictMarker(text)) continue;
      const found = rowAt(sheet, { page: p, row });
      if (!sheet.binding || isRecord(found.cells, sheet.binding)) yield found;
    }
  }
}

export function rowAt(sheet: Sheet, at: RowAddress): Row {
  const cells = cellsOf(sheet.document, at);
  const value = (field: string): string => trimBlanks(cells[sheet.binding?.indexOf(field) ?? -1]?.text ?? "");
  const isWithheld = sheet.hasSecrets && cells.length !== sheet.binding?.columns.length;
  return { at, cells, value, shown: isWithheld ? () => "" : value };
}

/** The number of a row's record, from the file's first (0-based). */
export function recordOf(sheet: Sheet, { at }: Row): number {
  return sheet.document.records[at.page]! + at.row;
}

/** The row of a record counted from the file's first (0-based). */
export function rowNumbered(sheet: Sheet, record: number): Row | undefined {
  const at = rowByNumber(sheet.document, record);
  return at && rowAt(sheet, at);
}

/**
 * Why a file is not written anew: what its bytes meant is not in its text. In words; undefined where nothing was lost.
 * @param name what the file is called, with its folder where another has its name
 */
export function lostLetters(sheet: Sheet, name: string): Message | undefined {
  if (sheet.facts.validUtf8 !== false || !sheet.document.pages.some(({ text }) => text.includes("\ufffd")))
    return undefined;
  return message(
    "{0} isn't saved as UTF-8, and its unreadable characters would be lost. Save it as UTF-8 first.",
    name,
  );
}

/** The rows that hold a value of a field over which the file keeps a key, in order. Reads the whole file. */
export function holdersOf(sheet: Sheet, field: string, value: string): Row[] {
  return [...holdersInSteps(sheet, field, value)].filter((row) => row !== undefined);
}

/** So many rows are looked at in a step. */
const rowsInStep = 100;

/** The same for who must let others go first: undefined in between. */
export function* holdersInSteps(sheet: Sheet, field: string, value: string): Generator<Row | undefined> {
  const key = sheet.keys.over(field);
  if (key < 0 || value === "") return;
  readAll(sheet);
  // Keys are known by hash only: what the rows say decides.
  for (const [index, record] of sheet.holdersOf(key, value).entries()) {
    if (index % rowsInStep === rowsInStep - 1) yield undefined;
    const row = rowNumbered(sheet, record);
    if (row && itemsIn(sheet, row, field, key).includes(value)) yield row;
  }
}

/** The values of a field in a row as its key has them: one, or the items of a list. */
function itemsIn(sheet: Sheet, row: Row, field: string, key: number): string[] {
  // An ID that ends in an invisible character is another one than that without.
  if (sheet.checker?.keys[key]?.exact) return [trimSpaces(row.cells[sheet.binding?.indexOf(field) ?? -1]?.text ?? "")];
  const delimiter = sheet.table.byName.get(field)?.field.list?.delimiter;
  const text = row.value(field);
  return delimiter === undefined ? [text] : text.split(delimiter).map(trimBlanks);
}

export function holds(sheet: Sheet, field: string, value: string): boolean {
  const key = sheet.keys.over(field);
  return key >= 0 && sheet.keys.holds(key, value);
}

/** The field by which rows of a table are known; undefined where no one field is. */
export function keyFieldOf(table: Table): string | undefined {
  const unique = table.identityKeys.find((key) => key.fields.length === 1);
  return unique?.fields[0] ?? table.document.keys?.[0];
}

/** The columns that together say what a row is called; none when the table has no such columns. */
export function nameFields(table: Table): readonly string[] {
  for (const names of [["name"], ["first_name", "last_name"], ["firstName", "lastName"], ["community_name"]]) {
    if (names.every((name) => table.byName.has(name))) return names;
  }
  return [];
}

/** What a row is called; "" when it does not say. */
export function nameOf(sheet: Sheet, row: Row): string {
  return nameFields(sheet.table)
    .map((field) => row.shown(field))
    .filter((part) => part !== "")
    .join(" ");
}

/** The field of a table's own e-mail address. */
export function addressField(table: Table): string | undefined {
  return table.columns.find(({ field }) => field.type === "email")?.field.name;
}

export function readAll(sheet: Sheet): void {
  sheet.advance(Number.POSITIVE_INFINITY);
}

/** What people are told of a file: its name, with as many of its folders as tell it from other import files of that name: "acme/user.csv". */
export function nameWithFolders(workspace: Workspace, path: string): string {
  const own = `/${fileName(path)}`;
  const others: string[] = [];
  for (const entry of workspace.entries()) {
    if (entry.path !== path && entry.path.endsWith(own) && workspace.sheet(entry.uri)) others.push(entry.path);
  }
  return namesAmong([path, ...others])(path).replace(/^\//, "");
}

export function pathOf(workspace: Workspace, sheet: Sheet): string {
  return workspace.entry(sheet.uri)?.path ?? "";
}
