/** An ID that another row has already, in this file or in another one of the same type. */
import { defineKeyRule, type KeyData, type Saying } from "../core/checking/rule.ts";
import { type Message, message } from "../core/text/message.ts";
import { shownRow } from "../core/text/message-values.ts";
import { inColumns } from "./words.ts";

export default defineKeyRule<KeyData>({
  name: "duplicate-id",
  severity: "error",
  summary: "An ID is already used in an earlier row.",
  section: "rows",
  listedIn: "uniqueKeys",
  concerns: "identity",
  message: (data, say) => inColumns(data.fields, wordsFor(data, say)),
  fixes: ({ free }) =>
    free === undefined ? [] : [{ title: message("Replace with {0} (not used yet)", free), safe: false, value: free }],
});

function wordsFor({ value, first, apart, file }: KeyData, say: Saying): Message {
  const [shown, row] = [say.show(value), shownRow(first.record)];
  const isPeople = say.table.document.rows === "people";
  if (file !== undefined)
    return isPeople
      ? message(
          "{0} is also in {1}, row {2}. Once both files are uploaded, {3} treats both rows as the same user.",
          shown,
          file,
          row,
          say.system,
        )
      : message(
          "{0} is also in {1}, row {2}. Once both files are uploaded, {3} treats both rows as the same entry.",
          shown,
          file,
          row,
          say.system,
        );
  if (apart)
    return message(
      "{0} looks the same as the ID in row {1}, but its accented letters are composed differently (NFD here, NFC there). Use one of them in all rows, or a different value.",
      shown,
      row,
    );
  return isPeople
    ? message(
        "{0} is already in row {1}. {2} treats both rows as the same user. Use a different value.",
        shown,
        row,
        say.system,
      )
    : message(
        "{0} is already in row {1}. {2} treats both rows as the same entry. Use a different value.",
        shown,
        row,
        say.system,
      );
}
