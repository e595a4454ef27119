// Quick fixes on every cell of a header: its columns are mapped to those of an import, or a file type is made of them.
import * as vscode from "vscode";
import { l10n } from "vscode";
import { isCsv } from "./selector.ts";

/** Lines that say nothing stand above a header, and so may a title. */
const linesLookedAt = 20;

export function offerMapping(): vscode.Disposable {
  const selector: vscode.DocumentSelector = [
    { pattern: "**/*.[cC][sS][vV]" },
    { language: "csv" },
    { language: "tsv" },
  ];
  return vscode.languages.registerCodeActionsProvider(
    selector,
    {
      provideCodeActions: (document, range, { triggerKind, diagnostics }) => {
        if (!isCsv(document) || range.start.line !== headerLine(document)) return [];
        // A bulb on every header would be one too many: it is there for whoever asks, or where something is wrong.
        const isAsked = triggerKind === vscode.CodeActionTriggerKind.Invoke;
        if (!isAsked && diagnostics.length === 0) return [];
        return [
          actionFor("csvPreflight.mapCsv", l10n.t("Map these columns to an import…"), document.uri),
          actionFor("csvPreflight.createFileType", l10n.t("Create a file type from this CSV…"), document.uri),
        ];
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function actionFor(command: string, title: string, uri: vscode.Uri): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { command, title, arguments: [uri] };
  return action;
}

/** The first line that says something; -1 in an empty file. */
function headerLine(document: vscode.TextDocument): number {
  for (let line = 0; line < Math.min(document.lineCount, linesLookedAt); line++)
    if (!document.lineAt(line).isEmptyOrWhitespace) return line;
  return -1;
}
