/** The inputs people reported, where their folder is at hand: each run of the command line says and writes what `cases.ts` expects. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type CaseRun, caseRuns } from "./cases.ts";
import { cellCases } from "./cell-cases.ts";

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

describe("reported inputs", function () {
  this.timeout(60_000);
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

  for (const expected of [...caseRuns, ...cellCases]) {
    it(`${expected.id}: ${expected.command.join(" ")}`, () => {
      fs.cpSync(path.join(folder, expected.id), cwd, { recursive: true });
      // The folder of the cases may be write-protected.
      for (const name of fs.readdirSync(cwd, { recursive: true, encoding: "utf8" }))
        fs.chmodSync(path.join(cwd, name), 0o755);
      expectRun(cwd, expected);
    });
  }
});
