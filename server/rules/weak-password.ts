/** Tells of passwords that the server's policy refuses, without ever saying what they are. */

import { type CellSubject, defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { settingAt } from "../core/filetypes/profile.ts";
import { type PasswordPolicy, passwordFaults } from "../core/filetypes/values.ts";
import { listOf, type Message, message } from "../core/text/message.ts";
import { inColumn } from "./words.ts";

export default defineCellRule<{ readonly faults: readonly Message[] }>({
  name: "weak-password",
  severity: "warning",
  summary: "A password doesn't meet the server's policy.",
  section: "cell",
  types: ["password"],
  wakes: everyValue,
  check(cell, report) {
    if (cell.value === "") return;
    const faults = passwordFaults(cell.value, policyOf(cell));
    if (faults.length > 0) report({ faults });
  },
  message: ({ faults }, say) =>
    inColumn(say, message("The password is too weak. {0} requires {1}.", say.system, listOf(faults))),
});

/** What the column's schema asks for, unless the tenant profile says otherwise. */
function policyOf({ column, row }: CellSubject): PasswordPolicy {
  const { constraints = {}, settings } = column?.field ?? {};
  const own = settings?.policy === undefined ? undefined : settingAt(row.table.profile, settings.policy);
  return typeof own === "object" && own !== null ? { ...constraints, ...own } : constraints;
}
