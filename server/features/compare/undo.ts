/** The way back from an upload: files that bring what it changed to what the last one said, and what no import can undo. */

import { booleanWord } from "../../core/filetypes/boolean-words.ts";
import { type Column, dialectFor, type Table, textAboveHeader } from "../../core/filetypes/table.ts";
import { hashOf } from "../../core/keys/hash.ts";
import { joined, type Message, message, schemaText } from "../../core/text/message.ts";
import { trimBlanks } from "../../core/text/text.ts";
import { writeCell } from "../../core/text/tokenizer.ts";
import { fileName, namesAmong } from "../../core/workspace/folders.ts";
import { Workspace } from "../../core/workspace/workspace.ts";
import type { Exported } from "../export/export.ts";
import { safeName, templateOf } from "../imports/template.ts";
import { keyOf } from "../imports/upload-plan.ts";
import { lostLetters, readAll } from "../records/records.ts";
import { changesOf } from "./changes.ts";
import { type Comparison, changeOf, type TypeComparison, type UploadFile } from "./compare.ts";
import { columnNames, RecordTable, recordKeyOf } from "./fingerprints.ts";
import type { RecordValues } from "./fixed-records.ts";

export interface UndoSet {
  /** In the order of upload. */
  readonly files: readonly UndoFile[];
  /** What no import can take back, and what may stay all the same: whole sentences. */
  readonly remains: readonly Message[];
  /** What our own check finds in the files. */
  readonly errors: number;
  readonly warnings: number;
  /** What keeps it from being written, in words. */
  readonly obstacle: Message | undefined;
}

export interface UndoFile {
  /** Relative, `/` between names. */
  readonly path: string;
  readonly fileType: string;
  readonly title: Message;
  /** What its rows do: whole sentences. */
  readonly does: Message;
  readonly exported: Exported;
}

/** Rows of a table, ready to be written. */
interface UndoDraft {
  readonly table: Table;
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly does: Message;
}

/** The undo set of an upload. Reads the records it writes. `tables`: the file types that the files are checked by. */
export function undoOf({ types }: Comparison, tables: readonly Table[]): UndoSet {
  const restored = restoredRecords(types);
  const drafts = types.flatMap((type) => [restoring(type, restored.get(type)!, tables), suspending(type, tables)]);
  const files = drafts.flatMap((draft): UndoFile[] => {
    if (!draft) return [];
    const { table, path, does } = draft;
    return [{ path, fileType: table.name, title: schemaText(table.document.title), does, exported: written(draft) }];
  });
  const all = types.flatMap(({ oldFiles, newFiles }) => [...oldFiles, ...newFiles]);
  const nameOf = namesAmong(all.map(({ path }) => path));
  const found = types[0] && checked(types[0], files, tables);
  return {
    files,
    remains: types.flatMap(remainsOf),
    errors: found?.errors ?? 0,
    warnings: found?.warnings ?? 0,
    obstacle: all.map(({ sheet, path }) => lostLetters(sheet, nameOf(path))).find((each) => each !== undefined),
  };
}

/** The old records to write again, by number: those that changed or are gone, and those that they refer to. */
interface Restored {
  readonly changed: ReadonlySet<number>;
  readonly referred: Set<number>;
}

function restoredRecords(types: readonly TypeComparison[]): ReadonlyMap<TypeComparison, Restored> {
  const restored = new Map<TypeComparison, Restored>();
  for (const type of types) {
    const changed = new Set([...Array.from(type.updated, (record) => type.partner[record]!), ...type.gone]);
    restored.set(type, { changed, referred: new Set() });
  }
  // Tables later in the order refer to earlier ones.
  for (const type of [...types].reverse()) {
    for (const { field, reference } of type.table.document.foreignKeys ?? []) {
      const target = types.find(({ table }) => table.name === reference.table);
      const key = target && recordKeyOf(target.table);
      if (!target || key?.fields.length !== 1 || key.fields[0] !== reference.field) continue;
      const { changed, referred } = restored.get(type)!;
      const goal = restored.get(target)!;
      const { records } = target.old;
      const holders = new RecordTable(records.key, records.count);
      const list = type.table.byName.get(field)?.field.list?.delimiter;
      for (const record of [...changed, ...referred]) {
        const text = type.old.valuesOf(record).value(field) ?? "";
        for (const value of list === undefined ? [text] : text.split(list).map(trimBlanks)) {
          if (value === "") continue;
          const { low, high } = hashOf(value, key.ignoreCase);
          const found = holders.find(low, high);
          if (found >= 0 && !goal.changed.has(found)) goal.referred.add(found);
        }
      }
    }
  }
  return restored;
}

