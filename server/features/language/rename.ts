/** Renames an id in every file of a set: each cell that says it changes, and nothing else does. */

import type { Sheet } from "../../core/checking/sheet.ts";
import { positionAt } from "../../core/text/document.ts";
import { type Edit, type Span, trimBlanks } from "../../core/text/text.ts";
import { quoted, stray, unclosed, writeCell } from "../../core/text/tokenizer.ts";
import { fileName } from "../../core/workspace/folders.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import { pathOf } from "../records/records.ts";
import { definitionsOf, type Identity, identityAt, type Mention, referencesOf } from "./identity.ts";

/** What can be renamed at a place. */
export interface Renameable {
  readonly span: Span;
  readonly id: string;
}

/** Why something is not renamed, in words for the person who asked. */
export interface Refused {
  readonly refused: string;
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
  readonly warning: string;
}

/** Whether the place holds an id, and which. */
export function prepareRename(sheet: Sheet, offset: number): Renameable | Refused {
  const found = identityAt(sheet, offset);
  if (!found) return { refused: "Only ids can be renamed: put the cursor into one. An empty cell has none." };
  return { span: found.span, id: found.identity.value };
}

/** Renames the id at an offset in all files of the set, open or not. Reads the files it asks. */
export function renameAt(workspace: Workspace, sheet: Sheet, offset: number, to: string): Renamings | Refused {
  const found = identityAt(sheet, offset);
  if (!found) return { refused: "Only ids can be renamed." };
  const { identity } = found;
  const bad = badId(to);
  if (bad !== undefined) return { refused: bad };
  const warning = `${sheet.table.system} finds rows by this id when they are uploaded again: a row that was uploaded as ${identity.value} before would come as a new one.`;
  if (to === identity.value) return { files: [], cells: 0, warning };
  const taken = whereTaken(workspace, sheet, { ...identity, value: to });
  if (taken !== undefined) return { refused: `${to} is taken: ${taken}.` };
  const mentions = [...definitionsOf(workspace, sheet, identity), ...referencesOf(workspace, sheet, identity)];
  const bySheet = new Map<Sheet, Edit[]>();
  for (const mention of mentions) {
    const edit = editOf(mention, to);
    if ("refused" in edit) return { refused: `${whereOf(workspace, mention)}: ${edit.refused}` };
    bySheet.set(mention.sheet, [...(bySheet.get(mention.sheet) ?? []), edit]);
  }
  const files = [...bySheet].map(([each, edits]) => ({ sheet: each, edits }));
  return { files, cells: mentions.length, warning };
}

/** Why a text is no id, or undefined. */
function badId(id: string): string | undefined {
  if (id === "") return "An id cannot be empty.";
  if (/[\r\n]/.test(id)) return "An id cannot hold a line break.";
  if (/\s/.test(id) || trimBlanks(id) !== id || /[\u200b-\u200d\u2060\ufeff]/.test(id))
    return "An id cannot hold blanks.";
  return undefined;
}

/** Who has an id already, or refers to it although nobody has it: both would be mixed up with the renamed one. */
function whereTaken(workspace: Workspace, sheet: Sheet, identity: Identity): string | undefined {
  const [holder] = definitionsOf(workspace, sheet, identity);
  if (holder) return `${whereOf(workspace, holder)} has it`;
  const [user] = referencesOf(workspace, sheet, identity);
  return user && `${whereOf(workspace, user)} names it although no row has it`;
}

function whereOf(workspace: Workspace, { sheet, span }: Mention): string {
  const line = positionAt(sheet.document, span.start).line + 1;
  return `${fileName(pathOf(workspace, sheet))}, line ${line}`;
}

/** The id in its cell takes another form; quotes and blanks around it stay. A cell without quotes must not come to need them. */
function editOf({ sheet, field, cell, span }: Mention, to: string): Edit | Refused {
  const { dialect } = sheet.document;
  if (!dialect.raw && (cell.flags & (stray | unclosed)) !== 0)
    return { refused: "mend the quotes of this cell first." };
  const list = sheet.table.byName.get(field)?.field.list?.delimiter;
  if (list !== undefined && to.includes(list)) return { refused: `"${list}" ends an id in this list.` };
  if (!dialect.raw && (cell.flags & quoted) !== 0) return { ...span, text: to.replaceAll('"', '""') };
  const isPlain = dialect.raw ? !to.includes(dialect.delimiter) : writeCell(to, dialect) === to;
  return isPlain ? { ...span, text: to } : { refused: "with this id the cell would need quotes." };
}
