/** Tells of numbers that are none, or are written in another way than the importer reads. */

import { defineValueRule } from "../core/checking/value-rule.ts";
import type { Field } from "../core/filetypes/file-type.ts";
import { numberIn } from "../core/filetypes/ordered-values.ts";
import { message } from "../core/text/message.ts";
import { exampleOf, inColumn, replaceBy } from "./words.ts";

export default defineValueRule<{ readonly value: string }>({
  name: "invalid-number",
  severity: "error",
  summary: "A value isn't a number, or contains more than the digits that the importer reads.",
  section: "cell",
  types: ["integer", "number"],
  wakes: { otherThan: ["digits"] },
  check({ value, column }, report) {
    if (value !== "" && column && numberIn(column.field, value) === undefined) report({ value });
  },
  message: ({ value }, say) => {
    const shown = say.show(value);
    const example = exampleOf(say) || plainExample(say.field);
    return inColumn(
      say,
      say.field?.variant === "digits"
        ? message("{0} contains more than digits. Use only digits, like {1}.", shown, example)
        : say.field?.type === "integer"
          ? message("{0} isn't a whole number. Use one like {1}.", shown, example)
          : message("{0} isn't a number. Use one like {1}.", shown, example),
    );
  },
  fixes({ value }, finding) {
    const plain = /^(?:ext(?:ension)?\.?|x|#)?[\s:]*(\d[\d\s\u00a0]*?)(?:[.,]0+)?$/i.exec(value)?.[1];
    if (finding.field?.type === "integer")
      return plain === undefined ? [] : [replaceBy(finding, plain.replace(/\D+/g, ""), true)];
    const decimal = decimalMeant(finding.field, value);
    return decimal === undefined ? [] : [replaceBy(finding, decimal, false)];
  },
});

function plainExample(field: Field | undefined): string {
  return field?.type === "integer" ? "42" : `3${field?.decimalChar ?? "."}5`;
}

/** The number with the column's own sign before the decimals, where only that differs. */
function decimalMeant(field: Field | undefined, value: string): string | undefined {
  const { decimalChar = "." } = field ?? {};
  const found = /^([+-]?\d+)[.,](\d+)$/.exec(value);
  return found ? `${found[1]}${decimalChar}${found[2]}` : undefined;
}
