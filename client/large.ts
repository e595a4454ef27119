// Files too large for the editor's extensions: what is in front of somebody is said, and how it can be checked all the same.
import * as vscode from "vscode";
import { l10n } from "vscode";
import { editorMost } from "./disk-report.ts";
import { tabUri } from "./target.ts";

export class LargeFiles {
  readonly #item: vscode.StatusBarItem;
  readonly #registrations: readonly vscode.Disposable[];

  constructor() {
    this.#item = vscode.window.createStatusBarItem("csvPreflight.large", vscode.StatusBarAlignment.Right, 100.5);
    this.#item.name = l10n.t("CSV Preflight: Large File");
    const look = () => void this.#look();
    this.#registrations = [
      this.#item,
      vscode.window.tabGroups.onDidChangeTabs(look),
      vscode.window.tabGroups.onDidChangeTabGroups(look),
    ];
    look();
  }

  dispose(): void {
    for (const each of this.#registrations) each.dispose();
  }

  async #look(): Promise<void> {
    const uri = tabUri();
    if (!uri || !(await isTooLarge(uri)) || String(tabUri()) !== String(uri)) return this.#item.hide();
    this.#item.text = `$(checklist) ${l10n.t("Too large for extensions")}`;
    this.#item.tooltip = l10n.t(
      "VS Code doesn't pass files over 50 MB to extensions, so problems aren't marked in the text. Click to check the file from disk.",
    );
    this.#item.command = { command: "csvPreflight.validateFile", title: l10n.t("Validate File"), arguments: [uri] };
    this.#item.show();
  }
}

/** True for a file that VS Code keeps from extensions. */
export async function isTooLarge(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size > editorMost;
  } catch {
    return false;
  }
}
