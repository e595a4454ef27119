/** The inputs people reported, where their folder is at hand: each run of the command line says and writes what `cases.ts` expects. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type CaseRun, caseRuns } from "./cases.ts";
import { cellCases } from "./cell-cases.ts";
import { elsewhere, type MapRun, mapRuns } from "./map-cases.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const program = path.join(repository, "out/cli/main.js");
const folder = path.resolve(repository, "../shared/cases");

interface Report {
  readonly files: readonly {
    readonly path: string;
    readonly problems: readonly { readonly rule: string; readonly severity: string; readonly line: number }[];
  }[];
}

/** All files below a folder by their paths, as text; the case's own page is none of them. */
function filesIn(root: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === "expected.md") continue;
    const full = path.join(entry.parentPath, entry.name);
    files[path.relative(root, full).replaceAll(path.sep, "/")] = fs.readFileSync(full, "latin1");
  }
  return files;
}

/** Text as `filesIn` has it: one character a byte. */
function bytesOf(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function problemsOf(report: Report): string[] {
  return report.files.flatMap((file) =>
    file.problems.map(({ line, severity, rule }) => `${file.path}:${line} ${severity} ${rule}`),
  );
}

function run(cwd: string, words: readonly string[]) {
  return spawnSync(process.execPath, [program, ...words], { cwd, encoding: "utf8", input: "" });
}

function expectRun(cwd: string, expected: CaseRun): void {
  const before = filesIn(cwd);
  const asked = expected.problems ?? expected.has ?? expected.silent;
  const { status, stdout, stderr } = run(cwd, [...expected.command, ...(asked ? ["--format", "json"] : [])]);
  const shown = `${stdout}\n${stderr}`;
  for (const part of expected.says ?? []) assert.ok(shown.includes(part), `"${part}" is missing in\n${shown}`);
  assert.equal(status, expected.exit, shown);
  if (asked) {
    const found = problemsOf(JSON.parse(stdout) as Report);
    if (expected.problems) assert.deepEqual(found, expected.problems);
    for (const each of expected.has ?? [])
      assert.ok(found.includes(each), `${each} is missing in\n${found.join("\n")}`);
    for (const rule of expected.silent ?? [])
      assert.deepEqual(
        found.filter((each) => each.endsWith(` ${rule}`)),
        [],
      );
  }
  const after = Object.fromEntries(Object.entries(expected.after ?? {}).map(([name, text]) => [name, bytesOf(text)]));
  assert.deepEqual(filesIn(cwd), { ...before, ...after });
}

/** A mapping as it is written, as far as it is looked at. */
interface Written {
  readonly key: readonly string[];
  readonly rows: readonly { readonly columns: Readonly<Record<string, unknown>> }[];
}

function expectMapping(cwd: string, { to, key, people, columns, open, unused, says }: MapRun): void {
  const [file] = fs.readdirSync(cwd).filter((name) => name.endsWith(".csv"));
  const words = ["convert", file!, "--to", to, "--write-mapping", "m.json", "--output", "out"];
  const { stdout, stderr } = run(cwd, words);
  const shown = `${stdout}\n${stderr}`;
  const mapping = JSON.parse(fs.readFileSync(path.join(cwd, "m.json"), "utf8")) as Written;
  assert.deepEqual(mapping.key, [key], shown);
  const made = Object.assign({}, ...[...mapping.rows].reverse().map((each) => each.columns)) as Record<string, unknown>;
  for (const [name, from] of Object.entries(columns)) assert.deepEqual(made[name], from, name);
  for (const name of open ?? []) assert.equal(made[name], undefined, name);
  for (const name of unused ?? []) assert.ok(!JSON.stringify(mapping).includes(JSON.stringify(name)), name);
  for (const part of says ?? []) assert.ok(shown.includes(part), `"${part}" is missing in\n${shown}`);
  const [users] = fs
    .readdirSync(path.join(cwd, "out"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".csv") && !/channel|group/.test(name));
  const lines = fs
    .readFileSync(path.join(cwd, "out", users!), "utf8")
    .trimEnd()
    .split("\n");
  assert.equal(lines.length - 1, people, lines.join("\n"));
}

describe("reported inputs", function () {
  this.timeout(180_000);
  let cwd = "";
  before(function () {
    if (fs.existsSync(folder)) return;
    console.log(`      skipped: there is no ${folder}`);
    this.skip();
  });
  beforeEach(() => {
    cwd = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-case-"));
  });
  afterEach(() => fs.rmSync(cwd, { recursive: true, force: true }));

  const copyCase = (id: string): void => {
    fs.cpSync(path.join(folder, id), cwd, { recursive: true });
    // The folder of the cases may be write-protected.
    for (const name of fs.readdirSync(cwd, { recursive: true, encoding: "utf8" }))
      fs.chmodSync(path.join(cwd, name), 0o755);
  };

  for (const expected of [...caseRuns, ...cellCases]) {
    it(`${expected.id}: ${expected.command.join(" ")}`, () => {
      copyCase(expected.id);
      expectRun(cwd, expected);
    });
  }

  for (const expected of mapRuns) {
    it(`${expected.id}: convert --to ${expected.to}`, () => {
      copyCase(expected.id);
      expectMapping(cwd, expected);
    });
  }

  it("are all here, or in a test of their own", () => {
    const here = new Set([...caseRuns, ...cellCases, ...mapRuns].map(({ id }) => id));
    const folders = fs
      .readdirSync(folder, { withFileTypes: true })
      .flatMap((each) => (each.isDirectory() ? [each.name] : []));
    const left = folders.filter((name) => !here.has(name));
    for (const name of left) console.log(`      ${name}: ${elsewhere[name] ?? "nowhere"}`);
    assert.deepEqual(left.sort(), Object.keys(elsewhere).sort());
  });
});
