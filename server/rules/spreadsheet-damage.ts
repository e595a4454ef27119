/** Tells of values that a spreadsheet has changed into numbers, dates or errors. */

import { type Item, itemsOf } from "../core/checking/list-items.ts";
import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import type { FieldType } from "../core/filetypes/file-type.ts";
import { type Damage, damageOf, isSheetError } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly item: Item;
  readonly damage: Damage;
}

export default defineCellRule<Data>({
  name: "spreadsheet-damage",
  severity: "warning",
  summary: "A spreadsheet changed a value to a number, a date, or an error.",
  section: "cell",
  alone: true,
  wakes(column) {
    const { type, list } = column?.field ?? {};
    if (type === "password") return {};
    if (list) return everyValue;
    return isJudged(type) ? { otherThan: ["id", "digits", "postal-code"] } : { first: "#" };
  },
  check(cell, report) {
    const type = cell.column?.field.type;
    if (type === "password") return;
    const judged = isJudged(type);
    for (const item of itemsOf(cell)) {
      const damage = isSheetError(item.value) ? "error" : judged ? damageOf(item.value) : undefined;
      if (damage) report({ item, damage }, { span: item.span });
    }
  },
  message({ item, damage }, say) {
    const shown = say.show(item.value);
    switch (damage) {
      case "scientific":
        return inColumn(say, message("A spreadsheet shortened a long number to {0}. Enter the original value.", shown));
      case "date":
        return inColumn(
          say,
          message("{0} looks like a value that a spreadsheet changed to a date. Enter the original value.", shown),
        );
      case "decimal":
        return inColumn(
          say,
          message("{0} looks like a number that a spreadsheet reformatted. Enter the original value.", shown),
        );
      case "error":
        return inColumn(say, message("{0} is a spreadsheet error. Enter the original value.", shown));
    }
  },
});

/** Numbers and dates are damage where neither is ever meant. */
function isJudged(type: FieldType | undefined): boolean {
  return type === "id" || type === "reference" || type === "postal-code";
}
