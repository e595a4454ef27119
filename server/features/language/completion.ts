/** What fits at a cursor: values for a cell, names for the header, whole rows for an empty line. An edit replaces exactly the cell. */

import type { RuleSet } from "../../core/checking/rule.ts";
import { Sheet } from "../../core/checking/sheet.ts";
import { dialectFor } from "../../core/filetypes/table.ts";
import { type Cell, type Document, openDocument, textOf } from "../../core/text/document.ts";
import { type Message, message } from "../../core/text/message.ts";
import { fold, type Span, trimBlanks } from "../../core/text/text.ts";
import { quoted, stray, unclosed, writeCell } from "../../core/text/tokenizer.ts";
import type { NearMiss } from "../../core/workspace/near-miss.ts";
import { type Choice, type Choices, choicesAt, zoneDetail } from "./choices.ts";
import { type CursorPlace, type FeatureContext, type ItemAt, itemAt, placeAt } from "./place.ts";
import { headerNames, headerRows, newRows, type TemplateRow } from "./templates.ts";

/**
 * One proposal. The list belongs to what is typed now: after the next key it must be asked for again (LSP `isIncomplete`).
 */
export interface Completion {
  readonly kind: "value" | "unit" | "column" | "row" | "reference";
  readonly label: Message | string;
  readonly detail?: Message | string;
  /** Markdown. */
  readonly documentation?: Message | string;
  /** Begins with the text between the span's start and the cursor, as editors want it. */
  readonly filterText: string;
  /** Keeps the order of the answer. */
  readonly sortText: string;
  /** The raw text to put in the place of the span, with quotes where they are needed. */
  readonly insert: string;
  /** The same with tab stops, for editors that know them. */
  readonly snippet?: string;
  /** What is replaced, in the document: on one line, the cursor in it or at its ends. */
  readonly span: Span;
  readonly preselect?: boolean;
}

const limit = 60;
/** Editors look at no more of a filter text than this. */
const filterLength = 120;

/** What to offer at an offset (UTF-16, from 0), best first; at most 60. Reads no page. */
export function completeAt(sheet: Sheet, offset: number, context: FeatureContext): Completion[] {
  const place = placeAt(sheet, offset);
  if (place.conflict || place.above) return [];
  if (!sheet.binding) return rowsOf(headerRows(sheet, offset === 0), place, offset, 0);
  if (place.header) return inHeader(sheet, place, offset);
  if (place.blank) return onBlankLine(sheet, place, offset, context);
  const slot = slotAt(sheet, place, offset);
  if (!slot) return [];
  const choices = choicesAt(sheet, slot.place, slot.item, slot.query, context);
  const others = new Set([...slot.item.before, ...slot.item.after].map(trimBlanks));
  return propose(
    { ...choices, all: choices.all.filter((choice) => !others.has(choice.value)) },
    slot,
    (choice) => choice.kind ?? "value",
    context,
  );
}

/** So much of a file that is not recognized is looked at: its header. */
const frontLength = 10_000;

/**
 * What to offer in a file that comes near to some file types: a header of each while it has none, names of columns in the header
 * that it has. Offsets are those of `document`.
 */
export function completeNearMiss(
  miss: NearMiss,
  document: Document,
  rules: RuleSet,
  offset: number,
): readonly Completion[] {
  if (offset > frontLength) return [];
  const text = textOf(document, { start: 0, end: frontLength });
  const tables = miss.header.length === 0 ? miss.tables : [miss.table];
  const all = tables.flatMap((table) => {
    const sheet = new Sheet(openDocument(document.uri, text, dialectFor(table, 0), 0), table, rules);
    const place = placeAt(sheet, offset);
    if (place.conflict || place.above) return [];
    if (!sheet.binding) return rowsOf(headerRows(sheet, offset === 0), place, offset, 0);
    return place.header ? inHeader(sheet, place, offset) : [];
  });
  return all.map((item, index) => ({ ...item, sortText: orderOf(index) }));
}

function inHeader(sheet: Sheet, place: CursorPlace, offset: number): Completion[] {
  const slot = slotAt(sheet, place, offset);
  if (!slot) return [];
  const all = headerNames(sheet, place);
  return propose({ all, closed: false }, slot, () => "column", undefined);
}

