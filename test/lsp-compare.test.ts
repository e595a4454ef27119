/** The real server, asked about changes since the last upload: bundles on disk, records by range, undo files. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CompareAnswer, CompareRecord, KeptBundle, UndoAnswer } from "../server/protocol/compare.ts";
import { Client, capable } from "./client.ts";
import { goodSet, users } from "./sets.ts";

describe("the language server and the last upload", () => {
  let folder: string;
  let client: Client;

  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-last-")));
    fs.mkdirSync(path.join(folder, "Group"));
    for (const [name, text] of Object.entries(goodSet)) write(name, text);
    client = new Client(folder);
    await client.start(folder, capable);
    await client.request("csvPreflight/check", {});
    const made = { uri: uriOf("user.csv"), target: uriOf("last.zip") };
    assert.equal(((await client.request("csvPreflight/bundle", made)) as { refused?: string }).refused, undefined);
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") client.kill();
    else assert.equal(await client.stop(), 0);
    fs.rmSync(folder, { recursive: true });
  });

  function write(name: string, text: string): void {
    fs.writeFileSync(path.join(folder, name), text);
  }
  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }
  function open(name: string, text: string): void {
    client.notify("textDocument/didOpen", { textDocument: { uri: uriOf(name), languageId: "csv", version: 1, text } });
  }
  async function compare(last = "last.zip"): Promise<CompareAnswer> {
    const asked = { uri: uriOf("user.csv"), with: uriOf(last) };
    return (await client.request("csvPreflight/compare", asked)) as CompareAnswer;
  }
  async function records(id: number, kind: string, fileType = "turvo.user"): Promise<CompareRecord[] | null> {
    const asked = { id, fileType, kind, from: 0, to: 10 };
    return (await client.request("csvPreflight/compareRecords", asked)) as CompareRecord[] | null;
  }

  it("compares what the editor holds, and hands records out until the files change", async () => {
    const changed = users.replace("2450", "2451").replace("U-3", "U-33");
    open("user.csv", changed);
    const answer = await compare();
    assert.equal(answer.refused, undefined);
    assert.deepEqual(answer.faults, []);
    assert.deepEqual(answer.counts, { created: 1, updated: 1, unchanged: 7, gone: 1 });
    assert.deepEqual(
      answer.types.map(({ name, inWords }) => `${name}: ${inWords}`),
      [
        "Group/group.csv: 2 unchanged",
        "user.csv: 1 created, 1 updated, 1 gone, 1 unchanged",
        "group.csv: 2 unchanged",
        "communication_channel.csv: 2 unchanged",
      ],
    );
    assert.match(answer.page, /Account status: 2450 Active → 2451 Suspended/);
    const [updated] = (await records(answer.id, "updated"))!;
    assert.deepEqual(
      updated!.fields.map(({ title, inWords, range }) => [title, inWords, range]),
      [
        [
          "Account status",
          "2450 Active → 2451 Suspended",
          { start: { line: 1, character: 18 }, end: { line: 1, character: 22 } },
        ],
      ],
    );
    const [created] = (await records(answer.id, "created"))!;
    assert.equal(created!.uri, uriOf("user.csv"));
    assert.match(created!.renamed!, /^This was U-3 in the last upload.* Turvo creates a second entry/);
    const [gone] = (await records(answer.id, "gone"))!;
    assert.match(gone!.old!, /^2-user\/user\.csv\n\nUser ID: U-3\nFull name: Cy Fox\n.*Account status: 2450 Active/s);
    client.notify("textDocument/didChange", {
      textDocument: { uri: uriOf("user.csv"), version: 2 },
      contentChanges: [{ text: users }],
    });
    assert.equal(await records(answer.id, "updated"), null);
    assert.deepEqual((await compare()).counts, { created: 0, updated: 0, unchanged: 9, gone: 0 });
  });

  it("shows no password of a record that is gone", async () => {
    const meeds = "userName,firstName,lastName,password,email\nann.lee,Anna,Leemann,Correct-Horse-9,ann@example.com\n";
    fs.mkdirSync(path.join(folder, "old"));
    fs.mkdirSync(path.join(folder, "m"));
    write("old/import.csv", `${meeds}short,Correct-Horse-8\n`);
    write("m/import.csv", meeds.replace("ann.lee", "ben.ode").replace("Correct-Horse-9", "Battery-Staple-7"));
    await client.request("csvPreflight/check", {});
    const asked = { uri: uriOf("m/import.csv"), with: uriOf("old") };
    const answer = (await client.request("csvPreflight/compare", asked)) as CompareAnswer;
    const gone = await records(answer.id, "gone", "meeds.user");
    assert.equal(gone!.length, 2);
    assert.match(gone![0]!.old!, /First password: •+\n/);
    const said = JSON.stringify([answer, gone, await records(answer.id, "created", "meeds.user")]);
    assert.doesNotMatch(said, /Horse|Staple/);
  });

  it("knows bundles from other zips, and says what it cannot compare", async () => {
    write("other.zip", "no zip");
    const asked = { uris: [uriOf("last.zip"), uriOf("other.zip"), uriOf("user.csv"), "untitled:x", 5] };
    const found = (await client.request("csvPreflight/bundles", asked)) as KeptBundle[];
    assert.deepEqual(
      found.map(({ uri, system, files }) => [uri, system, files]),
      [[uriOf("last.zip"), "Turvo", 4]],
    );
    assert.match((await compare("other.zip")).refused!, /^other\.zip can't be read/);
    assert.match((await compare("nowhere.zip")).refused!, /^nowhere\.zip no longer exists\.$/);
    const far = (await client.request("csvPreflight/compare", {
      uri: uriOf("user.csv"),
      with: "untitled:x",
    })) as CompareAnswer;
    assert.match(far.refused!, /must be on a disk/);
  });

  it("writes undo files into a new folder only", async () => {
    open("user.csv", users.replace("2450", "2451"));
    const undo = async (): Promise<UndoAnswer> => {
      const asked = { uri: uriOf("user.csv"), with: uriOf("last.zip"), target: uriOf("back") };
      return (await client.request("csvPreflight/undo", asked)) as UndoAnswer;
    };
    const answer = await undo();
    assert.deepEqual(answer, { files: ["user.csv", "undo.md"], remains: [], errors: 0, warnings: 0 });
    const header = users.split("\n")[0]!;
    assert.equal(fs.readFileSync(path.join(folder, "back/user.csv"), "utf8"), `${header}\n${users.split("\n")[1]!}\n`);
    assert.match((await undo()).refused!, /back already exists/);
  });
});
