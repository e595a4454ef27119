/** Rows with fewer or more cells than the header has columns. */

import { recordOf, setCellAt } from "../core/checking/fix-context.ts";
import { hasBrokenQuote } from "../core/checking/record-view.ts";
import { defineRowRule, type FixContext, type RowSubject } from "../core/checking/rule.ts";
import type { Column } from "../core/filetypes/table.ts";
import { joined, type Message, message } from "../core/text/message.ts";
import { type Edit, fold, trimBlanks } from "../core/text/text.ts";
import { plainForm } from "../core/text/tokenizer.ts";

interface Data {
  readonly cells: number;
  readonly columns: number;
  /** Every cell past the header is empty. */
  readonly emptyExtras: boolean;
  /** The importer drops what is too much. */
  readonly dropped: boolean;
  /** Empty cells at the end repair it: the importer takes them, and every column that must be filled is there. */
  readonly padding: boolean;
  /** Empty cells at the end would line the row up although nobody knows whether its password is in the password's column. */
  readonly hidesSlip: boolean;
  /** The column whose value contains the extra delimiters, by what fits best. */
  readonly joined: Joined | undefined;
}

interface Joined {
  readonly cell: number;
  readonly name: string;
  /** What the cell says then. */
  readonly text: string;
  /** No other cells can be joined so that the others fit their columns as well. */
  readonly isSure: boolean;
}

export default defineRowRule<Data>({
  name: "column-count",
  severity: "error",
  summary: "A row has more or fewer cells than the header has columns.",
  section: "file",
  concerns: "row-width",
  order: 40,
  last: true,
  // Another number of cells than the header has wakes all rules about rows.
  wakes: {},
  check(row, report) {
    const { cells, binding, table } = row;
    // A row in quotes and one with another delimiter are reported as that.
    if (row.linesUp || (row.form !== plainForm && binding.form === plainForm) || !row.isSeparated) return;
    const columns = binding.columns.length;
    // A quote that never closes or closes too early moves all commas after it: it is told there.
    if (cells.slice(0, columns).some((cell) => hasBrokenQuote(cell, table))) return;
    const extra = cells.slice(columns);
    const emptyExtras = extra.every((cell) => cell.value === "");
    const data: Data = {
      cells: cells.length,
      columns,
      emptyExtras,
      dropped: table.document.extraCells !== undefined,
      padding: (table.severityOf("empty-last-cell", undefined) ?? "off") === "off" && isBeginning(row),
      hidesSlip: mayHavePasswordElsewhere(row),
      joined: extra.length > 0 && !emptyExtras && !table.raw ? likelyJoin(row) : undefined,
    };
    if (extra.length === 0) {
      report(data, { span: cells.at(-1)!.mark });
      return;
    }
    const severity = table.document.extraCells;
    const { joined: likely } = data;
    const span = likely?.isSure
      ? { start: cells[likely.cell]!.span.start, end: cells[likely.cell + extra.length]!.span.end }
      : { start: extra[0]!.span.start - (emptyExtras ? 1 : 0), end: row.span.end };
    report(data, { span, ...(severity ? { severity, exactly: true } : {}) });
  },
  message: ({ cells, columns, emptyExtras, dropped, joined: likely }, say) => {
    const advice = likely?.isSure
      ? message("{0} looks like one value. Put quotes around it.", say.show(likely.text))
      : cells < columns
        ? message("{0} requires a cell for every column, even an empty one.", say.system)
        : emptyExtras
          ? message("Remove the empty cells at the end.")
          : dropped
            ? message("{0} ignores the extra cells. Check whether a value contains a comma.", say.system)
            : message("If a value contains a comma, put quotes around it.");
    return joined([widthsOf(cells, columns), advice], " ");
  },
  fixes: ({ cells, columns, emptyExtras, padding, hidesSlip, joined: likely }) => {
    if (cells < columns) {
      if (hidesSlip) return [];
      const missing = columns - cells;
      const title =
        missing === 1 ? message("Add an empty cell at the end") : message("Add {0} empty cells at the end", missing);
      return [{ title, safe: padding, edits: (at) => pad(at, missing) }];
    }
    if (emptyExtras) {
      const extra = cells - columns;
      const title =
        extra === 1
          ? message("Remove the empty cell at the end")
          : message("Remove the {0} empty cells at the end", extra);
      return [{ title, safe: true, edits: removeExtras }];
    }
    if (!likely) return [];
    const extra = cells - columns;
    const title = message('Put quotes around the "{0}" cell', likely.name);
    return [{ title, safe: false, edits: (at) => joinCells(at, likely.cell, extra) }];
  },
});

/** More than one cell, each fits its column, and none is missing that must be filled: empty cells at the end make the row right. */
function isBeginning({ count, cells, binding: { columns } }: RowSubject): boolean {
  return (
    count > 1 &&
    columns.slice(count).every((column) => !column?.required) &&
    cells.every((cell) => likeness(cell.value, columns[cell.index]) >= 0)
  );
}

