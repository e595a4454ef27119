/** Everything that a page or a terminal shows of a mapping while it is made: columns, values, questions, and the first rows as they will be. */

import type { Finding } from "../../core/checking/rule.ts";
import type { Column, Table } from "../../core/filetypes/table.ts";
import { type Message, schemaText } from "../../core/text/message.ts";
import { trimBlanks } from "../../core/text/text.ts";
import type { ReadPhone } from "../convert/phone.ts";
import { whole } from "../records/walk.ts";
import { type CheckedFile, checkMapped, type MappedRules, textOfMapped } from "./check-mapped.ts";
import { type ColumnStatistics, hasSlipped, namesSecret, type SourceStatistics } from "./column-statistics.ts";
import type { Guess } from "./guess.ts";
import { prefixOf } from "./guess-parts.ts";
import { cellWriter, type Mapped, type MappedFile, Mapper, type OpenValue } from "./map-rows.ts";
import {
  columnsOf,
  columnsUsed,
  type Mapping,
  type MappingPart,
  type MissingColumn,
  missingColumns,
  type Source,
} from "./mapping.ts";
import { peopleRows } from "./people-rows.ts";
import { type AnswerChoice, choiceOf, choicesOf, keyFault, type Question, questionsOf } from "./questions.ts";
import { isListed } from "./values.ts";

/** What is looked at. Everything but the mapping stays the same while somebody answers. */
export interface MappingInput {
  /** The export, or its first rows: what is shown needs no more. */
  readonly source: Source;
  /** Of all rows, or of those counted so far. */
  readonly statistics: SourceStatistics;
  readonly guess: Guess;
  readonly mapping: Mapping;
  readonly tables: readonly Table[];
  readonly checks: MappedRules;
  readonly readPhone?: ReadPhone | undefined;
  /** So many people are shown as they will be. Default: 20. */
  readonly shown?: number | undefined;
}

/** One column of a file that is made. */
export interface ViewedColumn {
  /** Which of the mapping's rows, from 0. */
  readonly plan: number;
  readonly file: string;
  readonly field: string;
  readonly title: Message;
  readonly required: boolean;
  /** What the column means in its system, such as `first-name`. */
  readonly means: string | undefined;
  /** It contains passwords: the same for everybody is no choice. */
  readonly secret: boolean;
  /** Only certain values are right. */
  readonly closed: boolean;
  /** What IDs that are made for it begin with; undefined for a column without IDs. */
  readonly idPrefix: string | undefined;
  readonly part: MappingPart | undefined;
  /** Why it is guessed so; undefined where somebody decided something else. */
  readonly why: Message | undefined;
  /** Other columns of the export that may be meant, the likeliest first. */
  readonly alternatives: readonly string[];
  /** Some values with what they become. */
  readonly samples: readonly Sample[];
  /** Values that fit every row, where the column has a list. */
  readonly choices: readonly AnswerChoice[];
  /** The different values of its source, where the column has a list. */
  readonly values: readonly ViewedValue[];
  /** There are more values than those. */
  readonly moreValues: boolean;
}

export interface Sample {
  /** As the export has it; several columns are joined by " + ". */
  readonly from: string;
  readonly to: string;
}

export interface ViewedValue {
  readonly value: string;
  /** How many people have it. */
  readonly people: number;
  /** What is written for it. */
  readonly becomes: string;
  /** `valid`: it is right, or becomes what nobody doubts. `mapped`: the mapping says so. `open`: it is copied, and is not right. */
  readonly state: "valid" | "mapped" | "open";
  /** What it may become, the likeliest first. */
  readonly choices: readonly AnswerChoice[];
}

/** A column of the export that nothing is made of. */
export interface UnusedColumn {
  readonly name: string;
  readonly samples: readonly string[];
}

/** A file as it will be, with its first rows. */
export interface PreviewFile {
  readonly fileType: string;
  readonly header: readonly string[];
  readonly rows: readonly PreviewRow[];
  /** Problems of the file as a whole. */
  readonly problems: readonly PreviewProblem[];
}

export interface PreviewRow {
  /** The line of the export (from 1) that it is made of. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly problems: readonly PreviewProblem[];
}

export interface PreviewProblem {
  readonly rule: string;
  readonly severity: Finding["severity"];
  readonly message: Message;
  /** The column of the file; undefined for problems of the row as a whole. */
  readonly field: string | undefined;
}

export interface MappingView {
  readonly columns: readonly ViewedColumn[];
  readonly questions: readonly Question[];
  /** Columns that the mapping names and the export lacks: nothing is written before they are found. */
  readonly missing: readonly MissingColumn[];
  /** Why the key does not tell everybody apart. */
  readonly keyFault: ReturnType<typeof keyFault>;
  readonly unused: readonly UnusedColumn[];
  readonly preview: readonly PreviewFile[];
  /** Rows among those shown that are no people, with the reason. */
  readonly skipped: Mapped["skipped"];
  /** Notes of the guess, as sentences. */
  readonly notes: readonly Message[];
}

