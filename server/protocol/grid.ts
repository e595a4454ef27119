/** The grid: rows by range, filtered and sorted, what is where, and edits of one cell or a block of them. Rows and cells count from 0 after the header. */

import type { Position, Range } from "vscode-languageserver-types";
import type { InWords } from "../core/text/message.ts";
import type { BlockAction, BlockQuestion, CellBlock } from "../features/grid/block-edit.ts";
import type { EditableCell } from "../features/grid/cell-edit.ts";
import type { Overview } from "../features/grid/overview.ts";
import type { RowQuery } from "../features/grid/row-view.ts";
import type { ValueStatistics } from "../features/grid/statistics.ts";
import type * as cells from "../features/records/cells.ts";
import type { FileStatus } from "./files.ts";
import { request } from "./request.ts";

export type { BlockAction, BlockQuestion, CellBlock } from "../features/grid/block-edit.ts";
export type { Overview, OverviewMark } from "../features/grid/overview.ts";
export type { RowQuery } from "../features/grid/row-view.ts";
export type { ValueStatistics } from "../features/grid/statistics.ts";

/** A cell of a data record. */
export interface CellPlace {
  readonly row: number;
  readonly cell: number;
}

interface InFile {
  readonly uri: string;
}

/** The rows of a file that a query shows; the file itself is never reordered. */
interface ShownArguments extends InFile {
  readonly query?: RowQuery;
}

/** As a table is sent: in words. */
export type TableCell = InWords<cells.RecordCell>;
export type TableColumn = InWords<cells.RecordColumn>;
export type TableProblem = InWords<cells.RecordProblem>;
export type TableRow = InWords<cells.RecordRow>;

export const rowsRequest = request<
  ShownArguments & {
    /** Counted among the rows shown, `to` excluded. */
    readonly from: number;
    readonly to: number;
    /** Rows are chosen anew, also where cells were only edited. */
    readonly afresh?: boolean;
  },
  RowsAnswer
>("rows");
export interface RowsAnswer extends InWords<cells.TableView> {
  /** The document's version the answer was made from. */
  readonly version: number;
  /** The rows were chosen for an earlier version: cells were edited since, and rows stay where they are until asked `afresh`. */
  readonly isOld: boolean;
  readonly status: FileStatus;
}

/** Where to put the cursor. */
export const cellRangeRequest = request<InFile & CellPlace, Range>("cellRange");

/** Which data record and cell a position is in. */
export const cellAtRequest = request<InFile & { readonly position: Position }, CellPlace>("cellAt");

/** The next cell that says a text, or the next one with problems, among the rows shown; round the ends. */
export const findRequest = request<
  ShownArguments & {
    /** Without it: problems. */
    readonly text?: string;
    /** Where the search begins: a row as it is shown, and its cell. */
    readonly position: number;
    readonly cell: number;
    readonly backwards: boolean;
  },
  FindAnswer
>("find");
export interface FindAnswer {
  /** Where the row is shown, from 0, and its cell. */
  readonly position: number;
  readonly cell: number;
  /** From 1, of `total`. */
  readonly number: number;
  readonly total: number;
}

/** Where a data record is shown; null when the query leaves it out. */
export const positionRequest = request<ShownArguments & { readonly row: number }, number>("position");

/** Where problems lie, for a strip of so many parts. */
export const overviewRequest = request<ShownArguments & { readonly parts: number }, Overview>("overview");

/** What a column has in all rows. */
export const statisticsRequest = request<InFile & { readonly cell: number }, ValueStatistics>("statistics");

/** What an edit of a cell begins with. */
export const cellRequest = request<InFile & CellPlace, CellAnswer>("cell");
export interface CellAnswer extends InWords<EditableCell> {
  /** The document's version the answer was made from. */
  readonly version: number;
  /** Why it cannot be changed here. */
  readonly refused?: string;
}

/** The edit that makes a cell say something else. */
export const editRequest = request<
  InFile & CellPlace & { readonly version: number; readonly value: string },
  EditAnswer
>("edit");
export interface EditAnswer {
  readonly version: number;
  /** Why it cannot be done, in words. */
  readonly refused?: string;
  /** Left out when the cell says so already. */
  readonly edit?: { readonly range: Range; readonly newText: string };
}

/** The edits of one action on a block of cells. */
export const blockRequest = request<
  ShownArguments & { readonly version: number; readonly block: CellBlock; readonly action: BlockAction },
  BlockAnswer
>("block");
export interface BlockAnswer {
  readonly version: number;
  /** Why it cannot be done, in words. */
  readonly refused?: string;
  /** To be answered first, in `action`. */
  readonly question?: BlockQuestion;
  readonly done?: BlockDone;
  /** In the order of the text; they do not overlap. */
  readonly edits?: readonly { readonly range: Range; readonly newText: string }[];
}
/** How much an action did. */
export interface BlockDone {
  readonly cells: number;
  readonly rows: number;
  readonly columns: number;
  readonly added: number;
  readonly deleted: number;
}

/** A block as text for the clipboard. */
export const copyRequest = request<
  ShownArguments & {
    readonly block: CellBlock /** With the columns' names as a first row. */;
    readonly names?: boolean;
  },
  CopyAnswer
>("copy");
export interface CopyAnswer {
  readonly refused?: string;
  /** Cells by tabs, rows by line breaks. */
  readonly text: string;
  /** A table for spreadsheets; left out where it would be very long. */
  readonly html?: string;
  readonly cells: number;
  /** Passwords that were left out. */
  readonly hidden: number;
}
