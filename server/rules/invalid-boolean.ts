/** Tells of words other than True and False where only these are read. */

import { defineCellRule } from "../core/checking/rule.ts";
import type { Column } from "../core/filetypes/table.ts";
import { booleanOf } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  /** The two words as this column wants them. */
  readonly words: readonly [yes: string, no: string];
  /** Right but for its case. */
  readonly caseOnly: boolean;
}

export default defineCellRule<Data>({
  name: "invalid-boolean",
  severity: "error",
  summary: "A yes-or-no column contains something other than True or False.",
  section: "cell",
  types: ["boolean"],
  wakes: (column) => ({ otherThan: [{ oneOf: () => wordsOf(column) }] }),
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "") return;
    const words = wordsOf(column);
    if (value === words[0] || value === words[1]) return;
    const caseOnly = /^(?:true|false)$/i.test(value);
    const anyCase = column.field.variant === "any-case";
    if (caseOnly && anyCase) return;
    report({ value, words, caseOnly }, caseOnly ? { severity: "warning" } : {});
  },
  message({ value, words, caseOnly }, say) {
    return inColumn(
      say,
      caseOnly
        ? message("{0} should be {1}. This column is case-sensitive.", say.show(value), meantBy(value, words) ?? "")
        : message("{0} isn't a valid value. Use {1} or {2}.", say.show(value), ...words),
    );
  },
  fixes({ value, words, caseOnly }, finding) {
    const meant = meantBy(value, words);
    if (meant !== undefined) return [replaceBy(finding, meant, caseOnly)];
    return words.map((word) => replaceBy(finding, word, false));
  },
});

function meantBy(value: string, [yes, no]: readonly [string, string]): string | undefined {
  const meant = booleanOf(value);
  return meant === undefined ? undefined : meant ? yes : no;
}

/** The two words as a column wants them. */
function wordsOf(column: Column | undefined): readonly [yes: string, no: string] {
  return column?.field.variant === undefined ? ["True", "False"] : ["true", "false"];
}
