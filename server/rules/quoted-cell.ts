/** Quotes around a cell, where the importer takes them for a part of the value. */

import { setCellAt } from "../core/checking/fix-context.ts";
import { hasLineBreak } from "../core/checking/record-view.ts";
import { defineCellRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";
import { quoted } from "../core/text/tokenizer.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly text: string;
  /** The delimiter within the quotes, which the importer splits at all the same. */
  readonly split: boolean;
}

export default defineCellRule<Data>({
  name: "quoted-cell",
  severity: "off",
  summary: "A cell is in quotes, which the importer reads as part of the value.",
  section: "file",
  order: 15,
  wakes: { flags: quoted },
  check(cell, report) {
    if (!(cell.flags & quoted) || hasLineBreak(cell)) return;
    const split = cell.text.includes(cell.row.table.delimiter);
    // Cut at its comma the value is no value: what else may be wrong with it comes from the same mistake.
    // A list has more to say: which sign it wants between its items.
    report({ text: cell.text, split }, { enough: split && cell.column?.field.list === undefined });
  },
  message: ({ text, split }, say) => {
    return inColumn(
      say,
      split
        ? message(
            "{0} ignores quotes and splits {1} at the comma. Remove the comma and the quotes.",
            say.system,
            say.show(text),
          )
        : message("{0} reads the quotes around {1} as part of the value. Remove them.", say.system, say.show(text)),
    );
  },
  fixes: ({ text, split }, { row, cell }) =>
    split
      ? [
          {
            title: message("Remove the quotes and replace commas with spaces"),
            safe: false,
            value: text.replace(/(?<!\s)\s*,\s*/g, " "),
          },
        ]
      : // The cell says the same before and after: only its quotes go.
        [
          {
            title: message("Remove the quotes"),
            safe: true,
            edits: (at) => setCellAt(at, at.page, row, cell, () => text),
          },
        ],
});
