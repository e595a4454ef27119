/** Ways through the files of a set: from an id to its row and back, by name, by outline, and outwards from a cell. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { FieldType } from "../../core/filetypes/file-type.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { type Document, positionAt, rowText } from "../../core/text/document.ts";
import { joined, type Message, message, schemaText } from "../../core/text/message.ts";
import { shownRow } from "../../core/text/message-values.ts";
import { type Span, trimBlanks } from "../../core/text/text.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import {
  addressField,
  holdersOf,
  keyFieldOf,
  nameFields,
  nameOf,
  nameWithFolders,
  pathOf,
  type Row,
  recordOf,
  rowsOf,
} from "../records/records.ts";
import { type Slices, whole } from "../records/walk.ts";
import { definitionsOf, identityAt, type Mention, mentionsHere, referencesOf } from "./identity.ts";
import { itemAt, placeAt, type ReferencedRecord } from "./place.ts";

/** A place in a file. Offsets are those of the file's document. */
export interface Location {
  readonly uri: string;
  readonly document: Document;
  /** The id. */
  readonly span: Span;
  /** The whole row, without its line break. */
  readonly row: Span;
}

/** Where the id at an offset is defined; an id that defines itself leads to itself. `from`: what was asked about. */
export function definitionAt(
  workspace: Workspace,
  sheet: Sheet,
  offset: number,
): { readonly from: Span; readonly to: readonly Location[] } | undefined {
  const found = identityAt(sheet, offset);
  if (!found) return undefined;
  const to = whole(definitionsOf(workspace, sheet, found.identity)).map(locationOf);
  return to.length === 0 ? undefined : { from: found.span, to };
}

/** Every row of the set that uses the id at an offset, those that define it first when they are asked for. */
export function referencesAt(workspace: Workspace, sheet: Sheet, offset: number, withDefinition: boolean): Location[] {
  return whole(referencing(workspace, sheet, offset, withDefinition));
}

/** The same in slices. */
export function* referencing(
  workspace: Workspace,
  sheet: Sheet,
  offset: number,
  withDefinition: boolean,
): Slices<Location[]> {
  const found = identityAt(sheet, offset);
  if (!found) return [];
  const definitions = withDefinition ? yield* definitionsOf(workspace, sheet, found.identity) : [];
  return definitions.concat(yield* referencesOf(workspace, sheet, found.identity)).map(locationOf);
}

/** The same id elsewhere in this file, the one at the offset included. */
export function* highlightsAt(sheet: Sheet, offset: number): Slices<Span[]> {
  const found = identityAt(sheet, offset);
  return found ? (yield* mentionsHere(sheet, found.identity)).map(({ span }) => span) : [];
}

function locationOf({ sheet, row, span }: Mention): Location {
  return { uri: sheet.uri, document: sheet.document, span, row: spanOf(row) };
}

/** A record from its first cell to its last. */
function spanOf(row: Row): Span {
  return { start: row.cells[0]!.start, end: row.cells.at(-1)!.end };
}

/** A record that may be jumped to. */
export interface WorkspaceSymbol extends Location {
  /** "Ann Lee". */
  readonly name: string;
  /** "U-1 · ann@example.com". */
  readonly detail: string;
  readonly fileType: string;
}

/** Records found at once. */
export const symbolsMax = 200;

/**
 * Users, groups and the like by id, name or e-mail address, in any case, those that begin with the query first; rows that
 * nobody refers to by id (contacts, memberships) are left out.
 */
export function* workspaceSymbols(workspace: Workspace, query: string): Slices<WorkspaceSymbol[]> {
  const wanted = trimBlanks(query).toLowerCase();
  const found: { symbol: WorkspaceSymbol; rank: number }[] = [];
  const entries = [...workspace.entries()].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { sheet } of entries) {
    if (!sheet || sheet.table.document.hidden || nameFields(sheet.table).length === 0) continue;
    const { document } = sheet;
    for (let p = 0; p < document.pages.length && found.length < symbolsMax * 4; p++) {
      yield;
      if (!document.pages[p]!.text.toLowerCase().includes(longestWord(wanted))) continue;
      for (const row of rowsOf(sheet, p, p + 1)) {
        const words = wordsOf(sheet, row);
        const rank = rankOf(words, wanted);
        if (rank === undefined) continue;
        found.push({ symbol: symbolOf(sheet, row, words), rank });
      }
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, symbolsMax)
    .map(({ symbol }) => symbol);
}

