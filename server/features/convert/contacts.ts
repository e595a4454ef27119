/** Emails, phones and addresses of a person for another system: in rows of their own, or in the few cells that it has for them. */

import type { ContactKind, Meaning } from "../../core/filetypes/file-type.ts";
import { countryByCode, countryCodeOf, isCountryName } from "../../core/filetypes/lists.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { isInternationalPhone } from "../../core/filetypes/values.ts";
import { type Message, message } from "../../core/text/message.ts";
import type { Address, Coded, Email, Fact, Phone } from "../people/person.ts";
import type { Draft, DraftCells } from "./draft.ts";
import { type PhoneNumber, writePhone } from "./phone.ts";
import { codeFor, columnFor, type TargetTable } from "./target.ts";

export function draftContacts(draft: Draft): void {
  const { contacts } = draft.shared.target;
  if (contacts) draftRows(draft, contacts);
  else draftCells(draft);
}

/** One row holds an email, a phone and an address; as many rows as the longest list needs. */
function draftRows(draft: Draft, into: TargetTable): void {
  const { person } = draft;
  const emails = person.emails.filter((email) => draft.left.includes(email));
  const count = Math.max(emails.length, person.phones.length, person.addresses.length);
  const key = draft.cells.get(columnFor(draft.shared.target.people, "key")?.field.name ?? "") ?? "";
  for (let i = 0; i < count; i++) {
    const cells: DraftCells = new Map();
    const put = (means: Meaning, value: string, fact?: Fact): void => {
      const column = columnFor(into, means);
      if (column && value !== "") draft.put(into, cells, column, value, fact);
    };
    put("row-key", `${key}-${i + 1}`);
    put("member", key);
    const [email, phone, address] = [emails[i], person.phones[i], person.addresses[i]];
    if (email) {
      put("email", email.value, email);
      putKind(draft, into, cells, "email-kind", email.kind);
    }
    if (phone) {
      const column = columnFor(into, "phone");
      if (column) putPhone(draft, into, cells, column, phone);
      putKind(draft, into, cells, "phone-kind", phone.kind);
    }
    if (address) {
      for (const [means, part] of partsOf(address)) if (part) putPart(draft, into, cells, means, part);
      putKind(draft, into, cells, "address-kind", address.kind);
    }
    draft.contacts.push(cells);
  }
}

/** The code of a kind; what nobody calls anything is called other. */
function putKind(
  draft: Draft,
  into: TargetTable,
  cells: DraftCells,
  means: Meaning,
  kind: Coded<ContactKind> | undefined,
): void {
  const column = columnFor(into, means);
  const code = column && codeFor(column, kind?.means ?? "other");
  const other = column && codeFor(column, "other");
  if (!column) return;
  if (code !== undefined) {
    cells.set(column.field.name, code);
    if (kind?.means !== undefined) draft.keep(kind);
  } else if (other !== undefined) cells.set(column.field.name, other);
}

/** The cells of the person's own row: each phone where its kind has one, one address where there are columns for it. */
function draftCells(draft: Draft): void {
  const { person } = draft;
  const { people } = draft.shared.target;
  const { system } = people.table;
  for (const email of person.emails) {
    if (!draft.left.includes(email)) continue;
    draft.lose(email, message("{0} allows only one email address per person.", system));
    const primary = email.primary?.means === false ? undefined : email.primary;
    for (const part of [email.kind, primary]) if (part) draft.lose(part, message("Its email address is left out."));
  }
  const columns = people.columns.get("phone") ?? [];
  const phones = [...person.phones].sort(
    (a, b) => Number(b.primary?.means === true) - Number(a.primary?.means === true),
  );
  // Whoever has a column of its own comes before those that only find room elsewhere.
  const isFree = (column: Column): boolean => !draft.cells.has(column.field.name);
  const own = (phone: Phone) =>
    columns.find(({ field }) => field.kind !== undefined && field.kind === phone.kind?.means);
  for (const pass of ["own", "elsewhere"] as const) {
    for (const phone of phones) {
      if (!draft.left.includes(phone)) continue;
      const column =
        pass === "own" ? own(phone) : columns.find((each) => isFree(each) && (each.field.kind ?? "other") === "other");
      if (!column || !isFree(column)) continue;
      putPhone(draft, people, draft.cells, column, phone);
      if (phone.kind?.means === (column.field.kind ?? "other")) draft.keep(phone.kind);
      const alone = phones.length === 1 || (columns.length === 1 && phone.primary?.means === true);
      if (alone || phone.primary?.means === false) draft.keep(phone.primary);
    }
  }
  if (columns.length > 0) {
    for (const phone of phones) {
      if (!draft.left.includes(phone)) continue;
      draft.lose(phone, message("{0} has no column left for another phone number of this kind.", system));
      const primary = phone.primary?.means === false ? undefined : phone.primary;
      for (const part of [phone.kind, phone.extension, phone.country, primary])
        if (part) draft.lose(part, message("Its phone number is left out."));
    }
  }
  draftAddress(draft);
  for (const { primary } of [...person.emails, ...person.phones, ...person.addresses]) {
    if (primary?.means === false) draft.keep(primary);
  }
}

