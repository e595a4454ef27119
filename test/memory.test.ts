/** What files cost, open and closed, and that closing gives everything back: measured after forced collection. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import v8 from "node:v8";
import vm from "node:vm";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { connect } from "../server/lsp/connection.ts";
import { closeGraceMs } from "../server/lsp/documents.ts";
import { ReadyWriter } from "../server/lsp/ready-writer.ts";
import { type Served, serve } from "../server/lsp/server.ts";
import { statusChanged } from "../server/protocol/files.ts";
import { capable, type Pulled } from "./client.ts";

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;

const rows = 100_000;

/** Łukasz, so that the text is kept in two bytes a letter, as a user.csv of the world is. */
function textOf(count: number, role = "Super Admin"): string {
  let text = "id,name,permission,status.code,timezone,userEmail,title\n";
  for (let i = 0; i < count; i++)
    text += `u-${i},Łukasz Lee ${i},${role},${i % 100 === 0 ? "Active" : "2450"},America/Chicago,lee${i}@example.com,Head of a department\n`;
  return text;
}

describe("memory", () => {
  let folder: string;
  let served: Served;
  let client: MessageConnection;
  /** Files of which the client was told that something is new. */
  let reported: Set<string>;

  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-memory-")));
    const [there, back] = [new PassThrough(), new PassThrough()];
    served = serve(connect([new StreamMessageReader(there), new ReadyWriter(back)], () => {}));
    client = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    client.onRequest(() => null);
    reported = new Set();
    client.onNotification(statusChanged.method, ({ uris }: { uris: string[] }) => {
      for (const uri of uris) reported.add(uri);
    });
    client.listen();
    await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities: capable });
    await client.sendNotification("initialized", {});
    // What is made once and stays is made now.
    const warm = write("warm/user.csv", textOf(3000));
    await openAndRead(warm, 3000);
    await openAndRead(write("warm/group.csv", members), 1, members);
    await close(warm);
    await close(`${uriOf("warm")}/group.csv`);
  });
  afterEach(() => {
    client.dispose();
    fs.rmSync(folder, { recursive: true });
  });

  it("of an open file is at most twice its text, and comes back when it is closed, on disk or not", async () => {
    for (const uri of ["untitled:user.csv", write("alone/user.csv", textOf(rows))]) {
      const before = await used();
      const size = 2 * (await openAndRead(uri, rows));
      assert.equal(served.session.sheetOf(uri)?.complete, true);
      const open = (await used()) - before;
      assert.ok(open > size * 0.9, `${open} bytes for a text of ${size}: it cannot be less than the text`);
      assert.ok(open <= 2 * size, `${open} bytes for a text of ${size}`);
      await close(uri);
      const left = (await used()) - before;
      assert.ok(left < size * 0.05, `${left} bytes are left of ${open}`);
    }
  });

  it("of an open file is no more when each row has a problem and few of them are shown", async () => {
    const uri = "untitled:user.csv";
    const before = await used();
    // Whether these users are in a group cannot be known: told of each, after the mistakes.
    const size = 2 * (await openAndRead(uri, rows, textOf(rows, "Viewer")));
    assert.ok(served.session.sheetOf(uri)!.counts().information >= rows);
    const open = (await used()) - before;
    assert.ok(open <= 2 * size, `${open} bytes for a text of ${size}`);
    await close(uri);
  });

  it("of a closed file beside an open one is that of its ids and of where its rows begin", async () => {
    const group = write("set/group.csv", members);
    await openAndRead(group, 1, members);
    // Written before, so that the text is nobody's any more.
    write("aside/user.csv", textOf(rows, "Owner"));
    const size = 2 * fs.readFileSync(path.join(folder, "aside/user.csv"), "utf8").length;
    const before = await used();
    fs.renameSync(path.join(folder, "aside/user.csv"), path.join(folder, "set/user.csv"));
    const uri = uriOf("set/user.csv");
    await client.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 1 }] });
    await known(uri);
    const counts = served.session.sheetOf(uri)?.counts();
    assert.equal(counts?.warning, rows - 1, "all users but one lack a group");
    const kept = (await used()) - before;
    const numbers = 4 * rows;
    // A row's beginning; hash and row of two keys, one with what look-alikes share; both in an index that may be half empty.
    const index = (1 + 4 + 3) * numbers + 2 * 3 * 2 * numbers;
    assert.ok(kept > 8 * numbers, `${kept} bytes: it cannot be less than rows and keys`);
    assert.ok(kept < index + 1_000_000, `${kept} bytes for an index of at most ${index}`);
    assert.ok(kept < size * 0.45, `${kept} bytes for a text of ${size}`);
    // Closing the last open file beside it gives that back too.
    await close(group);
    assert.equal(served.session.workspace.entry(uri), undefined);
    const left = (await used()) - before;
    assert.ok(left < kept * 0.25, `${left} bytes are left of ${kept}`);
  });

  it("of many small imports is that of small imports", async () => {
    const imports = 50;
    const small = textOf(100);
    const root = uriOf("many");
    for (let n = 0; n < imports; n++) {
      write(`many/${n}/user.csv`, small);
      write(`many/${n}/group.csv`, members);
    }
    const before = await used();
    const event = { added: [{ uri: root, name: "many" }], removed: [] };
    await client.sendNotification("workspace/didChangeWorkspaceFolders", { event });
    for (let n = 0; n < imports; n++) await known(`${root}/${n}/user.csv`);
    const kept = ((await used()) - before) / (2 * imports);
    assert.ok(kept < 150_000, `${kept} bytes a file`);
  });

  const members = "id,contextId,groupId,permission\nm1,u-1,g1,Admin\n";

  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }

  function write(name: string, text: string): string {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return uriOf(name);
  }

  /** Opens a text, asks until everything is known, and edits it once; answers its length. */
  async function openAndRead(uri: string, count: number, text = textOf(count)): Promise<number> {
    const units = text.length;
    await client.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "csv", version: 1, text },
    });
    const start = { line: 1, character: 0 };
    const contentChanges = [{ range: { start, end: start }, text: "x" }];
    await client.sendNotification("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges });
    for (;;) {
      const { resultId } = await client.sendRequest<Pulled>("textDocument/diagnostic", { textDocument: { uri } });
      if (!resultId?.endsWith("~")) return units;
      await pause(20);
    }
  }

  /** Waits until a closed file was read, told of and put to rest. */
  async function known(uri: string): Promise<void> {
    while (!served.session.sheetOf(uri)?.complete || !reported.has(uri)) await pause(20);
  }

  async function close(uri: string): Promise<void> {
    await client.sendNotification("textDocument/didClose", { textDocument: { uri } });
    await pause(closeGraceMs + 500);
  }
});

async function used(): Promise<number> {
  for (let n = 0; n < 3; n++) {
    collect();
    await pause(10);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
