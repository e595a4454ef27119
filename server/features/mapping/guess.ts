/** A mapping to begin with, guessed from what the columns are called and what stands in them; each guess says why. */
import { isLastFirst, type NamedColumn, stateNamed } from "../../core/filetypes/column-names.ts";
import { type RecognizedColumn, recognizeColumn } from "../../core/filetypes/column-recognition.ts";
import { countryInOtherWords } from "../../core/filetypes/country-words.ts";
import type { ContactKind, Meaning } from "../../core/filetypes/file-type.ts";
import { canonicalZone, countryByCode, countryCodeOf, zoneFor, zoneKind } from "../../core/filetypes/lists.ts";
import type { Column, Table } from "../../core/filetypes/table.ts";
import { booleanOf } from "../../core/filetypes/values.ts";
import { fold, trimBlanks } from "../../core/text/text.ts";
import { codeFor, columnFor, type Target, targetOf, writeBoolean } from "../convert/target.ts";
import type { Mapping, MappingPart, RowPlan, Source } from "./mapping.ts";
import { certain } from "./values.ts";

/** One column of a file, where its values come from, and why. */
export interface GuessedColumn {
  readonly file: string;
  readonly field: string;
  readonly title: string;
  readonly required: boolean;
  /** Undefined: nothing fits. */
  readonly part: MappingPart | undefined;
  readonly why: string;
}

export interface Guess {
  readonly mapping: Mapping;
  /** The columns of the file of people, then those of others that are made. */
  readonly columns: readonly GuessedColumn[];
}

/** So many rows are looked at. */
const rowsLookedAt = 500;
/** A column with more values than this is no list of codes. */
const valuesMax = 40;

interface Candidate extends NamedColumn {
  readonly name: string;
  readonly why: string;
}

/** Undefined when `to` is no file type of people. */
export function guessMapping(source: Source, to: string, tables: readonly Table[]): Guess | undefined {
  const target = targetOf(to, tables);
  if (!target) return undefined;
  const candidates = source.columns.flatMap((name, i) => candidatesOf(name, valuesIn(source, i)));
  const find = finder(candidates);
  const people = target.people.table;
  const keyColumn = find("key") ?? find("email") ?? find("user-name");
  const key = keyColumn ? [keyColumn.name] : [];
  const columns: GuessedColumn[] = people.columns.map((column) =>
    guessed(people, column, ownOr(partFor(column, find, source, keyColumn, people), column, source)),
  );
  const extra = contactPlans(target, find, source, people);
  const first: RowPlan = { file: people.name, columns: partsOf(columns) };
  for (const { file, columns: parts } of extra) {
    const table = tables.find(({ name }) => name === file)!;
    for (const [field, part] of Object.entries(parts))
      columns.push(guessed(table, table.byName.get(field)!, { part, why: "goes with it" }));
  }
  return { mapping: { to, ...(key.length > 0 ? { key } : {}), rows: [first, ...extra] }, columns };
}

type Find = (means: Meaning, kinds?: readonly (ContactKind | undefined)[]) => Candidate | undefined;

/** The surest column for a fact; a column that is surer of another fact is left to that. */
function finder(candidates: readonly Candidate[]): Find {
  const best = new Map<string, number>();
  for (const { name, sure } of candidates) best.set(name, Math.max(best.get(name) ?? 0, sure));
  const own = candidates.filter(({ name, sure }) => sure >= best.get(name)! - 0.05);
  return (means, kinds) => {
    const fitting = own.filter((each) => each.means === means && (kinds === undefined || kinds.includes(each.kind)));
    const rank = ({ kind }: Candidate): number =>
      kinds === undefined ? (kind === "home" ? 1 : 0) : kinds.indexOf(kind);
    return fitting.sort((a, b) => rank(a) - rank(b) || b.sure - a.sure)[0];
  };
}

function candidatesOf(name: string, values: readonly string[]): Candidate[] {
  const reasons: Readonly<Record<RecognizedColumn["by"], string>> = {
    name: `it is called "${name}"`,
    "name-and-values": `it is called "${name}" and its values look so`,
    values: `the values of "${name}" look like it`,
  };
  return recognizeColumn(name, values).map((each) => ({ ...each, name, why: reasons[each.by] }));
}

