// The pages on which exports become imports: one an export, which asks the server and remembers the answers.
import * as path from "node:path";
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { fileTypesRequest } from "../server/protocol/files.ts";
import {
  keepMappingRequest,
  type MapAnswer,
  type Mapping,
  mapCsvRequest,
  mappingChoicesRequest,
  mappingPageRequest,
  mappingTotalsRequest,
  renameHeaderRequest,
} from "../server/protocol/mapping.ts";
import type { Given, Request } from "../server/protocol/request.ts";
import { isDraft, type MappingDrafts } from "./mapping-drafts.ts";
import { ask, request } from "./server.ts";
import { isRecord, nameOf, uriOf } from "./target.ts";
import type { CreateAnswer, MappingNews, MappingQuestions, StartAnswer } from "./view/mapping-messages.ts";
import { type Answers, answerPage, showPage } from "./webview.ts";

/** Milliseconds from a change of the export to the page's next question: several become one. */
const changeMs = 200;
/** Where files go when nobody says another place: a folder beside the export. */
const usualFolder = "import";

export interface ShowOptions {
  /** A file type of people. */
  readonly to?: string | undefined;
  /** A kept mapping to begin with. */
  readonly begin?: vscode.Uri | undefined;
  readonly folder?: vscode.Uri | undefined;
}

export class MappingPanels implements vscode.WebviewPanelSerializer {
  static readonly viewType = "csvPreflight.mapping";

  readonly #client: LanguageClient;
  readonly #extension: vscode.Uri;
  readonly #drafts: MappingDrafts;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #registration: vscode.Disposable;

  constructor(client: LanguageClient, extension: vscode.Uri, drafts: MappingDrafts) {
    this.#client = client;
    this.#extension = extension;
    this.#drafts = drafts;
    this.#registration = vscode.window.registerWebviewPanelSerializer(MappingPanels.viewType, this);
  }

  /** The export whose page has the focus. */
  get active(): vscode.Uri | undefined {
    const [uri] = [...this.#panels].find(([, panel]) => panel.active) ?? [];
    return uri === undefined ? undefined : vscode.Uri.parse(uri);
  }

  /** Shows the page of an export, which goes on where somebody left it. */
  async show(uri: vscode.Uri, options: ShowOptions = {}): Promise<void> {
    const there = this.#panels.get(String(uri));
    const isPlain = options.to === undefined && options.begin === undefined && options.folder === undefined;
    if (there && isPlain) return there.reveal();
    // What is not on disk can only be read while it is open.
    if (uri.scheme !== "file") await vscode.workspace.openTextDocument(uri);
    there?.dispose();
    const panel = vscode.window.createWebviewPanel(MappingPanels.viewType, "", vscode.ViewColumn.Active, {});
    this.#adopt(panel, uri, options);
  }

  /** Called by VS Code for pages that were open when the window was closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = isRecord(state) ? uriOf(state["uri"]) : undefined;
    if (!uri || this.#panels.has(String(uri))) return panel.dispose();
    this.#adopt(panel, uri, {});
  }

  dispose(): void {
    this.#registration.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, uri: vscode.Uri, options: ShowOptions): void {
    const key = String(uri);
    this.#panels.set(key, panel);
    panel.title = l10n.t("Import from {0}", nameOf(uri));
    const answers = answerPage<MappingQuestions>(panel.webview, this.#answers(uri, panel, options), (what, error) =>
      this.#client.error(`The mapping page failed at "${what}"`, error, false),
    );
    const follower = follow(uri, () => {
      const news: MappingNews = { type: "changed" };
      void panel.webview.postMessage({ type: "news", news });
    });
    panel.onDidDispose(() => {
      if (this.#panels.get(key) === panel) this.#panels.delete(key);
      answers.dispose();
      follower.dispose();
    });
    showPage(panel.webview, this.#extension, { name: "mapping", title: panel.title, data: { uri: key } });
  }

  #answers(uri: vscode.Uri, panel: vscode.WebviewPanel, options: ShowOptions): Answers<MappingQuestions> {
    const client = this.#client;
    /** Hands a question on as it is: the server trusts nobody either. */
    const server =
      <P extends { readonly uri: string }, R>({ method }: Request<P, R>) =>
      (given: Given<Omit<P, "uri" | "unsaved">>) =>
        client.sendRequest<R | null>(method, { ...given, uri: String(uri), unsaved: isUnsaved(uri) });
    const show = (given: unknown, act: (named: vscode.Uri) => unknown): unknown => {
      const named = uriOf(given);
      return named && act(named);
    };
    return {
      start: () => this.#start(uri, options),
      page: server(mappingPageRequest),
      totals: server(mappingTotalsRequest),
      choices: server(mappingChoicesRequest),
      save: server(keepMappingRequest),
      draft: ({ draft }) => {
        if (isDraft(draft)) return this.#drafts.keep(uri, draft);
        return undefined;
      },
      browse: () => browse(uri),
      create: (given) => this.#create(uri, given),
      rename: ({ mapping }) => this.#rename(uri, panel, mapping as Mapping),
      open: ({ uri: given }) =>
        show(given, (named) => {
          const viewColumn = panel.viewColumn ?? vscode.ViewColumn.Active;
          return vscode.window.showTextDocument(named, { preview: false, viewColumn });
        }),
      line: ({ line }) => showLine(uri, line, panel),
      another: async () => {
        const other = await askExport(uri);
        if (other) await this.show(other);
      },
      rule: ({ rule }) => vscode.commands.executeCommand("csvPreflight.explainRule", rule),
      plan: ({ uri: given }) =>
        show(given, (named) => vscode.commands.executeCommand("csvPreflight.showUploadPlan", named)),
    };
  }

