/** The command line's words: what can be said to each command, and a call as it was said. */
import { textFormats } from "../features/export/export.ts";
import type { ReportLanguage } from "../features/report/html-words.ts";
import { type ReportFormat, reportFormats } from "../features/report/report.ts";
import { hint, Options, UsageError } from "./options.ts";

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

/** Written out: the words of reports are loaded only when somebody needs them. */
const languages: readonly ReportLanguage[] = ["en", "de", "fr", "es", "pt"];

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
      const [type, folder = ".", ...more] = new Options(rest, {}).rest;
      if (type === undefined || more.length > 0) throw new UsageError("init takes a TYPE and at most one DIR");
      return { command, type, folder };
    }
    case "explain": {
      const [rule, ...more] = new Options(rest, {}).rest;
      if (rule === undefined || more.length > 0) throw new UsageError("explain takes one RULE");
      return { command, rule };
    }
  }
  throw new UsageError(`there is no command "${command}"${hint(command, commands)}`);
}

function readCheck(words: readonly string[]): CheckCall {
  const given = new Options(words, {
    format: "text",
    type: "text",
    config: "text",
    "fail-on": "text",
    "max-problems": "text",
    output: "text",
    quiet: "flag",
    language: "text",
  });
  return {
    command: "check",
    paths: given.paths(given.text("type")),
    format: given.oneOf("format", reportFormats, "text"),
    type: given.text("type"),
    config: given.text("config"),
    failOn: given.oneOf("fail-on", ["error", "warning", "information"], "error"),
    maxProblems: given.count("max-problems"),
    output: given.text("output"),
    quiet: given.flag("quiet"),
    language: languageOf(given.text("language")) ?? ownLanguage(),
  };
}

/** A wrong word is told: a page in another language than was asked for may have been sent before that is noticed. */
function languageOf(wanted: string | undefined): string | undefined {
  const [own] = wanted?.toLowerCase().split(/[-_.@]/) ?? [];
  if (wanted !== undefined && !languages.some((each) => each === own))
    throw new UsageError(`--language takes ${languages.join(", ")}; not "${wanted}"`);
  return wanted;
}

/** What the terminal speaks, as programs ask for it. */
function ownLanguage(): string {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return LC_ALL || LC_MESSAGES || LANG || "en";
}

function readFix(words: readonly string[]): FixCall {
  const given = new Options(words, { type: "text", config: "text", "dry-run": "flag", quiet: "flag" });
  return {
    command: "fix",
    paths: given.paths(given.text("type")),
    type: given.text("type"),
    config: given.text("config"),
    dryRun: given.flag("dry-run"),
    quiet: given.flag("quiet"),
  };
}

function readExport(words: readonly string[]): ExportCall {
  const given = new Options(words, {
    to: "text",
    output: "text",
    type: "text",
    config: "text",
    overwrite: "flag",
    "allow-errors": "flag",
    labels: "flag",
    quiet: "flag",
  });
  if (given.text("to") === undefined) throw new UsageError(`export needs --to ${exportFormats.join(", ")}`);
  return {
    command: "export",
    paths: given.paths(given.text("type")),
    to: given.oneOf("to", exportFormats),
    output: given.text("output"),
    type: given.text("type"),
    config: given.text("config"),
    overwrite: given.flag("overwrite"),
    allowErrors: given.flag("allow-errors"),
    labels: given.flag("labels"),
    quiet: given.flag("quiet"),
  };
}

function readCompare(words: readonly string[]): CompareCall {
  const given = new Options(words, { format: "text", output: "text", undo: "text", config: "text", quiet: "flag" });
  const [old, fresh = ".", ...more] = given.rest;
  if (old === undefined || more.length > 0) {
    throw new UsageError("compare takes OLD, the last upload, and at most one NEW (default: the current folder)");
  }
  return {
    command: "compare",
    old,
    fresh,
    format: given.oneOf("format", ["text", "json", "markdown"], "text"),
    output: given.text("output"),
    undo: given.text("undo"),
    config: given.text("config"),
    quiet: given.flag("quiet"),
  };
}

function readConvert(words: readonly string[]): ConvertCall | MapCall {
  const given = new Options(words, {
    to: "text",
    output: "text",
    type: "text",
    config: "text",
    mapping: "text",
    "write-mapping": "text",
    overwrite: "flag",
    quiet: "flag",
  });
  const [to, output, config] = [given.text("to"), given.text("output"), given.text("config")];
  const [overwrite, quiet] = [given.flag("overwrite"), given.flag("quiet")];
  const [file, ...others] = given.rest;
  if (file === undefined) throw new UsageError("convert needs the files to convert");
  if (given.rest.includes("-")) throw new UsageError("convert reads files with those beside them, not standard input");
  if (to === undefined) throw new UsageError("convert needs --to and a file type, such as turvo.user");
  const [mapping, writeMapping] = [given.text("mapping"), given.text("write-mapping")];
  if (mapping !== undefined || writeMapping !== undefined) {
    if (others.length > 0) throw new UsageError("a mapping is for one export at a time");
    if (mapping !== undefined && writeMapping !== undefined)
      throw new UsageError("--mapping follows a mapping, --write-mapping begins one: give one of both");
    if (mapping !== undefined && output === undefined)
      throw new UsageError("convert needs --output and the folder to write to");
    return { command: "map", file, to, mapping, writeMapping, output, config, overwrite, quiet };
  }
  if (output === undefined) throw new UsageError("convert needs --output and the folder to write to");
  return { command: "convert", paths: given.rest, to, output, type: given.text("type"), config, overwrite, quiet };
}

function readAnonymise(words: readonly string[]): AnonymiseCall {
  const given = new Options(words, {
    output: "text",
    seed: "text",
    keep: "texts",
    type: "text",
    config: "text",
    overwrite: "flag",
    quiet: "flag",
  });
  const output = given.text("output");
  if (output === undefined) throw new UsageError("anonymise needs --output and the folder to write the copy to");
  if (given.rest.includes("-")) throw new UsageError('anonymise copies files; "-" (standard input) is none');
  return {
    command: "anonymise",
    paths: given.paths(),
    output,
    seed: given.text("seed"),
    keep: given.texts("keep"),
    type: given.text("type"),
    config: given.text("config"),
    overwrite: given.flag("overwrite"),
    quiet: given.flag("quiet"),
  };
}
