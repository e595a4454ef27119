// The ground that the other editor suites stand on: this is a real VS Code, and opening, typing and undoing work.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, open, putCursor, screen, until } from "./drive.ts";

describe("the editor", () => {
  afterEach(closeAll);

  it("is a VS Code with the workspace open and our extension in it", () => {
    assert.match(vscode.version, /^1\.\d+\.\d+/);
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
    assert.ok(vscode.extensions.getExtension("csv-preflight.csv-preflight"));
  });

  it("opens a CSV file, takes an edit and undoes it", async () => {
    const editor = await open("notes.csv");
    const before = editor.document.getText();
    putCursor(editor, 0, 0);
    await vscode.commands.executeCommand("type", { text: "x" });
    assert.equal(editor.document.getText(), `x${before}`);
    assert.equal(editor.document.isDirty, true);
    await vscode.commands.executeCommand("undo");
    assert.equal(editor.document.getText(), before);
  });

  it("shows on its screen what is in the file", async function () {
    if (!screen.exists) this.skip();
    await open("notes.csv");
    // The editor draws spaces as no-break spaces.
    const drawn = async () => (await screen.texts(".view-line")).map((line) => line.replaceAll("\u00a0", " "));
    await until("the line on the screen", async () => (await drawn()).includes("2026-01-01,buy milk"));
  });
});
