/** Tells of numbers that hold more than digits. */
import { defineCellRule } from "../core/rule.ts";
import { inColumn, replaceBy } from "./words.ts";

export default defineCellRule<{ readonly value: string }>({
  name: "invalid-number",
  severity: "error",
  summary: "A number holds more than digits.",
  docs: `Turvo reads a phone extension as digits and nothing else.

\`\`\`csv turvo.communication_channel
id,contextId,phone.type,phone,phone.extension
c1,u1,1015,3135550100,x204
                      ^^^^ invalid-number: phone.extension: "x204" holds more than digits. Turvo wants digits only, such as 204.  💡! Replace with 204
c2,u2,1015,3135550101,204.0
                      ^^^^^ invalid-number: phone.extension: "204.0" holds more than digits. Turvo wants digits only, such as 204.  💡! Replace with 204
c3,u3,1015,3135550102,204/205
                      ^^^^^^^ invalid-number: phone.extension: "204/205" holds more than digits. Turvo wants digits only, such as 204.
c4,u4,1015,3135550103,front desk
                      ^^^^^^^^^^ invalid-number: phone.extension: "front desk" holds more than digits. Turvo wants digits only, such as 204.
\`\`\`

This is fine, zeros in front too:

\`\`\`csv turvo.communication_channel
id,contextId,phone.type,phone,phone.extension
c1,u1,1015,3135550100,0204
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type === "integer" && value !== "" && !/^\d+$/.test(value)) report({ value });
  },
  message: ({ value }, say) =>
    inColumn(
      say,
      `${say.show(value)} holds more than digits. ${say.system} wants digits only, such as ${say.field?.example}.`,
    ),
  fixes({ value }, finding) {
    const plain = /^(?:ext(?:ension)?\.?|x|#)?[\s:]*(\d[\d\s\u00a0]*?)(?:[.,]0+)?$/i.exec(value)?.[1];
    return plain === undefined ? [] : [replaceBy(finding, plain.replace(/\D+/g, ""), true)];
  },
});
