/** What is open in the editor: hears of texts that are opened, changed, saved and closed, and says so to whom it concerns. */
import { type Connection, Disposable, TextDocumentContentChangeEvent, type TextDocuments } from "vscode-languageserver";
import { statOf } from "../disk/reading/files.ts";
import type { visibleLines } from "../protocol/files.ts";
import type { GivenOf } from "../protocol/request.ts";
import { noChange, wellFormedChanges } from "./convert.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Disk } from "./disk.ts";
import type { MappingDiagnostics } from "./mapping-diagnostics.ts";
import { isCsv, type OpenText } from "./open-texts.ts";
import type { Session } from "./session.ts";
import { isVersion } from "./uris.ts";

/** How long a closed file may come back before the one on disk takes its place: a change of language closes and opens. */
export const closeGraceMs = 1000;

export class Documents {
  readonly #closing = new Map<string, NodeJS.Timeout>();
  /** Files that are open although no tab shows them. */
  readonly #hidden = new Set<string>();

  constructor(
    readonly session: Session,
    readonly disk: Disk,
    readonly diagnostics: Diagnostics,
    readonly mappings: MappingDiagnostics,
  ) {
    const { documents } = session.texts;
    const hear = (what: string, handler: (key: string) => void): ((heard: Heard) => Promise<void>) =>
      session.safely(what, undefined, ({ document }) => handler(document.uri));
    documents.onDidOpen(hear("opening", (key) => this.#opened(key)));
    documents.onDidSave(hear("saving", (key) => disk.changed([key])));
    documents.onDidClose(hear("closing", (key) => this.#closed(key)));
    // Changes are not listened to: the package tells of openings as changes, and keeps to itself what was changed.
    documents.listen(this.#wellFormed(session.connection));
  }

  /** The client says which lines of a file are on show. */
  shown({ uri, first, last }: GivenOf<typeof visibleLines>): void {
    if (typeof first !== "number" || typeof last !== "number") return;
    const { key } = this.session.address(uri);
    this.attended(key);
    this.session.show(key, first, last);
    this.diagnostics.shown(key);
  }

  /** No tab shows a file any more, although the editor may still hold it. */
  hidden(key: string): void {
    this.diagnostics.hidden(key);
    if (!this.session.texts.documents.get(key)) return;
    this.#hidden.add(key);
    this.#lookForHidden(key);
  }

  /** Files were changed, made or deleted on disk. */
  changedOnDisk(keys: readonly string[]): void {
    this.disk.changed(keys);
    for (const key of this.#hidden)
      if (keys.some((each) => key === each || key.startsWith(`${each}/`))) this.#lookForHidden(key);
  }

  /** Somebody sees a file, or works in it. */
  attended(key: string): void {
    if (this.#hidden.delete(key)) this.#setAbandoned(key, false);
  }

  #lookForHidden(key: string): void {
    const { file } = this.session.address(key);
    this.#setAbandoned(key, file !== undefined && statOf(file) === undefined);
  }

  #setAbandoned(key: string, abandoned: boolean): void {
    this.session.workspace.setAbandoned(key, abandoned);
    this.diagnostics.touch(key);
  }

  readonly #lookAtMapping = (key: string): void => {
    void this.session.safely("reading a mapping", undefined, () => this.mappings.look(key))();
  };

  /** A second opening without a closing takes the place of the first. */
  #opened(key: string): void {
    this.attended(key);
    this.#stopClosing(key);
    this.disk.opened(key);
    // What is wrong in a descriptor beside the data is shown while it is open.
    if (this.disk.types.holds(this.session.address(key).path)) this.disk.changed([key]);
    this.diagnostics.touch(key);
    this.#lookAtMapping(key);
  }

  /** @param line the last change's, from 0; undefined when all of the text was replaced */
  #changed(key: string, line: number | undefined): void {
    const { session, disk } = this;
    const text = session.texts.documents.get(key);
    if (!text) return;
    const { path } = session.address(key);
    if (disk.profiles.holds(path) || disk.types.holds(path)) disk.changed([key]);
    this.#lookAtMapping(key);
    if (!isCsv(text)) return;
    if (line !== undefined) session.showLine(key, line);
    this.diagnostics.changed(key);
  }

  #closed(key: string): void {
    this.#lookAtMapping(key);
    this.#stopClosing(key);
    const timer = setTimeout(() => {
      this.#closing.delete(key);
      this.attended(key);
      this.session.workspace.close(key);
      this.diagnostics.closed(key);
      this.disk.closed(key);
      this.diagnostics.touch(key);
    }, closeGraceMs);
    this.#closing.set(key, timer);
  }

  #stopClosing(key: string): void {
    clearTimeout(this.#closing.get(key));
    this.#closing.delete(key);
  }

  /** The connection as the package's documents may listen to it: a file has one URI however it is spelled, and nothing is missing. */
  #wellFormed(connection: Connection): TextDocumentConnection {
    const { session } = this;
    const keyOf = (sent: { readonly textDocument?: { readonly uri?: unknown } } | null): string =>
      session.address(sent?.textDocument?.uri).key;
    const hear = <P>(what: string, handler: (params: P) => void): ((params: P) => Promise<void>) =>
      session.safely(what, undefined, handler);
    return {
      onDidOpenTextDocument: (take) =>
        connection.onDidOpenTextDocument(
          hear("opening", (params) => {
            const { uri, text, languageId, version } = params.textDocument;
            if (typeof uri !== "string" || typeof text !== "string" || isVersion(uri)) return;
            session.keepSpelling(uri);
            const textDocument = { uri: keyOf(params), languageId, version: numberOr(version, 0), text };
            return take({ textDocument });
          }),
        ),
      onDidChangeTextDocument: (take) =>
        connection.onDidChangeTextDocument(
          hear("changing", (params) => {
            const key = keyOf(params);
            const version = numberOr(params.textDocument.version, (session.texts.versionOf(key) ?? 0) + 1);
            const contentChanges = wellFormedChanges(params.contentChanges);
            const last = contentChanges.at(-1);
            this.attended(key);
            take({ textDocument: { uri: key, version }, contentChanges: last ? contentChanges : [noChange] });
            const isPart = last && TextDocumentContentChangeEvent.isIncremental(last);
            this.#changed(key, isPart ? last.range.start.line : undefined);
          }),
        ),
      onDidSaveTextDocument: (take) =>
        connection.onDidSaveTextDocument(hear("saving", (params) => take({ textDocument: { uri: keyOf(params) } }))),
      onDidCloseTextDocument: (take) =>
        connection.onDidCloseTextDocument(hear("closing", (params) => take({ textDocument: { uri: keyOf(params) } }))),
      // Nothing is to be done before a file is saved.
      onWillSaveTextDocument: () => Disposable.create(() => {}),
      onWillSaveTextDocumentWaitUntil: () => Disposable.create(() => {}),
    };
  }
}

/** What the package's documents listen to. */
type TextDocumentConnection = Parameters<TextDocuments<OpenText>["listen"]>[0];

interface Heard {
  readonly document: OpenText;
}

function numberOr(value: unknown, other: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : other;
}
