// What the people view's panel and its page ask and tell each other. The page never sees the files, only cards.

import type { Range } from "vscode-languageserver-types";
import type { peopleRequest } from "../../server/protocol/people.ts";
import type { AnswerOf, ParamsOf } from "../../server/protocol/request.ts";

/** Counts from 0, `to` is excluded. */
export interface PeopleQuestions {
  readonly people: {
    readonly given: Omit<ParamsOf<typeof peopleRequest>, "uri" | "with">;
    readonly answer: AnswerOf<typeof peopleRequest>;
  };
  /** A place in a file is to be shown. */
  readonly open: { readonly given: { readonly uri: string; readonly range: Range }; readonly answer: undefined };
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
