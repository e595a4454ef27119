/** The part of a tenant profile that answers what a conversion has to ask, ready to be pasted. */
import type { Table } from "../../core/filetypes/table.ts";
import { directionOf } from "./conversion.ts";
import type { RoleQuestion } from "./questions.ts";

/** JSON with every role that is to be decided; as it stands it leaves them all out. */
export function profileSnippet(from: Table, to: Table, roles: readonly RoleQuestion[]): string {
  const decided = Object.fromEntries(roles.map(({ role }) => [role, false]));
  return JSON.stringify({ conversions: { [directionOf(from, to)]: { roles: decided } } }, null, 2);
}
