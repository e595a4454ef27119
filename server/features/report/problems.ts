/** What reports say of a file: findings as plain values, in order, with lines and columns as people count them. */

import type { Placed } from "../../core/checking/located-finding.ts";
import { isRollUp } from "../../core/checking/roll-ups.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { isAtOrAboveHeader, isBlank, isConflictMarker, rowText } from "../../core/text/document.ts";
import { english } from "../../core/text/message.ts";
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
  /** Records after the header from 1; 0 for the header, the file, empty lines and conflict markers. */
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
): { placed: readonly Placed[]; left: number } {
  const { placed: all, left } = sheet.findings(limit);
  const placed = rollUps ? all : all.filter(({ finding }) => !isRollUp(finding.data));
  const { lines } = sheet.document;
  const order = (a: Placed, b: Placed): number =>
    (lines[a.page] ?? 0) + a.finding.from.line - (lines[b.page] ?? 0) - b.finding.from.line ||
    a.finding.from.character - b.finding.from.character ||
    byCodeUnits(a.finding.rule.name, b.finding.rule.name);
  return { placed: [...placed].sort(order), left };
}

/** Up to so many rows in a run, all ids are looked through for one that was meant; beyond, that would take longer than the check. */
const nearestRowsMax = 5_000;

/** Puts the findings of one sheet into words. */
export class Teller {
  readonly #before: Float64Array | undefined;

  /** `rows`: of all files of the run. */
  constructor(
    readonly sheet: Sheet,
    readonly rows: number,
  ) {
    this.#before = hasOnlyData(sheet) ? undefined : dataRowsBefore(sheet);
  }

  problem(placed: Placed): Problem {
    const { sheet } = this;
    const { finding } = placed;
    const { start, end } = sheet.rangeOf(placed);
    return {
      rule: finding.rule.name,
      severity: finding.severity,
      message: sheet.messageOf(finding),
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
      row: this.#row(placed),
      ...(finding.field ? { field: finding.field.name } : {}),
      ...(finding.value === undefined ? {} : { value: finding.value }),
      fixes: fixesOf(sheet, this.#frugal(placed)).map(({ title, safe }) => ({
        title: english(title),
        safe,
      })),
    };
  }

  #frugal(placed: Placed): Placed {
    const { data } = placed.finding;
    if (this.rows <= nearestRowsMax || typeof data !== "object" || data === null || !("nearest" in data)) return placed;
    return typeof data.nearest === "function"
      ? { ...placed, finding: { ...placed.finding, data: { ...data, nearest: () => [] } } }
      : placed;
  }

  #row(placed: Placed): number {
    const { row } = placed.finding;
    if (row < 0 || !this.#before) return this.sheet.recordNumber(placed);
    const page = this.sheet.document.pages[placed.page]!;
    if (isNoData(rowText(page, row))) return 0;
    let count = this.#before[placed.page]! + 1;
    for (let r = 0; r < row; r++) if (this.#isData(placed.page, r)) count++;
    return count;
  }

  #isData(page: number, row: number): boolean {
    return isDataRow(this.sheet, page, row);
  }
}

function isNoData(text: string): boolean {
  return isBlank(text) || isConflictMarker(text);
}

function isDataRow({ document }: Sheet, page: number, row: number): boolean {
  const { pages } = document;
  return !isAtOrAboveHeader(document, { page, row }) && !isNoData(rowText(pages[page]!, row));
}

/** The common case: one header first, and nothing but data after it. */
function hasOnlyData({ document, rows }: Sheet): boolean {
  return document.header.page === 0 && document.header.row === 0 && document.records.at(-1) === rows + 1;
}

function dataRowsBefore(sheet: Sheet): Float64Array {
  const { pages } = sheet.document;
  const before = new Float64Array(pages.length);
  let count = 0;
  pages.forEach((page, p) => {
    before[p] = count;
    for (let row = 0; row < page.rows.length; row++) if (isDataRow(sheet, p, row)) count++;
  });
  return before;
}
