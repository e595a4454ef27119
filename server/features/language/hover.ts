/** What a person wants to know at a cell, in two seconds: the answer in the first line, then what is wrong, then the column. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { Category, Field } from "../../core/filetypes/file-type.ts";
import { canonicalZone, countryByCode, countryCodeOf, zoneKind } from "../../core/filetypes/lists.ts";
import type { Column, Table } from "../../core/filetypes/table.ts";

import { membershipIn } from "../../core/filetypes/values.ts";
import { joined, type Message, message, schemaText, sentenceOf, type Value } from "../../core/text/message.ts";

import { fold, nearest, type Span, trimBlanks } from "../../core/text/text.ts";
import { fileName } from "../../core/workspace/folders.ts";
import { code, codeOf, link, plain } from "../records/markdown.ts";
import { abbreviations } from "./choices.ts";
import { clockAt } from "./clock.ts";
import { type CursorPlace, type FeatureContext, type ItemAt, isSecret, itemAt, placeAt } from "./place.ts";

export interface Hover {
  /** What it is about, in the document: a cell, or an item of a list. */
  readonly span: Span;
  readonly markdown: Message;
}

/** Longer lists of values are cut. */
const listLength = 16;

/** What to say about an offset (UTF-16, from 0); undefined on blank lines and lines that are no records. Reads the page it needs. */
export function hoverAt(sheet: Sheet, offset: number, context: FeatureContext): Hover | undefined {
  const place = placeAt(sheet, offset);
  if (place.blank || place.conflict || place.above || !sheet.binding) return undefined;
  const item = itemAt(place.cell, place.header ? undefined : place.column?.field, offset);
  const listed = item.before.length + item.after.length > 0;
  const span = listed ? item.span : { start: place.cell.start, end: place.cell.end };
  const faults = problems(sheet, place);
  const hasFaults = faults.length > 0;
  const parts = place.header ? headerParts(sheet, place, hasFaults) : cellParts(sheet, place, item, context, hasFaults);
  const [first, ...rest] = parts;
  const paragraphs = [first, ...(context.problems === false ? [] : faults), ...rest, source(sheet.table)];
  const filled = paragraphs.flatMap((part) => (part === undefined || isEmpty(part) ? [] : [part]));
  // Where the problem has said all there is, a link alone is no answer.
  if (parts.length === 0 && filled.length <= 1) return undefined;
  return { span, markdown: joined(filled, "\n\n") };
}

function isEmpty(part: Message | string): boolean {
  return typeof part === "string" ? part === "" : part.template === "";
}

/** Markdown. */
type HoverPart = Message | string | undefined;

/** `hasFaults`: a finding says already what is wrong, and what to do. */
function headerParts(sheet: Sheet, place: CursorPlace, hasFaults: boolean): HoverPart[] {
  const cell = sheet.binding!.cells[place.index]!;
  if (!cell.column) return unknownColumn(sheet.table, cell.text, hasFaults);
  const { field } = cell.column;
  return [
    headline(titleOf(field), [code(cell.text), need(cell.column)]),
    hasFaults || cell.match === "exact" ? undefined : message("The column name should be {0}.", code(field.name)),
    meaning(cell.column),
    valueList(cell.column, undefined),
    shape(field),
  ];
}

/** **Bold** — what there is to say of it in a few words. */
function headline(title: Message | string, about: readonly Value[]): Message {
  return joined(["**", plain(title), "** — ", joined(about, ", ")], "");
}

function titleOf(field: Field): Message {
  return schemaText(field.title);
}

function unknownColumn(table: Table, name: string, hasFaults: boolean): HoverPart[] {
  if (hasFaults) return [];
  const title = trimBlanks(name) === "" ? message("No name") : name;
  const intro = headline(title, [message("{0} doesn't recognize this column", table.system)]);
  const key = fold(name);
  const reason = table.document.notColumns?.find((column) => fold(column.name) === key)?.reason;
  const guess = reason
    ? undefined
    : nearest(
        name,
        table.columns.map((column) => column.field.name),
      );
  const fate =
    table.document.fieldsMatch === "equal"
      ? message("{0} rejects files with this column.", table.system)
      : message("{0} ignores the column and all its cells.", table.system);
  return [
    intro,
    reason ? plain(sentenceOf(reason)) : undefined,
    guess ? message("Did you mean {0}?", code(guess)) : undefined,
    fate,
  ];
}

