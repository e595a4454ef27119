/** Code actions: what can be done about the findings in a range, and everything safe at once. */

import type {
  CancellationToken,
  CodeAction,
  CodeActionParams,
  Command,
  Diagnostic,
  WorkspaceEdit,
} from "vscode-languageserver";
import type { LocatedFinding } from "../core/checking/located-finding.ts";
import type { FixCommand } from "../core/checking/rule.ts";
import type { Sheet } from "../core/checking/sheet.ts";
import { rowAtOffset, rowByNumber } from "../core/text/document.ts";
import { type Message, message } from "../core/text/message.ts";
import type { Edit, Span } from "../core/text/text.ts";
import { changesOf, type FileChange } from "../features/imports/generate.ts";
import { type Action, fixingAll, hasSafeFix, seekActions } from "../features/language/actions.ts";
import { renameAt } from "../features/language/rename.ts";
import { type SuppressionPlace, suppressionPlaces } from "../features/language/suppress.ts";
import { type Slices, whole } from "../features/records/walk.ts";
import { clientCommands, type PickedAction, serverCommands, type TurnOffArgument } from "../protocol/commands.ts";
import { samePosition, source, toDiagnostic, toSpan, toTextEdits } from "./convert.ts";
import type { Session } from "./session.ts";
import { inSlices } from "./turns.ts";
import { uriOf } from "./uris.ts";

/** The kind of the action that makes all safe fixes. */
export const fixAllKind = "source.fixAll.csvPreflight";
const quickFix = "quickfix";
export const codeActionKinds = [quickFix, "source.fixAll", fixAllKind];

/** How long the edits of one answer may take to make, in milliseconds; the rest are made when they are picked. */
const eagerMs = 10;

/** Actions are made for the first of so many rows that are asked about. */
const rowsMax = 100;

/** What can be done in a range; for clients that know no more, as commands that do it. */
export async function codeActions(
  session: Session,
  params: CodeActionParams,
  token?: CancellationToken,
): Promise<(CodeAction | Command)[]> {
  const found = await actionsIn(session, params, token);
  const { actionLiterals, applyEdit } = session.clientFeatures;
  if (actionLiterals) return found.map(({ action }) => action);
  return found.flatMap(({ action: { title, command }, picked }) => {
    if (command) return [command];
    return applyEdit ? [serverCommands.applyAction.with(title, picked)] : [];
  });
}

/** An action, and what it is found again by. */
interface OfferedAction {
  readonly action: CodeAction;
  readonly picked: PickedAction;
}

async function actionsIn(
  session: Session,
  params: CodeActionParams,
  token: CancellationToken | undefined,
): Promise<OfferedAction[]> {
  const { key } = session.address(params.textDocument.uri);
  const line = params.range?.start?.line;
  if (typeof line === "number") session.showLine(key, line);
  // Whoever moves the cursor does not wait for the whole file; what needs all of it comes with the next question.
  const sheet = await session.reader.read(key, { enough: session.reader.pace.patience() });
  if (!sheet) return [];
  const only = params.context?.only;
  const actions: OfferedAction[] = [];
  if (wants(only, quickFix, true)) {
    const span = clamped(sheet, toSpan(sheet.document, params.range));
    // Who has moved on meanwhile asks again.
    if (!(await unlessChanged(session, sheet, (each) => seekActions(each, span), token))) return [];
    const began = performance.now();
    const sent = ours(params.context?.diagnostics);
    session.engine.fixes(key, span).forEach((action, index) => {
      const { command } = action;
      const title = session.translate(action.title);
      const byServer = command && isServerCommand(command) ? toCommand(session, sheet, title, command) : undefined;
      const costly = isWide(action) || performance.now() - began > eagerMs;
      const lazy = !byServer && session.clientFeatures.lazyEdits && costly;
      const edit = byServer || lazy ? undefined : editOf(session, sheet, action);
      if (!byServer && !lazy && !edit) return;
      const picked = { uri: key, version: sheet.document.version, at: { ...span, index, title } };
      const offered: CodeAction = {
        title,
        kind: quickFix,
        diagnostics: [action.located, ...action.others].map((located) => linked(session, sheet, located, sent)),
        ...(action.preferred ? { isPreferred: true } : {}),
        ...(byServer ? { command: byServer } : {}),
        ...(edit ? { edit } : {}),
        ...(lazy ? { data: picked } : {}),
      };
      actions.push({ action: offered, picked });
    });
    actions.push(...ruleActions(session, sheet, span, sent));
  }
  // A client without kinds of actions cannot ask for it. It gets it unasked, but does not wait for it.
  const unasked = !session.clientFeatures.actionLiterals && sheet.complete;
  if (wants(only, fixAllKind, unasked)) actions.push(...(await fixAllAction(session, sheet, token)));
  return actions;
}

