/** Words that mean "nothing" where a cell should be empty. */

import { defineCellRule } from "../core/checking/rule.ts";
import type { Severity } from "../core/filetypes/file-type.ts";
import { message } from "../core/text/message.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly value: string;
  readonly required: boolean;
}

export default defineCellRule<Data>({
  name: "placeholder-value",
  severity: "off",
  summary: "A cell contains NULL, N/A, or - where it should be empty.",
  section: "cell",
  order: 20,
  last: true,
  wakes: { words: ["null", "n/a", "-", "none"] },
  check(cell, report) {
    const { column, value } = cell;
    if (cell.text === "") return;
    const required = column?.required === true;
    const word = value.toLowerCase();
    if (value === "" || word === "null" || word === "n/a" || value === "-")
      report({ value, required }, required ? { severity: "error" } : {});
    else if (word === "none" && !column?.values.has(value)) {
      const listed = column?.field.forbidden?.find((each) => each.value.toLowerCase() === word);
      if (listed)
        report({ value, required }, { severity: listed.severity ?? ("information" satisfies Severity), exactly: true });
    }
  },
  message({ value, required }, say) {
    if (value === "")
      return inColumn(
        say,
        required
          ? message("The cell contains only spaces. {0} requires a value here.", say.system)
          : message("The cell contains only spaces. Leave it empty."),
      );
    return inColumn(
      say,
      required
        ? message("{1} reads {0} as a value. Enter a real one.", say.show(value), say.system)
        : message("{1} reads {0} as a value. If there is none, leave the cell empty.", say.show(value), say.system),
    );
  },
  fixes: ({ required }) => [{ title: message("Clear the cell"), safe: !required, value: "" }],
});
