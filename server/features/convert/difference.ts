/** What is not the same after a conversion: each difference points at the cell that it is about, and says what became of it. */
import type { Message } from "../../core/text/message.ts";
import type { CellAt } from "../people/person.ts";

/**
 * `lost`: the target has no place for it. `changed`: it is there in another form. `guessed`: somebody should look at it.
 * `made`: the target needs it and the source does not have it.
 */
export type DifferenceKind = "lost" | "changed" | "guessed" | "made";

export interface Difference {
  readonly kind: DifferenceKind;
  /** Whose it is, from 0 in the order of the people; -1 for rows that belong to nobody. */
  readonly person: number;
  /** What the person is called. */
  readonly name: string;
  readonly at: CellAt;
  /** What the cell says; undefined for passwords. */
  readonly value: string | undefined;
  /** What the result says instead, and in which column of which file type. */
  readonly became: string | undefined;
  readonly to: { readonly table: string; readonly field: string } | undefined;
  /** Why, as a whole sentence without the value: the same for all rows of one kind. */
  readonly reason: Message;
}
