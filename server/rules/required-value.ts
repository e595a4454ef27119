/** Tells of empty cells in columns that need a value. */
import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { fits } from "../core/filetypes/patterns.ts";
import { usernameFrom } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { trimBlanks } from "../core/text/text.ts";
import { inColumn, ownSentence } from "./words.ts";

interface Data {
  readonly derived: string | undefined;
  /** What stands there and means no value. */
  readonly word: string;
}

export default defineCellRule<Data>({
  name: "required-value",
  severity: "error",
  summary: "A cell is empty in a column that requires a value in every row.",
  section: "cell",
  concerns: "empty-required",
  order: 21,
  last: true,
  wakes(column) {
    if (!column?.required) return {};
    const { missingValues } = column.field;
    if (!missingValues) return { empty: true };
    const isAscii = missingValues.every((word) => /^[\x20-\x7e]+$/.test(word));
    return isAscii ? { empty: true, words: missingValues } : { empty: true, ...everyValue };
  },
  check(cell, report) {
    const { column, row } = cell;
    if (!column?.required || cell.value !== "") return;
    const { derive, constraints } = column.field;
    const parts = derive?.map((name) => row.value(name) ?? "") ?? [];
    const made = parts.length > 0 && parts.every((part) => part !== "") ? usernameFrom(parts) : "";
    const right = made !== "" && fits(constraints?.pattern ?? ".*", made);
    report({ derived: right ? made : undefined, word: trimBlanks(cell.text) });
  },
  message({ word }, say) {
    const says = ownSentence(say, "required", word === "" ? message("An empty cell") : say.show(word));
    if (says) return inColumn(say, says);
    return inColumn(
      say,
      word === ""
        ? message("The cell is empty. {0} requires a value here.", say.system)
        : message("{0} means no value. {1} requires a value here.", say.show(word), say.system),
    );
  },
  fixes: ({ derived }, finding) =>
    derived === undefined || finding.masked
      ? []
      : [{ title: message("Fill in {0}", derived), safe: false, value: derived }],
});