/** Of more rules at once nobody wants to read a page, or turn them off. */
const rulesMost = 3;

/** What can be done about the rules themselves: read why they are there, turn them off. */
function ruleActions(session: Session, sheet: Sheet, span: Span, sent: readonly Diagnostic[]): OfferedAction[] {
  const byRule = new Map<string, LocatedFinding[]>();
  for (const located of sheet.findingsAt(span)) {
    const { name } = located.finding.rule;
    byRule.set(name, [...(byRule.get(name) ?? []), located]);
  }
  if (byRule.size > rulesMost) return [];
  const uri = session.spell(sheet.uri);
  const isOnDisk = session.address(uri).file !== undefined;
  return [...byRule].flatMap(([rule, found]) => {
    const explain = session.translate(message('Explain "{0}"', rule));
    const off = turnOffTitles(rule);
    const turnOff = (scope: keyof typeof off, part: Partial<SuppressionPlace> = {}): Command =>
      serverCommands.turnOffRule.with(session.translate(off[scope]), { ...part, uri, rule, scope });
    // Several problems of a rule in a selection have no one value.
    const [only, ...more] = found;
    const places = only && more.length === 0 ? suppressionPlaces(sheet, only) : [];
    const commands = [
      ...(session.preferences.explains ? [clientCommands.explain.with(explain, rule)] : []),
      ...(!session.preferences.explains && session.clientFeatures.opensAddresses
        ? [serverCommands.explainRule.with(explain, { uri, rule })]
        : []),
      ...(isOnDisk ? [...places.map((place) => turnOff(place.scope, place)), turnOff("file"), turnOff("folder")] : []),
    ];
    const diagnostics = found.map((located) => linked(session, sheet, located, sent));
    return commands.map((command) => ({
      action: { title: command.title, kind: quickFix, diagnostics, command },
      picked: { uri: sheet.uri, version: sheet.document.version },
    }));
  });
}

function turnOffTitles(rule: string): Readonly<Record<TurnOffArgument["scope"], Message>> {
  return {
    value: message('Turn off "{0}" for this value', rule),
    row: message('Turn off "{0}" for this row', rule),
    column: message('Turn off "{0}" for this column', rule),
    file: message('Turn off "{0}" for this file', rule),
    folder: message('Turn off "{0}" for this folder', rule),
  };
}

/** The file that an action sent without its edit is about; undefined when there is nothing to make. */
export function fileOf({ data }: CodeAction): string | undefined {
  return isPicked(data) ? data.uri : undefined;
}

/** Makes the edit of an action that was sent without. An action of a text that has changed since gets none. */
export async function resolveCodeAction(
  session: Session,
  action: CodeAction,
  token?: CancellationToken,
): Promise<CodeAction> {
  const later = action.data;
  if (!isPicked(later)) return action;
  const sheet = await session.reader.read(later.uri);
  if (!sheet || sheet.document.version !== later.version) return action;
  if (!later.at) {
    const fixed = await unlessChanged(session, sheet, fixingAll, token);
    return fixed ? { ...action, edit: toWorkspaceEdit(session, sheet, fixed.edits) } : action;
  }
  const { at } = later;
  const known = session.engine.fixes(sheet.uri, at);
  const isMeant = (each: Action | undefined): boolean =>
    each !== undefined && session.translate(each.title) === at.title;
  const found = isMeant(known[at.index]) ? known[at.index] : known.find(isMeant);
  const edit = found && editOf(session, sheet, found);
  return edit ? { ...action, edit } : action;
}

