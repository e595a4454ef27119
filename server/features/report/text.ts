/** The report for people: problems by file, the line itself where there are few, and one line that sums up. */

import type { Placed } from "../../core/checking/located-finding.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { linesOf } from "../../core/text/document.ts";
import { number } from "../../core/text/message-values.ts";
import { visible } from "../../core/text/text.ts";
import type { Problem, ProblemSeverity } from "./problems.ts";
import {
  problemsOf,
  type Report,
  type ReportFile,
  type Summary,
  type Totals,
  totalsOf,
  totalsOfFile,
} from "./report.ts";

export interface TextOptions {
  /** Errors and nothing else; the report shows no more. */
  readonly quiet: boolean;
  readonly colour: boolean;
}

/** Lines are shown with their marks for one file with at most so many problems. */
const excerptsMax = 20;
const excerptWidth = 100;

/** Hands the report out in pieces. */
export function* textReport(report: Report, options: TextOptions): Generator<string> {
  const paint = painter(options.colour);
  for (const file of report.files) yield* fileReport(report, file, options, paint);
  if (options.quiet) return;
  if (report.files.length > 0) yield `\n${howMuch(totalsOf(report))}\n`;
  yield `${sumUp(report.summary)}\n`;
}

function* fileReport(report: Report, file: ReportFile, { quiet }: TextOptions, paint: Paint): Generator<string> {
  const { sheet } = file;
  const { found, shown } = totalsOfFile(file, report);
  const reported = report.errorsOnly ? file.counts.error : found;
  const name = paint("bold", visible(file.shown));
  const what = sheet ? about(sheet) : "tenant profile";
  if (reported === 0) {
    if (!quiet) yield `${name}  ${paint("dim", `${what}: no problems`)}\n`;
    return;
  }
  yield quiet ? `${name}\n` : `${name}  ${paint("dim", what)}\n`;
  // A line of a file with passwords is shown nowhere.
  const excerpts = report.files.length === 1 && !quiet && shown <= excerptsMax && !sheet?.table.hasPassword;
  for (const { problem, placed } of problemsOf(report, file, { rollUps: true })) {
    yield problemLine(problem, paint);
    if (excerpts && sheet && placed) yield excerpt(sheet, placed, paint);
  }
  yield leftOut(reported - shown, paint);
}

function about(sheet: Sheet): string {
  return `${sheet.table.document.title}, ${amount(sheet.rows, "row")}`;
}

function problemLine({ line, column, severity, message, rule }: Problem, paint: Paint): string {
  const place = `${line}:${column}`.padEnd(8);
  return `  ${place}  ${paint(severity, severity.padEnd(11))}  ${visible(message)}  ${paint("dim", rule)}\n`;
}

function leftOut(count: number, paint: Paint): string {
  return count > 0 && Number.isFinite(count)
    ? `  ${paint("dim", `and ${number(count)} more, left out by --max-problems`)}\n`
    : "";
}

function howMuch({ rowsRead, rowsChecked, found, shown }: Totals): string {
  const read = `${amount(rowsRead, "row")} read, ${number(rowsChecked)} checked`;
  return `${read}; ${amount(found, "problem")} found, ${number(shown)} shown`;
}

function sumUp({ files, rows, errors, warnings, information, hints }: Summary): string {
  if (files === 0) return "No import files found.";
  const counts = [
    errors > 0 ? amount(errors, "error") : "",
    warnings > 0 ? amount(warnings, "warning") : "",
    information > 0 ? `${number(information)} information` : "",
    hints > 0 ? amount(hints, "hint") : "",
  ].filter((part) => part !== "");
  return `${amount(files, "file")}, ${amount(rows, "row")}: ${counts.length > 0 ? counts.join(", ") : "no problems"}`;
}

function amount(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** The line a problem begins in, cut to a width, with carets under what is meant. */
function excerpt(sheet: Sheet, { page: index, finding }: Placed, paint: Paint): string {
  const page = sheet.document.pages[index];
  if (!page || finding.span.end > page.length) return "";
  const lines = linesOf(page);
  const { from, to } = finding;
  const start = lines[from.line] ?? 0;
  const text = page.text.slice(start, lines[from.line + 1] ?? page.text.length).replace(/[\r\n]+$/, "");
  const end = to.line === from.line ? Math.min(to.character, text.length) : text.length;
  const skipped = from.character > excerptWidth - 30 ? from.character - 30 : 0;
  const shown = visible(text.slice(skipped, skipped + excerptWidth));
  const lead = skipped > 0 ? "…" : "";
  const tail = text.length > skipped + excerptWidth ? "…" : "";
  const label = String((sheet.document.lines[index] ?? 0) + from.line + 1);
  const carets = "^".repeat(Math.max(1, Math.min(end, skipped + excerptWidth) - from.character));
  const blanks = " ".repeat(from.character - skipped + lead.length);
  const gutter = `    ${" ".repeat(label.length)} | `;
  return `${paint("dim", `    ${label} | `)}${lead}${shown}${tail}\n${paint("dim", gutter)}${blanks}${paint(finding.severity, carets)}\n`;
}

type Style = ProblemSeverity | "bold" | "dim";
type Paint = (style: Style, text: string) => string;

const codes: Record<Style, string> = {
  error: "31",
  warning: "33",
  information: "34",
  hint: "36",
  bold: "1",
  dim: "2",
};

function painter(colour: boolean): Paint {
  return colour ? (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m` : (_, text) => text;
}
