/** Columns that are separated by another character than the importer splits at. */

import { convertDelimiter } from "../core/checking/fix-context.ts";
import { defineFileRule } from "../core/checking/rule.ts";
import { rowText } from "../core/text/document.ts";
import { message, type Value } from "../core/text/message.ts";

interface Data {
  readonly found: string;
  readonly wanted: string;
  readonly raw: boolean;
}

export default defineFileRule<Data>({
  name: "wrong-delimiter",
  severity: "error",
  summary: "The columns are separated by a different character than the importer expects.",
  section: "file",
  order: 22,
  check({ table, binding, document }, report) {
    const { delimiter } = document.dialect;
    const { header } = document;
    if (!binding || delimiter === table.delimiter) return;
    const page = document.pages[header.page]!;
    const start = page.rows[header.row]!;
    const length = rowText(page, header.row).replace(/[\r\n]+$/, "").length;
    report(
      { found: delimiter, wanted: table.delimiter, raw: table.raw },
      { span: { start, end: start + Math.max(1, length) } },
    );
  },
  message: ({ found, wanted }, say) =>
    message(
      "The columns are separated by {0}, but {1} expects {2}. Convert the file.",
      nameOf(found),
      say.system,
      nameOf(wanted),
    ),
  fixes: ({ wanted, raw }) => [
    {
      title: message("Separate the columns with {0}", nameOf(wanted)),
      safe: false,
      edits: (at) => convertDelimiter(at, wanted, raw),
    },
  ],
});

const names = new Map([
  [",", message("commas")],
  [";", message("semicolons")],
  ["\t", message("tabs")],
  ["|", message("vertical bars")],
]);

function nameOf(delimiter: string): Value {
  return names.get(delimiter) ?? `"${delimiter}"`;
}
