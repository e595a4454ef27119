/** Tells of words that stand for "nothing" where an empty cell should. */

import { defineCellRule } from "../core/checking/rule.ts";
import type { Severity } from "../core/filetypes/file-type.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly value: string;
  readonly required: boolean;
}

export default defineCellRule<Data>({
  name: "placeholder-value",
  severity: "off",
  summary: "A cell says NULL, N/A or - where it should be empty.",
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
    const what = value === "" ? "the cell holds nothing but blanks" : `${say.show(value)} is taken for a value`;
    if (required) return inColumn(say, `${what}. ${say.system} needs a real one here.`);
    return inColumn(say, `${what}. Where there is none, ${say.system} wants an empty cell.`);
  },
  fixes: ({ required }) => [{ title: "Clear the cell", safe: !required, value: "" }],
});
