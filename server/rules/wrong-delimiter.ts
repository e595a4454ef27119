/** Columns that are separated by another character than the importer splits at. */

import { convertDelimiter } from "../core/checking/fix-context.ts";
import { defineFileRule } from "../core/checking/rule.ts";
import { rowText } from "../core/text/document.ts";

interface Data {
  readonly found: string;
  readonly wanted: string;
  readonly raw: boolean;
}

export default defineFileRule<Data>({
  name: "wrong-delimiter",
  severity: "error",
  summary: "The columns are separated by another character than the importer splits at.",
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
    `The columns are separated by ${nameOf(found)}. ${say.system} splits at ${nameOf(wanted)} and finds none of them.`,
  fixes: ({ wanted, raw }) => [
    {
      title: `Separate the columns by ${nameOf(wanted)}`,
      safe: false,
      edits: (at) => convertDelimiter(at, wanted, raw),
    },
  ],
});

const names = new Map([
  [",", "commas"],
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "vertical bars"],
]);

function nameOf(delimiter: string): string {
  return names.get(delimiter) ?? `"${delimiter}"`;
}