function cellParts(
  sheet: Sheet,
  place: CursorPlace,
  item: ItemAt,
  context: FeatureContext,
  hasFaults: boolean,
): HoverPart[] {
  const { column } = place;
  if (!column) return hasFaults ? [] : strayCell(sheet, place);
  const { field } = column;
  const value = trimBlanks(item.text);
  const secret = isSecret(sheet, place);
  const known = secret || value === "" ? undefined : answer(sheet, column, value, context, hasFaults);
  const count = item.before.length + item.after.length + 1;
  const where = count > 1 ? [message("item {0} of {1}", item.index + 1, count)] : [];
  const first = known
    ? headline(known.title, [known.about, ...where])
    : headline(titleOf(field), [...state(column, value, secret, hasFaults), ...where]);
  return [
    first,
    ...(known?.more ?? []),
    valueList(column, known?.category ?? (secret ? undefined : column.spellings.get(fold(value)))),
    known ? joined(["*", plain(titleOf(field)), "* – ", meaning(column)], "") : meaning(column),
    // The problem names the values that the column takes, and the list above has them too.
    known || (hasFaults && column.values.size > 0) ? undefined : shape(field),
  ];
}

/** A cell of a column that the header does not have, or that the system does not know. */
function strayCell(sheet: Sheet, place: CursorPlace): HoverPart[] {
  const { cells } = sheet.binding!;
  const header = cells[place.index];
  if (!header) {
    const only =
      cells.length === 1
        ? message("the header has only 1 column")
        : message("the header has only {0} columns", cells.length);
    return [headline(message("No column"), [only])];
  }
  if (header.column)
    return [
      headline(header.text, [message("duplicate column")]),
      message("Only the first {0} counts.", code(header.column.field.name)),
    ];
  return unknownColumn(sheet.table, header.text, false);
}

function state(column: Column, value: string, secret: boolean, hasFaults: boolean): Value[] {
  if (hasFaults) return value === "" || secret ? [need(column)] : [code(value), need(column)];
  if (value === "") return column.required ? [message("empty, but required")] : [message("empty"), need(column)];
  if (secret) return [column.field.type === "password" ? message("not shown") : need(column)];
  return column.values.size > 0 && column.field.type !== "role" && column.field.type !== "membership"
    ? [message("{0} isn't in the list", code(value))]
    : [code(value), need(column)];
}

interface ValueAnswer {
  readonly title: Message | string;
  /** Markdown. */
  readonly about: Message | string;
  readonly category?: Category;
  readonly more?: readonly HoverPart[];
}

/** What a value means, where that is more than itself. */
function answer(
  sheet: Sheet,
  column: Column,
  value: string,
  context: FeatureContext,
  hasFaults: boolean,
): ValueAnswer | undefined {
  const { field } = column;
  const foreign = sheet.table.document.foreignKeys?.find((key) => key.field === field.name)?.reference;
  const found = foreign ? context.record?.(foreign.table, foreign.field, value) : undefined;
  if (found) {
    const facts = found.facts.map((fact) => joined(["- ", plain(fact.title), ": ", codeOf(fact.value)], ""));
    return {
      title: found.name,
      about: message("{0} in {1}", code(value), plain(found.where)),
      more: [joined(facts, "\n")],
    };
  }
  switch (field.type) {
    case "timezone":
      return zoneAnswer(value, context.now, hasFaults);
    case "country-code":
    case "country-name":
      return countryAnswer(field, value, hasFaults);
    case "membership":
      return membershipAnswer(column, value);
    case "boolean":
      return /^(?:true|false)$/i.test(value) ? { title: value, about: plain(titleOf(field)) } : undefined;
    default:
      return categoryAnswer(column, value, hasFaults);
  }
}

function categoryAnswer(column: Column, value: string, hasFaults: boolean): ValueAnswer | undefined {
  const category = column.values.get(value);
  const about = plain(titleOf(column.field));
  if (category) {
    return {
      title: category.label === undefined ? category.value : schemaText(category.label),
      about: category.label === undefined ? about : code(value),
      category,
      more: [category.description === undefined ? undefined : schemaText(category.description)],
    };
  }
  const meant = hasFaults ? undefined : column.spellings.get(fold(value));
  return meant ? { title: meant.value, about: message("use this for {0}", code(value)), category: meant } : undefined;
}

