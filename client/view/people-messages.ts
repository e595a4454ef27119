// What the people view's panel and its page ask and tell each other. The page never sees the files, only cards.
import type { PeopleAnswer, WireRange } from "../../server/protocol/protocol.ts";

/** Counts from 0, `to` is excluded. */
export interface PeopleQuestions {
  readonly [what: string]: { readonly given: object; readonly answer: unknown };
  readonly people: {
    readonly given: { readonly from: number; readonly to: number; readonly text: string; readonly problems: boolean };
    /** Null: the import has no file of people any more. */
    readonly answer: PeopleAnswer | null;
  };
  /** A place in a file is to be shown. */
  readonly open: { readonly given: { readonly uri: string; readonly range: WireRange }; readonly answer: undefined };
  /** A rule's page is wanted. */
  readonly rule: { readonly given: { readonly rule: string }; readonly answer: undefined };
  /** The people who are asked for shall be written as a page to print. */
  readonly save: {
    readonly given: { readonly text: string; readonly problems: boolean };
    readonly answer: string | undefined;
  };
}

/** The files, or what is known of them, changed. */
export interface PeopleNews {
  readonly type: "changed";
}

/** What the page keeps while it is hidden. */
export interface PeopleState {
  readonly uri: string;
  readonly text: string;
  readonly problems: boolean;
  /** The first card of the page in sight. */
  readonly from: number;
}