function valuesIn(source: Source, column: number): string[] {
  return source.rows
    .slice(0, rowsLookedAt)
    .map(({ cells }) => trimBlanks(cells[column] ?? ""))
    .filter((value) => value !== "");
}

interface Found {
  readonly part: MappingPart | undefined;
  readonly why: string;
}

const nothing: Found = { part: undefined, why: "nothing in the export looks like it" };

function guessed(table: Table, { field, required }: Column, { part, why }: Found): GuessedColumn {
  return { file: table.name, field: field.name, title: field.title, required, part, why };
}

function partsOf(columns: readonly GuessedColumn[]): Record<string, MappingPart> {
  return Object.fromEntries(columns.flatMap(({ field, part }) => (part === undefined ? [] : [[field, part]])));
}

/** Where no fact leads to a column, one of its very name may: a department, a team, a tenant's own property. */
function ownOr(found: Found, column: Column, source: Source): Found {
  if (found.part !== undefined) return found;
  const names = [column.field.name, column.field.title].map(fold);
  const at = source.columns.findIndex((name) => names.includes(fold(name)));
  if (at < 0) return found;
  const values = valuesIn(source, at);
  const fits = column.values.size === 0 || values.some((value) => column.values.has(value));
  const name = source.columns[at]!;
  return fits ? { part: name, why: `it is called "${name}"` } : found;
}

function partFor(column: Column, find: Find, source: Source, key: Candidate | undefined, people: Table): Found {
  const { means, kind } = column.field;
  if (means === undefined) return nothing;
  if (means === "key") {
    if (!key) return { part: undefined, why: "no column tells who somebody is" };
    if (column.field.type !== "id") return nothing;
    return { part: { id: prefixOf(column) }, why: `made of "${key.name}": the same in every export` };
  }
  if (means === "phone")
    return direct(find(means, kind === undefined ? ["work", undefined, "mobile"] : [kind]), column, source);
  if (means === "email") return direct(find(means, ["work", undefined, "other", "home"]), column, source);
  const own = find(means);
  if (own && means !== "full-name" && means !== "user-name") return direct(own, column, source);
  switch (means) {
    case "full-name":
      return fullName(find, own);
    case "first-name":
    case "last-name": {
      const whole = find("full-name");
      if (!whole) return nothing;
      const order = isLastFirst(whole.name) ? ({ order: "last-first" } as const) : {};
      return { part: { column: whole.name, part: means, ...order }, why: `a part of "${whole.name}"` };
    }
    case "user-name":
      return userName(find, own, people);
    default:
      return nothing;
  }
}

function fullName(find: Find, own: Candidate | undefined): Found {
  const [first, last] = [find("first-name"), find("last-name")];
  if (first && last)
    return { part: { join: [first.name, last.name] }, why: `"${first.name}" and "${last.name}" together` };
  return own ? { part: own.name, why: own.why } : nothing;
}

function userName(find: Find, own: Candidate | undefined, people: Table): Found {
  if (own) return { part: own.name, why: own.why };
  const email = find("email", ["work", undefined, "home"]);
  if (email)
    return { part: { column: email.name, part: "mailbox" }, why: `what stands before the @ in "${email.name}"` };
  const [first, last] = [find("first-name"), find("last-name")];
  if (!first || !last || !people) return nothing;
  return {
    part: { join: [first.name, last.name], as: "user-name" },
    why: `"${first.name}" and "${last.name}" together`,
  };
}

function direct(found: Candidate | undefined, column: Column, source: Source): Found {
  if (!found) return nothing;
  const { name, why } = found;
  const values = valueMap(valuesIn(source, source.columns.indexOf(name)), column);
  const count = Object.keys(values).length;
  if (count === 0) return { part: name, why };
  return { part: { column: name, values }, why: `${why}; ${count === 1 ? "1 word" : `${count} words`} translated` };
}

