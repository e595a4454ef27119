/** The table of what is asked and who answers. Whatever fails is logged and answered with nothing; the server lives on. */

import {
  CodeLensRefreshRequest,
  type Connection,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import { message } from "../core/text/message.ts";
import { languageFor } from "../disk/documents/languages.ts";
import { Engine } from "../engine/engine.ts";
import { tabsClosed, visibleLines } from "../protocol/files.ts";
import { runCommand } from "./commands.ts";
import { Configuration, section } from "./configuration.ts";
import { Diagnostics } from "./diagnostics.ts";
import { Disk } from "./disk.ts";
import { Documents } from "./documents.ts";
import { codeActions, fileOf, resolveCodeAction } from "./fixes.ts";
import { completion, hover } from "./hover-completion.ts";
import { foldersOf, initializeResult, register } from "./initialize.ts";
import { MappingDiagnostics } from "./mapping-diagnostics.ts";
import { Navigation } from "./navigation.ts";
import { answerRequests } from "./requests.ts";
import { clientFeaturesOf, Session } from "./session.ts";
import { readSettings } from "./settings.ts";
import { clockPace, type Pace } from "./turns.ts";

/** What a server is made of; for tests that count its work. */
export interface Served {
  readonly session: Session;
  readonly diagnostics: Diagnostics;
}

/** Answers on a connection until it ends. `pace`: how long turns of work last; tests count instead. */
export function serve(connection: Connection, pace: Pace = clockPace): Served {
  const session = new Session(connection, new Engine({ now: Date.now }), pace);
  const diagnostics = new Diagnostics(session);
  const disk = new Disk(session, diagnostics);
  diagnostics.near = (key) => disk.pending(key);
  diagnostics.onIdle = () => {
    refreshWords(session, session.hintsPending);
    session.hintsPending = false;
    disk.reportUnused();
  };
  const documents = new Documents(session, disk, diagnostics, new MappingDiagnostics(session));
  const navigation = new Navigation(session);
  const folders = new Map<string, string>();
  const addFolder = (uri: string): void => {
    const { file } = session.address(uri);
    if (file !== undefined) folders.set(uri, file);
  };
  const useFolders = (): void => disk.setRoots([...folders.values()]);
  const useSettings = (sent: unknown): void => {
    const settings = readSettings(sent);
    session.maxProblems = settings.maxProblems;
    session.preferences = settings.preferences;
    if (session.initialized) refreshWords(session, true);
    const own = settings.folders.map(({ uri, profile }) => {
      return { folder: `${session.address(uri).path.replace(/(?<!\/)\/+$/, "")}/`, settings: profile };
    });
    const schemas = settings.folders.flatMap(({ uri, schemas: listed }) => {
      const folder = `${session.address(uri).path.replace(/(?<!\/)\/+$/, "")}/`;
      return listed ? [{ folder, files: listed }] : [];
    });
    disk.types.setListed(settings.schemas, schemas);
    disk.types.setContributed(settings.contributed);
    disk.setSettings(settings.profile, own, settings.trusted);
    for (const fault of settings.faults) session.log(session.translate(message("In the settings: {0}", fault)));
  };

  let configuration = new Configuration(undefined);
  connection.onInitialize((params) => {
    session.clientFeatures = clientFeaturesOf(params.capabilities);
    session.useLanguage(languageFor(typeof params.locale === "string" ? [params.locale] : []));
    for (const uri of foldersOf(params)) addFolder(uri);
    configuration = new Configuration(params.initializationOptions);
    try {
      useSettings(configuration.initial);
    } catch (error) {
      session.fail("reading the settings", error);
    }
    return initializeResult(session);
  });
  const hear = <P>(what: string, handler: (params: P) => void | Promise<void>): ((params: P) => Promise<void>) =>
    session.safely(what, undefined, handler);
  connection.onInitialized(
    hear("starting", () => {
      session.initialized = true;
      if (session.clientFeatures.folders) {
        connection.workspace.onDidChangeWorkspaceFolders(
          hear("changing folders", ({ added, removed }) => {
            for (const { uri } of removed) folders.delete(uri);
            for (const { uri } of added) addFolder(uri);
            useFolders();
          }),
        );
      }
      register(session);
      useFolders();
    }),
  );
  connection.onDidChangeWatchedFiles(
    hear("following the disk", ({ changes }) =>
      documents.changedOnDisk(changes.map(({ uri }) => session.address(uri).key)),
    ),
  );
  connection.onDidChangeConfiguration(
    hear("changing settings", async (params) => {
      const pull = (): Promise<unknown> => connection.workspace.getConfiguration(section);
      const now = await configuration.changed(
        params?.settings,
        session.clientFeatures.configuration ? pull : undefined,
      );
      if (now) useSettings(now.sent);
    }),
  );
  connection.onNotification(
    visibleLines,
    hear("showing", (given) => documents.shown(given)),
  );
  connection.onNotification(
    tabsClosed,
    hear("closing tabs", ({ uris }) => {
      if (Array.isArray(uris)) for (const uri of uris) documents.hidden(session.address(uri).key);
    }),
  );

  const keyOf = ({ textDocument }: { readonly textDocument: { readonly uri: string } }): string =>
    session.address(textDocument?.uri).key;
  connection.languages.diagnostics.on(async (params, token) => {
    const nothing: DocumentDiagnosticReport = { kind: "full", items: [] };
    documents.attended(keyOf(params));
    const answer = await session.answering("diagnostics", nothing, () => diagnostics.pull(params, token))();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "no longer asked for");
    return answer;
  });
  connection.onHover(
    session.answering("hover", null, async (params) => {
      const key = keyOf(params);
      await disk.tryGet(key);
      return hover(session, key, params.position);
    }),
  );
  connection.onCompletion(
    session.answering("completion", null, async (params) => {
      const key = keyOf(params);
      await disk.tryGet(key);
      return completion(session, key, params.position);
    }),
  );
  connection.onCodeAction(
    session.answering("code actions", null, async (params, token) => {
      await disk.ensureLoaded(keyOf(params));
      return codeActions(session, params, token);
    }),
  );
  connection.onCodeActionResolve((action, token) =>
    session.answering("resolving a code action", action, async () => {
      const key = fileOf(action);
      if (key !== undefined) await disk.ensureLoaded(key);
      return resolveCodeAction(session, action, token);
    })(),
  );
  connection.onExecuteCommand(
    session.answering("a command", null, (params) => runCommand(session, disk, params.command, params.arguments?.[0])),
  );
  connection.onDefinition(
    session.answering("definition", null, async (params) => {
      await disk.ensureLoaded(keyOf(params));
      return navigation.definition(params);
    }),
  );
  connection.onReferences(
    session.answering("references", [], async (params) => {
      await disk.ensureLoaded(keyOf(params));
      return navigation.references(params);
    }),
  );
  connection.onDocumentHighlight(session.answering("highlights", [], (params) => navigation.highlights(params)));
  connection.onWorkspaceSymbol(
    session.answering("symbols", [], async (params, token) => {
      await disk.settled(token);
      return navigation.workspaceSymbols(params);
    }),
  );
  connection.onDocumentSymbol(session.answering("the outline", [], (params) => navigation.documentSymbols(params)));
  connection.onSelectionRanges(session.answering("selections", null, (params) => navigation.selections(params)));
  connection.onPrepareRename(
    session.answering("preparing a rename", null, (params) => navigation.prepareRename(params)),
  );
  connection.onRenameRequest(
    session.answering("renaming", null, async (params) => {
      // A file that is not known yet may hold the id too.
      await disk.ensureLoaded(keyOf(params), true);
      return navigation.rename(params);
    }),
  );
  connection.languages.inlayHint.on(
    session.answering("hints", [], async (params) => {
      const key = keyOf(params);
      if (disk.pending(key)) session.hintsPending = true;
      await disk.tryGet(key);
      return navigation.hints(params);
    }),
  );
  connection.onCodeLens(session.answering("lenses", [], (params) => navigation.lenses(params)));
  connection.onCodeLensResolve((lens) =>
    session.answering("resolving a lens", lens, () => navigation.resolveLens(lens))(),
  );

  answerRequests(session, disk, diagnostics);
  connection.listen();
  return { session, diagnostics };
}

/** What stands beside the text is asked for again: hints when settings change, lenses also when other files do. */
function refreshWords({ clientFeatures, connection, preferences }: Session, alsoHints: boolean): void {
  if (clientFeatures.refreshLenses && (preferences.lenses || alsoHints)) {
    connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
  }
  if (clientFeatures.refreshHints && alsoHints) connection.languages.inlayHint.refresh().catch(() => {});
}
