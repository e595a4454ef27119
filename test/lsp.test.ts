/** The real server over its pipe: everything an editor does with an import file, from opening to closing. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { CodeAction, CompletionList, Diagnostic, Hover, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { ExportAnswer } from "../server/protocol/export.ts";
import type { CheckAnswer, FileStatus, FileTypeInfo } from "../server/protocol/files.ts";
import type { RowsAnswer } from "../server/protocol/grid.ts";
import type { Template } from "../server/protocol/imports.ts";
import { Client, capable, type Message, type Pulled, serverFile } from "./client.ts";

const userCsv = `id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Super Admin,2450,America/Chicago,ann@example.com
u2,Bob Ray,Super Admin,Active,America/Chicago,bob@example.com
u2,Cy Fox,Super Admin,2450,America/Chicago ,cy@example.com
`;
const groupCsv = `id,contextId,groupId,permission
m1,u1,g1,Admin
m2,u9,g1,Admin
`;

describe("the language server", () => {
  let folder: string;
  let client: Client;

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-lsp-")));
    fs.mkdirSync(path.join(folder, "Group"));
    write("user.csv", userCsv);
    write("group.csv", groupCsv);
    write("Group/group.csv", "id,name,description\ng1,Night,\n");
    write("notes.csv", "a,b\n1,2\n");
    client = new Client(folder);
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") client.kill();
    else assert.equal(await client.stop(), 0);
    assert.deepEqual(
      client.heard.filter((message) => message.method === "window/logMessage" && /failed/.test(textOf(message))),
      [],
    );
    fs.rmSync(folder, { recursive: true });
  });

  it("says what it can do without registering anything", async () => {
    const { capabilities } = (await client.start(folder, {
      ...capable,
      workspace: { ...capable.workspace, didChangeWatchedFiles: { dynamicRegistration: false } },
    })) as { capabilities: Record<string, unknown> };
    assert.deepEqual(capabilities["textDocumentSync"], { openClose: true, change: 2, save: { includeText: false } });
    assert.equal(capabilities["positionEncoding"], "utf-16");
    for (const name of ["hoverProvider", "completionProvider", "codeActionProvider", "diagnosticProvider"])
      assert.ok(capabilities[name], name);
    await open("user.csv");
    await pull("user.csv");
    assert.ok(!client.heard.some((message) => message.method === "client/registerCapability"));
  });

  it("takes a file from squiggles to clean", async () => {
    await client.start(folder);
    await open("user.csv");
    assert.deepEqual(await pull("user.csv"), [
      "3:24-30 error invalid-code",
      "4:1-3 error duplicate-id",
      "4:28-44 warning surrounding-space",
    ]);
    // A key in a cell, told in the words of the protocol.
    change("user.csv", 2, [{ range: range(2, 23, 2, 29), text: "2451" }]);
    assert.deepEqual(await pull("user.csv"), [
      "3:24-28 information not-active",
      "4:1-3 error duplicate-id",
      "4:28-44 warning surrounding-space",
    ]);
    // Several changes in one notification mean each the text that the one before it left.
    change("user.csv", 3, [
      { range: range(2, 23, 2, 27), text: "Act" },
      { range: range(2, 26, 2, 26), text: "ive" },
    ]);
    const status = (await client.request("csvPreflight/status", { uri: uriOf("user.csv") })) as FileStatus;
    assert.equal(status.fileType, "turvo.user");
    assert.equal(status.why, "from its name and its header");
    assert.deepEqual([status.rows, status.errors, status.warnings, status.complete], [3, 2, 1, true]);

    const hover = (await client.request("textDocument/hover", at("user.csv", 1, 25))) as Hover;
    assert.match(JSON.stringify(hover.contents), /Active/);
    assert.deepEqual(hover.range, range(1, 23, 1, 27));

    const list = (await client.request("textDocument/completion", at("user.csv", 2, 26))) as CompletionList;
    const [first] = list.items;
    assert.match(first!.label, /2450/);
    assert.deepEqual(first!.textEdit, { range: range(2, 23, 2, 29), newText: "2450" });

    const actions = (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("user.csv") },
      range: range(2, 25, 2, 25),
      context: { diagnostics: lastPulled },
    })) as CodeAction[];
    assert.deepEqual(
      actions.map(({ title, kind, isPreferred }) => [title, kind, isPreferred]),
      [
        ["Replace with 2450 (Active)", "quickfix", true],
        ['Turn off "invalid-code" for this value', "quickfix", undefined],
        ['Turn off "invalid-code" for this column', "quickfix", undefined],
        ['Turn off "invalid-code" for this file', "quickfix", undefined],
        ['Turn off "invalid-code" for this folder', "quickfix", undefined],
      ],
    );
    assert.equal(actions[0]!.diagnostics?.[0]?.code, "invalid-code");
    const [documentEdit] = actions[0]!.edit?.documentChanges ?? [];
    assert.deepEqual(documentEdit, {
      textDocument: { uri: uriOf("user.csv"), version: 3 },
      edits: [{ range: range(2, 23, 2, 29), newText: "2450" }],
    });

    const [all] = (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("user.csv") },
      range: range(0, 0, 0, 0),
      context: { diagnostics: [], only: ["source.fixAll"] },
    })) as CodeAction[];
    assert.equal(all?.kind, "source.fixAll.csvPreflight");
    assert.equal(all?.edit, undefined, "its edit is made when it is picked");
    const resolved = (await client.request("codeAction/resolve", all)) as CodeAction;
    const asked = (await client.request("csvPreflight/fixAll", { uri: uriOf("user.csv") })) as WorkspaceEdit;
    assert.deepEqual(resolved.edit, asked);
    const fixed = applied("user.csv", asked);
    assert.equal(fixed, userCsv.replace("Active", "2450").replace("Chicago ,cy", "Chicago,cy"));
    change("user.csv", 4, [{ text: fixed }]);
    assert.deepEqual(await pull("user.csv"), ["4:1-3 error duplicate-id"]);
    const answer = await pullRaw("user.csv", resultId);
    assert.deepEqual([answer.kind, answer.resultId], ["unchanged", resultId]);
    assert.equal(await client.request("csvPreflight/fixAll", { uri: uriOf("user.csv") }), null);
    // An action of a text that has changed since gets no edit.
    assert.equal(((await client.request("codeAction/resolve", all)) as CodeAction).edit, undefined);
  });

  it("says where the first holder of an id is, and links each rule's page", async () => {
    await client.start(folder);
    await open("user.csv");
    await pull("user.csv");
    const duplicate = lastPulled.find(({ code }) => code === "duplicate-id");
    assert.deepEqual(duplicate?.relatedInformation?.[0]?.location, {
      uri: uriOf("user.csv"),
      range: range(2, 0, 2, 2),
    });
    const page = duplicate?.codeDescription?.href ?? "";
    assert.match(page, /^file:.*\/docs\/rules\/duplicate-id\.md$/);
    assert.match(fs.readFileSync(new URL(page), "utf8"), /^# duplicate-id/);
    client.notify("workspace/didChangeConfiguration", {
      settings: { csvPreflight: { rulePages: "https://wiki.example.com/rules" } },
    });
    await pull("user.csv");
    const moved = lastPulled.find(({ code }) => code === "duplicate-id");
    assert.equal(moved?.codeDescription?.href, "https://wiki.example.com/rules/duplicate-id.md");
    assert.equal(duplicate?.source, "csv-preflight");
    assert.deepEqual({ ...duplicate?.data, revision: 0 }, { rule: "duplicate-id", row: 4, cell: 0, revision: 0 });
  });

  it("checks files that are not open, and leaves others in peace", async () => {
    await client.start(folder);
    await publishedAs("group.csv", ["3:4-6 error unknown-user"]);
    assert.ok(!client.heard.some((message) => /notes\.csv/.test(JSON.stringify(message))));
    // Opened, it is asked for; closed, it is told of again, from the disk.
    let heard = client.heard.length;
    await open("group.csv", groupCsv.replace("u9", "u2"));
    await publishedAs("group.csv", [], heard);
    assert.deepEqual(await pull("group.csv"), []);
    heard = client.heard.length;
    close("group.csv");
    await publishedAs("group.csv", ["3:4-6 error unknown-user"], heard);
    // What happens on disk is followed.
    heard = client.heard.length;
    write("group.csv", groupCsv.replace("u9", "u2"));
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("group.csv"), type: 2 }] });
    await publishedAs("group.csv", [], heard);
    heard = client.heard.length;
    fs.rmSync(path.join(folder, "user.csv"));
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("user.csv"), type: 3 }] });
    await publishedAs("user.csv", [], heard);
  });

  it("knows a file again that is closed and opened in one breath", async () => {
    await client.start(folder);
    await open("user.csv");
    const before = await pull("user.csv");
    const heard = client.heard.length;
    close("user.csv");
    await open("user.csv");
    await pause(1500);
    assert.deepEqual(await pull("user.csv"), before);
    assert.deepEqual(publishedFor("user.csv", heard), []);
  });

  it("pushes to a client that does not ask", async () => {
    await client.start(folder, {
      textDocument: { publishDiagnostics: {}, codeAction: capable.textDocument.codeAction },
    });
    await open("user.csv");
    await publishedAs("user.csv", [
      "3:24-30 error invalid-code",
      "4:1-3 error duplicate-id",
      "4:28-44 warning surrounding-space",
    ]);
    const heard = client.heard.length;
    change("user.csv", 2, [{ range: range(2, 23, 2, 29), text: "2450" }]);
    await publishedAs("user.csv", ["4:1-3 error duplicate-id", "4:28-44 warning surrounding-space"], heard);
    const [action] = (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("user.csv") },
      range: range(3, 30, 3, 30),
      context: { diagnostics: [] },
    })) as CodeAction[];
    assert.deepEqual(Object.keys(action?.edit ?? {}), ["changes"]);
  });

  it("lets a person say what a file is", async () => {
    await client.start(folder);
    await open("user.csv");
    const none = (await client.request("csvPreflight/chooseFileType", {
      uri: uriOf("user.csv"),
      type: false,
    })) as FileStatus;
    assert.deepEqual([none.fileType, none.off], [undefined, true]);
    assert.deepEqual(await pull("user.csv"), []);
    const other = (await client.request("csvPreflight/chooseFileType", {
      uri: uriOf("user.csv"),
      type: "meeds.user",
    })) as FileStatus;
    assert.equal(other.fileType, "meeds.user");
    const back = (await client.request("csvPreflight/chooseFileType", {
      uri: uriOf("user.csv"),
      type: null,
    })) as FileStatus;
    assert.equal(back.fileType, "turvo.user");
    assert.equal((await pull("user.csv")).length, 3);
  });

  it("has the client ask again when a file that no tab shows is changed", async () => {
    write("user.csv", userCsv.replace("Super Admin,Active", "Viewer,2450").replace(/u2,Cy.*\n/, ""));
    await client.start(folder);
    await open("user.csv");
    assert.deepEqual(await pull("user.csv"), ["3:1-3 warning user-without-group"]);
    let heard = client.heard.length;
    // An edit of several files opens some unseen: nobody asks about them.
    await open("group.csv");
    await client.hear("news", ({ method }) => method === "csvPreflight/statusChanged", heard);
    heard = client.heard.length;
    change("group.csv", 2, [{ range: range(2, 0, 3, 0), text: "m2,u2,g1,Admin\n" }]);
    await client.hear("a request to ask again", ({ method }) => method === "workspace/diagnostic/refresh", heard);
    assert.deepEqual(await pull("user.csv"), []);
  });

  it("follows settings and profiles, and tells a profile's faults in place", async () => {
    await client.start(folder, capable, { initializationOptions: { rules: { "duplicate-id": "off" } } });
    await open("user.csv");
    assert.deepEqual(await pull("user.csv"), ["3:24-30 error invalid-code", "4:28-44 warning surrounding-space"]);
    let heard = client.heard.length;
    client.notify("workspace/didChangeConfiguration", {
      settings: { csvPreflight: { rules: { "invalid-code": "hint", "surrounding-space": "nonsense" }, files: 7 } },
    });
    await client.hear("a request to ask again", ({ method }) => method === "workspace/diagnostic/refresh", heard);
    assert.deepEqual(await pull("user.csv"), [
      "3:24-30 hint invalid-code",
      "4:1-3 error duplicate-id",
      "4:28-44 warning surrounding-space",
    ]);
    heard = client.heard.length;
    write("csv-preflight.json", '{\n  "files": { "user.csv": false },\n  "rulez": {}\n}\n');
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("csv-preflight.json"), type: 1 }] });
    await publishedAs("csv-preflight.json", ["3:3-10 warning invalid-profile"], heard);
    assert.deepEqual(await pull("user.csv"), []);
  });

  it("goes by JSON as it stands in the editor, saved or not, and by the disk's when it is closed", async () => {
    write("csv-preflight.json", "{}\n");
    await client.start(folder);
    await open("user.csv");
    assert.equal((await pull("user.csv")).length, 3);
    let heard = client.heard.length;
    await open("csv-preflight.json");
    change("csv-preflight.json", 2, [
      { range: range(0, 1, 0, 1), text: '"rulez": {}' },
      { range: range(0, 12, 0, 12), text: ', "files": { "user.csv": false }' },
    ]);
    await publishedAs("csv-preflight.json", ["1:2-9 warning invalid-profile"], heard);
    assert.deepEqual(await pull("user.csv"), []);
    heard = client.heard.length;
    close("csv-preflight.json");
    await publishedAs("csv-preflight.json", [], heard);
    assert.equal((await pull("user.csv")).length, 3);

    heard = client.heard.length;
    await open("hr.csv-mapping.json", '{ "to": "turvo.user", "rows": 7 }\n');
    await publishedAs("hr.csv-mapping.json", ["1:31-32 warning invalid-mapping"], heard);
    heard = client.heard.length;
    change("hr.csv-mapping.json", 2, [{ range: range(0, 30, 0, 31), text: "[]" }]);
    assert.notDeepEqual(await published("hr.csv-mapping.json", heard), ["1:31-32 warning invalid-mapping"]);
    heard = client.heard.length;
    close("hr.csv-mapping.json");
    await publishedAs("hr.csv-mapping.json", [], heard);
  });

  it("rewrites what only the disk can mend, unless something is unsaved", async () => {
    write("user.csv", `\ufeff${userCsv}`);
    await client.start(folder);
    await open("user.csv", userCsv);
    assert.ok((await pull("user.csv")).includes("1:1-3 information byte-order-mark"));
    const [action] = (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("user.csv") },
      range: range(0, 0, 0, 0),
      context: { diagnostics: [] },
    })) as CodeAction[];
    assert.equal(action?.command?.command, "csvPreflight.server.removeByteOrderMark");
    change("user.csv", 2, [{ range: range(1, 0, 1, 0), text: "x" }]);
    const command = { command: action?.command?.command, arguments: action?.command?.arguments };
    await client.request("workspace/executeCommand", command);
    await client.hear(
      "why not",
      (message) => message.method?.startsWith("window/showMessage") === true && /unsaved changes/.test(textOf(message)),
    );
    assert.equal(read("user.csv"), `\ufeff${userCsv}`);
    change("user.csv", 3, [{ range: range(1, 0, 1, 1), text: "" }]);
    await client.request("workspace/executeCommand", command);
    assert.equal(read("user.csv"), userCsv);
    await pause(200);
    assert.ok(!(await pull("user.csv")).some((line) => line.includes("byte-order-mark")));

    write("user.csv", userCsv.replace("com\nu2,B", "com\r\nu2,B"));
    await client.request("workspace/executeCommand", {
      command: "csvPreflight.server.normalizeLineEndings",
      arguments: [{ uri: uriOf("user.csv") }],
    });
    assert.equal(read("user.csv"), userCsv);

    await client.request("workspace/executeCommand", {
      command: "csvPreflight.server.addToProfile",
      arguments: [{ uri: uriOf("user.csv"), path: "turvo.customRoles", value: "Dispatcher" }],
    });
    assert.deepEqual(JSON.parse(read("csv-preflight.json")), { turvo: { customRoles: ["Dispatcher"] } });
  });

  it("changes the profile in the editor where it is open, with what is not saved there", async () => {
    const unsaved = '{ "turvo": { "customRoles": ["Planner"] } }\r\n';
    write("csv-preflight.json", "{}\n");
    for (const applies of [true, false]) {
      const asked: Message[] = [];
      client.answer = (request) => {
        if (request.method === "workspace/applyEdit") asked.push(request);
        return { result: { applied: true } };
      };
      await client.start(folder, { ...capable, workspace: { applyEdit: applies } });
      const uri = uriOf("csv-preflight.json");
      client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "json", version: 7, text: unsaved } });
      await client.request("workspace/executeCommand", {
        command: "csvPreflight.server.addToProfile",
        arguments: [{ uri: uriOf("user.csv"), path: "turvo.customRoles", value: "Dispatcher" }],
      });
      assert.equal(read("csv-preflight.json"), "{}\n", "what is on the disk lacks what is not saved");
      if (applies) {
        await client.hear("an edit", ({ method }) => method === "workspace/applyEdit");
        const { edit } = asked[0]!.params as { edit: WorkspaceEdit };
        const document = TextDocument.create(uri, "json", 7, unsaved);
        const after = TextDocument.applyEdits(document, edit.changes?.[uri] ?? []);
        assert.deepEqual(JSON.parse(after), { turvo: { customRoles: ["Planner", "Dispatcher"] } });
        client.kill();
        client = new Client(folder);
      } else
        await client.hear(
          "why not",
          (message) => message.method === "window/showMessage" && /unsaved changes/.test(textOf(message)),
        );
    }
  });

  it("shows rows on demand and finds the way between table and text", async () => {
    await client.start(folder);
    await open("user.csv");
    const uri = uriOf("user.csv");
    const answer = (await client.request("csvPreflight/rows", { uri, from: 1, to: 2 })) as RowsAnswer;
    assert.deepEqual([answer.version, answer.total, answer.rows.length], [1, 3, 1]);
    const [row] = answer.rows;
    assert.deepEqual([row?.index, row?.line], [1, 2]);
    assert.deepEqual(
      row?.cells[3]?.problems?.map(({ rule, severity }) => [rule, severity]),
      [["invalid-code", "error"]],
    );
    assert.deepEqual(answer.columns[3]?.title, "Account status");
    assert.deepEqual(await client.request("csvPreflight/cellRange", { uri, row: 1, cell: 3 }), range(2, 23, 2, 29));
    const position = { line: 2, character: 25 };
    assert.deepEqual(await client.request("csvPreflight/cellAt", { uri, position }), { row: 1, cell: 3 });
    assert.equal(await client.request("csvPreflight/cellAt", { uri, position: { line: 0, character: 3 } }), null);
  });

  it("never shows a password", async () => {
    write(
      "import.csv",
      "userName,firstName,lastName,password,email\nann,Ann,Lee,geheim123,a@x.org\nbob,Bob,geheim9,b@x.org\n",
    );
    await client.start(folder);
    await open("import.csv");
    await pull("import.csv");
    const uri = uriOf("import.csv");
    const rows = await client.request("csvPreflight/rows", { uri, from: 0, to: 9 });
    const hover = await client.request("textDocument/hover", at("import.csv", 1, 14));
    const seen = JSON.stringify([rows, hover, lastPulled, client.heard]);
    assert.match(seen, /••••/);
    assert.doesNotMatch(seen, /geheim/);
  });

  it("exports a clean file and reads it back first", async () => {
    await client.start(folder);
    await open(
      "user.csv",
      userCsv.replaceAll("\n", "\r\n").replace("Bob Ray", '"Bob ""B"" Ray"').replace("u2,Cy", "\r\nu3,Cy"),
    );
    const uri = uriOf("user.csv");
    const csv = (await client.request("csvPreflight/export", { uri, format: "csv" })) as ExportAnswer;
    const expected = userCsv
      .replace("Bob Ray", '"Bob ""B"" Ray"')
      .replace("u2,Cy", "u3,Cy")
      .replace("Active", "2450")
      .replace("Chicago ,", "Chicago,");
    assert.equal(csv.text, expected.replaceAll("\n", "\r\n"));
    assert.deepEqual([csv.rows, csv.errors, csv.warnings, csv.mismatch], [3, 0, 0, undefined]);
    const json = (await client.request("csvPreflight/export", { uri, format: "json" })) as ExportAnswer;
    assert.equal((JSON.parse(json.text) as Record<string, string>[])[1]?.["name"], 'Bob "B" Ray');

    // Where quotes mean nothing a cell of two lines cannot be written: that is told, not hidden.
    await open("import.csv", 'userName,firstName,lastName,email\nann,"Ann\nMary",Lee,a@x.org\n');
    const broken = (await client.request("csvPreflight/export", {
      uri: uriOf("import.csv"),
      format: "csv",
    })) as ExportAnswer;
    assert.match(broken.mismatch ?? "", /firstName.* spans several lines/);
  });

  it("exports no copy of a file whose letters were lost in reading, but what an editor read rightly", async () => {
    const bytes = Buffer.from(userCsv.replace("Bob", "J\u00f6rg"), "latin1");
    fs.writeFileSync(path.join(folder, "user.csv"), bytes);
    await client.start(folder);
    const uri = uriOf("user.csv");
    for (const format of ["csv", "json", "markdown", "xlsx"]) {
      const { refused, text } = (await client.request("csvPreflight/export", { uri, format })) as ExportAnswer;
      assert.match(refused ?? "", /^user\.csv isn't saved as UTF-8/, format);
      assert.equal(text, "");
    }
    await open("user.csv", bytes.toString("latin1"));
    const right = (await client.request("csvPreflight/export", { uri, format: "csv" })) as ExportAnswer;
    assert.equal(right.refused, undefined);
    assert.match(right.text, /J\u00f6rg Ray/);
  });

  it("checks everything on demand, writes templates and explains rules", async () => {
    await client.start(folder);
    const { files } = (await client.request("csvPreflight/check", {})) as CheckAnswer;
    assert.deepEqual(
      files.map(({ uri, fileType, errors }) => [path.basename(uri), fileType, errors]),
      [
        ["group.csv", "turvo.group", 0],
        ["group.csv", "turvo.user_group", 1],
        ["user.csv", "turvo.user", 2],
      ],
    );
    const set = (await client.request("csvPreflight/template", { type: "turvo.user" })) as Template[];
    const fresh = path.join(folder, "new");
    for (const file of set) {
      fs.mkdirSync(path.dirname(path.join(fresh, file.path)), { recursive: true });
      fs.writeFileSync(path.join(fresh, file.path), file.text);
    }
    const uris = set.map((file) => pathToFileURL(path.join(fresh, file.path)).href);
    await client.request("csvPreflight/check", { uris });
    const checked = (await client.request("csvPreflight/check", { uris })) as CheckAnswer;
    assert.deepEqual(
      checked.files.map(({ fileType, errors, warnings }) => [fileType, errors, warnings]),
      set.map(({ fileType }) => [fileType, 0, 0]),
    );
    assert.match(String(await client.request("csvPreflight/explain", { rule: "invalid-code" })), /^# invalid-code\n/);
    assert.equal(await client.request("csvPreflight/explain", { rule: "__proto__" }), null);
  });

  it("makes rows and files that other files of the set lack", async () => {
    await client.start(folder);
    await open("group.csv");
    await pull("group.csv");
    const actions = (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("group.csv") },
      range: range(2, 4, 2, 4),
      context: { diagnostics: lastPulled },
    })) as CodeAction[];
    const add = actions.find(({ title }) => /user\.csv/.test(title));
    assert.ok(add, actions.map(({ title }) => title).join("\n"));
    const { edit } = (await client.request("codeAction/resolve", add)) as CodeAction;
    const [change] = edit?.documentChanges ?? [];
    assert.ok(change && "edits" in change);
    assert.deepEqual(change.textDocument, { uri: uriOf("user.csv"), version: null });
    assert.match(JSON.stringify(change.edits), /u9,/);

    const from = client.heard.length;
    fs.rmSync(path.join(folder, "user.csv"));
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("user.csv"), type: 3 }] });
    await client.hear("a request to ask again", ({ method }) => method === "workspace/diagnostic/refresh", from);
    await open("communication_channel.csv", "id,contextId,email.type,email\nc1,u1,1097,ann@example.com\n");
    // Asked again as often as an editor is asked to.
    const isMissed = async () =>
      (await pull("communication_channel.csv")).some((line) => line.includes("missing-file"));
    let missed = await isMissed();
    for (let n = 0; n < 12_000 && !missed; n++) {
      await pause(10);
      missed = await isMissed();
    }
    assert.ok(missed);
    const offered = (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("communication_channel.csv") },
      range: range(0, 0, 0, 0),
      context: { diagnostics: [] },
    })) as CodeAction[];
    const create = offered.find(({ title }) => title.startsWith("Create user.csv"));
    assert.ok(create, offered.map(({ title }) => title).join("\n"));
    const made = (await client.request("codeAction/resolve", create)) as CodeAction;
    const kinds = made.edit?.documentChanges?.map((each) => ("kind" in each ? each.kind : "edit"));
    assert.deepEqual(kinds, ["create", "edit"]);
  });

  it("has a template without a fault for every type", async () => {
    await client.start(folder);
    const types = (await client.request("csvPreflight/fileTypes", {})) as FileTypeInfo[];
    assert.equal(types.length, 13);
    for (const { name } of types) {
      const files = (await client.request("csvPreflight/template", { type: name })) as Template[];
      const fresh = path.join(folder, "fresh", name);
      for (const file of files) {
        fs.mkdirSync(path.dirname(path.join(fresh, file.path)), { recursive: true });
        fs.writeFileSync(path.join(fresh, file.path), file.text);
      }
    }
    const { files } = (await client.request("csvPreflight/check", {})) as CheckAnswer;
    const faulty = files.filter(({ uri, errors, warnings }) => uri.includes("/fresh/") && errors + warnings > 0);
    assert.deepEqual(faulty, []);
    assert.equal(files.filter(({ uri }) => uri.includes("/fresh/")).length, 4 * 4 + 2 * 2 + types.length - 6);
  });

  it("speaks over node's own channel, as VS Code starts it", async () => {
    const server = fork(serverFile, ["--node-ipc"], { cwd: folder });
    const answer = new Promise<unknown>((resolve) => server.once("message", resolve));
    server.send({ jsonrpc: "2.0", id: 1, method: "initialize", params: { processId: process.pid, capabilities: {} } });
    assert.match(JSON.stringify(await answer), /"hoverProvider":true/);
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.send({ jsonrpc: "2.0", id: 2, method: "shutdown" });
    server.send({ jsonrpc: "2.0", method: "exit" });
    assert.equal(await ended, 0);
    await client.start(folder);
  });

  it("cuts the list at the cap, errors first, and says so", async () => {
    await client.start(folder, capable, { initializationOptions: { maxProblems: 6 } });
    const rows = Array.from(
      { length: 30 },
      (_, i) => `u${i},Ann ,Super Admin,${i > 26 ? "9" : "2450"},America/Chicago,a${i}@example.com\n`,
    );
    await open("user.csv", `${userCsv.split("\n")[0]}\n${rows.join("")}`);
    const reported = await pull("user.csv");
    assert.deepEqual(reported.filter((line) => line.includes("error")).length, 3);
    assert.ok(reported.length <= 6, reported.join("\n"));
    const message = String(lastPulled[0]!.message);
    assert.match(message, /^\d+ more problems aren't shown/);
    const status = (await client.request("csvPreflight/status", { uri: uriOf("user.csv") })) as FileStatus;
    assert.ok(message.startsWith(`${status.notShown} more `), message);
  });

  it("works on a text that is nowhere on disk", async () => {
    await client.start(undefined);
    const uri = "untitled:Untitled-1";
    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text: userCsv } });
    const answer = await client.pull(uri);
    assert.ok(answer.items.some(({ code }) => code === "invalid-code"));
  });

  it("keeps one file one file, however its URI is spelled", async () => {
    const odd = "a, b (1)!";
    fs.mkdirSync(path.join(folder, odd));
    write(`${odd}/user.csv`, userCsv);
    await client.start(folder);
    const plain = pathToFileURL(path.join(folder, odd, "user.csv")).href;
    const encoded = plain.replaceAll(",", "%2C").replaceAll("(", "%28").replaceAll(")", "%29").replaceAll("!", "%21");
    assert.notEqual(plain, encoded);
    client.notify("textDocument/didOpen", {
      textDocument: { uri: plain, languageId: "csv", version: 1, text: userCsv },
    });
    const answer = await client.pull(encoded);
    assert.equal(answer.items.length, 3);
    await pause(400);
    const { files } = (await client.request("csvPreflight/check", {})) as CheckAnswer;
    assert.deepEqual(
      files.filter(({ uri }) => uri.includes("%20b%20")).map(({ uri }) => uri),
      [plain],
    );
  });

  let lastPulled: Diagnostic[] = [];
  let resultId: string | undefined;
  const texts = new Map<string, string>();

  function write(name: string, text: string): void {
    fs.writeFileSync(path.join(folder, name), text);
  }
  function read(name: string): string {
    return fs.readFileSync(path.join(folder, name), "utf8");
  }
  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }
  async function open(name: string, text = read(name)): Promise<void> {
    texts.set(name, text);
    client.notify("textDocument/didOpen", { textDocument: { uri: uriOf(name), languageId: "csv", version: 1, text } });
  }
  function change(name: string, version: number, contentChanges: readonly { range?: object; text: string }[]): void {
    const document = TextDocument.create(name, "csv", 1, texts.get(name)!);
    texts.set(name, TextDocument.update(document, contentChanges as { text: string }[], version).getText());
    client.notify("textDocument/didChange", { textDocument: { uri: uriOf(name), version }, contentChanges });
  }
  function close(name: string): void {
    client.notify("textDocument/didClose", { textDocument: { uri: uriOf(name) } });
  }
  function at(name: string, line: number, character: number): object {
    return { textDocument: { uri: uriOf(name) }, position: { line, character } };
  }
  function pullRaw(name: string, previousResultId?: string): Promise<Pulled> {
    return client.pull(uriOf(name), previousResultId);
  }
  /** What the server says when it is asked, one line each, lines and columns from 1. */
  async function pull(name: string): Promise<string[]> {
    const answer = await pullRaw(name);
    assert.equal(answer.kind, "full");
    lastPulled = answer.items;
    resultId = answer.resultId;
    return lines(answer.items);
  }
  /** What the server last said of a file unasked, waiting until it has said something. */
  async function published(name: string, from = 0): Promise<string[]> {
    await client.hear(`diagnostics of ${name}`, (message) => isPublished(message, uriOf(name)), from);
    return publishedFor(name, from).at(-1)!;
  }
  /** Waits until this is what it says unasked: while it reads, it may say a part. */
  async function publishedAs(name: string, expected: readonly string[], from = 0): Promise<void> {
    const now = (): string[] | undefined => publishedFor(name, from).at(-1);
    for (let n = 0; n < 12_000 && now()?.join() !== expected.join(); n++) await pause(10);
    assert.deepEqual(now(), expected);
  }
  function publishedFor(name: string, from: number): string[][] {
    return client.heard
      .slice(from)
      .filter((message) => isPublished(message, uriOf(name)))
      .map(({ params }) => lines((params as { diagnostics: Diagnostic[] }).diagnostics));
  }
  function applied(name: string, edit: WorkspaceEdit): string {
    const edits = (edit.documentChanges ?? []).flatMap((each) => ("edits" in each ? each.edits : [])) as TextEdit[];
    return TextDocument.applyEdits(TextDocument.create(name, "csv", 1, texts.get(name)!), edits);
  }
});

function isPublished({ method, params }: Message, uri: string): boolean {
  return method === "textDocument/publishDiagnostics" && samePath((params as { uri: string }).uri, uri);
}

function samePath(a: string, b: string): boolean {
  return decodeURIComponent(a) === decodeURIComponent(b);
}

function lines(diagnostics: readonly Diagnostic[]): string[] {
  const severities = ["", "error", "warning", "information", "hint"];
  return diagnostics.map(({ range: { start, end }, severity, code }) => {
    const to = end.line === start.line ? `${end.character + 1}` : `${end.line + 1}:${end.character + 1}`;
    return `${start.line + 1}:${start.character + 1}-${to} ${severities[severity ?? 0]} ${code ?? ""}`.trim();
  });
}

function range(line: number, character: number, endLine: number, endCharacter: number): object {
  return { start: { line, character }, end: { line: endLine, character: endCharacter } };
}

function textOf({ params }: Message): string {
  return typeof params === "object" && params !== null && "message" in params ? String(params.message) : "";
}
