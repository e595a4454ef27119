/** Undo sets on disk: written beside the target, read back, compared, and only then put in its place. */

import fs from "node:fs";
import path from "node:path";
import { type Message, message } from "../../core/text/message.ts";
import type { UndoSet } from "../../features/compare/undo.ts";
import { type Contents, compare, readFolder, writeFolder } from "./bundle.ts";
import { nameBeside } from "./output.ts";
import { readBack } from "./read-back.ts";

/** The name of the page that goes with the files. */
const pageName = "undo.md";

/**
 * Writes an undo set into a new or empty folder; `page` says what it does. Answers the names of the files, or why nothing
 * was written.
 */
export async function writeUndo(
  undo: UndoSet,
  page: string,
  folder: string,
): Promise<{ readonly files: readonly string[] } | { readonly refused: Message }> {
  if (undo.obstacle !== undefined) return { refused: undo.obstacle };
  const target = path.resolve(folder);
  const there = fs.lstatSync(target, { throwIfNoEntry: false });
  const isFree = !there || (there.isDirectory() && fs.readdirSync(target).length === 0);
  if (!isFree) return { refused: message("{0} already exists. Choose an empty or new folder.", path.basename(target)) };
  for (const file of undo.files) {
    const mismatch = await readBack(file.exported, "csv");
    if (mismatch !== undefined) return { refused: message("{0}: {1}", file.path, mismatch) };
  }
  const contents: Contents = new Map([
    ...undo.files.map(({ path: name, exported }) => [name, Buffer.from(exported.text)] as const),
    [pageName, Buffer.from(page)],
  ]);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const beside = nameBeside(target);
  try {
    writeFolder(beside, contents);
    compare(contents, readFolder(beside, contents.keys()));
    if (there) fs.rmdirSync(target);
    fs.renameSync(beside, target);
  } finally {
    fs.rmSync(beside, { recursive: true, force: true });
  }
  return { files: [...contents.keys()] };
}
