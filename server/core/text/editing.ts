/** The next version of a document: what an edit does not touch is shared with the one before. */
import {
  cutPages,
  type Document,
  documentText,
  findHeader,
  frontOf,
  frontOfPart,
  headerOnTop,
  lastAtMost,
  openDocument,
  type Page,
  pageAt,
  pageLength,
  sumsOf,
  textOf,
  throughHeader,
  widthOfHeader,
} from "./document.ts";
import { applyEdits, type Edit, sortEdits } from "./text.ts";
import type { Dialect } from "./tokenizer.ts";

/** The next version. Pages that the edit does not touch, and whose records did not depend on what it touched, are shared. */
export function editDocument(old: Document, edit: Edit, version: number): Document {
  const { pages, offsets, reaches } = old;
  if (pages.length === 0) return openDocument(old.uri, edit.text, old.dialect, version);
  let last = pageAt(old, edit.end);
  let first = pageAt(old, edit.start);
  for (let p = 0; p < first; p++) if (reaches[p]! > edit.start) first = p;
  const inFront = edit.start <= old.front.length;
  const inside = first === last && staysHeader(old, edit.start) ? editLetters(old, first, [edit]) : undefined;
  if (inside) {
    const made = withPages(old, first, first, [inside], version);
    return inFront ? { ...made, front: frontOf(textInFront(made)) } : made;
  }
  let window = "";
  for (let p = first; p <= last; p++) {
    // What is taken away is not even looked at.
    const { text } = pages[p]!;
    const base = offsets[p]!;
    if (edit.start > base) window += text.slice(0, edit.start - base);
    if (p === last) window += edit.text + text.slice(edit.end - base);
  }

  const fresh: Page[] = [];
  let tail = window;
  const lines = old.dialect.linesAbove - old.records[first]!;
  for (let step = 1; ; step *= 2) {
    const complete = last === pages.length - 1;
    const linesLeft = fresh.reduce((left, page) => left - page.rows.length, lines);
    const rest = cutPages(tail, old.dialect, complete, pageLength * 2, fresh, linesLeft);
    if (rest === tail.length && (complete || !isSmall(fresh))) break;
    // A record runs on into the pages that follow, or the page became too small to stand alone: read on, ever further.
    const keep = rest === tail.length ? fresh.pop()!.text : tail.slice(rest);
    const to = Math.min(pages.length - 1, last + step);
    tail =
      keep +
      pages
        .slice(last + 1, to + 1)
        .map((page) => page.text)
        .join("");
    last = to;
  }
  if (fresh.length > 0 && first < pages.length) {
    const kept = fresh[0]!;
    fresh[0] = { ...kept, id: pages[first]!.id };
  }
  const made = withPages(old, first, last, fresh, version);
  // Where the header's end depends on the lines after it, any edit may move it.
  const same = !inFront && made.header.text === old.header.text && !made.header.text.includes('"');
  return same ? made : withFront(old, made);
}

/** The next version when an edit may have touched what decides on the header: all is read anew where records may look different now. */
function withFront(old: Document, made: Document): Document {
  const { dialect } = old;
  const text = textInFront(made);
  const looked = frontOf(text);
  const place = dialect.locate?.(looked) ?? headerOnTop;
  if (place.lines !== dialect.linesAbove) return reopened(old, made);
  const front = place.found ? throughHeader(made.pages, made.header) : looked;
  if (made.header.text === old.header.text && !made.header.text.includes('"')) return { ...made, front };
  // What a record looks like may have changed.
  const { columns, named } = widthOfHeader(text, dialect, place.lines);
  if (made.header.row >= 0 && columns === dialect.columns && named === dialect.named) return { ...made, front };
  return reopened(old, made);
}

function reopened({ uri, dialect }: Document, made: Document): Document {
  return openDocument(uri, documentText(made), dialect, made.version);
}

/** Letters at an offset below the header do not make another line the header. */
function staysHeader({ dialect, front }: Document, offset: number): boolean {
  return !dialect.locate || offset > front.length;
}

/** More than decides on the header. */
function textInFront(document: Document): string {
  const text = textOf(document, { start: 0, end: Math.max(pageLength * 4, document.offsets[1] ?? 0) });
  return frontOfPart(text, text.length === document.offsets[document.pages.length]) === undefined
    ? documentText(document)
    : text;
}

/** From this many edits on that may move records, reading the whole text anew costs less than going from version to version. */
const editsMax = 64;

/** Does the same with many edits at once: offsets are those of `old`, insertions at one place keep their order. */
export function editDocumentAll(old: Document, edits: readonly Edit[], version: number): Document {
  const sorted = sortEdits(edits);
  const { made, rest } = editPages(old, sorted, version);
  if (rest.length > editsMax) return openDocument(old.uri, applyEdits(documentText(old), sorted), old.dialect, version);
  let document = made;
  for (const edit of rest.reverse()) document = editDocument(document, edit, version);
  return document;
}

