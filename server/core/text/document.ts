/** One version of one file as a value: a list of pages, each a run of whole records that versions share. */
import { type Span, trimBlanks } from "./text.ts";
import { cellText, type Dialect, type RecordForm, RecordReader, Scanner } from "./tokenizer.ts";

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

/** How a text is cut into records, as far as that is known before its header is. */
export interface Format extends Omit<Dialect, "columns"> {
  /** Finds the header when it may stand below other lines; without it the first line that says something is the header. */
  readonly locate?: HeaderLocator | undefined;
}

/** Looks for the header in the front of a text, as `frontOf` cuts it. The same text gives the same answer. */
export type HeaderLocator = (front: string) => HeaderPlace;

export interface HeaderPlace {
  /** Lines above it, when one of them says something; else 0: empty lines above a header are read as any others. */
  readonly lines: number;
  /** It was recognized: what comes after it cannot change that. */
  readonly found: boolean;
}

/** How a document is cut. */
export interface DocumentDialect extends Dialect {
  /** So many lines above the header are a record each, whatever quotes they contain. */
  readonly linesAbove: number;
  readonly locate: HeaderLocator | undefined;
}

export interface Document {
  readonly uri: string;
  readonly version: number;
  readonly dialect: DocumentDialect;
  readonly pages: readonly Page[];
  /** For each page, and for the end of the file: the offset, the record and the line (0-based) it starts at. */
  readonly offsets: Float64Array;
  readonly records: Float64Array;
  readonly lines: Float64Array;
  /** For each page: one past the furthest offset that deciding on its records has looked at. */
  readonly reaches: Float64Array;
  readonly header: Header;
  /** The beginning of the text, as far as it decides on what is the header and what the file is. */
  readonly front: string;
  /** Pages read to make this version; the rest are shared with the one before. For tests that count work. */
  readonly pagesRead: number;
}

/**
 * The record that names the columns: the first below the lines above the header that is neither blank nor a conflict marker,
 * if it starts in the first `pageLength` units.
 */
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

/** Of all pages of all documents: nothing but equality is ever asked of it. */
let nextPageId = 1;

/** Reads a whole text. */
export function openDocument(uri: string, text: string, format: Format, version: number): Document {
  const looked = frontOf(text);
  const place = format.locate?.(looked) ?? headerOnTop;
  const dialect = dialectOf(format, place.lines, widthOfHeader(text, format, place.lines));
  const pages: Page[] = [];
  cutPages(text, dialect, true, pageLength, pages, place.lines);
  return makeDocument(uri, version, dialect, pages, place.found ? undefined : looked);
}

/** A document's dialect, once the place of its header and the number of its columns are known. */
export function dialectOf(
  { delimiter, raw, escapes, locate }: Format,
  linesAbove: number,
  width: HeaderWidth,
): DocumentDialect {
  return { delimiter, raw, ...(escapes ? { escapes } : {}), ...width, linesAbove, locate };
}

/** How many cells the header has, and how many of them up to the last one with a name. */
export interface HeaderWidth {
  readonly columns: number;
  readonly named: number;
}

/** Where the header is when nothing looks for it. */
export const headerOnTop: HeaderPlace = { lines: 0, found: false };

/** A header is looked for below so many lines. */
export const linesAboveMax = 20;

/** No more of a text is looked at, however long its lines. */
const frontMax = 1 << 20;

/** The lines of a text among which its header is looked for: so many as may stand above it, and one more, that start in the first `pageLength` units. */
export function frontOf(text: string): string {
  return frontOfPart(text, true)!;
}

/** The same of the beginning of a text; undefined when it takes more of it. */
export function frontOfPart(text: string, isWhole: boolean): string | undefined {
  let at = 0;
  for (let line = 0; line <= linesAboveMax && at < pageLength; line++) {
    const end = lineEnd(text, at);
    if (end > frontMax) return text.slice(0, frontMax);
    if (end === text.length) return isWhole ? text : undefined;
    at = end;
  }
  return text.slice(0, at);
}

