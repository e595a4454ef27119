/** What only the disk can mend: byte order marks, mixed line breaks, and the tenant profile. */
import fs from "node:fs";
import { applyEdits as applyJson, modify, type ParseError, parse } from "jsonc-parser";
import { documentText, openDocument } from "../core/document.ts";
import { uniformRows } from "../features/line-breaks.ts";
import { readFile, writeFile } from "../files.ts";
import { profileName } from "../profile.ts";
import { serverCommands } from "../protocol.ts";
import type { Disk } from "./disk.ts";
import type { Session } from "./session.ts";
import { uriOf } from "./uris.ts";

/** Runs one of `serverCommands`. What could not be done is told to the person. */
export async function runCommand(session: Session, disk: Disk, command: string, argument: unknown): Promise<null> {
  const given = typeof argument === "object" && argument !== null ? argument : {};
  const uri = "uri" in given && typeof given.uri === "string" ? given.uri : undefined;
  if (uri === undefined) return null;
  try {
    switch (command) {
      case serverCommands.removeByteOrderMark:
        rewrite(session, disk, uri, (text) => text, false);
        break;
      case serverCommands.normaliseLineEndings:
        rewrite(
          session,
          disk,
          uri,
          (text) => uniformRows(openDocument("", text, dialectOf(session, uri), 0)),
          undefined,
        );
        break;
      case serverCommands.addToProfile:
        if ("path" in given && "value" in given) addToProfile(session, disk, uri, given.path, given.value);
        break;
    }
  } catch (error) {
    if (!(error instanceof Refusal)) session.fail(command, error);
    const why = error instanceof Refusal ? error.message : "The file could not be written.";
    session.connection.window.showWarningMessage(`CSV Preflight: ${why}`);
  }
  return null;
}

/** Something that is not done, and why, in words for the person who asked. */
class Refusal extends Error {}

function rewrite(
  session: Session,
  disk: Disk,
  uri: string,
  change: (text: string) => string,
  byteOrderMark: boolean | undefined,
): void {
  const { key, file, path } = session.address(uri);
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (file === undefined || !fs.existsSync(file)) throw new Refusal(`${name} is not on this computer's disk.`);
  const { text, facts } = readFile(file);
  if (facts.validUtf8 === false) throw new Refusal(`${name} is not in UTF-8. Save it in UTF-8 first.`);
  const entry = session.workspace.entry(key);
  // The editor shows every line break as one kind, so those do not tell whether something is unsaved.
  if (entry?.open && withFeeds(documentText(entry.document)) !== withFeeds(text)) {
    throw new Refusal(`${name} has changes that are not saved. Save it first.`);
  }
  writeFile(file, change(text), byteOrderMark === undefined ? facts : { ...facts, byteOrderMark });
  disk.changed([key]);
}

function dialectOf(session: Session, uri: string): { delimiter: string; raw: boolean } {
  const { delimiter = ",", raw = false } = session.workspace.entry(session.address(uri).key)?.document.dialect ?? {};
  return { delimiter, raw };
}

function withFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** Adds a value to a list such as `turvo.customRoles`; comments and layout of the profile stay. */
function addToProfile(session: Session, disk: Disk, uri: string, path: unknown, value: unknown): void {
  if (typeof path !== "string" || typeof value !== "string" || value === "") return;
  if (!/^[A-Za-z]+(?:\.[A-Za-z]+)*$/.test(path)) return;
  const { path: own, file } = session.address(uri);
  if (file === undefined)
    throw new Refusal("this file is not on this computer's disk, so there is no profile beside it.");
  const folder = disk.rootOf(own) ?? own.slice(0, own.lastIndexOf("/") + 1);
  const target = disk.profileAt(own)?.path ?? `${folder}${profileName}`;
  const old = fs.existsSync(target) ? readFile(target) : { text: "{}\n", facts: {} };
  const steps = path.split(".");
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: "\n" };
  const faults: ParseError[] = [];
  parse(old.text, faults, { allowTrailingComma: true });
  let text: string | undefined;
  try {
    text = applyJson(old.text, modify(old.text, [...steps, -1], value, { isArrayInsertion: true, formattingOptions }));
  } catch {
    // A list was expected where there is something else.
  }
  if (faults.length > 0 || text === undefined) throw new Refusal(`${profileName} has mistakes in it. Mend them first.`);
  writeFile(target, text, old.facts);
  disk.changed([uriOf(target)]);
}