/** What the words of a column stand for, as far as that is certain or all but certain; a person looks at it. */
function valueMap(all: readonly string[], column: Column): Record<string, string> {
  const different = [...new Set(all)].sort();
  if (different.length > valuesMax) return {};
  const entries = different.flatMap((value): [string, string][] => {
    if (certain(value, column) !== value) return [];
    const meant = meaningOf(value, column);
    return meant === undefined || meant === value ? [] : [[value, meant]];
  });
  return Object.fromEntries(entries);
}

function meaningOf(value: string, column: Column): string | undefined {
  const { field, values } = column;
  switch (field.type) {
    case "code":
    case "status": {
      if (values.has(value)) return undefined;
      const state = stateNamed(value);
      return state && (codeFor(column, state) ?? (state === "deleted" ? codeFor(column, "suspended") : undefined));
    }
    case "boolean": {
      const state = stateNamed(value);
      const is = booleanOf(value) ?? (state === undefined ? undefined : state === "active");
      return is === undefined ? undefined : writeBoolean(column, is);
    }
    case "timezone":
      return zoneKind(value) === "ok" ? undefined : (canonicalZone(value) ?? zoneFor(value)[0]);
    case "country-name":
    case "country-code": {
      if (countryCodeOf(value) !== undefined) return undefined;
      const code = countryInOtherWords(fold(value));
      return field.type === "country-code" ? code : code && countryByCode(code);
    }
    default:
      return undefined;
  }
}

/** Rows for phones, further addresses and the postal address, where those stand in a file of their own. */
function contactPlans(target: Target, find: Find, source: Source, people: Table): RowPlan[] {
  const { contacts } = target;
  const member = contacts && columnFor(contacts, "member");
  const key = columnFor(target.people, "key");
  if (!contacts || !member || !key) return [];
  const { table } = contacts;
  const rowKey = columnFor(contacts, "row-key");
  const plans: RowPlan[] = [];
  const add = (mark: string, when: string, parts: Readonly<Record<string, MappingPart | undefined>>): void => {
    const columns: Record<string, MappingPart> = { [member.field.name]: { id: prefixOf(key) } };
    if (rowKey) columns[rowKey.field.name] = { id: `${prefixOf(rowKey)}${mark}-` };
    for (const [field, part] of Object.entries(parts)) if (part !== undefined) columns[field] = part;
    plans.push({ file: table.name, when, columns });
  };
  const coded = (means: Meaning, kind: ContactKind): Record<string, MappingPart | undefined> => {
    const column = columnFor(contacts, means);
    const code = column && codeFor(column, kind);
    return column && code !== undefined ? { [column.field.name]: { constant: code } } : {};
  };
  const phone = columnFor(contacts, "phone");
  for (const kind of ["work", "mobile", "home", "fax"] as const) {
    const found = find("phone", kind === "work" ? ["work", undefined] : [kind]);
    if (!phone || !found || people.columns.some(({ field }) => field.means === "phone")) continue;
    const extension = kind === "work" ? columnFor(contacts, "phone-extension") : undefined;
    add(kind[0]!.toUpperCase(), found.name, {
      ...coded("phone-kind", kind),
      [phone.field.name]: found.name,
      ...(extension ? { [extension.field.name]: find("phone-extension")?.name } : {}),
    });
  }
  const email = columnFor(contacts, "email");
  const main = find("email", ["work", undefined, "other", "home"]);
  const home = find("email", ["home"]);
  if (email && home && home.name !== main?.name)
    add("E", home.name, { ...coded("email-kind", "home"), [email.field.name]: home.name });
  const line = find("address-line1");
  if (line)
    add("A", line.name, { ...coded("address-kind", line.kind ?? "work"), ...addressParts(contacts, find, source) });
  return plans;
}

function addressParts(contacts: Target["people"], find: Find, source: Source): Record<string, MappingPart | undefined> {
  const means = ["address-line1", "address-line2", "city", "state", "postal-code", "country"] as const;
  return Object.fromEntries(
    means.flatMap((each) => {
      const column = columnFor(contacts, each);
      const found = find(each);
      return column && found ? [[column.field.name, direct(found, column, source).part]] : [];
    }),
  );
}

/** The letters that ids of a column begin with in its example: "U-1001" gives "U-". */
function prefixOf({ field }: Column): string {
  return /^[A-Za-z]+-/.exec(field.example)?.[0] ?? "";
}
