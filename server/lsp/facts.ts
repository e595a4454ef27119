/** What only the bytes of a file tell that the editor has open: its encoding, its byte order mark, line breaks of two kinds. */
import type { FileFacts } from "../core/rule.ts";
import { PieceDecoder, readFile, readPieces } from "../files.ts";
import { nextTurn, type Pace } from "./reading.ts";

/** So many bytes are looked at between two looks at the clock. */
const pieceBytes = 1 << 16;

/** Looks at a file in turns; undefined when `wanted` says no meanwhile. Rejects with what the system says when it cannot be read. */
export async function factsOf(file: string, pace: Pace, wanted: () => boolean): Promise<FileFacts | undefined> {
  const decoder = new PieceDecoder();
  const breaks = new LineBreaks();
  await nextTurn();
  let over = pace.turn();
  for (const piece of readPieces(file, pieceBytes)) {
    breaks.add(decoder.push(piece));
    if (!over()) continue;
    await nextTurn();
    if (!wanted()) return undefined;
    over = pace.turn();
  }
  breaks.add(decoder.end());
  // Where they differ only the records tell: that takes the whole text.
  return breaks.areMixed ? readFile(file).facts : decoder.facts;
}

/** Which kinds of line breaks a text has, taken piece by piece. */
class LineBreaks {
  #pairs = false;
  #feeds = false;
  #returns = false;
  /** A carriage return that may be the first half of a pair. */
  #pending = "";

  add(piece: string): void {
    const text = this.#pending + piece;
    this.#pending = "";
    if (!text.includes("\r")) {
      this.#feeds ||= text.includes("\n");
      return;
    }
    this.#pairs ||= text.includes("\r\n");
    this.#feeds ||= /(?<!\r)\n/.test(text);
    this.#returns ||= /\r(?!\n|$)/.test(text);
    if (text.endsWith("\r")) this.#pending = "\r";
  }

  get areMixed(): boolean {
    return this.#returns || this.#pending !== "" || (this.#pairs && this.#feeds);
  }
}
