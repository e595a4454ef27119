/** Bytes to text and back: which encoding, which byte order mark, and what an editor would hide about both. */
import { isAscii, isUtf8 } from "node:buffer";
import os from "node:os";
import type { FileFacts } from "../../core/checking/rule.ts";
import { openDocument, positionAt, rowEnd } from "../../core/text/document.ts";
import { platform } from "../../core/text/platform.ts";

export type ByteEncoding = "utf-8" | "utf-16le" | "utf-16be";

/** What bytes say, without their byte order mark, and what is to be known of them. */
export interface Decoded {
  readonly text: string;
  readonly facts: FileFacts;
}

// Node copies a string's units some thirty times as fast as a loop over them.
if (os.endianness() === "LE") {
  let bytes: Buffer = Buffer.alloc(0);
  platform.copyUnits = (text, into) => {
    if (bytes.buffer !== into.buffer) bytes = Buffer.from(into.buffer, into.byteOffset, into.byteLength);
    bytes.write(text, "utf16le");
  };
  let source: Buffer = Buffer.alloc(0);
  platform.makeText = (units, start, end) => {
    if (end - start <= shortText) return shortTextOf(units, start, end);
    if (source.buffer !== units.buffer || source.byteOffset !== units.byteOffset || source.length !== units.byteLength)
      source = Buffer.from(units.buffer, units.byteOffset, units.byteLength);
    return source.toString("utf16le", start * 2, end * 2);
  };
}

/** Up to so many units are made a text here faster than Node does it. */
const shortText = 9;

/** Three units a step: each step makes a text. */
function shortTextOf(units: Uint16Array, start: number, end: number): string {
  const first = units[start]!;
  switch (end - start) {
    case 0:
      return "";
    case 1:
      return String.fromCharCode(first);
    case 2:
      return String.fromCharCode(first, units[start + 1]!);
    case 3:
      return String.fromCharCode(first, units[start + 1]!, units[start + 2]!);
    default:
      return String.fromCharCode(first, units[start + 1]!, units[start + 2]!) + shortTextOf(units, start + 3, end);
  }
}

/** Decodes a whole file. Never fails: bytes that mean nothing become U+FFFD and `facts.validUtf8` says so. */
export function decodeBytes(bytes: Uint8Array): Decoded {
  const decoder = new PieceDecoder();
  const text = decoder.push(bytes) + decoder.end();
  const mixedLine = firstOddLine(text);
  return { text, facts: mixedLine === undefined ? decoder.facts : { ...decoder.facts, mixedLine } };
}

/** Writes a text as the bytes it came from would have it: the same encoding, the byte order mark kept. */
export function encodeText(text: string, facts: FileFacts): Uint8Array {
  const mark = facts.byteOrderMark ? "\ufeff" : "";
  if (facts.encoding !== "utf-16le" && facts.encoding !== "utf-16be") return Buffer.from(mark + text, "utf8");
  const bytes = Buffer.from(mark + text, "utf16le");
  return facts.encoding === "utf-16be" ? bytes.swap16() : bytes;
}

/** Decodes a file in pieces, an archive as an empty one; a letter that is cut by the end of a piece waits for the next. */
export class PieceDecoder {
  #encoding: ByteEncoding | undefined;
  #mark = false;
  #valid = true;
  #rest: Uint8Array = new Uint8Array(0);
  #atStart = true;
  #compressed: "gzip" | "zip" | undefined;

