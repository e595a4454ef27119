// From any CSV and anonymised copies in the real editor, with the pickers and without them.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { goodSet } from "../sets.ts";
import { closeAll, diagnosticsOf, open, pause, screen, workspace, write } from "./drive.ts";

const folder = "mapping";
const german = [
  "Personalnr.;Vorname;Nachname;E-Mail (geschäftlich);Position;Status;Kennwort",
  "417;Jürgen;Müller;j.mueller@acme.example;Fahrer;aktiv;Geheim-1a",
].join("\r\n");

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), folder, name);
}

function read(name: string): string {
  return fs.readFileSync(uriOf(name).fsPath, "utf8");
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
    await assert.rejects(
      Promise.resolve(vscode.commands.executeCommand("csvPreflight.mapCsv", given)),
      /already exist/,
    );
  });

  it("is confirmed column by column, and the mapping is kept", async function () {
    if (!screen.exists) this.skip();
    const running = vscode.commands.executeCommand<string[]>("csvPreflight.mapCsv", {
      uri: uriOf("hr.csv"),
      type: "turvo.user",
      target: uriOf("out"),
    });
    await screen.wait(".quick-input-widget .monaco-list-row");
    const shown = (await screen.texts(".quick-input-widget .monaco-list-row")).join("\n");
    assert.match(shown, /Full name\s*Vorname \+ Nachname/);
    assert.doesNotMatch(shown, /Geheim/);
    await screen.shot("mapping");
    // The role is required and nothing fits: the same for everybody.
    await screen.type("Permission level");
    await pause(300);
    await screen.press("Enter");
    await pause(500);
    await screen.type("The same in every row");
    await pause(300);
    await screen.press("Enter");
    await pause(500);
    await screen.type("Admin");
    await screen.press("Enter");
    await pause(700);
    await screen.press("Enter");
    // The dialog for the mapping proposes a name beside the export.
    await pause(1000);
    await screen.shot("mapping-kept");
    await screen.press("Enter");
    const made = await running;
    assert.deepEqual(
      made.map((each) => path.basename(each)),
      ["user.csv"],
    );
    assert.match(read("out/user.csv"), /\nU-417,Jürgen Müller,Fahrer,Admin,2450,/);
    assert.match(read("hr.csv-mapping.json"), /"constant": "Admin"/);
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
    assert.match(found.map(({ message }) => message).join(), /no column "nmae"/);
  });
});

describe("an anonymised copy in the editor", () => {
  afterEach(async () => {
    await closeAll();
    fs.rmSync(path.join(workspace().fsPath, folder), { recursive: true, force: true });
  });

  it("is written beside, for a folder or a file, and never over another without a yes", async () => {
    for (const [name, text] of Object.entries(goodSet)) write(`${folder}/in/${name}`, text);
    await vscode.commands.executeCommand("csvPreflight.validateWorkspace");
    const given = { folder: uriOf("in"), target: uriOf("copy"), seed: "s" };
    const made = await vscode.commands.executeCommand<string[]>("csvPreflight.anonymise", given);
    assert.equal(made.length, 4);
    assert.doesNotMatch(read("copy/user.csv"), /Ann|Lee|Bob/);
    await assert.rejects(
      Promise.resolve(vscode.commands.executeCommand("csvPreflight.anonymise", given)),
      /already exist/,
    );
    const one = await vscode.commands.executeCommand<string[]>("csvPreflight.anonymise", uriOf("in/user.csv"), {
      target: uriOf("copy2"),
      seed: "s",
    });
    assert.equal(one.length, 4, "a file brings along those it belongs to");
    assert.equal(read("copy2/user.csv"), read("copy/user.csv"));
  });
});
