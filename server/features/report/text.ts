/** The report for people: problems by file, the line itself where there are few, and one line that sums up. */

import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { linesOf } from "../../core/text/document.ts";
import { joined, type Message, message, schemaText, type Translate } from "../../core/text/message.ts";
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
  readonly color: boolean;
}

/** Lines are shown with their marks for one file with at most so many problems. */
const excerptsMax = 20;
const excerptWidth = 100;

/** Hands the report out in pieces. */
export function* textReport(report: Report, options: TextOptions): Generator<string> {
  const paint = painter(options.color);
  for (const file of report.files) yield* fileReport(report, file, options, paint);
  if (options.quiet) return;
  const { translate } = report.language;
  if (report.files.length > 0) yield `\n${translate(howMuch(totalsOf(report)))}\n`;
  yield `${translate(sumUp(report.summary))}\n`;
}

function* fileReport(report: Report, file: ReportFile, { quiet }: TextOptions, paint: Paint): Generator<string> {
  const { sheet } = file;
  const { found, shown } = totalsOfFile(file, report);
  const reported = report.errorsOnly ? file.counts.error : found;
  const name = paint("bold", visible(file.shown));
  const { translate } = report.language;
  const about = sheet ? aboutSheet(sheet) : file.isFileType ? message("file type") : message("tenant profile");
  const what = translate(about);
  if (reported === 0) {
    if (!quiet) yield `${name}  ${paint("dim", translate(message("{0}: no problems", about)))}\n`;
    return;
  }
  yield quiet ? `${name}\n` : `${name}  ${paint("dim", what)}\n`;
  // A line of a file with passwords is shown nowhere.
  const excerpts = report.files.length === 1 && !quiet && shown <= excerptsMax && !sheet?.hasSecrets;
  for (const { problem, located } of problemsOf(report, file, { rollUps: true })) {
    yield problemLine(problem, translate, paint);
    if (excerpts && sheet && located) yield excerpt(sheet, located, paint);
  }
  const left = reported - shown;
  if (left > 0 && Number.isFinite(left))
    yield `  ${paint("dim", translate(message("and {0} more, not shown because of --max-problems", left)))}\n`;
}

function aboutSheet(sheet: Sheet): Message {
  return joined([schemaText(sheet.table.document.title), rowCount(sheet.rows)], ", ");
}

function problemLine(
  { line, column, severity, message: text, rule }: Problem,
  translate: Translate,
  paint: Paint,
): string {
  const place = `${line}:${column}`.padEnd(8);
  const level = translate(severityNames[severity]).padEnd(11);
  return `  ${place}  ${paint(severity, level)}  ${visible(text)}  ${paint("dim", rule)}\n`;
}

const severityNames: Readonly<Record<ProblemSeverity, Message>> = {
  error: message("error"),
  warning: message("warning"),
  information: message("information"),
  hint: message("hint"),
};

function howMuch({ rowsRead, rowsChecked, found, shown }: Totals): Message {
  const read =
    rowsRead === 1
      ? message("1 row read, {0} checked", rowsChecked)
      : message("{0} rows read, {1} checked", rowsRead, rowsChecked);
  const described =
    found === 1 ? message("1 problem found, {0} shown", shown) : message("{0} problems found, {1} shown", found, shown);
  return joined([read, described], "; ");
}

function sumUp({ files, rows, errors, warnings, information, hints, suppressed = 0 }: Summary): Message {
  if (files === 0) return message("No import files found.");
  const counts = [
    ...(errors > 0 ? [errors === 1 ? message("1 error") : message("{0} errors", errors)] : []),
    ...(warnings > 0 ? [warnings === 1 ? message("1 warning") : message("{0} warnings", warnings)] : []),
    ...(information > 0 ? [message("{0} information", information)] : []),
    ...(hints > 0 ? [hints === 1 ? message("1 hint") : message("{0} hints", hints)] : []),
  ];
  const verdict = counts.length > 0 ? joined(counts, ", ") : message("no problems");
  const some = files === 1 ? message("1 file") : message("{0} files", files);
  const sum = message("{0}, {1}: {2}", some, rowCount(rows), verdict);
  return suppressed > 0 ? joined([sum, suppressedInWords(suppressed)], "; ") : sum;
}

function suppressedInWords(count: number): Message {
  return count === 1
    ? message("1 problem suppressed by the tenant profile")
    : message("{0} problems suppressed by the tenant profile", count);
}

function rowCount(rows: number): Message {
  return rows === 1 ? message("1 row") : message("{0} rows", rows);
}

/** The line a problem begins in, cut to a width, with carets under what is meant. */
function excerpt(sheet: Sheet, { page: index, finding }: LocatedFinding, paint: Paint): string {
  const page = sheet.document.pages[index];
  if (!page || finding.span.end > page.length) return "";
  const lines = linesOf(page);
  const { from, to } = finding;
  const start = lines[from.line] ?? 0;
  const text = page.text.slice(start, lines[from.line + 1] ?? page.text.length).replace(/(?<![\r\n])[\r\n]+$/, "");
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

function painter(color: boolean): Paint {
  return color ? (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m` : (_, text) => text;
}
