/** What only the disk can mend: byte order marks, mixed line breaks, and the tenant profile. */

import fs from "node:fs";
import { ShowDocumentRequest } from "vscode-languageserver";
import { isRoles } from "../core/filetypes/profile.ts";
import { documentText, marksBefore, openDocument } from "../core/text/document.ts";
import { message } from "../core/text/message.ts";
import { fileName } from "../core/workspace/folders.ts";
import { globOf } from "../core/workspace/globs.ts";
import { StaleTextError } from "../disk/reading/closed-text.ts";
import { encodeText, readFile } from "../disk/reading/files.ts";
import { rewriteFile } from "../disk/writing/output.ts";
import { uniformRows } from "../features/language/line-breaks.ts";
import { type NamedCommand, serverCommands } from "../protocol/commands.ts";
import type { Given } from "../protocol/request.ts";
import { allRules } from "../rules/index.ts";
import type { Disk } from "./disk.ts";
import { fileOf, resolveCodeAction } from "./fixes.ts";
import {
  type ChangedProfile,
  CommandRefusal,
  changeProfile,
  formattingOptions,
  makeEdit,
  type ServerCommandContext,
  showFailure,
  withFeeds,
} from "./profile-changes.ts";
import type { Session } from "./session.ts";

/** Runs one of `serverCommands`, as far as its argument is what it needs. What could not be done is told to the person. */
export async function runCommand(session: Session, disk: Disk, command: string, argument: unknown): Promise<null> {
  const given = typeof argument === "object" && argument !== null ? argument : {};
  const uri = "uri" in given && typeof given.uri === "string" ? given.uri : undefined;
  const run = runners.get(command);
  if (uri === undefined || !run) return null;
  try {
    await run({ session, disk, uri }, given);
  } catch (error) {
    if (error instanceof StaleTextError) throw error;
    if (!(error instanceof CommandRefusal)) session.fail(command, error);
    showFailure(session, error instanceof CommandRefusal ? error.sentence : message("The file couldn't be saved."));
  }
  return null;
}

type Runner<P extends object> = (context: ServerCommandContext, given: Given<P>) => void | Promise<void>;

const runners = new Map<string, Runner<object>>();

function on<P extends object>({ name }: NamedCommand<readonly [P]>, run: NoInfer<Runner<P>>): void {
  runners.set(name, run);
}

