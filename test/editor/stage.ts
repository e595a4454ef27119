// Sets the window up for pictures: what is shown where, and the cell that is worth pointing at.
import * as vscode from "vscode";
import { putCursor, screen, settled, until } from "./drive.ts";

/** Closes side bars and panels and lets notifications go. */
export async function tidyWindow(): Promise<void> {
  for (const command of ["closeSidebar", "closeAuxiliaryBar", "closePanel"]) {
    await vscode.commands.executeCommand(`workbench.action.${command}`);
  }
  await quiet();
}

/** Removes notifications, which come when they like. */
export async function quiet(): Promise<void> {
  await vscode.commands.executeCommand("notifications.clearAll");
  await vscode.commands.executeCommand("notifications.hideToasts");
}

/** Opens the preview beside the active editor and waits until it has drawn cells; the focus returns to the editor. */
export async function showPreview(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  await vscode.commands.executeCommand("csvPreflight.previewToSide", editor?.document.uri);
  await screen.webviewText("td, [role=gridcell], [role=cell]", 15_000);
  await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
  await quiet();
}

/**
 * A cell (its first character, 0-based) below the header whose hover is worth a picture: preferably one that holds
 * a code and a diagnostic, else any code, else any cell that has a hover at all.
 */
export async function watchedCell(document: vscode.TextDocument): Promise<vscode.Position> {
  const wrong = vscode.languages.getDiagnostics(document.uri).map((each) => each.range.start);
  const codes: vscode.Position[] = [];
  for (let line = 1; line < Math.min(document.lineCount, 40); line++) {
    for (const match of document.lineAt(line).text.matchAll(/(?<=^|,)[12]\d{3}(?=,|$)/g)) {
      codes.push(new vscode.Position(line, match.index));
    }
  }
  for (const place of [...codes, ...wrong, new vscode.Position(1, 0)]) {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      place,
    );
    if (hovers.length > 0) return place;
  }
  throw new Error("no cell has a hover");
}

/** Shows the hover at a place and waits until it is drawn and no longer loading. */
export async function showHover(editor: vscode.TextEditor, place: vscode.Position): Promise<void> {
  const shown = await vscode.window.showTextDocument(editor.document, {
    viewColumn: editor.viewColumn ?? vscode.ViewColumn.One,
  });
  putCursor(shown, place.line, place.character);
  await vscode.commands.executeCommand("editor.action.showHover");
  await screen.wait(".monaco-hover:not(.hidden) .hover-contents");
  let text = "";
  await until("the hover's text", async () => {
    text = (await screen.texts(".monaco-hover:not(.hidden) .hover-contents")).join();
    return text !== "" && !text.includes("Loading...");
  });
  await settled(() => text, 300, 1000);
}
