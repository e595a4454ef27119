/** `csv-preflight check`: reads, reports, and says by its exit status whether the files may be uploaded. */

import path from "node:path";
import { version } from "../../package.json";
import { usedIn } from "../core/checking/suppressions.ts";
import { joined, type Language, type Message, message } from "../core/text/message.ts";
import { concernsFile } from "../core/workspace/globs.ts";
import { type JsonProblem, type LoadedProfile, profileFaults, profileRule } from "../disk/documents/profile.ts";
import { reasonsFor, rulePageAddress } from "../disk/documents/rule-pages.ts";
import { withSlashes } from "../disk/reading/files.ts";
import { RefusedFile } from "../disk/reading/guarded-file.ts";
import { writeOutputs } from "../disk/writing/output.ts";
import type { Problem } from "../features/report/problems.ts";
import { countProblems, type Report, type ReportFile, reportOf, type Summary } from "../features/report/report.ts";
import { languageOfReport, reportPieces } from "../features/report/reports.ts";
import { UsageError } from "./args.ts";
import type { Call } from "./commands.ts";
import { language } from "./language.ts";
import { type Loaded, type LoadOptions, load, reasonOf, shownPath, standardInput } from "./load.ts";
import { progressBar } from "./progress.ts";
import { say, sayErrors, usesColor, writeOut } from "./terminal.ts";
import type { UnrecognizedFile } from "./unrecognized.ts";

/** Runs a check, with `--watch` until it is interrupted; answers the exit status, the last one's. */
export async function check(call: Call<"check">): Promise<number> {
  if (!call.watch) return checkOnce(call);
  const { watchAndRun } = await import("./watch.ts");
  return watchAndRun(call, () => checkOnce(call));
}

async function checkOnce(call: Call<"check">): Promise<number> {
  const progress = progressBar(call.quiet);
  const loaded = await loadFor(call, progress.update, { archives: true });
  progress.clear();
  const report = reportFor(loaded, call);
  const status = loaded.failures.length > 0 || loaded.isUnmatched ? 2 : fails(report.summary, call.failOn) ? 1 : 0;
  const style = call.format === "html" ? (await import("../features/records/page-styles.ts")).reportStyle : "";
  const pieces = reportPieces(call.format, report, {
    style,
    quiet: call.quiet,
    color: usesColor(call.color, call.output !== undefined),
    version,
    exitCode: status,
    shownPath,
    name: nameOf(call.operands),
    made: Date.now(),
    otherRule: (rule) => (rule === profileRule ? profileFaults : undefined),
    reasons: reasonsFor,
    pageAddress: rulePageAddress,
  });
  if (call.output === undefined) await writeOut(pieces);
  else {
    try {
      const inputs = inputsOf(loaded);
      const no = writeOutputs([{ path: call.output, content: pieces }], { inputs, existing: "replace-report" });
      if (no) throw new UsageError(message("the report wasn't written. {0}", no.message));
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(message("{0} can't be written: {1}", call.output, reasonOf(error, "written")));
    }
  }
  reportSkipped(loaded, call.quiet);
  return status;
}

/** Every file that was read: what is written never goes over one of them. */
export function inputsOf({ workspace, profiles, described }: Loaded): string[] {
  const files = [...workspace.entries(), ...described].map(({ path }) => path);
  return [...files, ...profiles.flatMap((profile) => profile.files.map(({ path }) => path))];
}

/** Loads what a call asks for; a wrong type or profile is a wrong call. */
export async function loadFor(
  call: Pick<LoadOptions, "operands" | "type" | "config" | "noErrorOnUnmatched">,
  progress: (bytes: number, total: number) => void,
  options: Pick<LoadOptions, "keep" | "archives"> = {},
): Promise<Loaded> {
  try {
    return await load({ ...call, ...options, progress });
  } catch (error) {
    if (call.config !== undefined && error instanceof RefusedFile) {
      throw new UsageError(message("{0}: {1}", call.config, reasonOf(error)));
    }
    throw error;
  }
}

/** So many files are named one by one. */
const namedMost = 10;

/** What is no problem of a file: files that could not be read, files that were not recognized. */
export function reportSkipped(
  { failures, unrecognized, nearly, isUnmatched, ownOutputs }: Loaded,
  quiet: boolean,
): void {
  sayErrors(failures);
  const lines = unrecognizedLines(unrecognized);
  if (isUnmatched) sayErrors(lines);
  if (quiet) return;
  if (ownOutputs.length > 0) {
    const more = ownOutputs.length - 3;
    const some = joined([...ownOutputs.slice(0, 3), ...(more > 0 ? [message("and {0} more", more)] : [])], ", ");
    say(message("Skipped files that CSV Preflight created from the others: {0}. Name one to check it.", some));
  }
  for (const line of [...(isUnmatched ? [] : lines), ...unrecognizedLines(nearly)]) say(line);
}

