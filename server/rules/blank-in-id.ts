/** IDs with white space inside. */

import { defineCellRule } from "../core/checking/rule.ts";
import { blanks } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { inColumn, replaceBy } from "./words.ts";

export default defineCellRule<{ readonly value: string }>({
  name: "blank-in-id",
  severity: "error",
  summary: "An ID contains a space.",
  section: "cell",
  types: ["id"],
  wakes: { otherThan: ["id", "digits"] },
  check({ value }, report) {
    if (value.search(blanks) >= 0) report({ value });
  },
  message: ({ value }, say) => {
    const visible = /[^\u00a0\u200b-\u200d\u2060\ufeff]/.test(value.match(blanks)?.join("") ?? "");
    return inColumn(
      say,
      visible
        ? message("{0} contains a space. IDs can't contain spaces.", say.show(value))
        : message("{0} contains an invisible space. IDs can't contain spaces.", say.show(value)),
    );
  },
  fixes: ({ value }, finding) =>
    ["", "-"].map((sign) => ({ ...replaceBy(finding, value.replace(blanks, sign), false), everywhere: true })),
});
