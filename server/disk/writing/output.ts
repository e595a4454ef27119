/** The one way onto the disk: replaces files in one step, never an input, and leaves the old bytes whole when it cannot. */

import fs from "node:fs";
import path from "node:path";
import { listOf, type Message, message } from "../../core/text/message.ts";

/** A file to write. */
export interface Output {
  readonly path: string;
  /** Bytes, or texts that are written in UTF-8 while they are made: never more than some of them are in memory. */
  readonly content: Uint8Array | Iterable<string>;
}

export interface OutputOptions {
  /** Files that were read for what is written. None of them is ever written to, by whatever name or link. */
  readonly inputs: readonly string[];
  /**
   * What becomes of a file that is there: `refuse` asks for a yes, `replace` is that yes, `replace-report` replaces what
   * `isReplaceableReport` finds to be an earlier report and refuses anything else.
   */
  readonly existing: "refuse" | "replace" | "replace-report";
  /** Files below it are named as seen from there; others by their own name. */
  readonly folder?: string;
}

/** `exists` asks for a yes; `other` is a no. */
export interface OutputRefusal {
  readonly refused: "exists" | "other";
  /** One or two whole sentences. */
  readonly message: Message;
}

/**
 * Writes files: all of them are made beside their targets first and only then put in their places, so that a full disk changes
 * nothing. What is no regular file (a device, a pipe) is written into. Folders are made. Mode and owner of a replaced file stay,
 * a link goes on pointing to it, other names of it (hard links) see the new bytes.
 *
 * @returns why nothing was written, or undefined
 * @throws what the system says when it cannot write
 */
export function writeOutputs(outputs: readonly Output[], options: OutputOptions): OutputRefusal | undefined {
  const targets = outputs.map((output) => ({ ...output, place: placeOf(output.path) }));
  const no = refusalOf(targets, options);
  if (no) return no;
  const staged: Staged[] = [];
  try {
    for (const { place, content } of targets) staged.push(stage(place, content));
    for (const each of staged) each.commit();
  } finally {
    for (const each of staged) each.discard();
  }
  return undefined;
}

/**
 * Replaces a file that was read by its next version, unless somebody else has changed it since.
 *
 * @param read the bytes that the next version was made from
 * @returns why it was not written, or undefined
 * @throws what the system says when it cannot write
 */
export function rewriteFile(file: string, bytes: Uint8Array, read: Uint8Array): OutputRefusal | undefined {
  const place = placeOf(file);
  const name = path.basename(file);
  if (place.kind !== "file")
    return { refused: "other", message: message("{0} isn't a regular file, so it can't be changed.", name) };
  if (place.readOnly) return { refused: "other", message: readOnlyMessage(name) };
  if (Buffer.compare(fs.readFileSync(place.path), read) !== 0)
    return { refused: "other", message: message("{0} has changed since it was read. Try again.", name) };
  const staged = stage(place, bytes);
  try {
    staged.commit();
  } finally {
    staged.discard();
  }
  return undefined;
}

/** Why these paths may not be written to; undefined when they may. Nothing is written. */
export function outputRefusal(paths: readonly string[], options: OutputOptions): OutputRefusal | undefined {
  return refusalOf(
    paths.map((file) => ({ path: file, place: placeOf(file) })),
    options,
  );
}

/** Whether both names lead to one file, through links too. */
export function isSameFile(a: string, b: string): boolean {
  return identityOf(a) === identityOf(b);
}

/** Where a path leads. */
interface OutputPlace {
  /** Links followed. */
  readonly path: string;
  readonly kind: "nothing" | "file" | "folder" | "stream";
  readonly readOnly: boolean;
  /** Of a file that is there. */
  readonly stat: fs.Stats | undefined;
}

function placeOf(named: string): OutputPlace {
  const file = path.resolve(named);
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  // What a shell has opened for us is written into, also where it leads to a regular file.
  if (stat && (descriptorOf(file) !== undefined || !(stat.isFile() || stat.isDirectory())))
    return { path: file, kind: "stream", readOnly: false, stat };
  const real = stat ? fs.realpathSync(file) : danglingTarget(file);
  if (!stat) return { path: real, kind: "nothing", readOnly: false, stat };
  // The mode is looked at too: to the superuser everything is writable.
  const readOnly = stat.isFile() && ((stat.mode & 0o222) === 0 || !mayWrite(real));
  return { path: real, kind: stat.isFile() ? "file" : "folder", readOnly, stat };
}

