/** Sentences for people: an English template and what goes into its places, put into words where somebody reads them. */
import { number } from "./message-values.ts";

/** What goes into a place of a template: text as it is, a number with its separators, another sentence or part of one. */
export type Value = string | number | Message;

/** An English template, `{0}` and so on being its places, and what goes into them. */
export interface Message {
  readonly template: string;
  readonly values: readonly Value[];
}

/** Puts a message into words; a string is words already. */
export type Translate = (message: Message | string) => string;

/** The numbers of the places in a template. */
type Places<T extends string> = T extends `${string}{${infer N extends number}}${infer Rest}`
  ? N | Places<Rest>
  : never;

/** One value for each place: the compiler counts them. */
type ValuesFor<N extends number> = 5 extends N
  ? [Value, Value, Value, Value, Value, Value]
  : 4 extends N
    ? [Value, Value, Value, Value, Value]
    : 3 extends N
      ? [Value, Value, Value, Value]
      : 2 extends N
        ? [Value, Value, Value]
        : 1 extends N
          ? [Value, Value]
          : 0 extends N
            ? [Value]
            : [];

/**
 * A message. The template is written out where it is used, because `npm run docs` collects it from there into
 * `l10n/bundle.l10n.json`; a sentence that depends on a count is written once for one and once for many.
 */
export function message<const T extends string>(
  template: string extends T ? never : T,
  ...values: ValuesFor<Places<T>>
): Message {
  return { template, values };
}

/** A text of a file type (a title, a reason), which is translated as it stands there. */
export function schemaText(text: string): Message {
  return { template: text, values: [] };
}

/** A reason that a file type gives, as a sentence; those that tenants write may lack its capital letter and its period. */
export function sentenceOf(reason: string): Message {
  const plain = reason.replaceAll("`", '"');
  return schemaText(`${plain.slice(0, 1).toUpperCase()}${plain.slice(1)}${/[.!?]$/.test(plain) ? "" : "."}`);
}

/** Parts that a sentence or a page is put together from, in this order in every language: lines, paragraphs. */
export function joined(parts: readonly Value[], between: string): Message {
  return { template: parts.map((_, i) => `{${i}}`).join(between), values: parts };
}

/** "a", "a and b", "a, b, and c". */
export function listOf(items: readonly Value[]): Message {
  if (items.length === 2) return message("{0} and {1}", items[0]!, items[1]!);
  if (items.length < 2) return joined(items, "");
  return message("{0}, and {1}", joined(items.slice(0, -1), ", "), items.at(-1)!);
}

/** "a", "a or b", "a, b, or c". */
export function choiceOf(items: readonly Value[]): Message {
  if (items.length === 2) return message("{0} or {1}", items[0]!, items[1]!);
  if (items.length < 2) return joined(items, "");
  return message("{0}, or {1}", joined(items.slice(0, -1), ", "), items.at(-1)!);
}

/** A message in English, which needs no file. */
export const english: Translate = (said) => inWords(said, (template) => template, number);

/**
 * Puts messages into another language. What its bundle lacks stays English.
 * @param locale a BCP 47 name, for the separators in numbers
 * @param bundle the translation of each English template
 */
export function translator(locale: string, bundle: Readonly<Record<string, string>>): Translate {
  const format = new Intl.NumberFormat(locale);
  const own = new Map(Object.entries(bundle));
  return (said) =>
    inWords(
      said,
      (template) => own.get(template) ?? template,
      (value) => format.format(value),
    );
}

function inWords(
  said: Message | string,
  translated: (template: string) => string,
  digits: (value: number) => string,
): string {
  if (typeof said === "string") return said;
  const { template, values } = said;
  return translated(template).replace(/\{(\d+)\}/g, (place, index: string) => {
    const value = values[Number(index)];
    if (value === undefined) return place;
    return typeof value === "number" ? digits(value) : inWords(value, translated, digits);
  });
}
