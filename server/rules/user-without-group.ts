/** A user who is no admin, in no group. */
import type { MemberData } from "../core/links.ts";
import { defineKeyRule } from "../core/rule.ts";

export default defineKeyRule<MemberData>({
  name: "user-without-group",
  severity: "warning",
  summary: "A user who is no admin has no row in the file that puts users into groups.",
  docs: `
Turvo asks that every user who is no admin is also added to a group in the User entity's \`group.csv\`. The same page calls
that file optional: a user whom it does not name is put into a group alone. So this is a warning, and only a remark where
there is no such file, or where it is not certain that the role is no admin's.

\`\`\`csv
-- user.csv --
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/New_York,ann@example.com
u2,Bob Ray,Viewer,America/New_York,bob@example.com
u3,Cy Fox,Editor,America/New_York,cy@example.com
~~ user-without-group: "u3" is Editor and has no row in group.csv. Turvo wants every user who is no admin in a group.  💡 Put u3 into a group in group.csv  💡 Put all users who lack a group into one
u4,Dee Orr,Financial Admin,America/New_York,dee@example.com
** user-without-group: "u4" is Financial Admin and has no row in group.csv. Turvo wants every user who is no admin in a group.  💡 Put u4 into a group in group.csv  💡 Put all users who lack a group into one
-- group.csv --
id,contextId,groupId
r1,u2,g1
\`\`\`

Fine:

\`\`\`csv
-- user.csv --
id,name,permission,timezone,userEmail
u1,Ann Lee,Super Admin,America/New_York,ann@example.com
u2,Bob Ray,Viewer,America/New_York,bob@example.com
-- group.csv --
id,contextId,groupId
r1,u2,g1
\`\`\`
`,
  message(data, say) {
    const wish = `${say.system} wants every user who is no admin in a group`;
    if (data.absent)
      return `${say.show(data.value)} is ${data.role} and in no group: there is no ${data.file} for users here. ${wish}.`;
    return `${say.show(data.value)} is ${data.role} and has no row in ${data.file}. ${wish}.`;
  },
  fixes: ({ value, file }) => [
    { title: `Put ${value} into a group in ${file}`, safe: false, command: { kind: "addMemberships", user: value } },
    { title: "Put all users who lack a group into one", safe: false, command: { kind: "addMemberships" } },
  ],
});
