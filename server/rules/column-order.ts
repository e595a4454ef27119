/** Columns in another order, where the importer reads them by their place. */
import { defineHeaderRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";
import { headerMark } from "./unknown-column.ts";

interface Data {
  readonly name: string;
  readonly expected: string;
  /** From 1. */
  readonly place: number;
}

export default defineHeaderRule<Data>({
  name: "column-order",
  severity: "error",
  summary: "The columns are in another order than the importer reads.",
  section: "header",
  order: 34,
  check({ table, binding }, report) {
    if (table.document.inOrder !== true) return;
    const columns = binding.columns.filter((column) => column !== undefined);
    const wanted = table.columns.filter((column) => columns.includes(column));
    const at = columns.findIndex((column, index) => column !== wanted[index]);
    if (at < 0) return;
    // One finding: the columns after it moved along.
    const index = binding.columns.indexOf(columns[at]);
    const name = columns[at]!.field.name;
    report({ name, expected: wanted[at]!.field.name, place: index + 1 }, { span: headerMark(binding, index) });
  },
  message: ({ name, expected, place }, say) =>
    message(
      'Column {0} is "{1}", but should be "{2}". {3} reads columns by their order. Move the column with its cells.',
      place,
      name,
      expected,
      say.system,
    ),
});
