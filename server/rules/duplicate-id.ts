/** An id that an earlier row already has. */
import { defineKeyRule, type KeyData } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";
import { shownRow } from "../core/text/message-values.ts";
import { inColumns } from "./words.ts";

export default defineKeyRule<KeyData>({
  name: "duplicate-id",
  severity: "error",
  summary: "An ID is already used in an earlier row.",
  section: "rows",
  message: ({ value, fields, first }, say) =>
    inColumns(
      fields,
      say.table.document.rows === "people"
        ? message(
            "{0} is already in row {1}. {2} treats both rows as the same user. Use a different value.",
            say.show(value),
            shownRow(first.record),
            say.system,
          )
        : message(
            "{0} is already in row {1}. {2} treats both rows as the same entry. Use a different value.",
            say.show(value),
            shownRow(first.record),
            say.system,
          ),
    ),
  fixes: ({ free }) =>
    free === undefined ? [] : [{ title: message("Replace with {0} (not used yet)", free), safe: false, value: free }],
});
