/** Suppressions in the tenant profile: what they are about counts nowhere, reports say how much that is, and those of no use are told. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "vscode-languageserver-types";
import { Suppressions } from "../server/core/checking/suppressions.ts";
import { Client, type Message } from "./client.ts";
import { openSet, readAll, rulesIn, sheetAt, uriOf, users } from "./sets.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const header = "id,name,permission,status.code,timezone,userEmail\n";
const people = `${header}u1,Ann Lee,Admin,Active,America/Chicago,a@example.com\nu2,Bob Ray,Admin,Active,America/Chicago,b@example\n`;

describe("suppressions", () => {
  let folder: string;
  const at = (...names: string[]): string => path.join(folder, ...names);
  const write = (name: string, content: string): void => {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), content);
  };
  const suppress = (...suppressions: readonly object[]): void =>
    write("csv-preflight.json", JSON.stringify({ suppressions }, undefined, 1));
  const run = (...words: string[]): { readonly status: number | null; readonly text: string } => {
    const program = path.join(repository, "out/cli/main.js");
    const { stdout, status } = spawnSync(process.execPath, [program, "check", ...words], {
      cwd: folder,
      encoding: "utf8",
    });
    return { status, text: stdout };
  };

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-suppressed-")));
    write("user.csv", people);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  describe("on the command line", () => {
    it("count nowhere, and each report says how many there are", () => {
      suppress({ rule: "invalid-code", column: "status.code", value: "Active", reason: "They convert it." });
      const { status, text } = run(".");
      assert.equal(status, 0);
      assert.match(text, /2 rows read, 2 checked; 1 problem found, 1 shown\n.*: 1 warning; 2 problems suppressed/);
      const json = JSON.parse(run(".", "--format", "json").text) as {
        files: { problems: { rule: string }[]; suppressed?: number }[];
        summary: { errors: number; suppressed?: number };
      };
      assert.deepEqual(
        json.files[0]?.problems.map(({ rule }) => rule),
        ["invalid-email"],
      );
      assert.equal(json.files[0]?.suppressed, 2);
      assert.deepEqual([json.summary.errors, json.summary.suppressed], [0, 2]);
      const sarif = JSON.parse(run(".", "--format", "sarif").text) as {
        runs: { results: { ruleId: string; suppressions?: object[] }[] }[];
      };
      const suppressions = [{ kind: "external", status: "accepted", justification: "They convert it." }];
      assert.deepEqual(
        sarif.runs[0]?.results.map(({ ruleId, suppressions }) => [ruleId, suppressions]),
        [["invalid-email", undefined], ...Array(2).fill(["invalid-code", suppressions])],
      );
      assert.match(run(".", "--format", "html").text, /2 problems don&#39;t count|2 problems don't count/);
      assert.doesNotMatch(run(".", "--format", "csv").text, /invalid-code/);
      assert.doesNotMatch(run(".", "--format", "github").text, /status\.code/);
    });

    it("are told when no problem falls under them, at their place, and only if all their files were checked", () => {
      suppress(
        { rule: "invalid-code", files: "./user.csv", value: "Activ", reason: "a" },
        { rule: "invalid-code", id: "u1", reason: "b" },
        { rule: "blank-row", files: "other/*.csv", reason: "c" },
      );
      const unused = (...words: string[]): string[] =>
        run(...words)
          .text.split("\n")
          .filter((line) => line.includes("This suppression no longer applies"))
          .map((line) => line.trim().split(/\s+/)[0]!);
      assert.deepEqual(unused("."), ["3:3", "14:3"]);
      assert.deepEqual(unused("user.csv"), ["3:3"], "other files may need the others");
      write("below/user.csv", people);
      assert.deepEqual(unused("below"), []);
    });

    it("are told when they have no reason, and count all the same", () => {
      suppress({ rule: "invalid-code" }, { rule: "invalid-email", reason: " " });
      const { status, text } = run(".");
      assert.equal(status, 0);
      assert.match(
        text,
        /3:3 +warning +This suppression has no reason\. Add a "reason" that says why these problems are acceptable\./,
      );
      assert.match(text, /8:14 +warning +This suppression has no reason/);
      assert.match(text, /3 problems suppressed/);
    });

    it("are found by their own places when others before them are wrong", () => {
      suppress({ rule: "invalid-cod", reason: "a" }, { rule: "blank-row", colum: "x", reason: "b" });
      const { text } = run(".");
      assert.match(text, /4:\d+ +warning +"invalid-cod" isn't known here/);
      assert.match(text, /9:\d+ +warning +"colum" isn't known here/);
      assert.match(text, /7:3 +warning +This suppression no longer applies to any problem/);
    });
  });

  describe("in the editor", () => {
    let client: Client;
    beforeEach(() => {
      client = new Client(folder);
    });
    afterEach(() => client.stop());

    it("of no use are told in the profile, and not any more when a problem falls under them", async () => {
      suppress({ rule: "unknown-role", value: "Boss", reason: "Made tomorrow." });
      const profile = pathToFileURL(at("csv-preflight.json")).href;
      const uri = pathToFileURL(at("user.csv")).href;
      const saysOfProfile =
        (fits: (found: readonly Diagnostic[]) => boolean) =>
        ({ method, params }: Message): boolean => {
          if (method !== "textDocument/publishDiagnostics") return false;
          const { uri: about, diagnostics } = params as { uri: string; diagnostics: Diagnostic[] };
          return about === profile && fits(diagnostics);
        };
      await client.start(folder);
      const isUnused = saysOfProfile(([one]) => /^This suppression no longer applies/.test(String(one?.message)));
      const told = await client.hear("that it is of no use", isUnused);
      const { diagnostics } = told.params as { diagnostics: Diagnostic[] };
      assert.deepEqual(diagnostics[0]?.range.start, { line: 2, character: 2 });
      const textDocument = { uri, languageId: "csv", version: 1, text: people };
      client.notify("textDocument/didOpen", { textDocument });
      await client.pull(uri);
      const from = client.heard.length;
      const range = { start: { line: 1, character: 11 }, end: { line: 1, character: 16 } };
      const contentChanges = [{ range, text: "Boss" }];
      client.notify("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges });
      const { items } = await client.pull(uri);
      assert.ok(!items.some(({ code }) => code === "unknown-role"));
      await client.hear(
        "that it is of use",
        saysOfProfile((found) => found.length === 0),
        from,
      );
    });
  });

  it("are compared with their own values only, however many there are", () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({
      rule: "unknown-user",
      column: "contextId",
      value: `U-${i}`,
    }));
    const suppressions = new Suppressions([...many, { rule: "unknown-user", column: "contextId", id: "M-1" }]);
    let asked = 0;
    const subject = (value: string, id: string) => ({
      columns: () => {
        asked++;
        return ["contextId"];
      },
      values: () => [value],
      id: () => id,
    });
    assert.equal(suppressions.find("unknown-user", subject("U-77", "M-5")), 77);
    assert.equal(suppressions.find("unknown-user", subject("X", "M-1")), 10_000);
    assert.equal(suppressions.find("unknown-user", subject("X", "M-2")), -1);
    assert.equal(suppressions.find("duplicate-id", subject("U-77", "M-1")), -1);
    assert.equal(asked, 2);
  });

  it("cost an edit no more than the page that it is in", () => {
    const rows = Array.from({ length: 2000 }, (_, i) => `M-${i},X-${i},G-1,Viewer\n`).join("");
    const files = { "user.csv": users, "group.csv": `id,contextId,groupId,permission\n${rows}` };
    const list = Array.from({ length: 2000 }, (_, i) => ({ rule: "unknown-user", value: `X-${i}`, reason: "Later." }));
    const workspace = openSet(files, {}, list);
    assert.deepEqual(rulesIn(workspace, /^unknown-user$/), {});
    const sheet = sheetAt(workspace, "group.csv");
    const read = sheet.pagesRead;
    const { document } = sheet;
    const place = document.offsets[1]! + document.pages[1]!.text.indexOf("X-");
    workspace.edit(uriOf("group.csv"), [{ start: place, end: place + 2, text: "Y-" }], 2);
    readAll(workspace);
    assert.deepEqual(rulesIn(workspace, /^unknown-user$/), { "group.csv": ["unknown-user"] });
    assert.equal(sheet.pagesRead - read, 1);
  });
});
