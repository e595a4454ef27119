/** The command line's words: what may be said, and what was wrong with what was said. */
import { parseArgs } from "node:util";
import { nearest } from "../core/text.ts";
import { textFormats } from "../features/export.ts";
import { type ReportFormat, reportFormats } from "../features/report.ts";

/** Something about the call itself is wrong: told on standard error, exit status 2. */
export class UsageError extends Error {}

export const usage = `Usage:
  csv-preflight check [PATH...] [--format text|json|sarif|csv|html|github] [--type TYPE] [--config FILE]
                      [--fail-on error|warning|information] [--max-problems N] [--output FILE] [--quiet]
                      [--language en|de|fr|es|pt]
  csv-preflight fix [PATH...] [--type TYPE] [--config FILE] [--dry-run] [--quiet]
  csv-preflight export [PATH...] --to bundle|csv|json|ndjson|markdown|xlsx|datapackage [--output PATH] [--labels]
                      [--type TYPE] [--config FILE] [--overwrite] [--allow-errors] [--quiet]
  csv-preflight compare OLD [NEW] [--format text|json|markdown] [--output FILE] [--undo DIR] [--config FILE] [--quiet]
  csv-preflight convert FILE... --to TYPE --output DIR [--type TYPE] [--config FILE] [--overwrite] [--quiet]
  csv-preflight convert EXPORT.csv --to TYPE --mapping FILE --output DIR [--config FILE] [--overwrite] [--quiet]
  csv-preflight convert EXPORT.csv --to TYPE --write-mapping FILE [--config FILE] [--overwrite] [--quiet]
  csv-preflight anonymise [PATH...] --output DIR [--seed TEXT] [--keep COLUMN]... [--type TYPE] [--config FILE]
                      [--overwrite] [--quiet]
  csv-preflight init TYPE [DIR]
  csv-preflight explain RULE

A PATH is a file or a folder (default: the current one); "-" is standard input and needs --type.
OLD is the last upload: its bundle (a zip or a folder), or a folder or file as it was then. NEW is what would go up next.
--undo writes the files that lead back from NEW to OLD into an empty or new folder.
Exit status: 0 nothing at or above --fail-on (default error), 1 something, 2 wrong usage or a file that could not be read;
of compare: 0 nothing would change, 1 something would.
`;

export type FailOn = "error" | "warning" | "information";

export interface CheckCall {
  readonly command: "check";
  readonly paths: readonly string[];
  readonly format: ReportFormat;
  readonly type: string | undefined;
  readonly config: string | undefined;
  readonly failOn: FailOn;
  readonly maxProblems: number;
  readonly output: string | undefined;
  readonly quiet: boolean;
  /** Of the page that `html` makes: a language tag, or a locale's name as in `LANG`. */
  readonly language: string;
}

export interface FixCall {
  readonly command: "fix";
  readonly paths: readonly string[];
  readonly type: string | undefined;
  readonly config: string | undefined;
  readonly dryRun: boolean;
  readonly quiet: boolean;
}

export interface ExportCall {
  readonly command: "export";
  readonly paths: readonly string[];
  readonly to: (typeof exportFormats)[number];
  readonly output: string | undefined;
  readonly type: string | undefined;
  readonly config: string | undefined;
  /** A yes to replacing what is there. */
  readonly overwrite: boolean;
  /** A yes to files that still have errors. */
  readonly allowErrors: boolean;
  /** With what codes mean, in tables for people. */
  readonly labels: boolean;
  readonly quiet: boolean;
}

export interface CompareCall {
  readonly command: "compare";
  /** A bundle, a folder or a file. */
  readonly old: string;
  readonly fresh: string;
  readonly format: "text" | "json" | "markdown";
  readonly output: string | undefined;
  /** Where to write the files that lead back. */
  readonly undo: string | undefined;
  readonly config: string | undefined;
  readonly quiet: boolean;
}

export interface ConvertCall {
  readonly command: "convert";
  readonly paths: readonly string[];
  /** A file type of people, or its system: `travtus.user`, `travtus`. */
  readonly to: string;
  /** The folder to write to. */
  readonly output: string;
  /** What the files are, where they do not say it themselves. */
  readonly type: string | undefined;
  readonly config: string | undefined;
  /** A yes to replacing what is there. */
  readonly overwrite: boolean;
  readonly quiet: boolean;
}

export interface AnonymiseCall {
  readonly command: "anonymise";
  readonly paths: readonly string[];
  /** The folder to write to. */
  readonly output: string;
  /** Undefined: one that nobody knows. */
  readonly seed: string | undefined;
  /** Columns to leave as they are. */
  readonly keep: readonly string[];
  readonly type: string | undefined;
  readonly config: string | undefined;
  /** A yes to replacing what is there. */
  readonly overwrite: boolean;
  readonly quiet: boolean;
}

