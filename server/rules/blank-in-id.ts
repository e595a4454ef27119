/** Tells of ids with white space inside. */
import { defineCellRule } from "../core/checking/rule.ts";
import { blanks } from "../core/filetypes/values.ts";
import { inColumn, replaceBy } from "./words.ts";

export default defineCellRule<{ readonly value: string }>({
  name: "blank-in-id",
  severity: "error",
  summary: "An id has a blank inside.",
  section: "cell",
  types: ["id"],
  wakes: { otherThan: ["id", "digits"] },
  check({ value }, report) {
    if (value.search(blanks) >= 0) report({ value });
  },
  message: ({ value }, say) => {
    const kind = /[^\u00a0\u200b-\u200d\u2060\ufeff]/.test(value.match(blanks)?.join("") ?? "")
      ? "a blank"
      : "an invisible blank";
    return inColumn(say, `${say.show(value)} has ${kind} inside. ${say.system} takes ids without blanks only.`);
  },
  fixes: ({ value }, finding) =>
    ["", "-"].map((sign) => ({ ...replaceBy(finding, value.replace(blanks, sign), false), everywhere: true })),
});
