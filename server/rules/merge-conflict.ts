/** Lines that a version control system left between two versions of a file. */
import { isConflictMarker } from "../core/document.ts";
import { defineRowRule } from "../core/rule.ts";

interface Data {
  readonly marker: string;
}

export default defineRowRule<Data>({
  name: "merge-conflict",
  severity: "error",
  summary: "Lines that a merge in version control left in the file.",
  docs: `
When two people change the same rows, a merge leaves both versions in the file with lines of \`<\`, \`=\` and \`>\`
around them. An importer takes each of these lines for a broken row and would create the users of both versions. Choose
one version and delete the other with the marker lines. The rows between them are still checked.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail
<<<<<<< HEAD
^^^^^^^^^^^^ merge-conflict: "<<<<<<<" was left here by a merge. Turvo would read it as a row: keep one of the versions and delete this line.
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
||||||| 5d1c3a7
^^^^^^^^^^^^^^^ merge-conflict: "|||||||" was left here by a merge. Turvo would read it as a row: keep one of the versions and delete this line.
u1,Ann Lee,Viewer,America/Chicago,ann.lee@example.com
=======
^^^^^^^ merge-conflict: "=======" was left here by a merge. Turvo would read it as a row: keep one of the versions and delete this line.
u1,Ann Lee,Editor,America/Chicago,ann.lee@example.com
>>>>>>> team
^^^^^^^^^^^^ merge-conflict: ">>>>>>>" was left here by a merge. Turvo would read it as a row: keep one of the versions and delete this line.
\`\`\`

Such signs within a row are just text.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail
u1,<<<<<<< Ann,Admin,America/Chicago,ann.lee@example.com
\`\`\`
`,
  last: true,
  check(row, report) {
    if (isConflictMarker(row.text)) report({ marker: row.text.slice(0, 7) });
  },
  message: ({ marker }, say) =>
    `"${marker}" was left here by a merge. ${say.system} would read it as a row: keep one of the versions and delete this line.`,
});
