/** Dirty sets through every command of the command line, run inside this process: what must hold whatever the input is. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";
import { runWords } from "../../server/cli/run.ts";
import { readFile } from "../../server/disk/reading/files.ts";
import { SeededRandom } from "../../server/features/anonymize/seeded-random.ts";
import { dirtySet, peopleTypes, secretWord } from "./dirty-set.ts";

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in a folder. Nothing else of this process may print meanwhile. */
export async function runIn(folder: string, words: readonly string[]): Promise<Ran> {
  const before = process.cwd();
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write] as const;
  let out = "";
  let err = "";
  process.chdir(folder);
  stdout.write = (piece: string | Uint8Array): boolean => {
    out += typeof piece === "string" ? piece : Buffer.from(piece).toString();
    return true;
  };
  stderr.write = (piece: string | Uint8Array): boolean => {
    err += typeof piece === "string" ? piece : Buffer.from(piece).toString();
    return true;
  };
  try {
    return { status: await runWords(words), out, err };
  } finally {
    [stdout.write, stderr.write] = writes;
    process.chdir(before);
  }
}

/** What a run of the fuzzer has done, for its summary. */
export interface Tally {
  sets: number;
  files: number;
  commands: number;
  compared: number;
}

interface Problem {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly row: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Report {
  readonly files: readonly { readonly path: string; readonly rows: number; readonly problems: readonly Problem[] }[];
  readonly unrecognized?: readonly unknown[];
  readonly summary: Readonly<Record<"errors" | "warnings" | "information" | "hints", number>>;
}

/** Bytes of all files below a folder, as Latin-1 text by path. */
export function filesIn(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = path.join(entry.parentPath, entry.name);
    found.set(path.relative(folder, full).replaceAll(path.sep, "/"), fs.readFileSync(full, "latin1"));
  }
  return new Map([...found].sort());
}

/** One set, through `check`, `fix` and some others; throws what does not hold. */
export async function tryCommands(seed: string, tally: Tally): Promise<void> {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-fuzz-")));
  try {
    await new Trial(folder, seed, tally).run();
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the set of a seed into a folder; answers how many files it has. */
export function writeSet(seed: string, folder: string): number {
  const { files } = dirtySet(new SeededRandom("set", seed));
  for (const [name, bytes] of files) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), bytes);
  }
  return files.size;
}

class Trial {
  readonly #random: SeededRandom;
  /** Where the set lies. */
  readonly #set: string;
  /** Where outputs go. */
  readonly #out: string;

  constructor(
    folder: string,
    readonly seed: string,
    readonly tally: Tally,
  ) {
    this.#random = new SeededRandom("commands", seed);
    this.#set = path.join(folder, "set");
    this.#out = path.join(folder, "out");
  }

