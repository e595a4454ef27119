/** Reads a file of any size into a sheet: page by page, each page's text dropped once it is checked and fetched again when asked for. */

import type { FileFacts, RuleSet } from "../../core/checking/rule.ts";
import { Sheet } from "../../core/checking/sheet.ts";
import {
  type Cut,
  cutUnits,
  type DocumentDialect,
  dialectOf,
  documentOf,
  frontOfPart,
  headerOnTop,
  headerRowIn,
  type Page,
  pageLength,
  widthInFront,
} from "../../core/text/document.ts";
import { type Detection, formatOf } from "../../core/workspace/detect.ts";
import { type Stamp, StoredPage, StoredText } from "./closed-text.ts";
import { PieceDecoder, UnitBuffer } from "./files.ts";

/** Says what a file is by its beginning; undefined for files that are none of ours. */
export type Recognize = (front: string) => Detection | undefined;

/** So much of a text is wanted before it is asked what file it is, unless no line ends in it. */
const frontLength = pageLength * 2;
const frontLimit = 1 << 20;

/** The pages of so many records with problems are kept rather than read again: as many as are shown. */
const keptMost = 1000;

/** Nobody edits these pages: larger ones cost less in all. */
const storedLength = pageLength * 4;

/** Room in units for who reads many small files, and those in small pieces. */
const smallCapacity = 1 << 17;

/** Takes the bytes of a file in pieces and makes a sheet of them, all of it checked. */
export class SheetReader {
  readonly #decoder = new PieceDecoder();
  readonly #pages: StoredPage[] = [];
  #detection: Detection | undefined;
  #dialect: DocumentDialect | undefined;
  /** What was looked at to find the header, unless that was recognized. */
  #front: string | undefined;
  #sheet: Sheet | undefined;
  readonly #buffer: UnitBuffer;
  #offset = 0;
  #enough = 0;
  #pending = 0;
  /** Records with problems in the pages whose text was kept. */
  #kept = 0;
  /** The beginning was seen and the file is none of ours: nothing more is wanted. */
  refused = false;

  /** Where the text may be read again; undefined when all of it is kept. */
  readonly stored: StoredText | undefined;

  /**
   * `path`: where the text may be read again; without it all of it is kept. `stamp`: the state the file is in; with it no
   * text is given out that is not the one that was read.
   */
  constructor(
    readonly uri: string,
    readonly recognize: Recognize,
    readonly rules: RuleSet,
    path?: string,
    stamp?: Stamp,
  ) {
    this.stored = path === undefined ? undefined : new StoredText(uri, path, this.#decoder, stamp);
    this.#buffer = new UnitBuffer(stamp ? smallCapacity : undefined);
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
    return this.stored?.byteAt(offset);
  }

  /** The same for who reads the sheet to its end in turns of his own: little is left to do for each page. */
  close(): Sheet | undefined {
    const rest = this.#decoder.end();
    this.#buffer.addText(rest);
    this.#take(rest.length, 0, true);
    if (this.refused || !this.#detection || !this.#dialect) return undefined;
    const { facts } = this.#decoder;
    const document = documentOf(this.uri, this.#dialect, this.#pages, 0, this.#front);
    if (this.#sheet?.checker) this.#sheet.edit(document);
    else this.#sheet = new Sheet(document, this.#detection.table, this.rules, facts, this.#detection.suppressions);
    // When bytes turned out to be no UTF-8, this reads everything again.
    this.#sheet.setFacts(facts);
    return this.#sheet;
  }

  #take(units: number, bytes: number, complete: boolean): void {
    if (this.refused) return;
    const used = this.#pending + bytes - this.#decoder.pending;
    this.#pending = this.#decoder.pending;
    this.stored?.add(units, used);
    if (this.#buffer.size < this.#enough && !complete) return;
    if (!this.#dialect && !this.#begin(complete)) return;
    this.#cut(this.#dialect!, complete);
  }

  /** Settles what the file is, where its header stands and how wide it is; false while that takes more text, or when it is none of ours. */
  #begin(complete: boolean): boolean {
    const text = this.#buffer.text();
    const front = frontOfPart(text, complete);
    if (front === undefined) return this.#wait();
    if (!this.#detection) {
      const lineEnds = text.length > frontLength && /[\r\n]/.test(text.slice(0, frontLength));
      if (!complete && !lineEnds && text.length < frontLimit) return false;
      this.#detection = this.recognize(text);
      this.refused = this.#detection === undefined;
      if (!this.#detection) return false;
    }
    const format = formatOf(this.#detection);
    const place = format.locate?.(front) ?? headerOnTop;
    const width = widthInFront(text, format, place.lines, complete);
    if (width === undefined) return this.#wait();
    this.#dialect = dialectOf(format, place.lines, width);
    this.#front = place.found ? undefined : front;
    return true;
  }

  /** A record that does not end is not looked at again before there is twice as much of it. */
  #wait(): false {
    this.#enough = this.#buffer.size * 2;
    return false;
  }

  #cut(dialect: DocumentDialect, complete: boolean): void {
    const { units, size } = this.#buffer;
    const fresh: StoredPage[] = [];
    // As soon as the header is known pages are checked while they are cut.
    const checker = this.#sheet?.checker;
    const take = (cut: Cut): boolean => {
      // What stands alone only because the piece ended goes on with the next one.
      if (!complete && cut.end - cut.start < storedLength) return false;
      const page = new StoredPage(cut, units, this.stored, this.#offset + cut.start);
      fresh.push(page);
      checker?.remember(page, checker.end());
      return true;
    };
    const at = cutUnits(units, size, dialect, complete, storedLength, take, checker, checker ? 0 : dialect.linesAbove);
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
      for (const page of fresh) own?.read(page, headerRowIn(document, document.pages.indexOf(page)));
    }
    for (const page of fresh) page.drop(this.#isWorthKeeping(page));
    this.#buffer.drop(at);
  }

  /** Pages with problems are asked for again, the first ones most likely; of a file that may change while it is known none is kept. */
  #isWorthKeeping(page: StoredPage): boolean {
    if (this.stored?.stamp) return false;
    const { checker, document } = this.#sheet!;
    const at = document.pages.indexOf(page);
    const header = at < 0 ? -1 : headerRowIn(document, at);
    const wrong = this.#kept < keptMost && checker ? checker.read(page, header).wrong.length : 0;
    this.#kept += wrong;
    return wrong > 0;
  }

  #open(pages: readonly Page[], facts: FileFacts): Sheet {
    return new Sheet(
      documentOf(this.uri, this.#dialect!, [...pages], 0, this.#front),
      this.#detection!.table,
      this.rules,
      facts,
      this.#detection!.suppressions,
    );
  }
}
