// Files that belong together, in the real editor: most of them are not open while something happens to them.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { readBundle } from "../../server/disk/writing/bundle.ts";
import type { UploadPlanAnswer } from "../../server/protocol/imports.ts";
import { channels, groups, memberships, users } from "../sets.ts";
import {
  closeAll,
  diagnosticsOf,
  open,
  putCursor,
  refusalOf,
  ruleOf,
  screen,
  until,
  workspace,
  write,
} from "./drive.ts";

function call<T>(name: string, ...given: readonly unknown[]): Thenable<T> {
  return vscode.commands.executeCommand<T>(`csvPreflight.${name}`, ...given);
}

let folder = "";
let next = 1;

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), folder, name);
}

/** The text of a file as the editor has it, saved or not. */
async function textOf(name: string): Promise<string> {
  return (await vscode.workspace.openTextDocument(uriOf(name))).getText();
}

describe("an import of several files", () => {
  beforeEach(async () => {
    // The editor holds files of the tests before for a while: the newest set stands first in the list.
    folder = `0-a-set-${99 - next++}`;
    write(`${folder}/Group/group.csv`, groups);
    write(`${folder}/user.csv`, users);
    write(`${folder}/group.csv`, memberships);
    write(`${folder}/communication_channel.csv`, channels);
  });
  afterEach(async () => {
    for (const document of vscode.workspace.textDocuments) {
      if (!document.isDirty || document.uri.scheme !== "file") continue;
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand("workbench.action.files.revert");
    }
    await closeAll();
    fs.rmSync(path.join(workspace().fsPath, folder), { recursive: true, force: true });
  });

  it("F12 on a contextId lands on the user, in a file that was not open", async () => {
    const editor = await open(`${folder}/group.csv`);
    putCursor(editor, 1, 5);
    await until("the definition", async () => {
      await vscode.commands.executeCommand("editor.action.revealDefinition");
      return vscode.window.activeTextEditor?.document.uri.path.endsWith("/user.csv");
    });
    const { selection } = vscode.window.activeTextEditor!;
    assert.deepEqual([selection.start.line, selection.start.character], [2, 0]);
  });

  it("F2 on a user's id changes three files, two of them not open", async () => {
    await open(`${folder}/user.csv`);
    const edit = await until("the renaming", async () => {
      const made = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        "vscode.executeDocumentRenameProvider",
        uriOf("user.csv"),
        new vscode.Position(2, 1),
        "U-22",
      );
      return made.size === 3 && made;
    });
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(await textOf("user.csv"), users.replace("U-2", "U-22"));
    assert.equal(await textOf("group.csv"), memberships.replace("U-2", "U-22"));
    assert.equal(await textOf("communication_channel.csv"), channels.replace("U-2", "U-22"));
    await assert.rejects(
      Promise.resolve(
        vscode.commands.executeCommand(
          "vscode.executeDocumentRenameProvider",
          uriOf("user.csv"),
          new vscode.Position(2, 1),
          "U-1",
        ),
      ),
      /U-1 is already used/,
    );
  });

  it("a user who is deleted is missed in the closed files", async () => {
    const editor = await open(`${folder}/user.csv`);
    await call("validateWorkspace");
    const done = await editor.edit((edit) => edit.delete(new vscode.Range(2, 0, 3, 0)));
    assert.ok(done);
    for (const name of ["group.csv", "communication_channel.csv"]) {
      const found = await diagnosticsOf(uriOf(name), (all) => all.some((each) => ruleOf(each) === "unknown-user"));
      assert.ok(found.length > 0);
    }
  });

  it("generateGroupRows clears the warnings", async () => {
    write(`${folder}/group.csv`, "id,contextId,groupId,permission\n");
    await open(`${folder}/user.csv`);
    await diagnosticsOf(
      uriOf("user.csv"),
      (all) => all.filter((each) => ruleOf(each) === "user-without-group").length === 2,
    );
    assert.equal(await call<number>("generateGroupRows", uriOf("user.csv"), { group: "G-1" }), 2);
    await diagnosticsOf(uriOf("user.csv"), (all) => all.every((each) => ruleOf(each) !== "user-without-group"));
    assert.equal(
      await textOf("group.csv"),
      "id,contextId,groupId,permission\nM-1,U-2,G-1,Viewer\nM-2,U-3,G-1,Editor\n",
    );
    assert.equal(await call<number>("generateGroupRows", uriOf("user.csv"), { group: "G-1" }), 0);
  });

  it("the upload plan names the order and what stands in the way", async () => {
    write(`${folder}/user.csv`, users.replace("2450", "Activ"));
    await call("validateWorkspace");
    const [plan, ...others] = await call<UploadPlanAnswer[]>("showUploadPlan", uriOf("group.csv"));
    assert.equal(others.length, 0);
    assert.deepEqual(
      plan!.steps.map(({ name, state }) => `${name} ${state}`),
      ["Group/group.csv ready", "user.csv blocked", "group.csv blocked", "communication_channel.csv blocked"],
    );
    await until("its page", () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes("Upload plan"));
  });

  it("a bundle reads back equal, and is not overwritten without a yes", async () => {
    await call("validateWorkspace");
    const target = uriOf("bundle.zip");
    assert.equal(await call("export", uriOf("user.csv"), { format: "bundle", target }), String(target));
    const read = await readBundle(target.fsPath);
    assert.equal(read.get("2-user/user.csv"), users);
    assert.equal(read.get("4-communication_channel/communication_channel.csv"), channels);
    assert.match(refusalOf(await call("export", uriOf("user.csv"), { format: "bundle", target })), /already exist/);
  });

  it("its outline begins with the header, and codes and ids are explained beside the text", async () => {
    await open(`${folder}/group.csv`);
    const [root] = await until("the outline", async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        "vscode.executeDocumentSymbolProvider",
        uriOf("group.csv"),
      );
      return found?.length > 0 && found;
    });
    assert.equal(root!.selectionRange.start.line, 0);
    assert.equal(root!.children.length, 2);
    const hints = await until("the hints", async () => {
      const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        "vscode.executeInlayHintProvider",
        uriOf("group.csv"),
        new vscode.Range(0, 0, 3, 0),
      );
      return found?.length === 4 && found;
    });
    assert.deepEqual(
      hints.map((hint) => hint.label),
      ["‹Bob Ray›", "‹North›", "‹Cy Fox›", "‹South›"],
    );
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      uriOf("group.csv"),
      9,
    );
    assert.ok(lenses.some((lens) => lens.command?.title === "2 rows · no problems"));
  });

  it("is listed in the explorer", async function () {
    if (!screen.exists) this.skip();
    await open(`${folder}/user.csv`);
    await call("validateWorkspace");
    await vscode.commands.executeCommand("csvPreflight.importFiles.focus");
    const rows = async () => (await screen.texts(".monaco-list-row")).map((row) => row.replaceAll("\u00a0", " "));
    await until("the set", async () =>
      (await rows()).some((row) => row.includes(`${folder}Turvo · 4 files, no problems`)),
    ).catch(async (error: unknown) => {
      throw new Error(`${String(error)}; there are ${(await rows()).join(" | ")}`);
    });
    await until("its files", async () => (await rows()).some((row) => row.includes("user.csv3 rows, no problems")));
    await screen.wait(".codelens-decoration");
    await screen.shot("import-files");
  });
});
