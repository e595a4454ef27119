/** A contact that says what the user's own row says already. */
import { removeRecord } from "../core/checking/fix-context.ts";
import { defineKeyRule } from "../core/checking/rule.ts";
import type { RepeatData } from "../core/links/repeated-values.ts";
import { message, schemaText } from "../core/text/message.ts";
import { clear } from "./required-together.ts";
import { inColumn } from "./words.ts";

export default defineKeyRule<RepeatData>({
  name: "repeated-contact",
  severity: "information",
  summary: "A contact repeats the email address of the user's own row.",
  section: "files",
  listedIn: "repeats",
  message: ({ value, owner, file }, say) =>
    inColumn(
      say,
      message(
        "{0} is already the email address of {1} in {2}. Only additional addresses are needed here.",
        say.show(value),
        say.show(owner),
        file,
      ),
    ),
  fixes({ block, isAlone }, finding) {
    if (!block) return [];
    // Without the block nothing would be left in the row.
    if (isAlone) return [{ title: message("Remove the row"), safe: false, edits: removeRecord }];
    const title = message("Clear all {0} cells", schemaText(block.name));
    return [{ title, safe: false, edits: (at) => clear(at, finding.row, block) }];
  },
});
