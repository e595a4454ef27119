// Hands and eyes of the editor suites: opening files, waiting, and the screen of the browser outside where there is one.
import fs from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import * as vscode from "vscode";

/** What a suite leaves behind; without it no run counts as passed. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
  readonly tests: readonly { readonly title: string; readonly state: "passed" | "failed"; readonly error?: string }[];
}

/**
 * Runs mocha files inside the extension host and writes the summary to the file named by CSV_PREFLIGHT_RESULT.
 *
 * @param files absolute paths of mocha files (BDD)
 * @throws when a test failed, so that the editor's exit code says it too
 */
export async function runSuites(files: readonly string[]): Promise<void> {
  const grep = process.env["CSV_PREFLIGHT_GREP"];
  const mocha = new Mocha({ ui: "bdd", color: false, timeout: 180_000, ...(grep ? { grep } : {}) });
  for (const file of files) mocha.addFile(file);
  const tests: Summary["tests"][number][] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on("pass", (test) => tests.push({ title: test.fullTitle(), state: "passed" }));
    runner.on("fail", (test, error: Error) =>
      tests.push({ title: test.fullTitle(), state: "failed", error: error.stack ?? error.message }),
    );
  });
  const failed = stats?.failures ?? 1;
  writeResult({ passed: stats?.passes ?? 0, failed, pending: stats?.pending ?? 0, tests });
  if (failed > 0) throw new Error(`${failed} failed`);
}

/** Hands a result to the runner outside. */
export function writeResult(result: Summary & Readonly<Record<string, unknown>>): void {
  const file = process.env["CSV_PREFLIGHT_RESULT"];
  if (file) fs.writeFileSync(file, JSON.stringify(result));
}

/**
 * Waits until `look` gives something other than undefined, null or false, and gives that.
 *
 * @param what named in the error: "the hover"
 * @param timeout milliseconds
 */
export async function until<T>(
  what: string,
  look: () => T | PromiseLike<T>,
  timeout = 120_000,
): Promise<Exclude<T, undefined | null | false>> {
  const end = Date.now() + timeout;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found as Exclude<T, undefined | null | false>;
    if (Date.now() > end) throw new Error(`${what}: not there after ${timeout} ms`);
    await pause(50);
  }
}

/** Waits until `look` gives the same text for `calm` milliseconds, or `timeout` is over; gives what it saw last. */
export async function settled(look: () => string, calm = 1500, timeout = 120_000): Promise<string> {
  const end = Date.now() + timeout;
  let last = look();
  for (let since = Date.now(); Date.now() - since < calm && Date.now() < end; await pause(100)) {
    const now = look();
    if (now === last) continue;
    last = now;
    since = Date.now();
  }
  return last;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The folder that is open. */
export function workspace(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error("no folder is open");
  return folder.uri;
}

/** Opens a file of the workspace in an editor. `name` is relative: "user.csv". */
export async function open(name: string, column = vscode.ViewColumn.One): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(workspace(), name));
  return vscode.window.showTextDocument(document, { viewColumn: column, preview: false });
}

/** Writes a file of the workspace on disk, beside the editor. */
export function write(name: string, text: string): string {
  const file = path.join(workspace().fsPath, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

/** Puts the cursor (0-based) there and shows the place. */
export function putCursor(editor: vscode.TextEditor, line: number, character: number): void {
  const place = new vscode.Position(line, character);
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(place, place));
}

/** Closes all editors and throws away what is unsaved. */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor?.document.isDirty) {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** The diagnostics of a file once `enough` of them says so; by default once there is one. */
export function diagnosticsOf(
  uri: vscode.Uri,
  enough: (all: readonly vscode.Diagnostic[]) => boolean = (all) => all.length > 0,
  timeout?: number,
): Promise<vscode.Diagnostic[]> {
  const look = () => {
    const all = vscode.languages.getDiagnostics(uri);
    return enough(all) && all;
  };
  return until(`diagnostics of ${path.basename(uri.path)}`, look, timeout);
}

/** The rule of a diagnostic, however it is given. */
export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === "object" ? code.value : (code ?? ""));
}

/** One line per diagnostic, `line:column rule` counted from 1, in order of place: easy to compare. */
export function listed(diagnostics: readonly vscode.Diagnostic[]): string[] {
  return [...diagnostics]
    .sort((a, b) => a.range.start.compareTo(b.range.start))
    .map((each) => `${each.range.start.line + 1}:${each.range.start.character + 1} ${ruleOf(each)}`);
}

type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/**
 * The screen, keyboard and mouse, where the editor runs in the headless browser. On a desktop there is none of
 * it: a test that needs it asks `screen.exists` and skips itself. All times in milliseconds; selectors are CSS.
 */
export const screen = {
  exists: process.env["CSV_PREFLIGHT_CONTROL"] !== undefined,
  /** Saves a picture as NAME.png in the run's folder for pictures, and gives its path. */
  shot: (name: string, clip?: Rectangle) => act<string>("shot", { name, clip }),
  press: (key: string) => act<null>("press", { key }),
  type: (text: string, delay?: number) => act<null>("type", { text, delay }),
  click: (selector: string, timeout?: number) => act<null>("click", { selector, timeout }),
  hover: (selector: string, timeout?: number) => act<null>("hover", { selector, timeout }),
  move: (x: number, y: number) => act<null>("move", { x, y }),
  wait: (selector: string, timeout?: number) => act<null>("wait", { selector, timeout }),
  waitGone: (selector: string, timeout?: number) => act<null>("wait", { selector, timeout, state: "hidden" }),
  text: (selector: string, timeout?: number) => act<string>("text", { selector, timeout }),
  texts: (selector: string) => act<string[]>("texts", { selector }),
  webviewClick: (selector: string, timeout?: number) => act<null>("webviewClick", { selector, timeout }),
  webviewText: (selector: string, timeout?: number) => act<string>("webviewText", { selector, timeout }),
  webviewTexts: (selector: string, timeout?: number) => act<string[]>("webviewTexts", { selector, timeout }),
  webviewScroll: (selector: string, by: number, timeout?: number) =>
    act<null>("webviewScroll", { selector, by, timeout }),
};

/** Waits for the picker with this title and picks what is called so: found by typing, taken when it is what has the focus. */
export async function pick(title: string, label: string): Promise<void> {
  const titles = () => screen.texts(".quick-input-widget:not([style*='display: none']) .quick-input-title");
  await until(`the question ${title}`, async () => (await titles()).some((each) => each.includes(title)), 60_000);
  await screen.type(label);
  const focused = () => screen.texts(".quick-input-list .monaco-list-row.focused .label-name");
  await until(`${label} of ${title}`, async () => (await focused()).some((each) => each.includes(label)), 60_000);
  await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
}

async function act<T>(name: string, given: Readonly<Record<string, unknown>>): Promise<T> {
  const address = process.env["CSV_PREFLIGHT_CONTROL"];
  if (!address) throw new Error("this editor has no screen that a test may use");
  const response = await fetch(address, { method: "POST", body: JSON.stringify({ do: name, ...given }) });
  const answer = (await response.json()) as { readonly value: T } | { readonly error: string };
  if ("error" in answer) throw new Error(`${name} ${JSON.stringify(given)}: ${answer.error}`);
  return answer.value;
}

/** What a command answers that could not do it: the sentence that people were shown. */
export function refusalOf(answer: unknown): string {
  const said = typeof answer === "object" && answer !== null ? Reflect.get(answer, "refused") : undefined;
  if (typeof said !== "string") throw new Error(`not refused: ${JSON.stringify(answer)}`);
  return said;
}
