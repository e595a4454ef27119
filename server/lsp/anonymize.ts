/** Anonymised copies for the client: made in slices, so that a key pressed meanwhile does not wait. */

import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Sheet } from "../core/checking/sheet.ts";
import { type Message, message } from "../core/text/message.ts";
import { StaleTextError } from "../disk/reading/closed-text.ts";
import { closureOf, commonFolder, writeCopies } from "../disk/writing/anonymized-copy.ts";
import { type Anonymized, anonymize } from "../features/anonymize/anonymize.ts";
import type { AnonymizeAnswer, anonymizeRequest } from "../protocol/export.ts";
import type { GivenOf } from "../protocol/request.ts";
import type { Session } from "./session.ts";
import { nextTurn, sliceMs } from "./turns.ts";
import { uriOf } from "./uris.ts";

/** So often a copy is begun again because its files have changed meanwhile; then it is made without letting anybody in. */
const beginningsMax = 5;

export async function anonymizedCopy(
  session: Session,
  given: GivenOf<typeof anonymizeRequest>,
): Promise<AnonymizeAnswer> {
  const { translate } = session;
  const no = (text: Message): AnonymizeAnswer => ({
    refused: "other",
    message: translate(text),
    files: [],
    problems: 0,
  });
  const { uri, target, seed, keep, overwrite } = given;
  if (typeof uri !== "string") return no(message("Choose a file or a folder."));
  if (typeof target !== "string" || !/^file:/i.test(target))
    return no(message("The copy can only be saved to a disk on this computer."));
  const options = {
    seed: typeof seed === "string" ? seed : randomBytes(16).toString("hex"),
    keep: Array.isArray(keep) ? keep.filter((each): each is string => typeof each === "string") : [],
  };
  try {
    const made = await copyOf(session, uri, options);
    if (!made) return no(message("There is no import file to copy."));
    const { path } = session.address(uri);
    const pathOf = (sheet: Sheet): string => session.workspace.entry(sheet.uri)?.path ?? sheet.uri;
    const isFile = session.workspace.entry(session.address(uri).key) !== undefined;
    const base = isFile
      ? commonFolder(made.files.map(({ sheet }) => pathOf(sheet)))
      : `${path.replace(/(?<!\/)\/+$/, "")}/`;
    const answer = writeCopies(made, { target: fileURLToPath(target), base, overwrite: overwrite === true, pathOf });
    if ("refused" in answer)
      return { refused: answer.refused, message: translate(answer.message), files: [], problems: 0 };
    return { files: answer.map((each) => uriOf(each.target)), problems: made.problems };
  } catch (error) {
    if (error instanceof StaleTextError) throw error;
    session.fail("writing a copy", error);
    return no(message("The copy couldn't be saved."));
  }
}

async function copyOf(
  session: Session,
  uri: string,
  options: { readonly seed: string; readonly keep: readonly string[] },
): Promise<Anonymized | undefined> {
  const { workspace } = session;
  for (let beginning = 0; ; beginning++) {
    const sheets = sheetsAt(session, uri);
    if (sheets.length === 0) return undefined;
    const unread = sheets.find(({ complete }) => !complete);
    if (unread) {
      await session.reader.readAll(unread);
      beginning--;
      continue;
    }
    // Other files may change as they like.
    const documents = sheets.map(({ document }) => document);
    const isCurrent = (): boolean => {
      const now = sheetsAt(session, uri);
      return now.length === sheets.length && sheets.every((sheet, i) => session.isCurrent(sheet, documents[i]!));
    };
    const work = anonymize(sheets, workspace, options);
    const letsIn = beginning < beginningsMax;
    let end = performance.now() + sliceMs;
    do {
      let step = work.next();
      while (!step.done && !(letsIn && performance.now() >= end)) step = work.next();
      if (step.done) return step.value;
      await nextTurn();
      end = performance.now() + sliceMs;
    } while (isCurrent());
  }
}

/** The import files at a URI, with those they belong to. */
function sheetsAt({ workspace, address }: Session, uri: string): Sheet[] {
  const { key, path } = address(uri);
  const folder = `${path.replace(/(?<!\/)\/+$/, "")}/`;
  const named = [...workspace.entries()].filter((entry) => entry.uri === key || entry.path.startsWith(folder));
  return closureOf(
    workspace,
    named.flatMap(({ sheet }) => sheet ?? []),
  );
}
