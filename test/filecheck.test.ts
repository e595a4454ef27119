/** A file that nobody has open, checked from disk: what is found and at which byte, how far it is, and that it stops. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { checkFileRequest, statusRequest } from "../server/protocol/files.ts";
import { Client } from "./client.ts";

const header = "id,name,permission,status.code,timezone,userEmail";
const row = (i: number, code = "2450"): string =>
  `u${i},Zoë 😀 Lee,Super Admin,${code},America/Chicago,zoe${i}@example.com`;

describe("a file that is checked from disk", () => {
  let folder: string;
  let client: Client;

  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-filecheck-")));
    client = new Client(folder);
    await client.start(undefined);
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    fs.rmSync(folder, { recursive: true });
  });

  it("is reported with lines, columns and bytes, whatever its encoding", async () => {
    const text = `${header}\r\n${row(1)}\r\n${row(2, "Active")}\r\n${row(2)}\r\n`;
    const encodings = {
      plain: Buffer.from(text),
      marked: Buffer.from(`\ufeff${text}`),
      wide: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]),
    };
    for (const [name, bytes] of Object.entries(encodings)) {
      const uri = write(`${name}/user.csv`, bytes);
      const report = (await client.request(checkFileRequest, { uri }))!;
      assert.deepEqual([report.fileType, report.rows, report.bytes], ["turvo.user", 3, bytes.length]);
      const [code, id] = ["invalid-code", "duplicate-id"].map(
        (rule) => report.problems.find((each) => each.rule === rule)!,
      );
      assert.deepEqual(code!.range, { start: { line: 2, character: 26 }, end: { line: 2, character: 32 } }, name);
      assert.deepEqual(id!.range.start, { line: 3, character: 0 }, name);
      const at = (word: string): number => bytes.indexOf(Buffer.from(word, name === "wide" ? "utf16le" : "utf8"));
      assert.equal(code!.byte, at("Active"), name);
      assert.equal(id!.byte, at("u2,Zoë 😀 Lee,Super Admin,2450"), name);
    }
  });

  it("tells how far it is, finds what is wrong at its end, and is known to other files from then on", async () => {
    const uri = write("user.csv", `${header}\n${rows(60_000)}${row(60_001, "Active")}\n`);
    const report = (await client.request(checkFileRequest, { uri, workDoneToken: "t" }))!;
    assert.equal(report.rows, 60_001);
    assert.equal(report.problems.find(({ rule }) => rule === "invalid-code")?.range.start.line, 60_001);
    const reported = progress();
    assert.deepEqual([reported[0], reported.at(-1)], ["begin", "end"]);
    const group = write("group.csv", "id,contextId,groupId,permission\nm1,u60000,g1,Admin\nm2,u0,g1,Admin\n");
    client.notify("textDocument/didOpen", {
      textDocument: {
        uri: group,
        languageId: "csv",
        version: 1,
        text: fs.readFileSync(path.join(folder, "group.csv"), "utf8"),
      },
    });
    const { items } = await client.pull(group);
    assert.deepEqual(
      items.filter(({ code }) => code === "unknown-user").map(({ range }) => range.start.line),
      [2],
    );
  });

  it("is given up when it is cancelled, and nothing of it is kept", async () => {
    const uri = write("user.csv", `${header}\n${rows(300_000)}`);
    const asked = client.ask(checkFileRequest.method, { uri, workDoneToken: "t" });
    await client.hear("progress", ({ method }) => method === "$/progress");
    client.notify("$/cancelRequest", { id: 2 });
    const { result } = await asked;
    assert.ok(result === null || result === undefined);
    const percents = client.heard
      .filter(({ method }) => method === "$/progress")
      .map(({ params }) => (params as { value: { percentage?: number } }).value.percentage ?? 0);
    assert.ok(Math.max(...percents) < 100, percents.join());
    assert.equal(progress().at(-1), "end");
    assert.equal((await client.request(statusRequest, { uri }))?.fileType, undefined);
  });

  it("is left to others when it is none of ours, or not there", async () => {
    const foreign = write("notes.csv", "a,b\n1,2\n");
    const report = (await client.request(checkFileRequest, { uri: foreign }))!;
    assert.deepEqual([report.fileType, report.problems], [undefined, []]);
    assert.equal(await client.request(checkFileRequest, { uri: `${foreign}.gone` }), null);
    assert.equal(await client.request(checkFileRequest, { uri: "untitled:user.csv" }), null);
  });

  function write(name: string, content: string | Buffer): string {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    return pathToFileURL(file).href;
  }

  function rows(count: number): string {
    return Array.from({ length: count }, (_, i) => `${row(i + 1)}\n`).join("");
  }

  function progress(): string[] {
    return client.heard
      .filter(({ method }) => method === "$/progress")
      .map(({ params }) => (params as { value: { kind: string } }).value.kind);
  }
});
