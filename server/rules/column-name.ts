/** Known columns by another spelling. */

import { setHeaderCell } from "../core/checking/fix-context.ts";
import { hasBrokenQuote } from "../core/checking/record-view.ts";
import { defineHeaderRule } from "../core/checking/rule.ts";
import { quoteValue } from "../core/text/message-values.ts";
import { quoted } from "../core/text/tokenizer.ts";
import { headerMark } from "./unknown-column.ts";

interface Data {
  readonly cell: number;
  readonly text: string;
  readonly name: string;
  readonly how: "blanks" | "case" | "alias" | "quotes";
  /** The importer compares names letter by letter. */
  readonly exact: boolean;
}

export default defineHeaderRule<Data>({
  name: "column-name",
  severity: "warning",
  summary: "A known column by another spelling.",
  section: "header",
  order: 32,
  check({ table, binding }, report) {
    const exact = table.document.headerCase === "exact";
    for (const { column, match, text, index, flags, duplicateOf } of binding.cells) {
      if (!column || !match || duplicateOf !== undefined || hasBrokenQuote({ flags }, table)) continue;
      const how = table.raw && flags & quoted ? "quotes" : match;
      if (how === "exact") continue;
      const trimmed = how === "blanks" && exact;
      report(
        { cell: index, text, name: column.field.name, how, exact },
        { span: headerMark(binding, index), ...(trimmed ? { severity: "warning", exactly: true } : {}) },
      );
    }
  },
  message: ({ text, name, how, exact }, say) => {
    if (how === "quotes") return `${name} is written in quotes, which ${say.system} takes for a part of the name.`;
    if (how === "blanks") return `There are blanks around ${name}. Write the name alone, as ${say.system} knows it.`;
    if (how === "alias")
      return `${quoteValue(text)} is another name for ${name}, which is what ${say.system} calls it today.`;
    return exact
      ? `${quoteValue(text)} is not ${name} for ${say.system}, which compares names letter by letter.`
      : `${quoteValue(text)} is spelled ${name}; ${say.system} may not know it otherwise.`;
  },
  fixes: ({ cell, name }) => [{ title: `Rename to ${name}`, safe: true, edits: (at) => setHeaderCell(at, cell, name) }],
});
