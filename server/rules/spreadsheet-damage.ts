/** Tells of values that a spreadsheet has changed into numbers, dates or errors. */

import { itemsOf, type ListItem } from "../core/checking/list-items.ts";
import { defineCellRule, defineFileRule, type Saying } from "../core/checking/rule.ts";
import { type CellWakes, everyValue } from "../core/checking/wakes.ts";
import type { Field } from "../core/filetypes/file-type.ts";
import { type Damage, damageOf, isSheetError } from "../core/filetypes/spreadsheet.ts";
import type { Column } from "../core/filetypes/table.ts";
import { message } from "../core/text/message.ts";
import { shifted } from "../core/text/text.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly item: ListItem;
  readonly damage: Damage;
}

function wakes(column: Column | undefined): CellWakes {
  const { type, list, variant } = column?.field ?? {};
  if (type === "password") return {};
  if (list || type === "uuid" || (type === "phone" && variant === "e164")) return everyValue;
  const isJudged = type === "id" || type === "reference" || type === "postal-code";
  return isJudged ? { otherThan: ["id", "digits", "postal-code"] } : { first: "#" };
}

const words = {
  name: "spreadsheet-damage",
  severity: "warning",
  summary: "A spreadsheet changed a value to a number, a date, or an error.",
  section: "cell",
  message({ item, damage }: Data, say: Saying) {
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
      case "digits":
        return inColumn(
          say,
          message(
            "{0} lost its last digits: a spreadsheet keeps 15 and writes zeros for the rest. Enter the original value.",
            shown,
          ),
        );
      case "error":
        return inColumn(say, message("{0} is a spreadsheet error. Enter the original value.", shown));
    }
  },
} as const;

export default defineCellRule<Data>({
  ...words,
  alone: true,
  wakes,
  check(cell, report) {
    if (cell.isSecret) return;
    for (const item of itemsOf(cell)) {
      const damage = damageIn(item.value, cell.column?.field);
      if (damage) report({ item, damage }, { span: item.span });
    }
  },
});

/** A date with a space in it, `01. Mrz`, where the space is told by another rule. */
export const withSpace = defineCellRule<Data>({
  ...words,
  types: ["id"],
  wakes: { otherThan: ["id", "digits"] },
  check(cell, report) {
    if (!/\s/.test(cell.value)) return;
    for (const item of itemsOf(cell)) {
      const damage = damageIn(item.value, cell.column?.field);
      if (damage) report({ item, damage }, { span: item.span });
    }
  },
});

/** A number of 16 digits ends in a zero once in ten; where all IDs do, a spreadsheet made it. */
export const inAllIds = defineFileRule<{ readonly name: string; readonly count: number }>({
  ...words,
  check({ binding, document, filled, roundedIds: count }, report) {
    const cell = binding?.columns.findIndex((column) => column?.field.type === "id") ?? -1;
    const named = binding?.cells[cell];
    if (!named || count < 2 || filled?.[cell] !== count) return;
    const start = document.pages[document.header.page]!.rows[document.header.row]!;
    report({ name: binding!.columns[cell]!.field.name, count }, { span: shifted(named, start) });
  },
  message: ({ name, count }) =>
    message(
      "{0}: All {1} IDs have 16 digits and end in 0. A spreadsheet keeps 15 digits and writes zeros for the rest. Enter the original values.",
      name,
      count,
    ),
});

function damageIn(value: string, field: Field | undefined): Damage | undefined {
  switch (field?.type) {
    case "password":
      return undefined;
    case "id":
    case "reference":
    case "postal-code":
    case "uuid":
      return isSheetError(value) ? "error" : damageOf(value);
    case "phone":
      // Where only digits may be, they are missed.
      if (field.variant === "e164" && damageOf(value) === "scientific") return "scientific";
      return isSheetError(value) ? "error" : undefined;
    default:
      return isSheetError(value) ? "error" : undefined;
  }
}
