/** Tells of references that should be UUIDs and are not. */

import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { isUuid } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { exampleOf, inColumn } from "./words.ts";

export default defineCellRule<{ readonly value: string }>({
  name: "invalid-uuid",
  severity: "warning",
  summary: "A reference isn't a valid UUID.",
  section: "cell",
  types: ["uuid"],
  wakes: everyValue,
  check({ value }, report) {
    if (value !== "" && !isUuid(value)) report({ value });
  },
  message: ({ value }, say) =>
    inColumn(say, message("{0} isn't a valid UUID. Use a value like {1}.", say.show(value), exampleOf(say))),
});
