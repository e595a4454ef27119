/** The grid's page in a plain browser: the built bundle under its own policy, answered by the real server over a pipe. */
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import type { Range } from "vscode-languageserver-types";
import { pageHtml } from "../../client/page-html.ts";
import * as grid from "../../server/protocol/grid.ts";
import * as mapping from "../../server/protocol/mapping.ts";
import { peopleRequest } from "../../server/protocol/people.ts";
import { Client } from "../client.ts";
import themes from "./themes.json" with { type: "json" };

export type Theme = keyof typeof themes;

const built = path.resolve("out/client");
const pictures = path.resolve("out/screenshots");

const requests: Readonly<Record<string, string>> = {
  rows: grid.rowsRequest.method,
  find: grid.findRequest.method,
  position: grid.positionRequest.method,
  overview: grid.overviewRequest.method,
  statistics: grid.statisticsRequest.method,
  cell: grid.cellRequest.method,
  copy: grid.copyRequest.method,
  people: peopleRequest.method,
  page: mapping.mappingPageRequest.method,
  totals: mapping.mappingTotalsRequest.method,
  choices: mapping.mappingChoicesRequest.method,
  save: mapping.keepMappingRequest.method,
};

export function startBrowser(): Promise<Browser> {
  const executablePath = process.env["CSV_PREFLIGHT_CHROME"];
  if (!executablePath) throw new Error("run this with scripts/test-browser.mjs, which knows where a browser is");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"];
  return chromium.launch({ executablePath, headless: true, args });
}

/** Saves a picture for people to look at. On a busy machine the browser sometimes has none when first asked. */
export async function saveShot(page: Page, name: string, options: { readonly fullPage?: boolean } = {}): Promise<void> {
  fs.mkdirSync(pictures, { recursive: true });
  for (let left = 2; ; left--) {
    try {
      await page.screenshot({ ...options, path: path.join(pictures, `${name}.png`) });
      return;
    } catch (error) {
      if (left === 0 || !String(error).includes("Unable to capture screenshot")) throw error;
      await pause(300);
    }
  }
}

export interface Opened {
  readonly name: string;
  readonly text: string;
  readonly theme?: Theme;
  /** What the page kept when it was last here. */
  readonly kept?: object;
  /** Which of our pages; the grid, when nothing is said. */
  readonly view?: "preview" | "people" | "mapping";
  /** What the extension answers to questions that are not the server's. */
  readonly answers?: Readonly<Record<string, (given: Readonly<Record<string, unknown>>) => unknown>>;
  /** A language, with what its bundle says. */
  readonly words?: { readonly language: string; readonly bundle: Readonly<Record<string, string>> };
  readonly size?: { readonly width: number; readonly height: number };
  /** Off for tools that put scripts of their own into the page. */
  readonly policy?: boolean;
}

/** A file with its grid. Plays the extension's part: hands questions on, and makes edits in the text. */
export class GridPage {
  text: string;
  /** Happens once, before the next edit comes to the server. */
  meanwhile: (() => void | Promise<void>) | undefined;
  /** What the page said and nobody had to answer: `select`, `undo`, … */
  readonly reported: { readonly what: string; readonly given: Readonly<Record<string, unknown>> }[] = [];
  /** Edits of each change of the file that came from the page, the latest last. */
  readonly changes: number[] = [];
  /** Answers to `fixTitles`. */
  fixTitles: readonly string[] = [];
  /** What `fromClipboard` answers, and what came `toClipboard`. */
  clipboard = "";
  /** Faults of scripts, policies and requests that left the machine. */
  readonly faults: string[] = [];
  kept: object | undefined;
  #version = 1;
  readonly uri: string;
  readonly answers: Opened["answers"];

  private constructor(
    readonly page: Page,
    readonly client: Client,
    readonly folder: string,
    readonly server: http.Server,
    { name, text, answers }: Opened,
  ) {
    this.text = text;
    this.answers = answers;
    this.uri = pathToFileURL(path.join(folder, name)).href;
  }

