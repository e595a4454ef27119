/** Columns that the file type does not know. */

import { removeColumn, setHeaderCell } from "../core/checking/fix-context.ts";
import { headerSpan } from "../core/checking/located-finding.ts";
import { hasBrokenQuote } from "../core/checking/record-view.ts";
import { defineFileRule, defineHeaderRule, type Fix, type Saying } from "../core/checking/rule.ts";
import type { Binding } from "../core/filetypes/binding.ts";
import { columnsNamedAmong, isEitherName } from "../core/filetypes/column-names.ts";
import type { Table } from "../core/filetypes/table.ts";
import { type Message, message, sentenceOf } from "../core/text/message.ts";
import { fold, nearest, type Span, shifted, trimBlanks } from "../core/text/text.ts";

/** A line of millions of commas is no header; nobody reads more than this. */
const reportedMax = 1000;

interface Data {
  readonly cell: number;
  /** Undefined where it may be a password. */
  readonly text: string | undefined;
  /** Why somebody may have written it, and what is right. */
  readonly reason: string | undefined;
  readonly nearest: string | undefined;
  /** Other columns make the importer refuse the file. */
  readonly refused: boolean;
  /** The tenant setting that lists further columns. */
  readonly setting: string | undefined;
}

const words = {
  name: "unknown-column",
  severity: "warning",
  summary: "A column that the importer doesn't recognize.",
  section: "header",
  order: 31,
  message: ({ text, reason, nearest: near, refused }: Data, say: Saying): Message => {
    const shown = text === undefined ? message("This cell") : say.show(text);
    const { system } = say;
    if (text === "")
      return refused
        ? message("This column has no name. {0} rejects files with other columns.", system)
        : message("This column has no name. {0} ignores it.", system);
    if (reason) return message("{0} isn't a column of this file. {1}", shown, sentenceOf(reason));
    if (near)
      return refused
        ? message(
            '{0} isn\'t a column of this file. {1} rejects files with other columns. Did you mean "{2}"?',
            shown,
            system,
            near,
          )
        : message('{0} isn\'t a column of this file. {1} ignores it. Did you mean "{2}"?', shown, system, near);
    return refused
      ? message("{0} isn't a column of this file. {1} rejects files with other columns.", shown, system)
      : message("{0} isn't a column of this file. {1} ignores it.", shown, system);
  },
  fixes: ({ cell, text, nearest: near, setting }: Data): Fix[] => {
    const fixes: Fix[] = [];
    if (near)
      fixes.push({
        title: message('Rename to "{0}"', near),
        safe: false,
        edits: (at) => setHeaderCell(at, cell, near),
      });
    const title = text ? message('Remove the column "{0}"', text) : message("Remove the column");
    fixes.push({ title, safe: false, edits: (at) => removeColumn(at, cell) });
    if (setting && text) {
      const command = { kind: "addToProfile", path: setting, value: text } as const;
      fixes.push({ title: message('Add "{0}" to the tenant profile', text), safe: false, command });
    }
    return fixes;
  },
} as const;

export default defineHeaderRule<Data>({
  ...words,
  concerns: "other-column",
  check({ table, binding }, report) {
    const { notColumns = [], fieldsMatch, settings } = table.document;
    const free = table.columns.map(({ field }) => field.name).filter((other) => binding.indexOf(other) < 0);
    const header = binding.cells.slice(0, reportedMax).map(({ text }) => trimBlanks(text));
    let reported = 0;
    for (const { column, text, index, flags } of binding.cells) {
      // Whether something stands below those without a name at the end takes all of the file to know.
      if (reported === reportedMax || index === binding.named) return;
      if (column || hasBrokenQuote({ flags }, table)) continue;
      reported++;
      const name = trimBlanks(text);
      const known =
        notColumns.find((not) => not.name === name) ?? notColumns.find((not) => fold(not.name) === fold(name));
      report(
        {
          cell: index,
          text: binding.isForeign ? undefined : name,
          reason: known?.reason,
          nearest: (isEitherName(name) ? undefined : nearest(name, free)) ?? columnMeant(header, index, table, free),
          refused: fieldsMatch === "equal",
          setting: settings?.fields,
        },
        { span: headerMark(binding, index) },
      );
    }
  },
});

/** Columns without a name at the header's end below which something stands. */
export const inFile = defineFileRule<Data>({
  ...words,
  check({ table, binding, document, filled }, report) {
    if (!binding || !filled || document.dialect.delimiter !== table.delimiter) return;
    const from = headerSpan(document).start;
    let reported = 0;
    for (let cell = binding.named; cell < binding.cells.length && reported < reportedMax; cell++) {
      if (filled[cell] === 0) continue;
      reported++;
      const refused = table.document.fieldsMatch === "equal";
      const data = { cell, text: "", reason: undefined, nearest: undefined, refused, setting: undefined };
      report(data, { span: shifted(headerMark(binding, cell), from) });
    }
  },
});

/** Where to point for a header cell; an empty one is seen by the delimiter beside it. From the header record's start. */
export function headerMark(binding: Binding, index: number): Span {
  const cell = binding.cells[index]!;
  if (cell.end > cell.start) return { start: cell.start, end: cell.end };
  const isLast = index === binding.cells.length - 1;
  return isLast && cell.start > 0
    ? { start: cell.start - 1, end: cell.start }
    : { start: cell.start, end: cell.start + 1 };
}

/** The column that a name in somebody else's words stands for, where it is certain and the header lacks it: `E-mail` for `userEmail`. */
function columnMeant(
  header: readonly string[],
  index: number,
  table: Table,
  free: readonly string[],
): string | undefined {
  const name = header[index];
  if (name === undefined || name === "" || name.length > 64) return undefined;
  for (const { means, kind, sure } of columnsNamedAmong(header, index)) {
    if (sure < 0.8) return undefined;
    const fitting = table.columns.filter(({ field }) => {
      const meant = means === "user-name" || means === "row-key" ? "key" : means;
      return field.means === meant && (kind === undefined || field.kind === undefined || field.kind === kind);
    });
    const [only, ...others] = fitting.filter(({ field }) => free.includes(field.name));
    if (only && others.length === 0) return only.field.name;
  }
  return undefined;
}
