/** Tells of words that stand for "nothing" where an empty cell should. */
import { defineCellRule } from "../core/rule.ts";
import type { Severity } from "../core/table.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly value: string;
  readonly required: boolean;
}

export default defineCellRule<Data>({
  name: "placeholder-value",
  severity: "off",
  summary: "A cell says NULL, N/A or - where it should be empty.",
  docs: `To Travtus an empty cell means that there is no value. \`NULL\`, \`N/A\`, \`-\` or a few blanks are values to it: they end up
in the user's profile. Its documentation writes the default of \`roles\` as "none"; that, too, is an empty cell.

\`\`\`csv travtus.user
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,NULL,n/a,-,,,  ,True,Active,none
                    ^^^^ placeholder-value: last_name: "NULL" is taken for a value. Travtus needs a real one here.  💡 Clear the cell
                         ~~~ placeholder-value: phone_number: "n/a" is taken for a value. Where there is none, Travtus wants an empty cell.  💡! Clear the cell
                             ~ placeholder-value: job_title: "-" is taken for a value. Where there is none, Travtus wants an empty cell.  💡! Clear the cell
                                 ~~ placeholder-value: reports_to: the cell holds nothing but blanks. Where there is none, Travtus wants an empty cell.  💡! Clear the cell
                                                **** placeholder-value: roles: "none" is taken for a value. Where there is none, Travtus wants an empty cell.  💡! Clear the cell
\`\`\`

\`\`\`fixed
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,NULL,,,,,,True,Active,
\`\`\`

These are fine:

\`\`\`csv travtus.user
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,Nullman,,,,,,True,Active,
bob@example.com,Bob,None,,Not applicable officer,,,,True,Active,
\`\`\`

Other importers have not said that they mind:

\`\`\`csv turvo.user
id,name,title,permission,status.code,timezone,userEmail
u1,Ann Lee,N/A,Admin,2450,America/New_York,ann@example.com
\`\`\`
`,
  last: true,
  check(cell, report) {
    const { column, value } = cell;
    if (cell.text === "") return;
    const required = column?.required === true;
    const word = value.toLowerCase();
    if (value === "" || word === "null" || word === "n/a" || value === "-")
      report({ value, required }, required ? { severity: "error" } : {});
    else if (word === "none" && !column?.values.has(value)) {
      const listed = column?.field.forbidden?.find((each) => each.value.toLowerCase() === word);
      if (listed)
        report({ value, required }, { severity: listed.severity ?? ("information" satisfies Severity), exactly: true });
    }
  },
  message({ value, required }, say) {
    const what = value === "" ? "the cell holds nothing but blanks" : `${say.show(value)} is taken for a value`;
    if (required) return inColumn(say, `${what}. ${say.system} needs a real one here.`);
    return inColumn(say, `${what}. Where there is none, ${say.system} wants an empty cell.`);
  },
  fixes: ({ required }) => [{ title: "Clear the cell", safe: !required, value: "" }],
});
