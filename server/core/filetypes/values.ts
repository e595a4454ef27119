/** What a value may be – an address, a name, a path – and what was probably meant by one that is not; hovers and completions ask here too. */

import { withoutInvisibles } from "../text/invisible.ts";
import { type Message, message } from "../text/message.ts";
import { fold, trimBlanks } from "../text/text.ts";
import type { Category, Field, FieldType } from "./file-type.ts";
import { fits } from "./patterns.ts";
import type { Column } from "./table.ts";

/** Texts for people to read, where the spaces of typography are fine; a column that nobody knows may be one. */
export function isProse(field: Field | undefined): boolean {
  return field === undefined || (field.type === "string" && field.list === undefined && !field.constraints?.pattern);
}

/** In values of these types a space is never right: where an invisible one is found nothing was meant. */
const spaceless: ReadonlySet<FieldType> = new Set<FieldType>([
  "id",
  "reference",
  "code",
  "boolean",
  "email",
  "country-code",
  "phone",
  "integer",
  "uuid",
  "username",
]);

/** What takes the place of an invisible space in a column's values: a plain one, nothing, or what names of time zones have. */
export function plainSpace(field: Field | undefined): "" | " " | "_" {
  if (field?.type === "timezone") return "_";
  return field !== undefined && spaceless.has(field.type) ? "" : " ";
}

/** A value as it is meant: no white space at its ends, no invisible or control characters. What they were is another finding. */
export function plainValue(text: string, field: Field | undefined): string {
  const written = trimBlanks(text);
  // What is nothing else is a mark of its own.
  const value = trimBlanks(written.replace(controls, "")) || written;
  return withoutInvisibles(value, isProse(field), plainSpace(field));
}

/** Control characters other than tabs and line breaks. */
const controls = /(?![\t\n\r\u0080-\u009f])\p{Cc}/gu;

/** The value of a column that a text differs from only in case, blanks and signs. */
export function spellingOf(column: Column, text: string): Category | undefined {
  const found = column.spellings.get(fold(text));
  return found && fold(found.value) === fold(text) ? found : undefined;
}

/** What a word that is neither True nor False says all the same: `yes`, `0`, `off`. */
export function booleanOf(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (
    [
      "true",
      "yes",
      "y",
      "t",
      "1",
      "1.0",
      "on",
      "x",
      "wahr",
      "vrai",
      "vero",
      "ja",
      "oui",
      "si",
      "s\u00ed",
      "sim",
      "tak",
      "はい",
      "是",
      "예",
      "네",
    ].includes(word)
  )
    return true;
  if (
    [
      "false",
      "no",
      "n",
      "f",
      "0",
      "0.0",
      "off",
      "falsch",
      "faux",
      "falso",
      "nein",
      "non",
      "nee",
      "n\u00e3o",
      "nie",
      "いいえ",
      "否",
      "아니오",
      "아니요",
    ].includes(word)
  )
    return false;
  return undefined;
}

/** The digits of a phone number that is written for people; undefined when it holds more than separators, a `(0)` that is dialled or not, or more digits than one number has. */
export function phoneDigits(text: string): string | undefined {
  const plain = withoutDecimals(text);
  if (/\(0\)/.test(plain) || !/^[\s\u00a0()./+\u2010-\u2015'\d-]+$/.test(plain) || /\d\s*\+/.test(plain))
    return undefined;
  const digits = plain.replace(/\D+/g, "");
  return digits === "" || digits.length > 15 ? undefined : digits;
}

/** `3135551500.0`, a number as some programs write it: the zeros are no digits of it. */
export function withoutDecimals(text: string): string {
  return /^\d{3,}\.0{1,2}$/.test(text) ? text.slice(0, text.indexOf(".")) : text;
}

/** `+`, country code, number: at most fifteen digits. */
export function isInternationalPhone(text: string): boolean {
  return /^\+[1-9]\d{1,14}$/.test(text);
}

/** The UUID that another way of writing it says: in braces, without dashes, as a URN. */
export function uuidIn(text: string): string | undefined {
  const digits = /^(?:urn:uuid:)?[{(]?([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})[)}]?$/i
    .exec(text)?.[1]
    ?.replaceAll("-", "");
  return digits?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** A name to sign in with, made of parts such as first and last name: small letters and digits, dots between. "" when nothing is left. */
export function usernameFrom(parts: readonly string[]): string {
  const words = parts.map((part) =>
    plainLetters(part)
      .toLowerCase()
      .replace(/['\u2019]/g, "")
      .replace(/[^a-z0-9._@-]+/g, ".")
      .replace(/[._@-]{2,}/g, (signs) => signs[0]!)
      .replace(/^[._@-]+|(?<![._@-])[._@-]+$/g, ""),
  );
  return words.filter((word) => word !== "").join(".");
}

const letters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ı: "i",
};

/** Without accents; letters that only look like an accented one are spelled out. */
function plainLetters(text: string): string {
  const spelled = text.replace(/[ßæœøđðþłıÆŒØĐÐÞŁ]/g, (letter) => letters[letter.toLowerCase()] ?? letter);
  return spelled.normalize("NFKD").replace(/\p{M}+/gu, "");
}

/** The name with the apostrophes and hyphens of typesetters made plain, and letters composed. */
export function plainName(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\u2018\u2019\u02bc\u00b4`]/g, "'")
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/\u00a0/g, " ");
}

/** A group to join, `[role:]path`. */
export interface Membership {
  readonly role: string | undefined;
  readonly path: string;
}

/** Takes a membership apart, by the pattern that a column has for its paths; undefined when the path is none. */
export function membershipIn({ constraints }: Field, text: string): Membership | undefined {
  const match = /^(?:([^:]*):)?(.+)$/s.exec(text);
  if (!match) return undefined;
  const [, role, path = ""] = match;
  const { pattern } = constraints ?? {};
  return pattern === undefined || fits(pattern, path) ? { role, path } : undefined;
}

/** What a password must be. */
export interface PasswordPolicy {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

const classes: readonly (readonly [inPattern: RegExp, inValue: RegExp, name: Message])[] = [
  [/\\d|0-9/, /\d/, message("a digit")],
  [/a-z|\\p\{Ll\}/, /\p{Ll}/u, message("a lowercase letter")],
  [/A-Z|\\p\{Lu\}/, /\p{Lu}/u, message("an uppercase letter")],
];

/** What a password lacks, in words that tell nothing of it but that. */
export function passwordFaults(value: string, policy: PasswordPolicy): Message[] {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = policy;
  const faults: Message[] = [];
  if (value.length < minLength) faults.push(message("at least {0} characters", minLength));
  if (value.length > maxLength) faults.push(message("at most {0} characters", maxLength));
  if (pattern === undefined || fits(pattern, value)) return faults;
  const lacks = classes.filter(([inPattern, inValue]) => inPattern.test(pattern) && !inValue.test(value));
  if (lacks.length > 0) faults.push(...lacks.map(([, , name]) => name));
  else if (faults.length === 0) faults.push(message("the form that the password policy defines"));
  return faults;
}
