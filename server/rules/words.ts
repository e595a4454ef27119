/** Small words that the messages of several rules share. */

import type { Finding, Fix, Saying } from "../core/checking/rule.ts";
import type { Category } from "../core/filetypes/file-type.ts";
import { number, shownRow } from "../core/text/message-values.ts";

/** "a", "a and b", "a, b and c". */
export function join(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The number that a spreadsheet shows beside a record, counted from the file's first (0-based). */
export function rowNumber(record: number): string {
  return `row ${number(shownRow(record))}`;
}

/** Begins a message with its column: `status.code: …`; a cell of no known column goes without. */
export function inColumn(say: Saying, text: string): string {
  return say.field ? `${say.field.name}: ${text}` : text;
}

/** "a", "a or b", "a, b or c". */
export function oneOf(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** A value with what it means: `2450 (Active)`. */
export function withLabel(category: Category): string {
  return category.label === undefined ? category.value : `${category.value} (${category.label})`;
}

/** "Replace with …", or without the value where values must not be seen. */
export function replaceTitle(finding: Finding, what: string): string {
  return finding.masked ? "Replace with the right value" : `Replace with ${what}`;
}

/** A fix that makes the whole cell say something else. */
export function replaceBy(finding: Finding, value: string, safe: boolean): Fix {
  return { title: replaceTitle(finding, value), safe, value };
}
