// Which file a command is meant for, and how it says that it is done.
import * as vscode from "vscode";
import { l10n } from "vscode";
import { hasCsvName } from "./selector.ts";

/** The grids: one of them may have the focus. */
interface Grids {
  readonly active: vscode.Uri | undefined;
}

/**
 * The file that an argument names: a Uri, its parts, a URI or a path as text; without one the active editor's, preview's or tab's.
 *
 * @throws when there is no argument and nothing is open
 */
export function targetOf(given: unknown, previews: Grids): vscode.Uri {
  const named = uriOf(given) ?? vscode.window.activeTextEditor?.document.uri ?? previews.active ?? tabUri();
  if (!named) throw new Error(l10n.t("Open a CSV file first."));
  return named;
}

/** The CSV file in the active tab, also when VS Code keeps its text to itself. */
export function tabUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText && hasCsvName(input.uri) ? input.uri : undefined;
}

/** Undefined when it names no file. */
export function uriOf(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  // One letter before the colon is a drive, not a scheme.
  if (typeof given === "string" && given !== "")
    return /^[a-z][a-z0-9+.-]+:/i.test(given) ? vscode.Uri.parse(given, true) : vscode.Uri.file(given);
  if (isRecord(given) && typeof given["scheme"] === "string" && typeof given["path"] === "string") {
    const { scheme, path, authority, query } = given;
    return vscode.Uri.from({ scheme, path, ...(isText(authority) && { authority }), ...(isText(query) && { query }) });
  }
  return undefined;
}

/** True for an object whose members may be looked at. */
export function isRecord(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

function isText(given: unknown): given is string {
  return typeof given === "string";
}

/** The last part of a path: "user.csv". */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}

/** Says something without holding anybody up; with problems there is a button to their list. */
export function say(message: string, hasProblems: boolean): void {
  if (!hasProblems) return void vscode.window.showInformationMessage(message);
  const look = l10n.t("Show Problems");
  vscode.window.showInformationMessage(message, look).then((answer) => {
    if (answer === look) void vscode.commands.executeCommand("workbench.actions.view.problems");
  });
}
