/** Tells of roles that the target system does not know, or not under this spelling. */
import { type Item, itemFix, itemsOf } from "../core/items.ts";
import { defineCellRule, type Fix } from "../core/rule.ts";
import type { Category, Severity } from "../core/table.ts";
import { fold, nearest } from "../core/text.ts";
import { spellingOf } from "../core/values.ts";
import { inColumn, replaceTitle } from "./words.ts";

interface Data {
  readonly item: Item;
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
  summary: "A role is not one of the built-in ones or of your tenant's own, or is spelled differently.",
  docs: `Roles are compared letter by letter: \`Super admin\` is not \`Super Admin\`. Turvo has eight built-in roles for users,
and all but \`Super Admin\` within a group; every other name must be a custom role that exists in your tenant before the
upload. Travtus wants the names of roles that an admin has made in the Studio. Tell the tenant profile
(\`turvo.customRoles\`, \`travtus.roles\`) which roles you have, and this rule knows them.

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,super admin,2450,America/New_York,ann@example.com
           ^^^^^^^^^^^ unknown-role: permission: "super admin" must be written Super Admin: Turvo compares roles letter by letter.  💡! Replace with Super Admin
u2,Bob Ray,Dispatcher,2450,America/New_York,bob@example.com
           ~~~~~~~~~~ unknown-role: permission: "Dispatcher" is not one of Turvo's own roles. A custom role must exist in your tenant under exactly this name.  💡 Add "Dispatcher" to turvo.customRoles in the tenant profile
u3,Cy Fox,Custom role,2450,America/New_York,cy@example.com
          ~~~~~~~~~~~ unknown-role: permission: "Custom role" is not a role to give here: it stands for the names of roles that your tenant has made; write the role's own name.
u4,Di Orr,Veiwer,2450,America/New_York,di@example.com
          ~~~~~~ unknown-role: permission: "Veiwer" is not one of Turvo's own roles. A custom role must exist in your tenant under exactly this name.  💡 Replace with Viewer  💡 Add "Veiwer" to turvo.customRoles in the tenant profile
\`\`\`

\`\`\`csv turvo.user_group
id,contextId,groupId,permission
m1,u1,g1,Super Admin
         ^^^^^^^^^^^ unknown-role: permission: "Super Admin" is not a role to give here: a user can be that in \`user.csv\`, but not within a group.  💡 Replace with Admin
\`\`\`

Roles that the profile names are fine:

\`\`\`profile
{ "turvo": { "customRoles": ["Dispatcher"] }, "travtus": { "roles": ["compass", "gateway"] } }
\`\`\`

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Super Admin,2450,America/New_York,ann@example.com
u2,Bob Ray,Dispatcher,2450,America/New_York,bob@example.com
\`\`\`

\`\`\`csv travtus.user
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,Lee,,,,,,True,Active,"compass,Gateway,pilot"
                                                  ^^^^^^^ unknown-role: roles: "Gateway" must be written gateway: Travtus compares roles letter by letter.  💡! Replace with gateway
                                                          ~~~~~ unknown-role: roles: "pilot" is not one of the roles that your tenant profile lists for Travtus.  💡 Add "pilot" to travtus.roles in the tenant profile
\`\`\`
`,
  check(cell, report) {
    const { column } = cell;
    if (column?.field.type !== "role") return;
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
        profile: field.vocabulary,
      };
      report(data, { span: item.span, ...(severity ? { severity } : {}) });
    }
  },
  message({ item, spelled, reason, builtIn }, say) {
    const shown = say.show(item.value);
    if (reason !== undefined) return inColumn(say, `${shown} is not a role to give here: ${reason}.`);
    if (spelled)
      return inColumn(say, `${shown} must be written ${spelled.value}: ${say.system} compares roles letter by letter.`);
    if (!builtIn)
      return inColumn(say, `${shown} is not one of the roles that your tenant profile lists for ${say.system}.`);
    return inColumn(
      say,
      `${shown} is not one of ${say.system}'s own roles. A custom role must exist in your tenant under exactly this name.`,
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
        title: `Add "${item.value}" to ${profile} in the tenant profile`,
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
