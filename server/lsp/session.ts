/** What all handlers share: the connection, the files, what the client can do, and a way to fail without harm. */

import {
  type ClientCapabilities,
  type Connection,
  LogMessageNotification,
  LSPErrorCodes,
  MarkupKind,
  MessageType,
  type NotificationType,
  ResponseError,
} from "vscode-languageserver";
import type { Sheet } from "../core/checking/sheet.ts";
import { filesBefore } from "../core/links/keys-elsewhere.ts";
import type { Document } from "../core/text/document.ts";
import { english, type Language, message, type Translate } from "../core/text/message.ts";
import { fileName } from "../core/workspace/folders.ts";
import type { Workspace } from "../core/workspace/workspace.ts";
import { rulePageAddress } from "../disk/documents/rule-pages.ts";
import { StaleTextError } from "../disk/reading/closed-text.ts";
import type { Engine } from "../engine/engine.ts";
import { ruleLink } from "../protocol/rule-link.ts";
import { ClosedFiles } from "./closed-files.ts";
import { OpenTexts } from "./open-texts.ts";
import { type Lines, Reader } from "./reader.ts";
import { clockPace, type Pace } from "./turns.ts";
import { addressOf, type UriParts } from "./uris.ts";

/** What the client said it can do. */
export interface ClientFeatures {
  /** It asks for diagnostics; else they are pushed. */
  readonly pull: boolean;
  readonly refresh: boolean;
  readonly related: boolean;
  readonly diagnosticData: boolean;
  readonly diagnosticLink: boolean;
  /** It accepts edits of a known version. */
  readonly documentChanges: boolean;
  /** Edits may make files. */
  readonly createFiles: boolean;
  /** It asks for the edits of a code action when it is picked. */
  readonly lazyEdits: boolean;
  readonly watch: boolean;
  /** It sends the texts of documents that it is asked for later. */
  readonly syncsOnDemand: boolean;
  /** It can be asked for its settings. */
  readonly configuration: boolean;
  /** It tells of changes in its settings when it is asked to; others do so by themselves, or not at all. */
  readonly registersConfiguration: boolean;
  readonly folders: boolean;
  readonly snippets: boolean;
  /** What is shown at the cursor, and beside a completion, may have marks; else it is plain text. */
  readonly hoverMarks: boolean;
  readonly documentationMarks: boolean;
  /** Code actions may be more than commands. */
  readonly actionLiterals: boolean;
  /** It makes edits that it is sent. */
  readonly applyEdit: boolean;
  /** A definition may come with the span that was asked about. */
  readonly links: boolean;
  /** An outline may have branches. */
  readonly branches: boolean;
  /** Edits may carry a remark. */
  readonly annotations: boolean;
  readonly refreshHints: boolean;
  readonly refreshLenses: boolean;
  /** It opens an address in a browser. */
  readonly opensAddresses: boolean;
}

export function clientFeaturesOf(client: ClientCapabilities | undefined): ClientFeatures {
  const { textDocument, workspace, window } = client ?? {};
  const published = textDocument?.publishDiagnostics;
  const pulled = textDocument?.diagnostic;
  const action = textDocument?.codeAction;
  const item = textDocument?.completion?.completionItem;
  return {
    pull: pulled !== undefined && pulled !== null,
    refresh: workspace?.diagnostics?.refreshSupport === true,
    related: (pulled?.relatedInformation ?? published?.relatedInformation) === true,
    diagnosticData: (pulled?.dataSupport ?? published?.dataSupport) === true,
    diagnosticLink: (pulled?.codeDescriptionSupport ?? published?.codeDescriptionSupport) === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createFiles: workspace?.workspaceEdit?.resourceOperations?.includes("create") === true,
    lazyEdits: action?.dataSupport === true && action.resolveSupport?.properties?.includes("edit") === true,
    syncsOnDemand: textDocument?.synchronization?.dynamicRegistration === true,
    watch: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
    snippets: item?.snippetSupport === true,
    hoverMarks: prefersMarks(textDocument?.hover?.contentFormat),
    documentationMarks: prefersMarks(item?.documentationFormat),
    actionLiterals: action?.codeActionLiteralSupport !== undefined && action.codeActionLiteralSupport !== null,
    applyEdit: workspace?.applyEdit === true,
    links: textDocument?.definition?.linkSupport === true,
    branches: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    annotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    refreshHints: workspace?.inlayHint?.refreshSupport === true,
    refreshLenses: workspace?.codeLens?.refreshSupport === true,
    opensAddresses: window?.showDocument?.support === true,
  };
}

