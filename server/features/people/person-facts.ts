/** Notes on one person, taken row by row, and the person that they make. */

import type { Sheet } from "../../core/checking/sheet.ts";
import { booleanIn } from "../../core/filetypes/boolean-words.ts";
import type { AccountState, ContactKind, Meaning } from "../../core/filetypes/file-type.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { membershipIn } from "../../core/filetypes/values.ts";
import { fold, trimBlanks } from "../../core/text/text.ts";
import { type Row, recordOf } from "../records/records.ts";
import type { Address, Coded, Email, Fact, FurtherFact, Person, PersonMembership, Phone } from "./person.ts";

/** What the rows of one person say, by meaning. */
export class Notes {
  readonly #facts = new Map<Meaning, Fact[]>();
  readonly emails: Email[] = [];
  readonly phones: Phone[] = [];
  readonly addresses: Address[] = [];
  readonly roles: Fact[] = [];
  readonly groups: PersonMembership[] = [];
  readonly communities: PersonMembership[] = [];
  readonly further: FurtherFact[] = [];
  password: Person["password"];
  withheld = false;

  constructor(readonly names: ReadonlyMap<string, Fact>) {}

  one(means: Meaning): Fact | undefined {
    return this.#facts.get(means)?.[0];
  }

  every(means: Meaning): readonly Fact[] {
    return this.#facts.get(means) ?? [];
  }

  /** Takes a row of the person's own or one that is joined to it. */
  take(sheet: Sheet, row: Row): void {
    const record = recordOf(sheet, row);
    if (sheet.hasSecrets && row.cells.length !== sheet.binding?.columns.length) {
      this.withheld = true;
      return;
    }
    const found = new Map<Meaning, Fact[]>();
    row.cells.forEach((cell, index) => {
      const value = trimBlanks(cell.text);
      const column = sheet.binding?.columns[index];
      const at = { sheet, record, cell: index };
      if (value === "") return;
      const means = column?.field.means;
      // A repeated column of passwords counts as no column, but holds passwords all the same.
      const secret = sheet.binding?.cells[index]?.isSecret === true;
      if (secret) this.password ??= at;
      else if (means === undefined) this.further.push(furtherFact(sheet, value, at));
      else {
        for (const item of itemsOf(column!, value)) {
          const known = found.get(means);
          if (known) known.push({ value: item, at });
          else found.set(means, [{ value: item, at }]);
        }
      }
    });
    this.#sort(sheet, found);
  }

  /** Puts together what belongs together in a row; what is left over stands alone. */
  #sort(sheet: Sheet, found: Map<Meaning, Fact[]>): void {
    const about = sheet.table.document.rows;
    const take = (means: Meaning): Fact | undefined => {
      const fact = found.get(means)?.[0];
      found.delete(means);
      return fact;
    };
    const emails = found.get("email") ?? [];
    const phones = found.get("phone") ?? [];
    if (emails.length > 0) {
      const kind = coded(take("email-kind"), kindOf);
      const primary = coded(take("email-primary"), truthOf);
      for (const fact of emails) this.emails.push({ ...fact, kind: kind ?? ownKind(fact), primary });
    }
    if (phones.length > 0) {
      const kind = coded(take("phone-kind"), kindOf);
      const [extension, country] = [take("phone-extension"), take("phone-country")];
      const primary = coded(take("phone-primary"), truthOf);
      for (const fact of phones)
        this.phones.push({ ...fact, kind: kind ?? ownKind(fact), extension, country, primary });
    }
    if (addressParts.some((part) => found.has(part))) {
      const [line1, line2, city, state, postalCode, country] = addressParts.map(take);
      const kind = coded(take("address-kind"), kindOf);
      const primary = coded(take("address-primary"), truthOf);
      this.addresses.push({ kind, line1, line2, city, state, postalCode, country, primary });
    }
    const role = take("group-role");
    for (const fact of found.get("group") ?? []) this.#join(fact, role);
    for (const fact of found.get("community") ?? [])
      this.communities.push({ ...fact, name: this.names.get(fact.value), role: undefined });
    if (about === "people") this.roles.push(...(found.get("role") ?? []));
    for (const [means, facts] of found) {
      if (sorted.has(means)) continue;
      // A kind without a phone, a primary without an address: said, but of nothing. False says nothing at all.
      if (leftOver.has(means))
        this.further.push(...facts.filter(isMore).map(({ value, at }) => furtherFact(sheet, value, at)));
      else this.#facts.set(means, [...this.every(means), ...facts]);
    }
  }

  #join(fact: Fact, given: Fact | undefined): void {
    const column = columnOf(fact);
    const membership = column?.field.type === "membership" ? membershipIn(column.field, fact.value) : undefined;
    const path = membership?.path ?? fact.value;
    if (column?.values.get(path)?.means === "role") {
      this.roles.push(fact);
      return;
    }
    const role = membership?.role === undefined ? given : { value: membership.role, at: fact.at };
    const name = this.names.get(path);
    this.groups.push({ value: path, at: fact.at, name, role });
  }
}

