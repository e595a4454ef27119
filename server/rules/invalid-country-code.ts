/** Tells of countries that are not written as two capital letters. */
import { countryByCode, countryCodeOf, isCountryName } from "../core/lists.ts";
import { defineCellRule } from "../core/rule.ts";
import { inColumn, replaceTitle } from "./words.ts";

interface Data {
  readonly value: string;
  /** The code meant, if we know. */
  readonly code: string | undefined;
  readonly kind: "case" | "name" | "unassigned" | "form";
}

export default defineCellRule<Data>({
  name: "invalid-country-code",
  severity: "error",
  summary: "A country is not given by its two-letter code.",
  docs: `Turvo wants the country of a phone number as a two-letter code of ISO 3166-1, in capitals. (The country of an address
it wants by name.) Two letters that no country has, such as \`UK\`, are probably a mistake.

\`\`\`csv turvo.communication_channel
id,contextId,phone.type,phone,phone.country
c1,u1,1019,3135550100,us
                      ~~ invalid-country-code: phone.country: "us" is spelled US, in capitals.  💡! Replace with US (United States)
c2,u2,1019,3135550101,United States
                      ^^^^^^^^^^^^^ invalid-country-code: phone.country: "United States" is not a two-letter code. Turvo wants US here.  💡! Replace with US (United States)
c3,u3,1019,3135550102,USA
                      ^^^ invalid-country-code: phone.country: "USA" is not a two-letter code. Turvo wants US here.  💡! Replace with US (United States)
c4,u4,1019,2079460000,UK
                      ~~ invalid-country-code: phone.country: "UK" is no country's code. United Kingdom is GB.  💡 Replace with GB (United Kingdom)
c5,u5,1019,2079460001,XX
                      ~~ invalid-country-code: phone.country: "XX" is no country's code.
c6,u6,1019,2079460002,1
                      ^ invalid-country-code: phone.country: "1" is not a country's two-letter code, such as US.
\`\`\`

This is fine:

\`\`\`csv turvo.communication_channel
id,contextId,phone.type,phone,phone.country
c1,u1,1019,3135550100,CA
c2,u2,1019,3135550101,
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type !== "country-code" || value === "" || countryByCode(value) !== undefined) return;
    const upper = value.toUpperCase();
    const code = countryByCode(upper) === undefined ? countryCodeOf(value) : upper;
    const two = /^[a-z]{2}$/i.test(value);
    const kind = code === upper ? "case" : two ? "unassigned" : code ? "name" : "form";
    report({ value, code, kind }, two ? { severity: "warning" } : {});
  },
  message({ value, code, kind }, say) {
    const shown = say.show(value);
    switch (kind) {
      case "case":
        return inColumn(say, `${shown} is spelled ${code}, in capitals.`);
      case "name":
        return inColumn(say, `${shown} is not a two-letter code. ${say.system} wants ${code} here.`);
      case "unassigned":
        return inColumn(say, `${shown} is no country's code.${code ? ` ${countryByCode(code)} is ${code}.` : ""}`);
      case "form":
        return inColumn(say, `${shown} is not a country's two-letter code, such as ${say.field?.example}.`);
    }
  },
  fixes({ value, code, kind }, finding) {
    if (code === undefined) return [];
    const title = replaceTitle(finding, `${code} (${countryByCode(code)})`);
    const exact = kind === "case" || isCountryName(value) || /^[a-z]{3}$/i.test(value);
    return [{ title, safe: exact, value: code }];
  },
});
