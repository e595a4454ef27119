/** Rows that end in an empty cell, which the importer does not count. */

import { eachDataRow, moveColumnLast } from "../core/checking/fix-context.ts";
import { defineRowRule, type Mending } from "../core/checking/rule.ts";
import { rowText, splitText } from "../core/text/document.ts";

interface Data {
  readonly name: string;
  /** A column that is never empty in a right file. */
  readonly full: { readonly cell: number; readonly name: string } | undefined;
  readonly width: number;
}

export default defineRowRule<Data>({
  name: "empty-last-cell",
  severity: "off",
  summary: "A row that ends in an empty cell, which the importer does not count.",
  section: "file",
  wakes: { emptyEnd: true },
  check(row, report) {
    if (!row.linesUp || row.count < 2) return;
    const last = row.cells.at(-1);
    // An empty cell in a required column is told as that.
    if (last?.raw !== "" || last.column?.required) return;
    const { binding } = row;
    const cell = binding.columns.findLastIndex((column) => column?.required);
    const full = cell < 0 ? undefined : { cell, name: binding.columns[cell]!.field.name };
    const name = last.column?.field.name ?? binding.cells.at(-1)!.text;
    report({ name, full, width: binding.columns.length }, { at: last });
  },
  message: ({ name }, say) =>
    `${name} is the last column and empty here. ${say.system} does not count an empty cell at the end and refuses the row.`,
  fixes: ({ full, width }) =>
    full
      ? [
          {
            title: `Make ${full.name} the last column`,
            safe: false,
            edits: (at) => (isFilled(at, full.cell) ? moveColumnLast(at, full.cell, width) : undefined),
          },
        ]
      : [],
});

/** True when every row has something in a column. */
function isFilled(at: Mending, cell: number): boolean {
  let filled = true;
  eachDataRow(at, (page, _, row) => {
    filled &&= splitText(rowText(page, row), at.document.dialect)[cell]?.raw !== "";
  });
  return filled;
}
