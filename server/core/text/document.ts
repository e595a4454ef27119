/** One version of one file as a value: a list of pages, each a run of whole records that versions share. */
import type { Span } from "./text.ts";
import {
  Cells,
  cellText,
  type Dialect,
  loadUnits,
  RecordReader,
  record,
  splitRecord,
  units,
  useUnits,
} from "./tokenizer.ts";

/** A page is closed at the first record end at or after this many UTF-16 units; an edited page may grow to twice as much. */
export const pageLength = 8192;

/** A run of whole records. Never changed; everything learnt from it alone is remembered by its identity. */
export interface Page {
  /** Stays the same when one page takes the place of one page, so that indexes need not forget it. */
  readonly id: number;
  readonly text: string;
  /** A part of `text`, where that costs less than all of it. */
  slice?(from: number, to: number): string;
  /** What `text` is made of, where that is at hand. */
  readonly units?: Uint16Array<ArrayBuffer> | undefined;
  /** Of `text`, which may have to be fetched. */
  readonly length: number;
  /** Where its records start, from the page's own start. */
  readonly rows: Int32Array;
  /** Line breaks in it, those inside quotes too. */
  readonly lineBreaks: number;
  /** One past the furthest offset that deciding on its records has looked at, from the page's own start. */
  readonly reach: number;
}

export interface Document {
  readonly uri: string;
  readonly version: number;
  readonly dialect: Dialect;
  readonly pages: readonly Page[];
  /** For each page, and for the end of the file: the offset, the record and the line (0-based) it starts at. */
  readonly offsets: Float64Array;
  readonly records: Float64Array;
  readonly lines: Float64Array;
  /** For each page: one past the furthest offset that deciding on its records has looked at. */
  readonly reaches: Float64Array;
  readonly header: Header;
  /** Pages read to make this version; the rest are shared with the one before. For tests that count work. */
  readonly pagesRead: number;
}

/** The record that names the columns: the first that is neither blank nor a conflict marker and starts in the first `pageLength` units. */
export interface Header {
  /** The page that holds it, -1 when there is none, and its index there. */
  readonly page: number;
  readonly row: number;
  /** Its raw text, line break included; equal text means equal header. */
  readonly text: string;
}

/** 0-based, in UTF-16 units, as LSP counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

let nextPageId = 1;

/** Reads a whole text. `delimiter` and `raw` come from the file type. */
export function openDocument(uri: string, text: string, dialect: Omit<Dialect, "columns">, version: number): Document {
  const columns = headerColumns(text, dialect);
  const full = { ...dialect, columns };
  const pages: Page[] = [];
  cutPages(text, full, true, pageLength, pages);
  return makeDocument(uri, version, full, pages, pages.length);
}

/** So much of a long text is put into units at a time. */
const windowLength = 1 << 17;

/**
 * Cuts whole records off the front of `text` into pages of about `length` units; answers the offset where it stopped:
 * the text's end, or the start of a record that needs more than `text` holds.
 */
export function cutPages(text: string, dialect: Dialect, complete: boolean, length: number, into: Page[]): number {
  let at = 0;
  for (let size = windowLength; at < text.length; ) {
    const from = at;
    const to = Math.min(text.length, from + size);
    loadUnits(from === 0 && to === text.length ? text : text.slice(from, to));
    const last = to === text.length;
    at += cutUnits(units, to - from, dialect, complete && last, length, (cut) => {
      const start = from + cut.start;
      const end = from + cut.end;
      // What stands alone only because the window ended goes on with the next one.
      if (!last && cut.end - cut.start < length) return false;
      into.push({ ...cut.page, id: nextPageId++, text: text.slice(start, end), length: end - start });
      return true;
    });
    if (last) break;
    size = at === from ? size * 2 : windowLength;
  }
  return at;
}

/** A run of whole records found in units: where it lies in them, and what a page of it has to know. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly page: Pick<Page, "rows" | "lineBreaks" | "reach">;
}

/** Takes records while they are cut: each is the one in hand, `units[start, end)` with its line break. */
export interface RecordTaker {
  /** A run of records without the header begins; what was taken of one before that was refused counts for nothing. */
  begin(headerRow: number): void;
  take(start: number, end: number): void;
}

