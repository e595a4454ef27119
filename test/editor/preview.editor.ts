// The grid, beside the text and in its place: draws what is seen, marks problems, changes cells, leads to the text and follows it.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, open, pause, putCursor, screen, until, workspace, write } from "./drive.ts";

const header = "id,name,title,permission,status.code,timezone,userEmail\n";

function preview(uri: vscode.Uri, toSide = true): Thenable<string> {
  return vscode.commands.executeCommand(toSide ? "csvPreflight.previewToSide" : "csvPreflight.preview", uri);
}

/** The cells of a row as drawn, without the row's number. */
function cellsOf(row: number): Promise<string[]> {
  return screen.webviewTexts(`[data-row="${row}"] [role=gridcell]`);
}

/** What the current cell says. */
async function current(): Promise<string> {
  return (await screen.webviewTexts("[data-active]"))[0] ?? "";
}

/** A new file from the fixture's, opened as a grid in place of the text. */
async function openGrid(name: string, text: string): Promise<vscode.TextDocument> {
  write(name, text);
  const uri = vscode.Uri.joinPath(workspace(), name);
  await vscode.commands.executeCommand("vscode.openWith", uri, "csvPreflight.grid");
  await screen.webviewText("[role=gridcell]", 15_000);
  return vscode.workspace.openTextDocument(uri);
}

const people = `${header}U-1,Ann Lee,Boss,Admin,2450,Europe/London,ann@example.com
U-2,Bob Ray,,Admin,Active,America/New_York,bob@example.com
`;

function many(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, row) => `U-${row},Name ${row},,Admin,2450,America/New_York,u${row}@example.com\n`,
  );
  return header + rows.join("");
}

