/** The same column twice. */
import { removeColumn } from "../core/checking/fix-context.ts";
import { defineHeaderRule } from "../core/checking/rule.ts";
import { headerMark } from "./unknown-column.ts";

interface Data {
  readonly cell: number;
  readonly name: string;
  /** The first one's cell. */
  readonly first: number;
}

export default defineHeaderRule<Data>({
  name: "duplicate-column",
  severity: "error",
  summary: "The same column twice.",
  section: "header",
  order: 33,
  check({ binding }, report) {
    for (const { column, index, duplicateOf } of binding.cells) {
      if (!column || duplicateOf === undefined) continue;
      report({ cell: index, name: column.field.name, first: duplicateOf }, { span: headerMark(binding, index) });
    }
  },
  message: ({ name, first }, say) =>
    `The column ${name} is here a second time; column ${first + 1} is the first. ${say.system} can take only one of them.`,
  fixes: ({ cell, name }) => [
    { title: `Remove this second ${name} column`, safe: false, edits: (at) => removeColumn(at, cell) },
  ],
});