function restoring(
  type: TypeComparison,
  { changed, referred }: Restored,
  tables: readonly Table[],
): UndoDraft | undefined {
  const records = [...changed, ...referred].sort((a, b) => a - b);
  if (records.length === 0) return undefined;
  const columns = [...new Set(type.oldFiles.flatMap(({ sheet }) => ownColumns(sheet)))];
  const rows = records.map((record) => rowOf(type.old.valuesOf(record), columns));
  const again =
    changed.size === 1
      ? message("Resets 1 row to the last upload.")
      : message("Resets {0} rows to the last upload.", changed.size);
  const others =
    referred.size === 1
      ? message("1 row is included because other files refer to it.")
      : message("{0} rows are included because other files refer to them.", referred.size);
  const does = joined([...(changed.size > 0 ? [again] : []), ...(referred.size > 0 ? [others] : [])], " ");
  return { table: type.table, path: pathFor(type, tables), columns, rows, does };
}

/** Takes created users out of use: no import deletes them. */
function suspending(type: TypeComparison, tables: readonly Table[]): UndoDraft | undefined {
  const status = statusOf(type.table);
  const off = status && offValue(status);
  if (!status || off === undefined || type.created.length === 0) return undefined;
  const { name } = status.field;
  // Last: a cell that is never empty is the best end of a row.
  const own = [...new Set(type.newFiles.flatMap(({ sheet }) => ownColumns(sheet)))];
  const columns = [...own.filter((column) => column !== name), name];
  const rows = Array.from(type.created, (record) => [
    ...rowOf(type.fresh.valuesOf(record), columns.slice(0, -1)),
    off.value,
  ]);
  const does =
    rows.length === 1
      ? message("Sets 1 row that the upload creates to {0} ({1} {2}).", off.label, name, off.value)
      : message("Sets {3} rows that the upload creates to {0} ({1} {2}).", off.label, name, off.value, rows.length);
  return { table: type.table, path: createdPath(pathFor(type, tables)), columns, rows, does };
}

function rowOf(values: RecordValues, columns: readonly string[]): string[] {
  return columns.map((name) => values.value(name) ?? "");
}

/** Its columns, repetitions left out. */
function ownColumns(sheet: UploadFile["sheet"]): string[] {
  const cells = sheet.binding?.cells ?? [];
  return columnNames(sheet).filter((_, i) => cells[i]?.duplicateOf === undefined);
}

/** The column that says whether an account can be used. */
function statusOf(table: Table): Column | undefined {
  if (table.document.rows !== "people") return undefined;
  return table.columns.find(({ field }) => field.means === "status");
}

/** What locks an account without deleting it: that can be taken back. */
function offValue({ field }: Column): { readonly value: string; readonly label: Message | string } | undefined {
  if (field.type === "boolean") return { value: booleanWord(field, false), label: message("disabled") };
  const found = field.categories?.find(({ means }) => means === "suspended");
  return found && { value: found.value, label: found.label ?? found.value };
}

/** Where the file lies in a set of its own, or under the key that the system looks at. */
function pathFor({ table, oldFiles, newFiles }: TypeComparison, tables: readonly Table[]): string {
  const files = [...oldFiles, ...newFiles];
  const key = files.map(({ path }) => keyOf(table, path).key).find((each) => each !== undefined);
  const usual = templateOf(table.name, tables).find(({ fileType }) => fileType === table.name)?.path;
  return key ?? usual ?? safeName(fileName(files[0]?.path ?? "undo.csv"));
}

