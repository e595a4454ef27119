/** Where in the rows that are looked at problems lie, in so many parts as a strip beside them can show, and which rules speak. */
import type { Finding } from "../../core/checking/rule.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { firstRow, rowCount } from "../records/cells.ts";
import type { Slices } from "../records/walk.ts";
import type { VisibleRows } from "./row-view.ts";
import { positionsOf } from "./search.ts";

/** A part of the strip that has problems. */
export interface OverviewMark {
  /** From 0; the strip is cut into equal parts. */
  readonly part: number;
  /** The worst. */
  readonly severity: Finding["severity"];
  readonly count: number;
  /** Where the first row with the worst is shown. */
  readonly position: number;
}

export interface Overview {
  readonly marks: readonly OverviewMark[];
  /** Rules that speak in some row of the file, shown or not, the most frequent first. */
  readonly rules: readonly { readonly rule: string; readonly severity: Finding["severity"]; readonly count: number }[];
}

const ranks = { error: 0, warning: 1, information: 2, hint: 3 } as const;

/** @param parts how many the strip has, at least 1 */
export function* overviewOf(sheet: Sheet, view: VisibleRows, parts: number): Slices<Overview> {
  const { document } = sheet;
  const total = rowCount(document);
  const shown = Math.max(1, view?.length ?? total);
  const positions = view && positionsOf(view, total);
  const marks = new Map<number, OverviewMark>();
  const rules = new Map<string, { severity: Finding["severity"]; count: number }>();
  for (let p = Math.max(0, document.header.page); p < document.pages.length; p++) {
    const first = document.records[p]! - firstRow(document);
    for (const { row, rule, severity } of sheet.pageFindings(p)) {
      if (row < 0) continue;
      const tally = rules.get(rule.name);
      rules.set(rule.name, { severity, count: (tally?.count ?? 0) + 1 });
      const position = positions ? positions[first + row]! : first + row;
      if (!(position >= 0)) continue;
      const part = Math.min(parts - 1, Math.floor((position * parts) / shown));
      const mark = marks.get(part);
      const isWorse = !mark || ranks[severity] < ranks[mark.severity];
      const isFirst = mark?.severity === severity && position < mark.position;
      marks.set(part, {
        part,
        severity: isWorse ? severity : mark.severity,
        count: (mark?.count ?? 0) + 1,
        position: isWorse || isFirst ? position : mark.position,
      });
    }
    if (p % 16 === 15) yield undefined;
  }
  return {
    marks: [...marks.values()].sort((a, b) => a.part - b.part),
    rules: [...rules].map(([rule, tally]) => ({ rule, ...tally })).sort((a, b) => b.count - a.count),
  };
}
