/** Ids as symbols: what an id under the cursor stands for, where it is defined and which rows of a set use it. */

import type { Sheet } from "../../core/checking/sheet.ts";
import { type Cell, textOf } from "../../core/text/document.ts";
import { type Span, trimBlanks, trimSpaces } from "../../core/text/text.ts";
import { quoted, stray, unclosed } from "../../core/text/tokenizer.ts";
import { folderOf } from "../../core/workspace/folders.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import { holdersInSteps, keyFieldOf, pathOf, type Row } from "../records/records.ts";
import type { Slices } from "../records/walk.ts";
import { isSecret, itemAt, placeAt } from "./place.ts";

/** An id: the table and field that define it, and its value. */
export interface Identity {
  readonly table: string;
  readonly field: string;
  readonly value: string;
}

/** A place in a file where an id is written. */
export interface Mention {
  readonly sheet: Sheet;
  readonly row: Row;
  readonly field: string;
  readonly cell: Cell;
  /** The id itself: without quotes, blanks around it and the other items of a list. */
  readonly span: Span;
  readonly isDefinition: boolean;
}

/** The id at an offset and where it is written there; undefined where there is none. */
export function identityAt(sheet: Sheet, offset: number): { identity: Identity; span: Span } | undefined {
  const place = placeAt(sheet, offset);
  const { column, address } = place;
  if (!column || !address || place.header || place.above || place.blank || place.conflict) return undefined;
  if (isSecret(sheet, place)) return undefined;
  const item = itemAt(place.cell, column.field, offset);
  const target = targetOf(sheet, column.field.name);
  const trim = target?.table === sheet.table.name && target.field === column.field.name ? trimSpaces : trimBlanks;
  const value = trim(item.text);
  if (trimBlanks(value) === "" || !target) return undefined;
  return { identity: { ...target, value }, span: narrowed(sheet, item.span, trim) };
}

/** The table and field whose values a column holds: its own key, or the one it refers to. */
function targetOf(sheet: Sheet, field: string): { table: string; field: string } | undefined {
  if (field === keyFieldOf(sheet.table)) return { table: sheet.table.name, field };
  return sheet.table.document.foreignKeys?.find((key) => key.field === field)?.reference;
}

/** The span without blanks at its ends; an invisible character there belongs to an ID where it is defined. */
function narrowed(sheet: Sheet, span: Span, trim: (text: string) => string): Span {
  const text = textOf(sheet.document, span);
  const value = trim(text);
  const start = span.start + text.indexOf(value);
  return { start, end: start + value.length };
}

/** The files that define an id, as seen from one file of the set: by path. */
export function definingSheets(workspace: Workspace, from: Sheet, identity: Identity): readonly Sheet[] {
  if (from.table.name !== identity.table) return workspace.find(from, identity.table);
  // Two files of one type in a folder are one list of users; files with a folder of their own stand alone.
  const others = from.table.document.found === "nearest" ? [] : workspace.find(from, identity.table);
  return [...others, from].sort(byPath(workspace));
}

/** The files whose rows refer to an id, as seen from one file of the set: by path. */
export function referringSheets(workspace: Workspace, from: Sheet, identity: Identity): Sheet[] {
  const definitions = new Set(definingSheets(workspace, from, identity));
  const folder = folderOf(pathOf(workspace, from));
  const found: Sheet[] = [];
  for (const { sheet, path } of workspace.entries()) {
    const keys = sheet?.table.document.foreignKeys ?? [];
    if (!sheet || !keys.some(({ reference }) => refersTo(reference, identity))) continue;
    const targets = workspace.find(sheet, identity.table);
    const together =
      definitions.size > 0 ? targets.some((target) => definitions.has(target)) : folderOf(path) === folder;
    if (together) found.push(sheet);
  }
  return found.sort(byPath(workspace));
}

function refersTo(reference: { table: string; field: string }, identity: Identity): boolean {
  return reference.table === identity.table && reference.field === identity.field;
}

/** The rows that define an id. Reads the files it asks. */
export function* definitionsOf(workspace: Workspace, from: Sheet, identity: Identity): Slices<Mention[]> {
  const found: Mention[] = [];
  for (const sheet of definingSheets(workspace, from, identity))
    yield* findMentions(sheet, identity.field, identity.value, true, found);
  return found;
}

/** The rows that refer to an id. Reads the files it asks. */
export function* referencesOf(workspace: Workspace, from: Sheet, identity: Identity): Slices<Mention[]> {
  const found: Mention[] = [];
  for (const sheet of referringSheets(workspace, from, identity)) yield* findReferences(sheet, identity, found);
  return found;
}

/** The rows of one file that refer to an id. */
export function* referencesIn(sheet: Sheet, identity: Identity): Slices<Mention[]> {
  const found: Mention[] = [];
  yield* findReferences(sheet, identity, found);
  return found;
}

function* findReferences(sheet: Sheet, identity: Identity, found: Mention[]): Slices<void> {
  for (const { field, reference } of sheet.table.document.foreignKeys ?? [])
    if (refersTo(reference, identity)) yield* findMentions(sheet, field, identity.value, false, found);
}

/** Everywhere that one file writes an id, in order. */
export function* mentionsHere(sheet: Sheet, identity: Identity): Slices<Mention[]> {
  const found: Mention[] = [];
  if (sheet.table.name === identity.table) yield* findMentions(sheet, identity.field, identity.value, true, found);
  yield* findReferences(sheet, identity, found);
  return found.sort((a, b) => a.span.start - b.span.start);
}

function* findMentions(
  sheet: Sheet,
  field: string,
  value: string,
  isDefinition: boolean,
  found: Mention[],
): Slices<void> {
  const index = sheet.binding?.indexOf(field) ?? -1;
  const delimiter = sheet.table.byName.get(field)?.field.list?.delimiter;
  for (const row of holdersInSteps(sheet, field, value)) {
    if (row === undefined) yield;
    const cell = row?.cells[index];
    if (!row || !cell) continue;
    for (const span of spansIn(sheet, cell, value, delimiter, isDefinition))
      found.push({ sheet, row, field, cell, span, isDefinition });
  }
}

/** Where a cell says a value: once, or once for each item of a list. */
function spansIn(
  sheet: Sheet,
  cell: Cell,
  value: string,
  delimiter: string | undefined,
  isDefinition: boolean,
): Span[] {
  const wrapped = (cell.flags & quoted) !== 0;
  const clean = (cell.flags & (stray | unclosed)) === 0;
  const inner = { start: cell.start + (wrapped ? 1 : 0), end: cell.end - (wrapped && clean ? 1 : 0) };
  if (delimiter === undefined) return [narrowed(sheet, inner, isDefinition ? trimSpaces : trimBlanks)];
  const spans: Span[] = [];
  let { start } = inner;
  for (const part of cell.raw.slice(inner.start - cell.start, inner.end - cell.start).split(delimiter)) {
    const said = wrapped ? part.replaceAll('""', '"') : part;
    if (trimBlanks(said) === value) spans.push(narrowed(sheet, { start, end: start + part.length }, trimBlanks));
    start += part.length + delimiter.length;
  }
  return spans;
}

function byPath(workspace: Workspace): (a: Sheet, b: Sheet) => number {
  return (a, b) => {
    const [left, right] = [pathOf(workspace, a), pathOf(workspace, b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
}