describe("the preview", () => {
  before(function () {
    if (!screen.exists) this.skip();
  });
  afterEach(async () => {
    await closeAll();
    // A changed file that is open as a grid alone has no text editor to revert.
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("draws titles, rows, decoded codes and problems", async () => {
    const editor = await open("turvo/user.csv");
    await preview(editor.document.uri, false);
    await screen.webviewText("[role=gridcell]", 15_000);
    const heads = await screen.webviewTexts("[role=columnheader]");
    assert.ok(
      heads.some((head) => head.includes("status.code")),
      JSON.stringify(heads),
    );
    await until("the code's label", async () => (await cellsOf(0))[4] === "2450Active");
    assert.equal((await cellsOf(2))[1], 'Cy "the" Doe');
    await until("the marked cell", async () => (await screen.webviewTexts("[data-problem=error] .value")).length === 2);
    assert.deepEqual((await screen.webviewTexts("[data-problem=error] .value")).sort(), [
      "Active",
      "cy(at)example.com",
    ]);
    assert.match(await screen.webviewText(".summary"), /Turvo users.*3 rows.*2 errors/);
    await screen.shot("preview-editor");
  });

  it("a click selects the cell in the text", async () => {
    const editor = await open("turvo/user.csv");
    await preview(editor.document.uri);
    await screen.webviewClick('[data-row="2"] [data-cell="1"]', 15_000);
    const selected = () => editor.document.getText(vscode.window.visibleTextEditors[0]?.selection);
    await until("the selection", () => selected().includes("Cy")).catch(() => assert.fail(selected()));
    assert.match(await screen.webviewText("#about"), /Row 4/);
  });

  it("the cursor in the text marks the cell", async () => {
    const editor = await open("turvo/user.csv");
    await preview(editor.document.uri);
    await screen.webviewText("[role=gridcell]", 15_000);
    await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
    await pause(200);
    putCursor(editor, 2, 28);
    await until("the marked cell", async () => (await current()).endsWith("Active"));
    assert.match(await screen.webviewText("#about"), /invalid-code/);
  });

  it("keys move, Control+Enter goes to the text", async () => {
    const editor = await open("turvo/user.csv");
    await preview(editor.document.uri, false);
    await screen.webviewClick('[data-row="0"] [data-cell="0"]', 15_000);
    await pause(500);
    await screen.press("ArrowDown");
    await screen.press("End");
    await until("the last cell", async () => (await current()).startsWith("bob@"));
    await screen.press("Control+Home");
    await until("the first cell", async () => (await current()) === "U-1");
    await screen.press("ArrowRight");
    await screen.press("Control+Enter");
    await until("the editor", () => {
      const active = vscode.window.activeTextEditor;
      return active && active.document.getText(active.selection) === "Ann Lee";
    });
  });

  it("as an editor it changes one cell of the document, which is undone, redone and saved as any text", async () => {
    const document = await openGrid("grid/user.csv", people);
    assert.equal(vscode.window.activeTextEditor, undefined, "the grid stands in the text's place");
    await screen.webviewClick('[data-row="1"] [data-cell="1"]');
    await pause(300);
    await screen.press("Enter");
    await screen.webviewText(".editor", 5000);
    await screen.press("Control+a");
    await screen.type("Ray, Bob");
    await screen.press("Enter");
    const wanted = people.replace("Bob Ray", '"Ray, Bob"');
    await until("the edit", () => document.getText() === wanted);
    assert.ok(document.isDirty);
    await until("it is drawn", async () => (await cellsOf(1))[1] === "Ray, Bob");
    await screen.shot("grid-editor");
    await screen.press("Control+z");
    await until("it is undone", () => document.getText() === people);
    await until("the old cell is drawn", async () => (await cellsOf(1))[1] === "Bob Ray");
    await screen.press("Control+Shift+z");
    await until("it is redone", () => document.getText() === wanted);
    await screen.press("Control+s");
    await until("it is saved", () => !document.isDirty);
    const saved = Buffer.from(await vscode.workspace.fs.readFile(document.uri)).toString();
    assert.equal(saved, wanted);
  });

  it("offers the fixes of a cell by keyboard", async () => {
    const document = await openGrid("fixes/user.csv", people);
    await screen.webviewClick('[data-row="1"] [data-cell="4"]');
    await pause(300);
    await screen.press("Control+.");
    await until("the fixes", async () =>
      (await screen.texts(".quick-input-list .monaco-list-row")).some((row) => row.includes("2450")),
    );
    await screen.press("Enter");
    await until("the fix", () => document.getText() === people.replace("Active", "2450"));
  });

  it("the preview's edits are undone from the preview", async () => {
    write("undo/user.csv", people);
    const editor = await open("undo/user.csv");
    await preview(editor.document.uri);
    await screen.webviewClick('[data-row="0"] [data-cell="2"]', 15_000);
    await pause(300);
    await screen.press("Delete");
    await until("the edit", () => editor.document.getText() === people.replace("Boss", ""));
    await screen.press("Control+z");
    await until("it is undone", () => editor.document.getText() === people);
  });

  it("follows edits and keeps its place, in a file of 20,000 rows", async () => {
    write("many/user.csv", many(20_000));
    const editor = await open("many/user.csv");
    await preview(editor.document.uri);
    await screen.webviewText("[role=gridcell]", 15_000);
    await screen.webviewScroll("[role=grid]", 200_000);
    const first = async () => Number((await screen.webviewTexts("tbody th:first-child"))[0]);
    await until("rows far below", async () => (await first()) > 5000);
    await until("their cells", async () => (await cellsOf(await first())).length > 0);
    const drawn = await screen.webviewTexts("tbody tr");
    assert.ok(drawn.length < 100, `${drawn.length} rows drawn`);
    const row = (await first()) + 8;
    const line = row + 1;
    const { text } = editor.document.lineAt(line);
    const id = text.slice(0, text.indexOf(","));
    await editor.edit((edit) => edit.replace(new vscode.Range(line, 0, line, id.length), "U 0"));
    await until("the edit", async () => (await cellsOf(row))[0]?.endsWith("U 0"));
    assert.ok(Math.abs((await first()) + 8 - row) < 2, "it stayed where it was");
    await until(
      "its mark",
      async () => (await screen.webviewTexts(`[data-row="${row}"] [data-problem=error]`)).length === 1,
    );
  });

  it("says so when there is nothing to show", async () => {
    write("none/user.csv", header);
    await preview((await open("none/user.csv")).document.uri);
    await until("the line", async () => /no rows/.test(await screen.webviewText(".note", 15_000)));
    await closeAll();
    await preview(vscode.Uri.joinPath(workspace(), "foreign/user.csv"));
    await until("the way on", async () => /Map These Columns/i.test(await screen.webviewText("body", 15_000)));
  });

  it("never shows a password", async () => {
    write(
      "secret/import.csv",
      "userName,firstName,lastName,password,email\nann.lee,Ann,Leeson,Sesame2026x,ann@example.com\n",
    );
    await preview((await open("secret/import.csv")).document.uri);
    await until("the row", async () => (await cellsOf(0))[0] === "ann.lee");
    assert.ok(!(await screen.webviewText("body")).includes("Sesame"));
  });
});
