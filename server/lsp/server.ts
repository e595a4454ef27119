/** The table of what is asked and who answers. Whatever fails is logged and answered with nothing; the server lives on. */
import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type CompletionItem,
  CompletionItemKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  InsertTextFormat,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { builtInDocuments } from "../core/schemas.ts";
import { Workspace } from "../core/workspace.ts";
import { type Completion, completeAt } from "../features/completion.ts";
import { hoverAt } from "../features/hover.ts";
import * as protocol from "../protocol.ts";
import { rules } from "../rules/index.ts";
import { runCommand } from "./commands.ts";
import { Compare } from "./compare.ts";
import { Conversions } from "./conversions.ts";
import { toOffset, toRange } from "./convert.ts";
import { Diagnostics } from "./diagnostics.ts";
import { Disk } from "./disk.ts";
import { Documents } from "./documents.ts";
import { codeActionKinds, codeActions, resolveCodeAction } from "./fixes.ts";
import { Grids } from "./grids.ts";
import { Navigation } from "./navigation.ts";
import { type Given, Requests } from "./requests.ts";
import { abilitiesOf, Session } from "./session.ts";
import { Sets } from "./sets.ts";
import { readSettings } from "./settings.ts";
import { worldOf } from "./world.ts";

/** Answers on a connection until it ends. */
export function serve(connection: Connection): void {
  const session = new Session(connection, new Workspace(rules, builtInDocuments));
  const diagnostics = new Diagnostics(session);
  const disk = new Disk(session, diagnostics);
  diagnostics.ready = (key) => disk.near(key);
  diagnostics.settled = () => refreshWords(session, false);
  const documents = new Documents(session, disk, diagnostics);
  const requests = new Requests(session, diagnostics, disk);
  const grids = new Grids(session, requests);
  const sets = new Sets(session, disk);
  const comparisons = new Compare(session, sets);
  const conversions = new Conversions(session, disk);
  const navigation = new Navigation(session);
  const folders = new Map<string, string>();
  const useFolders = (): void => disk.setRoots([...folders.values()]);
  const useSettings = (sent: unknown): void => {
    const settings = readSettings(sent);
    session.maxProblems = settings.maxProblems;
    session.wishes = settings.wishes;
    if (session.initialized) refreshWords(session, true);
    disk.setSettings(settings.profile);
    for (const fault of settings.faults) session.log(`In the settings: ${fault}`);
  };

  connection.onInitialize((params) => {
    session.abilities = abilitiesOf(params.capabilities);
    for (const uri of foldersOf(params)) addFolder(session, folders, uri);
    try {
      useSettings(params.initializationOptions);
    } catch (error) {
      session.fail("reading the settings", error);
    }
    session.greeted = true;
    return initializeResult(session);
  });
  connection.onInitialized(() => {
    session.initialized = true;
    void session.safely("registering", undefined, () => register(session, connection))();
    if (session.abilities.folders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) folders.delete(uri);
        for (const { uri } of added) addFolder(session, folders, uri);
        useFolders();
      });
    }
    useFolders();
  });

  connection.onDidOpenTextDocument(session.safely("opening", undefined, (params) => documents.opened(params)));
  connection.onDidChangeTextDocument(session.safely("changing", undefined, (params) => documents.changed(params)));
  connection.onDidSaveTextDocument(session.safely("saving", undefined, (params) => documents.saved(params)));
  connection.onDidCloseTextDocument(session.safely("closing", undefined, (params) => documents.closed(params)));
  connection.onDidChangeWatchedFiles(
    session.safely("following the disk", undefined, ({ changes }) =>
      disk.changed(changes.map(({ uri }) => session.address(uri).key)),
    ),
  );
  connection.onDidChangeConfiguration(
    session.safely("changing settings", undefined, async ({ settings }) =>
      useSettings(await ownSettings(session, settings)),
    ),
  );

  connection.languages.diagnostics.on(async (params, token) => {
    const nothing: DocumentDiagnosticReport = { kind: "full", items: [] };
    const answer = await session.safely("diagnostics", nothing, () => diagnostics.pull(params, token))();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "no longer asked for");
    return answer;
  });
  connection.onHover(
    session.safely("hover", null, ({ textDocument, position }): Hover | null => {
      const sheet = session.sheetOf(session.address(textDocument.uri).key);
      const hover = sheet && hoverAt(sheet, toOffset(sheet.document, position), worldOf(session, sheet));
      if (!sheet || !hover) return null;
      return { contents: { kind: "markdown", value: hover.markdown }, range: toRange(sheet.document, hover.span) };
    }),
  );
  connection.onCompletion(
    session.safely("completion", null, ({ textDocument, position }) => {
      const sheet = session.sheetOf(session.address(textDocument.uri).key);
      if (!sheet) return null;
      const items = completeAt(sheet, toOffset(sheet.document, position), worldOf(session, sheet));
      return { isIncomplete: true, items: items.map((item) => toItem(session, sheet.document, item)) };
    }),
  );
  connection.onCodeAction(session.safely("code actions", null, (params) => codeActions(session, params)));
  connection.onCodeActionResolve((action) =>
    session.safely("resolving a code action", action, () => resolveCodeAction(session, action))(),
  );
  connection.onExecuteCommand(
    session.safely("a command", null, (params) => runCommand(session, disk, params.command, params.arguments?.[0])),
  );

  const ask = <P, R>(what: string, nothing: R, handler: (params: P) => R | Promise<R>) =>
    session.safely(what, nothing, (params: P) => handler(params));
  connection.onDefinition(ask("definition", null, (params) => navigation.definition(params)));
  connection.onReferences(ask("references", [], (params) => navigation.references(params)));
  connection.onDocumentHighlight(ask("highlights", [], (params) => navigation.highlights(params)));
  connection.onWorkspaceSymbol(ask("symbols", [], (params) => navigation.workspaceSymbols(params)));
  connection.onDocumentSymbol(ask("the outline", [], (params) => navigation.documentSymbols(params)));
  connection.onSelectionRanges(ask("selections", null, (params) => navigation.selections(params)));
  connection.onPrepareRename(ask("preparing a rename", null, (params) => navigation.prepareRename(params)));
  connection.onRenameRequest(ask("renaming", null, (params) => navigation.rename(params)));
  connection.languages.inlayHint.on(ask("hints", [], (params) => navigation.hints(params)));
  connection.onCodeLens(ask("lenses", [], (params) => navigation.lenses(params)));
  connection.onCodeLensResolve((lens) =>
    session.safely("resolving a lens", lens, () => navigation.resolveLens(lens))(),
  );

  const answer = (method: string, handler: (given: Given, token: CancellationToken) => unknown): void => {
    connection.onRequest(
      method,
      session.safely(method, null, (params: unknown, token: CancellationToken) =>
        handler(typeof params === "object" && params !== null ? (params as Given) : {}, token),
      ),
    );
  };
  answer(protocol.statusRequest, (given) => requests.status(given));
  answer(protocol.fileTypesRequest, () => requests.fileTypes());
  answer(protocol.chooseFileTypeRequest, (given) => requests.chooseFileType(given));
  answer(protocol.rowsRequest, (given, token) => grids.rows(given, token));
  answer(protocol.findRequest, (given, token) => grids.find(given, token));
  answer(protocol.positionRequest, (given, token) => grids.position(given, token));
  answer(protocol.overviewRequest, (given, token) => grids.overview(given, token));
  answer(protocol.statisticsRequest, (given, token) => grids.statistics(given, token));
  answer(protocol.cellRequest, (given) => grids.cell(given));
  answer(protocol.editRequest, (given) => grids.edit(given));
  answer(protocol.cellRangeRequest, (given) => grids.cellRange(given));
  answer(protocol.cellAtRequest, (given) => grids.cellAt(given));
  answer(protocol.exportRequest, (given) => requests.export(given));
  answer(protocol.fixAllRequest, (given) => requests.fixAll(given));
  answer(protocol.checkRequest, (given) => requests.check(given));
  answer(protocol.templateRequest, (given) => requests.template(given));
  answer(protocol.explainRequest, (given) => requests.explain(given));
  answer(protocol.setsRequest, () => sets.sets());
  answer(protocol.uploadPlanRequest, (given) => sets.uploadPlan(given));
  answer(protocol.groupsRequest, (given) => sets.groups(given));
  answer(protocol.generateRequest, (given) => sets.generate(given));
  answer(protocol.bundleRequest, (given) => sets.bundle(given));
  answer(protocol.bundlesRequest, (given) => comparisons.bundles(given));
  answer(protocol.compareRequest, (given) => comparisons.compare(given));
  answer(protocol.compareRecordsRequest, (given) => comparisons.records(given));
  answer(protocol.undoRequest, (given) => comparisons.undo(given));
  answer(protocol.convertQuestionsRequest, (given) => conversions.questions(given));
  answer(protocol.convertRequest, (given) => conversions.convert(given));
  connection.listen();
}

