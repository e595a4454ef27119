/** Tells of phone numbers that are not written as the target system reads them. */
import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { damageOf, isInternationalPhone, phoneDigits, withoutDecimals } from "../core/filetypes/values.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly international: boolean;
}

export default defineCellRule<Data>({
  name: "invalid-phone",
  severity: "error",
  summary: "A phone number holds more than digits, or is not in the international form.",
  section: "cell",
  types: ["phone"],
  wakes: (column) => (column?.field.variant === "e164" ? everyValue : { otherThan: ["digits"] }),
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "") return;
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
