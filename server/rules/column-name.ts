/** Known columns by another spelling. */

import { setHeaderCell } from "../core/mend.ts";
import { defineHeaderRule } from "../core/rule.ts";
import { quoteValue } from "../core/sheet.ts";
import { quoted } from "../core/tokenizer.ts";
import { hasBrokenQuote } from "../core/view.ts";
import { headerMark } from "./unknown-column.ts";

interface Data {
  readonly cell: number;
  readonly text: string;
  readonly name: string;
  readonly how: "blanks" | "case" | "alias" | "quotes";
  /** The importer compares names letter by letter. */
  readonly exact: boolean;
}

export default defineHeaderRule<Data>({
  name: "column-name",
  severity: "warning",
  summary: "A known column by another spelling.",
  docs: `
A name in other case, with a blank in it, with the asterisk that the vendor's page puts after mandatory names, or a name
that the column had before: here the column still counts, but the importer may not know it. Meeds compares names letter
by letter and knows only the exact ones, blanks around them aside; quotes around a name make it another name there.

\`\`\`csv turvo.user
id*,Name,permission,timezone,userEmail
~~~ column-name: "id*" is spelled id; Turvo may not know it otherwise.  💡! Rename to id
    ~~~~ column-name: "Name" is spelled name; Turvo may not know it otherwise.  💡! Rename to name
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
\`\`\`
\`\`\`fixed
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
\`\`\`

\`\`\`csv meeds.user
userName, firstName,LastName,"password",email
         ~~~~~~~~~~ column-name: There are blanks around firstName. Write the name alone, as Meeds knows it.  💡! Rename to firstName
                    ^^^^^^^^ column-name: "LastName" is not lastName for Meeds, which compares names letter by letter.  💡! Rename to lastName
                             ^^^^^^^^^^ column-name: password is written in quotes, which Meeds takes for a part of the name.  💡! Rename to password
ann.lee,Anna,Leemann,Correct-Horse-9,ann.lee@example.com
\`\`\`

\`\`\`csv travtus.user
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_mail,Status,roles
                                                                                                ~~~~~~~~~~~~~~~~~ column-name: "send_welcome_mail" is another name for send_welcome_email, which is what Travtus calls it today.  💡! Rename to send_welcome_email
                                                                                                                  ~~~~~~ column-name: "Status" is spelled status; Travtus may not know it otherwise.  💡! Rename to status
ann.lee@example.com,Ann,Lee,,,,,,True,Active,
\`\`\`

Where the importer reads quotes, a quoted name is the name.

\`\`\`csv turvo.user
"id","name","permission","timezone","userEmail"
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
\`\`\`
`,
  check({ table, binding }, report) {
    const exact = table.document.headerCase === "exact";
    for (const { column, match, text, index, flags, duplicateOf } of binding.cells) {
      if (!column || !match || duplicateOf !== undefined || hasBrokenQuote({ flags }, table)) continue;
      const how = table.raw && flags & quoted ? "quotes" : match;
      if (how === "exact") continue;
      const trimmed = how === "blanks" && exact;
      report(
        { cell: index, text, name: column.field.name, how, exact },
        { span: headerMark(binding, index), ...(trimmed ? { severity: "warning", exactly: true } : {}) },
      );
    }
  },
  message: ({ text, name, how, exact }, say) => {
    if (how === "quotes") return `${name} is written in quotes, which ${say.system} takes for a part of the name.`;
    if (how === "blanks") return `There are blanks around ${name}. Write the name alone, as ${say.system} knows it.`;
    if (how === "alias")
      return `${quoteValue(text)} is another name for ${name}, which is what ${say.system} calls it today.`;
    return exact
      ? `${quoteValue(text)} is not ${name} for ${say.system}, which compares names letter by letter.`
      : `${quoteValue(text)} is spelled ${name}; ${say.system} may not know it otherwise.`;
  },
  fixes: ({ cell, name }) => [{ title: `Rename to ${name}`, safe: true, edits: (at) => setHeaderCell(at, cell, name) }],
});
