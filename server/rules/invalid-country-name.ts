/** Tells of countries that are not written by name. */

import { defineValueRule } from "../core/checking/value-rule.ts";
import { countryByCode, countryCodeOf, countryNames, isCountryName } from "../core/filetypes/lists.ts";
import { message } from "../core/text/message.ts";
import { fold, nearest } from "../core/text/text.ts";
import { exampleOf, inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly isCode: boolean;
  /** The name of the country meant, if we know. */
  readonly name: string | undefined;
  /** It is a name, with its accented letters taken apart (NFD). */
  readonly isApart: boolean;
}

export default defineValueRule<Data>({
  name: "invalid-country-name",
  severity: "warning",
  summary: "A country is a code, or isn't a known country name.",
  section: "cell",
  types: ["country-name"],
  wakes: { otherThan: [{ oneOf: countryNames }] },
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "" || isCountryName(value)) return;
    const code = countryCodeOf(value);
    const isCode = code !== undefined && /^[a-z]{2,3}$/.test(fold(value)) && /^[a-z.\s]+$/i.test(value);
    const name = code === undefined ? undefined : countryByCode(code);
    const composed = value.normalize("NFC");
    if (composed !== value && isCountryName(composed)) report({ value, isCode: false, name: composed, isApart: true });
    else report({ value, isCode, name, isApart: false }, isCode ? { severity: "error" } : {});
  },
  message({ value, isCode, name, isApart }, say) {
    const shown = say.show(value);
    if (isApart)
      return inColumn(
        say,
        message("The accented letters in {0} are composed differently (NFD). Use {1}.", shown, say.show(name ?? "")),
      );
    if (isCode) return inColumn(say, message("{0} is a code. Use the country name {1}.", shown, name ?? ""));
    if (name !== undefined)
      return inColumn(say, message("{0} isn't the usual English name of a country. Did you mean {1}?", shown, name));
    return inColumn(
      say,
      message("{0} isn't a known country name. Use an English name like {1}.", shown, exampleOf(say)),
    );
  },
  fixes({ value, isCode, name, isApart }, finding) {
    const meant = name ?? nearest(value, countryNames());
    return meant === undefined ? [] : [replaceBy(finding, meant, isCode || isApart)];
  },
});
