/** Tells of words outside a closed list of words, such as Active and Inactive. */

import { defineValueRule } from "../core/checking/value-rule.ts";
import { stateNamed } from "../core/filetypes/column-names.ts";
import type { Category } from "../core/filetypes/file-type.ts";
import { spellingOf } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { fold, nearest } from "../core/text/text.ts";
import { choicesMost, inColumn, listedValues, ownSentence, ownSeverity, replaceBy, searchedMost } from "./words.ts";

interface Data {
  readonly value: string;
  readonly words: readonly string[];
  readonly spelled: Category | undefined;
  /** The word that another one probably means. */
  readonly likely: string | undefined;
}

export default defineValueRule<Data>({
  name: "invalid-status",
  severity: "error",
  summary: "A value isn't one of the words that the column allows.",
  section: "cell",
  types: ["status"],
  wakes: (column) => ({ otherThan: [{ oneOf: () => [...(column?.values.keys() ?? [])] }] }),
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "" || column.values.has(value)) return;
    const words = [...column.values.keys()];
    const spelled = spellingOf(column, value);
    const listed = words.length > searchedMost ? undefined : nearest(value, words);
    const state = stateNamed(value);
    const said =
      state &&
      [...column.values.values()].find(
        ({ means }) => means === state || (state === "deleted" && means === "suspended"),
      );
    const likely = column.spellings.get(fold(value))?.value ?? said?.value ?? listed;
    report({ value, words, spelled, likely }, spelled ? { severity: "warning" } : ownSeverity(column.field, "enum"));
  },
  message({ value, words, spelled }, say) {
    if (spelled)
      return inColumn(
        say,
        message("{0} should be {1}. This column is case-sensitive.", say.show(value), spelled.value),
      );
    const own = ownSentence(say, "enum", say.show(value));
    return inColumn(say, own ?? message("{0} isn't a valid value. {1}", say.show(value), listedValues(words)));
  },
  fixes({ words, spelled, likely }, finding) {
    if (spelled) return [replaceBy(finding, spelled.value, true)];
    const ordered = likely === undefined ? words : [likely, ...words.filter((word) => word !== likely)];
    return ordered.slice(0, choicesMost).map((word) => replaceBy(finding, word, false));
  },
});
