/** Tells of cells that a spreadsheet would run as a formula. */

import { defineCellRule } from "../core/checking/rule.ts";
import { isFormula } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { inColumn } from "./words.ts";

export default defineCellRule<{ readonly text: string }>({
  name: "formula-cell",
  severity: "warning",
  summary: "A spreadsheet would run the cell as a formula.",
  section: "cell",
  alone: true,
  wakes: { first: "=@+-" },
  check(cell, report) {
    if (cell.text !== "" && isFormula(cell.text)) report({ text: cell.text });
  },
  message: ({ text }, say) =>
    inColumn(
      say,
      message("A spreadsheet would run {0} as a formula. Start it with a letter or a digit.", say.show(text)),
    ),
});
