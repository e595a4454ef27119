// What a person sees while typing: squiggles at the cell, explanations, completions, fixes.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, listed, open, pause, putCursor, ruleOf, screen, until, write } from "./drive.ts";

const header = "id,name,title,permission,status.code,timezone,userEmail\n";
const ann = "U-1,Ann Lee,Dispatcher,Admin,2450,America/New_York,ann@example.com\n";

/** A Turvo set of its own, so that no test finds what another left. */
async function openUsers(folder: string, text: string): Promise<vscode.TextEditor> {
  write(`${folder}/user.csv`, text);
  return open(`${folder}/user.csv`);
}

/** The diagnostics once they are exactly these. */
async function becomes(editor: vscode.TextEditor, wanted: readonly string[]): Promise<vscode.Diagnostic[]> {
  const look = (all: readonly vscode.Diagnostic[]) => JSON.stringify(listed(all)) === JSON.stringify(wanted);
  return diagnosticsOf(editor.document.uri, look).catch(() => {
    assert.deepEqual(listed(vscode.languages.getDiagnostics(editor.document.uri)), wanted);
    return [];
  });
}

/** Where a click on the name of a problem's rule leads. */
function pageOf(diagnostic: vscode.Diagnostic | undefined): string {
  const code = diagnostic?.code;
  return typeof code === "object" ? String(code.target) : "nowhere";
}

describe("while typing", () => {
  afterEach(closeAll);

  it("a wrong cell is marked, exactly, and not any more once it is right", async () => {
    const editor = await openUsers("typing", header + ann);
    await becomes(editor, []);
    const cell = new vscode.Range(1, 29, 1, 33);
    assert.equal(editor.document.getText(cell), "2450");
    await editor.edit((edit) => edit.replace(cell, "Actve"));
    const [found] = await becomes(editor, ["2:30 invalid-code"]);
    assert.equal(editor.document.getText(found?.range), "Actve");
    assert.equal(found?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(found?.source, "csv-preflight");
    assert.match(pageOf(found), /^command:csvPreflight\.explainRule\?.*invalid-code/, "its rule leads to a page");
    await vscode.commands.executeCommand("undo");
    await becomes(editor, []);
  });

  it("in a file that no tab shows, too", async () => {
    const group = write("unseen/group.csv", "id,contextId,groupId,permission\nG-1,U-1,,Admin\n");
    await openUsers("unseen", header + ann);
    const [found] = await diagnosticsOf(vscode.Uri.file(group), (all) => all.length > 0);
    assert.match(pageOf(found), /^command:csvPreflight\.explainRule\?.*required-value/);
  });

  it("the squiggle is drawn", async function () {
    if (!screen.exists) this.skip();
    await openUsers("drawn", `${header}U-1,Ann,,Admin,24,America/New_York,ann@example.com\n`);
    await screen.wait(".squiggly-error");
  });

  it("a code and a header cell are explained", async () => {
    const editor = await openUsers("hover", header + ann);
    await pause(200);
    const hoverAt = async (line: number, character: number) =>
      until("a hover", async () => {
        const place = new vscode.Position(line, character);
        const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
          "vscode.executeHoverProvider",
          editor.document.uri,
          place,
        );
        const text = hovers.flatMap((hover) => hover.contents.map((part) => (part as vscode.MarkdownString).value));
        return text.length > 0 && text.join("\n");
      });
    assert.match(await hoverAt(1, 29), /2450.*Active/s);
    assert.match(await hoverAt(0, 30), /status/i);
  });

  it("the letters of a label complete to its code", async () => {
    const editor = await openUsers("complete", `${header}U-1,Ann,,Admin,,America/New_York,ann@example.com\n`);
    putCursor(editor, 1, 15);
    await pause(300);
    await vscode.commands.executeCommand("type", { text: "act" });
    const list = await until("a completion", async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        editor.document.uri,
        editor.selection.active,
      );
      return items.length > 0 && items;
    });
    assert.ok(
      list.some((item) => JSON.stringify(item.label).includes("2450")),
      JSON.stringify(list.map((item) => item.label)),
    );
    if (!screen.exists) return;
    await vscode.commands.executeCommand("editor.action.triggerSuggest");
    await screen.wait(".suggest-widget.visible .monaco-list-row.focused");
    await vscode.commands.executeCommand("acceptSelectedSuggestion");
    const line = () => editor.document.lineAt(1).text;
    await until("the code in the cell", () => line() === "U-1,Ann,,Admin,2450,America/New_York,ann@example.com").catch(
      () => assert.fail(line()),
    );
  });

  it("a quick fix replaces the cell and nothing else", async () => {
    const editor = await openUsers("fix", `${header}U-1,Ann,,Admin,Active,America/New_York,ann@example.com\n`);
    const [found] = await diagnosticsOf(editor.document.uri);
    assert.equal(found && ruleOf(found), "invalid-code");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      editor.document.uri,
      found?.range,
      vscode.CodeActionKind.QuickFix.value,
      5,
    );
    const fix = actions.find((action) => action.title.includes("2450"));
    assert.ok(fix?.edit, JSON.stringify(actions.map((action) => action.title)));
    assert.equal(await vscode.workspace.applyEdit(fix.edit), true);
    assert.equal(editor.document.getText(), `${header}U-1,Ann,,Admin,2450,America/New_York,ann@example.com\n`);
    await becomes(editor, []);
  });

  it("a file of the same name that is no import file is left in peace", async () => {
    const foreign = await open("foreign/user.csv");
    const ours = await openUsers("beside", `${header}U-1,Ann,,Admin,Active,America/New_York,ann@example.com\n`);
    await diagnosticsOf(ours.document.uri);
    assert.deepEqual(vscode.languages.getDiagnostics(foreign.document.uri), []);
  });

  it("a file on disk that starts with a byte order mark is told, and loses it by a fix", async () => {
    const path = write("bom/user.csv", `\uFEFF${header}${ann}`);
    const editor = await open("bom/user.csv");
    const all = await diagnosticsOf(editor.document.uri, (found) =>
      found.some((each) => ruleOf(each) === "byte-order-mark"),
    );
    const mark = all.find((each) => ruleOf(each) === "byte-order-mark");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      editor.document.uri,
      mark?.range,
      vscode.CodeActionKind.QuickFix.value,
      5,
    );
    const command = actions.find((action) => action.command)?.command;
    assert.ok(command, JSON.stringify(actions));
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    const bytes = () => vscode.workspace.fs.readFile(vscode.Uri.file(path));
    await until("the file without its mark", async () => (await bytes())[0] === "i".charCodeAt(0));
    await becomes(editor, []);
  });
});