on(serverCommands.removeByteOrderMark, (context) => rewrite(context, (text) => text.slice(marksBefore(text)), false));
on(serverCommands.normalizeLineEndings, (context) => {
  const dialect = dialectOf(context);
  rewrite(context, (text) => uniformRows(openDocument("", text, dialect, 0)), undefined);
});
on(serverCommands.addToProfile, async (context, { path, value }) => {
  if (typeof path !== "string" || typeof value !== "string" || value === "") return;
  if (!/^[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*$/.test(path)) return;
  // Comments and layout of the profile stay.
  await changeProfile(context, (text, { applyEdits, modify }) =>
    applyEdits(text, modify(text, [...path.split("."), -1], value, { isArrayInsertion: true, formattingOptions })),
  );
});
on(serverCommands.turnOffRule, async (context, { rule, scope, column, value, id, reason }) => {
  if (typeof rule !== "string" || !allRules.some(({ name }) => name === rule)) return;
  const isGiven = typeof reason === "string" && reason.trim() !== "";
  const why = isGiven ? reason.trim() : context.session.translate(message("Turned off in the editor."));
  const part = Object.entries({ column, value, id }).filter(([, each]) => typeof each === "string");
  const written = await changeProfile(context, (text, { applyEdits, modify, parse }, path) => {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    // A whole folder that has a profile of its own needs no glob.
    const files = scope !== "folder" ? globOf(path) : folder === "" ? undefined : `${globOf(folder)}**`;
    const { suppressions } = parse(text) as { suppressions?: unknown };
    const at = ["suppressions", -1];
    const item = { rule, ...(files === undefined ? {} : { files }), ...Object.fromEntries(part), reason: why };
    return suppressions === undefined
      ? applyEdits(text, modify(text, ["suppressions"], [item], { formattingOptions }))
      : applyEdits(text, modify(text, at, item, { isArrayInsertion: true, formattingOptions }));
  });
  // Not waited for: some clients answer nothing before their command is done.
  if (!isGiven)
    showReason(context.session, written).catch((error: unknown) => context.session.fail("showing a reason", error));
});
on(serverCommands.explainRule, ({ session }, { rule }) => {
  if (typeof rule !== "string" || !allRules.some(({ name }) => name === rule)) return;
  session.connection
    .sendRequest(ShowDocumentRequest.type, {
      uri: session.pageOfRule(rule),
      external: session.preferences.rulePages !== undefined,
    })
    .catch((error: unknown) => session.fail("opening a rule's page", error));
});
on(serverCommands.applyAction, async ({ session, disk }, given) => {
  const asked = { title: "", data: given };
  const key = fileOf(asked);
  if (key !== undefined) await disk.ensureLoaded(key);
  const { edit } = await resolveCodeAction(session, asked);
  if (!edit) throw new CommandRefusal(message("The file has changed since then. Open its quick fixes again."));
  void makeEdit(session, edit);
});
on(serverCommands.keepRoles, async (context, { direction, roles }) => {
  if (typeof direction !== "string" || !isRoles(roles)) return;
  // Roles that were decided before are decided anew.
  await changeProfile(context, (text, { applyEdits, modify }) => {
    let result = text;
    for (const [role, becomes] of Object.entries(roles)) {
      const at = ["conversions", direction, "roles", role];
      result = applyEdits(result, modify(result, at, becomes, { formattingOptions }));
    }
    return result;
  });
});

/** Shows the reason of the last suppression of a profile, selected, to be written over. */
async function showReason(session: Session, { uri, text, edited }: ChangedProfile): Promise<void> {
  if (!session.clientFeatures.opensAddresses) return;
  const { findNodeAtLocation, parseTree } = await import("jsonc-parser");
  const root = parseTree(text);
  const list = root && findNodeAtLocation(root, ["suppressions"]);
  const last = list?.children?.at(-1);
  const reason = last && findNodeAtLocation(last, ["reason"]);
  if (!reason) return;
  const before = text.slice(0, reason.offset + 1).split(/\r\n|\r|\n/);
  const start = { line: before.length - 1, character: before.at(-1)!.length };
  const end = { line: start.line, character: start.character + reason.length - 2 };
  const shown = { uri: session.spell(uri), takeFocus: true, selection: { start, end } };
  await edited;
  await session.connection.sendRequest(ShowDocumentRequest.type, shown);
}

function rewrite(
  { session, disk, uri }: ServerCommandContext,
  change: (text: string) => string,
  byteOrderMark: boolean | undefined,
): void {
  const { key, file, path } = session.address(uri);
  const name = fileName(path);
  if (file === undefined || !fs.existsSync(file))
    throw new CommandRefusal(message("{0} isn't saved on this computer.", name));
  const { text, facts, bytes } = readFile(file);
  if (facts.validUtf8 === false)
    throw new CommandRefusal(message("{0} isn't saved as UTF-8. Save it as UTF-8 first.", name));
  const entry = session.workspace.entry(key);
  // The editor shows every line break as one kind, so those do not tell whether something is unsaved.
  if (entry?.open && withFeeds(documentText(entry.document)) !== withFeeds(text)) {
    throw new CommandRefusal(message("{0} has unsaved changes. Save it first.", name));
  }
  const next = encodeText(change(text), byteOrderMark === undefined ? facts : { ...facts, byteOrderMark });
  const no = rewriteFile(file, next, bytes);
  if (no) throw new CommandRefusal(no.message);
  disk.changed([key]);
}

function dialectOf({ session, uri }: ServerCommandContext): { delimiter: string; raw: boolean } {
  const { delimiter = ",", raw = false } = session.workspace.entry(session.address(uri).key)?.document.dialect ?? {};
  return { delimiter, raw };
}
