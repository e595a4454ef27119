/** A row belongs to a user whom the user file does not list. */
import { linkRule } from "./reference.ts";

export default linkRule({
  name: "unknown-user",
  thing: "user",
  createsRows: true,
  summary: "A row names a user id that the user file does not hold.",
  docs: `
Rows of the other files are tied to users by id, letter by letter. A row whose user is not found is refused, or hangs in
the air after half the upload has gone through.

The user file beside this one is searched, open or not. Users who were uploaded earlier need not be listed again: lower the
rule with \`"rules": { "unknown-user": "warning" }\` in the tenant profile if that is how you work.

\`\`\`csv
-- user.csv --
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/New_York,ann@example.com
U-2,Bob Ray,Admin,America/New_York,bob@example.com
-- communication_channel.csv --
id,contextId,email.type,email
c1,u1,1097,ann.lee@example.com
c2,u9,1097,cy@example.com
   ^^ unknown-user: contextId: no user has the id "u9" in user.csv. Turvo wants an id that is listed there.  💡 Replace with u1  💡 Replace with U-2  💡 Create the user u9 in user.csv
c3,u-2,1097,bob.ray@example.com
   ^^^ unknown-user: contextId: user.csv has "U-2", not "u-2". Turvo compares ids letter by letter.  💡! Replace with U-2
\`\`\`

Fine:

\`\`\`csv
-- user.csv --
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/New_York,ann@example.com
-- communication_channel.csv --
id,contextId,email.type,email
c1,u1,1097,ann.lee@example.com
\`\`\`
`,
});
