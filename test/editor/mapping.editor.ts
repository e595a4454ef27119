// From any CSV and anonymized copies in the real editor, on the page that people use and without any dialog.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { goodSet } from "../sets.ts";
import { closeAll, diagnosticsOf, open, refusalOf, screen, until, workspace, write } from "./drive.ts";
import { tidyWindow } from "./stage.ts";

const folder = "mapping";
const german = [
  "Personalnr.;Vorname;Nachname;E-Mail (geschäftlich);Position;Status;Kennwort",
  "417;Jürgen;Müller;j.mueller@acme.example;Fahrer;aktiv;Geheim-1a",
].join("\r\n");

const hr = [
  "Employee ID,Full Name,E-mail,Role,TZ",
  '10023,"Okafor, Ngozi",ngozi@acme.example,Dispatcher,EST',
  "10024,Marta Lindqvist,marta@acme.example,Admin,Asia/Seoul",
  "",
].join("\n");

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), folder, name);
}

function read(name: string): string {
  return fs.readFileSync(uriOf(name).fsPath, "utf8");
}

/** Waits until the page says something. */
async function seen(text: RegExp): Promise<void> {
  let last = "";
  try {
    await until(
      `${text}`,
      async () => {
        last = await screen.webviewText("header.top ~ main");
        last = `${await screen.webviewText("header.top")} ${last}`;
        return text.test(last);
      },
      40_000,
    );
  } catch (error) {
    throw new Error(`${error}; the page says: ${last.slice(0, 2000)}`);
  }
}

describe("an import from any CSV", () => {
  beforeEach(() => write(`${folder}/hr.csv`, german));
  afterEach(async () => {
    await closeAll();
    fs.rmSync(path.join(workspace().fsPath, folder), { recursive: true, force: true });
  });

  it("is made without a dialog when the arguments say all", async () => {
    const mapping = {
      to: "turvo.user",
      key: ["Personalnr."],
      rows: [{ file: "turvo.user", columns: { id: { id: "U-" }, name: { join: ["Vorname", "Nachname"] } } }],
    };
    write(`${folder}/hr.csv-mapping.json`, JSON.stringify(mapping));
    const given = { uri: uriOf("hr.csv"), mapping: uriOf("hr.csv-mapping.json"), target: uriOf("out") };
    const made = await vscode.commands.executeCommand<string[]>("csvPreflight.mapCsv", given);
    assert.deepEqual(
      made.map((each) => path.basename(each)),
      ["user.csv"],
    );
    assert.match(read("out/user.csv"), /\nU-417,Jürgen Müller,/);
    assert.match(refusalOf(await vscode.commands.executeCommand("csvPreflight.mapCsv", given)), /already exist/);
  });

  it("goes from an HR file to a checked import on one page, by keyboard alone, and again next month by its kept mapping", async function () {
    if (!screen.exists) this.skip();
    this.timeout(180_000);
    await tidyWindow();
    write(`${folder}/user.csv`, hr);
    await open(`${folder}/user.csv`);
    // The palette takes the active file.
    await vscode.commands.executeCommand("workbench.action.showCommands");
    await screen.wait(".quick-input-widget input");
    await screen.type("Create Import from Any CSV");
    await screen.wait(".quick-input-widget .monaco-list-row");
    await screen.press("Enter");
    await seen(/3 questions left/);
    await seen(/Result: 2 people, 1 file/);
    await screen.shot("mapping");
    await screen.webviewClick("h1");
    await screen.press("F8");
    await screen.press("Enter");
    await seen(/2 questions left/);
    await screen.press("F8");
    await screen.press("ArrowDown");
    await screen.type("Editor");
    await screen.press("Enter");
    await seen(/1 question left/);
    await screen.press("F8");
    await screen.press("Tab");
    await screen.press("Enter");
    await seen(/No questions left/);
    await seen(/Result: 2 people, 1 file, 0 errors/);
    assert.equal(fs.existsSync(uriOf("import").fsPath), false, "nothing is written before");
    await screen.press("Control+Enter");
    await seen(
      /Created import\/user\.csv with 2 people\. No errors\. The mapping is kept in user\.csv-mapping\.json\./,
    );
    await screen.shot("mapping-created");
    assert.equal(
      read("import/user.csv"),
      "id,name,permission,timezone,userEmail\nU-10023,Ngozi Okafor,Editor,America/New_York,ngozi@acme.example\nU-10024,Marta Lindqvist,Admin,Asia/Seoul,marta@acme.example\n",
    );
    await screen.press("Enter");
    await until("the file", () => vscode.window.activeTextEditor?.document.uri.path.endsWith("/import/user.csv"));
    const left = vscode.languages.getDiagnostics(uriOf("import/user.csv"));
    assert.deepEqual(
      left.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
      [],
    );
    const exported = await vscode.commands.executeCommand<string>("csvPreflight.export", uriOf("import/user.csv"), {
      format: "csv",
      target: uriOf("upload.csv"),
    });
    assert.match(exported, /upload\.csv$/);
    await closeAll();

    // Next month: another name, the same columns. One click on the title's button, one on Create.
    write(`${folder}/december.csv`, hr.replace("10024,Marta", "10031,Marta"));
    await open(`${folder}/december.csv`);
    await screen.click('.editor-actions a[aria-label^="Create Import from Any CSV"]');
    await seen(/Uses the kept mapping user\.csv-mapping\.json: all 5 columns found\. Nothing is left to decide\./);
    await seen(/Result: 2 people, 1 file, 0 errors/);
    await screen.shot("mapping-kept");
    fs.rmSync(uriOf("import").fsPath, { recursive: true });
    // A busy browser may not find the button within one attempt although the page shows it.
    await until(
      "a click on Create",
      () =>
        screen.webviewClick('[data-key="create"]').then(
          () => true,
          () => false,
        ),
      60_000,
    );
    await seen(/Created import\/user\.csv with 2 people/);
    assert.match(read("import/user.csv"), /\nU-10031,Marta Lindqvist,Admin/);
  });

  it("loses no answer when the page is closed, and none when the file is changed, emptied or deleted meanwhile", async function () {
    if (!screen.exists) this.skip();
    this.timeout(180_000);
    write(`${folder}/user.csv`, hr);
    const page = () => vscode.commands.executeCommand("csvPreflight.mapCsv", uriOf("user.csv"));
    await page();
    await seen(/3 questions left/);
    await screen.webviewClick('[data-question][data-key^="order"]');
    await seen(/2 questions left/);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await page();
    await seen(/Your answers from before are here again/);
    await seen(/2 questions left/);
    write(`${folder}/user.csv`, `${hr}10031,Ian Ho,ian@acme.example,Admin,CST\n`);
    await seen(/3 questions left/);
    await seen(/The file has changed and was read again\. Your answers are kept\./);
    write(`${folder}/user.csv`, "");
    await seen(/The file is empty\. Your answers are kept\./);
    fs.rmSync(uriOf("user.csv").fsPath);
    await seen(/The file was moved or deleted\. Your answers are kept\./);
    await screen.shot("mapping-gone");
    write(`${folder}/user.csv`, hr);
    await seen(/2 questions left/);
  });

  it("is reached by a quick fix on any header cell and by the picker behind the status bar, and fixes headers in place", async function () {
    if (!screen.exists) this.skip();
    this.timeout(180_000);
    const text = "User ID,Full name,Permission,Time zone,Email\nU-1,Ann Lee,Admin,Asia/Seoul,ann@acme.example\n";
    write(`${folder}/people.csv`, text);
    const editor = await open(`${folder}/people.csv`);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uriOf("people.csv"),
      new vscode.Range(0, 12, 0, 12),
    );
    assert.ok(actions.some(({ title }) => title.startsWith("Map these columns")));
    void vscode.commands.executeCommand("csvPreflight.chooseFileType", uriOf("people.csv"));
    await screen.wait(".quick-input-widget .monaco-list-row");
    await screen.press("Enter");
    await seen(/Fix Headers in Place/);
    await screen.shot("mapping-rename");
    await screen.webviewClick('[data-key="fix bar"]');
    await until("the header", () => editor.document.lineAt(0).text === "id,name,permission,timezone,userEmail");
    assert.equal(editor.document.getText().split("\n").slice(1).join("\n"), text.split("\n").slice(1).join("\n"));
    await vscode.commands.executeCommand("undo");
  });

  it("faults of a mapping are told in its place", async () => {
    write(
      `${folder}/x.csv-mapping.json`,
      '{ "to": "turvo.user", "rows": [{ "file": "turvo.user", "columns": { "nmae": "A" } }] }',
    );
    await open(`${folder}/x.csv-mapping.json`);
    const found = await diagnosticsOf(uriOf("x.csv-mapping.json"), (all) =>
      all.some(({ source }) => source === "csv-preflight"),
    );
    assert.match(found.map(({ message }) => message).join(), /"nmae" isn't a column/);
  });
});

