/** Every report by its name. */

import { inEnglish, type Language } from "../../core/text/message.ts";
import { csvReport } from "./csv.ts";
import type { ReportFormat } from "./formats.ts";
import { githubReport } from "./github.ts";
import { type HtmlOptions, htmlReport } from "./html.ts";
import { jsonReport } from "./json.ts";
import type { Report } from "./report.ts";
import { type SarifOptions, sarifReport } from "./sarif.ts";
import { type TextOptions, textReport } from "./text.ts";
import { unixReport } from "./unix.ts";

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
    case "unix":
      return unixReport(report);
    case "csv":
      return csvReport(report);
    case "html":
      return htmlReport(report, options);
  }
}

/** The language of a report: the reader's where people read it, English where programs do, so that it is the same everywhere. */
export function languageOfReport(format: ReportFormat, language: Language): Language {
  return format === "text" || format === "html" ? language : inEnglish;
}