/** Of several formats the first is liked best; a client that names none is taken at the word of the protocol's first version: Markdown. */
function prefersMarks(formats: unknown): boolean {
  return !Array.isArray(formats) || formats.length === 0 || formats[0] !== MarkupKind.PlainText;
}

/** A question is asked so often of files that change while it is answered. */
const triesMax = 3;

/** No window shows more lines. */
const shownMost = 500;

/** As much of a file as is on show when nobody has said anything: its beginning. */
const beginning: Lines = { first: 0, last: 60 };

export interface Preferences {
  readonly hints: boolean;
  /** Only for clients that know the commands behind them. */
  readonly lenses: boolean;
  readonly referenceLenses: boolean;
  /** The client has a command that shows a rule's page. */
  readonly explains: boolean;
  /** Hovers say what is wrong; else the client shows it in the same box. */
  readonly hoverProblems: boolean;
  /** The web address of a folder with the rules' pages; undefined for those that are installed. */
  readonly rulePages?: string | undefined;
}

export class Session {
  clientFeatures: ClientFeatures = clientFeaturesOf(undefined);
  /** The person's language, BCP 47. */
  locale = "en";
  /** Puts messages into it. */
  translate: Translate = english;
  /** The handshake is over: requests may be sent. */
  initialized = false;
  /** Problems shown per file. */
  maxProblems = 1000;
  /** Hints were left out because files were being read: they are to be asked for again. */
  hintsPending = false;
  /** Words beside the text that the person wants. */
  preferences: Preferences = {
    hints: true,
    lenses: false,
    referenceLenses: false,
    explains: false,
    hoverProblems: true,
  };
  readonly reader: Reader;
  readonly closed: ClosedFiles;
  readonly texts: OpenTexts;
  /** Reads a file again that is on disk no more as it was read; set by who follows the disk. */
  readAgain: (key: string) => Promise<void> = () => Promise.resolve();
  readonly #spellings = new Map<string, string>();
  readonly #shown = new Map<string, Lines>();

  constructor(
    readonly connection: Connection,
    readonly engine: Engine,
    pace: Pace = clockPace,
  ) {
    this.reader = new Reader(this, pace);
    this.closed = new ClosedFiles(engine.workspace, this.reader, (text) => this.log(this.translate(text)));
    this.texts = new OpenTexts(engine.workspace);
  }

  /** From now on, people read this language. */
  useLanguage({ locale, translate }: Language): void {
    this.locale = locale;
    this.translate = translate;
  }

  /** The address of a rule's page; undefined for a client that shows no links. */
  get linkOfRule(): ((rule: string) => string) | undefined {
    return this.clientFeatures.diagnosticLink ? (rule) => this.pageOfRule(rule) : undefined;
  }

  /** The address of a rule's page: on this machine, unless somebody keeps them elsewhere. */
  pageOfRule(rule: string): string {
    const { rulePages } = this.preferences;
    return rulePages === undefined ? rulePageAddress(rule) : ruleLink(rule, rulePages);
  }

  /** The lines of a file that are on show, as far as anybody has said. */
  shownOf(key: string): Lines {
    return this.#shown.get(key) ?? beginning;
  }

  /** Somebody looks at these lines of a file. */
  show(key: string, first: number, last: number): void {
    if (!(first >= 0 && last >= first)) return;
    const from = Math.floor(first);
    this.#shown.set(key, { first: from, last: Math.min(Math.floor(last), from + shownMost) });
  }

  /** Somebody works at this line: it is on show, and what is around it. */
  showLine(key: string, line: number): void {
    const { first, last } = this.shownOf(key);
    if (line < first || line > last) this.show(key, Math.max(0, line - 30), line + 30);
  }

  /** A file was closed. */
  hide(key: string): void {
    this.#shown.delete(key);
  }

