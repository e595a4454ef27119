/** A column in which the same is wrong again and again: told once more at its name, with a fix for all of it. */
import type { Binding } from "../filetypes/binding.ts";
import type { Document } from "../text/document.ts";
import { type Message, message } from "../text/message.ts";
import { shifted } from "../text/text.ts";
import { spanned } from "./located-finding.ts";
import type { Finding, Saying } from "./rule.ts";
import type { Sums, Tally } from "./totals.ts";

/** A roll-up fires from this many cells that are also half of the column's filled ones. */
export const rollUpFrom = 20;

/** What a roll-up is told with: the finding's own rule, how often, and one example. */
export interface RollUp {
  readonly count: number;
  readonly filled: number;
  readonly sample: Finding;
}

export function isRollUp(data: unknown): data is RollUp {
  return typeof data === "object" && data !== null && "sample" in data && "filled" in data;
}

/** Which rules fire in which columns so often that the header cell should say so. */
export function rollUpsOf(sums: Sums): Tally[] {
  return [...sums.tallies()].filter(({ count, cell }) => count >= rollUpFrom && count * 2 >= (sums.filled[cell] ?? 0));
}

/** A roll-up as a finding in the header's page. */
export function rollUpFinding({ header, pages }: Document, { cells }: Binding, tally: Tally, data: RollUp): Finding {
  const { rule, severity, cell, field } = tally;
  const page = pages[header.page]!;
  const place = spanned(page, shifted(cells[cell]!, page.rows[header.row]!));
  return { rule, severity, row: -1, cell, field, ...place, value: undefined, masked: false, data };
}

export function rollUpMessage(finding: Finding, data: RollUp, say: Saying): Message {
  const { count, filled } = data;
  const example = finding.rule.message(data.sample.data, say);
  return count > filled
    ? message(
        "{0} cells in this column have the same problem. The fix here changes those whose meaning is certain. Example: {1}",
        count,
        example,
      )
    : message(
        "{0} of {1} cells in this column have the same problem. The fix here changes those whose meaning is certain. Example: {2}",
        count,
        filled,
        example,
      );
}
