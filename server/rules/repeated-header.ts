/** The column names once more among the rows: files that were joined, templates with a second header. */
import { removeRecord } from "../core/checking/fix-context.ts";
import { type HeaderLikeness, headerLikeness } from "../core/checking/line-kinds.ts";
import { defineRowRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";

interface Data {
  readonly by: HeaderLikeness["by"];
}

export default defineRowRule<Data>({
  name: "repeated-header",
  severity: "error",
  summary: "The column names appear again among the rows.",
  section: "file",
  aboutLines: true,
  order: 12,
  last: true,
  wakes: { noData: true },
  check(row, report) {
    if (row.kind !== "header") return;
    const { cells, binding } = row;
    const likeness = headerLikeness({ count: cells.length, value: (cell) => cells[cell]!.value }, binding);
    if (likeness) report({ by: likeness.by });
  },
  message: ({ by }, say) => {
    switch (by) {
      case "same":
        return message("This line repeats the column names. {0} would import it as a row. Remove it.", say.system);
      case "similar":
        return message(
          "This line contains column names. {0} would import it as a row. Remove it, and check that the rows below have the columns in the same order.",
          say.system,
        );
      case "words":
        return message("This line describes the columns. {0} would import it as a row. Remove it.", say.system);
    }
  },
  fixes: ({ by }) => [{ title: message("Remove the line"), safe: by === "same", edits: removeRecord }],
});
