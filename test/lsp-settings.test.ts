/** The editor's settings: those of a folder count in that folder only, and without trust nothing outside of the workspace is read. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type CheckAnswer, checkRequest } from "../server/protocol/files.ts";
import { Client, type Message } from "./client.ts";

const header = "id,name,permission,status.code,timezone,userEmail";
const row = (id: string, role: string): string => `${id},Ann Lee,${role},2450,America/Chicago,${id}@example.com`;

describe("the editor's settings", () => {
  let folder: string;
  let client: Client;
  const at = (...names: string[]): string => path.join(folder, ...names);
  const uriOf = (name: string): string => pathToFileURL(at(name)).href;
  const write = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), text);
  };
  const open = (name: string): void =>
    client.notify("textDocument/didOpen", {
      textDocument: { uri: uriOf(name), languageId: "csv", version: 1, text: fs.readFileSync(at(name), "utf8") },
    });
  const rulesIn = async (name: string): Promise<string[]> =>
    (await client.pull(uriOf(name))).items.map(({ code }) => String(code));
  const start = (roots: readonly string[], initializationOptions: object): Promise<unknown> => {
    const workspaceFolders = roots.map((name) => ({ uri: uriOf(name), name }));
    return client.start(at(roots[0]!), undefined, { workspaceFolders, initializationOptions });
  };

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-settings-")));
    client = new Client(folder);
  });
  afterEach(async () => {
    await client.stop();
    fs.rmSync(folder, { recursive: true });
  });

  it("of a folder count in that folder, and the others' stay as they are", async () => {
    for (const name of ["a", "b"]) write(`${name}/user.csv`, `${header}\n${row("u1", "Dispatcher")}\n`);
    write("b/other.csv", `${header}\n${row("u2", "Dispatcher")}\n`);
    write("a/other.csv", `${header}\n${row("u2", "Dispatcher")}\n`);
    const settings = {
      rules: { "user-without-group": "off" },
      folders: { [uriOf("a")]: { turvo: { customRoles: ["Dispatcher"] }, files: { "/other.csv": false } } },
    };
    await start(["a", "b"], settings);
    for (const name of ["a/user.csv", "b/user.csv", "a/other.csv", "b/other.csv"]) open(name);
    assert.deepEqual(await rulesIn("a/user.csv"), []);
    assert.deepEqual(await rulesIn("b/user.csv"), ["unknown-role"]);
    assert.deepEqual(await rulesIn("a/other.csv"), []);
    assert.deepEqual(await rulesIn("b/other.csv"), ["unknown-role"]);
    client.notify("workspace/didChangeConfiguration", {
      settings: { csvPreflight: { ...settings, folders: { [uriOf("b")]: { rules: { "unknown-role": "off" } } } } },
    });
    assert.deepEqual(await rulesIn("a/user.csv"), ["unknown-role"]);
    assert.deepEqual(await rulesIn("b/user.csv"), []);
  });

  it("without trust read nothing outside, and with it what is there", async function () {
    if (process.platform === "win32") this.skip();
    write("csv-preflight.json", '{"rules": {"unknown-role": "off"}}');
    write(".git/HEAD", "");
    write(".gitignore", "deep/\n");
    write("outside.csv", `${header}\n${row("u9", "Wrong")}\n`);
    write("in/user.csv", `${header}\n${row("u1", "Dispatcher")}\n`);
    write("in/deep/user.csv", `${header}\n${row("u2", "Dispatcher")}\n`);
    fs.mkdirSync(at("in/link"));
    fs.symlinkSync(at("outside.csv"), at("in/link/user.csv"));
    const checked = async (): Promise<string[]> => {
      const { files } = (await client.request(checkRequest, {})) as CheckAnswer;
      return files.map(({ uri, warnings }) => `${uri.slice(uriOf("in/").length)} ${warnings}`);
    };
    await start(["in"], { trusted: false, rules: { "user-without-group": "off" } });
    assert.deepEqual(await checked(), ["deep/user.csv 1", "user.csv 1"]);
    client.notify("workspace/didChangeConfiguration", {
      settings: { csvPreflight: { trusted: true, rules: { "user-without-group": "off" } } },
    });
    // The profile above counts, what .gitignore above names does not, and the link is followed.
    assert.deepEqual(await checked(), ["link/user.csv 0", "user.csv 0"]);
  });

  it("tell a profile that is a pipe, and wait for nobody", async function () {
    if (process.platform === "win32") this.skip();
    write("a/user.csv", `${header}\n${row("u1", "Admin")}\n`);
    execFileSync("mkfifo", [at("a/csv-preflight.json")]);
    await start(["a"], {});
    const isReported = ({ method, params }: Message): boolean => {
      const { uri, diagnostics } = (params ?? {}) as {
        uri?: string;
        diagnostics?: { severity: number; message: string }[];
      };
      const [first] = diagnostics ?? [];
      return (
        method === "textDocument/publishDiagnostics" &&
        uri === uriOf("a/csv-preflight.json") &&
        first?.severity === 1 &&
        /device or a pipe/.test(first.message)
      );
    };
    await client.hear("the pipe's problem", isReported);
    open("a/user.csv");
    assert.deepEqual(await rulesIn("a/user.csv"), []);
  });
});