/** `convert` of a CSV of any kind. */
export interface MapCall {
  readonly command: "map";
  readonly file: string;
  readonly to: string;
  /** The mapping to follow; with `writeMapping` there is none. */
  readonly mapping: string | undefined;
  /** Where to write a guessed mapping. */
  readonly writeMapping: string | undefined;
  /** The folder to write to. */
  readonly output: string | undefined;
  readonly config: string | undefined;
  /** A yes to replacing what is there. */
  readonly overwrite: boolean;
  readonly quiet: boolean;
}

export type Call =
  | MapCall
  | AnonymiseCall
  | CheckCall
  | FixCall
  | ExportCall
  | CompareCall
  | ConvertCall
  | { readonly command: "init"; readonly type: string; readonly folder: string }
  | { readonly command: "explain"; readonly rule: string }
  | { readonly command: "help" | "version" };

const commands = ["check", "fix", "export", "compare", "convert", "anonymise", "init", "explain"];
export const exportFormats = ["bundle", ...textFormats, "xlsx", "datapackage"] as const;

const text = { type: "string" } as const;
/** May be given several times. */
const texts = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;

/** What an option was given as. */
type Value = string | boolean | readonly (string | boolean)[] | undefined;

/** Reads the words after the program's name. Throws a `UsageError`. */
export function readCall(words: readonly string[]): Call {
  const [command, ...rest] = words;
  if (command === undefined) throw new UsageError("a command is missing");
  if (command === "--help" || command === "-h" || command === "help") return { command: "help" };
  if (command === "--version" || command === "-v" || command === "version") return { command: "version" };
  if (rest.includes("--help") || rest.includes("-h")) return { command: "help" };
  switch (command) {
    case "check":
      return readCheck(rest);
    case "fix":
      return readFix(rest);
    case "export":
      return readExport(rest);
    case "compare":
      return readCompare(rest);
    case "convert":
      return readConvert(rest);
    case "anonymise":
      return readAnonymise(rest);
    case "init": {
      const { positionals } = parse(rest, {});
      const [type, folder = ".", ...more] = positionals;
      if (type === undefined || more.length > 0) throw new UsageError("init takes a TYPE and at most one DIR");
      return { command, type, folder };
    }
    case "explain": {
      const { positionals } = parse(rest, {});
      const [rule, ...more] = positionals;
      if (rule === undefined || more.length > 0) throw new UsageError("explain takes one RULE");
      return { command, rule };
    }
  }
  throw new UsageError(`there is no command "${command}"${hint(command, commands)}`);
}

function readCheck(words: readonly string[]): CheckCall {
  const { values, positionals } = parse(words, {
    format: text,
    type: text,
    config: text,
    "fail-on": text,
    "max-problems": text,
    output: text,
    quiet: flag,
    language: text,
  });
  return {
    command: "check",
    paths: pathsOf(positionals, values["type"]),
    format: oneOf("--format", values["format"] ?? "text", reportFormats),
    type: textOf(values["type"]),
    config: textOf(values["config"]),
    failOn: oneOf("--fail-on", values["fail-on"] ?? "error", ["error", "warning", "information"]),
    maxProblems: countOf("--max-problems", values["max-problems"]),
    output: textOf(values["output"]),
    quiet: values["quiet"] === true,
    language: textOf(values["language"]) ?? ownLanguage(),
  };
}

/** What the terminal speaks, as programs ask for it. */
function ownLanguage(): string {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return LC_ALL || LC_MESSAGES || LANG || "en";
}

function readFix(words: readonly string[]): FixCall {
  const { values, positionals } = parse(words, {
    type: text,
    config: text,
    "dry-run": flag,
    quiet: flag,
  });
  return {
    command: "fix",
    paths: pathsOf(positionals, values["type"]),
    type: textOf(values["type"]),
    config: textOf(values["config"]),
    dryRun: values["dry-run"] === true,
    quiet: values["quiet"] === true,
  };
}

function readExport(words: readonly string[]): ExportCall {
  const { values, positionals } = parse(words, {
    to: text,
    output: text,
    type: text,
    config: text,
    overwrite: flag,
    "allow-errors": flag,
    labels: flag,
    quiet: flag,
  });
  const to = values["to"];
  if (to === undefined) throw new UsageError(`export needs --to ${exportFormats.join(", ")}`);
  return {
    command: "export",
    paths: pathsOf(positionals, values["type"]),
    to: oneOf("--to", to, exportFormats),
    output: textOf(values["output"]),
    type: textOf(values["type"]),
    config: textOf(values["config"]),
    overwrite: values["overwrite"] === true,
    allowErrors: values["allow-errors"] === true,
    labels: values["labels"] === true,
    quiet: values["quiet"] === true,
  };
}

