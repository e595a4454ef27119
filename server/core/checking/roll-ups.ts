/** A column in which the same is wrong again and again: told once more at its name, with a fix for all of it. */
import type { Binding } from "../filetypes/binding.ts";
import type { Document } from "../text/document.ts";
import { type Message, message } from "../text/message.ts";
import { shifted } from "../text/text.ts";
import { spanned } from "./located-finding.ts";
import type { Finding, Saying } from "./rule.ts";
import type { RuleTally, SheetTotals } from "./totals.ts";

/** A roll-up fires from this many cells that are also half of the column's filled ones; of rows, half of the lines below the header. */
export const rollUpFrom = 20;

/** What a roll-up is told with: the finding's own rule, how often, and one example. */
export interface RollUp {
  readonly count: number;
  readonly filled: number;
  readonly sample: Finding;
  /** So many of them the fix for all will change. */
  readonly fixable: number;
}

export function isRollUp(data: unknown): data is RollUp {
  return typeof data === "object" && data !== null && "sample" in data && "filled" in data;
}

/** Which rules fire in which columns so often that the header cell should say so. */
export function rollUpsOf(sums: SheetTotals, tallies: Iterable<RuleTally>): RuleTally[] {
  return [...tallies].filter(({ count, cell }) => count >= rollUpFrom && count * 2 >= allOf(sums, cell));
}

/** What a roll-up's count is held against. */
export function allOf({ filled, lines }: SheetTotals, cell: number): number {
  return cell < 0 ? lines : (filled[cell] ?? 0);
}

/** A roll-up as a finding in the header's page: at its column's name, or at the first for rows. */
export function rollUpFinding(
  { header, pages }: Document,
  { cells }: Binding,
  tally: RuleTally,
  data: RollUp,
): Finding {
  const { rule, severity, cell, field } = tally;
  const page = pages[header.page]!;
  const { start, end } = cells[Math.max(0, cell)]!;
  const place = spanned(page, shifted({ start, end: Math.max(end, start + 1) }, page.rows[header.row]!));
  return { rule, severity, row: -1, cell, field, ...place, value: undefined, masked: false, data };
}

export function rollUpMessage(finding: Finding, data: RollUp, say: Saying): Message {
  const { count, filled, fixable } = data;
  const example = finding.rule.message(data.sample.data, say);
  const how = finding.cell < 0 ? rowsMessage(count) : cellsMessage(count, filled);
  if (fixable === 0) return message("{0} Example: {1}", how, example);
  return fixable === count
    ? message("{0} One fix changes all of them. Example: {1}", how, example)
    : message("{0} One fix changes {1} of them. Example: {2}", how, fixable, example);
}

function rowsMessage(count: number): Message {
  return message("{0} rows have the same problem.", count);
}

function cellsMessage(count: number, filled: number): Message {
  return count > filled
    ? message("{0} cells in this column have the same problem.", count)
    : message("{0} of {1} cells in this column have the same problem.", count, filled);
}
