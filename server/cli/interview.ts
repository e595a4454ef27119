/** A mapping made by questions on a terminal: each with numbered choices and a default for Enter; every answer is kept at once. */
import readline from "node:readline";
import type { Column, Table } from "../core/filetypes/table.ts";
import { counted } from "../core/text/counts.ts";
import { joined, Message, message, schemaText } from "../core/text/message.ts";
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
  type LeftQuestion,
  type Question,
  questionsOf,
  withPart,
} from "../features/mapping/questions.ts";
import { certain, isListed } from "../features/mapping/values.ts";
import { translate } from "./language.ts";
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

/** A terminal that is told messages. */
interface LineWriter {
  print(line: Message | string): void;
  ask(prompt: Message | string): Promise<string | undefined>;
}

function inWords({ print, ask }: Terminal): LineWriter {
  return { print: (line) => print(translate(line)), ask: (prompt) => ask(translate(prompt)) };
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
export async function interview(asked: Terminal, mapping: Mapping, work: Interviewed): Promise<Mapping | undefined> {
  const terminal = inWords(asked);
  let now = mapping;
  const keep = (next: Mapping): void => {
    now = next;
    work.save(now);
  };
  overview(terminal, now, work);
  const first = openQuestions(now, work).length;
  if (first > 0)
    terminal.print(
      first === 1
        ? message("1 question. Press Enter for what is in brackets. Ctrl+C stops and keeps your answers.")
        : message("{0} questions. Press Enter for what is in brackets. Ctrl+C stops and keeps your answers.", first),
    );
  const left = new Set<string>();
  for (let number = 1; ; number++) {
    const open = openQuestions(now, work).filter((each) => !left.has(JSON.stringify(each)));
    const [question] = open;
    if (!question) break;
    terminal.print("");
    const head = message("Question {0} of {1}", number, number - 1 + open.length);
    const answer = await askQuestion(terminal, head, question, now, work);
    if (answer === "stopped") return undefined;
    if (answer === "open") left.add(JSON.stringify(question));
    else keep(answered(now, question, answer));
  }
  if (first > 0) overview(terminal, now, work);
  for (;;) {
    const lines = peopleColumns(now, work);
    const text = await terminal.ask(
      message("Number of a line to change [Enter: create the files in {0}]: ", work.folder),
    );
    if (text === undefined) return undefined;
    if (text === "") return now;
    const line = /^\d+$/.test(text) ? lines[Number(text) - 1] : undefined;
    if (!line) {
      terminal.print(message("Type a number from 1 to {0}, or press Enter.", lines.length));
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
function overview({ print }: LineWriter, mapping: Mapping, work: Interviewed): void {
  const columns = peopleColumns(mapping, work).map((column) => ({ ...column, title: translate(column.title) }));
  const width = Math.max(...columns.map(({ title }) => title.length)) + 2;
  const note = (line: Message): void => print(joined(["     ", line], ""));
  print("");
  for (const [i, { title, required, part, why, samples }] of columns.entries()) {
    const from =
      part === undefined ? (required ? message("nothing yet, but required") : message("nothing")) : partInWords(part);
    const [sample] = samples;
    const shown =
      sample === undefined
        ? ""
        : sample.from === sample.to
          ? `  ${sample.from}`
          : `  ${sample.from} \u2192 ${sample.to}`;
    print(
      `${String(i + 1).padStart(3)}  ${`${title}${required ? " *" : ""}`.padEnd(width)}  ${translate(from)}${shown}`,
    );
    if (part !== undefined && why !== undefined) print(joined([" ".repeat(width + 7), why], ""));
  }
  for (const { file, when } of mapping.rows.filter((plan) => plan.file !== mapping.to))
    note(
      when === undefined
        ? message("and a row of {0} for each person", file)
        : message('and a row of {0} for each person with "{1}"', file, when),
    );
  const used = new Set(columnsUsed(mapping));
  const unused = work.source.columns.filter((name) => !used.has(name));
  if (unused.length > 0) note(message("Columns not used: {0}", unused.join(", ")));
  for (const each of work.guess.notes) note(each);
  print("");
}

type AnswerOrStop = Answer | "open" | "stopped";

interface Option {
  readonly label: Message | string;
  readonly answer: Answer;
}

/** Asks until the answer is a number of the list, a text that can be read, or Enter. */
async function choose(
  terminal: LineWriter,
  options: readonly Option[],
  prompt: Message,
  otherwise: AnswerOrStop,
  read: (text: string) => Answer | Message,
): Promise<AnswerOrStop> {
  for (const [i, { label }] of options.entries()) terminal.print(joined([String(i + 1).padStart(3), label], "  "));
  for (;;) {
    const text = await terminal.ask(joined([prompt, ": "], ""));
    if (text === undefined) return "stopped";
    if (text === "") return otherwise;
    const option = /^\d+$/.test(text) ? options[Number(text) - 1] : undefined;
    if (option) return option.answer;
    const answer = read(text);
    if (!(answer instanceof Message)) return answer;
    terminal.print(answer);
  }
}

function askQuestion(
  terminal: LineWriter,
  head: Message,
  question: Question,
  mapping: Mapping,
  work: Interviewed,
): Promise<AnswerOrStop> {
  const { print } = terminal;
  const numbered = (text: Message): Message => joined([head, text], ". ");
  const ask = (text: Message): void => print(numbered(text));
  switch (question.kind) {
    case "missing": {
      ask(message('The file no longer has a column "{0}". Which column is it now?', question.column));
      const options = unusedColumns(mapping, work);
      const meant = options.findIndex(({ answer }) => "column" in answer && answer.column === question.meant);
      const none: Option = { label: message("None: leave out what is made from it"), answer: { nothing: true } };
      const prompt = message("Number [Enter: {0}]", meant < 0 ? options.length + 1 : meant + 1);
      const otherwise = meant < 0 ? none.answer : options[meant]!.answer;
      return choose(terminal, [...options, none], prompt, otherwise, () => message("Type a number from the list."));
    }
    case "key": {
      const key = mapping.key ?? [];
      ask(message("Which column identifies people? IDs are made from it, so it must stay the same in every export."));
      if (question.columns.length === 0) print(message("No column is filled and unique."));
      const options = question.columns.map((name) => ({ label: withSamples(name, work), answer: { column: name } }));
      const prompt = message("Number [Enter: {0}]", key.length > 0 ? key.join(", ") : message("none"));
      return choose(terminal, options, prompt, "open", (text) => namedColumn(text, work));
    }
    case "source":
      return askSource(
        terminal,
        numbered(message("{0} is required, but no column looks like it.", question.title)),
        question,
        mapping,
        work,
        message("leave it empty"),
      );
    case "order": {
      ask(
        message(
          'How are the names in "{0}" written? {1}',
          question.column,
          question.samples.map((name) => JSON.stringify(name)).join(", "),
        ),
      );
      const [sample = ""] = question.samples;
      const options = question.choices.map((order) => ({
        label: joined([orderInWords(order), inUsualOrder(sample, order)], ": "),
        answer: { order },
      }));
      return choose(terminal, options, message("Number [Enter: {0}]", 1), options[0]?.answer ?? "open", () =>
        message("Type a number from the list."),
      );
    }
    case "value": {
      const column = columnOf(question, work.tables);
      const what = message('{0}: What does "{1}" become?', question.title, question.value);
      const where = message('column "{0}"', question.column);
      const counts = question.people === undefined ? [] : [counted(question.people, "person")];
      ask(joined([what, joined(["(", joined([where, ...counts], ", "), ")"], "")], " "));
      const options: Option[] = [
        ...question.choices.map(({ value, label }) => ({
          label: label === undefined ? value : message("{0} ({1})", value, label),
          answer: { value },
        })),
        ...(column?.field.type === "role"
          ? [{ label: message('Keep "{0}" as it is', question.value), answer: { keep: true } as const }]
          : []),
        { label: message("Leave these people out"), answer: { skip: true } },
      ];
      return choose(
        terminal,
        options,
        message("Number or value [Enter: copy it as it is, and report it]"),
        "open",
        (text) => typedValue(text, column),
      );
    }
    case "left": {
      ask(leftInWords(question));
      const state = question.becomes.label ?? question.becomes.value;
      const options: Option[] = [
        { label: message("Import them as {0}", state), answer: { keep: true } },
        { label: message("Leave them out"), answer: { skip: true } },
      ];
      return choose(terminal, options, message("Number [Enter: {0}]", 1), options[0]!.answer, () =>
        message("Type 1 or 2."),
      );
    }
  }
}

function leftInWords({ people, value, column }: LeftQuestion): Message {
  if (people === undefined)
    return message('People with "{0}" in "{1}" probably left. How should they be imported?', value, column);
  return people === 1
    ? message('1 person with "{0}" in "{1}" probably left. How should this person be imported?', value, column)
    : message('{0} people with "{1}" in "{2}" probably left. How should they be imported?', people, value, column);
}

function orderInWords(order: FullNameOrder): Message {
  if (order === "comma") return message("Last name, comma, first name");
  return order === "last-first" ? message("Last name first") : message("First name first");
}

/** A source for a column: one value for everybody, or a column of the export. */
async function askSource(
  terminal: LineWriter,
  text: Message,
  target: { readonly file: string; readonly field: string },
  mapping: Mapping,
  work: Interviewed,
  enter: Message,
): Promise<AnswerOrStop> {
  const column = columnOf(target, work.tables);
  terminal.print(text);
  const constants = (column ? choicesOf(column) : []).map(({ value, label }) => ({
    label: forEverybody(value, label),
    answer: { value },
  }));
  const columns = unusedColumns(mapping, work).map(({ label, answer }) => ({
    label: message("from {0}", label),
    answer,
  }));
  const prompt = sourcePrompt(column, enter);
  return choose(terminal, [...constants, ...columns], prompt, "open", (typed) => {
    const named = namedColumn(typed, work);
    return named instanceof Message ? typedValue(typed, column) : named;
  });
}

async function changeLine(
  terminal: LineWriter,
  line: ViewedColumn,
  mapping: Mapping,
  work: Interviewed,
): Promise<Mapping | "open" | "stopped"> {
  const column = columnOf(line, work.tables)!;
  terminal.print("");
  const constants: Option[] = choicesOf(column).map(({ value, label }) => ({
    label: forEverybody(value, label),
    answer: { value },
  }));
  const columns = [...new Set([...line.alternatives, ...work.source.columns])].map(
    (name): Option => ({ label: message("from {0}", withSamples(name, work)), answer: { column: name } }),
  );
  const nothing: Option = { label: message("Nothing: leave it empty"), answer: { nothing: true } };
  terminal.print(joined([line.title, ":"], ""));
  const prompt = sourcePrompt(column, message("leave it as it is"));
  const answer = await choose(terminal, [...constants, ...columns, nothing], prompt, "open", (typed) => {
    const named = namedColumn(typed, work);
    return named instanceof Message ? typedValue(typed, column) : named;
  });
  if (answer === "open" || answer === "stopped") return answer;
  if ("column" in answer) {
    const from = work.statistics.columns.find(({ name }) => name === answer.column)!;
    return withPart(mapping, line, sourcePart(from, column));
  }
  return withPart(mapping, line, "value" in answer ? { constant: answer.value } : undefined);
}

function forEverybody(value: string, label: Message | undefined): Message {
  return message("{0} for everybody", label === undefined ? value : message("{0} ({1})", value, label));
}

function sourcePrompt(column: Column | undefined, enter: Message): Message {
  return isSecret(column)
    ? message("Number or a column's name [Enter: {0}]", enter)
    : message("Number, a column's name, or a value for everybody [Enter: {0}]", enter);
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

function withSamples(name: string, { statistics }: Interviewed): Message | string {
  const column = statistics.columns.find((each) => each.name === name);
  const samples = column ? samplesIn(column) : [];
  return samples.length === 0 ? message("{0} (empty)", name) : `${name} (${samples.join(", ")})`;
}

function namedColumn(text: string, { source }: Interviewed): Answer | Message {
  const found = source.columns.find((name) => name.toLowerCase() === text.toLowerCase());
  return found === undefined ? message('There is no column "{0}".', text) : { column: found };
}

function isSecret(column: Column | undefined): boolean {
  return column?.field.type === "password";
}

/** A value that somebody typed, where the column may contain it. */
function typedValue(text: string, column: Column | undefined): Answer | Message {
  if (!column) return { value: text };
  if (isSecret(column)) return message("A mapping can't contain a password. Choose a column, or press Enter.");
  const value = certain(text, column);
  if (isListed(value, column) !== false) return { value };
  const { title, example } = column.field;
  return message('"{0}" isn\'t a valid value of {1}. Use a value like {2}.', text, schemaText(title), example);
}
