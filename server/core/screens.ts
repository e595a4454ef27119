/** Quick looks at cells: a screen answers true only when no cell rule could have anything to say, so that clean cells cost next to nothing. */
import { countryCodes, countryNames, postalCodeFits, zoneNames } from "./lists.ts";
import type { Binding, Column, Field } from "./table.ts";
import { escaped, lineBreak, quoted, record, units } from "./tokenizer.ts";

/** A set of words that is asked about stretches of `units` without making a string. */
export class WordSet {
  readonly #mask: number;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #starts: Int32Array;
  readonly #letters: Uint16Array;

  constructor(words: readonly string[]) {
    let size = 16;
    while (size < words.length * 4) size *= 2;
    this.#mask = size - 1;
    this.#heads = new Int32Array(size).fill(-1);
    this.#next = new Int32Array(words.length);
    this.#starts = new Int32Array(words.length + 1);
    this.#letters = Uint16Array.from(words.join(""), (letter) => letter.charCodeAt(0));
    let at = 0;
    words.forEach((word, index) => {
      this.#starts[index] = at;
      at += word.length;
      const slot = sampled(this.#letters, at - word.length, at) & this.#mask;
      this.#next[index] = this.#heads[slot]!;
      this.#heads[slot] = index;
    });
    this.#starts[words.length] = at;
  }

  has(start: number, end: number): boolean {
    return this.indexOf(start, end) >= 0;
  }

  /** The index of the word that stands there, or -1. */
  indexOf(start: number, end: number): number {
    const text = units;
    const letters = this.#letters;
    const length = end - start;
    for (let word = this.#heads[sampled(text, start, end) & this.#mask]!; word >= 0; word = this.#next[word]!) {
      const from = this.#starts[word]!;
      if (this.#starts[word + 1]! - from !== length) continue;
      let i = 0;
      while (i < length && letters[from + i] === text[start + i]) i++;
      if (i === length) return word;
    }
    return -1;
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

type Inner = (start: number, end: number) => boolean;

const doubt: Inner = () => false;
const trust: Inner = () => true;

/** Bits of what a screen asks before its own question. */
const required = 1;
const asks = 2;
const placeholders = 4;

/** How the cells of one column are looked at. */
interface ColumnScreen {
  readonly kind: number;
  readonly inner: Inner;
  /** Flags of cells that may be passed all the same; 0 when only cells without any may. */
  readonly fine: number;
}

/** The screens of all columns under a header. */
export class Screens {
  readonly #columns: readonly ColumnScreen[];
  readonly #kinds: Uint8Array;
  readonly #inner: readonly Inner[];
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
    this.#inner = this.#columns.map(({ inner }) => inner);
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
          ? plain(text, kind, this.#inner[cell]!, start, end)
          : flagged(this.#columns[cell]!, start, end, flags[cell]!);
      if (!pass) suspects[doubtful++] = cell;
    }
    this.filledBits = filledBits;
    return doubtful;
  }
}

function flagged({ kind, inner, fine }: ColumnScreen, start: number, end: number, flags: number): boolean {
  if ((flags & quoted) === 0 || (flags & ~fine) !== 0) return false;
  if (end - start === 2) return (kind & required) === 0;
  return plain(units, kind, inner, start + 1, end - 1);
}

/** A value, quotes off, that is not empty. */
function plain(text: Uint16Array, kind: number, inner: Inner, start: number, end: number): boolean {
  const first = text[start]!;
  if ((first < 128 && suspicious[first] === 1) || text[end - 1]! <= 32) return false;
  if (kind & placeholders && end - start <= 4 && (first | 32) === 110) return false;
  return (kind & asks) === 0 || inner(start, end);
}

/** Letters that a value seldom begins with: blanks and controls, what a spreadsheet would run, and `#`, which begins the errors it leaves. */
const suspicious = new Uint8Array(128);
suspicious.fill(1, 0, 33);
for (const unit of [43, 45, 61, 64, 35]) suspicious[unit] = 1;

/** The screen of a column under a header. `undefined` is a column the table does not know. */
function screenFor(column: Column | undefined, binding: Binding): ColumnScreen {
  const { table } = binding;
  const inner = innerScreen(column, binding);
  // Doubled quotes change nothing for text that may be anything, nor do line breaks where nobody minds them.
  const anything = inner === trust;
  const breaksAreFine = anything && (table.severityOf("multiline-cell", column?.field) ?? "off") === "off";
  const quotesAreFine = !table.raw && (table.severityOf("quoted-cell", column?.field) ?? "off") === "off";
  const kind =
    (column?.required ? required : 0) |
    (anything ? 0 : asks) |
    (table.severityOf("placeholder-value", column?.field) !== undefined ? placeholders : 0);
  const fine = quotesAreFine ? quoted | (anything ? escaped : 0) | (breaksAreFine ? lineBreak : 0) : 0;
  return { kind, inner, fine };
}

const minus = 45;

function isForbidden(field: Field, value: string): boolean {
  return field.forbidden?.some((entry) => entry.value === value) === true;
}

function innerScreen(column: Column | undefined, binding: Binding): Inner {
  if (!column) return trust;
  const { field } = column;
  if (field.list || field.constraints?.pattern || field.constraints?.minLength) return doubt;
  switch (field.type) {
    case "string":
      return field.constraints?.maxLength === undefined ? trust : doubt;
    case "id":
    case "reference":
      return plainId;
    case "code":
    case "role":
    case "status": {
      const words = new WordSet([...column.values.keys()].filter((value) => !isForbidden(field, value)));
      return (start, end) => words.has(start, end);
    }
    case "boolean": {
      if (field.variant !== undefined) return doubt;
      const words = new WordSet(["True", "False"]);
      return (start, end) => words.has(start, end);
    }
    case "email":
      return plainEmail;
    case "timezone": {
      let words: WordSet | undefined;
      return (start, end) => {
        words ??= new WordSet(zoneNames());
        return words.has(start, end);
      };
    }
    case "country-code": {
      const words = new WordSet(countryCodes());
      return (start, end) => words.has(start, end);
    }
    case "country-name": {
      const words = new WordSet(countryNames());
      return (start, end) => words.has(start, end);
    }
    case "phone":
      return field.variant === "digits" ? digits : doubt;
    case "integer":
      return digits;
    case "postal-code":
      return zipCode(binding);
    default:
      return doubt;
  }
}

/** Codes that fit the country the row names in the plainest way; all else is looked at closely. */
function zipCode(binding: Binding): Inner {
  const country = binding.cells.findIndex((cell) => cell.column?.field.type === "country-name");
  const codes = countryCodes();
  const names = new WordSet(countryNames());
  return (start, end) => {
    if (country < 0 || country >= record.count || record.flags[country] !== 0 || end - start > 12) return false;
    const index = names.indexOf(record.starts[country]!, record.ends[country]!);
    if (index < 0) return false;
    let text = "";
    for (let i = start; i < end; i++) text += String.fromCharCode(units[i]!);
    return postalCodeFits(codes[index]!, text) === true;
  };
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
