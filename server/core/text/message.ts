/** Sentences for people: an English template and what goes into its places, put into words where somebody reads them. */
import { number } from "./message-values.ts";

/** What goes into a place of a template: text as it is, a number with its separators, another sentence or part of one. */
export type Value = string | number | Message;

/** Puts a message into words; a string is words already. */
export type Translate = (message: Message | string) => string;

/** A sentence in no language yet; as a string or in JSON it is English. */
export class Message {
  /**
   * @param template English, with `{0}` and so on for its places
   * @param values what goes into them
   * @param as what is done to the words in the end: marks that mean something in Markdown or HTML are escaped
   */
  constructor(
    readonly template: string,
    readonly values: readonly Value[],
    readonly as: ((words: string) => string) | undefined = undefined,
    /** What the places are called that are not numbered. */
    readonly names: readonly string[] = [],
  ) {}

  toString(): string {
    return english(this);
  }

  toJSON(): string {
    return english(this);
  }
}

/** The language that somebody reads. */
export interface Language {
  /** BCP 47. */
  readonly locale: string;
  readonly translate: Translate;
}

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
  return new Message(template, values);
}

/** A text of a file type (a title, a reason), which is translated as it stands there. */
export function schemaText(text: string): Message {
  return new Message(text, []);
}

/** A sentence of a file type whose places have names: `{email}`. */
export function namedMessage(text: string, fact: (name: string) => Value): Message {
  const names = [...new Set(Array.from(text.matchAll(/\{([a-z]\w*)\}/gi), (place) => place[1]!))];
  return new Message(text, names.map(fact), undefined, names);
}

/** A reason that a file type gives, as a sentence; those that tenants write may lack its capital letter and its period. */
export function sentenceOf(reason: string): Message {
  const plain = reason.replaceAll("`", '"');
  return schemaText(`${plain.slice(0, 1).toUpperCase()}${plain.slice(1)}${/[.!?]$/.test(plain) ? "" : "."}`);
}

/** Parts that a sentence or a page is put together from, in this order in every language: lines, paragraphs. */
export function joined(parts: readonly Value[], between: string): Message {
  return new Message(parts.map((_, i) => `{${i}}`).join(between), parts);
}

/** Text that is escaped when it has been put into words. */
export function escaped(text: string, as: (words: string) => string): string;
export function escaped(text: Message | string, as: (words: string) => string): Message | string;
export function escaped(text: Message | string, as: (words: string) => string): Message | string {
  return typeof text === "string" ? as(text) : new Message("{0}", [text], as);
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
export const english: Translate = (said) => wordsOf(said, (template) => template, number);

/** What could not be done, and why, in a sentence for the person who asked. */
export class ReasonError extends Error {
  constructor(readonly sentence: Message) {
    super(english(sentence));
  }
}

export const inEnglish: Language = { locale: "en", translate: english };

/**
 * Puts messages into another language. What its bundle lacks stays English.
 * @param locale a BCP 47 name, for the separators in numbers
 * @param bundle the translation of each English template
 */
export function languageOf(locale: string, bundle: Readonly<Record<string, string>>): Language {
  const format = new Intl.NumberFormat(locale);
  const own = new Map(Object.entries(bundle));
  const translate: Translate = (said) =>
    wordsOf(
      said,
      (template) => own.get(template) ?? template,
      (value) => format.format(value),
    );
  return { locale, translate };
}

/** A value with its messages put into words. */
export type InWords<T> = T extends Message
  ? string
  : T extends readonly unknown[] | object
    ? { [K in keyof T]: InWords<T[K]> }
    : T;

/** Puts all messages of a plain value into words: an answer to be sent. */
export function inWords<T>(value: T, translate: Translate): InWords<T>;
export function inWords(value: unknown, translate: Translate): unknown {
  if (value instanceof Message) return translate(value);
  if (Array.isArray(value)) return value.map((each) => inWords(each, translate));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inWords(each, translate)]));
}

function wordsOf(
  said: Message | string,
  translated: (template: string) => string,
  digits: (value: number) => string,
): string {
  if (typeof said === "string") return said;
  const { template, values, as, names } = said;
  const words = translated(template).replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[names.length > 0 ? names.indexOf(name) : Number(name)];
    if (value === undefined) return place;
    return typeof value === "number" ? digits(value) : wordsOf(value, translated, digits);
  });
  return as ? as(words) : words;
}
