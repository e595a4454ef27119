/** Lines without a value: empty ones, and rows of nothing but delimiters, quotes and spaces. */
import { removeRecord } from "../core/checking/fix-context.ts";
import { defineRowRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";

interface Data {
  /** There are cells, all of them empty. */
  readonly hasCells: boolean;
}

export default defineRowRule<Data>({
  name: "blank-row",
  severity: "information",
  summary: "An empty line, or a row whose cells are all empty.",
  section: "file",
  aboutLines: true,
  order: 11,
  last: true,
  wakes: { noData: true },
  rollsUp: true,
  check(row, report) {
    if (row.kind !== "empty") return;
    const hasCells = row.count > 1 || row.text.includes('"');
    report({ hasCells }, hasCells ? { severity: "warning" } : {});
  },
  message: ({ hasCells }, say) =>
    hasCells
      ? message("All cells of this row are empty. {0} may import it without values. Remove it.", say.system)
      : message("This line is empty. {0} may read it as a row without values. Remove it.", say.system),
  fixes: ({ hasCells }) => [
    {
      title: hasCells ? message("Remove the empty row") : message("Remove the empty line"),
      safe: true,
      edits: removeRecord,
    },
  ],
});
