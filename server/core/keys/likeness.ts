/** How an id that nobody has is like one that somebody has, and a hash that all look-alikes share. */
import { unwrapped } from "../filetypes/spreadsheet.ts";
import { withoutInvisibles } from "../text/invisible.ts";
import { looksLike } from "../text/look-alikes.ts";
import type { Scanner } from "../text/tokenizer.ts";

/**
 * What two ids differ in, and nothing else: what spreadsheets ask for around a value (`wrapped`), `invisible` characters, the
 * composition of accented letters (NFC and NFD), `zeros` at the front of a number, `letters` that look the same, accents;
 * or a `spreadsheet` may have made the one of the other: `2-Jan` of `1-2`. An id may also stand `beside` a name or what else people
 * write there (`u1 - Ann Lee`), or there are `several`.
 */
export type Likeness =
  | "case"
  | "spaces"
  | "wrapped"
  | "invisible"
  | "composition"
  | "zeros"
  | "letters"
  | "accents"
  | "spreadsheet"
  | "beside"
  | "several";

/** The surest first. */
const ranks: readonly Likeness[] = [
  "case",
  "spaces",
  "wrapped",
  "invisible",
  "composition",
  "zeros",
  "letters",
  "accents",
  "spreadsheet",
  "beside",
  "several",
];

/** Where a likeness stands among all: a smaller number is surer. */
export function rankOf(likeness: Likeness): number {
  return ranks.indexOf(likeness);
}

/** What two different ids differ in; undefined when they differ in more than one of these things, or in others. Case may differ besides. */
export function likenessOf(one: string, other: string): Likeness | undefined {
  let [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b) return "case";
  const differ = (change: (text: string) => string): boolean => {
    [a, b] = [change(a), change(b)];
    return a !== b;
  };
  if (!differ((text) => text.replace(/[ \t\r\n]+/g, ""))) return "spaces";
  if (!differ((text) => unwrapped(text, true) ?? text)) return "wrapped";
  if (!differ((text) => withoutInvisibles(text, false, ""))) return "invisible";
  if (!differ((text) => text.normalize("NFC"))) return "composition";
  const whole = [a, b] as const;
  if (!differ(withoutZeros)) return "zeros";
  [a, b] = whole;
  if (!differ(looksLike)) return "letters";
  [a, b] = whole;
  return differ((text) => text.normalize("NFKD").replace(/\p{M}+/gu, "")) ? undefined : "accents";
}

/** `00123` as `123`, `AB06` as `AB6`. */
function withoutZeros(text: string): string {
  return text.replace(/(?<!\d)0+(?=\d)/g, "");
}

/** What an ASCII unit counts as: 0 where it does not count, small letters, `1` for what looks like it. */
export const countedAs = new Uint8Array(128);
for (let unit = 35; unit < 127; unit++) countedAs[unit] = unit;
for (let unit = 65; unit < 91; unit++) countedAs[unit] = unit | 32;
for (const unit of [39, 48, 61, 79, 111]) countedAs[unit] = 0; // ' 0 = O o
for (const unit of [73, 105, 76, 108, 124]) countedAs[unit] = 49; // I i L l |

/** A hash of a cell of the record in hand, quotes and all, that all share which `likenessOf` finds alike. */
export function likeHash(record: Scanner, cell: number): number {
  const text = record.units;
  const start = record.starts[cell]!;
  const end = record.ends[cell]!;
  let hash = 0;
  for (let i = start; i < end; i++) {
    const unit = text[i]!;
    if (unit > 127) return likeHashOf(record.text(start, end));
    const as = countedAs[unit]!;
    if (as !== 0) hash = (Math.imul(hash, 31) + as) | 0;
  }
  return hash;
}

/** The same hash of a text. */
export function likeHashOf(text: string): number {
  const ascii = /^[\0-\x7f]*$/.test(text);
  const plain = ascii
    ? text
    : looksLike(withoutInvisibles(text, false, ""))
        .normalize("NFKD")
        .replace(/\p{M}+/gu, "");
  let hash = 0;
  for (let i = 0; i < plain.length; i++) {
    const unit = plain.charCodeAt(i);
    const as = unit < 128 ? countedAs[unit]! : unit;
    if (as !== 0) hash = (Math.imul(hash, 31) + as) | 0;
  }
  return hash;
}
