// The changes since the last upload: compared by the server, shown as a tree and as a page that follow the files.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  type ChangeKind,
  type CompareAnswer,
  compareRecordsRequest,
  compareRequest,
  type UndoAnswer,
  undoRequest,
} from "../server/protocol/compare.ts";
import { ChangeItems, type ChangeNode, pageSize } from "./compare-items.ts";
import { counted } from "./counts.ts";
import type { LastUploads } from "./last-uploads.ts";
import { showMarkdown } from "./markdown.ts";
import { Refusal } from "./refusal.ts";
import { ask, messageOf, request } from "./server.ts";
import { labelOf, say } from "./target.ts";

const viewId = "csvPreflight.changes";
const pageScheme = "csv-preflight-changes";
const recordScheme = "csv-preflight-last";
/** Milliseconds from a change of the files to the next comparison: several keys become one. */
const changeMs = 400;

export interface CompareOptions {
  /** The last upload: a bundle, a folder or a file. Asked for when missing. */
  readonly with?: vscode.Uri | undefined;
  /** A file to write the page to. */
  readonly target?: vscode.Uri | undefined;
}

/** What is compared with what. */
interface Pair {
  readonly uri: string;
  readonly with: string;
}

export class Changes implements vscode.TreeDataProvider<ChangeNode> {
  readonly #client: LanguageClient;
  readonly #lastUploads: LastUploads;
  readonly #treeChanged = new vscode.EventEmitter<undefined>();
  readonly #pageChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #view: vscode.TreeView<ChangeNode>;
  readonly #registrations: readonly vscode.Disposable[];
  readonly #items = new ChangeItems(recordScheme);
  /** What gone records said, by the URI of their document. */
  readonly #records = new Map<string, string>();
  /** How many records of a kind are listed; more when somebody asks. */
  readonly #listed = new Map<string, number>();
  #pair: Pair | undefined;
  #answer: CompareAnswer | undefined;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#treeChanged.event;