  static async open(browser: Browser, opened: Opened): Promise<GridPage> {
    const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-grid-")));
    const client = new Client(folder);
    await client.start(folder);
    const server = http.createServer((request, response) => serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    const context = await browser.newContext({
      viewport: opened.size ?? { width: 1280, height: 800 },
      bypassCSP: opened.policy === false,
    });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    const grid = new GridPage(page, client, folder, server, opened);
    await grid.#begin(opened);
    return grid;
  }

  async close(): Promise<void> {
    await this.page.context().close();
    this.server.closeAllConnections();
    this.server.close();
    this.client.kill();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** Saves a picture for people to look at. */
  async shot(name: string): Promise<void> {
    await saveShot(this.page, name);
  }

  /** The texts of the cells of a row, by its number in the file from 0, in the order shown; without the signs of problems. */
  cells(row: number): Promise<string[]> {
    return this.texts(`[data-row="${row}"] [role=gridcell]`);
  }

  texts(selector: string): Promise<string[]> {
    return this.page.locator(selector).evaluateAll((elements) =>
      elements.map((element) => {
        const copy = element.cloneNode(true) as Element;
        for (const sign of copy.querySelectorAll(".mark")) sign.remove();
        return copy.textContent ?? "";
      }),
    );
  }

  /** The text of the current cell. */
  async current(): Promise<string> {
    return (await this.texts("[data-active]"))[0] ?? "";
  }

  press(...keys: readonly string[]): Promise<void> {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  async until(what: string, look: () => Promise<boolean> | boolean, timeout = 120_000): Promise<void> {
    for (const end = Date.now() + timeout; Date.now() < end; await pause(30)) {
      if (await look().valueOf()) return;
    }
    await this.shot(`failed-${what.replaceAll(/\W+/g, "-")}`);
    throw new Error(`${what}: not so after ${timeout} ms`);
  }

  async #begin({ name, theme = "dark", kept, policy, view = "preview", words }: Opened): Promise<void> {
    const { page, text } = this;
    const textDocument = { uri: this.uri, languageId: "csv", version: 1, text };
    this.client.notify("textDocument/didOpen", { textDocument });
    page.on("pageerror", (error) => this.faults.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && policy !== false) this.faults.push(message.text());
    });
    const base = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    await page.route("**/*", (route) => {
      const address = route.request().url();
      if (address === `${base}/page`) {
        const language = words?.language ?? "en";
        const said = words ? { words: JSON.stringify(words.bundle) } : {};
        const data = { uri: this.uri, name, labels: "both", ...said };
        const parts = { script: `${base}/${view}.js`, style: `${base}/${view}.css`, source: base, nonce: "once" };
        return route.fulfill({ contentType: "text/html", body: pageHtml({ title: name, language, data, ...parts }) });
      }
      if (address.startsWith(base)) return route.continue();
      this.faults.push(`asked for ${address}`);
      return route.abort();
    });
    await page.exposeFunction("tellHost", (message: ReportedFault) => this.#receive(message));
    await page.exposeFunction("keepState", (state: object) => {
      this.kept = state;
    });
    // What VS Code does before a page of an extension runs: its api, the theme's colours, its class.
    await page.addInitScript(
      ({ colours, className, state }) => {
        Object.assign(window, {
          acquireVsCodeApi: () => ({
            postMessage: (message: unknown) => void Reflect.get(window, "tellHost")(message),
            getState: () => state,
            setState: (next: unknown) => void Reflect.get(window, "keepState")(next),
          }),
        });
        const dress = () => {
          for (const [variable, color] of Object.entries(colours)) {
            document.documentElement.style.setProperty(variable, color);
          }
          document.body?.classList.add(...className.split(" "));
        };
        document.addEventListener("readystatechange", dress);
        new MutationObserver((_, observer) => {
          if (!document.body) return;
          dress();
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true });
      },
      {
        colours: themes[theme].colours as Readonly<Record<string, string>>,
        className: themes[theme].className,
        state: kept,
      },
    );
    await page.goto(`${base}/page`);
  }

  /** Says that the text or what is known of it changed, as the extension would. */
  async changed(): Promise<void> {
    await this.#post({ type: "news", news: { type: "changed" } });
  }

  async news(news: object): Promise<void> {
    await this.#post({ type: "news", news });
  }

  async #receive({ what, id, given }: ReportedFault): Promise<void> {
    const request = requests[what];
    let value: unknown;
    // The text is on no disk.
    if (request) value = await this.client.request(request, { ...given, uri: this.uri, unsaved: true });
    else if (this.answers?.[what]) value = await this.answers[what](given);
    else if (what === "edit") value = await this.#edit(given);
    else if (what === "block") value = await this.#block(given);
    else if (what === "fromClipboard") value = this.clipboard;
    else if (what === "toClipboard") this.clipboard = String(given["text"]);
    else if (what === "fixTitles") value = this.fixTitles;
    else if (what === "undo" && this.#before.length > 0) this.#undo();
    else this.reported.push({ what, given });
    if (what === "fixes") value = true;
    await this.#post({ type: "answer", id, value }).catch(() => {});
  }

  async #edit(given: object): Promise<{ refused?: string; stale?: boolean }> {
    this.meanwhile?.();
    this.meanwhile = undefined;
    const answer = (await this.client.request(grid.editRequest.method, {
      ...given,
      uri: this.uri,
    })) as grid.EditAnswer | null;
    if (answer?.refused !== undefined) {
      return { refused: answer.refused, stale: "version" in given && answer.version !== given.version };
    }
    if (!answer?.edit) return {};
    const { range, newText } = answer.edit;
    this.replace(range, newText);
    setTimeout(() => void this.changed().catch(() => {}), 50);
    return {};
  }

