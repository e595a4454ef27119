// The rows that the page holds: those around what is seen, of one version of the file and one query.
import type { RowQuery, RowsAnswer, TableColumn, TableRow } from "../../server/protocol/grid.ts";

/** Rows on either side of what is seen that are asked for along with it. */
const around = 80;
/** With fewer rows than this ahead more are asked for before they are needed. */
const ahead = 30;
/** More than this are not kept. */
const keptMax = 3000;

/** Cells beyond the header that get a column. */
const extraMax = 20;

export type AskRows = (given: {
  readonly query: RowQuery;
  readonly from: number;
  readonly to: number;
  readonly afresh: boolean;
}) => Promise<RowsAnswer | null>;

export class ShownRows {
  query: RowQuery;
  /** The latest answer; undefined before the first, null when the file is no import file. */
  answer: RowsAnswer | null | undefined;
  readonly #ask: AskRows;
  readonly #heard: (answer: RowsAnswer | null) => void;
  #rows = new Map<number, TableRow>();
  #columns: readonly TableColumn[] = [];
  #afresh = false;
  #generation = 0;
  /** The generation of the latest answer. */
  #answered = -1;
  #coming: Promise<void> | undefined;

  /** @param heard is told every answer that still counts */
  constructor(query: RowQuery, ask: AskRows, heard: (answer: RowsAnswer | null) => void) {
    this.query = query;
    this.#ask = ask;
    this.#heard = heard;
  }

  get shown(): number {
    return this.answer?.shown ?? 0;
  }

  /** The header's columns, and one for each cell that some row here has beyond them. */
  get columns(): readonly TableColumn[] {
    return this.#columns;
  }

  /** The row shown at a position, as far as it is here. */
  at(position: number): TableRow | undefined {
    return this.#rows.get(position);
  }

  /** What is here is old. */
  forget(): void {
    this.#generation++;
    this.#rows = new Map();
    this.#coming = undefined;
  }

  /** Other rows from now on. `afresh`: chosen anew although the query is the same. */
  choose(query: RowQuery, afresh: boolean): void {
    this.query = query;
    this.#afresh = afresh;
    this.forget();
  }

  /** Waits until the rows `[from, to)` are here, as far as they exist. */
  async need(from: number, to: number): Promise<void> {
    for (let asked = 0; asked < 8; asked++) {
      if (this.answer !== undefined && this.#has(from, to) && this.#generation === this.#answered) {
        if (!this.#has(Math.max(0, from - ahead), to + ahead)) void this.#bring(from, to);
        return;
      }
      await this.#bring(from, to);
      if (this.answer === null) return;
    }
  }

  #has(from: number, to: number): boolean {
    const end = Math.min(to, this.shown);
    for (let position = from; position < end; position++) if (!this.#rows.has(position)) return false;
    return true;
  }

  /** One question at a time: who comes meanwhile waits for its answer and looks again. */
  #bring(from: number, to: number): Promise<void> {
    this.#coming ??= this.#load(from, to, this.#generation);
    return this.#coming;
  }

  async #load(from: number, to: number, generation: number): Promise<void> {
    const wanted = { query: this.query, from: Math.max(0, from - around), to: to + around, afresh: this.#afresh };
    try {
      const answer = await this.#ask(wanted);
      if (generation !== this.#generation) return;
      this.#afresh = false;
      if (answer?.version !== this.answer?.version || this.#rows.size > keptMax) this.#rows = new Map();
      this.answer = answer;
      this.#answered = generation;
      for (const [index, row] of answer?.rows.entries() ?? []) this.#rows.set((answer?.from ?? 0) + index, row);
      this.#columns = answer ? widened(answer, this.#columns.length) : [];
      this.#heard(answer);
    } finally {
      if (generation === this.#generation) this.#coming = undefined;
    }
  }
}

/** Columns for all cells; once there, a column stays. */
function widened({ columns, rows }: RowsAnswer, before: number): readonly TableColumn[] {
  if (columns.length === 0) return columns;
  const widest = Math.max(...rows.map(({ cells }) => cells.length), Math.min(before, columns.length + extraMax));
  const extra = Math.min(extraMax, Math.max(0, widest - columns.length));
  const none = { name: "", title: "", known: false, password: false, id: false, labelled: false };
  return [...columns, ...Array.from({ length: extra }, () => none)];
}