  async #start(uri: vscode.Uri, { to, begin, folder }: ShowOptions): Promise<StartAnswer> {
    const types = await ask(this.#client, l10n.t("The file types couldn't be listed."), fileTypesRequest, {});
    const base = baseOf(uri);
    return {
      name: nameOf(uri),
      types: types.filter(({ people }) => people).map(({ name, title, system }) => ({ name, title, system })),
      draft: this.#drafts.of(uri),
      to,
      begin: begin && String(begin),
      base: base ? shownFolder(base) : "",
      folder: folder ? folderText(uri, folder) : usualFolder,
    };
  }

  async #create(
    uri: vscode.Uri,
    { mapping, folder, overwrite, keep, replaces }: Given<MappingQuestions["create"]["given"]>,
  ): Promise<CreateAnswer> {
    const target = folderAt(uri, typeof folder === "string" ? folder : "");
    const given = {
      uri: String(uri),
      unsaved: isUnsaved(uri),
      mapping: mapping as Mapping,
      target: String(target),
      overwrite: overwrite === true,
    };
    const answer: MapAnswer = await ask(
      this.#client,
      l10n.t("{0} couldn't be read.", nameOf(uri)),
      mapCsvRequest,
      given,
    );
    const names = answer.files.map((file) => folderText(uri, vscode.Uri.parse(file)));
    if (answer.refused !== undefined || keep !== true) return { ...answer, names, kept: undefined, notKept: undefined };
    const kept = await request(this.#client, keepMappingRequest, {
      uri: String(uri),
      mapping: mapping as Mapping,
      ...(typeof replaces === "string" ? { replaces } : {}),
    });
    // From now on the file says it, and whoever changes the file is heard.
    if (kept?.uri !== undefined) await this.#drafts.forget(uri);
    return { ...answer, names, kept: kept?.uri, notKept: kept?.refused };
  }

  /** Renames the columns of the export itself, as one edit that can be undone, and shows it. */
  async #rename(
    uri: vscode.Uri,
    panel: vscode.WebviewPanel,
    mapping: Mapping,
  ): Promise<MappingQuestions["rename"]["answer"]> {
    const document = await vscode.workspace.openTextDocument(uri);
    const { version } = document;
    const answer = await ask(this.#client, l10n.t("{0} couldn't be read.", nameOf(uri)), renameHeaderRequest, {
      uri: String(uri),
      unsaved: document.isDirty,
      mapping,
    });
    if (answer.refused !== undefined) return { refused: answer.refused };
    if (document.version !== version)
      return { refused: l10n.t("The file has changed. Check the columns and try again.") };
    const edit = new vscode.WorkspaceEdit();
    for (const { range, newText } of answer.edits ?? []) {
      const { start, end } = range;
      edit.replace(uri, new vscode.Range(start.line, start.character, end.line, end.character), newText);
    }
    if (!(await vscode.workspace.applyEdit(edit)))
      return { refused: l10n.t("The file couldn't be changed. It may be read-only.") };
    await this.#drafts.forget(uri);
    await vscode.window.showTextDocument(document, { preview: false });
    panel.dispose();
    return {};
  }
}

