/** What somebody changes in a mapping on a page, one step at a time; each step gives a whole mapping again. */
import { countryCodes, countryNames, zoneNames } from "../../core/filetypes/lists.ts";
import type { Column, Table } from "../../core/filetypes/table.ts";
import { writeBoolean } from "../convert/target.ts";
import type { SourceStatistics } from "./column-statistics.ts";
import { sourcePart, withNewValues } from "./guess-parts.ts";
import type { ColumnPart, Mapping, MappingPart, RowPlan } from "./mapping.ts";
import {
  type Answer,
  type AnswerChoice,
  answered,
  choiceOf,
  choicesOf,
  type Question,
  questionsOf,
  withLeftOut,
} from "./questions.ts";

/** A column of a file that is made. */
export interface ChangedColumn {
  /** Which of the mapping's rows, from 0. */
  readonly plan: number;
  readonly field: string;
}

export type MappingChange =
  | { readonly kind: "answer"; readonly question: string; readonly answer: Answer }
  /** A column of the export, with its values as far as they are certain. */
  | (ChangedColumn & { readonly kind: "column"; readonly column: string })
  /** Exactly this; null: nothing. */
  | (ChangedColumn & { readonly kind: "part"; readonly part: MappingPart | null })
  /** What a value becomes; null: nobody has decided. */
  | (ChangedColumn & { readonly kind: "value"; readonly value: string; readonly becomes: string | null })
  /** People with a value in a column of the export are left out, or not any more. */
  | { readonly kind: "skip"; readonly column: string; readonly value: string; readonly skip: boolean }
  | (ChangedColumn & { readonly kind: "others"; readonly others: NonNullable<ColumnPart["others"]> })
  | { readonly kind: "key"; readonly columns: readonly string[] }
  /** Rows of a further file are made no more. */
  | { readonly kind: "drop"; readonly plan: number };

/** What a question is found again by, while people are counted and others are answered. */
export function questionId(question: Question): string {
  const { kind } = question;
  const file = "file" in question ? `${question.file} ${question.field}` : "";
  const column = "column" in question ? question.column : "";
  const value = "value" in question ? question.value : "";
  return JSON.stringify([kind, file, column, value]);
}

/**
 * The mapping after a change. Values of the export that it does not know yet are added: as they are certain, else with what
 * they may mean. A change that does not fit the mapping changes nothing.
 */
export function changedMapping(
  mapping: Mapping,
  change: MappingChange,
  statistics: SourceStatistics,
  tables: readonly Table[],
): Mapping {
  return withNewValues(changed(mapping, change, statistics, tables), statistics, tables);
}

function changed(
  mapping: Mapping,
  change: MappingChange,
  statistics: SourceStatistics,
  tables: readonly Table[],
): Mapping {
  switch (change.kind) {
    case "answer": {
      const question = questionsOf(mapping, statistics, tables).find((each) => questionId(each) === change.question);
      return question ? answered(mapping, question, change.answer) : mapping;
    }
    case "column": {
      const from = statistics.columns.find(({ name }) => name === change.column);
      const column = columnOf(mapping, change, tables);
      return from && column ? withPartAt(mapping, change, sourcePart(from, column)) : mapping;
    }
    case "part":
      return withPartAt(mapping, change, change.part ?? undefined);
    case "value":
      return withValueAt(mapping, change, change.value, change.becomes ?? undefined);
    case "skip":
      return change.skip
        ? withLeftOut(mapping, change.column, change.value)
        : withoutSkip(mapping, change.column, change.value);
    case "others": {
      const part = columnPartAt(mapping, change);
      if (!part) return mapping;
      const { others: _, ...rest } = part;
      return withPartAt(mapping, change, change.others === "copy" ? rest : { ...rest, others: change.others });
    }
    case "key": {
      const { to, source, key: _, ...rest } = mapping;
      const key = change.columns.length === 0 ? {} : { key: change.columns };
      return { to, ...(source === undefined ? {} : { source }), ...key, ...rest };
    }
    case "drop":
      return mapping.rows[change.plan]?.file === mapping.to
        ? mapping
        : { ...mapping, rows: mapping.rows.filter((_, i) => i !== change.plan) };
  }
}

function columnOf(mapping: Mapping, { plan, field }: ChangedColumn, tables: readonly Table[]): Column | undefined {
  const file = mapping.rows[plan]?.file;
  return tables.find(({ name }) => name === file)?.byName.get(field);
}

/** The part of a column whose values can be told apart. */
function columnPartAt(mapping: Mapping, { plan, field }: ChangedColumn): ColumnPart | undefined {
  const part = mapping.rows[plan]?.columns[field];
  if (typeof part === "string") return { column: part };
  return part && "column" in part ? part : undefined;
}

function withPartAt(mapping: Mapping, { plan: at, field }: ChangedColumn, part: MappingPart | undefined): Mapping {
  const rows = mapping.rows.map((plan, i): RowPlan => {
    if (i !== at) return plan;
    const { [field]: _, ...others } = plan.columns;
    return { ...plan, columns: part === undefined ? others : { ...plan.columns, [field]: part } };
  });
  return { ...mapping, rows };
}

function withValueAt(mapping: Mapping, at: ChangedColumn, value: string, becomes: string | undefined): Mapping {
  const part = columnPartAt(mapping, at);
  if (!part) return mapping;
  const { values = {}, candidates = {}, ...rest } = part;
  const { [value]: _, ...otherValues } = values;
  const { [value]: __, ...otherCandidates } = candidates;
  const nowValues = becomes === undefined ? otherValues : { ...values, [value]: becomes };
  const next: ColumnPart = {
    ...rest,
    ...(Object.keys(nowValues).length > 0 ? { values: nowValues } : {}),
    ...(Object.keys(otherCandidates).length > 0 ? { candidates: otherCandidates } : {}),
  };
  return withoutSkip(withPartAt(mapping, at, next), part.column, value);
}

function withoutSkip(mapping: Mapping, column: string, value: string): Mapping {
  if (!mapping.skip?.[column]?.includes(value)) return mapping;
  const { skip, ...rest } = mapping;
  const { [column]: values = [], ...others } = skip;
  const left = values.filter((each) => each !== value);
  const all = left.length > 0 ? { ...others, [column]: left } : others;
  const { to, source, key, ...more } = rest;
  return {
    to,
    ...(source === undefined ? {} : { source }),
    ...(key === undefined ? {} : { key }),
    ...(Object.keys(all).length > 0 ? { skip: all } : {}),
    ...more,
  };
}

/** Everything that a column with a list may contain, in the order to offer it; empty where any text may be right. */
export function allChoicesOf(column: Column): AnswerChoice[] {
  switch (column.field.type) {
    case "timezone":
      return zoneNames().map((value) => choiceOf(value, column));
    case "country-name":
      return countryNames().map((value) => choiceOf(value, column));
    case "country-code":
      return countryCodes().map((value) => choiceOf(value, column));
    case "boolean":
      return [true, false].map((is) => choiceOf(writeBoolean(column, is), column));
    default:
      return choicesOf(column);
  }
}
