/** Where records end and cells lie: knows delimiters and quotes, never columns, and never fails. */
import { platform } from "./platform.ts";

/** How a file separates its cells, by RFC 4180 unless `raw`. */
export interface Dialect {
  /** One UTF-16 unit. */
  readonly delimiter: string;
  /** The importer knows no quotes: a quoted cell is one only by look, and nothing is recovered. */
  readonly raw: boolean;
  /** A backslash takes the meaning from the character after it, as in `a\\,b`. Only in raw dialects. */
  readonly escapes?: boolean | undefined;
  /** Cells in the header, 0 while unknown: what a line must have to look like a record. */
  readonly columns: number;
  /** Those of them up to the last that has a name; rows need no cells below the others. Left out: all. */
  readonly named?: number;
}

/** Bits of `Cells.flags`. */
export const quoted = 1;
/** Holds doubled quotes. */
export const escaped = 2;
/** Opens a quote that nothing closes. */
export const unclosed = 4;
/** A quote inside an unquoted cell, or text after a closing quote. */
export const stray = 8;
/** Contains a character worth a second look: a control, one that nobody sees, a space that is none, a mark that joins the letter before it, U+FFFD. */
export const odd = 16;
/** Holds a line break. */
export const lineBreak = 32;
/** Lies in a record that stands in quotes as a whole, and holds quotes of its own: each of them is written twice. */
export const nested = 64;
/** Holds characters that a backslash takes the meaning from. */
export const slashed = 128;

/** How a record is written that says more than its cells' own text shows. */
export type RecordForm = typeof plainForm | typeof quotedForm | typeof curlyForm | typeof curlyCellsForm;
/** Its cells are written as they should be. */
export const plainForm = 0;
/** All of it stands in one pair of quotes. */
export const quotedForm = 1;
/** All of it stands in one pair of curly quotes. */
export const curlyForm = 2;
/** Its cells stand in curly quotes, which do not quote. */
export const curlyCellsForm = 3;

const noUnits = new Uint16Array(0);
const quoteUnit = 34;
const backslash = 92;
const lineFeed = 10;
const carriageReturn = 13;

/** Reads the ends of records from a stretch of UTF-16 units, left to right. */
export class RecordReader {
  /** One past the furthest offset that any decision so far has looked at. */
  reach = 0;
  /** Line breaks inside the record read last. */
  breaks = 0;
  readonly #delimiter: number;
  readonly #text: Uint16Array;
  readonly #length: number;
  readonly #dialect: Dialect;
  readonly #complete: boolean;
  readonly #kind: Uint8Array;
  readonly #plainFrom: number;
  #quotedFlags = 0;

  /** Reads `text[0, length)`. `complete`: it goes on to the end of the file; else a record that needs more answers -1. */
  constructor(text: Uint16Array, length: number, dialect: Dialect, complete: boolean) {
    this.#text = text;
    this.#length = length;
    this.#dialect = dialect;
    this.#complete = complete;
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#kind = kindsFor(this.#delimiter, dialect.escapes);
    this.#plainFrom = Math.max(this.#delimiter, quoteUnit, dialect.escapes ? backslash : 0);
  }

  /** The offset after the line break of the record that starts at `start`, or -1 when the text ends before that is known. */
  next(start: number): number {
    this.breaks = 0;
    const text = this.#text;
    const length = this.#length;
    for (let at = start; at < length; at++) {
      const unit = text[at]!;
      if (unit > quoteUnit) continue;
      if (unit === lineFeed) return this.#look(at + 1);
      if (unit === carriageReturn) return this.#afterReturn(at);
      if (unit === quoteUnit) return this.#quotedRecord(start);
    }
    return this.#complete ? this.#look(length + 1) - 1 : -1;
  }

  /** The same of a line, whatever quotes it contains. */
  nextLine(start: number): number {
    this.breaks = 0;
    for (let at = start; at < this.#length; at++) {
      const unit = this.#text[at]!;
      if (unit === lineFeed) return this.#look(at + 1);
      if (unit === carriageReturn) return this.#afterReturn(at);
    }
    return this.#complete ? this.#look(this.#length + 1) - 1 : -1;
  }

