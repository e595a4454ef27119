/** The command line's one table: each command with its operands and options; the parser, the types and the help are made of it. */
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { choiceOf, type Message, message } from "../core/text/message.ts";
import { textFormats } from "../features/export/formats.ts";
import { reportFormats } from "../features/report/formats.ts";

/**
 * What an option is followed by. `flag`: nothing, it is given or not. `switch`: nothing, and `--no-…` says the opposite. `N`: a whole
 * number. A list: one of its words. Any other word in capitals: a text, called so in the help; with `...` it may be repeated.
 */
export type OptionKind = "flag" | "switch" | "N" | readonly string[] | Uppercase<string>;

export interface OptionRow {
  /** Without its dashes. */
  readonly option: string;
  readonly kind: OptionKind;
  /** What the help calls its word, when that is not the option's own name. */
  readonly called?: string;
  /** One sentence without its period; what is used by default stands in it. */
  readonly help: Message;
  /** What it is when it is not given. */
  readonly otherwise?: string;
  /** The command does not run without it. */
  readonly required?: true;
}

export interface CommandRow {
  /** As the help shows them: `[X]` may be left out, `X...` may be repeated. Without any, `[PATH...]` is the current folder. */
  readonly operands: string;
  /** What the command does: one sentence without its period. */
  readonly help: Message;
  /** `-` among the operands is standard input, which needs `--type`. */
  readonly piped?: true;
  readonly options: readonly OptionRow[];
}

/** For examples: two file types of people. */
const [someType = "", otherType = someType] = builtInDocuments.flatMap(({ name, rows }) =>
  rows === "people" ? [name] : [],
);

const type = {
  option: "type",
  kind: "TYPE",
  help: message("Treat every file as this file type, such as {0}", someType),
} as const;
const config = {
  option: "config",
  kind: "FILE",
  help: message("Use this profile instead of the nearest csv-preflight.json"),
} as const;
const quiet = { option: "quiet", kind: "flag", help: message("Print failures only") } as const;
const overwrite = { option: "overwrite", kind: "flag", help: message("Replace files that exist") } as const;
const color = {
  option: "color",
  kind: "switch",
  help: message("Use color, or not; the default depends on the terminal"),
} as const;
const unmatched = {
  option: "no-error-on-unmatched",
  kind: "flag",
  help: message("Succeed even if a file is not recognized or there is no file to check"),
} as const;

/** The shells that commands are completed in. */
export const shells = ["bash", "zsh", "fish"] as const;

const exportFormats = ["bundle", ...textFormats, "xlsx", "datapackage"] as const;

/** What somebody decides about a mapping. */
const decisions = [
  {
    option: "column",
    kind: "FIELD=COLUMN...",
    help: message("With a mapping: take this field from this column of FILE"),
  },
  { option: "set", kind: "FIELD=VALUE...", help: message("With a mapping: the same value in every row") },
  {
    option: "value",
    kind: "FIELD:VALUE=RESULT...",
    help: message("With a mapping: what a value of FILE becomes in a field"),
  },
  {
    option: "skip",
    kind: "COLUMN=VALUE...",
    help: message("With a mapping: leave out rows with this value; COLUMN= is an empty cell"),
  },
  { option: "key", kind: "COLUMN...", help: message("With a mapping: the column that identifies people") },
  {
    option: "name-order",
    kind: ["comma", "last-first", "first-last"],
    help: message("With a mapping: how full names are written where it is not certain"),
  },
  {
    option: "country",
    kind: "CODE",
    help: message("With a mapping: the country of phone numbers without a country code, such as US"),
  },
] as const;
const mappingFormat = {
  option: "format",
  kind: ["text", "json"],
  otherwise: "text",
  help: message("With a mapping: how to report what was made"),
} as const;

