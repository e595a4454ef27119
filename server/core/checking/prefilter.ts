/** Quick looks at cells: a screen answers true only when no cell rule could have anything to say, so that clean cells cost next to nothing. */
import type { Binding } from "../filetypes/binding.ts";
import type { Field } from "../filetypes/file-type.ts";
import { countryCodes, countryNames, postalCodeFits, zoneNames } from "../filetypes/lists.ts";
import type { Column } from "../filetypes/table.ts";
import { escaped, lineBreak, quoted, record, units, unitsText } from "../text/tokenizer.ts";

/** A set of words that is asked about stretches of `units` without making a string. */
export class WordSet {
  readonly #list: () => readonly string[];
  #mask = 0;
  #heads: Int32Array | undefined;
  #next = new Int32Array(0);
  #starts = new Int32Array(0);
  #letters = new Uint16Array(0);
  /** The word found last: most columns say the same few words again and again. */
  #last = 0;

  /** The list is asked for with the first question. */
  constructor(list: () => readonly string[]) {
    this.#list = list;
  }

  #build(): Int32Array {
    const words = this.#list();
    let size = 16;
    while (size < words.length * 4) size *= 2;
    const heads = new Int32Array(size).fill(-1);
    this.#mask = size - 1;
    this.#next = new Int32Array(words.length);
    this.#starts = new Int32Array(words.length + 2);
    this.#letters = Uint16Array.from(words.join(""), (letter) => letter.charCodeAt(0));
    let at = 0;
    words.forEach((word, index) => {
      this.#starts[index] = at;
      at += word.length;
      const slot = sampled(this.#letters, at - word.length, at) & this.#mask;
      this.#next[index] = heads[slot]!;
      heads[slot] = index;
    });
    this.#starts[words.length] = at;
    this.#heads = heads;
    return heads;
  }

  has(start: number, end: number): boolean {
    return this.indexOf(start, end) >= 0;
  }

