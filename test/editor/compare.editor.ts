// The changes since the last upload in the real editor: the tree follows the files, and a click opens what it names.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { CompareAnswer, UndoAnswer } from "../../server/protocol/compare.ts";
import { goodSet, users } from "../sets.ts";
import { closeAll, open, refusalOf, screen, until, workspace, write } from "./drive.ts";
import { quiet } from "./stage.ts";

let folder = "";
let next = 1;

function call<T>(name: string, ...given: readonly unknown[]): Thenable<T> {
  return vscode.commands.executeCommand<T>(`csvPreflight.${name}`, ...given);
}

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), folder, name);
}

/** The rows of the tree that are on the screen. */
async function rows(): Promise<string> {
  return (await screen.texts(".part.panel .monaco-list-row")).join("\n");
}

/** Clicks the row with this text until what it opens is there: a tree that is being redrawn loses a click. */
async function openRow<T>(text: string, look: () => T): Promise<Exclude<T, undefined | null | false>> {
  for (let attempt = 1; ; attempt++) {
    await screen.click(`.part.panel .monaco-list-row:has-text('${text}')`);
    try {
      return await until(`what ${text} opens`, look, 10_000);
    } catch (error) {
      if (attempt === 10) throw error;
    }
  }
}

describe("changes since the last upload", () => {
  beforeEach(async () => {
    // The editor holds files of the tests before for a while.
    folder = `0-last-${next++}`;
    for (const [name, text] of Object.entries(goodSet)) write(`${folder}/${name}`, text);
    await call("validateWorkspace");
    await call("export", uriOf("user.csv"), { format: "bundle", target: uriOf("last.zip"), overwrite: true });
  });
  afterEach(async () => {
    await call("closeChanges");
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await closeAll();
    fs.rmSync(path.join(workspace().fsPath, folder), { recursive: true, force: true });
  });

  async function compare(): Promise<CompareAnswer> {
    return call<CompareAnswer>("compare", { uri: uriOf("user.csv"), with: uriOf("last.zip") });
  }

  it("are nothing at first, and follow what is typed", async () => {
    const editor = await open(`${folder}/user.csv`);
    assert.deepEqual((await compare()).counts, { created: 0, updated: 0, unchanged: 9, gone: 0 });
    const text = users.replace("2450", "2451").replace("U-3", "U-33");
    const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
    assert.ok(await editor.edit((edit) => edit.replace(whole, text)));
    if (screen.exists) {
      await until("the changes in the tree", async () => /Created[\s\S]*Gone/.test(await rows()));
      await quiet();
      // Away from the status bar, whose hover would lie over the tree.
      await screen.move(700, 300);
      await openRow("Ann Lee", () => vscode.window.activeTextEditor?.selection.active.line === 1);
      await screen.press("ArrowRight");
      await until("the field", async () => /2450 Active → 2451 Suspended/.test(await rows()));
      await screen.shot("changes");
    }
    const page = await call<string>("showChanges");
    assert.match(page, /From last\.zip to 0-last-\d: 1 created, 1 updated, 1 gone/);
    assert.match(page, /Turvo creates a second entry/);
  });

  it("open a record that is gone as it was, to be read only", async function () {
    if (!screen.exists) this.skip();
    write(`${folder}/user.csv`, users.replace(/^U-3.*\n/m, ""));
    await call("validateWorkspace");
    await compare();
    await until("the record", async () => /Cy Fox/.test(await rows()));
    await quiet();
    const { document } = await openRow("Cy Fox", () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.scheme === "csv-preflight-last" && editor;
    });
    assert.match(document.getText(), /Full name: Cy Fox\n/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(document.uri.scheme), undefined);
  });

  it("can be undone with files in a new folder", async () => {
    write(`${folder}/user.csv`, users.replace("2450", "2451"));
    await call("validateWorkspace");
    assert.equal((await compare()).counts.updated, 1);
    const target = uriOf("back");
    const answer = await call<UndoAnswer>("writeUndo", { target });
    assert.deepEqual(answer.files, ["user.csv", "undo.md"]);
    assert.ok(fs.existsSync(path.join(target.fsPath, "user.csv")));
    assert.match(refusalOf(await call("writeUndo", { target })), /back already exists/);
  });

  it("cannot be found where there is no upload", async () => {
    const missing = { uri: uriOf("user.csv"), with: uriOf("nowhere.zip") };
    assert.match(refusalOf(await call("compare", missing)), /nowhere\.zip no longer exists/);
  });
});
