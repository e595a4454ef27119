/** One person written for another system: the cells of the rows, and everything that could not be kept as it was. */
import { matchName } from "../../core/binding.ts";
import type { Meaning } from "../../core/filetype.ts";
import type { ConversionRules } from "../../core/profile.ts";
import type { Column } from "../../core/table.ts";
import { calledBy, columnAt, type Fact, factsOf, type Person } from "../person.ts";
import { draftContacts } from "./contacts.ts";
import type { Difference, DifferenceKind } from "./difference.ts";
import { draftNames } from "./draftnames.ts";
import { draftIds } from "./ids.ts";
import { draftGroups, draftRoles } from "./memberships.ts";
import type { ReadPhone } from "./phone.ts";
import { cleaned, codeFor, columnFor, type Target, type TargetTable, writeBoolean } from "./target.ts";

/** A row to write: values by the names of the columns. */
export type Cells = Map<string, string>;

/** What all people of one conversion share. */
export interface Shared {
  readonly target: Target;
  readonly rules: ConversionRules;
  readonly readPhone: ReadPhone;
  /** User names that are given away, in small letters. */
  readonly taken: Set<string>;
}

/** A person who is being written. */
export class Draft {
  readonly cells: Cells = new Map();
  readonly contacts: Cells[] = [];
  readonly memberships: Cells[] = [];
  readonly differences: Difference[] = [];
  /** Facts that have found no place yet. */
  readonly #left: Set<Fact>;
  readonly #name: string;

  constructor(
    readonly person: Person,
    readonly index: number,
    readonly shared: Shared,
  ) {
    this.#left = new Set(factsOf(person));
    this.#name = calledBy(person);
  }

  get left(): readonly Fact[] {
    return [...this.#left];
  }

  column(means: Meaning): Column | undefined {
    return columnFor(this.shared.target.people, means);
  }

  /** The fact needs no place any more: it is written, or it says nothing that the target does not know. */
  keep(...facts: readonly (Fact | undefined)[]): void {
    for (const fact of facts) if (fact) this.#left.delete(fact);
  }

  /** Writes a value into a row, as the target can take it, and tells when that is not what the fact says. */
  put(into: TargetTable, cells: Cells, column: Column, value: string, fact?: Fact, reason?: string): void {
    const text = cleaned(into.table, column, value);
    cells.set(column.field.name, text);
    this.keep(fact);
    if (!fact) return;
    const told = reason ?? (text === value ? undefined : cannotHold(into, column, value));
    if (told !== undefined) this.tell("changed", fact, told, { into, column, value: text });
  }

  tell(
    kind: DifferenceKind,
    fact: Fact,
    reason: string,
    became?: { readonly into: TargetTable; readonly column: Column; readonly value: string },
  ): void {
    this.differences.push({
      kind,
      person: this.index,
      name: this.#name,
      at: fact.at,
      value: fact.value,
      became: became?.value,
      to: became && { table: became.into.table.name, field: became.column.field.name },
      reason,
    });
  }

  /** The fact has no place, for a reason of its own. */
  lose(fact: Fact, reason: string): void {
    if (this.#left.delete(fact)) this.tell("lost", fact, reason);
  }

  /** Everything that is still without a place is lost. */
  end(): void {
    const { people } = this.shared.target;
    const { system } = people.table;
    const { email, emails, phones, addresses } = this.person;
    const contacts = [...(email ? [email] : []), ...emails, ...phones, ...addresses];
    const kinds = new Set<Fact | undefined>(contacts.map(({ kind }) => kind));
    const primaries = new Set<Fact | undefined>(contacts.map(({ primary }) => primary));
    // The only one is the main one.
    for (const all of [[...(email ? [email] : []), ...emails], phones, addresses])
      if (all.length === 1) this.keep(all[0]!.primary);
    for (const fact of this.#left) {
      if (kinds.has(fact)) this.tell("lost", fact, `${system} does not say of which kind it is.`);
      else if (primaries.has(fact)) this.tell("lost", fact, `${system} does not say which one is the main one.`);
      else this.tell("lost", fact, `${system} has no place for it.`);
    }
    const { password } = this.person;
    if (!password) return;
    const reason = `${system} takes no passwords.`;
    const { index, person } = this;
    const lost = { kind: "lost", name: calledBy(person), value: undefined, became: undefined, to: undefined } as const;
    this.differences.push({ ...lost, person: index, at: password, reason });
  }
}

/** Writes a person. */
export function draftPerson(person: Person, index: number, shared: Shared): Draft {
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

/** Why a value was cleaned. */
export function cannotHold({ table }: TargetTable, { field }: Column, value: string): string {
  const between = field.list?.delimiter;
  if (between !== undefined && value.includes(between)) return `"${between}" would split it in two.`;
  return `${table.system} cannot take commas, quotes and line breaks.`;
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
        draft.tell("changed", fact, cannotHold(people, manager, fact.value), { into: people, column: manager, value });
    });
    for (const fact of draft.left) {
      if (person.managers.includes(fact)) draft.lose(fact, `${people.table.system} takes one manager.`);
    }
  }
  const greeting = person.welcome;
  if (welcome && greeting?.means !== undefined)
    draft.put(people, draft.cells, welcome, writeBoolean(welcome, greeting.means), greeting);
}

function draftState(draft: Draft, column: Column): void {
  const { status } = draft.person;
  const { people } = draft.shared.target;
  const means = status?.means;
  if (!status || means === undefined) return;
  if (column.field.type === "boolean") {
    const reason =
      means === "deleted" ? `${people.table.system} knows no deleted users: this one is disabled.` : undefined;
    draft.put(people, draft.cells, column, writeBoolean(column, means === "active"), status, reason);
    return;
  }
  const code = codeFor(column, means);
  const instead = codeFor(column, "suspended");
  if (code !== undefined) draft.put(people, draft.cells, column, code, status);
  else if (means === "deleted" && instead !== undefined) {
    const reason = `${people.table.system} knows no deleted users: this one is locked out.`;
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
