/** A mapping made by questions on a terminal: each with numbered choices and a default for Enter; every answer is kept at once. */
import readline from "node:readline";
import type { Column, Table } from "../core/filetypes/table.ts";
import { counted } from "../core/text/message-values.ts";
import { visible } from "../core/text/text.ts";
import type { ReadPhone } from "../features/convert/phone.ts";
import type { MappedRules } from "../features/mapping/check-mapped.ts";
import type { SourceStatistics } from "../features/mapping/column-statistics.ts";
import { inUsualOrder } from "../features/mapping/full-names.ts";
import type { Guess } from "../features/mapping/guess.ts";
import { sourcePart } from "../features/mapping/guess-parts.ts";
import { columnsUsed, type FullNameOrder, type Mapping, type Source } from "../features/mapping/mapping.ts";
import { samplesIn, type ViewedColumn, viewMapping } from "../features/mapping/mapping-view.ts";
import {
  type Answer,
  answered,
  choicesOf,
  type Question,
  questionsOf,
  withPart,
} from "../features/mapping/questions.ts";
import { certain, isListed } from "../features/mapping/values.ts";
import { partInWords } from "./mapping-report.ts";

/** Somebody who reads lines and types answers. */
export interface Terminal {
  print(line: string): void;
  /** The line typed, without its break; undefined when there is no more: Ctrl+C, Ctrl+D. */
  ask(prompt: string): Promise<string | undefined>;
}

/** The terminal of this process: questions go to standard error, so that standard output stays for results. */
export function openTerminal(): Terminal & { close(): void } {
  const lines = readline.createInterface({ input: process.stdin, output: process.stderr });
  let isClosed = false;
  lines.on("close", () => {
    isClosed = true;
  });
  lines.on("SIGINT", () => lines.close());
  return {
    print: (line) => void process.stderr.write(`${visible(line)}\n`),
    ask: (prompt) =>
      new Promise((resolve) => {
        if (isClosed) {
          resolve(undefined);
          return;
        }
        const stopped = (): void => {
          process.stderr.write("\n");
          resolve(undefined);
        };
        lines.once("close", stopped);
        lines.question(visible(prompt), (answer) => {
          lines.off("close", stopped);
          resolve(answer.trim());
        });
      }),
    close: () => lines.close(),
  };
}

/** What is worked on. */
export interface Interviewed {
  readonly source: Source;
  readonly statistics: SourceStatistics;
  readonly guess: Guess;
  readonly tables: readonly Table[];
  readonly checks: MappedRules;
  readonly readPhone: ReadPhone | undefined;
  /** Keeps the mapping, after every answer. */
  readonly save: (mapping: Mapping) => void;
  /** Where the files will be created, as it is shown. */
  readonly folder: string;
}

/**
 * Asks everything that a mapping leaves open, then shows it until nobody changes a line. Enter leaves a question open or
 * takes the default that stands in brackets.
 * @returns the mapping; undefined when somebody stopped: what was answered is kept
 */
export async function interview(terminal: Terminal, mapping: Mapping, work: Interviewed): Promise<Mapping | undefined> {
  let now = mapping;
  const keep = (next: Mapping): void => {
    now = next;
    work.save(now);
  };
  overview(terminal, now, work);
  const first = openQuestions(now, work).length;
  if (first > 0)
    terminal.print(
      `${counted(first, "question")}. Enter takes what is in brackets. Ctrl+C stops and keeps your answers.`,
    );
  const left = new Set<string>();
  for (let asked = 1; ; asked++) {
    const open = openQuestions(now, work).filter((each) => !left.has(JSON.stringify(each)));
    const [question] = open;
    if (!question) break;
    terminal.print("");
    const head = `Question ${asked} of ${asked - 1 + open.length}`;
    const answer = await askQuestion(terminal, head, question, now, work);
    if (answer === "stopped") return undefined;
    if (answer === "open") left.add(JSON.stringify(question));
    else keep(answered(now, question, answer));
  }
  if (first > 0) overview(terminal, now, work);
  for (;;) {
    const lines = peopleColumns(now, work);
    const text = await terminal.ask(`Number of a line to change [Enter: create the files in ${work.folder}]: `);
    if (text === undefined) return undefined;
    if (text === "") return now;
    const line = /^\d+$/.test(text) ? lines[Number(text) - 1] : undefined;
    if (!line) {
      terminal.print(`Type a number from 1 to ${lines.length}, or press Enter.`);
      continue;
    }
    const next = await changeLine(terminal, line, now, work);
    if (next === "stopped") return undefined;
    if (next !== "open") keep(next);
    overview(terminal, now, work);
  }
}

function openQuestions(mapping: Mapping, { statistics, tables }: Interviewed): Question[] {
  return questionsOf(mapping, statistics, tables);
}

function viewOf(mapping: Mapping, work: Interviewed): readonly ViewedColumn[] {
  return viewMapping({ ...work, mapping, shown: 5 }).columns;
}