  /** What is known so far; final after `end`. `validUtf8` says nothing of a file in UTF-16. */
  get facts(): FileFacts & { readonly encoding: ByteEncoding } {
    const encoding = this.#encoding ?? "utf-8";
    if (this.#compressed) return { encoding, byteOrderMark: false, compressed: this.#compressed };
    return {
      encoding,
      byteOrderMark: this.#mark,
      ...(encoding === "utf-8" ? { validUtf8: this.#valid } : {}),
    };
  }

  /** True as long as no piece held bytes that are not UTF-8. */
  get valid(): boolean {
    return this.#valid;
  }

  /** Bytes that were pushed and wait for the rest of their letter. */
  get pending(): number {
    return this.#rest.length;
  }

  /** The next piece as text. */
  push(bytes: Uint8Array): string {
    return this.#decode(this.#take(bytes));
  }

  /** The next piece as UTF-16 units behind what `into` holds. */
  pushUnits(bytes: Uint8Array, into: UnitBuffer): void {
    const piece = this.#take(bytes);
    const plain = this.facts.encoding === "utf-8" && (isAscii(piece) || isUtf8(piece));
    if (plain) into.addUtf8(piece);
    else into.addText(this.#decode(piece));
  }

  /** Bytes that are whole letters: what waited, and the piece up to its last whole letter. */
  #take(bytes: Uint8Array): Buffer {
    if (this.#compressed) return Buffer.alloc(0);
    let piece = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bufferOf(bytes);
    this.#rest = new Uint8Array(0);
    if (this.#atStart) {
      if (piece.length < 4) {
        this.#rest = Uint8Array.from(piece);
        return Buffer.alloc(0);
      }
      piece = this.#begin(piece);
    }
    const cut = this.#encoding === "utf-8" ? wholeUtf8(piece) : wholeUtf16(piece, this.#encoding === "utf-16be");
    if (cut < piece.length) this.#rest = Uint8Array.from(piece.subarray(cut));
    return piece.subarray(0, cut);
  }

  end(): string {
    let piece = bufferOf(this.#rest);
    this.#rest = new Uint8Array(0);
    if (this.#atStart) piece = this.#begin(piece);
    return this.#decode(piece);
  }

  /** Settles the encoding by the first bytes and takes the byte order mark off. */
  #begin(piece: Buffer): Buffer {
    this.#atStart = false;
    const [first, second, third, fourth] = piece;
    if (first === 0x1f && second === 0x8b) this.#compressed = "gzip";
    if (first === 0x50 && second === 0x4b && third === 0x03 && fourth === 0x04) this.#compressed = "zip";
    if (this.#compressed) return Buffer.alloc(0);
    const mark = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "";
    this.#mark = mark !== "" || (first === 0xef && second === 0xbb && third === 0xbf);
    this.#encoding = mark || (this.#mark ? "utf-8" : guessEncoding(piece));
    return this.#mark ? piece.subarray(mark === "" ? 3 : 2) : piece;
  }

  #decode(piece: Buffer): string {
    const { encoding } = this.facts;
    if (encoding === "utf-8" && this.#valid && !isAscii(piece) && !isUtf8(piece)) this.#valid = false;
    return decodePiece(piece, encoding);
  }
}

/** UTF-16 units in one array that grows: where a file is put together that is read in pieces. */
export class UnitBuffer {
  units: Uint16Array<ArrayBuffer>;
  size = 0;

  /** `room`: so many units fit in before it has to grow. */
  constructor(capacity = 1 << 19) {
    this.units = new Uint16Array(capacity);
  }

  /** Adds bytes that are known to be UTF-8 and to begin and end with a whole letter. */
  addUtf8(bytes: Buffer): void {
    this.#reserve(bytes.length);
    // Most of most files is ASCII, which is copied a block at a time without looking at letters.
    for (let from = 0; from < bytes.length; ) {
      const to = Math.min(bytes.length, from + 1024);
      const block = bytes.subarray(from, to);
      if (isAscii(block)) {
        this.units.set(block, this.size);
        this.size += block.length;
        from = to;
      } else from = this.#addLetters(bytes, from, to);
    }
  }

  addText(text: string): void {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.units[this.size++] = text.charCodeAt(i);
  }

  /** Moves what stands from `from` on to the front. */
  drop(from: number): void {
    this.units.copyWithin(0, from, this.size);
    this.size -= from;
  }

  text(from = 0, to = this.size): string {
    return textOfUnits(this.units.subarray(from, to));
  }

  /** Decodes letters that start in `[from, to)`; answers where the next one starts. */
  #addLetters(bytes: Buffer, from: number, to: number): number {
    const { units } = this;
    let { size } = this;
    let at = from;
    while (at < to) {
      const first = bytes[at++]!;
      if (first < 0x80) units[size++] = first;
      else if (first < 0xe0) units[size++] = ((first & 0x1f) << 6) | (bytes[at++]! & 0x3f);
      else if (first < 0xf0) {
        units[size++] = ((first & 0x0f) << 12) | ((bytes[at]! & 0x3f) << 6) | (bytes[at + 1]! & 0x3f);
        at += 2;
      } else {
        const middle = ((bytes[at]! & 0x3f) << 12) | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f);
        const point = (((first & 0x07) << 18) | middle) - 0x10000;
        units[size++] = 0xd800 | (point >> 10);
        units[size++] = 0xdc00 | (point & 0x3ff);
        at += 3;
      }
    }
    this.size = size;
    return at;
  }

  #reserve(more: number): void {
    if (this.size + more <= this.units.length) return;
    const larger = new Uint16Array((this.size + more) * 2);
    larger.set(this.units.subarray(0, this.size));
    this.units = larger;
  }
}

/** The text that UTF-16 units in this machine's byte order make. */
export function textOfUnits(units: Uint16Array): string {
  if (os.endianness() === "LE")
    return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString("utf16le");
  let text = "";
  for (let i = 0; i < units.length; i += 4096) text += String.fromCharCode(...units.subarray(i, i + 4096));
  return text;
}

/** Decodes bytes that begin and end with a whole letter; a byte order mark is a letter here. */
export function decodePiece(bytes: Uint8Array, encoding: ByteEncoding): string {
  const piece = bufferOf(bytes);
  if (encoding === "utf-16le") return piece.toString("utf16le");
  if (encoding === "utf-16be") {
    const even = Buffer.from(piece.subarray(0, piece.length & ~1)).swap16();
    return even.toString("utf16le");
  }
  // One byte a letter: V8 then keeps one byte a letter too, and reads it faster.
  return isAscii(piece) ? piece.toString("latin1") : piece.toString("utf8");
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** UTF-16 without a mark shows by its zeros: every other byte of plain text is one. */
function guessEncoding(piece: Buffer): ByteEncoding {
  const length = Math.min(piece.length & ~1, 512);
  if (length < 8) return "utf-8";
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (piece[i] === 0) even++;
    if (piece[i + 1] === 0) odd++;
  }
  const pairs = length / 2;
  if (odd > pairs * 0.7 && even < pairs * 0.15) return "utf-16le";
  if (even > pairs * 0.7 && odd < pairs * 0.15) return "utf-16be";
  return "utf-8";
}

/** How much of a piece ends with a whole letter: up to three bytes of a begun one are left for the next piece. */
function wholeUtf8(piece: Buffer): number {
  for (let back = 1; back <= 3 && back <= piece.length; back++) {
    const byte = piece[piece.length - back]!;
    if (byte < 0x80) return piece.length;
    if (byte >= 0xc0) {
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needs > back ? piece.length - back : piece.length;
    }
  }
  return piece.length;
}

/** Not in the middle of a unit, nor between the two of a pair. */
function wholeUtf16(piece: Buffer, bigEndian: boolean): number {
  const even = piece.length & ~1;
  if (even < 2) return even;
  const high = bigEndian ? piece[even - 2]! : piece[even - 1]!;
  return high >= 0xd8 && high <= 0xdb ? even - 2 : even;
}

/**
 * The line (0-based) of the first record whose line break is of another kind than the first record's, or a lone CR;
 * undefined when all are of one kind. Breaks inside quotes do not count.
 */
export function firstOddLine(text: string): number | undefined {
  if (!text.includes("\r")) return undefined;
  if (!/\r(?!\n)/.test(text) && !/(?<!\r)\n/.test(text)) return undefined;
  const document = openDocument("", text, { delimiter: likelyDelimiter(text), raw: false }, 0);
  let kind = "";
  for (let p = 0; p < document.pages.length; p++) {
    const page = document.pages[p]!;
    for (let row = 0; row < page.rows.length; row++) {
      const end = rowEnd(page, row);
      const own = /\r\n$|[\r\n]$/.exec(page.text.slice(Math.max(0, end - 2), end))?.[0];
      if (own === undefined) continue;
      if (own === "\r" || (kind !== "" && own !== kind)) {
        return positionAt(document, document.offsets[p]! + end - own.length).line;
      }
      kind = own;
    }
  }
  return undefined;
}

function likelyDelimiter(text: string): string {
  const line = /[^\r\n]*/.exec(text.slice(0, 1 << 16).trimStart())?.[0] ?? "";
  const count = (delimiter: string): number => line.split(delimiter).length;
  return [",", ";", "\t", "|"].reduce((best, next) => (count(next) > count(best) ? next : best));
}
