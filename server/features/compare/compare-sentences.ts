/** What reports say of a comparison, in sentences. */
import type { Table } from "../../core/filetypes/table.ts";
import { number } from "../../core/text/message-values.ts";
import type { FieldChange, RecordChange, ShownValue } from "./changes.ts";
import type { ChangeCounts, TypeComparison } from "./compare.ts";
import { recordKeyOf } from "./fingerprints.ts";

/** "1 created, 2 updated, 396 unchanged"; "nothing" for empty files. */
export function countsInWords(counts: ChangeCounts): string {
  const parts = (["created", "updated", "gone", "unchanged"] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${number(counts[kind])} ${kind}`);
  return parts.length > 0 ? parts.join(", ") : "no rows";
}

/** "2450 Active → 2451 Suspended"; for a password that it changed. */
export function valueInWords({ secret, old, new: fresh }: FieldChange): string {
  if (secret) return "changed";
  return `${old === undefined ? "(not in the last upload)" : shown(old)} → ${shown(fresh)}`;
}

function shown({ text, label }: ShownValue): string {
  if (text === "") return "(empty)";
  return label === undefined ? text : `${text} ${label}`;
}

/** What concerns all rows of a file type. */
export function notesOf({ table, oldFiles, newFiles, addedColumns, removedColumns }: TypeComparison): string[] {
  const notes: string[] = [];
  if (oldFiles.length === 0) notes.push("The last upload had no such file.");
  if (newFiles.length === 0) notes.push(`This upload has no such file: what ${table.system} holds stays as it is.`);
  if (addedColumns.length > 0) notes.push(`New ${columns(addedColumns)}.`);
  if (removedColumns.length > 0) {
    const their = removedColumns.length === 1 ? "its" : "their";
    notes.push(`No longer there: ${columns(removedColumns)}. An upload leaves ${their} values as they are.`);
  }
  return notes;
}

function columns(names: readonly string[]): string {
  return `${names.length === 1 ? "column" : "columns"} ${names.join(", ")}`;
}

/** What nobody would guess of rows that are left out. */
export function goneInWords({ table, counts }: TypeComparison): string {
  const them = counts.gone === 1 ? "it" : "them";
  return `Leaving rows out deletes nothing: ${table.system} keeps ${them}.`;
}

/** Why a created record is probably a mistake. */
export function renamedInWords({ renamed, new: place }: RecordChange): string {
  if (!renamed || !place) return "";
  const { table } = place.sheet;
  const field = recordKeyOf(table)?.fields.join(" and ") ?? "key";
  const alike = renamed.by.length === 0 ? "everything else is the same" : `${renamed.by.join(" and ")} is the same`;
  return `Was ${renamed.key} in the last upload (${alike}): another ${field} makes a second ${rowNoun(table)} in ${table.system} and leaves the first as it is.`;
}

/** What a row stands for. */
function rowNoun({ document }: Table): string {
  const nouns = { people: "user", contacts: "contact", memberships: "membership", groups: "group" } as const;
  return document.rows === undefined ? "row" : nouns[document.rows];
}
