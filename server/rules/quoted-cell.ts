/** Quotes around a cell, where the importer takes them for a part of the value. */

import { setCellAt } from "../core/checking/fix-context.ts";
import { hasLineBreak } from "../core/checking/record-view.ts";
import { defineCellRule } from "../core/checking/rule.ts";
import { quoted } from "../core/text/tokenizer.ts";

interface Data {
  readonly text: string;
  /** The delimiter within the quotes, which the importer splits at all the same. */
  readonly split: boolean;
}

export default defineCellRule<Data>({
  name: "quoted-cell",
  severity: "off",
  summary: "Quotes around a cell, where the importer takes them for a part of the value.",
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
    const name = say.field?.name ?? "This cell";
    return split
      ? `${name}: ${say.system} does not know quotes and splits ${say.show(text)} at its comma.`
      : `${name}: ${say.system} takes the quotes around ${say.show(text)} for a part of the value.`;
  },
  fixes: ({ text, split }, { row, cell }) =>
    split
      ? [
          {
            title: "Remove the quotes and write blanks for commas",
            safe: false,
            value: text.replace(/\s*,\s*/g, " "),
          },
        ]
      : // The cell says the same before and after: only its quotes go.
        [{ title: "Remove the quotes", safe: true, edits: (at) => setCellAt(at, at.page, row, cell, () => text) }],
});
