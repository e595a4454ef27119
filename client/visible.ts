// Tells the server which rows are on show, so that those are checked before the rest of a large file.
import * as vscode from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import { visibleLines } from "../server/protocol/files.ts";
import { isCsv } from "./selector.ts";

/** While somebody scrolls, only where it ends is of interest; in milliseconds. */
const restMs = 60;

/** Disposed of, it tells no more. */
export function sendVisibleLines(client: LanguageClient): vscode.Disposable {
  const waiting = new Map<vscode.TextEditor, NodeJS.Timeout>();
  const report = (editor: vscode.TextEditor): void => {
    waiting.delete(editor);
    const [range, ...more] = editor.visibleRanges;
    if (!range || !client.isRunning() || !isCsv(editor.document)) return;
    const last = more.at(-1) ?? range;
    const given = { uri: String(editor.document.uri), first: range.start.line, last: last.end.line };
    client.sendNotification(visibleLines, given).catch((error: unknown) => {
      client.error("What is on show could not be told", error, false);
    });
  };
  const soon = (editor: vscode.TextEditor): void => {
    clearTimeout(waiting.get(editor));
    waiting.set(
      editor,
      setTimeout(() => report(editor), restMs),
    );
  };
  const all = (): void => vscode.window.visibleTextEditors.forEach(report);
  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => soon(textEditor)),
    vscode.window.onDidChangeVisibleTextEditors(all),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) all();
    }),
    new vscode.Disposable(() => {
      for (const timer of waiting.values()) clearTimeout(timer);
    }),
  );
}
