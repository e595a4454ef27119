/** A cell that somebody changes in the grid: what it says in full, what may stand there, and the edit that says something else. */

import { lineBreakOf } from "../../core/checking/fix-context.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { type Cell, cellsOf, isBlank, isConflictMarker, rowByNumber, rowText } from "../../core/text/document.ts";
import type { Edit } from "../../core/text/text.ts";
import { quoted, stray, unclosed, writeCell } from "../../core/text/tokenizer.ts";
import { choicesAt } from "../language/choices.ts";
import { itemAt, placeAt, type World } from "../language/place.ts";
import { firstRow, secretCells } from "../records/cells.ts";

export interface EditableCell {
  /** All that the cell says; "" for passwords, whose edit begins empty. */
  readonly text: string;
  readonly password: boolean;
  /** It may hold line breaks. */
  readonly lines: boolean;
  /** What may stand in it, the likeliest first. */
  readonly choices: readonly { readonly value: string; readonly label?: string; readonly words: readonly string[] }[];
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
  world: World,
): EditableCell | { readonly refused: string } {
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
      : { label: withoutCode(label, value) }),
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
): Edit | { readonly refused: string } | undefined {
  const found = recordAt(sheet, row, cell);
  if ("refused" in found) return found;
  const { document } = sheet;
  const { delimiter, raw } = document.dialect;
  const text = value.replace(/\r\n|\r|\n/g, lineBreakOf({ document }));
  if (raw) {
    const held = rawFault(text, delimiter);
    if (held) return { refused: `${sheet.table.system} reads no quotes, so a cell cannot hold ${held}. Leave it out.` };
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

/** What of a value a dialect without quotes cannot hold, in words. */
function rawFault(text: string, delimiter: string): string | undefined {
  if (/[\r\n]/.test(text)) return "a line break";
  if (text.includes(delimiter)) return delimiter === "," ? "a comma" : `"${delimiter}"`;
  return text.startsWith('"') ? "a quote at its beginning" : undefined;
}

function recordAt(
  sheet: Sheet,
  row: number,
  cell: number,
): { readonly cells: readonly Cell[]; readonly masked: boolean } | { readonly refused: string } {
  const { document, binding } = sheet;
  const at = document.header.row < 0 || !(row >= 0) ? undefined : rowByNumber(document, firstRow(document) + row);
  if (!at || !(cell >= 0)) return { refused: "There is no such cell any more." };
  const text = rowText(document.pages[at.page]!, at.row);
  if (isBlank(text)) return { refused: "This line is empty. Write or remove it in the text." };
  if (isConflictMarker(text)) return { refused: "A merge conflict left this line behind. Resolve it in the text." };
  const cells = cellsOf(document, at);
  const width = binding?.columns.length ?? 0;
  if (cell >= Math.max(cells.length, width)) return { refused: "There is no such cell any more." };
  if (cell >= cells.length && (cells.at(-1)!.flags & unclosed) !== 0)
    return { refused: "A quote is opened in this row and never closed. Close it in the text first." };
  return { cells, masked: secretCells(sheet).size > 0 && cells.length !== width };
}
