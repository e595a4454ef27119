/** An id that an earlier row already has. */
import { defineKeyRule, type KeyData } from "../core/checking/rule.ts";
import { rowNumber } from "./words.ts";

export default defineKeyRule<KeyData>({
  name: "duplicate-id",
  severity: "error",
  summary: "An id that an earlier row already has.",
  section: "rows",
  message: ({ value, fields, first }, say) =>
    `${fields.join(" and ")}: ${say.show(value)} is already in ${rowNumber(first.record)}. ${say.system} takes both rows for the same one.`,
  fixes: ({ free }) =>
    free === undefined ? [] : [{ title: `Replace with ${free}, which is free`, safe: false, value: free }],
});
