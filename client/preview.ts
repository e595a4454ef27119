// The previews: one panel per file, which asks the server for the rows that its page wants and carries clicks to the editor.
import * as vscode from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import { Panel } from "./panel.ts";
import { isRecord, uriOf } from "./target.ts";

export class Previews implements vscode.WebviewPanelSerializer {
  static readonly viewType = "csvPreflight.preview";

  readonly #client: LanguageClient;
  readonly #extension: vscode.Uri;
  readonly #panels = new Map<string, Panel>();
  readonly #activeChanged = new vscode.EventEmitter<void>();
  readonly #registrations: readonly vscode.Disposable[];

  readonly onDidChangeActive = this.#activeChanged.event;

  constructor(client: LanguageClient, extension: vscode.Uri, onDidChange: vscode.Event<void>) {
    this.#client = client;
    this.#extension = extension;
    this.#registrations = [
      this.#activeChanged,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#panels.get(String(document.uri))?.changed();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        this.#panels.get(String(textEditor.document.uri))?.cursorMoved(textEditor);
      }),
      // A server that was restarted may see more than the one before.
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) this.#allChanged();
      }),
      // A change in one file may be a problem, or none any more, in another; so all are asked.
      onDidChange(() => this.#allChanged()),
    ];
  }

  /** The file whose preview has the focus. */
  get active(): vscode.Uri | undefined {
    return [...this.#panels.values()].find((panel) => panel.isActive)?.uri;
  }

  /** Shows the file's preview, which is made when there is none yet. Gives the file's URI. */
  async show(uri: vscode.Uri, column: vscode.ViewColumn): Promise<string> {
    const preserveFocus = column === vscode.ViewColumn.Beside;
    const there = this.#panels.get(String(uri));
    if (there) there.reveal(preserveFocus);
    else {
      // Opened, so that edits and the preview speak of the same text.
      await vscode.workspace.openTextDocument(uri);
      const place = { viewColumn: column, preserveFocus };
      this.#adopt(vscode.window.createWebviewPanel(Previews.viewType, "", place, {}), uri);
    }
    return String(uri);
  }

  /** Called by VS Code for previews that were open when the window was closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = isRecord(state) ? uriOf(state["uri"]) : undefined;
    if (!uri || this.#panels.has(String(uri))) return panel.dispose();
    this.#adopt(panel, uri);
  }

  dispose(): void {
    for (const each of this.#registrations) each.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #allChanged(): void {
    for (const panel of this.#panels.values()) panel.changed();
  }

  #adopt(webview: vscode.WebviewPanel, uri: vscode.Uri): void {
    const panel = new Panel(webview, uri, this.#client, this.#extension);
    this.#panels.set(String(uri), panel);
    webview.onDidChangeViewState(() => this.#activeChanged.fire());
    webview.onDidDispose(() => {
      this.#panels.delete(String(uri));
      panel.dispose();
      this.#activeChanged.fire();
    });
    this.#activeChanged.fire();
  }
}
