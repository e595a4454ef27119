// The tree "Import Files": every import of the workspace with its files in the order of upload, and what is missing.
import * as vscode from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import { type MissingFileInfo, type SetFileInfo, type SetInfo, setsRequest } from "../server/protocol.ts";
import { counted, problemsIn } from "./target.ts";

type Node =
  | { readonly kind: "set"; readonly set: SetInfo }
  | { readonly kind: "file"; readonly file: SetFileInfo }
  | { readonly kind: "missing"; readonly file: MissingFileInfo };

export class ImportFiles implements vscode.TreeDataProvider<Node> {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #registrations: readonly vscode.Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;
  #sets: readonly SetInfo[] = [];
  #asking = false;
  #askAgain = false;

  constructor(client: LanguageClient, onDidChange: vscode.Event<void>) {
    this.#client = client;
    const refresh = () => void this.#refresh();
    this.#registrations = [
      this.#changed,
      vscode.window.createTreeView("csvPreflight.importFiles", { treeDataProvider: this, showCollapseAll: true }),
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
    const files = node.set.files.map((file): Node => ({ kind: "file", file }));
    return [...files, ...node.set.missing.map((file): Node => ({ kind: "missing", file }))];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === "set") return setItem(node.set);
    return node.kind === "file" ? fileItem(node.file) : missingItem(node.file);
  }

  /** While an answer is awaited, many reasons to ask become one. */
  async #refresh(): Promise<void> {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    try {
      do {
        this.#askAgain = false;
        if (!this.#client.isRunning()) return;
        this.#sets = (await this.#client.sendRequest<readonly SetInfo[] | null>(setsRequest, {})) ?? [];
        await vscode.commands.executeCommand("setContext", "csvPreflight.hasImportFiles", this.#sets.length > 0);
        this.#changed.fire(undefined);
      } while (this.#askAgain);
    } catch (error) {
      this.#client.error("The import files could not be listed", error, false);
    } finally {
      this.#asking = false;
    }
  }
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
  item.id = `${set.folder} ${set.system}`;
  item.description = `${set.system} · ${counted(set.files.length, "file")}, ${problemsIn(found)}`;
  item.resourceUri = vscode.Uri.parse(set.folder);
  item.iconPath = new vscode.ThemeIcon("package");
  item.tooltip = item.description;
  item.contextValue = "set";
  return item;
}

function fileItem(file: SetFileInfo): vscode.TreeItem {
  const item = new vscode.TreeItem(file.name);
  const uri = vscode.Uri.parse(file.uri);
  const problems = file.complete ? problemsIn(file) : "still checking…";
  item.description = `${counted(file.rows, "row")}, ${problems}`;
  item.tooltip = `${file.title} (${file.fileType}): ${item.description}`;
  item.resourceUri = uri;
  const state = file.errors > 0 ? "error" : file.warnings > 0 ? "warning" : "pass";
  item.iconPath = new vscode.ThemeIcon(state);
  item.accessibilityInformation = { label: `${file.name}, ${item.tooltip}` };
  item.command = { command: "vscode.open", title: "Open", arguments: [uri] };
  item.contextValue = "file";
  return item;
}

function missingItem(file: MissingFileInfo): vscode.TreeItem {
  const item = new vscode.TreeItem(file.name);
  item.description = file.needed ? "missing, and needed" : "not in this import";
  item.tooltip = `${file.title} (${file.fileType}): ${item.description}`;
  item.iconPath = new vscode.ThemeIcon(file.needed ? "error" : "circle-slash");
  item.contextValue = "missing";
  return item;
}
