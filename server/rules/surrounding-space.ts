/** Tells of blanks before or after a value. */

import { defineCellRule, type Fix } from "../core/checking/rule.ts";
import { characterName } from "../core/text/invisible.ts";
import { type Message, message } from "../core/text/message.ts";
import { trimBlanks } from "../core/text/text.ts";
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
    const { text, column, row } = cell;
    const value = trimBlanks(text);
    if (text === value) return;
    const field = column?.field;
    const exact = field?.type === "id" || field?.type === "reference";
    // In a password a space may be meant, and some importers stumble over an empty cell at the end but not over a space.
    const last = value === "" && cell.index === row.count - 1;
    const stumbles = last && (row.table.severityOf("empty-last-cell", field) ?? "off") !== "off";
    report({ text, value, safe: !cell.isSecret && !stumbles }, exact ? { severity: "error" } : {});
  },
  message({ text, value }, say) {
    if (value === "") return inColumn(say, message("The cell looks empty but contains spaces."));
    const start = text.indexOf(value);
    const before = text.slice(0, start);
    const after = text.slice(start + value.length);
    const shown = say.show(value);
    const one = [...(before + after)].length === 1;
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
  fixes({ value, safe }, _, { other }) {
    const title = value === "" ? message("Clear the cell") : message("Remove the spaces around it");
    const fixes: Fix[] = [{ title, safe, value }];
    const id = value === "" ? undefined : other(value);
    if (id !== undefined) fixes.push({ title: message("Replace with {0} (not used yet)", id), safe: false, value: id });
    return fixes;
  },
});

function kindOf(blanks: string): Message | string {
  const single = [...blanks].length === 1;
  const hidden = /[^ \t\r\n]/u.exec(blanks)?.[0];
  if (hidden !== undefined) {
    if (single) return characterName(hidden.codePointAt(0)!);
    return message("{0} and other invisible characters", characterName(hidden.codePointAt(0)!));
  }
  if (/^\t+$/.test(blanks)) return single ? message("a tab") : message("tabs");
  if (/^[\r\n]+$/.test(blanks)) return single ? message("a line break") : message("line breaks");
  return single ? message("a space") : message("spaces");
}
