/** Columns that are separated by another character than the importer splits at, or than the column names are. */

import { convertDelimiter, separatedBy } from "../core/checking/fix-context.ts";
import { headerSpan } from "../core/checking/located-finding.ts";
import { defineFileRule, type FixContext } from "../core/checking/rule.ts";
import { rowAtOffset, rowByNumber } from "../core/text/document.ts";
import { message, type Value } from "../core/text/message.ts";
import type { Edit } from "../core/text/text.ts";

interface Data {
  readonly found: string;
  readonly wanted: string;
  readonly raw: boolean;
  /** Rows below the column names that differ from these; 0 where the column names themselves are separated by `found`. */
  readonly rows: number;
  /** How many runs of such rows there are, where they are reported together. */
  readonly runs: number;
}

/** More runs of rows are reported together. */
const runsMax = 20;

export default defineFileRule<Data>({
  name: "wrong-delimiter",
  severity: "error",
  summary: "Columns are separated by a different character than the importer expects.",
  section: "file",
  aboutLines: true,
  order: 22,
  check({ table, binding, document, otherwise }, report) {
    const { delimiter } = document.dialect;
    const wanted = table.delimiter;
    const { raw } = table;
    if (!binding) return;
    if (delimiter !== wanted) {
      report({ found: delimiter, wanted, raw, rows: 0, runs: 0 }, { span: headerSpan(document) });
      return;
    }
    const [first] = otherwise;
    if (first && otherwise.length > runsMax) {
      const rows = otherwise.reduce((sum, run) => sum + run.rows, 0);
      report(
        { found: first.delimiter, wanted, raw, rows, runs: otherwise.length },
        { span: first.span, aboutRows: true },
      );
    } else
      for (const { delimiter: found, rows, span } of otherwise)
        report({ found, wanted, raw, rows, runs: 1 }, { span, aboutRows: true });
  },
  message: ({ found, wanted, rows, runs }, say) => {
    if (rows === 0)
      return message(
        "The columns are separated by {0}, but {1} expects {2}. Convert the file.",
        nameOf(found),
        say.system,
        nameOf(wanted),
      );
    if (runs > 1)
      return message(
        "The cells of {0} rows, beginning here, are not separated by {1} like the column names. {2} reads each of them as a single cell. Convert them.",
        rows,
        nameOf(wanted),
        say.system,
      );
    return rows === 1
      ? message(
          "The cells of this row are separated by {0}, but the column names by {1}. {2} reads the row as a single cell. Convert it.",
          nameOf(found),
          nameOf(wanted),
          say.system,
        )
      : message(
          "The cells of {0} rows from here on are separated by {1}, but the column names by {2}. {3} reads each row as a single cell. Convert them.",
          rows,
          nameOf(found),
          nameOf(wanted),
          say.system,
        );
  },
  fixes: ({ found, wanted, raw, rows, runs }) => [
    {
      title:
        rows === 0
          ? message("Separate the columns with {0}", nameOf(wanted))
          : rows === 1
            ? message("Separate the cells of this row with {0}", nameOf(wanted))
            : message("Separate the cells of these {0} rows with {1}", rows, nameOf(wanted)),
      safe: false,
      edits: (at) =>
        rows === 0 || runs > 1 ? convertDelimiter(at, wanted, raw) : convertRun(at, found, rows, wanted, raw),
    },
  ],
});

/** Converts so many records from the finding on. */
function convertRun(at: FixContext, found: string, rows: number, wanted: string, raw: boolean): readonly Edit[] {
  const { document, finding } = at;
  const first = rowAtOffset(document, document.offsets[document.header.page]! + finding.span.start);
  if (!first) return [];
  const record = document.records[first.page]! + first.row;
  const edits: Edit[] = [];
  for (let n = 0; n < rows; n++) {
    const address = rowByNumber(document, record + n);
    if (address) edits.push(...separatedBy(at, address.page, address.row, wanted, raw, found));
  }
  return edits;
}

const names = new Map([
  [",", message("commas")],
  [";", message("semicolons")],
  ["\t", message("tabs")],
  ["|", message("vertical bars")],
]);

function nameOf(delimiter: string): Value {
  return names.get(delimiter) ?? `"${delimiter}"`;
}
