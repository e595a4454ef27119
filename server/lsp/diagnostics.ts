/** Tells the client what is wrong: when it asks, about files that are open; unasked, about all others. */
import type {
  CancellationToken,
  Diagnostic,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
} from "vscode-languageserver/node";
import type { Sheet } from "../core/sheet.ts";
import type { Entry } from "../core/workspace.ts";
import { statusChanged } from "../protocol.ts";
import { notShownDiagnostic, toDiagnostic } from "./convert.ts";
import { readToEnd } from "./reading.ts";
import type { Session } from "./session.ts";

/** How long it must be quiet before files that nobody asked for are looked at again, in milliseconds. */
const quietMs = 150;

export class Diagnostics {
  readonly #session: Session;
  /** What the client was last told unasked. */
  readonly #published = new Map<string, { readonly stamp: string; readonly some: boolean }>();
  readonly #touched = new Set<string>();
  /** Open files that the client has asked about. */
  readonly #asked = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #settling = false;
  #refresh = false;
  /** Waits until the files around the open ones are known. */
  ready: (key: string) => Promise<void> = () => Promise.resolve();
  /** Told when the client was told of changes and it is quiet. */
  settled: () => void = () => {};

  constructor(session: Session) {
    this.#session = session;
  }

  /** Answers `textDocument/diagnostic`. */
  async pull(params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    const { key } = this.#session.address(params.textDocument?.uri);
    this.#asked.add(key);
    await this.ready(key);
    const known = this.#session.sheetOf(key)?.complete === true;
    const stopped = (): boolean => token.isCancellationRequested;
    const sheet = this.#isPulled(key) ? await readToEnd(this.#session, key, stopped) : undefined;
    // Whatever is said then is not heard any more.
    if (stopped()) return { kind: "full", items: [] };
    if (this.#isPulled(key)) this.#publish(key, "none", []);
    if (sheet && !known) this.touch(key);
    const resultId = sheet ? this.#stamp(sheet) : "none";
    if (params.previousResultId === resultId) return { kind: "unchanged", resultId };
    return { kind: "full", resultId, items: sheet ? this.diagnosticsOf(sheet) : [] };
  }

  /** What a sheet that has been read shows, at most as many as the client takes. */
  diagnosticsOf(sheet: Sheet): Diagnostic[] {
    const { abilities, maxProblems, spell, workspace } = this.#session;
    const wishes = {
      related: abilities.related,
      data: abilities.diagnosticData,
      link: abilities.diagnosticLink,
      spell,
      revision: workspace.revision,
    };
    const room = Math.max(1, maxProblems - 1 - sheet.rollUps().length);
    const { placed, left } = sheet.findings(room);
    const diagnostics = placed.map((each) => toDiagnostic(sheet, each, wishes));
    return left > 0 ? [notShownDiagnostic(sheet, left), ...diagnostics] : diagnostics;
  }

  /** How many of a sheet's problems the list leaves out. */
  notShown(sheet: Sheet): number {
    const { error, warning, information, hint } = sheet.counts();
    const room = Math.max(1, this.#session.maxProblems - 1 - sheet.rollUps().length);
    return Math.max(0, error + warning + information + hint - room);
  }

  /** Something about these files may have changed: what was published is looked at again when it is quiet. */
  touch(...keys: readonly string[]): void {
    for (const key of keys) this.#touched.add(key);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#settle(), quietMs);
  }

  /** Something changed that the client cannot know of: it shall ask again for what it shows. */
  touchAll(): void {
    this.#refresh = true;
    this.touch(...[...this.#session.workspace.entries()].map((entry) => entry.uri));
  }

  /** A file is no longer in the editor's hands. */
  closed(key: string): void {
    this.#asked.delete(key);
  }

  /** Editors also hold documents that no tab shows and ask nothing about them: those are told unasked, like closed files. */
  #isPulled(key: string): boolean {
    const { abilities, workspace } = this.#session;
    return abilities.pull && this.#asked.has(key) && workspace.entry(key)?.open === true;
  }

  /** Everything that a sheet's findings depend on, as one word: equal stamps, equal findings. */
  #stamp(sheet: Sheet): string {
    const links = this.#session
      .linkedTo(sheet)
      .map((target) => `${target.serial}/${numberOf(target.indexes)}/${presenceOf(target)}`);
    return [sheet.serial, numberOf(sheet.document), numberOf(sheet.facts), this.#session.maxProblems, ...links].join(
      ".",
    );
  }

  async #settle(): Promise<void> {
    if (this.#settling || !this.#session.initialized) return this.touch();
    this.#settling = true;
    try {
      const { connection, abilities, workspace, spell } = this.#session;
      if (this.#refresh) {
        this.#refresh = false;
        if (abilities.pull && abilities.refresh) void connection.languages.diagnostics.refresh().catch(() => {});
      }
      const touched = new Set(this.#touched);
      this.#touched.clear();
      for (const key of this.#published.keys()) {
        if (!this.#isPublished(workspace.entry(key)) && this.#publish(key, "none", [])) touched.add(key);
      }
      for (const entry of [...workspace.entries()]) {
        if (this.#isPublished(entry) && (await this.#publishSheet(entry.uri))) touched.add(entry.uri);
      }
      if (touched.size === 0) return;
      void connection.sendNotification(statusChanged, { uris: [...touched].map(spell) });
      this.settled();
    } catch (error) {
      this.#session.fail("publishing", error);
    } finally {
      this.#settling = false;
    }
  }

  #isPublished(entry: Entry | undefined): boolean {
    return entry !== undefined && this.#session.sheetOf(entry.uri) !== undefined && !this.#isPulled(entry.uri);
  }

  /** True when the client was told something new. */
  async #publishSheet(key: string): Promise<boolean> {
    const sheet = await readToEnd(this.#session, key);
    if (!sheet || !this.#isPublished(this.#session.workspace.entry(key))) return false;
    const stamp = this.#stamp(sheet);
    if (this.#published.get(key)?.stamp === stamp) return false;
    this.#publish(key, stamp, this.diagnosticsOf(sheet));
    return true;
  }

  /** Publishes diagnostics, unless there were none before either. */
  #publish(key: string, stamp: string, diagnostics: Diagnostic[]): boolean {
    const { connection, workspace, spell } = this.#session;
    const before = this.#published.get(key);
    if (stamp === "none") this.#published.delete(key);
    else this.#published.set(key, { stamp, some: diagnostics.length > 0 });
    if (diagnostics.length === 0 && !before?.some) return before !== undefined;
    const entry = workspace.entry(key);
    const version = entry?.open ? { version: entry.document.version } : {};
    void connection.sendDiagnostics({ uri: spell(key), ...version, diagnostics });
    return true;
  }
}

/** How often a value of any key appeared or disappeared. */
function presenceOf(sheet: Sheet): number {
  return sheet.indexes.reduce((sum, index) => sum + (index?.presence ?? 0), 0);
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
