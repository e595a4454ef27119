// What the grid's page and the extension say to each other. The page never sees the file, only rows.
import type {
  CellAnswer,
  FindAnswer,
  OverviewAnswer,
  PreviewProblem,
  RowQuery,
  RowsAnswer,
  StatisticsAnswer,
} from "../../server/protocol/protocol.ts";

/** How codes with labels are shown. */
export type Labels = "both" | "label" | "code";

/** Rows and cells count from 0, positions among the rows shown, `to` is excluded. Null: it is no import file (any more). */
export interface GridQuestions {
  readonly [name: string]: { readonly given: object; readonly answer: unknown };
  readonly rows: {
    readonly given: {
      readonly query: RowQuery;
      readonly from: number;
      readonly to: number;
      /** Rows are chosen anew, also where cells were only edited. */
      readonly afresh: boolean;
    };
    readonly answer: RowsAnswer | null;
  };
  readonly find: {
    readonly given: {
      readonly query: RowQuery;
      /** Without it: problems. */
      readonly text?: string;
      readonly position: number;
      readonly cell: number;
      readonly backwards: boolean;
    };
    readonly answer: FindAnswer | null;
  };
  readonly position: {
    readonly given: { readonly query: RowQuery; readonly row: number };
    readonly answer: number | null;
  };
  readonly overview: {
    readonly given: { readonly query: RowQuery; readonly parts: number };
    readonly answer: OverviewAnswer | null;
  };
  readonly statistics: { readonly given: { readonly cell: number }; readonly answer: StatisticsAnswer | null };
  readonly cell: { readonly given: Cell; readonly answer: CellAnswer | null };
  /** Changes a cell of the file; `refused` says why it was not done, `stale` that it was for another version of the file. */
  readonly edit: {
    readonly given: Cell & { readonly version: number; readonly value: string };
    readonly answer: { readonly refused?: string; readonly stale?: boolean };
  };
  /** The cell that is current: a text editor beside follows. */
  readonly select: { readonly given: Cell; readonly answer: undefined };
  /** Goes on in the text editor, at this cell. */
  readonly text: { readonly given: Cell; readonly answer: undefined };
  /** Offers the fixes of a cell. Answers whether there were any. */
  readonly fixes: { readonly given: Cell; readonly answer: boolean };
  /** Takes the last change of the file back, or makes it again. */
  readonly undo: { readonly given: { readonly again: boolean }; readonly answer: undefined };
  /** Somebody wants to say what the file is. */
  readonly choose: { readonly given: object; readonly answer: undefined };
  /** The page of a rule is wanted. */
  readonly explain: { readonly given: { readonly rule: string }; readonly answer: undefined };
  /** How codes are shown from now on. */
  readonly labels: { readonly given: { readonly labels: Labels }; readonly answer: undefined };
}

export interface Cell {
  readonly row: number;
  readonly cell: number;
}

/** What the page is told without having asked. */
export type GridNews =
  /** What is shown is old: ask again. */
  | { readonly type: "changed" }
  /** The text editor's cursor is in this cell. */
  | ({ readonly type: "cursor" } & Cell);

/** What the page keeps while it is hidden or the window is reloaded. */
export interface GridState {
  readonly uri: string;
  readonly query: RowQuery;
  /** The first row seen, and the pixels scrolled to the right. */
  readonly top: number;
  readonly left: number;
  /** The current cell. */
  readonly active?: { readonly position: number; readonly cell: number };
  /** Pixels, by column; those that somebody has set. */
  readonly widths: Readonly<Record<number, number>>;
}

export const severities: readonly PreviewProblem["severity"][] = ["error", "warning", "information", "hint"];
export const labelModes: readonly Labels[] = ["both", "label", "code"];
