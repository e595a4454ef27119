/** A value that an earlier row already has and that should be there once. */
import { defineKeyRule, type KeyData } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";
import { shownRow } from "../core/text/message-values.ts";
import { inColumns, ownSentence } from "./words.ts";

export default defineKeyRule<KeyData>({
  name: "duplicate-value",
  severity: "warning",
  summary: "A value that should be unique is already used in an earlier row.",
  section: "rows",
  listedIn: "uniqueKeys",
  concerns: "repetition",
  message: ({ value, fields, first, file }, say) =>
    inColumns(
      fields,
      ownSentence(say, "unique", say.show(value)) ??
        (file !== undefined
          ? message(
              "{0} is also in {1}, row {2}. Each value should appear only once.",
              say.show(value),
              file,
              shownRow(first.record),
            )
          : fields.length > 1
            ? message(
                "The combination {0} is already in row {1}. Each combination should appear only once.",
                say.show(value),
                shownRow(first.record),
              )
            : message(
                "{0} is already in row {1}. Each value should appear only once.",
                say.show(value),
                shownRow(first.record),
              )),
    ),
});