function onBlankLine(sheet: Sheet, place: CursorPlace, offset: number, context: FeatureContext): Completion[] {
  const slot = slotAt(sheet, { ...place, column: sheet.binding?.columns[0] }, offset);
  const rows = rowsOf(newRows(sheet, place), place, offset, 0);
  if (!slot) return rows;
  const values = propose(
    choicesAt(sheet, slot.place, slot.item, "", context),
    slot,
    (choice) => choice.kind ?? "value",
    context,
  );
  return [...rows, ...values].map((item, index) => ({ ...item, sortText: orderOf(index) }));
}

function rowsOf(rows: readonly TemplateRow[], place: CursorPlace, offset: number, from: number): Completion[] {
  const { cell, cells } = place;
  const span = { start: cell.start, end: cells.at(-1)!.end };
  const typed = place.blank ? cell.raw.slice(0, offset - cell.start) : "";
  return rows.map((row, index) => ({
    kind: "row",
    label: row.label,
    detail: row.detail,
    documentation: row.documentation,
    filterText: typed + String(row.label),
    sortText: orderOf(from + index),
    insert: row.text,
    snippet: row.snippet,
    span,
  }));
}

/** The part of a cell that is being typed, and how to write another value into it. */
interface Slot {
  readonly place: CursorPlace;
  readonly item: ItemAt;
  readonly span: Span;
  /** The raw text between the span's start and the cursor. */
  readonly typed: string;
  /** What of it counts for finding values. */
  readonly query: string;
  /** Where the cursor is at the item's end, the item is what was typed. */
  readonly atEnd: boolean;
  readonly isList: boolean;
  /** The cell with these items in the place of the one in hand. */
  list(...items: readonly string[]): string;
}

/** Undefined in cells of several lines: editors want edits on one. */
function slotAt(sheet: Sheet, at: CursorPlace, offset: number): Slot | undefined {
  const { dialect } = sheet.document;
  const { place, end } = whole(sheet, at);
  const { cell } = place;
  if (/[\r\n]/.test(cell.raw)) return undefined;
  const field = place.header ? undefined : place.column?.field;
  const item = itemAt(cell, field, offset);
  const keep = (cell.flags & quoted) !== 0 && (cell.flags & stray) === 0;
  const cursor = Math.max(item.span.start, Math.min(offset, item.span.end));
  const query = trimBlanks(textBetween(cell.raw, item.span.start - cell.start, cursor - cell.start, keep));
  const list = (...items: readonly string[]): string =>
    writeCell([...item.before, ...items, ...item.after].join(field?.list?.delimiter ?? ""), dialect, keep);
  const atEnd = query === trimBlanks(item.text);
  const typed = cell.raw.slice(0, Math.max(0, offset - cell.start));
  return {
    place,
    item,
    span: { start: cell.start, end },
    typed,
    query,
    atEnd,
    isList: field?.list !== undefined,
    list,
  };
}

function textBetween(raw: string, from: number, to: number, wrapped: boolean): string {
  const text = raw.slice(from, to);
  return wrapped ? text.replaceAll('""', '"') : text;
}

/**
 * While a list is typed its commas seem to cut it: its quote is still open, or it has none yet and runs past the header's
 * end. Such cells are put together again, as if quotes stood around them.
 */
function whole(sheet: Sheet, place: CursorPlace): { place: CursorPlace; end: number } {
  const { cells, index } = place;
  const { binding } = sheet;
  const asIs = { place, end: place.cell.end };
  if (place.header || place.blank || !binding) return asIs;
  const open = cells.findIndex((cell, i) => i <= index && (cell.flags & unclosed) !== 0);
  const last = binding.columns.length - 1;
  const from = open >= 0 ? open : index > last ? last : index;
  const column = binding.columns[from];
  const cut = column?.field.list?.delimiter === sheet.document.dialect.delimiter;
  if (open < 0 ? from === index || !cut || sheet.document.dialect.raw : from < index && !cut) return asIs;
  const parts = cells.slice(from, index + 1);
  if (open < 0 && parts.some((cell) => cell.raw.includes('"'))) return asIs;
  const raw = parts.map((cell) => cell.raw).join(sheet.document.dialect.delimiter);
  const end = place.cell.end;
  const start = parts[0]!.start;
  // An opening quote is there or not; the positions of the text are kept.
  const cell: Cell =
    open < 0
      ? { start, end, raw, text: raw, flags: 0 }
      : { start, end: end + 1, raw: `${raw}"`, text: raw.slice(1), flags: quoted };
  return { place: { ...place, index: from, cell, column }, end };
}

