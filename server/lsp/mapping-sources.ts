/** Exports that somebody maps right now: the head at once, all rows a little later, read again when the file is another. */
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { message } from "../core/text/message.ts";
import { type OpenedSource, openSource, SourceError, type SourceOptions } from "../disk/reading/foreign-csv.ts";
import {
  namesSecret,
  type SourceStatistics,
  StatisticsCounter,
  statisticsOf,
} from "../features/mapping/column-statistics.ts";
import type { Source, SourceRow } from "../features/mapping/mapping.ts";
import type { Session } from "./session.ts";
import { nextTurn } from "./turns.ts";

/** An export is read at once and whole: what is larger is for the command line. */
const bytesMax = 100 * 1024 * 1024;
/** So many exports are kept at a time. */
const keptMax = 2;
/** Milliseconds until an export that nobody asks about is let go of. */
const idleMs = 120_000;

/** An export as far as it is read. */
export interface ReadExport {
  readonly source: Source;
  readonly statistics: SourceStatistics;
  /** All rows are there. */
  readonly whole: boolean;
}

interface Kept {
  /** Another one means another file. */
  readonly stamp: string;
  readonly opened: OpenedSource;
  readonly head: ReadExport;
  all: Promise<ReadExport> | undefined;
  ready: ReadExport | undefined;
}

export class MappingSources {
  readonly #session: Session;
  readonly #kept = new Map<string, Kept>();
  #idle: NodeJS.Timeout | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * What is read of an export: all of it, or its head while the rest is being read.
   * @param unsaved the client's text counts, not what is on disk
   * @throws a `SourceError` when it is no table, or is not there
   */
  async read(uri: string, options: SourceOptions | undefined, unsaved: boolean): Promise<ReadExport> {
    const kept = await this.#open(uri, options, unsaved);
    return kept.ready ?? kept.head;
  }

  /** The same, when all rows are there. */
  async readAll(uri: string, options: SourceOptions | undefined, unsaved: boolean): Promise<ReadExport> {
    const kept = await this.#open(uri, options, unsaved);
    kept.all ??= this.#readRest(kept);
    return kept.all;
  }

  /** The first lines of an export as they were decoded, for somebody to see why it is no table; empty where nothing can be read. */
  lines(uri: string, options: SourceOptions | undefined, unsaved: boolean): string[] {
    try {
      const { bytes } = this.#bytes(uri, unsaved);
      const text = new TextDecoder(options?.encoding ?? "utf-8").decode(bytes.subarray(0, linesBytes));
      const lines = text
        .split(/\r\n|\r|\n/, linesShown)
        .map((line) => line.slice(0, lineMax).replace(/\p{Cc}/gu, (sign) => (sign === "\t" ? sign : "\ufffd")));
      return withoutSecrets(lines);
    } catch {
      return [];
    }
  }

  async #open(uri: string, options: SourceOptions | undefined, unsaved: boolean): Promise<Kept> {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#kept.clear(), idleMs).unref();
    const key = JSON.stringify([this.#session.address(uri).key, options ?? {}]);
    const { stamp, bytes } = this.#bytes(uri, unsaved, this.#kept.get(key)?.stamp);
    const known = this.#kept.get(key);
    if (known?.stamp === stamp) return known;
    this.#kept.delete(key);
    const opened = await openSource(bytes, options);
    const { head, whole } = opened;
    const first: ReadExport = { source: head, statistics: statisticsOf(head), whole };
    const kept: Kept = { stamp, opened, head: first, all: undefined, ready: whole ? first : undefined };
    if (whole) kept.all = Promise.resolve(first);
    this.#kept.set(key, kept);
    while (this.#kept.size > keptMax) this.#kept.delete([...this.#kept.keys()][0]!);
    return kept;
  }

  async #readRest(kept: Kept): Promise<ReadExport> {
    const { head } = kept.opened;
    const rows: SourceRow[] = [...head.rows];
    const counter = new StatisticsCounter(head);
    counter.add(head.rows);
    for await (const portion of kept.opened.rest()) {
      counter.add(portion);
      rows.push(...portion);
      await nextTurn();
    }
    kept.ready = { source: { ...head, rows }, statistics: counter.statistics(), whole: true };
    return kept.ready;
  }

  /** The bytes of an export; none where they are those with a stamp that is known. */
  #bytes(uri: string, unsaved: boolean, known?: string): { readonly stamp: string; readonly bytes: Uint8Array } {
    const { key } = this.#session.address(uri);
    const isLocal = /^file:/i.test(uri);
    if (unsaved || !isLocal) {
      const text = this.#session.texts.textOf(key);
      if (text === undefined && !isLocal) throw new SourceError(message("Open the file in the editor first."));
      if (text !== undefined) {
        const stamp = `version ${this.#session.texts.versionOf(key)}`;
        return { stamp, bytes: stamp === known ? new Uint8Array() : Buffer.from(text) };
      }
    }
    const file = fileURLToPath(uri);
    let stat: fs.Stats;
    try {
      stat = fs.statSync(file);
    } catch {
      throw new SourceError(message("The file was moved or deleted."));
    }
    if (!stat.isFile()) throw new SourceError(message("This is a folder, not a file."));
    if (stat.size > bytesMax)
      throw new SourceError(message("The file is larger than 100 MB. Map it on the command line."));
    const stamp = `disk ${stat.mtimeMs} ${stat.size}`;
    return { stamp, bytes: stamp === known ? new Uint8Array() : fs.readFileSync(file) };
  }
}

const linesBytes = 4096;
const linesShown = 6;
const lineMax = 160;

const pieces = /[^,;\t|"]+/g;

/**
 * Lines in which no password can be read, though nobody knows the columns: below one that names passwords only the separators
 * are left, elsewhere what has letters and digits is hidden.
 */
function withoutSecrets(lines: readonly string[]): string[] {
  const named = lines.findIndex((line) => (line.match(pieces) ?? []).some((piece) => namesSecret(piece.trim())));
  return lines.map((line, index) => {
    if (index === named) return line;
    return line.replace(pieces, (piece) => {
      const isHidden = named >= 0 || (/\p{L}/u.test(piece) && /\d/.test(piece) && !piece.includes("@"));
      return isHidden ? piece.replace(/[^\s]/gu, "\u2022") : piece;
    });
  });
}
