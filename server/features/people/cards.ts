/** A person of an import as a card: what the files say, codes in words, what the import will do, and what is wrong. */

import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import type { Finding } from "../../core/checking/rule.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import type { AccountState } from "../../core/filetypes/file-type.ts";
import { canonicalZone } from "../../core/filetypes/lists.ts";
import { cellsOf, rowByNumber } from "../../core/text/document.ts";
import { joined, type Message, message, schemaText } from "../../core/text/message.ts";
import { shownRow } from "../../core/text/message-values.ts";
import { dots, labelOf } from "../records/cells.ts";
import { holdersOf } from "../records/records.ts";
import { groupName, type LastState, type Outcome, outcomesOf } from "./outcomes.ts";
import type { PeopleReader } from "./people.ts";
import { type Address, type Coded, calledBy, columnAt, type Fact, type Person } from "./person.ts";

export interface Card {
  /** The person's own row: the record's number from the file's first (0-based). */
  readonly record: number;
  /** What the person is called; "Row 7" where nobody knows. */
  readonly name: Message | string;
  /** The id, user name or address that the system knows the person by; "" when it is the name already. */
  readonly key: string;
  readonly jobTitle: string;
  readonly status: { readonly text: Message | string; readonly isActive: boolean } | undefined;
  readonly facts: readonly CardFact[];
  readonly groups: readonly { readonly name: string; readonly role: string }[];
  /** `isKnown`: a name of the IANA database. */
  readonly zone: { readonly name: string; readonly isKnown: boolean } | undefined;
  readonly outcomes: readonly Outcome[];
  /** The first of them. */
  readonly problems: readonly CardProblem[];
  readonly problemCount: number;
}

export interface CardFact {
  /** "Mobile phone". */
  readonly label: Message | string;
  readonly text: Message | string;
  /** "primary"; "" for nothing. */
  readonly note: Message | string;
}

export interface CardProblem {
  readonly severity: Finding["severity"];
  readonly rule: string;
  readonly message: Message;
  readonly sheet: Sheet;
  readonly located: LocatedFinding;
  /** As a spreadsheet numbers it. */
  readonly row: number;
}

const problemsMax = 20;

/** Makes the card of a person. */
export function cardOf(reader: PeopleReader, person: Person, last: LastState): Card {
  const { record } = person;
  const problems = problemsAbout(reader, person);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const shown = problems.slice(0, problemsMax);
  const common = { record, problems: shown, problemCount: problems.length };
  if (isClosed(person)) {
    const outcomes = outcomesOf({ ...person, groups: [] }, last, errors).slice(0, 1);
    const nothing = { key: "", jobTitle: "", status: undefined, facts: [], groups: [], zone: undefined };
    return { ...common, ...nothing, name: rowNamed(record), outcomes };
  }
  const called = calledBy(person);
  const key = (person.key ?? person.userName)?.value ?? "";
  const zone = person.timeZone?.value;
  return {
    ...common,
    name: called === "" ? rowNamed(record) : called,
    key: key === called ? "" : key,
    jobTitle: person.jobTitle?.value ?? "",
    status: person.status && { text: statusInWords(person.status), isActive: person.status.means === "active" },
    facts: factsIn(person),
    groups: person.groups.map((group) => ({ name: groupName(group), role: group.role?.value ?? "" })),
    zone: zone === undefined ? undefined : { name: zone, isKnown: canonicalZone(zone) !== undefined },
    outcomes: outcomesOf(person, last, errors),
  };
}

function rowNamed(record: number): Message {
  return message("Row {0}", shownRow(record));
}

/** Where cells do not line up with the header nobody knows which of them is the password. */
function isClosed({ sheet, record }: Person): boolean {
  const at = rowByNumber(sheet.document, record);
  return sheet.hasSecrets && at !== undefined && cellsOf(sheet.document, at).length !== sheet.binding?.columns.length;
}

