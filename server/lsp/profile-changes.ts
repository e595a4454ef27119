/** Changes of the tenant profile, in the editor where it is open; and how what was not done is told. */
import fs from "node:fs";
import type { ParseError } from "jsonc-parser";
import { MessageType, ShowMessageNotification, type WorkspaceEdit } from "vscode-languageserver";
import { type Message, message, ReasonError } from "../core/text/message.ts";
import { differenceOf, type Edit } from "../core/text/text.ts";
import { profileName } from "../disk/documents/profile.ts";
import { type DiskFile, decodeBytes, encodeText } from "../disk/reading/files.ts";
import { RefusedFile, readGuardedBytes } from "../disk/reading/guarded-file.ts";
import { rewriteFile, writeOutputs } from "../disk/writing/output.ts";
import type { Disk } from "./disk.ts";
import { isCsv } from "./open-texts.ts";
import type { Session } from "./session.ts";
import { uriOf } from "./uris.ts";

export function showFailure(session: Session, why: Message): void {
  const text = session.translate(message("CSV Preflight: {0}", why));
  session.notify(ShowMessageNotification.type, { type: MessageType.Warning, message: text });
}

/** What a command works with; `uri`: of the file that it is about. */
export interface ServerCommandContext {
  readonly session: Session;
  readonly disk: Disk;
  readonly uri: string;
}

/** Has the editor make an edit. No command waits for it: some clients answer nothing before their command is done. */
export function makeEdit(session: Session, edit: WorkspaceEdit): Promise<unknown> {
  return session.connection.workspace.applyEdit(edit).then(
    ({ applied }) => applied || showFailure(session, message("The editor didn't make the change.")),
    (error: unknown) => session.fail("making an edit", error),
  );
}

/** Something that is not done, and why, in words for the person who asked. */
export class CommandRefusal extends ReasonError {}

export function withFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

export const formattingOptions = { insertSpaces: true, tabSize: 2, eol: "\n" };

/** Throws a `Refusal` for what is no regular file, or too large. */
function readProfile(file: string): Pick<DiskFile, "text" | "facts" | "bytes"> {
  try {
    const bytes = readGuardedBytes(file);
    return { ...decodeBytes(bytes), bytes };
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error;
    throw new CommandRefusal(message("{0} can't be changed. {1}", profileName, error.sentence));
  }
}

/** Changes a JSON text where it is open, so that what is unsaved there and the change come together. */
function editOpen(session: Session, key: string, change: Edit | undefined): Promise<unknown> {
  const text = session.texts.documents.get(key);
  if (change === undefined || text === undefined || isCsv(text)) return Promise.resolve();
  const range = { start: text.positionAt(change.start), end: text.positionAt(change.end) };
  const edits = [{ range, newText: change.text }];
  const uri = session.spell(key);
  return makeEdit(
    session,
    session.clientFeatures.documentChanges
      ? { documentChanges: [{ textDocument: { uri, version: text.version }, edits }] }
      : { changes: { [uri]: edits } },
  );
}

/** A profile that was changed. */
export interface ChangedProfile {
  /** Its URI. */
  readonly uri: string;
  readonly text: string;
  /** Resolves when the editor has made the edit, where it is open. */
  readonly edited: Promise<unknown>;
}

/**
 * Changes the nearest profile, in the editor where it is open, or a new one at the root; what is not JSON is left alone.
 *
 * @param change gets the text, and the file's path from the profile's folder, which is `folder` (with a `/` at its end)
 * @throws CommandRefusal when it was not changed
 */
export async function changeProfile(
  { session, disk, uri }: ServerCommandContext,
  change: (text: string, json: typeof import("jsonc-parser"), path: string, folder: string) => string,
): Promise<ChangedProfile> {
  const json = await import("jsonc-parser");
  const { path: own, file } = session.address(uri);
  if (file === undefined)
    throw new CommandRefusal(message("This file isn't on a disk on this computer, so it can't have a tenant profile."));
  const folder = disk.rootOf(own) ?? own.slice(0, own.lastIndexOf("/") + 1);
  const target = disk.profiles.at(own)?.path ?? `${folder}${profileName}`;
  const onDisk = fs.existsSync(target) ? readProfile(target) : { text: "{}\n", facts: {}, bytes: undefined };
  const shown = session.texts.textOf(uriOf(target));
  const old = shown === undefined ? onDisk : { ...onDisk, text: shown };
  const faults: ParseError[] = [];
  json.parse(old.text, faults, { allowTrailingComma: true });
  let text: string | undefined;
  try {
    const at = target.lastIndexOf("/") + 1;
    text = change(old.text, json, own.slice(at), target.slice(0, at));
  } catch {
    // A list or an object was expected where there is something else.
  }
  if (faults.length > 0 || text === undefined)
    throw new CommandRefusal(message("{0} has mistakes. Fix them first.", profileName));
  if (shown !== undefined && session.clientFeatures.applyEdit) {
    return { uri: uriOf(target), text, edited: editOpen(session, uriOf(target), differenceOf(shown, text)) };
  }
  if (shown !== undefined && withFeeds(shown) !== withFeeds(onDisk.text))
    throw new CommandRefusal(message("{0} has unsaved changes. Save it first.", profileName));
  const bytes = encodeText(text, old.facts);
  const no = old.bytes
    ? rewriteFile(target, bytes, old.bytes)
    : writeOutputs([{ path: target, content: bytes }], { inputs: [], existing: "refuse" });
  if (no) throw new CommandRefusal(no.message);
  await disk.reread([uriOf(target)]);
  return { uri: uriOf(target), text, edited: Promise.resolve() };
}
