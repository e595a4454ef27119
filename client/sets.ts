// The tree "Import Files": every import of the workspace with its files in the order of upload, and what is missing.

import * as vscode from "vscode";
import { l10n } from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import { type MissingFileInfo, type SetFileInfo, type SetInfo, setsRequest } from "../server/protocol/imports.ts";
import { oneAtATime } from "./coalesce.ts";
import { counted, problemsIn } from "./counts.ts";
import { request } from "./server.ts";
import { knowFiles } from "./target.ts";

type Node =
  | { readonly kind: "set"; readonly set: SetInfo }
  | { readonly kind: "file"; readonly set: SetInfo; readonly file: SetFileInfo }
  | { readonly kind: "missing"; readonly set: SetInfo; readonly file: MissingFileInfo };

/** A file that cannot be selected yet is tried again so often, after so many milliseconds. */
const triesMax = 10;
const retryMs = 300;

export class ImportFiles implements vscode.TreeDataProvider<Node> {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #registrations: readonly vscode.Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;
  #sets: readonly SetInfo[] = [];
  readonly #view: vscode.TreeView<Node>;
  /** The file that is selected because its editor is the active one, and the list it was selected in. */
  #revealed: string | undefined;
  #tries = 0;

  constructor(client: LanguageClient, onDidChange: vscode.Event<void>) {
    this.#client = client;
    const refresh = oneAtATime(
      () => this.#ask(),
      (error) => client.error("The import files could not be listed", error, false),
    );
    this.#view = vscode.window.createTreeView("csvPreflight.importFiles", {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    const reveal = () => void this.#reveal();
    this.#registrations = [
      this.#changed,
      this.#view,
      this.#view.onDidChangeVisibility(() => {
        this.#revealed = undefined;
        reveal();
      }),
      vscode.window.onDidChangeActiveTextEditor(reveal),
      onDidChange(refresh),
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) refresh();
      }),
    ];
  }

  dispose(): void {
    for (const each of this.#registrations) each.dispose();
  }

  getChildren(node?: Node): Node[] {
    if (!node) return this.#sets.map((set) => ({ kind: "set", set }));
    if (node.kind !== "set") return [];
    const { set } = node;
    const files = set.files.map((file): Node => ({ kind: "file", set, file }));
    return [...files, ...set.missing.map((file): Node => ({ kind: "missing", set, file }))];
  }

  getParent(node: Node): Node | undefined {
    return node.kind === "set" ? undefined : { kind: "set", set: node.set };
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === "set") return setItem(node.set);
    return node.kind === "file" ? fileItem(node.set, node.file) : missingItem(node.set, node.file);
  }

  /** Selects the file that is being edited, once in each list: among many imports it is the one that matters. */
  async #reveal(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    if (!this.#view.visible || uri === undefined) return;
    const listed = this.#sets.map((set) =>
      [idOf(set), ...set.files.map((file) => file.uri), set.missing.length].join(),
    );
    const revealed = [uri, ...listed].join("\n");
    if (revealed === this.#revealed) return;
    for (const set of this.#sets) {
      const file = set.files.find((each) => vscode.Uri.parse(each.uri).toString() === uri);
      if (!file) continue;
      this.#revealed = revealed;
      try {
        await this.#view.reveal({ kind: "file", set, file }, { select: true, focus: false });
      } catch {
        // VS Code has not drawn this list yet.
        this.#revealed = undefined;
        if (this.#tries++ < triesMax) setTimeout(() => void this.#reveal(), retryMs);
        return;
      }
      this.#tries = 0;
      return;
    }
  }

  async #ask(): Promise<void> {
    if (!this.#client.isRunning()) return;
    this.#sets = (await request(this.#client, setsRequest, {})) ?? [];
    await vscode.commands.executeCommand("setContext", "csvPreflight.hasImportFiles", this.#sets.length > 0);
    knowFiles(this.#sets.flatMap((set) => set.files.map(({ uri }) => vscode.Uri.parse(uri))));
    this.#changed.fire(undefined);
    await this.#reveal();
  }
}

function idOf(set: SetInfo): string {
  return `${set.folder} ${set.system}`;
}

function setItem(set: SetInfo): vscode.TreeItem {
  const name = set.name === "" ? (vscode.workspace.name ?? set.system) : set.name;
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  const sum = (count: (file: SetFileInfo) => number) => set.files.reduce((total, file) => total + count(file), 0);
  const found = {
    errors: sum((file) => file.errors),
    warnings: sum((file) => file.warnings),
    information: sum((file) => file.information),
  };
  item.id = idOf(set);
  item.description = `${set.system} · ${counted(set.files.length, "file")}, ${problemsIn(found)}`;
  item.resourceUri = vscode.Uri.parse(set.folder);
  item.iconPath = new vscode.ThemeIcon("package");
  item.tooltip = item.description;
  item.contextValue = "set";
  return item;
}

function fileItem(set: SetInfo, file: SetFileInfo): vscode.TreeItem {
  const item = new vscode.TreeItem(file.name);
  const uri = vscode.Uri.parse(file.uri);
  item.id = `${idOf(set)} ${file.uri}`;
  const problems = file.complete ? problemsIn(file) : l10n.t("still checking…");
  item.description = `${counted(file.rows, "row")}, ${problems}`;
  item.tooltip = `${file.title} (${file.fileType}): ${item.description}`;
  item.resourceUri = uri;
  const state = file.errors > 0 ? "error" : file.warnings > 0 ? "warning" : "pass";
  item.iconPath = new vscode.ThemeIcon(state);
  item.accessibilityInformation = { label: `${file.name}, ${item.tooltip}` };
  item.command = { command: "vscode.open", title: l10n.t("Open"), arguments: [uri] };
  item.contextValue = "file";
  return item;
}

function missingItem(set: SetInfo, file: MissingFileInfo): vscode.TreeItem {
  const item = new vscode.TreeItem(file.name);
  item.id = `${idOf(set)} ${file.fileType}`;
  item.description = file.unrecognized
    ? l10n.t("not recognized")
    : file.needed
      ? l10n.t("missing, required")
      : l10n.t("not in this import");
  item.tooltip = `${file.title} (${file.fileType}): ${file.unrecognized?.why ?? item.description}`;
  item.iconPath = new vscode.ThemeIcon(file.unrecognized ? "question" : file.needed ? "error" : "circle-slash");
  if (file.unrecognized) {
    const uri = vscode.Uri.parse(file.unrecognized.uri);
    item.command = { command: "vscode.open", title: l10n.t("Open"), arguments: [uri] };
  }
  item.contextValue = "missing";
  return item;
}
