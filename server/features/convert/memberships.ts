/** Roles and groups of a person for another system, as the profile maps them; what it does not name is lost, never guessed. */
import { message } from "../../core/text/message.ts";
import type { Fact, PersonMembership } from "../people/person.ts";
import type { Draft } from "./draft.ts";
import { cleaned, columnFor, roleColumn } from "./target.ts";

/** The entry of a mapping that people wrote; undefined when there is none. */
export function entryOf<T>(mapping: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return mapping && Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}

const leftOut = message("The tenant profile says to leave it out.");

export function draftRoles(draft: Draft): void {
  const { target, rules } = draft.shared;
  const { people } = target;
  const column = roleColumn(target);
  if (!column || draft.cells.has(column.field.name)) return;
  const { system } = people.table;
  const wanted: { readonly fact: Fact | undefined; readonly order: number; readonly roles: readonly string[] }[] = [];
  const order = Object.keys(rules.roles ?? {});
  const { roles } = draft.person;
  for (const fact of roles.length > 0 ? roles : [undefined]) {
    const name = fact?.value ?? "";
    const entry = entryOf(rules.roles, name);
    if (entry === false && fact) draft.lose(fact, leftOut);
    else if (entry === undefined && fact)
      draft.lose(fact, message("The tenant profile doesn't map it to a role in {0}.", system));
    else if (entry !== false && entry !== undefined)
      wanted.push({ fact, order: order.indexOf(name), roles: [entry].flat() });
  }
  const isList = column.field.list !== undefined;
  if (!isList) wanted.sort((a, b) => a.order - b.order);
  const written = new Set<string>();
  for (const { fact, roles: names } of wanted) {
    const fit = isList || written.size === 0 ? names : names.filter((name) => written.has(name));
    for (const name of isList ? fit : fit.slice(0, 1)) written.add(cleaned(people.table, column, name));
    if (fact && fit.length === 0)
      draft.lose(fact, message("{0} allows only one role, and another one comes first.", system));
    else draft.keep(fact);
  }
  if (written.size > 0) draft.cells.set(column.field.name, [...written].join(column.field.list?.delimiter ?? ""));
}

/** Groups and communities; they go to rows of their own, or to one cell. */
export function draftGroups(draft: Draft): void {
  const { target, rules } = draft.shared;
  const { people, memberships } = target;
  const { system } = people.table;
  const group = memberships && columnFor(memberships, "group");
  const cell = columnFor(people, "group") ?? columnFor(people, "community");
  if (!group && !cell) return;
  const written = new Set<string>();
  const all: readonly PersonMembership[] = [...draft.person.groups, ...draft.person.communities];
  for (const membership of all) {
    const name = entryOf(rules.groups, membership.value);
    if (name === false) draft.lose(membership, leftOut);
    else if (name === undefined)
      draft.lose(membership, message("The tenant profile doesn't map it to a group in {0}.", system));
    if (name === false || name === undefined) {
      if (membership.role) draft.lose(membership.role, message("Its group is left out."));
      continue;
    }
    const role = membership.role && entryOf(rules.groupRoles, membership.role.value);
    const isRole = typeof role === "string";
    if (group && memberships) {
      if (!written.has(name)) draft.memberships.push(memberRow(draft, name, isRole ? role : undefined));
      written.add(name);
      draft.keep(membership);
    } else if (cell) {
      const hasPrefixes = cell.field.type === "membership";
      written.add(isRole && hasPrefixes ? `${role}:${name}` : name);
      draft.keep(membership);
      if (isRole && !hasPrefixes && membership.role)
        draft.lose(membership.role, message("{0} doesn't have roles within it.", system));
    }
    if (isRole) draft.keep(membership.role);
    else if (membership.role)
      draft.lose(
        membership.role,
        role === false ? leftOut : message("The tenant profile doesn't map it to a group role in {0}.", system),
      );
  }
  if (!cell || group || written.size === 0) return;
  const before = draft.cells.get(cell.field.name) ?? "";
  const between = cell.field.list?.delimiter ?? " ";
  const items = [...(before === "" ? [] : before.split(between)), ...written].map((item) =>
    cleaned(people.table, cell, item),
  );
  draft.cells.set(cell.field.name, [...new Set(items)].join(between));
}

/** A row whose id says whose it is and of what, so that converting again gives the same one. */
function memberRow(draft: Draft, group: string, role: string | undefined): Map<string, string> {
  const { people, memberships } = draft.shared.target;
  const into = memberships!;
  const key = draft.cells.get(columnFor(people, "key")?.field.name ?? "") ?? "";
  const cells = new Map<string, string>();
  const put = (means: "row-key" | "member" | "group" | "group-role", value: string): void => {
    const column = columnFor(into, means);
    if (column && value !== "") cells.set(column.field.name, value);
  };
  put("row-key", `${key}-${group}`);
  put("member", key);
  put("group", group);
  put("group-role", role ?? "");
  return cells;
}
