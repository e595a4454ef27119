/** The real server, asked about a set of files of which most are not open: navigation, renaming, generating, plans, bundles. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readXlsx } from "hucre/xlsx";
import type {
  CodeAction,
  CodeLens,
  CompletionList,
  Diagnostic,
  DocumentSymbol,
  Hover,
  InlayHint,
  Location,
  LocationLink,
  SelectionRange,
  SymbolInformation,
  TextDocumentEdit,
  WorkspaceEdit,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { readBundle } from "../server/disk/writing/bundle.ts";
import type { ExportAnswer, ReportAnswer } from "../server/protocol/export.ts";
import type {
  BundleAnswer,
  GenerateAnswer,
  GroupsAnswer,
  SetInfo,
  UploadPlanAnswer,
} from "../server/protocol/imports.ts";
import { Client, capable } from "./client.ts";
import { channels, groups, memberships, users } from "./sets.ts";

const able = {
  ...capable,
  workspace: {
    ...capable.workspace,
    workspaceEdit: { ...capable.workspace.workspaceEdit, changeAnnotationSupport: {} },
  },
  textDocument: {
    ...capable.textDocument,
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

describe("the language server and a set of files", () => {
  let folder: string;
  let client: Client;

  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-sets-")));
    fs.mkdirSync(path.join(folder, "Group"));
    write("Group/group.csv", groups);
    write("user.csv", users);
    write("group.csv", memberships);
    write("communication_channel.csv", channels);
    client = new Client(folder);
    await client.start(folder, able, { initializationOptions: { codeLens: true, referenceLens: true } });
  });

  afterEach(async function () {
    if (this.currentTest?.state === "failed") client.kill();
    else assert.equal(await client.stop(), 0);
    fs.rmSync(folder, { recursive: true });
  });

  function write(name: string, text: string): void {
    fs.writeFileSync(path.join(folder, name), text);
  }
  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }
  function nameOf(uri: string): string {
    return path.relative(folder, fileURLToPath(uri)).split(path.sep).join("/");
  }
  function open(name: string): void {
    const text = fs.readFileSync(path.join(folder, name), "utf8");
    client.notify("textDocument/didOpen", { textDocument: { uri: uriOf(name), languageId: "csv", version: 1, text } });
  }
  function at(name: string, line: number, character: number): { textDocument: { uri: string }; position: object } {
    return { textDocument: { uri: uriOf(name) }, position: { line, character } };
  }
  const place = ({ uri, range }: Location): string => `${nameOf(uri)}:${range.start.line}:${range.start.character}`;

  /** The files as they are after an edit, by name. */
  function applied(edit: WorkspaceEdit): Record<string, string> {
    const texts: Record<string, string> = {};
    for (const change of edit.documentChanges ?? []) {
      if ("kind" in change) {
        texts[nameOf((change as { uri: string }).uri)] = "";
        continue;
      }
      const { textDocument, edits } = change as TextDocumentEdit;
      const name = nameOf(textDocument.uri);
      const old = texts[name] ?? fs.readFileSync(path.join(folder, name), "utf8");
      const plain = edits.map(({ range, ...rest }) => ({ range, newText: (rest as { newText: string }).newText }));
      texts[name] = TextDocument.applyEdits(TextDocument.create(textDocument.uri, "csv", 1, old), plain);
    }
    return texts;
  }

  it("goes from a reference to its row in a file that is not open, and back", async () => {
    open("group.csv");
    const [link, ...others] = (await client.request(
      "textDocument/definition",
      at("group.csv", 1, 6),
    )) as LocationLink[];
    assert.equal(others.length, 0);
    assert.equal(nameOf(link!.targetUri), "user.csv");
    assert.deepEqual(link!.targetSelectionRange, { start: { line: 2, character: 0 }, end: { line: 2, character: 3 } });
    assert.deepEqual(link!.originSelectionRange, { start: { line: 1, character: 4 }, end: { line: 1, character: 7 } });
    const found = (await client.request("textDocument/references", {
      ...at("group.csv", 1, 4),
      context: { includeDeclaration: true },
    })) as Location[];
    assert.deepEqual(found.map(place), ["user.csv:2:0", "communication_channel.csv:2:4", "group.csv:1:4"]);
    const symbols = (await client.request("workspace/symbol", { query: "bob" })) as SymbolInformation[];
    assert.deepEqual(
      symbols.map(({ name, location }) => `${name} ${place(location)}`),
      ["Bob Ray user.csv:2:0"],
    );
    const hover = (await client.request("textDocument/hover", at("group.csv", 1, 5))) as Hover;
    assert.match(JSON.stringify(hover.contents), /Bob Ray.*Viewer.*bob@example\.com.*3135550101.*North/s);
    const list = (await client.request("textDocument/completion", at("group.csv", 1, 7))) as CompletionList;
    assert.ok(list.items.some(({ label }) => label.includes("Bob Ray")));
  });

  it("points from a reference that differs to the row that was meant, and else to the file that was searched", async () => {
    write("group.csv", "id,contextId,groupId,permission\nM-1,u-2,G-1,Viewer\nM-2,U-9,G-1,Viewer\n");
    open("group.csv");
    const { items } = await client.pull(uriOf("group.csv"));
    const related = items.map(({ relatedInformation }) => relatedInformation!.map(({ location }) => place(location)));
    assert.deepEqual(related, [["user.csv:2:0"], ["user.csv:0:0"]]);
  });

  it("renames an id in three files, two of them not open", async () => {
    open("user.csv");
    const prepared = await client.request("textDocument/prepareRename", at("user.csv", 2, 1));
    assert.deepEqual(prepared, {
      range: { start: { line: 2, character: 0 }, end: { line: 2, character: 3 } },
      placeholder: "U-2",
    });
    const edit = (await client.request("textDocument/rename", {
      ...at("user.csv", 2, 1),
      newName: "U-22",
    })) as WorkspaceEdit;
    assert.deepEqual(applied(edit), {
      "user.csv": users.replace("U-2", "U-22"),
      "group.csv": memberships.replace("U-2", "U-22"),
      "communication_channel.csv": channels.replace("U-2", "U-22"),
    });
    const versions = (edit.documentChanges as TextDocumentEdit[]).map(({ textDocument }) => textDocument.version);
    assert.deepEqual(
      versions.filter((version) => version !== null),
      [1],
    );
    assert.match(JSON.stringify(edit.changeAnnotations), /finds rows by this ID/);
    assert.ok(
      client.heard.some(
        ({ method, params }) => method === "window/showMessage" && /finds rows by this ID/.test(JSON.stringify(params)),
      ),
    );
    const taken = await client.ask("textDocument/rename", { ...at("user.csv", 2, 1), newName: "U-1" });
    assert.match(taken.error!.message, /U-1 is already used in user\.csv, line 2\./);
    const nothing = await client.ask("textDocument/prepareRename", at("user.csv", 2, 6));
    assert.match(nothing.error!.message, /Only IDs/);
  });

  it("takes the blank out of an id in every file", async () => {
    const blank = (text: string): string => text.replace("U-2", "U 2");
    write("user.csv", blank(users));
    write("group.csv", blank(memberships));
    write("communication_channel.csv", blank(channels));
    await client.request("csvPreflight/check", {});
    open("user.csv");
    const { textDocument, position } = at("user.csv", 2, 1);
    const actions = (await client.request("textDocument/codeAction", {
      textDocument,
      range: { start: position, end: position },
      context: { diagnostics: [] },
    })) as CodeAction[];
    const action = actions.find(({ title }) => title === "Replace with U-2");
    assert.ok(action, actions.map(({ title }) => title).join());
    const { edit } = action.edit ? action : ((await client.request("codeAction/resolve", action)) as CodeAction);
    assert.deepEqual(applied(edit!), {
      "user.csv": users,
      "group.csv": memberships,
      "communication_channel.csv": channels,
    });
  });

  it("tells closed files that a user is gone, unasked", async () => {
    open("user.csv");
    await client.request("textDocument/diagnostic", { textDocument: { uri: uriOf("user.csv") } });
    client.notify("textDocument/didChange", {
      textDocument: { uri: uriOf("user.csv"), version: 2 },
      contentChanges: [{ range: { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } }, text: "" }],
    });
    const reported = (name: string): Diagnostic[] =>
      client.heard
        .filter(({ method }) => method === "textDocument/publishDiagnostics")
        .map(({ params }) => params as { uri: string; diagnostics: Diagnostic[] })
        .filter(({ uri }) => uri === uriOf(name))
        .at(-1)?.diagnostics ?? [];
    while (reported("group.csv").length === 0 || reported("communication_channel.csv").length === 0) await pause(10);
    assert.deepEqual(
      reported("group.csv").map(({ code }) => code),
      ["unknown-user"],
    );
  });

  it("makes the missing rows of groups, asked for or as a fix", async () => {
    write("group.csv", "id,contextId,groupId,permission\r\nM-1,U-2,G-2,Viewer\r\n");
    await client.request("csvPreflight/check", {});
    open("user.csv");
    const asked = (await client.request("csvPreflight/groups", { uri: uriOf("user.csv") })) as GroupsAnswer;
    assert.deepEqual(asked, {
      users: 1,
      groups: [
        { id: "G-2", name: "South", members: 1 },
        { id: "G-1", name: "North", members: 0 },
      ],
    });
    const made = (await client.request("csvPreflight/generate", {
      uri: uriOf("group.csv"),
      what: "groupRows",
      group: "G-1",
    })) as GenerateAnswer;
    assert.equal(made.rows, 1);
    const expected = "id,contextId,groupId,permission\r\nM-1,U-2,G-2,Viewer\r\nM-2,U-3,G-1,Editor\r\n";
    assert.deepEqual(applied(made.edit as WorkspaceEdit), { "group.csv": expected });
    const actions = (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("user.csv") },
      range: { start: { line: 3, character: 1 }, end: { line: 3, character: 1 } },
      context: { diagnostics: [] },
    })) as CodeAction[];
    const action = actions.find(({ title }) => title === "Add U-3 to a group in group.csv")!;
    const resolved = action.edit ? action : ((await client.request("codeAction/resolve", action)) as CodeAction);
    assert.deepEqual(applied(resolved.edit!), { "group.csv": expected.replace("U-3,G-1", "U-3,G-2") });
    const contacts = (await client.request("csvPreflight/generate", {
      uri: uriOf("user.csv"),
      what: "contactRows",
    })) as GenerateAnswer;
    assert.deepEqual(applied(contacts.edit as WorkspaceEdit), {
      "communication_channel.csv": `${channels}C-3,U-3,,,,\n`,
    });
  });

  it("makes a file that is missing", async () => {
    fs.rmSync(path.join(folder, "user.csv"));
    await client.request("csvPreflight/check", {});
    open("group.csv");
    const actions = (await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("group.csv") },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [] },
    })) as CodeAction[];
    const action = actions.find(({ title }) => /^Create user\.csv/.test(title))!;
    const resolved = action.edit ? action : ((await client.request("codeAction/resolve", action)) as CodeAction);
    const { "user.csv": text } = applied(resolved.edit!);
    assert.match(text!, /^id,name,.*\nU-2,,.*\nU-3,,.*\n$/);
  });

  it("shows the set, its plan, and writes it as a bundle", async () => {
    await client.request("csvPreflight/check", {});
    const sets = (await client.request("csvPreflight/sets", {})) as SetInfo[];
    assert.deepEqual(
      sets.map(({ name, system, files, missing }) => [
        name,
        system,
        files.map((file) => `${file.name} ${file.rows}`),
        missing,
      ]),
      [["", "Turvo", ["Group/group.csv 2", "user.csv 3", "group.csv 2", "communication_channel.csv 2"], []]],
    );
    const plans = (await client.request("csvPreflight/uploadPlan", { uri: uriOf("group.csv") })) as UploadPlanAnswer[];
    assert.deepEqual(
      plans.map(({ ready, steps }) => [ready, steps.map(({ name, state }) => `${name} ${state}`)]),
      [[true, ["Group/group.csv ready", "user.csv ready", "group.csv ready", "communication_channel.csv ready"]]],
    );
    const target = path.join(folder, "out.zip");
    const ask = async (more: object): Promise<BundleAnswer> =>
      (await client.request("csvPreflight/bundle", {
        uri: uriOf("user.csv"),
        target: pathToFileURL(target).href,
        ...more,
      })) as BundleAnswer;
    assert.deepEqual((await ask({})).files.at(-1), "manifest.json");
    assert.equal((await readBundle(target)).get("2-user/user.csv"), users);
    assert.equal((await ask({})).refused, "exists");
    assert.equal((await ask({ overwrite: true })).refused, undefined);
  });

  it("outlines a file under its header, and says small words beside it", async () => {
    open("group.csv");
    open("user.csv");
    const [root] = (await client.request("textDocument/documentSymbol", {
      textDocument: { uri: uriOf("user.csv") },
    })) as DocumentSymbol[];
    assert.deepEqual(root!.selectionRange.start, { line: 0, character: 0 });
    assert.deepEqual(root!.range.end, { line: 4, character: 0 });
    assert.deepEqual(
      root!.children!.map(({ name }) => name),
      ["Ann Lee", "Bob Ray", "Cy Fox"],
    );
    await client.request("csvPreflight/check", {});
    const range = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } };
    const hints = (await client.request("textDocument/inlayHint", {
      textDocument: { uri: uriOf("group.csv") },
      range,
    })) as InlayHint[];
    assert.deepEqual(
      hints.map(({ label, position }) => `${position.line}:${position.character} ${String(label)}`),
      ["1:7 ‹Bob Ray›", "1:11 ‹North›", "2:7 ‹Cy Fox›", "2:11 ‹South›"],
    );
    const codes = (await client.request("textDocument/inlayHint", {
      textDocument: { uri: uriOf("user.csv") },
      range,
    })) as InlayHint[];
    assert.deepEqual(
      codes.map(({ label }) => label),
      ["‹Active›", "‹Active›"],
    );
    const lenses = (await client.request("textDocument/codeLens", {
      textDocument: { uri: uriOf("user.csv") },
    })) as CodeLens[];
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ["3 rows · no problems", "Preview", "Export", undefined, undefined, undefined],
    );
    const resolved = (await client.request("codeLens/resolve", lenses[4])) as CodeLens;
    assert.equal(resolved.command!.title, "2 references");
    const [selection] = (await client.request("textDocument/selectionRange", {
      textDocument: { uri: uriOf("user.csv") },
      positions: [{ line: 1, character: 5 }],
    })) as SelectionRange[];
    assert.deepEqual(selection!.range, { start: { line: 1, character: 4 }, end: { line: 1, character: 11 } });
    assert.equal(selection!.parent!.range.start.character, 0);
  });

  describe("asked for something to hand over", () => {
    const report = async (given: object): Promise<ReportAnswer | null> =>
      (await client.request("csvPreflight/report", given)) as ReportAnswer | null;

    it("reports about an import, as it stands in the editor, in English where it has no other language", async () => {
      open("user.csv");
      client.notify("textDocument/didChange", {
        textDocument: { uri: uriOf("user.csv"), version: 2 },
        contentChanges: [{ text: users.replace(",2450,", ",Active,") }],
      });
      const page = await report({ uri: uriOf("user.csv"), format: "html", language: "de-AT" });
      assert.deepEqual([page!.name, page!.files, page!.errors, page!.found], ["report.html", 4, 1, 1]);
      assert.match(page!.text, /<html lang="en">[\s\S]*<h3>Ann Lee<\/h3>[\s\S]*&quot;Active&quot;/);
      const json = JSON.parse((await report({ uri: uriOf("user.csv"), format: "json" }))!.text) as {
        files: { path: string }[];
      };
      assert.deepEqual(
        json.files.map((file) => file.path),
        ["Group/group.csv", "communication_channel.csv", "group.csv", "user.csv"],
      );
    });

    it("reports about exactly the files that are named, about all, and about nothing that is no import", async () => {
      const some = await report({ uris: [uriOf("group.csv"), uriOf("nothing.csv")], format: "csv" });
      assert.deepEqual([some!.name, some!.files], ["report.csv", 1]);
      assert.equal((await report({ format: "text" }))!.files, 4);
      assert.equal(await report({ uris: [], format: "text" }), null);
      for (const format of ["xml", 7, undefined]) assert.equal(await report({ format }), null);
    });

    it("makes a workbook of one file, and of an import a sheet each", async () => {
      const ask = async (given: object): Promise<ExportAnswer> =>
        (await client.request("csvPreflight/export", { format: "xlsx", ...given })) as ExportAnswer;
      const one = await ask({ uri: uriOf("user.csv"), labels: true });
      assert.deepEqual([one.name, one.rows], ["user.xlsx", 3]);
      const sheets = async ({ base64 }: ExportAnswer) => (await readXlsx(Buffer.from(base64!, "base64"))).sheets;
      assert.deepEqual((await sheets(one))[0]!.rows[1]!.slice(3, 5), ["2450", "Active"]);
      const all = await ask({ uri: pathToFileURL(folder).href });
      assert.equal(all.name, "import.xlsx");
      assert.deepEqual(
        (await sheets(all)).map(({ name }) => name),
        ["group", "user", "group 2", "communication_channel"],
      );
    });

    it("writes an import as a Data Package", async () => {
      const target = path.join(folder, "package.zip");
      const given = { uri: uriOf("user.csv"), target: pathToFileURL(target).href, kind: "datapackage" };
      const answer = (await client.request("csvPreflight/bundle", given)) as BundleAnswer;
      assert.equal(answer.files.at(-1), "datapackage.json");
      assert.ok((await readBundle(target)).has("datapackage.json"));
    });
  });
});