/** What a page must hold for one of its rows to fit: names are put together from several cells. */
function longestWord(query: string): string {
  return query.split(/[\s"]+/).reduce((best, word) => (word.length > best.length ? word : best), "");
}

interface ReferenceWords {
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

function wordsOf(sheet: Sheet, row: Row): ReferenceWords {
  const value = (field: string | undefined): string => (field === undefined ? "" : row.shown(field));
  return {
    id: value(keyFieldOf(sheet.table)),
    name: nameOf(sheet, row),
    address: value(addressField(sheet.table)),
  };
}

function rankOf({ id, name, address }: ReferenceWords, wanted: string): number | undefined {
  const words = [id, name, address].map((word) => word.toLowerCase());
  if (words.some((word) => word === wanted)) return 0;
  if (words.some((word) => word.startsWith(wanted))) return 1;
  return words.some((word) => word.includes(wanted)) ? 2 : undefined;
}

function symbolOf(sheet: Sheet, row: Row, { id, name, address }: ReferenceWords): WorkspaceSymbol {
  const index = sheet.binding?.indexOf(keyFieldOf(sheet.table) ?? "") ?? -1;
  const cell = row.cells[index] ?? row.cells[0]!;
  const title = name === "" ? id || address : name;
  return {
    uri: sheet.uri,
    document: sheet.document,
    span: { start: cell.start, end: cell.end },
    row: spanOf(row),
    name: title,
    detail: [id, address].filter((word) => word !== "" && word !== title).join(" · "),
    fileType: sheet.table.name,
  };
}

/** A file's outline: one root whose own place is the header, so that the header stays in sight, and a child for each row. */
export interface Outline {
  readonly name: Message | string;
  readonly detail: string;
  readonly span: Span;
  /** What is selected, within the span. */
  readonly at: Span;
  readonly children: readonly Outline[];
}

/** Rows in an outline. */
export const outlineMax = 5000;

export function outlineOf(sheet: Sheet): Outline | undefined {
  const { document } = sheet;
  const { header } = document;
  if (header.page < 0) return undefined;
  const children: Outline[] = [];
  for (const row of rowsOf(sheet)) {
    if (children.length === outlineMax) break;
    const { id, name, address } = wordsOf(sheet, row);
    const span = spanOf(row);
    const title = name || id || address;
    const about = [id, address].filter((word) => word !== "" && word !== title).join(" · ");
    children.push({
      name: title === "" ? message("Row {0}", shownRow(recordOf(sheet, row))) : title,
      detail: about || secondWord(sheet, row, title),
      span,
      at: span,
      children: [],
    });
  }
  const start = document.offsets[header.page]! + document.pages[header.page]!.rows[header.row]!;
  const end = document.offsets[document.pages.length]!;
  const line = rowText(document.pages[header.page]!, header.row).replace(/(?<![\r\n])[\r\n]+$/, "");
  return {
    name: schemaText(sheet.table.document.title),
    detail: "",
    span: { start: 0, end },
    at: { start, end: start + line.length },
    children,
  };
}

/** Whom a row without a name is about: what its first reference says. */
function secondWord(sheet: Sheet, row: Row, title: string): string {
  const key = sheet.table.document.foreignKeys?.[0];
  const text = key ? row.shown(key.field) : "";
  return text === title ? "" : text;
}

/** From the text at an offset outwards: its words, the cell, the row, the file. Each holds the one before it. */
export function selectionsAt(sheet: Sheet, offset: number): Span[] {
  const { document } = sheet;
  const end = document.offsets[document.pages.length]!;
  const place = placeAt(sheet, offset);
  const spans: Span[] = [];
  if (place.address && !place.blank && !place.conflict) {
    const { cell, cells } = place;
    spans.push(itemAt(place.cell, place.header ? undefined : place.column?.field, offset).span);
    const inner = cell.raw.length > 1 && cell.raw.startsWith('"') && cell.raw.endsWith('"') ? 1 : 0;
    spans.push({ start: cell.start + inner, end: cell.end - inner });
    spans.push({ start: cell.start, end: cell.end });
    spans.push({ start: cells[0]!.start, end: cells.at(-1)!.end });
  }
  spans.push({ start: 0, end });
  const kept: Span[] = [];
  for (const span of spans) {
    const last = kept.at(-1);
    const grows = !last || (span.start <= last.start && span.end >= last.end);
    const differs = !last || span.start !== last.start || span.end !== last.end;
    if (grows && differs && span.start <= offset && span.end >= offset) kept.push(span);
  }
  return kept;
}

/** Columns that tell who somebody is at a glance. */
const describing: ReadonlySet<FieldType> = new Set(["role", "code", "status", "email"]);
/** How many rows of another file a summary names. */
const namedMax = 3;

/** What to know of the record that a reference points at: what it says, then what the other files of the set say of it. */
export function recordSummary(
  workspace: Workspace,
  sheet: Sheet,
  table: string,
  field: string,
  value: string,
): ReferencedRecord | undefined {
  const identity = { table, field, value };
  const [definition] = whole(definitionsOf(workspace, sheet, identity));
  if (!definition) return undefined;
  const { sheet: target, row } = definition;
  const line = positionAt(target.document, row.cells[0]!.start).line + 1;
  const own = target.table.columns.flatMap((column) => {
    const text = row.shown(column.field.name);
    const wanted = describing.has(column.field.type) && text !== "";
    return wanted ? [{ title: schemaText(column.field.title), value: decoded(column, text) }] : [];
  });
  return {
    name: nameOf(target, row),
    where: message("{0}, line {1}", nameWithFolders(workspace, pathOf(workspace, target)), line),
    facts: [...own, ...factsElsewhere(workspace, sheet, identity)],
  };
}

/** One fact for each file that tells of the record: its groups, its contacts. */
function factsElsewhere(
  workspace: Workspace,
  from: Sheet,
  identity: { table: string; field: string; value: string },
): { title: Message; value: Message }[] {
  const bySheet = new Map<Sheet, Row[]>();
  for (const { sheet, row } of whole(referencesOf(workspace, from, identity))) {
    const rows = bySheet.get(sheet);
    if (rows) rows.push(row);
    else bySheet.set(sheet, [row]);
  }
  return [...bySheet].map(([sheet, rows]) => {
    const shown = rows.slice(0, namedMax).map((row) => rowInShort(workspace, sheet, row, identity.table));
    const more = rows.length > namedMax ? [message("{0} more", rows.length - namedMax)] : [];
    const named = [...shown.filter((text) => text !== ""), ...more];
    return { title: schemaText(sheet.table.document.title), value: joined(named, "; ") };
  });
}

/** What a row says beside the reference that led to it: what else it refers to, or the blocks that it fills. */
function rowInShort(workspace: Workspace, sheet: Sheet, row: Row, about: string): string {
  const { foreignKeys = [], blocks = [] } = sheet.table.document;
  const others = foreignKeys.filter(({ reference }) => reference.table !== about);
  const named = others.flatMap(({ field, reference }) => {
    const id = row.value(field);
    if (id === "") return [];
    const [holder] = workspace.find(sheet, reference.table).flatMap((target) => {
      const [found] = holdersOf(target, reference.field, id);
      return found ? [nameOf(target, found)] : [];
    });
    return [holder === undefined || holder === "" ? id : `${holder} (${id})`];
  });
  const reported = blocks.flatMap(({ content, needs }) => {
    const [text] = content.map((field) => row.shown(field)).filter((value) => value !== "");
    if (text === undefined) return [];
    const kind = needs.map((field) => sheet.table.byName.get(field)?.values.get(row.value(field))?.label);
    const label = kind.find((word) => word !== undefined);
    return [label === undefined ? text : `${text} (${label})`];
  });
  if (named.length + reported.length > 0) return [...named, ...reported].join(", ");
  return nameOf(sheet, row) || row.shown(keyFieldOf(sheet.table) ?? "");
}

function decoded(column: Column, text: string): string {
  const label = column.values.get(text)?.label;
  return label === undefined ? text : `${text} (${label})`;
}
