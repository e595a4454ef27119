/** Reads what was typed after the program's name, and writes the help; both know only the table of commands. */
import { parseArgs } from "node:util";
import { choiceOf, joined, type Message, message, ReasonError } from "../core/text/message.ts";
import { nearest } from "../core/text/text.ts";
import { aliases, type Call, type CliCommand, type CommandRow, commands, notes, type OptionRow } from "./commands.ts";
import { translate } from "./language.ts";

/** The call itself is wrong: one sentence for standard error, exit status 2. */
export class UsageError extends ReasonError {}

/** Help and version are texts to print, not commands to run. */
export type CliRequest =
  | Call
  | { readonly command: "help"; readonly of: CliCommand | undefined }
  | { readonly command: "version" };

/** Reads the words after the program's name. Throws a `UsageError`. */
export function readRequest(words: readonly string[]): CliRequest {
  const [word, ...rest] = words;
  if (word === undefined) throw new UsageError(message("a command is missing; csv-preflight --help lists them"));
  if (["--version", "-v", "-V", "version"].includes(word)) return { command: "version" };
  if (["--help", "-h"].includes(word)) return { command: "help", of: undefined };
  if (word === "help") return { command: "help", of: rest[0] === undefined ? undefined : commandNamed(rest[0]) };
  if (word.startsWith("-"))
    throw new UsageError(message("a command must come before {0}; csv-preflight --help lists them", word));
  const command = commandNamed(word);
  return readCall(command, commands[command], rest);
}

function commandNamed(word: string): CliCommand {
  const names = Object.keys(commands) as CliCommand[];
  const found = aliases[word] ?? names.find((name) => name === word);
  if (found) return found;
  throw new UsageError(withHint(message('there is no command "{0}"', word), word, names));
}

