/** Reads sheets in short turns: what is on show first, and one reading for all who ask. */

import type { Sheet } from "../core/checking/sheet.ts";
import { offsetAt, pageAt } from "../core/text/document.ts";
import { StaleTextError } from "../disk/reading/closed-text.ts";
import type { Slices } from "../features/records/walk.ts";
import { nextTurn, type Pace } from "./turns.ts";

/** Pages whose references are looked up between two looks at the clock; those on disk are larger and have to be fetched. */
const relatedAtOnce = 8;
const storedAtOnce = 1;
/** From so many unread pages on, indexes get their room at the beginning. */
const manyPages = 64;

/** Lines that somebody looks at, from 0, the last one included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** What a reader has to know of the files that it reads; keys are those of files. */
export interface ReadableFiles {
  /** The sheet of a file that is checked. */
  sheetOf(key: string): Sheet | undefined;
  /** Files that a sheet refers to. */
  linkedTo(sheet: Sheet): readonly Sheet[];
  /** The text of a sheet is on disk and has to be fetched. */
  isStored(sheet: Sheet): boolean;
  shownOf(key: string): Lines;
  /** Reads a file again that is on disk no more as it was read. */
  readAgain(key: string): Promise<void>;
  fail(what: string, error: unknown): void;
}

interface ReadingJob {
  readonly key: string;
  /** Nobody wants it any more. */
  readonly stopped: () => boolean;
  /** A part will do. */
  readonly enough: ((done: number, left: number) => boolean) | undefined;
  /** Told after each turn. */
  readonly news: (() => void) | undefined;
  done: number;
  /** The rows on show were read. */
  seen: boolean;
  readonly finish: (sheet: Sheet | undefined) => void;
}

export interface ReadOptions {
  readonly stopped?: () => boolean;
  readonly enough?: (done: number, left: number) => boolean;
  readonly news?: () => void;
}

export class Reader {
  /** The latest first. */
  #jobs: ReadingJob[] = [];
  #running = false;

  constructor(
    readonly files: ReadableFiles,
    readonly pace: Pace,
  ) {}

  /**
   * Reads a file and the files it refers to until every page is known, or `enough` says so; goes on, losing nothing, when
   * they change meanwhile. Undefined when the file is none that is checked or `stopped` says so.
   */
  read(key: string, { stopped = never, enough, news }: ReadOptions = {}): Promise<Sheet | undefined> {
    const sheet = this.files.sheetOf(key);
    if (!sheet || stopped()) return Promise.resolve(undefined);
    if (this.isKnown(sheet)) return Promise.resolve(sheet);
    return new Promise((finish) => {
      this.#jobs.unshift({ key, stopped, enough, news, done: 0, seen: false, finish });
      if (!this.#running) void this.#run();
    });
  }

  /** Everything about a sheet is known, and so is what it refers to; the little that a key leaves to do is done here. */
  isKnown(sheet: Sheet): boolean {
    return sheet.complete && this.files.linkedTo(sheet).every((each) => each.complete) && this.#relate(sheet);
  }

  #relate(sheet: Sheet): boolean {
    return sheet.relate(this.files.isStored(sheet) ? storedAtOnce : relatedAtOnce);
  }

  /** Reads all pages of a sheet, hidden ones too, a turn at a time. */
  async readAll(sheet: Sheet, stopped: () => boolean = never): Promise<void> {
    while (!stopped()) {
      const over = this.pace.turn();
      while (!sheet.complete && !over()) sheet.advance(1);
      if (sheet.complete) return;
      await nextTurn();
    }
  }

  /** Reads these pages now, those that are on show; true when some were not known. */
  readShown(sheet: Sheet): boolean {
    let any = false;
    for (let page = this.#nextShown(sheet); page >= 0; page = this.#nextShown(sheet)) {
      sheet.advanceAt(page);
      any = true;
    }
    return any;
  }

