/** Renames an id in every file of a set: each cell that says it changes, and nothing else does. */

import type { Sheet } from "../../core/checking/sheet.ts";
import { positionAt } from "../../core/text/document.ts";
import { type Message, message } from "../../core/text/message.ts";
import { type Edit, type Span, trimBlanks } from "../../core/text/text.ts";
import { quoted, stray, unclosed, writeCell } from "../../core/text/tokenizer.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import { nameWithFolders, pathOf } from "../records/records.ts";
import { type Slices, whole } from "../records/walk.ts";
import { definitionsOf, type Identity, identityAt, type Mention, referencesOf } from "./identity.ts";

/** What can be renamed at a place. */
export interface Renameable {
  readonly span: Span;
  readonly id: string;
}

/** Why something is not renamed, in words for the person who asked. */
export interface RenameRefusal {
  readonly refused: Message;
}

/** What a renaming changes in one file. Offsets are the document's. */
export interface Renaming {
  readonly sheet: Sheet;
  readonly edits: readonly Edit[];
}

export interface Renamings {
  readonly files: readonly Renaming[];
  /** How many cells change. */
  readonly cells: number;
  /** What to think of before saying yes. */
  readonly warning: Message;
}

/** Whether the place holds an id, and which. */
export function prepareRename(sheet: Sheet, offset: number): Renameable | RenameRefusal {
  const found = identityAt(sheet, offset);
  if (!found) return { refused: message("Only IDs can be renamed. Put the cursor in a cell with an ID.") };
  return { span: found.span, id: found.identity.value };
}

/** Renames the id at an offset in all files of the set, open or not. Reads the files it asks. */
export function renameAt(workspace: Workspace, sheet: Sheet, offset: number, to: string): Renamings | RenameRefusal {
  return whole(renaming(workspace, sheet, offset, to));
}

/** The same in slices: an ID may be in a hundred thousand cells. */
export function* renaming(
  workspace: Workspace,
  sheet: Sheet,
  offset: number,
  to: string,
): Slices<Renamings | RenameRefusal> {
  const found = identityAt(sheet, offset);
  if (!found) return { refused: message("Only IDs can be renamed.") };
  const { identity } = found;
  const bad = badId(to);
  if (bad !== undefined) return { refused: bad };
  const warning = message(
    "{0} finds rows by this ID when you upload them again. If {1} was uploaded before, the row will be added as a new one.",
    sheet.table.system,
    identity.value,
  );
  if (to === identity.value) return { files: [], cells: 0, warning };
  const taken = yield* whereTaken(workspace, sheet, { ...identity, value: to });
  if (taken) return { refused: taken };
  const definitions = yield* definitionsOf(workspace, sheet, identity);
  const mentions = definitions.concat(yield* referencesOf(workspace, sheet, identity));
  const bySheet = new Map<Sheet, Edit[]>();
  for (const [index, mention] of mentions.entries()) {
    if (index % editsInStep === editsInStep - 1) yield;
    const edit = editOf(mention, to);
    if ("refused" in edit) return { refused: message("{0}: {1}", whereOf(workspace, mention), edit.refused) };
    const edits = bySheet.get(mention.sheet);
    if (edits) edits.push(edit);
    else bySheet.set(mention.sheet, [edit]);
  }
  const files = [...bySheet].map(([each, edits]) => ({ sheet: each, edits }));
  return { files, cells: mentions.length, warning };
}

/** So many edits are made in a step. */
const editsInStep = 500;

/** Why a text is no id, or undefined. */
function badId(id: string): Message | undefined {
  if (id === "") return message("An ID can't be empty.");
  if (/[\r\n]/.test(id)) return message("An ID can't contain a line break.");
  if (/\s/.test(id) || trimBlanks(id) !== id || /[\u200b-\u200d\u2060\ufeff]/.test(id))
    return message("An ID can't contain spaces.");
  return undefined;
}

/** Who has an id already, or refers to it although nobody has it: both would be mixed up with the renamed one. */
function* whereTaken(workspace: Workspace, sheet: Sheet, identity: Identity): Slices<Message | undefined> {
  const [holder] = yield* definitionsOf(workspace, sheet, identity);
  if (holder) return message("{0} is already used in {1}.", identity.value, whereOf(workspace, holder));
  const [user] = yield* referencesOf(workspace, sheet, identity);
  return (
    user && message("{1} already refers to {0}, although no row has this ID.", identity.value, whereOf(workspace, user))
  );
}

function whereOf(workspace: Workspace, { sheet, span }: Mention): Message {
  const line = positionAt(sheet.document, span.start).line + 1;
  return message("{0}, line {1}", nameWithFolders(workspace, pathOf(workspace, sheet)), line);
}

/** The id in its cell takes another form; quotes and blanks around it stay. A cell without quotes must not come to need them. */
function editOf({ sheet, field, cell, span }: Mention, to: string): Edit | RenameRefusal {
  const { dialect } = sheet.document;
  if (!dialect.raw && (cell.flags & (stray | unclosed)) !== 0)
    return { refused: message("Fix the quotes in this cell first.") };
  const list = sheet.table.byName.get(field)?.field.list?.delimiter;
  if (list !== undefined && to.includes(list))
    return { refused: message('"{0}" separates IDs in this list, so an ID can\'t contain it.', list) };
  if (!dialect.raw && (cell.flags & quoted) !== 0) return { ...span, text: to.replaceAll('"', '""') };
  if (dialect.escapes) return { ...span, text: writeCell(to, dialect) };
  const isPlain = dialect.raw ? !to.includes(dialect.delimiter) : writeCell(to, dialect) === to;
  return isPlain ? { ...span, text: to } : { refused: message("With this ID, the cell would need quotes.") };
}
