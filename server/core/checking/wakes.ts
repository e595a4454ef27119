/** What may make a rule report: declared by the rule as plain data, so that the prefilter can be compiled from it and clean cells cost next to nothing. */
import type { Column, Table } from "../filetypes/table.ts";

/**
 * When a cell rule must be asked. Each condition that is given wakes the rule on its own; where none is met the rule has
 * nothing to report. Too wide is slow, too narrow loses findings (`prefilter.test` looks for those).
 *
 * Conditions look at the units between the cell's quotes. Three kinds of cells wake every rule, because what they say cannot
 * be read in place: blanks at the ends (rules judge the trimmed value), odd characters (`odd`), and broken quotes (`stray`,
 * `unclosed`).
 */
export interface CellWakes {
  /** Cells without a value, quotes around nothing included. */
  readonly empty?: boolean;
  /** Any of these flags of the tokenizer's. A rule with no other condition is never asked about cells without them. */
  readonly flags?: number;
  /** A first character that is one of these. */
  readonly first?: string;
  /** A last character that is one of these. */
  readonly last?: string;
  /** One of these characters anywhere: reads every unit of every cell of the column, so prefer the others. */
  readonly contains?: string;
  /**
   * Signs of text that was read or escaped wrongly (`mayBeGarbled`): reads every unit. In columns whose values are passed by their
   * form it is asked of other values only: plain forms are ASCII, and lists are right.
   */
  readonly garbled?: boolean;
  /** One of these words in any case, ASCII only. */
  readonly words?: readonly string[];
  /** Fewer UTF-16 units than this. */
  readonly shorterThan?: number;
  /** More UTF-16 units than this. */
  readonly longerThan?: number;
  /** Values that have none of these forms; with an empty list all values. */
  readonly otherThan?: readonly DeclaredForm[];
}

/** Every cell that is not empty. */
export const everyValue: CellWakes = { otherThan: [] };

/** A form of values that is recognized without making a string. A column whose rules name no form in common has all its values asked about. */
export type DeclaredForm = PlainForm | OneOf | PostalCodeOf;

/**
 * `digits`: 0 to 9 only.
 * `id`: up to 16 digits only, or ASCII letters, digits, `-` and `_`, beginning with a letter and not of the form `Mar-01`: nothing that a
 * spreadsheet could have turned into a number or a date.
 * `email`: up to 64 ASCII letters, digits, `.`, `_` and `-` around one `@`, before it also `+`, a dot in the domain, no dots together or at the ends.
 * `postal-code`: of whatever country; which one counts, another rule of the column must say (`PostalCodeOf`).
 */
export type PlainForm = "digits" | "id" | "email" | "postal-code";

/** A list of exact values; it is asked for when the first value is looked up. */
export interface OneOf {
  readonly oneOf: () => readonly string[];
}

/** A postal code of the country that the row names; `countries` are the fields that may name it, of which the header's first counts. */
export interface PostalCodeOf {
  readonly countries: readonly string[];
}

/**
 * When a row rule must be asked. Each condition that is given wakes the rule on its own. Records with more or fewer cells than
 * the header has, and those in quotes as a whole, wake every row rule.
 */
export interface RowWakes {
  /** Lines that are no records (`LineKind`): empty ones, the header again, totals. They wake no other row rules; this one is asked of nothing else. */
  readonly noData?: boolean;
  /** An empty last cell. */
  readonly emptyEnd?: boolean;
  /** At most so many cells that are not empty; quotes around nothing count as filled. */
  readonly filledAtMost?: number;
  /** Columns that belong together are not filled together (`blocks` of the file type). */
  readonly blocks?: boolean;
  /** Cells are filled in which a condition of the file type on whole rows may be broken (`row`). */
  readonly conditions?: boolean;
}

/** The same in every column, or worked out for one (`undefined`: a column that the table does not know). No answer: always asked. */
export type CellWaking = CellWakes | ((column: Column | undefined, table: Table) => CellWakes | undefined);

/** What a rule declares for a column; undefined when it must be asked about every cell. */
export function wakesIn(
  waking: CellWaking | undefined,
  column: Column | undefined,
  table: Table,
): CellWakes | undefined {
  return typeof waking === "function" ? waking(column, table) : waking;
}

/** Flags of which a cell must have one for a rule to be asked; 0 when it may be asked about cells without any. */
export function neededFlags(waking: CellWaking | undefined): number {
  if (waking === undefined || typeof waking === "function") return 0;
  const { flags = 0, ...others } = waking;
  return Object.keys(others).length > 0 ? 0 : flags;
}

/** Whether a row rule is asked of lines that are no data only. */
export function isForNoData(wakes: RowWakes | undefined): boolean {
  return wakes?.noData === true;
}