/** A cell is missing somewhere, and no cell after the password's column shows by its value that it is in its place. */
function mayHavePasswordElsewhere({ cells, binding: { columns, cells: header } }: RowSubject): boolean {
  const secret = header.findLastIndex(({ isSecret }) => isSecret);
  return secret >= 0 && !cells.some(({ index, value }) => index > secret && likeness(value, columns[index]) > 0);
}

function widthsOf(cells: number, columns: number): Message {
  if (cells === 1) return message("This row has 1 cell, but the header has {0} columns.", columns);
  if (columns === 1) return message("This row has {0} cells, but the header has 1 column.", cells);
  return message("This row has {0} cells, but the header has {1} columns.", cells, columns);
}

function pad(at: FixContext, missing: number): readonly Edit[] | undefined {
  const record = recordOf(at);
  if (!record) return undefined;
  const text = at.document.dialect.delimiter.repeat(missing);
  return [{ start: record.contentEnd, end: record.contentEnd, text }];
}

function removeExtras(at: FixContext): readonly Edit[] | undefined {
  const record = recordOf(at);
  const { span } = at.finding;
  if (!record) return undefined;
  return [{ start: at.document.offsets[at.page]! + span.start, end: record.contentEnd, text: "" }];
}

/** Makes one quoted cell of several, with the delimiters between them. */
function joinCells(at: FixContext, first: number, extra: number): readonly Edit[] | undefined {
  const { row } = at.finding;
  const start = setCellAt(at, at.page, row, first, (text) => text)?.[0]?.start;
  const end = setCellAt(at, at.page, row, first + extra, (text) => text)?.[0]?.end;
  const record = recordOf(at);
  if (start === undefined || end === undefined || !record) return undefined;
  const raw = record.text.slice(start - record.start, end - record.start);
  return [{ start, end, text: `"${raw.replaceAll('"', '""')}"` }];
}

/** Tries each place where cells could be joined and takes the one after which the most values fit their columns. */
function likelyJoin(row: RowSubject): Joined | undefined {
  const { columns } = row.binding;
  const texts = row.cells.map((cell) => cell.text);
  const extra = texts.length - columns.length;
  let best: { cell: number; score: number; fits: boolean } | undefined;
  let second = Number.NEGATIVE_INFINITY;
  for (let cell = 0; cell < columns.length; cell++) {
    const parts = texts.slice(cell, cell + extra + 1);
    // What somebody has quoted was meant as a whole.
    if (row.cells.slice(cell, cell + extra + 1).some((each) => each.flags !== 0)) continue;
    const joined = parts.join(row.table.delimiter);
    let fits = true;
    let score = parts.slice(1).every((part) => part.startsWith(" ")) ? 1 : 0;
    for (let i = 0; i < columns.length; i++) {
      const text = i < cell ? texts[i]! : i === cell ? joined : texts[i + extra]!;
      const alike = likeness(trimBlanks(text), columns[i]);
      fits &&= alike >= 0;
      score += alike;
    }
    if (!best || score > best.score) {
      second = best?.score ?? second;
      best = { cell, score, fits };
    } else second = Math.max(second, score);
  }
  if (!best) return undefined;
  const name = columns[best.cell]?.field.name ?? row.binding.cells[best.cell]!.text;
  const text = texts.slice(best.cell, best.cell + extra + 1).join(row.table.delimiter);
  return { cell: best.cell, name, text, isSure: best.fits && best.score - second >= 1 };
}

/** 2 when a value looks as its column wants it, -2 when it does not, about 0 where any text may stand. */
function likeness(value: string, column: Column | undefined): number {
  if (!column) return 0;
  if (value === "") return column.required ? -2 : 0;
  const { type, list } = column.field;
  if (list) return 1;
  const shape = shapes[type];
  if (shape) return shape.test(value) ? 2 : -2;
  if (column.values.size > 0) return column.spellings.has(fold(value)) ? 2 : -2;
  return value.includes(",") ? 0.5 : 0;
}

const shapes: Partial<Record<Column["field"]["type"], RegExp>> = {
  id: /^[^\s,]+$/,
  reference: /^[^\s,]+$/,
  boolean: /^(?:true|false)$/i,
  email: /^[^\s,][^\s,@]*@[^\s,]+$/,
  timezone: /^\w+\/[\w/+-]+$|^[A-Z]{3}$/,
  "country-code": /^[A-Za-z]{2}$/,
  "country-name": /^[^\d,]+$/,
  phone: /^[+\d][\d\s().-]*$/,
  integer: /^\d+$/,
  "postal-code": /^[^,\d]*\d[^,]*$/,
  uuid: /^[\da-f-]{36}$/i,
  username: /^[^\s,]+$/,
  "person-name": /^[^\d,]+$/,
  password: /^\S+$/,
};
