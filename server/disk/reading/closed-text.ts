/** The text of a file that is not kept: where it lies on the disk, fetched again when asked for, and never another text than was read. */
import fs from "node:fs";
import { Hash, hashOf } from "../../core/keys/hash.ts";
import { type Cut, newPageId, type Page } from "../../core/text/document.ts";
import { decodePiece, encodeText, type PieceDecoder, textOfUnits } from "./decode.ts";

/** A text was asked for that is not on the disk any more: the file was changed or deleted since it was read. */
export class StaleTextError extends Error {
  /** `uri`: the file's, as its document has it. */
  constructor(readonly uri: string) {
    super("the file has changed since it was read");
    this.name = "StaleTextError";
  }
}

/** What tells one state of a file from the next: its size in bytes, when it was written and changed (ns), and which file it is. */
export interface Stamp {
  readonly size: bigint;
  readonly written: bigint;
  readonly changed: bigint;
  readonly inode: bigint;
}

/** The state of a file on disk; undefined when there is no such file or nobody may look at it. */
export function stampOf(file: string): Stamp | undefined {
  try {
    const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
    if (!stat?.isFile()) return undefined;
    return { size: stat.size, written: stat.mtimeNs, changed: stat.ctimeNs, inode: stat.ino };
  } catch {
    return undefined;
  }
}

export function isSameStamp(a: Stamp | undefined, b: Stamp | undefined): boolean {
  return a?.size === b?.size && a?.written === b?.written && a?.changed === b?.changed && a?.inode === b?.inode;
}

/** Of the pages asked for last, whichever files they are of: so many, and together so many units, are at hand. */
const recentMost = 8;
const recentUnits = 1 << 18;

const recent = new Map<StoredPage, string>();
let recentSize = 0;

function keepRecent(page: StoredPage, text: string): void {
  recent.set(page, text);
  recentSize += text.length;
  for (const [oldest, { length }] of recent) {
    if (recent.size <= recentMost && recentSize <= recentUnits) break;
    if (oldest === page) break;
    recent.delete(oldest);
    recentSize -= length;
  }
}

/** The piece decoded last: the next page begins in it. */
let lastPiece: { readonly of: StoredText; readonly piece: number; readonly text: string } | undefined;

/** Where the pieces of a file's text lie on the disk. */
export class StoredText {
  readonly #starts: number[] = [0];
  readonly #bytes: number[] = [0];
  #checked = false;
  #spoilt = false;

  /** `stamp`: the state in which the file is read. With it every text is held against what was read, and a `StaleTextError` says when it differs. */
  constructor(
    readonly uri: string,
    readonly path: string,
    readonly decoder: PieceDecoder,
    readonly stamp?: Stamp,
  ) {}

  /** The next piece: so many UTF-16 units made of so many bytes, a byte order mark counted among the bytes alone. */
  add(units: number, bytes: number): void {
    this.#starts.push(this.#starts.at(-1)! + units);
    this.#bytes.push(this.#bytes.at(-1)! + bytes);
  }

  /** The file on disk is in the state in which it was read, as far as anybody can tell without reading it. */
  get isCurrent(): boolean {
    return !this.#spoilt && isSameStamp(stampOf(this.path), this.stamp);
  }

  /** A page's text. Throws a `StaleTextError`, without a stamp what the system says when the file cannot be read. */
  textOf(page: StoredPage): string {
    if (this.stamp) this.#demand();
    const known = recent.get(page);
    if (known !== undefined) return known;
    const text = this.#read(page.start, page.start + page.length);
    if (this.stamp && !page.isText(text)) {
      this.#spoilt = true;
      throw new StaleTextError(this.uri);
    }
    keepRecent(page, text);
    return text;
  }

  /** Where a unit's first byte lies in the file. */
  byteAt(offset: number): number {
    const piece = Math.min(this.#pieceAt(offset), this.#starts.length - 2);
    if (piece < 0) return 0;
    const rest = this.#piece(piece).slice(offset - this.#starts[piece]!);
    return this.#bytes[piece + 1]! - encodeText(rest, { encoding: this.decoder.facts.encoding }).length;
  }

  /** Asks the disk once in a run of work that nothing can come between. */
  #demand(): void {
    if (this.#checked) return;
    if (!this.isCurrent) throw new StaleTextError(this.uri);
    this.#checked = true;
    queueMicrotask(() => {
      this.#checked = false;
    });
  }

  #read(start: number, end: number): string {
    try {
      return this.#slice(start, end);
    } catch (error) {
      // Gone between the look and the reading.
      throw this.stamp ? new StaleTextError(this.uri) : error;
    }
  }

