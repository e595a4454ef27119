/** Tells of user names that the target system refuses, and of those that are not first.last. */

import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { fits, isFirstDotLast, usernameFrom } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { inColumn, replaceBy, tooLong, tooShort } from "./words.ts";

interface Data {
  readonly value: string;
  readonly fault: "short" | "long" | "signs" | "ends" | "together" | "style";
  readonly length: number;
  /** Names that would do, the likeliest first. */
  readonly names: readonly string[];
}

export default defineCellRule<Data>({
  name: "invalid-username",
  severity: "error",
  summary: "A user name is too short or too long, or contains characters that aren't allowed.",
  section: "cell",
  types: ["username"],
  wakes: everyValue,
  check(cell, report) {
    const { column, value, row } = cell;
    if (!column || value === "") return;
    const { pattern = ".*", minLength = 0, maxLength = Number.POSITIVE_INFINITY } = column.field.constraints ?? {};
    const right = (name: string): boolean =>
      fits(pattern, name) && name.length >= minLength && name.length <= maxLength;
    const fault = right(value) ? (isFirstDotLast(value) ? undefined : "style") : faultOf(value, minLength, maxLength);
    if (fault === undefined) return;
    const parts = column.field.derive?.map((name) => row.value(name) ?? "") ?? [];
    const full = parts.length > 0 && parts.every((part) => part !== "") ? usernameFrom(parts) : "";
    const own = fault === "style" ? "" : usernameFrom([value]);
    const names = [...new Set([own, full])].filter((name) => name !== "" && name !== value && right(name));
    const length = fault === "short" ? minLength : maxLength;
    report({ value, fault, length, names }, fault === "style" ? { severity: "hint", exactly: true } : {});
  },
  message({ value, fault, length }, say) {
    const shown = say.show(value);
    switch (fault) {
      case "short":
        return inColumn(say, tooShort(shown, say.system, length));
      case "long":
        return inColumn(say, tooLong(shown, say.system, length));
      case "ends":
        return inColumn(say, message("{0} must start and end with a lowercase letter or a digit.", shown));
      case "together":
        return inColumn(
          say,
          message("{0} has two special characters in a row. Use only one between letters or digits.", shown),
        );
      case "signs":
        return inColumn(
          say,
          message(
            "{0} contains characters that aren't allowed. Use lowercase letters without accents, digits, and . _ - @ between them.",
            shown,
          ),
        );
      case "style":
        return inColumn(say, message("{0} works, but {1} recommends the form first.last.", shown, say.system));
    }
  },
  fixes: ({ names }, finding) => names.map((name) => replaceBy(finding, name, false)),
});

function faultOf(value: string, least: number, most: number): Data["fault"] {
  if (/[^a-z0-9._@-]/.test(value)) return "signs";
  if (/^[._@-]|[._@-]$/.test(value)) return "ends";
  if (/[._@-]{2}/.test(value)) return "together";
  if (value.length < least) return "short";
  return value.length > most ? "long" : "signs";
}
