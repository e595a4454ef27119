/** Rows and files that are missing from a set, made from what the other files say: each answer is one edit over files. */

import { lineBreakOf, setCellAt } from "../../core/checking/fix-context.ts";
import type { SetCommand } from "../../core/checking/rule.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { type Column, dialectFor, type Table, templateColumns, textAboveHeader } from "../../core/filetypes/table.ts";
import { nextFree } from "../../core/keys/free-ids.ts";
import { type Document, isBlank, openDocument, rowByNumber, rowText } from "../../core/text/document.ts";
import type { Edit } from "../../core/text/text.ts";
import { type Dialect, writeCell } from "../../core/text/tokenizer.ts";
import { folderOf } from "../../core/workspace/folders.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import { addressField, holds, keyFieldOf, nameOf, pathOf, readAll, rowAt, rowsOf } from "../records/records.ts";
import { templateOf } from "./template.ts";

/** What happens to one file. */
export interface FileChange {
  /** The file as the workspace knows it; undefined: it is to be made. */
  readonly uri: string | undefined;
  /** Absolute, `/` between names. */
  readonly path: string;
  /** What the edits' offsets are of; empty for a file that is to be made. */
  readonly document: Document;
  readonly edits: readonly Edit[];
  /** How many rows come. */
  readonly rows: number;
}

/** A group that users may be put into. */
export interface GroupChoice {
  readonly id: string;
  /** "" where no file tells. */
  readonly name: string;
  /** Rows that name it already. */
  readonly members: number;
}

/** The values of a row by field; columns that the file lacks are left out. */
type Values = ReadonlyMap<string, string>;

/** The changes that a command makes, seen from one file; undefined when there is nothing to do or no place for it. Reads the files it asks. */
export function changesOf(
  workspace: Workspace,
  sheet: Sheet,
  command: SetCommand,
  options: { readonly group?: string } = {},
): readonly FileChange[] | undefined {
  switch (command.kind) {
    case "addRow": {
      const rows = [new Map([[command.field, command.value]])];
      return addRows(workspace, sheet, command.table, rows);
    }
    case "createFile": {
      if (targetOf(workspace, sheet, command.table)) return undefined;
      return addRows(workspace, sheet, command.table, referredTo(sheet, command.table), true);
    }
    case "changeKey":
      return changeKey(workspace, sheet, command);
    case "addMemberships":
      return addMemberships(workspace, sheet, command.user, options.group);
    case "addContacts":
      return addContacts(workspace, sheet);
  }
}

/** Another text in the cells of a key; undefined when none is there any more. */
function changeKey(
  workspace: Workspace,
  sheet: Sheet,
  { table, field, from, to }: Extract<SetCommand, { readonly kind: "changeKey" }>,
): readonly FileChange[] | undefined {
  const changes = workspace.find(sheet, table).flatMap((target): FileChange[] => {
    readAll(target);
    const { document } = target;
    const key = target.keys.over(field);
    const cell = target.binding?.indexOf(field) ?? -1;
    const edits = (key < 0 ? [] : target.holdersOf(key, from)).flatMap((record) => {
      const at = rowByNumber(document, record);
      return (at && setCellAt({ document }, at.page, at.row, cell, () => to)) ?? [];
    });
    const path = pathOf(workspace, target);
    return edits.length === 0 ? [] : [{ uri: target.uri, path, document, edits, rows: 0 }];
  });
  return changes.length === 0 ? undefined : changes;
}

