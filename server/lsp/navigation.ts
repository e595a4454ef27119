/** Ids as symbols, outlines, hints and lenses: the questions of LSP about a place, asked of the whole set of files. */

import {
  type CodeLens,
  type CodeLensParams,
  type DefinitionParams,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentSymbol,
  type DocumentSymbolParams,
  type InlayHint,
  type InlayHintParams,
  type Location,
  type LocationLink,
  LSPErrorCodes,
  MessageType,
  type PrepareRenameResult,
  type Range,
  type ReferenceParams,
  type RenameParams,
  ResponseError,
  type SelectionRange,
  type SelectionRangeParams,
  ShowMessageNotification,
  type SymbolInformation,
  SymbolKind,
  type TextDocumentPositionParams,
  type TextEdit,
  type WorkspaceEdit,
  type WorkspaceSymbolParams,
} from "vscode-languageserver";
import type { Sheet } from "../core/checking/sheet.ts";
import { positionAt } from "../core/text/document.ts";
import { message } from "../core/text/message.ts";
import { headerLenses, hintsIn, nearMissLenses, referenceLens, referencePlaces } from "../features/language/hints.ts";
import { definingSheets, identityAt, referringSheets } from "../features/language/identity.ts";
import {
  type Location as Found,
  highlightsAt,
  type Outline,
  referencing,
  selectionsAt,
  type WorkspaceSymbol,
  workspaceSymbols,
} from "../features/language/navigation.ts";
import { prepareRename, type RenameRefusal, renaming } from "../features/language/rename.ts";
import { eachInSlices, type Slices } from "../features/records/walk.ts";
import { lensCommands } from "../protocol/commands.ts";
import { toOffset, toRange, toSpan, toTextEdit } from "./convert.ts";
import type { Session } from "./session.ts";
import { inSlices } from "./turns.ts";

/** A question about all files is begun again so often when one of them changes meanwhile: who types on asks again anyway. */
const triesMax = 3;

type At = Pick<TextDocumentPositionParams, "textDocument" | "position">;

export class Navigation {
  constructor(readonly session: Session) {}

  async definition({ textDocument, position }: DefinitionParams): Promise<LocationLink[] | Location[] | null> {
    const { engine, clientFeatures } = this.session;
    const at = await this.#placeIn({ textDocument, position });
    const found = at && engine.definition(at.sheet.uri, at.offset);
    if (!at || !found) return null;
    if (!clientFeatures.links) return found.to.map((each) => this.#location(each));
    return found.to.map((each) => ({
      originSelectionRange: toRange(at.sheet.document, found.from),
      targetUri: this.session.spell(each.uri),
      targetRange: toRange(each.document, each.row),
      targetSelectionRange: toRange(each.document, each.span),
    }));
  }

  async references({ textDocument, position, context }: ReferenceParams): Promise<Location[]> {
    const at = await this.#placeIn({ textDocument, position });
    if (!at) return [];
    const withDefinition = context?.includeDeclaration !== false;
    const found = await this.#inSlices(referencing(this.session.workspace, at.sheet, at.offset, withDefinition));
    return this.#each(found ?? [], (each) => this.#location(each));
  }

  async highlights({ textDocument, position }: At): Promise<DocumentHighlight[]> {
    const at = await this.#placeIn({ textDocument, position });
    if (!at) return [];
    const { document } = at.sheet;
    const found = await this.#inSlices(highlightsAt(at.sheet, at.offset));
    return this.#each(found ?? [], (span) => ({ range: toRange(document, span), kind: DocumentHighlightKind.Text }));
  }

  /** Works in slices on what all files say now; undefined when one of them is changed meanwhile: who asked asks again. */
  #inSlices<T>(work: Slices<T>): Promise<T | undefined> {
    const { workspace } = this.session;
    const { revision } = workspace;
    return inSlices(work, () => workspace.revision === revision);
  }

