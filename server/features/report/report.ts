/** A check's outcome as all reports tell it: which files, how much was read, what was found and how much of that is shown. */

import type { Counts } from "../../core/checking/findings.ts";
import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { sumOfUses } from "../../core/checking/suppressions.ts";
import { inEnglish, type Language, type Message } from "../../core/text/message.ts";
import { byCodeUnits } from "../../core/text/text.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import { rowCount } from "../records/cells.ts";
import { type Problem, ProblemWriter, shownFindings } from "./problems.ts";

/** What is reported: an import file that has been read, or another file with problems of its own (a tenant profile, a file type). */
export interface ReportFile {
  /** As reports name it: relative to the base, `/` between names; `-` for standard input. */
  readonly shown: string;
  /** Absolute, `/` between names. */
  readonly path: string;
  readonly sheet: Sheet | undefined;
  /** Without a sheet: it describes files, and is no profile. */
  readonly isFileType?: boolean;
  readonly counts: Counts;
  /** All there are, for files without a sheet; in order. */
  readonly problems: readonly Problem[];
}

export interface Summary {
  readonly files: number;
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
  readonly hints: number;
  /** Problems that don't count; left out where there are none. */
  readonly suppressed?: number;
}

export interface Report {
  /** In order of their names, by code units. */
  readonly files: readonly ReportFile[];
  readonly summary: Summary;
  /** Of each file so many are shown, errors before warnings. */
  readonly maxProblems: number;
  /** Only errors are shown. */
  readonly errorsOnly: boolean;
  /** Knows the files, those that others refer to too. */
  readonly workspace: Workspace;
  /** What could not be read and why, in words. */
  readonly failures: readonly Message[];
  readonly language: Language;
  /** Files that were asked for and are not checked, because nobody knows what they are. */
  readonly unrecognized: readonly ReportedFile[];
  /** They are errors. */
  readonly isUnmatched: boolean;
}

/** A file that was not recognized. */
export interface ReportedFile {
  /** As reports name it, as for {@link ReportFile}. */
  readonly shown: string;
  readonly path: string;
  /** What is missing to its being recognized. */
  readonly reason: Message;
}

/** What a file that was not recognized has in place of a rule. */
export const unrecognizedRule = "unrecognized-file";

/** How much a report is about. Roll-ups are not counted. */
export interface Totals {
  /** Records after the header, blank lines and conflict markers among them. */
  readonly rowsRead: number;
  /** Those of them that hold data. */
  readonly rowsChecked: number;
  readonly found: number;
  readonly shown: number;
}

/** One problem and where it comes from. */
export interface ReportEntry {
  readonly problem: Problem;
  /** Undefined for problems of files without a sheet. */
  readonly located: LocatedFinding | undefined;
}

/** Puts files that have been read to the end in order and counts. */
export function reportOf(
  files: readonly ReportFile[],
  {
    workspace,
    maxProblems,
    errorsOnly = false,
    failures = [],
    language = inEnglish,
    unrecognized = [],
    isUnmatched = false,
  }: Pick<Report, "workspace" | "maxProblems"> &
    Partial<Pick<Report, "errorsOnly" | "failures" | "language" | "unrecognized" | "isUnmatched">>,
): Report {
  const sum = (count: (file: ReportFile) => number): number => files.reduce((total, file) => total + count(file), 0);
  const suppressed = sum(suppressedIn);
  const summary: Summary = {
    files: files.length,
    rows: sum(({ sheet }) => sheet?.rows ?? 0),
    errors: sum(({ counts }) => counts.error),
    warnings: sum(({ counts }) => counts.warning),
    information: sum(({ counts }) => counts.information),
    hints: sum(({ counts }) => counts.hint),
    ...(suppressed > 0 ? { suppressed } : {}),
  };
  return {
    files: [...files].sort((a, b) => byCodeUnits(a.shown, b.shown)),
    summary,
    maxProblems,
    errorsOnly,
    workspace,
    failures,
    language,
    unrecognized,
    isUnmatched,
  };
}

export function totalsOf(report: Report): Totals {
  const each = report.files.map((file) => totalsOfFile(file, report));
  const sum = (count: (totals: Totals) => number): number => each.reduce((total, one) => total + count(one), 0);
  return {
    rowsRead: sum(({ rowsRead }) => rowsRead),
    rowsChecked: sum(({ rowsChecked }) => rowsChecked),
    found: sum(({ found }) => found),
    shown: sum(({ shown }) => shown),
  };
}

export function totalsOfFile(
  { sheet, counts }: ReportFile,
  { maxProblems, errorsOnly }: Pick<Report, "maxProblems" | "errorsOnly">,
): Totals {
  const { error, warning, information, hint } = counts;
  const found = error + warning + information + hint;
  return {
    rowsRead: sheet ? rowCount(sheet.document) : 0,
    rowsChecked: sheet?.rows ?? 0,
    found,
    shown: Math.min(errorsOnly ? error : found, maxProblems),
  };
}

/** How many problems of a file don't count, because the profile suppresses them. */
export function suppressedIn({ sheet }: ReportFile): number {
  return sheet ? sumOfUses(sheet.uses()) : 0;
}

/** A problem that doesn't count, and why. */
export interface SuppressedEntry extends ReportEntry {
  readonly reason: string | undefined;
}

/** The problems of a file that don't count, in order, at most as many as others are shown. Words are made one by one. */
export function* suppressedProblems(report: Report, { sheet }: ReportFile): Generator<SuppressedEntry> {
  if (!sheet) return;
  const writer = new ProblemWriter(sheet, report.summary.rows, report.language.translate);
  let left = report.maxProblems;
  for (const { page, finding, suppression } of sheet.suppressedFindings()) {
    if (left-- <= 0) return;
    const located = { page, finding };
    yield { problem: writer.problem(located), located, reason: sheet.suppressions.all[suppression]?.reason };
  }
}

export interface ProblemsOptions {
  /** With what says that many cells of a column have the same problem. */
  readonly rollUps: boolean;
  /** Asked before words are made. Default: all. */
  readonly wanted?: (severity: Problem["severity"]) => boolean;
}

/** A file's problems by position, then rule. Words are made one by one. */
export function* problemsOf(
  report: Report,
  file: ReportFile,
  { rollUps, wanted: asked = () => true }: ProblemsOptions,
): Generator<ReportEntry> {
  const wanted = (severity: Problem["severity"]): boolean =>
    (severity === "error" || !report.errorsOnly) && asked(severity);
  if (!file.sheet) {
    const problems = file.problems.filter(({ severity }) => wanted(severity));
    for (const problem of problems.slice(0, report.maxProblems)) yield { problem, located: undefined };
    return;
  }
  const writer = new ProblemWriter(file.sheet, report.summary.rows, report.language.translate);
  for (const located of shownFindings(file.sheet, report.maxProblems, rollUps).located) {
    if (wanted(located.finding.severity)) yield { problem: writer.problem(located), located };
  }
}

/** Counts of a list of problems. */
export function countProblems(problems: readonly Problem[]): Counts {
  const counts: Counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of problems) counts[severity]++;
  return counts;
}

/** The file type as reports name it. */
export function typeOf({ sheet }: ReportFile): string {
  return sheet?.table.name ?? "profile";
}