  async run(): Promise<void> {
    this.tally.files += writeSet(this.seed, this.#set);
    this.tally.sets++;
    const report = await this.#check();
    const others = [
      () => this.#formats(report),
      () => this.#exports(),
      () => this.#bundles(),
      () => this.#compares(),
      () => this.#anonymizes(),
      () => this.#converts(),
      () => this.#maps(),
    ];
    for (let n = 0; n < 2; n++) {
      fs.rmSync(this.#out, { recursive: true, force: true });
      await this.#random.of(others)();
    }
    await this.#fixes(report);
  }

  /** Runs a command of which it is known that it changes no file of the set. */
  async #ask(words: readonly string[], shows: "secrets" | "none" = "none"): Promise<Ran> {
    const before = filesIn(this.#set);
    const ran = await this.#run(words, shows);
    this.#same(before, filesIn(this.#set), `${words.join(" ")} changed its input`);
    return ran;
  }

  async #run(words: readonly string[], shows: "secrets" | "none" = "none"): Promise<Ran> {
    const ran = await runIn(this.#set, words);
    this.tally.commands++;
    const shown = `${words.join(" ")}\n${ran.out.slice(0, 4000)}\n${ran.err.slice(0, 4000)}`;
    assert.ok(!ran.err.includes("unexpected error"), `it crashed: ${shown}`);
    assert.ok([0, 1, 2].includes(ran.status), `exit status ${ran.status}: ${shown}`);
    if (ran.status === 2) assert.notEqual(ran.err, "", `nothing says why the exit status is 2: ${shown}`);
    if (process.env["FUZZ_SHOW"]) console.log(shown);
    if (shows === "none") {
      for (const text of [ran.out, ran.err]) {
        const at = text.toLowerCase().indexOf(secretWord.toLowerCase());
        assert.ok(at < 0, `a password: …${text.slice(Math.max(0, at - 300), at + 100)}…\n${words.join(" ")}`);
      }
    }
    return ran;
  }

  #same(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>, what: string): void {
    this.tally.compared += before.size;
    assert.deepEqual([...after.keys()], [...before.keys()], what);
    for (const [name, bytes] of before) assert.ok(after.get(name) === bytes, `${what}: ${name}`);
  }

  async #check(shows: "secrets" | "none" = "none"): Promise<Report> {
    const { status, out } = await this.#ask(["check", "--format", "json"], shows);
    const report = JSON.parse(out) as Report;
    this.#places(report);
    const { errors } = report.summary;
    if (status !== 2) assert.equal(status, errors > 0 ? 1 : 0, "the exit status says whether there are errors");
    return report;
  }

