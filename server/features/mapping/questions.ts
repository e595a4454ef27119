/** What a mapping leaves open, as questions with choices, and the mapping that an answer makes of it. */
import type { Column, Table } from "../../core/filetypes/table.ts";
import { type Message, schemaText } from "../../core/text/message.ts";
import { rolesOf } from "../convert/target.ts";
import type { ColumnStatistics, SourceStatistics } from "./column-statistics.ts";
import { nameAroundComma } from "./full-names.ts";
import { itemsOf } from "./map-rows.ts";
import {
  type ColumnPart,
  columnsOf,
  type FullNameOrder,
  type JoinPart,
  type Mapping,
  type MappingPart,
  missingColumns,
  type NamePart,
  type RowPlan,
} from "./mapping.ts";

/** A value of the target, with what it is called where that is something else. */
export interface AnswerChoice {
  readonly value: string;
  readonly label: Message | undefined;
}

/** A kept mapping names a column that the export lacks. */
export interface MissingQuestion {
  readonly kind: "missing";
  readonly column: string;
  /** Probably called so now. */
  readonly meant: string | undefined;
}

/** No column is the key, or the one that is does not tell everybody apart. */
export interface KeyQuestion {
  readonly kind: "key";
  /** Columns of the export that are filled and unique. */
  readonly columns: readonly string[];
}

/** A column that the import requires has no source. */
export interface SourceQuestion {
  readonly kind: "source";
  readonly file: string;
  readonly field: string;
  readonly title: Message;
  /** Values that would fit every row, where the column has a list. */
  readonly choices: readonly AnswerChoice[];
}

/** Full names may be written in two ways. */
export interface OrderQuestion {
  readonly kind: "order";
  readonly column: string;
  /** Some names that leave the choice. */
  readonly samples: readonly string[];
  readonly choices: readonly FullNameOrder[];
}

/** A value may mean several things, or none that is known. */
export interface ValueQuestion {
  readonly kind: "value";
  readonly file: string;
  readonly field: string;
  readonly title: Message;
  /** The column of the export. */
  readonly column: string;
  readonly value: string;
  /** How many people have it; undefined when they were not counted. */
  readonly people: number | undefined;
  readonly choices: readonly AnswerChoice[];
}

/** People who have left: imported in a state, or left out. */
export interface LeftQuestion {
  readonly kind: "left";
  readonly column: string;
  readonly value: string;
  readonly people: number | undefined;
  /** The state that they get unless they are left out. */
  readonly becomes: AnswerChoice;
}

export type Question = MissingQuestion | KeyQuestion | SourceQuestion | OrderQuestion | ValueQuestion | LeftQuestion;

export type Answer =
  | { readonly column: string }
  /** The same value in every row, or what the value becomes; "" leaves it empty. */
  | { readonly value: string }
  | { readonly order: FullNameOrder }
  /** The rows are left out. */
  | { readonly skip: true }
  /** As it is. */
  | { readonly keep: true }
  /** Nothing is made of it. */
  | { readonly nothing: true };

/** So many names are shown. */
const samplesMax = 3;

/** Everything that a mapping leaves open, in the order to ask it: missing columns, the key, sources, orders of names, values. */
export function questionsOf(mapping: Mapping, statistics: SourceStatistics, tables: readonly Table[]): Question[] {
  const columns = new Map(statistics.columns.map((column) => [column.name, column]));
  const missing = missingColumns(mapping, { columns: [...columns.keys()] });
  return [
    ...missing.map(({ name, meant }) => ({ kind: "missing" as const, column: name, meant })),
    ...keyQuestions(mapping, statistics),
    ...sourceQuestions(mapping, tables),
    ...orderQuestions(mapping, columns),
    ...valueQuestions(mapping, columns, tables),
  ];
}

/** The columns under `key` that do not tell everybody apart: undefined when they do, or nothing needs a key. */
export function keyFault(
  mapping: Mapping,
  { people, columns }: SourceStatistics,
): "missing" | "empty" | "repeated" | undefined {
  const { key = [] } = mapping;
  const isNeeded = mapping.rows.some((plan) =>
    Object.values(plan.columns).some((part) => typeof part === "object" && "id" in part),
  );
  if (key.length === 0) return isNeeded ? "missing" : undefined;
  const found = key.map((name) => columns.find((column) => column.name === name));
  // Of several columns each may be empty or repeat: together they may tell.
  if (!isNeeded || found.length > 1) return undefined;
  const [column] = found;
  if (!column || people === 0) return undefined;
  if (column.filled < people) return "empty";
  return column.unique ? undefined : "repeated";
}

function keyQuestions(mapping: Mapping, statistics: SourceStatistics): KeyQuestion[] {
  if (keyFault(mapping, statistics) === undefined) return [];
  const { people, columns } = statistics;
  const fitting = columns.filter(({ filled, unique }) => unique && filled === people && people > 0);
  return [{ kind: "key", columns: fitting.map(({ name }) => name) }];
}

