/** A file as a table to look at: the rows asked for and no others, codes with their labels, problems in their cells. */

import { headerRecord } from "../../core/checking/located-finding.ts";
import { isRollUp } from "../../core/checking/roll-ups.ts";
import type { Finding } from "../../core/checking/rule.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { countryByCode } from "../../core/filetypes/lists.ts";
import type { Column } from "../../core/filetypes/table.ts";
import {
  cellsOf,
  type Document,
  isBlank,
  isConflictMarker,
  recordCount,
  rowAtOffset,
  rowByNumber,
  rowText,
} from "../../core/text/document.ts";
import { type Message, schemaText } from "../../core/text/message.ts";
import { shownRow } from "../../core/text/message-values.ts";
import { type Span, trimBlanks } from "../../core/text/text.ts";

/** A column of a table. */
export interface RecordColumn {
  readonly name: string;
  /** The field's title, or the header's own text for unknown columns. */
  readonly title: Message | string;
  readonly known: boolean;
  readonly password: boolean;
  /** Says who a row is about: the file's key, or its first column. */
  readonly id: boolean;
  /** Its codes have labels. */
  readonly labelled: boolean;
}
export interface RecordProblem {
  readonly rule: string;
  readonly severity: Finding["severity"];
  readonly message: Message;
}
export interface RecordCell {
  /** What the cell says; dots for passwords. */
  readonly text: string;
  /** The code's label: `Active` for 2450. */
  readonly label?: string;
  readonly problems?: readonly RecordProblem[];
}
export interface RecordRow {
  /** Data records from 0. */
  readonly index: number;
  /** As a spreadsheet numbers it, and messages do: the header's is 1. */
  readonly number: number;
  /** The line its record starts at, from 0. */
  readonly line: number;
  /** Nothing but a line break, or a conflict marker. */
  readonly blank: boolean;
  readonly cells: readonly RecordCell[];
  /** Problems of the row that belong to no cell. */
  readonly problems?: readonly RecordProblem[];
  /** Its cells do not line up with the header: what is wrong with it is wrong with the whole row. */
  readonly shifted?: RecordProblem;
}
/** Some rows of a file, of those that are shown. */
export interface TableView {
  /** Records after the header. */
  readonly total: number;
  /** Records that are shown. */
  readonly shown: number;
  /** Where the first of `rows` is shown, from 0. */
  readonly from: number;
  readonly columns: readonly RecordColumn[];
  /** A row stands where the header should be, and columns that may have passwords are hidden. */
  readonly hidesByLooks: boolean;
  readonly rows: readonly RecordRow[];
  /** Header and file problems. */
  readonly problems: readonly RecordProblem[];
}

/** Rows handed out at once, however many are asked for. */
export const rowsMax = 1000;
/** UTF-16 units of a cell that are handed out. */
export const cellMax = 500;
/** What stands for a password, whatever its length. */
export const dots = "••••••••";

/** Records after the header, blank lines among them. */
export function rowCount(document: Document): number {
  return document.header.row < 0 ? 0 : recordCount(document) - firstRow(document);
}

/**
 * The rows `[from, to)`, counted from 0 after the header; no number counts as 0. Reads only the pages that hold them.
 *
 * @param view the rows to show, in order, where that is not all of them; `from` and `to` then count in it
 */
export function tableView(sheet: Sheet, from: number, to: number, view?: Int32Array): TableView {
  const { document } = sheet;
  const total = rowCount(document);
  const shown = view?.length ?? total;
  const start = Math.max(0, Math.min(from || 0, shown));
  const end = Math.max(start, Math.min(to || 0, shown, start + rowsMax));
  const columns = columnsOf(sheet);
  const secret = secretCells(sheet);
  const found = new Map<number, ReadonlyMap<number, readonly Finding[]>>();
  const rows: RecordRow[] = [];
  for (let position = start; position < end; position++) {
    const index = view ? view[position]! : position;
    const at = rowByNumber(document, firstRow(document) + index);
    if (!at) break;
    let byRow = found.get(at.page);
    if (!byRow) {
      sheet.advanceAt(at.page);
      byRow = grouped(sheet.pageFindings(at.page), (finding) => finding.row);
      found.set(at.page, byRow);
    }
    rows.push(rowView(sheet, index, at, byRow.get(at.row) ?? [], secret));
  }
  const hidesByLooks = sheet.table.hiddenCells.size > 0;
  return { total, shown, from: start, columns, hidesByLooks, rows, problems: fileProblems(sheet) };
}

/** Where a row's cell lies in the document; the row itself where it has no such cell. */
export function cellSpan(document: Document, row: number, cell: number): Span | undefined {
  if (!(row >= 0) || document.header.row < 0) return undefined;
  const at = rowByNumber(document, firstRow(document) + row);
  if (!at) return undefined;
  const cells = cellsOf(document, at);
  const found = cells[cell] ?? cells.at(-1);
  return found && { start: found.start, end: found.end };
}

/** The row and the cell that an offset is in; undefined in the header and above it. */
export function cellAtOffset(document: Document, offset: number): { row: number; cell: number } | undefined {
  const at = rowAtOffset(document, offset);
  if (!at || document.header.row < 0) return undefined;
  const row = document.records[at.page]! + at.row - firstRow(document);
  if (row < 0) return undefined;
  const cells = cellsOf(document, at);
  const cell = cells.findIndex((candidate) => offset <= candidate.end);
  return { row, cell: cell < 0 ? cells.length - 1 : cell };
}