/** The starts of the records in hand. */
let rowStarts = new Int32Array(1024);

/** A number for a page that no other page has. */
export function newPageId(): number {
  return nextPageId++;
}

/**
 * The same over `text[0, size)`: hands each run of records to `take`, which may refuse the last; answers the end of the
 * last run that was taken. `each` is given the records one by one before.
 */
export function cutUnits(
  text: Uint16Array<ArrayBuffer>,
  size: number,
  dialect: Dialect,
  complete: boolean,
  length: number,
  take: (cut: Cut) => boolean,
  each?: RecordTaker,
): number {
  const reader = new RecordReader(text, size, dialect, complete);
  if (each) useUnits(text);
  let start = 0;
  let at = 0;
  let rows = 0;
  let lineBreaks = 0;
  const close = (): boolean => {
    const page = { rows: rowStarts.slice(0, rows), lineBreaks, reach: Math.max(reader.reach, at) - start };
    if (!take({ start, end: at, page })) return false;
    start = at;
    rows = 0;
    lineBreaks = 0;
    return true;
  };
  while (at < size) {
    const end = each ? reader.nextCells(at, record) : reader.next(at);
    if (end < 0) break;
    if (each) {
      if (rows === 0) each.begin(-1);
      each.take(at, end);
    }
    if (rows === rowStarts.length) {
      const more = new Int32Array(rows * 2);
      more.set(rowStarts);
      rowStarts = more;
    }
    rowStarts[rows++] = at - start;
    const last = text[end - 1];
    lineBreaks += reader.breaks + (last === 10 || last === 13 ? 1 : 0);
    at = end;
    if (at - start >= length && !close()) return start;
  }
  if (at > start) close();
  return start;
}

/** A document of pages that were cut elsewhere, in order and without gaps. */
export function documentOf(uri: string, dialect: Dialect, pages: readonly Page[], version: number): Document {
  return makeDocument(uri, version, dialect, pages, pages.length);
}

function makeDocument(
  uri: string,
  version: number,
  dialect: Dialect,
  pages: readonly Page[],
  pagesRead: number,
): Document {
  return { ...sumsOf(pages), uri, version, dialect, pages, header: findHeader(pages), pagesRead };
}

/** Where pages start that follow each other from an offset, a record and a line on. */
export function sumsOf(
  pages: readonly Page[],
  offset = 0,
  record = 0,
  line = 0,
): Pick<Document, "offsets" | "records" | "lines" | "reaches"> {
  const count = pages.length;
  const offsets = new Float64Array(count + 1);
  const records = new Float64Array(count + 1);
  const lines = new Float64Array(count + 1);
  const reaches = new Float64Array(count);
  offsets[0] = offset;
  records[0] = record;
  lines[0] = line;
  for (let p = 0; p < count; p++) {
    const page = pages[p]!;
    offsets[p + 1] = offsets[p]! + page.length;
    records[p + 1] = records[p]! + page.rows.length;
    lines[p + 1] = lines[p]! + page.lineBreaks;
    reaches[p] = offsets[p]! + page.reach;
  }
  return { offsets, records, lines, reaches };
}

export function findHeader(pages: readonly Page[]): Header {
  let offset = 0;
  for (let p = 0; p < pages.length; p++) {
    const page = pages[p]!;
    for (let row = 0; row < page.rows.length; row++) {
      if (offset + page.rows[row]! >= pageLength) return noHeader;
      const text = rowText(page, row);
      if (!isBlank(text) && !isConflictMarker(text)) return { page: p, row, text };
    }
    offset += page.length;
  }
  return noHeader;
}

const noHeader: Header = { page: -1, row: -1, text: "" };

/** How many cells the header has, as a first reading sees it that does not know yet what a record looks like. */
export function headerColumns(text: string, dialect: Omit<Dialect, "columns">): number {
  return columnsInFront(text, dialect, true) ?? 0;
}