/** The open file that a name of the shell's stands for: `/dev/stdout`, `/dev/fd/63`. */
function descriptorOf(file: string): number | undefined {
  const [, stream, number] = /^\/(?:dev|proc\/self)\/(?:(stdout|stderr)|fd\/(\d+))$/.exec(file) ?? [];
  if (stream !== undefined) return stream === "stdout" ? 1 : 2;
  return number === undefined ? undefined : Number(number);
}

/** A link to nothing is followed as far as it says. */
function danglingTarget(file: string): string {
  let at = path.resolve(file);
  for (let hops = 0; hops < 40 && fs.lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink(); hops++)
    at = path.resolve(path.dirname(at), fs.readlinkSync(at));
  return at;
}

function mayWrite(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The same for all names of one file. */
function identityOf(named: string): string {
  const file = path.resolve(named);
  const stat = fs.statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.dev}:${stat.ino}` : danglingTarget(file);
}

function refusalOf(
  targets: readonly { readonly path: string; readonly place: OutputPlace }[],
  { inputs, existing, folder }: OutputOptions,
): OutputRefusal | undefined {
  const read = new Set(inputs.map(identityOf));
  const nameOf = (file: string): string => shownName(file, folder);
  const seen = new Map<string, string>();
  for (const { path: file, place } of targets) {
    const name = nameOf(file);
    const other = (text: Message): OutputRefusal => ({ refused: "other", message: text });
    const identity = identityOf(file);
    if (place.kind === "folder") return other(message("{0} is a folder. Choose a file.", name));
    if (place.kind !== "stream" && read.has(identity))
      return other(message("{0} is one of the source files. Choose another name.", name));
    const earlier = seen.get(identity);
    if (place.kind !== "stream" && earlier !== undefined)
      return other(
        earlier === name
          ? message("Two files would be written to {0}.", name)
          : message("{0} and {1} are the same file, so only one of them can be written.", earlier, name),
      );
    seen.set(identity, name);
    if (place.readOnly && existing !== "refuse") return other(readOnlyMessage(name));
  }
  const there = targets.filter(({ place }) => place.kind === "file");
  if (existing === "replace-report") {
    const kept = there.find(({ path: file, place }) => !isReplaceableReport(file, headOf(place.path)));
    if (kept)
      return {
        refused: "other",
        message: message(
          "{0} isn't an earlier report, so it isn't replaced. Choose another name, or delete it first.",
          nameOf(kept.path),
        ),
      };
  }
  if (existing !== "refuse" || there.length === 0) return undefined;
  const names = there.map(({ path: file }) => nameOf(file));
  const text =
    names.length === 1 ? message("{0} already exists.", names[0]!) : message("{0} already exist.", listOf(names));
  return { refused: "exists", message: text };
}

function shownName(file: string, folder: string | undefined): string {
  const below = folder === undefined ? "" : path.relative(path.resolve(folder), path.resolve(file));
  return below === "" || below.startsWith("..") ? path.basename(file) : below.split(path.sep).join("/");
}

function readOnlyMessage(name: string): Message {
  return message("{0} is read-only. Make it writable first, or choose another name.", name);
}

/** So much of a file shows whether it is a report. */
const headBytes = 512;

function headOf(file: string): string {
  const descriptor = fs.openSync(file, "r");
  try {
    const head = Buffer.alloc(headBytes);
    return head.toString("utf8", 0, fs.readSync(descriptor, head, 0, headBytes, 0));
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Whether a file that is there may be replaced by a report without asking, as linters do. Files whose names promise data (CSV,
 * JSON, HTML) are replaced only where they begin as our reports do; whatever holds comma-separated lines never is.
 *
 * @param head the first bytes of the file
 */
export function isReplaceableReport(file: string, head: string): boolean {
  const text = head.replace(/^\ufeff/, "");
  if (text.trim() === "") return true;
  const ours = reportMarks.some((mark) => mark.test(text));
  if (/\.(?:csv|tsv|tab|json|jsonc|ndjson|sarif|html?|xlsx|zip)$/i.test(file)) return ours;
  return ours || !looksLikeTable(text);
}

/** Two lines with as many delimiters, other than a text report's lines about two files. */
function looksLikeTable(text: string): boolean {
  const [first = "", second = ""] = text.split(/\r?\n/);
  const count = (line: string, delimiter: string): number => line.split(delimiter).length - 1;
  if (/, [\d,]+ rows?\b/.test(first)) return false;
  return [",", ";", "\t", "|"].some((each) => count(first, each) > 0 && count(first, each) === count(second, each));
}

/** How our reports begin. */
const reportMarks = [
  /^\{"version": ?\d+,\s*"files": ?\[/,
  /^\{"version": ?\d+,\s*"old": ?\{/,
  /^\{"\$schema": ?"[^"]*\/sarif-2\.1\.0\.json"/,
  /<meta name="generator" content="CSV Preflight">/,
  /^kind,file,file_type,line,column,/,
];

/** A file that is made and not yet in its place. */
interface Staged {
  commit(): void;
  /** Removes what is left over, also after a commit. */
  discard(): void;
}

let namesGiven = 0;

/** A name beside a target that nobody else of this process gets, for what is to take its place. */
export function nameBeside(target: string): string {
  return path.join(path.dirname(target), `.csv-preflight-${process.pid}-${namesGiven++}.tmp`);
}

function stage(place: OutputPlace, content: Output["content"]): Staged {
  if (place.kind === "stream") return { commit: () => writeInto(place.path, content), discard: () => {} };
  const { stat } = place;
  const folder = path.dirname(place.path);
  fs.mkdirSync(folder, { recursive: true });
  if (stat && stat.nlink > 1) return stageInPlace(place.path, content);
  const beside = nameBeside(place.path);
  try {
    // Never readable to more than may read the file that it replaces.
    const descriptor = fs.openSync(beside, "wx", stat ? stat.mode & 0o777 : 0o666);
    try {
      if (stat) keepOwnerAndMode(descriptor, stat);
      writeContent(descriptor, content);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    fs.rmSync(beside, { force: true });
    // A file may be writable in a folder that is not, and belong to somebody else.
    if (stat && isDenied(error)) return stageInPlace(place.path, content);
    throw error;
  }
  return {
    commit() {
      fs.renameSync(beside, place.path);
      syncFolder(folder);
    },
    discard: () => fs.rmSync(beside, { force: true }),
  };
}

/**
 * For a file with several names, and for one in a folder that may not be written to: the new bytes go over the old ones. Nothing is
 * cut off before all is written, so that the old bytes find room again when the disk is full.
 */
function stageInPlace(file: string, content: Output["content"]): Staged {
  const bytes = content instanceof Uint8Array ? content : Buffer.from([...content].join(""));
  return {
    commit() {
      const old = fs.readFileSync(file);
      const descriptor = fs.openSync(file, "r+");
      try {
        writeWhole(descriptor, bytes, 0);
        fs.ftruncateSync(descriptor, bytes.length);
        fs.fsyncSync(descriptor);
      } catch (error) {
        writeWhole(descriptor, old, 0);
        fs.ftruncateSync(descriptor, old.length);
        throw error;
      } finally {
        fs.closeSync(descriptor);
      }
    },
    discard: () => {},
  };
}

function keepOwnerAndMode(descriptor: number, stat: fs.Stats): void {
  const made = fs.fstatSync(descriptor);
  if (made.uid !== stat.uid || made.gid !== stat.gid) fs.fchownSync(descriptor, stat.uid, stat.gid);
  // After the owner: changing it takes special bits away.
  fs.fchmodSync(descriptor, stat.mode & 0o7777);
}

/** What a shell has opened is written where it stands: behind what is there when it was opened to append. */
function writeInto(file: string, content: Output["content"]): void {
  const open = descriptorOf(file);
  if (open !== undefined) {
    writeContent(open, content);
    return;
  }
  const descriptor = fs.openSync(file, fs.constants.O_WRONLY);
  try {
    writeContent(descriptor, content);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** So many characters are collected before they are written. */
const writeAtOnce = 1 << 16;

function writeContent(descriptor: number, content: Output["content"]): void {
  if (content instanceof Uint8Array) {
    writeWhole(descriptor, content);
    return;
  }
  let pending = "";
  for (const piece of content) {
    pending += piece;
    if (pending.length < writeAtOnce) continue;
    writeWhole(descriptor, Buffer.from(pending));
    pending = "";
  }
  writeWhole(descriptor, Buffer.from(pending));
}

/** Writes all bytes, from a position or where the file stands. */
function writeWhole(descriptor: number, bytes: Uint8Array, position?: number): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      const place = position === undefined ? null : position + at;
      at += fs.writeSync(descriptor, bytes, at, bytes.length - at, place);
    } catch (error) {
      // A pipe that was opened not to wait is full: its reader needs a moment.
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function syncFolder(folder: string): void {
  // Not every system lets a folder be opened; the file itself is safe by then.
  try {
    const descriptor = fs.openSync(folder, "r");
    try {
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {}
}

function isDenied(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EACCES" || code === "EPERM";
}
