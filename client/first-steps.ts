// Tells the walkthrough what somebody has done, by any way: a fix is one of the quick fix menu, and of the keyboard as well.
import * as vscode from "vscode";

export type FirstStep = "open" | "fix" | "hover" | "map" | "export";

/**
 * Checks a step off. The key is set for a moment only: one that is set already when VS Code begins to listen, because somebody opens the
 * walkthrough, is never noticed again.
 */
export function stepDone(step: FirstStep): void {
  const key = `csvPreflight.did.${step}`;
  void vscode.commands
    .executeCommand("setContext", key, true)
    .then(() => vscode.commands.executeCommand("setContext", key, false));
}

/** Notices when somebody has edited a problem away. */
export function noticeFixes(): vscode.Disposable {
  const before = new Map<string, number>();
  return vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    for (const uri of uris) {
      const found = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "csv-preflight").length;
      const isEdited = vscode.workspace.textDocuments.some(
        (document) => String(document.uri) === String(uri) && document.version > 1,
      );
      if (isEdited && found < (before.get(String(uri)) ?? 0)) stepDone("fix");
      before.set(String(uri), found);
    }
  });
}
