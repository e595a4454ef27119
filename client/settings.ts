// Settings as the server wants them: only what somebody has set, so that the tenant profile shows through the rest.
import * as vscode from "vscode";
import type { ContributedType, WireSettings } from "../server/protocol/settings.ts";

/** Settings that the server is told of in words of their own, or not at all. */
const ofClient = new Set(["inlayHints", "codeLens", "trace.server"]);

/** Every other setting of the extension, by the path it has below `csvPreflight`: package.json has those of all systems. */
function settingNames({ packageJSON }: vscode.Extension<unknown>): string[] {
  const { contributes } = packageJSON as { contributes: { configuration: { properties: object } } };
  return Object.keys(contributes.configuration.properties)
    .map((name) => name.slice("csvPreflight.".length))
    .filter((name) => !ofClient.has(name));
}

/** What is set in any scope. Defaults are left out: they would hide what the profile says. */
export function wireSettings(
  extension: vscode.Extension<unknown>,
  contributed: readonly ContributedType[],
): WireSettings {
  // Without a place: else what the folder of the active editor has set would count in all folders.
  const configuration = vscode.workspace.getConfiguration("csvPreflight", null);
  const names = settingNames(extension);
  const lenses = configuration.get<string>("codeLens");
  return {
    ...settingsIn(configuration, names, isSet),
    folders: folderSettings(names),
    trusted: vscode.workspace.isTrusted,
    inlayHints: wantsHints(configuration.get<string>("inlayHints")),
    codeLens: lenses !== "off",
    referenceLens: lenses === "references",
    explainRule: true,
    hoverProblems: false,
    contributed,
  };
}

type Inspected = ReturnType<vscode.WorkspaceConfiguration["inspect"]>;

/** Of each setting that somebody has set the value in force, under its system's key where it is one's. */
function settingsIn(
  configuration: vscode.WorkspaceConfiguration,
  names: readonly string[],
  wanted: (found: Inspected) => boolean,
): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  // A system's settings go together: one that is set in a folder must not hide the others.
  const groups = new Set(names.filter((name) => wanted(configuration.inspect(name))).map((name) => name.split(".")[0]));
  for (const name of names) {
    const [group = "", member] = name.split(".");
    if (!groups.has(group) || !isSet(configuration.inspect(name))) continue;
    const value: unknown = configuration.get(name);
    wire[group] = member === undefined ? value : { ...(wire[group] as object | undefined), [member]: value };
  }
  return wire;
}

function isSet(found: Inspected): boolean {
  return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some((value) => value != null);
}

/** With several folders open each may have settings of its own, by the folders' URIs. */
function folderSettings(names: readonly string[]): Record<string, WireSettings> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const own = folders.map(({ uri }): [string, WireSettings] => {
    const configuration = vscode.workspace.getConfiguration("csvPreflight", uri);
    return [uri.toString(), settingsIn(configuration, names, (found) => found?.workspaceFolderValue != null)];
  });
  return Object.fromEntries(own.filter(([, settings]) => Object.keys(settings).length > 0));
}

/** Rainbow CSV aligns columns by hints of its own, which ours would push out of line. */
function wantsHints(asked: string | undefined): boolean {
  if (asked === "on" || asked === "off") return asked === "on";
  const alignment = vscode.workspace.getConfiguration("rainbow_csv").get<string>("virtual_alignment_mode");
  return alignment === undefined || alignment === "disabled";
}

type FileChoices = Readonly<Record<string, string | false>>;

/**
 * Writes into the settings of the file's folder what the file is.
 *
 * @param type a file type's name, `false` for no import file, `null` to forget what was written
 * @returns false when the file is in no folder of the workspace
 */
export async function writeFileType(uri: vscode.Uri, type: string | false | null): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder || uri.scheme === "untitled") return false;
  const configuration = vscode.workspace.getConfiguration("csvPreflight", folder.uri);
  const found = configuration.inspect<FileChoices>("files");
  const isOnlyFolder = vscode.workspace.workspaceFile === undefined;
  const before = found?.workspaceFolderValue ?? (isOnlyFolder ? found?.workspaceValue : undefined) ?? {};
  const glob = globOf(vscode.workspace.asRelativePath(uri, false));
  // Of several globs that fit the last one counts, so ours goes to the end.
  const entries = Object.entries(before).filter(([key]) => key !== glob);
  if (type !== null) entries.push([glob, type]);
  const after = entries.length > 0 ? Object.fromEntries(entries) : undefined;
  if (type === null && !(glob in before)) return true;
  await configuration.update("files", after, vscode.ConfigurationTarget.WorkspaceFolder);
  return true;
}

/** A glob without a slash would be about every file of that name. */
function globOf(relative: string): string {
  return relative.includes("/") ? relative : `/${relative}`;
}
