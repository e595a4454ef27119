/** Small words beside the text: what codes mean and whom ids stand for, and a line of facts above the header. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { pageAt } from "../../core/text/document.ts";
import { joined, type Message, message, schemaText } from "../../core/text/message.ts";
import type { Span } from "../../core/text/text.ts";
import { isLikely, type NearMiss, nearMissInWords } from "../../core/workspace/near-miss.ts";
import { isDetection, type Workspace } from "../../core/workspace/workspace.ts";
import { holdersOf, keyFieldOf, nameOf, type Row, rowsOf } from "../records/records.ts";
import { whole } from "../records/walk.ts";
import { referencesOf } from "./identity.ts";

/** Words to show right behind a cell. */
export interface Hint {
  /** Where, in the document. */
  readonly offset: number;
  readonly label: string;
  /** What the column is called. */
  readonly tooltip: Message;
}

/** Editors draw all hints of all extensions from one purse: this much is ours. */
export const hintsMax = 300;
/** Longer names are cut. */
const labelMax = 32;

/** The hints for the rows that meet a span: for what is on the screen, not for the file. Values that are wrong get none. */
export function hintsIn(workspace: Workspace, sheet: Sheet, span: Span): Hint[] {
  const { document, binding } = sheet;
  if (!binding || document.pages.length === 0) return [];
  const speaking = binding.columns.flatMap((column, index) => {
    const label = column && labeller(workspace, sheet, column);
    return label ? [{ index, label, title: schemaText(column.field.title) }] : [];
  });
  const hints: Hint[] = [];
  if (speaking.length === 0) return hints;
  const first = pageAt(document, span.start);
  const last = pageAt(document, span.end);
  for (const row of rowsOf(sheet, first, last + 1)) {
    if (row.cells.at(-1)!.end < span.start) continue;
    if (row.cells[0]!.start > span.end) break;
    if (row.cells.length !== binding.columns.length) continue;
    for (const { index, label, title } of speaking) {
      const cell = row.cells[index]!;
      const words = label(cell.text);
      if (words === undefined || words === "") continue;
      hints.push({ offset: cell.end, label: `‹${shortened(words)}›`, tooltip: title });
      if (hints.length === hintsMax) return hints;
    }
  }
  return hints;
}

/** What a column's values mean, where they do not say it themselves. */
function labeller(
  workspace: Workspace,
  sheet: Sheet,
  column: Column,
): ((text: string) => string | undefined) | undefined {
  const { field, values } = column;
  if (field.type === "code") return (text) => values.get(text)?.label;
  const reference = sheet.table.document.foreignKeys?.find((key) => key.field === field.name)?.reference;
  if (!reference || field.list) return undefined;
  const targets = workspace.find(sheet, reference.table);
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (!known.has(text)) known.set(text, nameIn(targets, reference.field, text));
    return known.get(text);
  };
}

function nameIn(targets: readonly Sheet[], field: string, value: string): string | undefined {
  for (const target of targets) {
    const [row] = holdersOf(target, field, value);
    if (row) return nameOf(target, row);
  }
  return undefined;
}

function shortened(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, " ");
  return line.length > labelMax ? `${line.slice(0, labelMax - 1)}…` : line;
}

/** A line of words above a row that may be clicked. */
export interface Lens {
  /** The row's first letter, in the document. */
  readonly offset: number;
  readonly title: Message;
}

export interface HeaderLens extends Lens {
  readonly action: "problems" | "preview" | "export" | "type";
}

/** Above the header: how many rows and problems, and what can be done with the file. */
export function headerLenses(sheet: Sheet): HeaderLens[] {
  const { document } = sheet;
  const { header } = document;
  if (header.page < 0) return [];
  const offset = document.offsets[header.page]! + document.pages[header.page]!.rows[header.row]!;
  const problems = sheet.complete ? problemsIn(sheet) : message("still reading");
  return [
    { offset, title: joined([rowsIn(sheet), problems], " · "), action: "problems" },
    { offset, title: message("Preview"), action: "preview" },
    { offset, title: message("Export"), action: "export" },
  ];
}

/** Above the header of a file that comes near to a file type: what fits and what is missing; none where hardly anything fits. */
export function nearMissLenses(miss: NearMiss): HeaderLens[] {
  return isLikely(miss) ? [{ offset: 0, title: nearMissInWords(miss), action: "type" }] : [];
}

function rowsIn({ rows }: Sheet): Message {
  return rows === 0 ? message("no rows") : rows === 1 ? message("1 row") : message("{0} rows", rows);
}

function problemsIn(sheet: Sheet): Message {
  const { error, warning, information } = sheet.counts();
  if (error + warning + information === 0) return message("no problems");
  const errors = error === 1 ? message("1 error") : message("{0} errors", error);
  const warnings = warning === 1 ? message("1 warning") : message("{0} warnings", warning);
  const parts = [
    ...(error > 0 ? [errors] : []),
    ...(warning > 0 ? [warnings] : []),
    ...(information > 0 ? [message("{0} information", information)] : []),
  ];
  return joined(parts, ", ");
}

/** Rows that may say how often they are referred to. */
export const referenceLensesMax = 2000;

/** Where a lens about references may stand: at each row that other files can point at. Counting waits until it is shown. */
export function referencePlaces(workspace: Workspace, sheet: Sheet): number[] {
  if (keyFieldOf(sheet.table) === undefined || !isReferredTo(workspace, sheet)) return [];
  const offsets: number[] = [];
  for (const row of rowsOf(sheet)) {
    if (offsets.length === referenceLensesMax) break;
    offsets.push(row.cells[0]!.start);
  }
  return offsets;
}

function isReferredTo(workspace: Workspace, sheet: Sheet): boolean {
  for (const { sheet: other, detected } of workspace.entries()) {
    const keys = isDetection(detected) ? (other?.table.document.foreignKeys ?? []) : [];
    if (keys.some(({ reference }) => reference.table === sheet.table.name)) return true;
  }
  return false;
}

/** "3 references" for the row at an offset. Reads the files of the set. */
export function referenceLens(workspace: Workspace, sheet: Sheet, offset: number): Lens | undefined {
  const field = keyFieldOf(sheet.table);
  const row = rowFrom(sheet, offset);
  const value = field === undefined ? "" : (row?.value(field) ?? "");
  if (field === undefined || value === "") return undefined;
  const found = whole(referencesOf(workspace, sheet, { table: sheet.table.name, field, value }));
  const { length } = found;
  const title =
    length === 0 ? message("no references") : length === 1 ? message("1 reference") : message("{0} references", length);
  return { offset, title };
}

function rowFrom(sheet: Sheet, offset: number): Row | undefined {
  const page = pageAt(sheet.document, offset);
  if (page < 0) return undefined;
  for (const row of rowsOf(sheet, page, page + 1)) if (row.cells.at(-1)!.end >= offset) return row;
  return undefined;
}
