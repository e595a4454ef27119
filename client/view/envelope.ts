// What crosses between an extension and a page of ours, whatever the page is about.

/** To a page: the answer to one of its questions, or news. */
export type Envelope =
  | { readonly type: "answer"; readonly id: number; readonly value?: unknown; readonly failed?: string }
  | { readonly type: "news"; readonly news: unknown };

/** A question of a page: what is given along, and what is answered. */
export interface PageQuestion {
  readonly given: object;
  readonly answer: unknown;
}

/** The questions of a page by name. */
export type PageQuestions<Q> = { readonly [Name in keyof Q]: PageQuestion };
