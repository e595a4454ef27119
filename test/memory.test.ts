/** What an open file costs, and that closing it gives everything back: measured after forced collection. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import v8 from "node:v8";
import vm from "node:vm";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { Connection, ReadyWriter } from "../server/lsp/connection.ts";
import { closeGraceMs } from "../server/lsp/documents.ts";
import { serve } from "../server/lsp/server.ts";
import { capable, type Pulled } from "./client.ts";

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;

/** Łukasz, so that the text is kept in two bytes a letter, as a user.csv of the world is. */
function textOf(rows: number): string {
  let text = "id,name,permission,status.code,timezone,userEmail,title\n";
  for (let i = 0; i < rows; i++)
    text += `u-${i},Łukasz Lee ${i},Super Admin,${i % 100 === 0 ? "Active" : "2450"},America/Chicago,lee${i}@example.com,Head of a department\n`;
  return text;
}

describe("the memory of an open file", function () {
  this.timeout(60_000);

  it("is at most twice its text, and comes back when it is closed", async () => {
    const [there, back] = [new PassThrough(), new PassThrough()];
    const { session } = serve(new Connection([new StreamMessageReader(there), new ReadyWriter(back)], () => {}));
    const client = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    client.onRequest(() => null);
    client.listen();
    await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities: capable });
    await client.sendNotification("initialized", {});
    // What is made once and stays is made now.
    await openAndRead(client, "untitled:warm/user.csv", 2000);
    await close(client, "untitled:warm/user.csv");
    const before = await used();
    const uri = "untitled:user.csv";
    const units = await openAndRead(client, uri, 100_000);
    assert.equal(session.sheetOf(uri)?.complete, true);
    const open = (await used()) - before;
    const size = 2 * units;
    assert.ok(open > size * 0.9, `${open} bytes for a text of ${size}: it cannot be less than the text`);
    assert.ok(open <= 2 * size, `${open} bytes for a text of ${size}`);
    await close(client, uri);
    const left = (await used()) - before;
    assert.ok(left < size * 0.1, `${left} bytes are left of ${open}`);
    client.dispose();
  });
});

/** Opens a text, asks until everything is known, and edits it once; answers its length. */
async function openAndRead(client: MessageConnection, uri: string, rows: number): Promise<number> {
  const text = textOf(rows);
  const units = text.length;
  await client.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
  const start = { line: 5, character: 0 };
  const contentChanges = [{ range: { start, end: start }, text: "x" }];
  await client.sendNotification("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges });
  for (;;) {
    const { resultId } = await client.sendRequest<Pulled>("textDocument/diagnostic", { textDocument: { uri } });
    if (!resultId?.endsWith("~")) return units;
    await pause(20);
  }
}

async function close(client: MessageConnection, uri: string): Promise<void> {
  await client.sendNotification("textDocument/didClose", { textDocument: { uri } });
  await pause(closeGraceMs + 500);
}

async function used(): Promise<number> {
  for (let n = 0; n < 3; n++) {
    collect();
    await pause(10);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