function sourceQuestions({ rows }: Mapping, tables: readonly Table[]): SourceQuestion[] {
  const asked = new Set<string>();
  return rows.flatMap(({ file, columns }) => {
    const table = tables.find(({ name }) => name === file);
    if (!table || asked.has(file)) return [];
    asked.add(file);
    return table.columns
      .filter(({ field, required }) => required && columns[field.name] === undefined)
      .map((column) => ({
        kind: "source" as const,
        file,
        field: column.field.name,
        title: schemaText(column.field.title),
        choices: choicesOf(column),
      }));
  });
}

function orderQuestions({ rows }: Mapping, columns: ReadonlyMap<string, ColumnStatistics>): OrderQuestion[] {
  const found = new Map<string, OrderQuestion>();
  for (const part of rows.flatMap((plan) => Object.values(plan.columns)).flatMap(namePartsOf)) {
    const { column, order } = part;
    if (order === undefined || typeof order === "string" || found.has(column)) continue;
    const looks = columns.get(column)?.looks ?? [];
    const ordered = looks.filter((text) => nameAroundComma(text) !== undefined);
    const samples = (ordered.length > 0 ? ordered : looks).slice(0, samplesMax);
    found.set(column, { kind: "order", column, samples, choices: order });
  }
  return [...found.values()];
}

/** The parts of a part that read full names. */
function namePartsOf(part: MappingPart): (ColumnPart | NamePart)[] {
  if (typeof part === "string") return [];
  if ("join" in part) return part.join.flatMap((each) => (typeof each === "string" ? [] : [each]));
  return "column" in part ? [part] : [];
}

function valueQuestions(
  { rows }: Mapping,
  columns: ReadonlyMap<string, ColumnStatistics>,
  tables: readonly Table[],
): (ValueQuestion | LeftQuestion)[] {
  return rows.flatMap(({ file, columns: parts }) => {
    const table = tables.find(({ name }) => name === file);
    return Object.entries(parts).flatMap(([name, part]) => {
      const column = table?.byName.get(name);
      if (!column || typeof part === "string" || !("column" in part) || part.candidates === undefined) return [];
      const counts = countsOf(columns.get(part.column), column, part.separator);
      return Object.entries(part.candidates).flatMap(([value, candidates]): (ValueQuestion | LeftQuestion)[] => {
        const becomes = part.values?.[value];
        const people = counts?.get(value);
        // A value that is not there any more needs no answer now.
        if (counts && people === undefined) return [];
        if (becomes !== undefined && column.field.means !== "status") return [];
        if (becomes !== undefined)
          return [{ kind: "left", column: part.column, value, people, becomes: choiceOf(becomes, column) }];
        const title = schemaText(column.field.title);
        const choices = candidates.map((each) => choiceOf(each, column));
        return [{ kind: "value", file, field: name, title, column: part.column, value, people, choices }];
      });
    });
  });
}

/** How many people have each value, or item; undefined where not all values were counted. */
function countsOf(
  statistics: ColumnStatistics | undefined,
  column: Column,
  separator: string | undefined,
): Map<string, number> | undefined {
  if (!statistics || statistics.more) return undefined;
  const counts = new Map<string, number>();
  for (const [value, people] of statistics.values) {
    const items = column.field.list ? new Set(itemsOf(value, separator, column)) : [value];
    for (const item of items) counts.set(item, (counts.get(item) ?? 0) + people);
  }
  return counts;
}

/** The values of a column with a list of its own, in the order to offer them. */
export function choicesOf(column: Column): AnswerChoice[] {
  const { field, values } = column;
  if (field.type === "role") return rolesOf(column).map((value) => choiceOf(value, column));
  if (field.type === "code" || field.type === "status")
    return [...values.keys()].map((value) => choiceOf(value, column));
  return [];
}

/** A value with its label. */
export function choiceOf(value: string, { values }: Column): AnswerChoice {
  const label = values.get(value)?.label;
  return { value, label: label === undefined || label === value ? undefined : schemaText(label) };
}

/** The mapping with an answer in it; the same mapping where the answer does not fit the question. */
export function answered(mapping: Mapping, question: Question, answer: Answer): Mapping {
  switch (question.kind) {
    case "missing":
      return "column" in answer ? renamed(mapping, question.column, answer.column) : without(mapping, question.column);
    case "key":
      return "column" in answer ? withKey(mapping, [answer.column]) : mapping;
    case "source": {
      const part: MappingPart | undefined =
        "column" in answer ? answer.column : "value" in answer ? { constant: answer.value } : undefined;
      return part === undefined ? mapping : withPart(mapping, question, part);
    }
    case "order":
      return "order" in answer ? eachPart(mapping, (part) => withOrder(part, question.column, answer.order)) : mapping;
    case "value":
      return withValue(mapping, question, answer);
    case "left": {
      const { column, value } = question;
      if ("skip" in answer) return withLeftOut(mapping, column, value);
      return eachPart(mapping, (part) => withoutCandidate(part, column, value));
    }
  }
}

