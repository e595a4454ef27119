/** Tells the client what is wrong: when it asks, about files that are open; unasked, about all others. */
import {
  type CancellationToken,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  PublishDiagnosticsNotification,
} from "vscode-languageserver";
import { type Counts, sumOf } from "../core/checking/findings.ts";
import type { Sheet } from "../core/checking/sheet.ts";
import type { Entry } from "../core/workspace/workspace.ts";
import { statusChanged } from "../protocol/files.ts";
import {
  limitBeside,
  PublishedDiagnostics,
  type PublishedDiagnosticsPage,
  presenceOf,
} from "./published-diagnostics.ts";
import { QuietTimer } from "./quiet-timer.ts";
import { readyMade } from "./ready-writer.ts";
import type { Session } from "./session.ts";
import { nextTurn, pause } from "./turns.ts";

/** How long it must be quiet before files that nobody asked for are looked at again, in milliseconds. */
const quietMs = 150;
/** Also while something changes all the time they are looked at again after so long, in milliseconds. */
const quietMostMs = 1000;
/** How long an answer waits for the files around the one asked about, in milliseconds. */
const nearMs = 50;
/** While a large file is read, the client is asked to look again no sooner than after this many milliseconds. */
const newsMs = 500;

/** What a client that asks was last told of a file. */
interface Answered {
  readonly id: string;
  /** The number of the document that it is about: of another one the client asks again by itself. */
  readonly document: number;
  /** What the answer depended on; undefined: it was a part. */
  readonly stamp: string | undefined;
  /** What it would depend on when the client was asked to ask again. */
  readonly asked: string | undefined;
}