  /**
   * Answers a question about all rows of a file, a slice at a time; asks it afresh when the file changes meanwhile. Undefined
   * when the file is none that is checked or `stopped` says so.
   *
   * @param toEnd also reads the file to its end first, for questions about problems
   */
  async ask<T>(
    key: string,
    question: (sheet: Sheet) => Slices<T>,
    stopped: () => boolean,
    toEnd: boolean,
  ): Promise<{ readonly sheet: Sheet; readonly answer: T } | undefined> {
    for (;;) {
      const sheet = toEnd ? await this.read(key, { stopped }) : this.files.sheetOf(key);
      if (!sheet || stopped()) return undefined;
      const { document } = sheet;
      const work = question(sheet);
      while (this.files.sheetOf(key) === sheet && sheet.document === document) {
        const over = this.pace.turn();
        do {
          const step = work.next();
          if (step.done) return { sheet, answer: step.value };
        } while (!over());
        await nextTurn();
        if (stopped()) return undefined;
      }
    }
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#jobs.length > 0) {
        this.#turn();
        await nextTurn();
      }
    } catch (error) {
      this.files.fail("reading", error);
      for (const job of this.#jobs.splice(0)) job.finish(undefined);
    } finally {
      this.#running = false;
    }
  }

  #turn(): void {
    const over = this.pace.turn();
    for (const job of [...this.#jobs]) {
      const sheet = job.stopped() ? undefined : this.files.sheetOf(job.key);
      if (!sheet) {
        this.#finish(job, undefined);
        continue;
      }
      // Room for everything takes its time, too: not before what is on show.
      if (sheet.unread > manyPages && (job.seen || !job.enough)) sheet.makeRoom();
      try {
        while (this.step(sheet)) {
          job.done++;
          const isOver = over();
          const first = !job.seen && (isOver || this.#nextShown(sheet) < 0);
          if (first) job.seen = true;
          if (!isOver && !first) continue;
          const enough = job.enough?.(job.done, leftOf(this.files, sheet));
          if (enough) this.#finish(job, sheet);
          else if (!isOver) continue;
          job.news?.();
          return;
        }
        this.#finish(job, sheet);
      } catch (error) {
        if (!(error instanceof StaleTextError)) throw error;
        this.#putOff(job, error.uri);
      }
    }
  }

  /** A job goes on when a file that has changed on disk was read again. */
  #putOff(job: ReadingJob, uri: string): void {
    this.#jobs = this.#jobs.filter((each) => each !== job);
    void this.files
      .readAgain(uri)
      .then(nextTurn)
      .then(() => {
        this.#jobs.push(job);
        if (!this.#running) void this.#run();
      });
  }

  #finish(job: ReadingJob, sheet: Sheet | undefined): void {
    this.#jobs = this.#jobs.filter((each) => each !== job);
    job.finish(sheet);
  }

  /** Does the next small piece of work for a sheet; false when nothing is left to do. */
  step(sheet: Sheet): boolean {
    if (!sheet.complete) {
      const shown = this.#nextShown(sheet);
      if (shown >= 0) sheet.advanceAt(shown);
      else sheet.advance(1);
      return true;
    }
    for (const linked of this.files.linkedTo(sheet)) {
      if (linked.complete) continue;
      linked.advance(1);
      return true;
    }
    return !this.#relate(sheet);
  }

  /** A page on show that has not been read; -1 when all have. */
  #nextShown(sheet: Sheet): number {
    const { from, to } = this.pagesShown(sheet);
    for (let page = from; page <= to; page++) if (!sheet.isRead(page)) return page;
    return -1;
  }

  /** The pages that hold the rows on show. */
  pagesShown(sheet: Sheet): { readonly from: number; readonly to: number } {
    const { document } = sheet;
    const { first, last } = this.files.shownOf(sheet.uri);
    const pageOf = (line: number): number => pageAt(document, offsetAt(document, { line, character: 0 }));
    return { from: Math.max(0, pageOf(first)), to: pageOf(last) };
  }
}

/** Pages that are still to be read for a sheet, those of the files it refers to included. */
function leftOf(files: ReadableFiles, sheet: Sheet): number {
  return files.linkedTo(sheet).reduce((sum, each) => sum + each.unread, sheet.unread);
}

function never(): boolean {
  return false;
}
