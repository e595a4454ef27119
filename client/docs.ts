// The pages of the documentation, which come with the extension: chosen by title, shown without a network.
import * as vscode from "vscode";
import { l10n } from "vscode";
import { showMarkdown } from "./markdown.ts";

interface PageItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

/**
 * Shows a page.
 *
 * @param name of the file below docs/, without its ending; asked for when missing
 * @returns the page's address; undefined when the picker was closed
 * @throws when there is no such page
 */
export async function openDocs(extension: vscode.Uri, name: string | undefined): Promise<string | undefined> {
  const folder = vscode.Uri.joinPath(extension, "docs");
  const uri =
    name === undefined
      ? (await vscode.window.showQuickPick(pagesIn(folder), { title: l10n.t("Which Page to Open?") }))?.uri
      : vscode.Uri.joinPath(folder, `${name}.md`);
  if (!uri) return undefined;
  await vscode.workspace.fs.stat(uri);
  await showMarkdown(uri);
  return uri.toString();
}

/** All pages by their titles, the rules' index first. */
async function pagesIn(folder: vscode.Uri): Promise<PageItem[]> {
  const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  const files = ["rules/README.md", ...names.filter((name) => name.endsWith(".md")).sort()];
  return Promise.all(files.map((file) => pageOf(vscode.Uri.joinPath(folder, file))));
}

async function pageOf(uri: vscode.Uri): Promise<PageItem> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return { label: /^# (.*)$/m.exec(text)?.[1] ?? uri.path, uri };
}