  readonly #before: string[] = [];

  async #block(given: object): Promise<object | null> {
    await this.meanwhile?.();
    this.meanwhile = undefined;
    const answer = (await this.client.request(grid.blockRequest.method, {
      ...given,
      uri: this.uri,
    })) as grid.BlockAnswer | null;
    if (!answer) return null;
    const { version, refused, question, edits = [], done } = answer;
    if (refused !== undefined) return { refused, stale: "version" in given && version !== given.version };
    if (question) return { question };
    this.#before.push(this.text);
    this.changes.push(edits.length);
    for (const { range, newText } of [...edits].reverse()) this.replace(range, newText);
    setTimeout(() => void this.changed().catch(() => {}), 50);
    return { done };
  }

  /** As the document would. */
  #undo(): void {
    this.text = this.#before.pop()!;
    const textDocument = { uri: this.uri, version: ++this.#version };
    this.client.notify("textDocument/didChange", { textDocument, contentChanges: [{ text: this.text }] });
    setTimeout(() => void this.changed().catch(() => {}), 50);
  }

  /** Changes the text as somebody in the text editor would. */
  replace(range: Range, newText: string): void {
    const offset = ({ line, character }: Range["start"]): number => {
      let at = 0;
      for (let n = 0; n < line; n++) at = this.text.indexOf("\n", at) + 1;
      return at + character;
    };
    this.text = this.text.slice(0, offset(range.start)) + newText + this.text.slice(offset(range.end));
    const textDocument = { uri: this.uri, version: ++this.#version };
    this.client.notify("textDocument/didChange", { textDocument, contentChanges: [{ range, text: newText }] });
  }

  async #post(envelope: object): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data, "*"), envelope);
  }
}

interface ReportedFault {
  readonly what: string;
  readonly id: number;
  readonly given: Readonly<Record<string, unknown>>;
}

function serve(request: http.IncomingMessage, response: http.ServerResponse): void {
  const name = path.basename(request.url ?? "");
  const file = path.join(built, name);
  if (!fs.existsSync(file)) return void response.writeHead(404).end();
  response.setHeader("content-type", name.endsWith(".css") ? "text/css" : "text/javascript");
  response.end(fs.readFileSync(file));
}

/** What axe finds serious or critical in a page that was opened without its policy, in words. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(fs.readFileSync("node_modules/axe-core/axe.min.js", "utf8"));
  return page.evaluate(async () => {
    interface Fault {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }
    const axe = Reflect.get(window, "axe") as { run(): Promise<{ violations: Fault[] }> };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join("; ")}`,
      );
  });
}