function peopleColumns(mapping: Mapping, work: Interviewed): readonly ViewedColumn[] {
  return viewOf(mapping, work).filter(({ plan }) => plan === mapping.rows.findIndex(({ file }) => file === mapping.to));
}

/** Every column of the people with its source, a sample and the reason; further files in a line each. */
function overview({ print }: Terminal, mapping: Mapping, work: Interviewed): void {
  const columns = peopleColumns(mapping, work);
  const width = Math.max(...columns.map(({ title }) => title.length)) + 2;
  print("");
  for (const [i, { title, required, part, why, samples }] of columns.entries()) {
    const from = part === undefined ? (required ? "nothing yet, but required" : "nothing") : partInWords(part);
    const [sample] = samples;
    const shown =
      sample === undefined
        ? ""
        : sample.from === sample.to
          ? `  ${sample.from}`
          : `  ${sample.from} \u2192 ${sample.to}`;
    print(`${String(i + 1).padStart(3)}  ${`${title}${required ? " *" : ""}`.padEnd(width)}  ${from}${shown}`);
    if (part !== undefined && why !== undefined) print(`${" ".repeat(width + 7)}${why}`);
  }
  for (const { file, when } of mapping.rows.filter((plan) => plan.file !== mapping.to))
    print(`     and a row of ${file} for each person${when === undefined ? "" : ` with "${when}"`}`);
  const used = new Set(columnsUsed(mapping));
  const unused = work.source.columns.filter((name) => !used.has(name));
  if (unused.length > 0) print(`     Columns not used: ${unused.join(", ")}`);
  for (const note of work.guess.notes) print(`     ${note}`);
  print("");
}

type Asked = Answer | "open" | "stopped";

interface Option {
  readonly label: string;
  readonly answer: Answer;
}

/** Asks until the answer is a number of the list, a text that can be read, or Enter. */
async function choose(
  terminal: Terminal,
  options: readonly Option[],
  prompt: string,
  otherwise: Asked,
  read: (text: string) => Answer | string,
): Promise<Asked> {
  for (const [i, { label }] of options.entries()) terminal.print(`${String(i + 1).padStart(3)}  ${label}`);
  for (;;) {
    const text = await terminal.ask(`${prompt}: `);
    if (text === undefined) return "stopped";
    if (text === "") return otherwise;
    const option = /^\d+$/.test(text) ? options[Number(text) - 1] : undefined;
    if (option) return option.answer;
    const answer = read(text);
    if (typeof answer !== "string") return answer;
    terminal.print(answer);
  }
}

function askQuestion(
  terminal: Terminal,
  head: string,
  question: Question,
  mapping: Mapping,
  work: Interviewed,
): Promise<Asked> {
  const { print } = terminal;
  switch (question.kind) {
    case "missing": {
      print(`${head}. The file has no column "${question.column}" any more. Which column is it now?`);
      const options = unusedColumns(mapping, work);
      const meant = options.findIndex(({ answer }) => "column" in answer && answer.column === question.meant);
      const none: Option = { label: "None: leave out what is made of it", answer: { nothing: true } };
      const prompt = meant < 0 ? `Number [Enter: ${options.length + 1}]` : `Number [Enter: ${meant + 1}]`;
      const otherwise = meant < 0 ? none.answer : options[meant]!.answer;
      return choose(terminal, [...options, none], prompt, otherwise, () => "Type a number of the list.");
    }
    case "key": {
      const key = mapping.key ?? [];
      print(`${head}. Which column identifies people? IDs are made from it, so it must stay the same in every export.`);
      if (question.columns.length === 0) print("No column is filled and unique.");
      const options = question.columns.map((name) => ({ label: withSamples(name, work), answer: { column: name } }));
      const prompt = `Number [Enter: ${key.length > 0 ? key.join(", ") : "none"}]`;
      return choose(terminal, options, prompt, "open", (text) => namedColumn(text, work));
    }
    case "source":
      return askSource(
        terminal,
        `${head}. ${question.title} is required, but no column looks like it.`,
        question,
        mapping,
        work,
        "leave it empty",
      );
    case "order": {
      print(
        `${head}. How are the names in "${question.column}" written? ${question.samples.map((name) => JSON.stringify(name)).join(", ")}`,
      );
      const [sample = ""] = question.samples;
      const options = question.choices.map((order) => ({
        label: `${orderInWords(order)}: ${inUsualOrder(sample, order)}`,
        answer: { order },
      }));
      return choose(
        terminal,
        options,
        "Number [Enter: 1]",
        options[0]?.answer ?? "open",
        () => "Type a number of the list.",
      );
    }
    case "value": {
      const column = columnOf(question, work.tables);
      const people = question.people === undefined ? "" : `, ${counted(question.people, "person", "people")}`;
      print(`${head}. ${question.title}: what does "${question.value}" become? (column "${question.column}"${people})`);
      const options: Option[] = [
        ...question.choices.map(({ value, label }) => ({
          label: label === undefined ? value : `${value} (${label})`,
          answer: { value },
        })),
        ...(column?.field.type === "role"
          ? [{ label: `Keep "${question.value}" as it is`, answer: { keep: true } as const }]
          : []),
        { label: "Leave these people out", answer: { skip: true } },
      ];
      return choose(terminal, options, "Number or value [Enter: copy it as it is, and report it]", "open", (text) =>
        typedValue(text, column),
      );
    }
    case "left": {
      const people = question.people === undefined ? "People" : counted(question.people, "person", "people");
      print(
        `${head}. ${people} with "${question.value}" in "${question.column}" probably left. What should become of them?`,
      );
      const state = question.becomes.label ?? question.becomes.value;
      const options: Option[] = [
        { label: `Import them as ${state}`, answer: { keep: true } },
        { label: "Leave them out", answer: { skip: true } },
      ];
      return choose(terminal, options, "Number [Enter: 1]", options[0]!.answer, () => "Type 1 or 2.");
    }
  }
}

