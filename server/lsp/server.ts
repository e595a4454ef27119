/** The table of what is asked and who answers. Whatever fails is logged and answered with nothing; the server lives on. */
import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { Workspace } from "../core/workspace/workspace.ts";
import * as protocol from "../protocol/protocol.ts";
import { rules } from "../rules/index.ts";
import { anonymisedCopy } from "./anonymize.ts";
import { runCommand } from "./commands.ts";
import { Compare } from "./compare.ts";
import { Conversions } from "./conversions.ts";
import { Diagnostics } from "./diagnostics.ts";
import { Disk } from "./disk.ts";
import { Documents } from "./documents.ts";
import { Handover } from "./export.ts";
import { FileChecks } from "./file-check.ts";
import { codeActions, fileOf, resolveCodeAction } from "./fixes.ts";
import { Grids } from "./grid.ts";
import { completion, hover } from "./hover-completion.ts";
import { foldersOf, initializeResult, ownSettings, register } from "./initialize.ts";
import { Mappings } from "./mappings.ts";
import { Navigation } from "./navigation.ts";
import { People } from "./people.ts";
import { abilitiesOf, Session } from "./session.ts";
import { type Given, Requests } from "./set-requests.ts";
import { Sets } from "./sets.ts";
import { readSettings } from "./settings.ts";
import { clockPace, type Pace } from "./turns.ts";

/** What a server is made of; for tests that count its work. */
export interface Served {
  readonly session: Session;
  readonly diagnostics: Diagnostics;
}

