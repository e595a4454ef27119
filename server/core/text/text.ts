/** Texts without regard to tables: spans and edits, blanks at the ends, how alike two words are, what may be shown. */
import { EditDistance } from "./edit-distance.ts";

/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces `[start, end)` by `text`. Offsets are those of the text before any edit of the same list. */
export interface Edit extends Span {
  readonly text: string;
}

/** A span counted from a place that lies `by` units further to the front. */
export function shifted(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

/** The same text, but on its own: a slice of a long text keeps all of that alive, this keeps a copy of the slice. */
export function detached(slice: string): string {
  return ` ${slice}`.slice(1);
}

/** White space and what nobody sees at the end of a text; not what ends an emoji or an ideograph. */
const blankClass =
  "[\\s\\u0085\\u00ad\\u034f\\u061c\\u115f\\u1160\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0]";
const blankEnds = new RegExp(`^${blankClass}+|(?<!${blankClass})${blankClass}+$`, "g");
const blanks = new RegExp(`${blankClass}+`, "g");

/** Without white space and invisible characters, wherever they are: what two spellings of one thing share at least. */
export function withoutBlanks(text: string): string {
  return text.replace(blanks, "");
}

/** Cuts white space and invisible characters off both ends. */
export function trimBlanks(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  if (first > 32 && first < 127 && last > 32 && last < 127) return text;
  return text.replace(blankEnds, "");
}

/** Cuts plain spaces, tabs and line breaks off both ends. */
export function trimSpaces(text: string): string {
  return text.replace(/^[ \t\r\n]+|(?<![ \t\r\n])[ \t\r\n]+$/g, "");
}

/** Applies edits in order of position. Of two that overlap only the first counts; insertions at one place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let from = 0;
  for (const edit of sortEdits(edits)) {
    if (edit.start < from) continue;
    result += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return result + text.slice(from);
}

/** By position; the sort is stable, so insertions at one place stay in the order they were made. */
export function sortEdits(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The one edit that leads from one text to another, as short as one can be; undefined when they are equal. */
export function differenceOf(before: string, after: string): Edit | undefined {
  if (before === after) return undefined;
  const least = Math.min(before.length, after.length);
  let front = 0;
  while (front < least && before.charCodeAt(front) === after.charCodeAt(front)) front++;
  let back = 0;
  const most = least - front;
  while (back < most && before.charCodeAt(before.length - 1 - back) === after.charCodeAt(after.length - 1 - back))
    back++;
  return { start: front, end: before.length - back, text: after.slice(front, after.length - back) };
}

/**
 * The candidate that takes the fewest typing mistakes to reach, or undefined when none is near (more than a third of the letters).
 * Another number is no mistake: `Level 3` doesn't lead to `Level 2`.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(word);
  if (wanted === "") return undefined;
  const mistakes = new EditDistance(wanted);
  let best: string | undefined;
  let bestDistance = mistakesMost(wanted) + 1;
  for (const candidate of candidates) {
    const folded = fold(candidate);
    const distance = mistakes.to(folded, bestDistance);
    if (distance < bestDistance && !isOtherNumber(wanted, folded)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** So many typing mistakes in a folded word are taken for mistakes; with more it is another word. */
export function mistakesMost(folded: string): number {
  return Math.max(1, Math.floor(folded.length / 3));
}

/**
 * Whether two folded words have other numbers: `u9` and `u1` are two people, not one and a typing mistake. A number is the same
 * with zeros in front, and mistyped where a long one has two digits swapped or one twice; `0` and `o`, `1`, `l`, and `i` look the same.
 */
export function isOtherNumber(one: string, other: string): boolean {
  const [a, b] = [numbersIn(one), numbersIn(other)];
  if (a.length === 0 || b.length === 0) return false;
  if (a.length === b.length && a.every((number, i) => isSameNumber(number, b[i]!))) return false;
  return asDigits(one) !== asDigits(other);
}

/**
 * Whether two folded ids name two people or things, however few letters they differ in: other numbers, a number or none, and
 * in short ids other letters.
 */
export function isOtherId(one: string, other: string): boolean {
  if (asDigits(one) === asDigits(other)) return false;
  if (isOtherNumber(one, other) || /\d/.test(one) !== /\d/.test(other)) return true;
  const [a, b] = [one, other].map((id) => id.replace(/\d+/g, "")) as [string, string];
  return Math.max(a.length, b.length) < shortLetters && sortedLetters(a) !== sortedLetters(b);
}

/** With fewer letters one is no mistake: it makes another id. */
const shortLetters = 4;
/** In numbers of fewer digits, other digits make another number. */
const longNumber = 5;

function numbersIn(word: string): string[] {
  return (word.match(/\p{Nd}+/gu) ?? []).map((number) => number.replace(/^0+(?=\d)/, ""));
}

function isSameNumber(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.min(a.length, b.length) < longNumber) return false;
  if (a.length === b.length) return sortedLetters(a) === sortedLetters(b) && new EditDistance(a).to(b, 2) < 2;
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  if (long.length - short.length !== 1) return false;
  let at = 0;
  while (at < short.length && long[at] === short[at]) at++;
  return long[at] === long[at - 1] && long.slice(at + 1) === short.slice(at);
}

function sortedLetters(word: string): string {
  return [...word].sort().join("");
}

function asDigits(word: string): string {
  return word.replace(/o/g, "0").replace(/[il]/g, "1");
}

/** Whether a word is one of these but for one letter, or two that changed places. */
export function isSlipOf(word: string, candidates: Iterable<string>): boolean {
  const mistakes = new EditDistance(fold(word));
  for (const candidate of candidates) if (mistakes.to(fold(candidate), 2) < 2) return true;
  return false;
}

/** Letters and digits only, lower case, without accents: what two spellings of one thing share. */
export function fold(word: string): string {
  // Most words are plain, and classes of letters are costly.
  if (/^[ -~]*$/.test(word)) return word.toLowerCase().replace(/[^a-z0-9]+/g, "");
  return word
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

/** Unlike a locale's order the same on every machine. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A text from a file as a terminal or a table may safely show it: no control characters, nothing that turns the direction of writing. */
export function visible(text: string): string {
  return text.replace(unsafe, (letter) => {
    const unit = letter.charCodeAt(0);
    if (unit === 9 || unit === 10) return unit === 9 ? " " : "␊";
    return unit < 32 ? String.fromCharCode(0x2400 + unit) : unit === 127 ? "␡" : "\ufffd";
  });
}

const unsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The text with half letters – lone surrogates, which no encoding can hold – as U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

/** A part of a URI as people read it; what cannot be decoded stays as it is. */
export function percentDecoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Names that are there several times, told apart: the later ones get a number, "name 2". */
export function numbered(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((wanted) => {
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted} ${n}`;
    taken.add(name);
    return name;
  });
}
