/** Empty lines. */
import { removeRecord } from "../core/mend.ts";
import { defineRowRule } from "../core/rule.ts";

export default defineRowRule<undefined>({
  name: "blank-row",
  severity: "information",
  summary: "An empty line between or after the rows.",
  docs: `
An importer may skip an empty line, or count it as a row without an id and report an error for it. Meeds counts it as
a user and skips it, so the numbers in its report no longer fit the file. There is no reason to keep it.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com

* blank-row: This line is empty. Turvo may take it for a row without values.  💡! Remove the empty line
u2,Bob Ray,Admin,America/Chicago,bob.ray@example.com

* blank-row: This line is empty. Turvo may take it for a row without values.  💡! Remove the empty line
\`\`\`
\`\`\`fixed
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
u2,Bob Ray,Admin,America/Chicago,bob.ray@example.com
\`\`\`

One line break at the end of the file is as it should be.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
\`\`\`
`,
  last: true,
  check(row, report) {
    if (row.blank) report(undefined);
  },
  message: (_, say) => `This line is empty. ${say.system} may take it for a row without values.`,
  fixes: () => [{ title: "Remove the empty line", safe: true, edits: removeRecord }],
});
