/** The report for a workflow of GitHub Actions: `--format github`, commands that become annotations at the lines. */

import { number } from "../../core/text/message-values.ts";
import { visible } from "../../core/text/text.ts";
import type { Problem } from "./problems.ts";
import { problemsOf, type Report, totalsOf } from "./report.ts";

/** GitHub keeps so many annotations of each kind a step and drops the rest in silence. */
export const annotationsMax = 10;

type Kind = "error" | "warning" | "notice";
const kinds = { error: "error", warning: "warning", information: "notice", hint: "notice" } as const;
/** One notice is for what was left out. */
const room: Readonly<Record<Kind, number>> = {
  error: annotationsMax,
  warning: annotationsMax,
  notice: annotationsMax - 1,
};

/** Hands the report out in pieces, a command a line: errors, warnings and notices in order of files until GitHub's room is used up. */
export function* githubReport(report: Report): Generator<string> {
  const told: Record<Kind, number> = { error: 0, warning: 0, notice: 0 };
  const wanted = (severity: Problem["severity"]): boolean => told[kinds[severity]] < room[kinds[severity]];
  for (const file of report.files) {
    for (const { problem } of problemsOf(report, file, { rollUps: false, wanted })) {
      const kind = kinds[problem.severity];
      told[kind]++;
      yield annotation(kind, file.shown, problem);
    }
  }
  yield command("notice", { title: "CSV Preflight" }, inWords(report, told));
}

/** Columns count only where one line is meant. */
function annotation(kind: Kind, file: string, { line, column, endLine, endColumn, message, rule }: Problem): string {
  const place = line === endLine ? { line, col: column, endLine, endColumn } : { line, endLine };
  return command(kind, { ...(file === "-" ? {} : { file, ...place }), title: rule }, message);
}

function inWords(report: Report, told: Readonly<Record<Kind, number>>): string {
  const { rowsRead, rowsChecked, found } = totalsOf(report);
  const { errors, warnings } = report.summary;
  const annotated = told.error + told.warning + told.notice;
  const left = [
    [errors - told.error, "errors"],
    [warnings - told.warning, "warnings"],
    [found - errors - warnings - told.notice, "notes"],
  ].flatMap(([count, what]) => (Number(count) > 0 ? [`${number(Number(count))} ${what}`] : []));
  const lines = [
    `Rows read: ${number(rowsRead)}; rows checked: ${number(rowsChecked)}; problems found: ${number(found)}; problems shown: ${number(annotated)}.`,
  ];
  if (left.length > 0) {
    lines.push(`Left out, because a step holds ${annotationsMax} annotations of each kind: ${left.join(", ")}.`);
  }
  for (const failure of report.failures) lines.push(`Not read: ${failure}`);
  return lines.join("\n");
}

/** `::error file=user.csv,line=3::message`; whatever stands in the texts stays a text. */
function command(kind: Kind, properties: Readonly<Record<string, string | number>>, message: string): string {
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
