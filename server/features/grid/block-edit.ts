/** What is done to a block of cells at once: copied, pasted, filled, emptied; rows added, copied and deleted. Each is one list of edits. */

import { lineBreakOf, recordAt as recordSpanAt } from "../../core/checking/fix-context.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { cellsOf, isBlank, rowByNumber, textOf } from "../../core/text/document.ts";
import { type Message, message, schemaText } from "../../core/text/message.ts";
import { shownRow } from "../../core/text/message-values.ts";
import type { Edit, Span } from "../../core/text/text.ts";
import { firstRow, rowCount, secretCells } from "../records/cells.ts";
import type { Slices } from "../records/walk.ts";
import { type CellChange, rawFault, recordAt, rowBefore, rowEdits, rowText, widthOf } from "./cell-edit.ts";
import { type ClipboardRows, clipboardCellsMax, readClipboard } from "./clipboard.ts";
import type { VisibleRows } from "./row-view.ts";

/** A rectangle of the cells that are shown. */
export interface CellBlock {
  /** Positions among the rows shown, from 0; `to` excluded. */
  readonly from: number;
  readonly to: number;
  /** Its columns by their number in the file, in the order in which they are shown. */
  readonly cells: readonly number[];
}

/** What is to be done with a block. */
export type BlockAction =
  | {
      readonly kind: "paste";
      readonly text: string;
      /** All columns from the block's first one on, in the order in which they are shown. */
      readonly columns: readonly number[];
      /** Answers to what `BlockQuestion` asked before; without them it is asked. */
      readonly names?: boolean | undefined;
      readonly cut?: boolean | undefined;
      /** New rows come in front of the block instead of over it. */
      readonly inserted?: boolean | undefined;
    }
  /** Every cell says this; "" empties them. */
  | { readonly kind: "write"; readonly text: string }
  /** The first row, or column, into the others; a block of one takes the one above, or to the left in `columns`. */
  | { readonly kind: "fillDown" }
  | { readonly kind: "fillRight"; readonly before?: number | undefined }
  | { readonly kind: "insertAbove" | "insertBelow" | "duplicate" | "delete" };

/** What people are asked before a paste: it could be meant in two ways. */
export type BlockQuestion =
  | { readonly kind: "columns"; readonly columns: number; readonly fit: number }
  /** The first row of the clipboard names columns. */
  | { readonly kind: "names"; readonly names: readonly string[] };

export type BlockResult =
  | { readonly refused: Message }
  | { readonly question: BlockQuestion }
  | {
      /** In the order of the text; they do not overlap. */
      readonly edits: readonly Edit[];
      /** Cells that were written, whether or not they said so before. */
      readonly cells: number;
      readonly rows: number;
      readonly columns: number;
      /** Rows that were added to the file, or taken out of it. */
      readonly added: number;
      readonly deleted: number;
    };

/** As many edits as one change of a document has, by and large: more are joined with what lies between them. */
const editsMax = 400;
/** Rows that are copied between two looks at the clock. */
const slice = 500;
/** Cells that one copy may have. */
export const copyMax = 5_000_000;

export interface Copied {
  readonly rows: ClipboardRows;
  /** Passwords that were left out. */
  readonly hidden: number;
}

/** The texts of a block's cells, passwords left out. */
export function* copyBlock(sheet: Sheet, view: VisibleRows, block: CellBlock): Slices<Copied> {
  const { document } = sheet;
  const secret = secretCells(sheet);
  const rows: string[][] = [];
  let hidden = 0;
  const to = Math.min(block.to, shownRows(sheet, view));
  for (let position = block.from; position < to; position++) {
    if (position % slice === slice - 1) yield undefined;
    const at = rowByNumber(document, firstRow(document) + recordOf(view, position));
    if (!at) break;
    const { text } = recordSpanAt({ document }, at.page, at.row);
    const cells = isBlank(text) ? [] : readCells(sheet, recordOf(view, position));
    const masked = secret.size > 0 && cells.length > 0 && cells.length !== widthOf(sheet);
    rows.push(
      block.cells.map((cell) => {
        const value = cells[cell]?.text ?? "";
        const isHidden = value !== "" && (masked || secret.has(cell));
        if (isHidden) hidden++;
        return isHidden ? "" : value;
      }),
    );
  }
  return { rows, hidden };
}

