/** Tells of countries that are not written as two capital letters. */

import { defineCellRule } from "../core/checking/rule.ts";
import { countryByCode, countryCodeOf, countryCodes, isCountryName } from "../core/filetypes/lists.ts";
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
  section: "cell",
  types: ["country-code"],
  wakes: { otherThan: [{ oneOf: countryCodes }] },
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "" || countryByCode(value) !== undefined) return;
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
