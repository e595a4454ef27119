/** A quote that opens a cell and never closes. */
import { cellOf, setCellAt, setHeaderCell } from "../core/checking/fix-context.ts";
import { defineCellRule, defineHeaderRule, type Finding, type Fix, type Saying } from "../core/checking/rule.ts";
import { type Message, message } from "../core/text/message.ts";
import { unclosed } from "../core/text/tokenizer.ts";
import { inColumns } from "./words.ts";

interface Data {
  /** The header cell, -1 in rows. */
  readonly header: number;
  readonly name: string | undefined;
}

const words = {
  name: "unclosed-quote",
  severity: "error",
  summary: "An opening quote is never closed.",
  section: "file",
  order: 10,
  last: true,
  message: (data: Data, say: Saying): Message =>
    inColumns(
      data.name === undefined ? [] : [data.name],
      message("This quote is never closed. {0} would read everything after it as one cell.", say.system),
    ),
  fixes: (data: Data, finding: Finding): Fix[] =>
    data.header >= 0
      ? [
          {
            title: message("Remove the quote"),
            safe: false,
            edits: (at) => setHeaderCell(at, data.header, data.name ?? ""),
          },
        ]
      : [
          {
            title: message("Close the quote at the end of the cell"),
            safe: false,
            edits: (at) => {
              const cell = cellOf(at);
              return cell && [{ start: cell.end, end: cell.end, text: '"' }];
            },
          },
          {
            title: message("Make the quote part of the text"),
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
    report({ header: -1, name: cell.column?.field.name }, { span: { start, end: start + 1 } });
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
