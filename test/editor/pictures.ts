// The pictures of the README, taken from the real editor: one scene each, run by `npm run screenshots`.
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, open, pause, putCursor, screen, until, writeResult } from "./drive.ts";
import { quiet, showHover, showPreview, tidyWindow, watchedCell } from "./stage.ts";

/** A picture: `name` is its file's name, `play` brings the window into the state that it shows. */
interface Scene {
  readonly name: string;
  readonly play: (editor: vscode.TextEditor) => Promise<void>;
}

// Every scene starts with `user.csv` of the broken samples open and checked. The first name that exists is taken.
const stars = ["turvo/user.csv", "user.csv"];

const scenes: readonly Scene[] = [
  {
    name: "problems",
    play: async () => {
      await vscode.commands.executeCommand("workbench.actions.view.problems");
      await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
      await screen.wait(".markers-panel .monaco-list-row");
    },
  },
  {
    name: "hover",
    play: async (editor) => showHover(editor, await watchedCell(editor.document)),
  },
  {
    name: "completion",
    play: async (editor) => {
      const cell = await codeCell(editor.document);
      putCursor(editor, cell.start.line, cell.start.character);
      // A code is found by the first letters of its label.
      await editor.edit((edit) => edit.replace(cell, ""));
      await vscode.commands.executeCommand("type", { text: "Act" });
      await vscode.commands.executeCommand("editor.action.triggerSuggest");
      await screen.wait(".suggest-widget.visible .monaco-list-row");
      await pause(500);
    },
  },
  {
    name: "quick-fix",
    play: async (editor) => {
      const place = await fixablePlace(editor.document);
      putCursor(editor, place.line, place.character);
      await vscode.commands.executeCommand("editor.action.quickFix");
      await screen.wait(".action-widget .monaco-list-row");
    },
  },
  {
    name: "preview",
    play: async () => showPreview(),
  },
  {
    name: "mapping",
    play: async () => {
      const [source] = await vscode.workspace.findFiles("any/employees.csv");
      await vscode.commands.executeCommand("csvPreflight.mapCsv", source, { type: "turvo.user" });
      await screen.webviewText("table td", 30_000);
      await quiet();
      await pause(1500);
    },
  },
  {
    name: "import-files",
    play: async () => {
      await vscode.commands.executeCommand("csvPreflight.importFiles.focus");
      await until("the sets", async () =>
        (await screen.texts(".monaco-list-row")).some((row) => row.includes("files,")),
      );
      await vscode.commands.executeCommand("csvPreflight.showUploadPlan", vscode.window.activeTextEditor?.document.uri);
      await quiet();
      // The page is drawn in a frame of a frame: its end cannot be seen from here.
      await pause(3000);
    },
  },
];

/** Loaded by VS Code through extensionTestsPath. A scene that fails is named in the result; the others go on. */
export async function run(): Promise<void> {
  const wanted = process.env["CSV_PREFLIGHT_SCENES"]?.split(",").filter(Boolean) ?? [];
  // The window's own settings are in the browser: only from here are they written.
  const theme = process.env["CSV_PREFLIGHT_THEME"];
  await vscode.workspace.getConfiguration("workbench").update("colorTheme", theme, vscode.ConfigurationTarget.Global);
  const tests: { title: string; state: "passed" | "failed"; error?: string }[] = [];
  for (const { name, play } of scenes.filter((scene) => wanted.length === 0 || wanted.includes(scene.name))) {
    try {
      await tidyWindow();
      const editor = await openStar();
      await play(editor);
      await screen.move(640, 790);
      await pause(300);
      await screen.shot(name);
      tests.push({ title: name, state: "passed" });
    } catch (error) {
      // What the window looked like helps more than the message.
      await screen.shot(`failed-${name}`).catch(() => {});
      tests.push({ title: name, state: "failed", error: String(error) });
    }
    await vscode.commands.executeCommand("closeParameterHints");
    await screen.press("Escape");
    await closeAll();
    await quiet();
  }
  const failed = tests.filter((test) => test.state === "failed").length;
  writeResult({ passed: tests.length - failed, failed, pending: 0, tests });
}

async function openStar(): Promise<vscode.TextEditor> {
  const found = await vscode.workspace.findFiles("**/user.csv");
  const star =
    stars.map((name) => found.find((uri) => vscode.workspace.asRelativePath(uri, false) === name)).find(Boolean) ??
    found[0];
  if (!star) throw new Error("no sample is called user.csv");
  const editor = await open(vscode.workspace.asRelativePath(star, false));
  await diagnosticsOf(star);
  return editor;
}

/** The range of the first cell below the header that holds a code. */
async function codeCell(document: vscode.TextDocument): Promise<vscode.Range> {
  const { line, character } = await watchedCell(document);
  const cell = /^[^,]*/.exec(document.lineAt(line).text.slice(character))?.[0] ?? "";
  return new vscode.Range(line, character, line, character + cell.length);
}

/** Where a diagnostic begins that offers a fix. */
async function fixablePlace(document: vscode.TextDocument): Promise<vscode.Position> {
  for (const { range } of vscode.languages.getDiagnostics(document.uri).filter((each) => each.range.start.line > 0)) {
    const actions = await until("code actions", () =>
      vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        range,
        vscode.CodeActionKind.QuickFix.value,
      ),
    );
    if (actions.length > 0) return range.start;
  }
  throw new Error("no diagnostic offers a fix");
}
