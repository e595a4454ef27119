/** Tells of ids with white space inside. */
import { defineCellRule } from "../core/rule.ts";
import { blanks } from "../core/values.ts";
import { inColumn, replaceBy } from "./words.ts";

export default defineCellRule<{ readonly value: string }>({
  name: "blank-in-id",
  severity: "error",
  summary: "An id has a blank inside.",
  docs: `Turvo takes any characters in ids but white space. The other files point at users and groups by these ids, so the fix
changes an id in all files of the set at once.

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u 1,Ann Lee,Admin,2450,America/New_York,ann@example.com
^^^ blank-in-id: id: "u 1" has a blank inside. Turvo takes ids without blanks only.  💡 Replace with u1  💡 Replace with u-1
u␣2,Bob Ray,Admin,2450,America/New_York,bob@example.com
^^^ blank-in-id: id: "u␣2" has an invisible blank inside. Turvo takes ids without blanks only.  💡 Replace with u2  💡 Replace with u-2
\`\`\`

Any other characters are fine, and names may have blanks:

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u-1/é#2,Ann Lee,Admin,2450,America/New_York,ann@example.com
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type === "id" && value.search(blanks) >= 0) report({ value });
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
