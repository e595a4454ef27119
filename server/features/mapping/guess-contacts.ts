/** Rows for phones, further addresses and the postal address, where a system has them in a file of their own. */
import type { ContactKind, Meaning } from "../../core/filetypes/file-type.ts";
import { countryByCode } from "../../core/filetypes/lists.ts";
import { type Message, message } from "../../core/text/message.ts";
import { codeFor, columnFor, type Target, type TargetTable } from "../convert/target.ts";
import type { Candidate } from "./candidates.ts";
import { direct, type GuessContext, hasExtensions, prefixFor, prefixOf } from "./guess-parts.ts";
import type { ColumnPart, MappingPart, RowPlan } from "./mapping.ts";

export interface ContactPlan {
  readonly plan: RowPlan;
  readonly why: Message;
}

type Parts = Readonly<Record<string, MappingPart | undefined>>;

export function contactPlans(target: Target, context: GuessContext): ContactPlan[] {
  const { contacts } = target;
  const member = contacts && columnFor(contacts, "member");
  const key = columnFor(target.people, "key");
  if (!contacts || !member || !key || !context.key) return [];
  const rowKey = columnFor(contacts, "row-key");
  const prefix = prefixFor(key, context.key);
  const plan = (mark: string, when: string, parts: Parts): ContactPlan => {
    const columns: Record<string, MappingPart> = { [member.field.name]: { id: prefix } };
    if (rowKey) columns[rowKey.field.name] = { id: `${prefixOf(rowKey)}${mark}-` };
    for (const [field, part] of Object.entries(parts)) if (part !== undefined) columns[field] = part;
    return { plan: { file: contacts.table.name, when, columns }, why: message('Goes with "{0}".', when) };
  };
  const inPeople = target.people.columns.has("phone");
  return [
    ...(inPeople ? [] : phonePlans(contacts, context, plan)),
    ...emailPlans(contacts, context, plan),
    ...addressPlans(contacts, context, plan),
  ];
}

type MakePlan = (mark: string, when: string, parts: Parts) => ContactPlan;

/** The code of a kind, the same in every row. */
function coded(contacts: TargetTable, means: Meaning, kind: ContactKind): Parts {
  const column = columnFor(contacts, means);
  const code = column && codeFor(column, kind);
  return column && code !== undefined ? { [column.field.name]: { constant: code } } : {};
}

function phonePlans(contacts: TargetTable, context: GuessContext, plan: MakePlan): ContactPlan[] {
  const phone = columnFor(contacts, "phone");
  if (!phone) return [];
  const { candidates } = context;
  return (["work", "mobile", "home", "fax", "other"] as const).flatMap((kind): ContactPlan[] => {
    const found = candidates.find("phone", kind === "work" ? ["work", undefined] : [kind]);
    if (!found) return [];
    const { name } = found.column;
    const mark = kind === "other" ? "O" : kind[0]!.toUpperCase();
    return [
      plan(mark, name, {
        ...phoneKind(contacts, context, found, kind),
        [phone.field.name]: name,
        ...phoneExtension(contacts, context, found, kind),
        ...phoneCountry(contacts, context, name),
      }),
    ];
  });
}

/** The kind stands in a column of its own where the phone's header says none. */
function phoneKind(contacts: TargetTable, { candidates }: GuessContext, found: Candidate, kind: ContactKind): Parts {
  const column = columnFor(contacts, "phone-kind");
  const own = found.kind === undefined ? candidates.find("phone-kind") : undefined;
  if (!column || !own) return coded(contacts, "phone-kind", kind);
  const kinds: readonly [RegExp, ContactKind][] = [
    [/mobil|cell|handy|portable|m[óo]vil|celular/i, "mobile"],
    [/fax/i, "fax"],
    [/work|office|business|gesch|dienst|b[üu]ro|pro|main|desk/i, "work"],
    [/home|priv|perso|casa/i, "home"],
  ];
  const values = [...own.column.values.keys()].sort().map((text) => {
    const meant = kinds.find(([word]) => word.test(text))?.[1] ?? "other";
    return [text, codeFor(column, meant) ?? ""] as const;
  });
  const fallback = codeFor(column, "other");
  const part: ColumnPart = {
    column: own.column.name,
    values: Object.fromEntries([
      ...values,
      ...(fallback === undefined ? [] : [["", codeFor(column, kind) ?? fallback] as const]),
    ]),
    ...(fallback === undefined ? {} : { others: { constant: fallback } }),
  };
  return { [column.field.name]: part };
}