  /** Where a client's URI points. */
  address(uri: unknown): UriParts {
    return addressOf(typeof uri === "string" ? uri : "");
  }

  /** Keeps the client's own spelling of a URI, to answer with. */
  keepSpelling(uri: string): void {
    this.#spellings.set(this.address(uri).key, uri);
  }

  /** A file's URI as the client spells it. */
  readonly spell = (key: string): string => this.#spellings.get(key) ?? key;

  get workspace(): Workspace {
    return this.engine.workspace;
  }

  /** The sheet of a file that is checked; files that are only read for their ids have none. */
  sheetOf(key: string): Sheet | undefined {
    return this.engine.sheetOf(key);
  }

  isStored(sheet: Sheet): boolean {
    return this.workspace.entry(sheet.uri)?.stored === true;
  }

  /** A sheet is what is known of its file, in this version. */
  isCurrent(sheet: Sheet, document: Document): boolean {
    return sheet.document === document && this.workspace.sheet(sheet.uri) === sheet;
  }

  /** Files that what is said of a sheet depends on: those it refers to, and those of its type that its keys are compared with. */
  linkedTo(sheet: Sheet): Sheet[] {
    const { foreignKeys = [], repeats = [], membership } = sheet.table.document;
    const tables = new Set([...foreignKeys, ...repeats].map(({ reference }) => reference.table));
    if (membership) tables.add(membership.table);
    // Where rows refer to rows of their own file, others of its type are not looked at.
    tables.delete(sheet.table.name);
    const referred = [...tables].flatMap((table) => this.workspace.find(sheet, table));
    return [...referred, ...filesBefore(sheet, this.workspace.find(sheet, sheet.table.name))];
  }

  /** Tells the client; when it is gone, nobody. */
  notify<P>(type: NotificationType<P>, params: P): void {
    try {
      this.connection.sendNotification(type.method, params).catch(() => {});
    } catch {
      // The client is gone.
    }
  }

  log(message: string): void {
    this.notify(LogMessageNotification.type, { type: MessageType.Log, message });
  }

  /** Says that something failed, and where in our code; never what it failed with, for that may be somebody's data. */
  fail(what: string, error: unknown): void {
    this.notify(LogMessageNotification.type, {
      type: MessageType.Error,
      message: `${what} failed: ${traceOf(error)}`,
    });
  }

  /**
   * Does something with files as they are on disk: when one turns out to be another than was read, it is read again and all is
   * done anew. Rejects with the `StaleTextError` when that goes on.
   */
  async freshly<R>(work: () => R | Promise<R>): Promise<R> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StaleTextError) || tries === triesMax) throw error;
        await this.readAgain(error.uri);
      }
    }
  }

  /** Wraps the handler of a request as `safely` does; when a file does not stop changing on disk, that is the answer. */
  answering<A extends readonly unknown[], R>(
    what: string,
    nothing: R,
    handler: (...args: A) => R | Promise<R>,
  ): (...args: A) => Promise<R | ResponseError<never>> {
    return this.safely<A, R | ResponseError<never>>(what, nothing, async (...args) => {
      try {
        return await this.freshly(() => handler(...args));
      } catch (error) {
        // Nobody wants the answer any more.
        if (error instanceof ResponseError) return error as ResponseError<never>;
        if (!(error instanceof StaleTextError)) throw error;
        const { path } = this.address(error.uri);
        const name = fileName(path);
        const words = this.translate(
          message("{0} keeps changing. Try again when it is no longer being written.", name),
        );
        return new ResponseError<never>(LSPErrorCodes.RequestFailed, words);
      }
    });
  }

  /** Wraps a handler: when it throws, that is logged and `nothing` is the answer. */
  safely<A extends readonly unknown[], R>(
    what: string,
    nothing: R,
    handler: (...args: A) => R | Promise<R>,
  ): (...args: A) => Promise<R> {
    return async (...args) => {
      try {
        return await handler(...args);
      } catch (error) {
        this.fail(what, error);
        return nothing;
      }
    };
  }
}

/** The kind of an error, its system code, and the places in the code that it passed. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const places = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [`${error.name}${code}`, ...places.slice(0, 8)].join("\n");
}
