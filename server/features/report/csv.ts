/** The report for spreadsheets: `--format csv`, one problem a line, what was read in the last lines. */
import { type Message, message } from "../../core/text/message.ts";
import { visible } from "../../core/text/text.ts";
import { ruleLink } from "../../protocol/rule-link.ts";
import { ConcernedPeople } from "../people/person-of-row.ts";
import { problemsOf, type Report, type Totals, totalsOf, totalsOfFile, typeOf } from "./report.ts";

/** The columns, in order. `kind` is `problem` for problems, `file` or `total` for lines that sum up, `unrecognized` for files that were not checked. */
export const csvColumns = [
  "kind",
  "file",
  "file_type",
  "line",
  "column",
  "end_line",
  "end_column",
  "row",
  "person",
  "field",
  "value",
  "severity",
  "rule",
  "message",
  "fix",
  "help",
] as const;
type CsvCells = Readonly<Partial<Record<(typeof csvColumns)[number], string | number | undefined>>>;

/**
 * Hands the report out in pieces: RFC 4180, with a byte order mark. Excel reads a file without one in the computer's old code
 * page and garbles every accent; other spreadsheets and most parsers ignore the mark.
 */
export function* csvReport(report: Report): Generator<string> {
  const people = new ConcernedPeople(report.workspace);
  const { translate } = report.language;
  yield `\ufeff${csvColumns.join(",")}\r\n`;
  for (const file of report.files) {
    const about = { file: file.shown, file_type: typeOf(file) };
    for (const { problem, located } of problemsOf(report, file, { rollUps: false })) {
      const person = file.sheet && located && people.of(file.sheet, located);
      const { endLine, endColumn, fixes, ...rest } = problem;
      yield line({
        kind: "problem",
        ...about,
        ...rest,
        end_line: endLine,
        end_column: endColumn,
        person: person && [person.name, person.id].filter((part) => part !== "").join(", "),
        fix: fixes.map(({ title }) => title).join("; "),
        help: ruleLink(problem.rule),
      });
    }
    yield line({ kind: "file", ...about, message: translate(inWords(totalsOfFile(file, report))) });
  }
  for (const { shown, reason } of report.unrecognized)
    yield line({ kind: "unrecognized", file: shown, message: translate(reason) });
  yield line({ kind: "total", message: translate(inWords(totalsOf(report))) });
}

function inWords({ rowsRead, rowsChecked, found, shown }: Totals): Message {
  return message(
    "rows read: {0}; rows checked: {1}; problems found: {2}; problems shown: {3}",
    String(rowsRead),
    String(rowsChecked),
    String(found),
    String(shown),
  );
}

function line(cells: CsvCells): string {
  return `${csvColumns.map((column) => cellOf(cells[column] ?? "")).join(",")}\r\n`;
}

/** A text that a spreadsheet would run as a formula begins with an apostrophe: spreadsheets then read it as text. */
function cellOf(value: string | number): string {
  if (typeof value === "number") return String(value);
  const shown = visible(value);
  const harmless = /^[=+\-@\uff0b\uff0d\uff1d\uff20]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
