/** Tells of phone numbers that are not written as the target system reads them. */
import { defineCellRule } from "../core/rule.ts";
import { damageOf, isInternationalPhone, phoneDigits, withoutDecimals } from "../core/values.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly international: boolean;
}

export default defineCellRule<Data>({
  name: "invalid-phone",
  severity: "error",
  summary: "A phone number holds more than digits, or is not in the international form.",
  docs: `Turvo reads phone numbers as digits and nothing else: no plus, dashes, blanks or parentheses. Travtus names no form for
users, but wants \`+\`, country code and number (E.164) for its agents; there this is only a remark. A number that a
spreadsheet has written as \`3.1355516E+09\` has lost digits: it must come from the source again.

\`\`\`csv turvo.communication_channel
id,contextId,phone.type,phone
c1,u1,1019,(313) 555-0100
           ^^^^^^^^^^^^^^ invalid-phone: phone: "(313) 555-0100" holds more than digits. Turvo wants digits only, such as 3135550100.  💡! Replace with 3135550100
c2,u2,1019,+13135550100
           ^^^^^^^^^^^^ invalid-phone: phone: "+13135550100" holds more than digits. Turvo wants digits only, such as 3135550100.  💡! Replace with 13135550100
c3,u3,1019,3.1355516E+09
           ^^^^^^^^^^^^^ invalid-phone: phone: "3.1355516E+09" is what a spreadsheet made of a phone number; its last digits are lost.
c4,u4,1019,3135550100 x12
           ^^^^^^^^^^^^^^ invalid-phone: phone: "3135550100 x12" holds more than digits. Turvo wants digits only, such as 3135550100.
c5,u5,1019,+44 (0)20 7946 0000
           ^^^^^^^^^^^^^^^^^^^ invalid-phone: phone: "+44 (0)20 7946 0000" holds more than digits. Turvo wants digits only, such as 3135550100.  💡 Replace with 442079460000
c6,u6,1019,3135550100.0
           ^^^^^^^^^^^^ invalid-phone: phone: "3135550100.0" holds more than digits. Turvo wants digits only, such as 3135550100.  💡! Replace with 3135550100
\`\`\`

\`\`\`csv travtus.user
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,Lee,+1 313-555-0100,,,,,True,Active,
                        *************** invalid-phone: phone_number: "+1 313-555-0100" is not in the international form: +, country code and number without blanks, such as +13135550100.  💡! Replace with +13135550100
bob@example.com,Bob,Ray,3135550100,,,,,True,Active,
                        ********** invalid-phone: phone_number: "3135550100" is not in the international form: +, country code and number without blanks, such as +13135550100.
\`\`\`

These are fine:

\`\`\`csv turvo.communication_channel
id,contextId,phone.type,phone
c1,u1,1019,3135550100
c2,u2,1019,"0013135550100"
\`\`\`

\`\`\`csv travtus.user
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,Lee,+13135550100,,,,,True,Active,
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type !== "phone" || value === "") return;
    const international = column.field.variant === "e164";
    const right = international ? isInternationalPhone(value) : /^\d+$/.test(value);
    if (!right) report({ value, international });
  },
  message({ value, international }, say) {
    const shown = say.show(value);
    if (damageOf(value) === "scientific")
      return inColumn(say, `${shown} is what a spreadsheet made of a phone number; its last digits are lost.`);
    if (international)
      return inColumn(
        say,
        `${shown} is not in the international form: +, country code and number without blanks, such as ${say.field?.example}.`,
      );
    return inColumn(
      say,
      `${shown} holds more than digits. ${say.system} wants digits only, such as ${say.field?.example}.`,
    );
  },
  fixes({ value, international }, finding) {
    const digits = phoneDigits(value);
    if (international) {
      const number = digits === undefined ? undefined : `+${digits.replace(/^00/, "")}`;
      if (number === undefined || !isInternationalPhone(number)) return [];
      if (value.startsWith("+")) return [replaceBy(finding, number, true)];
      return /^00/.test(digits ?? "") ? [replaceBy(finding, number, false)] : [];
    }
    if (digits !== undefined) return [replaceBy(finding, digits, true)];
    const trunk = phoneDigits(withoutDecimals(value).replace(/\(0\)/, " "));
    return trunk === undefined ? [] : [replaceBy(finding, trunk, false)];
  },
});
