/** Tells of roles that the target system does not know, or not under this spelling. */

import { itemFix, itemsOf, type ListItem } from "../core/checking/list-items.ts";
import { defineCellRule, type Fix } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import type { Category, Severity } from "../core/filetypes/file-type.ts";
import { spellingOf } from "../core/filetypes/values.ts";
import { message, sentenceOf } from "../core/text/message.ts";
import { fold, nearest } from "../core/text/text.ts";
import { inColumn, replaceTitle } from "./words.ts";

interface Data {
  readonly item: ListItem;
  /** The role in its right spelling, when only case or blanks differ. */
  readonly spelled: Category | undefined;
  readonly reason: string | undefined;
  /** True when the schema itself lists roles, so that others must have been made by the tenant. */
  readonly builtIn: boolean;
  /** Roles to propose. */
  readonly near: readonly string[];
  /** Where in the tenant profile further roles are listed. */
  readonly profile: string | undefined;
}

export default defineCellRule<Data>({
  name: "unknown-role",
  severity: "warning",
  summary: "A role isn't built in and isn't one of your tenant's roles, or its spelling is different.",
  section: "cell",
  types: ["role"],
  wakes: (column) =>
    column?.field.list ? everyValue : { otherThan: [{ oneOf: () => [...(column?.values.keys() ?? [])] }] },
  check(cell, report) {
    const { column } = cell;
    if (!column) return;
    const { field, values } = column;
    for (const item of itemsOf(cell)) {
      if (values.has(item.value)) continue;
      const forbidden = field.forbidden?.find(({ value }) => fold(value) === fold(item.value));
      const spelled = forbidden ? undefined : spellingOf(column, item.value);
      if (!forbidden && !spelled && values.size === 0) continue;
      const severity: Severity | undefined = forbidden?.severity ?? (forbidden || spelled ? "error" : undefined);
      const data: Data = {
        item,
        spelled,
        reason: forbidden?.reason,
        builtIn: field.categories !== undefined,
        near: nearRoles(item.value, column.spellings.get(fold(item.value))?.value, values.keys()),
        profile: field.settings?.values,
      };
      report(data, { span: item.span, ...(severity ? { severity } : {}) });
    }
  },
  message({ item, spelled, reason, builtIn }, say) {
    const shown = say.show(item.value);
    if (reason !== undefined) return inColumn(say, message("{0} can't be used here. {1}", shown, sentenceOf(reason)));
    if (spelled)
      return inColumn(say, message("{0} should be {1}. Role names must match exactly.", shown, spelled.value));
    if (!builtIn) return inColumn(say, message("{0} isn't one of the roles in your tenant profile.", shown));
    return inColumn(
      say,
      message(
        "{0} isn't a built-in role in {1}. A custom role must exist in your tenant under exactly this name.",
        shown,
        say.system,
      ),
    );
  },
  fixes({ item, spelled, reason, near, profile }, finding) {
    const replace = (role: string, safe: boolean): Fix => ({
      title: replaceTitle(finding, role),
      safe,
      ...itemFix(item, role),
    });
    if (spelled) return [replace(spelled.value, true)];
    const fixes = near.map((role) => replace(role, false));
    if (reason === undefined && profile !== undefined && !finding.masked)
      fixes.push({
        title: message('Add "{0}" to {1} in the tenant profile', item.value, profile),
        safe: false,
        command: { kind: "addToProfile", path: profile, value: item.value },
      });
    return fixes;
  },
});

/** An alias stands for one role; words that hold whole roles probably mean one of those; else the spelling decides. */
function nearRoles(word: string, alias: string | undefined, roles: Iterable<string>): string[] {
  if (alias !== undefined) return [alias];
  const known = [...roles];
  const held = known.filter((role) => ` ${word} `.toLowerCase().includes(` ${role} `.toLowerCase()));
  if (held.length > 0) return held;
  const near = nearest(word, known);
  return near === undefined ? [] : [near];
}
