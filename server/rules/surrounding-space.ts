/** Tells of blanks before or after a value. */
import { defineCellRule } from "../core/checking/rule.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly text: string;
  readonly value: string;
  readonly safe: boolean;
}

export default defineCellRule<Data>({
  name: "surrounding-space",
  severity: "warning",
  summary: "A value has a blank before or after it.",
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
    if (value === "") return inColumn(say, "the cell looks empty but holds blanks.");
    const start = text.indexOf(value);
    const before = text.slice(0, start);
    const after = text.slice(start + value.length);
    const where = before === "" ? "after it" : after === "" ? "before it" : "before and after it";
    return inColumn(say, `${say.show(value)} has ${kindOf(before + after)} ${where}.`);
  },
  fixes: ({ value, safe }) => [{ title: value === "" ? "Clear the cell" : "Remove the blanks around it", safe, value }],
});

function kindOf(blanks: string): string {
  const single = blanks.length === 1;
  if (/^[\u200b-\u200d\u2060\ufeff]+$/.test(blanks)) return single ? "an invisible character" : "invisible characters";
  if (/^\u00a0+$/.test(blanks)) return single ? "a no-break space" : "no-break spaces";
  if (/^\t+$/.test(blanks)) return single ? "a tab" : "tabs";
  if (/^[\r\n]+$/.test(blanks)) return "a line break";
  return single ? "a blank" : "blanks";
}
