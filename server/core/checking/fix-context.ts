/** Edits that fixes are made of. A fix changes the bytes it names and no others: quotes, line breaks and blanks around stay. */
import {
  type Cell,
  cellsOf,
  isAboveHeader,
  isAtOrAboveHeader,
  isBlank,
  isConflictMarker,
  type Page,
  type RowAddress,
  readRecord,
  rowEnd,
  rowText,
  splitText,
} from "../text/document.ts";
import type { Edit } from "../text/text.ts";
import {
  curlyCellsForm,
  curlyForm,
  type Dialect,
  plainForm,
  quoted,
  stray,
  unclosed,
  writeCell,
} from "../text/tokenizer.ts";
import type { Fix, FixContext } from "./rule.ts";

/** The edits of a fix where it is offered; undefined when it does not apply (any more). Offsets are the document's. */
export function editsOf(fix: Fix, at: FixContext): readonly Edit[] | undefined {
  if (fix.value !== undefined) return setCell(at, fix.value);
  return fix.edits?.(at);
}

/** Makes the finding's cell say something else; a cell keeps its quotes. */
export function setCell(at: FixContext, value: string): readonly Edit[] | undefined {
  const { row, cell } = at.finding;
  if (row < 0) return undefined;
  return setCellAt(at, at.page, row, cell, (old) => (old === value ? undefined : value));
}

/** Rewrites one cell of one record. `change` gets what the cell says and answers what it shall say, or undefined to leave it. */
export function setCellAt(
  at: Pick<FixContext, "document">,
  pageIndex: number,
  row: number,
  cell: number,
  change: (text: string) => string | undefined,
): readonly Edit[] | undefined {
  const { document } = at;
  const page = document.pages[pageIndex];
  if (!page || row >= page.rows.length) return undefined;
  const base = document.offsets[pageIndex]! + page.rows[row]!;
  const found = splitText(page.text.slice(page.rows[row]!, rowEnd(page, row)), document.dialect, base)[cell];
  if (!found) return undefined;
  const value = change(found.text);
  if (value === undefined) return undefined;
  const keep = (found.flags & quoted) !== 0 && (found.flags & (stray | unclosed)) === 0;
  return [{ start: found.start, end: found.end, text: writeCell(value, document.dialect, keep) }];
}

/** The cell the finding is about, in a data row. Offsets are the document's. */
export function cellOf(at: FixContext): Cell | undefined {
  const { row, cell } = at.finding;
  const page = at.document.pages[at.page];
  if (!page || row < 0 || row >= page.rows.length) return undefined;
  return cellsOf(at.document, { page: at.page, row })[cell];
}

/** Makes a header cell say something else; it keeps its quotes where the dialect has any. */
export function setHeaderCell(at: FixContext, cell: number, name: string): readonly Edit[] | undefined {
  const { header } = at.document;
  if (header.page < 0) return undefined;
  const found = cellsOf(at.document, header)[cell];
  if (!found) return undefined;
  const keep = (found.flags & quoted) !== 0 && (found.flags & (stray | unclosed)) === 0;
  return [{ start: found.start, end: found.end, text: writeCell(name, at.document.dialect, keep) }];
}

/** Visits the header and every line below it that is neither empty nor left by a merge, in order. */
export function eachLine(at: Pick<FixContext, "document">, visit: (pageIndex: number, row: number) => void): void {
  const { document } = at;
  document.pages.forEach((page, pageIndex) => {
    for (let row = 0; row < page.rows.length; row++) {
      if (isAboveHeader(document, { page: pageIndex, row })) continue;
      const text = rowText(page, row);
      if (!isBlank(text) && !isConflictMarker(text)) visit(pageIndex, row);
    }
  });
}

