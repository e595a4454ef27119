/** Writes a person for another system: what goes where, and in what order places are looked for. */

import { matchName } from "../../core/filetypes/binding.ts";
import type { Meaning } from "../../core/filetypes/file-type.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { message } from "../../core/text/message.ts";
import { columnAt, type Fact, type Person } from "../people/person.ts";
import { draftContacts } from "./contacts.ts";
import { cannotHold, Draft, type DraftState } from "./draft.ts";
import { draftNames } from "./draft-names.ts";
import { draftIds } from "./ids.ts";
import { draftGroups, draftRoles } from "./memberships.ts";
import { cleaned, codeFor, writeBoolean } from "./target.ts";

/** Writes a person. */
export function draftPerson(person: Person, index: number, shared: DraftState): Draft {
  const draft = new Draft(person, index, shared);
  draftOwnColumns(draft);
  draftNames(draft);
  draftEmail(draft);
  draftIds(draft);
  draftPlain(draft);
  draftRoles(draft);
  draftContacts(draft);
  draftGroups(draft);
  draftDefaults(draft);
  draft.end();
  return draft;
}

/** Columns that the profile sends somewhere. */
function draftOwnColumns(draft: Draft): void {
  const { people } = draft.shared.target;
  for (const [from, to] of Object.entries(draft.shared.rules.columns ?? {})) {
    const column = matchName(to, people.table)?.column;
    if (!column) continue;
    const facts = draft.left.filter(({ at }) => headerAt(at) === from);
    const between = column.field.list?.delimiter ?? " ";
    const value = facts.map((fact) => fact.value).join(between);
    if (value === "") continue;
    draft.put(people, draft.cells, column, value, facts[0]);
    draft.keep(...facts);
  }
}

/** A column by its importer's name, or by the header's own text. */
function headerAt(at: Fact["at"]): string | undefined {
  return columnAt(at)?.field.name ?? at.sheet.binding?.cells[at.cell]?.text;
}

function draftEmail(draft: Draft): void {
  const { person } = draft;
  const column = draft.column("email");
  const email = person.email ?? person.emails[0];
  if (!column || !email) return;
  draft.put(draft.shared.target.people, draft.cells, column, email.value, email);
  // The address to sign in with is the main one unless a file says otherwise.
  if (email.primary?.means !== undefined) draft.keep(email.primary);
}

/** What goes from one cell to another: title, time zone, state, managers, the welcome. */
function draftPlain(draft: Draft): void {
  const { person } = draft;
  const { people } = draft.shared.target;
  const column = (means: Meaning): Column | undefined => {
    const found = draft.column(means);
    return found && draft.cells.has(found.field.name) ? undefined : found;
  };
  const [title, zone, state, manager, welcome] = [
    column("job-title"),
    column("time-zone"),
    column("status"),
    column("manager"),
    column("welcome"),
  ];
  if (title && person.jobTitle) draft.put(people, draft.cells, title, person.jobTitle.value, person.jobTitle);
  if (zone && person.timeZone) draft.put(people, draft.cells, zone, person.timeZone.value, person.timeZone);
  if (state) draftState(draft, state);
  if (manager) {
    const { list } = manager.field;
    const written = list ? person.managers : person.managers.slice(0, 1);
    const values = written.map((fact) => cleaned(people.table, manager, fact.value));
    if (values.length > 0) draft.cells.set(manager.field.name, values.join(list?.delimiter ?? ""));
    written.forEach((fact, i) => {
      draft.keep(fact);
      const value = values[i]!;
      if (value !== fact.value)
        draft.note("changed", fact, cannotHold(people, manager, fact.value), { into: people, column: manager, value });
    });
    for (const fact of draft.left) {
      if (person.managers.includes(fact))
        draft.lose(fact, message("{0} allows only one manager.", people.table.system));
    }
  }
  const welcomeMail = person.welcome;
  if (welcome && welcomeMail?.means !== undefined)
    draft.put(people, draft.cells, welcome, writeBoolean(welcome, welcomeMail.means), welcomeMail);
}

function draftState(draft: Draft, column: Column): void {
  const { status } = draft.person;
  const { people } = draft.shared.target;
  const means = status?.means;
  if (!status || means === undefined) return;
  if (column.field.type === "boolean") {
    const reason =
      means === "deleted"
        ? message("{0} doesn't have deleted users. This user is disabled.", people.table.system)
        : undefined;
    draft.put(people, draft.cells, column, writeBoolean(column, means === "active"), status, reason);
    return;
  }
  const code = codeFor(column, means);
  const instead = codeFor(column, "suspended");
  if (code !== undefined) draft.put(people, draft.cells, column, code, status);
  else if (means === "deleted" && instead !== undefined) {
    const reason = message("{0} doesn't have deleted users. This user is locked.", people.table.system);
    draft.put(people, draft.cells, column, instead, status, reason);
  }
}

/** Values that the profile gives for columns that are still empty. */
function draftDefaults(draft: Draft): void {
  const { people, contacts, memberships } = draft.shared.target;
  for (const [name, value] of Object.entries(draft.shared.rules.defaults ?? {})) {
    const rows = [
      { into: people, all: [draft.cells] },
      { into: contacts, all: draft.contacts },
      { into: memberships, all: draft.memberships },
    ].find(({ into }) => into?.table.byName.has(name));
    for (const cells of rows?.all ?? []) if ((cells.get(name) ?? "") === "") cells.set(name, value);
  }
}
