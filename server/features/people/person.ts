/** A person as all systems together can describe one: what an import says of somebody, and in which cell each fact stands. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { AccountState, ContactKind } from "../../core/filetypes/file-type.ts";
import type { Column } from "../../core/filetypes/table.ts";

/** A cell, or a place where one could be. */
export interface CellAt {
  readonly sheet: Sheet;
  /** The record's number from the file's first (0-based). */
  readonly record: number;
  /** From 0. */
  readonly cell: number;
}

/** Something that a cell says. */
export interface Fact {
  /** Trimmed, never empty. One item where the cell holds a list. */
  readonly value: string;
  readonly at: CellAt;
}

/** A fact that is one of few; `means` is undefined when it is none that its column knows. */
export interface Coded<T> extends Fact {
  readonly means: T | undefined;
}

export interface Email extends Fact {
  readonly kind: Coded<ContactKind> | undefined;
  /** What the file says of its being the main one. */
  readonly primary: Coded<boolean> | undefined;
}

export interface Phone extends Fact {
  readonly kind: Coded<ContactKind> | undefined;
  readonly extension: Fact | undefined;
  /** A two-letter code, or whatever stands there. */
  readonly country: Fact | undefined;
  readonly primary: Coded<boolean> | undefined;
}

export interface Address {
  readonly kind: Coded<ContactKind> | undefined;
  readonly line1: Fact | undefined;
  readonly line2: Fact | undefined;
  readonly city: Fact | undefined;
  readonly state: Fact | undefined;
  readonly postalCode: Fact | undefined;
  /** By name. */
  readonly country: Fact | undefined;
  readonly primary: Coded<boolean> | undefined;
}

/** A group or community that somebody belongs to; the value is its id or path. */
export interface PersonMembership extends Fact {
  /** What it is called, where a file tells. */
  readonly name: Fact | undefined;
  /** What the person is in it. */
  readonly role: Fact | undefined;
}

/** A fact that only its own system has a column for, or a column that nobody knows. */
export interface FurtherFact extends Fact {
  /** As the importer calls it, or as the header does. */
  readonly column: string;
  /** In words; the header's own text where the column is unknown. */
  readonly title: string;
}

export interface Person {
  /** Where the person's own row is. */
  readonly sheet: Sheet;
  readonly record: number;
  /** The key in the customer's own system. */
  readonly key: Fact | undefined;
  readonly userName: Fact | undefined;
  readonly fullName: Fact | undefined;
  readonly firstName: Fact | undefined;
  readonly lastName: Fact | undefined;
  /** The address to sign in or be reached by; its kind comes from a row of contacts that repeats it. */
  readonly email: Email | undefined;
  /** The others. */
  readonly emails: readonly Email[];
  readonly phones: readonly Phone[];
  readonly addresses: readonly Address[];
  readonly jobTitle: Fact | undefined;
  readonly status: Coded<AccountState> | undefined;
  readonly roles: readonly Fact[];
  readonly groups: readonly PersonMembership[];
  readonly communities: readonly PersonMembership[];
  readonly timeZone: Fact | undefined;
  readonly managers: readonly Fact[];
  /** Whether a new user is greeted by mail. */
  readonly welcome: Coded<boolean> | undefined;
  /** Where a password stands; what it is stays there. */
  readonly password: CellAt | undefined;
  /** The cells of the row do not line up with a header that has passwords: any of them may be one, so nothing of it is told. */
  readonly withheld: boolean;
  readonly further: readonly FurtherFact[];
}

/** What a person is called: the full name, else first and last, else the user name, the address or the key; "" when nothing of it is there. */
export function calledBy(person: Person): string {
  const { fullName, firstName, lastName, userName, email, key } = person;
  const parts = [firstName?.value, lastName?.value].filter((part) => part !== undefined);
  return fullName?.value ?? (parts.length > 0 ? parts.join(" ") : ((userName ?? email ?? key)?.value ?? ""));
}

/** The column a fact stands in; undefined beyond the header and for columns that nobody knows. */
export function columnAt({ sheet, cell }: CellAt): Column | undefined {
  return sheet.binding?.columns[cell];
}

/** Everything that is known of a person, in no order: each fact once, with the parts of phones and addresses. A password is none. */
export function factsOf(person: Person): Fact[] {
  const { key, userName, fullName, firstName, lastName, email, jobTitle, status, timeZone, welcome } = person;
  const single = [key, userName, fullName, firstName, lastName, jobTitle, status, timeZone, welcome];
  const emails = [...(email ? [email] : []), ...person.emails].flatMap((each) => [each, each.kind, each.primary]);
  const phones = person.phones.flatMap((each) => [each, each.kind, each.extension, each.country, each.primary]);
  const addresses = person.addresses.flatMap((each) => Object.values(each) as (Fact | undefined)[]);
  const memberships = [...person.groups, ...person.communities].flatMap((each) => [each, each.role]);
  const lists = [...person.roles, ...person.managers, ...person.further];
  return [...single, ...emails, ...phones, ...addresses, ...memberships, ...lists].filter((fact) => fact !== undefined);
}