  #slice(start: number, end: number): string {
    let text = "";
    for (let piece = this.#pieceAt(start); piece + 1 < this.#starts.length && this.#starts[piece]! < end; piece++) {
      const from = Math.max(start, this.#starts[piece]!) - this.#starts[piece]!;
      const to = Math.min(end, this.#starts[piece + 1]!) - this.#starts[piece]!;
      const at = this.#bytes[piece]!;
      if (this.#isPlain(piece)) text += this.#bytesAt(at + from, at + to).toString("latin1");
      else text += this.#piece(piece).slice(from, to);
    }
    return text;
  }

  /** As many bytes as units: each letter is one byte, and nothing before it has to be decoded. */
  #isPlain(piece: number): boolean {
    const { facts, valid } = this.decoder;
    const bytes = this.#bytes[piece + 1]! - this.#bytes[piece]!;
    return facts.encoding === "utf-8" && valid && bytes === this.#starts[piece + 1]! - this.#starts[piece]!;
  }

  #pieceAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #piece(piece: number): string {
    if (lastPiece?.of === this && lastPiece.piece === piece) return lastPiece.text;
    const bytes = this.#bytesAt(this.#bytes[piece]!, this.#bytes[piece + 1]!);
    const decoded = decodePiece(bytes, this.decoder.facts.encoding);
    const text = decoded.slice(Math.max(0, decoded.length - (this.#starts[piece + 1]! - this.#starts[piece]!)));
    lastPiece = { of: this, piece, text };
    return text;
  }

  #bytesAt(from: number, to: number): Buffer {
    const bytes = Buffer.allocUnsafe(to - from);
    const file = fs.openSync(this.path, "r");
    let size = 0;
    try {
      for (let got = -1; size < bytes.length && got !== 0; size += got)
        got = fs.readSync(file, bytes, size, bytes.length - size, from + size);
    } finally {
      fs.closeSync(file);
    }
    return bytes.subarray(0, size);
  }
}

/** A page whose text may be on the disk only. */
export class StoredPage implements Page {
  readonly id: number;
  readonly length: number;
  readonly rows: Int32Array;
  readonly lineBreaks: number;
  readonly reach: number;
  #text: string | undefined;
  /** The hash of its text, where it will be held against it. */
  readonly #low: number = 0;
  readonly #high: number = 0;

  /** What its text is made of, while it is being checked: `all[cut.start, cut.end)`. */
  units: Uint16Array<ArrayBuffer> | undefined;

  constructor(
    cut: Cut,
    all: Uint16Array<ArrayBuffer>,
    readonly stored: StoredText | undefined,
    readonly start: number,
  ) {
    this.id = newPageId();
    this.rows = cut.page.rows;
    this.lineBreaks = cut.page.lineBreaks;
    this.reach = cut.page.reach;
    this.length = cut.end - cut.start;
    this.units = all.subarray(cut.start, cut.end);
    if (!stored?.stamp) return;
    const hash = new Hash();
    hash.ofUnits(all, cut.start, cut.end);
    this.#low = hash.low;
    this.#high = hash.high;
  }

  get text(): string {
    if (this.units) return textOfUnits(this.units);
    return this.#text ?? this.stored?.textOf(this) ?? "";
  }

  slice(from: number, to: number): string {
    return this.units ? textOfUnits(this.units.subarray(from, to)) : this.text.slice(from, to);
  }

  /** True for the very text that was read. */
  isText(text: string): boolean {
    if (text.length !== this.length) return false;
    const { low, high } = hashOf(text);
    return low === this.#low && high === this.#high;
  }

  /** Lets go of what can be fetched again; with `keep` the text stays all the same. */
  drop(keep: boolean): void {
    if (!this.stored || keep) this.#text = this.text;
    this.units = undefined;
  }
}
