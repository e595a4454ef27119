/** Blocks of cells as spreadsheets put them on the clipboard: cells separated by tabs, rows by line breaks, quotes where needed. */

/** How much a clipboard is read to: more is refused in words. */
export const clipboardCellsMax = 1_000_000;

/** A clipboard's rows, each as long as it was copied: they may differ. */
export type ClipboardRows = readonly (readonly string[])[];

/**
 * Reads what was copied from a grid or a spreadsheet. A quote opens a cell only at its start and only if it closes before a
 * tab, a row's end or the end of the text; elsewhere it is a letter. One row end at the end of the text is left out. Nothing
 * is trimmed, and nothing is read as a number or a date.
 *
 * @returns undefined when there are more than `clipboardCellsMax` cells
 */
export function readClipboard(text: string): ClipboardRows | undefined {
  if (text === "") return [];
  const rows: string[][] = [];
  let row: string[] = [];
  let count = 0;
  for (let at = 0; ; ) {
    const close = text.charCodeAt(at) === quote ? closeOf(text, at) : -1;
    const end = close < 0 ? cellEnd(text, at) : close + 1;
    row.push(close < 0 ? text.slice(at, end) : text.slice(at + 1, close).replaceAll('""', '"'));
    if (++count > clipboardCellsMax) return undefined;
    const isCell = text.charCodeAt(end) === tab;
    if (!isCell) {
      rows.push(row);
      row = [];
    }
    const isPair = text.charCodeAt(end) === carriageReturn && text.charCodeAt(end + 1) === lineFeed;
    at = end + (isPair ? 2 : 1);
    if (end >= text.length || (!isCell && at >= text.length)) return rows;
  }
}

const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;

/** The quote that closes the cell whose quote stands at `start`; -1 when that one is a letter. */
function closeOf(text: string, start: number): number {
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) return -1;
    const next = text.charCodeAt(at + 1);
    if (next !== quote) {
      return Number.isNaN(next) || next === tab || next === lineFeed || next === carriageReturn ? at : -1;
    }
  }
}

function cellEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === tab || unit === lineFeed || unit === carriageReturn) return at;
  }
  return text.length;
}

/**
 * A block as plain text: what `readClipboard` and spreadsheets read back. One cell alone is as it is, unless it would be read
 * as several.
 */
export function clipboardText(rows: ClipboardRows): string {
  const [first] = rows;
  if (rows.length === 1 && first?.length === 1) {
    const [only = ""] = first;
    return /^"|[\t\r\n]/.test(only) ? inQuotes(only) : only;
  }
  return rows.map((row) => `${row.map(clipboardCell).join("\t")}\r\n`).join("");
}

function clipboardCell(text: string): string {
  return /["\t\r\n]/.test(text) ? inQuotes(text) : text;
}

function inQuotes(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A block as a table of texts, so that a spreadsheet keeps `00123` as it is. */
export function clipboardHtml(rows: ClipboardRows): string {
  const cell = (text: string): string =>
    `<td style="mso-number-format:'\\@';white-space:pre">${escaped(text).replace(/\r\n|\r|\n/g, '<br style="mso-data-placement:same-cell">')}</td>`;
  return `<table>${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("")}</table>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