/** The editor's text counts: it is not on disk, or not as it is there. */
function isUnsaved(uri: vscode.Uri): boolean {
  const open = vscode.workspace.textDocuments.find((document) => String(document.uri) === String(uri));
  return uri.scheme !== "file" || open?.isDirty === true;
}

/** Calls when an export changes, in an editor or on disk, and when it is deleted. */
function follow(uri: vscode.Uri, changed: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, changeMs);
  };
  const isIt = ({ uri: other }: vscode.TextDocument): boolean => String(other) === String(uri);
  const parts: vscode.Disposable[] = [
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && isIt(document)) soon();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      // What was typed and thrown away is gone.
      if (isIt(document) && document.isDirty) soon();
    }),
  ];
  if (uri.scheme === "file") {
    const name = nameOf(uri).replace(/[[\]{}*?]/g, "?");
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), name);
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    parts.push(watcher, watcher.onDidChange(soon), watcher.onDidCreate(soon), watcher.onDidDelete(soon));
  }
  return vscode.Disposable.from(...parts, { dispose: () => clearTimeout(timer) });
}

/** The folder that relative folders are in: the export's, else the workspace's. */
function baseOf(uri: vscode.Uri): vscode.Uri | undefined {
  if (uri.scheme === "file") return vscode.Uri.joinPath(uri, "..");
  return vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === "file")?.uri;
}

function shownFolder(folder: vscode.Uri): string {
  const isRoot = vscode.workspace.workspaceFolders?.some(({ uri }) => String(uri) === String(folder)) === true;
  return isRoot ? `${nameOf(folder)}/` : `${vscode.workspace.asRelativePath(folder)}/`;
}

/** A folder or file as it is shown and typed: relative to where the export is, where it is below that. */
function folderText(uri: vscode.Uri, folder: vscode.Uri): string {
  const base = baseOf(uri)?.path.replace(/\/?$/, "/");
  return base !== undefined && folder.path.startsWith(base) ? folder.path.slice(base.length) : folder.fsPath;
}

/** @throws where a relative folder is relative to nothing */
function folderAt(uri: vscode.Uri, text: string): vscode.Uri {
  if (path.isAbsolute(text)) return vscode.Uri.file(text);
  const base = baseOf(uri);
  if (!base) throw new Error(l10n.t("Choose a folder to create the files in."));
  return vscode.Uri.joinPath(base, text);
}

async function browse(uri: vscode.Uri): Promise<string | undefined> {
  const base = baseOf(uri);
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: l10n.t("Create Here"),
    ...(base ? { defaultUri: base } : {}),
  });
  const [folder] = picked ?? [];
  return folder && folderText(uri, folder);
}

async function showLine(uri: vscode.Uri, given: unknown, panel: vscode.WebviewPanel): Promise<void> {
  if (!Number.isSafeInteger(given)) return;
  const line = Math.max(0, Number(given) - 1);
  const selection = new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER);
  const shown = vscode.window.visibleTextEditors.find(({ document }) => String(document.uri) === String(uri));
  const viewColumn = shown?.viewColumn ?? (panel.viewColumn === 1 ? vscode.ViewColumn.Beside : vscode.ViewColumn.One);
  await vscode.window.showTextDocument(uri, { viewColumn, selection });
}

/** Undefined when the dialog was closed. */
export async function askExport(near?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: l10n.t("File to Create an Import From"),
    filters: { [l10n.t("CSV and text")]: ["csv", "txt", "tsv", "tab"] },
    openLabel: l10n.t("Use This File"),
    ...(near ? { defaultUri: vscode.Uri.joinPath(near, "..") } : {}),
  });
  return picked?.[0];
}
