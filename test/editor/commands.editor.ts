// The commands, called as other extensions call them: with arguments, without a dialog, for what they return.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { CheckAnswer, FileReport, FileStatus } from "../../server/protocol/files.ts";
import { closeAll, diagnosticsOf, open, pause, refusalOf, screen, until, workspace, write } from "./drive.ts";

const header = "id,name,title,permission,status.code,timezone,userEmail\n";
const faulty = `${header}U-1,Ann,,Admin,Active,America/New_York,ann@example.com\nU-2,Bob,,Admin,suspended, UTC,bob(at)example.com\n`;

function call<T>(name: string, ...given: readonly unknown[]): Thenable<T> {
  return vscode.commands.executeCommand<T>(`csvPreflight.${name}`, ...given);
}

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), name);
}

/** What the item in the status bar says, without its icon. */
async function statusText(): Promise<string> {
  const [text = ""] = await screen.texts('.statusbar-item[id$="csvPreflight.fileType"]');
  return text.replaceAll("\u00a0", " ").trim();
}

/** The process that the extension host started for our server. */
function serverProcess(): number | undefined {
  const all = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  for (const line of all.split("\n")) {
    const [, pid, parent, words] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === process.pid && words?.includes("out/server/main.js")) return Number(pid);
  }
  return undefined;
}

