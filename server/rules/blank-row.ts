/** Empty lines. */
import { removeRecord } from "../core/checking/fix-context.ts";
import { defineRowRule } from "../core/checking/rule.ts";

export default defineRowRule<undefined>({
  name: "blank-row",
  severity: "information",
  summary: "An empty line between or after the rows.",
  section: "file",
  order: 11,
  last: true,
  wakes: { noData: true },
  check(row, report) {
    if (row.blank) report(undefined);
  },
  message: (_, say) => `This line is empty. ${say.system} may take it for a row without values.`,
  fixes: () => [{ title: "Remove the empty line", safe: true, edits: removeRecord }],
});
