/** Values that only count together with another one: an e-mail address and its type. */
import { setCellAt } from "../core/mend.ts";
import { defineRowRule, type Fix, type Mending, type RowSubject } from "../core/rule.ts";
import type { Block, Category } from "../core/table.ts";
import type { Edit } from "../core/text.ts";

interface Data {
  readonly name: string;
  readonly block: string;
  readonly title: string;
  readonly codes: readonly Category[];
  /** Cells to empty when the block is given up. */
  readonly cells: readonly number[];
}

export default defineRowRule<Data>({
  name: "required-together",
  severity: "error",
  summary: "A value whose companion is missing: an address without its type.",
  check(row, report) {
    if (!row.linesUp || row.blank) return;
    for (const block of row.table.document.blocks ?? []) {
      if (!isThere(row, block)) continue;
      for (const name of block.needs) {
        const cell = row.cell(name);
        if (cell?.value !== "") continue;
        const codes = [...(cell.column?.values.values() ?? [])];
        report({ name, block: block.name, title: block.title, codes, cells: cellsOf(row, block) }, { at: cell });
      }
    }
  },
  message: ({ name, title }, say) => `${name} is empty, and there is ${title}. ${say.system} wants both together.`,
  fixes: ({ block, codes, cells }, finding) => [
    ...codes.map(
      ({ value, label }): Fix => ({
        title: label === undefined ? `Insert ${value}` : `Insert ${value} (${label})`,
        safe: false,
        value,
      }),
    ),
    { title: `Clear the ${block}`, safe: false, edits: (at) => clear(at, finding.row, cells) },
  ],
});

/** Something of the block is in the row. */
export function isThere(row: RowSubject, block: Block): boolean {
  return block.content.some((name) => (row.value(name) ?? "") !== "");
}

/** All cells of a block that the header has. */
export function cellsOf(row: RowSubject, block: Block): number[] {
  const names = new Set([...block.content, ...block.needs, ...block.with, ...(block.primary ? [block.primary] : [])]);
  return [...names].map((name) => row.binding.indexOf(name)).filter((cell) => cell >= 0);
}

/** Empties cells of a row. */
export function clear(at: Mending, row: number, cells: readonly number[]): readonly Edit[] {
  return cells.flatMap((cell) => setCellAt(at, at.page, row, cell, (text) => (text === "" ? undefined : "")) ?? []);
}
