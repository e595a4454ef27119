/** Tells of people's names that the target system refuses. */

import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { fits, oddSignOfName, plainName } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { quoteValue } from "../core/text/message-values.ts";
import { inColumn, replaceBy, tooLong, tooShort } from "./words.ts";

interface Data {
  readonly value: string;
  readonly fault: "short" | "long" | "digit" | "last-digit" | "sign";
  readonly length: number;
  /** The same name in plain signs, where that is all it takes. */
  readonly plain: string | undefined;
}

export default defineCellRule<Data>({
  name: "invalid-person-name",
  severity: "error",
  summary: "A first or last name is too short or too long, or contains digits or special characters.",
  section: "cell",
  types: ["person-name"],
  wakes: everyValue,
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "") return;
    const { pattern = ".*", minLength = 0, maxLength = Number.POSITIVE_INFINITY } = column.field.constraints ?? {};
    const right = (name: string): boolean =>
      fits(pattern, name) && name.length >= minLength && name.length <= maxLength;
    if (right(value)) return;
    const sign = !fits(pattern, value);
    const fault = /\p{N}/u.test(value) && sign ? "digit" : sign ? "sign" : value.length < minLength ? "short" : "long";
    const plain = plainName(value);
    // Importers look at all characters but the last.
    const passes =
      fault === "digit" &&
      /\d$/.test(value) &&
      value.length >= minLength &&
      value.length <= maxLength &&
      fits(pattern, value.slice(0, -1));
    const data: Data = {
      value,
      fault: passes ? "last-digit" : fault,
      length: fault === "short" ? minLength : maxLength,
      plain: right(plain) ? plain : undefined,
    };
    report(data, passes ? { severity: "warning" } : {});
  },
  message({ value, fault, length }, say) {
    const shown = say.show(value);
    const sign = shown.includes(value) ? oddSignOfName(value) : undefined;
    switch (fault) {
      case "short":
        return inColumn(say, tooShort(shown, say.system, length));
      case "long":
        return inColumn(say, tooLong(shown, say.system, length));
      case "digit":
        return inColumn(
          say,
          message("{0} contains a digit. Names can contain only letters, spaces, apostrophes, and hyphens.", shown),
        );
      case "last-digit":
        return inColumn(
          say,
          message("{0} ends with a digit. {1} accepts it, but asks for names without digits.", shown, say.system),
        );
      case "sign":
        return inColumn(
          say,
          sign === undefined
            ? message(
                "{0} contains a character that isn't allowed. Names can contain only letters, spaces, apostrophes, and hyphens.",
                shown,
              )
            : message(
                "{0} contains {1}. Names can contain only letters, spaces, apostrophes, and hyphens.",
                shown,
                quoteValue(sign),
              ),
        );
    }
  },
  fixes: ({ plain }, finding) => (plain === undefined ? [] : [replaceBy(finding, plain, false)]),
});