const samplesMax = 3;
const shownDefault = 20;
const mask = "\u2022\u2022\u2022\u2022";

/**
 * The whole view, worked out from the head of the export in a few milliseconds. Passwords are never in it. Totals over all
 * rows come from {@link countMapped}.
 */
export function viewMapping(input: MappingInput): MappingView {
  const { source, statistics, guess, mapping, tables, checks } = input;
  const missing = missingColumns(mapping, source);
  const head = headOf(source, input.shown ?? shownDefault);
  const mapper = new Mapper(mapping, source, tables, input.readPhone);
  mapper.add(head);
  const mapped = mapper.mapped();
  const used = new Set(columnsUsed(mapping));
  return {
    columns: viewedColumns(input, head),
    questions: questionsOf(mapping, statistics, tables),
    missing,
    keyFault: keyFault(mapping, statistics),
    unused: statistics.columns
      .filter(({ name }) => !used.has(name))
      .map((column) => ({ name: column.name, samples: samplesIn(column) })),
    preview: previewOf(mapped, checks),
    skipped: mapped.skipped,
    notes: guess.notes,
  };
}

/** The first rows with so many people among them; those whose cells may have slipped are left out where one of them is a password. */
function headOf(source: Source, people: number): Source["rows"] {
  const skipReason = peopleRows(source);
  let count = 0;
  let end = 0;
  while (end < source.rows.length && count < people) if (skipReason(source.rows[end++]!) === undefined) count++;
  return source.rows.slice(0, end).filter((row) => !hasSlipped(source, row));
}

/** Some different values of a column of the export; passwords are masked. */
export function samplesIn({ name, looks }: ColumnStatistics): string[] {
  const samples = [...new Set(looks)].slice(0, samplesMax);
  return namesSecret(name) ? samples.map(() => mask) : samples;
}

function viewedColumns(input: MappingInput, head: Source["rows"]): ViewedColumn[] {
  const { mapping, tables } = input;
  return mapping.rows.flatMap((plan, at) => {
    const table = tables.find(({ name }) => name === plan.file);
    if (!table) return [];
    const isPeople = table.name === mapping.to;
    // Of further files what is made of them; of people every column there is.
    const columns = table.columns.filter(({ field }) => isPeople || plan.columns[field.name] !== undefined);
    return columns.map((column) => viewedColumn(input, head, at, table, column));
  });
}

function viewedColumn(
  { mapping, guess, source, statistics, readPhone }: MappingInput,
  head: Source["rows"],
  at: number,
  table: Table,
  column: Column,
): ViewedColumn {
  const { field } = column;
  const plan = mapping.rows[at]!;
  const part = plan.columns[field.name];
  const guessed = guess.columns.filter((each) => each.file === table.name && each.field === field.name);
  const names =
    part === undefined ? [] : typeof part === "object" && "id" in part ? (mapping.key ?? []) : columnsOf(part);
  const from = statistics.columns.find(({ name }) => name === names[0]);
  const hasList = isListed("", column) !== undefined && names.length === 1 && from !== undefined;
  const write = cellWriter(mapping, plan, column, table, readPhone);
  return {
    plan: at,
    file: table.name,
    field: field.name,
    title: schemaText(field.title),
    required: column.required,
    means: field.means,
    secret: field.type === "password",
    closed: isListed("", column) !== undefined,
    idPrefix: typeof part === "object" && "id" in part ? part.id : field.means === "key" ? prefixOf(column) : undefined,
    part,
    why: guessed.find((each) => JSON.stringify(each.part) === JSON.stringify(part))?.why,
    alternatives: guessed[0]?.alternatives ?? [],
    samples: part === undefined ? [] : samplesOf(names, column, source, head, write),
    choices: choicesOf(column),
    values: hasList ? valuesOf(from, part, column, write) : [],
    moreValues: hasList && from.more,
  };
}

type WriteCell = ReturnType<typeof cellWriter>;

/** Some rows' values with what is made of them. */
function samplesOf(
  names: readonly string[],
  { field }: Column,
  source: Source,
  head: Source["rows"],
  write: WriteCell,
): Sample[] {
  const at = new Map(source.columns.map((name, i) => [name, i]));
  const hidden = field.type === "password" || names.some(namesSecret);
  const found = new Map<string, Sample>();
  for (const row of head) {
    const cell = (name: string): string => trimBlanks(row.cells[at.get(name) ?? -1] ?? "");
    const from = names
      .map(cell)
      .filter((text) => text !== "")
      .join(" + ");
    if (found.has(from) || (from === "" && names.length > 0)) continue;
    const { text } = write(cell);
    if (text !== undefined) found.set(from, hidden ? { from: mask, to: mask } : { from, to: text });
    if (found.size >= samplesMax) break;
  }
  return [...found.values()];
}

