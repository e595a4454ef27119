/** Reads a file of any size into a sheet: page by page, each page's text dropped once it is checked and fetched again when asked for. */
import fs from "node:fs";
import type { RuleSet } from "./core/check.ts";
import type { Detection } from "./core/detect.ts";
import { type Cut, columnsInFront, cutUnits, documentOf, newPageId, type Page, pageLength } from "./core/document.ts";
import type { FileFacts } from "./core/rule.ts";
import { Sheet } from "./core/sheet.ts";
import type { Dialect } from "./core/tokenizer.ts";
import { decodePiece, type Encoding, encodeText, PieceDecoder, textOfUnits, UnitBuffer } from "./files.ts";

/** So many runs of a file's text are kept. */
const lastMax = 4;

/** Where the pieces of a file's text lie on the disk, and what was asked for last. */
class TextOnDisk {
  readonly #starts: number[] = [0];
  readonly #bytes: number[] = [0];
  /** Two pieces, for pages that lie in both. */
  readonly #recent: { piece: number; text: string }[] = [];
  /** Runs asked for last, by where they start: rows of one page are asked for one after the other. */
  readonly #last = new Map<number, string>();

  constructor(
    readonly path: string,
    readonly encoding: () => Encoding,
    /** True as long as all bytes were UTF-8. */
    readonly valid: () => boolean,
  ) {}

  /** The next piece: so many UTF-16 units made of so many bytes, a byte order mark counted among the bytes alone. */
  add(units: number, bytes: number): void {
    this.#starts.push(this.#starts.at(-1)! + units);
    this.#bytes.push(this.#bytes.at(-1)! + bytes);
  }

