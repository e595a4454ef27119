/** A file that only makes sense beside another one stands alone. */
import type { MissingFileData } from "../core/links.ts";
import { defineKeyRule } from "../core/rule.ts";

export default defineKeyRule<MissingFileData>({
  name: "missing-file",
  severity: "warning",
  summary: "A file refers to users, and the user file is not beside it.",
  docs: `
The files of one import belong in one folder. Channels and group rows name users by id; without \`user.csv\` beside them
nothing they say about users can be checked, and the upload needs that file first.

\`\`\`csv
-- communication_channel.csv --
id,contextId,email.type,email
~~ missing-file: user.csv is not in this folder. Turvo takes this file only together with it.  💡 Create user.csv with the ids that are named here
c1,u1,1097,ann.lee@example.com
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
  fixes: ({ file, table }) => [
    { title: `Create ${file} with the ids that are named here`, safe: false, command: { kind: "createFile", table } },
  ],
  message: (data, say) => `${data.file} is not in this folder. ${say.system} takes this file only together with it.`,
});
