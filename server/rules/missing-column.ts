/** Columns that the importer wants and the header lacks. */

import { addColumn, insertColumn } from "../core/checking/fix-context.ts";
import { defineHeaderRule, type HeaderSubject } from "../core/checking/rule.ts";
import type { Field, Severity } from "../core/filetypes/file-type.ts";
import { message, schemaText } from "../core/text/message.ts";
import { headerMark } from "./unknown-column.ts";

interface Data {
  readonly name: string;
  readonly width: number;
  /** `doubtful`: required in rows, but a file without it may pass. */
  readonly reason: "required" | "doubtful" | "expected" | "block" | "linked";
  /** What the column belongs to, with its article; for `linked` the name of the column that requires it. */
  readonly block: string;
  /** Empty cells at a row's end break it: the new column goes before the last. */
  readonly beforeLast: boolean;
}

export default defineHeaderRule<Data>({
  name: "missing-column",
  severity: "error",
  summary: "A column that the importer requires or expects is missing.",
  section: "header",
  order: 30,
  check({ table, binding }, report) {
    const width = binding.cells.length;
    const beforeLast = (table.severityOf("empty-last-cell", undefined) ?? "off") !== "off" && width > 0;
    for (const { field, required } of table.columns) {
      if (binding.indexOf(field.name) >= 0) continue;
      const block = blockThatNeeds(field.name, { table, binding });
      const needed = field.missing === undefined || field.missing === "error" ? "required" : "doubtful";
      const reason = required ? needed : block ? "block" : "expected";
      const severity: Severity = field.missing ?? (reason === "expected" ? "off" : "error");
      if (severity === "off") continue;
      report(
        { name: field.name, width, reason, block: block ?? "", beforeLast },
        { severity, span: headerMark(binding, width - 1), field },
      );
    }
    const named = new Set<string>();
    for (const column of binding.columns)
      for (const name of column?.field.requires ?? []) {
        if (binding.indexOf(name) >= 0 || named.has(name)) continue;
        named.add(name);
        const block = column!.field.name;
        const span = headerMark(binding, width - 1);
        report({ name, width, reason: "linked", block, beforeLast }, { severity: "error", span });
      }
  },
  message: ({ name, reason, block }, say) => {
    switch (reason) {
      case "linked":
        return message('The column "{0}" is missing. {1} requires it together with {2}.', name, say.system, block);
      case "block":
        return message(
          'The column "{0}" is missing. {1} requires it together with {2}.',
          name,
          say.system,
          schemaText(block),
        );
      case "required":
        return message('The column "{0}" is missing. {1} requires it.', name, say.system);
      case "doubtful":
        return message('The column "{0}" is missing. {1} may reject the file without it.', name, say.system);
      case "expected":
        return message('The column "{0}" is missing. {1} expects it, even if its cells are empty.', name, say.system);
    }
  },
  fixes: ({ name, width, beforeLast }) => [
    {
      title: message('Add the column "{0}"', name),
      safe: false,
      edits: (at) => (beforeLast ? insertColumn(at, name, width - 1) : addColumn(at, name, width)),
    },
  ],
});

/** The block, with its article, that has content columns in the header and needs this one. */
function blockThatNeeds(name: Field["name"], { table, binding }: HeaderSubject): string | undefined {
  return table.document.blocks?.find(
    ({ needs, content }) =>
      needs.includes(name) && content.some((other) => other !== name && binding.indexOf(other) >= 0),
  )?.title;
}
