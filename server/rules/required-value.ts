/** Tells of empty cells in columns that need a value. */
import { defineCellRule } from "../core/rule.ts";
import { fits, usernameFrom } from "../core/values.ts";

export default defineCellRule<{ readonly derived: string | undefined }>({
  name: "required-value",
  severity: "error",
  summary: "A cell is empty although its column needs a value in every row.",
  last: true,
  docs: `An importer turns away a row that lacks a value it cannot do without. Turvo needs an id, a name, a role, a time zone
and an address for every user, and in the other files the ids that tie rows together. Travtus needs an address and both
names. Meeds needs all five columns of its template. A cell that holds nothing but blanks counts as empty.

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,2450,America/New_York,
                                      ^ required-value: userEmail is empty. Turvo needs a value here. Always; no new user can be made without it.
u2,,Admin,2450,America/New_York,bob@example.com
   ^ required-value: name is empty. Turvo needs a value here.
u3,   ,Admin,2450,America/New_York,cy@example.com
   ^^^ required-value: name is empty. Turvo needs a value here.
\`\`\`

Where the value can be made from other columns it is proposed.

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
,José,O'Neil,Rap3hMzNg,jose@example.com
^ required-value: userName is empty. Meeds needs a value here.  💡 Fill in jose.oneil
\`\`\`

Other columns may stay empty:

\`\`\`csv turvo.user
id,name,title,permission,status.code,timezone,userEmail
u1,Ann Lee,,Admin,,America/New_York,ann@example.com
\`\`\`
`,
  check(cell, report) {
    const { column, row } = cell;
    if (!column?.required || cell.value !== "") return;
    const { derive, constraints } = column.field;
    const parts = derive?.map((name) => row.value(name) ?? "") ?? [];
    const made = parts.length > 0 && parts.every((part) => part !== "") ? usernameFrom(parts) : "";
    const right = made !== "" && fits(constraints?.pattern ?? ".*", made);
    report({ derived: right ? made : undefined });
  },
  message: (_, say) => {
    const condition = say.field?.condition ? ` ${say.field.condition}` : "";
    return `${say.field?.name ?? "This cell"} is empty. ${say.system} needs a value here.${condition}`;
  },
  fixes: ({ derived }, finding) =>
    derived === undefined || finding.masked ? [] : [{ title: `Fill in ${derived}`, safe: false, value: derived }],
});
