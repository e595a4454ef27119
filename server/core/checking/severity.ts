/** How bad a finding is, and whether a rule is asked at all: the user's settings first, then the file type, then the rule. */
import type { Field, Severity } from "../filetypes/file-type.ts";
import type { Table } from "../filetypes/table.ts";
import type { Rule } from "./rule.ts";

/** False for rules that nobody has switched on here, and for those about other columns. */
export function mayApply(rule: Rule, field: Field | undefined, table: Table): boolean {
  if (rule.scope === "cell" && rule.types && !(field && rule.types.includes(field.type))) return false;
  const configured = table.severityOf(rule.name, field);
  if (configured === "off") return false;
  if (configured !== undefined || rule.severity !== "off") return true;
  // A rule about rows or the file may still be switched on by one of the columns.
  return (
    rule.scope !== "cell" && table.columns.some((column) => table.severityOf(rule.name, column.field) !== undefined)
  );
}

/** How bad a finding is. `options` are the ones it was reported with. */
export function settle(
  rule: Rule,
  field: Field | undefined,
  table: Table,
  options: { readonly severity?: Severity; readonly exactly?: boolean } = {},
): Severity {
  const own = table.profile.rules;
  if (own && Object.hasOwn(own, rule.name)) return own[rule.name]!;
  if (options.exactly && options.severity) return options.severity;
  return table.severityOf(rule.name, field) ?? options.severity ?? rule.severity;
}
