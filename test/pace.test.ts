/** How a large file is answered for while it is read: what is on show first, nothing twice, nothing that nobody wants; counted in pages. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { Hover } from "vscode-languageserver";
import type { Sheet } from "../server/core/checking/sheet.ts";
import { connect } from "../server/lsp/connection.ts";
import { ReadyWriter } from "../server/lsp/ready-writer.ts";
import { type Served, serve } from "../server/lsp/server.ts";
import type { Pace } from "../server/lsp/turns.ts";
import { type FileStatus, statusChanged, statusRequest, visibleLines } from "../server/protocol/files.ts";
import { capable, type Pulled } from "./client.ts";

const uri = "untitled:user.csv";
const rows = 20_000;
const pagesATurn = 3;

/** Turns of three pages. `waits`: turns after which a part is better than to wait. */
function counted(waits: number): Pace {
  return {
    turn: () => {
      let pages = 0;
      return () => ++pages >= pagesATurn;
    },
    patience: () => {
      let turns = 0;
      return () => ++turns >= waits;
    },
  };
}

function textWith(faults: ReadonlyMap<number, string>): string {
  let text = "id,name,permission,status.code,timezone,userEmail\n";
  for (let i = 1; i <= rows; i++) {
    text += faults.get(i) ?? `u${i},Ann Lee,Super Admin,2450,America/Chicago,ann${i}@example.com`;
    text += "\n";
  }
  return text;
}

const wrongCode = (i: number): string => `u${i},Ann Lee,Super Admin,Active,America/Chicago,ann${i}@example.com`;
const faults = new Map([2, 10_000, 19_999].map((i) => [i, wrongCode(i)]));
faults.set(19_998, "u5,Ann Lee,Super Admin,2450,America/Chicago,twice@example.com");

