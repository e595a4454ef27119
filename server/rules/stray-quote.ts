/** A quote where none may stand: inside an unquoted cell, or before the end of a quoted one. */

import { cellOf, setCellAt, setHeaderCell } from "../core/checking/fix-context.ts";
import {
  defineCellRule,
  defineHeaderRule,
  type Finding,
  type Fix,
  type FixContext,
  type Saying,
} from "../core/checking/rule.ts";
import { unwrapped } from "../core/filetypes/spreadsheet.ts";
import { cellsOf } from "../core/text/document.ts";
import { type Message, message } from "../core/text/message.ts";
import { type Edit, trimBlanks } from "../core/text/text.ts";
import { closingQuoteIn, quoted, stray } from "../core/text/tokenizer.ts";
import { inColumns } from "./words.ts";

interface Data {
  /** The header cell, -1 in rows. */
  readonly header: number;
  readonly name: string | undefined;
  /** As written. */
  readonly raw: string;
  readonly quoted: boolean;
}

const words = {
  name: "stray-quote",
  severity: "error",
  summary: "A quote inside an unquoted cell, or text after a closing quote.",
  section: "file",
  order: 11,
  last: true,
  message: (data: Data, say: Saying): Message =>
    inColumns(
      data.name === undefined ? [] : [data.name],
      data.quoted
        ? message(
            "There is text after the closing quote, which {0} may drop. To include a quote in the text, type it twice.",
            say.system,
          )
        : message("The text contains a quote. Put the whole cell in quotes and type the inner quote twice."),
    ),
  fixes: (data: Data, finding: Finding): Fix[] => {
    const write =
      (value: string) =>
      (at: FixContext): readonly Edit[] | undefined =>
        data.header >= 0
          ? setHeaderCell(at, data.header, value)
          : setCellAt(at, at.page, finding.row, finding.cell, () => value);
    const trimmed = trimBlanks(data.raw);
    const bare = data.raw.replaceAll('"', "");
    const remove: Fix = { title: message("Remove the quotes inside the cell"), safe: false, edits: write(bare) };
    if (/^"(?:[^"]|"")*"$/.test(trimmed)) {
      const trim = (at: FixContext): readonly Edit[] | undefined => {
        const cell = data.header >= 0 ? cellsOf(at.document, at.document.header)[data.header] : cellOf(at);
        return cell && [{ start: cell.start, end: cell.end, text: trimmed }];
      };
      return [{ title: message("Remove the spaces around the quotes"), safe: false, edits: trim }];
    }
    if (data.header >= 0) return [{ ...remove, title: message("Remove the quotes") }];
    if (!data.quoted)
      return [
        { title: message("Put the cell in quotes and double the quotes inside"), safe: false, edits: write(data.raw) },
        remove,
      ];
    const inner = (data.raw.endsWith('"') ? data.raw.slice(1, -1) : data.raw.slice(1)).replaceAll('""', '"');
    return [{ title: message("Double the quotes inside the cell"), safe: false, edits: write(inner) }, remove];
  },
} as const;

export default defineCellRule<Data>({
  ...words,
  wakes: { flags: stray },
  check(cell, report) {
    if (!(cell.flags & stray) || cell.row.table.raw) return;
    // ="00123" is what people write for spreadsheets, and a problem of its own.
    if (!(cell.flags & quoted) && !cell.isSecret && unwrapped(trimBlanks(cell.raw), false) !== undefined) return;
    const start = cell.span.start + strayIn(cell.raw, cell.flags);
    report(
      {
        header: -1,
        name: cell.column?.field.name,
        raw: cell.raw,
        quoted: (cell.flags & quoted) !== 0,
      },
      { span: { start, end: start + 1 } },
    );
  },
});

/** The same in a column's name. */
export const inHeader = defineHeaderRule<Data>({
  ...words,
  check({ binding, table }, report) {
    if (table.raw) return;
    for (const cell of binding.cells) {
      if (!(cell.flags & stray)) continue;
      const name = cell.column?.field.name ?? cell.text;
      report(
        { header: cell.index, name, raw: cell.text, quoted: (cell.flags & quoted) !== 0 },
        { span: { start: cell.start, end: cell.end } },
      );
    }
  },
});

/** Where the quote stands that does not belong there. */
function strayIn(raw: string, flags: number): number {
  return flags & quoted ? closingQuoteIn(raw) : raw.indexOf('"');
}
