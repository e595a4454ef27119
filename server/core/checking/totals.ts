/** What the pages of a file that have been read come to together; moved along as pages come and go. */

import type { Field } from "../filetypes/file-type.ts";
import type { Column } from "../filetypes/table.ts";
import type { Reading } from "./check.ts";
import { addCounts, type Counts, noCounts } from "./findings.ts";
import type { Finding, Rule } from "./rule.ts";
import { addUses } from "./suppressions.ts";

/** One rule in one column; in no column (-1) when it is about rows. */
export interface RuleTally {
  readonly rule: Rule;
  readonly cell: number;
  readonly field: Field | undefined;
  severity: Finding["severity"];
  count: number;
}

/** Sums under one header: another header makes new ones. */
export class SheetTotals {
  /** Data records. */
  rows = 0;
  /** Cells of the first column of IDs that are numbers of 16 digits with a zero at the end. */
  roundedIds = 0;
  /** Lines below the header, records or not. */
  lines = 0;
  /** Those in quotes as a whole, and those with another delimiter. */
  inQuotes = 0;
  otherwise = 0;
  /** What pages say by themselves. */
  readonly counts: Counts = noCounts();
  /** How often each suppression was used in what they say. */
  readonly uses = new Map<number, number>();
  /** Filled cells of each column. */
  readonly filled: Float64Array;
  /** Records that end with each kind of line break. */
  readonly endings: [lf: number, crlf: number, cr: number] = [0, 0, 0];
  readonly #columns: readonly (Column | undefined)[];
  readonly #tallies = new Map<string, RuleTally>();

  constructor(columns: readonly (Column | undefined)[]) {
    this.#columns = columns;
    this.filled = new Float64Array(columns.length);
  }

  /** Takes in what was read of a page, or takes it out again. */
  add(reading: Reading, by: 1 | -1): void {
    this.rows += by * reading.rows;
    this.lines += by * reading.lines;
    this.roundedIds += by * reading.roundedIds;
    this.inQuotes += by * reading.inQuotes;
    this.otherwise += by * reading.otherwise.length;
    for (let kind = 0; kind < 3; kind++) this.endings[kind]! += by * reading.endings[kind]!;
    for (let c = 0; c < reading.filled.length; c++) this.filled[c] = this.filled[c]! + by * reading.filled[c]!;
    addCounts(this.counts, reading.counts, by);
    addUses(this.uses, reading.uses, by);
    for (const { rule, cell, severity, count } of reading.tallies) this.#tally(rule, cell, severity, by * count);
  }

  #tally(rule: Rule, cell: number, severity: Finding["severity"], by: number): void {
    const key = `${cell} ${rule.name}`;
    const tally = this.#tallies.get(key);
    if (!tally) {
      this.#tallies.set(key, { rule, cell, field: this.#columns[cell]?.field, severity, count: by });
      return;
    }
    tally.count += by;
    if (tally.count === 0) this.#tallies.delete(key);
  }

  /** How often each cell rule fires in each column. */
  tallies(): Iterable<RuleTally> {
    return this.#tallies.values();
  }
}
