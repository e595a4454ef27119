/** `csv-preflight check`: reads, reports, and says by its exit status whether the files may be uploaded. */
import type { Counts } from "../core/sheet.ts";
import { writeBytes } from "../files.ts";
import { profileRule } from "../profile.ts";
import { type CheckCall, UsageError } from "./args.ts";
import { byCodeUnits, type Loaded, type LoadedFile, load, reasonOf, shownPath } from "./load.ts";
import { type Problem, profileProblem } from "./problems.ts";
import { progressBar } from "./progress.ts";
import { jsonReport } from "./report-json.ts";
import { textReport } from "./report-text.ts";
import { colours, say, sayErrors, writeOut } from "./terminal.ts";

/** What is reported: import files, and profiles that have faults; in order of their names, by code units. */
export type ReportFile =
  | { readonly shown: string; readonly file: LoadedFile; readonly counts: Counts }
  | { readonly shown: string; readonly file: undefined; readonly problems: readonly Problem[] };

export interface Summary {
  readonly files: number;
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
  readonly hints: number;
}

export interface Report {
  readonly files: readonly ReportFile[];
  readonly summary: Summary;
  readonly maxProblems: number;
}

/** Runs a check; answers the exit status. */
export async function check(call: CheckCall): Promise<number> {
  const progress = progressBar(call.quiet);
  const loaded = await loadFor(call, progress.update);
  progress.clear();
  const report = reportOf(loaded, call.maxProblems);
  const toFile = call.output !== undefined;
  const pieces =
    call.format === "json"
      ? jsonReport(report)
      : textReport(report, { quiet: call.quiet, colour: !toFile && colours() });
  if (toFile) {
    try {
      writeBytes(call.output, Buffer.from([...pieces].join("")));
    } catch (error) {
      throw new UsageError(`${call.output} cannot be written: ${reasonOf(error)}`);
    }
  } else await writeOut(pieces);
  tellAside(loaded, call.quiet);
  if (loaded.failures.length > 0) return 2;
  return fails(report.summary, call.failOn) ? 1 : 0;
}

/** Loads what a call asks for; a wrong type or profile is a wrong call. */
export async function loadFor(
  call: { paths: readonly string[]; type: string | undefined; config: string | undefined },
  progress: (bytes: number, total: number) => void,
  keep = false,
): Promise<Loaded> {
  try {
    return await load({ ...call, progress, keep });
  } catch (error) {
    if (call.config !== undefined && error instanceof Error && "code" in error) {
      throw new UsageError(`${call.config}: ${reasonOf(error)}`);
    }
    throw error;
  }
}

/** What is no problem of a file: files that could not be read, files that are none of ours. */
export function tellAside(loaded: Loaded, quiet: boolean): void {
  sayErrors(loaded.failures);
  if (quiet) return;
  for (const shown of loaded.foreign) say(`${shown}: not recognised as an import file; --type says what it is`);
}

export function reportOf(loaded: Loaded, maxProblems: number): Report {
  const files: ReportFile[] = loaded.files.map((file) => ({ shown: file.shown, file, counts: file.sheet.counts() }));
  for (const { path, problems } of loaded.profiles.flatMap((profile) => profile.files)) {
    if (problems.length === 0) continue;
    const told = problems.map((problem) => profileProblem(profileRule, problem));
    told.sort((a, b) => a.line - b.line || a.column - b.column);
    files.push({ shown: shownPath(path), file: undefined, problems: told });
  }
  files.sort((a, b) => byCodeUnits(a.shown, b.shown));
  const summary = { files: files.length, rows: 0, errors: 0, warnings: 0, information: 0, hints: 0 };
  for (const each of files) {
    if (!each.file) summary.warnings += each.problems.length;
    else {
      summary.rows += each.file.sheet.rows;
      summary.errors += each.counts.error;
      summary.warnings += each.counts.warning;
      summary.information += each.counts.information;
      summary.hints += each.counts.hint;
    }
  }
  return { files, summary, maxProblems };
}

function fails({ errors, warnings, information }: Summary, failOn: CheckCall["failOn"]): boolean {
  if (failOn === "error") return errors > 0;
  return failOn === "warning" ? errors + warnings > 0 : errors + warnings + information > 0;
}
