/** Line breaks inside a cell, where the importer cannot take them. */

import { hasLineBreak } from "../core/checking/record-view.ts";
import { defineCellRule } from "../core/checking/rule.ts";
import { lineBreak } from "../core/text/tokenizer.ts";

interface Data {
  readonly lines: number;
  readonly joined: string;
  /** The importer does not know quotes: the parts become rows. */
  readonly torn: boolean;
}

export default defineCellRule<Data>({
  name: "multiline-cell",
  severity: "off",
  summary: "A line break inside a cell, where the importer reads line by line.",
  section: "file",
  order: 14,
  last: true,
  wakes: { flags: lineBreak },
  check(cell, report) {
    if (!hasLineBreak(cell)) return;
    const lines = cell.text.split(/\r\n|\r|\n/);
    const joined = lines
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .join(" ");
    report({ lines: lines.length, joined, torn: cell.row.table.raw });
  },
  message: ({ lines, torn }, say) => {
    const what = `${say.field?.name ?? "This cell"}: the value goes over ${lines} lines.`;
    return torn
      ? `${what} ${say.system} takes each line for a row of its own.`
      : `${what} ${say.system} wants every row on one line.`;
  },
  fixes: ({ joined }) => [{ title: "Join the lines with a blank", safe: false, value: joined }],
});