/** What stands beside the text is asked for again: hints when settings change, lenses also when other files do. */
function refreshWords({ abilities, connection, wishes }: Session, alsoHints: boolean): void {
  if (abilities.refreshLenses && (wishes.lenses || alsoHints)) {
    void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
  }
  if (abilities.refreshHints && alsoHints) void connection.languages.inlayHint.refresh().catch(() => {});
}

function initializeResult({ abilities }: Session): InitializeResult {
  return {
    serverInfo: { name: "csv-preflight" },
    capabilities: {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      ...(abilities.pull
        ? {
            diagnosticProvider: {
              identifier: "csv-preflight",
              interFileDependencies: true,
              workspaceDiagnostics: false,
            },
          }
        : {}),
      hoverProvider: true,
      completionProvider: { triggerCharacters: [",", '"', ":", "/", ";", "@", "\t", "|"] },
      codeActionProvider: { codeActionKinds, resolveProvider: true },
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      documentSymbolProvider: true,
      workspaceSymbolProvider: true,
      selectionRangeProvider: true,
      renameProvider: { prepareProvider: true },
      inlayHintProvider: true,
      codeLensProvider: { resolveProvider: true },
      executeCommandProvider: { commands: Object.values(protocol.serverCommands) },
      ...(abilities.folders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
    },
  };
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (Array.isArray(workspaceFolders)) return workspaceFolders.map(({ uri }) => uri);
  return typeof rootUri === "string" ? [rootUri] : [];
}

function addFolder(session: Session, folders: Map<string, string>, uri: string): void {
  const { file } = session.address(uri);
  if (file !== undefined) folders.set(uri, file);
}

async function register(session: Session, connection: Connection): Promise<void> {
  const { watch, configuration } = session.abilities;
  if (watch) {
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: "**/*.{csv,CSV,Csv}" }, { globPattern: "**/csv-preflight.json" }],
    });
  }
  if (configuration)
    await connection.client.register(DidChangeConfigurationNotification.type, { section: "csvPreflight" });
}

