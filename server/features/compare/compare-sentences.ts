/** What reports say of a comparison, in sentences. */
import { joined, listOf, type Message, message, type Value } from "../../core/text/message.ts";
import type { FieldChange, RecordChange, ShownValue } from "./changes.ts";
import type { ChangeCounts, TypeComparison } from "./compare.ts";
import { recordKeyOf } from "./fingerprints.ts";

/** "1 created, 2 updated, 396 unchanged"; "no rows" for empty files. */
export function countsInWords({ created, updated, gone, unchanged }: ChangeCounts): Message {
  const parts = [
    ...(created > 0 ? [message("{0} created", created)] : []),
    ...(updated > 0 ? [message("{0} updated", updated)] : []),
    ...(gone > 0 ? [message("{0} gone", gone)] : []),
    ...(unchanged > 0 ? [message("{0} unchanged", unchanged)] : []),
  ];
  return parts.length > 0 ? joined(parts, ", ") : message("no rows");
}

/** "2450 Active → 2451 Suspended"; for a password that it changed. */
export function valueInWords({ secret, old, new: fresh }: FieldChange): Message {
  if (secret) return message("changed");
  return joined([old === undefined ? message("(not in the last upload)") : shown(old), shown(fresh)], " → ");
}

function shown({ text, label }: ShownValue): Value {
  if (text === "") return message("(empty)");
  return label === undefined ? text : `${text} ${label}`;
}

/** What concerns all rows of a file type. */
export function notesOf({ table, oldFiles, newFiles, addedColumns, removedColumns }: TypeComparison): Message[] {
  const notes: Message[] = [];
  if (oldFiles.length === 0) notes.push(message("The last upload didn't have this file."));
  if (newFiles.length === 0)
    notes.push(message("This upload doesn't have this file. Its data in {0} stays unchanged.", table.system));
  if (addedColumns.length > 0) notes.push(message("New columns: {0}.", joined(addedColumns, ", ")));
  if (removedColumns.length > 0)
    notes.push(message("Removed columns: {0}. An upload doesn't change their values.", joined(removedColumns, ", ")));
  return notes;
}

/** What nobody would guess of rows that are left out. */
export function goneInWords({ table }: TypeComparison): Message {
  return message("Removing rows from a file doesn't delete anything. {0} keeps the data.", table.system);
}

/** Why a created record is probably a mistake; undefined when it is none. */
export function renamedInWords({ renamed, new: place }: RecordChange): Message | undefined {
  if (!renamed || !place) return undefined;
  const { table } = place.sheet;
  const field = listOf(recordKeyOf(table)?.fields ?? []);
  return renamed.by.length === 0
    ? message(
        "This was {0} in the last upload, and everything else is the same. With a different {1}, {2} creates a second entry and leaves the first one unchanged.",
        renamed.key,
        field,
        table.system,
      )
    : message(
        "This was {0} in the last upload, with the same {3}. With a different {1}, {2} creates a second entry and leaves the first one unchanged.",
        renamed.key,
        field,
        table.system,
        listOf(renamed.by),
      );
}
