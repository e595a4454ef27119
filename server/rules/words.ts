/** Small words that the messages of several rules share. */

import type { Finding, Fix, Saying } from "../core/checking/rule.ts";
import type { Category } from "../core/filetypes/file-type.ts";
import { characterName, type Invisible } from "../core/text/invisible.ts";
import { listOf, type Message, message, schemaText, type Value } from "../core/text/message.ts";

/** Begins a message with its column: `status.code: …`; a cell of no known column goes without. */
export function inColumn(say: Saying, text: Message): Message {
  return say.field ? message("{0}: {1}", say.field.name, text) : text;
}

/** The same for a finding about certain columns; none: it goes without. */
export function inColumns(names: readonly string[], text: Message): Message {
  return names.length === 0 ? text : message("{0}: {1}", listOf(names), text);
}

/** A value as the column expects it. */
export function exampleOf(say: Saying): string {
  return say.field?.example ?? "";
}

/** A value with what it means: `2450 (Active)`. */
export function withLabel({ value, label }: Category): Value {
  return label === undefined ? value : message("{0} ({1})", value, schemaText(label));
}

export function tooShort(shown: string, system: string, least: number): Message {
  return least === 1
    ? message("{0} is too short. {1} requires at least 1 character.", shown, system)
    : message("{0} is too short. {1} requires at least {2} characters.", shown, system, least);
}

export function tooLong(shown: string, system: string, most: number): Message {
  return most === 1
    ? message("{0} is too long. {1} allows at most 1 character.", shown, system)
    : message("{0} is too long. {1} allows at most {2} characters.", shown, system, most);
}

/** "Replace with …", or without the value where values must not be seen. */
export function replaceTitle(finding: Finding, what: Value): Message {
  return finding.masked ? message("Replace with the right value") : message("Replace with {0}", what);
}

/** A fix that makes the whole cell say something else. */
export function replaceBy(finding: Finding, value: string, safe: boolean): Fix {
  return { title: replaceTitle(finding, value), safe, value };
}

/** "1st", "2nd", "11th". */
export function ordinal(n: number): string {
  const last = n % 100 > 10 && n % 100 < 14 ? 0 : n % 10;
  return `${n}${last === 1 ? "st" : last === 2 ? "nd" : last === 3 ? "rd" : "th"}`;
}

/** `U+200B ZERO WIDTH SPACE after the 4th character`; of several the first, and how many more there are. */
export function placeOf(invisibles: readonly Invisible[]): Message {
  const [first, ...others] = invisibles;
  if (!first) return message("an invisible character");
  const name = characterName(first.code);
  const place =
    first.after === 0
      ? message("{0} at the start", name)
      : message("{0} after the {1} character", name, ordinal(first.after));
  if (others.length === 0) return place;
  return others.length === 1
    ? message("{0} and 1 more invisible character", place)
    : message("{0} and {1} more invisible characters", place, others.length);
}