export const commands = {
  check: {
    operands: "[PATH...]",
    help: message("Report problems in import files"),
    piped: true,
    options: [
      { option: "format", kind: reportFormats, otherwise: "text", help: message("How to write the report") },
      type,
      config,
      {
        option: "fail-on",
        kind: ["error", "warning", "information"],
        called: "SEVERITY",
        otherwise: "error",
        help: message("The least severe problem that makes the exit status 1"),
      },
      {
        option: "max-problems",
        kind: "N",
        help: message("Show at most this many problems of a file; all are counted"),
      },
      { option: "output", kind: "FILE", help: message("Write the report to a file instead of standard output") },
      { option: "quiet", kind: "flag", help: message("Report errors only, and print no summary") },
      { option: "watch", kind: "flag", help: message("Check again whenever a file changes, until Ctrl+C") },
      unmatched,
      color,
    ],
  },
  fix: {
    operands: "[PATH...]",
    help: message("Apply all safe fixes and print what changed"),
    piped: true,
    options: [
      { option: "dry-run", kind: "flag", help: message("Print a diff and change no file") },
      type,
      config,
      quiet,
      unmatched,
    ],
  },
  export: {
    operands: "[PATH...]",
    help: message("Write import files in another format, or as one bundle in upload order"),
    piped: true,
    options: [
      { option: "to", kind: exportFormats, called: "FORMAT", required: true, help: message("The format to write") },
      { option: "output", kind: "PATH", help: message("The file or folder to write") },
      { option: "labels", kind: "flag", help: message("Add what codes mean, in tables for people") },
      { option: "allow-errors", kind: "flag", help: message("Export files that still have errors") },
      overwrite,
      type,
      config,
      quiet,
    ],
  },
  convert: {
    operands: "FILE...",
    help: message("Create import files for another system, from import files or, with a mapping, from any CSV"),
    options: [
      { option: "to", kind: "TYPE", required: true, help: message("The file type to create, such as {0}", otherType) },
      { option: "output", kind: "DIR", help: message("The folder to write to") },
      { option: "mapping", kind: "FILE", help: message("The mapping from any CSV file to the new columns") },
      {
        option: "write-mapping",
        kind: "FILE",
        help: message("Write a suggested mapping to this file, and convert by it if there is --output"),
      },
      ...decisions,
      mappingFormat,
      overwrite,
      type,
      config,
      quiet,
    ],
  },
  map: {
    operands: "FILE",
    help: message(
      "Create import files from any CSV file; on a terminal by questions, and the answers are kept in a mapping",
    ),
    options: [
      { option: "to", kind: "TYPE", required: true, help: message("The file type to create, such as {0}", otherType) },
      {
        option: "output",
        kind: "DIR",
        help: message("The folder to write to; the default is import in FILE's folder"),
      },
      {
        option: "mapping",
        kind: "FILE",
        help: message("Start from this mapping; the default is one in FILE's folder that fits"),
      },
      {
        option: "write-mapping",
        kind: "FILE",
        help: message("Where to save a new mapping; the default is FILE's folder"),
      },
      ...decisions,
      mappingFormat,
      overwrite,
      config,
      quiet,
    ],
  },
  compare: {
    operands: "OLD [NEW]",
    help: message("Show what an upload of NEW (default: the current folder) would change since OLD"),
    options: [
      {
        option: "format",
        kind: ["text", "json", "markdown"],
        otherwise: "text",
        help: message("How to write the comparison"),
      },
      { option: "output", kind: "FILE", help: message("Write the comparison to a file instead of standard output") },
      {
        option: "undo",
        kind: "DIR",
        help: message("Write the files that lead back from NEW to OLD to an empty or new folder"),
      },
      config,
      quiet,
      color,
    ],
  },
  anonymize: {
    operands: "[PATH...]",
    help: message("Copy import files with other people in them and the same problems"),
    options: [
      { option: "output", kind: "DIR", required: true, help: message("The folder to write the copy to") },
      { option: "seed", kind: "TEXT", help: message("Give the same people the same new names each time") },
      { option: "keep", kind: "COLUMN...", help: message("Leave this column as it is; may be repeated") },
      overwrite,
      type,
      config,
      quiet,
    ],
  },
  infer: {
    operands: "PATH...",
    help: message("Make a file type from CSV files, or from those of a folder with the references between them"),
    options: [
      { option: "output", kind: "FILE", help: message("Write it there; the default is standard output") },
      quiet,
    ],
  },
  test: {
    operands: "[PATH...]",
    help: message("Check the pictures of file types: CSV in Markdown with the problems drawn under it"),
    options: [
      {
        option: "update",
        kind: "flag",
        help: message("Update the pages with the problems found, and create missing pages"),
      },
      config,
      quiet,
      color,
    ],
  },
  init: {
    operands: "TYPE [DIR]",
    help: message("Create template files with a header and one example row"),
    options: [],
  },
  explain: { operands: "RULE", help: message("Print the page about a rule"), options: [] },
  completion: {
    operands: "SHELL",
    help: message("Print what makes a shell complete commands and options: {0}", choiceOf(shells)),
    options: [],
  },
} as const satisfies Readonly<Record<string, CommandRow>>;

export type CliCommand = keyof typeof commands;

/** What `--help` is for, which every command has. */
export const helpOfHelp = message("List the options of a command");

/** Other spellings of commands, kept for scripts. */
export const aliases: Readonly<Record<string, CliCommand>> = { anonymise: "anonymize" };

/** What stands below the list of commands. */
export const notes = [
  message(
    "A PATH is a file, a folder that is searched for import files, or a pattern such as imports/**/*.csv. The name - is standard input and needs --type.",
  ),
  message("OLD is the last upload: its bundle (a ZIP file or a folder), or a folder or file as it was then."),
  message(
    "Exit status: 0 if no problem is as severe as --fail-on (default: error), 1 if one is, 2 if the command is wrong, a file could not be read, written or recognized, or no file was checked. For compare: 0 if nothing would change, 1 if something would.",
  ),
] as const;

type CamelCase<T extends string> = T extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : T;

type OptionValue<K extends OptionKind> = K extends "flag"
  ? boolean
  : K extends "switch"
    ? boolean | undefined
    : K extends "N"
      ? number
      : K extends readonly (infer Word)[]
        ? Word
        : K extends `${string}...`
          ? readonly string[]
          : string;

/** A text or a word is undefined when it is not given, unless something stands in for it. */
type GivenOptions<R extends OptionRow> =
  | OptionValue<R["kind"]>
  | (R["kind"] extends "flag" | "N" | `${string}...`
      ? never
      : R extends { otherwise: string } | { required: true }
        ? never
        : undefined);

/** A command as it was called: its operands, and each option by its name in camel case. A number that is not given is infinite. */
export type Call<C extends CliCommand = CliCommand> = {
  readonly command: C;
  readonly operands: readonly string[];
} & {
  readonly [R in (typeof commands)[C]["options"][number] as CamelCase<R["option"]>]: GivenOptions<R>;
};