function factsIn(person: Person): CardFact[] {
  const facts: CardFact[] = [];
  const add = (label: Message | string, text: Message | string, note: Message | string = ""): void => {
    if (text !== "") facts.push({ label, text, note });
  };
  const { userName, email, password } = person;
  if (userName && person.key) add(titleOf(userName), userName.value);
  if (email) add(titleOf(email), email.value, primaryNote(email.primary));
  for (const each of person.emails) add(kindOf(each.kind, each), each.value, primaryNote(each.primary));
  for (const each of person.phones) {
    const phone = each.extension ? message("{0} ext. {1}", each.value, each.extension.value) : each.value;
    const text = each.country ? joined([phone, inWords(each.country)], ", ") : phone;
    add(kindOf(each.kind, each), text, primaryNote(each.primary));
  }
  for (const each of person.addresses) {
    const first = partsOf(each)[0];
    add(
      first ? kindOf(each.kind, first, message("Address")) : message("Address"),
      addressText(each),
      primaryNote(each.primary),
    );
  }
  for (const [title, values] of grouped([...person.roles, ...person.managers]))
    add(schemaText(title), joined(values, ", "));
  const communities = person.communities.map(({ value, name }) => (name ? `${name.value} (${value})` : value));
  if (person.communities[0]) add(titleOf(person.communities[0]), communities.join(", "));
  for (const each of person.further) add(schemaText(each.title), inWords(each));
  const secret = password && columnAt(password)?.field.title;
  if (secret !== undefined) add(schemaText(secret), dots);
  return facts;
}

function grouped(facts: readonly Fact[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const fact of facts) {
    const title = columnAt(fact.at)?.field.title ?? "";
    groups.set(title, [...(groups.get(title) ?? []), inWords(fact)]);
  }
  return groups;
}

function titleOf({ at }: Fact): Message {
  return schemaText(columnAt(at)?.field.title ?? "");
}

/** "Mobile phone": the word behind the code, else the column's own title. */
function kindOf(kind: Coded<unknown> | undefined, fact: Fact, otherwise = titleOf(fact)): Message {
  if (!kind) return otherwise;
  const word = inWords(kind);
  return word === fact.value ? otherwise : schemaText(word);
}

/** What a code means, else what the cell says. */
function inWords({ value, at }: Fact): string {
  return labelOf(columnAt(at), value) ?? value;
}

function statusInWords(status: Coded<AccountState>): Message | string {
  if (columnAt(status.at)?.field.type !== "boolean") return inWords(status);
  if (status.means === undefined) return status.value;
  return status.means === "active" ? message("Active") : message("Disabled");
}

function primaryNote(primary: Coded<boolean> | undefined): Message | string {
  return primary?.means === true ? message("primary") : "";
}

function partsOf({ line1, line2, postalCode, city, state, country }: Address): Fact[] {
  return [line1, line2, postalCode, city, state, country].filter((part) => part !== undefined);
}

function addressText(address: Address): string {
  return partsOf(address)
    .map(({ value }) => value)
    .join(", ");
}

/** What is wrong in the person's own row and in those of other files that name the person, errors first. */
function problemsAbout(reader: PeopleReader, person: Person): CardProblem[] {
  const { sheet, record, key } = person;
  const own = sheet.table.name;
  const rows = [{ sheet, record }];
  for (const other of key ? reader.joined : []) {
    const link = other.table.document.foreignKeys?.find(({ reference }) => reference.table === own);
    if (!link) continue;
    for (const { at } of holdersOf(other, link.field, key!.value))
      rows.push({ sheet: other, record: other.document.records[at.page]! + at.row });
  }
  const problems = rows.flatMap((row) => problemsIn(row.sheet, row.record));
  return problems.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

const severities: readonly Finding["severity"][] = ["error", "warning", "information", "hint"];

function problemsIn(sheet: Sheet, record: number): CardProblem[] {
  const at = rowByNumber(sheet.document, record);
  if (!at) return [];
  const found = sheet.pageFindings(at.page).filter(({ row }) => row === at.row);
  return found.map((finding) => ({
    severity: finding.severity,
    rule: finding.rule.name,
    message: sheet.messageOf(finding),
    sheet,
    located: { page: at.page, finding },
    row: shownRow(record),
  }));
}
