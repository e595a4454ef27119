/** What an upload would change since the last one: records created, changed field by field, the same, and gone. */
import type { Sheet } from "../../core/checking/sheet.ts";
import type { Table } from "../../core/filetypes/table.ts";
import { orderOf } from "../imports/sets.ts";
import { readAll } from "../records/records.ts";
import type { Slices } from "../records/walk.ts";
import {
  columnNames,
  type Fingerprints,
  fingerprintsOf,
  type HashArray,
  RecordTable,
  recordKeyOf,
} from "./fingerprints.ts";
import { FixedRecords, type RecordValues } from "./fixed-records.ts";

/** A file of the last upload, or of this one. */
export interface UploadFile {
  /** As reports name it. */
  readonly path: string;
  readonly sheet: Sheet;
}

export type ChangeKind = "created" | "updated" | "gone";
export const changeKinds: readonly ChangeKind[] = ["created", "updated", "gone"];

/** All file types that either upload has, in the order of upload. */
export interface Comparison {
  readonly types: readonly TypeComparison[];
  readonly counts: ChangeCounts;
}

export interface ChangeCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly gone: number;
}

/** The files of one type. Records are numbers into `old` and `fresh`: those that say the same cost five bytes each. */
export interface TypeComparison {
  readonly table: Table;
  readonly oldFiles: readonly UploadFile[];
  readonly newFiles: readonly UploadFile[];
  /** Columns that only this upload has, and those that only the last one had: the latter are not compared. */
  readonly addedColumns: readonly string[];
  readonly removedColumns: readonly string[];
  readonly counts: ChangeCounts;
  /** New records, in their order. */
  readonly created: Int32Array;
  readonly updated: Int32Array;
  /** Old records, in their order. */
  readonly gone: Int32Array;
  /** The old record of each new one, or -1. */
  readonly partner: Int32Array;
  /** Created records that look like one that is gone, under another key; by their number. */
  readonly renamed: ReadonlyMap<number, Renamed>;
  readonly old: FixedRecords;
  readonly fresh: FixedRecords;
}

/** A created record that is probably an old one with another key. */
export interface Renamed {
  readonly old: number;
  readonly new: number;
  /** The fields that say so; none: everything but the key is alike. */
  readonly by: readonly string[];
}

