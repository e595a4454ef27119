/** Reads the people of an import: one for each row of its file of users, joined with what the set's other files say of them. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { Meaning } from "../../core/filetypes/file-type.ts";
import { trimBlanks } from "../../core/text/text.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import type { FileSet } from "../imports/sets.ts";
import { holdersOf, pathOf, type Row, readAll, recordOf, rowNumbered, rowsOf } from "../records/records.ts";
import type { Fact, Person } from "./person.ts";
import { Notes, personOf } from "./person-facts.ts";

/** The files of a set that have a row for each person, in the set's order. */
export function peopleSheets(set: FileSet): Sheet[] {
  return set.files.map(({ sheet }) => sheet).filter((sheet) => sheet.table.document.rows === "people");
}

/** Reads people of one file one by one; the files joined to it are searched, not kept. */
export interface PeopleReader {
  /** The person in a record (from the file's first, 0-based); undefined when there is none. */
  read(record: number): Person | undefined;
  /** Everybody, in the order of the file. */
  all(): Generator<Person>;
  /** The files that say something of these people, besides their own: contacts, memberships, groups. */
  readonly joined: readonly Sheet[];
}

/** Everybody in a file of people, in its order. Reads all files of the set to their end. */
export function peopleOf(workspace: Workspace, sheet: Sheet): Generator<Person> {
  return peopleReader(workspace, sheet).all();
}

/**
 * A reader for one version of a file of people and of the files joined to it: make another one after a change.
 * Reads those files to their end; what it remembers beside is the names of groups.
 */
export function peopleReader(workspace: Workspace, sheet: Sheet): PeopleReader {
  const own = sheet.table.name;
  const linked = workspace.tablesFor(pathOf(workspace, sheet)).flatMap(({ name, document }) => {
    const link = document.foreignKeys?.find(({ reference }) => reference.table === own);
    const about = document.rows === "contacts" || document.rows === "memberships";
    return link && about ? workspace.find(sheet, name).map((target) => ({ sheet: target, field: link.field })) : [];
  });
  const groups = groupSheets(workspace, [sheet, ...linked.map((link) => link.sheet)]);
  for (const each of [sheet, ...linked.map((link) => link.sheet), ...groups]) readAll(each);
  const names = groupNames(groups);
  const founders = foundersOf(groups);

  const read = (row: Row): Person => {
    const notes = new Notes(names);
    notes.take(sheet, row);
    const key = notes.one("key");
    for (const link of key ? linked : []) {
      for (const record of holdersOf(link.sheet, link.field, key!.value)) notes.take(link.sheet, record);
    }
    for (const { sheet: groupSheet, row: groupRow } of (key && founders.get(key.value)) ?? [])
      notes.take(groupSheet, groupRow);
    return personOf(sheet, recordOf(sheet, row), notes);
  };
  return {
    joined: [...new Set([...linked.map((link) => link.sheet), ...groups])],
    read(record) {
      const row = rowNumbered(sheet, record);
      return row && read(row);
    },
    *all() {
      for (const row of rowsOf(sheet)) yield read(row);
    },
  };
}

/** The files of groups that some files name groups of. */
function groupSheets(workspace: Workspace, sheets: readonly Sheet[]): Sheet[] {
  const found = sheets.flatMap((sheet) =>
    (sheet.table.document.foreignKeys ?? [])
      .filter(({ field }) => {
        const means = sheet.table.byName.get(field)?.field.means;
        return means === "group" || means === "community";
      })
      .flatMap(({ reference }) => workspace.find(sheet, reference.table)),
  );
  return [...new Set(found)].filter((sheet) => sheet.table.document.rows === "groups");
}

/** What each group is called, by its id. */
function groupNames(sheets: readonly Sheet[]): ReadonlyMap<string, Fact> {
  const names = new Map<string, Fact>();
  for (const sheet of sheets) {
    for (const row of rowsOf(sheet)) {
      const id = factOf(sheet, row, "group");
      const name = factOf(sheet, row, "group-name");
      if (id && name && !names.has(id.value)) names.set(id.value, name);
    }
  }
  return names;
}

/** The rows of groups that name a person themselves, by the person's key. */
function foundersOf(sheets: readonly Sheet[]): ReadonlyMap<string, { sheet: Sheet; row: Row }[]> {
  const founders = new Map<string, { sheet: Sheet; row: Row }[]>();
  for (const sheet of sheets) {
    for (const row of rowsOf(sheet)) {
      const member = factOf(sheet, row, "member");
      if (!member) continue;
      const known = founders.get(member.value);
      if (known) known.push({ sheet, row });
      else founders.set(member.value, [{ sheet, row }]);
    }
  }
  return founders;
}

/** The first fact of a meaning in a row. */
function factOf(sheet: Sheet, row: Row, means: Meaning): Fact | undefined {
  const cell = sheet.binding?.columns.findIndex((column) => column?.field.means === means) ?? -1;
  const value = trimBlanks(row.cells[cell]?.text ?? "");
  return value === "" ? undefined : { value, at: { sheet, record: recordOf(sheet, row), cell } };
}
