/** Files that a folder brings along and that are read unasked, such as profiles: regular ones only, not too large, inside their folder only. */

import fs from "node:fs";
import path from "node:path";
import { type Message, message, ReasonError } from "../../core/text/message.ts";
import { decodeBytes } from "./decode.ts";

/** How many bytes such a file may have. */
export const guardedBytesMost = 16 << 20;

/** How such a file is read. */
export interface GuardedOptions {
  /** The folder (absolute) that it must be in when links are followed. Default: any. */
  readonly within?: string | undefined;
  /** Default: `guardedBytesMost`. */
  readonly bytesMost?: number;
}

/** Why such a file is not read. */
export type ReadRefusal =
  | "outside"
  | "link"
  | "dangling"
  | "missing"
  | "folder"
  | "special"
  | "large"
  | "denied"
  | "unreadable";

/** A file is not read; the message is a sentence about "it". */
export class RefusedFile extends ReasonError {
  /** @param bytesMost how many bytes the file may have had */
  constructor(
    readonly reason: ReadRefusal,
    bytesMost = guardedBytesMost,
  ) {
    super(reason === "large" ? message("It is larger than {0} MB.", bytesMost >> 20) : sentences[reason]);
  }
}

const sentences: Readonly<Record<Exclude<ReadRefusal, "large">, Message>> = {
  outside: message("It must be in the same folder or below, and its path must be relative."),
  link: message("It is a link to a file in another folder. Only files in the same folder or below are read."),
  dangling: message("It is a link to a file that isn't there."),
  missing: message("There is no such file."),
  folder: message("It is a folder."),
  special: message("It is a device or a pipe, not a file."),
  denied: message("Its permissions don't allow reading it."),
  unreadable: message("It can't be read."),
};

/**
 * The path of a file that a document in a folder names.
 *
 * @param folder absolute, `/` between names and at the end
 * @returns absolute, `/` between names
 * @throws RefusedFile for paths that are absolute (in the manner of any system), name a host or lead out of the folder
 */
export function pathWithin(folder: string, name: string): string {
  const plain = name.replaceAll("\\", "/");
  if (/^(?:\/|~|[a-z][a-z0-9+.-]*:)/i.test(plain) || plain.includes("\0")) throw new RefusedFile("outside");
  const full = path.posix.normalize(`${folder}${plain}`);
  if (!full.startsWith(folder)) throw new RefusedFile("outside");
  return full;
}

/** Reads such a text file. Throws a `RefusedFile`. */
export function readGuarded(file: string, options: GuardedOptions = {}): string {
  return decodeBytes(readGuardedBytes(file, options)).text;
}

/** The same as bytes. */
export function readGuardedBytes(
  file: string,
  { within, bytesMost = guardedBytesMost }: GuardedOptions = {},
): Uint8Array {
  let descriptor: number | undefined;
  try {
    if (within !== undefined && !leadsInto(file, within)) throw new RefusedFile("link");
    check(fs.statSync(file), bytesMost);
    // Never waits for who might write to a pipe that has just taken the file's place.
    descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    check(fs.fstatSync(descriptor), bytesMost);
    return readAtMost(descriptor, bytesMost);
  } catch (error) {
    throw refusalOf(error, file);
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** Whether a file is in a folder or below when links are followed. Throws what the system says when one is not there. */
export function leadsInto(file: string, folder: string): boolean {
  const inside = path.relative(fs.realpathSync(folder), fs.realpathSync(file));
  return inside !== "" && inside !== ".." && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside);
}

function check(stat: fs.Stats, bytesMost: number): void {
  if (stat.isDirectory()) throw new RefusedFile("folder");
  if (!stat.isFile()) throw new RefusedFile("special");
  if (stat.size > bytesMost) throw new RefusedFile("large", bytesMost);
}

/** The file may grow while it is read, and some files do not know their size. */
function readAtMost(descriptor: number, bytesMost: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let total = 0; ; ) {
    const piece = Buffer.allocUnsafe(1 << 16);
    const got = fs.readSync(descriptor, piece, 0, piece.length, null);
    if (got === 0) return Buffer.concat(pieces);
    total += got;
    if (total > bytesMost) throw new RefusedFile("large", bytesMost);
    pieces.push(piece.subarray(0, got));
  }
}

function refusalOf(error: unknown, file: string): RefusedFile {
  if (error instanceof RefusedFile) return error;
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "ENOENT":
    case "ENOTDIR":
      return new RefusedFile(fs.lstatSync(file, { throwIfNoEntry: false }) ? "dangling" : "missing");
    case "EACCES":
    case "EPERM":
      return new RefusedFile("denied");
    case "EISDIR":
      return new RefusedFile("folder");
    case "ENXIO":
      return new RefusedFile("special");
    default:
      return new RefusedFile("unreadable");
  }
}
