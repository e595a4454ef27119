// A page of Markdown, shown as it is meant to look.
import * as vscode from "vscode";

/** @param beside the active editor, instead of in its place */
export async function showMarkdown(uri: vscode.Uri, beside = false): Promise<void> {
  try {
    await vscode.commands.executeCommand(beside ? "markdown.showPreviewToSide" : "markdown.showPreview", uri);
  } catch {
    // VS Code's Markdown extension can be switched off.
    const place = beside ? { viewColumn: vscode.ViewColumn.Beside, preview: false } : {};
    await vscode.window.showTextDocument(uri, place);
  }
}
