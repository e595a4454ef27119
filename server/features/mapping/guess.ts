/** A mapping to begin with, guessed from what the columns are called and what stands in them; each guess says why. */

import { isInFamilyFirstWriting, namesField } from "../../core/filetypes/column-names.ts";
import { valuesFit } from "../../core/filetypes/column-recognition.ts";
import type { ContactKind } from "../../core/filetypes/file-type.ts";
import type { Column, Table } from "../../core/filetypes/table.ts";
import { isUuid } from "../../core/filetypes/values.ts";
import { joined, type Message, message, schemaText } from "../../core/text/message.ts";
import { fold } from "../../core/text/text.ts";
import { isFamilyFirst } from "../convert/names.ts";
import { targetOf } from "../convert/target.ts";
import { type Candidate, Candidates, type Kinds, keyColumn } from "./candidates.ts";
import { type SourceStatistics, statisticsOf } from "./column-statistics.ts";
import { beginsInCapitals, nameAroundComma } from "./full-names.ts";
import { contactPlans } from "./guess-contacts.ts";
import { because, direct, type FoundPart, type GuessContext, nothing, prefixFor, withValues } from "./guess-parts.ts";
import type { FullNameOrder, Mapping, MappingPart, RowPlan, Source } from "./mapping.ts";
import { certain, isListed } from "./values.ts";

/** One column of a file, where its values come from, and why. */
export interface GuessedColumn {
  readonly file: string;
  readonly field: string;
  readonly title: Message;
  readonly required: boolean;
  /** Undefined: nothing fits. */
  readonly part: MappingPart | undefined;
  /** A sentence. */
  readonly why: Message;
  /** Other columns of the export that may be meant, the likeliest first. */
  readonly alternatives: readonly string[];
}

export interface Guess {
  readonly mapping: Mapping;
  /** The columns of the file of people, then those of others that are made. */
  readonly columns: readonly GuessedColumn[];
  /** Sentences about what was left out on purpose, or is not certain. */
  readonly notes: readonly Message[];
}

export interface GuessOptions {
  /** Two letters: where phone numbers belong that do not say it. */
  readonly country?: string | undefined;
  /** Counted already; default: all rows of the source. */
  readonly statistics?: SourceStatistics | undefined;
}

/** A column with more values than this is no list of codes. */
const codesMax = 40;

/** Undefined when `to` is no file type of people. */
export function guessMapping(
  source: Source,
  to: string,
  tables: readonly Table[],
  options: GuessOptions = {},
): Guess | undefined {
  const target = targetOf(to, tables);
  if (!target) return undefined;
  const statistics = options.statistics ?? statisticsOf(source);
  const candidates = new Candidates(statistics);
  const notes: Message[] = [];
  const key = keyColumn(candidates, statistics.people);
  const context: GuessContext = { candidates, key, country: options.country, notes };
  const people = target.people.table;
  const columns = people.columns.map((column): GuessedColumn => {
    const found = partFor(column, context, people);
    return guessed(
      people,
      column,
      found.part === undefined && !found.declined ? ownName(found, column, statistics) : found,
      context,
    );
  });
  const extra = contactPlans(target, context);
  const first: RowPlan = { file: people.name, columns: partsOf(columns) };
  for (const { plan, why } of extra) {
    const table = tables.find(({ name }) => name === plan.file)!;
    for (const [field, part] of Object.entries(plan.columns))
      columns.push(guessed(table, table.byName.get(field)!, { part, why }, context));
  }
  if (key && !key.certain)
    notes.push(
      key.column.unique
        ? message(
            '"{0}" identifies people, but it is empty in some rows. Choose a key that is filled and unique.',
            key.column.name,
          )
        : message(
            '"{0}" identifies people, but it isn\'t unique. Choose a key that is filled and unique.',
            key.column.name,
          ),
    );
  if (!key)
    notes.push(
      message('No column identifies people, so IDs can\'t be created. Add the names of such columns under "key".'),
    );
  return {
    mapping: {
      to,
      ...(key ? { key: [key.column.name] } : {}),
      ...(options.country === undefined ? {} : { country: options.country }),
      rows: [first, ...extra.map(({ plan }) => plan)],
    },
    columns,
    notes,
  };
}

function guessed(
  table: Table,
  { field, required }: Column,
  { part, why }: FoundPart,
  { candidates }: GuessContext,
): GuessedColumn {
  const used = typeof part === "string" ? part : part && "column" in part ? part.column : undefined;
  const others = field.means === undefined ? [] : candidates.all.filter((each) => each.means === field.means);
  const alternatives = [...new Set(others.map(({ column }) => column.name))].filter((name) => name !== used);
  return { file: table.name, field: field.name, title: schemaText(field.title), required, part, why, alternatives };
}

