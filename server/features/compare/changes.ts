/** Changes between two uploads as people read them: records by name, fields old and new, codes with their labels. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { Table } from "../../core/filetypes/table.ts";
import { cellsOf, type RowAddress } from "../../core/text/document.ts";
import { joined, type Message, message, schemaText } from "../../core/text/message.ts";
import { shownRow } from "../../core/text/message-values.ts";
import { trimBlanks } from "../../core/text/text.ts";
import type { LastState } from "../people/outcomes.ts";
import { dots, labelOf } from "../records/cells.ts";
import { nameFields } from "../records/records.ts";
import { type ChangeKind, type Comparison, changeOf, type Renamed, type TypeComparison } from "./compare.ts";
import { columnNames, type Fingerprints, recordKeyOf } from "./fingerprints.ts";
import type { FixedRecords, RecordValues } from "./fixed-records.ts";

/** A record that an upload would create or change, or that it no longer holds. */
export interface RecordChange {
  readonly kind: ChangeKind;
  /** The values it is known by; "Row 7" where it has none or where they may not be shown. */
  readonly key: Message | string;
  /** What it is called; "" when it does not say. */
  readonly name: string;
  readonly old: RecordPlace | undefined;
  readonly new: RecordPlace | undefined;
  /** Only of updated ones. */
  readonly fields: readonly FieldChange[];
  /** Of created ones: the key that it probably had in the last upload. */
  readonly renamed: { readonly key: Message | string; readonly by: readonly string[] } | undefined;
}

export interface RecordPlace {
  readonly path: string;
  readonly sheet: Sheet;
  readonly at: RowAddress;
}

export interface FieldChange {
  readonly field: string;
  /** The column in words; the same as `field` for columns that the schema does not know. */
  readonly title: Message | string;
  /** A password: that it changed is all there is to say. */
  readonly secret: boolean;
  /** Undefined where the last upload had no such column. "" for secrets. */
  readonly old: ShownValue | undefined;
  readonly new: ShownValue;
}

export interface ShownValue {
  readonly text: string;
  /** "Active" for 2450. */
  readonly label: string | undefined;
}

/** The records `[from, to)` of a kind, in the order of their files. Each is read when it is asked for. */
export function* changesOf(
  type: TypeComparison,
  kind: ChangeKind,
  from = 0,
  to = type[kind].length,
): Generator<RecordChange> {
  for (let i = from; i < to && i < type[kind].length; i++) yield describe(type, kind, type[kind][i]!);
}

function describe(type: TypeComparison, kind: ChangeKind, record: number): RecordChange {
  const { table, partner } = type;
  const old = kind === "gone" ? record : kind === "updated" ? partner[record]! : undefined;
  const fresh = kind === "gone" ? undefined : record;
  const oldPlace = old === undefined ? undefined : placeOf(type.oldFiles, type.old, old);
  const newPlace = fresh === undefined ? undefined : placeOf(type.newFiles, type.fresh, fresh);
  const place = (newPlace ?? oldPlace)!;
  const values = fresh === undefined ? type.old.valuesOf(record) : type.fresh.valuesOf(fresh);
  const renamed = kind === "created" ? type.renamed.get(record) : undefined;
  return {
    kind,
    ...calledOf(table, values, place),
    old: oldPlace,
    new: newPlace,
    fields: old !== undefined && fresh !== undefined ? fieldsOf(type, old, fresh) : [],
    renamed: renamed && renamedOf(type, renamed),
  };
}

function placeOf(files: TypeComparison["oldFiles"], records: FixedRecords, record: number): RecordPlace {
  const { sheet, at } = records.placeOf(record);
  return { sheet, at, path: files.find((file) => file.sheet === sheet)?.path ?? "" };
}

function calledOf(table: Table, values: RecordValues, place: RecordPlace): { key: Message | string; name: string } {
  const { sheet, at } = place;
  const row = message("Row {0}", shownRow(sheet.document.records[at.page]! + at.row));
  if (!isOpen(values)) return { key: row, name: "" };
  const key = keyText(table, values);
  const ownNames = nameFields(table).map((field) => values.value(field) ?? "");
  const references = (table.document.foreignKeys ?? []).map(({ field }) => values.value(field) ?? "");
  const name = (ownNames.length > 0 ? ownNames : references)
    .filter((text) => text !== "")
    .join(ownNames.length > 0 ? " " : " · ");
  return { key: key === "" ? row : key, name };
}

