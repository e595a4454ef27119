// What `npm start -- --once` does inside the editor: opens every sample, lists the diagnostics, sets up one picture.
import * as vscode from "vscode";
import { pause, ruleOf, screen, settled, until, workspace, writeResult } from "./drive.ts";
import { showHover, tidyWindow, watchedCell } from "./stage.ts";

/** One diagnostic as the table shows it; line and column count from 1. */
interface Listed {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly severity: string;
  readonly rule: string;
  readonly message: string;
}

/** Loaded by VS Code through extensionTestsPath. The result carries `diagnostics`, `picture` and `notes`. */
export async function run(): Promise<void> {
  const notes: string[] = [];
  const files = (await vscode.workspace.findFiles("**/*.{csv,CSV}")).sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const file of files) {
    // One that cannot be opened (binary, say) is for the workspace check to report.
    await Promise.resolve(vscode.workspace.openTextDocument(file)).catch((error) => notes.push(String(error)));
  }
  await settled(counted, 1000, 20_000);
  // With arguments it asks nothing; a summary it may show is not waited for.
  const command = vscode.commands.executeCommand("csvPreflight.validateWorkspace");
  await Promise.race([Promise.resolve(command).catch((error) => notes.push(String(error))), pause(20_000)]);
  await until("a first diagnostic", () => all().length > 0, 30_000).catch((error) => notes.push(String(error)));
  await settled(counted);
  const diagnostics = all();
  const picture = screen.exists ? await takePicture(files, notes) : undefined;
  writeResult({
    passed: diagnostics.length > 0 ? 1 : 0,
    failed: 0,
    pending: 0,
    tests: [],
    diagnostics,
    picture,
    notes,
  });
}

/** A picture with squiggles, a hover and the list of problems; what does not work is noted and the rest is still shown. */
async function takePicture(files: readonly vscode.Uri[], notes: string[]): Promise<string | undefined> {
  const attempt = (what: string, act: () => Promise<unknown>) =>
    act().catch((error: unknown) => notes.push(`${what}: ${String(error)}`));
  try {
    await tidyWindow();
    const file = files.find((each) => /(^|\/)user\.csv$/i.test(each.path) && has(each)) ?? files.find(has) ?? files[0];
    if (!file) return undefined;
    const document = await vscode.workspace.openTextDocument(file);
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    await attempt("the list of problems", async () => {
      await vscode.commands.executeCommand("workbench.actions.view.problems");
      await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
      await screen.wait(".markers-panel .monaco-list-row");
    });
    await attempt("hover", async () => showHover(editor, await watchedCell(document)));
    await pause(500);
    return await screen.shot("start");
  } catch (error) {
    notes.push(`picture: ${String(error)}`);
    return undefined;
  }
}

function has(file: vscode.Uri): boolean {
  return vscode.languages.getDiagnostics(file).length > 0;
}

function counted(): string {
  return String(all().length);
}

function all(): Listed[] {
  const root = `${workspace().path}/`;
  return vscode.languages
    .getDiagnostics()
    .filter(([uri]) => uri.path.startsWith(root))
    .flatMap(([uri, diagnostics]) =>
      diagnostics.map((each) => ({
        path: uri.path.slice(root.length),
        line: each.range.start.line + 1,
        column: each.range.start.character + 1,
        severity: (vscode.DiagnosticSeverity[each.severity] ?? "").toLowerCase(),
        rule: ruleOf(each),
        message: each.message,
      })),
    )
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || a.column - b.column));
}
