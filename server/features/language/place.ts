/** Where a cursor stands in a sheet: which record, which cell, which column – the first question of every feature. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { Field } from "../../core/filetypes/file-type.ts";
import type { Column } from "../../core/filetypes/table.ts";
import {
  type Cell,
  cellsOf,
  type Document,
  isBlank,
  isConflictMarker,
  type RowAddress,
  rowAtOffset,
  rowText,
} from "../../core/text/document.ts";
import type { Message } from "../../core/text/message.ts";
import type { Span } from "../../core/text/text.ts";
import { quoted, stray, unclosed } from "../../core/text/tokenizer.ts";

/** What features may know besides the sheet. The skin fills it in, tests hold it still. */
export interface FeatureContext {
  /** Milliseconds since 1970, for clocks. */
  readonly now: number;
  /** False: hovers leave out what is wrong with a cell, because the editor shows it in the same box. */
  readonly problems?: boolean;
  /** The record that holds a key, in whatever file; undefined when nobody has it or nobody looked. */
  record?(table: string, field: string, value: string): ReferencedRecord | undefined;
  /** Records that a reference may point at; `query` is what was typed so far. A few dozen at most. */
  candidates?(table: string, field: string, query: string): readonly Reference[];
}

/** Another record in words. All texts are users' data and are escaped where they are shown. */
export interface ReferencedRecord {
  /** "Ann Lee". */
  readonly name: string;
  /** "user.csv, line 12". */
  readonly where: Message | string;
  readonly facts: readonly { readonly title: Message | string; readonly value: Message | string }[];
}

export interface Reference {
  /** The key to write. */
  readonly value: string;
  readonly name: string;
  /** Other words to find it by: an email address. */
  readonly words?: readonly string[];
}

/** A place in a sheet; offsets are the document's. */
export interface CursorPlace {
  /** Undefined on the empty line after the last line break, and in an empty file. */
  readonly address: RowAddress | undefined;
  readonly cells: readonly Cell[];
  readonly index: number;
  readonly cell: Cell;
  /** What the cell counts as; undefined in unknown columns, past the header's end and without a header. */
  readonly column: Column | undefined;
  readonly header: boolean;
  /** Before the header, where nothing can be said. */
  readonly above: boolean;
  /** A line without anything on it, or of blanks. */
  readonly blank: boolean;
  /** A line that a version control system wrote. */
  readonly conflict: boolean;
}

/** The place of an offset. A cursor right before a delimiter or a line break still belongs to the cell it ends. */
export function placeAt(sheet: Sheet, offset: number): CursorPlace {
  const { document } = sheet;
  const address = onNewLine(document, offset) ? undefined : rowAtOffset(document, offset);
  if (!address) return emptyPlace(sheet, offset);
  const text = rowText(document.pages[address.page]!, address.row);
  const cells = cellsOf(document, address);
  const blank = isBlank(text);
  const header = sheet.isHeaderAt(offset);
  let index = cells.findIndex((cell) => offset <= cell.end);
  if (index < 0) index = cells.length - 1;
  return {
    address,
    cells,
    index,
    cell: cells[index]!,
    column: header ? sheet.binding?.cells[index]?.column : blank ? undefined : sheet.binding?.columns[index],
    header,
    above: isAbove(document, address),
    blank,
    conflict: isConflictMarker(text),
  };
}

function emptyPlace(sheet: Sheet, offset: number): CursorPlace {
  const cell: Cell = { start: offset, end: offset, raw: "", text: "", flags: 0 };
  const flags = { header: false, above: false, blank: true, conflict: false };
  return { address: undefined, cells: [cell], index: 0, cell, column: sheet.binding?.columns[0], ...flags };
}

/** The end of a file that ends with a line break: a line that no record has yet. */
function onNewLine(document: Document, offset: number): boolean {
  const last = document.pages.at(-1);
  if (!last || offset < document.offsets[document.pages.length]!) return false;
  return /[\r\n]$/.test(last.text.slice(-1));
}

function isAbove(document: Document, address: RowAddress): boolean {
  const { page, row } = document.header;
  return page > address.page || (page === address.page && row > address.row);
}

/** One item of a list in a cell, with blanks around it; the whole cell when it is no list. */
export interface ItemAt {
  /** In the document; without the cell's quotes. */
  readonly span: Span;
  /** What it says. */
  readonly text: string;
  readonly index: number;
  /** What the items before and after it say. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The item of a cell that the cursor is in. */
export function itemAt(cell: Cell, field: Field | undefined, offset: number): ItemAt {
  const wrapped = (cell.flags & quoted) !== 0;
  const clean = (cell.flags & (stray | unclosed)) === 0;
  const from = cell.start + (wrapped ? 1 : 0);
  const to = Math.max(from, cell.end - (wrapped && clean ? 1 : 0));
  const inner = cell.raw.slice(from - cell.start, to - cell.start);
  const delimiter = field?.list?.delimiter;
  if (delimiter === undefined || !clean)
    return { span: { start: from, end: to }, text: cell.text, index: 0, before: [], after: [] };
  const parts = inner.split(delimiter);
  let start = from;
  let index = 0;
  while (index < parts.length - 1 && offset > start + parts[index]!.length) {
    start += parts[index]!.length + delimiter.length;
    index++;
  }
  const say = (part: string): string => (wrapped ? part.replaceAll('""', '"') : part);
  return {
    span: { start, end: start + parts[index]!.length },
    text: say(parts[index]!),
    index,
    before: parts.slice(0, index).map(say),
    after: parts.slice(index + 1).map(say),
  };
}

/** True where a value must not be repeated: passwords, and rows whose cells may have slipped into another column. */
export function isSecret(sheet: Sheet, place: CursorPlace): boolean {
  const cell = sheet.binding?.cells[place.index];
  if (place.column?.field.type === "password" || (cell?.isSecret && !place.header)) return true;
  return sheet.hasSecrets && !place.header && place.cells.length !== sheet.binding?.columns.length;
}