/** A record's text with its cells written as they should be; undefined when they are, or cannot be. */
export function withoutQuotes(text: string, dialect: Dialect): string | undefined {
  const { cells, form, delimiter } = readRecord(text, dialect);
  if (form === plainForm) return undefined;
  if (form === curlyForm) return text.slice(1, -1);
  if (form === curlyCellsForm) {
    const written = cells.map((cell) => writeCell(cell.text, { ...dialect, delimiter })).join(delimiter);
    // A format without quotes has no way to write a delimiter in a value: it stays in curly quotes for a person.
    const read = readRecord(written, dialect).cells;
    const isSame = read.length === cells.length && read.every(({ text: own }, i) => own === cells[i]!.text);
    return isSame ? written : undefined;
  }
  const inner = text.slice(1, text.lastIndexOf('"'));
  // Quotes inside are written twice, or as if there were none around them.
  return /^"(?:[^"]|"")*"$/.test(`"${inner}"`) ? inner.replaceAll('""', '"') : inner;
}

/** Visits every record that is data, in order. */
export function eachDataRow(at: FixContext, visit: (page: Page, pageIndex: number, row: number) => void): void {
  const { document } = at;
  document.pages.forEach((page, pageIndex) => {
    for (let row = 0; row < page.rows.length; row++) {
      if (isAtOrAboveHeader(document, { page: pageIndex, row })) continue;
      const text = page.text.slice(page.rows[row]!, rowEnd(page, row));
      if (!isBlank(text) && !isConflictMarker(text)) visit(page, pageIndex, row);
    }
  });
}

/** A record in the document: its start, the end of its content, the end with its line break, and its content. */
export interface RecordSpan {
  readonly start: number;
  readonly contentEnd: number;
  readonly end: number;
  readonly text: string;
}

/** The finding's record. */
export function recordOf(at: FixContext): RecordSpan | undefined {
  const { finding, document } = at;
  const page = document.pages[at.page];
  const row = finding.row < 0 ? document.header.row : finding.row;
  if (!page || row < 0 || row >= page.rows.length) return undefined;
  return recordAt(at, at.page, row);
}

/** Any record. */
export function recordAt(at: Pick<FixContext, "document">, pageIndex: number, row: number): RecordSpan {
  const page = at.document.pages[pageIndex]!;
  const base = at.document.offsets[pageIndex]!;
  const start = page.rows[row]!;
  const end = rowEnd(page, row);
  const text = page.text.slice(start, end).replace(/(?:\r\n|\n|\r)$/, "");
  return { start: base + start, contentEnd: base + start + text.length, end: base + end, text };
}

/** Takes a whole record out, with one line break. */
export function removeRecord(at: FixContext): readonly Edit[] | undefined {
  const record = recordOf(at);
  if (!record) return undefined;
  const isLast = record.end === record.contentEnd;
  const before = isLast ? breakBefore(at, record.start) : 0;
  return [{ start: record.start - before, end: record.end, text: "" }];
}

function breakBefore(at: FixContext, offset: number): number {
  const page = at.document.pages[at.page]!;
  const within = offset - at.document.offsets[at.page]!;
  const text = within >= 2 ? page.text.slice(within - 2, within) : page.text.slice(0, within);
  return text === "\r\n" ? 2 : /[\r\n]$/.test(text) ? 1 : 0;
}

/** Removes one column from header and rows; rows too short for it are left alone. */
export function removeColumn(at: FixContext, cell: number): readonly Edit[] {
  const edits: Edit[] = [];
  const cut = (page: Page, pageIndex: number, row: number): void => {
    const base = at.document.offsets[pageIndex]! + page.rows[row]!;
    const cells = splitText(page.text.slice(page.rows[row]!, rowEnd(page, row)), at.document.dialect, base);
    const found = cells[cell];
    if (!found) return;
    const next = cells[cell + 1];
    const previous = cells[cell - 1];
    if (next) edits.push({ start: found.start, end: next.start, text: "" });
    else edits.push({ start: previous ? previous.end : found.start, end: found.end, text: "" });
  };
  const { header, pages } = at.document;
  if (header.page >= 0) cut(pages[header.page]!, header.page, header.row);
  eachDataRow(at, cut);
  return edits;
}