/** The edits of one action; nothing is changed where one of its cells cannot be. */
export function blockEdits(sheet: Sheet, view: VisibleRows, block: CellBlock, action: BlockAction): BlockResult {
  const total = shownRows(sheet, view);
  if (sheet.document.header.row < 0 || widthOf(sheet) === 0) {
    return { refused: message("This file has no header yet. Start with one in the text editor.") };
  }
  const isThere = block.from >= 0 && block.to <= total && block.from <= block.to;
  if (!isThere) return { refused: message("These rows no longer exist.") };
  switch (action.kind) {
    case "paste":
      return paste(sheet, view, block, action);
    case "write":
      return block.from === block.to
        ? add(sheet, view, block, action.text)
        : write(sheet, view, block, () => action.text);
    case "fillDown":
      return fillDown(sheet, view, block);
    case "fillRight":
      return fillRight(sheet, view, block, action.before);
    case "insertAbove":
    case "insertBelow":
      return insert(sheet, view, block, action.kind === "insertBelow");
    case "duplicate":
      return duplicate(sheet, view, block);
    case "delete":
      return remove(sheet, view, block);
  }
}

type PasteAction = Extract<BlockAction, { readonly kind: "paste" }>;

function paste(sheet: Sheet, view: VisibleRows, block: CellBlock, action: PasteAction): BlockResult {
  const read = readClipboard(action.text);
  if (!read) {
    return { refused: message("The clipboard has more than {0} cells. Paste a part at a time.", clipboardCellsMax) };
  }
  if (read.length === 0) return { refused: message("The clipboard has no text to paste.") };
  const named = namedColumns(sheet, read[0]!);
  if (named && action.names === undefined && read.length > 1) {
    return { question: { kind: "names", names: read[0]! } };
  }
  const byName = named !== undefined && action.names === true;
  const rows = byName ? read.slice(1) : read;
  const columns = byName ? named : action.columns;
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (columns.length === 0) return { refused: message("Select a cell to paste to.") };
  if (width > columns.length && action.cut !== true && !isEmptyBeyond(rows, columns.length)) {
    return { question: { kind: "columns", columns: width, fit: columns.length } };
  }
  const fit = Math.min(width, columns.length);
  if (action.inserted === true) return insertPasted(sheet, view, block, rows, columns.slice(0, fit));
  const height = block.to - block.from;
  if (rows.length === 1 && width === 1 && height > 0 && !byName) return write(sheet, view, block, () => rows[0]![0]!);
  const repeats =
    !byName &&
    height > 0 &&
    height % rows.length === 0 &&
    block.cells.length % fit === 0 &&
    (height > rows.length || block.cells.length > fit);
  if (repeats) {
    return write(sheet, view, block, (row, column) => rows[row % rows.length]![column % fit]);
  }
  const from = block.from;
  const left = shownRows(sheet, view) - from;
  const beyond = rows.length - left;
  if (beyond > 0 && view) {
    return {
      refused: message(
        "The clipboard has {0} rows, but only {1} are shown from here on. Show all rows in the order of the file to add rows.",
        rows.length,
        left,
      ),
    };
  }
  const over = { from, to: from + Math.min(rows.length, left), cells: columns.slice(0, fit) };
  const written = write(sheet, view, over, (row, column) => rows[row]![column]);
  if (!("edits" in written) || beyond <= 0) return written;
  const more = newRows(sheet, rows.slice(left), over.cells);
  if ("refused" in more) return more;
  const edits = [...written.edits, appended(sheet, more.texts)];
  return { ...written, edits: joinLast(edits), cells: written.cells + more.cells, rows: rows.length, added: beyond };
}

