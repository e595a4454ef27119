/** A file written anew: as a plain CSV without anything an importer could stumble over, as JSON, or as a table for people. */

import type { Sheet } from "../../core/checking/sheet.ts";
import { type Column, dialectFor, type Table, textAboveHeader } from "../../core/filetypes/table.ts";
import {
  cellsOf,
  documentText,
  isAboveHeader,
  isAtOrAboveHeader,
  isBlank,
  isConflictMarker,
  type RowAddress,
  rowText,
} from "../../core/text/document.ts";
import { numbered } from "../../core/text/text.ts";
import { type Dialect, writeCell } from "../../core/text/tokenizer.ts";
import { fileName } from "../../core/workspace/folders.ts";
import { fixAll } from "../language/actions.ts";
import { dots, labelOf } from "../records/cells.ts";
import { plain } from "../records/markdown.ts";
import type { TextFormat } from "./formats.ts";

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
  /** A backslash takes the meaning from the character after it. */
  readonly escapes?: boolean;
  /** What stands above the header, line breaks included. */
  readonly above?: string;
  /** What the export still has wrong. */
  readonly errors: number;
  readonly warnings: number;
  /** Places that safe fixes changed. */
  readonly fixed: number;
}

/**
 * The file with all safe fixes made, header names as the importer spells them, its delimiter, quotes only where they must be,
 * one kind of line break, no blank rows and no byte order mark.
 */
export function exportCsv(sheet: Sheet): Exported {
  const { sheet: fixed, counts } = fixSafely(sheet);
  const { table } = fixed;
  const lineBreak = usualBreak(documentText(fixed.document));
  const { header, rows } = tableOf(fixed);
  const cells = header ? [header, ...rows] : rows;
  const dialect = dialectFor(table, header?.length ?? 0);
  const above = header ? aboveHeader(fixed, lineBreak) : "";
  let text = above;
  for (const record of cells) {
    // A row of one empty cell would read as a blank line.
    const line = record.length === 1 && record[0] === "" && !table.raw ? '""' : writeRecord(record, dialect);
    text += line + lineBreak;
  }
  const { delimiter, raw, escapes } = table;
  return { text, above, cells, rows: rows.length, delimiter, raw, escapes, ...counts };
}

/** What a file keeps above its header: the lines that its importer reads there. */
function aboveHeader({ document, table }: Sheet, lineBreak: string): string {
  const { above } = table.document;
  if (!above) return "";
  const { header, pages } = document;
  const lines = pages.slice(0, header.page + 1).flatMap((page, p) =>
    Array.from(page.rows).flatMap((_, row) => {
      const text = rowText(page, row).replace(/(?<![\r\n])[\r\n]+$/, "");
      return isAboveHeader(document, { page: p, row }) && !isConflictMarker(text) ? [text + lineBreak] : [];
    }),
  );
  return lines.length === above.count ? lines.join("") : textAboveHeader(table, lineBreak);
}

