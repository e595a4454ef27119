/** The three invisible bytes that some programs put before the first column's name. */
import { defineFileRule } from "../core/rule.ts";

export default defineFileRule<undefined>({
  name: "byte-order-mark",
  severity: "warning",
  summary: "An invisible byte order mark before the first column's name.",
  docs: `
Spreadsheets like to begin a UTF-8 file with three invisible bytes, the byte order mark. Meeds takes them for a part of
the first column's name, so no row has a user name any more. Travtus cuts them off but asks not to write them. Turvo
says nothing about them.

\`\`\`csv meeds.user
‹BOM›userName,firstName,lastName,password,email
     ^^^^^^^^ byte-order-mark: The file begins with an invisible mark (a byte order mark), which Meeds may take for a part of the first column's name.  💡! Remove the byte order mark
ann.lee,Anna,Leemann,Correct-Horse-9,ann.lee@example.com
\`\`\`
\`\`\`fixed
userName,firstName,lastName,password,email
ann.lee,Anna,Leemann,Correct-Horse-9,ann.lee@example.com
\`\`\`

\`\`\`csv turvo.user
‹BOM›id,name,permission,timezone,userEmail
     ** byte-order-mark: The file begins with an invisible mark (a byte order mark), which Turvo may take for a part of the first column's name.  💡! Remove the byte order mark
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
\`\`\`

Without the mark all is well, also with letters that are not English.

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
ann.lee,Änne,Leemann,Correct-Horse-9,ann.lee@example.com
\`\`\`
`,
  check({ facts }, report) {
    if (facts.byteOrderMark) report(undefined);
  },
  message: (_, say) =>
    `The file begins with an invisible mark (a byte order mark), which ${say.system} may take for a part of the first column's name.`,
  fixes: () => [{ title: "Remove the byte order mark", safe: true, command: { kind: "removeByteOrderMark" } }],
});
