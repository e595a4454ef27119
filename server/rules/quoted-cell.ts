/** Quotes around a cell, where the importer takes them for a part of the value. */

import { setCellAt } from "../core/mend.ts";
import { defineCellRule } from "../core/rule.ts";
import { quoted } from "../core/tokenizer.ts";
import { hasLineBreak } from "../core/view.ts";

interface Data {
  readonly text: string;
  /** The delimiter within the quotes, which the importer splits at all the same. */
  readonly split: boolean;
}

export default defineCellRule<Data>({
  name: "quoted-cell",
  severity: "off",
  summary: "Quotes around a cell, where the importer takes them for a part of the value.",
  docs: `
Meeds does not know that quotes hold a cell together. It keeps them as a part of the value, so \`"ann.lee"\` is no valid
user name, and it splits at every comma, also between quotes, which moves all cells after it. The only way is to write
the value without quotes, and without commas.

\`\`\`csv meeds.user
userName,firstName,lastName,password,email,aboutMe
"ann.lee",Anna,Leemann,Correct-Horse-9,ann.lee@example.com,"Sales, service"
^^^^^^^^^ quoted-cell: userName: Meeds takes the quotes around "ann.lee" for a part of the value.  💡! Remove the quotes
                                                           ~~~~~~~~~~~~~~~~ quoted-cell: aboutMe: Meeds does not know quotes and splits "Sales, service" at its comma.  💡 Remove the quotes and write blanks for commas
\`\`\`
\`\`\`fixed
userName,firstName,lastName,password,email,aboutMe
ann.lee,Anna,Leemann,Correct-Horse-9,ann.lee@example.com,"Sales, service"
\`\`\`
\`\`\`fixed: Remove the quotes and write blanks for commas
userName,firstName,lastName,password,email,aboutMe
"ann.lee",Anna,Leemann,Correct-Horse-9,ann.lee@example.com,Sales service
\`\`\`

The others read quotes as they are meant.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail
u1,"Lee, Ann",Admin,America/Chicago,ann.lee@example.com
\`\`\`
`,
  check(cell, report) {
    if (!(cell.flags & quoted) || hasLineBreak(cell)) return;
    const split = cell.text.includes(cell.row.table.delimiter);
    // Cut at its comma the value is no value: what else may be wrong with it comes from the same mistake.
    // A list has more to say: which sign it wants between its items.
    report({ text: cell.text, split }, { enough: split && cell.column?.field.list === undefined });
  },
  message: ({ text, split }, say) => {
    const name = say.field?.name ?? "This cell";
    return split
      ? `${name}: ${say.system} does not know quotes and splits ${say.show(text)} at its comma.`
      : `${name}: ${say.system} takes the quotes around ${say.show(text)} for a part of the value.`;
  },
  fixes: ({ text, split }, { row, cell }) =>
    split
      ? [
          {
            title: "Remove the quotes and write blanks for commas",
            safe: false,
            value: text.replace(/\s*,\s*/g, " "),
          },
        ]
      : // The cell says the same before and after: only its quotes go.
        [{ title: "Remove the quotes", safe: true, edits: (at) => setCellAt(at, at.page, row, cell, () => text) }],
});