/** An array with one object a row: every value a string, columns by the importer's names, unknown columns kept. */
export function exportJson(sheet: Sheet): Exported {
  const { objects, ...rest } = objectsOf(sheet);
  const lines = objects.map((object) => `  ${object}`);
  return { text: lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`, ...rest };
}

/** The same objects, one a line. */
export function exportNdjson(sheet: Sheet): Exported {
  const { objects, ...rest } = objectsOf(sheet);
  return { text: objects.map((object) => `${object}\n`).join(""), ...rest };
}

function objectsOf(sheet: Sheet): Omit<Exported, "text"> & { readonly objects: readonly string[] } {
  const { sheet: fixed, counts } = fixSafely(sheet);
  const { header = [], rows } = tableOf(fixed);
  const width = rows.reduce((most, row) => Math.max(most, row.length), header.length);
  const names = numbered(Array.from({ length: width }, (_, i) => header[i] ?? `column ${i + 1}`));
  // Written by hand: a column may be called `__proto__`.
  const objects = rows.map((row) => {
    const members = row.map((value, i) => `${JSON.stringify(names[i])}: ${JSON.stringify(value)}`);
    return `{ ${members.join(", ")} }`;
  });
  const { delimiter, raw } = fixed.table;
  return { objects, cells: [names, ...rows], rows: rows.length, delimiter, raw, ...counts };
}

/** A table in Markdown, for people: passwords are dots. */
export function exportMarkdown(sheet: Sheet, options: TableOptions): Exported {
  const { header, rows, secret, slipped, errors, warnings, fixed } = exportTable(sheet, options);
  const width = rows.reduce((most, row) => Math.max(most, row.length), header.length);
  const line = (cells: readonly string[]): string =>
    `| ${Array.from({ length: width }, (_, i) => inTable(cells[i] ?? "")).join(" | ")} |\n`;
  const shown = rows.map((row, index) => {
    const masked = slipped(index);
    return row.map((cell, i) => (cell !== "" && (masked || secret.has(i)) ? dots : cell));
  });
  const rule = `|${" --- |".repeat(width)}\n`;
  const text = header.length === 0 ? "" : line(header) + rule + shown.map(line).join("");
  const { delimiter, raw } = sheet.table;
  return { text, cells: [header, ...shown], rows: rows.length, delimiter, raw, errors, warnings, fixed };
}

function inTable(cell: string): string {
  return cell
    .split(/\r\n|\r|\n/)
    .map((part) => plain(part.trim()))
    .join("<br>");
}

export interface TableOptions {
  /** With a column beside each column of codes that says what they mean. */
  readonly labels: boolean;
}

export interface ExportedTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The columns that hold passwords. */
  readonly secret: ReadonlySet<number>;
  /** Whether nobody knows which cell of a row, by its index, is the password. */
  readonly slipped: (row: number) => boolean;
  readonly errors: number;
  readonly warnings: number;
  /** Places that safe fixes changed. */
  readonly fixed: number;
}

/** The mended file as cells. */
export function exportTable(sheet: Sheet, { labels }: TableOptions): ExportedTable {
  const { sheet: fixed, counts } = fixSafely(sheet);
  const { header = [], rows } = tableOf(fixed);
  const cells = fixed.binding?.cells ?? [];
  const passwords = cells.filter(({ isSecret }) => isSecret).map(({ index }) => index);
  const decoded = labels ? cells.filter(({ column }) => column && hasLabels(column)) : [];
  const after = new Map(decoded.map(({ index, column }) => [index, column]));
  const widened = (row: readonly string[], label: (cell: string, column: Column) => string): string[] =>
    row.flatMap((cell, i) => {
      const column = after.get(i);
      return column ? [cell, label(cell, column)] : [cell];
    });
  const shift = (index: number): number => index + decoded.filter((each) => each.index < index).length;
  return {
    header: widened(header, (name) => `${name} (label)`),
    rows: rows.map((row) => widened(row, (cell, column) => labelOf(column, cell) ?? "")),
    secret: new Set(passwords.map(shift)),
    slipped: slippedRows(sheet, rows, header.length),
    ...counts,
  };
}

/** Which rows of the fixed file were not as long as the header, where that hides a password: a fix may have made them as long. */
function slippedRows(sheet: Sheet, fixed: readonly (readonly string[])[], width: number): (row: number) => boolean {
  if (!sheet.hasSecrets) return () => false;
  const { rows } = tableOf(sheet);
  if (rows.length === fixed.length) return (row) => rows[row]!.length !== width || fixed[row]!.length !== width;
  // Rows were removed, and nobody knows which they are now: those that may have been made longer are hidden, too.
  return (row) => fixed[row]!.length !== width || fixed[row]!.at(-1) === "";
}

function hasLabels({ field, values }: Column): boolean {
  return field.type === "country-code" || [...values.values()].some(({ label }) => label !== undefined);
}

interface FixedSheet {
  readonly sheet: Sheet;
  /** What is wrong with it, and in how many places it differs. */
  readonly counts: Pick<Exported, "errors" | "warnings" | "fixed">;
}

function fixSafely(given: Sheet): FixedSheet {
  given.advance(Number.POSITIVE_INFINITY);
  const { sheet, edits } = fixAll(given);
  sheet.advance(Number.POSITIVE_INFINITY);
  const { error, warning } = sheet.counts();
  return { sheet, counts: { errors: error, warnings: warning, fixed: edits.length } };
}

function tableOf(sheet: Sheet): { header: string[] | undefined; rows: string[][] } {
  const { document, binding } = sheet;
  const header = binding?.cells.map(({ column, duplicateOf, text }) =>
    column && duplicateOf === undefined ? column.field.name : text,
  );
  const rows: string[][] = [];
  document.pages.forEach((page, p) => {
    for (let row = 0; row < page.rows.length; row++) {
      if (isAtOrAboveHeader(document, { page: p, row })) continue;
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

function writeRecord(record: readonly string[], dialect: Dialect): string {
  const cells = dialect.raw && !dialect.escapes ? record : record.map((value) => writeCell(value, dialect));
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

export function exportText(sheet: Sheet, format: TextFormat, options: TableOptions): Exported {
  switch (format) {
    case "csv":
      return exportCsv(sheet);
    case "json":
      return exportJson(sheet);
    case "ndjson":
      return exportNdjson(sheet);
    case "markdown":
      return exportMarkdown(sheet, options);
  }
}

const endings = { csv: "clean.csv", json: "json", ndjson: "ndjson", markdown: "md", xlsx: "xlsx" } as const;

/** A name for the export beside the original: `user.clean.csv`, `user.json`. */
export function exportName(path: string, format: keyof typeof endings, table: Table): string {
  const own = fileName(path).replace(/\.[^.]*$/, "");
  return `${own === "" ? table.name : own}.${endings[format]}`;
}
