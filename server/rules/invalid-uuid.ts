/** Tells of references that should be UUIDs and are not. */
import { defineCellRule } from "../core/rule.ts";
import { isUuid } from "../core/values.ts";
import { inColumn } from "./words.ts";

export default defineCellRule<{ readonly value: string }>({
  name: "invalid-uuid",
  severity: "warning",
  summary: "A reference is not a UUID.",
  docs: `Travtus calls \`external_ref\` the UUID by which your own system knows the user: 32 hexadecimal digits in groups of 8, 4,
4, 4 and 12. Its references elsewhere are not always UUIDs, so this is a warning; switch it off when yours are none.

\`\`\`csv travtus.user
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,Lee,,,987123,,,True,Active,
                          ~~~~~~ invalid-uuid: external_ref: "987123" is not a UUID. Travtus wants one here, such as 1f0c9a52-7c1e-4b7a-9d43-5a8f2e6b0c11.
bob@example.com,Bob,Ray,,,1f0c9a527c1e4b7a9d435a8f2e6b0c11,,,True,Active,
                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ invalid-uuid: external_ref: "1f0c9a527c1e4b7a9d435a8f2e6b0c11" is not a UUID. Travtus wants one here, such as 1f0c9a52-7c1e-4b7a-9d43-5a8f2e6b0c11.
\`\`\`

This is fine, in capitals too:

\`\`\`csv travtus.user
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,Lee,,,1F0C9A52-7C1E-4B7A-9D43-5A8F2E6B0C11,,,True,Active,
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type === "uuid" && value !== "" && !isUuid(value)) report({ value });
  },
  message: ({ value }, say) =>
    inColumn(say, `${say.show(value)} is not a UUID. ${say.system} wants one here, such as ${say.field?.example}.`),
});