  slice(start: number, end: number): string {
    const known = this.#last.get(start);
    if (known?.length === end - start) return known;
    let text = "";
    for (let piece = this.#pieceAt(start); piece + 1 < this.#starts.length && this.#starts[piece]! < end; piece++) {
      const from = Math.max(start, this.#starts[piece]!) - this.#starts[piece]!;
      const to = Math.min(end, this.#starts[piece + 1]!) - this.#starts[piece]!;
      // As many bytes as units: each letter is one byte, and nothing before it has to be decoded.
      const plain =
        this.encoding() === "utf-8" &&
        this.valid() &&
        this.#bytes[piece + 1]! - this.#bytes[piece]! === this.#starts[piece + 1]! - this.#starts[piece]!;
      const at = this.#bytes[piece]!;
      if (plain) text += this.#bytesAt(at + from, at + to).toString("latin1");
      else text += this.#read(piece).slice(from, to);
    }
    for (const oldest of this.#last.size < lastMax ? [] : this.#last.keys()) {
      this.#last.delete(oldest);
      break;
    }
    this.#last.set(start, text);
    return text;
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

  /** Where a unit's first byte lies in the file. */
  byteAt(offset: number): number {
    const piece = Math.min(this.#pieceAt(offset), this.#starts.length - 2);
    if (piece < 0) return 0;
    const rest = this.#read(piece).slice(offset - this.#starts[piece]!);
    return this.#bytes[piece + 1]! - encodeText(rest, { encoding: this.encoding() }).length;
  }

  #read(piece: number): string {
    const known = this.#recent.find((each) => each.piece === piece);
    if (known) return known.text;
    const bytes = this.#bytesAt(this.#bytes[piece]!, this.#bytes[piece + 1]!);
    const decoded = decodePiece(bytes, this.encoding());
    const text = decoded.slice(decoded.length - (this.#starts[piece + 1]! - this.#starts[piece]!));
    if (this.#recent.length > 1) this.#recent.shift();
    this.#recent.push({ piece, text });
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
class StoredPage implements Page {
  readonly id: number;
  readonly length: number;
  readonly rows: Int32Array;
  readonly lineBreaks: number;
  readonly reach: number;
  #text: string | undefined;

  /** What its text is made of, while it is being checked. */
  units: Uint16Array<ArrayBuffer> | undefined;

  constructor(
    cut: Cut,
    units: Uint16Array<ArrayBuffer>,
    readonly disk: TextOnDisk | undefined,
    readonly start: number,
  ) {
    this.id = newPageId();
    this.rows = cut.page.rows;
    this.lineBreaks = cut.page.lineBreaks;
    this.reach = cut.page.reach;
    this.length = cut.end - cut.start;
    this.units = units;
  }

  get text(): string {
    if (this.units) return textOfUnits(this.units);
    return this.#text ?? this.disk?.slice(this.start, this.start + this.length) ?? "";
  }

  slice(from: number, to: number): string {
    return this.units ? textOfUnits(this.units.subarray(from, to)) : this.text.slice(from, to);
  }

  /** Lets go of what can be fetched again; with `keep` the text stays all the same. */
  drop(keep: boolean): void {
    if (!this.disk || keep) this.#text = this.text;
    this.units = undefined;
  }
}

/** Says what a file is by its beginning; undefined for files that are none of ours. */
export type Recognise = (front: string) => Detection | undefined;

/** So much of a text is wanted before it is asked what file it is, unless no line ends in it. */
const frontLength = pageLength * 2;
const frontLimit = 1 << 20;

/** The pages of so many records with problems are kept rather than read again: as many as are shown. */
const keptMost = 1000;

/** Nobody edits these pages: larger ones cost less in all. */
const storedLength = pageLength * 4;

/** Takes the bytes of a file in pieces and makes a sheet of them, all of it checked. */
export class SheetReader {
  readonly #decoder = new PieceDecoder();
  readonly #disk: TextOnDisk | undefined;
  readonly #pages: StoredPage[] = [];
  #detection: Detection | undefined;
  #dialect: Dialect | undefined;
  #sheet: Sheet | undefined;
  readonly #buffer = new UnitBuffer();
  #offset = 0;
  #enough = 0;
  #pending = 0;
  /** Records with problems in the pages whose text was kept. */
  #kept = 0;
  /** The beginning was seen and the file is none of ours: nothing more is wanted. */
  refused = false;

  /** `path`: where the text may be read again; without it all of it is kept. */
  constructor(
    readonly uri: string,
    readonly recognise: Recognise,
    readonly rules: RuleSet,
    path?: string,
  ) {
    this.#disk =
      path === undefined
        ? undefined
        : new TextOnDisk(
            path,
            () => this.#decoder.facts.encoding,
            () => this.#decoder.valid,
          );
  }

  get detection(): Detection | undefined {
    return this.#detection;
  }

  push(bytes: Uint8Array): void {
    const before = this.#buffer.size;
    this.#decoder.pushUnits(bytes, this.#buffer);
    this.#take(this.#buffer.size - before, bytes.length, false);
  }

  /** The sheet, all of it read; undefined for a file that is none of ours. */
  end(): Sheet | undefined {
    const sheet = this.close();
    sheet?.advance(Number.POSITIVE_INFINITY);
    return sheet;
  }

  /** The byte at which a place of the text lies in the file; undefined where the text is kept instead. */
  byteAt(offset: number): number | undefined {
    return this.#disk?.byteAt(offset);
  }

  /** The same for who reads the sheet to its end in turns of his own: little is left to do for each page. */
  close(): Sheet | undefined {
    const rest = this.#decoder.end();
    this.#buffer.addText(rest);
    this.#take(rest.length, 0, true);
    if (this.refused || !this.#detection || !this.#dialect) return undefined;
    const { facts } = this.#decoder;
    const document = documentOf(this.uri, this.#dialect, this.#pages, 0);
    if (this.#sheet?.checker) this.#sheet.edit(document);
    else this.#sheet = new Sheet(document, this.#detection.table, this.rules, facts);
    // When bytes turned out to be no UTF-8, this reads everything again.
    this.#sheet.setFacts(facts);
    return this.#sheet;
  }

  #take(units: number, bytes: number, complete: boolean): void {
    if (this.refused) return;
    const used = this.#pending + bytes - this.#decoder.pending;
    this.#pending = this.#decoder.pending;
    this.#disk?.add(units, used);
    if (this.#buffer.size < this.#enough && !complete) return;
    if (!this.#dialect && !this.#begin(complete)) return;
    this.#cut(this.#dialect!, complete);
  }

  /** Settles what the file is and how wide its header; false while that takes more text, or when it is none of ours. */
  #begin(complete: boolean): boolean {
    const front = this.#buffer.text();
    if (!this.#detection) {
      const lineEnds = front.length > frontLength && /[\r\n]/.test(front.slice(0, frontLength));
      if (!complete && !lineEnds && front.length < frontLimit) return false;
      this.#detection = this.recognise(front);
      this.refused = this.#detection === undefined;
      if (!this.#detection) return false;
    }
    const dialect = { delimiter: this.#detection.delimiter, raw: this.#detection.table.raw };
    const columns = columnsInFront(front, dialect, complete);
    if (columns === undefined) return this.#wait();
    this.#dialect = { ...dialect, columns };
    return true;
  }

  /** A record that does not end is not looked at again before there is twice as much of it. */
  #wait(): false {
    this.#enough = this.#buffer.size * 2;
    return false;
  }

  #cut(dialect: Dialect, complete: boolean): void {
    const { units, size } = this.#buffer;
    const fresh: StoredPage[] = [];
    // As soon as the header is known pages are checked while they are cut.
    const checker = this.#sheet?.checker;
    const take = (cut: Cut): boolean => {
      // What stands alone only because the piece ended goes on with the next one.
      if (!complete && cut.end - cut.start < storedLength) return false;
      const page = new StoredPage(cut, units.subarray(cut.start, cut.end), this.#disk, this.#offset + cut.start);
      fresh.push(page);
      checker?.remember(page, checker.end());
      return true;
    };
    const at = cutUnits(units, size, dialect, complete, storedLength, take, checker);
    if (fresh.length === 0) {
      if (!complete && size > storedLength) this.#wait();
      return;
    }
    this.#enough = 0;
    this.#offset += at;
    this.#pages.push(...fresh);
    if (!this.#sheet) {
      this.#sheet = this.#open(this.#pages, this.#decoder.facts);
      const { checker: own, document } = this.#sheet;
      // What the checker has read it remembers until the sheet asks for it.
      for (const page of fresh)
        own?.read(page, document.pages[document.header.page] === page ? document.header.row : -1);
    }
    for (const page of fresh) page.drop(this.#isWorthKeeping(page));
    this.#buffer.drop(at);
  }

  /** Pages with problems are asked for again, the first ones most likely. */
  #isWorthKeeping(page: StoredPage): boolean {
    const { checker, document } = this.#sheet!;
    const header = document.pages[document.header.page] === page ? document.header.row : -1;
    const wrong = this.#kept < keptMost && checker ? checker.read(page, header).wrong.length : 0;
    this.#kept += wrong;
    return wrong > 0;
  }

  #open(pages: readonly Page[], facts: FileFacts): Sheet {
    return new Sheet(documentOf(this.uri, this.#dialect!, [...pages], 0), this.#detection!.table, this.rules, facts);
  }
}
