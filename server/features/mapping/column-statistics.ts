/** What is known of an export's columns from the rows read so far: how full they are, whether values repeat, which there are. */
import { columnsNamed, namesPassword } from "../../core/filetypes/column-names.ts";
import { trimBlanks } from "../../core/text/text.ts";
import type { Source, SourceRow } from "./mapping.ts";
import { peopleRows, type SkipReason } from "./people-rows.ts";

/** So many different values of a column are counted. */
const differentMax = 200;
/** So many filled cells of a column are kept to see what they look like. */
const looksMax = 500;

export interface ColumnStatistics {
  readonly name: string;
  /** People with a value in it. */
  readonly filled: number;
  /** No value is there twice; addresses are compared without case. */
  readonly unique: boolean;
  /** Different values with how many people have each, in the order they first appear: all of them, or the first 200. */
  readonly values: ReadonlyMap<string, number>;
  /** There are other values than those; the rest of the export is not counted then. */
  readonly more: boolean;
  /** The first filled cells, trimmed; at most 500. */
  readonly looks: readonly string[];
}

export interface SourceStatistics {
  /** Rows of people. */
  readonly people: number;
  /** Rows that were looked at, people or not. */
  readonly rows: number;
  /** One for each column of the export, in order. */
  readonly columns: readonly ColumnStatistics[];
}

interface ValueTally {
  filled: number;
  /** All values so far; given up where one repeats. */
  seen: Set<string> | undefined;
  readonly values: Map<string, number>;
  more: boolean;
  readonly looks: string[];
}

/** Counts an export's columns in as many portions as somebody likes; what was counted can be read in between. */
export class StatisticsCounter {
  readonly #source: Pick<Source, "columns">;
  readonly #skipReason: SkipReason;
  readonly #tallies: readonly ValueTally[];
  #people = 0;
  #rows = 0;

  /** @param source its rows say what a row of people looks like; some dozens are enough */
  constructor(source: Pick<Source, "columns" | "rows">) {
    this.#source = source;
    this.#skipReason = peopleRows(source);
    this.#tallies = source.columns.map(() => ({
      filled: 0,
      seen: new Set(),
      values: new Map(),
      more: false,
      looks: [],
    }));
  }

  add(rows: readonly SourceRow[]): void {
    this.#rows += rows.length;
    for (const row of rows) {
      if (this.#skipReason(row) !== undefined) continue;
      this.#people++;
      if (hasSlipped(this.#source, row)) continue;
      for (let i = 0; i < this.#tallies.length; i++) this.#count(this.#tallies[i]!, trimBlanks(row.cells[i] ?? ""));
    }
  }

  #count(tally: ValueTally, value: string): void {
    if (value === "") return;
    tally.filled++;
    if (tally.looks.length < looksMax) tally.looks.push(value);
    if (tally.seen) {
      const plain = value.includes("@") ? value.toLowerCase() : value;
      if (tally.seen.has(plain)) tally.seen = undefined;
      else tally.seen.add(plain);
    }
    if (tally.more) return;
    const known = tally.values.get(value);
    if (known !== undefined) tally.values.set(value, known + 1);
    else if (tally.values.size < differentMax) tally.values.set(value, 1);
    else tally.more = true;
  }

  statistics(): SourceStatistics {
    const columns = this.#tallies.map(({ filled, seen, values, more, looks }, i) => ({
      name: this.#source.columns[i]!,
      filled,
      unique: seen !== undefined,
      values: new Map(values),
      more,
      looks: [...looks],
    }));
    return { people: this.#people, rows: this.#rows, columns };
  }
}

/** Whether nobody knows which of a row's cells is the password: its values are shown nowhere. */
export function hasSlipped({ columns }: Pick<Source, "columns">, { cells }: SourceRow): boolean {
  return cells.length !== columns.length && columns.some(namesSecret);
}

/** Whether a column holds passwords by its name. */
export function namesSecret(name: string): boolean {
  return namesPassword(name) || columnsNamed(name).some(({ means }) => means === "password");
}

/** All rows at once. */
export function statisticsOf(source: Source): SourceStatistics {
  const counter = new StatisticsCounter(source);
  counter.add(source.rows);
  return counter.statistics();
}
