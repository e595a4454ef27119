/** A value that is right but seldom meant in a first upload. */
import { defineCellRule } from "../core/checking/rule.ts";
import { message, schemaText, sentenceOf } from "../core/text/message.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly value: string;
  readonly label: string;
  readonly reason: string;
}

export default defineCellRule<Data>({
  name: "not-active",
  severity: "information",
  summary: "A user is uploaded as suspended or deleted.",
  section: "cell",
  types: ["code"],
  wakes: (column) => ({
    words: (column?.field.forbidden ?? []).map(({ value }) => value).filter((value) => column?.values.has(value)),
  }),
  check(cell, report) {
    const category = cell.column?.values.get(cell.value);
    const entry = cell.column?.field.forbidden?.find((forbidden) => forbidden.value === cell.value);
    if (!category || !entry) return;
    report({ value: cell.value, label: category.label ?? category.value, reason: entry.reason });
  },
  message: ({ value, label, reason }, say) =>
    inColumn(say, message("{0} means {1}. {2}", say.show(value), schemaText(label), sentenceOf(reason))),
});