/** Rows of the clipboard as new rows in front of a block. */
function insertPasted(
  sheet: Sheet,
  view: VisibleRows,
  block: CellBlock,
  rows: ClipboardRows,
  cells: readonly number[],
): BlockResult {
  if (view) return { refused: notInOrder() };
  const made = newRows(sheet, rows, cells);
  if ("refused" in made) return made;
  const lineBreak = lineBreakOf(sheet);
  const at = recordSpan(sheet, block.from);
  const edit = at
    ? { start: at.start, end: at.start, text: made.texts.map((text) => text + lineBreak).join("") }
    : appended(sheet, made.texts);
  const counts = { rows: rows.length, columns: cells.length, added: rows.length, deleted: 0 };
  return { edits: [edit], cells: made.cells, ...counts };
}

/** A new row at the end that says something in one cell. */
function add(sheet: Sheet, view: VisibleRows, block: CellBlock, text: string): BlockResult {
  if (view) return { refused: notInOrder() };
  const made = newRows(sheet, [[text]], block.cells);
  if ("refused" in made) return made;
  return { edits: [appended(sheet, made.texts)], cells: 1, rows: 1, columns: 1, added: 1, deleted: 0 };
}

/** The texts of new rows, quoted as the file's last row is. */
function newRows(
  sheet: Sheet,
  rows: ClipboardRows,
  cells: readonly number[],
): { readonly texts: readonly string[]; readonly cells: number } | { readonly refused: Message } {
  const neighbor = rowBefore(sheet, rowCount(sheet.document));
  let count = 0;
  const texts: string[] = [];
  for (const row of rows) {
    const values: (string | undefined)[] = [];
    for (const [index, cell] of cells.entries()) {
      const value = row[index];
      if (value === undefined) continue;
      const refused = rawFault(sheet, value);
      if (refused) return { refused };
      values[cell] = value;
      count++;
    }
    texts.push(rowText(sheet, Array.from(values), neighbor));
  }
  return { texts, cells: count };
}

/** Records at the end of the text: in front of their first one comes a line break where the text has none there. */
function appended(sheet: Sheet, texts: readonly string[]): Edit {
  const { document } = sheet;
  const end = document.offsets[document.pages.length]!;
  const lineBreak = lineBreakOf({ document });
  const isOpen = !/[\r\n]$/.test(textOf(document, { start: Math.max(0, end - 1), end }));
  const text = texts.join(lineBreak);
  return { start: end, end, text: isOpen ? lineBreak + text : text + lineBreak };
}

/** Two edits at the end of the text become one: it would be open which comes first. */
function joinLast(edits: readonly Edit[]): Edit[] {
  const [last, before] = [edits.at(-1)!, edits.at(-2)];
  if (!before || before.end < last.start) return [...edits];
  return [...edits.slice(0, -2), { ...before, text: before.text + last.text }];
}

/**
 * Gives every cell of a block what `value` says, counted within the block; undefined leaves a cell as it is. One cell that
 * cannot be changed refuses all of it.
 */
function write(
  sheet: Sheet,
  view: VisibleRows,
  block: CellBlock,
  value: (row: number, column: number) => string | undefined,
): BlockResult {
  const records = recordsOf(view, block);
  const edits: Edit[] = [];
  let cells = 0;
  for (const [index, row] of records.entries()) {
    const changes: CellChange[] = [];
    for (const [column, cell] of block.cells.entries()) {
      const text = value(index, column);
      if (text !== undefined) changes.push({ cell, value: text });
    }
    if (changes.length === 0) continue;
    // What a short row does not have needs no emptying.
    const made = rowEdits(sheet, row, changes);
    if ("refused" in made) return { refused: inRow(sheet, row, made.refused) };
    edits.push(...made);
    cells += changes.length;
  }
  const counts = { rows: records.length, columns: block.cells.length, added: 0, deleted: 0 };
  return { edits: joined(sheet, inOrder(edits, view)), cells, ...counts };
}

