// The people of an import in the real editor: cards that are searched, lead to their cells and can be saved to be printed.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { PeopleAnswer } from "../../server/protocol/people.ts";
import { goodSet, users } from "../sets.ts";
import { closeAll, screen, until, workspace, write } from "./drive.ts";
import { quiet, tidyWindow } from "./stage.ts";

let folder = "";
let next = 1;

function call<T>(name: string, ...given: readonly unknown[]): Thenable<T> {
  return vscode.commands.executeCommand<T>(`csvPreflight.${name}`, ...given);
}

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), folder, name);
}

const people = `${users.replace("U-3,Cy Fox,Editor,2450,Europe/London", "U-3,Cy Fox,Editor,2451,Mars/Olympus")}U-4,Di Kay,Viewer,2450,Asia/Tokyo,di@example.com
U-5,Eva May,Admin,2450,America/Los_Angeles,eva@example.com
`;

describe("the people of an import", () => {
  beforeEach(async () => {
    folder = `0-people-${next++}`;
    for (const [name, text] of Object.entries({ ...goodSet, "user.csv": people })) write(`${folder}/${name}`, text);
    await call("validateWorkspace");
  });
  afterEach(async () => {
    await closeAll();
    fs.rmSync(path.join(workspace().fsPath, folder), { recursive: true, force: true });
  });

  it("are cards joined over its files", async () => {
    const answer = await call<PeopleAnswer>("people", { uri: uriOf("group.csv") });
    assert.equal(answer.matched, 5);
    const [, bob, cy] = answer.people;
    assert.deepEqual(bob!.groups, [{ name: "North", role: "Viewer" }]);
    assert.ok(bob!.facts.some(({ label, text }) => label === "Work phone" && text === "3135550101"));
    assert.deepEqual(cy!.status, { text: "Suspended", isActive: false });
    assert.ok(cy!.problems.some(({ rule }) => rule === "invalid-timezone"));
  });

  it("are searched, and lead to their cells", async function () {
    if (!screen.exists) this.skip();
    await tidyWindow();
    await call("people", { uri: uriOf("user.csv") });
    await until("the cards", async () => (await screen.webviewTexts(".card")).length === 5);
    await until("a clock", async () => /\d\d:\d\d/.test(await screen.webviewText(".clock")));
    const cy = (await screen.webviewTexts(".card"))[2]!;
    assert.match(cy, /unknown time zone/);
    assert.match(cy, /The account is locked/);
    await quiet();
    const settings = vscode.workspace.getConfiguration();
    for (const [name, theme] of [
      ["people", undefined],
      ["people-dark", "Default Dark Modern"],
      ["people-contrast", "Default High Contrast"],
    ] as const) {
      await settings.update("workbench.colorTheme", theme, vscode.ConfigurationTarget.Global);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await screen.shot(name);
    }
    await settings.update("workbench.colorTheme", undefined, vscode.ConfigurationTarget.Global);
    await screen.webviewClick(".only input");
    await until("those with problems", async () => (await screen.webviewTexts(".card")).length < 5);
    await screen.webviewClick(".problem .link");
    const editor = await until("the cell", () => vscode.window.activeTextEditor);
    assert.ok(editor.document.uri.path.includes(folder));
    assert.ok(!editor.selection.isEmpty);
  });

  it("are saved as a page to print", async () => {
    const target = uriOf("people.html");
    assert.equal(await call("savePeople", { uri: uriOf("user.csv"), text: "fox", target }), String(target));
    const page = fs.readFileSync(target.fsPath, "utf8");
    assert.match(page, /<h2>Cy Fox/);
    assert.doesNotMatch(page, /Ann Lee|<script/);
  });
});