function readCompare(words: readonly string[]): CompareCall {
  const { values, positionals } = parse(words, { format: text, output: text, undo: text, config: text, quiet: flag });
  const [old, fresh = ".", ...more] = positionals;
  if (old === undefined || more.length > 0) {
    throw new UsageError("compare takes OLD, the last upload, and at most one NEW (default: the current folder)");
  }
  return {
    command: "compare",
    old,
    fresh,
    format: oneOf("--format", values["format"] ?? "text", ["text", "json", "markdown"]),
    output: textOf(values["output"]),
    undo: textOf(values["undo"]),
    config: textOf(values["config"]),
    quiet: values["quiet"] === true,
  };
}

function readConvert(words: readonly string[]): ConvertCall | MapCall {
  const { values, positionals } = parse(words, {
    to: text,
    output: text,
    type: text,
    config: text,
    mapping: text,
    "write-mapping": text,
    overwrite: flag,
    quiet: flag,
  });
  const [to, output] = [textOf(values["to"]), textOf(values["output"])];
  if (positionals.length === 0) throw new UsageError("convert needs the files to convert");
  if (positionals.includes("-")) throw new UsageError("convert reads files with those beside them, not standard input");
  if (to === undefined) throw new UsageError("convert needs --to and a file type, such as turvo.user");
  const [mapping, writeMapping] = [textOf(values["mapping"]), textOf(values["write-mapping"])];
  if (mapping !== undefined || writeMapping !== undefined) {
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw new UsageError("a mapping is for one export at a time");
    if (mapping !== undefined && writeMapping !== undefined)
      throw new UsageError("--mapping follows a mapping, --write-mapping begins one: give one of both");
    if (mapping !== undefined && output === undefined)
      throw new UsageError("convert needs --output and the folder to write to");
    const config = textOf(values["config"]);
    const [overwrite, quiet] = [values["overwrite"] === true, values["quiet"] === true];
    return { command: "map", file, to, mapping, writeMapping, output, config, overwrite, quiet };
  }
  if (output === undefined) throw new UsageError("convert needs --output and the folder to write to");
  return {
    command: "convert",
    paths: positionals,
    to,
    output,
    type: textOf(values["type"]),
    config: textOf(values["config"]),
    overwrite: values["overwrite"] === true,
    quiet: values["quiet"] === true,
  };
}

function readAnonymise(words: readonly string[]): AnonymiseCall {
  const { values, positionals } = parse(words, {
    output: text,
    seed: text,
    keep: texts,
    type: text,
    config: text,
    overwrite: flag,
    quiet: flag,
  });
  const output = textOf(values["output"]);
  if (output === undefined) throw new UsageError("anonymise needs --output and the folder to write the copy to");
  if (positionals.includes("-")) throw new UsageError('anonymise copies files; "-" (standard input) is none');
  return {
    command: "anonymise",
    paths: pathsOf(positionals, undefined),
    output,
    seed: textOf(values["seed"]),
    keep: listOf(values["keep"]),
    type: textOf(values["type"]),
    config: textOf(values["config"]),
    overwrite: values["overwrite"] === true,
    quiet: values["quiet"] === true,
  };
}

interface Parsed {
  readonly values: Readonly<Record<string, Value>>;
  readonly positionals: readonly string[];
}

function parse(
  words: readonly string[],
  options: Readonly<Record<string, typeof text | typeof texts | typeof flag>>,
): Parsed {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [unknown] = /--[\w-]+/.exec(error instanceof Error ? error.message : "") ?? [];
    const names = Object.keys(options).map((name) => `--${name}`);
    if (unknown && !names.includes(unknown)) {
      throw new UsageError(`there is no option ${unknown} here${hint(unknown, names)}`);
    }
    throw new UsageError(error instanceof Error ? error.message.split(". ")[0]! : String(error));
  }
}

function pathsOf(positionals: readonly string[], type: Value): readonly string[] {
  if (positionals.includes("-") && type === undefined) throw new UsageError('"-" (standard input) needs --type');
  return positionals.length > 0 ? positionals : ["."];
}

function textOf(value: Value): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function listOf(value: Value): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

function oneOf<T extends string>(option: string, value: Value, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new UsageError(`${option} takes ${allowed.join(", ")}; not "${value}"`);
  return found;
}

function countOf(option: string, value: Value): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (typeof value !== "string" || !/^\d{1,15}$/.test(value)) throw new UsageError(`${option} takes a whole number`);
  return Number(value);
}

/** `; did you mean "check"?`, or nothing. */
export function hint(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}