  /** Every place is one that is in the file. */
  #places({ files }: Report): void {
    for (const file of files) {
      const lines = readFile(path.join(this.#set, file.path)).text.split(/\r\n|\n|\r/);
      for (const { rule, line, column, endLine, endColumn } of file.problems) {
        const shown = `${file.path} ${rule} ${line}:${column}-${endLine}:${endColumn} of ${lines.length} lines`;
        assert.ok(line >= 1 && line <= lines.length && endLine >= line && endLine <= lines.length, shown);
        assert.ok(column >= 1 && column <= lines[line - 1]!.length + 1, `${shown}, ${lines[line - 1]!.length} long`);
        assert.ok(endColumn >= 1 && endColumn <= lines[endLine - 1]!.length + 2, shown);
        assert.ok(endLine > line || endColumn >= column, shown);
      }
    }
  }

  async #formats(report: Report): Promise<void> {
    // Lists leave out what only says how often something else is there.
    const isRollUp = ({ row, message }: Problem): boolean => row === 0 && message.includes("have the same problem");
    const single = report.files.flatMap(({ problems }) => problems).filter((each) => !isRollUp(each)).length;
    const total = report.files.reduce((sum, file) => sum + file.problems.length, 0);
    const csv = await this.#ask(["check", "--format", "csv"]);
    const rows = parse(csv.out, { bom: true, columns: true }) as readonly { readonly kind: string }[];
    assert.equal(rows.filter(({ kind }) => kind === "problem").length, single, "CSV has all problems");
    const sarif = JSON.parse((await this.#ask(["check", "--format", "sarif"])).out) as {
      runs: readonly { results: readonly unknown[] }[];
    };
    const unknown = report.unrecognized?.length ?? 0;
    assert.equal(sarif.runs[0]?.results.length, total + unknown, "SARIF has all problems");
    const { out } = await this.#ask(["check", "--format", "html"]);
    if (report.files.length > 0) assert.match(out, /^<!doctype html>/i);
    await this.#ask(["check", "--format", "text"]);
    const limited = await this.#ask(["check", "--format", "json", "--max-problems", "1", "--fail-on", "information"]);
    assert.deepEqual((JSON.parse(limited.out) as Report).summary, report.summary);
    const asFile = path.join(this.#out, "report.html");
    fs.mkdirSync(this.#out, { recursive: true });
    await this.#ask(["check", "--format", "html", "--output", asFile]);
    this.#hides(this.#out);
  }

  /** No password stands in what was written. */
  #hides(folder: string): void {
    if (!fs.existsSync(folder)) return;
    for (const [name, text] of filesIn(folder)) {
      const at = text.toLowerCase().indexOf(secretWord.toLowerCase());
      assert.ok(at < 0, `a password in ${name}: …${text.slice(Math.max(0, at - 200), at + 60)}…`);
    }
  }

  async #exports(): Promise<void> {
    const format = this.#random.of(["csv", "json", "ndjson", "xlsx", "markdown", "html", "datapackage"]);
    const words = ["export", "--to", format, "--output", this.#out, "--allow-errors"];
    if (this.#random.below(2) === 0) words.push("--labels");
    const { status } = await this.#ask(words);
    if (status !== 0 || !fs.existsSync(this.#out)) return;
    const files = fs.statSync(this.#out).isDirectory()
      ? filesIn(this.#out)
      : new Map([["out", fs.readFileSync(this.#out, "latin1")]]);
    for (const [name, latin] of files) {
      const bytes = Buffer.from(latin, "latin1");
      if (format === "json" || name.endsWith(".json")) JSON.parse(bytes.toString());
      if (format === "ndjson") for (const line of bytes.toString().split("\n").filter(Boolean)) JSON.parse(line);
      if (format === "csv") parse(bytes, { bom: true, relax_column_count: true, relax_quotes: true });
      if (format === "xlsx") assert.ok(unzipSync(bytes)["xl/workbook.xml"], name);
    }
    await this.#refuses(words);
  }

  /** The same once more would replace what is there: refused, and nothing is touched. */
  async #refuses(words: readonly string[]): Promise<void> {
    const isFolder = fs.statSync(this.#out).isDirectory();
    const contents = (): ReadonlyMap<string, string> =>
      isFolder ? filesIn(this.#out) : new Map([["", fs.readFileSync(this.#out, "latin1")]]);
    const before = contents();
    const { status } = await this.#ask(words);
    assert.equal(status, 2, `${words.join(" ")} twice`);
    this.#same(before, contents(), `${words.join(" ")} twice`);
  }

  async #bundles(): Promise<void> {
    const zip = `${this.#out}.zip`;
    try {
      const words = ["export", "--to", "bundle", "--output", zip, "--allow-errors"];
      const { status } = await this.#ask(words);
      if (status !== 0) return;
      unzipSync(fs.readFileSync(zip));
      const same = await this.#ask(["compare", zip, ".", "--format", "json"]);
      JSON.parse(same.out);
    } finally {
      fs.rmSync(zip, { force: true });
    }
  }

  async #compares(): Promise<void> {
    writeSet(`${this.seed} other`, this.#out);
    await this.#ask(["compare", this.#out, "."]);
    const json = await this.#ask(["compare", this.#out, ".", "--format", "json"]);
    if (json.status !== 2) JSON.parse(json.out);
    const own = await this.#ask(["compare", ".", ".", "--format", "json"]);
    if (own.status !== 2) assert.equal(own.status, 0, `a set differs from itself: ${own.out.slice(0, 2000)}`);
  }

  async #anonymizes(): Promise<void> {
    const words = ["anonymize", "--output", this.#out, "--seed", this.seed];
    const { status } = await this.#ask(words);
    if (!fs.existsSync(this.#out)) return;
    this.#hides(this.#out);
    const again = await runIn(this.#out, ["check", "--format", "json"]);
    this.tally.commands++;
    if (status === 0) JSON.parse(again.out);
  }

  async #converts(): Promise<void> {
    for (const name of filesIn(this.#set).keys()) {
      if (!name.endsWith(".csv")) continue;
      const words = ["convert", name, "--to", this.#random.of(peopleTypes), "--output", this.#out];
      const { status } = await this.#ask(words);
      if (status === 2 || !fs.existsSync(this.#out)) continue;
      await this.#reads(this.#out);
      fs.rmSync(this.#out, { recursive: true });
    }
  }

  async #maps(): Promise<void> {
    const names = [...filesIn(this.#set).keys()].filter((name) => name.endsWith(".csv"));
    const name = this.#random.of(names);
    const mapping = `${this.#out}.csv-mapping.json`;
    try {
      const words = ["map", name, "--to", this.#random.of(peopleTypes), "--output", this.#out];
      await this.#ask([...words, "--write-mapping", mapping, "--country", "US", "--name-order", "first-last"]);
      if (fs.existsSync(mapping)) JSON.parse(fs.readFileSync(mapping, "utf8"));
      await this.#reads(this.#out);
    } finally {
      fs.rmSync(mapping, { force: true });
    }
  }

  /** What was written is CSV that we read without complaint about its structure. */
  async #reads(folder: string): Promise<void> {
    if (!fs.existsSync(folder)) return;
    const { out } = await runIn(folder, ["check", "--format", "json"]);
    this.tally.commands++;
    const broken = new Set(["unclosed-quote", "stray-quote", "column-count", "wrong-delimiter"]);
    for (const file of (JSON.parse(out) as Report).files)
      for (const { rule, line } of file.problems)
        assert.ok(!broken.has(rule), `what was written is broken: ${file.path}:${line} ${rule}`);
  }

  /** Fixes come to rest at once, write what they said they would, and hide no error that they uncover. */
  async #fixes(before: Report): Promise<void> {
    const original = filesIn(this.#set);
    const dry = await this.#ask(["fix", "--dry-run"]);
    const { out } = await this.#run(["fix"]);
    const fixed = filesIn(this.#set);
    assert.deepEqual([...fixed.keys()], [...original.keys()], "fix made or removed a file");
    for (const [name, bytes] of fixed) {
      this.tally.compared++;
      if (bytes === original.get(name)) continue;
      assert.ok(dry.out.includes(`+++ b/${name}`) || dry.out.includes(name), `${name} is not in the diff`);
      this.#keepsOthers(name, original.get(name)!, bytes, dry.out);
    }
    // A row that got its missing cell lines up: nobody can tell any more what is a password.
    const after = await this.#check("secrets");
    const lines = out.split("\n");
    for (const { path: name, problems } of after.files) {
      const old = before.files.find((file) => file.path === name)?.problems ?? [];
      const errors = (list: readonly Problem[]): number => list.filter(({ severity }) => severity === "error").length;
      const line = lines.find((each) => each.startsWith(`${name}: `)) ?? "";
      const said = /uncovered/.test(line);
      const grown = [...countByRule(problems)].filter(([rule, count]) => count > (countByRule(old).get(rule) ?? 0));
      assert.ok(
        said || (errors(problems) <= errors(old) && grown.length === 0),
        `${name}: fix uncovers ${grown.map(([rule, count]) => `${rule} ${countByRule(old).get(rule) ?? 0} → ${count}`).join(", ")} and does not say so: ${line}\n${lines.join("\n")}`,
      );
    }
    const more = await this.#ask(["fix", "--dry-run"], "secrets");
    assert.equal(more.out, "", `a second fix finds something to do, after ${out}`);
    await this.#run(["fix", "--quiet"]);
    this.#same(fixed, filesIn(this.#set), "a second fix finds something to do");
  }

  /** Records that the diff does not name have the bytes that they had. */
  #keepsOthers(name: string, before: string, after: string, diff: string): void {
    const gone = linesOf(before).filter((line) => !new Set(linesOf(after)).has(line));
    const whole = diff.split(/^--- /m).find((part) => part.includes(`+++ b/${name}`)) ?? diff;
    const removed = new Set(
      whole
        .split("\n")
        .filter((line) => line.startsWith("-"))
        .map((line) => line.slice(1)),
    );
    if (isAscii(before) && !before.includes("\r") && !/passw/i.test(before))
      for (const line of gone)
        assert.ok(removed.has(line), `${name}: the diff does not say that this goes: ${line.slice(0, 200)}`);
  }
}

function countByRule(problems: readonly Problem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, severity } of problems) if (severity === "error") counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

function linesOf(text: string): string[] {
  return text.split("\n");
}

function isAscii(text: string): boolean {
  return /^[\n\x20-\x7e]*$/.test(text);
}
