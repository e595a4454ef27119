/** Comparisons with the last upload: what they say leads from the old files to the new ones, and the undo set leads back. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { zipSync } from "fflate";
import { builtInTables } from "../server/core/filetypes/schemas.ts";
import { changesOf } from "../server/features/compare/changes.ts";
import { type Comparison, compareUploads, type UploadFile } from "../server/features/compare/compare.ts";
import { RecordTable } from "../server/features/compare/fingerprints.ts";
import { undoOf } from "../server/features/compare/undo.ts";
import { rules } from "../server/rules/index.ts";
import { findingsOf, goodSet, openSet, users } from "./sets.ts";

type Rows = ReadonlyMap<string, Readonly<Record<string, string>>>;

function filesOf(files: Readonly<Record<string, string>>): UploadFile[] {
  const entries = [...openSet(files).entries()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return entries.flatMap(({ sheet, path: file }) => (sheet ? [{ path: file.slice("/set/".length), sheet }] : []));
}

function compared(old: string, fresh: string): Comparison {
  return compareUploads(filesOf({ "user.csv": old }), filesOf({ "user.csv": fresh }));
}

/** What another parser reads, by id. */
function rowsIn(text: string, key = "id"): Rows {
  const rows: Record<string, string>[] = parse(text, { columns: true });
  return new Map(rows.map((row) => [row[key] ?? "", row]));
}

/** What a system holds after an upload: rows that are there are changed, others made, none deleted. */
function uploaded(before: Rows, upload: Rows): Rows {
  const after = new Map(before);
  for (const [id, row] of upload) after.set(id, { ...before.get(id), ...row });
  return after;
}

const fields = ["name", "title", "permission", "status.code", "timezone", "userEmail"] as const;
/** Texts that no safe fix would change. */
const word = fc.constantFrom("Ann Lee", "Ben, Jr.", 'Cy "Fox" Ode', "Zoë", "two\nlines", "x;y", "Dispatcher");
const record = fc.record({
  name: word,
  title: fc.oneof(word, fc.constant("")),
  permission: fc.constantFrom("Admin", "Super Admin"),
  "status.code": fc.constantFrom("2450", "2451", ""),
  timezone: fc.constantFrom("America/New_York", "Europe/Prague"),
  userEmail: fc.nat(9999).map((n) => `u${n}@example.com`),
});
const id = fc.nat(30).map((n) => `U-${n}`);
const upload = fc.uniqueArray(fc.tuple(id, record), { selector: ([key]) => key, minLength: 1, maxLength: 12 });
const order = fc.shuffledSubarray(["id", ...fields], { minLength: fields.length + 1 });

type Upload = readonly (readonly [string, Readonly<Record<string, string>>])[];

