/** The report for people: problems by file, the line itself where there are few, and one line that sums up. */
import { linesOf } from "../core/document.ts";
import { number, type Placed, type Sheet } from "../core/sheet.ts";
import type { Report, ReportFile, Summary } from "./check.ts";
import { type Problem, type ProblemSeverity, shownFindings, Teller } from "./problems.ts";
import { visible } from "./terminal.ts";

export interface TextOptions {
  /** Problems and nothing else. */
  readonly quiet: boolean;
  readonly colour: boolean;
}

/** Lines are shown with their marks for one file with at most so many problems. */
const excerptsMax = 20;
const excerptWidth = 100;

/** Hands the report out in pieces. */
export function* textReport({ files, summary, maxProblems }: Report, options: TextOptions): Generator<string> {
  const paint = painter(options.colour);
  for (const each of files)
    yield* fileReport(each, { limit: maxProblems, alone: files.length === 1, rows: summary.rows }, options, paint);
  if (options.quiet) return;
  if (files.length > 0) yield "\n";
  yield `${sumUp(summary)}\n`;
}

function* fileReport(
  each: ReportFile,
  { limit, alone, rows }: { limit: number; alone: boolean; rows: number },
  { quiet }: TextOptions,
  paint: Paint,
): Generator<string> {
  const name = paint("bold", visible(each.shown));
  if (!each.file) {
    yield `${name}  tenant profile\n`;
    for (const problem of each.problems.slice(0, limit)) yield problemLine(problem, paint);
    yield leftOut(each.problems.length - limit, paint);
    return;
  }
  const { sheet } = each.file;
  const { placed, left } = shownFindings(sheet, limit);
  if (placed.length === 0 && left === 0) {
    if (!quiet) yield `${name}  ${paint("dim", `${about(sheet)}: no problems`)}\n`;
    return;
  }
  yield quiet ? `${name}\n` : `${name}  ${paint("dim", about(sheet))}\n`;
  const teller = new Teller(sheet, rows);
  // A line of a file with passwords is shown nowhere.
  const excerpts = alone && !quiet && placed.length <= excerptsMax && !sheet.table.hasPassword;
  for (const each of placed) {
    yield problemLine(teller.problem(each), paint);
    if (excerpts) yield excerpt(sheet, each, paint);
  }
  yield leftOut(left, paint);
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
