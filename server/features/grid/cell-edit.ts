/** A cell that somebody changes in the grid: what it says in full, what may stand there, and the edit that says something else. */

import { lineBreakOf } from "../../core/checking/fix-context.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import {
  type Cell,
  isBlank,
  isConflictMarker,
  readRecord,
  rowText as recordText,
  rowByNumber,
} from "../../core/text/document.ts";
import { type Message, message } from "../../core/text/message.ts";
import type { Edit, Span } from "../../core/text/text.ts";
import { plainForm, quoted, stray, unclosed, writeCell } from "../../core/text/tokenizer.ts";
import { choicesAt } from "../language/choices.ts";
import { type FeatureContext, itemAt, placeAt } from "../language/place.ts";
import { firstRow, secretCells } from "../records/cells.ts";

export interface EditableCell {
  /** All that the cell says; "" for passwords, whose edit begins empty. */
  readonly text: string;
  readonly password: boolean;
  /** It may hold line breaks. */
  readonly lines: boolean;
  /** What may stand in it, the likeliest first. */
  readonly choices: readonly {
    readonly value: string;
    readonly label?: Message | string;
    readonly words: readonly string[];
  }[];
  /** Nothing else is right. */
  readonly closed: boolean;
}

/** Columns whose values are a list; of others only a few are offered, and those change from row to row. */
const listed = new Set(["code", "status", "role", "boolean", "timezone", "country-code", "country-name", "reference"]);
/** Of those, the ones where nothing outside the list is ever right. */
const complete = new Set(["timezone", "country-code", "country-name"]);
const choicesMax = 600;

/** What an edit of a cell begins with; or why it cannot begin. */
export function editableCell(
  sheet: Sheet,
  row: number,
  cell: number,
  context: FeatureContext,
): EditableCell | { readonly refused: Message } {
  const found = recordAt(sheet, row, cell);
  if ("refused" in found) return found;
  const { cells, masked } = found;
  const password = secretCells(sheet).has(cell) || masked;
  const there = cells[cell];
  const field = sheet.binding?.columns[cell]?.field;
  const base = { text: password ? "" : (there?.text ?? ""), password, lines: !sheet.document.dialect.raw };
  if (password || !there || !field || field.list || !listed.has(field.type)) {
    return { ...base, choices: [], closed: false };
  }
  const place = placeAt(sheet, there.start);
  const { all, closed } = choicesAt(sheet, place, itemAt(there, undefined, there.start), "", context);
  const choices = all.slice(0, choicesMax).map(({ value, label, detail, words }) => ({
    value,
    ...(label === undefined || label === value
      ? detail
        ? { label: detail }
        : {}
      : { label: typeof label === "string" ? withoutCode(label, value) : label }),
    words: [...(words ?? [])],
  }));
  return { ...base, choices, closed: closed || complete.has(field.type) };
}

/** "Active" of "2450 Active". */
function withoutCode(label: string, value: string): string {
  return label.startsWith(`${value} `) ? label.slice(value.length + 1) : label;
}

/**
 * The one edit that makes a cell say `value`; a cell keeps its quotes and gets them where the value needs them. A row that
 * is too short is made long enough. Undefined when it says so already.
 */
export function cellEdit(
  sheet: Sheet,
  row: number,
  cell: number,
  value: string,
): Edit | { readonly refused: Message } | undefined {
  const made = rowEdits(sheet, row, [{ cell, value }]);
  return "refused" in made ? made : made[0];
}

/** A cell of a row, by its column in the file, and what it should say. */
export interface CellChange {
  readonly cell: number;
  readonly value: string;
}

/**
 * The edits that make cells of one row say something else, in the order of the text; cells that say so already have none.
 *
 * @param changes at most one for each cell, in any order
 */
export function rowEdits(
  sheet: Sheet,
  row: number,
  changes: readonly CellChange[],
): readonly Edit[] | { readonly refused: Message } {
  const { document } = sheet;
  const { delimiter } = document.dialect;
  // What a row does not have is empty: nobody needs to write there.
  const last = changes.reduce((most, { cell, value }) => (value === "" ? most : Math.max(most, cell)), 0);
  const found = recordAt(sheet, row, last);
  if ("refused" in found) return found;
  const edits: Edit[] = [];
  /** Cells that the row does not have yet. */
  const added: string[] = [];
  for (const { cell, value } of changes) {
    const text = withLineBreaks(sheet, value);
    const refused = rawFault(sheet, text);
    if (refused) return { refused };
    const there = found.cells[cell];
    if (!there) {
      added[cell - found.cells.length] = text;
    } else if (there.text !== text || (there.flags & (stray | unclosed)) !== 0) {
      const keep = (there.flags & quoted) !== 0 && (there.flags & (stray | unclosed)) === 0;
      edits.push({ start: there.start, end: there.end, text: writeCell(text, document.dialect, keep) });
    }
  }
  edits.sort((a, b) => a.start - b.start);
  if (found.blank) {
    if (!added.some((text) => text !== "")) return [];
    return [{ ...found.blank, text: rowText(sheet, added, rowBefore(sheet, row)) }];
  }
  if (added.some((text) => text !== "")) {
    const end = found.cells.at(-1)!.end;
    const text = Array.from(added, (each) => delimiter + writeCell(each ?? "", document.dialect)).join("");
    const before = edits.at(-1);
    // Two edits at one place would leave open which comes first.
    if (before?.end === end) edits[edits.length - 1] = { ...before, text: before.text + text };
    else edits.push({ start: end, end, text });
  }
  return edits;
}

