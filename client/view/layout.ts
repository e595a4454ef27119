// Where things are: columns across, rows down, and how far the scroll bar reaches when there are too many rows for it.
import type { PreviewColumn, PreviewRow } from "../../server/protocol.ts";

/** Browsers give up on elements that are taller than some tens of millions of pixels. */
const heightMax = 8_000_000;
const charactersMin = 6;
const charactersMax = 36;

/** Columns side by side, in pixels from the left edge of the first one. */
export class Columns {
  readonly lefts: readonly number[];

  /** @param widths in pixels */
  constructor(widths: readonly number[]) {
    const lefts = [0];
    for (const width of widths) lefts.push(lefts[lefts.length - 1]! + width);
    this.lefts = lefts;
  }

  get count(): number {
    return this.lefts.length - 1;
  }

  get width(): number {
    return this.lefts[this.count]!;
  }

  left(column: number): number {
    return this.lefts[Math.min(column, this.count)]!;
  }

  widthOf(column: number): number {
    return this.left(column + 1) - this.left(column);
  }

  /** The columns `[first, last)` that touch the pixels `[left, right)`. */
  within(left: number, right: number): { readonly first: number; readonly last: number } {
    let first = this.#at(left);
    let last = first;
    while (last < this.count && this.left(last) < right) last++;
    if (first === last && first > 0) first--;
    return { first, last };
  }

  /** The last column that begins at or before a pixel. */
  #at(pixel: number): number {
    let low = 0;
    let high = Math.max(0, this.count - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.left(middle) <= pixel) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/**
 * Widths that fit the header and the rows at hand, within reason.
 *
 * @param character the width of a digit in pixels
 * @param extra pixels for padding and marks
 */
export function fittingWidths(
  columns: readonly PreviewColumn[],
  rows: Iterable<PreviewRow>,
  character: number,
  extra: number,
): number[] {
  const longest = columns.map((column) => Math.max(column.title.length, column.name.length));
  for (const row of rows) {
    row.cells.forEach((cell, index) => {
      const length = cell.text.length + (cell.label ? cell.label.length + 1 : 0);
      if (length > (longest[index] ?? 0)) longest[index] = length;
    });
  }
  return Array.from(longest, (length = 0) => {
    const characters = Math.min(charactersMax, Math.max(charactersMin, length));
    return Math.ceil(characters * character) + extra;
  });
}

/** Rows of one height in a box that scrolls. Beyond the greatest height a pixel of the bar stands for several. */
export class Heights {
  readonly total: number;
  readonly row: number;
  readonly view: number;

  /** @param view height of the part of the box that shows rows */
  constructor(total: number, row: number, view: number) {
    this.total = total;
    this.row = row;
    this.view = view;
  }

  /** The height of all rows as the scroll bar knows it. */
  get height(): number {
    return Math.min(this.#full, heightMax);
  }

  /** The row at the top of the view, with the part of it that is scrolled away as its fraction. */
  rowAt(scrollTop: number): number {
    return (scrollTop * this.#ratio) / this.row;
  }

  /** How far to scroll so that a row is at the top. */
  scrollTopOf(row: number): number {
    return (row * this.row) / this.#ratio;
  }

  /** Where a row is drawn, in pixels from the top of the box. */
  topOf(row: number, scrollTop: number): number {
    return this.#ratio === 1 ? row * this.row : scrollTop + (row - this.rowAt(scrollTop)) * this.row;
  }

  /** Rows that fit into the view, not counting parts. */
  get perView(): number {
    return Math.max(1, Math.floor(this.view / this.row));
  }

  get #full(): number {
    return this.total * this.row;
  }

  get #ratio(): number {
    if (this.#full <= heightMax) return 1;
    return (this.#full - this.view) / (heightMax - this.view);
  }
}
