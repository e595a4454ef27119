/** A value that an earlier row already has and that should be there once. */
import { defineKeyRule, type KeyData } from "../core/rule.ts";
import { rowNumber } from "./words.ts";

export default defineKeyRule<KeyData>({
  name: "duplicate-value",
  severity: "warning",
  summary: "A value that should be there once and that an earlier row already has.",
  docs: `
People sign in with their e-mail address, so two users cannot share one; case does not count. Meeds refuses the second
user. In Turvo's \`group.csv\` the same user in the same group twice says nothing new.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/Chicago,office@example.com
u2,Bob Ray,Admin,America/Chicago,Office@example.com
                                 ~~~~~~~~~~~~~~~~~~ duplicate-value: userEmail: "Office@example.com" is already in row 2. Turvo wants it only once.
\`\`\`

\`\`\`csv turvo.user_group
id,contextId,groupId,permission
m1,u1,g1,Viewer
m2,u1,g2,Viewer
m3,u1,g1,Editor
   ~~ duplicate-value: contextId and groupId ("u1, g1") are together already in row 2.
\`\`\`

In Meeds a second row for the same user may repeat the address.

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
ann.lee,Anna,Leemann,Correct-Horse-9,ann.lee@example.com
ann.lee,Anna,Leemann,Correct-Horse-9,ann.lee@example.com
\`\`\`
`,
  message: ({ value, fields, first }, say) =>
    fields.length > 1
      ? `${fields.join(" and ")} (${say.show(value)}) are together already in ${rowNumber(first.record)}.`
      : `${fields.join()}: ${say.show(value)} is already in ${rowNumber(first.record)}. ${say.system} wants it only once.`,
});
