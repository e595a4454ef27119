/** Columns that are separated by another character than the importer splits at. */
import { rowText } from "../core/document.ts";
import { convertDelimiter } from "../core/mend.ts";
import { defineFileRule } from "../core/rule.ts";

interface Data {
  readonly found: string;
  readonly wanted: string;
  readonly raw: boolean;
}

export default defineFileRule<Data>({
  name: "wrong-delimiter",
  severity: "error",
  summary: "The columns are separated by another character than the importer splits at.",
  docs: `
Where numbers are written with a decimal comma, spreadsheets save "CSV" with semicolons. The importers split at commas
(Travtus at what is configured there), so they see one long column and no user at all. It is told once; the cells are
checked with the separator that was found.

\`\`\`csv turvo.user
id;name;permission;timezone;userEmail
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-delimiter: The columns are separated by semicolons. Turvo splits at commas and finds none of them.  💡 Separate the columns by commas
u1;Lee, Ann;Admin;America/Chicago;ann.lee@example.com
\`\`\`
\`\`\`fixed: Separate the columns by commas
id,name,permission,timezone,userEmail
u1,"Lee, Ann",Admin,America/Chicago,ann.lee@example.com
\`\`\`

\`\`\`csv travtus.user
email_address␉first_name␉last_name␉phone_number␉job_title␉external_ref␉community_ids␉reports_to␉send_welcome_email␉status␉roles
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-delimiter: The columns are separated by tabs. Travtus splits at commas and finds none of them.  💡 Separate the columns by commas
ann.lee@example.com␉Ann␉Lee␉␉␉␉␉␉True␉Active␉
\`\`\`

A semicolon within a cell separates nothing.

\`\`\`csv turvo.user
id,name,title,permission,timezone,userEmail
u1,Ann Lee,Driver; Dispatcher,Admin,America/Chicago,ann.lee@example.com
\`\`\`

With another delimiter in the tenant profile that one is wanted.

\`\`\`profile
{ "travtus": { "delimiter": ";" } }
\`\`\`
\`\`\`csv travtus.user
email_address;first_name;last_name;phone_number;job_title;external_ref;community_ids;reports_to;send_welcome_email;status;roles
ann.lee@example.com;Ann;Lee;;;;;;True;Active;
\`\`\`
`,
  check({ table, binding, document }, report) {
    const { delimiter } = document.dialect;
    const { header } = document;
    if (!binding || delimiter === table.delimiter) return;
    const page = document.pages[header.page]!;
    const start = page.rows[header.row]!;
    const length = rowText(page, header.row).replace(/[\r\n]+$/, "").length;
    report(
      { found: delimiter, wanted: table.delimiter, raw: table.raw },
      { span: { start, end: start + Math.max(1, length) } },
    );
  },
  message: ({ found, wanted }, say) =>
    `The columns are separated by ${nameOf(found)}. ${say.system} splits at ${nameOf(wanted)} and finds none of them.`,
  fixes: ({ wanted, raw }) => [
    {
      title: `Separate the columns by ${nameOf(wanted)}`,
      safe: false,
      edits: (at) => convertDelimiter(at, wanted, raw),
    },
  ],
});

const names = new Map([
  [",", "commas"],
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "vertical bars"],
]);

function nameOf(delimiter: string): string {
  return names.get(delimiter) ?? `"${delimiter}"`;
}
