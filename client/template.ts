// New files from a template: written where nothing is yet, or opened as drafts that are not saved.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type Template, templateRequest } from "../server/protocol/imports.ts";
import { pickType } from "./choose.ts";
import { Refusal } from "./refusal.ts";
import { ask } from "./server.ts";
import { say } from "./target.ts";

export interface TemplateOptions {
  /** A file type's name; asked for when missing. */
  readonly type?: string | undefined;
  /** Where to; asked for when missing. `untitled` opens drafts instead of writing. */
  readonly folder?: vscode.Uri | "untitled" | undefined;
}

/**
 * Makes the file, or the whole set of a type that comes in sets. What is there already is left alone.
 *
 * @returns the URIs of what was made; empty when a picker was closed
 * @throws when there is no such type, or when all of its files are there already
 */
export async function newFromTemplate(client: LanguageClient, options: TemplateOptions): Promise<string[]> {
  const type = options.type ?? (await pickType(client, l10n.t("Which Import File to Create?")))?.name;
  if (type === undefined) return [];
  const files = await ask(client, l10n.t("The template for {0} couldn't be created.", type), templateRequest, { type });
  if (files.length === 0) throw new Refusal(l10n.t("There is no template for {0}.", type), "template");
  const folder = options.folder ?? (await askFolder());
  if (folder === undefined) return [];
  return folder === "untitled" ? drafts(files) : written(files, folder);
}

async function askFolder(): Promise<vscode.Uri | "untitled" | undefined> {
  const items: (vscode.QuickPickItem & { readonly folder: vscode.Uri | "other" | "untitled" })[] = (
    vscode.workspace.workspaceFolders ?? []
  ).map(({ name, uri }) => ({ label: `$(folder) ${name}`, description: uri.fsPath, folder: uri }));
  items.push({ label: `$(folder-opened) ${l10n.t("Another folder…")}`, folder: "other" });
  items.push({ label: `$(new-file) ${l10n.t("Untitled draft")}`, folder: "untitled" });
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t("Create Where?") });
  if (picked?.folder !== "other") return picked?.folder;
  const opened = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: l10n.t("Create Here"),
  });
  return opened?.[0];
}

async function written(files: readonly Template[], folder: vscode.Uri): Promise<string[]> {
  const made: vscode.Uri[] = [];
  const there: string[] = [];
  for (const { path, text } of files) {
    const target = vscode.Uri.joinPath(folder, path);
    if (await exists(target)) there.push(path);
    else {
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
      made.push(target);
    }
  }
  if (made.length === 0)
    throw new Refusal(l10n.t("Already exists: {0}. Nothing was changed.", there.join(", ")), "template");
  for (const target of made) await show(await vscode.workspace.openTextDocument(target));
  if (there.length > 0) say(l10n.t("Already exists, not changed: {0}.", there.join(", ")), false);
  return made.map(String);
}

async function drafts(files: readonly Template[]): Promise<string[]> {
  const base = vscode.workspace.workspaceFolders?.[0]?.uri.path ?? "";
  const made: string[] = [];
  for (const { path, text } of files) {
    // A draft with a name is recognised by it, and proposes it when saved.
    const uri = vscode.Uri.from({ scheme: "untitled", path: `${base}/${path}` });
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.getText() !== "") continue;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), text);
    await vscode.workspace.applyEdit(edit);
    await show(document);
    made.push(String(uri));
  }
  return made;
}

async function show(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document, { preview: false });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    // Anything but "not found" may hide a file that must not be overwritten.
    if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") return false;
    throw error;
  }
}
