/** Tells of phone numbers that are not written as the target system reads them. */

import { defineValueRule } from "../core/checking/value-rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { damageOf } from "../core/filetypes/spreadsheet.ts";
import { isInternationalPhone, phoneDigits, withoutDecimals } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { exampleOf, inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly international: boolean;
}

export default defineValueRule<Data>({
  name: "invalid-phone",
  severity: "error",
  summary: "A phone number contains more than digits, or isn't in international format.",
  section: "cell",
  types: ["phone"],
  wakes: (column) => (column?.field.variant === "e164" ? everyValue : { otherThan: ["digits"] }),
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "") return;
    const international = column.field.variant === "e164";
    // Digits that are lost are another rule's subject where the form of the number is free.
    if (international && damageOf(value) === "scientific") return;
    const right = international ? isInternationalPhone(value) : /^\d+$/.test(value);
    if (!right) report({ value, international });
  },
  message({ value, international }, say) {
    const shown = say.show(value);
    if (damageOf(value) === "scientific")
      return inColumn(
        say,
        message("A spreadsheet shortened this phone number to {0}. Enter the original number.", shown),
      );
    if (international)
      return inColumn(
        say,
        message(
          "{0} isn't in international format. Use +, the country code, and the number without spaces, like {1}.",
          shown,
          exampleOf(say),
        ),
      );
    return inColumn(say, message("{0} contains more than digits. Use only digits, like {1}.", shown, exampleOf(say)));
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
