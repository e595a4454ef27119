/** References that should be UUIDs and are not. */

import { defineValueRule } from "../core/checking/value-rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { damageOf, isSheetError } from "../core/filetypes/spreadsheet.ts";
import { isUuid, uuidIn } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { exampleOf, inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  /** The same UUID, written as it should be. */
  readonly plain: string | undefined;
}

export default defineValueRule<Data>({
  name: "invalid-uuid",
  severity: "warning",
  summary: "A reference isn't a valid UUID.",
  section: "cell",
  types: ["uuid"],
  wakes: everyValue,
  check({ value }, report) {
    // What a spreadsheet made of it is another rule's subject.
    if (value === "" || isUuid(value) || damageOf(value) !== undefined || isSheetError(value)) return;
    report({ value, plain: uuidIn(value) });
  },
  message: ({ value, plain }, say) =>
    inColumn(
      say,
      plain === undefined
        ? message("{0} isn't a valid UUID. Use a value like {1}.", say.show(value), exampleOf(say))
        : message("{0} isn't written as a UUID should be. Use {1}.", say.show(value), say.show(plain)),
    ),
  fixes: ({ plain }, finding) => (plain === undefined ? [] : [replaceBy(finding, plain, false)]),
});
