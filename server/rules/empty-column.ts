/** Header cells without a name at the end, below which nothing stands: what a spreadsheet keeps of columns that were cleared. */
import { eachLine, recordAt } from "../core/checking/fix-context.ts";
import { headerSpan } from "../core/checking/located-finding.ts";
import { defineFileRule, type FixContext } from "../core/checking/rule.ts";
import { splitText } from "../core/text/document.ts";
import { message } from "../core/text/message.ts";
import { type Edit, shifted } from "../core/text/text.ts";

interface Data {
  /** The first of them, and how many there are. */
  readonly first: number;
  readonly count: number;
  /** What the importer does about it. */
  readonly does: "refuses" | "drops" | "ignores";
}

export default defineFileRule<Data>({
  name: "empty-column",
  severity: "warning",
  summary: "Columns at the end have neither a name nor values.",
  section: "header",
  order: 32,
  check({ table, binding, document, filled }, report) {
    if (!binding || !filled || document.dialect.delimiter !== table.delimiter) return;
    const { cells } = binding;
    let first = cells.length;
    while (first > binding.named && filled[first - 1] === 0) first--;
    if (first === cells.length || first === 0) return;
    const does = table.document.fieldsMatch === "equal" ? "refuses" : table.raw ? "drops" : "ignores";
    const span = { start: cells[first - 1]!.end, end: cells.at(-1)!.end };
    report({ first, count: cells.length - first, does }, { span: shifted(span, headerSpan(document).start) });
  },
  message: ({ count, does }, say) => {
    const { system } = say;
    if (count === 1)
      return does === "refuses"
        ? message("The last column is empty and has no name. {0} rejects files with other columns. Remove it.", system)
        : does === "drops"
          ? message("The last column is empty and has no name. {0} ignores it.", system)
          : message("The last column is empty and has no name. {0} may reject it. Remove it.", system);
    return does === "refuses"
      ? message(
          "The last {0} columns are empty and have no names. {1} rejects files with other columns. Remove them.",
          count,
          system,
        )
      : does === "drops"
        ? message("The last {0} columns are empty and have no names. {1} ignores them.", count, system)
        : message("The last {0} columns are empty and have no names. {1} may reject them. Remove them.", count, system);
  },
  fixes: ({ first, count }) => [
    {
      title: count === 1 ? message("Remove the empty column") : message("Remove the {0} empty columns", count),
      safe: true,
      edits: (at) => removeColumns(at, first, first + count),
    },
  ],
});

/** Cuts cells off all lines, where they say nothing. */
function removeColumns(at: FixContext, from: number, to: number): readonly Edit[] {
  const edits: Edit[] = [];
  eachLine(at, (page, row) => {
    const record = recordAt(at, page, row);
    const cells = splitText(record.text, at.document.dialect, record.start);
    const gone = cells.slice(from, to);
    if (gone.length > 0 && gone.every(({ raw }) => raw === ""))
      edits.push({ start: cells[from - 1]!.end, end: gone.at(-1)!.end, text: "" });
  });
  return edits;
}
