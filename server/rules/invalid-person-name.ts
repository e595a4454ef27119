/** Tells of people's names that the target system refuses. */

import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { type FormFault, formFault, hasForm } from "../core/filetypes/text-form.ts";
import { plainName } from "../core/filetypes/values.ts";
import { formMessage, inColumn, replaceBy, severityOfForm } from "./words.ts";

interface Data {
  readonly value: string;
  readonly fault: FormFault;
  /** The name in plain characters, when that makes it right. */
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
    const fault = formFault(column.field, value);
    if (fault === undefined) return;
    const plain = plainName(value);
    report({ value, fault, plain: hasForm(column.field, plain) ? plain : undefined }, severityOfForm(fault));
  },
  message: ({ value, fault }, say) => inColumn(say, formMessage(fault, value, say)),
  fixes: ({ plain }, finding) => (plain === undefined ? [] : [replaceBy(finding, plain, false)]),
});
