/** Files that nobody has open: read in turns while others are answered, nothing false said meanwhile, and never an answer from a text that is gone. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { Hover, LocationLink, WorkspaceEdit } from "vscode-languageserver";
import { connect } from "../server/lsp/connection.ts";
import { closeGraceMs } from "../server/lsp/documents.ts";
import { ReadyWriter } from "../server/lsp/ready-writer.ts";
import { type Served, serve } from "../server/lsp/server.ts";
import { clockPace, type Pace } from "../server/lsp/turns.ts";
import { type CheckAnswer, checkRequest } from "../server/protocol/files.ts";
import { capable, type Pulled } from "./client.ts";

const header = "id,name,permission,status.code,timezone,userEmail";
const user = (i: number, name = "Ann Lee", code = "2450"): string =>
  `u${i},${name},Super Admin,${code},America/Chicago,ann${i}@example.com\n`;
const users = (count: number): string => `${header}\n${Array.from({ length: count }, (_, i) => user(i)).join("")}`;
const groupHeader = "id,contextId,groupId,permission";
const many = 20_000;
const pieceBytes = 1 << 16;
const piecesATurn = 2;

describe("files that nobody has open", () => {
  let folder: string;
  let served: Served;
  let client: MessageConnection;
  let refreshes: number;
  let published: Map<string, string[]>;
  /** Pieces that had been read when each turn of work began. */
  let turns: number[];

  const counted: Pace = {
    turn: () => {
      turns.push(served.session.closed.piecesRead);
      let steps = 0;
      return () => ++steps >= piecesATurn;
    },
    patience: () => () => true,
  };

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-closed-")));
    turns = [];
  });
  afterEach(() => {
    client.dispose();
    fs.rmSync(folder, { recursive: true });
  });

  describe("while they are read", () => {
    it("hold nobody up: a hover is answered between two turns", async () => {
      write("user.csv", users(many));
      await start(counted, false);
      const pieces = Math.ceil(fs.statSync(fileOf("user.csv")).size / pieceBytes);
      open("group.csv", `${groupHeader}\nm1,u1,g1,Admin\n`);
      await until(() => served.session.closed.piecesRead > 0);
      await hover("group.csv", 1, 1);
      const read = served.session.closed.piecesRead;
      assert.ok(read > 0 && read < pieces, `${read} of ${pieces} pieces were read when the hover was answered`);
      await until(() => served.session.workspace.sheet(uriOf("user.csv")) !== undefined);
      const longest = Math.max(...turns.slice(1).map((at, i) => at - turns[i]!));
      assert.ok(longest <= piecesATurn, `${longest} pieces in one turn`);
      assert.equal(served.session.closed.piecesRead, pieces, "and no piece was read twice");
    });

    it("nothing is said about what may stand in them", async () => {
      write("user.csv", users(many));
      await start(counted, false);
      open("group.csv", `${groupHeader}\nm1,u1,g1,Admin\nm2,u${many - 1},g1,Admin\nm3,nobody,g1,Admin\n`);
      const heard = new Set<string>();
      let last: string[] = [];
      for (let whole = false; !whole; ) {
        const answer = await pull("group.csv");
        last = lines(answer);
        for (const line of last) heard.add(line);
        whole = !answer.resultId?.endsWith("~");
        if (!whole) await turn();
      }
      const references = (all: Iterable<string>): string[] =>
        [...all].filter((line) => /unknown-user|missing-file/.test(line));
      assert.deepEqual(references(last), ["3 unknown-user"]);
      assert.deepEqual(references(heard), ["3 unknown-user"], "and nothing else on the way");
    });

    it("keep their part in what is said of others until they are read again", async () => {
      write("user.csv", users(many));
      await start(counted, true);
      open("group.csv", `${groupHeader}\nm1,u1,g1,Admin\nm2,v1,g1,Admin\n`);
      assert.deepEqual(referencesIn(await whole("group.csv")), ["2 unknown-user"]);
      write("user.csv", `${users(many)}v1,Cy Fox,Super Admin,2450,America/Chicago,cy@example.com\n`);
      changed("user.csv");
      const { piecesRead } = served.session.closed;
      await until(() => served.session.closed.piecesRead > piecesRead);
      const heard = new Set<string>();
      while (served.session.workspace.sheet(uriOf("user.csv"))?.rows !== many + 1)
        for (const line of referencesIn(lines(await pull("group.csv")))) heard.add(line);
      assert.deepEqual(
        [...heard].filter((line) => line !== "2 unknown-user"),
        [],
      );
      assert.deepEqual(referencesIn(await whole("group.csv")), []);
    });

    it("are let go when the editor opens them", async () => {
      write("user.csv", users(many));
      await start(counted, false);
      open("group.csv", `${groupHeader}\nm1,u1,g1,Admin\n`);
      await until(() => served.session.closed.piecesRead > 0);
      open("user.csv", users(3));
      await whole("user.csv");
      const { piecesRead } = served.session.closed;
      assert.ok(piecesRead < Math.ceil(fs.statSync(fileOf("user.csv")).size / pieceBytes), `${piecesRead} pieces`);
      for (let n = 0; n < 100; n++) await turn();
      assert.equal(served.session.closed.piecesRead, piecesRead);
      assert.equal(served.session.sheetOf(uriOf("user.csv"))?.rows, 3);
    });

    it("are what they are at last, when they change or go meanwhile", async () => {
      write("user.csv", users(many));
      await start(counted, false);
      open("group.csv", `${groupHeader}\nm1,u1,g1,Admin\nm2,v1,g1,Admin\n`);
      await until(() => served.session.closed.piecesRead > 0);
      write("user.csv", users(many).replace("u1,", "v1,"));
      await until(() => served.session.workspace.sheet(uriOf("user.csv")) !== undefined);
      assert.deepEqual(referencesIn(await whole("group.csv")), ["1 unknown-user"]);
      const { serial } = served.session.workspace.sheet(uriOf("user.csv"))!;
      const { piecesRead } = served.session.closed;
      const pieces = Math.ceil(fs.statSync(fileOf("user.csv")).size / pieceBytes);
      write("user.csv", users(many));
      changed("user.csv");
      // All of it was read, but not yet looked through.
      await until(() => served.session.closed.piecesRead === piecesRead + pieces);
      write("user.csv", users(many).replace("u1,", "w1,"));
      await until(() => served.session.workspace.sheet(uriOf("user.csv"))?.serial !== serial);
      assert.equal(served.session.closed.isStale(served.session.workspace.entry(uriOf("user.csv"))!), false);
      write("user.csv", users(many));
      changed("user.csv");
      await until(() => served.session.closed.piecesRead > piecesRead + 2 * pieces);
      fs.rmSync(fileOf("user.csv"));
      await until(() => served.session.workspace.entry(uriOf("user.csv")) === undefined);
      assert.deepEqual(referencesIn(await whole("group.csv")), ["0 missing-file", "1 unknown-user", "2 unknown-user"]);
    });
  });

  describe("changed behind everybody's back", () => {
    const before = `${header}\n${user(1)}${user(2, "Bob Ray")}`;
    const mentions = `${groupHeader}\nm1,u1,g1,Admin\nm2,u2,g1,Admin\n`;

    beforeEach(async () => {
      write("user.csv", before);
      write(
        "communication_channel.csv",
        "id,contextId,type.code,value,isPrimary,extension\nc1,u2,1097,bob@example.org,,\n",
      );
      await start(clockPace, true);
      open("group.csv", mentions);
      await whole("group.csv");
      await served.session.closed.read(fileOf("user.csv"));
    });

    it("are renamed in as they are now, to the letter", async () => {
      // Longer and shorter, and of the same size with the rows the other way round.
      for (const text of [
        `${header}\n${user(7, "A much longer name than before")}${user(1)}${user(2, "Bob Ray")}`,
        `${header}\n${user(2, "Bob Ray")}`,
        `${header}\n${user(2, "Bob Ray")}${user(1)}`,
        before,
      ]) {
        write("user.csv", text);
        const edited = applied(await rename("group.csv", 2, 4, "u22"), "user.csv");
        assert.equal(edited, text.replace("u2,", "u22,"));
      }
    });

    it("are renamed in where they did not hold the id before", async () => {
      write(
        "communication_channel.csv",
        "id,contextId,type.code,value,isPrimary,extension\nc1,u1,1097,bob@example.org,,\n",
      );
      const edit = await rename("group.csv", 1, 4, "u11");
      assert.match(applied(edit, "communication_channel.csv")!, /c1,u11,/);
      assert.equal((await refused(rename("group.csv", 1, 4, "u2")))?.message.includes("u2 is already used"), true);
      write("user.csv", `${header}\n${user(1)}${user(5)}`);
      assert.match(
        (await refused(rename("group.csv", 1, 4, "u5")))!.message,
        /u5 is already used in user\.csv, line 3/,
      );
    });

    it("are gone to where the row is now, and not when it is gone", async () => {
      write("user.csv", `${header}\n${user(2, "Ann Lee")}${user(1, "Bob Ray")}`);
      assert.deepEqual(await definition("group.csv", 2, 4), ["user.csv 1:0-1:2"]);
      write("user.csv", `${header}\n${user(1)}`);
      assert.deepEqual(await definition("group.csv", 2, 4), []);
      fs.rmSync(fileOf("user.csv"));
      assert.deepEqual(await definition("group.csv", 1, 4), []);
    });

    it("are shown in hovers and hints by the names they hold now", async () => {
      assert.match(await hover("group.csv", 2, 4), /Bob Ray/);
      write("user.csv", before.replace("Bob Ray", "Cy Foxx"));
      const said = await hover("group.csv", 2, 4);
      assert.match(said, /Cy Foxx/);
      assert.doesNotMatch(said, /Bob Ray/);
      write("user.csv", before.replace("Bob Ray", "Dee Fox"));
      const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
      const hints = await client.sendRequest("textDocument/inlayHint", {
        textDocument: { uri: uriOf("group.csv") },
        range,
      });
      assert.match(JSON.stringify(hints), /Dee Fox/);
      fs.rmSync(fileOf("user.csv"));
      assert.doesNotMatch(await hover("group.csv", 2, 4), /Dee Fox/);
      write("user.csv", `${header}\n${user(2, "Eve Fox")}`);
      changed("user.csv");
      await until(() => served.session.workspace.sheet(uriOf("user.csv")) !== undefined);
      assert.doesNotMatch(await hover("group.csv", 1, 4), /Ann Lee/);
      write("user.csv", before);
      assert.match(await hover("group.csv", 1, 4), /Ann Lee/);
    });

    it("are checked as they are now", async () => {
      write("user.csv", before.replace("2450", "Acti"));
      const { files } = await client.sendRequest<CheckAnswer>(checkRequest.method, {});
      assert.equal(files.find(({ uri }) => uri === uriOf("user.csv"))?.errors, 1);
      await until(() => published.get(uriOf("user.csv"))?.join() === "1 invalid-code");
      fs.rmSync(fileOf("user.csv"));
      const again = await client.sendRequest<CheckAnswer>(checkRequest.method, {});
      assert.equal(
        again.files.some(({ uri }) => uri === uriOf("user.csv")),
        false,
      );
      await until(() => published.get(uriOf("user.csv"))?.length === 0);
    });

    it("are told of by what is in them, when that shows only once they are put into words", async () => {
      const wrong = `${header}\n${user(1, "Ann Lee", "Acti")}${user(2, "Bob Ray", "Acte")}`;
      write("user.csv", wrong);
      // It is read, and changed before anything is said of it.
      await served.session.closed.read(fileOf("user.csv"));
      write("user.csv", wrong.replace("Acti", "2450"));
      served.diagnostics.touchAll();
      await until(() => published.get(uriOf("user.csv"))?.join() === "2 invalid-code");
    });

    it("are not answered from while they do not stop changing", async () => {
      write("user.csv", users(many));
      const writer = setInterval(() => fs.appendFileSync(fileOf("user.csv"), user(0)), 1);
      try {
        const answer = await refused(rename("group.csv", 2, 4, "x2"));
        assert.match(answer!.message, /user\.csv keeps changing/);
      } finally {
        clearInterval(writer);
      }
      assert.match(applied(await rename("group.csv", 2, 4, "x2"), "user.csv")!, /\nx2,Ann Lee,/);
    });
  });

  it("are looked at in turns for what an editor hides, and no row is checked twice for it", async () => {
    const text = users(many);
    const mixed = `\ufeff${text.slice(0, -1)}\r\n`;
    for (const [name, bytes, reported] of [
      ["plain", text, []],
      ["marked", `\ufeff${text.replaceAll("\n", "\r\n")}`, ["0 byte-order-mark"]],
      ["mixed", mixed, ["0 byte-order-mark", `${many} mixed-line-endings`]],
      ["shortened", mixed, ["0 byte-order-mark", "3 mixed-line-endings"]],
    ] as const) {
      fs.mkdirSync(fileOf(name));
      write(`${name}/user.csv`, bytes);
      await start(counted, false);
      const feeds = name === "shortened" ? users(3) : text;
      const shown = name === "marked" ? text.replaceAll("\n", "\r\n") : feeds;
      open(`${name}/user.csv`, shown);
      await hover(`${name}/user.csv`, 1, 1);
      assert.equal(served.session.sheetOf(uriOf(`${name}/user.csv`))?.facts.encoding, undefined, "not known yet");
      const found = await whole(`${name}/user.csv`);
      assert.deepEqual(
        found.filter((line) => /byte-order|mixed/.test(line)),
        reported,
        name,
      );
      const sheet = served.session.sheetOf(uriOf(`${name}/user.csv`))!;
      assert.equal(sheet.pagesRead, sheet.document.pages.length, name);
      client.dispose();
    }
  });

  it("are forgotten when nothing needs them, and read again when something does", async () => {
    write("user.csv", users(3));
    write("notes.csv", "a,b\n1,2\n");
    await start(clockPace, false);
    open("group.csv", `${groupHeader}\nm1,u1,g1,Admin\n`);
    await until(() => served.session.workspace.sheet(uriOf("user.csv")) !== undefined);
    close("group.csv");
    await until(() => [...served.session.workspace.entries()].length === 0);
    open("group.csv", `${groupHeader}\nm1,nobody,g1,Admin\n`);
    assert.deepEqual(referencesIn(await whole("group.csv")), ["1 unknown-user"]);
  });

  it("are as they are on disk as soon as the editor lets go of them, and others never find them gone", async () => {
    write("user.csv", users(3));
    await start(clockPace, true);
    open("group.csv", `${groupHeader}\nm1,u1,g1,Admin\nm2,v1,g1,Admin\n`);
    open("user.csv", `${users(3)}v1,Cy Fox,Super Admin,2450,America/Chicago,cy@example.com\n`);
    assert.deepEqual(referencesIn(await whole("group.csv")), []);
    close("user.csv");
    const heard = new Set<string>();
    const end = Date.now() + closeGraceMs + 500;
    for (; Date.now() < end; await pause(2))
      for (const line of referencesIn(lines(await pull("group.csv")))) heard.add(line);
    assert.deepEqual([...heard], ["2 unknown-user"]);
  });

  async function start(pace: Pace, inWorkspace: boolean): Promise<void> {
    const [there, back] = [new PassThrough(), new PassThrough()];
    served = serve(
      connect([new StreamMessageReader(there), new ReadyWriter(back)], () => {}),
      pace,
    );
    client = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    refreshes = 0;
    published = new Map();
    client.onNotification(
      "textDocument/publishDiagnostics",
      ({ uri, diagnostics }: { uri: string; diagnostics: Pulled["items"] }) =>
        void published.set(uri, lines({ items: diagnostics })),
    );
    client.onRequest((method) => {
      if (method === "workspace/diagnostic/refresh") refreshes++;
      return null;
    });
    client.listen();
    const rootUri = inWorkspace ? pathToFileURL(folder).href : null;
    const capabilities = {
      ...capable,
      textDocument: { ...capable.textDocument, definition: { linkSupport: true } },
    };
    await client.sendRequest("initialize", { processId: null, rootUri, capabilities });
    report("initialized", {});
  }

  function fileOf(name: string): string {
    return path.join(folder, name);
  }

  function uriOf(name: string): string {
    return pathToFileURL(fileOf(name)).href;
  }

  function write(name: string, text: string): void {
    fs.writeFileSync(fileOf(name), text);
  }

  function report(method: string, params: object): void {
    void client.sendNotification(method, params);
  }

  function open(name: string, text: string): void {
    report("textDocument/didOpen", { textDocument: { uri: uriOf(name), languageId: "csv", version: 1, text } });
  }

  function close(name: string): void {
    report("textDocument/didClose", { textDocument: { uri: uriOf(name) } });
  }

  function changed(name: string): void {
    report("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(name), type: 2 }] });
  }

  function pull(name: string): Promise<Pulled> {
    return client.sendRequest("textDocument/diagnostic", { textDocument: { uri: uriOf(name) } });
  }

  async function whole(name: string): Promise<string[]> {
    for (;;) {
      const before = refreshes;
      const answer = await pull(name);
      if (!answer.resultId?.endsWith("~")) return lines(answer);
      await until(() => refreshes > before);
    }
  }

  async function until(holds: () => boolean): Promise<void> {
    for (const end = Date.now() + 120_000; !holds(); await turn())
      if (Date.now() > end) assert.fail(`not so: ${holds}`);
  }

  function at(name: string, line: number, character: number): object {
    return { textDocument: { uri: uriOf(name) }, position: { line, character } };
  }

  async function hover(name: string, line: number, character: number): Promise<string> {
    return JSON.stringify(await client.sendRequest<Hover>("textDocument/hover", at(name, line, character)));
  }

  async function definition(name: string, line: number, character: number): Promise<string[]> {
    const found = await client.sendRequest<LocationLink[] | null>("textDocument/definition", at(name, line, character));
    return (found ?? []).map(({ targetUri, targetSelectionRange: { start, end } }) => {
      const file = path.basename(targetUri);
      return `${file} ${start.line}:${start.character}-${end.line}:${end.character}`;
    });
  }

  function rename(name: string, line: number, character: number, newName: string): Promise<WorkspaceEdit> {
    return client.sendRequest("textDocument/rename", { ...at(name, line, character), newName });
  }

  async function refused(asked: Promise<unknown>): Promise<ResponseError | undefined> {
    const error: unknown = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ResponseError, "it was answered");
    return error;
  }

  /** A file on disk as it is after an edit; undefined when the edit leaves it alone. */
  function applied(edit: WorkspaceEdit, name: string): string | undefined {
    const found = edit.documentChanges?.find((each) => "textDocument" in each && each.textDocument.uri === uriOf(name));
    if (!found || !("edits" in found)) return undefined;
    const rows = fs.readFileSync(fileOf(name), "utf8").split("\n");
    for (const one of [...found.edits].reverse()) {
      if (!("range" in one) || !("newText" in one)) continue;
      const { start, end } = one.range;
      assert.equal(start.line, end.line);
      const row = rows[start.line]!;
      rows[start.line] = row.slice(0, start.character) + one.newText + row.slice(end.character);
    }
    return rows.join("\n");
  }

  function lines({ items }: Pick<Pulled, "items">): string[] {
    return items.map(({ range, code }) => `${range.start.line} ${code}`);
  }

  function referencesIn(all: readonly string[]): string[] {
    return all.filter((line) => /unknown-user|missing-file/.test(line));
  }
});