function zoneAnswer(value: string, now: number, hasFaults: boolean): ValueAnswer | undefined {
  const kind = zoneKind(value);
  const zone = canonicalZone(value);
  const clock = zone === undefined ? undefined : clockAt(zone, now);
  if (zone === undefined || !clock) return undefined;
  const names = [clock.name, ...abbreviations(zone).slice(0, 4)].filter((word) => word !== undefined).join(", ");
  return {
    title: zone,
    about: message("{0}, {1} there now ({2})", clock.offsetText, clock.time, clock.day),
    more: [
      hasFaults || kind === "ok" ? undefined : message("Use {1} instead of {0}.", code(value), code(zone)),
      plain(names),
    ],
  };
}

function countryAnswer(field: Field, value: string, hasFaults: boolean): ValueAnswer | undefined {
  const found = countryCodeOf(value);
  const name = found === undefined ? undefined : countryByCode(found);
  if (found === undefined || name === undefined) return undefined;
  const wanted = field.type === "country-code" ? found : name;
  const right = field.type === "country-code" ? value === found : value.toUpperCase() !== found;
  return {
    title: name,
    about: code(found),
    more: [hasFaults || right ? undefined : message("Use {0} here.", code(wanted))],
  };
}

/** `manager:/organization/employees`. */
function membershipAnswer(column: Column, value: string): ValueAnswer | undefined {
  const membership = membershipIn(column.field, value);
  if (!membership) return undefined;
  const { role: prefix, path } = membership;
  const group = column.values.get(path);
  const role = column.field.prefixes?.find((category) => category.value === prefix);
  const title = group?.label === undefined ? fileName(path) : schemaText(group.label);
  return {
    title:
      prefix === undefined
        ? title
        : prefix === "*"
          ? message("{0}, with any role", title)
          : message("{0}, as {1}", title, prefix),
    about: code(value),
    ...(group ? { category: group } : {}),
    more: [sentences([group?.description, role?.description])],
  };
}

/** All values that a column lists, the one in the cell in bold. */
function valueList(column: Column, current: Category | undefined): HoverPart {
  const listed = [...column.values.values()];
  if (listed.length === 0) return undefined;
  const shown = listed.slice(0, listLength).map((category): Value => {
    const label = category.label === undefined ? [] : [plain(schemaText(category.label))];
    const text = joined([code(category.value), ...label], " ");
    return category === current ? joined(["**", text, "**"], "") : text;
  });
  if (listed.length > shown.length) shown.push(message("{0} more", listed.length - shown.length));
  return joined(shown, " · ");
}

/** In a word: whether the column must be filled. */
function need(column: Column): Message {
  if (column.required) return message("required");
  const { condition } = column.field;
  return condition === undefined || /^optional/i.test(condition) ? message("optional") : message("sometimes required");
}

function meaning({ field }: Column): Message {
  const { description, condition } = field;
  return sentences([description, condition === "Optional." ? undefined : condition]);
}

/** Texts of a file type, one after the other. */
function sentences(texts: readonly (string | undefined)[]): Message {
  return joined(
    texts.flatMap((text) => (text === undefined || text === "" ? [] : [schemaText(text)])),
    " ",
  );
}

function shape({ format, example }: Field): HoverPart {
  const shown = example === "" ? [] : [message("Example: {0}", code(example))];
  return joined([...(format === undefined ? [] : [schemaText(format)]), ...shown], " ");
}

/** What is wrong here, in words. */
function problems(sheet: Sheet, place: CursorPlace): Message[] {
  const { address, cell, index } = place;
  if (!address) return [];
  const span = { start: cell.start, end: cell.end };
  const found = sheet.findingsAt(span).filter((located) => {
    const { finding } = located;
    if (finding.cell >= 0 && finding.cell !== index) return false;
    if (place.header ? finding.row >= 0 : finding.row !== address.row || located.page !== address.page) return false;
    const at = sheet.spanOf(located);
    return finding.cell >= 0 || (at.start <= span.start && at.end >= span.end);
  });
  const said = new Map(found.map(({ finding }) => [String(sheet.messageOf(finding)), sheet.messageOf(finding)]));
  return [...said.values()].map((text) => joined(["⚠ ", plain(text)], ""));
}

function source(table: Table): HoverPart {
  return link(message("{0} documentation for this file", table.system), table.document.url);
}
