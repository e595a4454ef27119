/** Quick looks at cells: a screen answers true only when no cell rule could have anything to say, so that clean cells cost next to nothing. */
import { countryCodes, countryNames, postalCodeFits, zoneNames } from "./lists.ts";
import type { Binding, Column, Field } from "./table.ts";
import { escaped, lineBreak, quoted, record, units } from "./tokenizer.ts";

/** Looks at `units[start, end)`, the cell with its quotes. */
export type Screen = (start: number, end: number, flags: number) => boolean;

/** A set of words that is asked about stretches of `units` without making a string. */
export class WordSet {
  readonly #mask: number;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #starts: Int32Array;
  readonly #letters: Uint16Array;

  constructor(words: readonly string[]) {
    let size = 16;
    while (size < words.length * 2) size *= 2;
    this.#mask = size - 1;
    this.#heads = new Int32Array(size).fill(-1);
    this.#next = new Int32Array(words.length);
    this.#starts = new Int32Array(words.length + 1);
    const all = words.join("");
    this.#letters = Uint16Array.from(all, (letter) => letter.charCodeAt(0));
    let at = 0;
    words.forEach((word, index) => {
      this.#starts[index] = at;
      let hash = 0;
      for (let i = 0; i < word.length; i++) hash = (Math.imul(hash, 31) + word.charCodeAt(i)) | 0;
      this.#next[index] = this.#heads[hash & this.#mask]!;
      this.#heads[hash & this.#mask] = index;
      at += word.length;
    });
    this.#starts[words.length] = at;
  }

  has(start: number, end: number): boolean {
    return this.indexOf(start, end) >= 0;
  }

  /** The index of the word that stands there, or -1. */
  indexOf(start: number, end: number): number {
    const text = units;
    let hash = 0;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + text[i]!) | 0;
    for (let word = this.#heads[hash & this.#mask]!; word >= 0; word = this.#next[word]!) {
      const from = this.#starts[word]!;
      if (this.#starts[word + 1]! - from !== end - start) continue;
      let i = 0;
      while (i < end - start && this.#letters[from + i] === text[start + i]) i++;
      if (i === end - start) return word;
    }
    return -1;
  }
}

type Inner = (start: number, end: number) => boolean;

const doubt: Inner = () => false;
const trust: Inner = () => true;

/** The screen of a column under a header. `undefined` is a column the table does not know. */
export function screenFor(column: Column | undefined, binding: Binding): Screen {
  const { table } = binding;
  const inner = innerScreen(column, binding);
  const required = column?.required ?? false;
  // Doubled quotes change nothing for text that may be anything, nor do line breaks where nobody minds them.
  const anything = inner === trust;
  const breaksAreFine = anything && (table.severityOf("multiline-cell", column?.field) ?? "off") === "off";
  const fine = quoted | (anything ? escaped : 0) | (breaksAreFine ? lineBreak : 0);
  const quotesAreFine = !table.raw && (table.severityOf("quoted-cell", column?.field) ?? "off") === "off";
  const placeholders = table.severityOf("placeholder-value", column?.field) !== undefined;
  return (start, end, flags) => {
    let from = start;
    let to = end;
    if (flags !== 0) {
      if ((flags & quoted) === 0 || (flags & ~fine) !== 0 || !quotesAreFine) return false;
      from++;
      to--;
    }
    if (from === to) return !required;
    const first = units[from]!;
    if (first <= 32 || units[to - 1]! <= 32) return false;
    if (first === equals || first === at || first === plus || first === minus || first === hash) return false;
    if (placeholders && to - from <= 4 && (first === upperN || first === lowerN)) return false;
    return inner(from, to);
  };
}

const equals = 61;
const at = 64;
const plus = 43;
const minus = 45;
/** Begins the errors that spreadsheets leave: `#REF!`. */
const hash = 35;
const upperN = 78;
const lowerN = 110;

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
  for (let i = start; i < end; i++) {
    const unit = units[i]!;
    if (unit < 48 || unit > 57) return false;
  }
  return true;
}

/** Letters, digits, `-` and `_`, beginning with a letter and not of the form `Mar-01`: nothing a spreadsheet could have turned into a number or a date. */
function plainId(start: number, end: number): boolean {
  const first = units[start]! | 32;
  if (first < 97 || first > 122) return digits(start, end);
  const length = end - start;
  if ((length === 6 || length === 7) && units[end - 3] === minus && digits(end - 2, end)) return false;
  for (let i = start; i < end; i++) {
    const unit = units[i]!;
    const letter = unit | 32;
    if (!((letter >= 97 && letter <= 122) || (unit >= 48 && unit <= 57) || unit === 45 || unit === 95)) return false;
  }
  return true;
}

/** The plainest addresses: letters, digits, `.`, `_`, `-` around one `@`, a dot in the domain, no dots together or at the ends. */
function plainEmail(start: number, end: number): boolean {
  if (end - start > 64) return false;
  let previous = 46;
  let seenAt = false;
  let dot = false;
  for (let i = start; i < end; i++) {
    const unit = units[i]!;
    if (unit === 46) {
      if (previous === 46 || previous === 45 || previous === at) return false;
      dot = seenAt;
    } else if (unit === at) {
      if (seenAt || previous === 46) return false;
      seenAt = true;
      dot = false;
    } else if (unit === 45) {
      if (seenAt && (previous === 46 || previous === at)) return false;
    } else {
      const letter = unit | 32;
      if (!((letter >= 97 && letter <= 122) || (unit >= 48 && unit <= 57) || (unit === 95 && !seenAt))) return false;
    }
    previous = unit;
  }
  return dot && previous !== 46 && previous !== 45;
}