/** Adds a column at the end: its name in the header, an empty cell in every row that lines up. */
export function addColumn(at: FixContext, name: string, width: number): readonly Edit[] {
  const { document } = at;
  const { delimiter } = document.dialect;
  const edits: Edit[] = [];
  const { header } = document;
  if (header.page >= 0) {
    const { contentEnd } = recordAt(at, header.page, header.row);
    edits.push({ start: contentEnd, end: contentEnd, text: delimiter + writeCell(name, document.dialect) });
  }
  eachDataRow(at, (_page, pageIndex, row) => {
    const record = recordAt(at, pageIndex, row);
    if (splitText(record.text, document.dialect).length < width) return;
    edits.push({ start: record.contentEnd, end: record.contentEnd, text: delimiter });
  });
  return edits;
}

/** Adds a column before another one: its name in the header, an empty cell in every row that reaches so far. */
export function insertColumn(at: FixContext, name: string, before: number): readonly Edit[] {
  const { document } = at;
  const { delimiter } = document.dialect;
  const edits: Edit[] = [];
  const insert = (address: RowAddress, text: string): void => {
    const cell = cellsOf(document, address)[before];
    if (cell) edits.push({ start: cell.start, end: cell.start, text: text + delimiter });
  };
  if (document.header.page >= 0) insert(document.header, writeCell(name, document.dialect));
  eachDataRow(at, (_, page, row) => insert({ page, row }, ""));
  return edits;
}

/** Moves a column to the end of every row that lines up. */
export function moveColumnLast(at: FixContext, cell: number, width: number): readonly Edit[] {
  const edits: Edit[] = [];
  const move = (pageIndex: number, row: number): void => {
    const record = recordAt(at, pageIndex, row);
    const cells = splitText(record.text, at.document.dialect, record.start);
    const found = cells[cell];
    const next = cells[cell + 1];
    if (cells.length !== width || !found || !next) return;
    edits.push({ start: found.start, end: next.start, text: "" });
    edits.push({ start: record.contentEnd, end: record.contentEnd, text: at.document.dialect.delimiter + found.raw });
  };
  const { header } = at.document;
  if (header.page >= 0) move(header.page, header.row);
  eachDataRow(at, (_, pageIndex, row) => move(pageIndex, row));
  return edits;
}

/** Rewrites the whole file with another delimiter; cells keep what they say, and their quotes. */
export function convertDelimiter(at: Pick<FixContext, "document">, delimiter: string, raw: boolean): readonly Edit[] {
  const edits: Edit[] = [];
  eachLine(at, (page, row) => edits.push(...separatedBy(at, page, row, delimiter, raw)));
  return edits;
}

/** Rewrites one record with another delimiter. `only`: those with this one. A record in quotes stays as it is: they have to go first. */
export function separatedBy(
  at: Pick<FixContext, "document">,
  page: number,
  row: number,
  delimiter: string,
  raw: boolean,
  only?: string,
): readonly Edit[] {
  const { dialect } = at.document;
  const record = recordAt(at, page, row);
  const { cells, form, delimiter: old } = readRecord(record.text, dialect, record.start);
  if (form !== plainForm || old === delimiter || (only !== undefined && old !== only)) return [];
  const target = { ...dialect, delimiter, raw };
  return cells.flatMap((found, index) => {
    const keep = (found.flags & quoted) !== 0 && !raw;
    const broken = (found.flags & (stray | unclosed)) !== 0;
    const text = broken ? found.raw : writeCell(found.text, target, keep);
    const cell = text === found.raw ? [] : [{ start: found.start, end: found.end, text }];
    return index === 0 ? cell : [...cell, { start: found.start - 1, end: found.start, text: delimiter }];
  });
}

/** The line break that most of the file's records end with, by its first page. */
export function lineBreakOf(at: Pick<FixContext, "document">): string {
  const text = at.document.pages[0]?.text ?? "";
  const crlf = text.split("\r\n").length - 1;
  const lf = text.split("\n").length - 1 - crlf;
  return crlf > lf ? "\r\n" : "\n";
}
