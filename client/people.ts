// The people of an import in panels: one a file of people, which asks the server for the cards that its page wants.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Range } from "vscode-languageclient";
import { type LanguageClient, State } from "vscode-languageclient/node";
import { type PeopleAnswer, type PersonProblem, peoplePageRequest, peopleRequest } from "../server/protocol/people.ts";
import type { Given } from "../server/protocol/request.ts";
import { counted } from "./counts.ts";
import type { LastUploads } from "./last-uploads.ts";
import { Refusal } from "./refusal.ts";
import { ask, request } from "./server.ts";
import { isRecord, labelOf, say, uriOf } from "./target.ts";
import type { PeopleNews, PeopleQuestions } from "./view/people-messages.ts";
import { answerPage, showPage } from "./webview.ts";

/** Milliseconds from a change to the page's next question: several keys become one. */
const changeMs = 200;
/** More cards than a screen can show are not sent at once. */
const cardsMax = 200;

export interface PeopleArguments {
  /** Where to write the page; asked for when missing. */
  readonly target?: vscode.Uri | undefined;
  readonly text?: string | undefined;
  readonly problems?: boolean | undefined;
}

export class PeopleView implements vscode.WebviewPanelSerializer {
  static readonly viewType = "csvPreflight.people";

  readonly #client: LanguageClient;
  readonly #extension: vscode.Uri;
  readonly #lastUploads: LastUploads;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #registrations: readonly vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    client: LanguageClient,
    extension: vscode.Uri,
    lastUploads: LastUploads,
    onDidChange: vscode.Event<void>,
  ) {
    this.#client = client;
    this.#extension = extension;
    this.#lastUploads = lastUploads;
    this.#registrations = [
      vscode.window.registerWebviewPanelSerializer(PeopleView.viewType, this),
      onDidChange(() => this.#changed()),
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) this.#changed();
      }),
    ];
  }

  /** The import whose people have the focus. */
  get active(): vscode.Uri | undefined {
    const [uri] = [...this.#panels].find(([, panel]) => panel.active) ?? [];
    return uri === undefined ? undefined : vscode.Uri.parse(uri);
  }

  /**
   * Shows the people of the import that a file or folder belongs to.
   *
   * @returns what the panel shows first
   * @throws when there is no file of people
   */
  async show(uri: vscode.Uri): Promise<PeopleAnswer> {
    const answer = await this.#people(uri, { from: 0, to: 50 });
    if (!answer)
      throw new Refusal(l10n.t("{0} isn't part of an import with a file of people.", labelOf(uri)), "fileType", "map");
    const there = this.#panels.get(answer.uri);
    if (there) there.reveal();
    else {
      const panel = vscode.window.createWebviewPanel(PeopleView.viewType, "", vscode.ViewColumn.Active, {});
      this.#adopt(panel, vscode.Uri.parse(answer.uri));
    }
    return answer;
  }

  /**
   * Writes the cards as a page that a browser shows and prints.
   *
   * @returns its URI; undefined when a dialog was closed
   * @throws with the reason when nothing was written
   */
  async save(uri: vscode.Uri, options: PeopleArguments): Promise<string | undefined> {
    const target = options.target ?? (await askTarget(uri));
    if (!target) return undefined;
    const { text = "", problems = false } = options;
    const last = await this.#lastUploads.last(uri);
    const given = { uri: String(uri), text, problems, target: String(target), ...(last && { with: String(last) }) };
    const answer = await ask(this.#client, l10n.t("The page couldn't be written."), peoplePageRequest, given);
    if (answer.refused !== undefined) throw new Refusal(l10n.t("Nothing was written. {0}", answer.refused), "again");
    if (!options.target) {
      const look = l10n.t("Open in Browser");
      const message = l10n.t("Exported {0} to {1}.", counted(answer.people, "person"), labelOf(target));
      vscode.window.showInformationMessage(message, look).then((said) => {
        if (said === look) void vscode.env.openExternal(target);
      });
    } else say(l10n.t("Exported {0} to {1}.", counted(answer.people, "person"), labelOf(target)), false);
    return String(target);
  }

  /** Called by VS Code for panels that were open when the window was closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = isRecord(state) ? uriOf(state["uri"]) : undefined;
    if (!uri || this.#panels.has(String(uri))) return panel.dispose();
    this.#adopt(panel, uri);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const each of this.#registrations) each.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, uri: vscode.Uri): void {
    const key = String(uri);
    this.#panels.set(key, panel);
    panel.title = l10n.t("People in {0}", labelOf(uri));
    const answers = answerPage<PeopleQuestions>(
      panel.webview,
      {
        people: (given) => this.#people(uri, given),
        open: ({ uri: file, range }) => open(file, range),
        rule: ({ rule }) => vscode.commands.executeCommand("csvPreflight.explainRule", rule),
        save: ({ text, problems }) =>
          this.save(uri, { text: typeof text === "string" ? text : "", problems: problems === true }),
      },
      (what, error) => this.#client.error(`The people view failed at "${what}"`, error, false),
    );
    panel.onDidDispose(() => {
      this.#panels.delete(key);
      answers.dispose();
    });
    const data = { uri: key };
    showPage(panel.webview, this.#extension, { name: "people", title: panel.title, data });
  }

  /** Null when the import has no file of people any more. */
  async #people(uri: vscode.Uri, given: Given<PeopleQuestions["people"]["given"]>): Promise<PeopleAnswer | null> {
    const { from, to, text, problems } = given;
    const start = isIndex(from) ? from : 0;
    const end = Math.min(isIndex(to) ? to : start, start + cardsMax);
    const last = await this.#lastUploads.last(uri);
    return request(this.#client, peopleRequest, {
      uri: String(uri),
      from: start,
      to: end,
      text: typeof text === "string" ? text : "",
      problems: problems === true,
      ...(last && { with: String(last) }),
    });
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const news: PeopleNews = { type: "changed" };
      for (const panel of this.#panels.values()) {
        if (panel.visible) void panel.webview.postMessage({ type: "news", news });
      }
    }, changeMs);
  }
}

function isIndex(given: unknown): given is number {
  return Number.isSafeInteger(given) && Number(given) >= 0;
}

/** Opens a place in a file beside the people. */
async function open(file: unknown, given: unknown): Promise<void> {
  const uri = uriOf(file);
  if (!uri || !isRange(given)) return;
  const { start, end } = given;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  const shown = vscode.window.visibleTextEditors.find(({ document }) => String(document.uri) === String(uri));
  await vscode.window.showTextDocument(uri, { viewColumn: shown?.viewColumn ?? vscode.ViewColumn.Beside, selection });
}

function isRange(given: unknown): given is Range & PersonProblem["range"] {
  const isPlace = (place: unknown) => isRecord(place) && isIndex(place["line"]) && isIndex(place["character"]);
  return isRecord(given) && isPlace(given["start"]) && isPlace(given["end"]);
}

async function askTarget(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(uri, "..", "people.html"),
    filters: { [l10n.t("HTML page")]: ["html"] },
    title: l10n.t("Export Printable People List"),
  });
}
