/** Zips that somebody hands us: what one says of itself is checked before anything is unpacked, and what is unpacked is checked against it. */
import fs from "node:fs";
import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";

/** Why a zip is not read: a sentence without its full stop. */
export class ZipError extends Error {}

/** How large a file in a zip may be, and all of them together, in bytes. */
export const zippedFileMost = 256 << 20;
export const zippedFilesMost = 1 << 30;
/** And how many there may be. */
const entriesMost = 10_000;
/** The zip itself. */
const zipMost = 1 << 30;

/** One file, as the directory at the end of the zip has it. */
interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where its own header begins. */
  readonly at: number;
}

const endSize = 22;
const commentMost = 0xffff;
const entrySize = 46;
const headerSize = 30;
const stored = 0;
const deflated = 8;
const encryptedFlag = 1;
/** Stands for a number that is written elsewhere, in the format for more than 4 GB. */
const elsewhere = 0xffffffff;

const inflate = promisify(inflateRaw);

/** The files in a zip by path, folders left out. Rejects with a `ZipError`, or with what the system says. */
export async function readZip(file: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  try {
    const stat = fs.fstatSync(descriptor);
    if (!stat.isFile()) throw new ZipError("it is no regular file");
    if (stat.size > zipMost) throw new ZipError(`it is larger than ${inMegabytes(zipMost)}`);
    const entries = directoryOf(descriptor, stat.size).filter(({ name }) => !name.endsWith("/"));
    check(entries);
    const contents = new Map<string, Uint8Array>();
    for (const entry of entries) contents.set(entry.name, await unpacked(descriptor, entry));
    return contents;
  } finally {
    fs.closeSync(descriptor);
  }
}

function check(entries: readonly ZipEntry[]): void {
  const names = new Set<string>();
  let total = 0;
  for (const { name, flags, method, packed, size } of entries) {
    if (names.has(name)) throw new ZipError(`it contains ${name} twice`);
    names.add(name);
    const isOutside = name.split(/[\\/]/).includes("..") || /^(?:[\\/]|[a-z]:)/i.test(name) || name.includes("\0");
    if (isOutside) throw new ZipError(`the path ${JSON.stringify(name)} in it leads out of it`);
    if ((flags & encryptedFlag) !== 0)
      throw new ZipError(`${name} in it is encrypted. Unzip it and compare the folder instead`);
    if (method !== stored && method !== deflated)
      throw new ZipError(
        `${name} in it is packed in a way that can't be read. Unzip it and compare the folder instead`,
      );
    if (size > zippedFileMost)
      throw new ZipError(
        `${name} in it has ${inMegabytes(size)}. Files of up to ${inMegabytes(zippedFileMost)} are read`,
      );
    if (method === stored && packed !== size) throw new ZipError(`it says two different sizes of ${name}`);
    total += size;
    if (total > zippedFilesMost)
      throw new ZipError(`its files have more than ${inMegabytes(zippedFilesMost)} together`);
  }
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / (1 << 20))} MB`;
}

const damaged = (): ZipError => new ZipError("it is no zip file, or it is damaged");

function readAt(descriptor: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let got = 0; got < length; ) {
    const more = fs.readSync(descriptor, bytes, got, length - got, at + got);
    if (more === 0) throw damaged();
    got += more;
  }
  return bytes;
}

function directoryOf(descriptor: number, size: number): ZipEntry[] {
  if (size < endSize) throw damaged();
  const tail = readAt(descriptor, Math.max(0, size - endSize - commentMost), Math.min(size, endSize + commentMost));
  const end = tail.lastIndexOf("PK\x05\x06", undefined, "latin1");
  if (end < 0 || tail.length - end < endSize) throw damaged();
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  if (count > entriesMost || start === elsewhere) throw new ZipError(`it has more than ${entriesMost} files`);
  if (start + length > size) throw damaged();
  const bytes = readAt(descriptor, start, length);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + entrySize > length || bytes.readUInt32LE(at) !== 0x02014b50) throw damaged();
    const nameLength = bytes.readUInt16LE(at + 28);
    const nameEnd = at + entrySize + nameLength;
    if (nameEnd > length) throw damaged();
    entries.push({
      name: bytes.toString("utf8", at + entrySize, nameEnd),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    });
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** The bytes of a file, if they are what the directory says: as many, and with its sum. */
async function unpacked(descriptor: number, { name, method, packed, size, crc, at }: ZipEntry): Promise<Uint8Array> {
  const header = readAt(descriptor, at, headerSize);
  if (header.readUInt32LE(0) !== 0x04034b50) throw damaged();
  const from = at + headerSize + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (from + packed > fs.fstatSync(descriptor).size) throw damaged();
  const bytes = readAt(descriptor, from, packed);
  const plain = method === stored ? bytes : await inflated(bytes, name, size);
  if (plain.length !== size) throw new ZipError(`${name} in it is smaller than it says`);
  if (crc32(plain) !== crc) throw new ZipError(`${name} in it is damaged`);
  return plain;
}

async function inflated(bytes: Buffer, name: string, size: number): Promise<Buffer> {
  try {
    // No more than was declared is ever unpacked, whatever the bytes come to.
    return await inflate(bytes, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    if (error instanceof RangeError) throw new ZipError(`${name} in it is larger than it says`);
    throw new ZipError(`${name} in it is damaged`);
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

/** The sum that zips are checked by; Node's own came with a later version than the oldest we run on. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = crcTable[(sum ^ byte) & 0xff]! ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
