/** Where a finding lies: counted from its page, so that no edit above moves it, and from there in the document. */

import { type Document, type Page, type Position, positionIn } from "../text/document.ts";
import { shownRow } from "../text/message-values.ts";
import { type Span, shifted } from "../text/text.ts";
import type { Finding } from "./rule.ts";

/** A finding and the page it lies in: its lines count from `document.lines[page]`, its offsets from `document.offsets[page]`. */
export interface LocatedFinding {
  readonly page: number;
  readonly finding: Finding;
}

/** A finding's place in its page, in offsets and in positions. */
export function spanned(page: Page, span: Span): Pick<Finding, "span" | "from" | "to"> {
  return { span, from: positionIn(page, span.start), to: positionIn(page, span.end) };
}

/** Offsets in the document. */
export function spanIn(document: Document, { page, finding }: LocatedFinding): Span {
  return shifted(finding.span, document.offsets[page] ?? 0);
}

/** 0-based positions in the document. */
export function rangeIn(document: Document, { page, finding }: LocatedFinding): { start: Position; end: Position } {
  const base = document.lines[page] ?? 0;
  const { from, to } = finding;
  return {
    start: { line: base + from.line, character: from.character },
    end: { line: base + to.line, character: to.character },
  };
}

/** The header without its line break, from the start of its page; of a file that has one. */
export function headerSpan({ header, pages }: Document): Span {
  const start = pages[header.page]!.rows[header.row]!;
  const length = header.text.replace(/(?<![\r\n])[\r\n]+$/, "").length;
  return { start, end: start + Math.max(1, length) };
}

/** The header's record number from the file's first (0-based); -1 when there is none. */
export function headerRecord({ header, records }: Document): number {
  return header.page < 0 ? -1 : records[header.page]! + header.row;
}

/** The row's number as a spreadsheet shows it: the file's first record is 1. 0 for what is about the file as a whole. */
export function rowNumberIn(document: Document, { page, finding }: LocatedFinding): number {
  return rowNumberFrom(finding, document.records[page] ?? 0, headerRecord(document));
}

/** The same, where the numbers of its page's first record and of the header are known (from the file's first, 0-based). */
export function rowNumberFrom({ row, cell, rule, firstRow }: Finding, record: number, header: number): number {
  if (firstRow !== undefined) return shownRow(record + firstRow);
  if (row >= 0) return shownRow(record + row);
  return cell >= 0 || rule.scope === "header" ? shownRow(header) : 0;
}
