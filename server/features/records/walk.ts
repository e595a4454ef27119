/** Goes through the records of a file page by page, their cells in hand: for questions about all rows, answered in slices. */

import type { Sheet } from "../../core/checking/sheet.ts";
import { countryByCode, countryCodes } from "../../core/filetypes/lists.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { isBlank, isConflictMarker, rowEnd } from "../../core/text/document.ts";
import { trimBlanks } from "../../core/text/text.ts";
import { cellText, Scanner } from "../../core/text/tokenizer.ts";
import { firstRow, secretCells } from "./cells.ts";

/** Work that stops after every page or so: who runs it decides when to go on, and whether. */
export type Slices<T> = Generator<undefined, T>;

/** Runs what stops in between to its end. */
export function whole<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** So many things are made in a step of `eachInSlices`. */
const madeInStep = 500;

/** Makes something of each, in slices. */
export function* eachInSlices<T, R>(all: readonly T[], make: (each: T) => R): Slices<R[]> {
  const made: R[] = [];
  for (const each of all) {
    if (made.length % madeInStep === madeInStep - 1) yield;
    made.push(make(each));
  }
  return made;
}

/** One record while it is visited; not to be kept. */
export interface WalkedRow {
  /** Data records from 0. */
  readonly row: number;
  /** Its cells; offsets into `page`. */
  readonly cells: Scanner;
  /** The page's text. */
  readonly page: string;
  /** Nothing but a line break, or a conflict marker. */
  readonly blank: boolean;
  /** Its cells may have slipped under another column, one of which holds passwords: none may be shown. */
  readonly masked: boolean;
}

/** What a cell says, without blanks at its ends; "" where the record has no such cell. */
export function valueIn({ cells, page }: WalkedRow, cell: number): string {
  if (cell >= cells.count) return "";
  return trimBlanks(cellText(page.slice(cells.starts[cell]!, cells.ends[cell]!), cells.flags[cell]!));
}

/**
 * Visits the records of one page below the header, in order.
 *
 * @param wanted skips records before they are split, by their offsets in the page's text
 */
export function walkPage(
  sheet: Sheet,
  index: number,
  visit: (row: WalkedRow) => void,
  wanted: (start: number, end: number) => boolean = () => true,
): void {
  const { document, binding } = sheet;
  const page = document.pages[index]!;
  const { text } = page;
  const first = document.records[index]! - firstRow(document);
  const hasSecrets = secretCells(sheet).size > 0;
  const width = binding?.columns.length ?? 0;
  const record = new Scanner();
  record.load(text);
  for (let r = Math.max(0, -first); r < page.rows.length; r++) {
    const start = page.rows[r]!;
    const end = rowEnd(page, r);
    if (!wanted(start, end)) continue;
    record.split(document.dialect, start, end);
    // Only a record of one cell can be a blank line or a marker.
    const line = record.count === 1 ? text.slice(start, end) : "";
    const blank = record.count === 1 && (isBlank(line) || isConflictMarker(line));
    const masked = hasSecrets && !blank && record.count !== width;
    visit({ row: first + r, cells: record, page: text, blank, masked });
  }
}

/** Tells cells that say a text, or mean it by their label: `act` finds 2450 where that is Active. Case does not count. */
export interface Matcher {
  fits(row: WalkedRow, cell: number): boolean;
  /** Records of a page's text that may hold a fitting cell, by their offsets; undefined when none can. */
  within(text: string): ((start: number, end: number) => boolean) | undefined;
}

/** @param text not empty */
export function matcherOf(sheet: Sheet, text: string): Matcher {
  const needle = text.toLowerCase();
  const columns = sheet.binding?.columns ?? [];
  const secret = secretCells(sheet);
  const meant = columns.map((column) => valuesMeant(column, needle));
  const byLabel = meant.some((values) => values.size > 0);
  return {
    fits: (row, cell) => {
      if (row.masked || secret.has(cell)) return false;
      const value = valueIn(row, cell);
      return value.toLowerCase().includes(needle) || meant[cell]?.has(value) === true;
    },
    within: (page) => {
      // A quote in a cell is written twice.
      if (byLabel || needle.includes('"')) return () => true;
      const lower = page.toLowerCase();
      if (!lower.includes(needle)) return undefined;
      // Some letters are longer in lower case.
      if (lower.length !== page.length) return () => true;
      let next = -1;
      return (start, end) => {
        if (next < start) next = lower.indexOf(needle, start);
        if (next < 0) next = Number.POSITIVE_INFINITY;
        return next < end;
      };
    },
  };
}

/** The codes of a column whose label holds a text in lower case. */
function valuesMeant(column: Column | undefined, needle: string): ReadonlySet<string> {
  const values = new Set<string>();
  if (column?.field.type === "country-code") {
    for (const code of countryCodes()) if (countryByCode(code)?.toLowerCase().includes(needle)) values.add(code);
  }
  for (const { value, label } of column?.values.values() ?? []) {
    if (label?.toLowerCase().includes(needle)) values.add(value);
  }
  return values;
}