/** Makes those edits that leave all records of their page where they are; `rest` are the others, as the text made needs them. */
function editPages(old: Document, edits: readonly Edit[], version: number): { made: Document; rest: Edit[] } {
  const pages = [...old.pages];
  const rest: Edit[] = [];
  let pagesRead = 0;
  let by = 0;
  // The furthest that pages before the one in hand have looked, and up to which that is known.
  let reach = 0;
  let reached = 0;
  for (let at = 0; at < edits.length; ) {
    const page = pageAt(old, edits[at]!.start);
    const end = old.offsets[page + 1] ?? 0;
    let to = at + 1;
    while (to < edits.length && edits[to]!.start < end) to++;
    const own = edits.slice(at, to);
    for (; reached < page; reached++) reach = Math.max(reach, old.reaches[reached]!);
    const isPlain = page >= 0 && reach <= own[0]!.start && staysHeader(old, own[0]!.start);
    const inside = isPlain ? editLetters(old, page, own) : undefined;
    if (inside) {
      pages[page] = inside;
      pagesRead++;
      by += inside.length - old.pages[page]!.length;
    } else for (const edit of own) rest.push({ ...edit, start: edit.start + by, end: edit.end + by });
    at = to;
  }
  if (pagesRead === 0) return { made: old, rest };
  const made = { ...old, ...sumsOf(pages), version, pages, pagesRead };
  const inFront = edits[0]!.start <= old.front.length;
  return { made: inFront ? { ...made, front: frontOf(textInFront(made)) } : made, rest };
}

/**
 * A page after edits that bring or take away nothing but letters, none of them beside a quote: whatever was decided by
 * quotes, delimiters and line breaks stays decided, and records only move. Undefined when that is not plain to see.
 */
function editLetters(document: Document, index: number, edits: readonly Edit[]): Page | undefined {
  const { header, dialect } = document;
  const page = document.pages[index]!;
  const { text, rows } = page;
  // What stands before the header, or is the header, may decide on what is the header.
  if (header.row < 0 || index < header.page) return undefined;
  const firstRow = index === header.page ? header.row + 1 : 0;
  const base = document.offsets[index]!;
  const moved = rows.slice();
  let result = "";
  let from = -1;
  let by = 0;
  let next = 0;
  let before = carriageReturn;
  for (const edit of edits) {
    const start = edit.start - base;
    const end = edit.end - base;
    const row = lastAtMost(rows, start);
    if (start < from || end >= page.length || row < firstRow) return undefined;
    if (separates(edit.text, dialect) || separates(text.slice(start, end), dialect)) return undefined;
    // Two edits side by side are one.
    if (start !== from && start > 0) before = text.charCodeAt(start - 1);
    const after = text.charCodeAt(end);
    if (before === quote || after === quote || (before === carriageReturn && after === lineFeed)) return undefined;
    for (; next <= row; next++) moved[next]! += by;
    result += text.slice(Math.max(0, from), start) + edit.text;
    by += edit.text.length - (end - start);
    from = end;
  }
  for (; next < rows.length; next++) moved[next]! += by;
  const length = page.length + by;
  if ((by > 0 && length > pageLength * 2) || (by < 0 && length < pageLength / 8)) return undefined;
  const { id, lineBreaks, reach } = page;
  return { id, text: result + text.slice(from), length, rows: moved, lineBreaks, reach: reach + by };
}

const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;

function separates(text: string, { delimiter }: Dialect): boolean {
  return text !== "" && (text.includes(delimiter) || /["\r\n]/.test(text));
}

/** The next version, with other pages in the place of `[first, last]`: sums over the rest are moved, not made anew. */
function withPages(old: Document, first: number, last: number, fresh: readonly Page[], version: number): Document {
  const pages = [...old.pages.slice(0, first), ...fresh, ...old.pages.slice(last + 1)];
  const sums = sumsOf(fresh, old.offsets[first], old.records[first], old.lines[first]);
  const count = fresh.length;
  const join = (before: Float64Array, between: Float64Array, by: number): Float64Array => {
    const joined = new Float64Array(first + between.length + (before.length - last - 2));
    joined.set(before.subarray(0, first));
    joined.set(between, first);
    const at = first + between.length;
    joined.set(before.subarray(last + 2), at);
    if (by !== 0) for (let p = at; p < joined.length; p++) joined[p]! += by;
    return joined;
  };
  const by = sums.offsets[count]! - old.offsets[last + 1]!;
  const reaches = new Float64Array(pages.length);
  reaches.set(old.reaches.subarray(0, first));
  reaches.set(sums.reaches, first);
  reaches.set(old.reaches.subarray(last + 1), first + count);
  if (by !== 0) for (let p = first + count; p < reaches.length; p++) reaches[p]! += by;
  return {
    ...old,
    version,
    pages,
    offsets: join(old.offsets, sums.offsets, by),
    records: join(old.records, sums.records, sums.records[count]! - old.records[last + 1]!),
    lines: join(old.lines, sums.lines, sums.lines[count]! - old.lines[last + 1]!),
    reaches,
    header: old.header.row >= 0 && old.header.page < first ? old.header : findHeader(pages, old.dialect.linesAbove),
    pagesRead: count,
  };
}

function isSmall(fresh: readonly Page[]): boolean {
  const page = fresh[fresh.length - 1];
  return page !== undefined && page.text.length < pageLength / 8;
}

/** The pages by which two versions of a document differ: those before and behind them are shared. `front`: how many are before. */
export function differingPages(
  old: Document,
  document: Document,
): { readonly front: number; readonly gone: readonly Page[]; readonly come: readonly Page[] } {
  const before = old.pages;
  const after = document.pages;
  const least = Math.min(before.length, after.length);
  let front = 0;
  while (front < least && before[front] === after[front]) front++;
  let back = 0;
  while (back < least - front && before[before.length - 1 - back] === after[after.length - 1 - back]) back++;
  return { front, gone: before.slice(front, before.length - back), come: after.slice(front, after.length - back) };
}
