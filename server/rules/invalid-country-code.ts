/** Tells of countries that are not written as two capital letters. */

import { defineValueRule } from "../core/checking/value-rule.ts";
import { countryByCode, countryCodeOf, countryCodes, isCountryName } from "../core/filetypes/lists.ts";
import { message } from "../core/text/message.ts";
import { exampleOf, inColumn, replaceTitle } from "./words.ts";

interface Data {
  readonly value: string;
  /** The code meant, if we know. */
  readonly code: string | undefined;
  readonly kind: "case" | "name" | "unassigned" | "form";
}

export default defineValueRule<Data>({
  name: "invalid-country-code",
  severity: "error",
  summary: "A country isn't a valid two-letter code.",
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
        return inColumn(say, message("{0} must be in uppercase. Use {1}.", shown, code ?? ""));
      case "name":
        return inColumn(say, message("{0} isn't a two-letter country code. Use {1}.", shown, code ?? ""));
      case "unassigned":
        return inColumn(
          say,
          code
            ? message("{0} isn't a valid country code. Use {1} for {2}.", shown, code, countryByCode(code) ?? "")
            : message("{0} isn't a valid country code. Use a code like {1}.", shown, exampleOf(say)),
        );
      case "form":
        return inColumn(
          say,
          message("{0} isn't a two-letter country code. Use a code like {1}.", shown, exampleOf(say)),
        );
    }
  },
  fixes({ value, code, kind }, finding) {
    if (code === undefined) return [];
    const title = replaceTitle(finding, message("{0} ({1})", code, countryByCode(code) ?? ""));
    const exact = kind === "case" || isCountryName(value) || /^[a-z]{3}$/i.test(value);
    return [{ title, safe: exact, value: code }];
  },
});
