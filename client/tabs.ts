// Tells the server which files no tab shows any more: another extension may keep them open, and nobody asks about them then.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { tabsClosed } from "../server/protocol/files.ts";

/** Disposed of, it tells no more. */
export function reportClosedTabs(client: LanguageClient): vscode.Disposable {
  return vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
    const shown = new Set(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.flatMap(urisOf)));
    const uris = closed.flatMap(urisOf).filter((uri) => !shown.has(uri));
    if (uris.length === 0 || !client.isRunning()) return;
    client.sendNotification(tabsClosed, { uris }).catch((error: unknown) => {
      client.error("What tabs were closed could not be told", error, false);
    });
  });
}

/** The texts that a tab shows, also as a grid. */
function urisOf({ input }: vscode.Tab): string[] {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return [String(input.uri)];
  if (input instanceof vscode.TabInputTextDiff) return [String(input.original), String(input.modified)];
  return [];
}
