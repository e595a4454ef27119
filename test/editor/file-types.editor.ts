// A file type of somebody's own, made in the editor: from a CSV file to a document that checks it at every key.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { closeAll, diagnosticsOf, listed, open, screen, workspace, write } from "./drive.ts";

const rows = Array.from({ length: 30 }, (_, i) => `${i + 1},Ann ${i},${i % 3 ? "red" : "blue"}\n`).join("");

const shelf = {
  name: "shelf",
  path: "shelves.csv",
  schema: { fields: [{ name: "shelf", type: "integer" }, { name: "room" }] },
};

describe("a file type of one's own", () => {
  afterEach(async () => {
    await closeAll();
    fs.rmSync(path.join(workspace().fsPath, "own"), { recursive: true, force: true });
  });

  it("opens beside it, is listed in the profile, and checks it at every key", async () => {
    write("own/csv-preflight.json", "{}\n");
    write("own/staff.csv", `no,name,team\n${rows}`);
    const profile = await open("own/csv-preflight.json");
    await open("own/staff.csv");
    const made = await vscode.commands.executeCommand<string>("csvPreflight.createFileType");
    const csv = vscode.Uri.joinPath(workspace(), "own/staff.csv");
    assert.equal(made, String(vscode.Uri.joinPath(workspace(), "own/staff.csv-type.json")));
    const shown = vscode.window.visibleTextEditors.map(({ document }) => path.basename(document.uri.path)).sort();
    assert.deepEqual(shown, ["staff.csv", "staff.csv-type.json"]);
    assert.equal(profile.document.isDirty, false);
    assert.deepEqual(JSON.parse(profile.document.getText()), { schemas: ["staff.csv-type.json"] });
    if (screen.exists) await screen.shot("file-type-created");
    const editor = vscode.window.activeTextEditor!;
    const { document } = editor;
    const at = document.positionAt(document.getText().indexOf('"blue"'));
    await editor.edit((edit) => edit.delete(new vscode.Range(at, at.translate(0, '"blue", '.length))));
    const problems = await diagnosticsOf(csv);
    assert.equal(problems.length, 10);
    assert.equal(listed(problems)[0], "2:9 invalid-status");
    if (screen.exists) await screen.shot("file-type-live");
    await vscode.commands.executeCommand("undo");
    await diagnosticsOf(csv, (all) => all.length === 0);
  });

  it("comes with another extension, too", async () => {
    write("own/tour-guides.csv", "guide,languages\n1,English\nx,\n");
    const editor = await open("own/tour-guides.csv");
    const problems = await diagnosticsOf(editor.document.uri);
    assert.deepEqual(listed(problems), ["3:1 invalid-number", "3:2 required-value"]);
  });

  it("is named in the settings of the folder, and refused from outside of it", async () => {
    write("own/shelf.csv-type.json", JSON.stringify(shelf));
    write("own/shelves.csv", "shelf,room\nx,7\n");
    const settings = vscode.workspace.getConfiguration("csvPreflight", workspace());
    const editor = await open("own/shelves.csv");
    try {
      await settings.update(
        "schemas",
        ["own/shelf.csv-type.json", "../elsewhere.json"],
        vscode.ConfigurationTarget.WorkspaceFolder,
      );
      const problems = await diagnosticsOf(editor.document.uri);
      assert.deepEqual(listed(problems), ["2:1 invalid-number"]);
      if (screen.exists) {
        await screen.wait(".notification-list-item-message");
        await screen.shot("file-type-setting");
      }
    } finally {
      await settings.update("schemas", undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    }
    await diagnosticsOf(editor.document.uri, (all) => all.length === 0);
  });
});