function unrecognizedLines(files: readonly UnrecognizedFile[]): Message[] {
  const more = files.length - namedMost;
  return [
    ...files
      .slice(0, namedMost)
      .map(({ shown, reason, advice }) =>
        joined([message("{0} wasn't checked. {1}", shown, reason), ...(advice ? [advice] : [])], " "),
      ),
    ...(more > 0
      ? [more === 1 ? message("1 more file wasn't checked.") : message("{0} more files weren't checked.", more)]
      : []),
  ];
}

/** What was asked for, as the page's headline: the folder's or file's own name. */
function nameOf(paths: readonly string[]): string {
  const [only, ...more] = paths;
  if (only === undefined || only === standardInput || more.length > 0) return "";
  return path.basename(path.resolve(only));
}

function reportFor(loaded: Loaded, { maxProblems, quiet, format }: Call<"check">): Report {
  const said = languageOfReport(format, language);
  const named = format === "github" ? inRepository : ({ shown }: { readonly shown: string }): string => shown;
  const files = loaded.files.map((file): ReportFile => {
    const { path, sheet } = file;
    return { shown: named(file), path, sheet, counts: sheet.counts(), problems: [] };
  });
  const documents = [...loaded.profiles.flatMap((profile) => problemsIn(profile, loaded)), ...loaded.described];
  // A profile that was named may be called anything.
  const profiles = new Set(loaded.profiles.map((profile) => profile.path));
  for (const { path: file, problems } of documents) {
    if (problems.length === 0) continue;
    const reported = problems.map((problem) => profileProblem(profileRule, problem, said));
    reported.sort((a, b) => a.line - b.line || a.column - b.column);
    files.push({
      shown: named({ shown: shownPath(file), path: file }),
      path: file,
      sheet: undefined,
      isFileType: !profiles.has(file),
      counts: countProblems(reported),
      problems: reported,
    });
  }
  const unrecognized = loaded.unrecognized.map((file) => ({ ...file, shown: named(file) }));
  return reportOf(files, { ...loaded, unrecognized, maxProblems, errorsOnly: quiet, language: said });
}

/** What is wrong with a profile and the file types that it lists; suppressions that are not used among it, if all files that they may be for were checked. */
function problemsIn(profile: LoadedProfile, { files, failures, folders }: Loaded): LoadedProfile["files"] {
  if (profile.unused.size === 0 || failures.length > 0) return profile.files;
  const used = usedIn(files.map(({ sheet }) => sheet));
  const all = folders.some((folder) => profile.folder.startsWith(folder));
  const unused = [...profile.unused].flatMap(([suppression, problem]) => {
    if (used.has(suppression)) return [];
    // Without a folder in it, a file of that name anywhere is meant.
    const named = suppression.files?.includes("/") === true && !/[*?[{]/.test(suppression.files);
    const isChecked = files.some(
      ({ path: file }) =>
        file.startsWith(profile.folder) && concernsFile(suppression, file.slice(profile.folder.length)),
    );
    return all || (named && isChecked) ? [problem] : [];
  });
  return profile.files.map((file) =>
    file.path === profile.path ? { ...file, problems: [...file.problems, ...unused] } : file,
  );
}

/** Annotations name files as the repository does, also where a workflow's step works in one of its folders. */
function inRepository({ shown, path: file }: { readonly shown: string; readonly path: string }): string {
  const { GITHUB_WORKSPACE: root } = process.env;
  if (root === undefined || root === "" || file === standardInput) return shown;
  const inside = path.relative(root, file);
  return inside.startsWith("..") || path.isAbsolute(inside) ? shown : withSlashes(inside);
}

/** A fault of a tenant profile as a report's item. */
function profileProblem(rule: string, problem: JsonProblem, { translate }: Language): Problem {
  const { message: text, severity, start, end, replacement } = problem;
  return {
    rule,
    severity,
    message: translate(text),
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    row: 0,
    fixes:
      replacement === undefined ? [] : [{ title: translate(message("Replace with {0}", replacement)), safe: false }],
  };
}

function fails({ errors, warnings, information }: Summary, failOn: Call<"check">["failOn"]): boolean {
  if (failOn === "error") return errors > 0;
  return failOn === "warning" ? errors + warnings > 0 : errors + warnings + information > 0;
}
