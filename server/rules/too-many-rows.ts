/** A file with more in it than the importer takes at once: more rows, more bytes, or a longer row. */

import { headerSpan } from "../core/checking/located-finding.ts";
import { defineFileRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";

interface Data {
  readonly kind: "rows" | "bytes" | "row";
  /** How many rows, or the longest row's length. */
  readonly count: number;
  readonly most: number;
  /** The row that is too long, from 0. */
  readonly row: number;
}

export default defineFileRule<Data>({
  name: "too-many-rows",
  severity: "error",
  summary: "The file has more rows than the importer accepts at once, or is larger than it accepts.",
  section: "file",
  check({ table, binding, document, rows, filled }, report) {
    const { limits } = table.document;
    if (!limits || !binding || !filled) return;
    const span = headerSpan(document);
    if (limits.rows !== undefined && rows > limits.rows)
      report({ kind: "rows", count: rows, most: limits.rows, row: -1 }, { span });
    // Each unit of the text is at least a byte.
    const size = document.offsets[document.pages.length]!;
    if (limits.bytes !== undefined && size > limits.bytes)
      report({ kind: "bytes", count: size, most: limits.bytes, row: -1 }, { span });
    if (limits.rowLength === undefined) return;
    for (const [p, page] of document.pages.entries()) {
      for (let row = 0; row < page.rows.length; row++) {
        const count = (page.rows[row + 1] ?? page.length) - page.rows[row]!;
        // With its line break a row may be two units longer.
        if (count <= limits.rowLength + 2) continue;
        report({ kind: "row", count, most: limits.rowLength, row: document.records[p]! + row }, { span });
        return;
      }
    }
  },
  message({ kind, count, most, row }, say) {
    switch (kind) {
      case "rows":
        return message("The file has {0} rows. {1} accepts at most {2}. Split the file.", count, say.system, most);
      case "bytes":
        return message(
          "The file is larger than {0} MB, the most that {1} accepts. Split the file.",
          Math.round(most / 2 ** 20),
          say.system,
        );
      case "row":
        return message(
          "Row {0} has {1} characters. {2} accepts at most {3} in a row. Shorten it.",
          row + 1,
          count,
          say.system,
          most,
        );
    }
  },
});
