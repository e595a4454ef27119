/** Small words that the messages of several rules share. */

import type { Finding, Fix, ReportOptions, Saying } from "../core/checking/rule.ts";
import type { Category, Field, Severity, ValueForm } from "../core/filetypes/file-type.ts";
import { type FormFault, oddCharacter } from "../core/filetypes/text-form.ts";
import { characterName, type Invisible } from "../core/text/invisible.ts";
import { choiceOf, listOf, type Message, message, namedMessage, schemaText, type Value } from "../core/text/message.ts";
import { quoteValue } from "../core/text/message-values.ts";

/** Begins a message with its column: `status.code: …`; a cell of no known column goes without. */
export function inColumn(say: Saying, text: Message): Message {
  return say.field ? message("{0}: {1}", say.field.name, text) : text;
}

/** The same for a finding about certain columns; none: it goes without. */
export function inColumns(names: readonly string[], text: Message): Message {
  return names.length === 0 ? text : message("{0}: {1}", listOf(names), text);
}

/** The file type's own sentence about a broken constraint. */
export function ownSentence({ field }: Saying, constraint: string, shown: Value): Message | undefined {
  const own = field?.says?.[constraint];
  return own === undefined ? undefined : namedMessage(own.says, () => shown);
}

/** How bad the file type says it is to break a constraint. */
export function ownSeverity(field: Field | undefined, constraint: string): ReportOptions {
  const severity = field?.says?.[constraint]?.severity;
  return severity === undefined ? {} : { severity, exactly: true };
}

/** A value as the column expects it. */
export function exampleOf(say: Saying): string {
  return say.field?.example ?? "";
}

/** A value with what it means: `2450 (Active)`. */
export function withLabel({ value, label }: Category): Value {
  return label === undefined ? value : message("{0} ({1})", value, schemaText(label));
}

/** More values than these are neither listed in a sentence nor offered. */
export const choicesMost = 20;
/** In longer lists nobody looks for what was meant. */
export const searchedMost = 2_000;

/** Which values a column allows, as a sentence: all of a short list, the first of a long one. */
export function listedValues(values: readonly Value[]): Message {
  if (values.length <= choicesMost) return message("Use {0}.", choiceOf(values));
  return message(
    "Use one of the {0} values that this column allows, such as {1}.",
    values.length,
    choiceOf(values.slice(0, 3)),
  );
}

/** What is wrong with the form of a name, in words. */
export function formMessage(fault: FormFault, value: string, say: Saying): Message {
  const shown = say.show(value);
  if ("length" in fault) return (fault.kind === "short" ? tooShort : tooLong)(shown, say.system, fault.length);
  if (fault.form) return formSays(fault.form, shown, value);
  return exampleOf(say) === ""
    ? message("{0} isn't in the form that {1} requires.", shown, say.system)
    : message("{0} isn't in the right form. Use one like {1}.", shown, exampleOf(say));
}

/** How bad it is: what is accepted all the same, or not the best form, is no error. */
export function severityOfForm({ kind }: FormFault): { readonly severity?: Severity; readonly exactly?: boolean } {
  if (kind === "style") return { severity: "hint", exactly: true };
  return kind === "tolerated" ? { severity: "warning" } : {};
}

/** What a file type says of a value and its form; the value is not taken apart where it must not be seen. */
export function formSays(form: ValueForm, shown: string, value: string): Message {
  const odd = shown.includes(value) ? oddCharacter(form, value) : undefined;
  const character = odd === undefined ? message("a character that isn't allowed") : quoteValue(odd);
  return namedMessage(form.says, (name) => (name === "character" ? character : shown));
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
  const [first] = invisibles;
  if (!first) return message("an invisible character");
  const others = invisibles.length - 1;
  const name = characterName(first.code);
  const place =
    first.after === 0
      ? message("{0} at the start", name)
      : message("{0} after the {1} character", name, ordinal(first.after));
  if (others === 0) return place;
  return others === 1
    ? message("{0} and 1 more invisible character", place)
    : message("{0} and {1} more invisible characters", place, others);
}