function fillDown(sheet: Sheet, view: VisibleRows, block: CellBlock): BlockResult {
  const isOne = block.to - block.from <= 1;
  const source = isOne ? block.from - 1 : block.from;
  if (source < 0) return { refused: message("There is no row above to fill from.") };
  const row = recordOf(view, source);
  const found = recordAt(sheet, row, 0);
  if ("refused" in found) return { refused: inRow(sheet, row, found.refused) };
  if (found.masked) return { refused: inRow(sheet, row, slipped()) };
  const texts = block.cells.map((cell) => found.cells[cell]?.text ?? "");
  const target = { ...block, from: source + 1, to: Math.max(block.to, source + 1) };
  return write(sheet, view, target, (_, column) => texts[column]);
}

function fillRight(sheet: Sheet, view: VisibleRows, block: CellBlock, before: number | undefined): BlockResult {
  const isOne = block.cells.length <= 1;
  const source = isOne ? before : block.cells[0];
  if (source === undefined) return { refused: message("There is no column to the left to fill from.") };
  if (secretCells(sheet).has(source)) return { refused: message("Passwords aren't copied into other columns.") };
  const target = { ...block, cells: isOne ? block.cells : block.cells.slice(1) };
  const texts: string[] = [];
  for (const row of recordsOf(view, block)) {
    const found = recordAt(sheet, row, 0);
    if ("refused" in found) return { refused: inRow(sheet, row, found.refused) };
    if (found.masked) return { refused: inRow(sheet, row, slipped()) };
    texts.push(found.cells[source]?.text ?? "");
  }
  return write(sheet, view, target, (row) => texts[row]);
}

function slipped(): Message {
  return message("Its cells don't line up with the header, so a password could be copied. Fix that first.");
}

/** As many empty rows as the block has, above or below it. */
function insert(sheet: Sheet, view: VisibleRows, block: CellBlock, isBelow: boolean): BlockResult {
  if (view) return { refused: notInOrder() };
  const count = Math.max(1, block.to - block.from);
  const neighbor = rowBefore(sheet, isBelow ? block.to : Math.max(1, block.from));
  const texts = Array.from({ length: count }, () => rowText(sheet, [], neighbor));
  const at = isBelow ? recordSpan(sheet, block.to) : recordSpan(sheet, block.from);
  const lineBreak = lineBreakOf(sheet);
  const edit = at
    ? { start: at.start, end: at.start, text: texts.map((text) => text + lineBreak).join("") }
    : appended(sheet, texts);
  return { edits: [edit], cells: 0, rows: count, columns: widthOf(sheet), added: count, deleted: 0 };
}

/** Copies of rows, each below the last of those that stand together in the file. */
function duplicate(sheet: Sheet, view: VisibleRows, block: CellBlock): BlockResult {
  const edits: Edit[] = [];
  const lineBreak = lineBreakOf(sheet);
  let count = 0;
  for (const run of runsOf(recordsOf(view, block))) {
    const first = recordSpan(sheet, run.from);
    const last = recordSpan(sheet, run.to - 1);
    if (!first || !last) return { refused: message("These rows no longer exist.") };
    const text = textOf(sheet.document, { start: first.start, end: last.end });
    edits.push({ start: last.end, end: last.end, text: last.isOpen ? lineBreak + text : text });
    count += run.to - run.from;
  }
  return { edits, cells: 0, rows: count, columns: widthOf(sheet), added: count, deleted: 0 };
}

/** Takes whole records out, with one line break each. */
function remove(sheet: Sheet, view: VisibleRows, block: CellBlock): BlockResult {
  const edits: Edit[] = [];
  let count = 0;
  for (const run of runsOf(recordsOf(view, block))) {
    const first = recordSpan(sheet, run.from);
    const last = recordSpan(sheet, run.to - 1);
    if (!first || !last) return { refused: message("These rows no longer exist.") };
    edits.push({
      start: last.isOpen ? first.start - breakBefore(sheet, first.start) : first.start,
      end: last.end,
      text: "",
    });
    count += run.to - run.from;
  }
  return { edits, cells: 0, rows: count, columns: widthOf(sheet), added: 0, deleted: count };
}

function breakBefore({ document }: Sheet, offset: number): number {
  const text = textOf(document, { start: Math.max(0, offset - 2), end: offset });
  return text === "\r\n" ? 2 : /[\r\n]$/.test(text) ? 1 : 0;
}

