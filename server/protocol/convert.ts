/** People for another system: what has to be decided, and the files that come of it. */
import type { Roles } from "../core/filetypes/profile.ts";
import type { RoleQuestion } from "../features/convert/questions.ts";
import { request } from "./request.ts";

export type { RoleQuestion } from "../features/convert/questions.ts";

/** Null when there are no people in it. */
export const convertQuestionsRequest = request<
  {
    /** A file or folder of people. */
    readonly uri: string;
    readonly to?: string;
  },
  ConvertQuestions
>("convertQuestions");
export interface ConvertQuestions {
  /** The file type that would be converted. */
  readonly from: string;
  readonly system: string;
  readonly people: number;
  /** What it can be converted to. */
  readonly targets: readonly { readonly name: string; readonly title: string; readonly system: string }[];
  /** The rest only with `to`: roles that the profile does not map yet. */
  readonly roles: readonly RoleQuestion[];
  /** Roles that the target knows; it may know others. */
  readonly known: readonly { readonly value: string; readonly label: string }[];
}

export const convertRequest = request<
  {
    readonly uri: string;
    readonly to: string;
    /** A `file:` URI of a folder. */
    readonly target: string;
    /** As in the profile, and over it. */
    readonly roles?: Roles;
    readonly overwrite?: boolean;
  },
  ConvertAnswer
>("convert");
export interface ConvertAnswer {
  /** Why nothing was written: `roles` are undecided, `exists` asks for a yes. */
  readonly refused?: "roles" | "exists" | "other";
  readonly message?: string;
  /** URIs of what was written: the files of people first, the reports last. */
  readonly files: readonly string[];
  /** URI of the report to read. */
  readonly page: string;
  readonly people: number;
  /** What the new files have wrong. */
  readonly errors: number;
  /** Facts that the target has no place for. */
  readonly lost: number;
  /** Guesses that somebody should look at. */
  readonly guessed: number;
}
