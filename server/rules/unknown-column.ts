/** Columns that the file type does not know. */

import { removeColumn, setHeaderCell } from "../core/mend.ts";
import { defineHeaderRule, type Fix } from "../core/rule.ts";
import { type Binding, trimBlanks } from "../core/table.ts";
import { fold, nearest, type Span } from "../core/text.ts";
import { hasBrokenQuote } from "../core/view.ts";

/** A line of millions of commas is no header; nobody reads more than this. */
const toldMax = 1000;

interface Data {
  readonly cell: number;
  readonly text: string;
  /** Why somebody may have written it, and what is right. */
  readonly reason: string | undefined;
  readonly nearest: string | undefined;
  /** Other columns make the importer refuse the file. */
  readonly refused: boolean;
  /** Where the tenant's own columns are listed. */
  readonly vocabulary: string | undefined;
}

export default defineHeaderRule<Data>({
  name: "unknown-column",
  severity: "warning",
  summary: "A column that the importer does not know.",
  docs: `
Turvo and Meeds leave columns they do not know aside, and with them everything you wrote there; often the name is only
misspelt. Travtus refuses a file with other columns than those configured. In Meeds an administrator can add columns of
your own: list them as \`meeds.properties\` in the tenant profile.

\`\`\`csv turvo.communication_channel
id,contextId,phone.type,phone,phone.contry,email.country
                              ~~~~~~~~~~~~ unknown-column: "phone.contry" is no column of this file. Turvo leaves it aside. Did you mean phone.country?  💡 Rename to phone.country  💡 Remove the column phone.contry
                                           ~~~~~~~~~~~~~ unknown-column: "email.country" is no column of this file: Turvo's page mentions it by mistake: an email address has no country. The columns are \`email.type\` and \`email\`, and the country of a phone number is \`phone.country\`.  💡 Remove the column email.country
c1,u1,1015,3135551500,US,US
\`\`\`
\`\`\`fixed: Rename to phone.country
id,contextId,phone.type,phone,phone.country,email.country
c1,u1,1015,3135551500,US,US
\`\`\`

\`\`\`csv meeds.user
userName,firstName,lastName,password,badgeNumber,email
                                     ~~~~~~~~~~~ unknown-column: "badgeNumber" is no column of this file. Meeds leaves it aside.  💡 Remove the column badgeNumber  💡 Add badgeNumber to the tenant profile
ann.lee,Anna,Leemann,Correct-Horse-9,4711,ann.lee@example.com
\`\`\`
\`\`\`fixed: Remove the column badgeNumber
userName,firstName,lastName,password,email
ann.lee,Anna,Leemann,Correct-Horse-9,ann.lee@example.com
\`\`\`

A column without a name is unknown too.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail,
                                     ~ unknown-column: This column has no name. Turvo leaves it aside.  💡 Remove the column
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com,
\`\`\`

With the tenant's own column in the profile all is well.

\`\`\`profile
{ "meeds": { "properties": ["badgeNumber"] } }
\`\`\`
\`\`\`csv meeds.user
userName,firstName,lastName,password,badgeNumber,email
ann.lee,Anna,Leemann,Correct-Horse-9,4711,ann.lee@example.com
\`\`\`
`,
  check({ table, binding }, report) {
    const { notColumns = [], fieldsMatch, vocabulary } = table.document;
    const free = table.columns.map(({ field }) => field.name).filter((other) => binding.indexOf(other) < 0);
    let told = 0;
    for (const { column, text, index, flags } of binding.cells) {
      if (told === toldMax) return;
      if (column || hasBrokenQuote({ flags }, table)) continue;
      told++;
      const name = trimBlanks(text);
      const known =
        notColumns.find((not) => not.name === name) ?? notColumns.find((not) => fold(not.name) === fold(name));
      report(
        {
          cell: index,
          text: name,
          reason: known?.reason,
          nearest: nearest(name, free),
          refused: fieldsMatch === "equal",
          vocabulary,
        },
        { span: headerMark(binding, index) },
      );
    }
  },
  message: ({ text, reason, nearest: near, refused }, say) => {
    const does = refused ? `${say.system} refuses files with other columns` : `${say.system} leaves it aside`;
    if (text === "") return `This column has no name. ${does}.`;
    if (reason) return `${say.show(text)} is no column of this file: ${reason}.`;
    const guess = near ? ` Did you mean ${near}?` : "";
    return `${say.show(text)} is no column of this file. ${does}.${guess}`;
  },
  fixes: ({ cell, text, nearest: near, vocabulary }) => {
    const fixes: Fix[] = [];
    if (near) fixes.push({ title: `Rename to ${near}`, safe: false, edits: (at) => setHeaderCell(at, cell, near) });
    const title = text === "" ? "Remove the column" : `Remove the column ${text}`;
    fixes.push({ title, safe: false, edits: (at) => removeColumn(at, cell) });
    if (vocabulary && text !== "") {
      const command = { kind: "addToProfile", path: vocabulary, value: text } as const;
      fixes.push({ title: `Add ${text} to the tenant profile`, safe: false, command });
    }
    return fixes;
  },
});

/** Where to point for a header cell; an empty one is seen by the delimiter beside it. From the header record's start. */
export function headerMark(binding: Binding, index: number): Span {
  const cell = binding.cells[index]!;
  if (cell.end > cell.start) return { start: cell.start, end: cell.end };
  const isLast = index === binding.cells.length - 1;
  return isLast && cell.start > 0
    ? { start: cell.start - 1, end: cell.start }
    : { start: cell.start, end: cell.start + 1 };
}
