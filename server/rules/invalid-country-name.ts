/** Tells of countries that are not written by name. */

import { defineCellRule } from "../core/checking/rule.ts";
import { countryByCode, countryCodeOf, countryNames, isCountryName } from "../core/filetypes/lists.ts";
import { fold, nearest } from "../core/text/text.ts";
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
  section: "cell",
  types: ["country-name"],
  wakes: { otherThan: [{ oneOf: countryNames }] },
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "" || isCountryName(value)) return;
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