  /** Makes something of each of what may be a hundred thousand, in slices. */
  async #each<T, R>(all: readonly T[], make: (each: T) => R): Promise<R[]> {
    const made = await inSlices(eachInSlices(all, make), () => true);
    return made ?? [];
  }

  async workspaceSymbols({ query }: WorkspaceSymbolParams): Promise<SymbolInformation[]> {
    const { workspace } = this.session;
    const wanted = typeof query === "string" ? query : "";
    let found: readonly WorkspaceSymbol[] | undefined;
    for (let tries = 0; tries < triesMax && !found; tries++) {
      const { revision } = workspace;
      found = await inSlices(workspaceSymbols(workspace, wanted), () => workspace.revision === revision);
    }
    return (found ?? []).map((each) => ({
      name: each.name,
      kind: SymbolKind.Object,
      containerName: each.detail,
      location: this.#location(each),
    }));
  }

  documentSymbols({ textDocument }: DocumentSymbolParams): DocumentSymbol[] | SymbolInformation[] {
    const sheet = this.#sheet(textDocument);
    const outline = sheet && this.session.engine.outline(sheet.uri);
    if (!sheet || !outline) return [];
    if (this.session.clientFeatures.branches) return [toSymbol(this.session, sheet, outline, SymbolKind.File)];
    const uri = this.session.spell(sheet.uri);
    return outline.children.map(({ name, span }) => ({
      name: this.session.translate(name),
      kind: SymbolKind.Object,
      location: { uri, range: toRange(sheet.document, span) },
    }));
  }

  selections({ textDocument, positions }: SelectionRangeParams): SelectionRange[] | null {
    const sheet = this.#sheet(textDocument);
    if (!sheet || !Array.isArray(positions)) return null;
    return positions.slice(0, 1000).map((position) => {
      const spans = selectionsAt(sheet, toOffset(sheet.document, position));
      const nest = (index: number): SelectionRange => {
        const range = toRange(sheet.document, spans[index]!);
        return index + 1 < spans.length ? { range, parent: nest(index + 1) } : { range };
      };
      return nest(0);
    });
  }

  prepareRename({ textDocument, position }: At): PrepareRenameResult | ResponseError | null {
    const sheet = this.#sheet(textDocument);
    if (!sheet) return null;
    const found = prepareRename(sheet, toOffset(sheet.document, position));
    if ("refused" in found) return this.#refusal(found);
    return { range: toRange(sheet.document, found.span), placeholder: found.id };
  }

  async rename({ textDocument, position, newName }: RenameParams): Promise<WorkspaceEdit | ResponseError | null> {
    const { workspace, clientFeatures, spell, translate } = this.session;
    const at = await this.#placeIn({ textDocument, position });
    if (!at || typeof newName !== "string") return null;
    const found = await this.#inSlices(renaming(workspace, at.sheet, at.offset, newName));
    if (!found) return null;
    if ("refused" in found) return this.#refusal(found);
    if (found.cells > 0) {
      const text = translate(message("CSV Preflight: {0}", found.warning));
      this.session.notify(ShowMessageNotification.type, { type: MessageType.Info, message: text });
    }
    const written: { readonly sheet: Sheet; readonly edits: TextEdit[] }[] = [];
    const { revision } = workspace;
    for (const { sheet, edits } of found.files) {
      const { document } = sheet;
      written.push({ sheet, edits: await this.#each(edits, (edit) => toTextEdit(document, edit)) });
    }
    // Edits of texts that are gone would hit other cells.
    if (workspace.revision !== revision) return null;
    if (!clientFeatures.documentChanges) {
      return { changes: Object.fromEntries(written.map(({ sheet, edits }) => [spell(sheet.uri), edits])) };
    }
    const annotationId = "key";
    const mark = clientFeatures.annotations ? { annotationId } : {};
    return {
      ...(clientFeatures.annotations
        ? {
            changeAnnotations: {
              [annotationId]: { label: translate(message("Rename ID")), description: translate(found.warning) },
            },
          }
        : {}),
      documentChanges: written.map(({ sheet, edits }) => ({
        textDocument: {
          uri: spell(sheet.uri),
          version: workspace.entry(sheet.uri)?.open ? sheet.document.version : null,
        },
        edits: edits.map((edit) => ({ ...edit, ...mark })),
      })),
    };
  }

  hints({ textDocument, range }: InlayHintParams): InlayHint[] {
    const sheet = this.session.preferences.hints ? this.#sheet(textDocument) : undefined;
    if (!sheet) return [];
    const span = toSpan(sheet.document, range);
    if (range?.start && range.end) this.session.show(sheet.uri, range.start.line, range.end.line);
    // Names of other files' records wait until those are read: a hint is not worth holding anybody up.
    const { closed } = this.session;
    if (this.session.linkedTo(sheet).some((each) => !each.complete || closed.isBeingRead(each.uri))) {
      this.session.hintsPending = true;
      return [];
    }
    return hintsIn(this.session.workspace, sheet, span).map(({ offset, label, tooltip }) => ({
      position: positionAt(sheet.document, offset),
      label,
      tooltip: this.session.translate(tooltip),
    }));
  }

  async lenses({ textDocument }: CodeLensParams): Promise<CodeLens[]> {
    const { preferences, workspace, spell, translate } = this.session;
    if (!preferences.lenses) return [];
    const { key } = this.session.address(textDocument?.uri);
    const sheet = await this.session.reader.read(key);
    const miss = sheet ? undefined : workspace.nearMiss(key);
    if (miss)
      return nearMissLenses(miss).map(({ title, action }) => ({
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        command: lensCommands[action].with(translate(title), spell(key)),
      }));
    if (!sheet) return [];
    const uri = spell(sheet.uri);
    const header = headerLenses(sheet).map(({ offset, title, action }) => ({
      range: lineRange(sheet, offset),
      command: lensCommands[action].with(translate(title), uri),
    }));
    const places = preferences.referenceLenses ? referencePlaces(workspace, sheet) : [];
    const rows = places.map((offset) => ({ range: lineRange(sheet, offset), data: { uri } }));
    return [...header, ...rows];
  }

  /** Counts what refers to a row, now that it is on the screen. */
  async resolveLens(lens: CodeLens): Promise<CodeLens> {
    const data: unknown = lens.data;
    const uri = typeof data === "object" && data !== null && "uri" in data ? data.uri : undefined;
    if (typeof uri !== "string") return lens;
    const at = await this.#placeIn({ textDocument: { uri }, position: lens.range?.start });
    const found = at && referenceLens(this.session.workspace, at.sheet, at.offset);
    if (!at || !found) return { ...lens, command: { title: this.session.translate(message("no ID")), command: "" } };
    const places = this.session.engine.references(at.sheet.uri, at.offset, false).map((each) => this.#location(each));
    return {
      ...lens,
      command: lensCommands.references.with(this.session.translate(found.title), uri, lens.range.start, places),
    };
  }

  #location({ uri, document, span }: Found): Location {
    return { uri: this.session.spell(uri), range: toRange(document, span) };
  }

  #refusal({ refused }: RenameRefusal): ResponseError {
    return new ResponseError(LSPErrorCodes.RequestFailed, this.session.translate(refused));
  }

  #sheet(textDocument: { readonly uri?: unknown } | undefined): Sheet | undefined {
    return this.session.sheetOf(this.session.address(textDocument?.uri).key);
  }

  /** A place whose id may be looked up: every file that can tell of it has been read. */
  async #placeIn({ textDocument, position }: At): Promise<{ sheet: Sheet; offset: number } | undefined> {
    const { workspace } = this.session;
    for (;;) {
      const sheet = this.#sheet(textDocument);
      if (!sheet) return undefined;
      const offset = toOffset(sheet.document, position);
      const found = identityAt(sheet, offset);
      const asked = found
        ? [...definingSheets(workspace, sheet, found.identity), ...referringSheets(workspace, sheet, found.identity)]
        : [];
      const unread = asked.find((each) => !each.complete);
      if (!unread) return { sheet, offset };
      await this.session.reader.readAll(unread);
    }
  }
}

function toSymbol(session: Session, sheet: Sheet, outline: Outline, kind: SymbolKind): DocumentSymbol {
  const { name, detail, span, at, children } = outline;
  return {
    name: session.translate(name),
    detail,
    kind,
    range: toRange(sheet.document, span),
    selectionRange: toRange(sheet.document, at),
    children: children.map((child) => toSymbol(session, sheet, child, SymbolKind.Object)),
  };
}

function lineRange(sheet: Sheet, offset: number): Range {
  const start = positionAt(sheet.document, offset);
  return { start, end: start };
}
