/** The same column twice. */

import { removeColumn } from "../core/checking/fix-context.ts";
import { defineHeaderRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";
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
  summary: "The same column appears twice.",
  section: "header",
  order: 33,
  check({ binding }, report) {
    for (const { column, index, duplicateOf } of binding.cells) {
      if (!column || duplicateOf === undefined) continue;
      report({ cell: index, name: column.field.name, first: duplicateOf }, { span: headerMark(binding, index) });
    }
  },
  message: ({ name, first }) =>
    message(
      'The column "{0}" appears more than once. The first one is column {1}. Remove one of them.',
      name,
      first + 1,
    ),
  fixes: ({ cell, name }) => [
    { title: message('Remove this duplicate "{0}" column', name), safe: false, edits: (at) => removeColumn(at, cell) },
  ],
});
