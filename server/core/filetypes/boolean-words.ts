/** The words for yes and no that a column reads, and what other words probably mean there. */
import type { Field } from "./file-type.ts";
import { booleanOf } from "./values.ts";

/** Lists of words, the one that is written first. */
export interface BooleanWords {
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

/** What a yes-or-no column reads; those of Table Schema where the file type names none. */
export function booleanWords(field: Field | undefined): BooleanWords {
  return { yes: field?.trueValues ?? standard.yes, no: field?.falseValues ?? standard.no };
}

const standard: BooleanWords = { yes: ["true", "True", "TRUE", "1"], no: ["false", "False", "FALSE", "0"] };

/** The word that a column is filled with. */
export function booleanWord(field: Field | undefined, is: boolean): string {
  const { yes, no } = booleanWords(field);
  return (is ? yes : no)[0] ?? String(is);
}

/** The column's word that a text is but for its case. */
export function booleanSpelling(field: Field, text: string): string | undefined {
  const { yes, no } = booleanWords(field);
  const words = [...yes, ...no];
  return words.includes(text) ? text : words.find((word) => word.toLowerCase() === text.toLowerCase());
}

/** What a text means: one of the column's own words in any case, or another for yes or no. */
export function booleanIn(field: Field | undefined, text: string): boolean | undefined {
  const { yes, no } = booleanWords(field);
  const word = text.toLowerCase();
  if (yes.some((each) => each.toLowerCase() === word)) return true;
  if (no.some((each) => each.toLowerCase() === word)) return false;
  return booleanOf(text);
}
