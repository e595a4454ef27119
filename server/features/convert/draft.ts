/** One person written for another system: the cells of the rows, and everything that could not be kept as it was. */
import { type Column, type ConversionRules, type Meaning, matchName } from "../../core/table.ts";
import { fits, isUuid, usernameFrom } from "../../core/values.ts";
import { calledBy, columnAt, type Fact, factsOf, type Person } from "../person.ts";
import { draftContacts } from "./contacts.ts";
import type { Difference, DifferenceKind } from "./difference.ts";
import { draftGroups, draftRoles } from "./memberships.ts";
import { comesApart, joinName, splitName } from "./names.ts";
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

function draftNames(draft: Draft): void {
  const { person } = draft;
  const { people } = draft.shared.target;
  const [full, first, last] = [draft.column("full-name"), draft.column("first-name"), draft.column("last-name")];
  const [firstName, lastName] = [person.firstName?.value ?? "", person.lastName?.value ?? ""];
  if (full && !draft.cells.has(full.field.name)) {
    const { fullName } = person;
    const joined = fullName?.value ?? joinName(firstName, lastName);
    if (joined !== "") draft.put(people, draft.cells, full, joined, fullName);
    draft.keep(person.firstName, person.lastName);
    const fact = person.lastName ?? person.firstName;
    if (!fullName && fact && !comesApart(firstName, lastName))
      draft.tell("changed", fact, "Nobody will be able to tell any more where the first name ends.", {
        into: people,
        column: full,
        value: joined,
      });
  }
  if (!first || !last) return;
  const fullName = firstName === "" && lastName === "" ? person.fullName : undefined;
  if (fullName) {
    const split = splitName(fullName.value);
    if (split.first !== "") draft.put(people, draft.cells, first, split.first);
    if (split.last !== "") draft.put(people, draft.cells, last, split.last);
    draft.keep(fullName);
    const values = [first, last].map((column) => draft.cells.get(column.field.name) ?? "");
    const [one, other] = values as [string, string];
    if (one === "" || other === "")
      draft.tell("guessed", fullName, "There is only one name: it is taken for the first one.", {
        into: people,
        column: first,
        value: one,
      });
    else if (split.doubtful)
      draft.tell("guessed", fullName, "Where the first name ends is a guess.", {
        into: people,
        column: last,
        value: `${one} / ${other}`,
      });
    else if (one === split.first && other === split.last && joinName(one, other) !== fullName.value)
      draft.tell("changed", fullName, "The last name stood first.", {
        into: people,
        column: last,
        value: `${one} / ${other}`,
      });
    else if (one !== split.first || other !== split.last)
      draft.tell("changed", fullName, cannotHold(people, last, fullName.value), {
        into: people,
        column: last,
        value: `${one} ${other}`,
      });
    return;
  }
  if (person.firstName) draft.put(people, draft.cells, first, firstName, person.firstName);
  if (person.lastName) draft.put(people, draft.cells, last, lastName, person.lastName);
}

/** Why a value was cleaned. */
function cannotHold({ table }: TargetTable, { field }: Column, value: string): string {
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

/** Keys and user names: whichever of the two a system knows somebody by is kept in the one that the other has. */
function draftIds(draft: Draft): void {
  const { person } = draft;
  const { people } = draft.shared.target;
  const address = person.email?.value.toLowerCase();
  const [key, user] = [draft.column("key"), draft.column("user-name")];
  const isDerived = person.key !== undefined && person.key.value.toLowerCase() === address;
  if (user && !draft.cells.has(user.field.name)) draftUserName(draft, user);
  if (key && !draft.cells.has(key.field.name)) {
    const known = person.key ?? person.userName;
    if (known && !(isDerived && !key.required)) draft.put(people, draft.cells, key, known.value, known);
    else if (!known && key.required && address !== undefined) {
      // An address stays the same however often it is converted; a number that is counted up would not.
      const value = address.replace(/\s+/g, "");
      draft.put(people, draft.cells, key, value);
      draft.tell("made", person.email!, "There is no id: the address is taken for one.", {
        into: people,
        column: key,
        value,
      });
    }
  }
  if (isDerived) draft.keep(person.key);
}

function draftUserName(draft: Draft, column: Column): void {
  const { person } = draft;
  const { people } = draft.shared.target;
  const { taken } = draft.shared;
  const known = person.userName ?? (person.key && isUserName(column, person.key.value) ? person.key : undefined);
  if (known) {
    draft.put(people, draft.cells, column, known.value, known);
    return;
  }
  const names = (column.field.derive ?? []).map((field) => draft.cells.get(field) ?? "");
  const local = person.email?.value.split("@")[0] ?? "";
  const fromName = usernameFrom(names);
  const best = [fromName, usernameFrom([local])].filter((wish) => fitsUserName(column, wish));
  const others = [person.key?.value ?? "", person.email?.value ?? ""].map((text) => usernameFrom([text]));
  const possible = best.length > 0 ? best : others.filter((wish) => fitsUserName(column, wish));
  const [wish] = possible;
  const fact = person.fullName ?? person.lastName ?? person.firstName ?? person.email ?? person.key;
  if (wish === undefined || !fact) return;
  let value = possible.find((name) => !taken.has(name));
  for (let n = 2; value === undefined; n++) if (!taken.has(`${wish}${n}`)) value = `${wish}${n}`;
  taken.add(value);
  draft.put(people, draft.cells, column, value);
  const reason =
    value === fromName
      ? "It is made from the name."
      : wish === fromName
        ? "It is made in another way: somebody with the same name comes before."
        : "It is made from the email: the name gives none that would do.";
  draft.tell("made", fact, reason, { into: people, column, value });
}

/** Whether a key is what somebody signs in with: it would do, and is neither a number nor a UUID nor an address. */
export function isUserName(column: Column, key: string): boolean {
  return /^[a-z]/.test(key) && !key.includes("@") && !isUuid(key) && fitsUserName(column, key);
}

function fitsUserName({ field }: Column, name: string): boolean {
  const { pattern = ".*", minLength = 1, maxLength = Number.POSITIVE_INFINITY } = field.constraints ?? {};
  return name.length >= minLength && name.length <= maxLength && fits(pattern, name);
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
