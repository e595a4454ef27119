/** A file with more rows than the importer takes at once. */

import { headerSpan } from "../core/checking/located-finding.ts";
import { defineFileRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";

interface Data {
  readonly rows: number;
  readonly most: number;
}

export default defineFileRule<Data>({
  name: "too-many-rows",
  severity: "error",
  summary: "The file has more rows than the importer accepts at once.",
  section: "file",
  check({ table, binding, document, rows, filled }, report) {
    const most = table.document.limits?.rows;
    if (most === undefined || !binding || !filled || rows <= most) return;
    report({ rows, most }, { span: headerSpan(document) });
  },
  message: ({ rows, most }, say) =>
    message("The file has {0} rows. {1} accepts at most {2}. Split the file.", rows, say.system, most),
});
