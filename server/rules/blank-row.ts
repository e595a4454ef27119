/** Empty lines. */

import { removeRecord } from "../core/checking/fix-context.ts";
import { defineRowRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";

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
  message: (_, say) => message("This line is empty. {0} may read it as a row without values. Remove it.", say.system),
  fixes: () => [{ title: message("Remove the empty line"), safe: true, edits: removeRecord }],
});
