/** The disk: finds import files in folders, reads them whole or in pieces, writes them in one step. */
import fs from "node:fs";
import path from "node:path";
import ignore, { type Ignore } from "ignore";
import type { FileFacts } from "../../core/checking/rule.ts";
import { decodeBytes, encodeText } from "./decode.ts";

export {
  decodeBytes,
  decodePiece,
  type Encoding,
  encodeText,
  PieceDecoder,
  textOfUnits,
  UnitBuffer,
} from "./decode.ts";

/** A file as it was read. */
export interface DiskFile {
  /** Without the byte order mark; line breaks as they are. */
  readonly text: string;
  readonly facts: FileFacts;
  readonly bytes: Uint8Array;
}

/** Reads and decodes a whole file. Throws what the system says when it cannot be read. */
export function readFile(file: string): DiskFile {
  const bytes = fs.readFileSync(file);
  return { ...decodeBytes(bytes), bytes };
}

/** What is at a path; undefined when there is nothing, and when nobody may look. */
export function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file);
  } catch {
    return undefined;
  }
}

/** How many bytes `readPieces` hands out at once. */
export const pieceBytes = 1 << 18;

/** Reads a file in pieces of so many bytes. Each piece is overwritten by the next: use it up first. */
export function* readPieces(file: string, size = pieceBytes): Generator<Uint8Array> {
  const descriptor = fs.openSync(file, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(size);
    for (;;) {
      const got = fs.readSync(descriptor, buffer, 0, buffer.length, null);
      if (got === 0) return;
      yield buffer.subarray(0, got);
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Writes a text in the encoding that `facts` tell, byte order mark kept. Readers see the old bytes or the new ones, never half;
 * the file's mode stays, a link goes on pointing to it, and a folder that is not there is made.
 */
export function writeFile(file: string, text: string, facts: FileFacts = {}): void {
  writeBytes(file, encodeText(text, facts));
}

/** The same with bytes. */
export function writeBytes(file: string, bytes: Uint8Array): void {
  const target = fs.existsSync(file) ? fs.realpathSync(file) : file;
  const mode = fs.statSync(target, { throwIfNoEntry: false })?.mode;
  const beside = besideOf(target);
  try {
    fs.writeFileSync(beside, bytes, { flag: "wx" });
    if (mode !== undefined) fs.chmodSync(beside, mode & 0o7777);
    fs.renameSync(beside, target);
  } catch (error) {
    fs.rmSync(beside, { force: true });
    // A file may be writable in a folder that is not.
    if (mode === undefined || !isDenied(error)) throw error;
    fs.writeFileSync(target, bytes);
  }
}

/** The same with texts that are made while they are written: never more than some of them are in memory. */
export function writePieces(file: string, pieces: Iterable<string>): void {
  const target = fs.existsSync(file) ? fs.realpathSync(file) : file;
  const mode = fs.statSync(target, { throwIfNoEntry: false })?.mode;
  if (mode !== undefined && !mayWriteIn(path.dirname(target))) {
    writeAll(target, "w", pieces);
    return;
  }
  const beside = besideOf(target);
  try {
    writeAll(beside, "wx", pieces);
    if (mode !== undefined) fs.chmodSync(beside, mode & 0o7777);
    fs.renameSync(beside, target);
  } finally {
    fs.rmSync(beside, { force: true });
  }
}

/** Where a file is written before it takes the target's place; the folder is there then. */
function besideOf(target: string): string {
  const folder = path.dirname(target);
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: true });
  return path.join(folder, `.${path.basename(target)}.${process.pid}.tmp`);
}

function mayWriteIn(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function writeAll(file: string, flag: "w" | "wx", pieces: Iterable<string>): void {
  const descriptor = fs.openSync(file, flag);
  try {
    let pending = "";
    for (const piece of pieces) {
      pending += piece;
      if (pending.length < 1 << 16) continue;
      fs.writeFileSync(descriptor, pending);
      pending = "";
    }
    fs.writeFileSync(descriptor, pending);
  } finally {
    fs.closeSync(descriptor);
  }
}

function isDenied(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EACCES" || code === "EPERM";
}

/** How a walk may be told what to leave aside. Paths are absolute, with `/` between names; folders end in `/`. */
export interface FindOptions {
  /** Files to hand out; default: those called `.csv`, in any case. */
  readonly wanted?: (path: string) => boolean;
  /** Folders and files to leave aside beyond the ignored ones. */
  readonly skip?: (path: string) => boolean;
  /** Told of folders that cannot be read; they are left aside. */
  readonly failed?: (path: string, error: unknown) => void;
}

export function isCsvName(file: string): boolean {
  return /\.csv$/i.test(file);
}

/** Finds files below a folder, in no promised order. `node_modules`, `.git` and what `.gitignore` files name are not searched, nor links to folders. */
export function* findFiles(folder: string, options: FindOptions = {}): Generator<string> {
  const start = withSlashes(path.resolve(folder)).replace(/\/$/, "");
  yield* walk(start, ignoresAbove(start), options);
}

function* walk(folder: string, above: readonly Ignores[], options: FindOptions): Generator<string> {
  const { wanted = isCsvName, skip = () => false, failed } = options;
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(folder === "" ? "/" : folder, { withFileTypes: true });
  } catch (error) {
    failed?.(folder, error);
    return;
  }
  const own = entries.some((entry) => entry.name === ".gitignore") ? ignoresOf(folder) : undefined;
  const ignores = own ? [own, ...above] : above;
  for (const entry of entries) {
    const full = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (neverSearched.has(entry.name) || isIgnored(`${full}/`, ignores) || skip(`${full}/`)) continue;
      yield* walk(full, ignores, options);
    } else if (wanted(full) && (entry.isFile() || isLinkToFile(entry, full))) {
      if (!isIgnored(full, ignores) && !skip(full)) yield full;
    }
  }
}

const neverSearched = new Set(["node_modules", ".git"]);

function isLinkToFile(entry: fs.Dirent, full: string): boolean {
  return entry.isSymbolicLink() && statOf(full)?.isFile() === true;
}

/** One `.gitignore` and the folder it speaks for. */
interface Ignores {
  readonly folder: string;
  readonly rules: Ignore;
}

function ignoresOf(folder: string): Ignores | undefined {
  try {
    return { folder, rules: ignore({ ignorecase: false }).add(fs.readFileSync(`${folder}/.gitignore`, "utf8")) };
  } catch {
    return undefined;
  }
}

/** Those of the folders above, up to the repository's; none when they ignore the folder itself, for then somebody asked for it by name. */
function ignoresAbove(start: string): readonly Ignores[] {
  if (fs.existsSync(`${start}/.git`)) return [];
  const found: Ignores[] = [];
  for (let folder = start; folder.includes("/"); ) {
    folder = folder.slice(0, folder.lastIndexOf("/"));
    const own = ignoresOf(folder);
    if (own) found.push(own);
    if (fs.existsSync(`${folder}/.git`)) return isIgnored(`${start}/`, found) ? [] : found;
  }
  return [];
}

/** The nearest file that says anything decides. */
function isIgnored(full: string, ignores: readonly Ignores[]): boolean {
  for (const { folder, rules } of ignores) {
    const said = rules.test(full.slice(folder.length + 1));
    if (said.ignored) return true;
    if (said.unignored) return false;
  }
  return false;
}

/** A path with `/` between names, as globs and reports have it. */
export function withSlashes(file: string): string {
  return path.sep === "/" ? file : file.replaceAll(path.sep, "/");
}
