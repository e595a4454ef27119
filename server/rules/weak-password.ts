/** Tells of passwords that the server's policy refuses, without ever saying what they are. */
import { type CellSubject, defineCellRule } from "../core/rule.ts";
import { settingAt } from "../core/table.ts";
import { type PasswordPolicy, passwordFaults } from "../core/values.ts";
import { inColumn, join } from "./words.ts";

export default defineCellRule<{ readonly faults: readonly string[] }>({
  name: "weak-password",
  severity: "warning",
  summary: "A password does not meet the server's policy.",
  docs: `Meeds refuses a new user whose password does not meet the server's policy: 9 to 256 characters with a digit, a small and
a capital letter, unless the server is set up otherwise. The tenant profile (\`meeds.passwordPolicy\`) says what yours wants.
The password itself is never shown: not in messages, reports, logs or the preview.

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
ann.lee,Ann,Lee,secret,ann@example.com
                ~~~~~~ weak-password: password: this password is too weak. Meeds wants at least 9 characters, a digit and a capital letter.
bob.ray,Bob,Ray,allsmall1,bob@example.com
                ~~~~~~~~~ weak-password: password: this password is too weak. Meeds wants a capital letter.
\`\`\`

This is fine:

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
ann.lee,Ann,Lee,Rap3hMzNg,ann@example.com
\`\`\`

With a policy of your own other passwords are:

\`\`\`profile
{ "meeds": { "passwordPolicy": { "minLength": 12, "pattern": ".*[!?].*" } } }
\`\`\`

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
ann.lee,Ann,Lee,Rap3hMzNg,ann@example.com
                ~~~~~~~~~ weak-password: password: this password is too weak. Meeds wants at least 12 characters.
bob.ray,Bob,Ray,all small but long!,bob@example.com
\`\`\`
`,
  check(cell, report) {
    if (cell.column?.field.type !== "password" || cell.value === "") return;
    const faults = passwordFaults(cell.value, policyOf(cell));
    if (faults.length > 0) report({ faults });
  },
  message: ({ faults }, say) => inColumn(say, `this password is too weak. ${say.system} wants ${join(faults)}.`),
});

/** What the column's schema asks for, unless the tenant profile says otherwise. */
function policyOf({ column, row }: CellSubject): PasswordPolicy {
  const { constraints = {}, vocabulary } = column?.field ?? {};
  const own = vocabulary === undefined ? undefined : settingAt(row.table.profile, vocabulary);
  return typeof own === "object" && own !== null ? { ...constraints, ...own } : constraints;
}
