/** Recognizes forms of values in UTF-16 units, from offset to offset, without making strings. */
import { countryCodes, countryNames, postalCodeFits } from "../filetypes/lists.ts";
import type { Scanner } from "../text/tokenizer.ts";
import { WordSet } from "./word-set.ts";

const minus = 45;

export function areDigits(text: Uint16Array, start: number, end: number): boolean {
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
const plus = 6;
const letterKinds = new Uint8Array(128);
letterKinds.fill(word, 48, 58);
letterKinds.fill(word, 65, 91);
letterKinds.fill(word, 97, 123);
letterKinds[95] = underscore;
// In addresses only, and there before the @.
letterKinds[43] = plus;
letterKinds[minus] = dash;
letterKinds[46] = dot;
letterKinds[64] = at;

/** The form `id`. */
export function isPlainId(text: Uint16Array, start: number, end: number): boolean {
  const first = text[start]! | 32;
  const length = end - start;
  // Longer numbers may have lost their last digits.
  if (first < 97 || first > 122) return length <= 16 && areDigits(text, start, end);
  // `Mar-05`, `Sept-05`.
  if ((length === 6 || length === 7) && text[end - 3] === minus && areDigits(text, end - 2, end)) return false;
  for (let i = start; i < end; i++) {
    const unit = text[i]!;
    if (unit > 127) return false;
    const kind = letterKinds[unit]!;
    if (kind === 0 || kind > dash) return false;
  }
  return true;
}

/** The form `email`. */
export function isPlainEmail(text: Uint16Array, start: number, end: number): boolean {
  if (end - start > 64) return false;
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

const countryWords = new WordSet(countryNames);

/**
 * A postal code that fits the country that another cell of the record names in the plainest way; all else is looked at closely.
 * `country`: that cell's index, -1 when the header lacks it.
 */
export function isPostalCode(record: Scanner, country: number, start: number, end: number): boolean {
  if (country < 0 || country >= record.count || record.flags[country] !== 0 || end - start > 12) return false;
  const index = countryWords.indexOf(record.units, record.starts[country]!, record.ends[country]!);
  return index >= 0 && postalCodeFits(countryCodes()[index]!, record.text(start, end)) === true;
}
