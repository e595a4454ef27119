/** Rows that hold neither an e-mail address nor a phone number nor an address. */

import { removeRecord } from "../core/checking/fix-context.ts";
import { defineRowRule } from "../core/checking/rule.ts";
import { choiceOf, message, schemaText } from "../core/text/message.ts";
import { isThere } from "./required-together.ts";
import { leftOver } from "./type-without-value.ts";

interface Data {
  readonly titles: readonly string[];
}

export default defineRowRule<Data>({
  name: "empty-channel",
  severity: "warning",
  summary: "A channel row has no email address, no phone number, and no address.",
  section: "cell",
  wakes: { blocks: true },
  check(row, report) {
    const blocks = row.table.document.blocks ?? [];
    if (blocks.length === 0 || !row.linesUp || row.blank) return;
    // What is left over of a block is told by its own rule; a header without any block is told by its columns.
    if (blocks.some((block) => isThere(row, block) || leftOver(row, block).length > 0)) return;
    const known = blocks.filter((block) => block.content.some((name) => row.binding.indexOf(name) >= 0));
    if (known.length > 0) report({ titles: blocks.map((block) => block.title) }, { span: row.cells[0]!.mark });
  },
  message: ({ titles }) =>
    message("This row doesn't contain {0}. Add one, or remove the row.", choiceOf(titles.map(schemaText))),
  fixes: () => [{ title: message("Remove the row"), safe: false, edits: removeRecord }],
});
