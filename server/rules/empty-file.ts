/** A file without a header, or without rows where the importer wants some. */

import { defineFileRule } from "../core/checking/rule.ts";
import { type Table, templateColumns } from "../core/filetypes/table.ts";
import { message } from "../core/text/message.ts";

interface Data {
  readonly table: Table;
  readonly header: boolean;
}

export default defineFileRule<Data>({
  name: "empty-file",
  severity: "error",
  summary: "A file has no header row, or no rows where the importer requires them.",
  section: "file",
  order: 23,
  check({ table, binding, rows, facts }, report) {
    // What an archive contains nobody has looked at.
    if (facts.compressed) return;
    if (!binding) report({ table, header: false });
    else if (rows === 0 && table.document.needsRows) report({ table, header: true }, { severity: "warning" });
  },
  message: ({ header }, say) =>
    header
      ? message("The file has no rows under the header. {0} rejects a file without users.", say.system)
      : message("The file is empty. {0} requires a header row with column names.", say.system),
  fixes: ({ table, header }) => {
    if (header) return [];
    const names = templateColumns(table).map((column) => column.field.name);
    const text = `${names.join(table.delimiter)}\n`;
    return [{ title: message("Insert the header row"), safe: false, edits: () => [{ start: 0, end: 0, text }] }];
  },
});
