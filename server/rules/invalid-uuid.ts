/** Tells of references that should be UUIDs and are not. */
import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { isUuid } from "../core/filetypes/values.ts";
import { inColumn } from "./words.ts";

export default defineCellRule<{ readonly value: string }>({
  name: "invalid-uuid",
  severity: "warning",
  summary: "A reference is not a UUID.",
  section: "cell",
  types: ["uuid"],
  wakes: everyValue,
  check({ value }, report) {
    if (value !== "" && !isUuid(value)) report({ value });
  },
  message: ({ value }, say) =>
    inColumn(say, `${say.show(value)} is not a UUID. ${say.system} wants one here, such as ${say.field?.example}.`),
});
