/** Tells of user names that the target system refuses, and of those that are not in the form that it recommends. */

import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { type FormFault, formFault, hasForm } from "../core/filetypes/text-form.ts";
import { usernameFrom } from "../core/filetypes/values.ts";
import { formMessage, inColumn, replaceBy, severityOfForm } from "./words.ts";

interface Data {
  readonly value: string;
  readonly fault: FormFault;
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
    const { field } = column;
    const fault = formFault(field, value);
    if (fault === undefined) return;
    const parts = field.derive?.map((name) => row.value(name) ?? "") ?? [];
    const full = parts.length > 0 && parts.every((part) => part !== "") ? usernameFrom(parts) : "";
    const own = fault.kind === "style" ? "" : usernameFrom([value]);
    const names = [...new Set([own, full])].filter((name) => name !== "" && name !== value && hasForm(field, name));
    report({ value, fault, names }, severityOfForm(fault));
  },
  message: ({ value, fault }, say) => inColumn(say, formMessage(fault, value, say)),
  fixes: ({ names }, finding) => names.map((name) => replaceBy(finding, name, false)),
});