/** A value with the line breaks of its file. */
function withLineBreaks({ document }: Sheet, value: string): string {
  return /[\r\n]/.test(value) ? value.replace(/\r\n|\r|\n/g, lineBreakOf({ document })) : value;
}

/**
 * A new record without its line break, as wide as the header: its cells have quotes where those of a neighbor have them.
 *
 * @param values what its cells say, in the order of the file; missing ones are empty
 * @param neighbor the cells of the row above; none is asked for that stands in no file
 */
export function rowText(sheet: Sheet, values: readonly (string | undefined)[], neighbor: readonly Cell[]): string {
  const { dialect } = sheet.document;
  const width = Math.max(values.length, widthOf(sheet));
  const cell = (index: number): string => {
    const text = withLineBreaks(sheet, values[index] ?? "");
    return writeCell(text, dialect, ((neighbor[index]?.flags ?? 0) & quoted) !== 0);
  };
  return Array.from({ length: width }, (_, index) => cell(index)).join(dialect.delimiter);
}

/** The cells of the nearest row above that has some; none in front of the first row. */
export function rowBefore(sheet: Sheet, row: number): readonly Cell[] {
  for (let above = row - 1; above >= 0 && above > row - 10; above--) {
    const found = recordAt(sheet, above, 0);
    if (!("refused" in found) && !found.blank) return found.cells;
  }
  return [];
}

/** Cells of a row that lines up with the header. */
export function widthOf({ binding }: Sheet): number {
  return binding?.columns.length ?? 0;
}

/** Why the file's dialect cannot have a value in a cell: where it has no quotes. */
export function rawFault({ document, table }: Sheet, text: string): Message | undefined {
  const { delimiter, raw, escapes } = document.dialect;
  if (!raw) return undefined;
  const { system } = table;
  if (/[\r\n]/.test(text))
    return message("{0} ignores quotes, so a cell can't contain a line break. Remove it.", system);
  if (text.includes(delimiter) && !escapes)
    return delimiter === ","
      ? message("{0} ignores quotes, so a cell can't contain a comma. Remove it.", system)
      : message("{0} ignores quotes, so a cell can't contain {1}. Remove it.", system, `"${delimiter}"`);
  if (!text.startsWith('"')) return undefined;
  return message("{0} ignores quotes, so a cell can't start with one. Remove it.", system);
}

/** The cells of a row that can be changed. */
interface EditableRecord {
  readonly cells: readonly Cell[];
  /** Its passwords may have slipped into other columns. */
  readonly masked: boolean;
  /** An empty line, without its line break: it has no cells yet. */
  readonly blank?: Span;
}

/** A data record with room for a cell; or why none can be changed there. */
export function recordAt(sheet: Sheet, row: number, cell: number): EditableRecord | { readonly refused: Message } {
  const { document } = sheet;
  const at = document.header.row < 0 || !(row >= 0) ? undefined : rowByNumber(document, firstRow(document) + row);
  if (!at || !(cell >= 0)) return { refused: message("This cell no longer exists.") };
  const text = recordText(document.pages[at.page]!, at.row);
  if (isConflictMarker(text))
    return { refused: message("This line is left over from a merge conflict. Resolve it in the text editor.") };
  const base = document.offsets[at.page]! + document.pages[at.page]!.rows[at.row]!;
  const width = widthOf(sheet);
  if (isBlank(text) && width > 0) {
    if (cell >= width) return { refused: message("This cell no longer exists.") };
    const end = base + text.replace(/(?:\r\n|\n|\r)$/, "").length;
    return { cells: [], masked: false, blank: { start: base, end } };
  }
  const { cells, form, delimiter } = readRecord(text, document.dialect, base);
  if (form !== plainForm) return { refused: message("The whole row is in quotes. Fix that first.") };
  if (delimiter !== document.dialect.delimiter)
    return { refused: message("The cells of this row are separated by another character. Fix that first.") };
  if (cell >= Math.max(cells.length, width)) return { refused: message("This cell no longer exists.") };
  if (cell >= cells.length && (cells.at(-1)!.flags & unclosed) !== 0)
    return { refused: message("A quote in this row is never closed. Close it in the text editor first.") };
  return { cells, masked: secretCells(sheet).size > 0 && cells.length !== width };
}