describe("the commands", () => {
  afterEach(closeAll);

  it("every one is registered and none is without a title", async () => {
    const manifest = vscode.extensions.getExtension("csv-preflight.csv-preflight")?.packageJSON as {
      readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string }[] };
    };
    await open("turvo/user.csv");
    await until("activation", () => vscode.extensions.getExtension("csv-preflight.csv-preflight")?.isActive);
    const registered = new Set(await vscode.commands.getCommands(true));
    const { commands } = manifest.contributes;
    assert.ok(commands.length >= 11);
    assert.deepEqual(
      commands.filter(({ command, title }) => !registered.has(command) || title === ""),
      [],
    );
  });

  it("validateFile reads what the editor cannot hold from disk, and its report leads to each place", async function () {
    this.timeout(180_000);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-report-"));
    const file = vscode.Uri.file(path.join(folder, "user.csv"));
    const row = "Ann Lee,,Super Admin,2450,America/New_York";
    const rows = Array.from({ length: 800_000 }, (_, i) => `U-${i},${row},ann${i}@example.com\n`).join("");
    fs.writeFileSync(file.fsPath, header + rows + faulty.slice(header.length));
    assert.ok(fs.statSync(file.fsPath).size > 50 * 1024 * 1024);
    const activated = performance.now();
    const report = await call<FileReport>("validateFile", file);
    console.log(`validateFile: ${Math.round(performance.now() - activated)} ms for ${report.bytes} bytes`);
    assert.deepEqual([report.fileType, report.rows], ["turvo.user", 800_002]);
    const page = vscode.window.activeTextEditor!.document;
    assert.equal(page.uri.scheme, "csv-preflight-report");
    assert.match(
      page.getText(),
      /^csv-preflight-report-\w+\/user\.csv – .*\n5\d\.\d MB, 800,002 rows checked from disk: \d+ errors/,
    );
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>("vscode.executeLinkProvider", page.uri);
    assert.equal(links.length, report.problems.length);
    assert.match(page.getText(links[0]!.range), /^80000\d:\d+$/);
    await screen.shot("large-file-report");
    // VS Code shows the file at that place, though no extension sees its text.
    await vscode.commands.executeCommand("vscode.open", links[0]!.target);
    await until("a tab", () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === "user.csv");
    await until("what is said of it", async () =>
      (await screen.texts('.statusbar-item[id$="csvPreflight.large"]')).join().includes("Too large"),
    );
    await screen.shot("large-file");
    await closeAll();
    fs.rmSync(folder, { recursive: true });
  });

  it("validateFile counts, by Uri and by path", async () => {
    write("counts/user.csv", faulty);
    const byUri = await call<FileStatus>("validateFile", uriOf("counts/user.csv"));
    assert.equal(byUri.fileType, "turvo.user");
    assert.equal(byUri.rows, 2);
    assert.equal(byUri.errors, 3);
    const byPath = await call<FileStatus>("validateFile", uriOf("counts/user.csv").fsPath);
    assert.equal(byPath.errors, 3);
    const foreign = await call<FileStatus | undefined>("validateFile", uriOf("foreign/user.csv"));
    assert.equal(foreign?.fileType, undefined);
  });

  it("validateWorkspace lists import files and no others", async () => {
    const { files } = await call<CheckAnswer>("validateWorkspace");
    const types = new Map(files.map((file) => [vscode.workspace.asRelativePath(vscode.Uri.parse(file.uri)), file]));
    assert.equal(types.get("turvo/user.csv")?.errors, 2);
    assert.equal(types.get("turvo/group.csv")?.fileType, "turvo.user_group");
    assert.equal(types.get("turvo/Group/group.csv")?.fileType, "turvo.group");
    assert.equal(types.has("foreign/user.csv"), false);
    assert.equal(types.has("notes.csv"), false);
    if (screen.exists) await screen.wait(".notification-toast");
  });

  it("fixAll applies what is safe, as one step that can be undone", async () => {
    write("safe/user.csv", faulty);
    const editor = await open("safe/user.csv");
    const count = await call<number>("fixAll", editor.document.uri);
    assert.ok(count >= 2, String(count));
    const lines = editor.document.getText().split("\n");
    assert.equal(lines[1], "U-1,Ann,,Admin,2450,America/New_York,ann@example.com");
    assert.match(lines[2] ?? "", /^U-2,Bob,,Admin,2451,UTC,bob\(at\)example\.com$/);
    await vscode.commands.executeCommand("undo");
    assert.equal(editor.document.getText(), faulty);
  });

  it("chooseFileType is remembered in the folder's settings, and forgotten again", async () => {
    write("chosen/people.csv", "host,port\nalpha,80\n");
    const { uri } = (await open("chosen/people.csv")).document;
    assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
    const status = await call<FileStatus>("chooseFileType", uri, { type: "turvo.user" });
    assert.equal(status.fileType, "turvo.user");
    await diagnosticsOf(uri);
    const settings = () => vscode.workspace.getConfiguration("csvPreflight", uri).get<object>("files");
    assert.deepEqual(settings(), { "chosen/people.csv": "turvo.user" });
    await call("restartServer");
    const again = await until(
      "the type after a restart",
      async () => (await call<FileStatus>("validateFile", uri)).fileType,
    );
    assert.equal(again, "turvo.user");
    const none = await call<FileStatus>("chooseFileType", uri, { type: null });
    assert.equal(none.fileType, undefined);
    assert.deepEqual(settings(), {});
    await diagnosticsOf(uri, (all) => all.length === 0);
    assert.match(refusalOf(await call("chooseFileType", uri, { type: "no.such" })), /turvo\.user/);
  });

  it("a server that crashed is started again, and what was open is checked again", async function () {
    if (process.platform === "win32") this.skip();
    write("crash/user.csv", faulty);
    const editor = await open("crash/user.csv");
    await diagnosticsOf(editor.document.uri);
    const server = serverProcess();
    assert.ok(server, "the server runs as a process of its own");
    process.kill(server, "SIGKILL");
    // The host looks away until it is gone, and then writes to it before it hears so: as on a busy machine.
    execFileSync("sleep", ["0.3"]);
    const lost = Array.from({ length: 10 }, () => call("validateFile", editor.document.uri));
    await Promise.allSettled(lost);
    await until("another server", () => serverProcess() !== undefined && serverProcess() !== server);
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(3, 0), "U-3,Cy,,Admin,1,Europe/Paris,cy@example.com\n"),
    );
    await diagnosticsOf(editor.document.uri, (all) => all.some((each) => each.range.start.line === 3));
  });

  it("an import file can be declared none, and is silent then", async () => {
    write("silent/user.csv", faulty);
    const { uri } = (await open("silent/user.csv")).document;
    await diagnosticsOf(uri);
    const status = await call<FileStatus>("chooseFileType", uri, { type: false });
    assert.equal(status.fileType, undefined);
    assert.equal(status.off, true);
    await diagnosticsOf(uri, (all) => all.length === 0);
    await call("chooseFileType", uri, { type: null });
    await diagnosticsOf(uri);
  });

  it("newFromTemplate writes a set that has no errors, and overwrites nothing", async () => {
    const folder = uriOf("fresh");
    const made = await call<string[]>("newFromTemplate", { type: "turvo.user", folder });
    assert.ok(made.some((uri) => uri.endsWith("/fresh/user.csv")));
    for (const uri of made) assert.equal((await call<FileStatus>("validateFile", uri)).errors, 0, uri);
    fs.writeFileSync(path.join(folder.fsPath, "user.csv"), "mine\n");
    assert.match(refusalOf(await call("newFromTemplate", { type: "turvo.user", folder })), /Already exists/);
    assert.equal(fs.readFileSync(path.join(folder.fsPath, "user.csv"), "utf8"), "mine\n");
    const drafts = await call<string[]>("newFromTemplate", { type: "meeds.user", folder: "untitled" });
    assert.match(drafts[0] ?? "", /^untitled:.*import\.csv$/);
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? "", /^userName,/);
  });

  it("report saves a page about the import, without a dialog when the arguments say all", async () => {
    write("told/user.csv", faulty);
    const target = uriOf("told/report.html");
    const given = { uri: uriOf("told/user.csv"), format: "html", target };
    assert.equal(await call("report", given), String(target));
    const page = fs.readFileSync(target.fsPath, "utf8");
    assert.match(page, /^<!doctype html>\n<html lang="en">/);
    assert.match(page, /<h3>Ann<\/h3>[\s\S]*<h3>Bob<\/h3>/);
    const csv = uriOf("told/report.csv");
    await call("report", [uriOf("told/user.csv")], { format: "csv", target: csv });
    assert.match(fs.readFileSync(csv.fsPath, "utf8"), /^\ufeffkind,file,/);
    assert.match(refusalOf(await call("report", { ...given, format: "pdf" })), /Use one of: text, json/);
    assert.match(
      refusalOf(await call("report", [uriOf("foreign/user.csv")], { format: "csv", target: csv })),
      /no import file/,
    );
  });

  it("export makes a workbook and a table to read", async () => {
    write("sheets/user.csv", faulty);
    const book = uriOf("sheets/user.xlsx");
    assert.equal(await call("export", uriOf("sheets/user.csv"), { format: "xlsx", target: book }), String(book));
    assert.equal(fs.readFileSync(book.fsPath).subarray(0, 2).toString(), "PK");
    const table = uriOf("sheets/user.md");
    await call("export", uriOf("sheets/user.csv"), { format: "markdown", labels: true, target: table });
    assert.match(fs.readFileSync(table.fsPath, "utf8"), /\| 2450 \| Active \|/);
  });

  it("export writes what is in the file, also what is not saved, and never over the file itself", async () => {
    write("out/user.csv", faulty.replace("Ann", '"Ann"'));
    const editor = await open("out/user.csv");
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 4), "X"));
    const { uri } = editor.document;
    const target = uriOf("out/handed-over.csv");
    assert.equal(await call("export", uri, { format: "csv", target }), String(target));
    const lines = fs.readFileSync(target.fsPath, "utf8").trimEnd().split(/\r?\n/);
    assert.equal(lines.length, 3);
    assert.match(lines[1] ?? "", /^U-1,/);
    const json = uriOf("out/handed-over.json");
    await call("export", uri, { format: "json", target: json });
    const rows = JSON.parse(fs.readFileSync(json.fsPath, "utf8")) as readonly Readonly<Record<string, string>>[];
    assert.equal(rows.length, 2);
    assert.equal(rows[1]?.["userEmail"], "bob(at)example.com");
    assert.match(refusalOf(await call("export", uri, { format: "csv", target: uri })), /can.t replace/);
    assert.match(refusalOf(await call("export", uriOf("foreign/user.csv"), { format: "csv" })), /an import/);
  });

  it("explainRule shows the rule's page", async () => {
    const page = await call<string>("explainRule", "invalid-code");
    assert.match(page, /invalid-code/);
    await until("its preview", () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes("invalid-code"));
    assert.match(refusalOf(await call("explainRule", "no-such-rule")), /no-such-rule/);
  });
});

