/** A row puts a user into a group that the group file does not list. */
import { linkRule } from "./reference.ts";

export default linkRule({
  name: "unknown-group",
  thing: "group",
  createsRows: true,
  summary: "A row names a group id that the Group entity's file does not hold.",
  docs: `
Groups are uploaded before users join them. The Group entity has a file of its own, also called \`group.csv\` but with other
columns; the nearest one in the workspace is searched. Where there is none the ids cannot be checked, and that is all this
rule then says.

\`\`\`csv
-- Group/group.csv --
id,name
g1,North
-- group.csv --
id,contextId,groupId
r1,u1,g1
r2,u2,G1
      ^^ unknown-group: groupId: Group/group.csv has "g1", not "G1". Turvo compares ids letter by letter.  💡! Replace with g1
r3,u3,g7
      ^^ unknown-group: groupId: no group has the id "g7" in Group/group.csv. Turvo wants an id that is listed there.  💡 Replace with g1  💡 Create the group g7 in Group/group.csv
\`\`\`

Fine:

\`\`\`csv
-- Group/group.csv --
id,name
g1,North
-- group.csv --
id,contextId,groupId
r1,u1,g1
\`\`\`
`,
});