  /** The index of the word that stands there, or -1. */
  indexOf(start: number, end: number): number {
    const heads = this.#heads ?? this.#build();
    if (this.#is(this.#last, start, end)) return this.#last;
    for (let word = heads[sampled(units, start, end) & this.#mask]!; word >= 0; word = this.#next[word]!) {
      if (!this.#is(word, start, end)) continue;
      this.#last = word;
      return word;
    }
    return -1;
  }

  #is(word: number, start: number, end: number): boolean {
    const from = this.#starts[word]!;
    const length = end - start;
    if (this.#starts[word + 1]! - from !== length) return false;
    const text = units;
    const letters = this.#letters;
    for (let i = 0; i < length; i++) if (letters[from + i] !== text[start + i]) return false;
    return true;
  }
}

/** A hash of the length and a few letters: words of one list seldom agree in all of those. */
function sampled(text: Uint16Array, start: number, end: number): number {
  if (start >= end) return 0;
  const length = end - start;
  let hash = Math.imul(length, 31) + text[start]!;
  hash = Math.imul(hash, 31) + text[start + (length >> 1)]!;
  hash = Math.imul(hash, 31) + text[start + ((length * 3) >> 2)]!;
  hash = Math.imul(hash, 31) + text[end - 1]!;
  return hash ^ (hash >>> 7);
}

/** What a screen asks of a value. */
const anything = 0;
const nothing = 1;
const ids = 2;
const emails = 3;
const digitsOnly = 4;
const listed = 5;
const zips = 6;

/** Bits of what it asks before. */
const required = 8;
const placeholders = 16;
const questions = 7;

/** How the cells of one column are looked at. */
interface ColumnScreen {
  /** A question and bits. */
  readonly kind: number;
  readonly words: WordSet;
  readonly zip: ZipScreen | undefined;
  /** Flags of cells that may be passed all the same; 0 when only cells without any may. */
  readonly fine: number;
}

const noWords = new WordSet(() => []);

/** The screens of all columns under a header. */
export class Screens {
  readonly #columns: readonly ColumnScreen[];
  readonly #kinds: Uint8Array;
  /** Of the record looked at last: which of `bits` are filled, and whether one of those may be filled with nothing. */
  filledBits = 0;
  hollow = false;

  /** `bits`: of each cell, for `filledBits`. */
  constructor(
    binding: Binding,
    readonly bits: Int32Array,
  ) {
    // Unknown columns share one screen: a header may hold millions of them.
    const made = new Map<Column | undefined, ColumnScreen>();
    for (const column of new Set(binding.columns)) made.set(column, screenFor(column, binding));
    this.#columns = binding.columns.map((column) => made.get(column)!);
    this.#kinds = Uint8Array.from(this.#columns, ({ kind }) => kind);
  }

  /** Looks at the cells of the record in hand; leaves the doubtful ones in `suspects`, counts those with text in `filled`, and answers how many are doubtful. */
  look(filled: Int32Array, suspects: Int32Array): number {
    const text = units;
    const { starts, ends, flags } = record;
    const kinds = this.#kinds;
    const count = record.count < kinds.length ? record.count : kinds.length;
    const { bits } = this;
    let doubtful = 0;
    let filledBits = 0;
    this.hollow = false;
    for (let cell = 0; cell < count; cell++) {
      const start = starts[cell]!;
      const end = ends[cell]!;
      const kind = kinds[cell]!;
      if (start === end) {
        if (kind & required) suspects[doubtful++] = cell;
        continue;
      }
      filled[cell] = filled[cell]! + 1;
      if (bits[cell] !== 0) {
        filledBits |= bits[cell]!;
        const first = text[start]!;
        // Blanks, or quotes around nothing.
        if (first <= 34 || first === 160) this.hollow ||= first !== 34 || text[start + 1]! <= 34;
      }
      const pass =
        flags[cell] === 0
          ? passes(kind, this.#columns[cell]!, start, end)
          : flagged(this.#columns[cell]!, start, end, flags[cell]!);
      if (!pass) suspects[doubtful++] = cell;
    }
    this.filledBits = filledBits;
    return doubtful;
  }
}

function flagged(screen: ColumnScreen, start: number, end: number, flags: number): boolean {
  if ((flags & quoted) === 0 || (flags & ~screen.fine) !== 0) return false;
  if (end - start === 2) return (screen.kind & required) === 0;
  return passes(screen.kind, screen, start + 1, end - 1);
}

/** A value, quotes off, that is not empty. One function for all columns: calls that differ from cell to cell cost more than they ask. */
function passes(kind: number, { words, zip }: ColumnScreen, start: number, end: number): boolean {
  const first = units[start]!;
  if ((first < 128 && suspicious[first] === 1) || units[end - 1]! <= 32) return false;
  if (kind & placeholders && end - start <= 4 && (first | 32) === 110) return false;
  switch (kind & questions) {
    case anything:
      return true;
    case ids:
      return plainId(start, end);
    case emails:
      return plainEmail(start, end);
    case digitsOnly:
      return digits(start, end);
    case listed:
      return words.has(start, end);
    case zips:
      return zip!.fits(start, end);
    default:
      return false;
  }
}

/** Letters that a value seldom begins with: blanks and controls, what a spreadsheet would run, and `#`, which begins the errors it leaves. */
const suspicious = new Uint8Array(128);
suspicious.fill(1, 0, 33);
for (const unit of [43, 45, 61, 64, 35]) suspicious[unit] = 1;

/** The screen of a column under a header. `undefined` is a column the table does not know. */
function screenFor(column: Column | undefined, binding: Binding): ColumnScreen {
  const { table } = binding;
  const { question, words = noWords, zip } = questionOf(column, binding);
  // Doubled quotes change nothing for text that may be anything, nor do line breaks where nobody minds them.
  const free = question === anything;
  const breaksAreFine = free && (table.severityOf("multiline-cell", column?.field) ?? "off") === "off";
  const quotesAreFine = !table.raw && (table.severityOf("quoted-cell", column?.field) ?? "off") === "off";
  const kind =
    question |
    (column?.required ? required : 0) |
    (table.severityOf("placeholder-value", column?.field) !== undefined ? placeholders : 0);
  const fine = quotesAreFine ? quoted | (free ? escaped : 0) | (breaksAreFine ? lineBreak : 0) : 0;
  return { kind, words, zip, fine };
}

const minus = 45;

function isForbidden(field: Field, value: string): boolean {
  return field.forbidden?.some((entry) => entry.value === value) === true;
}

/** What is asked of a column's values, and the list or the country that it takes. */
interface Question {
  readonly question: number;
  readonly words?: WordSet;
  readonly zip?: ZipScreen;
}

/** A list stays the same under every header that has its column. */
const columnWords = new WeakMap<Column, WordSet>();

function wordsOf(column: Column, list: () => readonly string[]): WordSet {
  let words = columnWords.get(column);
  if (!words) {
    words = new WordSet(list);
    columnWords.set(column, words);
  }
  return words;
}

const countryWords = new WordSet(countryNames);

function questionOf(column: Column | undefined, binding: Binding): Question {
  if (!column) return { question: anything };
  const { field } = column;
  if (field.list || field.constraints?.pattern || field.constraints?.minLength) return { question: nothing };
  const oneOf = (list: () => readonly string[]): Question => ({ question: listed, words: wordsOf(column, list) });
  switch (field.type) {
    case "string":
      return { question: field.constraints?.maxLength === undefined ? anything : nothing };
    case "id":
    case "reference":
      return { question: ids };
    case "code":
    case "role":
    case "status":
      return oneOf(() => [...column.values.keys()].filter((value) => !isForbidden(field, value)));
    case "boolean":
      return field.variant === undefined ? oneOf(() => ["True", "False"]) : { question: nothing };
    case "email":
      return { question: emails };
    case "timezone":
      return oneOf(zoneNames);
    case "country-code":
      return oneOf(countryCodes);
    case "country-name":
      return oneOf(countryNames);
    case "phone":
      return { question: field.variant === "digits" ? digitsOnly : nothing };
    case "integer":
      return { question: digitsOnly };
    case "postal-code":
      return { question: zips, zip: new ZipScreen(binding) };
    default:
      return { question: nothing };
  }
}

/** Codes that fit the country the row names in the plainest way; all else is looked at closely. */
class ZipScreen {
  readonly #country: number;
  readonly #codes = countryCodes();
  readonly #names = countryWords;

  constructor(binding: Binding) {
    this.#country = binding.cells.findIndex((cell) => cell.column?.field.type === "country-name");
  }

  fits(start: number, end: number): boolean {
    const country = this.#country;
    if (country < 0 || country >= record.count || record.flags[country] !== 0 || end - start > 12) return false;
    const index = this.#names.indexOf(record.starts[country]!, record.ends[country]!);
    return index >= 0 && postalCodeFits(this.#codes[index]!, unitsText(start, end)) === true;
  }
}

function digits(start: number, end: number): boolean {
  const text = units;
  for (let i = start; i < end; i++) {
    const unit = text[i]!;
    if (unit < 48 || unit > 57) return false;
  }
  return true;
}

/** What a letter is in ids and addresses. */
const word = 1;
const underscore = 2;
const dash = 3;
const dot = 4;
const at = 5;
const letterKinds = new Uint8Array(128);
letterKinds.fill(word, 48, 58);
letterKinds.fill(word, 65, 91);
letterKinds.fill(word, 97, 123);
letterKinds[95] = underscore;
letterKinds[minus] = dash;
letterKinds[46] = dot;
letterKinds[64] = at;

/** Letters, digits, `-` and `_`, beginning with a letter and not of the form `Mar-01`: nothing a spreadsheet could have turned into a number or a date. */
function plainId(start: number, end: number): boolean {
  const text = units;
  const first = text[start]! | 32;
  if (first < 97 || first > 122) return digits(start, end);
  const length = end - start;
  if ((length === 6 || length === 7) && text[end - 3] === minus && digits(end - 2, end)) return false;
  for (let i = start; i < end; i++) {
    const unit = text[i]!;
    if (unit > 127) return false;
    const kind = letterKinds[unit]!;
    if (kind === 0 || kind > dash) return false;
  }
  return true;
}

/** The plainest addresses: letters, digits, `.`, `_`, `-` around one `@`, a dot in the domain, no dots together or at the ends. */
function plainEmail(start: number, end: number): boolean {
  if (end - start > 64) return false;
  const text = units;
  let previous = dot;
  let seenAt = false;
  let seenDot = false;
  for (let i = start; i < end; i++) {
    const unit = text[i]!;
    if (unit > 127) return false;
    const kind = letterKinds[unit]!;
    if (kind !== word) {
      if (kind === dot) {
        if (previous === dot || previous === dash || previous === at) return false;
        seenDot = seenAt;
      } else if (kind === at) {
        if (seenAt || previous === dot) return false;
        seenAt = true;
        seenDot = false;
      } else if (kind === dash) {
        if (seenAt && (previous === dot || previous === at)) return false;
      } else if (kind === 0 || seenAt) return false;
    }
    previous = kind;
  }
  return seenDot && previous !== dot && previous !== dash;
}