/** The mapping with another name for a column of the export. */
function renamed(mapping: Mapping, from: string, to: string): Mapping {
  const name = (each: string): string => (each === from ? to : each);
  const { key, skip } = mapping;
  const rows = eachPart(mapping, (part) => {
    if (typeof part === "string") return name(part);
    if ("join" in part)
      return {
        ...part,
        join: part.join.map((each) => (typeof each === "string" ? name(each) : { ...each, column: name(each.column) })),
      };
    return "column" in part ? { ...part, column: name(part.column) } : part;
  }).rows.map((plan) => (plan.when === undefined ? plan : { ...plan, when: name(plan.when) }));
  return {
    ...mapping,
    ...(key === undefined ? {} : { key: key.map(name) }),
    ...(skip === undefined
      ? {}
      : { skip: Object.fromEntries(Object.entries(skip).map(([column, values]) => [name(column), values])) }),
    rows,
  };
}

/** The mapping without anything that is made of a column of the export. */
function without(mapping: Mapping, column: string): Mapping {
  const { key, skip, ...rest } = mapping;
  const others = Object.entries(skip ?? {}).filter(([name]) => name !== column);
  const keys = key?.filter((name) => name !== column) ?? [];
  const rows = mapping.rows
    .filter(({ when }) => when !== column)
    .map((plan) => ({
      ...plan,
      columns: Object.fromEntries(Object.entries(plan.columns).filter(([, part]) => !columnsOf(part).includes(column))),
    }));
  return {
    ...rest,
    ...(keys.length > 0 ? { key: keys } : {}),
    ...(others.length > 0 ? { skip: Object.fromEntries(others) } : {}),
    rows,
  };
}

function withKey(mapping: Mapping, key: readonly string[]): Mapping {
  const { to, source, key: _, ...rest } = mapping;
  return { to, ...(source === undefined ? {} : { source }), key, ...rest };
}

/** A source for a column of a file, in the first row plan for it. */
export function withPart(
  mapping: Mapping,
  { file, field }: { readonly file: string; readonly field: string },
  part: MappingPart | undefined,
): Mapping {
  const at = mapping.rows.findIndex((plan) => plan.file === file);
  const rows = mapping.rows.map((plan, i): RowPlan => {
    if (i !== at) return plan;
    const { [field]: _, ...others } = plan.columns;
    return { ...plan, columns: part === undefined ? others : { ...plan.columns, [field]: part } };
  });
  return { ...mapping, rows };
}

function withValue(mapping: Mapping, question: ValueQuestion, answer: Answer): Mapping {
  const { file, field, column, value } = question;
  if ("skip" in answer) return withLeftOut(mapping, column, value);
  const becomes = "keep" in answer ? value : "value" in answer ? answer.value : undefined;
  if (becomes === undefined) return mapping;
  const rows = mapping.rows.map((plan): RowPlan => {
    const part = plan.columns[field];
    if (plan.file !== file || typeof part !== "object" || !("column" in part) || part.column !== column) return plan;
    const values = { ...part.values, [value]: becomes };
    const narrowed = withoutCandidate({ ...part, values }, column, value);
    return { ...plan, columns: { ...plan.columns, [field]: narrowed } };
  });
  return { ...mapping, rows };
}

/** The mapping that leaves out people with a value in a column, so that nobody has to decide what the value becomes. */
export function withLeftOut(mapping: Mapping, column: string, value: string): Mapping {
  return withSkip(
    eachPart(mapping, (part) => withoutCandidate(part, column, value)),
    column,
    value,
  );
}

/** The mapping that leaves out people with a value in a column; "" is an empty cell. */
export function withSkip(mapping: Mapping, column: string, value: string): Mapping {
  const values = mapping.skip?.[column] ?? [];
  if (values.includes(value)) return mapping;
  const { rows, country, ...rest } = mapping;
  const skip = { ...mapping.skip, [column]: [...values, value] };
  return { ...rest, skip, ...(country === undefined ? {} : { country }), rows };
}

function eachPart(mapping: Mapping, change: (part: MappingPart) => MappingPart): Mapping {
  const rows = mapping.rows.map((plan) => ({
    ...plan,
    columns: Object.fromEntries(Object.entries(plan.columns).map(([field, part]) => [field, change(part)])),
  }));
  return { ...mapping, rows };
}

function withOrder(part: MappingPart, column: string, order: FullNameOrder): MappingPart {
  if (typeof part === "string") return part;
  if ("join" in part) {
    const join = part.join.map((each) =>
      typeof each === "string" || each.column !== column || each.order === undefined ? each : { ...each, order },
    );
    return { ...part, join } satisfies JoinPart;
  }
  if (!("column" in part) || part.column !== column || part.order === undefined) return part;
  return { ...part, order };
}

function withoutCandidate(part: MappingPart, column: string, value: string): MappingPart {
  if (typeof part !== "object" || !("column" in part) || part.column !== column || !part.candidates) return part;
  const { candidates, ...rest } = part;
  const { [value]: _, ...others } = candidates;
  return Object.keys(others).length === 0 ? rest : { ...rest, candidates: others };
}
