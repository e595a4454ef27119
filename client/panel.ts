// One grid in a webview, as a preview or as an editor: answers its page, and goes between a cell and the text.

import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Range } from "vscode-languageclient";
import type { LanguageClient } from "vscode-languageclient/node";
import { statusRequest } from "../server/protocol/files.ts";
import {
  blockRequest,
  type CellPlace,
  cellAtRequest,
  cellRangeRequest,
  cellRequest,
  copyRequest,
  editRequest,
  findRequest,
  overviewRequest,
  positionRequest,
  rowsRequest,
  statisticsRequest,
} from "../server/protocol/grid.ts";
import type { AnswerOf, Given, Request } from "../server/protocol/request.ts";
import { request } from "./server.ts";
import { labelOf } from "./target.ts";
import type { GridNews, GridQuestions, Labels } from "./view/messages.ts";
import { type Answers, answerPage, showPage } from "./webview.ts";

/** Milliseconds from a change to the page's next question: several keys become one. */
const changeMs = 50;
/** More rows than a screen can show are not sent at once. */
const rowsMax = 500;

/** How codes with labels are shown, in all grids, also the next time. */
export interface LabelMemory {
  read(): Labels;
  keep(labels: Labels): void;
}

export class Panel {
  readonly uri: vscode.Uri;
  readonly #panel: vscode.WebviewPanel;
  readonly #client: LanguageClient;
  readonly #labels: LabelMemory;
  readonly #answering: vscode.Disposable;
  #changeTimer: NodeJS.Timeout | undefined;
  #cursorTimer: NodeJS.Timeout | undefined;
  /** True while the page moves the cursor of a text editor: the page knows that place already. */
  #selecting = false;

  constructor(
    panel: vscode.WebviewPanel,
    uri: vscode.Uri,
    client: LanguageClient,
    extension: vscode.Uri,
    labels: LabelMemory,
  ) {
    this.uri = uri;
    this.#panel = panel;
    this.#client = client;
    this.#labels = labels;
    const data = { uri: String(uri), name: labelOf(uri), labels: labels.read() };
    this.#answering = answerPage(panel.webview, this.#answers(), (what, error) =>
      client.error(`The grid of ${labelOf(uri)} could not do "${what}"`, error, false),
    );
    showPage(panel.webview, extension, { name: "preview", title: labelOf(uri), data });
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  reveal(preserveFocus: boolean): void {
    this.#panel.reveal(undefined, preserveFocus);
  }

  /** Forgets the panel, which VS Code has closed or will close. */
  end(): void {
    clearTimeout(this.#changeTimer);
    clearTimeout(this.#cursorTimer);
    this.#answering.dispose();
  }

  close(): void {
    this.#panel.dispose();
  }

  /** The text, or what is known of it, changed: the page will ask for its rows again. */
  changed(): void {
    this.#changeTimer ??= setTimeout(() => {
      this.#changeTimer = undefined;
      this.#report({ type: "changed" });
    }, changeMs);
  }

