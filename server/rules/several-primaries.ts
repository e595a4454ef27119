/** A second primary address, e-mail address or phone number for one user. */
import { defineKeyRule, type KeyData } from "../core/rule.ts";
import { rowNumber } from "./words.ts";

export default defineKeyRule<KeyData>({
  name: "several-primaries",
  severity: "error",
  summary: "A second primary address, e-mail address or phone number for one user.",
  docs: `
Turvo takes one primary address, one primary e-mail address and one primary phone number for each user. They are counted
by \`contextId\`, wherever in the file the rows stand.

\`\`\`csv turvo.communication_channel
id,contextId,email.type,email,IsPrimaryEmail
c1,u1,1097,ann.lee@example.com,True
c2,u2,1097,bob.ray@example.com,True
c3,u1,1095,ann@example.com,True
                           ^^^^ several-primaries: IsPrimaryEmail: row 2 says True for contextId "u1" already. Turvo takes only one.  💡 Set to False
\`\`\`
\`\`\`fixed: Set to False
id,contextId,email.type,email,IsPrimaryEmail
c1,u1,1097,ann.lee@example.com,True
c2,u2,1097,bob.ray@example.com,True
c3,u1,1095,ann@example.com,False
\`\`\`

One e-mail address and one phone number may both be primary.

\`\`\`csv turvo.communication_channel
id,contextId,email.type,email,phone.type,phone,IsPrimaryEmail,IsPrimaryPhone
c1,u1,1097,ann.lee@example.com,,,True,False
c2,u1,,,1015,3135551500,False,True
\`\`\`
`,
  message: ({ value, fields, first }, say) =>
    `${say.field?.name ?? "This"}: ${rowNumber(first.record)} says True for ${fields.join()} ${say.show(value)} already. ${say.system} takes only one.`,
  fixes: () => [{ title: "Set to False", safe: false, value: "False" }],
});