function partsOf(columns: readonly GuessedColumn[]): Record<string, MappingPart> {
  return Object.fromEntries(columns.flatMap(({ field, part }) => (part === undefined ? [] : [[field, part]])));
}

/** Where no fact leads to a column, one of its very name may: a department, a team, a tenant's own property. */
function ownName(found: FoundPart, column: Column, { columns }: SourceStatistics): FoundPart {
  const { field } = column;
  const names = [field.name, field.title].map(fold);
  const own =
    columns.find(({ name }) => names.includes(fold(name))) ??
    (field.means === undefined ? columns.find(({ name }) => namesField(name, field.name)) : undefined);
  if (!own) return found;
  if (field.means !== undefined && valuesFit({ means: field.means }, own.looks) === false) return found;
  const fits = column.values.size === 0 || own.looks.some((value) => isListed(certain(value, column), column) === true);
  return fits ? withValues(own, undefined, column, message('The column is called "{0}".', own.name)) : found;
}

/** The kinds of phones that stand in a column of a kind; a mobile is an other phone where there is no column for mobiles. */
function phoneKinds(kind: ContactKind | undefined): Kinds {
  if (kind === undefined) return ["work", undefined, "mobile"];
  if (kind === "work") return ["work", undefined];
  return kind === "other" ? ["other", "mobile"] : [kind];
}

/** The phone for a column. Where every row says its own kind, no column of one kind can take it. */
function phoneOf(kind: ContactKind | undefined, candidates: Candidates): Candidate | undefined {
  const saysKind = kind !== undefined && candidates.find("phone-kind") !== undefined;
  return candidates.ranked("phone", phoneKinds(kind)).find((each) => !(saysKind && each.kind === undefined));
}

function partFor(column: Column, context: GuessContext, people: Table): FoundPart {
  const { candidates } = context;
  const { means, kind } = column.field;
  switch (means) {
    case undefined:
      return nothing;
    case "key":
      return keyPart(column, context);
    case "phone":
      return direct(phoneOf(kind, candidates), column);
    case "email":
      return direct(candidates.find(means, ["work", undefined]), column);
    case "city":
    case "state":
    case "postal-code":
    case "country":
      // Where people live is nobody's business on a profile.
      return direct(candidates.find(means, ["work", undefined]), column);
    case "full-name":
      return fullName(candidates);
    case "first-name":
    case "last-name":
      return nameOf(means, candidates, column);
    case "user-name":
      return userName(candidates);
    case "manager":
      return manager(candidates.find(means), column, context);
    case "role":
      return role(candidates.find(means), column, people, context);
    default:
      return direct(candidates.find(means), column);
  }
}

/** Ids are made of the key; a column for the id of another system takes one that has its form. */
function keyPart(column: Column, { candidates, key }: GuessContext): FoundPart {
  if (column.field.type !== "id") {
    const own = candidates.ranked("key").find(({ column: { looks } }) => looks.length > 0 && looks.every(isUuid));
    return column.field.type === "uuid" && own ? direct(own, column) : nothing;
  }
  if (!key) return { part: undefined, why: message("No column identifies people.") };
  return {
    part: { id: prefixFor(column, key) },
    why: message('Made from "{0}", so it stays the same in every export.', key.column.name),
  };
}

function fullName(candidates: Candidates): FoundPart {
  const [first, last] = [candidates.find("first-name"), candidates.find("last-name")];
  const whole = candidates.find("full-name");
  const isFuller = whole && first && last && whole.column.filled > Math.min(first.column.filled, last.column.filled);
  if (first && last && !isFuller) {
    const inOrder = last.column.looks.some(isFamilyFirst) ? [last, first] : [first, last];
    return {
      part: { join: inOrder.map(({ column }) => column.name) },
      why: message('"{0}" and "{1}" joined.', inOrder[0]!.column.name, inOrder[1]!.column.name),
    };
  }
  if (!whole) return nothing;
  const order = orderOf(whole);
  if (order === undefined || order === "first-last") {
    const hasCommas = order === "first-last" && whole.column.looks.some((text) => nameAroundComma(text));
    return {
      part: hasCommas ? { column: whole.column.name, order: "first-last" } : whole.column.name,
      why: because(whole),
    };
  }
  return { part: { column: whole.column.name, order }, why: joined([because(whole), orderInWords(order)], " ") };
}

