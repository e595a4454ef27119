/** A file without a header, or without rows where the importer wants some. */
import { defineFileRule } from "../core/checking/rule.ts";
import { type Table, templateColumns } from "../core/filetypes/table.ts";

interface Data {
  readonly table: Table;
  readonly header: boolean;
}

export default defineFileRule<Data>({
  name: "empty-file",
  severity: "error",
  summary: "A file without a header row, or without rows where the importer refuses that.",
  section: "file",
  order: 23,
  check({ table, binding, rows }, report) {
    if (!binding) report({ table, header: false });
    else if (rows === 0 && table.document.needsRows) report({ table, header: true }, { severity: "warning" });
  },
  message: ({ header }, say) =>
    header
      ? `There are no rows under the header. ${say.system} refuses a file without users.`
      : `This file is empty. ${say.system} takes the first row as the names of the columns.`,
  fixes: ({ table, header }) => {
    if (header) return [];
    const names = templateColumns(table).map((column) => column.field.name);
    const text = `${names.join(table.delimiter)}\n`;
    return [{ title: "Insert the header row", safe: false, edits: () => [{ start: 0, end: 0, text }] }];
  },
});
