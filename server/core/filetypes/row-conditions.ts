/** What a file type asks of a row as a whole: a subset of JSON Schema over the row as an object of its filled cells, looked at and never run as code. */
import type { CellCondition, Field, RowCondition, Severity } from "./file-type.ts";
import { orderOf } from "./ordered-values.ts";
import { fits } from "./patterns.ts";

/** What a row breaks. */
export interface Breach {
  /** The column to look at; undefined where none is at fault more than others. */
  readonly column: string | undefined;
  /** `empty`: it must be filled. `value`: it must be something else. `choice`: of several things one must be so. */
  readonly kind: "empty" | "value" | "choice";
  /** What it must be. */
  readonly wanted: CellCondition | undefined;
  /** Columns of `choice`. */
  readonly columns: readonly string[];
  /** The columns whose values ask for it. */
  readonly because: readonly string[];
  readonly says: string | undefined;
  readonly severity: Severity | undefined;
}

/** A row as conditions see it: "" for an empty cell, undefined where the header lacks the column. */
export type ValueOf = (column: string) => string | undefined;

/** All that a row breaks of a condition, in the order in which it is written. */
export function breachesOf(
  condition: RowCondition,
  textOf: ValueOf,
  fieldOf: (name: string) => Field | undefined,
): Breach[] {
  return breaches(condition, { textOf, fieldOf, because: [], says: undefined, severity: undefined });
}

interface Context {
  readonly textOf: ValueOf;
  readonly fieldOf: (name: string) => Field | undefined;
  readonly because: readonly string[];
  readonly says: string | undefined;
  readonly severity: Severity | undefined;
}

function breaches(condition: RowCondition, outer: Context): Breach[] {
  const context = {
    ...outer,
    says: condition.errorMessage ?? outer.says,
    severity: condition.severity ?? outer.severity,
  };
  const { textOf, because, says, severity } = context;
  const found: Breach[] = [];
  const report = (breach: Partial<Breach> & Pick<Breach, "kind">): void => {
    found.push({ column: undefined, wanted: undefined, columns: [], because, says, severity, ...breach });
  };
  for (const column of condition.required ?? []) if (textOf(column) === "") report({ kind: "empty", column });
  for (const [other, columns] of Object.entries(condition.dependentRequired ?? {})) {
    if (!textOf(other)) continue;
    for (const column of columns)
      if (textOf(column) === "") report({ kind: "empty", column, because: [...because, other] });
  }
  for (const [column, wanted] of Object.entries(condition.properties ?? {})) {
    const value = textOf(column);
    if (value && !holds(wanted, value, context.fieldOf(column))) report({ kind: "value", column, wanted });
  }
  for (const each of condition.allOf ?? []) found.push(...breaches(each, context));
  if (condition.when) {
    const next = fulfils(condition.when, context) ? condition.so : condition.otherwise;
    if (next) found.push(...breaches(next, { ...context, because: [...because, ...columnsIn(condition.when)] }));
  }
  const { anyOf, oneOf, not } = condition;
  if (anyOf && !anyOf.some((each) => fulfils(each, context))) report({ kind: "choice", columns: columnsOfAll(anyOf) });
  if (oneOf && oneOf.filter((each) => fulfils(each, context)).length !== 1)
    report({ kind: "choice", columns: columnsOfAll(oneOf) });
  if (not && fulfils(not, context)) {
    const columns = columnsIn(not);
    const [only, ...others] = columns;
    report(others.length === 0 && only !== undefined ? { kind: "value", column: only } : { kind: "choice", columns });
  }
  return found;
}

/** Whether a row is as a condition asks; columns that the header lacks are empty here. */
function fulfils(condition: RowCondition, context: Context): boolean {
  const textOf: ValueOf = (column) => context.textOf(column) ?? "";
  return breaches(condition, { ...context, textOf }).length === 0;
}

