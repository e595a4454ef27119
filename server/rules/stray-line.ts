/** Lines that are no records: what databases and reports write between and below the rows. */
import { removeRecord } from "../core/checking/fix-context.ts";
import { type StrayReason, strayReason } from "../core/checking/line-kinds.ts";
import { defineRowRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";

interface Data {
  readonly reason: StrayReason;
  /** What the line says; undefined where it must not be shown. */
  readonly text: string | undefined;
}

export default defineRowRule<Data>({
  name: "stray-line",
  severity: "error",
  summary: "A line that isn't a record: a row of dashes, a section's title, a total, the end of a report.",
  section: "file",
  aboutLines: true,
  order: 13,
  last: true,
  wakes: { noData: true },
  check(row, report) {
    if (row.kind !== "stray") return;
    const { cells, binding } = row;
    const line = { count: cells.length, value: (cell: number) => cells[cell]!.value };
    const reason = strayReason(line, binding) ?? "text";
    const text = cells.find(({ value }) => value !== "")?.value;
    const isHidden =
      binding.hasSecrets && (reason === "text" || reason === "alone" || cells.length !== binding.columns.length);
    report({ reason, text: isHidden ? undefined : text });
  },
  message: ({ reason, text }, say) => {
    if (reason === "dashes")
      return message("This row of dashes isn't a record. {0} would import it as a row. Remove it.", say.system);
    if (text === undefined)
      return message("This line doesn't look like a record. {0} would import it as a row. Remove it.", say.system);
    if (reason === "alone")
      return message(
        "{0} is alone in its row. {1} would import it as a row. Remove the line, or complete the row.",
        say.show(text),
        say.system,
      );
    return reason === "total"
      ? message(
          "{0} looks like a total, not like a record. {1} would import it as a row. Remove the line.",
          say.show(text),
          say.system,
        )
      : message(
          "{0} doesn't look like a record. {1} would import it as a row. Remove the line.",
          say.show(text),
          say.system,
        );
  },
  fixes: () => [{ title: message("Remove the line"), safe: false, edits: removeRecord }],
});
