// Rows that are missing from a set, made by the server and put in as one edit; and the way from a lens to references.

import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient, Location, Position, WorkspaceEdit } from "vscode-languageclient/node";
import { type Generated, type GroupsAnswer, generateRequest, groupsRequest } from "../server/protocol/imports.ts";
import { counted } from "./counts.ts";
import { Refusal } from "./refusal.ts";
import { request } from "./server.ts";
import { labelOf, say } from "./target.ts";

export interface GenerateOptions {
  readonly what: Generated;
  /** The group's id; asked for when missing. */
  readonly group?: string | undefined;
  /** A yes to the rows, which are shown first where nobody gave a group or this. */
  readonly confirmed?: boolean | undefined;
}

/** So many rows are shown before they are written. */
const shownMax = 15;

const nothing = {
  groupRows: () => l10n.t("Everybody in this import has a group."),
  contactRows: () => l10n.t("Everybody in this import has contacts."),
} as const;

/**
 * @returns how many rows were made; undefined when a picker was closed
 * @throws when the editor refused the edit
 */
export async function generateRows(
  client: LanguageClient,
  uri: vscode.Uri,
  options: GenerateOptions,
): Promise<number | undefined> {
  let { group } = options;
  if (options.what === "groupRows" && group === undefined) {
    const known = await request(client, groupsRequest, { uri: String(uri) });
    if (!known)
      throw new Refusal(l10n.t("{0} isn't part of an import with users and groups.", labelOf(uri)), "fileType", "map");
    if (known.users > 0) {
      group = await pickGroup(known);
      if (group === undefined) return undefined;
    }
  }
  const given = { uri: String(uri), what: options.what, ...(group === undefined ? {} : { group }) };
  const answer = await request(client, generateRequest, given);
  if (!answer) {
    say(nothing[options.what](), false);
    return 0;
  }
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(answer.edit as WorkspaceEdit);
  const mayAsk = options.group === undefined && !options.confirmed;
  if (mayAsk && !(await confirm(edit, answer.rows))) return undefined;
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new Refusal(l10n.t("The files couldn't be changed. Nothing was added."), "again");
  say(l10n.t("Added {0} to {1}.", counted(answer.rows, "row"), answer.files.join(", ")), false);
  return answer.rows;
}

/** Shows the rows as they will be written, by file; closing the question writes nothing. */
async function confirm(edit: vscode.WorkspaceEdit, rows: number): Promise<boolean> {
  let left = shownMax;
  const detail: string[] = [];
  for (const [uri, edits] of edit.entries()) {
    const lines = edits.flatMap(({ newText }) => newText.split(/\r\n|\r|\n/)).filter((line) => line !== "");
    if (lines.length === 0) continue;
    const shown = lines.slice(0, Math.max(0, left));
    left -= shown.length;
    detail.push(`${labelOf(uri)}:`, ...shown, ...(shown.length < lines.length ? ["…"] : []), "");
  }
  const add = l10n.t("Add {0}", counted(rows, "row"));
  const question = l10n.t("Add these rows?");
  const picked = await vscode.window.showInformationMessage(
    question,
    { modal: true, detail: detail.join("\n").trimEnd() },
    add,
  );
  return picked === add;
}

async function pickGroup({ users, groups }: GroupsAnswer): Promise<string | undefined> {
  const items: (vscode.QuickPickItem & { readonly id?: string })[] = groups.map(({ id, name, members }) => ({
    label: name === "" ? id : name,
    description: name === "" ? "" : id,
    detail: counted(members, "member"),
    id,
  }));
  const other: vscode.QuickPickItem & { readonly id?: string } = { label: `$(edit) ${l10n.t("Another group ID…")}` };
  const title = l10n.t("Group for {0}", counted(users, "user"));
  const picked = await vscode.window.showQuickPick([...items, other], { title, matchOnDescription: true });
  if (!picked || picked.id !== undefined) return picked?.id;
  const validateInput = (text: string) =>
    /^\S+$/.test(text) ? undefined : l10n.t("IDs can't be empty or contain spaces.");
  return vscode.window.showInputBox({ title, prompt: l10n.t("Group ID"), validateInput });
}

/** Opens the editor's own list of references. */
export function showReferences(
  client: LanguageClient,
  uri: unknown,
  position: unknown,
  places: unknown,
): Thenable<unknown> | undefined {
  if (typeof uri !== "string" || !Array.isArray(places)) return undefined;
  const { protocol2CodeConverter: convert } = client;
  return vscode.commands.executeCommand(
    "editor.action.showReferences",
    vscode.Uri.parse(uri),
    convert.asPosition(position as Position),
    (places as Location[]).map((place) => convert.asLocation(place)),
  );
}