describe("a large file at the server's pipe", () => {
  let served: Served;
  let client: MessageConnection;
  let heard: { method: string; params: unknown }[];
  let wire: { readonly there: PassThrough; readonly back: PassThrough };

  beforeEach(() => {
    wire = { there: new PassThrough(), back: new PassThrough() };
  });

  afterEach(() => client.dispose());

  it("is answered for with the rows on show, before the rest is read", async () => {
    await start(counted(1));
    open(textWith(faults));
    assert.deepEqual(lines(await pull()), ["2 invalid-code"]);
    // The server reads on while its answer is on the way.
    assert.ok(sheet().pagesRead <= 12 * pagesATurn, `${sheet().pagesRead} of ${sheet().document.pages.length} pages`);
    await askedAgain();
    assert.deepEqual(await whole(), [
      "2 invalid-code",
      "10000 invalid-code",
      "19998 duplicate-id",
      "19999 invalid-code",
    ]);
    assert.equal(sheet().pagesRead, sheet().document.pages.length, "no page was read twice");
    // What is complete is not asked for again.
    const before = heard.length;
    for (let n = 0; n < 50; n++) await turn();
    assert.equal(heard.slice(before).filter(({ method }) => method === refresh).length, 0);
  });

  it("is read where somebody looks", async () => {
    await start(counted(1));
    open(textWith(faults));
    report(visibleLines.method, { uri, first: 9_990, last: 10_040 });
    assert.deepEqual(lines(await pull()), ["10000 invalid-code"], "and nothing else was waited for");
    assert.ok(sheet().pagesRead <= 12 * pagesATurn, `${sheet().pagesRead} pages`);
    report(visibleLines.method, { uri, first: 19_970, last: 20_000 });
    assert.ok(lines(await pull()).includes("19999 invalid-code"));
    assert.ok(sheet().unread > 0, "and not all of it");
  });

  it("goes by the rows that hints are asked for, and by the edit, when nobody says what is on show", async () => {
    await start(counted(1));
    open(textWith(faults));
    const range = { start: { line: 9_990, character: 0 }, end: { line: 10_030, character: 0 } };
    await client.sendRequest("textDocument/inlayHint", { textDocument: { uri }, range });
    // A busy machine has read some pages from the start meanwhile, but not as far as these rows.
    assert.ok(lines(await pull()).includes("10000 invalid-code"));
    assert.ok(sheet().unread > 0);
    change(2, 19_999, 0, 0, "x");
    assert.ok(lines(await pull()).includes("19999 invalid-code"));
  });

  it("keeps what is known on show while a key in the header has everything read anew", async () => {
    await start(counted(1));
    open(textWith(faults));
    const all = await whole();
    assert.equal(all.length, 4);
    change(2, 0, 8, 8, "x");
    const part = lines(await pull());
    assert.ok(sheet().unread > 0);
    for (const line of all) assert.ok(part.includes(line), `${line} in ${part.join(", ")}`);
    assert.ok(
      part.some((line) => /unknown-column|column-name/.test(line)),
      part.join(", "),
    );
    // An edit of the header's page meanwhile moves what is known of it.
    change(3, 1, 0, 0, "u0,Ann Lee,Super Admin,2450,America/Chicago,ann0@example.com\n");
    const moved = lines(await pull());
    assert.ok(moved.includes("3 invalid-code") && moved.includes("19999 duplicate-id"), moved.join(", "));
    change(4, 0, 8, 9, "");
    change(5, 1, 0, 0, "", 2);
    assert.deepEqual(await whole(), all);
  });

  it("answers a hover while pages are unread", async () => {
    await start(counted(Number.POSITIVE_INFINITY));
    open(textWith(faults));
    const asked = pull();
    const hover = await client.sendRequest<Hover>("textDocument/hover", {
      textDocument: { uri },
      position: { line: 1, character: 25 },
    });
    assert.match(JSON.stringify(hover), /Active/);
    assert.ok(sheet().unread > 0);
    assert.equal(lines(await asked).length, 4);
  });

  it("lets a message that comes in during a turn be answered before the next one", async () => {
    let begun = 0;
    const during = 5;
    const question = { jsonrpc: "2.0", id: "asked", method: "textDocument/hover" };
    const params = { textDocument: { uri }, position: { line: 1, character: 25 } };
    const message = JSON.stringify({ ...question, params });
    const framed = `Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`;
    const slow = counted(Number.POSITIVE_INFINITY);
    const turnsCounted = (): (() => boolean) => {
      begun++;
      // It is there as soon as the turn is over.
      if (begun === during) setImmediate(() => wire.there.write(framed));
      return slow.turn();
    };
    await start({ ...slow, turn: turnsCounted });
    const answered = new Promise<number>((resolve) => {
      wire.back.on("data", (bytes: Buffer) => {
        if (bytes.includes('"id":"asked"')) resolve(begun);
      });
    });
    open(textWith(faults));
    const asked = pull();
    assert.equal(await answered, during);
    await asked;
    assert.ok(begun > during * 2, "and there was more to read");
  });

  it("is counted for the status bar as far as is known, and told as a change when all is", async () => {
    await start(counted(1));
    open(textWith(new Map()));
    const members = Array.from({ length: 2 * rows }, (_, i) => `m${i},u${(i >> 1) + 1},g1,Member\n`).join("");
    const text = `id,contextId,groupId,permission\n${members}m-last,nobody,g1,Member\n`;
    const group = { uri: "untitled:group.csv", languageId: "csv", version: 1, text };
    report("textDocument/didOpen", { textDocument: group });
    const status = () => client.sendRequest<FileStatus>(statusRequest.method, { uri: group.uri });
    const reported = (from: number) =>
      heard.slice(from).some(({ method, params }) => {
        return method === statusChanged.method && (params as { uris: string[] }).uris.includes(group.uri);
      });
    const known = async (from: number): Promise<FileStatus> => {
      for (let at = from; ; ) {
        for (let n = 0; n < 12_000 && !reported(at); n++) await new Promise((resolve) => setTimeout(resolve, 10));
        assert.ok(reported(at), "nothing was told as a change");
        at = heard.length;
        const now = await status();
        if (now.complete) return now;
      }
    };
    assert.equal((await status()).complete, false);
    const { errors, complete } = await known(0);
    assert.deepEqual([errors, complete], [1, true]);
    // Another id concerns every page that refers to ids: no message waits until all of them were asked.
    await client.sendRequest("textDocument/diagnostic", { textDocument: { uri: group.uri } });
    const { links, document } = served.session.sheetOf(group.uri)!;
    const pages = document.pages.length;
    const ofPage = links!.ofPage.bind(links);
    let atOnce = 0;
    let most = 0;
    links!.ofPage = (page) => {
      if (atOnce++ === 0)
        setImmediate(() => {
          atOnce = 0;
        });
      most = Math.max(most, atOnce);
      return ofPage(page);
    };
    const from = heard.length;
    change(2, 7, 0, 2, "v7");
    assert.equal((await status()).complete, false);
    const after = await known(from);
    assert.deepEqual([after.errors, after.complete], [3, true]);
    assert.ok(most > 0 && most <= pages / 2, `${most} of ${pages} pages at once`);
  });

  it("is not read on for an answer that nobody wants any more", async () => {
    await start(counted(Number.POSITIVE_INFINITY));
    open(textWith(faults));
    const cancel = new AbortController();
    const source = {
      isCancellationRequested: false,
      onCancellationRequested: (take: () => void) => {
        cancel.signal.addEventListener("abort", take);
        return { dispose: () => {} };
      },
    };
    const asked = client
      .sendRequest("textDocument/diagnostic", { textDocument: { uri } }, source)
      .catch(() => undefined);
    cancel.abort();
    await asked;
    const read = sheet().pagesRead;
    for (let n = 0; n < 50; n++) await turn();
    assert.equal(sheet().pagesRead, read);
    assert.ok(sheet().unread > 0);
  });

  it("is told anew in one page for a key, and not at all when nothing is different", async () => {
    await start(counted(Number.POSITIVE_INFINITY));
    open(textWith(faults));
    const first = await pull();
    const reported = () => served.diagnostics.pagesPublished(sheet());
    let before = reported();
    change(2, 15_000, 8, 8, "x");
    assert.deepEqual(await pull(first.resultId), { kind: "unchanged", resultId: first.resultId });
    assert.ok(reported() - before <= 1, `${reported() - before} pages`);
    before = reported();
    change(3, 10_000, 8, 8, "x");
    const answer = await pull(first.resultId);
    assert.deepEqual([answer.kind, answer.items.length], ["full", 4]);
    assert.ok(reported() - before <= 2, `${reported() - before} pages`);
    assert.equal(sheet().pagesRead, sheet().document.pages.length + 2);
    // Another id is no reason to say of an id that is there twice what was said before.
    before = reported();
    change(4, 12_000, 1, 1, "x");
    assert.equal((await pull(answer.resultId)).kind, "unchanged");
    assert.ok(reported() - before <= 1, `${reported() - before} pages`);
  });

  it("puts problems into words a few pages a turn", async () => {
    await start(counted(Number.POSITIVE_INFINITY));
    const many = new Map(Array.from({ length: 200 }, (_, n) => [1 + n * 99, wrongCode(1 + n * 99)]));
    open(textWith(many));
    const reported = () => served.diagnostics.pagesPublished(sheet());
    const asked = pull();
    while (!served.session.sheetOf(uri)?.complete || reported() === 0) await turn();
    const hover = client.sendRequest<Hover>("textDocument/hover", {
      textDocument: { uri },
      position: { line: 1, character: 25 },
    });
    assert.match(JSON.stringify(await hover), /Active/);
    const pages = sheet().document.pages.length;
    assert.ok(reported() < pages / 2, `${reported()} of ${pages} pages before a hover was answered`);
    assert.equal((await asked).items.length, 200);
    assert.ok(reported() <= pages, `${reported()} of ${pages} pages, none twice`);
  });

  it("takes a replacement in every row as one edit", async () => {
    await start(counted(Number.POSITIVE_INFINITY));
    open(textWith(faults));
    await pull();
    const contentChanges = Array.from({ length: rows }, (_, i) => {
      const line = rows - i;
      return { range: { start: { line, character: 0 }, end: { line, character: 1 } }, text: "U" };
    });
    report("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges });
    assert.equal((await pull()).items.length, 4);
    const { document } = sheet();
    assert.equal(document.version, 2);
    assert.match(document.pages.map(({ text }) => text).join(""), /^id,.*\n(?:U\d+,.*\n){20000}$/);
    assert.ok(sheet().pagesRead <= 2 * document.pages.length + 1, `${sheet().pagesRead} pages`);
  });

  it("is pushed in part, then whole, to a client that does not ask", async () => {
    await start(counted(1), { textDocument: { publishDiagnostics: {} } });
    open(textWith(faults));
    for (let n = 0; n < 12_000 && published().length < 2; n++) await new Promise((resolve) => setTimeout(resolve, 10));
    const [first, ...more] = published();
    assert.deepEqual(first, ["2 invalid-code"]);
    assert.equal(more.at(-1)?.length, 4);
  });

  const refresh = "workspace/diagnostic/refresh";

  async function start(pace: Pace, capabilities: object = capable): Promise<void> {
    const { there, back } = wire;
    served = serve(
      connect([new StreamMessageReader(there), new ReadyWriter(back)], () => {}),
      pace,
    );
    client = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    heard = [];
    client.onNotification((method, params) => void heard.push({ method, params }));
    client.onRequest((method, params) => {
      heard.push({ method, params });
      return null;
    });
    client.listen();
    await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities });
    report("initialized", {});
  }

  function report(method: string, params: object): void {
    void client.sendNotification(method, params);
  }

  function open(text: string): void {
    report("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
  }

  function change(version: number, line: number, from: number, to: number, text: string, last = line): void {
    const range = { start: { line, character: from }, end: { line: last, character: to } };
    report("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ range, text }] });
  }

  function pull(previousResultId?: string): Promise<Pulled> {
    return client.sendRequest("textDocument/diagnostic", { textDocument: { uri }, previousResultId });
  }

  async function whole(): Promise<string[]> {
    for (;;) {
      const answer = await pull();
      if (!answer.resultId?.endsWith("~")) return lines(answer);
      await askedAgain();
    }
  }

  async function askedAgain(): Promise<void> {
    const from = heard.length;
    for (let n = 0; n < 10_000; n++) {
      if (heard.slice(from).some(({ method }) => method === refresh)) return;
      await turn();
    }
    assert.fail("not asked to ask again");
  }

  function published(): string[][] {
    return heard
      .filter(({ method }) => method === "textDocument/publishDiagnostics")
      .map(({ params }) => lines({ items: (params as { diagnostics: Pulled["items"] }).diagnostics }));
  }

  function sheet(): Sheet {
    return served.session.sheetOf(uri)!;
  }

  function lines({ items }: Pick<Pulled, "items">): string[] {
    return items.map(({ range, code }) => `${range.start.line} ${code}`);
  }
});
