/** A client that keeps no rule: whatever it sends, the server answers, stays up, and goes when it is told to. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { RequestType } from "vscode-jsonrpc";
import type { Diagnostic } from "vscode-languageserver";
import { serverCommands } from "../server/protocol/commands.ts";
import * as compare from "../server/protocol/compare.ts";
import * as convert from "../server/protocol/convert.ts";
import * as exports from "../server/protocol/export.ts";
import * as files from "../server/protocol/files.ts";
import * as grid from "../server/protocol/grid.ts";
import * as imports from "../server/protocol/imports.ts";
import * as mapping from "../server/protocol/mapping.ts";
import * as people from "../server/protocol/people.ts";
import { Client, capable, serverFile } from "./client.ts";

const header = "id,name,permission,status.code,timezone,userEmail\n";
const row = "u1,Ann Lee,Super Admin,2450,America/Chicago,ann@example.com\n";
const documentRequests = [
  "textDocument/diagnostic",
  "textDocument/hover",
  "textDocument/completion",
  "textDocument/codeAction",
  "codeAction/resolve",
  "textDocument/definition",
  "textDocument/references",
  "textDocument/documentHighlight",
  "textDocument/documentSymbol",
  "workspace/symbol",
  "textDocument/selectionRange",
  "textDocument/prepareRename",
  "textDocument/rename",
  "textDocument/inlayHint",
  "textDocument/codeLens",
  "codeLens/resolve",
  "workspace/executeCommand",
];
const ownRequests = [compare, convert, exports, files, grid, imports, mapping, people]
  .flatMap((subject) => Object.values<unknown>(subject))
  .filter((each) => each instanceof RequestType)
  .map(({ method }) => method);
const notifications = [
  ...["didOpen", "didChange", "didSave", "didClose"].map((name) => `textDocument/${name}`),
  files.visibleLines.method,
];

describe("a hostile client", () => {
  let folder: string;
  let client: Client;

  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-hostile-")));
    client = new Client(folder);
  });
  afterEach(() => {
    client.kill();
    fs.rmSync(folder, { recursive: true });
  });

  it("gets an answer to every request, however malformed", async () => {
    await client.start(folder);
    const uri = pathToFileURL(path.join(folder, "user.csv")).href;
    open(uri, header + row);
    const wild = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        undefined,
        -1,
        1e308,
        2 ** 31,
        0.5,
        "",
        "x",
        true,
        [],
        {},
        "__proto__",
        uri,
        "file:///%",
        "untitled:x",
      ),
      fc.object({ maxDepth: 2 }),
    );
    const position = fc.record({ line: wild, character: wild });
    const range = fc.oneof(wild, fc.record({ start: fc.oneof(position, wild), end: fc.oneof(position, wild) }));
    const textDocument = fc.oneof(
      { arbitrary: fc.constant<unknown>({ uri, version: 2 }), weight: 3 },
      { arbitrary: fc.record({ uri: wild, version: wild, text: wild, languageId: wild }), weight: 1 },
      { arbitrary: wild, weight: 1 },
    );
    const changes = fc.oneof(
      wild,
      fc.array(fc.oneof(wild, fc.record({ range, text: fc.oneof(wild, fc.string()) })), { maxLength: 4 }),
    );
    const params = fc.oneof(
      { arbitrary: wild, weight: 1 },
      {
        arbitrary: fc.record(
          {
            textDocument,
            position: fc.oneof(position, wild),
            range,
            contentChanges: changes,
            context: wild,
            data: wild,
            uri: fc.oneof(fc.constant<unknown>(uri), wild),
            uris: wild,
            type: wild,
            from: wild,
            to: wild,
            first: wild,
            last: wild,
            row: fc.oneof(fc.constant<unknown>(0), wild),
            cell: fc.oneof(fc.constant<unknown>(0), wild),
            query: fc.oneof(
              wild,
              fc.record({ text: wild, values: fc.oneof(wild, fc.array(wild)), problems: wild, rule: wild, sort: wild }),
              fc.record({
                sort: fc.record({ cell: wild, descending: wild }),
                values: fc.array(fc.record({ cell: wild, text: wild })),
              }),
            ),
            version: fc.oneof(fc.constant<unknown>(2), wild),
            value: wild,
            text: wild,
            parts: wild,
            backwards: wild,
            format: fc.oneof(wild, fc.constant("csv"), fc.constant("json")),
            rule: wild,
            command: fc.oneof(wild, fc.constantFrom(...Object.values(serverCommands).map(({ name }) => name))),
            arguments: wild,
          },
          { requiredKeys: [] },
        ),
        weight: 4,
      },
    );
    const act = fc.record({ method: fc.constantFrom(...documentRequests, ...ownRequests, ...notifications), params });
    for (const { method, params: sent } of fc.sample(act, { numRuns: 1500, seed: 20_240_501 })) {
      if (notifications.includes(method)) client.notify(method, sent);
      else await client.ask(method, sent);
    }
    // And it still works.
    open(uri, header + row.replace("2450", "Active"));
    const answer = await client.pull(uri);
    assert.match(JSON.stringify(answer), /invalid-code/);
    assert.equal(await client.stop(), 0);
  });

  it("may change, close and save what it never opened, twice", async () => {
    await client.start(folder);
    const uri = pathToFileURL(path.join(folder, "user.csv")).href;
    const textDocument = { uri, version: 1 };
    client.notify("textDocument/didChange", { textDocument, contentChanges: [{ text: "x" }] });
    client.notify("textDocument/didClose", { textDocument });
    client.notify("textDocument/didSave", { textDocument });
    open(uri, header);
    open(uri, header + row);
    client.notify("textDocument/didClose", { textDocument });
    client.notify("textDocument/didClose", { textDocument });
    client.notify("textDocument/didChange", { textDocument, contentChanges: [{ text: header }] });
    assert.deepEqual(await items("file:///nowhere/user.csv"), []);
    assert.equal(await client.stop(), 0);
  });

  it("may edit past the end, before the start and backwards: the text is what the protocol makes of it", async () => {
    await client.start(folder);
    const uri = pathToFileURL(path.join(folder, "user.csv")).href;
    open(uri, header + row);
    const at = (line: number, character: number): object => ({ line, character });
    change(uri, 2, at(99, 99), at(99, 99), row.replace("u1", "u2").replace("2450", "Active"));
    change(uri, 3, at(-5, -5), at(0, 1e9), header.trim());
    change(uri, 4, at(1, 2), at(1, 0), "u9");
    assert.deepEqual(
      (await items(uri)).map(({ code, range }) => [code, range.start.line]),
      [
        ["invalid-code", 2],
        ["duplicate-value", 2],
      ],
    );
    assert.equal(await client.stop(), 0);
  });

  it("may send what is no import file at all", async () => {
    await client.start(folder);
    const random = "\u0000\u0001\u00ff\ufffd\ud800".repeat(2000);
    const texts: readonly string[] = [
      "",
      random,
      "\n".repeat(200_000),
      "x".repeat(2_000_000),
      ",".repeat(20_000),
      '"'.repeat(50_001),
      '"\n'.repeat(20_000),
      "\r".repeat(20_000),
      "__proto__,constructor,toString\n1,2,3\n",
      "<<<<<<< HEAD\na,b\n=======\na,c\n>>>>>>> x\n",
    ];
    for (const [index, text] of texts.entries()) {
      const uri = pathToFileURL(path.join(folder, `${index}`, "user.csv")).href;
      open(uri, text);
      // An empty file of that name is to become an import file: only that is told.
      const allowed = text.trim() === "" ? /^(?:empty-file|blank-row|undefined)$/ : /^$/;
      for (const { code } of await items(uri)) assert.match(String(code), allowed, `text ${index}`);
      await client.request("textDocument/hover", { textDocument: { uri }, position: { line: 0, character: 0 } });
      await client.request("textDocument/completion", { textDocument: { uri }, position: { line: 1, character: 1 } });
    }
    assert.equal(await client.stop(), 0);
  });

  it("may put anything into an import file", async () => {
    await client.start(folder);
    const random = "\u0000\u0001\u00ff\ufffd\ud800".repeat(2000);
    const fillings: readonly string[] = [
      "\n".repeat(200_000),
      "x".repeat(2_000_000),
      ",".repeat(20_000),
      '"'.repeat(50_001),
      '"\n'.repeat(20_000),
      "\r".repeat(20_000),
      random,
      header.repeat(3000),
      `${"__proto__,".repeat(300)}\n`,
      "=======\n".repeat(2000),
      row.repeat(20_000),
    ];
    for (const [index, filling] of fillings.entries()) {
      const uri = pathToFileURL(path.join(folder, `${index}`, "user.csv")).href;
      open(uri, header + row + filling);
      assert.ok((await items(uri)).length > 0, `filling ${index}`);
      await client.request(grid.rowsRequest, { uri, from: 0, to: 1000 });
      await client.request(files.fixAllRequest, { uri });
      await client.request("textDocument/codeAction", {
        textDocument: { uri },
        range: { start: { line: 0, character: 0 }, end: { line: 1e9, character: 0 } },
        context: { diagnostics: [] },
      });
      change(uri, 2, { line: 1, character: 3 }, { line: 1, character: 3 }, '"');
      await items(uri);
      client.notify("textDocument/didClose", { textDocument: { uri } });
    }
    assert.equal(await client.stop(), 0);
  });

  it("gets errors for requests before the handshake and for unknown ones, and lives on after broken JSON", async () => {
    assert.equal((await client.ask("textDocument/hover", {})).error?.code, -32002);
    await client.start(folder);
    assert.equal((await client.ask("textDocument/nonsense", {})).error?.code, -32601);
    client.sendRaw("{ this is not JSON");
    client.sendRaw("[]");
    client.sendRaw("null");
    client.sendRaw('{"jsonrpc":"2.0"}');
    client.sendRaw('{"jsonrpc":"2.0","method":5,"params":{}}');
    assert.ok(Array.isArray(await client.request(files.fileTypesRequest.method)));
    assert.equal(await client.stop(), 0);
  });

  it("may cancel what it asked, or ask again while it types", async () => {
    await client.start(folder);
    const uri = pathToFileURL(path.join(folder, "user.csv")).href;
    const rows = Array.from({ length: 60_000 }, (_, i) =>
      row.replace("u1", `u${i}`).replace("ann@", `ann${i}@`).replace("2450", "x"),
    );
    open(uri, header + rows.join(""));
    const answers = [];
    for (let n = 0; n < 20; n++) {
      change(uri, n + 2, { line: 500 * n + 1, character: 3 }, { line: 500 * n + 1, character: 3 }, "x");
      answers.push(client.ask("textDocument/diagnostic", { textDocument: { uri } }));
      client.notify("$/cancelRequest", { id: 2 + n });
    }
    for (const { result, error } of await Promise.all(answers))
      assert.ok(result !== undefined || error?.code === -32800);
    assert.equal((await items(uri)).length, 1000);
    assert.equal(await client.stop(), 0);
  });

  it("may hang up: the server goes too", async () => {
    await client.start(folder);
    client.hangUp();
    assert.equal(await client.ended, 1);
  });

  it("is told how to start the server", async () => {
    const wrong = new Client(folder, ["--nonsense"]);
    assert.equal(await wrong.ended, 2);
    assert.match(wrong.complaints, /--stdio/);
    assert.ok(fs.existsSync(serverFile));
    await client.start(folder, {});
    await pause(1);
    assert.equal(await client.stop(), 0);
  });

  function open(uri: string, text: string): void {
    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
  }
  function change(uri: string, version: number, start: object, end: object, text: string): void {
    client.notify("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range: { start, end }, text }],
    });
  }
  async function items(uri: string): Promise<readonly Diagnostic[]> {
    return (await client.pull(uri)).items;
  }
});

describe("the log", () => {
  it("never holds what cells say", async () => {
    const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-log-")));
    const client = new Client(folder);
    await client.start(folder, capable);
    const uri = pathToFileURL(path.join(folder, "user.csv")).href;
    const text = header + row.replace("Ann Lee", "Geheim");
    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
    for (const method of [...documentRequests, ...ownRequests])
      await client.ask(method, { textDocument: { uri }, uri, arguments: { a: "Geheim" } });
    const logged = client.heard.filter(({ method }) => method?.startsWith("window/"));
    assert.doesNotMatch(JSON.stringify(logged) + client.complaints, /Geheim/);
    assert.equal(await client.stop(), 0);
    fs.rmSync(folder, { recursive: true });
  });
});