function draftAddress(draft: Draft): void {
  const { people } = draft.shared.target;
  const { addresses } = draft.person;
  const main = addresses.find(({ primary }) => primary?.means === true) ?? addresses[0];
  if (!main || !columnFor(people, "city")) return;
  for (const [means, part] of partsOf(main)) if (part) putPart(draft, people, draft.cells, means, part);
  if (main.kind?.means === "other") draft.keep(main.kind);
  if (addresses.length === 1) draft.keep(main.primary);
}

function partsOf(address: Address): [Meaning, Fact | undefined][] {
  return [
    ["address-line1", address.line1],
    ["address-line2", address.line2],
    ["city", address.city],
    ["state", address.state],
    ["postal-code", address.postalCode],
    ["country", address.country],
  ];
}

function putPart(draft: Draft, into: TargetTable, cells: DraftCells, means: Meaning, part: Fact): void {
  const column = columnFor(into, means);
  if (!column) return;
  const code = countryCodeOf(part.value);
  const name = code === undefined ? undefined : countryByCode(code);
  const wantsName = column.field.type === "country-name" && !isCountryName(part.value) && name !== undefined;
  if (wantsName)
    draft.put(into, cells, column, name, part, message("{0} requires the country name.", into.table.system));
  else draft.put(into, cells, column, part.value, part);
}

function putPhone(draft: Draft, into: TargetTable, cells: DraftCells, column: Column, phone: Phone): void {
  const number = numberOf(draft, phone);
  const extension = phone.extension?.value ?? number?.extension;
  const written = writePhone(column, phone.value, number);
  const country = columnFor(into, "phone-country");
  const extensions = columnFor(into, "phone-extension");
  draft.put(into, cells, column, written.text, phone, changeOf(column, phone, number, written.text, into));
  if (extensions && extension !== undefined) draft.put(into, cells, extensions, extension, phone.extension);
  else if (number?.extension !== undefined)
    draft.note("lost", phone, message("{0} has no column for the extension.", into.table.system), {
      into,
      column,
      value: written.text,
    });
  if (country) {
    const code = number?.country ?? phone.country?.value;
    if (code !== undefined) draft.put(into, cells, country, code, phone.country);
  } else if (written.international && number?.country === phone.country?.value) draft.keep(phone.country);
}

/** The number that somebody can only mean; the profile may say where numbers belong that do not say it. */
function numberOf(draft: Draft, phone: Phone | Email): PhoneNumber | undefined {
  const country = "country" in phone ? phone.country?.value : undefined;
  return draft.shared.readPhone(phone.value, country ?? draft.shared.rules.country);
}

/** Why the text is not simply the number; undefined when it is. */
function changeOf(
  { field }: Column,
  { value }: Phone,
  number: PhoneNumber | undefined,
  text: string,
  { table }: TargetTable,
): Message | undefined {
  if (number || field.type !== "phone") return undefined;
  if (text !== value) return message("The country of this number is unknown. Only its digits are kept.");
  const isIncomplete = field.variant !== "digits" && !isInternationalPhone(text);
  return isIncomplete
    ? message("The country of this number is unknown. {0} gets it unchanged.", table.system)
    : undefined;
}
