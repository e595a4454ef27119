// One preview's panel: the page's frame, its questions to the server, and the way between a cell and the text editor.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { cellAtRequest, cellRangeRequest, type RowsAnswer, rowsRequest, type WireRange } from "../server/protocol.ts";
import { messageOf } from "./server.ts";
import { isRecord, nameOf } from "./target.ts";
import type { FromPage, ToPage } from "./view/messages.ts";
import { showPage } from "./webview.ts";

/** Milliseconds from a change to the page's next question: several keys become one. */
const changeMs = 50;
/** More rows than a screen can show are not sent at once. */
const rowsMax = 500;

export class Panel {
  readonly uri: vscode.Uri;
  readonly #panel: vscode.WebviewPanel;
  readonly #client: LanguageClient;
  #changeTimer: NodeJS.Timeout | undefined;
  #cursorTimer: NodeJS.Timeout | undefined;
  /** True while a click in the page moves the cursor: the page knows that place already. */
  #selecting = false;

  constructor(panel: vscode.WebviewPanel, uri: vscode.Uri, client: LanguageClient, extension: vscode.Uri) {
    this.uri = uri;
    this.#panel = panel;
    this.#client = client;
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.title = `Preview ${nameOf(uri)}`;
    const data = { uri: String(uri), name: nameOf(uri) };
    showPage(panel.webview, extension, { name: "preview", title: panel.title, data });
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  reveal(preserveFocus: boolean): void {
    this.#panel.reveal(undefined, preserveFocus);
  }

  dispose(): void {
    clearTimeout(this.#changeTimer);
    clearTimeout(this.#cursorTimer);
    this.#panel.dispose();
  }

  /** The text, or what is known of it, changed: the page will ask for its rows again. */
  changed(): void {
    this.#changeTimer ??= setTimeout(() => {
      this.#changeTimer = undefined;
      this.#send({ type: "changed" });
    }, changeMs);
  }

  /** The page marks the cell that the cursor is in. */
  cursorMoved(editor: vscode.TextEditor): void {
    if (this.#selecting || !this.#panel.visible) return;
    clearTimeout(this.#cursorTimer);
    this.#cursorTimer = setTimeout(async () => {
      const { line, character } = editor.selection.active;
      const place = { uri: String(this.uri), position: { line, character } };
      const found = await this.#client
        .sendRequest<{ readonly row: number; readonly cell: number } | null>(cellAtRequest, place)
        .catch(() => null);
      if (found) this.#send({ type: "cursor", row: found.row, cell: found.cell });
    }, changeMs);
  }

  #send(message: ToPage): void {
    if (this.#panel.visible) void this.#panel.webview.postMessage(message);
  }

  async #receive(given: unknown): Promise<void> {
    const message = readMessage(given);
    try {
      if (message?.type === "rows") await this.#sendRows(message.from, message.to);
      else if (message?.type === "select") await this.#select(message.row, message.cell, message.focus);
      else if (message?.type === "choose")
        await vscode.commands.executeCommand("csvPreflight.chooseFileType", this.uri);
      else if (message?.type === "rule") await vscode.commands.executeCommand("csvPreflight.explainRule", message.rule);
    } catch (error) {
      this.#client.error(`The preview of ${nameOf(this.uri)} failed`, error, false);
      this.#send({ type: "failed", message: messageOf(error) });
    }
  }

  async #sendRows(from: number, to: number): Promise<void> {
    const wanted = { uri: String(this.uri), from, to: Math.min(to, from + rowsMax) };
    const answer = await this.#client.sendRequest<RowsAnswer | null>(rowsRequest, wanted);
    this.#send(answer ? { type: "rows", answer } : { type: "none" });
  }

  async #select(row: number, cell: number, focus: boolean): Promise<void> {
    const place = { uri: String(this.uri), row, cell };
    const range = await this.#client.sendRequest<WireRange | null>(cellRangeRequest, place);
    if (!range) return;
    const { start, end } = range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    this.#selecting = true;
    try {
      const document = await vscode.workspace.openTextDocument(this.uri);
      const viewColumn = this.#editorColumn();
      const editor = await vscode.window.showTextDocument(document, { viewColumn, preserveFocus: !focus, selection });
      editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    } finally {
      // The editor tells of its new selection a little later.
      setTimeout(() => {
        this.#selecting = false;
      }, changeMs);
    }
  }

  /** Where the file is open, else beside: never over the preview itself. */
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

/** A page is not trusted to send what it should. */
function readMessage(given: unknown): FromPage | undefined {
  if (!isRecord(given)) return undefined;
  const { type, from, to, row, cell, focus, rule } = given;
  if (type === "rows" && isIndex(from) && isIndex(to)) return { type, from, to };
  if (type === "select" && isIndex(row) && isIndex(cell)) return { type, row, cell, focus: focus === true };
  if (type === "choose") return { type };
  if (type === "rule" && typeof rule === "string") return { type, rule };
  return undefined;
}

function isIndex(given: unknown): given is number {
  return Number.isSafeInteger(given) && Number(given) >= 0;
}
