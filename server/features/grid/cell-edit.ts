/** A cell that somebody changes in the grid: what it says in full, what may stand there, and the edit that says something else. */

import { lineBreakOf } from "../../core/checking/fix-context.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { type Cell, isBlank, isConflictMarker, readRecord, rowByNumber, rowText } from "../../core/text/document.ts";
import { type Message, message } from "../../core/text/message.ts";
import type { Edit } from "../../core/text/text.ts";
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
  world: FeatureContext,
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
  const { all, closed } = choicesAt(sheet, place, itemAt(there, undefined, there.start), "", world);
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
  const found = recordAt(sheet, row, cell);
  if ("refused" in found) return found;
  const { document } = sheet;
  const { delimiter, raw } = document.dialect;
  const text = value.replace(/\r\n|\r|\n/g, lineBreakOf({ document }));
  if (raw) {
    const refused = rawFault(text, delimiter, sheet.table.system);
    if (refused) return { refused };
  }
  const there = found.cells[cell];
  if (there) {
    if (there.text === text && (there.flags & (stray | unclosed)) === 0) return undefined;
    const keep = (there.flags & quoted) !== 0 && (there.flags & (stray | unclosed)) === 0;
    return { start: there.start, end: there.end, text: writeCell(text, document.dialect, keep) };
  }
  if (text === "") return undefined;
  const end = found.cells.at(-1)!.end;
  const missing = cell - found.cells.length + 1;
  return { start: end, end, text: delimiter.repeat(missing) + writeCell(text, document.dialect) };
}

/** Why a dialect without quotes cannot hold a value. */
function rawFault(text: string, delimiter: string, system: string): Message | undefined {
  if (/[\r\n]/.test(text))
    return message("{0} ignores quotes, so a cell can't contain a line break. Remove it.", system);
  if (text.includes(delimiter))
    return delimiter === ","
      ? message("{0} ignores quotes, so a cell can't contain a comma. Remove it.", system)
      : message("{0} ignores quotes, so a cell can't contain {1}. Remove it.", system, `"${delimiter}"`);
  if (!text.startsWith('"')) return undefined;
  return message("{0} ignores quotes, so a cell can't start with one. Remove it.", system);
}

function recordAt(
  sheet: Sheet,
  row: number,
  cell: number,
): { readonly cells: readonly Cell[]; readonly masked: boolean } | { readonly refused: Message } {
  const { document, binding } = sheet;
  const at = document.header.row < 0 || !(row >= 0) ? undefined : rowByNumber(document, firstRow(document) + row);
  if (!at || !(cell >= 0)) return { refused: message("This cell no longer exists.") };
  const text = rowText(document.pages[at.page]!, at.row);
  if (isBlank(text)) return { refused: message("This line is empty. Fill it in or delete it in the text editor.") };
  if (isConflictMarker(text))
    return { refused: message("This line is left over from a merge conflict. Resolve it in the text editor.") };
  const base = document.offsets[at.page]! + document.pages[at.page]!.rows[at.row]!;
  const { cells, form, delimiter } = readRecord(text, document.dialect, base);
  if (form !== plainForm) return { refused: message("The whole row is in quotes. Fix that first.") };
  if (delimiter !== document.dialect.delimiter)
    return { refused: message("The cells of this row are separated by another character. Fix that first.") };
  const width = binding?.columns.length ?? 0;
  if (cell >= Math.max(cells.length, width)) return { refused: message("This cell no longer exists.") };
  if (cell >= cells.length && (cells.at(-1)!.flags & unclosed) !== 0)
    return { refused: message("A quote in this row is never closed. Close it in the text editor first.") };
  return { cells, masked: secretCells(sheet).size > 0 && cells.length !== width };
}
