// The rows that the page holds: those around what is seen, of one version of the file.
import type { PreviewColumn, PreviewRow, RowsAnswer } from "../../server/protocol.ts";

/** Rows on either side of what is seen that are asked for along with it. */
const around = 60;
/** More than this are not kept. */
const keptMax = 2000;

export class Rows {
  total = 0;
  columns: readonly PreviewColumn[] = [];
  /** Counts what was taken in, so that a drawn row knows whether it is still good. */
  generation = 0;
  #rows = new Map<number, PreviewRow>();
  #version = -1;

  get(index: number): PreviewRow | undefined {
    return this.#rows.get(index);
  }

  /** All that are held, in no order. */
  held(): Iterable<PreviewRow> {
    return this.#rows.values();
  }

  /** Takes an answer in. What an older version of the file said is forgotten. */
  take(answer: RowsAnswer, isFresh: boolean): void {
    if (answer.version !== this.#version || isFresh || this.#rows.size > keptMax) this.#rows = new Map();
    this.#version = answer.version;
    this.total = answer.total;
    this.columns = answer.columns;
    this.generation++;
    for (const row of answer.rows) this.#rows.set(row.index, row);
  }

  /** What to ask for when `[first, last)` is seen; undefined when all of it is here. */
  missing(first: number, last: number): { readonly from: number; readonly to: number } | undefined {
    const end = Math.min(last, this.total);
    for (let index = first; index < end; index++) {
      if (!this.#rows.has(index)) return this.surrounding(first, last);
    }
    return undefined;
  }

  /** What is seen and a little more on either side. */
  surrounding(first: number, last: number): { readonly from: number; readonly to: number } {
    return { from: Math.max(0, first - around), to: last + around };
  }
}