/** Where the line that starts at an offset ends, its break included. */
export function lineEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10) return at + 1;
    if (unit === 13) return text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
    // Nobody needs to know where a longer one ends.
    if (at > frontMax) return text.length;
  }
  return text.length;
}

/** The text from a line on, counted from 0. */
export function fromLine(text: string, line: number): string {
  let at = 0;
  for (let n = 0; n < line; n++) at = lineEnd(text, at);
  return at === 0 ? text : text.slice(at);
}

/** So much of a long text is put into units at a time. */
const windowLength = 1 << 17;

/**
 * Cuts whole records off the front of `text` into pages of about `length` units; answers the offset where it stopped:
 * the text's end, or the start of a record that needs more than `text` holds. The first `lines` records are lines above the header.
 */
export function cutPages(
  text: string,
  dialect: Dialect,
  complete: boolean,
  length: number,
  into: Page[],
  lines = 0,
): number {
  let at = 0;
  let linesLeft = lines;
  const scanner = new Scanner();
  for (let size = windowLength; at < text.length; ) {
    const from = at;
    const to = Math.min(text.length, from + size);
    scanner.load(from === 0 && to === text.length ? text : text.slice(from, to));
    const last = to === text.length;
    const take = (cut: Cut): boolean => {
      const start = from + cut.start;
      const end = from + cut.end;
      // What stands alone only because the window ended goes on with the next one.
      if (!last && cut.end - cut.start < length) return false;
      linesLeft = Math.max(0, linesLeft - cut.page.rows.length);
      into.push({ ...cut.page, id: nextPageId++, text: text.slice(start, end), length: end - start });
      return true;
    };
    at += cutUnits(scanner.units, to - from, dialect, complete && last, length, take, undefined, linesLeft);
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

/** Takes many records at once that are written plainly and have nothing to say. */
export interface RecordPasser {
  /** Where the records start that were taken last; each ends with a line break. */
  readonly starts: Uint32Array;
  /** Line breaks inside of their cells. */
  readonly breaksInside: number;
  /** Takes records from the one at `from` on; none starts at `until` or later. Answers where the next one starts. */
  pass(from: number, until: number): number;
}

/** Takes records while they are cut. */
export interface RecordTaker {
  /** Gets the text and, one after the other, its records. */
  readonly scanner: Scanner;
  /** A run of records without the header begins; what was taken of one before that was refused counts for nothing. */
  begin(headerRow: number): void;
  /** The record that the scanner has in hand, `[start, end)` with its line break. */
  take(start: number, end: number): void;
  /** Takes `text[0, size)` in hand to pass over records of it; undefined when it cannot. */
  passer?(text: Uint16Array<ArrayBuffer>, size: number): RecordPasser | undefined;
}

/** A number for a page that no other page has. */
export function newPageId(): number {
  return nextPageId++;
}

/**
 * The same over `text[0, size)`: hands each run of records to `take`, which may refuse the last; answers the end of the
 * last run that was taken. `each` is given the records one by one before. The first `lines` records are lines above the header.
 */
export function cutUnits(
  text: Uint16Array<ArrayBuffer>,
  size: number,
  dialect: Dialect,
  complete: boolean,
  length: number,
  take: (cut: Cut) => boolean,
  each?: RecordTaker,
  lines = 0,
): number {
  const reader = new RecordReader(text, size, dialect, complete);
  each?.scanner.use(text);
  let rowStarts = new Int32Array(1024);
  let start = 0;
  let at = 0;
  let rows = 0;
  let lineBreaks = 0;
  let linesLeft = lines;
  const close = (): boolean => {
    const page = { rows: rowStarts.slice(0, rows), lineBreaks, reach: Math.max(reader.reach, at) - start };
    if (!take({ start, end: at, page })) return false;
    start = at;
    rows = 0;
    lineBreaks = 0;
    return true;
  };
  const passer = each?.passer?.(text, size);
  const grow = (more: number): void => {
    if (rows + more <= rowStarts.length) return;
    const larger = new Int32Array((rows + more) * 2);
    larger.set(rowStarts);
    rowStarts = larger;
  };
  while (at < size) {
    if (passer && linesLeft <= 0) {
      if (rows === 0) each!.begin(-1);
      const next = passer.pass(at, start + length);
      if (next > at) {
        const { starts } = passer;
        grow(starts.length);
        for (let i = 0; i < starts.length; i++) rowStarts[rows++] = starts[i]! - start;
        lineBreaks += starts.length + passer.breaksInside;
        at = next;
        // A line after a break in a cell was looked at to its end.
        if (passer.breaksInside > 0) reader.reach = Math.max(reader.reach, at + 1);
        if (at - start >= length && !close()) return start;
        continue;
      }
    }
    const end = linesLeft > 0 ? reader.nextLine(at) : each ? reader.nextCells(at, each.scanner) : reader.next(at);
    if (end < 0) break;
    linesLeft--;
    if (each) {
      if (rows === 0) each.begin(-1);
      each.take(at, end);
    }
    grow(1);
    rowStarts[rows++] = at - start;
    const last = text[end - 1];
    lineBreaks += reader.breaks + (last === 10 || last === 13 ? 1 : 0);
    at = end;
    if (at - start >= length && !close()) return start;
  }
  if (at > start) close();
  return start;
}

/**
 * A document of pages that were cut elsewhere, in order and without gaps. `front`: what was looked at to find the header;
 * undefined when that was recognized.
 */
export function documentOf(
  uri: string,
  dialect: DocumentDialect,
  pages: readonly Page[],
  version: number,
  front: string | undefined,
): Document {
  return makeDocument(uri, version, dialect, pages, front);
}

function makeDocument(
  uri: string,
  version: number,
  dialect: DocumentDialect,
  pages: readonly Page[],
  looked: string | undefined,
): Document {
  const header = findHeader(pages, dialect.linesAbove);
  const front = looked ?? throughHeader(pages, header);
  return { ...sumsOf(pages), uri, version, dialect, pages, header, front, pagesRead: pages.length };
}

/** The text down to the end of the header. */
export function throughHeader(pages: readonly Page[], { page, row, text }: Header): string {
  const before = pages.slice(0, page).map((each) => sliceOf(each, 0, each.length));
  const last = pages[page];
  return last ? before.join("") + sliceOf(last, 0, last.rows[row]!) + text : "";
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

/** `linesAbove`: so many records are passed over. */
export function findHeader(pages: readonly Page[], linesAbove: number): Header {
  let offset = 0;
  let above = linesAbove;
  for (let p = 0; p < pages.length; p++) {
    const page = pages[p]!;
    for (let row = 0; row < page.rows.length; row++) {
      if (above-- > 0) continue;
      if (offset + page.rows[row]! >= pageLength) return noHeader;
      const text = rowText(page, row);
      if (!isBlank(text) && !isConflictMarker(text)) return { page: p, row, text };
    }
    offset += page.length;
  }
  return noHeader;
}

const noHeader: Header = { page: -1, row: -1, text: "" };

/** How wide the header is, as a first reading sees it that does not know yet what a record looks like. */
export function widthOfHeader(text: string, format: Format, linesAbove: number): HeaderWidth {
  return widthInFront(text, format, linesAbove, true) ?? noWidth;
}

const noWidth: HeaderWidth = { columns: 0, named: 0 };

/** The same from the beginning of a file that is read in pieces; undefined when that takes more of it. */
export function widthInFront(
  front: string,
  { delimiter, raw, escapes }: Format,
  linesAbove: number,
  isWhole: boolean,
): HeaderWidth | undefined {
  const text = fromLine(front, linesAbove);
  const unknown = { delimiter, raw, escapes, columns: 0 };
  const plain = plainHeader(text);
  if (plain !== undefined) return widthOf(plain, unknown);
  for (let size = pageLength * 4; ; size *= 8) {
    const pages: Page[] = [];
    const complete = size >= text.length;
    if (complete && !isWhole) return undefined;
    cutPages(complete ? text : text.slice(0, size), unknown, complete, pageLength, pages);
    const header = findHeader(pages, 0);
    if (header.row >= 0) return widthOf(header.text, unknown);
    if (complete || pages.length > 1) return noWidth;
  }
}

/** The first line, with its break, when that is the header whatever comes after it: it says something and holds no quote. */
export function plainHeader(text: string): string | undefined {
  const end = text.search(/[\r\n"]/);
  if (end <= 0 || text[end] === '"') return undefined;
  const line = text.slice(0, text.startsWith("\r\n", end) ? end + 2 : end + 1);
  return isBlank(line) || isConflictMarker(line) ? undefined : line;
}

function widthOf(line: string, dialect: Dialect): HeaderWidth {
  const { cells } = readFirstRecord(line, dialect);
  return { columns: cells.length, named: cells.findLastIndex(({ text }) => trimBlanks(text) !== "") + 1 };
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

/** Of `readRecord`, which leaves nothing in it that anybody looks at. */
const scratch = new Scanner();

/** The header's index in a page: -1 for pages below it, past all records for pages above it. */
export function headerRowIn({ header, pages }: Pick<Document, "header" | "pages">, page: number): number {
  return page === header.page ? header.row : page < header.page ? pages[page]!.rows.length : -1;
}

/** The record stands above the header. Nothing does while there is no header. */
export function isAboveHeader({ header }: Pick<Document, "header">, { page, row }: RowAddress): boolean {
  return page < header.page || (page === header.page && row < header.row);
}

/** The same, or it is the header. */
export function isAtOrAboveHeader({ header }: Pick<Document, "header">, { page, row }: RowAddress): boolean {
  return page < header.page || (page === header.page && row <= header.row);
}

/** Splits one record for a feature that wants to keep its cells. */
export function cellsOf(document: Document, address: RowAddress): Cell[] {
  const page = document.pages[address.page]!;
  const base = document.offsets[address.page]! + page.rows[address.row]!;
  const text = rowText(page, address.row);
  return base === 0 ? readFirstRecord(text, document.dialect).cells : splitText(text, document.dialect, base);
}

/** A record that was split for keeping. */
export interface SplitRecord {
  readonly cells: Cell[];
  readonly form: RecordForm;
  /** What separates its cells: not the dialect's where the row was written by another program. */
  readonly delimiter: string;
}

/** Reads the first record of a text, which byte order marks may stand before: they are part of no cell. */
export function readFirstRecord(text: string, dialect: Dialect): SplitRecord {
  const marks = marksBefore(text);
  return readRecord(text.slice(marks), dialect, marks);
}

/** How many byte order marks a text begins with. One that the disk has is not in the text; this counts those that are left. */
export function marksBefore(text: string): number {
  let marks = 0;
  while (text.charCodeAt(marks) === 0xfeff) marks++;
  return marks;
}

/** Splits a record's text; spans start at `base`. */
export function splitText(record: string, dialect: Dialect, base = 0): Cell[] {
  return readRecord(record, dialect, base).cells;
}

/** The same, and how the record is written. */
export function readRecord(record: string, dialect: Dialect, base = 0): SplitRecord {
  scratch.load(record);
  scratch.split(dialect, 0, record.length);
  const cells: Cell[] = [];
  for (let i = 0; i < scratch.count; i++) {
    const start = scratch.starts[i]!;
    const end = scratch.ends[i]!;
    const flags = scratch.flags[i]!;
    const raw = record.slice(start, end);
    cells.push({ start: base + start, end: base + end, raw, text: cellText(raw, flags), flags });
  }
  return { cells, form: scratch.form, delimiter: String.fromCharCode(scratch.delimiter) };
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