describe("the status bar", () => {
  afterEach(closeAll);

  it("says what the file was taken for and how many errors it has, and follows", async function () {
    if (!screen.exists) this.skip();
    const editor = await open("turvo/user.csv");
    await until("the item", async () => (await statusText()) === "Turvo users  2 errors").catch(async () =>
      assert.equal(await statusText(), "Turvo users  2 errors"),
    );
    await editor.edit((edit) => edit.replace(new vscode.Range(2, 26, 2, 32), "2450"));
    await until("one error less", async () => (await statusText()) === "Turvo users  1 error").catch(async () =>
      assert.equal(await statusText(), "Turvo users  1 error"),
    );
    await open("foreign/user.csv");
    await until("the foreign file", async () => (await statusText()) === "Not an import file");
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ content: "x", language: "markdown" }),
    );
    await until("nothing", async () => (await statusText()) === "");
  });

  it("import files, and no others, have a button for the preview", async function () {
    if (!screen.exists) this.skip();
    const button = '.editor-actions [aria-label*="Open Preview to the Side"]';
    await open("turvo/user.csv");
    await screen.wait(button);
    await open("foreign/user.csv");
    await screen.waitGone(button);
  });

  it("a click asks what the file is", async function () {
    if (!screen.exists) this.skip();
    await open("turvo/user.csv");
    await until("the item", async () => (await statusText()).startsWith("Turvo users"));
    await screen.click('.statusbar-item[id$="csvPreflight.fileType"] a');
    await screen.wait(".quick-input-widget .monaco-list-row");
    await pause(200);
    const rows = await screen.texts(".quick-input-widget .monaco-list-row");
    assert.ok(rows.some((row) => row.includes("Meeds users")));
    assert.ok(rows[0]?.includes("Turvo users"), rows[0]);
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
  });
});