/** The different values of a column of the export, the most frequent first, with what becomes of each. */
function valuesOf(
  { values }: ColumnStatistics,
  part: MappingPart | undefined,
  column: Column,
  write: WriteCell,
): ViewedValue[] {
  const said = typeof part === "object" && "column" in part ? part : undefined;
  return [...values]
    .sort((a, b) => b[1] - a[1])
    .map(([value, people]): ViewedValue => {
      const { text = "", open } = write(() => value);
      const isSaid = said?.values !== undefined && Object.hasOwn(said.values, value);
      const choices = (said?.candidates?.[value] ?? []).map((each) => choiceOf(each, column));
      return { value, people, becomes: text, state: open ? "open" : isSaid ? "mapped" : "valid", choices };
    });
}

/** The files of the rows on show, checked as they are; passwords are masked. */
function previewOf(mapped: Mapped, checks: MappedRules): PreviewFile[] {
  const texts = mapped.files.map((file) => ({
    file,
    path: `/preview/${file.table.name}.csv`,
    text: textOfMapped(file),
  }));
  const checked = whole(checkMapped(texts, checks));
  return mapped.files.map((file, i) => previewFile(file, checked[i]!));
}

function previewFile({ table, cells, lines }: MappedFile, { sheet, located: all, fileType }: CheckedFile): PreviewFile {
  const [header = [], ...rows] = cells;
  const hidden = header.map((name) => table.byName.get(name)?.field.type === "password");
  const byRow = new Map<number, PreviewProblem[]>();
  for (const located of all) {
    const { finding } = located;
    const row = sheet!.rowNumber(located);
    const { rule, severity, field } = finding;
    const problem = { rule: rule.name, severity, message: sheet!.messageOf(finding), field: field?.name };
    byRow.set(row, [...(byRow.get(row) ?? []), problem]);
  }
  return {
    fileType,
    header,
    rows: rows.map((row, i) => ({
      line: lines[i]!,
      cells: row.map((text, at) => (hidden[at] && text !== "" ? mask : text)),
      // Row 1 is the header's.
      problems: byRow.get(i + 2) ?? [],
    })),
    problems: [...(byRow.get(0) ?? []), ...(byRow.get(1) ?? [])],
  };
}

/** Problems of one rule with one value of one column, in so many rows: one answer solves them all. */
export interface MappedProblems {
  readonly fileType: string;
  readonly field: string | undefined;
  readonly rule: string;
  readonly severity: Finding["severity"];
  /** Left out for passwords and problems without a value. */
  readonly value: string | undefined;
  readonly message: Message;
  readonly rows: number;
  /** Not all problems of the file were looked at: there may be more rows. */
  readonly more: boolean;
}

/** What a mapping makes of the whole export. */
export interface MappedTotals {
  readonly people: number;
  readonly skipped: Mapped["skipped"];
  readonly open: readonly OpenValue[];
  readonly doubtful: Mapped["doubtful"];
  readonly files: readonly Omit<CheckedFile, "sheet" | "located">[];
  /** The most frequent first. */
  readonly problems: readonly MappedProblems[];
}

/** So many problems of a file are grouped. */
const groupedMax = 2_000;
/** Rows of the export in one turn. */
const rowsATurn = 500;

/**
 * Maps and checks all rows in turns of a few milliseconds; whoever asks may stop in between, when the mapping changes.
 * @yields the share that is done, from 0 to 1
 */
export function* countMapped(
  input: Pick<MappingInput, "source" | "mapping" | "tables" | "checks" | "readPhone">,
): Generator<number, MappedTotals> {
  const { source, mapping, tables, checks, readPhone } = input;
  const mapper = new Mapper(mapping, source, tables, readPhone);
  for (let at = 0; at < source.rows.length; at += rowsATurn) {
    mapper.add(source.rows.slice(at, at + rowsATurn));
    yield (0.5 * at) / source.rows.length;
  }
  const mapped = mapper.mapped();
  const texts = [];
  for (const file of mapped.files) {
    texts.push({ file, path: `/preview/${file.table.name}.csv`, text: textOfMapped(file) });
    yield 0.5;
  }
  const steps = checkMapped(texts, checks, groupedMax);
  let step = steps.next();
  while (!step.done) {
    yield 0.75;
    step = steps.next();
  }
  const checked = step.value;
  return {
    people: mapped.people,
    skipped: mapped.skipped,
    open: mapped.open,
    doubtful: mapped.doubtful,
    files: checked.map(({ sheet: _sheet, located: _located, ...file }) => file),
    problems: checked.flatMap(problemGroups).sort((a, b) => b.rows - a.rows),
  };
}

/** The problems of a file by rule, column and value. */
function problemGroups({ sheet, located: all, more, fileType }: CheckedFile): MappedProblems[] {
  const groups = new Map<string, { -readonly [K in keyof MappedProblems]: MappedProblems[K] }>();
  for (const located of all) {
    const { finding } = located;
    const key = JSON.stringify([finding.rule.name, finding.field?.name, finding.value]);
    const known = groups.get(key);
    if (known) known.rows++;
    else {
      const { rule, severity, field, value } = finding;
      const message = sheet!.messageOf(finding);
      groups.set(key, { fileType, field: field?.name, rule: rule.name, severity, value, message, rows: 1, more });
    }
  }
  return [...groups.values()];
}
