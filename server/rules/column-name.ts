/** Known columns by another spelling. */

import { setHeaderCell } from "../core/checking/fix-context.ts";
import { hasBrokenQuote } from "../core/checking/record-view.ts";
import { defineHeaderRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";
import { quoteValue } from "../core/text/message-values.ts";
import { quoted } from "../core/text/tokenizer.ts";
import { headerMark } from "./unknown-column.ts";

interface Data {
  readonly cell: number;
  readonly text: string;
  readonly name: string;
  readonly how: "blanks" | "case" | "alias" | "quotes";
  /** The importer compares names exactly. */
  readonly exact: boolean;
}

export default defineHeaderRule<Data>({
  name: "column-name",
  severity: "warning",
  summary: "A known column under a different spelling.",
  section: "header",
  order: 32,
  check({ table, binding }, report) {
    const exact = table.document.headerCase === "exact";
    for (const { column, match, text, index, flags, duplicateOf } of binding.cells) {
      if (!column || !match || duplicateOf !== undefined || hasBrokenQuote({ flags }, table)) continue;
      const how = table.raw && flags & quoted ? "quotes" : match;
      // What nobody sees is another rule's subject.
      if (how === "exact" || how === "invisible") continue;
      const trimmed = how === "blanks" && exact;
      report(
        { cell: index, text, name: column.field.name, how, exact },
        { span: headerMark(binding, index), ...(trimmed ? { severity: "warning", exactly: true } : {}) },
      );
    }
  },
  message: ({ text, name, how, exact }, say) => {
    if (how === "quotes")
      return message("The column name is in quotes. {0} reads them as part of the name. Remove them.", say.system);
    if (how === "blanks") return message('The column name should be "{0}", without extra spaces.', name);
    if (how === "alias")
      return message('The column name should be "{0}". {1} is another name for it.', name, quoteValue(text));
    return exact
      ? message(
          'The column name should be "{0}", not {1}. Column names are case-sensitive in {2}.',
          name,
          quoteValue(text),
          say.system,
        )
      : message('The column name should be "{0}", not {1}.', name, quoteValue(text));
  },
  fixes: ({ cell, name }) => [
    { title: message('Rename to "{0}"', name), safe: true, edits: (at) => setHeaderCell(at, cell, name) },
  ],
});
