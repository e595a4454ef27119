/** The disk: finds import files in folders, and reads them whole or in pieces. */
import fs from "node:fs";
import path from "node:path";
import type { FileFacts } from "../../core/checking/rule.ts";
import { type Ignore, ignoreRules } from "../libraries/load-gitignore.ts";
import { decodeBytes } from "./decode.ts";
import { RefusedFile, readGuarded } from "./guarded-file.ts";
import { isOwnOutput, type OwnBundle, ownBundleAt } from "./own-output.ts";

export {
  type ByteEncoding,
  decodeBytes,
  decodePiece,
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

/** How a walk may be told what to leave aside. Paths are absolute, with `/` between names; folders end in `/`. */
export interface FindOptions {
  /** Files to hand out; default: those called `.csv`, in any case. */
  readonly wanted?: (path: string) => boolean;
  /** Folders and files to leave aside beyond the ignored ones. */
  readonly skip?: (path: string) => boolean;
  /** Reads nothing outside of the folder: no `.gitignore` files above it. */
  readonly alone?: boolean;
  /** Told of wanted names that are no files, such as pipes, and of links that lead to none. */
  readonly special?: (path: string) => void;
  /** Told of folders and `.gitignore` files that cannot be read; they are left aside. */
  readonly failed?: (path: string, error: unknown) => void;
  /** Told of files that we have written ourselves (clean copies, bundles); they are left aside, lest people are imported twice. */
  readonly ownOutput?: (path: string) => void;
}

export function isCsvName(file: string): boolean {
  return /\.csv$/i.test(file);
}

/** A CSV file that somebody compressed: importers that take files from a folder do not take it. */
export function isCompressedCsv(file: string): boolean {
  return /\.csv\.(?:gz|gzip|zip)$/i.test(file);
}

/** Finds files below a folder, in no promised order. `node_modules`, `.git` and what `.gitignore` files name are not searched, nor links to folders. */
export function* findFiles(folder: string, options: FindOptions = {}): Generator<string> {
  for (const file of findFilesInSteps(folder, options)) if (file !== undefined) yield file;
}

/** So many names are looked at in a step. */
const namesInStep = 200;

/** The same for who must let others go first: undefined after each folder and some of its names, also where nothing is found. */
export function* findFilesInSteps(folder: string, options: FindOptions = {}): Generator<string | undefined> {
  const start = withSlashes(path.resolve(folder)).replace(/\/$/, "");
  yield* walk(start, options.alone ? [] : ignoresAbove(start), options, undefined, true);
}

function* walk(
  folder: string,
  above: readonly Ignores[],
  options: FindOptions,
  bundleAbove: OwnBundle | undefined,
  isStart: boolean,
): Generator<string | undefined> {
  const { wanted = isCsvName, skip = () => false, failed, ownOutput, special } = options;
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(folder === "" ? "/" : folder, { withFileTypes: true });
  } catch (error) {
    failed?.(folder, error);
    return;
  }
  const own = entries.some((entry) => entry.name === ".gitignore") ? ignoresOf(folder, failed) : undefined;
  const ignores = own ? [own, ...above] : above;
  const names = new Set(entries.map(({ name }) => name));
  // Somebody who names a bundle outright wants what is in it.
  const bundle = isStart ? undefined : (ownBundleAt(folder, names) ?? bundleAbove);
  for (const [index, entry] of entries.entries()) {
    if (index % namesInStep === 0) yield undefined;
    const full = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (neverSearched.has(entry.name) || isIgnored(`${full}/`, ignores) || skip(`${full}/`)) continue;
      yield* walk(full, ignores, options, bundle, false);
    } else if (wanted(full)) {
      if (!entry.isFile() && !isLinkToFile(entry, full)) {
        special?.(full);
        continue;
      }
      if (isIgnored(full, ignores) || skip(full)) continue;
      if (isOwnOutput(full, names, bundle)) ownOutput?.(full);
      else yield full;
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

function ignoresOf(folder: string, failed?: FindOptions["failed"]): Ignores | undefined {
  const file = `${folder}/.gitignore`;
  try {
    const lines = readGuarded(file, { within: folder }).split(/\r\n?|\n/);
    const slow = lines.findIndex(isSlow);
    if (slow >= 0) failed?.(file, new Error(`Line ${slow + 1} has too many * and is ignored`));
    return { folder, rules: ignoreRules(lines.filter((line) => !isSlow(line))) };
  } catch (error) {
    if (!(error instanceof RefusedFile) || error.reason !== "missing") failed?.(file, error);
    return undefined;
  }
}

/** So many stars may a name in a `.gitignore` pattern have, and the whole: each may be tried at every character. */
const starsInNameMost = 2;
const starsMost = 6;
const patternLettersMost = 500;

/** Whether a line of a `.gitignore` could take long to hold against a path; nobody writes such. */
function isSlow(line: string): boolean {
  if (line.startsWith("#")) return false;
  const stars = line.split("/").map((name) => (name.match(/\*+/g) ?? []).length);
  const total = stars.reduce((sum, count) => sum + count, 0);
  return line.length > patternLettersMost || total > starsMost || stars.some((count) => count > starsInNameMost);
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
