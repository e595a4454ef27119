/** Anonymised copies on disk: nothing is written unless all of it may be, and never over an original. */

import fs from "node:fs";
import path from "node:path";
import type { FileFacts } from "../../core/checking/rule.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import { joined, type Message, message } from "../../core/text/message.ts";
import { namesAmong } from "../../core/workspace/folders.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import type { Anonymized } from "../../features/anonymize/anonymize.ts";
import { encodeText, withSlashes } from "../reading/files.ts";
import { writeOutputs } from "./output.ts";

export interface CopyOptions {
  /** The folder to write to; it is made when it is not there. */
  readonly target: string;
  /** The folder whose files keep their places below the target, or that of all files where one is outside it; absolute, `/` between names, `/` at the end. */
  readonly base: string;
  /** A yes to replacing files that are there. */
  readonly overwrite: boolean;
  /** Where an original lies; absolute, `/` between names. */
  readonly pathOf: (sheet: Sheet) => string;
}

/** `differences`: the copy would not have the same problems; `exists` asks for a yes; `other` is a no. */
export interface CopyRefusal {
  readonly refused: "differences" | "exists" | "other";
  readonly message: Message;
}

export interface CopyFile {
  readonly source: string;
  readonly target: string;
}

/** Writes a copy that was made. Throws what the system says when a file cannot be written. */
export function writeCopies(made: Anonymized, options: CopyOptions): readonly CopyFile[] | CopyRefusal {
  if (made.differences.length > 0) return { refused: "differences", message: differencesInWords(made, options) };
  const folder = path.resolve(options.target);
  if (fs.existsSync(folder) && !fs.statSync(folder).isDirectory())
    return { refused: "other", message: message("{0} is a file. Choose a folder.", options.target) };
  // A file that belongs to one of the folder may be beside it: two of one name must not become one.
  const base = commonFolder([options.base, ...made.files.map(({ sheet }) => options.pathOf(sheet))]);
  const files = made.files.map(({ sheet, text }) => {
    const source = options.pathOf(sheet);
    return { source, target: path.join(folder, source.slice(base.length)), text, facts: sheet.facts };
  });
  const no = writeOutputs(
    files.map(({ target, text, facts }) => ({ path: target, content: encodeCopy(text, facts) })),
    { inputs: files.map(({ source }) => source), existing: options.overwrite ? "replace" : "refuse", folder },
  );
  if (no) return no;
  return files.map(({ source, target }) => ({ source, target: withSlashes(target) }));
}

/** Bytes that mean nothing stay such: each U+FFFD that stands for one is written as one. */
export function encodeCopy(text: string, facts: FileFacts): Uint8Array {
  if (facts.validUtf8 !== false || !text.includes("\ufffd")) return encodeText(text, facts);
  const broken = Buffer.of(0xff);
  const parts = text.split("\ufffd").flatMap((part, i) => {
    const bytes = Buffer.from(encodeText(part, { ...facts, byteOrderMark: facts.byteOrderMark === true && i === 0 }));
    return i === 0 ? [bytes] : [broken, bytes];
  });
  return Buffer.concat(parts);
}

/** The files that a copy of some files needs: what they refer to, and what refers to them. */
export function closureOf(workspace: Workspace, sheets: Iterable<Sheet>): Sheet[] {
  const all = new Set(sheets);
  for (const sheet of all) {
    for (const { document } of workspace.tablesFor(workspace.entry(sheet.uri)?.path ?? ""))
      for (const found of workspace.find(sheet, document.name)) if (isLinked(sheet, found)) all.add(found);
  }
  return [...all].sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

function isLinked(a: Sheet, b: Sheet): boolean {
  const names = (sheet: Sheet): (string | undefined)[] => [
    ...(sheet.table.document.foreignKeys ?? []).map((key) => key.reference.table),
    sheet.table.document.membership?.table,
  ];
  return names(a).includes(b.table.name) || names(b).includes(a.table.name);
}

/** The innermost folder that holds all paths, with its last `/`. */
export function commonFolder(paths: readonly string[]): string {
  const [first = "", ...others] = paths.map((each) => each.slice(0, each.lastIndexOf("/") + 1));
  let folder = first;
  while (others.some((other) => !other.startsWith(folder)))
    folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  return folder;
}

/** So many differences are told one by one. */
const reportedMax = 10;

function differencesInWords({ differences }: Anonymized, { pathOf }: CopyOptions): Message {
  const nameOf = namesAmong(differences.map(({ sheet }) => pathOf(sheet)));
  const lines = differences.slice(0, reportedMax).map(({ sheet, line, rule, field, added }) => {
    const place = message("{0}, line {1}", nameOf(pathOf(sheet)), line);
    const where = field === undefined ? place : joined([place, field], ", ");
    return added
      ? message("{0}: Only the copy has the problem {1}.", where, rule)
      : message("{0}: Only the original has the problem {1}.", where, rule);
  });
  const more = differences.length - reportedMax;
  return joined(
    [
      message("The copy wouldn't have the same problems as the original. Try another seed."),
      ...lines,
      ...(more > 0 ? [message("and {0} more", more)] : []),
    ],
    "\n",
  );
}