/** The same from the beginning of a file that is read in pieces; undefined when that takes more of it. */
export function columnsInFront(text: string, dialect: Omit<Dialect, "columns">, isWhole: boolean): number | undefined {
  const unknown = { ...dialect, columns: 0 };
  const plain = plainHeader(text);
  if (plain !== undefined) return countCells(plain, unknown);
  for (let size = pageLength * 4; ; size *= 8) {
    const pages: Page[] = [];
    const complete = size >= text.length;
    if (complete && !isWhole) return undefined;
    cutPages(complete ? text : text.slice(0, size), unknown, complete, pageLength, pages);
    const header = findHeader(pages);
    if (header.row >= 0) return countCells(header.text, unknown);
    if (complete || pages.length > 1) return 0;
  }
}

/** The first line, with its break, when that is the header whatever comes after it: it says something and holds no quote. */
export function plainHeader(text: string): string | undefined {
  const end = text.search(/[\r\n"]/);
  if (end <= 0 || text[end] === '"') return undefined;
  const line = text.slice(0, text.startsWith("\r\n", end) ? end + 2 : end + 1);
  return isBlank(line) || isConflictMarker(line) ? undefined : line;
}

const counting = new Cells();

function countCells(line: string, dialect: Dialect): number {
  loadUnits(line);
  splitRecord(dialect, 0, line.length, counting);
  return counting.count;
}

/** An empty line, or one of blanks only. */
export function isBlank(line: string): boolean {
  return line.trim() === "" && !line.includes("\ufeff");
}

/** A line that a version control system wrote between two versions. */
export function isConflictMarker(line: string): boolean {
  return /^(?:<{7}|>{7}|\|{7})(?: .*)?[\r\n]*$|^={7}[\r\n]*$/.test(line);
}

/** The whole text. Costs a copy: not for the way of a keystroke. */
export function documentText(document: Document): string {
  return document.pages.map((page) => page.text).join("");
}

/** The index of the page that holds the offset; the last page for the end of the text; -1 when there are no pages. */
export function pageAt(document: Document, offset: number): number {
  return Math.min(lastAtMost(document.offsets, offset), document.pages.length - 1);
}

/** The last index whose value is `<= wanted`; values ascend. */
export function lastAtMost(values: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (values[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a row lies: a page of a document and the record's index in it. */
export interface RowAddress {
  readonly page: number;
  readonly row: number;
}

export function rowEnd(page: Page, row: number): number {
  return row + 1 < page.rows.length ? page.rows[row + 1]! : page.length;
}

/** A part of a page's text. */
export function sliceOf(page: Page, from: number, to: number): string {
  return page.slice ? page.slice(from, to) : page.text.slice(from, to);
}

/** A record's raw text with its line break. */
export function rowText(page: Page, row: number): string {
  return sliceOf(page, page.rows[row]!, rowEnd(page, row));
}

/** The record that holds the offset; the last one for the end of the text; undefined in an empty document. */
export function rowAtOffset(document: Document, offset: number): RowAddress | undefined {
  const page = pageAt(document, offset);
  if (page < 0) return undefined;
  return { page, row: lastAtMost(document.pages[page]!.rows, offset - document.offsets[page]!) };
}

/** The address of a record counted from the file's first (0-based), or undefined past the end. */
export function rowByNumber(document: Document, record: number): RowAddress | undefined {
  if (record < 0 || record >= document.records[document.pages.length]!) return undefined;
  const page = Math.min(lastAtMost(document.records, record), document.pages.length - 1);
  return { page, row: record - document.records[page]! };
}

/** How many records the file has, header and blank lines included. */
export function recordCount(document: Document): number {
  return document.records[document.pages.length]!;
}

/** One cell of a record that was split for keeping. Offsets are the document's. */
export interface Cell extends Span {
  readonly raw: string;
  /** What it says: outer quotes off, doubled quotes single. */
  readonly text: string;
  readonly flags: number;
}

const scratch = new Cells();

/** Splits one record for a feature that wants to keep its cells. */
export function cellsOf(document: Document, address: RowAddress): Cell[] {
  const page = document.pages[address.page]!;
  const base = document.offsets[address.page]! + page.rows[address.row]!;
  return splitText(rowText(page, address.row), document.dialect, base);
}

/** Splits a record's text; spans start at `base`. */
export function splitText(record: string, dialect: Dialect, base = 0): Cell[] {
  loadUnits(record);
  splitRecord(dialect, 0, record.length, scratch);
  const cells: Cell[] = [];
  for (let i = 0; i < scratch.count; i++) {
    const start = scratch.starts[i]!;
    const end = scratch.ends[i]!;
    const flags = scratch.flags[i]!;
    const raw = record.slice(start, end);
    cells.push({ start: base + start, end: base + end, raw, text: cellText(raw, flags), flags });
  }
  return cells;
}

/** Where the lines of a page start, from the page's own start; remembered with the page. */
export function linesOf(page: Page): Int32Array {
  if (page.lineBreaks <= page.rows.length && page.lineBreaks >= page.rows.length - 1 && !hasInnerBreaks(page))
    return page.rows;
  let lines = lineStarts.get(page);
  if (!lines) {
    const { text } = page;
    const starts = [0];
    let feed = text.indexOf("\n");
    let lone = text.indexOf("\r");
    while (feed >= 0 || lone >= 0) {
      if (lone < 0 || (feed >= 0 && feed <= lone + 1)) {
        starts.push(feed + 1);
        if (lone >= 0 && lone < feed) lone = text.indexOf("\r", feed);
        feed = text.indexOf("\n", feed + 1);
      } else {
        starts.push(lone + 1);
        lone = text.indexOf("\r", lone + 1);
      }
    }
    if (starts.length > 1 && starts[starts.length - 1] === text.length) starts.pop();
    lines = Int32Array.from(starts);
    lineStarts.set(page, lines);
  }
  return lines;
}

const lineStarts = new WeakMap<Page, Int32Array>();

/** True unless every record is one line: the last may lack its break, so the count alone does not tell. */
function hasInnerBreaks(page: Page): boolean {
  const last = page.text.charCodeAt(page.text.length - 1);
  const ended = last === 10 || last === 13;
  return page.lineBreaks !== page.rows.length - (ended ? 0 : 1);
}

export function positionAt(document: Document, offset: number): Position {
  const end = document.offsets[document.pages.length]!;
  const at = Math.max(0, Math.min(offset, end));
  const index = pageAt(document, at);
  if (index < 0) return { line: 0, character: 0 };
  const page = document.pages[index]!;
  const within = at - document.offsets[index]!;
  const lines = linesOf(page);
  if (within === page.text.length && /[\r\n]$/.test(page.text.slice(-1))) {
    return { line: document.lines[index + 1]!, character: 0 };
  }
  const line = lastAtMost(lines, within);
  return { line: document.lines[index]! + line, character: within - lines[line]! };
}

/** Clamped to the line's end (before its break) and to the file's end, as LSP asks. */
export function offsetAt(document: Document, position: Position): number {
  const count = document.pages.length;
  const end = document.offsets[count]!;
  if (position.line < 0) return 0;
  if (count === 0) return 0;
  const index = Math.min(lastAtMost(document.lines, position.line), count - 1);
  const page = document.pages[index]!;
  const lines = linesOf(page);
  const line = position.line - document.lines[index]!;
  if (line >= lines.length) return end;
  const start = lines[line]!;
  let stop = line + 1 < lines.length ? lines[line + 1]! : page.text.length;
  if (stop > start && page.text.charCodeAt(stop - 1) === 10) stop--;
  if (stop > start && page.text.charCodeAt(stop - 1) === 13) stop--;
  return document.offsets[index]! + Math.min(start + Math.max(0, position.character), stop);
}

/** Line and column of an offset, both from the page's start. */
export function positionIn(page: Page, offset: number): Position {
  // The end of a page is where the next one begins, as inside a page the end of a line is where the next line begins.
  if (offset === page.length && /[\r\n]$/.test(sliceOf(page, offset - 1, offset)))
    return { line: page.lineBreaks, character: 0 };
  const lines = linesOf(page);
  const line = lastAtMost(lines, offset);
  return { line, character: offset - (lines[line] ?? 0) };
}

/** The text of a span. */
export function textOf(document: Document, span: Span): string {
  let result = "";
  for (
    let p = Math.max(0, pageAt(document, span.start));
    p < document.pages.length && document.offsets[p]! < span.end;
    p++
  ) {
    const base = document.offsets[p]!;
    result += document.pages[p]!.text.slice(Math.max(0, span.start - base), Math.max(0, span.end - base));
  }
  return result;
}
