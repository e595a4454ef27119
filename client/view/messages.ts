// What the preview's panel and its page say to each other. The page never sees the file, only rows.
import type { PreviewProblem, RowsAnswer } from "../../server/protocol.ts";

/** From the page. Rows and cells count from 0, `to` is excluded. */
export type FromPage =
  /** Rows `[from, to)` are wanted; only the latest wish counts. */
  | { readonly type: "rows"; readonly from: number; readonly to: number }
  /** A cell was picked; `focus`: the text editor shall get the keyboard. */
  | { readonly type: "select"; readonly row: number; readonly cell: number; readonly focus: boolean }
  /** Somebody wants to say what the file is. */
  | { readonly type: "choose" }
  /** The page of a rule is wanted. */
  | { readonly type: "rule"; readonly rule: string };

/** To the page. */
export type ToPage =
  | { readonly type: "rows"; readonly answer: RowsAnswer }
  /** It is no import file: there are no rows. */
  | { readonly type: "none" }
  /** What is shown is old: ask again. */
  | { readonly type: "changed" }
  /** The text editor's cursor is in this cell. */
  | { readonly type: "cursor"; readonly row: number; readonly cell: number }
  | { readonly type: "failed"; readonly message: string };

/** What the page keeps while it is hidden or the window is reloaded. */
export interface PageState {
  readonly uri: string;
  /** Pixels. */
  readonly left: number;
  /** The first row seen, with the part of it that is scrolled away. */
  readonly row: number;
}

export const severities: readonly PreviewProblem["severity"][] = ["error", "warning", "information", "hint"];
