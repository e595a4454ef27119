/** What somebody has to decide before people can be converted: the roles that the profile does not map yet. */
import type { ConversionRules } from "../../core/filetypes/profile.ts";
import type { Person } from "../people/person.ts";
import { entryOf } from "./memberships.ts";
import { roleColumn, rolesOf, type Target } from "./target.ts";

export interface RoleQuestion {
  /** The role over here; "" for people who have none although the target wants one. */
  readonly role: string;
  readonly people: number;
}

export interface Questions {
  /** In the order of the file. */
  readonly roles: readonly RoleQuestion[];
  /** The roles that the target knows, in the order to propose them; it may know others. */
  readonly known: readonly string[];
}

/** The roles of these people that no rule names. Having none is only worth a question where the target wants a role. */
export function questionsOf(people: Iterable<Person>, target: Target, rules: ConversionRules): Questions {
  const column = roleColumn(target);
  if (!column) return { roles: [], known: [] };
  const counts = new Map<string, number>();
  for (const { roles } of people) {
    const names = new Set(roles.map(({ value }) => value));
    if (names.size === 0 && column.required) names.add("");
    for (const name of names) {
      if (entryOf(rules.roles, name) === undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return { roles: [...counts].map(([role, count]) => ({ role, people: count })), known: rolesOf(column) };
}
