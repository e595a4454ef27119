/** What a person wants to know at a cell, in two seconds: the answer in the first line, then what is wrong, then the column. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { Category, Field } from "../../core/filetypes/file-type.ts";
import { canonicalZone, countryByCode, countryCodeOf, zoneKind } from "../../core/filetypes/lists.ts";
import type { Column, Table } from "../../core/filetypes/table.ts";
import { membershipOf } from "../../core/filetypes/values.ts";
import { english, sentenceOf } from "../../core/text/message.ts";
import { fold, nearest, type Span, trimBlanks } from "../../core/text/text.ts";
import { fileName } from "../../core/workspace/folders.ts";
import { code, link, plain } from "../records/markdown.ts";
import { abbreviations } from "./choices.ts";
import { clockAt } from "./clock.ts";
import { type Item, isSecret, itemAt, type Place, placeAt, type World } from "./place.ts";

export interface Hover {
  /** What it is about, in the document: a cell, or an item of a list. */
  readonly span: Span;
  readonly markdown: string;
}

/** Longer lists of values are cut. */
const listLength = 16;

/** What to say about an offset (UTF-16, from 0); undefined on blank lines and lines that are no records. Reads the page it needs. */
export function hoverAt(sheet: Sheet, offset: number, world: World): Hover | undefined {
  const place = placeAt(sheet, offset);
  if (place.blank || place.conflict || place.above || !sheet.binding) return undefined;
  const item = itemAt(place.cell, place.header ? undefined : place.column?.field, offset);
  const listed = item.before.length + item.after.length > 0;
  const span = listed ? item.span : { start: place.cell.start, end: place.cell.end };
  const faults = problems(sheet, place);
  const told = faults.length > 0;
  const parts = place.header ? headerParts(sheet, place, told) : cellParts(sheet, place, item, world, told);
  const [first, ...rest] = parts;
  const paragraphs = [first, ...(world.problems === false ? [] : faults), ...rest, source(sheet.table)];
  return { span, markdown: paragraphs.filter((part) => part !== undefined && part !== "").join("\n\n") };
}

type Part = string | undefined;

/** `told`: a finding gives the advice already. */
function headerParts(sheet: Sheet, place: Place, told: boolean): Part[] {
  const cell = sheet.binding!.cells[place.index]!;
  if (!cell.column) return unknownColumn(sheet.table, cell.text, told);
  const { field } = cell.column;
  const called = told || cell.match === "exact" ? "" : `; ${sheet.table.system} calls it ${code(field.name)}`;
  return [
    `**${plain(field.title)}** — ${code(cell.text)}, ${need(cell.column)}${called}`,
    meaning(cell.column),
    valueList(cell.column, undefined),
    shape(field),
  ];
}

function unknownColumn(table: Table, name: string, told: boolean): Part[] {
  const intro = `**${trimBlanks(name) === "" ? "No name" : plain(name)}** — ${table.system} does not know this column`;
  if (told) return [intro];
  const key = fold(name);
  const reason = table.document.notColumns?.find((column) => fold(column.name) === key)?.reason;
  const guess = reason
    ? undefined
    : nearest(
        name,
        table.columns.map((column) => column.field.name),
      );
  const fate =
    table.document.fieldsMatch === "equal" ? "With it the upload is refused." : "It is left aside, with all its cells.";
  return [
    intro,
    reason ? plain(english(sentenceOf(reason))) : undefined,
    guess ? `Did you mean ${code(guess)}?` : undefined,
    fate,
  ];
}

function cellParts(sheet: Sheet, place: Place, item: Item, world: World, told: boolean): Part[] {
  const { column } = place;
  if (!column) return strayCell(sheet, place);
  const { field } = column;
  const value = trimBlanks(item.text);
  const secret = isSecret(sheet, place);
  const known = secret || value === "" ? undefined : answer(sheet, column, value, world, told);
  const count = item.before.length + item.after.length + 1;
  const where = count > 1 ? `, ${item.index + 1} of ${count}` : "";
  const first = known
    ? `**${plain(known.title)}** — ${known.about}${where}`
    : `**${plain(field.title)}** — ${state(column, value, secret)}${where}`;
  return [
    first,
    ...(known?.more ?? []),
    valueList(column, known?.category),
    `${known ? `*${plain(field.title)}* – ` : ""}${meaning(column)}`,
    known ? undefined : shape(field),
  ];
}

/** A cell of a column that the header does not have, or that the system does not know. */
function strayCell(sheet: Sheet, place: Place): Part[] {
  const { cells } = sheet.binding!;
  const header = cells[place.index];
  if (!header)
    return [`**No column** — this row has ${place.cells.length} cells, the header names ${cells.length} columns`];
  if (header.column)
    return [
      `**${plain(header.text)}** — the same column a second time`,
      `Only the first ${code(header.column.field.name)} counts.`,
    ];
  return unknownColumn(sheet.table, header.text, false);
}

function state(column: Column, value: string, secret: boolean): string {
  if (value === "") return column.required ? "empty, but required" : `empty, ${need(column)}`;
  if (secret) return column.field.type === "password" ? "never shown here" : need(column);
  return column.values.size > 0 && column.field.type !== "role" && column.field.type !== "membership"
    ? `${code(value)} is not on the list`
    : `${code(value)}, ${need(column)}`;
}

interface Answer {
  readonly title: string;
  /** Markdown. */
  readonly about: string;
  readonly category?: Category;
  readonly more?: readonly Part[];
}

