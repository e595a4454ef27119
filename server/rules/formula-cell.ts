/** Tells of cells that a spreadsheet would run as a formula. */
import { defineCellRule } from "../core/rule.ts";
import { isFormula } from "../core/values.ts";
import { inColumn } from "./words.ts";

export default defineCellRule<{ readonly text: string }>({
  name: "formula-cell",
  severity: "warning",
  summary: "A spreadsheet would take the cell for a formula.",
  docs: `Whoever opens the file, or an export of the system it goes to, in a spreadsheet lets the spreadsheet compute cells that
begin with \`=\`, \`@\`, \`+\` or \`-\`. At best the value is gone; at worst the formula sends data away. Numbers and phone
numbers with a sign do no harm.

\`\`\`csv turvo.user
id,name,title,permission,status.code,timezone,userEmail
u1,Ann Lee,"=HYPERLINK(""http://example.com"")",Admin,2450,America/New_York,ann@example.com
           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ formula-cell: title: "=HYPERLINK("http://example.com")" would be run as a formula by a spreadsheet. Begin it with a letter or a digit.
u2,@bob,+Sales+Service,Admin,2450,America/New_York,bob@example.com
   ~~~~ formula-cell: name: "@bob" would be run as a formula by a spreadsheet. Begin it with a letter or a digit.
        ~~~~~~~~~~~~~~ formula-cell: title: "+Sales+Service" would be run as a formula by a spreadsheet. Begin it with a letter or a digit.
\`\`\`

These are fine:

\`\`\`csv turvo.user
id,name,title,permission,status.code,timezone,userEmail
u1,Ann = Lee,+1 313 555-0100,Admin,2450,America/New_York,ann@example.com
u2,Bob Ray,-5,Admin,2450,America/New_York,bob@example.com
u3,Cy Fox,-,Admin,2450,America/New_York,cy@example.com
\`\`\`
`,
  alone: true,
  check(cell, report) {
    if (cell.text !== "" && isFormula(cell.text)) report({ text: cell.text });
  },
  message: ({ text }, say) =>
    inColumn(say, `${say.show(text)} would be run as a formula by a spreadsheet. Begin it with a letter or a digit.`),
});
