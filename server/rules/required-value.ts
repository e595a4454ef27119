/** Tells of empty cells in columns that need a value. */
import { defineCellRule } from "../core/checking/rule.ts";
import { fits } from "../core/filetypes/patterns.ts";
import { usernameFrom } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { inColumn } from "./words.ts";

export default defineCellRule<{ readonly derived: string | undefined }>({
  name: "required-value",
  severity: "error",
  summary: "A cell is empty in a column that requires a value in every row.",
  section: "cell",
  concerns: "empty-required",
  order: 21,
  last: true,
  wakes: (column) => (column?.required ? { empty: true } : {}),
  check(cell, report) {
    const { column, row } = cell;
    if (!column?.required || cell.value !== "") return;
    const { derive, constraints } = column.field;
    const parts = derive?.map((name) => row.value(name) ?? "") ?? [];
    const made = parts.length > 0 && parts.every((part) => part !== "") ? usernameFrom(parts) : "";
    const right = made !== "" && fits(constraints?.pattern ?? ".*", made);
    report({ derived: right ? made : undefined });
  },
  message: (_, say) => inColumn(say, message("The cell is empty. {0} requires a value here.", say.system)),
  fixes: ({ derived }, finding) =>
    derived === undefined || finding.masked
      ? []
      : [{ title: message("Fill in {0}", derived), safe: false, value: derived }],
});