/** All safe fixes of a file as one edit; null when there is nothing to do, or nobody wants it any more. */
export async function fixAllEdit(
  session: Session,
  key: string,
  token: CancellationToken,
): Promise<WorkspaceEdit | null> {
  for (;;) {
    const sheet = await session.reader.read(key);
    if (!sheet || token.isCancellationRequested) return null;
    const { document } = sheet;
    const fixed = await unlessChanged(session, sheet, fixingAll, token);
    if (fixed) return fixed.edits.length > 0 ? toWorkspaceEdit(session, sheet, fixed.edits) : null;
    // Somebody typed meanwhile: what was found is about a text that is gone.
    if (session.isCurrent(sheet, document)) return null;
  }
}

/** So often work on a file is begun again because another one has changed; then it is done without letting anybody in. */
const beginningsMax = 5;

/** Works in slices on a sheet as it is now; undefined when its text is changed meanwhile, or nobody waits any more. */
async function unlessChanged<T extends object | boolean>(
  session: Session,
  sheet: Sheet,
  work: (sheet: Sheet) => Slices<T>,
  token: CancellationToken | undefined,
): Promise<T | undefined> {
  const { workspace } = session;
  const { document } = sheet;
  const isWanted = (): boolean => session.isCurrent(sheet, document) && token?.isCancellationRequested !== true;
  for (let beginning = 0; isWanted(); beginning++) {
    if (beginning === beginningsMax) return whole(work(sheet));
    const { revision } = workspace;
    const found = await inSlices(work(sheet), () => workspace.revision === revision && isWanted());
    if (found !== undefined) return found;
  }
  return undefined;
}

async function fixAllAction(
  session: Session,
  sheet: Sheet,
  token: CancellationToken | undefined,
): Promise<OfferedAction[]> {
  const action = { title: session.translate(message("Fix all safe CSV Preflight problems")), kind: fixAllKind };
  const picked = { uri: sheet.uri, version: sheet.document.version };
  if (session.clientFeatures.actionLiterals && !session.clientFeatures.lazyEdits) {
    const { edits = [] } = (await unlessChanged(session, sheet, fixingAll, token)) ?? {};
    return edits.length > 0 ? [{ action: { ...action, edit: toWorkspaceEdit(session, sheet, edits) }, picked }] : [];
  }
  const safe = await unlessChanged(session, sheet, hasSafeFix, token);
  return safe ? [{ action: { ...action, data: picked }, picked }] : [];
}

/** What an action changes, in its own file or in others of the set. */
function editOf(session: Session, sheet: Sheet, action: Action): WorkspaceEdit | undefined {
  const { command } = action;
  if (!command) {
    const everywhere =
      action.renamesTo === undefined ? undefined : renamingOf(session, sheet, action, action.renamesTo);
    if (everywhere) return everywhere;
    const edits = action.edits();
    return edits && toWorkspaceEdit(session, sheet, edits);
  }
  if (isServerCommand(command)) return undefined;
  const changes = changesOf(session.workspace, sheet, command);
  return changes && toEditOfFiles(session, changes);
}

/** An id changed in every file of the set; undefined where it cannot be, because the new one is taken, say. */
function renamingOf(session: Session, sheet: Sheet, action: Action, to: string): WorkspaceEdit | undefined {
  const { workspace } = session;
  const renaming = renameAt(workspace, sheet, sheet.spanOf(action.located).start, to);
  if ("refused" in renaming || renaming.files.length === 0) return undefined;
  const changes = renaming.files.map(({ sheet: each, edits }): FileChange => {
    const path = workspace.entry(each.uri)?.path ?? "";
    return { uri: each.uri, path, document: each.document, edits, rows: 0 };
  });
  return toEditOfFiles(session, changes);
}

/** A selection of a whole file is no question about each of its rows. */
function clamped({ document }: Sheet, span: Span): Span {
  const first = rowAtOffset(document, span.start);
  const past = first && rowByNumber(document, document.records[first.page]! + first.row + rowsMax);
  if (!past) return span;
  const end = document.offsets[past.page]! + document.pages[past.page]!.rows[past.row]!;
  return { start: span.start, end: Math.max(span.start, Math.min(span.end, end - 1)) };
}

