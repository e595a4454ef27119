/** IDs with white space inside. */

import { defineCellRule } from "../core/checking/rule.ts";
import { damageOf } from "../core/filetypes/spreadsheet.ts";
import { message } from "../core/text/message.ts";
import { inColumn, replaceBy } from "./words.ts";

export default defineCellRule<{ readonly value: string }>({
  name: "blank-in-id",
  severity: "error",
  summary: "An ID contains a space.",
  section: "cell",
  types: ["id"],
  wakes: { otherThan: ["id", "digits"] },
  check({ value }, report) {
    if (/\s/.test(value)) report({ value });
  },
  message: ({ value }, say) =>
    inColumn(say, message("{0} contains a space. IDs can't contain spaces.", say.show(value))),
  fixes({ value }, finding, { free }) {
    // Without its space a spreadsheet's date (01. Mrz) is still not the ID that was meant.
    if (damageOf(value) !== undefined) return [];
    const meant = ["", "-"].map((sign) => value.replace(/\s+/g, sign));
    const possible = meant.filter((id) => free(id) === id);
    const offered = possible.length > 0 ? possible : [free(meant[1]!)];
    return offered.map((id) => ({ ...replaceBy(finding, id, false), everywhere: true }));
  },
});
