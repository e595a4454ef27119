/** What may stand in a cell: the values that its column knows, and those that can be made from the rest of the file. */

import { isRecord } from "../../core/checking/line-kinds.ts";
import { headerRecord } from "../../core/checking/located-finding.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { booleanWord, booleanWords } from "../../core/filetypes/boolean-words.ts";
import {
  countryByCode,
  countryCodeOf,
  countryCodes,
  isCountryName,
  wordsForZone,
  zoneFor,
  zoneKind,
  zoneNames,
} from "../../core/filetypes/lists.ts";
import { fits } from "../../core/filetypes/patterns.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { usernameFrom } from "../../core/filetypes/values.ts";
import { nextFree } from "../../core/keys/free-ids.ts";
import { cellsOf, rowByNumber } from "../../core/text/document.ts";
import { lazy } from "../../core/text/lazy.ts";
import { joined, listOf, type Message, message, schemaText } from "../../core/text/message.ts";
import { fold, trimBlanks } from "../../core/text/text.ts";
import { holds } from "../records/records.ts";
import { clockAt, countriesOfZone, signed } from "./clock.ts";
import type { CursorPlace, FeatureContext, ItemAt } from "./place.ts";

/** One value to choose. */
export interface Choice {
  /** What the cell (or the list's item) should say. */
  readonly value: string;
  /** What is shown, where that is more than the value. */
  readonly label?: string;
  readonly detail?: Message | string;
  /** Markdown. */
  readonly documentation?: Message;
  /** What it is found by, the likeliest first; the value itself need not be among them. */
  readonly words?: readonly string[];
  readonly kind?: "unit" | "reference";
}

export interface Choices {
  /** The likeliest first. */
  readonly all: readonly Choice[];
  /** Nothing else is right in this cell: offered even when nothing fits what was typed. */
  readonly closed: boolean;
}

/** Rows that are looked at for what the file itself uses. */
const rowsAbove = 200;
const nothing: Choices = { all: [], closed: false };

/** The values for the cell of a place; `query` is what was typed of it. */
export function choicesAt(
  sheet: Sheet,
  place: CursorPlace,
  item: ItemAt,
  query: string,
  context: FeatureContext,
): Choices {
  const { column } = place;
  if (!column) return nothing;
  const { field } = column;
  switch (field.type) {
    case "password":
      return nothing;
    case "code":
    case "status":
      return { all: listed(column), closed: true };
    case "role":
      return { all: [...listed(column), ...unlisted(sheet, place, column)], closed: false };
    case "boolean":
      return { all: truths(column), closed: true };
    case "timezone":
      return { all: zones(sheet, place, query, context.now), closed: false };
    case "country-code":
    case "country-name":
      return { all: countries(sheet, place, column, query), closed: false };
    case "membership":
      return { all: memberships(sheet, place, column), closed: false };
    case "reference":
      return { all: references(sheet, place, column, query, context), closed: false };
    case "id":
      return { all: freeIds(sheet, place, column), closed: false };
    case "username":
      return { all: userNames(sheet, place, column), closed: false };
    case "email":
      return { all: addresses(sheet, place, column, item.text), closed: false };
    default:
      return column.values.size > 0 ? { all: listed(column), closed: false } : nothing;
  }
}

function listed(column: Column): Choice[] {
  return [...column.values.values()].map(({ value, label, description, aliases }) => ({
    value,
    ...(label === undefined ? {} : { label: `${value} ${label}` }),
    detail: schemaText(column.field.title),
    ...(description === undefined ? {} : { documentation: schemaText(description) }),
    words: [value, ...(label === undefined ? [] : [label]), ...(aliases ?? [])],
  }));
}

/** Values that rows above use although no list has them, and that are no misspelling of one that has. */
function unlisted(sheet: Sheet, place: CursorPlace, column: Column): Choice[] {
  return valuesAbove(sheet, place, column)
    .filter((value) => !column.spellings.has(fold(value)) && !isForbidden(column, value))
    .map((value) => ({ value, detail: message("used above") }));
}

function isForbidden(column: Column, value: string): boolean {
  return column.field.forbidden?.some((entry) => fold(entry.value) === fold(value)) === true;
}

function truths(column: Column): Choice[] {
  const detail = schemaText(column.field.title);
  const { yes, no } = booleanWords(column.field);
  return [
    { value: booleanWord(column.field, true), detail, words: [...yes, "yes", "1"] },
    { value: booleanWord(column.field, false), detail, words: [...no, "no", "0"] },
  ];
}

