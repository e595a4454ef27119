/** Tells of blanks before or after a value. */

import { defineCellRule } from "../core/checking/rule.ts";
import { type Message, message } from "../core/text/message.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly text: string;
  readonly value: string;
  readonly safe: boolean;
}

export default defineCellRule<Data>({
  name: "surrounding-space",
  severity: "warning",
  summary: "A value starts or ends with a space.",
  section: "cell",
  order: 22,
  // Blanks at its ends wake all rules about a cell.
  wakes: {},
  check(cell, report) {
    const { text, value, column, row } = cell;
    if (text === value) return;
    const type = column?.field.type;
    const exact = type === "id" || type === "reference";
    // In a password a blank may be meant, and some importers stumble over an empty cell at the end but not over a blank.
    const last = value === "" && cell.index === row.count - 1;
    const stumbles = last && (row.table.severityOf("empty-last-cell", column?.field) ?? "off") !== "off";
    report({ text, value, safe: type !== "password" && !stumbles }, exact ? { severity: "error" } : {});
  },
  message({ text, value }, say) {
    if (value === "") return inColumn(say, message("The cell looks empty but contains spaces."));
    const start = text.indexOf(value);
    const before = text.slice(0, start);
    const after = text.slice(start + value.length);
    const shown = say.show(value);
    const one = (before + after).length === 1;
    const kind = kindOf(before + after);
    if (before !== "" && after !== "")
      return inColumn(say, message("{0} has {1} at the start and at the end. Remove them.", shown, kind));
    if (before !== "")
      return inColumn(
        say,
        one
          ? message("{0} has {1} at the start. Remove it.", shown, kind)
          : message("{0} has {1} at the start. Remove them.", shown, kind),
      );
    return inColumn(
      say,
      one
        ? message("{0} has {1} at the end. Remove it.", shown, kind)
        : message("{0} has {1} at the end. Remove them.", shown, kind),
    );
  },
  fixes: ({ value, safe }) => [
    { title: value === "" ? message("Clear the cell") : message("Remove the spaces around it"), safe, value },
  ],
});

function kindOf(blanks: string): Message {
  const single = blanks.length === 1;
  if (/^[\u200b-\u200d\u2060\ufeff]+$/.test(blanks))
    return single ? message("an invisible character") : message("invisible characters");
  if (/^\u00a0+$/.test(blanks)) return single ? message("a no-break space") : message("no-break spaces");
  if (/^\t+$/.test(blanks)) return single ? message("a tab") : message("tabs");
  if (/^[\r\n]+$/.test(blanks)) return single ? message("a line break") : message("line breaks");
  return single ? message("a space") : message("spaces");
}
