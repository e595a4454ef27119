/** Tells of words in a yes-or-no column that are none of those that it reads. */

import { defineValueRule } from "../core/checking/value-rule.ts";
import { booleanIn, booleanSpelling, booleanWord, booleanWords } from "../core/filetypes/boolean-words.ts";
import type { Field } from "../core/filetypes/file-type.ts";
import { message } from "../core/text/message.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  /** The words to write in this column. */
  readonly words: readonly [yes: string, no: string];
  /** The column's word that it is but for its case. */
  readonly spelled: string | undefined;
}

export default defineValueRule<Data>({
  name: "invalid-boolean",
  severity: "error",
  summary: "A yes-or-no column contains something other than its words for yes and no.",
  section: "cell",
  types: ["boolean"],
  wakes: (column) => ({ otherThan: [{ oneOf: () => allWords(column?.field) }] }),
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "") return;
    const { field } = column;
    const spelled = booleanSpelling(field, value);
    if (spelled === value || (spelled !== undefined && field.ignoreCase)) return;
    const words = [booleanWord(field, true), booleanWord(field, false)] as const;
    report({ value, words, spelled }, spelled === undefined ? {} : { severity: "warning" });
  },
  message({ value, words, spelled }, say) {
    return inColumn(
      say,
      spelled === undefined
        ? message("{0} isn't a valid value. Use {1} or {2}.", say.show(value), ...words)
        : message("{0} should be {1}. This column is case-sensitive.", say.show(value), spelled),
    );
  },
  fixes({ value, words, spelled }, finding) {
    if (spelled !== undefined) return [replaceBy(finding, spelled, true)];
    const is = booleanIn(finding.field, value);
    const meant = is === undefined ? words : [words[is ? 0 : 1]];
    return meant.map((word) => replaceBy(finding, word, false));
  },
});

function allWords(field: Field | undefined): readonly string[] {
  const { yes, no } = booleanWords(field);
  return [...yes, ...no];
}
