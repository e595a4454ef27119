/** What only the bytes of a file tell that the editor has open: its encoding, its byte order mark, line breaks of two kinds. */
import fs from "node:fs";
import type { FileFacts } from "../core/checking/rule.ts";
import { PieceDecoder, readFile, readPieces } from "../disk/reading/files.ts";
import { sizeMax } from "./closed-files.ts";
import type { Session } from "./session.ts";
import { nextTurn, type Pace } from "./turns.ts";

/** So many bytes are looked at in one go. */
const atOnce = 1 << 18;
/** So many bytes are looked at between two looks at the clock. */
const pieceBytes = 1 << 16;

/** The facts of the files that the editor has open. */
export class OpenByteFacts {
  readonly #session: Session;
  /** The looks under way at large files, by key. */
  readonly #looks = new Map<string, Promise<void>>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** The look under way at a file. */
  look(key: string): Promise<void> | undefined {
    return this.#looks.get(key);
  }

  /** Looks up what only the bytes of an open file tell: of a large one in turns. */
  async read(key: string): Promise<void> {
    const { file } = this.#session.address(key);
    const { workspace } = this.#session;
    if (file === undefined || !workspace.sheet(key)) return;
    try {
      const stat = fs.statSync(file);
      const { size } = stat;
      // A pipe would be waited for, and a device never ends.
      if (!stat.isFile() || size > sizeMax) return;
      if (size > atOnce) await this.#look(key, file);
      else workspace.setFacts(key, readFile(file).facts);
    } catch {
      // Not saved yet, or gone: then there are no bytes to tell anything.
      workspace.setFacts(key, {});
    }
  }

  /** The look that was asked for last counts. */
  async #look(key: string, file: string): Promise<void> {
    const { workspace, reader } = this.#session;
    // Nearly all are: else everything would be read again when it turns out to be so.
    if (workspace.sheet(key)?.facts.validUtf8 === undefined) workspace.setFacts(key, { validUtf8: true });
    const isLast = (): boolean => this.#looks.get(key) === look;
    const isWanted = (): boolean => isLast() && workspace.entry(key)?.open === true;
    const look = factsOf(file, reader.pace, isWanted)
      .catch(() => ({}))
      .then((facts) => {
        if (facts && isWanted()) workspace.setFacts(key, facts);
      })
      .finally(() => {
        if (isLast()) this.#looks.delete(key);
      });
    this.#looks.set(key, look);
    await look;
  }
}

/** Looks at a file in turns; undefined when `wanted` says no meanwhile. Rejects with what the system says when it cannot be read. */
async function factsOf(file: string, pace: Pace, wanted: () => boolean): Promise<FileFacts | undefined> {
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
