/** A second primary address, e-mail address or phone number for one user. */
import { defineKeyRule, type KeyData } from "../core/checking/rule.ts";
import { booleanWord } from "../core/filetypes/boolean-words.ts";
import { message } from "../core/text/message.ts";
import { shownRow } from "../core/text/message-values.ts";
import { inColumn } from "./words.ts";

export default defineKeyRule<KeyData>({
  name: "several-primaries",
  severity: "error",
  summary: "A user has more than one primary address, email address, or phone number.",
  section: "rows",
  listedIn: "uniqueKeys",
  message: ({ value, first }, say) =>
    inColumn(
      say,
      message(
        "Row {0} is already the primary one for {1}. {2} allows only one. Set the others to {3}.",
        shownRow(first.record),
        say.show(value),
        say.system,
        booleanWord(say.field, false),
      ),
    ),
  fixes(_, { field }) {
    const no = booleanWord(field, false);
    return [{ title: message("Set to {0}", no), safe: false, value: no }];
  },
});