function orderInWords(order: FullNameOrder): string {
  if (order === "comma") return "Last name, comma, first name";
  return order === "last-first" ? "Last name first" : "First name first";
}

/** A source for a column: one value for everybody, or a column of the export. */
async function askSource(
  terminal: Terminal,
  text: string,
  target: { readonly file: string; readonly field: string },
  mapping: Mapping,
  work: Interviewed,
  enter: string,
): Promise<Asked> {
  const column = columnOf(target, work.tables);
  terminal.print(text);
  const constants = (column ? choicesOf(column) : []).map(({ value, label }) => ({
    label: `${value}${label === undefined ? "" : ` (${label})`} for everybody`,
    answer: { value },
  }));
  const columns = unusedColumns(mapping, work).map(({ label, answer }) => ({ label: `from ${label}`, answer }));
  const prompt = `Number, a column's name${isSecret(column) ? "" : ", or a value for everybody"} [Enter: ${enter}]`;
  return choose(terminal, [...constants, ...columns], prompt, "open", (typed) => {
    const named = namedColumn(typed, work);
    return typeof named === "string" ? typedValue(typed, column) : named;
  });
}

async function changeLine(
  terminal: Terminal,
  line: ViewedColumn,
  mapping: Mapping,
  work: Interviewed,
): Promise<Mapping | "open" | "stopped"> {
  const column = columnOf(line, work.tables)!;
  terminal.print("");
  const constants: Option[] = choicesOf(column).map(({ value, label }) => ({
    label: `${value}${label === undefined ? "" : ` (${label})`} for everybody`,
    answer: { value },
  }));
  const columns = [...new Set([...line.alternatives, ...work.source.columns])].map(
    (name): Option => ({ label: `from ${withSamples(name, work)}`, answer: { column: name } }),
  );
  const nothing: Option = { label: "Nothing: leave it empty", answer: { nothing: true } };
  terminal.print(`${line.title}:`);
  const prompt = `Number, a column's name${isSecret(column) ? "" : ", or a value for everybody"} [Enter: leave it as it is]`;
  const answer = await choose(terminal, [...constants, ...columns, nothing], prompt, "open", (typed) => {
    const named = namedColumn(typed, work);
    return typeof named === "string" ? typedValue(typed, column) : named;
  });
  if (answer === "open" || answer === "stopped") return answer;
  if ("column" in answer) {
    const from = work.statistics.columns.find(({ name }) => name === answer.column)!;
    return withPart(mapping, line, sourcePart(from, column));
  }
  return withPart(mapping, line, "value" in answer ? { constant: answer.value } : undefined);
}

function columnOf(
  target: { readonly file: string; readonly field: string },
  tables: readonly Table[],
): Column | undefined {
  return tables.find(({ name }) => name === target.file)?.byName.get(target.field);
}

/** Columns that nothing is made of yet, with some of their values. */
function unusedColumns(mapping: Mapping, work: Interviewed): Option[] {
  const used = new Set(columnsUsed(mapping));
  return work.source.columns
    .filter((name) => !used.has(name))
    .map((name) => ({ label: withSamples(name, work), answer: { column: name } }));
}

function withSamples(name: string, { statistics }: Interviewed): string {
  const column = statistics.columns.find((each) => each.name === name);
  const samples = column ? samplesIn(column) : [];
  return samples.length === 0 ? `${name} (empty)` : `${name} (${samples.join(", ")})`;
}

function namedColumn(text: string, { source }: Interviewed): Answer | string {
  const found = source.columns.find((name) => name.toLowerCase() === text.toLowerCase());
  return found === undefined ? `There is no column "${text}".` : { column: found };
}

function isSecret(column: Column | undefined): boolean {
  return column?.field.type === "password";
}

/** A value that somebody typed, where the column may contain it. */
function typedValue(text: string, column: Column | undefined): Answer | string {
  if (!column) return { value: text };
  if (isSecret(column)) return "A mapping can't contain a password. Choose a column, or press Enter.";
  const value = certain(text, column);
  if (isListed(value, column) !== false) return { value };
  const example = column.field.example;
  return `"${text}" isn't a valid value of ${column.field.title}. Use a value like ${example}.`;
}
