/** What is judged or written of a whole import is made of all its files as they are on disk, however busy the machine is; glances don't wait. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import {
  CancellationTokenSource,
  createMessageConnection,
  LSPErrorCodes,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { connect } from "../server/lsp/connection.ts";
import { ReadyWriter } from "../server/lsp/ready-writer.ts";
import { type Served, serve } from "../server/lsp/server.ts";
import { type CompareAnswer, compareRequest } from "../server/protocol/compare.ts";
import {
  type ConvertAnswer,
  type ConvertQuestions,
  convertQuestionsRequest,
  convertRequest,
} from "../server/protocol/convert.ts";
import {
  type AnonymizeAnswer,
  anonymizeRequest,
  type ExportAnswer,
  exportRequest,
  type ReportAnswer,
  reportRequest,
} from "../server/protocol/export.ts";
import {
  type BundleAnswer,
  bundleRequest,
  type UploadPlanAnswer,
  uploadPlanRequest,
} from "../server/protocol/imports.ts";
import { capable } from "./client.ts";
import { goodSet } from "./sets.ts";

/** So many imports lie before the one that is asked about: reading them takes longer than anybody would wait for a glance. */
const decoys = 60;

describe("whole imports", function () {
  this.timeout(300_000);
  let folder: string;
  let served: Served;
  let client: MessageConnection;

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-whole-")));
    for (let n = 0; n < decoys; n++) write(`before/${n}/user.csv`, goodSet["user.csv"]);
    writeSet("last");
  });
  afterEach(() => {
    client.dispose();
    fs.rmSync(folder, { recursive: true });
  });

  it("are whole in every answer that is asked for while their folder is being opened", async () => {
    writeSet("set");
    await start();
    await assertWhole("set");
  });

  it("are whole in every answer right after they were written, whoever said so", async () => {
    await start();
    await ask(reportRequest, { format: "json" });
    for (const name of ["report", "plan", "bundle"]) writeSet(name);
    assert.equal((await ask<ReportAnswer>(reportRequest, { uri: uriOf("report"), format: "json" })).files, 4);
    const [plan] = await ask<UploadPlanAnswer[]>(uploadPlanRequest, { uri: uriOf("plan/user.csv") });
    assert.equal(plan?.steps.filter(({ uri }) => uri !== undefined).length, 4);
    const target = pathToFileURL(path.join(folder, "b.zip")).href;
    const bundle = await ask<BundleAnswer>(bundleRequest, { uri: uriOf("bundle"), target });
    assert.equal(bundle.refused, undefined);
    for (const name of ["copy", "all", "conversion"]) writeSet(name);
    const all = await ask<ReportAnswer>(reportRequest, { format: "json" });
    assert.equal(all.files, decoys + 4 * 7);
    // A file that is gone is in no answer either.
    fs.rmSync(path.join(folder, "copy/communication_channel.csv"));
    const made = { uri: uriOf("copy"), target: uriOf("copied"), seed: "s" };
    assert.equal((await ask<AnonymizeAnswer>(anonymizeRequest, made)).files.length, 3);
  });

  it("are copied while other files change all the time", async () => {
    writeSet("set");
    await start();
    let isDone = false;
    const made = ask<AnonymizeAnswer>(anonymizeRequest, { uri: uriOf("set"), target: uriOf("copied") }).finally(() => {
      isDone = true;
    });
    for (let n = 0; !isDone; n++) {
      write(
        "before/0/user.csv",
        `${goodSet["user.csv"]}U-${n + 9},Ann Lee,Admin,2450,Europe/London,a${n}@example.com\n`,
      );
      report("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("before/0/user.csv"), type: 2 }] });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal((await made).files.length, 4);
  });

  it("are not waited for by a glance, nor by who does not want the answer any more", async () => {
    writeSet("set");
    await start();
    const source = new CancellationTokenSource();
    const asked = client.sendRequest(reportRequest.method, { format: "json" }, source.token);
    const textDocument = { uri: uriOf("set/user.csv"), languageId: "csv", version: 1, text: goodSet["user.csv"] };
    report("textDocument/didOpen", { textDocument });
    const hover = await client.sendRequest("textDocument/hover", {
      textDocument,
      position: { line: 1, character: 20 },
    });
    assert.match(JSON.stringify(hover), /Suspended/);
    assert.ok(known() < decoys, "the folder is still being read");
    source.cancel();
    await assert.rejects(asked, ({ code }: { code?: unknown }) => code === LSPErrorCodes.RequestCancelled);
    assert.ok(known() < decoys, "and the answer to a question that was taken back doesn't wait either");
  });

  /** Asks everything at once. */
  async function assertWhole(name: string): Promise<void> {
    const uri = uriOf(name);
    const last = uriOf("last");
    const rules = { to: "travtus.user", roles: { Admin: "compass", Editor: "compass", Viewer: "compass" } };
    const [report, plans, bundle, copy, workbook, comparison, questions, converted, symbols] = await Promise.all([
      ask<ReportAnswer>(reportRequest, { uri, format: "json" }),
      ask<UploadPlanAnswer[]>(uploadPlanRequest, { uri }),
      ask<BundleAnswer>(bundleRequest, { uri, target: uriOf("bundle.zip"), allowErrors: true }),
      ask<AnonymizeAnswer>(anonymizeRequest, { uri, target: uriOf("copied"), seed: "s" }),
      ask<ExportAnswer>(exportRequest, { uri, format: "xlsx" }),
      ask<CompareAnswer>(compareRequest, { uri, with: last }),
      ask<ConvertQuestions>(convertQuestionsRequest, { uri, to: "travtus.user" }),
      ask<ConvertAnswer>(convertRequest, { uri, target: uriOf("converted"), ...rules }),
      ask<{ location: { uri: string } }[]>({ method: "workspace/symbol" }, { query: "Ann Lee" }),
    ]);
    assert.equal(report.files, 4);
    assert.equal(plans[0]?.steps.filter((step) => step.uri !== undefined).length, 4);
    assert.equal(bundle.refused, undefined);
    assert.ok(fs.existsSync(path.join(folder, "bundle.zip")));
    assert.equal(copy.files.length, 4);
    assert.equal(workbook.rows, 9);
    assert.deepEqual(comparison.counts, { created: 0, updated: 0, unchanged: 9, gone: 0 });
    assert.equal(questions.people, 3);
    assert.equal(converted.people, 3);
    assert.ok(symbols.some((symbol) => symbol.location.uri === uriOf(`${name}/user.csv`)));
  }

  function known(): number {
    return [...served.session.workspace.entries()].length;
  }

  function ask<R>({ method }: { readonly method: string }, params: object): Promise<R> {
    return client.sendRequest<R>(method, params);
  }

  function report(method: string, params: object): void {
    void client.sendNotification(method, params);
  }

  function writeSet(name: string): void {
    for (const [file, text] of Object.entries(goodSet)) write(`${name}/${file}`, text);
  }

  function write(name: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }

  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }

  async function start(): Promise<void> {
    const [there, back] = [new PassThrough(), new PassThrough()];
    served = serve(connect([new StreamMessageReader(there), new ReadyWriter(back)], () => {}));
    client = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    client.onRequest(() => null);
    client.listen();
    await client.sendRequest("initialize", { processId: null, rootUri: uriOf(""), capabilities: capable });
    report("initialized", {});
  }
});
