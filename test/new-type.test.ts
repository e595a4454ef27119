/** Create File Type from This CSV…: the document is written beside the CSV, listed in the profile, in force at once, and live. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createFileTypeRequest, type FileStatus, type NewFileType, statusRequest } from "../server/protocol/files.ts";
import { Client } from "./client.ts";

const staff = `no,name,team\n${Array.from({ length: 30 }, (_, i) => `${i + 1},Ann ${i},${i % 2 ? "red" : "blue"}`).join("\n")}\n`;

describe("a file type from a CSV file", () => {
  let folder: string;
  let client: Client;
  const at = (...names: string[]): string => path.join(folder, ...names);
  const uriOf = (name: string): string => pathToFileURL(at(name)).href;
  const write = (name: string, content: string): void => {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), content);
  };
  const read = (name: string): string => fs.readFileSync(at(name), "utf8");
  const open = (name: string, languageId = "csv"): void =>
    client.notify("textDocument/didOpen", {
      textDocument: { uri: uriOf(name), languageId, version: 1, text: read(name) },
    });
  const create = async (...names: string[]): Promise<NewFileType> => {
    const made = await client.request(createFileTypeRequest, { uris: names.map(uriOf) });
    assert.ok(made);
    return made;
  };
  const typeOf = async (name: string): Promise<string | undefined> =>
    ((await client.request(statusRequest, { uri: uriOf(name) })) as FileStatus).fileType;
  const rulesIn = async (name: string): Promise<string[]> =>
    (await client.pull(uriOf(name))).items.map(({ code }) => String(code));

  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-new-type-")));
    client = new Client(folder);
  });
  afterEach(async () => {
    await client.stop();
    fs.rmSync(folder, { recursive: true });
  });

  it("is listed in a new profile, and the CSV is checked by it at once and at every change of it", async () => {
    write("hr/staff.csv", staff);
    await client.start(folder);
    open("hr/staff.csv");
    assert.equal(await typeOf("hr/staff.csv"), undefined);
    const made = await create("hr/staff.csv");
    assert.deepEqual(made.files, [{ uri: uriOf("hr/staff.csv"), fileType: "staff", isSettled: false }]);
    assert.equal(made.document, uriOf("hr/staff.csv-type.json"));
    assert.deepEqual(JSON.parse(read("csv-preflight.json")), { schemas: ["hr/staff.csv-type.json"] });
    assert.equal(await typeOf("hr/staff.csv"), "staff");
    assert.deepEqual(await rulesIn("hr/staff.csv"), []);
    open("hr/staff.csv-type.json", "json");
    const stricter = read("hr/staff.csv-type.json").replace('"blue",', "");
    assert.notEqual(stricter, read("hr/staff.csv-type.json"));
    const from = client.heard.length;
    client.notify("textDocument/didChange", {
      textDocument: { uri: uriOf("hr/staff.csv-type.json"), version: 2 },
      contentChanges: [{ text: stricter }],
    });
    await client.hear("asking again", ({ method }) => method === "workspace/diagnostic/refresh", from);
    assert.equal((await rulesIn("hr/staff.csv")).length, 15);
    assert.ok((await rulesIn("hr/staff.csv")).every((rule) => rule === "invalid-status"));
  });

  it("replaces nothing: a second one has another name, and the profile keeps its comments", async () => {
    write("csv-preflight.json", '// ours\n{ "rules": { "not-active": "off" }, "schemas": ["a.csv-type.json"] }\n');
    write("a.csv-type.json", '{ "name": "a", "schema": { "fields": [{ "name": "x" }] } }');
    write("staff.csv", staff);
    write("staff.csv-type.json", "mine");
    await client.start(folder);
    open("staff.csv");
    const first = await create("staff.csv");
    assert.equal(first.document, uriOf("staff-2.csv-type.json"));
    assert.equal(read("staff.csv-type.json"), "mine");
    assert.match(read("csv-preflight.json"), /^\/\/ ours\n.*"a\.csv-type\.json",\s*"staff-2\.csv-type\.json"/s);
    const second = await create("staff.csv");
    assert.deepEqual(second.files, [{ uri: uriOf("staff.csv"), fileType: "staff-2", isSettled: false }]);
    assert.equal(await typeOf("staff.csv"), "staff-2", "of two that fit the new one counts");
  });

  it("counts for a file that is named and looks like one of ours", async () => {
    const text = "id,name,permission,status.code,timezone,userEmail\nu1,Ann,Admin,2450,America/Chicago,a@example.com\n";
    write("user.csv", text);
    await client.start(folder);
    open("user.csv");
    assert.equal(await typeOf("user.csv"), "turvo.user");
    await create("user.csv");
    assert.equal(await typeOf("user.csv"), "user");
  });

  it("of a folder is a package with the references between its files", async () => {
    write("hr/staff.csv", staff.replace("team", "team_id"));
    write("hr/teams.csv", "id,title\nred,Red\nblue,Blue\ngreen,Green\n");
    await client.start(folder);
    const made = await create("hr");
    assert.equal(made.document, uriOf("hr/hr.csv-type.json"));
    const { resources } = JSON.parse(read("hr/hr.csv-type.json")) as { resources: { schema: object }[] };
    assert.deepEqual(resources.map(({ schema }) => "foreignKeys" in schema && schema.foreignKeys)[0], [
      { fields: "team_id", reference: { resource: "teams", fields: "id" } },
    ]);
    open("hr/staff.csv");
    assert.equal(await typeOf("hr/staff.csv"), "staff");
    client.notify("textDocument/didChange", {
      textDocument: { uri: uriOf("hr/staff.csv"), version: 2 },
      contentChanges: [{ text: "no,name,team_id\n1,Ann,violet\n2,Ben,red\n" }],
    });
    await client.request("csvPreflight/check", {});
    assert.deepEqual(await rulesIn("hr/staff.csv"), ["unknown-reference"]);
  });

  it("is made of what is on the screen, not what was saved", async () => {
    write("staff.csv", staff);
    await client.start(folder);
    client.notify("textDocument/didOpen", {
      textDocument: { uri: uriOf("staff.csv"), languageId: "csv", version: 1, text: "a;b\n1;2\n" },
    });
    await create("staff.csv");
    const { dialect } = JSON.parse(read("staff.csv-type.json")) as { dialect: object };
    assert.deepEqual(dialect, { delimiter: ";" });
  });

  it("stays where the profile has mistakes, and the reason is said", async () => {
    write("csv-preflight.json", "{");
    write("staff.csv", staff);
    await client.start(folder);
    const made = await create("staff.csv");
    assert.equal(made.unlisted, "csv-preflight.json has mistakes. Fix them first.");
    assert.ok(fs.existsSync(at("staff.csv-type.json")));
    assert.equal(read("csv-preflight.json"), "{");
  });

  it("is refused with a sentence where there is nothing to make it of", async () => {
    write("empty.csv", "");
    fs.mkdirSync(at("none"));
    await client.start(folder);
    const refusals = await Promise.all(
      ["empty.csv", "none", "gone.csv"].map(async (name) => (await create(name)).refused),
    );
    const untitled = await client.request(createFileTypeRequest, { uris: ["untitled:Untitled-1"] });
    assert.deepEqual(
      [...refusals, untitled?.refused],
      [
        "empty.csv: The file is empty.",
        "There is no CSV file in this folder.",
        "gone.csv can't be read. Choose another file.",
        "Untitled-1 isn't saved on this computer. Save it first.",
      ],
    );
    assert.deepEqual(fs.readdirSync(folder).sort(), ["empty.csv", "none"]);
  });

  it("gives way to what the settings say, and the client is told", async () => {
    write("staff.csv", staff);
    await client.start(folder, undefined, { initializationOptions: { files: { "staff.csv": false } } });
    assert.equal((await create("staff.csv")).files[0]?.isSettled, true);
  });
});
