// The grids: previews beside the text and editors in its place, all over the same document.
import * as vscode from "vscode";
import { l10n } from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import { gridType, type LabelMemory, Panel } from "./panel.ts";
import { isRecord, labelOf, uriOf } from "./target.ts";
import { labelModes } from "./view/messages.ts";

const labelsKey = "csvPreflight.labels";

export class Previews implements vscode.WebviewPanelSerializer, vscode.CustomTextEditorProvider {
  static readonly viewType = "csvPreflight.preview";
  static readonly editorType = gridType;

  readonly #client: LanguageClient;
  readonly #extension: vscode.Uri;
  readonly #labels: LabelMemory;
  /** By URI; a file has one preview and any number of editors. */
  readonly #previews = new Map<string, Panel>();
  readonly #panels = new Set<Panel>();
  readonly #activeChanged = new vscode.EventEmitter<void>();
  readonly #registrations: readonly vscode.Disposable[];

  readonly onDidChangeActive = this.#activeChanged.event;

  constructor(client: LanguageClient, context: vscode.ExtensionContext, onDidChange: vscode.Event<void>) {
    this.#client = client;
    this.#extension = context.extensionUri;
    this.#labels = {
      read: () => labelModes.find((mode) => mode === context.globalState.get(labelsKey)) ?? "both",
      keep: (labels) => void context.globalState.update(labelsKey, labels),
    };
    this.#registrations = [
      this.#activeChanged,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) for (const panel of this.#of(document.uri)) panel.changed();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        for (const panel of this.#of(textEditor.document.uri)) panel.cursorMoved(textEditor);
      }),
      // A server that was restarted may see more than the one before.
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) this.#allChanged();
      }),
      // A change in one file may be a problem, or none any more, in another; so all are asked.
      onDidChange(() => this.#allChanged()),
      vscode.window.registerWebviewPanelSerializer(Previews.viewType, this),
      vscode.window.registerCustomEditorProvider(Previews.editorType, this, {
        supportsMultipleEditorsPerDocument: true,
      }),
    ];
  }

  /** The file whose grid has the focus. */
  get active(): vscode.Uri | undefined {
    return [...this.#panels].find((panel) => panel.isActive)?.uri;
  }

  /** Shows the file's preview, which is made when there is none yet. Gives the file's URI. */
  async show(uri: vscode.Uri, column: vscode.ViewColumn): Promise<string> {
    const preserveFocus = column === vscode.ViewColumn.Beside;
    const there = this.#previews.get(String(uri));
    if (there) there.reveal(preserveFocus);
    else {
      // Opened, so that edits and the preview speak of the same text.
      await vscode.workspace.openTextDocument(uri);
      const place = { viewColumn: column, preserveFocus };
      this.#adoptPreview(vscode.window.createWebviewPanel(Previews.viewType, "", place, {}), uri);
    }
    return String(uri);
  }

  /** Called by VS Code for previews that were open when the window was closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = isRecord(state) ? uriOf(state["uri"]) : undefined;
    if (!uri || this.#previews.has(String(uri))) return panel.dispose();
    this.#adoptPreview(panel, uri);
  }

  /** Called by VS Code when somebody reopens a file as a grid. Saving, undo and backups stay those of the text. */
  resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): void {
    this.#adopt(panel, document.uri);
  }

  dispose(): void {
    for (const each of this.#registrations) each.dispose();
    for (const panel of this.#panels) panel.close();
  }

  *#of(uri: vscode.Uri): Generator<Panel> {
    for (const panel of this.#panels) if (String(panel.uri) === String(uri)) yield panel;
  }

  #allChanged(): void {
    for (const panel of this.#panels) panel.changed();
  }

  #adoptPreview(webview: vscode.WebviewPanel, uri: vscode.Uri): void {
    webview.title = l10n.t("Preview {0}", labelOf(uri));
    const panel = this.#adopt(webview, uri);
    this.#previews.set(String(uri), panel);
    webview.onDidDispose(() => this.#previews.delete(String(uri)));
  }

  #adopt(webview: vscode.WebviewPanel, uri: vscode.Uri): Panel {
    const panel = new Panel(webview, uri, this.#client, this.#extension, this.#labels);
    this.#panels.add(panel);
    webview.onDidChangeViewState(() => this.#activeChanged.fire());
    webview.onDidDispose(() => {
      this.#panels.delete(panel);
      panel.end();
      this.#activeChanged.fire();
    });
    this.#activeChanged.fire();
    return panel;
  }
}
