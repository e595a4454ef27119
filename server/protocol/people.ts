/** People: cards of those in an import, and a page of them to print. */

import type { Range } from "vscode-languageserver-types";
import type { InWords } from "../core/text/message.ts";
import type { Card, CardProblem } from "../features/people/cards.ts";
import { request } from "./request.ts";

/** People of an import. */
interface PeopleAsked {
  /** A file or folder of the set. */
  readonly uri: string;
  /** The last upload. */
  readonly with?: string;
  /** Words that must be said of the person. */
  readonly text?: string;
  /** Only people with problems. */
  readonly problems?: boolean;
}

/** Null when the import has no file of people. */
export const peopleRequest = request<
  PeopleAsked & {
    /** Among those asked for, from 0; `to` is excluded. */
    readonly from: number;
    readonly to: number;
  },
  PeopleAnswer
>("people");
export interface PeopleAnswer {
  /** The file of people. */
  readonly uri: string;
  /** The folder as a person would call it; "" for the workspace's own. */
  readonly name: string;
  readonly file: string;
  readonly system: string;
  /** Everybody, and those who are asked for. */
  readonly total: number;
  readonly matched: number;
  readonly from: number;
  /** What it was compared with. */
  readonly last: string | undefined;
  readonly people: readonly PersonCard[];
}
/** Codes in words; passwords as dots. */
export interface PersonCard extends InWords<Omit<Card, "problems">> {
  /** Where the record starts. */
  readonly range: Range;
  readonly problems: readonly PersonProblem[];
}
export interface PersonProblem extends InWords<Omit<CardProblem, "sheet" | "located" | "row">> {
  /** "group.csv, row 3". */
  readonly place: string;
  readonly uri: string;
  readonly range: Range;
}

export const peoplePageRequest = request<
  PeopleAsked & {
    /** A `file:` URI. */
    readonly target: string;
  },
  PeoplePageAnswer
>("peoplePage");
export interface PeoplePageAnswer {
  /** Why nothing was written. */
  readonly refused?: string;
  readonly people: number;
}