/** Zones in use above come first, then those that people call by a name, then the rest. */
function zones(sheet: Sheet, place: CursorPlace, query: string, now: number): Choice[] {
  const used = valuesAbove(sheet, place, place.column!).filter((value) => zoneKind(value) === "ok");
  const byOffset = /^(?:utc|gmt)?\s*[-+\d]/i.test(query);
  // Places are wanted, not the zones without one that an offset alone means.
  const meant = query === "" || byOffset ? [] : zoneFor(query);
  const names = new Set([...meant, ...used, ...wellKnownFirst()]);
  return [...names].map((value) => zoneChoice(value, meant.includes(value) ? query : undefined, byOffset, now));
}

/** Zones that people have most words for, then those that they know by their city alone. */
const wellKnownFirst = lazy((): readonly string[] =>
  [...zoneNames()].sort((a, b) => wordsForZone(b).length - wordsForZone(a).length),
);

/** `meant`: the text it was looked up by, which then is one of its words. */
function zoneChoice(value: string, meant: string | undefined, byOffset: boolean, now: number): Choice {
  const city = value.slice(value.lastIndexOf("/") + 1);
  const clock = byOffset ? clockAt(value, now) : undefined;
  const countries = countriesOfZone(value).slice(0, 3);
  return {
    value,
    kind: "unit",
    words: [
      ...(meant === undefined ? [] : [meant]),
      city.replaceAll("_", " "),
      value,
      city,
      ...(clock ? offsetWords(clock.offset) : []),
      ...wordsForZone(value),
      ...countries.map((country) => countryByCode(country) ?? country),
    ],
  };
}

/** "+01:00", "+1", "UTC+1" and the like. */
function offsetWords(offset: number): string[] {
  const long = signed(offset);
  const short = long.replace(/^([-+])0/, "$1").replace(/:00$/, "");
  const forms = short === long ? [long] : [short, long, long.replace(":", "")];
  return forms.flatMap((form) => [form, `UTC${form}`, `GMT${form}`]);
}

/** What is shown beside a zone: made only for those that are shown. */
export function zoneDetail(zone: string, now: number): Message | undefined {
  const clock = clockAt(zone, now);
  return clock && joined([clock.offsetText, message("{0} now", clock.time), ...abbreviations(zone).slice(0, 2)], " · ");
}

/** "EST", "EDT". */
export function abbreviations(zone: string): readonly string[] {
  return wordsForZone(zone).filter((word) => /^[A-Z]{2,5}$/.test(word));
}

function countries(sheet: Sheet, place: CursorPlace, column: Column, query: string): Choice[] {
  const byName = column.field.type === "country-name";
  const meant = countryCodeOf(query);
  const used = valuesAbove(sheet, place, column)
    .filter((value) => (byName ? isCountryName(value) : countryByCode(value) !== undefined))
    .flatMap((value) => countryCodeOf(value) ?? []);
  return [...new Set([...used, ...countryCodes()])].map((code) => {
    const name = countryByCode(code) ?? code;
    const words = [...(meant === code ? [query] : []), ...(byName ? [name, code] : [code, name])];
    return byName
      ? { value: name, detail: code, words, kind: "unit" }
      : { value: code, label: `${code} ${name}`, detail: schemaText(column.field.title), words, kind: "unit" };
  });
}

/** Group paths first, then each with each role before it. */
function memberships(sheet: Sheet, place: CursorPlace, column: Column): Choice[] {
  const known = listed(column).map(({ value, documentation }) => ({
    value,
    detail: schemaText(column.values.get(value)?.label ?? column.field.title),
    ...(documentation === undefined ? {} : { documentation }),
  }));
  const pathsAbove = valuesAbove(sheet, place, column).map((value) => value.slice(value.indexOf(":") + 1));
  const extra = [...new Set(pathsAbove)]
    .filter((path) => path.startsWith("/") && !column.values.has(path))
    .map((value) => ({ value, detail: message("used above") }));
  const groups = [...known, ...extra];
  const roles = (column.field.prefixes ?? []).flatMap((prefix) =>
    groups.map((group) => ({ ...group, value: `${prefix.value}:${group.value}` })),
  );
  return [...groups, ...roles].map((choice) => ({ ...choice, words: [choice.value, String(choice.detail)] }));
}