/** Compares two uploads in one go. */
export function compareUploads(oldFiles: readonly UploadFile[], newFiles: readonly UploadFile[]): Comparison {
  const work = comparisonOf(oldFiles, newFiles);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Compares two uploads. Cells count as an export would write them, with all safe fixes made. Reads all files. */
export function* comparisonOf(oldFiles: readonly UploadFile[], newFiles: readonly UploadFile[]): Slices<Comparison> {
  const tables = new Map<string, Table>();
  for (const { sheet } of [...newFiles, ...oldFiles]) {
    if (!tables.has(sheet.table.name) && !sheet.table.document.hidden) tables.set(sheet.table.name, sheet.table);
  }
  const ordered = [...tables.values()].sort((a, b) => orderOf(a) - orderOf(b) || (a.name < b.name ? -1 : 1));
  const types: TypeComparison[] = [];
  for (const table of ordered) {
    const ofType = ({ sheet }: UploadFile): boolean => sheet.table.name === table.name;
    types.push(yield* compareType(table, oldFiles.filter(ofType), newFiles.filter(ofType)));
  }
  const sum = (kind: keyof ChangeCounts): number => types.reduce((total, { counts }) => total + counts[kind], 0);
  return {
    types,
    counts: { created: sum("created"), updated: sum("updated"), unchanged: sum("unchanged"), gone: sum("gone") },
  };
}

/** Whether an upload would change nothing. */
export function isSame({ counts }: Pick<Comparison, "counts">): boolean {
  return counts.created + counts.updated + counts.gone === 0;
}

function* compareType(
  table: Table,
  oldFiles: readonly UploadFile[],
  newFiles: readonly UploadFile[],
): Slices<TypeComparison> {
  for (const { sheet } of [...oldFiles, ...newFiles]) readAll(sheet);
  const oldColumns = columnsOf(oldFiles);
  const newColumns = columnsOf(newFiles);
  const fields = newFiles.length > 0 ? newColumns : oldColumns;
  const key = recordKeyOf(table);
  const sheetsOf = (files: readonly UploadFile[]): Sheet[] => files.map(({ sheet }) => sheet);
  const olds = yield* fingerprintsOf(sheetsOf(oldFiles), key, fields);
  const news = yield* fingerprintsOf(sheetsOf(newFiles), key, fields);
  const { partner, created, differing, gone } = matchRecords(olds, news);
  const old = new FixedRecords(
    olds,
    [...gone, ...differing.map((record) => partner[record]!)].sort((a, b) => a - b),
  );
  const fresh = new FixedRecords(
    news,
    [...created, ...differing].sort((a, b) => a - b),
  );
  const updated = differing.filter((record) =>
    fields.some((field) => changeOf(field, old.valuesOf(partner[record]!), fresh.valuesOf(record)) !== undefined),
  );
  const both = newFiles.length > 0 && oldFiles.length > 0;
  const counts = {
    created: created.length,
    updated: updated.length,
    unchanged: news.count - created.length - updated.length,
    gone: gone.length,
  };
  return {
    table,
    oldFiles,
    newFiles,
    addedColumns: both ? newColumns.filter((name) => !oldColumns.includes(name)) : [],
    removedColumns: both ? oldColumns.filter((name) => !newColumns.includes(name)) : [],
    counts,
    created: Int32Array.from(created),
    updated: Int32Array.from(updated),
    gone: Int32Array.from(gone),
    partner,
    renamed: key ? renamedRecords(table, key.fields, { old, gone }, { fresh, created }) : new Map(),
    old,
    fresh,
  };
}

function columnsOf(files: readonly UploadFile[]): string[] {
  return [...new Set(files.flatMap(({ sheet }) => columnNames(sheet)))];
}

interface Match {
  readonly partner: Int32Array;
  readonly created: readonly number[];
  /** New records with a partner that is not written alike. */
  readonly differing: readonly number[];
  readonly gone: readonly number[];
}

/** Finds each new record's old one; of several with one key the first goes with the first. */
function matchRecords(old: Fingerprints, fresh: Fingerprints): Match {
  const table = new RecordTable(old.key, old.count);
  const partner = new Int32Array(fresh.count).fill(-1);
  const isTaken = new Uint8Array(old.count);
  const created: number[] = [];
  const differing: number[] = [];
  for (let record = 0; record < fresh.count; record++) {
    const found = table.take(fresh.key.low[record]!, fresh.key.high[record]!);
    if (found < 0) {
      created.push(record);
      continue;
    }
    partner[record] = found;
    isTaken[found] = 1;
    if (!sameHash(old.whole, found, fresh.whole, record)) differing.push(record);
  }
  const gone: number[] = [];
  for (let record = 0; record < old.count; record++) if (!isTaken[record]) gone.push(record);
  return { partner, created, differing, gone };
}

function sameHash(a: HashArray, i: number, b: HashArray, j: number): boolean {
  return a.low[i] === b.low[j] && a.high[i] === b.high[j];
}

/** What became of one field. */
export interface ValueChange {
  /** Undefined where the last upload had no such column. */
  readonly old: string | undefined;
  readonly new: string;
}

/** Undefined when the upload would leave the field as the last one made it. */
export function changeOf(field: string, old: RecordValues, fresh: RecordValues): ValueChange | undefined {
  const now = fresh.value(field);
  const before = old.value(field);
  if (now === undefined || now === (before ?? "")) return undefined;
  return { old: before, new: now };
}

/** Created records that say all that a gone one said, or share what must be there once, such as an email address. */
function renamedRecords(
  table: Table,
  key: readonly string[],
  from: { readonly old: FixedRecords; readonly gone: readonly number[] },
  to: { readonly fresh: FixedRecords; readonly created: readonly number[] },
): ReadonlyMap<number, Renamed> {
  const renamed = new Map<number, Renamed>();
  const taken = new Set<number>();
  const add = (old: number, fresh: number, by: readonly string[]): void => {
    renamed.set(fresh, { old, new: fresh, by });
    taken.add(old);
  };
  if (from.gone.length === 0 || to.created.length === 0) return renamed;
  const { rest } = from.old.records;
  const names = [...new Set(to.fresh.records.sheets.flatMap(columnNames))];
  const alike = new RecordTable(rest, Int32Array.from(from.gone));
  const { low, high } = to.fresh.records.rest;
  for (const record of to.created) {
    const old = alike.take(low[record]!, high[record]!);
    if (old >= 0 && saysMore(to.fresh.valuesOf(record), names, key)) add(old, record, []);
  }
  for (const unique of table.valueKeys) {
    if (unique.fields.every((field) => key.includes(field))) continue;
    const textOf = (values: RecordValues): string | undefined => {
      const texts = unique.fields.map((field) => values.value(field) ?? "");
      if (texts.includes("")) return undefined;
      return unique.ignoreCase ? texts.join("\n").toLowerCase() : texts.join("\n");
    };
    const byText = new Map<string, number>();
    for (const old of from.gone) {
      const text = taken.has(old) ? undefined : textOf(from.old.valuesOf(old));
      if (text !== undefined) byText.set(text, old);
    }
    for (const record of to.created) {
      const text = renamed.has(record) ? undefined : textOf(to.fresh.valuesOf(record));
      const old = text === undefined ? undefined : byText.get(text);
      if (old !== undefined && !taken.has(old)) add(old, record, unique.fields);
    }
  }
  return renamed;
}

/** A record that says nothing but its key is like many others. */
function saysMore(values: RecordValues, names: readonly string[], key: readonly string[]): boolean {
  return names.some((name) => !key.includes(name) && (values.value(name) ?? "") !== "");
}
