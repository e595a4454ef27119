/** What reports say of a file: findings as plain values, in order, with lines and columns as people count them. */

import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import { isRollUp } from "../../core/checking/roll-ups.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import type { Translate } from "../../core/text/message.ts";
import { byCodeUnits } from "../../core/text/text.ts";
import { fixesOf } from "../language/actions.ts";

export type ProblemSeverity = "error" | "warning" | "information" | "hint";

/** One item of a report. Lines and columns count from 1, columns in UTF-16 units. */
export interface Problem {
  readonly rule: string;
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** As a spreadsheet numbers it: the file's first record is 1. 0 for what is about the file as a whole. */
  readonly row: number;
  readonly field?: string;
  /** Left out for passwords. */
  readonly value?: string;
  readonly fixes: readonly { readonly title: string; readonly safe: boolean }[];
}

/** Findings by position, then rule: at most `limit` of them, errors before warnings, and on top the roll-ups. */
export function shownFindings(
  sheet: Sheet,
  limit: number,
  rollUps = true,
): { located: readonly LocatedFinding[]; left: number } {
  const { located: all, left } = sheet.findings(limit);
  const located = rollUps ? all : all.filter(({ finding }) => !isRollUp(finding.data));
  const { lines } = sheet.document;
  const order = (a: LocatedFinding, b: LocatedFinding): number =>
    (lines[a.page] ?? 0) + a.finding.from.line - (lines[b.page] ?? 0) - b.finding.from.line ||
    a.finding.from.character - b.finding.from.character ||
    byCodeUnits(a.finding.rule.name, b.finding.rule.name);
  return { located: [...located].sort(order), left };
}

/** Up to so many rows in a run, all ids are looked through for one that was meant; beyond, that would take longer than the check. */
const nearestRowsMax = 5_000;

/** Puts the findings of one sheet into words. */
export class ProblemWriter {
  /** `rows`: of all files of the run. */
  constructor(
    readonly sheet: Sheet,
    readonly rows: number,
    readonly translate: Translate,
  ) {}

  problem(located: LocatedFinding): Problem {
    const { sheet, rows, translate } = this;
    const { finding } = located;
    const { start, end } = sheet.rangeOf(located);
    return {
      rule: finding.rule.name,
      severity: finding.severity,
      message: translate(sheet.messageOf(finding)),
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
      row: sheet.rowNumber(located),
      ...(finding.field ? { field: finding.field.name } : {}),
      ...(finding.value === undefined ? {} : { value: finding.value }),
      // Many reports show none, and finding one may mean to read a whole column.
      get fixes() {
        return fixesOf(sheet, located, rows <= nearestRowsMax).map(({ title, safe }) => ({
          title: translate(title),
          safe,
        }));
      },
    };
  }
}
