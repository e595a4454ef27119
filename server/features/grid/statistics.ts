/** What a column holds, over all rows: how many are filled, how many values differ, which occur most. */
import type { Sheet } from "../../core/checking/sheet.ts";
import { labelOf, secretCells } from "../records/cells.ts";
import { type Slices, valueIn, walkPage } from "../records/walk.ts";

export interface ValueStatistics {
  /** Rows that are not blank. */
  readonly rows: number;
  readonly empty: number;
  /** Different values; left out for passwords. */
  readonly distinct?: number;
  /** There are more than `distinct` says: nobody counted on. */
  readonly more: boolean;
  /** The most frequent, in this order; none for passwords and for columns that never say anything twice. */
  readonly values: readonly { readonly text: string; readonly label?: string; readonly count: number }[];
}

/** So many different values are counted. */
const distinctMax = 250_000;
/** So many are named. */
const namedMax = 12;

/** Counts what a column says. Rows whose cells may belong to other columns count as rows only. */
export function* statisticsOf(sheet: Sheet, cell: number): Slices<ValueStatistics> {
  const { document } = sheet;
  const isSecret = secretCells(sheet).has(cell);
  const counts = new Map<string, number>();
  let rows = 0;
  let empty = 0;
  let more = false;
  for (let p = Math.max(0, document.header.page); p < document.pages.length; p++) {
    walkPage(sheet, p, (row) => {
      if (row.blank) return;
      rows++;
      const value = row.masked ? undefined : valueIn(row, cell);
      if (value === "") empty++;
      else if (value !== undefined && !isSecret) {
        const count = counts.get(value);
        if (count === undefined && counts.size >= distinctMax) more = true;
        else counts.set(value, (count ?? 0) + 1);
      }
    });
    yield undefined;
  }
  const column = sheet.binding?.columns[cell];
  const frequent = [...counts].filter(([, count]) => count > 1 || counts.size <= namedMax);
  frequent.sort(([a, count], [b, other]) => other - count || (a < b ? -1 : 1));
  const values = frequent.slice(0, namedMax).map(([text, count]) => {
    const label = labelOf(column, text);
    return { text: text.slice(0, 200), count, ...(label === undefined ? {} : { label }) };
  });
  return { rows, empty, ...(isSecret ? {} : { distinct: counts.size }), more, values };
}