/** The number of the record after the header, from the file's first. */
export function firstRow(document: Document): number {
  return headerRecord(document) + 1;
}

function columnsOf(sheet: Sheet): RecordColumn[] {
  const { cells = [] } = sheet.binding ?? {};
  const id = Math.max(
    0,
    cells.findIndex(({ column }) => column?.field.type === "id"),
  );
  return cells.map(({ column, index, isSecret }) => ({
    name: column?.field.name ?? headerText(sheet, index),
    title: column ? schemaText(column.field.title) : headerText(sheet, index),
    known: column !== undefined,
    password: isSecret,
    id: index === id,
    labelled:
      column?.field.type === "country-code" ||
      [...(column?.values.values() ?? [])].some(({ label, value }) => label !== undefined && label !== value),
  }));
}

/** What the header says above a cell; dots where that may be a password itself, because a row stands in the header's place. */
export function headerText({ binding, table }: Sheet, cell: number): string {
  if (binding?.isForeign || table.hiddenCells.has(cell)) return dots;
  return binding?.cells[cell]?.text ?? "";
}

/** Which cells hold passwords, a repeated column's too. */
export function secretCells(sheet: Sheet): ReadonlySet<number> {
  const cells = sheet.binding?.cells ?? [];
  return new Set(cells.filter(({ isSecret }) => isSecret).map(({ index }) => index));
}

function rowView(
  sheet: Sheet,
  index: number,
  at: { page: number; row: number },
  findings: readonly Finding[],
  secret: ReadonlySet<number>,
): RecordRow {
  const { document, binding } = sheet;
  const page = document.pages[at.page]!;
  const text = rowText(page, at.row);
  const blank = isBlank(text) || isConflictMarker(text);
  const line = document.lines[at.page]! + lineOf(page.text, page.rows[at.row]!);
  const cells = isBlank(text) ? [] : cellsOf(document, at);
  // Where cells do not line up with the header nobody knows which of them is the password.
  const masked = secret.size > 0 && !blank && cells.length !== binding?.columns.length;
  const { name: widthRule } = sheet.rules.byConcern.get("row-width") ?? {};
  const shifted = findings.find(({ rule, severity }) => rule.name === widthRule && severity !== "hint");
  const problemsAt = grouped(findings, (finding) => (finding.cell < cells.length ? finding.cell : -1));
  return {
    index,
    number: shownRow(firstRow(document) + index),
    line,
    blank,
    cells: cells.map((cell, i) => {
      const hidden = (masked || secret.has(i)) && cell.text !== "";
      const label = hidden ? undefined : labelOf(binding?.columns[i], cell.text);
      const problems = problemsAt.get(i);
      return {
        text: hidden ? dots : shortened(cell.text),
        ...(label === undefined ? {} : { label }),
        ...(problems ? { problems: problems.map((finding) => problemOf(sheet, finding)) } : {}),
      };
    }),
    ...(shifted ? { shifted: problemOf(sheet, shifted) } : {}),
    ...(problemsAt.has(-1) ? { problems: problemsAt.get(-1)!.map((finding) => problemOf(sheet, finding)) } : {}),
  };
}

function grouped(findings: readonly Finding[], by: (finding: Finding) => number): Map<number, Finding[]> {
  const groups = new Map<number, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(by(finding));
    if (group) group.push(finding);
    else groups.set(by(finding), [finding]);
  }
  return groups;
}

/** Line breaks before an offset of a page. */
function lineOf(text: string, offset: number): number {
  let line = 0;
  for (let at = 0; at < offset; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) line++;
  }
  return line;
}

/** What a code means: `Active` for 2450, `Germany` for DE. */
export function labelOf(column: Column | undefined, text: string): string | undefined {
  if (!column) return undefined;
  const value = trimBlanks(text);
  const label =
    column.field.type === "country-code" ? countryByCode(value.toUpperCase()) : column.values.get(value)?.label;
  return label === value ? undefined : label;
}

function shortened(text: string): string {
  return text.length > cellMax ? `${text.slice(0, cellMax - 1).replace(/[\ud800-\udbff]$/, "")}…` : text;
}

/** What concerns the header or the whole file, roll-ups first. */
function fileProblems(sheet: Sheet): RecordProblem[] {
  const { document } = sheet;
  const page = Math.max(0, document.header.page);
  const rollUps = document.header.row < 0 ? [] : headerFindings(sheet).filter(({ data }) => isRollUp(data));
  const others =
    document.pages.length === 0 ? sheet.fileFindings() : sheet.pageFindings(page).filter(({ row }) => row < 0);
  return [...rollUps, ...others].map((finding) => problemOf(sheet, finding));
}

function headerFindings(sheet: Sheet): Finding[] {
  const { document } = sheet;
  const { header } = document;
  const start = document.offsets[header.page]! + document.pages[header.page]!.rows[header.row]!;
  return sheet.findingsAt({ start, end: start + header.text.length }).map(({ finding }) => finding);
}

export function problemOf(sheet: Sheet, finding: Finding): RecordProblem {
  return { rule: finding.rule.name, severity: finding.severity, message: sheet.messageOf(finding) };
}
