/** Values that only count together with another one: an e-mail address and its type. */

import { setCellAt } from "../core/checking/fix-context.ts";
import { defineRowRule, type Fix, type FixContext, type RowSubject } from "../core/checking/rule.ts";
import type { Block } from "../core/filetypes/file-type.ts";
import type { Column } from "../core/filetypes/table.ts";
import { message, schemaText } from "../core/text/message.ts";
import type { Edit } from "../core/text/text.ts";
import { inColumns } from "./words.ts";

interface Data {
  readonly name: string;
  readonly block: Block;
  readonly column: Column | undefined;
}

export default defineRowRule<Data>({
  name: "required-together",
  severity: "error",
  summary: "A value is missing that another value requires, like a phone number without a type.",
  section: "cell",
  wakes: { blocks: true },
  check(row, report) {
    if (!row.linesUp || row.blank) return;
    for (const block of row.table.document.blocks ?? []) {
      if (!isThere(row, block)) continue;
      for (const name of block.needs) {
        const cell = row.cell(name);
        if (cell?.value === "") report({ name, block, column: cell.column }, { at: cell });
      }
    }
  },
  message: ({ name, block }, say) =>
    inColumns(
      [name],
      message("The cell is empty, but this row has {0}. {1} requires both.", schemaText(block.title), say.system),
    ),
  fixes: ({ block, column }, finding) => [
    ...Array.from(
      column?.values.values() ?? [],
      ({ value, label }): Fix => ({
        title:
          label === undefined ? message("Insert {0}", value) : message("Insert {0} ({1})", value, schemaText(label)),
        safe: false,
        value,
      }),
    ),
    {
      title: message("Clear the {0}", schemaText(block.name)),
      safe: false,
      edits: (at) => clear(at, finding.row, block),
    },
  ],
});

/** Something of the block is in the row. */
export function isThere(row: RowSubject, block: Block): boolean {
  for (const name of block.content) if ((row.value(name) ?? "") !== "") return true;
  return false;
}

/** Empties all cells of a block in a row. */
export function clear(at: FixContext, row: number, block: Block): readonly Edit[] {
  const names = new Set([...block.content, ...block.needs, ...block.with, ...(block.primary ? [block.primary] : [])]);
  const cells = [...names].map((name) => at.binding.indexOf(name)).filter((cell) => cell >= 0);
  return cells.flatMap((cell) => setCellAt(at, at.page, row, cell, (text) => (text === "" ? undefined : "")) ?? []);
}