const addressParts = ["address-line1", "address-line2", "city", "state", "postal-code", "country"] as const;
/** Meanings that `#sort` has put elsewhere, and those that say nothing of the person. */
const sorted = new Set<Meaning>(["email", "phone", "group", "community", "role", "member", "row-key", "group-name"]);
const leftOver = new Set<Meaning>([
  "email-kind",
  "email-primary",
  "phone-kind",
  "phone-extension",
  "phone-country",
  "phone-primary",
  "address-kind",
  "address-primary",
]);

export function personOf(sheet: Sheet, record: number, notes: Notes): Person {
  const ownEmail = notes.emails.find(({ at }) => at.sheet === sheet);
  const others = notes.emails.filter((email) => email !== ownEmail);
  const repeats = others.filter((email) => ownEmail && email.value.toLowerCase() === ownEmail.value.toLowerCase());
  const email = ownEmail && {
    ...ownEmail,
    kind: ownEmail.kind ?? repeats[0]?.kind,
    primary: ownEmail.primary ?? repeats[0]?.primary,
  };
  return {
    sheet,
    record,
    key: notes.one("key"),
    userName: notes.one("user-name"),
    fullName: notes.one("full-name"),
    firstName: notes.one("first-name"),
    lastName: notes.one("last-name"),
    email,
    emails: others.filter((other) => other !== repeats[0]),
    phones: notes.phones,
    addresses: notes.addresses,
    jobTitle: notes.one("job-title"),
    status: coded(notes.one("status"), stateOf),
    roles: notes.roles,
    groups: notes.groups,
    communities: notes.communities,
    timeZone: notes.one("time-zone"),
    managers: notes.every("manager"),
    welcome: coded(notes.one("welcome"), truthOf),
    password: notes.password,
    withheld: notes.withheld,
    further: notes.further,
  };
}

function columnOf({ at }: Fact): Column | undefined {
  return at.sheet.binding?.columns[at.cell];
}

/** The items of a list, or the one value; empty items say nothing. */
function itemsOf({ field }: Column, value: string): string[] {
  if (!field.list) return [value];
  return value
    .split(field.list.delimiter)
    .map(trimBlanks)
    .filter((item) => item !== "");
}

function furtherFact(sheet: Sheet, value: string, at: Fact["at"]): FurtherFact {
  const column = sheet.binding?.columns[at.cell];
  const header = sheet.binding?.cells[at.cell]?.text ?? `column ${at.cell + 1}`;
  return { value, at, column: column?.field.name ?? header, title: column?.field.title ?? header };
}

function coded<T>(fact: Fact | undefined, meaningOf: (fact: Fact) => T | undefined): Coded<T> | undefined {
  return fact && { ...fact, means: meaningOf(fact) };
}

function kindOf(fact: Fact): ContactKind | undefined {
  const means = categoryMeaning(fact);
  return means === "work" || means === "home" || means === "mobile" || means === "fax" || means === "other"
    ? means
    : undefined;
}

function stateOf(fact: Fact): AccountState | undefined {
  if (columnOf(fact)?.field.type === "boolean") {
    const is = truthOf(fact);
    return is === undefined ? undefined : is ? "active" : "suspended";
  }
  const means = categoryMeaning(fact);
  return means === "active" || means === "suspended" || means === "deleted" ? means : undefined;
}

/** What a code means, or a label that somebody wrote in its place. */
function categoryMeaning(fact: Fact): string | undefined {
  const column = columnOf(fact);
  return (column?.values.get(fact.value) ?? column?.spellings.get(fold(fact.value)))?.means;
}

function truthOf(fact: Fact): boolean | undefined {
  return booleanIn(columnOf(fact)?.field, fact.value);
}

/** The kind that the column itself gives. */
function ownKind(fact: Fact): Coded<ContactKind> | undefined {
  const kind = columnOf(fact)?.field.kind;
  return kind && { value: kind, at: fact.at, means: kind };
}

function isMore(fact: Fact): boolean {
  return truthOf(fact) !== false;
}