/** Answers on a connection until it ends. `pace`: how long turns of work last; tests count instead. */
export function serve(connection: Connection, pace: Pace = clockPace): Served {
  const session = new Session(connection, new Workspace(rules, builtInDocuments), pace);
  const diagnostics = new Diagnostics(session);
  const disk = new Disk(session, diagnostics);
  diagnostics.near = (key) => disk.near(key);
  diagnostics.settled = () => {
    refreshWords(session, session.owesHints);
    session.owesHints = false;
  };
  const mappings = new Mappings(session, disk);
  const documents = new Documents(session, disk, diagnostics, mappings);
  const requests = new Requests(session, diagnostics, disk);
  const grids = new Grids(session, requests);
  const sets = new Sets(session, disk, diagnostics);
  const handover = new Handover(session, disk, sets);
  const comparisons = new Compare(session, sets);
  const conversions = new Conversions(session, disk);
  const people = new People(session, sets, comparisons);
  const fileChecks = new FileChecks(session, requests, diagnostics);
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
    session.wishes = settings.wishes;
    if (session.initialized) refreshWords(session, true);
    disk.setSettings(settings.profile);
    for (const fault of settings.faults) session.log(`In the settings: ${fault}`);
  };

  connection.onInitialize((params) => {
    session.abilities = abilitiesOf(params.capabilities);
    for (const uri of foldersOf(params)) addFolder(uri);
    try {
      useSettings(params.initializationOptions);
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
      if (session.abilities.folders) {
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
    hear("following the disk", ({ changes }) => disk.changed(changes.map(({ uri }) => session.address(uri).key))),
  );
  connection.onDidChangeConfiguration(
    hear("changing settings", async ({ settings }) => useSettings(await ownSettings(session, settings))),
  );
  connection.onNotification(
    protocol.visibleLines,
    hear("showing", (given: Given) => documents.shown(given)),
  );

  const keyOf = ({ textDocument }: { readonly textDocument: { readonly uri: string } }): string =>
    session.address(textDocument?.uri).key;
  connection.languages.diagnostics.on(async (params, token) => {
    const nothing: DocumentDiagnosticReport = { kind: "full", items: [] };
    const answer = await session.answering("diagnostics", nothing, () => diagnostics.pull(params, token))();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "no longer asked for");
    return answer;
  });
  connection.onHover(
    session.answering("hover", null, async (params) => {
      const key = keyOf(params);
      await disk.glance(key);
      return hover(session, key, params.position);
    }),
  );
  connection.onCompletion(
    session.answering("completion", null, async (params) => {
      const key = keyOf(params);
      await disk.glance(key);
      return completion(session, key, params.position);
    }),
  );
  connection.onCodeAction(
    session.answering("code actions", null, async (params) => {
      await disk.present(keyOf(params));
      return codeActions(session, params);
    }),
  );
  connection.onCodeActionResolve((action) =>
    session.answering("resolving a code action", action, async () => {
      const key = fileOf(action);
      if (key !== undefined) await disk.present(key);
      return resolveCodeAction(session, action);
    })(),
  );
  connection.onExecuteCommand(
    session.answering("a command", null, (params) => runCommand(session, disk, params.command, params.arguments?.[0])),
  );
  connection.onDefinition(
    session.answering("definition", null, async (params) => {
      await disk.present(keyOf(params));
      return navigation.definition(params);
    }),
  );
  connection.onReferences(
    session.answering("references", [], async (params) => {
      await disk.present(keyOf(params));
      return navigation.references(params);
    }),
  );
  connection.onDocumentHighlight(session.answering("highlights", [], (params) => navigation.highlights(params)));
  connection.onWorkspaceSymbol(
    session.answering("symbols", [], async (params) => {
      await disk.settled();
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
      await disk.present(keyOf(params), true);
      return navigation.rename(params);
    }),
  );
  connection.languages.inlayHint.on(
    session.answering("hints", [], async (params) => {
      const key = keyOf(params);
      if (disk.near(key)) session.owesHints = true;
      await disk.glance(key);
      return navigation.hints(params);
    }),
  );
  connection.onCodeLens(session.answering("lenses", [], (params) => navigation.lenses(params)));
  connection.onCodeLensResolve((lens) =>
    session.answering("resolving a lens", lens, () => navigation.resolveLens(lens))(),
  );

  const answer = (method: string, handler: (given: Given, token: CancellationToken) => unknown): void => {
    connection.onRequest(
      method,
      session.answering(method, null, (params: unknown, token: CancellationToken) =>
        handler(typeof params === "object" && params !== null ? (params as Given) : {}, token),
      ),
    );
  };
  /** The same for what is made of whole imports: of files as they are on disk now. */
  const answerOfAll = (method: string, handler: (given: Given, token: CancellationToken) => unknown): void =>
    answer(method, async (given, token) => {
      const uri: unknown = given["uri"];
      if (typeof uri === "string") await disk.present(session.address(uri).key);
      else await disk.settled();
      try {
        return await handler(given, token);
      } finally {
        // What was made for the answer is let go of when it is quiet.
        diagnostics.touch();
      }
    });
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
  answerOfAll(protocol.exportRequest, (given) => handover.export(given));
  answerOfAll(protocol.reportRequest, (given) => handover.report(given));
  answerOfAll(protocol.fixAllRequest, (given) => requests.fixAll(given));
  answer(protocol.checkRequest, (given) => requests.check(given));
  answerOfAll(protocol.anonymiseRequest, (given) => anonymisedCopy(session, disk, given));
  answer(protocol.guessMappingRequest, (given) => mappings.guess(given));
  answer(protocol.mapCsvRequest, (given) => mappings.map(given));
  answer(protocol.checkFileRequest, (given, token) => fileChecks.check(given, token));
  answer(protocol.templateRequest, (given) => requests.template(given));
  answer(protocol.explainRequest, (given) => requests.explain(given));
  answer(protocol.setsRequest, () => sets.sets());
  answerOfAll(protocol.uploadPlanRequest, (given) => sets.uploadPlan(given));
  answerOfAll(protocol.groupsRequest, (given) => sets.groups(given));
  answerOfAll(protocol.generateRequest, (given) => sets.generate(given));
  answerOfAll(protocol.bundleRequest, (given) => sets.bundle(given));
  answer(protocol.bundlesRequest, (given) => comparisons.bundles(given));
  answerOfAll(protocol.compareRequest, (given) => comparisons.compare(given));
  answerOfAll(protocol.compareRecordsRequest, (given) => comparisons.records(given));
  answerOfAll(protocol.undoRequest, (given) => comparisons.undo(given));
  answerOfAll(protocol.convertQuestionsRequest, (given) => conversions.questions(given));
  answerOfAll(protocol.convertRequest, (given) => conversions.convert(given));
  answerOfAll(protocol.peopleRequest, (given, token) => people.people(given, token));
  answerOfAll(protocol.peoplePageRequest, (given, token) => people.page(given, token));
  connection.listen();
  return { session, diagnostics };
}

/** What stands beside the text is asked for again: hints when settings change, lenses also when other files do. */
function refreshWords({ abilities, connection, wishes }: Session, alsoHints: boolean): void {
  if (abilities.refreshLenses && (wishes.lenses || alsoHints)) {
    connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
  }
  if (abilities.refreshHints && alsoHints) connection.languages.inlayHint.refresh().catch(() => {});
}
