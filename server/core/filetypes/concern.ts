/** What other parts of the product ask a rule for by what it is about: none of them knows a rule by its name. */

/** One rule each declares it. */
export type Concern =
  | "identity" // a second row with a key that rows are found by
  | "repetition" // a second row with a value that should be there once
  | "lost-reference" // a reference that leads nowhere, in a file type that names no other rule for it
  | "other-column" // a column that the file type does not know
  | "absent-file" // a file without which this one is of no use
  | "absent-membership" // a person without a row in the file of memberships
  | "empty-end" // an empty last cell, where the importer does not count it
  | "row-width" // a row with more or fewer cells than the header
  | "empty-required"; // an empty cell in a column that needs a value

/** Rules by what they are about. */
export interface ByConcern<R = { readonly name: string }> {
  readonly byConcern: ReadonlyMap<Concern, R>;
}
