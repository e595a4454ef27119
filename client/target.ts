// Which file a command is meant for, and how it says that it is done.
import * as vscode from "vscode";
import { l10n } from "vscode";
import { Refusal } from "./refusal.ts";
import { hasCsvName } from "./selector.ts";

/** The grids: one of them may have the focus. */
interface OpenGrids {
  readonly active: vscode.Uri | undefined;
}

/**
 * The file that an argument names: a Uri, its parts, a URI or a path as text; without one the active editor's, preview's or tab's.
 *
 * @throws when there is no argument and nothing is open
 */
export function targetOf(given: unknown, previews: OpenGrids): vscode.Uri {
  const named = uriOf(given) ?? vscode.window.activeTextEditor?.document.uri ?? previews.active ?? tabUri();
  if (!named) throw new Refusal(l10n.t("Open a CSV file first."), "openFile");
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

/** The paths of files that are known by name, by the last part of them. */
let known: ReadonlyMap<string, readonly string[]> = new Map();

/** From now on these files are told apart where they have one name. */
export function knowFiles(uris: readonly vscode.Uri[]): void {
  const byName = new Map<string, string[]>();
  for (const uri of new Map(uris.map((each) => [each.path, each])).values()) {
    const name = nameOf(uri);
    byName.set(name, [...(byName.get(name) ?? []), uri.path]);
  }
  known = byName;
}

/** The last part of a path: "user.csv". */
export function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** What people are told of a file: its name, with as many of its folders as tell it from others of that name: "detroit/user.csv". */
export function labelOf(uri: vscode.Uri): string {
  const others = (known.get(nameOf(uri)) ?? []).filter((each) => each !== uri.path);
  const parts = uri.path.split("/").filter((part) => part !== "");
  for (let count = 1; count < parts.length; count++) {
    const label = parts.slice(-count).join("/");
    if (!others.some((other) => other.endsWith(`/${label}`))) return label;
  }
  return nameOf(uri);
}

/** Says something without holding anybody up; with problems there is a button to their list. */
export function say(message: string, hasProblems: boolean): void {
  if (!hasProblems) return void vscode.window.showInformationMessage(message);
  const look = l10n.t("Show Problems");
  vscode.window.showInformationMessage(message, look).then((answer) => {
    if (answer === look) void vscode.commands.executeCommand("workbench.actions.view.problems");
  });
}
