/** A second primary address, e-mail address or phone number for one user. */
import { defineKeyRule, type KeyData } from "../core/checking/rule.ts";
import { rowNumber } from "./words.ts";

export default defineKeyRule<KeyData>({
  name: "several-primaries",
  severity: "error",
  summary: "A second primary address, e-mail address or phone number for one user.",
  section: "rows",
  message: ({ value, fields, first }, say) =>
    `${say.field?.name ?? "This"}: ${rowNumber(first.record)} says True for ${fields.join()} ${say.show(value)} already. ${say.system} takes only one.`,
  fixes: () => [{ title: "Set to False", safe: false, value: "False" }],
});