  /** The page marks the cell that the cursor is in. */
  cursorMoved(editor: vscode.TextEditor): void {
    if (this.#selecting || !this.#panel.visible) return;
    clearTimeout(this.#cursorTimer);
    this.#cursorTimer = setTimeout(async () => {
      const { line, character } = editor.selection.active;
      const place = { uri: String(this.uri), position: { line, character } };
      const found = await request(this.#client, cellAtRequest, place).catch(() => null);
      if (found) this.#report({ type: "cursor", row: found.row, cell: found.cell });
    }, changeMs);
  }

  #report(news: GridNews): void {
    if (this.#panel.visible) void this.#panel.webview.postMessage({ type: "news", news });
  }

  #answers(): Answers<GridQuestions> {
    const uri = String(this.uri);
    /** Hands a question on as it is: the server trusts nobody either. */
    const server =
      <P extends { readonly uri: string }, R>({ method }: Request<P, R>) =>
      (given: Given<Omit<P, "uri">>) =>
        this.#client.sendRequest<R | null>(method, { ...given, uri });
    const cell =
      <A>(act: (cell: CellPlace) => A) =>
      ({ row, cell: index }: Given<CellPlace>) =>
        isIndex(row) && isIndex(index) ? act({ row, cell: index }) : undefined;
    return {
      rows: ({ from, to, ...others }) =>
        isIndex(from) && isIndex(to)
          ? server(rowsRequest)({ ...others, from, to: Math.min(to, from + rowsMax) })
          : null,
      find: server(findRequest),
      position: server(positionRequest),
      overview: server(overviewRequest),
      statistics: server(statisticsRequest),
      cell: server(cellRequest),
      edit: (given) => this.#edit(given),
      block: (given) => this.#block(given),
      copy: server(copyRequest),
      fromClipboard: async () => vscode.env.clipboard.readText(),
      toClipboard: ({ text }) => (typeof text === "string" ? vscode.env.clipboard.writeText(text) : undefined),
      select: cell((place) => this.#select(place)),
      text: cell((place) => this.#showText(place)),
      fixes: async (given) => (await cell((place) => this.#fixes(place))(given)) ?? false,
      fixTitles: async (given) =>
        (await cell(async (place) => (await this.#actions(place)).map(({ title }) => title))(given)) ?? [],
      fix: async ({ title, ...place }) =>
        cell(async (at) => {
          const action = (await this.#actions(at)).find((each) => each.title === title);
          if (action) await make(action);
        })(place),
      map: () => vscode.commands.executeCommand("csvPreflight.mapCsv", this.uri),
      undo: ({ again }) => this.#undo(again === true),
      why: () => server(statusRequest)({}),
      choose: () => vscode.commands.executeCommand("csvPreflight.chooseFileType", this.uri),
      explain: ({ rule }) => vscode.commands.executeCommand("csvPreflight.explainRule", rule),
      labels: ({ labels }) => this.#labels.keep(labels as Labels),
    };
  }

  async #edit({
    row,
    cell,
    version,
    value,
  }: Given<GridQuestions["edit"]["given"]>): Promise<GridQuestions["edit"]["answer"]> {
    const isWhole = isIndex(row) && isIndex(cell) && typeof version === "number" && typeof value === "string";
    const given = isWhole && { uri: String(this.uri), row, cell, version, value };
    const answer = given ? await request(this.#client, editRequest, given) : null;
    if (!answer) return { refused: l10n.t("The cell couldn't be changed. The CSV Preflight output may say why.") };
    if (answer.refused !== undefined) return { refused: answer.refused, stale: answer.version !== version };
    return answer.edit ? this.#apply(answer.version, [answer.edit]) : {};
  }

  async #block(given: Given<GridQuestions["block"]["given"]>): Promise<GridQuestions["block"]["answer"]> {
    const { method } = blockRequest;
    const answer = await this.#client.sendRequest<AnswerOf<typeof blockRequest>>(method, {
      ...given,
      uri: String(this.uri),
    });
    if (!answer) return null;
    const { version, refused, question, edits = [], done } = answer;
    if (refused !== undefined) return { refused, stale: version !== given.version };
    if (question) return { question };
    const applied = edits.length > 0 ? await this.#apply(version, edits) : {};
    return applied.refused === undefined && done ? { done } : applied;
  }

  /** Makes edits of one version of the file as one change, which one Undo takes back. */
  async #apply(
    version: number,
    edits: readonly { readonly range: Range; readonly newText: string }[],
  ): Promise<{ readonly refused?: string; readonly stale?: boolean }> {
    if (await isReadOnly(this.uri)) {
      return { refused: l10n.t("{0} is read-only. Nothing was changed.", labelOf(this.uri)) };
    }
    const document = await vscode.workspace.openTextDocument(this.uri);
    if (document.version !== version) {
      return { refused: l10n.t("The file has changed. Check the cells and try again."), stale: true };
    }
    const edit = new vscode.WorkspaceEdit();
    edit.set(
      this.uri,
      edits.map(({ range, newText }) => vscode.TextEdit.replace(rangeOf(range), newText)),
    );
    const isDone = await vscode.workspace.applyEdit(edit);
    return isDone ? {} : { refused: l10n.t("The file couldn't be changed. It may be read-only.") };
  }

  /** A text editor that shows the file follows; none is opened for it. */
  async #select(place: CellPlace): Promise<void> {
    const shown = vscode.window.visibleTextEditors.find(({ document }) => String(document.uri) === String(this.uri));
    const range = shown && (await this.#rangeOf(place));
    if (!shown || !range) return;
    this.#selecting = true;
    shown.selection = new vscode.Selection(range.start, range.end);
    shown.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    // The editor tells of its new selection a little later.
    setTimeout(() => {
      this.#selecting = false;
    }, changeMs * 2);
  }

  async #showText(place: CellPlace): Promise<void> {
    const selection = await this.#rangeOf(place);
    if (!selection) return;
    const document = await vscode.workspace.openTextDocument(this.uri);
    const viewColumn = this.#editorColumn();
    const editor = await vscode.window.showTextDocument(document, { viewColumn, selection });
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** The fixes that the text editor would offer for a cell, the likeliest first. */
  async #actions(place: CellPlace): Promise<readonly vscode.CodeAction[]> {
    const range = await this.#rangeOf(place);
    if (!range) return [];
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      this.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
      30,
    );
    return actions.filter(({ edit, command }) => edit || command);
  }

  /** Lets somebody pick one of them. */
  async #fixes(place: CellPlace): Promise<boolean> {
    const items = (await this.#actions(place)).map((action) => ({ label: action.title, action }));
    if (items.length === 0) return false;
    void vscode.window.showQuickPick(items, { placeHolder: l10n.t("Fix this cell") }).then(async (picked) => {
      if (picked) await make(picked.action);
    });
    return true;
  }

  /** Only what has the keyboard can be asked to undo: an editor of VS Code's own takes it for that long. */
  async #undo(again: boolean): Promise<void> {
    const command = again ? "redo" : "undo";
    if (this.#panel.viewType === gridType) return void (await vscode.commands.executeCommand(command));
    const document = await vscode.workspace.openTextDocument(this.uri);
    await vscode.window.showTextDocument(document, { viewColumn: this.#editorColumn() });
    await vscode.commands.executeCommand(command);
    this.#panel.reveal();
  }

  async #rangeOf(place: CellPlace): Promise<vscode.Range | undefined> {
    const given = { uri: String(this.uri), ...place };
    const range = await request(this.#client, cellRangeRequest, given);
    return range ? rangeOf(range) : undefined;
  }

  /** Where the file is open, else beside: never over the grid itself. */
  #editorColumn(): vscode.ViewColumn {
    const shown = vscode.window.visibleTextEditors.find(({ document }) => String(document.uri) === String(this.uri));
    if (shown?.viewColumn) return shown.viewColumn;
    const own = this.#panel.viewColumn;
    const group = vscode.window.tabGroups.all.find(
      ({ viewColumn, tabs }) =>
        viewColumn !== own &&
        tabs.some(({ input }) => input instanceof vscode.TabInputText && String(input.uri) === String(this.uri)),
    );
    return group?.viewColumn ?? (own === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One);
  }
}

/** The grid as an editor of its own. */
export const gridType = "csvPreflight.grid";

function rangeOf({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

async function make({ edit, command }: vscode.CodeAction): Promise<void> {
  if (edit) await vscode.workspace.applyEdit(edit);
  if (command) await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

/** A file that cannot be written where it lies; one that is not known yet can. */
async function isReadOnly(uri: vscode.Uri): Promise<boolean> {
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return true;
  const stat = await vscode.workspace.fs.stat(uri).then(
    (found) => found,
    () => undefined,
  );
  return ((stat?.permissions ?? 0) & vscode.FilePermission.Readonly) !== 0;
}

function isIndex(given: unknown): given is number {
  return Number.isSafeInteger(given) && Number(given) >= 0;
}
