/** People of one system as the files of another, written, checked as any import is, and everything listed that is not the same. */

import { lineBreakOf } from "../../core/checking/fix-context.ts";
import { isRollUp } from "../../core/checking/roll-ups.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import type { Concern } from "../../core/filetypes/concern.ts";
import type { ConversionRules } from "../../core/filetypes/profile.ts";
import type { Table } from "../../core/filetypes/table.ts";
import { type Message, message, schemaText } from "../../core/text/message.ts";
import { Workspace } from "../../core/workspace/workspace.ts";
import type { Exported } from "../export/export.ts";
import { templateOf, unnamedFolder } from "../imports/template.ts";
import { peopleReader } from "../people/people.ts";
import { type CellAt, calledBy, type Person } from "../people/person.ts";
import { holds, keyFieldOf, pathOf, readAll, recordOf, rowsOf } from "../records/records.ts";
import type { Slices } from "../records/walk.ts";
import type { Difference } from "./difference.ts";
import type { Draft } from "./draft.ts";
import { draftPerson } from "./draft-person.ts";
import { isUserName } from "./ids.ts";
import type { ReadPhone } from "./phone.ts";
import { type Questions, questionsOf } from "./questions.ts";
import { columnFor, type Target, targetOf } from "./target.ts";
import { Rows } from "./target-rows.ts";

/** A file of the result. */
export interface ConvertedFile {
  /** Relative to the folder that is chosen, `/` between names. */
  readonly path: string;
  readonly fileType: string;
  /** With what it must read back as. */
  readonly exported: Exported;
}

/** Something that our own check says of the result. */
export interface ResultProblem {
  readonly path: string;
  /** As a spreadsheet numbers it; 0 for the file as a whole. */
  readonly row: number;
  readonly field: string | undefined;
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly rule: string;
  /** What the rule is about, where others rely on it. */
  readonly concerns: Concern | undefined;
  readonly message: Message;
  /** Whose row it is; "" where that is nobody's. */
  readonly name: string;
}

export interface Conversion {
  readonly from: Table;
  readonly to: Table;
  readonly people: number;
  /** What was read: the files of people, and those that say more of them. */
  readonly sources: readonly Sheet[];
  /** What they have wrong themselves: a result is no better than they are. */
  readonly sourceErrors: number;
  readonly files: readonly ConvertedFile[];
  readonly differences: readonly Difference[];
  /** What was not looked at row by row, in whole sentences. */
  readonly notes: readonly Message[];
  readonly problems: readonly ResultProblem[];
}

/** How many people are written between two looks at the clock. */
const peopleASlice = 20;

/** The key of a direction in the profile. */
export function directionOf(from: Table, to: Table): string {
  return `${from.name}→${to.name}`;
}

/** The table that files of people can be converted to; its name, or the name of its system. Undefined for others. */
export function targetNamed(name: string, tables: readonly Table[]): Table | undefined {
  const people = tables.filter(({ document }) => document.rows === "people");
  return people.find((table) => table.name === name) ?? people.find((table) => table.name.startsWith(`${name}.`));
}

/** The rules of the profile that counts for a file. */
export function rulesFor(workspace: Workspace, sheet: Sheet, to: Table): ConversionRules {
  const { conversions = {} } = workspace.profileFor(pathOf(workspace, sheet));
  const key = directionOf(sheet.table, to);
  return Object.hasOwn(conversions, key) ? conversions[key]! : {};
}

/** What is to be decided first. `sheets` are files of people of one type; `to` is of the tables in force for them. */
export function questions(
  workspace: Workspace,
  sheets: readonly Sheet[],
  to: Table,
  rules: ConversionRules,
): Questions {
  const target = targetFor(workspace, sheets, to);
  return questionsOf(everybody(workspace, sheets), target, rules);
}

/**
 * Converts the people of some files of one type. What the rules do not name is left out and listed; nothing is guessed
 * without saying so. Reads the files, and those joined to them, to their end.
 */
