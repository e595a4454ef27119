/** What is on the screen is true: whichever way a file was opened, by whatever name, whoever changed what is around it. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "vscode-languageserver";
import { type FileStatus, statusRequest, tabsClosed } from "../server/protocol/files.ts";
import { Client, capable } from "./client.ts";
import { goodSet, groups, memberships, users } from "./sets.ts";

const limitMs = 60_000;
const { diagnostic: _, ...withoutPull } = capable.textDocument;
/** It is told of everything unasked. */
const reported = { ...capable, textDocument: withoutPull };

describe("the screen", () => {
  let folder: string;
  let client: Client;

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-screen-")));
    client = new Client(folder);
  });
  afterEach(() => {
    client.kill();
    fs.rmSync(folder, { recursive: true });
  });

  it("shows of a closed file what is so now, also when it was something else twice before", async () => {
    for (const [name, text] of Object.entries(goodSet)) write(name, text);
    await client.start(folder, reported);
    await shows("group.csv", []);
    open("other/Group/group.csv", "id,name\nX-1,North\n");
    fs.rmSync(path.join(folder, "Group/group.csv"));
    watched("Group/group.csv");
    await shows("group.csv", ["1 unknown-group", "2 unknown-group"]);
    write("Group/group.csv", "id,name\nG-1,North\n");
    watched("Group/group.csv");
    await shows("group.csv", ["2 unknown-group"]);
    write("Group/group.csv", "id,name\nG-2,North\n");
    watched("Group/group.csv");
    await shows("group.csv", ["1 unknown-group"]);
  });

  it("shows of a closed file what is also in another file of its type", async () => {
    write("user.csv", users);
    await client.start(folder, reported);
    await shows("user.csv", []);
    open("people.csv", users.replace("U-1", "U-9").replace("ann@", "amy@"));
    await shows("user.csv", ["2 duplicate-id", "2 duplicate-value", "3 duplicate-id", "3 duplicate-value"]);
  });

  it("knows nothing of other versions of a file: revisions, comparisons, cells of notebooks", async () => {
    await client.start(folder);
    open("user.csv", users);
    const schemes = ["git", "gitlens", "fugitive", "showModifications", "clipboardCompare", "vscode-notebook-cell"];
    for (const scheme of schemes) {
      const uri = uriOf("user.csv").replace("file", scheme);
      client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text: users } });
      assert.deepEqual((await client.pull(uri)).items, [], scheme);
      client.notify("textDocument/didChange", {
        textDocument: { uri, version: 2 },
        contentChanges: [{ text: "id\n" }],
      });
      const status = (await client.request(statusRequest, { uri })) as FileStatus;
      assert.equal(status.fileType, undefined, scheme);
    }
    assert.deepEqual(await pulled("user.csv"), []);
  });

  it("knows a file once that has two names, on disk and open", async function () {
    if (process.platform === "win32") this.skip();
    write("user.csv", users);
    fs.symlinkSync(path.join(folder, "user.csv"), path.join(folder, "users-link.csv"));
    fs.mkdirSync(path.join(folder, "real"));
    write("real/user.csv", users);
    fs.symlinkSync(path.join(folder, "real"), path.join(folder, "linked"));
    await client.start(folder);
    open("user.csv", users);
    assert.deepEqual(await pulled("user.csv"), []);
    // Its link is opened beside it, then the link alone.
    open("users-link.csv", users);
    assert.deepEqual(await pulled("users-link.csv"), []);
    assert.deepEqual(await pulled("user.csv"), []);
    close("user.csv");
    await pulls("users-link.csv", []);
    // A file in a linked folder is the one in the folder.
    open("linked/user.csv", users);
    assert.deepEqual(await pulled("linked/user.csv"), []);
    assert.equal(published("real/user.csv").length, 0);
  });

  it("follows folders that are deleted, renamed, and made, when only that is told", async () => {
    for (const [name, text] of Object.entries(goodSet)) write(name, text);
    await client.start(folder, reported);
    await shows("group.csv", []);
    write("bad/user.csv", users.replace("2450", "Active"));
    watched("bad");
    await shows("bad/user.csv", ["1 invalid-code"]);
    fs.renameSync(path.join(folder, "bad"), path.join(folder, "worse"));
    watched("bad");
    watched("worse");
    await shows("bad/user.csv", []);
    await shows("worse/user.csv", ["1 invalid-code"]);
    fs.rmSync(path.join(folder, "Group"), { recursive: true });
    watched("Group");
    await shows("group.csv", ["1 unknown-group", "2 unknown-group"]);
    // What is ignored stays so.
    write(".gitignore", "ignored/\n");
    write("ignored/user.csv", users.replace("2450", "Active"));
    write("last/user.csv", users.replace("2450", "Active"));
    watched("ignored");
    watched("last");
    await shows("last/user.csv", ["1 invalid-code"]);
    assert.deepEqual(published("ignored/user.csv"), []);
  });

  it("does not wait for the end of a stream of changes", async () => {
    write("user.csv", users);
    await client.start(folder, reported);
    await shows("user.csv", []);
    write("user.csv", users.replace("2450", "Active"));
    let isSeen = false;
    const seen = shows("user.csv", ["1 invalid-code"]).finally(() => {
      isSeen = true;
    });
    // Another program writes all the time, faster than anybody waits for.
    while (!isSeen) {
      watched("user.csv");
      watched("notes.csv");
      await pause(15);
    }
    await seen;
  });

  it("heeds a folder's settings in that folder only", async () => {
    const [one, two] = ["one", "two"].map((name) => {
      write(`${name}/staff.csv`, users.replace("2450", "Active"));
      return uriOf(name);
    });
    const files = { "staff.csv": "meeds.user" };
    await client.start(undefined, reported, {
      rootUri: null,
      workspaceFolders: [
        { uri: one, name: "one" },
        { uri: two, name: "two" },
      ],
      initializationOptions: { folders: { [one!]: { files } } },
    });
    await shows("two/staff.csv", ["1 invalid-code"]);
    const status = async (uri: string): Promise<string | undefined> =>
      ((await client.request(statusRequest, { uri })) as FileStatus).fileType;
    assert.equal(await status(`${two}/staff.csv`), "turvo.user");
    assert.equal(await status(`${one}/staff.csv`), "meeds.user");
  });

  it("follows a file type that the profile lists, on disk and while it is edited", async () => {
    const field = (name: string, type: string): object => ({
      ...{ name, title: name, description: `${name}.`, example: "1", type, weight: 3 },
    });
    const type = (door: string): string =>
      JSON.stringify({
        ...{ name: "acme.badge", title: "Badges", system: "Acme", description: "Badges.", url: "https://example.com" },
        ...{ files: ["badges.csv"], detect: { named: 1, alone: 2 }, dialect: { delimiter: ",", quoteChar: '"' } },
        ...{ fieldsMatch: "equal", fields: [field("id", "id"), field("door", door)] },
      });
    write("csv-preflight.json", '{"schemas":["types/badge.json"]}');
    write("types/badge.json", type("string"));
    write("badges.csv", "id,door\n1,x\n");
    const synchronization = { dynamicRegistration: true };
    await client.start(folder, { ...reported, textDocument: { ...withoutPull, synchronization } });
    await client.hear(
      "a request for the file type's text",
      ({ method, params }) => method === "client/registerCapability" && /badge\.json/.test(JSON.stringify(params)),
    );
    await shows("badges.csv", []);
    write("types/badge.json", type("email"));
    watched("types/badge.json");
    await shows("badges.csv", ["1 invalid-email"]);
    open("types/badge.json", type("email"));
    change("types/badge.json", 2, type("string"));
    await shows("badges.csv", []);
    close("types/badge.json");
    await shows("badges.csv", ["1 invalid-email"]);
    const globs = JSON.stringify(client.heard.filter(({ method }) => method === "client/registerCapability"));
    assert.match(globs, /"\*\*\/\*\.json"/);
  });

  it("asks a client once to ask again after a neighbor's edit, and only when something is different", async () => {
    await client.start(folder);
    open("user.csv", users);
    open("Group/group.csv", groups);
    open("group.csv", memberships);
    // Of a file that nobody has asked about it is not known whether it is on show.
    for (const name of ["user.csv", "Group/group.csv"]) assert.deepEqual(await pulled(name), []);
    assert.deepEqual(await pulled("group.csv"), []);
    await quiet();
    await quiet();
    assert.deepEqual(await pulled("group.csv"), []);
    const from = client.heard.length;
    change("user.csv", 2, users.replace("Ann Lee", "Ann Leeson"));
    await pulled("user.csv");
    await quiet();
    assert.equal(refreshes(from), 0, "a name changes nothing");
    change("user.csv", 3, users.replace("U-2", "V-2"));
    await pulled("user.csv");
    await client.hear("a request to ask again", ({ method }) => method === "workspace/diagnostic/refresh", from);
    assert.deepEqual(await pulled("group.csv"), ["1 unknown-user"]);
    await quiet();
    assert.equal(refreshes(from), 1);
  });

  it("keeps the problems of a file whose tab was closed while somebody else keeps it open", async () => {
    write("user.csv", users);
    await client.start(folder);
    open("user.csv", users.replace("2450", "Active"));
    assert.deepEqual(await pulled("user.csv"), ["1 invalid-code"]);
    client.notify(tabsClosed.method, { uris: [uriOf("user.csv")] });
    await shows("user.csv", ["1 invalid-code"]);
    // Its tab is opened again: it is told once, not twice.
    assert.deepEqual(await pulled("user.csv"), ["1 invalid-code"]);
    await shows("user.csv", []);
  });

  it("counts a file no more that was deleted and whose tab was closed, whoever keeps it open", async () => {
    write("Group/group.csv", groups);
    write("group.csv", memberships);
    await client.start(folder, reported);
    open("user.csv", users.replace("U-2", "X-2"));
    await shows("group.csv", ["1 unknown-user"]);
    client.notify(tabsClosed.method, { uris: [uriOf("user.csv")] });
    const gone = ["0 missing-file", "1 unknown-user", "2 unknown-user"];
    await shows("group.csv", gone);
    // Somebody works in it again.
    change("user.csv", 2, users);
    await shows("group.csv", []);
    client.notify(tabsClosed.method, { uris: [uriOf("user.csv")] });
    await shows("group.csv", gone);
    // It is back on disk.
    write("user.csv", users);
    watched("user.csv");
    await shows("group.csv", []);
  });

  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }

  function write(name: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }

  function watched(name: string): void {
    const type = fs.existsSync(path.join(folder, name)) ? 2 : 3;
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(name), type }] });
  }

  function open(name: string, text: string): void {
    const languageId = name.endsWith(".json") ? "json" : "csv";
    client.notify("textDocument/didOpen", { textDocument: { uri: uriOf(name), languageId, version: 1, text } });
  }

  function change(name: string, version: number, text: string): void {
    client.notify("textDocument/didChange", {
      textDocument: { uri: uriOf(name), version },
      contentChanges: [{ text }],
    });
  }

  function close(name: string): void {
    client.notify("textDocument/didClose", { textDocument: { uri: uriOf(name) } });
  }

  function lines(items: readonly Diagnostic[]): string[] {
    // That the good set's people are in no group where there is no file of groups is of no interest here.
    const others = items.filter(({ code }) => code !== "user-without-group");
    return others.map(({ range, code }) => `${range.start.line} ${code}`).sort();
  }

  async function pulled(name: string): Promise<string[]> {
    return lines((await client.pull(uriOf(name))).items);
  }

  /** What was last told of a file unasked. */
  function published(name: string): string[] {
    const last = client.heard.findLast(
      ({ method, params }) =>
        method === "textDocument/publishDiagnostics" && (params as { uri: string }).uri === uriOf(name),
    );
    return lines((last?.params as { diagnostics: Diagnostic[] } | undefined)?.diagnostics ?? []);
  }

  /** Waits until this is told of a file unasked. */
  async function shows(name: string, expected: readonly string[]): Promise<void> {
    for (const end = Date.now() + limitMs; Date.now() < end; await pause(20))
      if (String(published(name)) === String(expected)) return;
    assert.deepEqual(published(name), expected, name);
  }

  /** Waits until this is answered about a file. */
  async function pulls(name: string, expected: readonly string[]): Promise<void> {
    for (const end = Date.now() + limitMs; Date.now() < end; await pause(20))
      if (String(await pulled(name)) === String(expected)) return;
    assert.deepEqual(await pulled(name), expected, name);
  }

  /** Waits until the server has nothing more to tell: what a new file moves is told after all that waited before it. */
  async function quiet(): Promise<void> {
    const from = client.heard.length;
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("none.csv"), type: 3 }] });
    await client.hear("quiet", ({ method }) => method === "csvPreflight/statusChanged", from);
  }

  function refreshes(from: number): number {
    return client.heard.slice(from).filter(({ method }) => method === "workspace/diagnostic/refresh").length;
  }
});
