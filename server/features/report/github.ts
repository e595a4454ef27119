/** The report for a workflow of GitHub Actions: `--format github`, commands that become annotations at the lines. */

import { joined, type Message, message } from "../../core/text/message.ts";
import { visible } from "../../core/text/text.ts";
import type { Problem } from "./problems.ts";
import { problemsOf, type Report, totalsOf, unrecognizedRule } from "./report.ts";

/** GitHub keeps so many annotations of each kind a step and drops the rest in silence. */
export const annotationsMax = 10;

type AnnotationKind = "error" | "warning" | "notice";
const kinds = { error: "error", warning: "warning", information: "notice", hint: "notice" } as const;
/** One notice is for what was left out. */
const annotationsMost: Readonly<Record<AnnotationKind, number>> = {
  error: annotationsMax,
  warning: annotationsMax,
  notice: annotationsMax - 1,
};

/** Hands the report out in pieces, a command a line: errors, warnings and notices in order of files until GitHub's room is used up. */
export function* githubReport(report: Report): Generator<string> {
  const reported: Record<AnnotationKind, number> = { error: 0, warning: 0, notice: 0 };
  const failed = [...failuresOf(report)];
  yield* failed.slice(0, annotationsMax);
  const used: Record<AnnotationKind, number> = {
    error: Math.min(failed.length, annotationsMax),
    warning: 0,
    notice: 0,
  };
  const wanted = (severity: Problem["severity"]): boolean => {
    const kind = kinds[severity];
    return reported[kind] + used[kind] < annotationsMost[kind];
  };
  for (const file of report.files) {
    for (const { problem } of problemsOf(report, file, { rollUps: false, wanted })) {
      const kind = kinds[problem.severity];
      reported[kind]++;
      yield annotation(kind, file.shown, problem);
    }
  }
  yield command("notice", { title: "CSV Preflight" }, report.language.translate(inWords(report, reported)));
}

/** What kept files from being checked. */
function* failuresOf({ failures, unrecognized, isUnmatched, language }: Report): Generator<string> {
  for (const failure of failures) yield command("error", { title: "CSV Preflight" }, language.translate(failure));
  for (const { shown, reason } of isUnmatched ? unrecognized : [])
    yield command("error", { file: shown, line: 1, title: unrecognizedRule }, language.translate(reason));
}

/** Columns count only where one line is meant. */
function annotation(
  kind: AnnotationKind,
  file: string,
  { line, column, endLine, endColumn, message: text, rule }: Problem,
): string {
  const place = line === endLine ? { line, col: column, endLine, endColumn } : { line, endLine };
  return command(kind, { ...(file === "-" ? {} : { file, ...place }), title: rule }, text);
}

function inWords(report: Report, reported: Readonly<Record<AnnotationKind, number>>): Message {
  const { rowsRead, rowsChecked, found } = totalsOf(report);
  const { errors, warnings } = report.summary;
  const annotated = reported.error + reported.warning + reported.notice;
  const [moreErrors, moreWarnings] = [errors - reported.error, warnings - reported.warning];
  const others = found - errors - warnings - reported.notice;
  const left = [
    ...(moreErrors > 0 ? [moreErrors === 1 ? message("1 error") : message("{0} errors", moreErrors)] : []),
    ...(moreWarnings > 0 ? [moreWarnings === 1 ? message("1 warning") : message("{0} warnings", moreWarnings)] : []),
    ...(others > 0 ? [message("{0} information", others)] : []),
  ];
  const lines = [
    message(
      "Rows read: {0}; rows checked: {1}; problems found: {2}; problems shown: {3}.",
      rowsRead,
      rowsChecked,
      found,
      annotated,
    ),
  ];
  if (left.length > 0) {
    lines.push(
      message(
        "Not shown, because GitHub allows only {0} annotations of each kind per step: {1}.",
        annotationsMax,
        joined(left, ", "),
      ),
    );
  }
  return joined(lines, "\n");
}

/** `::error file=user.csv,line=3::message`; whatever stands in the texts stays a text. */
function command(kind: AnnotationKind, properties: Readonly<Record<string, string | number>>, message: string): string {
  const given = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${kind} ${given.join(",")}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map(visible);
  return lines.join("\n").replaceAll("%", "%25").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return visible(text).replaceAll("%", "%25").replaceAll(":", "%3A").replaceAll(",", "%2C");
}