/** True for actions that may touch the whole file: about the header, the file or a column. */
function isWide({ column, command, located }: Action): boolean {
  return column || command !== undefined || located.finding.row < 0;
}

/** Whether a client that asks `only` for some kinds wants this one. */
function wants(only: unknown, kind: string, unasked: boolean): boolean {
  if (!Array.isArray(only) || only.length === 0) return unasked;
  return only.some((wanted) => wanted === "" || wanted === kind || kind.startsWith(`${String(wanted)}.`));
}

function ours(diagnostics: readonly Diagnostic[] | undefined): readonly Diagnostic[] {
  return Array.isArray(diagnostics) ? diagnostics.filter((diagnostic) => diagnostic?.source === source) : [];
}

/** The client's own diagnostic for a finding, so that it knows which one is mended; else one like it. */
function linked(session: Session, sheet: Sheet, located: LocatedFinding, sent: readonly Diagnostic[]): Diagnostic {
  const range = sheet.rangeOf(located);
  const same = sent.find(
    ({ code, range: other }) =>
      code === located.finding.rule.name &&
      samePosition(other.start, range.start) &&
      samePosition(other.end, range.end),
  );
  const { clientFeatures, spell, translate } = session;
  const diagnosticOptions = {
    related: false,
    data: clientFeatures.diagnosticData,
    link: session.linkOfRule,
    spell,
    translate,
  };
  return same ?? toDiagnostic(sheet, located, diagnosticOptions);
}

/** What the server does itself, on disk. */
type ServerCommand = Extract<FixCommand, { readonly kind: keyof typeof serverCommands }>;

function isServerCommand(command: FixCommand): command is ServerCommand {
  return Object.hasOwn(serverCommands, command.kind);
}

function toCommand(session: Session, sheet: Sheet, title: string, command: ServerCommand): Command {
  const uri = session.spell(sheet.uri);
  if (command.kind !== "addToProfile") return serverCommands[command.kind].with(title, { uri });
  const { path, value } = command;
  return serverCommands.addToProfile.with(title, { uri, path, value });
}

export function toWorkspaceEdit(session: Session, sheet: Sheet, edits: readonly Edit[]): WorkspaceEdit {
  const uri = session.spell(sheet.uri);
  const made = toTextEdits(sheet.document, edits);
  if (!session.clientFeatures.documentChanges) return { changes: { [uri]: made } };
  const version = session.workspace.entry(sheet.uri)?.open ? sheet.document.version : null;
  return { documentChanges: [{ textDocument: { uri, version }, edits: made }] };
}

/** Undefined when a file would have to be made and the client cannot. */
export function toEditOfFiles(session: Session, changes: readonly FileChange[]): WorkspaceEdit | undefined {
  const { documentChanges, createFiles } = session.clientFeatures;
  const made = changes.map(({ uri, path, document, edits }) => ({
    uri: session.spell(uri ?? uriOf(path)),
    fresh: uri === undefined,
    version: uri !== undefined && session.workspace.entry(uri)?.open ? document.version : null,
    edits: toTextEdits(document, edits),
  }));
  if (made.some(({ fresh }) => fresh) && !(documentChanges && createFiles)) return undefined;
  if (!documentChanges) return { changes: Object.fromEntries(made.map(({ uri, edits }) => [uri, edits])) };
  return {
    documentChanges: made.flatMap(({ uri, fresh, version, edits }) => [
      ...(fresh ? [{ kind: "create" as const, uri, options: { overwrite: false, ignoreIfExists: false } }] : []),
      { textDocument: { uri, version }, edits },
    ]),
  };
}

function isPicked(data: unknown): data is PickedAction {
  if (typeof data !== "object" || data === null || !("uri" in data) || !("version" in data)) return false;
  if (typeof data.uri !== "string" || typeof data.version !== "number") return false;
  if (!("at" in data) || data.at === undefined) return true;
  const { at } = data;
  return (
    typeof at === "object" &&
    at !== null &&
    "start" in at &&
    "end" in at &&
    "index" in at &&
    "title" in at &&
    [at.start, at.end, at.index].every((value) => typeof value === "number")
  );
}
