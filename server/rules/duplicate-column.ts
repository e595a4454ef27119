/** The same column twice. */
import { removeColumn } from "../core/mend.ts";
import { defineHeaderRule } from "../core/rule.ts";
import { headerMark } from "./unknown-column.ts";

interface Data {
  readonly cell: number;
  readonly name: string;
  /** The first one's cell. */
  readonly first: number;
}

export default defineHeaderRule<Data>({
  name: "duplicate-column",
  severity: "error",
  summary: "The same column twice.",
  docs: `
Nobody can tell which of two columns with one name an importer takes: some the first, some the last, some refuse the
file. The cells of the second one are not checked.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail,Name
                                      ^^^^ duplicate-column: The column name is here a second time; column 2 is the first. Turvo can take only one of them.  💡 Remove this second name column
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com,Ann
\`\`\`
\`\`\`fixed: Remove this second name column
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
\`\`\`

Names that only look alike are different columns.

\`\`\`csv turvo.communication_channel
id,contextId,address.type,address.line1,address.line2,address.country
c1,u1,1182,1 Main St,Suite 2,United States
\`\`\`
`,
  check({ binding }, report) {
    for (const { column, index, duplicateOf } of binding.cells) {
      if (!column || duplicateOf === undefined) continue;
      report({ cell: index, name: column.field.name, first: duplicateOf }, { span: headerMark(binding, index) });
    }
  },
  message: ({ name, first }, say) =>
    `The column ${name} is here a second time; column ${first + 1} is the first. ${say.system} can take only one of them.`,
  fixes: ({ cell, name }) => [
    { title: `Remove this second ${name} column`, safe: false, edits: (at) => removeColumn(at, cell) },
  ],
});
