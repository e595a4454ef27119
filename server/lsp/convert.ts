/** Between the protocol's words and ours: positions and offsets, findings and diagnostics, edits and edits. */

import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Range,
  TextDocumentContentChangeEvent,
  type TextEdit,
} from "vscode-languageserver";
import type { LocatedFinding } from "../core/checking/located-finding.ts";
import type { Finding } from "../core/checking/rule.ts";
import type { Sheet } from "../core/checking/sheet.ts";
import { type Document, offsetAt, openDocument, type Position, pageAt, positionAt } from "../core/text/document.ts";
import { editDocument, editDocumentAll } from "../core/text/editing.ts";
import { message, type Translate } from "../core/text/message.ts";
import type { Edit, Span } from "../core/text/text.ts";
import { relatedPlaces } from "../features/language/related.ts";

/** What diagnostics are marked with. */
export const source = "csv-preflight";

/** What a client may send as a position; a hostile one sends anything. */
interface SentData {
  readonly line?: unknown;
  readonly character?: unknown;
}

/** The offset of a position; what lies outside the text, or is no number, moves to the nearest place in it. */
export function toOffset(document: Document, position: SentData | null | undefined): number {
  return offsetAt(document, toPosition(position));
}

function toPosition(sent: SentData | null | undefined): Position {
  return { line: whole(sent?.line), character: whole(sent?.character) };
}

/** The span of a range; its ends may come in any order. */
export function toSpan(
  document: Document,
  range: { readonly start?: SentData; readonly end?: SentData } | undefined,
): Span {
  const a = toOffset(document, range?.start);
  const b = toOffset(document, range?.end ?? range?.start);
  return { start: Math.min(a, b), end: Math.max(a, b) };
}

function whole(value: unknown): number {
  if (typeof value !== "number" || Number.isNaN(value)) return 0;
  return Math.max(0, Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER));
}

export function toRange(document: Document, span: Span): Range {
  return { start: positionAt(document, span.start), end: positionAt(document, span.end) };
}

/** Changes as the protocol has them, made of what a client sent; what is no change is left out. */
export function wellFormedChanges(sent: unknown): TextDocumentContentChangeEvent[] {
  const given: readonly (SentChange | null)[] = Array.isArray(sent) ? sent : [];
  return given.flatMap((change) => {
    if (typeof change?.text !== "string") return [];
    const { text, range } = change;
    if (!range) return [{ text }];
    return [{ text, range: { start: toPosition(range.start), end: toPosition(range.end ?? range.start) } }];
  });
}

/** Makes a new version of the same text. */
export const noChange: TextDocumentContentChangeEvent = {
  text: "",
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
};

interface SentChange {
  readonly text?: unknown;
  readonly range?: { readonly start?: SentData; readonly end?: SentData };
}

/** Applies the changes of one notification in order: each means the text that the one before it left. */
export function applyChanges(
  old: Document,
  changes: readonly TextDocumentContentChangeEvent[],
  version: number,
): Document {
  const together = fromTheEnd(old, changes);
  if (together) return editDocumentAll(old, together, version);
  let document = old;
  for (const change of changes) {
    const { text } = change;
    document = TextDocumentContentChangeEvent.isIncremental(change)
      ? editDocument(document, { ...toSpan(document, change.range), text }, version)
      : openDocument(document.uri, text, document.dialect, version);
  }
  return document;
}

/**
 * The edits of many changes that go from the end to the beginning, as editors send a replacement in all rows: none moves
 * the place of a later one, so all mean the text as it is now. Undefined for few changes, or others.
 */
function fromTheEnd(document: Document, changes: readonly TextDocumentContentChangeEvent[]): Edit[] | undefined {
  if (changes.length < changesMany) return undefined;
  const edits: Edit[] = [];
  let before = Number.POSITIVE_INFINITY;
  for (const change of changes) {
    if (!TextDocumentContentChangeEvent.isIncremental(change)) return undefined;
    const span = toSpan(document, change.range);
    if (span.end > before || (span.end === before && span.start === before)) return undefined;
    before = span.start;
    edits.push({ ...span, text: change.text });
  }
  return edits;
}

/** From so many changes on it is worth while to look at them together. */
const changesMany = 16;

export function toTextEdits(document: Document, edits: readonly Edit[]): TextEdit[] {
  return edits.map((edit) => toTextEdit(document, edit));
}

export function toTextEdit(document: Document, edit: Edit): TextEdit {
  return { range: toRange(document, edit), newText: edit.text };
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** How much a client wants to be told with each diagnostic. */
export interface DiagnosticOptions {
  readonly related: boolean;
  readonly data: boolean;
  /** The address of a rule's page; undefined for a client that shows no links. */
  readonly link: ((rule: string) => string) | undefined;
  /** How the client spells a file's URI. */
  readonly spell: (key: string) => string;
  readonly translate: Translate;
}

/** What the quick fixes may take up again. */
export interface DiagnosticData {
  readonly rule: string;
  /** As a spreadsheet numbers it; 0 for the file as a whole. */
  readonly row: number;
  readonly cell: number;
}

/** Told of each place elsewhere that words depend on: a page of a document. */
export type NoteDependency = (sheet: Sheet, page: number) => void;

export function toDiagnostic(sheet: Sheet, located: LocatedFinding, options: DiagnosticOptions): Diagnostic {
  const { finding } = located;
  const data: DiagnosticData = { rule: finding.rule.name, row: sheet.rowNumber(located), cell: finding.cell };
  return {
    range: sheet.rangeOf(located),
    ...wordsOf(sheet, finding, options),
    ...(options.data ? { data } : {}),
  };
}

/** All of a diagnostic that stays the same when its row moves. */
export function wordsOf(
  sheet: Sheet,
  finding: Finding,
  options: DiagnosticOptions,
  dependsOn: NoteDependency = () => {},
): Omit<Diagnostic, "range" | "data"> {
  const { name } = finding.rule;
  const related = finding.rule.scope === "key" ? relatedOf(sheet, finding, options, dependsOn) : [];
  return {
    severity: severities[finding.severity],
    code: name,
    ...(options.link ? { codeDescription: { href: options.link(name) } } : {}),
    source,
    message: options.translate(sheet.messageOf(finding)),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
  };
}

/** Told on the header when the list is cut. */
export function notShownDiagnostic(sheet: Sheet, left: number, translate: Translate): Diagnostic {
  const { document } = sheet;
  const first = sheet.binding?.cells[0];
  const start = document.header.page < 0 ? 0 : headerStart(document);
  const end = first && first.end > first.start ? start + first.end : start + 1;
  const more =
    left === 1
      ? message("1 more problem isn't shown. Errors are shown before warnings. Fix some problems to see the others.")
      : message(
          "{0} more problems aren't shown. Errors are shown before warnings. Fix some problems to see the others.",
          left,
        );
  return {
    range: toRange(document, { start, end }),
    severity: severities.information,
    source,
    message: translate(more),
  };
}

function headerStart(document: Document): number {
  const { page, row } = document.header;
  return document.offsets[page]! + document.pages[page]!.rows[row]!;
}

function relatedOf(
  sheet: Sheet,
  finding: Finding,
  options: DiagnosticOptions,
  dependsOn: NoteDependency,
): DiagnosticRelatedInformation[] {
  return relatedPlaces(sheet, finding).flatMap(({ sheet: other, span, message }) => {
    dependsOn(other, pageAt(other.document, span.start));
    const location = { uri: options.spell(other.uri), range: toRange(other.document, span) };
    return options.related ? [{ location, message: options.translate(message) }] : [];
  });
}

export function samePosition(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}