  /**
   * The same as `next`, and leaves the record's cells in `into`: what holds no quote is read once only. The text must be the one
   * that `into` has in hand. What `into` holds after -1 means nothing.
   */
  nextCells(start: number, into: Scanner): number {
    this.breaks = 0;
    const text = this.#text;
    const length = this.#length;
    const delimiter = this.#delimiter;
    const kind = this.#kind;
    // Most letters lie in a range where nothing is worth a look: a comparison costs less than the table.
    const plainFrom = this.#plainFrom;
    let { starts, ends, flags } = into;
    let capacity = starts.length;
    let count = 0;
    let cellStart = start;
    let seen = 0;
    for (let at = start; at < length; at++) {
      const unit = text[at]!;
      if (unit > plainFrom && unit < 127) continue;
      const k = kind[unit]!;
      if (k === 0) continue;
      if (k !== stop) {
        if (k === strange) {
          seen |= odd;
          continue;
        }
        if (k === slashKind) {
          seen |= slashed;
          at = afterSlash(text, at, length);
          continue;
        }
        const close = at === cellStart ? this.#plainlyClosed(at) : -1;
        if (close < 0) return this.#splitQuoted(start, into);
        seen = this.#quotedFlags;
        at = close;
        continue;
      }
      if (count === capacity) {
        into.count = count;
        into.grow();
        ({ starts, ends, flags } = into);
        capacity = starts.length;
      }
      starts[count] = cellStart;
      ends[count] = at;
      flags[count++] = seen;
      seen = 0;
      cellStart = at + 1;
      if (unit === delimiter) continue;
      into.count = count;
      into.end = at;
      const end = unit === lineFeed ? this.#look(at + 1) : this.#afterReturn(at);
      if (end >= 0) this.#settle(start, into);
      return end;
    }
    if (!this.#complete) return -1;
    into.count = count;
    into.push(cellStart, length, seen);
    into.end = length;
    this.#settle(start, into);
    return this.#look(length + 1) - 1;
  }

  /**
   * The quote that closes the one at `open` when that is plain to see: on the same line, and a cell ends after it. Else -1.
   * Leaves the cell's flags in `#quotedFlags`.
   */
  #plainlyClosed(open: number): number {
    const text = this.#text;
    const length = this.#length;
    const kind = this.#kind;
    let flags = quoted;
    for (let at = open + 1; at + 1 < length; at++) {
      const unit = text[at]!;
      if (unit > quoteUnit && unit < 127) continue;
      if (unit === quoteUnit) {
        const after = text[at + 1]!;
        if (after === quoteUnit) {
          flags |= escaped;
          at++;
          continue;
        }
        if (after !== this.#delimiter && after !== lineFeed && after !== carriageReturn) return -1;
        this.#look(at + 2);
        this.#quotedFlags = flags;
        return at;
      }
      if (unit === lineFeed || unit === carriageReturn) return -1;
      if (kind[unit] === strange) flags |= odd;
    }
    return -1;
  }

  /** Ends a record that was split here: its form, and another look where its cells or its first letter are in doubt. */
  #settle(start: number, into: Scanner): void {
    into.form = plainForm;
    into.delimiter = this.#delimiter;
    const first = this.#text[start]!;
    if (into.count !== this.#dialect.columns || first >= firstCurly || (first === quoteUnit && isAlone(into)))
      reread(this.#dialect, start, into);
  }

  #splitQuoted(start: number, into: Scanner): number {
    const end = this.next(start);
    if (end >= 0) into.split(this.#dialect, start, end);
    return end;
  }

  #look(offset: number): number {
    if (offset > this.reach) this.reach = offset;
    return offset;
  }

  /** A carriage return ends a line, alone or with the line feed after it. */
  #afterReturn(at: number): number {
    if (at + 1 === this.#length && !this.#complete) return -1;
    this.#look(at + 2);
    return this.#text[at + 1] === lineFeed && at + 1 < this.#length ? at + 2 : at + 1;
  }

  #quotedRecord(start: number): number {
    const text = this.#text;
    const length = this.#length;
    let at = start;
    for (;;) {
      if (at < length && text[at] === quoteUnit) {
        const close = this.#closingQuote(at);
        if (close === -2) return -1;
        at = close < 0 ? at + 1 : close + 1;
      }
      for (;;) {
        if (at >= length) return this.#complete ? this.#look(length + 1) - 1 : -1;
        const unit = text[at]!;
        if (unit === this.#delimiter) break;
        if (unit === lineFeed) return this.#look(at + 1);
        if (unit === carriageReturn) return this.#afterReturn(at);
        at++;
      }
      at++;
    }
  }

  /**
   * The quote that closes the one at `open`; -1 when none does; -2 when more text is needed.
   *
   * An opened quote must not swallow the table: it counts as unclosed when the text goes on in lines that again read as
   * records of this table, or when the next lone quote stands where none can close a cell.
   */
  #closingQuote(open: number): number {
    const text = this.#text;
    const length = this.#length;
    const { raw, columns } = this.#dialect;
    const patience = columns >= 4 ? 2 : 3;
    let recordLike = 0;
    let breaks = 0;
    for (let at = open + 1; at < length; at++) {
      const unit = text[at]!;
      if (unit > quoteUnit) continue;
      if (unit === quoteUnit) {
        if (at + 1 === length && !this.#complete) return -2;
        this.#look(at + 2);
        const after = at + 1 < length ? text[at + 1]! : lineFeed;
        if (after === quoteUnit) {
          at++;
          continue;
        }
        const closes = after === this.#delimiter || after === lineFeed || after === carriageReturn;
        if (!closes && (breaks > 0 || raw)) return -1;
        this.breaks += breaks;
        return at;
      }
      if (unit !== lineFeed && unit !== carriageReturn) continue;
      if (unit === carriageReturn) {
        if (at + 1 === length && !this.#complete) return -2;
        if (at + 1 < length && text[at + 1] === lineFeed) at++;
      }
      breaks++;
      if (at + 1 === length && !this.#complete) return -2;
      if (raw && breaks > 3) return this.#giveUp(at + 1);
      const like = this.#looksLikeRecord(at + 1);
      if (like < 0) return -2;
      recordLike += like;
      if (recordLike >= patience || (raw && like > 0)) return this.#giveUp(at + 1);
    }
    if (!this.#complete) return -2;
    this.#look(length + 1);
    return -1;
  }

  #giveUp(seen: number): number {
    this.#look(seen);
    return -1;
  }

  /** 1 when the line at `start` splits cleanly into as many cells as the header has, else 0; -1 when more text is needed. */
  #looksLikeRecord(start: number): number {
    const text = this.#text;
    const length = this.#length;
    const { columns } = this.#dialect;
    if (columns === 1) return 0;
    let cells = 1;
    let inside = false;
    let at = start;
    for (; at < length; at++) {
      const unit = text[at]!;
      if (unit === lineFeed || unit === carriageReturn) break;
      if (unit === quoteUnit) {
        const before = at === start ? this.#delimiter : text[at - 1]!;
        if (!inside && before === this.#delimiter) inside = true;
        else if (!inside) return this.#line(at, 0);
        else if (at + 1 < length && text[at + 1] === quoteUnit) at++;
        else {
          const after = at + 1 < length ? text[at + 1]! : lineFeed;
          if (after !== this.#delimiter && after !== lineFeed && after !== carriageReturn) return this.#line(at + 1, 0);
          inside = false;
        }
      } else if (unit === this.#delimiter && !inside) cells++;
    }
    const like = !inside && (columns === 0 ? cells > 1 : linesUp(this.#dialect, cells));
    return this.#line(at, like ? 1 : 0);
  }

  #line(at: number, answer: number): number {
    this.#look(at + 2);
    return at >= this.#length && !this.#complete ? -1 : answer;
  }
}

/**
 * A text in hand and the cells of one of its records, in arrays that are used again for the next: copy what must last. Who reads
 * a text makes a scanner or is handed one; two that read at once have one each.
 */
export class Scanner {
  /**
   * The UTF-16 units of the text in hand. Typed arrays are read about twice as fast as strings, and one shape for all pages
   * keeps the loops that read them monomorphic.
   */
  units: Uint16Array<ArrayBuffer> = noUnits;
  #own: Uint16Array<ArrayBuffer> = noUnits;
  count = 0;
  /** Of the whole cell, its quotes included; offsets into `units`. */
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  flags = new Uint8Array(64);
  /** Where the record ends, before its line break. */
  end = 0;
  form: RecordForm = plainForm;
  /** The unit that separates its cells: not the dialect's where another one gives the record as many cells as the header has. */
  delimiter = 0;
  /** Of the quoted cell read last. */
  quotedFlags = 0;

  /** Puts a text into units of its own. */
  load(text: string): void {
    if (text.length > this.#own.length) this.#own = new Uint16Array(Math.max(text.length + (text.length >> 2), 256));
    platform.copyUnits(text, this.#own);
    this.units = this.#own;
  }

  /** Takes units that were decoded elsewhere; they must not change while they are read. */
  use(decoded: Uint16Array<ArrayBuffer>): void {
    this.units = decoded;
  }

  /** Lets go of the text. */
  release(): void {
    this.units = noUnits;
    this.#own = noUnits;
  }

  /** The text of `units[start, end)`. */
  text(start: number, end: number): string {
    return platform.makeText(this.units, start, end);
  }

  /** Splits the record `[start, end)`. Line breaks at its end belong to no cell. */
  split(dialect: Dialect, start: number, end: number): void {
    const { units } = this;
    const delimiter = dialect.delimiter.charCodeAt(0);
    let contentEnd = end;
    if (contentEnd > start && units[contentEnd - 1] === lineFeed) contentEnd--;
    if (contentEnd > start && units[contentEnd - 1] === carriageReturn) contentEnd--;
    splitCells(dialect.raw, delimiter, start, contentEnd, this, dialect.escapes);
    this.end = contentEnd;
    this.form = plainForm;
    this.delimiter = delimiter;
    const isBroken = (this.flags[0]! & (stray | unclosed)) !== 0;
    const first = units[start]!;
    if (this.count !== dialect.columns || isBroken || first >= firstCurly || (first === quoteUnit && isAlone(this)))
      reread(dialect, start, this);
  }

  push(start: number, end: number, flags: number): void {
    if (this.count === this.starts.length) this.grow();
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.flags[this.count++] = flags;
  }

  /** Makes room for more cells. */
  grow(): void {
    const size = this.starts.length * 4;
    const starts = new Int32Array(size);
    const ends = new Int32Array(size);
    const flags = new Uint8Array(size);
    starts.set(this.starts);
    ends.set(this.ends);
    flags.set(this.flags);
    this.starts = starts;
    this.ends = ends;
    this.flags = flags;
  }

  /** The cell says one of these words (in lower case, ASCII), in any case, quoted or not. */
  isWord(cell: number, words: readonly string[]): boolean {
    if (cell >= this.count) return false;
    const { units } = this;
    let start = this.starts[cell]!;
    let end = this.ends[cell]!;
    const flags = this.flags[cell]!;
    if (flags & quoted) {
      const width = flags & nested ? 2 : 1;
      start += width;
      end -= width;
    }
    while (start < end && units[start]! <= 32) start++;
    while (end > start && units[end - 1]! <= 32) end--;
    for (let i = 0; i < words.length; i++) if (isLower(units, start, end, words[i]!)) return true;
    return false;
  }
}

const stop = 1;
const strange = 2;
const quoteKind = 4;
const slashKind = 8;
const kinds = new Map<number, Uint8Array>();

/** Units whose cells are flagged as `odd`: single ones, and ranges with their last. What `text/invisible` finds is among them. */
const strangeUnits: readonly (readonly [first: number, last?: number])[] = [
  [0, 31], // controls
  [0x7f, 0xa0],
  [0xad],
  [0x300, 0x36f], // marks that an accented letter may be taken apart into
  [0x61c],
  [0x1100, 0x11ff],
  [0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f], // spaces, marks of no width and of direction
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800],
  [0x3000],
  [0x3099, 0x309a],
  [0x3164],
  [0xd82f], // first halves of pairs
  [0xd834],
  [0xdb40, 0xdb43],
  [0xfe00, 0xfe0f],
  [0xfeff],
  [0xffa0],
  [0xfff0, 0xfffd],
];

/** For each unit: whether it ends a cell, quotes, or makes one `odd` (2). */
export function kindsFor(delimiter: number, escapes = false): Uint8Array {
  const key = escapes ? -delimiter : delimiter;
  let kind = kinds.get(key);
  if (kind) return kind;
  kind = new Uint8Array(1 << 16);
  for (const [first, last = first] of strangeUnits) kind.fill(strange, first, last + 1);
  kind[lineFeed] = stop;
  kind[carriageReturn] = stop;
  kind[quoteUnit] = quoteKind;
  if (escapes) kind[backslash] = slashKind;
  kind[delimiter] = stop;
  kinds.set(key, kind);
  return kind;
}

/** The offset of what a backslash takes the meaning from; its own where nothing follows on the line. */
function afterSlash(text: Uint16Array, at: number, limit: number): number {
  const next = at + 1 < limit ? text[at + 1]! : lineFeed;
  return next === lineFeed || next === carriageReturn ? at : at + 1;
}

function splitCells(
  raw: boolean,
  delimiter: number,
  start: number,
  contentEnd: number,
  into: Scanner,
  escapes = false,
): void {
  const text = into.units;
  const kind = kindsFor(delimiter, escapes);
  into.count = 0;
  let at = start;
  for (;;) {
    const cellStart = at;
    let flags = 0;
    if (at < contentEnd && text[at] === quoteUnit) {
      at = quotedCell(raw, delimiter, kind, at, contentEnd, into);
      flags = into.quotedFlags;
    } else {
      let seen = 0;
      while (at < contentEnd) {
        const k = kind[text[at]!]!;
        if (k !== 0) {
          if (k === stop && text[at] === delimiter) break;
          if (k === slashKind) at = afterSlash(text, at, contentEnd);
          seen |= k;
        }
        at++;
      }
      if (seen !== 0)
        flags =
          (seen & quoteKind ? stray : 0) |
          (seen & strange ? odd : 0) |
          (seen & stop ? lineBreak : 0) |
          (seen & slashKind ? slashed : 0);
    }
    into.push(cellStart, at, flags);
    if (at >= contentEnd) return;
    at++;
  }
}

/** The end of the cell that starts with a quote at `open`; leaves its flags in `quotedFlags`. */
function quotedCell(
  raw: boolean,
  delimiter: number,
  kind: Uint8Array,
  open: number,
  limit: number,
  into: Scanner,
): number {
  const text = into.units;
  let flags = quoted;
  for (let at = open + 1; at < limit; at++) {
    const unit = text[at]!;
    if (unit === quoteUnit) {
      if (at + 1 < limit && text[at + 1] === quoteUnit) {
        flags |= escaped;
        at++;
        continue;
      }
      const after = at + 1 < limit ? text[at + 1]! : delimiter;
      if (after === delimiter) {
        into.quotedFlags = flags;
        return at + 1;
      }
      if (flags & lineBreak || raw) break;
      into.quotedFlags = flags | stray;
      return brokenCellEnd(delimiter, kind, at + 1, limit, into);
    }
    if (unit === lineFeed || unit === carriageReturn) flags |= lineBreak;
    else if (kind[unit] === strange) flags |= odd;
  }
  into.quotedFlags = raw ? stray : unclosed;
  return brokenCellEnd(delimiter, kind, open + 1, limit, into);
}

/** The end of a cell whose quotes are broken; adds what else is worth a look from `from` on to `quotedFlags`. */
function brokenCellEnd(delimiter: number, kind: Uint8Array, from: number, limit: number, into: Scanner): number {
  const text = into.units;
  for (let at = from; at < limit; at++) {
    const unit = text[at]!;
    if (unit === delimiter) return at;
    if (kind[unit] === strange) into.quotedFlags |= odd;
    else if (unit === lineFeed || unit === carriageReturn) into.quotedFlags |= lineBreak;
  }
  return limit;
}

/** From here on characters may be curly quotes. */
const firstCurly = 0xab;
const opening = "\u201c\u201d\u201e\u201f\u00ab\u2018\u201a\u201b";
const closing = "\u201d\u201c\u201f\u00bb\u2019\u2018";

function isOneOf(characters: string, unit: number): boolean {
  return unit >= firstCurly && characters.includes(String.fromCharCode(unit));
}

/** As many cells as the header has; those without a name at its end need none below them. */
function linesUp({ columns, named = columns }: Dialect, count: number): boolean {
  return count === columns || (count >= named && count < columns);
}

/** Of its cells the first says all: the others are empty, as a spreadsheet writes a record that came in quotes as a whole. */
function isAlone({ ends, count, end }: Scanner): boolean {
  return count > 1 && ends[0]! + count - 1 === end;
}

/** What rows are separated by when they were written or pasted by another program. */
const otherDelimiters = [44, 59, 9, 124];
const tab = 9;

/**
 * Looks again at a record without as many cells as the header, or that begins with a broken or a curly quote: it may stand in quotes as a
 * whole, or have another delimiter. Where nothing explains it, its cells stay as they are. With an unknown header any number of
 * cells is as many.
 */
function reread(dialect: Dialect, start: number, into: Scanner): void {
  const { columns, raw } = dialect;
  const { end, count } = into;
  if (end - start < 3 || columns === 1) return;
  const own = dialect.delimiter.charCodeAt(0);
  const first = into.units[start]!;
  const isCurly = first !== quoteUnit && isOneOf(opening, first);
  const isBroken = first === quoteUnit && (into.flags[0]! & (stray | unclosed)) !== 0;
  const isWhole = linesUp(dialect, count);
  if (!isCurly && !isBroken && isWhole && !(first === quoteUnit && columns > 2 && isAlone(into))) return;
  const isForm =
    first === quoteUnit
      ? unquote(dialect, own, start, into, isWhole && !isBroken)
      : isCurly && uncurl(dialect, own, start, into);
  if (isForm || separateAnew(dialect, own, start, count, into)) return;
  // Some of the readings that were tried have left their cells.
  splitCells(raw, own, start, end, into, dialect.escapes);
}

/** Reads a record by another delimiter, if that gives it as many cells as the header has, or at least half of them where it is one cell. */
function separateAnew(dialect: Dialect, own: number, start: number, count: number, into: Scanner): boolean {
  const { raw, columns } = dialect;
  if (columns === 0 || count >= columns) return false;
  let best = 0;
  let bestCount = 0;
  for (const other of otherDelimiters) {
    if (other === own || !holds(into.units, other, start, into.end)) continue;
    splitCells(raw, other, start, into.end, into);
    const fits = linesUp(dialect, into.count);
    const isEnough = count === 1 && into.count < columns && (into.count * 2 >= columns || other === tab);
    if (!fits && !isEnough) continue;
    if (!isClean(into) && (!fits || into.units[start] === quoteUnit)) continue;
    if (fits || into.count > bestCount) {
      best = other;
      bestCount = into.count;
    }
    if (fits) break;
  }
  if (best === 0) return false;
  splitCells(raw, best, start, into.end, into);
  into.delimiter = best;
  return true;
}

function holds(units: Uint16Array, unit: number, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (units[at] === unit) return true;
  return false;
}

/** No quote is where it should not be. */
function isClean({ count, flags }: Scanner): boolean {
  for (let cell = 0; cell < count; cell++) if ((flags[cell]! & (stray | unclosed)) !== 0) return false;
  return true;
}

/**
 * Reads a record that begins with a quote as one that stands in quotes as a whole, if that gives it as many cells as the header
 * has, or at least half of them where the whole record is one cell. Empty cells may follow the quotes.
 */
function unquote(dialect: Dialect, own: number, start: number, into: Scanner, isWhole: boolean): boolean {
  const { raw, columns } = dialect;
  const { units } = into;
  let { end } = into;
  while (end > start && units[end - 1] === own) end--;
  if (end - start < 3 || units[end - 1] !== quoteUnit) return false;
  const isOneCell = closesAt(units, start, end);
  let delimiter = 0;
  let count = 1;
  for (const each of [own, ...otherDelimiters]) {
    if (!holds(units, each, start, end) || (columns === 0 && each !== own)) continue;
    splitInside(isOneCell, raw, each, start + 1, end - 1, into);
    const fits = linesUp(dialect, into.count);
    if (!fits && into.count <= count) continue;
    delimiter = each;
    count = into.count;
    if (fits) break;
  }
  if (delimiter === 0) return false;
  splitInside(isOneCell, raw, delimiter, start + 1, end - 1, into);
  const fits = linesUp(dialect, count);
  // A cell beside empty ones that make up the row is one, unless there is no doubt.
  const isMost = !isWhole && (columns === 0 || (count > 2 && count * 2 >= columns));
  if (isOneCell ? !fits && !isMost : !fits || !isClean(into)) return false;
  into.form = quotedForm;
  into.delimiter = delimiter;
  return true;
}

/** The quote at `open` is closed by the one before `end` and no earlier one. */
function closesAt(units: Uint16Array, open: number, end: number): boolean {
  for (let at = open + 1; at < end - 1; at++) {
    if (units[at] !== quoteUnit) continue;
    if (units[at + 1] !== quoteUnit || at + 1 === end - 1) return false;
    at++;
  }
  return true;
}

/** Splits what stands between a record's quotes. `doubled`: quotes of its cells are written twice. */
function splitInside(
  doubled: boolean,
  raw: boolean,
  delimiter: number,
  start: number,
  end: number,
  into: Scanner,
): void {
  const { units } = into;
  if (!doubled || !holds(units, quoteUnit, start, end)) {
    splitCells(raw, delimiter, start, end, into);
    return;
  }
  into.count = 0;
  const kind = kindsFor(delimiter);
  for (let at = start; ; at++) {
    const cellStart = at;
    // Inside a quoted cell each quote stands there four times, at its ends twice.
    let inside = at + 1 < end && units[at] === quoteUnit;
    let flags = inside ? quoted | nested : 0;
    if (inside) at += 2;
    while (at < end && (inside || units[at] !== delimiter)) {
      const unit = units[at]!;
      if (unit === quoteUnit) {
        if (inside && at + 3 < end && units[at + 2] === quoteUnit) {
          flags |= escaped;
          at += 4;
          continue;
        }
        if (!inside || (at + 2 < end && units[at + 2] !== delimiter)) flags |= stray | nested;
        inside = false;
        at += 2;
        continue;
      }
      if (unit === lineFeed || unit === carriageReturn) flags |= lineBreak;
      else if (kind[unit] === strange) flags |= odd;
      at++;
    }
    if (inside) {
      into.quotedFlags = unclosed | nested;
      at = brokenCellEnd(delimiter, kind, cellStart + 2, end, into);
      flags = into.quotedFlags;
    }
    into.push(cellStart, Math.min(at, end), flags);
    if (at >= end) return;
  }
}

/** Reads a record in curly quotes, all of it or cell by cell; false when it is neither. */
function uncurl(dialect: Dialect, own: number, start: number, into: Scanner): boolean {
  const { raw, columns } = dialect;
  const { units, end, count } = into;
  let closes = -1;
  for (let at = start + 1; at < end && closes < 0; at++) if (isOneOf(closing, units[at]!)) closes = at;
  if (
    closes === end - 1 &&
    (columns === 0 ? count > 1 : linesUp(dialect, count) || (count > 2 && count * 2 >= columns))
  ) {
    splitCells(raw, own, start + 1, end - 1, into);
    into.form = curlyForm;
    return true;
  }
  splitCurly(own, start, end, into);
  let curly = 0;
  let filled = 0;
  for (let cell = 0; cell < into.count; cell++) {
    if (into.ends[cell]! > into.starts[cell]!) filled++;
    if (isCurly(into, cell)) curly++;
  }
  if (curly > 1 && curly * 2 >= filled && (columns === 0 || linesUp(dialect, into.count))) {
    for (let cell = 0; cell < into.count; cell++) {
      if (!isCurly(into, cell)) continue;
      into.starts[cell]!++;
      into.ends[cell]!--;
    }
    into.form = curlyCellsForm;
    return true;
  }
  return false;
}

function isCurly({ units, starts, ends }: Scanner, cell: number): boolean {
  const start = starts[cell]!;
  const last = ends[cell]! - 1;
  return last > start && isOneOf(opening, units[start]!) && isOneOf(closing, units[last]!);
}

/** Splits where no curly quote is open that some other closes before a delimiter. */
function splitCurly(delimiter: number, start: number, end: number, into: Scanner): void {
  const { units } = into;
  into.count = 0;
  const kind = kindsFor(delimiter);
  for (let at = start; ; at++) {
    const cellStart = at;
    let flags = 0;
    let inside = at < end && isOneOf(opening, units[at]!) && isClosed(units, delimiter, at, end);
    for (; at < end && (inside || units[at] !== delimiter); at++) {
      const unit = units[at]!;
      if (inside && at > cellStart && isOneOf(closing, unit) && (at + 1 === end || units[at + 1] === delimiter))
        inside = false;
      if (unit === quoteUnit) flags |= stray;
      else if (kind[unit] === strange) flags |= odd;
    }
    into.push(cellStart, at, flags);
    if (at >= end) return;
  }
}

function isClosed(units: Uint16Array, delimiter: number, open: number, end: number): boolean {
  for (let at = open + 1; at < end; at++)
    if (isOneOf(closing, units[at]!) && (at + 1 === end || units[at + 1] === delimiter)) return true;
  return false;
}

/** What a cell says, from its raw text and flags: outer quotes off, doubled quotes single. */
export function cellText(raw: string, flags: number): string {
  if ((flags & slashed) !== 0) return raw.replace(/\\([^\r\n])/gu, "$1");
  if ((flags & nested) !== 0) return cellText(undouble(raw), flags & ~nested);
  if ((flags & quoted) === 0) return raw;
  if (flags & stray) {
    const close = closingQuoteIn(raw);
    return undouble(raw.slice(1, close)) + raw.slice(close + 1);
  }
  return flags & escaped ? undouble(raw.slice(1, -1)) : raw.slice(1, -1);
}

/** The offset of the closing quote in a raw cell that has text after it. */
export function closingQuoteIn(raw: string): number {
  for (let at = 1; at < raw.length; at++) {
    if (raw.charCodeAt(at) !== quoteUnit) continue;
    if (raw.charCodeAt(at + 1) !== quoteUnit) return at;
    at++;
  }
  return raw.length;
}

function undouble(text: string): string {
  return text.replaceAll('""', '"');
}

/** Writes a value as a cell: quoted when it must be or when it was. A raw dialect has no quotes; its breaks and delimiters become blanks, where no backslash can keep them. */
export function writeCell(value: string, dialect: Dialect, keepQuotes = false): string {
  if (dialect.escapes) {
    const written = value.replace(/[\r\n]+/g, " ").replaceAll("\\", "\\\\");
    return written.replaceAll(dialect.delimiter, `\\${dialect.delimiter}`);
  }
  if (dialect.raw) return value.replace(/[\r\n]+/g, " ").replaceAll(dialect.delimiter, " ");
  const must = value.includes(dialect.delimiter) || /["\r\n]/.test(value);
  return must || keepQuotes ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Whether a stretch of units is a word but for the case of ASCII letters. */
function isLower(units: Uint16Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) {
    const unit = units[start + i]!;
    const lower = unit >= 65 && unit <= 90 ? unit + 32 : unit;
    if (lower !== word.charCodeAt(i)) return false;
  }
  return true;
}
