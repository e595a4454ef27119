/** Files that nobody has open: read from disk in short turns between messages, their text not kept, and read again when the disk has another one. */

import type { Sheet } from "../core/checking/sheet.ts";
import type { Document } from "../core/text/document.ts";
import { type Message, message } from "../core/text/message.ts";
import type { Detection } from "../core/workspace/detect.ts";
import { type Entry, isDetection, type Workspace } from "../core/workspace/workspace.ts";
import { isSameStamp, StaleTextError, type Stamp, type StoredText, stampOf } from "../disk/reading/closed-text.ts";
import { readPieces } from "../disk/reading/files.ts";
import { SheetReader } from "../disk/reading/stream.ts";
import { rules } from "../rules/index.ts";
import type { Reader } from "./reader.ts";
import { nextTurn, pause } from "./turns.ts";
import { uriOf } from "./uris.ts";

/** Larger files are left alone unless somebody asked for them by name: an editor does not open them either. */
export const sizeMax = 50 * 1024 * 1024;
/** So many bytes are read between two looks at the clock. */
const pieceBytes = 1 << 16;
/** A file that is written to while it is read is tried so often, each time after twice as long, in milliseconds. */
const triesMax = 5;
const againMs = 20;
/** Clocks of file systems tick so coarsely, in milliseconds: what was written just now may be written again unseen. */
const tickMs = 20n;

/** `changing`: it is written to all the time; what is known of it is what was known before. */
export type ReadOutcome = "same" | "new" | "changing";

/** A file that was read to its end. */
interface WholeFile {
  readonly sheet: Sheet;
  readonly detection: Detection;
  readonly stored: StoredText;
}

interface FileReading {
  readonly path: string;
  readonly outcome: Promise<ReadOutcome>;
}

export class ClosedFiles {
  /** Pieces read so far. For tests that count work. */
  piecesRead = 0;
  readonly #workspace: Workspace;
  readonly #reader: Reader;
  readonly #log: (text: Message) => void;
  readonly #readings = new Map<string, FileReading>();
  readonly #stored = new WeakMap<Document, StoredText>();

  constructor(workspace: Workspace, reader: Reader, log: (text: Message) => void) {
    this.#workspace = workspace;
    this.#reader = reader;
    this.#log = log;
  }

  /**
   * Reads a file unless what is known of it is what is on the disk. `new`: something is known that was not before, or not
   * known any more. Whoever asks for a file that is being read waits with the others.
   */
  read(path: string): Promise<ReadOutcome> {
    const key = uriOf(path);
    const running = this.#readings.get(key);
    if (running) return running.outcome;
    const outcome = this.#settle(key, path).finally(() => this.#readings.delete(key));
    this.#readings.set(key, { path, outcome });
    return outcome;
  }

  /** True while a file is being read: what is known of it so far may not hold any more. */
  isBeingRead(key: string): boolean {
    return this.#readings.has(key);
  }

  /** The readings under way of files whose paths fit. */
  readings(fits: (path: string) => boolean): Promise<ReadOutcome>[] {
    return [...this.#readings.values()].filter(({ path }) => fits(path)).map(({ outcome }) => outcome);
  }

  /** True for a file that is not on the disk any more as it was read. */
  isStale(entry: Entry): boolean {
    return entry.stored === true && this.#stored.get(entry.document)?.isCurrent !== true;
  }

  /** Takes a sheet that was read for its own sake, from now on for others too. */
  adopt(path: string, detection: Detection, sheet: Sheet, stored: StoredText): void {
    this.#stored.set(sheet.document, stored);
    this.#workspace.adopt(path, detection, sheet);
  }

  /** Reads until the file is the same before and after. */
  async #settle(key: string, path: string): Promise<ReadOutcome> {
    const workspace = this.#workspace;
    const { structure } = workspace;
    for (let tries = 0; tries < triesMax; tries++) {
      if (tries > 0) await pause(againMs * 2 ** tries);
      const before = workspace.entry(key);
      if (before?.open || (before?.stored && !this.isStale(before))) return "same";
      const stamp = stampOf(path);
      if (!stamp || (stamp.size > sizeMax && !before?.stored)) {
        if (stamp) this.#log(message("{0} is ignored because it is larger than {1} MB.", path, sizeMax / 1024 / 1024));
        return this.#forget(key);
      }
      const { configuration } = workspace;
      const found = await this.#readWhole(key, path, stamp);
      if (workspace.entry(key)?.open) return "same";
      const isCurrent = configuration === workspace.configuration && isSameStamp(stampOf(path), stamp);
      if (found === "torn" || !isCurrent) continue;
      if (found === "foreign") {
        if (workspace.entry(key)) workspace.disown(key);
        return workspace.structure === structure ? "same" : "new";
      }
      this.adopt(path, found.detection, found.sheet, found.stored);
      return "new";
    }
    this.#log(message("{0} keeps changing. It will be read again later.", path));
    return "changing";
  }

  #forget(key: string): ReadOutcome {
    const workspace = this.#workspace;
    if (!workspace.knows(key)) return "same";
    workspace.remove(key);
    return "new";
  }

  /** `foreign`: it is none of ours, or cannot be read. `torn`: it was opened, or was another at its end than at its beginning. */
  async #readWhole(key: string, path: string, stamp: Stamp): Promise<WholeFile | "foreign" | "torn"> {
    const workspace = this.#workspace;
    const turns = this.#reader;
    await tickOver(stamp);
    const stopped = (): boolean => workspace.entry(key)?.open === true;
    const recognizeFront = (front: string): Detection | undefined => {
      const detected = workspace.recognize(key, path, front);
      return isDetection(detected) ? detected : undefined;
    };
    const reader = new SheetReader(key, recognizeFront, rules, path, stamp);
    try {
      await nextTurn();
      let over = turns.pace.turn();
      for (const piece of readPieces(path, pieceBytes)) {
        reader.push(piece);
        this.piecesRead++;
        if (reader.refused) return "foreign";
        if (!over()) continue;
        await nextTurn();
        if (stopped()) return "torn";
        over = turns.pace.turn();
      }
      const sheet = reader.close();
      const { detection, stored } = reader;
      if (!sheet || !detection || !stored) return "foreign";
      sheet.makeRoom();
      await turns.readAll(sheet, stopped);
      return sheet.complete ? { sheet, detection, stored } : "torn";
    } catch (error) {
      if (error instanceof StaleTextError) return "torn";
      if (error instanceof Error && "code" in error) return "foreign";
      throw error;
    }
  }
}

/** Waits until a file that was written just now cannot be written again without its stamp showing it. */
async function tickOver({ written, changed }: Stamp): Promise<void> {
  const age = BigInt(Date.now()) - (written > changed ? written : changed) / 1_000_000n;
  if (age >= 0n && age < tickMs) await pause(Number(tickMs - age));
}