/** What a notification brought along, or what the client has when it brought nothing. */
async function ownSettings(session: Session, settings: unknown): Promise<unknown> {
  const sent =
    typeof settings === "object" && settings !== null && "csvPreflight" in settings ? settings.csvPreflight : undefined;
  if (sent !== undefined || !session.abilities.configuration) return sent;
  return session.connection.workspace.getConfiguration("csvPreflight");
}

const kinds = {
  value: CompletionItemKind.EnumMember,
  unit: CompletionItemKind.Unit,
  column: CompletionItemKind.Field,
  row: CompletionItemKind.Snippet,
  reference: CompletionItemKind.Reference,
} as const;

function toItem(session: Session, document: Parameters<typeof toRange>[0], item: Completion): CompletionItem {
  const { label, detail, documentation, filterText, sortText, preselect } = item;
  const snippet = session.abilities.snippets ? item.snippet : undefined;
  return {
    label,
    kind: kinds[item.kind],
    filterText,
    sortText,
    textEdit: { range: toRange(document, item.span), newText: snippet ?? item.insert },
    ...(snippet === undefined ? {} : { insertTextFormat: InsertTextFormat.Snippet }),
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation: { kind: "markdown", value: documentation } }),
    ...(preselect ? { preselect } : {}),
  };
}
