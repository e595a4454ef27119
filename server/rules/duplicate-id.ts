/** An id that an earlier row already has. */
import { defineKeyRule, type KeyData } from "../core/rule.ts";
import { rowNumber } from "./words.ts";

export default defineKeyRule<KeyData>({
  name: "duplicate-id",
  severity: "error",
  summary: "An id that an earlier row already has.",
  docs: `
An importer knows a row by its id. Of two rows with one id the second overwrites the first or is refused. In Meeds the
user name is the id: the second row becomes an update of the first user.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
u2,Bob Ray,Admin,America/Chicago,bob.ray@example.com
u1,Cy Orr,Admin,America/Chicago,cy.orr@example.com
^^ duplicate-id: id: "u1" is already in row 2. Turvo takes both rows for the same one.  💡 Replace with u3, which is free
\`\`\`
\`\`\`fixed: Replace with u3, which is free
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
u2,Bob Ray,Admin,America/Chicago,bob.ray@example.com
u3,Cy Orr,Admin,America/Chicago,cy.orr@example.com
\`\`\`

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
ann.lee,Anna,Leemann,Correct-Horse-9,ann.lee@example.com
ann.lee,Anne,Leeman,Correct-Horse-9,anne.lee@example.com
~~~~~~~ duplicate-id: userName: "ann.lee" is already in row 2. Meeds takes both rows for the same one.  💡 Replace with ann.lee-2, which is free
\`\`\`

In other files an id may come again: one user has many channels.

\`\`\`csv turvo.communication_channel
id,contextId,email.type,email
c1,u1,1097,ann.lee@example.com
c2,u1,1095,ann@example.com
\`\`\`
`,
  message: ({ value, fields, first }, say) =>
    `${fields.join(" and ")}: ${say.show(value)} is already in ${rowNumber(first.record)}. ${say.system} takes both rows for the same one.`,
  fixes: ({ free }) =>
    free === undefined ? [] : [{ title: `Replace with ${free}, which is free`, safe: false, value: free }],
});