function propose(
  choices: Choices,
  slot: Slot,
  kind: (choice: Choice) => Completion["kind"],
  context: FeatureContext | undefined,
): Completion[] {
  const current = trimBlanks(slot.item.text);
  const matches = choices.all.flatMap((choice, order) => {
    const match = matchOf(choice, slot.query);
    return match ? [{ choice, order, ...match }] : [];
  });
  const finished = slot.query !== "" && slot.atEnd && choices.all.some((choice) => choice.value === current);
  const few = choices.all.length <= limit;
  // Behind a finished item of a list the next one is chosen.
  const adds = finished && slot.isList;
  if ((finished && few) || (choices.closed && matches.length === 0)) {
    const seen = new Set(matches.map(({ choice }) => choice));
    choices.all.forEach((choice, order) => {
      if (!seen.has(choice)) matches.push({ choice, order, rank: 9, word: choice.value });
    });
  }
  matches.sort((a, b) => a.rank - b.rank || a.order - b.order);
  // Letters from the midst of a word count only where nothing fits better.
  const good = matches.filter(({ rank }) => rank !== inWord);
  return (good.length > 0 ? good : matches).slice(0, limit).map(({ choice, word }, index) => {
    const isCurrent = choice.value === current;
    const detail = adds && !isCurrent ? message("add to the list") : detailOf(choice, context);
    return {
      kind: kind(choice),
      label: choice.label ?? choice.value,
      ...(detail === undefined ? {} : { detail }),
      ...(choice.documentation === undefined ? {} : { documentation: choice.documentation }),
      filterText: filterOf(slot, choice, word),
      sortText: orderOf(index),
      insert: adds && !isCurrent ? slot.list(current, choice.value) : slot.list(choice.value),
      span: slot.span,
      ...(isCurrent && current !== "" ? { preselect: true } : {}),
    };
  });
}

function detailOf(choice: Choice, context: FeatureContext | undefined): Message | string | undefined {
  return choice.detail ?? (choice.kind === "unit" && context ? zoneDetail(choice.value, context.now) : undefined);
}

const inWord = 4;

/** How well a choice fits: 0 best. `word` is the word that fits. */
function matchOf(choice: Choice, query: string): { rank: number; word: string } | undefined {
  const words = choice.words ?? [choice.value];
  if (query === "") return { rank: 0, word: words[0]! };
  const wanted = query.toLowerCase();
  const folded = fold(query);
  let best: { rank: number; word: string } | undefined;
  for (const word of words) {
    const rank = rankOf(word, wanted, folded);
    if (rank !== undefined && (!best || rank < best.rank)) best = { rank, word };
  }
  return best;
}

function rankOf(word: string, wanted: string, folded: string): number | undefined {
  const lower = word.toLowerCase();
  if (lower === wanted) return 0;
  if (lower.startsWith(wanted)) return 1;
  const sound = folded !== "" && /\p{L}/u.test(wanted);
  if (sound && fold(word).startsWith(folded)) return 2;
  const at = lower.indexOf(wanted);
  if (at > 0 && /[^\p{L}\p{N}]/u.test(lower[at - 1]!)) return 3;
  return at > 0 && wanted.length > 1 && sound ? inWord : undefined;
}

/** Begins as typed, then goes on with the word that fits, then with the others. */
function filterOf(slot: Slot, choice: Choice, word: string): string {
  const fits = word.toLowerCase().startsWith(slot.query.toLowerCase());
  const rest = fits ? word.slice(slot.query.length) : ` ${word}`;
  const others = (choice.words ?? []).filter((other) => other !== word);
  return `${slot.typed}${[rest, ...others].join(" ").slice(0, filterLength)}`;
}

function orderOf(index: number): string {
  return String(index).padStart(4, "0");
}
