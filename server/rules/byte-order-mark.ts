/** The three invisible bytes that some programs put before the first column's name. */

import { defineFileRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";

export default defineFileRule<undefined>({
  name: "byte-order-mark",
  severity: "warning",
  summary: "An invisible byte order mark (BOM) at the start of the file.",
  section: "file",
  order: 20,
  check({ facts }, report) {
    if (facts.byteOrderMark) report(undefined);
  },
  message: (_, say) =>
    message(
      "The file starts with an invisible byte order mark (BOM). {0} may read it as part of the first column name. Remove it.",
      say.system,
    ),
  fixes: () => [{ title: message("Remove the byte order mark"), safe: true, command: { kind: "removeByteOrderMark" } }],
});
