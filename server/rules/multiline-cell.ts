/** Line breaks inside a cell, where the importer cannot take them. */

import { hasLineBreak } from "../core/checking/record-view.ts";
import { defineCellRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";
import { lineBreak } from "../core/text/tokenizer.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly lines: number;
  readonly joined: string;
  /** The importer does not know quotes: the parts become rows. */
  readonly torn: boolean;
}

export default defineCellRule<Data>({
  name: "multiline-cell",
  severity: "off",
  summary: "A cell contains a line break, but the importer reads line by line.",
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
  message: ({ lines, torn }, say) =>
    inColumn(
      say,
      torn
        ? message("The value spans {0} lines. {1} reads each line as a separate row.", lines, say.system)
        : message("The value spans {0} lines. {1} requires each row to be on one line.", lines, say.system),
    ),
  fixes: ({ joined }) => [{ title: message("Join the lines with a space"), safe: false, value: joined }],
});