function notInOrder(): Message {
  return message(
    "Rows can't be added while they are filtered or sorted. Show all rows in the order of the file first.",
  );
}

/** Where a data record lies; `isOpen`: no line break follows. Undefined past the last one. */
function recordSpan({ document }: Sheet, row: number): (Span & { readonly isOpen: boolean }) | undefined {
  const at = rowByNumber(document, firstRow(document) + row);
  if (!at) return undefined;
  const { start, contentEnd, end } = recordSpanAt({ document }, at.page, at.row);
  return { start, end, isOpen: contentEnd === end };
}

function readCells(sheet: Sheet, row: number): readonly { readonly text: string }[] {
  const at = rowByNumber(sheet.document, firstRow(sheet.document) + row);
  return at ? cellsOf(sheet.document, at) : [];
}

function shownRows({ document }: Sheet, view: VisibleRows): number {
  return view?.length ?? rowCount(document);
}

/** The data record that is shown at a position. */
function recordOf(view: VisibleRows, position: number): number {
  return view ? view[position]! : position;
}

function recordsOf(view: VisibleRows, { from, to }: CellBlock): number[] {
  return Array.from({ length: to - from }, (_, index) => recordOf(view, from + index));
}

/** Records that stand together in the file, `to` excluded, from the first to the last. */
function runsOf(records: readonly number[]): { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const record of [...records].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.to === record) last.to++;
    else runs.push({ from: record, to: record + 1 });
  }
  return runs;
}

/** Under a sort rows come in another order than in the text. */
function inOrder(edits: Edit[], view: VisibleRows): readonly Edit[] {
  return view ? edits.sort((a, b) => a.start - b.start) : edits;
}

/**
 * The same change in fewer edits: with very many, what lies between two near ones is written again as it is, so that an
 * editor takes a block of 10,000 rows as quickly as one cell.
 */
export function joined({ document }: Sheet, edits: readonly Edit[]): readonly Edit[] {
  if (edits.length <= editsMax) return edits;
  const gaps = edits.slice(1).map((edit, index) => edit.start - edits[index]!.end);
  const widest = [...gaps].sort((a, b) => b - a)[editsMax - 1] ?? 0;
  const first = edits[0]!.start;
  const text = textOf(document, { start: first, end: edits.at(-1)!.end });
  const made: Edit[] = [];
  let parts: string[] = [];
  let { start, end } = edits[0]!;
  for (const edit of edits) {
    // Not the first one, and far away from the one before.
    if (parts.length > 0 && edit.start - end > widest) {
      made.push({ start, end, text: parts.join("") });
      parts = [];
      start = edit.start;
    } else if (parts.length > 0) parts.push(text.slice(end - first, edit.start - first));
    parts.push(edit.text);
    end = edit.end;
  }
  made.push({ start, end, text: parts.join("") });
  return made;
}

function inRow({ document }: Sheet, row: number, refused: Message): Message {
  return message("Row {0}: {1} Nothing was changed.", shownRow(firstRow(document) + row), refused);
}

/** Whether the clipboard says nothing beyond so many columns: spreadsheets copy empty ones along. */
function isEmptyBeyond(rows: ClipboardRows, columns: number): boolean {
  return rows.every((row) => row.slice(columns).every((text) => text === ""));
}

/** The columns that a row of the clipboard names, each once, by their header or title; undefined when it says something else. */
function namedColumns({ binding }: Sheet, row: readonly string[]): number[] | undefined {
  if (row.length < 2) return undefined;
  const byName = new Map<string, number>();
  for (const { text, column, index } of binding?.cells ?? []) {
    for (const name of [text, column?.field.name, column && String(schemaText(column.field.title))]) {
      const key = name?.trim().toLowerCase() ?? "";
      if (key !== "" && !byName.has(key)) byName.set(key, index);
    }
  }
  const named = row.flatMap((name) => byName.get(name.trim().toLowerCase()) ?? []);
  return named.length === row.length && new Set(named).size === named.length ? named : undefined;
}
