// Converting people in the real editor: with arguments that say all, and by hand, one pick a role.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { memberships, users } from "../sets.ts";
import { closeAll, open, refusalOf, screen, until, workspace, write } from "./drive.ts";

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
    if (!screen.exists) this.skip();
    await open(`${folder}/user.csv`);
    const profile = path.join(workspace().fsPath, "csv-preflight.json");
    assert.ok(!fs.existsSync(profile), "the workspace has no profile");
    const running = convert(uriOf("user.csv"), { target: uriOf("out") });
    const title = ".quick-input-widget .quick-input-title";
    const asked = (text: string) =>
      until(text, async () => (await screen.texts(title)).some((each) => each.includes(text)));
    try {
      await asked("Convert 3 users from Turvo");
      await screen.press("ArrowDown");
      await screen.press("Enter");
      await asked('1/3 Role in Meeds for the Turvo role "Admin" (1 person)');
      await screen.shot("convert-role");
      await screen.press("ArrowDown");
      await screen.press("Enter");
      for (const role of ["Viewer", "Editor"]) {
        await asked(`the Turvo role "${role}"`);
        await screen.press("Enter");
      }
      await asked("Remember These Roles?");
      await screen.shot("convert-keep");
      await screen.press("Enter");
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
});
