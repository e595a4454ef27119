/** Tells of cells that a spreadsheet would run as a formula. */
import { defineCellRule } from "../core/checking/rule.ts";
import { isFormula } from "../core/filetypes/values.ts";
import { inColumn } from "./words.ts";

export default defineCellRule<{ readonly text: string }>({
  name: "formula-cell",
  severity: "warning",
  summary: "A spreadsheet would take the cell for a formula.",
  section: "cell",
  alone: true,
  wakes: { first: "=@+-" },
  check(cell, report) {
    if (cell.text !== "" && isFormula(cell.text)) report({ text: cell.text });
  },
  message: ({ text }, say) =>
    inColumn(say, `${say.show(text)} would be run as a formula by a spreadsheet. Begin it with a letter or a digit.`),
});