export class Diagnostics {
  readonly #session: Session;
  /** What was told last, by sheet: it goes with the sheet. */
  #ownDiagnostics = new WeakMap<Sheet, PublishedDiagnostics>();
  /** Where the links in those lead. */
  #rulePages: string | undefined;
  /** What the client was last told unasked. */
  readonly #published = new Map<string, { readonly stamp: string; readonly id: string; readonly some: boolean }>();
  readonly #touched = new Set<string>();
  /** Open files that the client has asked about. */
  readonly #asked = new Set<string>();
  /** What it was told of them. */
  readonly #answered = new Map<string, Answered>();
  /** The number of the last question that was answered, by file. */
  readonly #questions = new Map<string, number>();
  #asks = 0;
  /** Files that are read on after a part was told. */
  readonly #unfinished = new Set<string>();
  /** Files of which the client was last told a part. */
  readonly #parts = new Set<string>();
  /** Open files whose problems somebody has counted before they were known. */
  readonly #counted = new Set<string>();
  readonly #timer = new QuietTimer(() => void this.#settle(), quietMs, quietMostMs);
  #settling = false;
  #refresh = false;
  /** The reading of the files around an open one; undefined when they are known. */
  near: (key: string) => Promise<void> | undefined = () => undefined;
  /** Told when the client was told of changes and it is quiet. */
  onIdle: () => void = () => {};

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Answers `textDocument/diagnostic`: with all there is to say when that is known soon, else with what can be said of the
   * rows on show and what was said before; the client is asked to ask again when there is more.
   */
  async pull(params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    const { key } = this.#session.address(params.textDocument?.uri);
    this.#asked.add(key);
    const question = ++this.#asks;
    const stopped = (): boolean => token.isCancellationRequested;
    const nothing: DocumentDiagnosticReport = { kind: "full", items: [] };
    if (!this.#isPulled(key)) return nothing;
    const news = this.#session.sheetOf(key)?.complete === false;
    const { refresh } = this.#session.clientFeatures;
    let all: PublishedDiagnosticsPage | undefined;
    do all = (await this.#read(key, stopped, refresh)) ? await this.#publishAll(key, stopped) : undefined;
    while (
      // Who cannot be asked to ask again is told all.
      !all &&
      !refresh &&
      !stopped() &&
      this.#session.sheetOf(key)
    );
    // Whatever is said then is not heard any more.
    if (stopped()) return nothing;
    const sheet = this.#session.sheetOf(key);
    if (!this.#isPulled(key)) return nothing;
    this.#publish(key, undefined, []);
    if (news) this.touch(key);
    const whole = all !== undefined || !sheet;
    if (!whole) this.#readOn(key);
    // The answer to the last question counts for most clients: one that comes after it says nothing of what they show.
    const isLast = question > (this.#questions.get(key) ?? 0);
    if (isLast) this.#questions.set(key, question);
    if (isLast || !whole) this.#keepPart(key, whole);
    const answer = all ?? (sheet && this.#partOf(sheet));
    const resultId = answer?.id ?? "none";
    if (sheet && isLast) {
      const stamp = all && this.#stamp(sheet);
      this.#answered.set(key, { id: resultId, document: numberOf(sheet.document), stamp, asked: undefined });
    }
    if (params.previousResultId === resultId) return { kind: "unchanged", resultId };
    return ready(`{"kind":"full","resultId":"${resultId}","items":[`, answer?.pieces ?? [], "]}");
  }

  /** Pages of a sheet that were put into words so far. For tests that count work. */
  pagesPublished(sheet: Sheet): number {
    return this.#ownDiagnostics.get(sheet)?.pagesPublished ?? 0;
  }

  /** How many problems a sheet has as far as that is known; the rest is found out in turns and then told as a change. */
  countsSoFar(sheet: Sheet): { readonly counts: Counts; readonly notShown: number; readonly complete: boolean } {
    const complete = this.#session.reader.isKnown(sheet);
    if (!complete) this.#findOut(sheet.uri);
    const counts = sheet.countsSoFar();
    const remaining = limitBeside(this.#session.maxProblems, sheet.rollUps().length);
    return { counts, notShown: Math.max(0, sumOf(counts) - remaining), complete };
  }

  #findOut(key: string): void {
    if (this.#session.workspace.entry(key)?.open === true) {
      this.#counted.add(key);
      this.#readOn(key);
    } else this.touch(key);
  }

  /** Somebody looks at other rows of a file: those are read now, and told when the client asks again. */
  shown(key: string): void {
    const sheet = this.#session.sheetOf(key);
    if (sheet && this.#unfinished.has(key) && this.#session.reader.readShown(sheet)) this.#askAgain();
  }

  /** Something about these files may have changed: what was published is looked at again when it is quiet. */
  touch(...keys: readonly string[]): void {
    for (const key of keys) this.#touched.add(key);
    this.#timer.touch();
  }

  /**
   * A text was changed. For that a client asks again about the files that it shows, but not when no tab shows the changed one:
   * an edit of several files opens some unseen.
   */
  changed(key: string): void {
    if (!this.#isPulled(key)) this.#refresh = true;
    this.touch(key);
  }

  /** Something changed that the client cannot know of: it shall ask again for what it shows. */
  touchAll(): void {
    this.#refresh = true;
    this.touch(...[...this.#session.workspace.entries()].map((entry) => entry.uri));
  }

  /** No tab shows a file any more, although the editor still holds it: nobody asks about it until one does. */
  hidden(key: string): void {
    if (!this.#asked.delete(key)) return;
    this.#answered.delete(key);
    this.#questions.delete(key);
    this.#parts.delete(key);
    this.touch(key);
  }

  /** A file is no longer in the editor's hands. */
  closed(key: string): void {
    this.#asked.delete(key);
    this.#answered.delete(key);
    this.#questions.delete(key);
    this.#parts.delete(key);
    this.#session.hide(key);
  }

  /** Editors also hold documents that no tab shows and ask nothing about them: those are told unasked, like closed files. */
  #isPulled(key: string): boolean {
    const { clientFeatures, workspace } = this.#session;
    return clientFeatures.pull && this.#asked.has(key) && workspace.entry(key)?.open === true;
  }

  /** Reads a file and those around it; with `partly` it may stop early. True when all is known. */
  async #read(key: string, stopped: () => boolean, partly: boolean): Promise<boolean> {
    const { reader } = this.#session;
    const enough = partly ? reader.pace.patience() : undefined;
    const options = enough ? { stopped, enough } : { stopped };
    await reader.read(key, options);
    for (;;) {
      const sheet = stopped() ? undefined : this.#session.sheetOf(key);
      const near = this.near(key);
      if (!sheet) return near === undefined;
      if (near === undefined) return reader.isKnown(sheet);
      if (enough && !sheet.complete) return false;
      await Promise.race([near, pause(nearMs)]);
      if (enough && this.near(key)) return false;
      await reader.read(key, options);
      if (enough) return this.near(key) === undefined && this.#isKnown(key);
    }
  }

  #isKnown(key: string): boolean {
    const sheet = this.#session.sheetOf(key);
    return !sheet || this.#session.reader.isKnown(sheet);
  }

  /** Reads on what was told in part, and says so when there is more to tell. */
  #readOn(key: string): void {
    if (this.#unfinished.has(key)) return;
    this.#unfinished.add(key);
    let last = performance.now();
    const news = (): void => {
      if (performance.now() - last < newsMs) return;
      last = performance.now();
      this.#more(key);
    };
    const stopped = (): boolean => this.#session.workspace.entry(key)?.open !== true;
    const rest = async (): Promise<void> => {
      while (!stopped() && (this.near(key) || !this.#isKnown(key))) {
        await this.#session.reader.read(key, { stopped, news });
        await this.near(key);
      }
    };
    void this.#session
      .safely("reading on", undefined, () => this.#session.freshly(rest))()
      .then(() => {
        this.#unfinished.delete(key);
        const wasCounted = this.#counted.delete(key);
        if (this.#parts.has(key)) this.#more(key);
        else if (wasCounted) this.touch(key);
      });
  }

  #keepPart(key: string, whole: boolean): void {
    if (whole) this.#parts.delete(key);
    else this.#parts.add(key);
  }

  /** There is more to tell of a file than the client was told. */
  #more(key: string): void {
    if (this.#isPulled(key)) this.#askAgain();
    this.touch(key);
  }

  #askAgain(): void {
    const { connection, clientFeatures } = this.#session;
    if (!clientFeatures.pull || !clientFeatures.refresh) return;
    for (const [key, answered] of this.#answered) {
      const sheet = this.#session.sheetOf(key);
      if (sheet) this.#answered.set(key, { ...answered, asked: this.#stamp(sheet) });
    }
    connection.languages.diagnostics.refresh().catch(() => {});
  }

  /**
   * After an edit a client asks again about the file that was edited, and some about no other one: they are asked to when an
   * edit has changed what is to be said of other files.
   */
  async #publishNeighbors(): Promise<void> {
    let some = false;
    for (const [key, answered] of [...this.#answered]) {
      const { document, stamp, asked } = answered;
      const sheet = this.#isPulled(key) ? this.#session.sheetOf(key) : undefined;
      if (!sheet || stamp === undefined || document !== numberOf(sheet.document)) continue;
      if ([stamp, asked].includes(this.#stamp(sheet))) continue;
      const never = (): boolean => false;
      const all = (await this.#read(key, never, false)) ? await this.#publishAll(key, never) : undefined;
      const now = this.#session.sheetOf(key);
      // It was asked about meanwhile, or edited.
      if (!all || now !== sheet || this.#answered.get(key) !== answered || document !== numberOf(now.document))
        continue;
      if (all.id === answered.id) this.#answered.set(key, { ...answered, stamp: this.#stamp(now) });
      else some = true;
    }
    if (some) this.#askAgain();
  }

  /** Everything about a file that is known, put into words a turn at a time; undefined when it is not known any more, or is no such file. */
  async #publishAll(key: string, stopped: () => boolean): Promise<PublishedDiagnosticsPage | undefined> {
    const { reader } = this.#session;
    for (;;) {
      const sheet = stopped() ? undefined : this.#session.sheetOf(key);
      if (!sheet || !reader.isKnown(sheet)) return undefined;
      const answer = this.#publishedOf(sheet).whole(this.#session.maxProblems, reader.pace.turn());
      if (answer) return answer;
      await nextTurn();
    }
  }

  /** What can be said in one turn of a file that is not known: of the rows on show first of all. */
  #partOf(sheet: Sheet): PublishedDiagnosticsPage {
    const { reader, maxProblems } = this.#session;
    const { from, to } = reader.pagesShown(sheet);
    return this.#publishedOf(sheet).part(maxProblems, (page) => page >= from && page <= to, reader.pace.turn());
  }

  #publishedOf(sheet: Sheet): PublishedDiagnostics {
    const { clientFeatures, spell, translate } = this.#session;
    const { rulePages } = this.#session.preferences;
    if (rulePages !== this.#rulePages) {
      // Every problem that was put into words has the old address.
      this.#ownDiagnostics = new WeakMap();
      this.#rulePages = rulePages;
    }
    let ownDiagnostics = this.#ownDiagnostics.get(sheet);
    if (!ownDiagnostics) {
      const { related, diagnosticData: data } = clientFeatures;
      const link = this.#session.linkOfRule;
      ownDiagnostics = new PublishedDiagnostics(sheet, { related, data, link, spell, translate });
      this.#ownDiagnostics.set(sheet, ownDiagnostics);
    }
    return ownDiagnostics;
  }

  /** Everything that a sheet's findings depend on, as one word: equal stamps, equal findings. */
  #stamp(sheet: Sheet): string {
    const links = this.#session
      .linkedTo(sheet)
      .map((target) => `${target.serial}/${numberOf(target.indexes)}/${presenceOf(target)}`);
    // Files of the same type are compared with one another, too: that moves the number of the links.
    const own = [
      this.#session.preferences.rulePages ?? "",
      sheet.serial,
      numberOf(sheet.document),
      numberOf(sheet.facts),
      sheet.links?.epoch() ?? 0,
    ];
    return [...own, this.#session.maxProblems, ...links].join(".");
  }

  async #settle(): Promise<void> {
    if (this.#settling || !this.#session.initialized) return this.touch();
    this.#settling = true;
    try {
      const { workspace, spell } = this.#session;
      if (this.#refresh) {
        this.#refresh = false;
        this.#askAgain();
      }
      const touched = new Set(this.#touched);
      this.#touched.clear();
      for (const key of this.#published.keys()) {
        if (!this.#isPublished(workspace.entry(key)) && this.#publish(key, undefined, [])) touched.add(key);
      }
      // What somebody has open comes first.
      const entries = [...workspace.entries()].sort((a, b) => Number(b.open) - Number(a.open));
      for (const { uri } of entries) {
        if (!this.#isPublished(workspace.entry(uri)) || this.#waitsForOthers(uri)) continue;
        if (await this.#session.freshly(() => this.#publishSheet(uri))) touched.add(uri);
      }
      await this.#session.freshly(() => this.#publishNeighbors());
      this.#releaseCaches();
      if (touched.size === 0) return;
      this.#session.notify(statusChanged, { uris: [...touched].map(spell) });
      this.onIdle();
    } catch (error) {
      this.#session.fail("publishing", error);
    } finally {
      this.#settling = false;
    }
  }

  /** Nothing is said about a file that nobody has open while those around it are read: it is looked at when they are. */
  #waitsForOthers(key: string): boolean {
    if (this.#session.workspace.entry(key)?.open) return false;
    const near = this.near(key);
    void near?.then(() => this.touch(key));
    return near !== undefined;
  }

  /** Of files whose text is not kept, what was put into words is not kept either. */
  #releaseCaches(): void {
    for (const { sheet, stored } of this.#session.workspace.entries()) {
      if (!sheet || !stored) continue;
      this.#ownDiagnostics.delete(sheet);
      sheet.releaseCaches();
    }
  }

  #isPublished(entry: Entry | undefined): boolean {
    return entry !== undefined && this.#session.sheetOf(entry.uri) !== undefined && !this.#isPulled(entry.uri);
  }

  /** True when the client was told something new. */
  async #publishSheet(key: string): Promise<boolean> {
    const open = this.#session.workspace.entry(key)?.open === true;
    const known = await this.#read(key, () => false, open);
    const found = this.#session.sheetOf(key);
    const before = this.#published.get(key);
    if (known && found && before?.stamp === this.#stamp(found)) return false;
    const all = known ? await this.#publishAll(key, () => false) : undefined;
    const sheet = this.#session.sheetOf(key);
    if (!sheet || !this.#isPublished(this.#session.workspace.entry(key))) return false;
    const whole = all !== undefined;
    if (!whole && !open) {
      // It changed meanwhile: looked at again when it is quiet.
      this.touch(key);
      return false;
    }
    if (!whole) this.#readOn(key);
    this.#keepPart(key, whole);
    const { id, pieces } = all ?? this.#partOf(sheet);
    this.#publish(key, { stamp: whole ? this.#stamp(sheet) : "part", id }, pieces);
    return before?.id !== id;
  }

  /** Publishes diagnostics, unless they are the same as before, or none and there were none before either. */
  #publish(key: string, what: { stamp: string; id: string } | undefined, pieces: readonly Uint8Array[]): boolean {
    const { workspace, spell } = this.#session;
    const before = this.#published.get(key);
    if (what === undefined) this.#published.delete(key);
    else this.#published.set(key, { ...what, some: pieces.length > 0 });
    if (pieces.length === 0 && !before?.some) return before !== undefined;
    if (what !== undefined && before?.id === what.id) return true;
    const entry = workspace.entry(key);
    const version = entry?.open ? `"version":${entry.document.version},` : "";
    this.#session.notify(
      PublishDiagnosticsNotification.type,
      ready(`{"uri":${JSON.stringify(spell(key))},${version}"diagnostics":[`, pieces, "]}"),
    );
    return true;
  }
}

/** A list between two ends; the comma before its first goes. */
function ready<T extends object>(before: string, pieces: readonly Uint8Array[], after: string): T {
  const [first, ...others] = pieces;
  return readyMade([Buffer.from(before), ...(first ? [first.subarray(1), ...others] : []), Buffer.from(after)]);
}

const numbers = new WeakMap<object, number>();
let nextNumber = 1;

/** The same number for the same object, another for every other. */
function numberOf(thing: object): number {
  const known = numbers.get(thing);
  if (known !== undefined) return known;
  numbers.set(thing, nextNumber);
  return nextNumber++;
}
