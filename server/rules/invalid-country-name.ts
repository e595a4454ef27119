/** Tells of countries that are not written by name. */
import { countryByCode, countryCodeOf, countryNames, isCountryName } from "../core/lists.ts";
import { defineCellRule } from "../core/rule.ts";
import { fold, nearest } from "../core/text.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly isCode: boolean;
  /** The name of the country meant, if we know. */
  readonly name: string | undefined;
}

export default defineCellRule<Data>({
  name: "invalid-country-name",
  severity: "warning",
  summary: "A country is given by a code, or by a name that no country has.",
  docs: `Turvo wants the country of an address by its English name. (The country of a phone number it wants as a code.) A code is
an error; a name that we do not know may still be one that Turvo knows.

\`\`\`csv turvo.communication_channel
id,contextId,address.type,address.city,address.country
c1,u1,1182,Detroit,US
                   ^^ invalid-country-name: address.country: "US" is a code. Turvo wants the country's name here: United States.  💡! Replace with United States
c2,u2,1182,London,UK
                  ^^ invalid-country-name: address.country: "UK" is a code. Turvo wants the country's name here: United Kingdom.  💡! Replace with United Kingdom
c3,u3,1182,Toronto,Cannada
                   ~~~~~~~ invalid-country-name: address.country: "Cannada" is not the English name of a country that we know, such as United States.  💡 Replace with Canada
c4,u4,1182,Nowhere,Atlantis
                   ~~~~~~~~ invalid-country-name: address.country: "Atlantis" is not the English name of a country that we know, such as United States.
\`\`\`

The case of names is free, and other English names of a country are fine:

\`\`\`csv turvo.communication_channel
id,contextId,address.type,address.city,address.country
c1,u1,1182,Detroit,united states
c2,u2,1182,Detroit,United States of America
c3,u3,1182,Toronto,Canada
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type !== "country-name" || value === "" || isCountryName(value)) return;
    const code = countryCodeOf(value);
    const isCode = code !== undefined && /^[a-z]{2,3}$/.test(fold(value)) && /^[a-z.\s]+$/i.test(value);
    const name = code === undefined ? undefined : countryByCode(code);
    report({ value, isCode, name }, isCode ? { severity: "error" } : {});
  },
  message({ value, isCode, name }, say) {
    const shown = say.show(value);
    if (isCode) return inColumn(say, `${shown} is a code. ${say.system} wants the country's name here: ${name}.`);
    if (name !== undefined)
      return inColumn(say, `${shown} is not the usual English name of a country. It is probably ${name}.`);
    return inColumn(say, `${shown} is not the English name of a country that we know, such as ${say.field?.example}.`);
  },
  fixes({ value, isCode, name }, finding) {
    const meant = name ?? nearest(value, countryNames());
    return meant === undefined ? [] : [replaceBy(finding, meant, isCode)];
  },
});