function references(
  sheet: Sheet,
  place: CursorPlace,
  column: Column,
  query: string,
  context: FeatureContext,
): Choice[] {
  const foreign = sheet.table.document.foreignKeys?.find((key) => key.field === column.field.name)?.reference;
  const found = foreign ? (context.candidates?.(foreign.table, foreign.field, query) ?? []) : [];
  if (found.length === 0) {
    return valuesAbove(sheet, place, column).map((value) => ({
      value,
      detail: message("used above"),
      kind: "reference",
    }));
  }
  return found.map(({ value, name, words }) => ({
    value,
    label: name === "" ? value : `${value} ${name}`,
    detail: words?.[0] ?? schemaText(column.field.title),
    words: [value, name, ...(words ?? [])],
    kind: "reference",
  }));
}

function freeIds(sheet: Sheet, place: CursorPlace, column: Column): Choice[] {
  const value = freeId(sheet, place, column);
  return value === "" ? [] : [{ value, detail: message("next free ID") }];
}

/** The first id after the one above that nobody has; the example in a file without rows. */
export function freeId(sheet: Sheet, place: CursorPlace, column: Column): string {
  const above = valuesAbove(sheet, place, column, 1)[0];
  if (above === undefined) return column.field.example;
  return nextFree(above, (word) => holds(sheet, column.field.name, word));
}

/** The schema's example, changed where another row has it already: "ann.lee2@example.com". */
export function freeExample(sheet: Sheet, column: Column): string {
  const { example, type } = column.field;
  if (!holds(sheet, column.field.name, example)) return example;
  return type === "email" || type === "username" ? numbered(sheet, column, example) : "";
}

/** The value with a number behind its first part that makes it one that nobody has. */
function numbered(sheet: Sheet, column: Column, value: string): string {
  const at = value.includes("@") ? value.indexOf("@") : value.length;
  let free = value;
  for (let number = 2; holds(sheet, column.field.name, free) && number < 1000; number++)
    free = `${value.slice(0, at)}${number}${value.slice(at)}`;
  return free;
}

function userNames(sheet: Sheet, place: CursorPlace, column: Column): Choice[] {
  const made = derived(sheet, place, column);
  if (made === undefined) return [];
  const pattern = column.field.constraints?.pattern;
  if (pattern !== undefined && !fits(pattern, made)) return [];
  const value = numbered(sheet, column, made);
  return [{ value, detail: message("from {0}", listOf(column.field.derive ?? [])) }];
}

/** The names of a row as one word: "ann.lee". */
function derived(sheet: Sheet, place: CursorPlace, column: Column): string | undefined {
  const parts = (column.field.derive ?? []).map((name) => {
    const cell = place.cells[sheet.binding?.indexOf(name) ?? -1];
    return cell ? usernameFrom([cell.text]) : "";
  });
  return parts.length > 0 && parts.every((part) => part !== "") ? usernameFrom(parts) : undefined;
}

/** Addresses at the domains that the rows above use: of the name typed so far, or one made from other columns. */
function addresses(sheet: Sheet, place: CursorPlace, column: Column, typed: string): Choice[] {
  const at = typed.indexOf("@");
  const local = at > 0 ? trimBlanks(typed.slice(0, at)) : derived(sheet, place, column);
  if (local === undefined) return [];
  const domains = valuesAbove(sheet, place, column).flatMap((value) => /^[^\s@]+@([^\s@,]+)$/.exec(value)?.[1] ?? []);
  return [...new Set(domains)]
    .slice(0, 8)
    .map((domain) => ({ value: `${local}@${domain}`, detail: message("domain used above") }));
}

/**
 * What rows above say in a column, the nearest first, each value once, items of lists one by one. Rows that do not line
 * up are passed over: their cells may belong to other columns.
 */
export function valuesAbove(sheet: Sheet, place: CursorPlace, column: Column, limit = 50): string[] {
  const { document, binding } = sheet;
  const index = binding?.indexOf(column.field.name) ?? -1;
  const found = new Set<string>();
  if (index < 0 || !binding) return [];
  const from = place.address
    ? document.records[place.address.page]! + place.address.row
    : document.records[document.pages.length]!;
  const header = headerRecord(document);
  for (let record = from - 1; record > header && record >= from - rowsAbove && found.size < limit; record--) {
    const cells = cellsOf(document, rowByNumber(document, record)!);
    if (cells.length !== binding.columns.length || !isRecord(cells, binding)) continue;
    const text = cells[index]!.text;
    const delimiter = column.field.list?.delimiter;
    for (const item of delimiter === undefined ? [text] : text.split(delimiter)) {
      const value = trimBlanks(item);
      if (value !== "" && !/[\r\n]/.test(value)) found.add(value);
    }
  }
  return [...found].slice(0, limit);
}
