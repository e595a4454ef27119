/** A quote that opens a cell and never closes. */
import { cellOf, setCellAt, setHeaderCell } from "../core/checking/fix-context.ts";
import { defineCellRule, defineHeaderRule, type Finding, type Fix, type Saying } from "../core/checking/rule.ts";
import { unclosed } from "../core/text/tokenizer.ts";

interface Data {
  /** The header cell, -1 in rows. */
  readonly header: number;
  readonly name: string;
}

const words = {
  name: "unclosed-quote",
  severity: "error",
  summary: "A cell opens a quote that nothing closes.",
  section: "file",
  order: 10,
  last: true,
  message: (data: Data, say: Saying): string =>
    `${data.name}: this quote is never closed. ${say.system} would read everything after it as one cell.`,
  fixes: (data: Data, finding: Finding): Fix[] =>
    data.header >= 0
      ? [
          {
            title: "Remove the quote",
            safe: false,
            edits: (at) => setHeaderCell(at, data.header, data.name),
          },
        ]
      : [
          {
            title: "Close the quote at the end of the cell",
            safe: false,
            edits: (at) => {
              const cell = cellOf(at);
              return cell && [{ start: cell.end, end: cell.end, text: '"' }];
            },
          },
          {
            title: "Make the quote a part of the text",
            safe: false,
            edits: (at) => setCellAt(at, at.page, finding.row, finding.cell, (text) => text),
          },
        ],
} as const;

export default defineCellRule<Data>({
  ...words,
  wakes: { flags: unclosed },
  check(cell, report) {
    if (!(cell.flags & unclosed)) return;
    const { start } = cell.span;
    report({ header: -1, name: cell.column?.field.name ?? "This cell" }, { span: { start, end: start + 1 } });
  },
});

/** The same in a column's name. */
export const inHeader = defineHeaderRule<Data>({
  ...words,
  check({ binding }, report) {
    for (const cell of binding.cells) {
      if (!(cell.flags & unclosed)) continue;
      const name = cell.column?.field.name ?? cell.text.replaceAll('"', "");
      report({ header: cell.index, name }, { span: { start: cell.start, end: cell.start + 1 } });
    }
  },
});
