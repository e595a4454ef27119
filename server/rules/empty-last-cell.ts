/** Rows that end in an empty cell, which the importer does not count. */

import { eachDataRow, moveColumnLast } from "../core/checking/fix-context.ts";
import { defineRowRule, type FixContext } from "../core/checking/rule.ts";
import { rowText, splitText } from "../core/text/document.ts";
import { message } from "../core/text/message.ts";

interface Data {
  readonly name: string;
  /** A column that is never empty in a right file. */
  readonly full: { readonly cell: number; readonly name: string } | undefined;
  readonly width: number;
}

export default defineRowRule<Data>({
  name: "empty-last-cell",
  severity: "off",
  summary: "A row ends with an empty cell, which the importer doesn't count.",
  section: "file",
  concerns: "empty-end",
  wakes: { emptyEnd: true },
  check(row, report) {
    if (!row.linesUp || row.count < 2) return;
    const { binding, cells } = row;
    // Cells without a name at the end of the header are dropped like those of the row.
    const last = cells[binding.named - 1];
    if (!last || cells.slice(binding.named - 1).some(({ raw }) => raw !== "")) return;
    // An empty cell in a required column is told as that.
    if (last.column?.required) return;
    const cell = binding.columns.findLastIndex((column) => column?.required);
    const full = cell < 0 ? undefined : { cell, name: binding.columns[cell]!.field.name };
    const name = last.column?.field.name ?? binding.cells[last.index]!.text;
    const isLast = binding.named === binding.columns.length;
    report({ name, full: isLast ? full : undefined, width: binding.columns.length }, { at: last });
  },
  message: ({ name }, say) =>
    message(
      'The last column, "{0}", is empty here. {1} doesn\'t count an empty cell at the end and rejects the row. Put a column last that is never empty.',
      name,
      say.system,
    ),
  fixes: ({ full, width }) =>
    full
      ? [
          {
            title: message('Make "{0}" the last column', full.name),
            safe: false,
            edits: (at) => (isFilled(at, full.cell) ? moveColumnLast(at, full.cell, width) : undefined),
          },
        ]
      : [],
});

/** True when every row has something in a column. */
function isFilled(at: FixContext, cell: number): boolean {
  let filled = true;
  eachDataRow(at, (page, _, row) => {
    filled &&= splitText(rowText(page, row), at.document.dialect)[cell]?.raw !== "";
  });
  return filled;
}