/** What a value stands for, where that is more than itself. */
function answer(sheet: Sheet, column: Column, value: string, world: World, told: boolean): Answer | undefined {
  const { field } = column;
  const foreign = sheet.table.document.foreignKeys?.find((key) => key.field === field.name)?.reference;
  const found = foreign ? world.record?.(foreign.table, foreign.field, value) : undefined;
  if (found) {
    const facts = found.facts.map((fact) => `- ${plain(fact.title)}: ${code(fact.value)}`).join("\n");
    return { title: found.name, about: `${code(value)} in ${plain(found.where)}`, more: [facts] };
  }
  switch (field.type) {
    case "timezone":
      return zoneAnswer(value, world.now, told);
    case "country-code":
    case "country-name":
      return countryAnswer(field, value, told);
    case "membership":
      return membershipAnswer(column, value);
    case "boolean":
      return /^(?:true|false)$/i.test(value) ? { title: value, about: plain(field.title) } : undefined;
    default:
      return categoryAnswer(column, value);
  }
}

function categoryAnswer(column: Column, value: string): Answer | undefined {
  const category = column.values.get(value);
  const about = plain(column.field.title);
  if (category) {
    return {
      title: category.label ?? category.value,
      about: category.label === undefined ? about : code(value),
      category,
      more: [category.description],
    };
  }
  const meant = column.spellings.get(fold(value));
  return meant ? { title: meant.value, about: `what to write for ${code(value)}`, category: meant } : undefined;
}

function zoneAnswer(value: string, now: number, told: boolean): Answer | undefined {
  const kind = zoneKind(value);
  const zone = canonicalZone(value);
  const clock = zone === undefined ? undefined : clockAt(zone, now);
  if (zone === undefined || !clock) return undefined;
  const names = [clock.name, ...abbreviations(zone).slice(0, 4)].filter((word) => word !== undefined).join(", ");
  return {
    title: zone,
    about: `${clock.offsetText}, ${clock.time} there now (${clock.day})`,
    more: [told || kind === "ok" ? undefined : `The name to write for ${code(value)} is ${code(zone)}.`, plain(names)],
  };
}

function countryAnswer(field: Field, value: string, told: boolean): Answer | undefined {
  const found = countryCodeOf(value);
  const name = found === undefined ? undefined : countryByCode(found);
  if (found === undefined || name === undefined) return undefined;
  const wanted = field.type === "country-code" ? found : name;
  const right = field.type === "country-code" ? value === found : value.toUpperCase() !== found;
  return {
    title: name,
    about: code(found),
    more: [told || right ? undefined : `Here it is written ${code(wanted)}.`],
  };
}

/** `manager:/organization/employees`. */
function membershipAnswer(column: Column, value: string): Answer | undefined {
  const membership = membershipOf(value);
  if (!membership) return undefined;
  const { role: prefix, path } = membership;
  const group = column.values.get(path);
  const role = column.field.prefixes?.find((category) => category.value === prefix);
  const title = group?.label ?? fileName(path);
  return {
    title: prefix === undefined ? title : `${title}, as ${prefix === "*" ? "any role" : prefix}`,
    about: code(value),
    ...(group ? { category: group } : {}),
    more: [[group?.description, role?.description].filter((text) => text !== undefined).join(" ")],
  };
}

/** All values that a column lists, the one in the cell in bold. */
function valueList(column: Column, current: Category | undefined): Part {
  const listed = [...column.values.values()];
  if (listed.length === 0) return undefined;
  const shown = listed.slice(0, listLength).map((category) => {
    const label = category.label === undefined ? "" : ` ${plain(category.label)}`;
    const text = `${code(category.value)}${label}`;
    return category === current ? `**${text}**` : text;
  });
  if (listed.length > shown.length) shown.push(`${listed.length - shown.length} more`);
  return shown.join(" · ");
}

/** In a word: whether the column must be filled. */
function need(column: Column): string {
  if (column.required) return "required";
  const { condition } = column.field;
  return condition === undefined || /^optional/i.test(condition) ? "optional" : "required at times";
}

function meaning(column: Column): string {
  return [column.field.description, requirement(column)].filter((text) => text !== undefined).join(" ");
}

function requirement(column: Column): Part {
  const { condition } = column.field;
  if (condition === undefined || /^optional\.$/i.test(condition)) return undefined;
  return /^(?:when|for) /i.test(condition)
    ? `Required ${condition.charAt(0).toLowerCase()}${condition.slice(1)}`
    : condition.replace(/^always\.\s*/i, "");
}

function shape(field: Field): Part {
  const example = field.example === "" ? undefined : `Example: ${code(field.example)}`;
  return [field.format, example].filter((part) => part !== undefined).join(" ");
}

/** What is wrong here, in words. */
function problems(sheet: Sheet, place: Place): string[] {
  const { address, cell, index } = place;
  if (!address) return [];
  const span = { start: cell.start, end: cell.end };
  const found = sheet.findingsAt(span).filter((placed) => {
    const { finding } = placed;
    if (finding.cell >= 0 && finding.cell !== index) return false;
    if (place.header ? finding.row >= 0 : finding.row !== address.row || placed.page !== address.page) return false;
    const at = sheet.spanOf(placed);
    return finding.cell >= 0 || (at.start <= span.start && at.end >= span.end);
  });
  return [...new Set(found.map(({ finding }) => `⚠ ${plain(sheet.messageOf(finding))}`))];
}

function source(table: Table): Part {
  return link(`About this file, by ${table.system}`, table.document.url);
}
