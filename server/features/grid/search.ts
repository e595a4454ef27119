/** Finds cells in the rows that are looked at: those that say a text, or those with problems. */
import type { Sheet } from "../../core/checking/sheet.ts";
import { firstRow, rowCount } from "../records/cells.ts";
import { matcherOf, type Slices, walkPage } from "../records/walk.ts";
import type { VisibleRows } from "./row-view.ts";

/** A cell by its row's position among those shown, and its column. */
export interface FoundCell {
  readonly position: number;
  readonly cell: number;
}

/** All cells found, in the order in which they are read: row by row as shown, cell by cell. */
export class Matches {
  readonly #places: Float64Array;
  readonly #width: number;

  /** @param width more than any cell's number */
  constructor(places: readonly number[], width: number) {
    this.#places = Float64Array.from(places).sort();
    this.#width = width;
  }

  get total(): number {
    return this.#places.length;
  }

  /** The next one after a place, or the one before it; round the ends. `number` counts from 1. */
  next(from: FoundCell, backwards: boolean): (FoundCell & { readonly number: number }) | undefined {
    const { total } = this;
    if (total === 0) return undefined;
    const place = from.position * this.#width + Math.min(from.cell, this.#width - 1);
    let low = 0;
    let high = total;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#places[middle]! < place || (!backwards && this.#places[middle] === place)) low = middle + 1;
      else high = middle;
    }
    const index = backwards ? (low + total - 1) % total : low % total;
    const found = this.#places[index]!;
    return { position: Math.floor(found / this.#width), cell: found % this.#width, number: index + 1 };
  }
}

/** Finds the cells of the shown rows that say a text, or, without one, those with problems; a row's own count at its first cell. */
export function* matchesOf(sheet: Sheet, view: VisibleRows, text: string | undefined): Slices<Matches> {
  const { document } = sheet;
  const width = Math.max(1, sheet.binding?.columns.length ?? 1) + 1;
  const positions = view && positionsOf(view, rowCount(document));
  const places: number[] = [];
  const push = (row: number, cell: number): void => {
    const position = positions ? positions[row]! : row;
    if (position >= 0) places.push(position * width + Math.min(cell, width - 1));
  };
  const matcher = text ? matcherOf(sheet, text) : undefined;
  for (let p = Math.max(0, document.header.page); p < document.pages.length; p++) {
    if (matcher) {
      const within = matcher.within(document.pages[p]!.text);
      if (within) {
        walkPage(
          sheet,
          p,
          (row) => {
            for (let cell = 0; cell < row.cells.count; cell++) if (matcher.fits(row, cell)) push(row.row, cell);
          },
          within,
        );
      }
    } else {
      sheet.advanceAt(p);
      const first = document.records[p]! - firstRow(document);
      const seen = new Set<string>();
      for (const { row, cell } of sheet.pageFindings(p)) {
        const name = `${row} ${cell}`;
        if (row < 0 || seen.has(name)) continue;
        seen.add(name);
        push(first + row, Math.max(0, cell));
      }
    }
    yield undefined;
  }
  return new Matches(places, width);
}

/** Where each row is shown, -1 for those that are not. */
export function positionsOf(view: Int32Array, total: number): Int32Array {
  const positions = new Int32Array(total).fill(-1);
  view.forEach((row, position) => {
    if (row < total) positions[row] = position;
  });
  return positions;
}