describe("an anonymized copy in the editor", () => {
  // VS Code may hold a closed document for a while: what the pages above made is no part of this import.
  const folder = "anonymized";
  const uriOf = (name: string): vscode.Uri => vscode.Uri.joinPath(workspace(), folder, name);
  const read = (name: string): string => fs.readFileSync(uriOf(name).fsPath, "utf8");

  afterEach(async () => {
    await closeAll();
    fs.rmSync(path.join(workspace().fsPath, folder), { recursive: true, force: true });
  });

  it("is written beside, for a folder or a file, and never over another without a yes", async () => {
    for (const [name, text] of Object.entries(goodSet)) write(`${folder}/in/${name}`, text);
    await vscode.commands.executeCommand("csvPreflight.validateWorkspace");
    const given = { folder: uriOf("in"), target: uriOf("copy"), seed: "s" };
    const made = await vscode.commands.executeCommand<string[]>("csvPreflight.anonymize", given);
    assert.equal(made.length, 4, JSON.stringify(made));
    assert.doesNotMatch(read("copy/user.csv"), /Ann|Lee|Bob/);
    assert.match(refusalOf(await vscode.commands.executeCommand("csvPreflight.anonymize", given)), /already exist/);
    const one = await vscode.commands.executeCommand<string[]>("csvPreflight.anonymize", uriOf("in/user.csv"), {
      target: uriOf("copy2"),
      seed: "s",
    });
    assert.equal(one.length, 4, "a file brings along those it belongs to");
    assert.equal(read("copy2/user.csv"), read("copy/user.csv"));
  });
});
