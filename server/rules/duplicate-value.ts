/** A value that an earlier row already has and that should be there once. */
import { defineKeyRule, type KeyData } from "../core/checking/rule.ts";
import { rowNumber } from "./words.ts";

export default defineKeyRule<KeyData>({
  name: "duplicate-value",
  severity: "warning",
  summary: "A value that should be there once and that an earlier row already has.",
  section: "rows",
  message: ({ value, fields, first }, say) =>
    fields.length > 1
      ? `${fields.join(" and ")} (${say.show(value)}) are together already in ${rowNumber(first.record)}.`
      : `${fields.join()}: ${say.show(value)} is already in ${rowNumber(first.record)}. ${say.system} wants it only once.`,
});
