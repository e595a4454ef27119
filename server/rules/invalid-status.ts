/** Tells of words outside a closed list of words, such as Active and Inactive. */

import { defineCellRule } from "../core/checking/rule.ts";
import type { Category } from "../core/filetypes/file-type.ts";
import { spellingOf } from "../core/filetypes/values.ts";
import { fold, nearest } from "../core/text/text.ts";
import { inColumn, oneOf, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly words: readonly string[];
  readonly spelled: Category | undefined;
  /** The word that another one probably stands for. */
  readonly likely: string | undefined;
}

export default defineCellRule<Data>({
  name: "invalid-status",
  severity: "error",
  summary: "A word is not one of the few that the column may hold.",
  section: "cell",
  types: ["status"],
  wakes: (column) => ({ otherThan: [{ oneOf: () => [...(column?.values.keys() ?? [])] }] }),
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "" || column.values.has(value)) return;
    const words = [...column.values.keys()];
    const spelled = spellingOf(column, value);
    const likely = column.spellings.get(fold(value))?.value ?? nearest(value, words);
    report({ value, words, spelled, likely }, spelled ? { severity: "warning" } : {});
  },
  message({ value, words, spelled }, say) {
    if (spelled) return inColumn(say, `${say.show(value)} is spelled ${spelled.value} for ${say.system}.`);
    return inColumn(say, `${say.show(value)} is no word that ${say.system} knows here. It wants ${oneOf(words)}.`);
  },
  fixes({ words, spelled, likely }, finding) {
    if (spelled) return [replaceBy(finding, spelled.value, true)];
    const ordered = likely === undefined ? words : [likely, ...words.filter((word) => word !== likely)];
    return ordered.map((word) => replaceBy(finding, word, false));
  },
});
