/** Which rows of a file are looked at, and in which order: filtered and sorted to see, never in the file. */
import type { Sheet } from "../../core/checking/sheet.ts";
import { firstRow, secretCells } from "../records/cells.ts";
import { matcherOf, type Slices, valueIn, type WalkedRow, walkPage } from "../records/walk.ts";
import { SortKeys, sorted } from "./sorting.ts";

/** All that is asked for must hold. Cells count from 0. */
export interface RowQuery {
  /** Some cell says this, or means it by its label; case does not count. */
  readonly text?: string | undefined;
  /** The cell of a column says exactly this, blanks at its ends left aside; "" for empty cells. */
  readonly values?: readonly { readonly cell: number; readonly text: string }[] | undefined;
  /** Something is wrong in the row. */
  readonly problems?: boolean | undefined;
  /** A rule has something to say in the row. */
  readonly rule?: string | undefined;
  readonly sort?: { readonly cell: number; readonly descending: boolean } | undefined;
}

/** The rows to show, as data records from 0, in order; undefined: all of them as they stand in the file. */
export type VisibleRows = Int32Array | undefined;

/** Whether an answer depends on what rules say, so that every page must have been read before. */
export function needsFindings({ problems, rule }: RowQuery): boolean {
  return problems === true || rule !== undefined;
}

/** Finds the rows of a query. Passwords are neither searched nor sorted by. */
export function* rowsOf(sheet: Sheet, query: RowQuery): Slices<VisibleRows> {
  const { sort } = query;
  const isFiltered = query.text || query.values?.length || needsFindings(query);
  if (!isFiltered && !sort) return undefined;
  const rows: number[] = [];
  const keys = new SortKeys();
  const isSecret = sort && sheet.binding?.cells[sort.cell]?.isSecret === true;
  const take = (row: WalkedRow): void => {
    rows.push(row.row);
    if (sort) keys.push(isSecret || row.masked || row.blank ? "" : valueIn(row, sort.cell));
  };
  const fits = filterOf(sheet, query);
  for (let p = Math.max(0, sheet.document.header.page); p < sheet.document.pages.length; p++) {
    fits.page(p, take);
    yield undefined;
  }
  if (!sort) return Int32Array.from(rows);
  const order = yield* sorted(keys, sort.descending);
  return order.map((index) => rows[index]!);
}

/** Hands the rows of a page that fit to `take`. */
function filterOf(sheet: Sheet, query: RowQuery): { page(index: number, take: (row: WalkedRow) => void): void } {
  const { text, values = [], rule } = query;
  const secret = secretCells(sheet);
  // Whether a password is there may be asked, not which one it is.
  if (values.some(({ cell, text: wanted }) => secret.has(cell) && wanted !== "")) return { page: () => {} };
  const matcher = text ? matcherOf(sheet, text) : undefined;
  const fits = (row: WalkedRow): boolean => {
    if (values.length > 0 && (row.masked || row.blank)) return false;
    if (values.some(({ cell, text: wanted }) => valueIn(row, cell) !== wanted)) return false;
    if (!matcher) return true;
    for (let cell = 0; cell < row.cells.count; cell++) if (matcher.fits(row, cell)) return true;
    return false;
  };
  return {
    page: (index, take) => {
      const found = needsFindings(query) ? rowsWithFindings(sheet, index, rule) : undefined;
      if (found?.size === 0) return;
      const within = matcher ? matcher.within(sheet.document.pages[index]!.text) : () => true;
      if (!within) return;
      const first = sheet.document.records[index]! - firstRow(sheet.document);
      const visit = (row: WalkedRow): void => {
        if ((!found || found.has(row.row - first)) && fits(row)) take(row);
      };
      walkPage(sheet, index, visit, within);
    },
  };
}

/** The records of a page, by their index in it, in which a rule speaks: any, or this one. */
function rowsWithFindings(sheet: Sheet, index: number, rule: string | undefined): ReadonlySet<number> {
  sheet.advanceAt(index);
  const rows = new Set<number>();
  for (const finding of sheet.pageFindings(index)) {
    if (finding.row >= 0 && (rule === undefined || finding.rule.name === rule)) rows.add(finding.row);
  }
  return rows;
}
