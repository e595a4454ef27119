// The status bar item: what the file was taken for and why; and the keys by which menus know import files.

import * as vscode from "vscode";
import { l10n } from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import { type FileStatus, statusRequest } from "../server/protocol/files.ts";
import { oneAtATime } from "./coalesce.ts";
import { counted, problemsIn } from "./counts.ts";
import { LanguageStatus } from "./language-status.ts";
import type { Previews } from "./preview.ts";
import { hasCsvName, isCsv } from "./selector.ts";
import { request } from "./server.ts";

export class StatusBar {
  readonly #client: LanguageClient;
  readonly #previews: Previews;
  readonly #item: vscode.StatusBarItem;
  readonly #registrations: readonly vscode.Disposable[];
  readonly #language = new LanguageStatus();
  #importFiles = "";

  constructor(client: LanguageClient, previews: Previews, onDidChange: vscode.Event<void>) {
    this.#client = client;
    this.#previews = previews;
    this.#item = vscode.window.createStatusBarItem("csvPreflight.fileType", vscode.StatusBarAlignment.Right, 100.4);
    this.#item.name = l10n.t("CSV Preflight: File Type");
    const refresh = oneAtATime(
      () => this.#ask(),
      (error) => client.error("The status of a file could not be had", error, false),
    );
    this.#registrations = [
      this.#item,
      this.#language,
      vscode.window.onDidChangeActiveTextEditor(refresh),
      vscode.window.onDidChangeVisibleTextEditors(refresh),
      previews.onDidChangeActive(refresh),
      onDidChange(refresh),
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) refresh();
        else this.#item.hide();
      }),
    ];
  }

  dispose(): void {
    for (const each of this.#registrations) each.dispose();
  }

  /** Asks about what is visible. */
  async #ask(): Promise<void> {
    if (!this.#client.isRunning()) return;
    const documents = vscode.window.visibleTextEditors.map((editor) => editor.document).filter(isCsv);
    const uris = new Map(documents.map((document) => [String(document.uri), document.uri]));
    const shown = this.#shown();
    if (shown) uris.set(String(shown), shown);
    const statuses = new Map<string, FileStatus>();
    for (const uri of uris.keys()) {
      const status = await request(this.#client, statusRequest, { uri });
      if (status) statuses.set(uri, status);
    }
    const active = this.#shown();
    const status = active && statuses.get(String(active));
    if (active && status) this.#draw(active, status);
    else if (!active) this.#item.hide();
    await this.#setKeys(statuses, status?.fileType !== undefined);
  }

  /** The file that the item speaks of: the active preview's or the active editor's. */
  #shown(): vscode.Uri | undefined {
    const document = vscode.window.activeTextEditor?.document;
    return this.#previews.active ?? (document && isCsv(document) ? document.uri : undefined);
  }

  #draw(uri: vscode.Uri, status: FileStatus): void {
    this.#language.show(status);
    // A foreign file in a CSV language, but not called .csv, is nobody's business.
    if (status.fileType === undefined && !hasCsvName(uri)) {
      this.#item.hide();
      return;
    }
    this.#item.text = textOf(status);
    this.#item.tooltip = tooltipOf(status, uri);
    this.#item.accessibilityInformation = { label: `CSV Preflight: ${this.#item.text.replace(/^\$\([a-z-]+\) /, "")}` };
    this.#item.command = {
      command: "csvPreflight.chooseFileType",
      title: l10n.t("Choose File Type"),
      arguments: [uri],
    };
    this.#item.show();
  }

  async #setKeys(statuses: ReadonlyMap<string, FileStatus>, activeIsImportFile: boolean): Promise<void> {
    const files = [...statuses].filter(([, status]) => status.fileType !== undefined).map(([uri]) => uri);
    const now = JSON.stringify([files, activeIsImportFile]);
    if (now === this.#importFiles) return;
    this.#importFiles = now;
    // By resource too: the title of a group that is not active must not follow the one that is.
    // As Uris: on a remote machine the window knows them by another scheme, and VS Code translates Uris, not texts.
    const resources = files.map((file) => vscode.Uri.parse(file));
    await vscode.commands.executeCommand("setContext", "csvPreflight.importFiles", resources);
    await vscode.commands.executeCommand("setContext", "csvPreflight.isImportFile", activeIsImportFile);
  }
}

function textOf(status: FileStatus): string {
  if (status.near) return `$(question) ${l10n.t("Not recognized: {0}?", status.near.title)}`;
  if (status.fileType === undefined) return `$(checklist) ${l10n.t("Not an import file")}`;
  const { title, errors, warnings } = status;
  const count = errors > 0 ? counted(errors, "error") : warnings > 0 ? counted(warnings, "warning") : "";
  return `$(checklist) ${title}${count === "" ? "" : `  ${count}`}`;
}

function tooltipOf(status: FileStatus, uri: vscode.Uri): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ["csvPreflight.mapCsv", "csvPreflight.createFileType"] };
  const line = (words: string) => text.appendText(words).appendMarkdown("  \n");
  if (status.fileType === undefined) {
    line(status.near ? l10n.t("CSV Preflight: Not recognized") : l10n.t("CSV Preflight: Not an import file"));
    line(
      status.why ??
        (status.off
          ? l10n.t("Set in the settings or the tenant profile.")
          : l10n.t("Neither its name nor its header matches a known file type.")),
    );
  } else {
    line(`${status.title} (${status.fileType})`);
    if (status.why) line(l10n.t("Recognized {0}.", status.why));
    line(`${counted(status.rows, "row")}, ${problemsIn(status)}`);
    if (status.set) line(l10n.t("Files of this import: {0}", status.set));
    if (status.notShown > 0) line(l10n.t("Not listed: {0}", counted(status.notShown, "problem")));
    if (!status.complete) line(l10n.t("Still checking…"));
  }
  if (status.fileType === undefined) {
    const given = encodeURIComponent(JSON.stringify([String(uri)]));
    text.appendMarkdown(`\n\n[${l10n.t("Map These Columns to an Import…")}](command:csvPreflight.mapCsv?${given})`);
    text.appendMarkdown(
      `\n\n[${l10n.t("Create File Type from This CSV…")}](command:csvPreflight.createFileType?${given})`,
    );
  }
  return text.appendMarkdown(`\n\n${l10n.t("Click to choose the file type.")}`);
}
