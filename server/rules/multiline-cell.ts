/** Line breaks inside a cell, where the importer cannot take them. */

import { defineCellRule } from "../core/rule.ts";
import { hasLineBreak } from "../core/view.ts";

interface Data {
  readonly lines: number;
  readonly joined: string;
  /** The importer does not know quotes: the parts become rows. */
  readonly torn: boolean;
}

export default defineCellRule<Data>({
  name: "multiline-cell",
  severity: "off",
  summary: "A line break inside a cell, where the importer reads line by line.",
  docs: `
A quoted cell may go over several lines in most CSV files, and Turvo does not forbid it. Travtus asks for rows on one
line. Meeds takes every line for a row of its own, so one such cell makes two broken users.

\`\`\`csv meeds.user
userName,firstName,lastName,password,email,aboutMe
ann.lee,Anna,Leemann,Correct-Horse-9,ann.lee@example.com,"Sales
                                                         ^^^^^^
and service"
^^^^^^^^^^^^ multiline-cell: aboutMe: the value goes over 2 lines. Meeds takes each line for a row of its own.  💡 Join the lines with a blank
\`\`\`
\`\`\`fixed: Join the lines with a blank
userName,firstName,lastName,password,email,aboutMe
ann.lee,Anna,Leemann,Correct-Horse-9,ann.lee@example.com,Sales and service
\`\`\`

\`\`\`csv travtus.user
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann.lee@example.com,Ann,Lee,,"Leasing
                             ~~~~~~~~
Agent",,,,True,Active,
~~~~~~ multiline-cell: job_title: the value goes over 2 lines. Travtus wants every row on one line.  💡 Join the lines with a blank
\`\`\`

Turvo reads quoted line breaks.

\`\`\`csv turvo.user
id,name,title,permission,timezone,userEmail
u1,Ann Lee,"Driver
and dispatcher",Admin,America/Chicago,ann.lee@example.com
\`\`\`
`,
  last: true,
  check(cell, report) {
    if (cell.flags === 0 || !hasLineBreak(cell)) return;
    const lines = cell.text.split(/\r\n|\r|\n/);
    const joined = lines
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .join(" ");
    report({ lines: lines.length, joined, torn: cell.row.table.raw });
  },
  message: ({ lines, torn }, say) => {
    const what = `${say.field?.name ?? "This cell"}: the value goes over ${lines} lines.`;
    return torn
      ? `${what} ${say.system} takes each line for a row of its own.`
      : `${what} ${say.system} wants every row on one line.`;
  },
  fixes: ({ joined }) => [{ title: "Join the lines with a blank", safe: false, value: joined }],
});