function readCall(command: CliCommand, row: CommandRow, words: readonly string[]): CliRequest {
  const spelled = new Map(row.options.flatMap((option) => spellings(option).map((name) => [name, option] as const)));
  const boolean = { type: "boolean" } as const;
  const { tokens } = parseArgs({
    args: [...words],
    options: {
      help: { ...boolean, short: "h" },
      ...Object.fromEntries(
        [...spelled].map(([name, { kind }]) => [name, isBare(kind) ? boolean : ({ type: "string" } as const)]),
      ),
    },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = new Map<string, unknown>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    if (token.name === "help") return { command: "help", of: command };
    const option = spelled.get(token.name);
    if (!option) {
      const names = [...spelled.keys()].map((name) => `--${name}`);
      const help = message("csv-preflight {0} --help lists its options", command);
      const fault = message("{0} has no option {1}", command, token.rawName);
      throw new UsageError(withHint(fault, token.rawName, names, help));
    }
    const old = values.get(option.option);
    values.set(option.option, readValue(option, token.name, token.value, token.inlineValue === true, old));
  }
  for (const { option, kind, required } of row.options) {
    if (required && !values.has(option))
      throw new UsageError(message("{0} requires {1}", command, `--${option} ${kindInWords(kind)}`));
  }
  checkOperands(command, row, operands);
  if (operands.includes("-") && !row.piped)
    throw new UsageError(message('{0} reads files, not standard input ("-")', command));
  if (operands.includes("-") && !values.has("type"))
    throw new UsageError(message('"-" (standard input) requires --type'));
  if (operands.length === 0 && row.operands.startsWith("[")) operands.push(".");
  const named = row.options.map((option) => [camelCase(option.option), values.get(option.option) ?? unsaid(option)]);
  return { command, operands, ...Object.fromEntries(named) } as Call;
}

/** How an option may be written. */
function spellings({ option, kind }: OptionRow): string[] {
  return kind === "switch" ? [option, `no-${option}`] : [option];
}

function isBare(kind: OptionRow["kind"]): boolean {
  return kind === "flag" || kind === "switch";
}

/** What an option is when nobody says it. */
function unsaid({ kind, otherwise }: OptionRow): unknown {
  if (kind === "flag") return false;
  if (kind === "N") return Number.POSITIVE_INFINITY;
  return typeof kind === "string" && kind.endsWith("...") ? [] : otherwise;
}

function readValue(
  { option, kind }: OptionRow,
  spelling: string,
  text: string | undefined,
  inline: boolean,
  old: unknown,
): unknown {
  const name = `--${spelling}`;
  if (isBare(kind)) {
    if (inline) throw new UsageError(message("{0} can't have a value", name));
    return spelling === option;
  }
  if (text === undefined || (!inline && text.length > 1 && text.startsWith("-") && !/^-\d/.test(text)))
    throw new UsageError(message("{0} requires a value: {1}", name, `${name} ${kindInWords(kind)}`));
  if (kind === "N") {
    if (!/^\d{1,15}$/.test(text)) throw new UsageError(message('{0} must be a whole number, not "{1}"', name, text));
    return Number(text);
  }
  if (typeof kind !== "string") {
    if (!kind.includes(text)) throw new UsageError(withHint(message('{0} can\'t be "{1}"', name, text), text, kind));
    return text;
  }
  return kind.endsWith("...") ? [...(Array.isArray(old) ? old : []), text] : text;
}

function checkOperands(command: string, { operands }: CommandRow, given: readonly string[]): void {
  const names = operands.split(" ");
  const needed = names.filter((name) => !name.startsWith("["));
  const most = operands.includes("...") ? Number.POSITIVE_INFINITY : names.length;
  const called = `csv-preflight ${command} ${operands}`;
  if (given.length < needed.length)
    throw new UsageError(message("{0} is missing: {1}", needed[given.length]!.replace("...", ""), called));
  if (given.length > most) throw new UsageError(message('"{0}" is one word too many: {1}', given[most]!, called));
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function kindInWords(kind: OptionRow["kind"]): string {
  return typeof kind === "string" ? kind.replace("...", "") : kind.join("|");
}

/** What is wrong with a word, and which of the candidates was probably meant; else what to use instead: one of them, by default. */
export function withHint(
  fault: Message,
  word: string,
  candidates: readonly string[],
  otherwise = message("use {0}", choiceOf(candidates)),
): Message {
  const meant = nearest(word, candidates);
  return joined([fault, meant === undefined ? otherwise : message("did you mean {0}?", meant)], "; ");
}

const width = 80;

/** The help of one command, or of the program: as wide as a terminal usually is. */
export function helpText(command?: CliCommand): string {
  return command === undefined ? overview() : commandHelp(command, commands[command]);
}

function overview(): string {
  const rows = Object.entries<CommandRow>(commands).map(
    ([name, { operands, help }]) => [`${name} ${operands}`, translate(help)] as const,
  );
  const more = message("csv-preflight COMMAND --help lists the options of a command, --version prints the version.");
  return [
    `${translate(message("Usage: {0}", "csv-preflight COMMAND [OPTIONS]"))}\n`,
    paragraph(message("CSV Preflight checks, explains and fixes CSV files that are uploaded to create users.")),
    `${translate(message("Commands:"))}\n${columns(rows)}`,
    ...[more, ...notes].map(paragraph),
  ].join("\n");
}

function commandHelp(name: string, { operands, help, options }: CommandRow): string {
  const rows = options.map((option) => [optionInWords(option), sentenceOf(option)] as const);
  return [
    `${translate(message("Usage: {0}", `csv-preflight ${name}${options.length > 0 ? " [OPTIONS]" : ""} ${operands}`))}\n`,
    paragraph(joined([help, "."], "")),
    ...(rows.length > 0 ? [`${translate(message("Options:"))}\n${columns(rows)}`] : []),
  ].join("\n");
}

/** `--fail-on WORD`. */
function optionInWords({ option, kind, called = option.toUpperCase() }: OptionRow): string {
  if (kind === "switch") return `--[no-]${option}`;
  if (kind === "flag") return `--${option}`;
  return `--${option} ${typeof kind === "string" ? kind.replace("...", "") : called}`;
}

function sentenceOf({ kind, help, otherwise, required }: OptionRow): string {
  const words = typeof kind === "string" ? help : joined([help, choiceOf(kind)], ": ");
  const more = [
    ...(otherwise === undefined ? [] : [message("(default: {0})", otherwise)]),
    ...(required ? [message("(required)")] : []),
  ];
  return translate(joined([words, ...more], " "));
}

/** Names and what they mean in two columns; a name that is too long has a line of its own. */
function columns(rows: readonly (readonly [name: string, help: string])[]): string {
  const indent = 2 + 2 + Math.min(24, Math.max(...rows.map(([name]) => name.length)));
  const lines = rows.flatMap(([name, help]) => {
    const [first = "", ...more] = wrapped(help, width - indent);
    const own = name.length + 4 > indent;
    const head = own ? [`  ${name}`, " ".repeat(indent) + first] : [`  ${name}`.padEnd(indent) + first];
    return [...head, ...more.map((line) => " ".repeat(indent) + line)];
  });
  return `${lines.join("\n")}\n`;
}

function paragraph(text: Message): string {
  return `${wrapped(translate(text), width).join("\n")}\n`;
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