function phoneExtension(
  contacts: TargetTable,
  { candidates }: GuessContext,
  found: Candidate,
  kind: ContactKind,
): Parts {
  const column = columnFor(contacts, "phone-extension");
  if (!column) return {};
  const own = kind === "work" ? candidates.find("phone-extension") : undefined;
  if (own) return { [column.field.name]: own.column.name };
  return hasExtensions(found.column)
    ? { [column.field.name]: { column: found.column.name, part: "phone-extension" } }
    : {};
}

function phoneCountry(contacts: TargetTable, { country }: GuessContext, name: string): Parts {
  const column = columnFor(contacts, "phone-country");
  return column && country !== undefined ? { [column.field.name]: { column: name, part: "phone-country" } } : {};
}

function emailPlans(contacts: TargetTable, { candidates }: GuessContext, plan: MakePlan): ContactPlan[] {
  const email = columnFor(contacts, "email");
  const home = candidates.find("email", ["home"]);
  const main = candidates.find("email", ["work", undefined]);
  if (!email || !home || !main || home.column.filled === 0) return [];
  const { name } = home.column;
  return [plan("E", name, { ...coded(contacts, "email-kind", "home"), [email.field.name]: name })];
}

/** Columns with the number of a house, where it stands beside the street: after it in most languages, before it in English and French. */
const houseNumber = {
  after:
    /^(?:haus(?:nummer|[ -]?nr\.?)|hnr\.?|huis(?:nummer|nr\.?)|(?:numero )?civico|n[uú]mero (?:da casa|exterior))$/i,
  before:
    /^(?:house[ _]?(?:number|no\.?|nr\.?)|street (?:number|no\.?)|(?:num[eé]ro|n[°º]) (?:de )?(?:la )?(?:rue|voie))$/i,
  addition:
    /^(?:haus(?:nummer(?:n)?|[ -]?nr\.?)[ -]?zusatz|huisnummer[ -]?toevoeging|toevoeging|house number suffix)$/i,
};

/** The street with its house number where that is in a column of its own; undefined where it is not. */
function streetPart(street: Candidate, { candidates: { columns } }: GuessContext): MappingPart | undefined {
  const named = (names: RegExp): string[] =>
    columns.flatMap(({ name, filled }) => (filled > 0 && names.test(name.trim()) ? [name] : []));
  const [before, after, addition] = [houseNumber.before, houseNumber.after, houseNumber.addition].map(named);
  if (before!.length + after!.length !== 1) return undefined;
  return { join: [...before!, street.column.name, ...after!, ...addition!.slice(0, 1)] };
}

/** An address without its country is an error there, so there is none where the export names no country. */
function addressPlans(contacts: TargetTable, context: GuessContext, plan: MakePlan): ContactPlan[] {
  const { candidates, country, notes } = context;
  const line = candidates.find("address-line1");
  if (!line || line.column.filled === 0) return [];
  const means = ["address-line1", "address-line2", "city", "state", "postal-code", "country"] as const;
  const parts: Record<string, MappingPart | undefined> = {};
  for (const each of means) {
    const column = columnFor(contacts, each);
    if (!column) continue;
    // The parts of one address: a street at work and a city at home are two.
    const found: Candidate | undefined =
      each === "address-line1" ? line : candidates.find(each, [line.kind, undefined]);
    const isThere = found !== undefined && found.column.filled > 0;
    if (isThere && found === line) parts[column.field.name] = streetPart(line, context) ?? direct(found, column).part;
    else if (isThere) parts[column.field.name] = direct(found, column).part;
    else if (each === "country") {
      const named = country === undefined ? undefined : countryByCode(country);
      if (named === undefined) {
        notes.push(
          message(
            '"{0}" isn\'t used: {1} requires the country of an address, and no column contains it.',
            line.column.name,
            contacts.table.system,
          ),
        );
        return [];
      }
      parts[column.field.name] = { constant: named };
    }
  }
  return [plan("A", line.column.name, { ...coded(contacts, "address-kind", line.kind ?? "work"), ...parts })];
}
