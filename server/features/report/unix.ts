/** The report for editors' error lists and `grep`: `--format unix`, one problem a line. */

import { visible } from "../../core/text/text.ts";
import { problemsOf, type Report, unrecognizedRule } from "./report.ts";

const kinds = { error: "error", warning: "warning", information: "info", hint: "note" } as const;

/**
 * Hands the report out in pieces: `FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE]`, as compilers write it, lines and columns (UTF-16
 * units) from 1. There is no line about files without problems, so that no output means no problem.
 */
export function* unixReport(report: Report): Generator<string> {
  for (const file of report.files) {
    for (const { problem } of problemsOf(report, file, { rollUps: false })) {
      const { line, column, severity, message: text, rule } = problem;
      yield lineOf(file.shown, line, column, kinds[severity], text, rule);
    }
  }
  if (!report.isUnmatched) return;
  for (const { shown, reason } of report.unrecognized)
    yield lineOf(shown, 1, 1, "error", report.language.translate(reason), unrecognizedRule);
}

function lineOf(file: string, line: number, column: number, kind: string, text: string, rule: string): string {
  return `${visible(file)}:${line}:${column}: ${kind}: ${visible(text)} [${rule}]\n`;
}