function nameOf(means: "first-name" | "last-name", candidates: Candidates, column: Column): FoundPart {
  const own = candidates.find(means);
  const whole = candidates.find("full-name");
  if (own && !(whole && whole.column.filled > own.column.filled * 2)) return direct(own, column);
  if (!whole) return nothing;
  const order = orderOf(whole);
  const orderPart = order === undefined ? {} : { order };
  const part: MappingPart = { column: whole.column.name, part: means, ...orderPart };
  const partOf = message('Part of "{0}".', whole.column.name);
  return { part, why: order === undefined ? partOf : joined([partOf, orderInWords(order)], " ") };
}

/**
 * How a column writes full names: what its header says; a list where its values leave a choice; undefined where they are
 * written as usual.
 */
function orderOf({ order, column }: Candidate): FullNameOrder | readonly FullNameOrder[] | undefined {
  if (order !== undefined) return order;
  if (column.looks.some((text) => nameAroundComma(text) !== undefined)) return ["comma", "first-last"];
  // "氏名" over "Yamada Taro": two orders are as likely.
  if (isInFamilyFirstWriting(column.name) && column.looks.some((text) => /^[A-Za-z'’-]+\s+[A-Za-z'’-]+$/.test(text)))
    return ["last-first", "first-last"];
  const capitals = column.looks.filter(beginsInCapitals).length;
  return capitals * 2 > column.looks.length ? ["last-first", "first-last"] : undefined;
}

function orderInWords(order: FullNameOrder | readonly FullNameOrder[]): Message {
  if (typeof order !== "string") return message("Decide which name is first.");
  return order === "first-last"
    ? message("The header says first name first.")
    : message("The header says last name first.");
}

function userName(candidates: Candidates): FoundPart {
  const own = candidates.find("user-name");
  const email = candidates.find("email", ["work", undefined]);
  const isAddress = own?.column.looks.some((text) => text.includes("@"));
  if (own && !isAddress) return { part: own.column.name, why: because(own) };
  if (email && email.column.filled > 0)
    return {
      part: { column: email.column.name, part: "mailbox" },
      why: message('The part of "{0}" before the @.', email.column.name),
    };
  const [first, last] = [candidates.find("first-name"), candidates.find("last-name")];
  if (first && last)
    return {
      part: { join: [first.column.name, last.column.name], as: "user-name" },
      why: message('"{0}" and "{1}" joined.', first.column.name, last.column.name),
    };
  const whole = candidates.find("full-name");
  if (!whole) return own ? { part: own.column.name, why: because(own) } : nothing;
  const order = orderOf(whole);
  const half = (part: "first-name" | "last-name") => ({
    column: whole.column.name,
    part,
    ...(order === undefined ? {} : { order }),
  });
  return {
    part: { join: [half("first-name"), half("last-name")], as: "user-name" },
    why: message('First and last name of "{0}" joined.', whole.column.name),
  };
}

/** A manager is named; what is an id or a sign-in name of somebody in the same export is no name. */
function manager(found: Candidate | undefined, column: Column, { candidates, notes }: GuessContext): FoundPart {
  if (!found) return nothing;
  const ids = candidates.all.filter(({ means }) => means === "key" || means === "user-name" || means === "email");
  const known = new Set(ids.flatMap(({ column: { looks } }) => looks.map((text) => text.toLowerCase())));
  const refers = found.column.looks.filter((text) => known.has(text.toLowerCase())).length;
  if (refers === 0 || refers * 2 < found.column.looks.length) return direct(found, column);
  notes.push(message('"{0}" isn\'t used because it contains IDs, not names.', found.column.name));
  return { part: undefined, declined: true, why: message('"{0}" contains IDs, not names.', found.column.name) };
}

/** Which role becomes which is for people to say; a column without any known role is one only where roles are known. */
function role(found: Candidate | undefined, column: Column, people: Table, { notes }: GuessContext): FoundPart {
  if (!found) return nothing;
  const { name, more, values } = found.column;
  if (column.values.size === 0) {
    notes.push(
      message(
        '"{0}" isn\'t used because it may be the role or the job title, and you define the roles in {1} yourself. List them in the profile, or choose the column yourself.',
        name,
        people.system,
      ),
    );
    return { part: undefined, declined: true, why: message('"{0}" may be the role or the job title.', name) };
  }
  if (more || values.size > codesMax) {
    notes.push(message('"{0}" isn\'t used as the role because it has too many different values.', name));
    return { part: undefined, declined: true, why: message('"{0}" has too many different values for roles.', name) };
  }
  return direct(found, column);
}