/** The groups that users of this file may be put into: those that a file lists, then those that rows name, most used first. */
export function groupChoices(workspace: Workspace, sheet: Sheet): GroupChoice[] {
  const { membership } = sheet.table.document;
  const table = membership && tableNamed(workspace, sheet, membership.table);
  const key = table?.document.foreignKeys?.find(({ field }) => field !== membership?.field);
  if (!membership || !key) return [];
  const counts = new Map<string, number>();
  for (const target of workspace.find(sheet, membership.table)) {
    readAll(target);
    for (const id of target.texts.of(key.field)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const names = new Map<string, string>();
  for (const target of workspace.find(sheet, key.reference.table)) {
    for (const row of rowsOf(target)) {
      const id = row.value(key.reference.field);
      if (id !== "" && !names.has(id)) names.set(id, nameOf(target, row));
    }
  }
  const ids = [...new Set([...names.keys(), ...counts.keys()])];
  const choices = ids.map((id) => ({ id, name: names.get(id) ?? "", members: counts.get(id) ?? 0 }));
  return choices.sort((a, b) => Number(names.has(b.id)) - Number(names.has(a.id)) || b.members - a.members);
}

/** A row for each user who needs a group and has none; the role in the group is the user's own where groups know it. */
function addMemberships(
  workspace: Workspace,
  sheet: Sheet,
  user: string | undefined,
  group: string | undefined,
): readonly FileChange[] | undefined {
  const { membership } = sheet.table.document;
  const table = membership && tableNamed(workspace, sheet, membership.table);
  if (!membership || !table) return undefined;
  const groupField = table.document.foreignKeys?.find(({ field }) => field !== membership.field)?.field;
  const chosen = group ?? groupChoices(workspace, sheet)[0]?.id ?? "";
  const roles = table.byName.get(membership.role);
  // Somebody who is named was looked at; of all others those with a sound id.
  const broken = user === undefined ? brokenIds(sheet) : new Set<string>();
  const rows = usersWithoutGroup(workspace, sheet).flatMap(({ id, role }) => {
    if (user !== undefined ? id !== user : broken.has(id)) return [];
    const values = new Map([[membership.field, id]]);
    if (groupField !== undefined) values.set(groupField, chosen);
    if (roles?.values.has(role)) values.set(membership.role, role);
    return [values];
  });
  return rows.length === 0 ? undefined : addRows(workspace, sheet, membership.table, rows);
}

/** Users of a file who need a group and whom no row puts into one, each once, in order. */
export function usersWithoutGroup(workspace: Workspace, sheet: Sheet): { id: string; role: string }[] {
  const { membership } = sheet.table.document;
  const idField = keyFieldOf(sheet.table);
  const roles = membership && sheet.table.byName.get(membership.role);
  if (!membership || idField === undefined || !roles) return [];
  const targets = workspace.find(sheet, membership.table);
  for (const target of targets) readAll(target);
  const isMember = mentioned(targets, membership.field);
  const seen = new Set<string>();
  const users: { id: string; role: string }[] = [];
  for (const row of rowsOf(sheet)) {
    const id = row.value(idField);
    const role = row.value(membership.role);
    if (id === "" || seen.has(id) || !roles.values.has(role) || membership.exempt.includes(role)) continue;
    seen.add(id);
    if (!isMember(id)) users.push({ id, role });
  }
  return users;
}

/** Tells whether some row says an id, also in other case: whoever is there once should not be there twice. */
function mentioned(targets: readonly Sheet[], field: string): (id: string) => boolean {
  const ids = new Set<string>();
  for (const target of targets) {
    readAll(target);
    for (const id of target.texts.of(field)) ids.add(id.toLowerCase());
  }
  return (id) => ids.has(id.toLowerCase());
}

/** Ids with an error in their own cell: rows made for them would repeat it in another file. */
function brokenIds(sheet: Sheet): ReadonlySet<string> {
  readAll(sheet);
  const field = keyFieldOf(sheet.table);
  const cell = field === undefined ? -1 : (sheet.binding?.indexOf(field) ?? -1);
  const ids = new Set<string>();
  if (field === undefined || cell < 0) return ids;
  for (let page = 0; page < sheet.document.pages.length; page++) {
    for (const finding of sheet.pageFindings(page)) {
      if (finding.cell !== cell || finding.row < 0 || finding.severity !== "error") continue;
      ids.add(rowAt(sheet, { page, row: finding.row }).value(field));
    }
  }
  return ids;
}

/** A row for each user of whom no row of contacts tells, with the user's own address where that is no repetition. */
function addContacts(workspace: Workspace, sheet: Sheet): readonly FileChange[] | undefined {
  const idField = keyFieldOf(sheet.table);
  const found = contactTable(workspace, sheet);
  if (!found || idField === undefined) return undefined;
  const { table, reference } = found;
  const targets = workspace.find(sheet, table.name);
  for (const target of targets) readAll(target);
  const ownAddress = addressField(sheet.table);
  const address = addressField(table);
  const block = table.document.blocks?.find(({ content }) => address !== undefined && content.includes(address));
  const isRepetition = table.document.repeats?.some(({ field }) => field === address) === true;
  const seen = new Set<string>();
  const rows: Values[] = [];
  const broken = brokenIds(sheet);
  const isReported = mentioned(targets, reference);
  for (const row of rowsOf(sheet)) {
    const id = row.value(idField);
    if (id === "" || seen.has(id) || broken.has(id) || isReported(id)) continue;
    seen.add(id);
    const values = new Map([[reference, id]]);
    const own = ownAddress === undefined ? "" : row.value(ownAddress);
    if (address !== undefined && own !== "" && !isRepetition) {
      values.set(address, own);
      for (const name of block?.needs ?? []) values.set(name, usualCode(table.byName.get(name)));
    }
    rows.push(values);
  }
  return rows.length === 0 ? undefined : addRows(workspace, sheet, table.name, rows);
}

/** The table whose rows hold blocks of facts about the users of this one. */
function contactTable(workspace: Workspace, sheet: Sheet): { table: Table; reference: string } | undefined {
  for (const table of tablesFor(workspace, sheet)) {
    const key = table.document.foreignKeys?.find(({ reference }) => reference.table === sheet.table.name);
    if (key && (table.document.blocks?.length ?? 0) > 0) return { table, reference: key.field };
  }
  return undefined;
}

/** The code for what people have at work, else the first. */
function usualCode(column: Column | undefined): string {
  const all = [...(column?.values.values() ?? [])];
  return (all.find(({ aliases }) => aliases?.includes("work")) ?? all[0])?.value ?? "";
}

/** Each value once by which a file refers to a table. */
function referredTo(sheet: Sheet, table: string): Values[] {
  readAll(sheet);
  const keys = sheet.table.document.foreignKeys?.filter(({ reference }) => reference.table === table) ?? [];
  const rows = new Map<string, Values>();
  for (const { field, reference } of keys) {
    for (const value of sheet.texts.of(field)) rows.set(value, new Map([[reference.field, value]]));
  }
  return [...rows.values()];
}

/** Adds rows at the end of the file of a table in the set; where there is none it is made, with a header. */
function addRows(
  workspace: Workspace,
  sheet: Sheet,
  name: string,
  rows: readonly Values[],
  evenNone = false,
): readonly FileChange[] | undefined {
  if (rows.length === 0 && !evenNone) return undefined;
  const target = targetOf(workspace, sheet, name);
  if (!target) return newFile(workspace, sheet, name, rows);
  const { binding, document } = target;
  // Without the column that the rows are about they would say nothing.
  const [subject] = rows[0]?.keys() ?? [];
  if (!binding || (subject !== undefined && binding.indexOf(subject) < 0)) return undefined;
  readAll(target);
  const filled = withIds(rows, target.table, (field, id) => holds(target, field, id), lastId(target));
  const lines = filled.map((values) => lineOf(values, binding.columns, document.dialect));
  return [change(target.uri, pathOf(workspace, target), document, appended(document, lines), rows.length)];
}

function newFile(
  workspace: Workspace,
  sheet: Sheet,
  name: string,
  rows: readonly Values[],
): readonly FileChange[] | undefined {
  const tables = tablesFor(workspace, sheet);
  const table = tables.find((candidate) => candidate.name === name);
  const relative = templateOf(sheet.table.name, tables).find(({ fileType }) => fileType === name)?.path;
  if (!table || relative === undefined) return undefined;
  const path = folderOf(pathOf(workspace, sheet)) + relative;
  const known = [...workspace.entries()].find((entry) => entry.path === path);
  const old = known?.document ?? openDocument("", "", dialectFor(table, 0), 0);
  if (old.header.row >= 0) return undefined;
  // It is there, with a header that does not fit.
  for (const each of workspace.unrecognized()) if (each.path === path && each.miss.header.length > 0) return undefined;
  const columns = templateColumns(table);
  const dialect = dialectFor(table, columns.length);
  const lineBreak = lineBreakOf(sheet);
  const header = columns.map(({ field }) => writeCell(field.name, dialect)).join(table.delimiter);
  const filled = withIds(rows, table, () => false, undefined);
  const lines = [header, ...filled.map((values) => lineOf(values, columns, dialect))];
  const text = textAboveHeader(table, lineBreak) + lines.map((line) => line + lineBreak).join("");
  const end = old.offsets[old.pages.length]!;
  return [change(known?.uri, path, old, { start: 0, end, text }, rows.length)];
}

function change(uri: string | undefined, path: string, document: Document, edit: Edit, rows: number): FileChange {
  return { uri, path, document, edits: [edit], rows };
}

/** Gives each row an id of its own, where the table wants one that the row does not bring along. */
function withIds(
  rows: readonly Values[],
  table: Table,
  isHeld: (field: string, id: string) => boolean,
  last: string | undefined,
): Values[] {
  const field = keyFieldOf(table);
  if (field === undefined) return [...rows];
  const given = new Set<string>();
  const isTaken = (id: string): boolean => given.has(id) || isHeld(field, id);
  let before = last;
  return rows.map((row) => {
    if (row.has(field)) return row;
    const example = table.byName.get(field)?.field.example ?? "1";
    const id = before === undefined && !isTaken(example) ? example : nextFree(before ?? example, isTaken);
    given.add(id);
    before = id;
    return new Map([[field, id], ...row]);
  });
}

/** The id of the last row that has one. */
function lastId(sheet: Sheet): string | undefined {
  const field = keyFieldOf(sheet.table);
  let last: string | undefined;
  if (field !== undefined) for (const id of sheet.texts.of(field)) last = id;
  return last;
}

function lineOf(values: Values, columns: readonly (Column | undefined)[], dialect: Dialect): string {
  const cells = columns.map((column) => writeCell((column && values.get(column.field.name)) ?? "", dialect));
  const line = cells.join(dialect.delimiter);
  // A row of one empty cell would read as a blank line.
  return line === "" ? '""' : line;
}

/** Whole lines after the last row that is not blank; the file ends with a line break if it did before. */
function appended(document: Document, lines: readonly string[]): Edit {
  const lineBreak = lineBreakOf({ document });
  for (let p = document.pages.length - 1; p >= 0; p--) {
    const page = document.pages[p]!;
    for (let row = page.rows.length - 1; row >= 0; row--) {
      const text = rowText(page, row);
      if (isBlank(text)) continue;
      const at = document.offsets[p]! + page.rows[row]! + text.length;
      const ended = /[\r\n]$/.test(text);
      const added = lines.join(lineBreak);
      return { start: at, end: at, text: ended ? added + lineBreak : lineBreak + added };
    }
  }
  return { start: 0, end: 0, text: lines.map((line) => line + lineBreak).join("") };
}

/** The file of a table that rows are added to: the first by path. */
function targetOf(workspace: Workspace, sheet: Sheet, name: string): Sheet | undefined {
  return sheet.table.name === name ? sheet : workspace.find(sheet, name)[0];
}

function tablesFor(workspace: Workspace, sheet: Sheet): readonly Table[] {
  return workspace.tablesFor(pathOf(workspace, sheet));
}

function tableNamed(workspace: Workspace, sheet: Sheet, name: string): Table | undefined {
  return tablesFor(workspace, sheet).find((table) => table.name === name);
}
