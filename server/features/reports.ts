/** Every report by its name. */
import type { Report, ReportFormat } from "./report.ts";
import { csvReport } from "./report-csv.ts";
import { githubReport } from "./report-github.ts";
import { type HtmlOptions, htmlReport } from "./report-html.ts";
import { jsonReport } from "./report-json.ts";
import { type SarifOptions, sarifReport } from "./report-sarif.ts";
import { type TextOptions, textReport } from "./report-text.ts";

/** Hands a report out in pieces, made one by one while they are taken. */
export function reportPieces(
  format: ReportFormat,
  report: Report,
  options: TextOptions & SarifOptions & HtmlOptions,
): Iterable<string> {
  switch (format) {
    case "text":
      return textReport(report, options);
    case "json":
      return jsonReport(report);
    case "sarif":
      return sarifReport(report, options);
    case "github":
      return githubReport(report);
    case "csv":
      return csvReport(report);
    case "html":
      return htmlReport(report, options);
  }
}
