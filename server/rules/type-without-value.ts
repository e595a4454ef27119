/** What says something about a value that is not there: a phone type without a phone. */

import { defineRowRule, type RowSubject } from "../core/checking/rule.ts";
import { yesWords } from "../core/filetypes/column-groups.ts";
import type { Block } from "../core/filetypes/file-type.ts";
import { message, schemaText } from "../core/text/message.ts";
import { clear, isThere } from "./required-together.ts";
import { inColumns } from "./words.ts";

interface Data {
  readonly names: readonly string[];
  readonly block: Block;
}

export default defineRowRule<Data>({
  name: "type-without-value",
  severity: "warning",
  summary: "A type, extension, or primary mark has no value to describe.",
  section: "cell",
  wakes: { blocks: true },
  check(row, report) {
    if (!row.linesUp || row.blank) return;
    for (const block of row.table.document.blocks ?? []) {
      if (isThere(row, block)) continue;
      const names = leftOver(row, block);
      const first = names[0] === undefined ? undefined : row.cell(names[0]);
      if (first) report({ names, block }, { span: first.mark });
    }
  },
  message: ({ names, block }) =>
    inColumns(names, message("This row doesn't have {0}. Add one, or clear this value.", schemaText(block.title))),
  fixes: ({ block }, finding) => [
    {
      title: message("Clear all {0} cells", schemaText(block.name)),
      safe: false,
      edits: (at) => clear(at, finding.row, block),
    },
  ],
});

/** Filled columns that make no sense without the block. */
export function leftOver(row: RowSubject, block: Block): string[] {
  const names: string[] = [];
  for (const name of block.with) if ((row.value(name) ?? "") !== "") names.push(name);
  if (block.primary !== undefined) {
    const primary = row.value(block.primary)?.toLowerCase() ?? "";
    if (primary !== "" && yesWords(row.binding, block.primary).includes(primary)) names.push(block.primary);
  }
  return names;
}
