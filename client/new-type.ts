// A file type from the CSV file on screen, or from those of a folder: opened beside it, and in force at once.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { createFileTypeRequest } from "../server/protocol/files.ts";
import type { PickChoices } from "./choices.ts";
import { chooseFileType } from "./choose.ts";
import { Refusal } from "./refusal.ts";
import { ask } from "./server.ts";
import { labelOf, nameOf, say } from "./target.ts";

/**
 * Makes the file type, lists it in the profile, and shows it beside the CSV file.
 *
 * @param uris CSV files, or one folder
 * @returns the URI of the new document
 * @throws with the reason when none was made
 */
export async function createFileType(
  client: LanguageClient,
  choices: PickChoices,
  uris: readonly vscode.Uri[],
): Promise<string> {
  const [first] = uris;
  if (!first) throw new Refusal(l10n.t("Open a CSV file first."), "openFile");
  const unsaved = new Set(
    vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => String(uri)),
  );
  const failed = l10n.t("No file type could be created from {0}.", labelOf(first));
  const made = await ask(client, failed, createFileTypeRequest, { uris: uris.map(String) });
  if (made.refused !== undefined) throw new Refusal(made.refused);
  // What was open and saved stays so: the profile counts on the command line, too.
  const profile = vscode.workspace.textDocuments.find(({ uri }) => String(uri) === made.profile);
  if (profile?.isDirty && !unsaved.has(made.profile)) await profile.save();
  for (const { uri, fileType, isSettled } of made.files)
    if (isSettled) await chooseFileType(client, choices, vscode.Uri.parse(uri), fileType);
  const document = vscode.Uri.parse(made.document);
  await show(made.files.length === 1 ? first : undefined, document);
  if (made.unlisted === undefined)
    say(
      made.files.length === 1
        ? l10n.t("{0} is now checked by {1}.", nameOf(first), nameOf(document))
        : l10n.t("{0} files are now checked by {1}.", made.files.length, nameOf(document)),
      false,
    );
  else
    void vscode.window.showWarningMessage(
      l10n.t("{0} was created, but it isn't in use yet. {1}", nameOf(document), made.unlisted),
    );
  return made.document;
}

/** The file type beside the CSV file, which is opened where nobody shows it. */
async function show(csv: vscode.Uri | undefined, document: vscode.Uri): Promise<void> {
  const active = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isShown =
    (active instanceof vscode.TabInputText || active instanceof vscode.TabInputCustom) &&
    String(active.uri) === String(csv);
  if (csv && !isShown) await vscode.window.showTextDocument(csv, { preview: false });
  await vscode.window.showTextDocument(document, {
    viewColumn: csv ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
    preview: false,
  });
}
