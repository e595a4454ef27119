/** Rules that somebody turns off by a quick fix: for a file or a folder, in the profile, for the editor and the command line alike. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CodeAction, Range } from "vscode-languageserver-types";
import { Client, capable, type Message } from "./client.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const header = "id,name,permission,status.code,timezone,userEmail";
const text = `${header}\nu1,Ann Lee,Admin,Active,America/Chicago,a@example.com\nu2,Bob Ray,Admin,Active,America/Chicago,b@example.com\n`;

describe("a rule that is turned off", () => {
  let folder: string;
  let client: Client;
  const at = (...names: string[]): string => path.join(folder, ...names);
  const uriOf = (name: string): string => pathToFileURL(at(name)).href;
  const write = (name: string, content: string): void => {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), content);
  };
  const open = (name: string, languageId = "csv"): void =>
    client.notify("textDocument/didOpen", {
      textDocument: { uri: uriOf(name), languageId, version: 1, text: fs.readFileSync(at(name), "utf8") },
    });
  const rulesIn = async (name: string): Promise<string[]> =>
    (await client.pull(uriOf(name))).items.map(({ code }) => String(code));
  const actionsIn = async (name: string, last: number): Promise<CodeAction[]> =>
    (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf(name) },
      range: { start: { line: 1, character: 0 }, end: { line: last, character: header.length } },
      context: { diagnostics: [] },
    })) as CodeAction[];
  const pick = async (name: string, title: string): Promise<void> => {
    const command = (await actionsIn(name, 2)).find((action) => action.title === title)?.command;
    assert.ok(command, title);
    await client.request("workspace/executeCommand", { command: command.command, arguments: command.arguments });
  };
  const text0 = (): string => fs.readFileSync(at("csv-preflight.json"), "utf8").replace("// ours", "");
  const profile = (): unknown => JSON.parse(fs.readFileSync(at("csv-preflight.json"), "utf8"));
  const check = (): string[] => {
    const words = ["check", ".", "--format", "json"];
    const program = path.join(repository, "out/cli/main.js");
    const { stdout } = spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: "utf8" });
    const report = JSON.parse(stdout) as { files: { path: string; problems: { rule: string }[] }[] };
    return report.files.flatMap((file) => file.problems.map(({ rule }) => `${file.path} ${rule}`));
  };

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-off-")));
    client = new Client(folder);
  });
  afterEach(async () => {
    await client.stop();
    fs.rmSync(folder, { recursive: true });
  });

  it("for a file says nothing there and stays on elsewhere", async () => {
    write("a [1]/user.csv", text);
    write("b/user.csv", text);
    await client.start(folder, undefined, { initializationOptions: { explainRule: true } });
    open("a [1]/user.csv");
    const titles = (await actionsIn("a [1]/user.csv", 2)).map(({ title }) => title);
    assert.deepEqual(titles, [
      "Replace with 2450 (Active) (2 problems)",
      'Fix all 2 "invalid-code" problems in "status.code"',
      'Explain "invalid-code"',
      'Turn off "invalid-code" for this file',
      'Turn off "invalid-code" for this folder',
    ]);
    await pick("a [1]/user.csv", 'Turn off "invalid-code" for this file');
    const suppression = { rule: "invalid-code", files: "a ?1?/user.csv", reason: "Turned off in the editor." };
    assert.deepEqual(profile(), { suppressions: [suppression] });
    assert.deepEqual(await rulesIn("a [1]/user.csv"), []);
    assert.deepEqual(check(), ["b/user.csv invalid-code", "b/user.csv invalid-code"]);
  });

  it("for a folder says nothing in it, next to what was turned off before", async () => {
    const before = { rule: "not-active", files: "**", reason: "We upload leavers, too." };
    write("csv-preflight.json", `// ours\n${JSON.stringify({ suppressions: [before] })}\n`);
    write("user.csv", text);
    write("deep/er/user.csv", text);
    await client.start(folder);
    open("deep/er/user.csv");
    open("user.csv");
    await pick("deep/er/user.csv", 'Turn off "invalid-code" for this folder');
    const written = fs.readFileSync(at("csv-preflight.json"), "utf8");
    assert.match(written, /^\/\/ ours\n/);
    assert.match(written, /We upload leavers/);
    assert.match(written, /"files": "deep\/er\/\*\*"/);
    assert.deepEqual(await rulesIn("deep/er/user.csv"), []);
    assert.deepEqual(await rulesIn("user.csv"), ["invalid-code", "invalid-code"]);
    await pick("user.csv", 'Turn off "invalid-code" for this folder');
    assert.deepEqual(await rulesIn("user.csv"), []);
    const item = { rule: "invalid-code", reason: "Turned off in the editor." };
    assert.deepEqual((JSON.parse(text0()) as { suppressions: unknown[] }).suppressions.at(-1), item);
  });

  it("for a value, a column, or a row says nothing there and on, with a reason that is asked for", async () => {
    const people = `${header}\nu1,,Admin,Active,America/Chicago,a@example.com\nu2,,Boss,Active,America/Chicago,b@example\n`;
    write("user.csv", people);
    await client.start(folder, undefined, { initializationOptions: { explainRule: true } });
    open("user.csv");
    const turn = async (title: string, line: number, character: number, reason: string): Promise<void> => {
      const range = { start: { line, character }, end: { line, character } };
      const where = { textDocument: { uri: uriOf("user.csv") }, range, context: { diagnostics: [] } };
      const offered = (await client.request("textDocument/codeAction", where)) as CodeAction[];
      const command = offered.find((action) => action.title === title)?.command;
      assert.ok(command, `${title} among ${offered.map((each) => each.title).join(", ")}`);
      const [argument] = command.arguments as [object];
      const given = { command: command.command, arguments: [{ ...argument, reason }] };
      await client.request("workspace/executeCommand", given);
    };
    assert.equal((await rulesIn("user.csv")).length, 6);
    await turn('Turn off "unknown-role" for this value', 2, 4, "Made tomorrow.");
    await turn('Turn off "invalid-code" for this column', 1, 12, "They convert it.");
    await turn('Turn off "required-value" for this row', 1, 3, "Nobody knows the name.");
    assert.deepEqual(profile(), {
      suppressions: [
        { rule: "unknown-role", files: "./user.csv", column: "permission", value: "Boss", reason: "Made tomorrow." },
        { rule: "invalid-code", files: "./user.csv", column: "status.code", reason: "They convert it." },
        { rule: "required-value", files: "./user.csv", column: "name", id: "u1", reason: "Nobody knows the name." },
      ],
    });
    assert.deepEqual(await rulesIn("user.csv"), ["required-value", "invalid-email"]);
    assert.deepEqual(check(), ["user.csv required-value", "user.csv invalid-email"]);
  });

  it("never offers a password, and its reason is shown to be written over", async () => {
    const secret = "hunter2";
    write("users.csv", `userName,firstName,lastName,password,email,groups\nann.lee,Ann,Lee,${secret},a@example.com,\n`);
    await client.start(folder, { ...capable, window: { showDocument: { support: true } } });
    open("users.csv");
    const range = { start: { line: 1, character: 18 }, end: { line: 1, character: 18 } };
    const where = { textDocument: { uri: uriOf("users.csv") }, range, context: { diagnostics: [] } };
    const offered = (await client.request("textDocument/codeAction", where)) as CodeAction[];
    const titles = offered.map(({ title }) => title).filter((title) => /^Turn off "weak/.test(title));
    assert.ok(titles.includes('Turn off "weak-password" for this column'));
    assert.ok(!titles.includes('Turn off "weak-password" for this value'));
    assert.ok(!JSON.stringify(offered).includes(secret));
    const { command } = offered.find(({ title }) => title === 'Turn off "weak-password" for this row')!;
    await client.request("workspace/executeCommand", { command: command!.command, arguments: command!.arguments });
    const shown = await client.hear("the reason", ({ method }) => method === "window/showDocument");
    const { uri, selection } = shown.params as { uri: string; selection: Range };
    assert.equal(uri, uriOf("csv-preflight.json"));
    const line = fs.readFileSync(at("csv-preflight.json"), "utf8").split("\n")[selection.start.line]!;
    assert.equal(line.slice(selection.start.character, selection.end.character), "Turned off in the editor.");
  });

  it("is not written past a profile that is open and not saved", async () => {
    write("csv-preflight.json", "{}\n");
    write("user.csv", text);
    await client.start(folder);
    open("csv-preflight.json", "json");
    open("user.csv");
    client.notify("textDocument/didChange", {
      textDocument: { uri: uriOf("csv-preflight.json"), version: 2 },
      contentChanges: [{ text: '{"rules": {"not-active": "off"}}\n' }],
    });
    await pick("user.csv", 'Turn off "invalid-code" for this file');
    const isReported = ({ method, params }: Message): boolean =>
      method === "window/showMessage" && /unsaved changes/.test(JSON.stringify(params));
    await client.hear("why not", isReported);
    assert.deepEqual(profile(), {});
  });

  it("one action stands for all problems of a selection, and its edit repairs each", async () => {
    write("user.csv", text);
    await client.start(folder);
    open("user.csv");
    const [first] = await actionsIn("user.csv", 2);
    const { edit } = first?.edit ? first : ((await client.request("codeAction/resolve", first)) as CodeAction);
    assert.equal(first?.diagnostics?.length, 2);
    assert.equal(JSON.stringify(edit).match(/"newText":"2450"/g)?.length, 2);
  });
});
