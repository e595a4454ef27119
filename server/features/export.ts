/** A file written anew: as a plain CSV without anything an importer could stumble over, or as JSON. */
import { cellsOf, documentText, isBlank, isConflictMarker, type RowAddress, rowText } from "../core/document.ts";
import type { Sheet } from "../core/sheet.ts";
import type { Table } from "../core/table.ts";
import { writeCell } from "../core/tokenizer.ts";
import { fixAll } from "./actions.ts";

/** A written file and what it must say when it is read back. */
export interface Exported {
  readonly text: string;
  /** Every row that was written, the header first. */
  readonly cells: readonly (readonly string[])[];
  /** Rows after the header. */
  readonly rows: number;
  readonly delimiter: string;
  /** The importer knows no quotes. */
  readonly raw: boolean;
  /** What the export still has wrong. */
  readonly errors: number;
  readonly warnings: number;
}

/**
 * The file with all safe fixes made, header names as the importer spells them, its delimiter, quotes only where they must be,
 * one kind of line break, no blank rows and no byte order mark.
 */
export function exportCsv(sheet: Sheet): Exported {
  const mended = mend(sheet);
  const { table } = mended;
  const lineBreak = usualBreak(documentText(mended.document));
  const { header, rows } = tableOf(mended);
  const cells = header ? [header, ...rows] : rows;
  const dialect = { delimiter: table.delimiter, raw: table.raw, columns: header?.length ?? 0 };
  let text = "";
  for (const record of cells) {
    // A row of one empty cell would read as a blank line.
    const line = record.length === 1 && record[0] === "" && !table.raw ? '""' : writeRecord(record, dialect);
    text += line + lineBreak;
  }
  return { text, cells, rows: rows.length, delimiter: table.delimiter, raw: table.raw, ...countsOf(mended) };
}

/** An array with one object a row: every value a string, columns by the importer's names, unknown columns kept. */
export function exportJson(sheet: Sheet): Exported {
  const mended = mend(sheet);
  const { header = [], rows } = tableOf(mended);
  const names = uniqueNames(
    header,
    rows.reduce((width, row) => Math.max(width, row.length), 0),
  );
  // Written by hand: a column may be called `__proto__`.
  const lines = rows.map((row) => {
    const members = row.map((value, i) => `${JSON.stringify(names[i])}: ${JSON.stringify(value)}`);
    return `  { ${members.join(", ")} }`;
  });
  const text = lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
  const { delimiter, raw } = mended.table;
  return { text, cells: [names, ...rows], rows: rows.length, delimiter, raw, ...countsOf(mended) };
}

function mend(sheet: Sheet): Sheet {
  sheet.advance(Number.POSITIVE_INFINITY);
  const { sheet: mended } = fixAll(sheet);
  mended.advance(Number.POSITIVE_INFINITY);
  return mended;
}

function countsOf(sheet: Sheet): { errors: number; warnings: number } {
  const { error, warning } = sheet.counts();
  return { errors: error, warnings: warning };
}

function tableOf(sheet: Sheet): { header: string[] | undefined; rows: string[][] } {
  const { document, binding } = sheet;
  const header = binding?.cells.map(({ column, duplicateOf, text }) =>
    column && duplicateOf === undefined ? column.field.name : text,
  );
  const rows: string[][] = [];
  document.pages.forEach((page, p) => {
    for (let row = 0; row < page.rows.length; row++) {
      if (p === document.header.page && row === document.header.row) continue;
      const text = rowText(page, row);
      if (isBlank(text) || isConflictMarker(text)) continue;
      rows.push(textsOf(sheet, { page: p, row }));
    }
  });
  return { header, rows };
}

/** Where quotes mean nothing a cell with a line break cannot be written at all: it stays as it is, and reading back will tell. */
function textsOf({ document, table }: Sheet, at: RowAddress): string[] {
  return cellsOf(document, at).map((cell) => (table.raw && /[\r\n]/.test(cell.raw) ? cell.raw : cell.text));
}

function writeRecord(record: readonly string[], dialect: { delimiter: string; raw: boolean; columns: number }): string {
  const cells = dialect.raw ? record : record.map((value) => writeCell(value, dialect));
  return cells.join(dialect.delimiter);
}

function usualBreak(text: string): string {
  let crlf = 0;
  let lf = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    if (text.charCodeAt(at - 1) === 13) crlf++;
    else lf++;
  }
  return crlf > lf ? "\r\n" : "\n";
}

function uniqueNames(header: readonly string[], width: number): string[] {
  const taken = new Set<string>();
  return Array.from({ length: Math.max(width, header.length) }, (_, i) => {
    const wanted = header[i] ?? `column ${i + 1}`;
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted} ${n}`;
    taken.add(name);
    return name;
  });
}

/** A name for the export beside the original: `user.preflight.csv`, `user.json`. */
export function exportName(path: string, format: "csv" | "json", table: Table): string {
  const own = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  const stem = own === "" ? table.name : own;
  return format === "json" ? `${stem}.json` : `${stem}.clean.csv`;
}
