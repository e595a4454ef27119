// Checking and fixing on request: one file, the whole workspace, all safe fixes.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient, WorkspaceEdit } from "vscode-languageclient/node";
import { type CheckAnswer, checkRequest, type FileStatus, fixAllRequest } from "../server/protocol/files.ts";
import { counted, number, problemsIn } from "./counts.ts";
import type { Reports } from "./disk-report.ts";
import { isTooLarge } from "./large.ts";
import { Refusal } from "./refusal.ts";
import { ask, request } from "./server.ts";
import { labelOf, say } from "./target.ts";

/**
 * Checks one file, open or not, and says what was found. What the list of problems cannot show – a file too large for the
 * editor, or outside of the workspace – is read from disk and gets a report.
 *
 * @returns undefined when it was cancelled
 */
export async function validateFile(
  client: LanguageClient,
  reports: Reports,
  uri: vscode.Uri,
): Promise<FileStatus | undefined> {
  const isOpen = vscode.workspace.textDocuments.some((document) => String(document.uri) === String(uri));
  const listed = isOpen || uri.scheme !== "file" || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  if (!isOpen && (!listed || (await isTooLarge(uri)))) {
    const report = await reports.check(uri);
    if (report && !report.fileType) say(notChecked(uri, report), false);
    return report;
  }
  const answer = await ask(client, l10n.t("{0} couldn't be checked.", labelOf(uri)), checkRequest, {
    uris: [String(uri)],
  });
  const status = answer.files[0];
  if (!status?.fileType) say(notChecked(uri, status), false);
  else {
    const rows = counted(status.rows, "row");
    say(`${labelOf(uri)} (${status.title}): ${rows}, ${problemsIn(status)}.`, hasProblems([status]));
  }
  return status;
}

function notChecked(uri: vscode.Uri, status: FileStatus | undefined): string {
  if (status?.near && status.why)
    return l10n.t("{0} isn't recognized, so nothing was checked. {1}", labelOf(uri), status.why);
  return l10n.t("{0} isn't an import file, so nothing was checked.", labelOf(uri));
}

/** Checks all import files of the workspace, with progress and a summary. Undefined when it was cancelled. */
export async function validateWorkspace(client: LanguageClient): Promise<CheckAnswer | undefined> {
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t("Checking all import files…"),
    cancellable: true,
  };
  const answer = await vscode.window.withProgress(progress, async (_report, token) => {
    try {
      return await ask(client, l10n.t("The workspace couldn't be checked."), checkRequest, {}, token);
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
  if (answer) say(summary(answer), hasProblems(answer.files));
  return answer;
}

function summary({ files }: CheckAnswer): string {
  if (files.length === 0) return l10n.t("There are no import files in this workspace.");
  const sum = (count: (file: FileStatus) => number) => files.reduce((total, file) => total + count(file), 0);
  const found = {
    errors: sum((file) => file.errors),
    warnings: sum((file) => file.warnings),
    information: sum((file) => file.information),
  };
  const rows = sum((file) => file.rows);
  return `${l10n.t("{0}, {1}: {2}", counted(files.length, "import file"), counted(rows, "row"), problemsIn(found))}.`;
}

function hasProblems(files: readonly FileStatus[]): boolean {
  return files.some((file) => file.errors + file.warnings + file.information > 0);
}

/** The edit with all safe fixes; undefined when it was cancelled. */
async function fixed(
  client: LanguageClient,
  uri: vscode.Uri,
  token: vscode.CancellationToken,
): Promise<WorkspaceEdit | null | undefined> {
  try {
    const edit = await request(client, fixAllRequest, { uri: String(uri) }, token);
    return token.isCancellationRequested ? undefined : edit;
  } catch (error) {
    if (token.isCancellationRequested) return undefined;
    throw error;
  }
}

/**
 * Applies all safe fixes of one file as one undoable step.
 *
 * @returns how many places were changed
 * @throws when the editor refused the edit
 */
export async function fixAll(client: LanguageClient, uri: vscode.Uri): Promise<number> {
  await vscode.workspace.openTextDocument(uri); // Its version guards the edit.
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t("Fixing {0}…", labelOf(uri)),
    cancellable: true,
  };
  const wire = await vscode.window.withProgress(progress, (_report, token) => fixed(client, uri, token));
  if (wire === undefined) return 0;
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(wire);
  const places = edit?.entries().reduce((count, [, edits]) => count + edits.length, 0) ?? 0;
  if (!edit || places === 0) {
    say(l10n.t("{0} has no problems that can be fixed safely.", labelOf(uri)), false);
    return 0;
  }
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Refusal(l10n.t("{0} couldn't be changed. It may be read-only or have changed.", labelOf(uri)), "again");
  }
  say(
    places === 1
      ? l10n.t("Fixed 1 place in {0}.", labelOf(uri))
      : l10n.t("Fixed {0} places in {1}.", number(places), labelOf(uri)),
    false,
  );
  return places;
}
