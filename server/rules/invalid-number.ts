/** Tells of numbers that are none, or hold more than the digits that the importer reads. */

import { defineCellRule } from "../core/checking/rule.ts";
import { message } from "../core/text/message.ts";
import { exampleOf, inColumn, replaceBy } from "./words.ts";

export default defineCellRule<{ readonly value: string }>({
  name: "invalid-number",
  severity: "error",
  summary: "A number contains more than digits.",
  section: "cell",
  types: ["integer"],
  wakes: { otherThan: ["digits"] },
  check({ value, column }, report) {
    const right = column?.field.variant === "digits" ? /^\d+$/ : /^[+-]?\d+$/;
    if (value !== "" && !right.test(value)) report({ value });
  },
  message: ({ value }, say) =>
    inColumn(
      say,
      say.field?.variant === "digits"
        ? message("{0} contains more than digits. Use only digits, like {1}.", say.show(value), exampleOf(say))
        : message("{0} isn't a whole number. Use one like {1}.", say.show(value), exampleOf(say)),
    ),
  fixes({ value }, finding) {
    const plain = /^(?:ext(?:ension)?\.?|x|#)?[\s:]*(\d[\d\s\u00a0]*?)(?:[.,]0+)?$/i.exec(value)?.[1];
    return plain === undefined ? [] : [replaceBy(finding, plain.replace(/\D+/g, ""), true)];
  },
});
