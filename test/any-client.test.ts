/** Clients of every kind: those that can little, that refuse, that never answer, that die, and that begin and end otherwise. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Command, CompletionList, Hover, WorkspaceEdit } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { version } from "../package.json";
import { fileTypesRequest } from "../server/protocol/files.ts";
import { Client, capable, type Message, serverFile } from "./client.ts";

const header = "id,name,permission,status.code,timezone,userEmail\n";
const dispatcher = "u1,Ann Lee,Dispatcher,2450,America/Chicago,ann@example.com\n";
const groupRow = "m1,u1,g1,Admin\n";

/** What tells that all is said that there is to say. */
const quiet = "csvPreflight/statusChanged";
const refresh = "workspace/diagnostic/refresh";

describe("any client", () => {
  let folder: string;
  let client: Client;

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-client-")));
    client = new Client(folder);
  });
  afterEach(() => {
    client.kill();
    fs.rmSync(folder, { recursive: true });
  });

  describe("with settings", () => {
    const roles = { turvo: { customRoles: ["Dispatcher"] } };
    const asking = { ...capable, workspace: { ...capable.workspace, configuration: true } };

    for (const [who, capabilities] of Object.entries({ "that can be asked": asking, "that cannot": capable })) {
      it(`${who}: those of initialize stay when it has nothing to say`, async () => {
        await client.start(folder, capabilities, { initializationOptions: roles });
        for (const settings of [{}, null, undefined, [], { csvPreflight: null }, { python: { path: "x" } }, roles]) {
          await change({ settings });
          assert.deepEqual(await problems(dispatcher), [], JSON.stringify(settings));
        }
        await change(undefined);
        assert.deepEqual(await problems(dispatcher), []);
        // What it does say counts, also when that is nothing at all.
        await change({ settings: { csvPreflight: {} } });
        assert.deepEqual(await problems(dispatcher), ["unknown-role"]);
        await change({ settings: roles });
        assert.deepEqual(await problems(dispatcher), []);
      });
    }

    it("that answer later than they changed: the last change counts", async () => {
      const asked: Message[] = [];
      client.answer = (message) => {
        if (message.method !== "workspace/configuration") return { result: null };
        asked.push(message);
        return undefined;
      };
      await client.start(folder, asking);
      for (let n = 1; n <= 2; n++) {
        client.notify("workspace/didChangeConfiguration", { settings: null });
        await until(() => asked.length === n);
      }
      client.send({ id: asked[1]!.id, result: [roles] });
      client.send({ id: asked[0]!.id, result: [{ rules: { "unknown-role": "error" } }] });
      assert.deepEqual(await problems(dispatcher), []);
    });

    /** When a question asked after it is answered, a change has been heard. */
    async function change(params: unknown): Promise<void> {
      client.notify("workspace/didChangeConfiguration", params);
      await client.request(fileTypesRequest, {});
    }
  });

  describe("that refuses", () => {
    const offered = {
      ...capable,
      workspace: { ...capable.workspace, configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    };
    const registrations = (): string[][] =>
      client.heard
        .filter(({ method }) => method === "client/registerCapability")
        .map(({ params }) => (params as { registrations: { method: string }[] }).registrations.map((r) => r.method));

    it("one registration keeps the others", async () => {
      client.answer = ({ method, params }) =>
        method === "client/registerCapability" && /didChangeConfiguration/.test(JSON.stringify(params))
          ? { error: { code: -32601, message: "not supported" } }
          : { result: null };
      await client.start(folder, offered);
      await client.hear("the refusal", ({ method, params }) => isLog(method) && /failed/.test(JSON.stringify(params)));
      assert.deepEqual(registrations().sort(), [
        ["workspace/didChangeConfiguration"],
        ["workspace/didChangeWatchedFiles"],
      ]);
      assert.deepEqual(await problems(dispatcher), ["unknown-role"]);
    });

    it("everything is served", async () => {
      client.answer = () => ({ error: { code: -32601, message: "not supported" } });
      await client.start(folder, offered);
      client.notify("workspace/didChangeConfiguration", { settings: null });
      assert.deepEqual(await problems(dispatcher), ["unknown-role"]);
      assert.equal(await client.stop(), 0);
    });

    it("is not asked for what it did not offer", async () => {
      const { didChangeWatchedFiles: _, ...workspace } = offered.workspace;
      await client.start(folder, {
        ...capable,
        workspace: { ...workspace, didChangeConfiguration: { dynamicRegistration: false } },
      });
      assert.deepEqual(await problems(dispatcher), ["unknown-role"]);
      assert.deepEqual(registrations(), []);
    });
  });

  it("that never answers is served, and goodbye is goodbye", async () => {
    client.answer = () => undefined;
    await client.start(folder, {
      ...capable,
      workspace: { ...capable.workspace, configuration: true, applyEdit: true },
    });
    client.notify("workspace/didChangeConfiguration", { settings: null });
    assert.deepEqual(await problems(dispatcher), ["unknown-role"]);
    assert.ok(await hover(0, 1));
    assert.equal(await client.stop(), 0);
  });

  it("that cannot be seen is not dead; one that dies is", async () => {
    const gone = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    await once(gone, "close");
    const unseen = await started(gone.pid!);
    // Of another user: root's process is seen by nobody else, and the first of all processes by nobody but root.
    const isRoot = process.getuid?.() === 0;
    const foreign = await started(isRoot ? process.pid : 1, isRoot ? 65_534 : undefined);
    const editor: ChildProcess = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "ignore" });
    const last = await started(editor.pid!);
    try {
      editor.kill("SIGKILL");
      // The server that was started last looks last: by then the others have looked, too.
      assert.equal(await last.ended, 1);
      for (const each of [unseen, foreign]) {
        assert.ok(await each.request(fileTypesRequest, {}));
        // What it sends ends with it.
        each.hangUp();
        assert.equal(await each.ended, 1);
      }
    } finally {
      for (const each of [unseen, foreign, last]) each.kill();
    }
  });

  it("gets the protocol's errors before the beginning, after the end and at a second beginning", async () => {
    assert.equal((await client.ask("textDocument/hover", {})).error?.code, -32002);
    assert.equal((await client.ask("shutdown")).error?.code, -32002);
    await client.start(folder);
    assert.equal((await client.ask("initialize", { processId: null, capabilities: {} })).error?.code, -32600);
    assert.deepEqual(await problems(dispatcher), ["unknown-role"]);
    assert.equal((await client.ask("shutdown")).error, undefined);
    for (const method of ["textDocument/hover", "shutdown", "initialize", "csvPreflight/fileTypes", "no/such"])
      assert.equal((await client.ask(method, {})).error?.code, -32600, method);
    client.notify("textDocument/didOpen", { textDocument: { uri: "file:///x/user.csv", version: 1, text: header } });
    client.notify("exit");
    assert.equal(await client.ended, 0);
  });

  it("that begins with anything at all gets an answer", async () => {
    for (const params of [undefined, null, [], [1], 7, "x", { capabilities: 5 }, { capabilities: { workspace: 1 } }]) {
      const other = new Client(folder);
      const { result, error } = await other.ask("initialize", params);
      assert.ok(result !== undefined, `${JSON.stringify(params)}: ${JSON.stringify(error)}`);
      other.notify("initialized");
      assert.ok(await other.request(fileTypesRequest, {}));
      assert.equal(await other.stop(), 0);
    }
    client.notify("exit");
    assert.equal(await client.ended, 1);
  });

  it("of plain text sees no marks", async () => {
    const formats = (liked: readonly string[]): object => ({
      ...capable,
      textDocument: {
        ...capable.textDocument,
        hover: { contentFormat: liked },
        completion: { completionItem: { documentationFormat: liked } },
      },
    });
    const seen = async (liked: readonly string[]): Promise<{ kinds: unknown[]; text: string }> => {
      const each = new Client(folder);
      await each.start(folder, formats(liked));
      each.notify("textDocument/didOpen", { textDocument: opened(dispatcher) });
      await each.pull(uriOf("user.csv"));
      const { contents } = (await each.request("textDocument/hover", at(0, header.indexOf("status")))) as Hover;
      const list = (await each.request("textDocument/completion", at(1, dispatcher.indexOf("2450")))) as CompletionList;
      const { documentation } = list.items.find((item) => item.documentation)!;
      assert.ok(typeof contents === "object" && "kind" in contents && typeof documentation === "object");
      assert.equal(await each.stop(), 0);
      return { kinds: [contents.kind, documentation.kind], text: `${contents.value}\n${documentation.value}` };
    };
    const plain = await seen(["plaintext", "markdown"]);
    assert.deepEqual(plain.kinds, ["plaintext", "plaintext"]);
    assert.match(plain.text, /Account status — status\.code/);
    assert.match(plain.text, /: https:\/\//);
    assert.doesNotMatch(plain.text, /[`*\\]|\]\(/);
    assert.deepEqual((await seen(["markdown", "plaintext"])).kinds, ["markdown", "markdown"]);
    await client.start(folder);
  });

  it("of commands only gets commands, and the edits come when they are run", async () => {
    const { codeAction: _, ...textDocument } = capable.textDocument;
    const workspace = { ...capable.workspace, applyEdit: true };
    await client.start(folder, { ...capable, textDocument, workspace });
    const text = dispatcher.replace("2450", "Active").replace("Dispatcher", " Admin");
    await problems(text);
    const commands = (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("user.csv") },
      range: { start: { line: 1, character: 18 }, end: { line: 1, character: 18 } },
      context: { diagnostics: [] },
    })) as Command[];
    assert.ok(commands.every(({ command, title }) => typeof command === "string" && title !== ""));
    const replace = commands.find(({ title }) => /2450/.test(title));
    const all = commands.find(({ title }) => /all safe/i.test(title));
    assert.ok(replace && all, commands.map(({ title }) => title).join("\n"));
    for (const each of [replace, all]) {
      const from = client.heard.length;
      assert.equal(await client.request("workspace/executeCommand", each), null);
      const { params } = await client.hear("the edit", ({ method }) => method === "workspace/applyEdit", from);
      assert.match(applied(text, (params as { edit: WorkspaceEdit }).edit), /,2450,/);
    }
    // A refusal is told, and so is a text that has changed.
    client.answer = () => ({ result: { applied: false } });
    let from = client.heard.length;
    await client.request("workspace/executeCommand", replace);
    await client.hear("a sentence", (message) => isReported(message, /didn't make the change/), from);
    const changes = [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: "x" }];
    client.notify("textDocument/didChange", {
      textDocument: { uri: uriOf("user.csv"), version: 2 },
      contentChanges: changes,
    });
    from = client.heard.length;
    await client.request("workspace/executeCommand", replace);
    await client.hear("a sentence", (message) => isReported(message, /has changed/), from);
  });

  it("that can make no edits is offered only what the server does itself", async () => {
    const { codeAction: _, ...textDocument } = capable.textDocument;
    fs.writeFileSync(path.join(folder, "user.csv"), `\ufeff${header}${dispatcher}`);
    await client.start(folder, { ...capable, textDocument });
    await problems(dispatcher.replace("2450", "Active"));
    const commands = (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("user.csv") },
      range: { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } },
      context: { diagnostics: [] },
    })) as Command[];
    assert.ok(commands.some(({ command }) => command === "csvPreflight.server.removeByteOrderMark"));
    assert.ok(!commands.some(({ command }) => command === "csvPreflight.server.applyAction"));
  });

  it("that asks about the file it edits is asked to look at others, once, when there is something new", async () => {
    const group = {
      uri: uriOf("group.csv"),
      languageId: "csv",
      version: 1,
      text: `id,contextId,groupId,permission\n${groupRow.replace("u1", "u9")}`,
    };
    fs.writeFileSync(path.join(folder, "user.csv"), header + dispatcher);
    fs.writeFileSync(path.join(folder, "group.csv"), group.text);
    await client.start(folder);
    client.notify("textDocument/didOpen", { textDocument: opened(dispatcher) });
    client.notify("textDocument/didOpen", { textDocument: group });
    const codes = async (uri: string): Promise<string[]> =>
      (await client.pull(uri)).items.map(({ code }) => String(code));
    let textVersion = 1;
    /** Edits the file of users as an editor does, and asks about it only. */
    const edit = async (line: number, from: number, to: number, text: string, news: string): Promise<void> => {
      const before = client.heard.length;
      client.notify("textDocument/didChange", {
        textDocument: { uri: uriOf("user.csv"), version: ++textVersion },
        contentChanges: [{ range: { start: { line, character: from }, end: { line, character: to } }, text }],
      });
      await codes(uriOf("user.csv"));
      await client.hear(news, ({ method }) => method === news, before);
    };
    assert.ok((await codes(group.uri)).includes("unknown-user"));
    await edit(1, 3, 6, "Anna", quiet);
    const start = client.heard.length;
    await edit(2, 0, 0, dispatcher.replace("u1", "u9").replace("ann@", "bo@"), refresh);
    assert.ok(!(await codes(group.uri)).includes("unknown-user"));
    await edit(1, 3, 7, "Ann", quiet);
    // A client that does not look is not asked again and again.
    await edit(2, 0, 2, "u8", refresh);
    await edit(1, 3, 6, "Anna", quiet);
    await edit(1, 3, 7, "Ann", quiet);
    assert.equal(client.heard.slice(start).filter(({ method }) => method === refresh).length, 2);
  });

  describe("program", () => {
    const run = (...words: string[]) =>
      spawnSync(process.execPath, [serverFile, ...words], { encoding: "utf8", input: "" });

    it("says how it is started and which it is", () => {
      for (const word of ["--help", "-h"]) {
        const { status, stdout, stderr } = run(word);
        assert.deepEqual([status, stderr], [0, ""]);
        for (const way of ["--stdio", "--pipe=NAME", "--socket=PORT", "--node-ipc"]) assert.ok(stdout.includes(way));
      }
      assert.deepEqual([run("--version").status, run("--version").stdout], [0, `${version}\n`]);
      assert.deepEqual([run("--stdio", "--version").status, run("--stdio", "--help").status], [0, 0]);
    });

    it("says in a sentence why it cannot be started", () => {
      const nowhere = path.join(folder, "nobody.sock");
      const sentences: readonly (readonly [words: readonly string[], code: number, RegExp])[] = [
        [["--pipe"], 2, /^--pipe requires the name of a pipe/],
        [["--pipe="], 2, /^--pipe requires the name of a pipe/],
        [["--pipe", "--clientProcessId=1"], 2, /^--pipe requires the name of a pipe/],
        [[`--pipe=${nowhere}`], 1, /^There is no client at the pipe .*nobody\.sock\. Start the editor first\.\n$/],
        [["--pipe", nowhere], 1, /^There is no client at the pipe/],
        [["--socket"], 2, /^--socket requires a port number/],
        [["--socket=http"], 2, /^--socket requires a port number/],
        [["--socket=70000"], 2, /^--socket requires a port number/],
        // Nobody but root may listen there.
        [["--socket=1"], 1, /^There is no client on port 1\. Start the editor first\.\n$/],
        [["--socket", "1"], 1, /^There is no client on port 1\./],
        [["--node-ipc"], 2, /^--node-ipc requires a parent process/],
        [[], 2, /^Usage: /],
      ];
      for (const [words, code, sentence] of sentences) {
        const { status, stdout, stderr } = run(...words);
        assert.equal(status, code, words.join(" "));
        assert.match(stderr, sentence);
        assert.doesNotMatch(stderr, /\n\s+at /);
        assert.equal(stdout, "");
      }
    });
  });

  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }
  function opened(rows: string): object {
    return { uri: uriOf("user.csv"), languageId: "csv", version: 1, text: header + rows };
  }
  function at(line: number, character: number): object {
    return { textDocument: { uri: uriOf("user.csv") }, position: { line, character } };
  }
  function hover(line: number, character: number): Promise<unknown> {
    return client.request("textDocument/hover", at(line, character));
  }
  /** The rules that speak of a file with these rows; not those about other files, which are not there. */
  async function problems(rows: string): Promise<string[]> {
    client.notify("textDocument/didOpen", { textDocument: opened(rows) });
    const { items } = (await client.request("textDocument/diagnostic", {
      textDocument: { uri: uriOf("user.csv") },
    })) as { items: { code: string }[] };
    return items.map(({ code }) => code).filter((code) => code !== "user-without-group" && code !== "missing-file");
  }
  async function started(processId: number, user?: number): Promise<Client> {
    const each = new Client(os.tmpdir(), ["--stdio"], user);
    await each.start(undefined, capable, { processId });
    return each;
  }
  function applied(rows: string, { documentChanges = [] }: WorkspaceEdit): string {
    const edits = documentChanges.flatMap((each) => ("edits" in each ? each.edits : []));
    const document = TextDocument.create("", "csv", 1, header + rows);
    return TextDocument.applyEdits(
      document,
      edits.filter((edit) => "newText" in edit),
    );
  }
});

async function until(probe: () => boolean): Promise<void> {
  for (let n = 0; n < 12_000 && !probe(); n++) await pause(10);
  assert.ok(probe());
}

function isLog(method: string | undefined): boolean {
  return method === "window/logMessage";
}

function isReported({ method, params }: Message, words: RegExp): boolean {
  return method === "window/showMessage" && words.test(JSON.stringify(params));
}
