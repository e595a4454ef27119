// What our pages in webviews share: a frame with a strict policy, and questions that come from a page and are answered here.
import * as vscode from "vscode";
import type { Given } from "../server/protocol/request.ts";
import { pageHtml } from "./page-html.ts";
import { messageOf } from "./server.ts";
import { isRecord } from "./target.ts";
import type { Envelope, PageQuestions } from "./view/envelope.ts";

/** A page: `out/client/NAME.js` and `NAME.css`. */
export interface PageFrame {
  readonly name: string;
  readonly title: string;
  /** What the page finds in `document.body.dataset`. */
  readonly data: Readonly<Record<string, string>>;
}

/**
 * Puts a page into a webview. Its script and style come from our own folder and nowhere else; nothing else is loaded at
 * all, and nothing is evaluated. The page is in the language of VS Code where we have it.
 */
export function showPage(webview: vscode.Webview, extension: vscode.Uri, page: PageFrame): void {
  const built = vscode.Uri.joinPath(extension, "out", "client");
  webview.options = { enableScripts: true, localResourceRoots: [built] };
  const words = vscode.l10n.bundle ? { words: JSON.stringify(vscode.l10n.bundle) } : {};
  webview.html = pageHtml({
    ...page,
    language: words.words === undefined ? "en" : vscode.env.language,
    data: { ...page.data, ...words },
    script: String(webview.asWebviewUri(vscode.Uri.joinPath(built, `${page.name}.js`))),
    style: String(webview.asWebviewUri(vscode.Uri.joinPath(built, `${page.name}.css`))),
    source: webview.cspSource,
    nonce: crypto.randomUUID(),
  });
}

/**
 * Answers to the questions of a page; the page is not trusted to give what it should. Where the page gets no answer, nobody
 * looks at what there is.
 */
export type Answers<Q extends PageQuestions<Q>> = {
  readonly [Name in keyof Q]: (
    given: Given<Q[Name]["given"]>,
  ) => Q[Name]["answer"] extends undefined ? unknown : Thenable<Q[Name]["answer"]> | Q[Name]["answer"];
};

type Responder = (given: Readonly<Record<string, unknown>>) => unknown;

/**
 * Answers a page's questions. What fails is told to the page in words and handed to `failed` for the log.
 *
 * @returns ends it
 */
export function answerPage<Q extends PageQuestions<Q>>(
  webview: vscode.Webview,
  answers: Answers<Q>,
  failed: (what: string, error: unknown) => void,
): vscode.Disposable {
  const byName = new Map<string, Responder>(Object.entries<Responder>(answers));
  return webview.onDidReceiveMessage(async (message: unknown) => {
    if (!isRecord(message) || typeof message["what"] !== "string") return;
    const { what, id, given } = message;
    const answer = byName.get(what);
    if (!answer) return;
    const reply = (envelope: Envelope) => void webview.postMessage(envelope);
    try {
      const value = await answer(isRecord(given) ? given : {});
      if (typeof id === "number") reply({ type: "answer", id, value });
    } catch (error) {
      failed(what, error);
      if (typeof id === "number") reply({ type: "answer", id, failed: messageOf(error) });
    }
  });
}