function keyText(table: Table, values: RecordValues): string {
  const texts = (recordKeyOf(table)?.fields ?? []).map((field) => values.value(field) ?? "");
  return texts.includes("") ? "" : texts.join(" ");
}

/** Where cells do not line up with the header nobody knows which of them is the password. */
function isOpen(values: RecordValues): boolean {
  return values.linesUp || !values.hasSecrets;
}

function renamedOf(type: TypeComparison, { old, by }: Renamed): RecordChange["renamed"] {
  const values = type.old.valuesOf(old);
  return { ...calledOf(type.table, values, placeOf(type.oldFiles, type.old, old)), by };
}

/** What the last upload had of a record (from the file's first) of this one; undefined for records that say nothing. */
export function lastStateOf({ types }: Comparison, sheet: Sheet, record: number): LastState | undefined {
  const type = types.find(({ table }) => table.name === sheet.table.name);
  const found = type ? recordIn(type.fresh.records, sheet, record) : -1;
  if (!type || found < 0) return undefined;
  const old = type.partner[found]!;
  if (old < 0) return { upload: "new", changed: [] };
  const changed = fieldsOf(type, old, found).map(({ title }) => title);
  return { upload: changed.length > 0 ? "changed" : "same", changed };
}

/** The number of a file's record among those that are compared, or -1. They are in the order of their files. */
function recordIn({ sheets, sheet, page, row, count }: Fingerprints, wanted: Sheet, record: number): number {
  const s = sheets.indexOf(wanted);
  if (s < 0) return -1;
  const { records } = wanted.document;
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at =
      sheet[middle] === s ? records[page[middle]!]! + row[middle]! : sheet[middle]! < s ? -1 : Number.POSITIVE_INFINITY;
    if (at === record) return middle;
    if (at < record) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function fieldsOf(type: TypeComparison, oldRecord: number, newRecord: number): FieldChange[] {
  const { table } = type;
  const old = type.old.valuesOf(oldRecord);
  const fresh = type.fresh.valuesOf(newRecord);
  const closed = !isOpen(old) || !isOpen(fresh);
  const { sheet } = type.fresh.placeOf(newRecord);
  const secrets = secretColumns(sheet);
  const changes: FieldChange[] = [];
  for (const field of columnNames(sheet)) {
    const change = changeOf(field, old, fresh);
    if (!change) continue;
    const column = table.byName.get(field);
    const secret = closed || secrets.has(field);
    const shown = (text: string): ShownValue =>
      secret ? { text: "", label: undefined } : { text, label: labelOf(column, text) };
    changes.push({
      field,
      title: column ? schemaText(column.field.title) : field,
      secret,
      old: change.old === undefined ? undefined : shown(change.old),
      new: shown(change.new),
    });
  }
  return changes;
}

/** What a record of the last upload said, a line a field: "Account status: 2450 Active". Passwords are dots. */
export function lastRecordText({ sheet, at, path }: RecordPlace): Message {
  const cells = cellsOf(sheet.document, at);
  const names = columnNames(sheet);
  const secrets = secretColumns(sheet);
  const closed = sheet.hasSecrets && cells.length !== names.length;
  const lines = names.map((name, i) => {
    const column = sheet.binding?.columns[i];
    const text = trimBlanks(cells[i]?.text ?? "");
    const hidden = (closed || secrets.has(name)) && text !== "";
    const label = hidden ? undefined : labelOf(column, text);
    const value = hidden ? dots : label === undefined ? text : `${text} ${label}`;
    return message("{0}: {1}", column ? schemaText(column.field.title) : name, value);
  });
  return joined([path, "", ...lines, ""], "\n");
}

/** The columns that hold passwords, a repeated one's too. */
function secretColumns(sheet: Sheet): ReadonlySet<string> {
  const names = columnNames(sheet);
  const cells = sheet.binding?.cells ?? [];
  return new Set(names.filter((_, i) => cells[i]?.isSecret === true));
}