function written(rows: Upload, columns: readonly string[]): string {
  const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map(([key, row]) => columns.map((name) => cell(name === "id" ? key : row[name]!)).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

function keysOf(changes: Iterable<{ readonly key: unknown }>): string[] {
  return Array.from(changes, ({ key }) => String(key));
}

describe("a comparison", () => {
  it("applied to the old rows gives the new ones", () => {
    fc.assert(
      fc.property(upload, upload, order, order, (old, fresh, oldColumns, newColumns) => {
        const [before, after] = [written(old, oldColumns), written(fresh, newColumns)];
        const news = rowsIn(after);
        const rows = new Map(rowsIn(before));
        const [type] = compared(before, after).types;
        for (const key of keysOf(changesOf(type!, "gone"))) assert.ok(rows.delete(key), `${key} was not there`);
        for (const key of keysOf(changesOf(type!, "created"))) {
          assert.ok(!rows.has(key), `${key} was there`);
          rows.set(key, news.get(key)!);
        }
        for (const { key: shown, fields: changes } of changesOf(type!, "updated")) {
          const key = String(shown);
          assert.ok(changes.length > 0);
          const row = { ...rows.get(key) };
          for (const { field, old: from, new: to } of changes) {
            assert.equal(row[field], from!.text);
            assert.notEqual(row[field], to.text);
            row[field] = to.text;
          }
          rows.set(key, row);
        }
        assert.deepEqual([...rows].sort(byKey), [...news].sort(byKey));
        const { created, updated, unchanged, gone } = type!.counts;
        assert.equal(created + updated + unchanged, news.size);
        assert.equal(updated + unchanged + gone, old.length);
      }),
    );
  });

  it("of a file with itself is empty, in whatever order rows and columns stand", () => {
    fc.assert(
      fc.property(upload, order, order, (rows, first, second) => {
        const { counts } = compared(written(rows, first), written([...rows].reverse(), second));
        assert.deepEqual(counts, { created: 0, updated: 0, unchanged: rows.length, gone: 0 });
      }),
    );
  });

  it("keeps rows of one key apart, first with first", () => {
    const header = "id,name,permission,timezone,userEmail\n";
    const row = (name: string): string => `U-1,${name},Admin,America/New_York,a@example.com\n`;
    const { types, counts } = compared(header + row("A") + row("B"), header + row("A") + row("C") + row("D"));
    assert.deepEqual(counts, { created: 1, updated: 1, unchanged: 1, gone: 0 });
    const [change] = changesOf(types[0]!, "updated");
    assert.deepEqual(
      change!.fields.map(({ field, old, new: fresh }) => [field, old!.text, fresh.text]),
      [["name", "B", "C"]],
    );
  });

  it("holds the records that share a hash's slot", () => {
    const low = Int32Array.from([1, 17, 1, 33, 1]);
    const high = new Int32Array(5);
    const table = new RecordTable({ low, high }, 5);
    assert.deepEqual(
      [17, 1, 1, 33, 1, 1, 17].map((hash) => table.take(hash, 0)),
      [1, 0, 2, 3, 4, -1, -1],
    );
  });
});

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

describe("an undo set", () => {
  const tables = builtInTables({}, rules);

  it("uploaded after the new files gives what the old ones said, and locks who was created", () => {
    fc.assert(
      fc.property(upload, upload, order, order, (old, fresh, oldColumns, newColumns) => {
        const [before, after] = [written(old, oldColumns), written(fresh, newColumns)];
        const undo = undoOf(compared(before, after), tables);
        let rows = uploaded(rowsIn(before), rowsIn(after));
        for (const { exported } of undo.files) rows = uploaded(rows, rowsIn(exported.text));
        for (const [key, row] of rowsIn(before)) assert.deepEqual(rows.get(key), row);
        const created = [...rowsIn(after).keys()].filter((key) => !rowsIn(before).has(key));
        for (const key of created) assert.equal(rows.get(key)!["status.code"], "2451");
        assert.equal(undo.errors, 0);
      }),
    );
  });

  it("passes our own check where all files changed", () => {
    const changed = Object.fromEntries(
      Object.entries(goodSet).map(([name, text]) => [name, text.replace(/^(.*)\n(.*)\n/, "$1\n")]),
    );
    const undo = undoOf(compareUploads(filesOf(goodSet), filesOf(changed)), tables);
    assert.deepEqual(
      undo.files.map(({ path: file }) => file),
      ["Group/group.csv", "user.csv", "group.csv", "communication_channel.csv"],
    );
    const files = Object.fromEntries(undo.files.map(({ path: file, exported }) => [file, exported.text]));
    assert.deepEqual(findingsOf(openSet(files), /./), {});
    assert.equal(undo.errors, 0);
  });

  it("tells of the errors that it has", () => {
    const broken = users.replace("2450", "245O");
    assert.ok(undoOf(compared(broken, users), tables).errors > 0);
  });

  it("of nothing is empty", () => {
    const undo = undoOf(compared(users, users), tables);
    assert.deepEqual(undo, { files: [], remains: [], errors: 0, warnings: 0, obstacle: undefined });
  });
});

const program = path.resolve(import.meta.dirname, "../../out/cli/main.js");

interface Report {
  readonly version: number;
  readonly old: { readonly madeBy?: string; readonly faults: readonly string[] };
  readonly files: readonly {
    readonly fileType: string;
    readonly records: readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly summary: Readonly<Record<string, number>>;
}

describe("csv-preflight compare", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-compare-"));
    for (const [name, text] of Object.entries(goodSet)) put(`set/${name}`, text);
    assert.equal(run("export", "set", "--to", "bundle", "--output", "last.zip").status, 0);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function put(name: string, text: string): void {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }

  function run(...words: string[]) {
    const options = { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], options);
    return { status, stdout, stderr };
  }

  it("says nothing of a folder and its own bundle, whether zip or folder, whichever is first", () => {
    assert.equal(run("export", "set", "--to", "bundle", "--output", "set/last").status, 0);
    for (const words of [
      ["last.zip", "set"],
      ["set/last", "set"],
      ["set", "last.zip"],
      ["last.zip", "last.zip"],
    ]) {
      const { status, stdout, stderr } = run("compare", ...words);
      assert.equal(status, 0, `${words.join(" ")}: ${stdout}${stderr}`);
      assert.match(stdout, /: nothing would change\n$/);
      assert.equal(stderr, "");
    }
  });

  it("says what changed, to people and to scripts", () => {
    put("set/user.csv", users.replace("2450", "2451"));
    const text = run("compare", "last.zip", "set");
    assert.equal(text.status, 1);
    assert.match(text.stdout, /^ {2}~ U-1 {2}.*\n {6}status\.code {2}2450 Active → 2451 Suspended$/m);
    const json = run("compare", "last.zip", "set", "--format", "json");
    assert.equal(json.status, 1);
    const report = JSON.parse(json.stdout) as Report;
    assert.equal(report.version, 1);
    assert.match(report.old.madeBy!, /^CSV Preflight \d/);
    assert.deepEqual(report.summary, { created: 0, updated: 1, unchanged: 8, gone: 0 });
    const { fields: changes, ...change } = report.files.find(({ fileType }) => fileType === "turvo.user")!.records[0]!;
    assert.deepEqual(changes, [
      { field: "status.code", old: "2450", oldLabel: "Active", new: "2451", newLabel: "Suspended" },
    ]);
    assert.equal(change["line"], 2);
    assert.equal(change["oldFile"], "2-user/user.csv");
    const page = run("compare", "last.zip", "set", "--format", "markdown", "--output", "page.md");
    assert.equal(page.status, 1);
    assert.equal(page.stdout, "");
    assert.match(fs.readFileSync(path.join(folder, "page.md"), "utf8"), /Account status: 2450 Active → 2451 Suspended/);
  });

  it("takes files, and then looks at nothing else", () => {
    put("old.csv", users.replace("2450", "2452"));
    const { status, stdout } = run("compare", "old.csv", "set/user.csv");
    assert.equal(status, 1);
    assert.match(stdout, /2452 Deleted → 2450 Active/);
    assert.match(run("compare", "old.csv", "set").stdout, /1 updated, 2 unchanged\n$/);
  });

  it("never shows a password", () => {
    const meeds = (password: string): string =>
      `userName,firstName,lastName,password,email\nann.lee,Anna,Leemann,${password},ann@example.com\n`;
    put("a/import.csv", meeds("Correct-Horse-9"));
    put("b/import.csv", meeds("Battery-Staple-7"));
    for (const format of ["text", "json", "markdown"]) {
      const { status, stdout, stderr } = run("compare", "a", "b", "--format", format);
      assert.equal(status, 1);
      assert.match(stdout, /password/);
      assert.doesNotMatch(stdout + stderr, /Horse|Staple/);
    }
  });

  it("compares a bundle with its manifest first", () => {
    assert.equal(run("export", "set", "--to", "bundle", "--output", "last").status, 0);
    put("last/2-user/user.csv", users.replace("2450", "2451"));
    put("last/more.csv", users);
    fs.rmSync(path.join(folder, "last/1-group"), { recursive: true });
    const { status, stderr } = run("compare", "last", "set");
    assert.equal(status, 1);
    assert.match(stderr, /2-user\/user\.csv has changed since the bundle was made/);
    assert.match(stderr, /1-group\/group\.csv is in the manifest, but the file is missing/);
    assert.match(stderr, /more\.csv isn't in the manifest/);
    fs.writeFileSync(path.join(folder, "plain.zip"), zipSync({ "user.csv": Buffer.from(users) }));
    const plain = run("compare", "plain.zip", "set/user.csv");
    assert.equal(plain.status, 0);
    assert.match(plain.stderr, /plain\.zip has no manifest/);
  });

  it("writes the way back into a new folder only, and what no import can do", () => {
    put("set/user.csv", `${users.replace("2450", "2451")}U-9,Eva May,Admin,2450,America/New_York,eva@example.com\n`);
    const { status, stderr } = run("compare", "last.zip", "set", "--undo", "back");
    assert.equal(status, 1);
    assert.match(stderr, /An import can't delete the row that the upload creates, only disable it\./);
    assert.match(
      stderr,
      /back contains the files that undo this upload: user\.csv, created\/user\.csv, undo\.md\. They have 0 errors/,
    );
    assert.match(fs.readFileSync(path.join(folder, "back/undo.md"), "utf8"), /created\/user\.csv/);
    assert.equal(run("check", "back").status, 0);
    const again = run("compare", "last.zip", "set", "--undo", "back");
    assert.equal(again.status, 2);
    assert.match(again.stderr, /back already exists/);
  });

  it("refuses what it cannot compare", () => {
    put("notes.zip", "no zip");
    put("other/import.csv", "userName,firstName,lastName,password,email\n");
    put("two/a/user.csv", users);
    put("two/b/user.csv", users);
    for (const [words, message] of [
      [[], /compare OLD \[NEW\]/],
      [["a", "b", "c"], /compare OLD \[NEW\]/],
      [["nowhere", "set"], /there is no such file/],
      [["notes.zip", "set"], /notes\.zip can't be read/],
      [["last.zip", "other"], /last\.zip contains files for Turvo, other contains files for Meeds/],
      [["last.zip", "two"], /two contains 2 imports: two\/a \(Turvo\), two\/b \(Turvo\); name the folder of one/],
      [["last.zip", "set", "--format", "sarif"], /--format can't be "sarif"; use text, json, or markdown/],
    ] as const) {
      const { status, stdout, stderr } = run("compare", ...words);
      assert.equal(status, 2, words.join(" "));
      assert.equal(stdout, "");
      assert.match(stderr, message);
    }
  });
});
