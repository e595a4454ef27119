/** What is open in the editor: each notification becomes the next version of a document. */
import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  DidSaveTextDocumentParams,
} from "vscode-languageserver";
import { applyChanges } from "./convert.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Disk } from "./disk.ts";
import type { Session } from "./session.ts";
import type { Given } from "./set-requests.ts";

/** How long a closed file may come back before the one on disk takes its place: a change of language closes and opens. */
export const closeGraceMs = 1000;

export class Documents {
  readonly #closing = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly session: Session,
    readonly disk: Disk,
    readonly diagnostics: Diagnostics,
  ) {}

  opened({ textDocument }: DidOpenTextDocumentParams): void {
    const { uri, text, version } = textDocument;
    if (typeof uri !== "string" || typeof text !== "string") return;
    const { session } = this;
    const { key, path } = session.address(uri);
    this.#stopClosing(key);
    session.keepSpelling(uri);
    // A second opening without a closing takes the place of the first.
    session.workspace.put({ uri: key, path, open: true, version: numberOr(version, 0) }, text);
    this.disk.opened(key);
    this.diagnostics.touch(key);
  }

  changed({ textDocument, contentChanges }: DidChangeTextDocumentParams): void {
    const { key } = this.session.address(textDocument.uri);
    const entry = this.session.workspace.entry(key);
    if (!entry?.open) return;
    const version = numberOr(textDocument.version, entry.document.version + 1);
    const line = lineOf(contentChanges);
    if (line !== undefined) this.session.showLine(key, line);
    this.session.workspace.update(key, applyChanges(entry.document, contentChanges, version));
    this.diagnostics.changed(key);
    if (this.disk.profiles.holds(entry.path)) this.disk.changed([key]);
  }

  /** The client says which lines of a file are on show. */
  shown({ uri, first, last }: Given): void {
    if (typeof first !== "number" || typeof last !== "number") return;
    const { key } = this.session.address(uri);
    this.session.show(key, first, last);
    this.diagnostics.shown(key);
  }

  saved({ textDocument }: DidSaveTextDocumentParams): void {
    const { key } = this.session.address(textDocument.uri);
    if (!this.session.workspace.entry(key)?.open) return;
    this.disk.changed([key]);
  }

  closed({ textDocument }: DidCloseTextDocumentParams): void {
    const { key } = this.session.address(textDocument.uri);
    if (!this.session.workspace.entry(key)?.open) return;
    this.#stopClosing(key);
    const timer = setTimeout(() => {
      this.#closing.delete(key);
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
}

/** Where the last of several changes is. */
function lineOf(changes: unknown): number | undefined {
  const last: unknown = Array.isArray(changes) ? changes.at(-1) : undefined;
  if (typeof last !== "object" || last === null || !("range" in last)) return undefined;
  const range = last.range as { readonly start?: { readonly line?: unknown } | null } | null | undefined;
  const line = range?.start?.line;
  return typeof line === "number" ? line : undefined;
}

function numberOr(value: unknown, other: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : other;
}