  constructor(client: LanguageClient, lastUploads: LastUploads, onDidChange: vscode.Event<void>) {
    this.#client = client;
    this.#lastUploads = lastUploads;
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true });
    this.#registrations = [
      this.#treeChanged,
      this.#pageChanged,
      this.#view,
      onDidChange(() => this.#later()),
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.#later();
      }),
      vscode.workspace.registerTextDocumentContentProvider(pageScheme, {
        onDidChange: this.#pageChanged.event,
        provideTextDocumentContent: () => this.#answer?.page ?? `${l10n.t("This comparison is closed.")}\n`,
      }),
      vscode.workspace.registerTextDocumentContentProvider(recordScheme, {
        provideTextDocumentContent: (uri) =>
          this.#records.get(String(uri)) ?? `${l10n.t("This record is no longer available. Compare again.")}\n`,
      }),
    ];
  }

  /**
   * Compares an import with the last upload and shows what would change.
   *
   * @returns what would change; undefined when a dialog was closed
   * @throws with the reason when they cannot be compared
   */
  async compare(uri: vscode.Uri, options: CompareOptions): Promise<CompareAnswer | undefined> {
    const last = options.with ?? (await this.#lastUploads.pick(uri));
    if (!last) return undefined;
    const pair = { uri: String(uri), with: String(last) };
    const answer = await this.#ask(pair);
    if (answer.refused !== undefined) throw new Refusal(answer.refused, "again");
    this.#pair = pair;
    this.#listed.clear();
    await this.#lastUploads.keep(uri, last);
    await this.#show(answer);
    if (options.target) await vscode.workspace.fs.writeFile(options.target, Buffer.from(answer.page));
    await vscode.commands.executeCommand(`${viewId}.focus`);
    return answer;
  }

  /** Shows the page about the comparison at hand; gives it as Markdown. */
  async report(): Promise<string> {
    if (!this.#answer) throw new Refusal(l10n.t("Compare with the last upload first."), "compare");
    const page = pageUri();
    this.#pageChanged.fire(page);
    await showMarkdown(page);
    return this.#answer.page;
  }

  /**
   * Writes the files that lead back to the last upload.
   *
   * @param target an empty or new folder; asked for when missing
   * @returns what was written; undefined when a dialog was closed
   * @throws with the reason when nothing was written
   */
  async undo(target: vscode.Uri | undefined): Promise<UndoAnswer | undefined> {
    if (!this.#pair) throw new Refusal(l10n.t("Compare with the last upload first."), "compare");
    const folder = target ?? (await askFolder());
    if (!folder) return undefined;
    const given = { ...this.#pair, target: String(folder) };
    const answer = await ask(this.#client, l10n.t("The undo files couldn't be created."), undoRequest, given);
    if (answer.refused !== undefined) throw new Refusal(l10n.t("Nothing was written. {0}", answer.refused), "again");
    const files = counted(answer.files.length, "file");
    say(
      answer.remains.length > 0
        ? l10n.t("Created {0} in {1}. Not everything can be undone. See undo.md.", files, labelOf(folder))
        : l10n.t("Created {0} in {1}.", files, labelOf(folder)),
      false,
    );
    if (!target) await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, answer.files.at(-1)!));
    return answer;
  }

  /** Forgets the comparison and hides its tree. */
  async close(): Promise<void> {
    this.#pair = undefined;
    this.#answer = undefined;
    this.#records.clear();
    this.#treeChanged.fire(undefined);
    await vscode.commands.executeCommand("setContext", "csvPreflight.hasChanges", false);
  }

  /** Lists further records of a kind. */
  showMore(fileType: string, kind: ChangeKind): void {
    const key = `${fileType} ${kind}`;
    this.#listed.set(key, (this.#listed.get(key) ?? pageSize) + pageSize);
    this.#treeChanged.fire(undefined);
  }

  getTreeItem(node: ChangeNode): vscode.TreeItem {
    return this.#items.itemOf(node);
  }

  async getChildren(node?: ChangeNode): Promise<ChangeNode[]> {
    const answer = this.#answer;
    if (!answer) return [];
    if (node?.kind !== "changes") return this.#items.childrenOf(answer, node);
    const { type, change } = node;
    const to = this.#listed.get(`${type.fileType} ${change}`) ?? pageSize;
    const wanted = { id: answer.id, fileType: type.fileType, kind: change, from: 0, to };
    const records = await request(this.#client, compareRecordsRequest, wanted);
    if (!records) {
      this.#later();
      return [];
    }
    const nodes = this.#items.recordNodes(type, change, records);
    for (const each of nodes) if (each.kind === "record" && each.last) this.#records.set(...each.last);
    return nodes;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const each of this.#registrations) each.dispose();
  }

  #ask(pair: Pair): Promise<CompareAnswer> {
    return ask(this.#client, l10n.t("The files couldn't be compared."), compareRequest, pair);
  }

  async #show(answer: CompareAnswer): Promise<void> {
    this.#answer = answer;
    this.#view.message = this.#items.summary(answer);
    this.#treeChanged.fire(undefined);
    this.#pageChanged.fire(pageUri());
    await vscode.commands.executeCommand("setContext", "csvPreflight.hasChanges", true);
  }

  /** Compares again, where somebody can see it. */
  #later(): void {
    if (!this.#pair) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const pair = this.#pair;
      if (!pair || (!this.#view.visible && !isPageOpen())) return;
      try {
        const answer = await this.#ask(pair);
        if (pair !== this.#pair) return;
        if (answer.refused === undefined) await this.#show(answer);
        else this.#view.message = answer.refused;
      } catch (error) {
        this.#view.message = messageOf(error);
      }
    }, changeMs);
  }
}

function pageUri(): vscode.Uri {
  return vscode.Uri.from({ scheme: pageScheme, path: "/Changes since the last upload.md" });
}

function isPageOpen(): boolean {
  return vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === pageScheme);
}

async function askFolder(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: l10n.t("Create Files Here"),
    title: l10n.t("Choose an Empty Folder for the Undo Files"),
  });
  return chosen?.[0];
}