function holds(wanted: CellCondition, value: string, field: Field | undefined): boolean {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = wanted;
  if (wanted.const !== undefined && wanted.const !== value) return false;
  if (wanted.enum && !wanted.enum.includes(value)) return false;
  if (value.length < minLength || value.length > maxLength) return false;
  if (wanted.pattern !== undefined && !fits(wanted.pattern, value)) return false;
  if (wanted.not && holds(wanted.not, value, field)) return false;
  const order = field && orderOf(field, value);
  if (order === undefined) return true;
  const low = wanted.minimum === undefined ? undefined : orderOf(field!, wanted.minimum);
  const high = wanted.maximum === undefined ? undefined : orderOf(field!, wanted.maximum);
  return (low === undefined || order >= low) && (high === undefined || order <= high);
}

function columnsOfAll(conditions: readonly RowCondition[]): string[] {
  return [...new Set(conditions.flatMap(columnsIn))];
}

/** The columns that a condition names. */
export function columnsIn(condition: RowCondition): string[] {
  const { required = [], properties = {}, dependentRequired = {}, allOf = [], anyOf = [], oneOf = [] } = condition;
  const inner = [...allOf, ...anyOf, ...oneOf, condition.not, condition.when, condition.so, condition.otherwise];
  const names = [
    ...required,
    ...Object.keys(properties),
    ...Object.entries(dependentRequired).flatMap(([name, others]) => [name, ...others]),
    ...inner.flatMap((each) => (each ? columnsIn(each) : [])),
  ];
  return [...new Set(names)];
}

/** Columns of which a row needs to be asked only when one is filled, or one is empty: each part of a condition by itself. */
export interface Trigger {
  /** Where one of these is empty, nothing is broken. */
  readonly unlessEmpty: readonly string[];
  /** Where all of these are filled, nothing is broken; none: that alone says nothing. */
  readonly unlessFilled: readonly string[];
  /** Where the cell of one of these says none of its words (ASCII, in lower case), whatever its case, nothing is broken. */
  readonly unlessOther: readonly ColumnWords[];
}

/** Words that a column's cell may say. */
export interface ColumnWords {
  readonly column: string;
  readonly words: readonly string[];
}

/** When a condition may be broken, by which cells are filled, and by what those say that it asks for by their words. */
export function triggersOf(condition: RowCondition): Trigger[] {
  const { required, properties, dependentRequired, allOf, anyOf, oneOf, not } = condition;
  const found: Trigger[] = [];
  const add = (unlessEmpty: readonly string[], unlessFilled: readonly string[], asked?: RowCondition): void => {
    found.push({ unlessEmpty, unlessFilled, unlessOther: asked ? wordsOf(asked) : [] });
  };
  if (required) add([], required);
  for (const name of Object.keys(properties ?? {})) add([name], []);
  for (const [name, others] of Object.entries(dependentRequired ?? {})) add([name], others);
  for (const each of allOf ?? []) found.push(...triggersOf(each));
  const asked = condition.when?.required ?? [];
  if (condition.so) {
    const words = condition.when ? wordsOf(condition.when) : [];
    for (const each of triggersOf(condition.so))
      found.push({
        ...each,
        unlessEmpty: [...each.unlessEmpty, ...asked],
        unlessOther: [...each.unlessOther, ...words],
      });
  }
  if (condition.otherwise) found.push(...triggersOf(condition.otherwise));
  const onlyRequired = anyOf?.find((each) => Object.keys(each).every((word) => word === "required"));
  if (anyOf) add([], onlyRequired?.required ?? []);
  if (oneOf) add([], []);
  if (not) add(not.required ?? [], [], not);
  return found;
}

/** Columns that a row must fill with one of some words to be as a condition asks. */
function wordsOf({ required = [], properties = {} }: RowCondition): ColumnWords[] {
  return Object.entries(properties).flatMap(([column, { const: only, enum: some }]) => {
    const words = only === undefined ? some : [only];
    // An empty cell is as asked unless it is required.
    if (!words?.every((word) => /^[!-~](?:[ -~]*[!-~])?$/.test(word)) || !required.includes(column)) return [];
    return [{ column, words: words.map((word) => word.toLowerCase()) }];
  });
}
