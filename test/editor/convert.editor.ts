// Converting people in the real editor: with arguments that say all, and by hand, one pick a role.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { memberships, users } from "../sets.ts";
import { closeAll, open, pick, refusalOf, screen, until, workspace, write } from "./drive.ts";

let folder = "";
let next = 1;

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), folder, name);
}

function textOf(name: string): string {
  return fs.readFileSync(uriOf(name).fsPath, "utf8");
}

function convert(...given: readonly unknown[]): Thenable<string[] | undefined> {
  return vscode.commands.executeCommand("csvPreflight.convert", ...given);
}

describe("converting people", () => {
  beforeEach(() => {
    folder = `0-convert-${99 - next++}`;
    write(`${folder}/user.csv`, users);
    write(`${folder}/group.csv`, memberships);
  });
  afterEach(async () => {
    await closeAll();
    fs.rmSync(path.join(workspace().fsPath, folder), { recursive: true, force: true });
  });

  it("asks nothing when the arguments say all, and opens the result with its report", async () => {
    const roles = { Admin: "/platform/administrators", Viewer: "/platform/users", Editor: false };
    const order = { to: "meeds.user", target: uriOf("out"), roles };
    const files = await convert({ uri: uriOf("user.csv"), ...order });
    assert.deepEqual(
      files,
      ["out/import.csv", "out/conversion.md", "out/conversion.json"].map((name) => String(uriOf(name))),
    );
    assert.match(textOf("out/import.csv"), /^bob\.ray,Bob,Ray,/m);
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
    await until("the result", () => tabs().some((label) => label === "import.csv"));
    await until("the report", () => tabs().some((label) => label.includes("conversion.md")));
    if (screen.exists) {
      await until("its text", async () => (await screen.webviewTexts("h1")).includes("Turvo users for Meeds"));
      await screen.shot("convert-report");
    }
    // What the target needs and the source lacks is an ordinary problem of the result.
    await until("the missing passwords", () =>
      vscode.languages.getDiagnostics(uriOf("out/import.csv")).some(({ message }) => message.includes("password")),
    );
    assert.match(refusalOf(await convert(uriOf("user.csv"), order)), /already exist/);
    assert.ok(await convert(uriOf("user.csv"), { ...order, overwrite: true }));
  });

  it("asks for the system and for each role, and keeps the answers", async function () {
    this.timeout(180_000);
    if (!screen.exists) this.skip();
    await open(`${folder}/user.csv`);
    const profile = path.join(workspace().fsPath, "csv-preflight.json");
    assert.ok(!fs.existsSync(profile), "the workspace has no profile");
    const running = convert(uriOf("user.csv"), { target: uriOf("out") });
    try {
      await pick("Convert 3 users from Turvo", "Meeds");
      await pick('1/3 Role in Meeds for the Turvo role "Admin" (1 person)', "/platform/users");
      // It was the wrong one: back, and another.
      await until("the next role", async () => (await screen.texts(".quick-input-title")).join().includes("2/3 Role"));
      await vscode.commands.executeCommand("workbench.action.quickInputBack");
      await pick('1/3 Role in Meeds for the Turvo role "Admin" (1 person)', "/platform/administrators");
      for (const role of ["Viewer", "Editor"]) await pick(`the Turvo role "${role}"`, "/platform/users");
      await pick("Remember These Roles?", "Remember");
      assert.ok(await running);
      const kept = JSON.parse(fs.readFileSync(profile, "utf8")) as object;
      assert.deepEqual(kept, {
        conversions: {
          "turvo.user→meeds.user": {
            roles: { Admin: "/platform/administrators", Viewer: "/platform/users", Editor: "/platform/users" },
          },
        },
      });
      // Nobody is asked again.
      await until("the profile", () => convert(uriOf("user.csv"), { to: "meeds", target: uriOf("again") }));
      assert.match(textOf("again/import.csv"), /\/platform\/administrators/);
    } finally {
      fs.rmSync(profile, { force: true });
    }
  });

  it("first says that errors are left, goes back to that, and shows them", async function () {
    this.timeout(180_000);
    if (!screen.exists) this.skip();
    write(`${folder}/user.csv`, users.replace("bob@example.com", "bob@"));
    await open(`${folder}/user.csv`);
    await until("the error", () => vscode.languages.getDiagnostics(uriOf("user.csv")).length > 0);
    const running = convert(uriOf("user.csv"));
    await pick("user.csv with 1 error?", "Convert Anyway");
    await until("the system", async () => (await screen.texts(".quick-input-title")).join().includes("Which System?"));
    await screen.shot("convert-target");
    await vscode.commands.executeCommand("workbench.action.quickInputBack");
    await until("the doubt", async () => (await screen.texts(".quick-input-title")).join().includes("with 1 error?"));
    await screen.shot("convert-errors");
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    assert.equal(await running, undefined);
    assert.ok(!fs.existsSync(uriOf("out").fsPath));
  });

  it("exports a copy with fixes or errors only after it said so", async function () {
    this.timeout(180_000);
    if (!screen.exists) this.skip();
    write(`${folder}/user.csv`, users.replace(/,Viewer,/, ",viewer ,"));
    await open(`${folder}/user.csv`);
    await until("the problem", () => vscode.languages.getDiagnostics(uriOf("user.csv")).length > 0);
    const running = vscode.commands.executeCommand("csvPreflight.export", uriOf("user.csv"));
    await pick("Export", "JSON");
    await until("what differs", async () => (await screen.texts(".quick-input-title")).join().includes("with fixes?"));
    await screen.shot("export-differs");
    const first = (await screen.texts(".quick-input-list .monaco-list-row.focused .label-name")).join();
    assert.match(first, /Show Problems/);
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    assert.equal(await running, undefined);
  });
});
