// Saying what a file is: the picker behind the status bar item, and where the answer is kept.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  chooseFileTypeRequest,
  type FileStatus,
  type FileTypeInfo,
  fileTypesRequest,
  statusRequest,
} from "../server/protocol/files.ts";
import type { PickChoices } from "./choices.ts";
import { Refusal } from "./refusal.ts";
import { ask } from "./server.ts";
import { writeFileType } from "./settings.ts";
import { labelOf } from "./target.ts";

type Type = string | false | null;

/**
 * Takes a file for what `type` says – a type's name, `false` for no import file, `null` to detect again – and
 * remembers it: in the settings of the file's workspace folder, else in the workspace's memory.
 *
 * @param type undefined asks
 * @returns the file's new status; undefined when the picker was closed
 * @throws when there is no such type
 */
export async function chooseFileType(
  client: LanguageClient,
  choices: PickChoices,
  uri: vscode.Uri,
  type: Type | undefined,
): Promise<FileStatus | undefined> {
  const types = await fileTypes(client);
  const chosen = type === undefined ? await pick(client, uri, types) : type;
  if (chosen === undefined) return undefined;
  if (typeof chosen === "string" && !types.some((each) => each.name === chosen)) {
    throw new Refusal(
      l10n.t("There is no file type {0}. Use one of: {1}.", chosen, types.map((each) => each.name).join(", ")),
      "fileType",
    );
  }
  if (!(await writeFileType(uri, chosen))) await choices.keep(uri, chosen);
  const given = { uri: String(uri), type: chosen };
  return ask(client, l10n.t("The type of {0} couldn't be changed.", labelOf(uri)), chooseFileTypeRequest, given);
}

async function pick(
  client: LanguageClient,
  uri: vscode.Uri,
  types: readonly FileTypeInfo[],
): Promise<Type | undefined> {
  const status = await ask(client, l10n.t("{0} couldn't be read.", labelOf(uri)), statusRequest, { uri: String(uri) });
  const items: (vscode.QuickPickItem & { readonly type?: Type; readonly command?: string })[] = [];
  const map = {
    label: `$(arrow-swap) ${l10n.t("Map These Columns to an Import…")}`,
    description: l10n.t("Create import files from it"),
    command: "csvPreflight.mapCsv",
  } as const;
  const create = {
    label: `$(new-file) ${l10n.t("Create File Type from This CSV…")}`,
    description: l10n.t("Describe its columns in a file of your own"),
    command: "csvPreflight.createFileType",
  } as const;
  if (status.fileType === undefined) items.push(map, create);
  const now = types.find((each) => each.name === status.fileType);
  if (now) {
    items.push({ label: l10n.t("Current"), kind: vscode.QuickPickItemKind.Separator });
    items.push({
      label: `$(check) ${now.title}`,
      description: status.why ?? "",
      detail: now.description,
      type: now.name,
    });
  }
  let system: string | undefined;
  for (const each of types.filter((other) => other !== now)) {
    if (each.system !== system) items.push({ label: each.system, kind: vscode.QuickPickItemKind.Separator });
    system = each.system;
    items.push({ label: each.title, description: each.fileName, detail: each.description, type: each.name });
  }
  items.push({ label: "", kind: vscode.QuickPickItemKind.Separator });
  items.push({
    label: `$(circle-slash) ${l10n.t("Not an import file")}`,
    description: l10n.t("Don't check it"),
    type: false,
  });
  if (status.fileType !== undefined) items.push(map, create);
  items.push({
    label: `$(refresh) ${l10n.t("Detect automatically")}`,
    description: l10n.t("By name, header, and folder"),
    type: null,
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t("File type of {0}", labelOf(uri)),
    placeHolder: l10n.t("Choose how to check this file"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.command !== undefined) void vscode.commands.executeCommand(picked.command, uri);
  return picked?.type;
}

function fileTypes(client: LanguageClient): Promise<readonly FileTypeInfo[]> {
  return ask(client, l10n.t("The file types couldn't be listed."), fileTypesRequest, {});
}

/** One of the types, for a command that needs one. Undefined when the picker was closed. */
export async function pickType(client: LanguageClient, title: string): Promise<FileTypeInfo | undefined> {
  const types = await fileTypes(client);
  const items = types.map((type) => ({
    label: type.title,
    description: type.fileName,
    detail: type.description,
    type,
  }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true }))?.type;
}