/** What is done to created users has a file of its own: it may say of an address what the other file says, too. */
function createdPath(place: string): string {
  return place.includes("/") ? place.replace(/(?:\.csv)?$/i, "-created.csv") : `created/${place}`;
}

function written({ table, columns, rows }: UndoDraft): Exported {
  const { delimiter, raw, escapes } = table;
  const dialect = dialectFor(table, columns.length);
  const above = textAboveHeader(table, "\n");
  const cells = [columns, ...rows];
  const lines = cells.map((row) => row.map((value) => writeCell(value, dialect)).join(delimiter));
  const text = `${above}${lines.join("\n")}\n`;
  return { text, above, cells, rows: rows.length, delimiter, raw, escapes, errors: 0, warnings: 0, fixed: 0 };
}

/** Reads the files as an upload of their own. */
function checked(
  type: TypeComparison,
  files: readonly UndoFile[],
  tables: readonly Table[],
): { errors: number; warnings: number } {
  const { sheet } = [...type.newFiles, ...type.oldFiles][0]!;
  const { files: _, ...profile } = sheet.table.profile;
  const workspace = new Workspace(
    sheet.rules,
    tables.map(({ document }) => document),
  );
  workspace.configure(profile, [], []);
  files.forEach(({ fileType, path, exported }, i) => {
    const uri = `undo:/${i}.csv`;
    workspace.choose(uri, fileType);
    workspace.put({ uri, path: `/${path}`, open: false, version: 0 }, exported.text);
  });
  const found = { errors: 0, warnings: 0 };
  for (const { sheet: own } of workspace.entries()) if (own) readAll(own);
  for (const { sheet: own } of workspace.entries()) {
    const counts = own?.counts();
    found.errors += counts?.error ?? 0;
    found.warnings += counts?.warning ?? 0;
  }
  return found;
}

/** So many rows are named; the rest is counted. */
const namedMax = 20;

function remainsOf(type: TypeComparison): Message[] {
  const { table, counts, addedColumns } = type;
  const title = schemaText(table.document.title);
  const remains: Message[] = [];
  if (counts.created > 0 && statusOf(table)) {
    remains.push(
      counts.created === 1
        ? message(
            "{0}: An import can't delete the row that the upload creates, only disable it. Emails that {1} has already sent can't be undone.",
            title,
            table.system,
          )
        : message(
            "{0}: An import can't delete the {2} rows that the upload creates, only disable them. Emails that {1} has already sent can't be undone.",
            title,
            table.system,
            counts.created,
          ),
    );
  } else if (counts.created > 0) {
    const keys = [...changesOf(type, "created", 0, namedMax)].map(({ key }) => key);
    const more = counts.created - namedMax;
    const named = joined([...keys, ...(more > 0 ? [message("and {0} more", more)] : [])], ", ");
    remains.push(
      counts.created === 1
        ? message(
            "{0}: An import can't remove the row that the upload creates. Remove it in {1}: {2}.",
            title,
            table.system,
            named,
          )
        : message(
            "{0}: An import can't remove the {3} rows that the upload creates. Remove them in {1}: {2}.",
            title,
            table.system,
            named,
            counts.created,
          ),
    );
  }
  for (const name of addedColumns) {
    remains.push(
      message('{0}: The last upload didn\'t have the column "{1}", so its old values are unknown.', title, name),
    );
  }
  const emptied = emptyBefore(type);
  if (emptied > 0) {
    remains.push(
      emptied === 1
        ? message("{0}: 1 cell was empty before. {1} may keep its value when a cell is empty.", title, table.system)
        : message(
            "{0}: {2} cells were empty before. {1} may keep their values when a cell is empty.",
            title,
            table.system,
            emptied,
          ),
    );
  }
  return remains;
}

function emptyBefore(type: TypeComparison): number {
  let count = 0;
  for (const record of type.updated) {
    const old = type.old.valuesOf(type.partner[record]!);
    const fresh = type.fresh.valuesOf(record);
    for (const name of columnNames(type.fresh.placeOf(record).sheet)) {
      if (changeOf(name, old, fresh)?.old === "") count++;
    }
  }
  return count;
}