export function convert(
  workspace: Workspace,
  sheets: readonly Sheet[],
  to: Table,
  rules: ConversionRules,
  readPhone: ReadPhone,
): Conversion {
  const work = converting(workspace, sheets, to, rules, readPhone);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same in slices: it may be left after each, and is worth nothing once a file has changed. */
export function* converting(
  workspace: Workspace,
  sheets: readonly Sheet[],
  to: Table,
  rules: ConversionRules,
  readPhone: ReadPhone,
): Slices<Conversion> {
  const target = targetFor(workspace, sheets, to);
  const shared = { target, rules, readPhone, taken: takenNames(sheets, target) };
  const rows = {
    people: new Rows(target.people),
    contacts: new Rows(target.contacts),
    memberships: new Rows(target.memberships),
  };
  const differences: Difference[] = [];
  const names: string[] = [];
  for (const person of everybody(workspace, sheets)) {
    if (person.withheld) {
      differences.push(withheld(person));
      continue;
    }
    const draft: Draft = draftPerson(person, names.length, shared);
    rows.people.add(draft.cells, names.length);
    for (const cells of draft.contacts) rows.contacts.add(cells, names.length);
    for (const cells of draft.memberships) rows.memberships.add(cells, names.length);
    for (const difference of draft.differences) differences.push(difference);
    names.push(calledBy(person));
    if (names.length % peopleASlice === 0) yield;
  }
  const { strays, notes, joined } = besides(workspace, sheets);
  for (const stray of strays) differences.push(stray);
  const lineBreak = lineBreakOf(sheets[0]!);
  const tables = workspace.tablesFor(pathOf(workspace, sheets[0]!));
  const places = new Map(templateOf(to.name, tables).map(({ fileType, path }) => [fileType, path]));
  const written = Object.values(rows)
    .filter((each) => each.into === target.people || each.rows.length > 0)
    .map((each) => ({
      rows: each,
      path: places.get(each.into!.table.name) ?? `${each.into!.table.name}.csv`,
      text: each.written(lineBreak),
    }));
  const checked = check(
    workspace,
    sheets[0]!,
    written.map(({ path, rows: { into }, text }) => ({ path, table: into!.table, text: text.text })),
  );
  const problems = written.flatMap(({ path, rows: { owners } }, i) => problemsOf(path, checked[i]!, owners, names));
  const files = written.map(({ path, rows: { into }, text }, i): ConvertedFile => {
    const { error, warning } = checked[i]!.counts();
    const { delimiter, raw, escapes } = into!.table;
    return {
      path,
      fileType: into!.table.name,
      exported: { ...text, delimiter, raw, escapes, errors: error, warnings: warning, fixed: 0 },
    };
  });
  const sources = [...sheets, ...joined];
  const sourceErrors = sources.reduce((sum, sheet) => sum + sheet.counts().error, 0);
  const from = sheets[0]!.table;
  const company = unnamedFolder(to);
  if (company) notes.push(company);
  return { from, to, people: names.length, sources, sourceErrors, files, differences, notes, problems };
}

function targetFor(workspace: Workspace, sheets: readonly Sheet[], to: Table): Target {
  const tables = workspace.tablesFor(pathOf(workspace, sheets[0]!));
  const target = targetOf(to.name, tables);
  if (!target) throw new RangeError(`${to.name} has no people`);
  return target;
}

function* everybody(workspace: Workspace, sheets: readonly Sheet[]): Generator<Person> {
  for (const sheet of sheets) yield* peopleReader(workspace, sheet).all();
}

/** The user names that people bring along: nobody else may be given one of them. */
function takenNames(sheets: readonly Sheet[], { people }: Target): Set<string> {
  const taken = new Set<string>();
  const column = columnFor(people, "user-name");
  if (!column) return taken;
  for (const sheet of sheets) {
    readAll(sheet);
    for (const { field } of sheet.table.columns) {
      if (field.means !== "user-name" && field.means !== "key") continue;
      for (const value of sheet.texts.of(field.name)) if (isUserName(column, value)) taken.add(value);
    }
  }
  return taken;
}

function withheld({ sheet, record }: Person): Difference {
  const reason = message(
    "The whole row is left out because its cells don't match the header, and any of them could be the password.",
  );
  const at: CellAt = { sheet, record, cell: 0 };
  return { kind: "lost", person: -1, name: "", at, value: undefined, became: undefined, to: undefined, reason };
}

/** Rows of joined files that belong to nobody, and what is said once a file instead of once a row. */
function besides(
  workspace: Workspace,
  sheets: readonly Sheet[],
): { strays: Difference[]; notes: Message[]; joined: Sheet[] } {
  const strays: Difference[] = [];
  const notes: Message[] = [];
  const joined = new Map<Sheet, Sheet[]>();
  for (const sheet of sheets) {
    for (const each of peopleReader(workspace, sheet).joined) joined.set(each, [...(joined.get(each) ?? []), sheet]);
  }
  for (const [sheet, owners] of joined) {
    const name = schemaText(sheet.table.document.title);
    if (sheet.table.document.rows === "groups") {
      if (!sheet.table.document.hidden)
        notes.push(message("{0}: Only the memberships are converted, not the groups themselves.", name));
      continue;
    }
    const member = sheet.table.columns.find(({ field }) => field.means === "member")?.field.name ?? "";
    const rowKey = sheet.table.columns.find(({ field }) => field.means === "row-key")?.field.name;
    if (rowKey !== undefined)
      notes.push(
        message('{0}: The values in "{1}" identify rows only in this file and aren\'t converted.', name, rowKey),
      );
    for (const row of rowsOf(sheet)) {
      const key = row.value(member);
      if (owners.some((owner) => holds(owner, keyFieldOf(owner.table) ?? "", key))) continue;
      const cell = Math.max(0, sheet.binding?.indexOf(member) ?? 0);
      const at: CellAt = { sheet, record: recordOf(sheet, row), cell };
      const none = { became: undefined, to: undefined } as const;
      strays.push({
        kind: "lost",
        person: -1,
        name: "",
        at,
        value: key,
        ...none,
        reason: message("The whole row is left out because it doesn't belong to anyone."),
      });
    }
  }
  return { strays, notes, joined: [...joined.keys()] };
}

/** The result as the files of a workspace of their own, read to the end. */
function check(
  workspace: Workspace,
  from: Sheet,
  files: readonly { readonly path: string; readonly table: Table; readonly text: string }[],
): Sheet[] {
  const path = pathOf(workspace, from);
  const { files: _, ...profile } = workspace.profileFor(path);
  const result = new Workspace(
    workspace.rules,
    workspace.tablesFor(path).map(({ document }) => document),
  );
  result.configure(profile, [], []);
  for (const file of files) {
    const uri = `result:/${file.path}`;
    result.choose(uri, file.table.name);
    result.put({ uri, path: `/result/${file.path}`, open: false, version: 0 }, file.text);
  }
  const sheets = files.map((file) => result.sheet(`result:/${file.path}`)!);
  for (const sheet of sheets) readAll(sheet);
  return sheets;
}

/** The number of the first row after the header, in files that we write. */
const firstDataRow = 2;

function problemsOf(path: string, sheet: Sheet, owners: readonly number[], names: readonly string[]): ResultProblem[] {
  const found: ResultProblem[] = [];
  for (const located of sheet.findings().located) {
    const { finding } = located;
    if (isRollUp(finding.data)) continue;
    const row = sheet.rowNumber(located);
    found.push({
      path,
      row,
      field: finding.field?.name,
      severity: finding.severity,
      rule: finding.rule.name,
      concerns: finding.rule.concerns,
      message: sheet.messageOf(finding),
      name: names[owners[row - firstDataRow] ?? -1] ?? "",
    });
  }
  return found;
}
