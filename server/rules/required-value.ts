/** Tells of empty cells in columns that need a value. */
import { defineCellRule } from "../core/checking/rule.ts";
import { fits, usernameFrom } from "../core/filetypes/values.ts";

export default defineCellRule<{ readonly derived: string | undefined }>({
  name: "required-value",
  severity: "error",
  summary: "A cell is empty although its column needs a value in every row.",
  section: "cell",
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
  message: (_, say) => {
    const condition = say.field?.condition ? ` ${say.field.condition}` : "";
    return `${say.field?.name ?? "This cell"} is empty. ${say.system} needs a value here.${condition}`;
  },
  fixes: ({ derived }, finding) =>
    derived === undefined || finding.masked ? [] : [{ title: `Fill in ${derived}`, safe: false, value: derived }],
});
