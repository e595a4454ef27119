// What the grid's page and the extension say to each other. The page never sees the file, only rows.

import type { statusRequest } from "../../server/protocol/files.ts";
import type {
  BlockDone,
  BlockQuestion,
  blockRequest,
  CellPlace,
  cellRequest,
  copyRequest,
  editRequest,
  findRequest,
  overviewRequest,
  positionRequest,
  RowQuery,
  rowsRequest,
  statisticsRequest,
  TableProblem,
} from "../../server/protocol/grid.ts";
import type { AnswerOf, ParamsOf } from "../../server/protocol/request.ts";

/** A question that the server answers; the extension adds which file is meant. */
interface OfServer<T> {
  readonly given: Omit<ParamsOf<T>, "uri">;
  readonly answer: AnswerOf<T>;
}

/** How codes with labels are shown. */
export type Labels = "both" | "label" | "code";

/** Rows and cells count from 0, positions among the rows shown, `to` is excluded. Null: it is no import file (any more). */
export interface GridQuestions {
  readonly rows: OfServer<typeof rowsRequest>;
  readonly find: OfServer<typeof findRequest>;
  readonly position: OfServer<typeof positionRequest>;
  readonly overview: OfServer<typeof overviewRequest>;
  readonly statistics: OfServer<typeof statisticsRequest>;
  readonly cell: OfServer<typeof cellRequest>;
  /** What the file is, where there are no rows to show. */
  readonly why: OfServer<typeof statusRequest>;
  /** Changes a cell of the file; `refused` says why it was not done, `stale` that it was for another version of the file. */
  readonly edit: {
    readonly given: OfServer<typeof editRequest>["given"];
    readonly answer: { readonly refused?: string; readonly stale?: boolean };
  };
  /** Does something to a block of cells, as one change of the file. */
  readonly block: {
    readonly given: OfServer<typeof blockRequest>["given"];
    readonly answer: {
      readonly refused?: string;
      readonly stale?: boolean;
      readonly question?: BlockQuestion;
      readonly done?: BlockDone;
    } | null;
  };
  readonly copy: OfServer<typeof copyRequest>;
  /** The clipboard, where the page itself may not read or write it. */
  readonly fromClipboard: { readonly given: object; readonly answer: string };
  readonly toClipboard: { readonly given: { readonly text: string }; readonly answer: undefined };
  /** The cell that is current: a text editor beside follows. */
  readonly select: { readonly given: CellPlace; readonly answer: undefined };
  /** Goes on in the text editor, at this cell. */
  readonly text: { readonly given: CellPlace; readonly answer: undefined };
  /** Offers the fixes of a cell. Answers whether there were any. */
  readonly fixes: { readonly given: CellPlace; readonly answer: boolean };
  /** What the fixes of a cell are called, the likeliest first; and one of them, which is made. */
  readonly fixTitles: { readonly given: CellPlace; readonly answer: readonly string[] };
  readonly fix: { readonly given: CellPlace & { readonly title: string }; readonly answer: undefined };
  /** Takes the last change of the file back, or makes it again. */
  readonly undo: { readonly given: { readonly again: boolean }; readonly answer: undefined };
  /** Somebody wants to say what the file is. */
  readonly choose: { readonly given: object; readonly answer: undefined };
  /** Any CSV can be mapped to an import file. */
  readonly map: { readonly given: object; readonly answer: undefined };
  /** The page of a rule is wanted. */
  readonly explain: { readonly given: { readonly rule: string }; readonly answer: undefined };
  /** How codes are shown from now on. */
  readonly labels: { readonly given: { readonly labels: Labels }; readonly answer: undefined };
}

/** What the page is told without having asked. */
export type GridNews =
  /** What is shown is old: ask again. */
  | { readonly type: "changed" }
  /** The text editor's cursor is in this cell. */
  | ({ readonly type: "cursor" } & CellPlace);

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

export const severities: readonly TableProblem["severity"][] = ["error", "warning", "information", "hint"];
export const labelModes: readonly Labels[] = ["both", "label", "code"];
