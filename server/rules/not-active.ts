/** A value that is right but seldom meant in a first upload. */
import { defineCellRule } from "../core/rule.ts";

interface Data {
  readonly value: string;
  readonly label: string;
  readonly reason: string;
}

export default defineCellRule<Data>({
  name: "not-active",
  severity: "information",
  summary: "A user is uploaded as suspended or deleted.",
  docs: `
New users are normally uploaded as Active. Suspended and Deleted are right for updates of users who exist already.

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,2450,America/New_York,ann@example.com
u2,Bob Ray,Admin,2451,America/New_York,bob@example.com
                 **** not-active: status.code: "2451" means Suspended; new users are normally uploaded as Active (2450).
\`\`\`

Fine:

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,2450,America/New_York,ann@example.com
\`\`\`
`,
  check(cell, report) {
    const category = cell.column?.values.get(cell.value);
    const entry = cell.column?.field.forbidden?.find((forbidden) => forbidden.value === cell.value);
    if (!category || !entry || cell.column?.field.type !== "code") return;
    report({ value: cell.value, label: category.label ?? category.value, reason: entry.reason });
  },
  message: ({ value, label, reason }, say) => `${say.field?.name}: ${say.show(value)} means ${label}; ${reason}.`,
});
