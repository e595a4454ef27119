/** What is written to disk: nothing of the user's is destroyed, whatever stands at the target and whatever goes wrong on the way. */
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { encodeText, readFile } from "../server/disk/reading/files.ts";
import { writeBundle } from "../server/disk/writing/bundle.ts";
import { isReplaceableReport, rewriteFile, writeOutputs } from "../server/disk/writing/output.ts";
import { bundleOf } from "../server/features/export/bundle.ts";
import { setAround } from "../server/features/imports/sets.ts";
import { reportFormats } from "../server/features/report/formats.ts";
import { openSet, sheetAt } from "./sets.ts";

const program = path.resolve(import.meta.dirname, "../../out/cli/main.js");
const header = "id,name,permission,status.code,timezone,userEmail";
const clean = `${header}\nu1,Ann Lee,Admin,2450,America/Chicago,ann.lee@example.com\n`;
const label = `${header}\nu1,Ann Lee,Admin,Active,America/Chicago,ann.lee@example.com\n`;

describe("what is written to disk", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-output-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const at = (name: string): string => path.join(folder, ...name.split("/"));
  const put = (name: string, text: string | Uint8Array): string => {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), text);
    return at(name);
  };
  const read = (name: string): string => fs.readFileSync(at(name), "utf8");
  const names = (): string[] => (fs.readdirSync(folder, { recursive: true }) as string[]).sort();
  const cli = (...words: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: "utf8", input: "" });

  describe("one file", () => {
    it("keeps mode, links and hard links, and leaves nothing beside", () => {
      const file = put("a.csv", "\ufeffid\n");
      fs.chmodSync(file, 0o640);
      fs.symlinkSync(file, at("link.csv"));
      const { text, facts, bytes } = readFile(at("link.csv"));
      assert.equal(rewriteFile(at("link.csv"), encodeText(text.replace("id", "ID"), facts), bytes), undefined);
      assert.equal(read("a.csv"), "\ufeffID\n");
      assert.equal(fs.statSync(file).mode & 0o777, 0o640);
      assert.ok(fs.lstatSync(at("link.csv")).isSymbolicLink());
      fs.linkSync(file, at("other.csv"));
      const options = { inputs: [], existing: "replace" } as const;
      assert.equal(writeOutputs([{ path: file, content: Buffer.from("short") }], options), undefined);
      assert.equal(read("other.csv"), "short", "the other name sees the new bytes");
      assert.deepEqual(names(), ["a.csv", "link.csv", "other.csv"]);
    });

    it("makes a new file no more private and no wider than any other, and follows a link to nothing", () => {
      const options = { inputs: [], existing: "refuse" } as const;
      fs.symlinkSync(at("later/new.csv"), at("link.csv"));
      assert.equal(writeOutputs([{ path: at("link.csv"), content: ["a", "b"] }], options), undefined);
      assert.equal(read("later/new.csv"), "ab");
      assert.equal(fs.statSync(at("later/new.csv")).mode & 0o777, fs.statSync(put("plain", "")).mode & 0o777);
    });

    it("leaves nothing at all when the second of two can't be made", () => {
      const kept = put("a.csv", "old");
      const broken = (function* () {
        yield "half";
        throw new Error("no more");
      })();
      const targets = [
        { path: kept, content: Buffer.from("new") },
        { path: at("b.csv"), content: broken },
      ];
      assert.throws(() => writeOutputs(targets, { inputs: [], existing: "replace" }), /no more/);
      assert.equal(read("a.csv"), "old");
      assert.deepEqual(names(), ["a.csv"]);
    });

    it("refuses a file that was read, by its name, a link and a hard link", () => {
      const input = put("user.csv", clean);
      fs.symlinkSync(input, at("link.csv"));
      fs.linkSync(input, at("hard.csv"));
      for (const name of ["user.csv", "./sub/../user.csv", "link.csv", "hard.csv"]) {
        const no = writeOutputs([{ path: `${folder}/${name}`, content: Buffer.of(1) }], {
          inputs: [input],
          existing: "replace",
        });
        assert.match(String(no?.message), /is one of the source files\. Choose another name\.$/);
      }
      assert.equal(read("user.csv"), clean);
    });

    it("writes none of several when one is in the way, and none to one place twice", () => {
      put("b.csv", "there");
      const outputs = ["a.csv", "b.csv"].map((name) => ({ path: at(name), content: Buffer.from("new") }));
      const no = writeOutputs(outputs, { inputs: [], existing: "refuse" });
      assert.deepEqual([no?.refused, String(no?.message)], ["exists", "b.csv already exists."]);
      const twice = [outputs[0]!, { ...outputs[0]!, path: at("./x/../a.csv") }];
      assert.match(
        String(writeOutputs(twice, { inputs: [], existing: "replace" })?.message),
        /^Two files would be written/,
      );
      assert.deepEqual(names(), ["b.csv"]);
    });

    it("refuses a read-only file and a folder", () => {
      fs.chmodSync(put("a.csv", "old"), 0o444);
      fs.mkdirSync(at("b.csv"));
      const write = (name: string) =>
        writeOutputs([{ path: at(name), content: Buffer.from("new") }], { inputs: [], existing: "replace" })?.message;
      assert.equal(String(write("a.csv")), "a.csv is read-only. Make it writable first, or choose another name.");
      assert.equal(String(write("b.csv")), "b.csv is a folder. Choose a file.");
      assert.equal(read("a.csv"), "old");
    });

    it("does not write over what somebody saved meanwhile", () => {
      const file = put("user.csv", label);
      const { bytes } = readFile(file);
      put("user.csv", `${label}u2,Bob,Admin,2450,Europe/Berlin,bob@example.com\n`);
      const no = rewriteFile(file, Buffer.from(clean), bytes);
      assert.equal(String(no?.message), "user.csv has changed since it was read. Try again.");
      assert.match(read("user.csv"), /u2,Bob/);
    });

    it("writes into a pipe and into what a shell has opened, and replaces neither", function () {
      if (process.platform === "win32") this.skip();
      put("user.csv", label);
      const shell = (command: string) => spawnSync("bash", ["-c", command], { cwd: folder, encoding: "utf8" });
      const check = `"${process.execPath}" "${program}" check user.csv --format json --output`;
      const piped = shell(`mkfifo pipe; cat pipe > got.json & ${check} pipe; wait; test -p pipe && echo still`);
      assert.match(piped.stdout, /still/);
      assert.match(read("got.json"), /invalid-code/);
      assert.match(shell(`${check} /dev/stdout | cat`).stdout, /invalid-code/);
      const substituted = shell(`exec 3> >(cat > sub.json); ${check} /dev/fd/3; exec 3>&-; wait $!`);
      assert.equal(substituted.stderr, "");
      assert.match(read("sub.json"), /invalid-code/);
      const redirected = shell(`echo before > out.txt; ${check} /dev/stdout >> out.txt; cat out.txt`);
      assert.match(redirected.stdout, /^before\n[\s\S]*invalid-code/);
    });
  });

  describe("a full disk", () => {
    /** Runs shell commands with a disk of 64 kB at `disk`; undefined where no such disk can be had. */
    function onSmallDisk(commands: string): SpawnSyncReturns<string> | undefined {
      const mount = "mkdir -p disk && mount -t tmpfs -o size=64k tmpfs disk";
      const made = spawnSync("unshare", ["-rm", "sh", "-c", mount], { cwd: folder });
      if (made.status !== 0) return undefined;
      return spawnSync("unshare", ["-rm", "bash", "-c", `${mount} && ${commands}`], { cwd: folder, encoding: "utf8" });
    }
    const node = `"${process.execPath}" "${program}"`;

    it("leaves the original whole and ends with a sentence", function () {
      const rows = Array.from(
        { length: 700 },
        (_, i) => `u${i},Ann Lee,Admin,Active,America/Chicago,ann${i}@example.com`,
      );
      put("big.csv", `${header}\n${rows.join("\n")}\n`);
      const tried = onSmallDisk(
        `cp big.csv disk/user.csv && ${node} fix disk/user.csv; echo "status $?"; cmp big.csv disk/user.csv && echo same; ls -A disk`,
      );
      if (!tried) {
        console.log("      (skipped: no small disk can be mounted here)");
        this.skip();
      }
      assert.match(tried.stdout, /status 2\nsame\nuser\.csv\n$/);
      assert.match(tried.stderr, /disk is full/i);
      assert.doesNotMatch(tried.stderr, /\n\s+at /);
    });

    it("leaves a file with two names whole, which cannot be replaced in one step", function () {
      put("user.csv", `${header}\n${"u1,Ann,Admin,Active,Europe/Berlin,ann@example.com\n".repeat(400)}`);
      const tried = onSmallDisk(
        [
          "head -c 30000 /dev/zero | tr '\\0' a > disk/report.txt && ln disk/report.txt disk/other.txt",
          "cp disk/report.txt kept.txt && head -c 28000 /dev/zero > disk/filler",
          `${node} check user.csv --format json --output disk/report.txt`,
          'echo "status $?"; cmp disk/other.txt kept.txt && echo same',
        ].join("; "),
      );
      if (!tried) {
        console.log("      (skipped: no small disk can be mounted here)");
        this.skip();
      }
      assert.match(tried.stdout, /status 2\nsame\n$/);
      assert.match(tried.stderr, /disk is full/i);
    });

    it("is told when it is standard output's", function () {
      if (!fs.existsSync("/dev/full")) this.skip();
      put("user.csv", label);
      const run = (words: string) =>
        spawnSync("bash", ["-c", `${node} ${words} > /dev/full`], { cwd: folder, encoding: "utf8" });
      for (const words of [
        "check user.csv",
        "check . --format json",
        "export user.csv --to csv --allow-errors",
        "fix . --dry-run",
      ]) {
        const { status, stderr } = run(words);
        assert.equal(status, 2, `${words}: ${stderr}`);
        assert.match(stderr, /disk is full/i);
        assert.doesNotMatch(stderr, /\n\s+at /);
      }
    });
  });

  describe("a fix", () => {
    it("changes the bytes that it names and no others, whatever encoding, mark, line ends and last line a file has", () => {
      const expected = new Map<string, Buffer>();
      for (const encoding of ["utf-8", "utf-16le", "utf-16be"] as const) {
        for (const byteOrderMark of [true, false]) {
          for (const end of ["\n", "\r\n", "\r"]) {
            for (const last of [end, ""]) {
              const text = [header, "u1,Zoë Lee,Admin,Active,America/Chicago,ann.lee@example.com"].join(end) + last;
              const name = `${encoding}-${byteOrderMark}-${JSON.stringify(end).replace(/\W/g, "")}-${last === ""}/user.csv`;
              const before = encodeText(text, { encoding, byteOrderMark });
              put(name, before);
              // What is in UTF-16 must be saved as UTF-8 first: a fix would be the smallest of its changes.
              // A lone carriage return ends no line for any importer.
              const fixed = text.replace("Active", "2450").replaceAll(/\r(?!\n)/g, "\n");
              const after = encodeText(fixed, { encoding, byteOrderMark: false });
              expected.set(name, Buffer.from(encoding === "utf-8" ? after : before));
            }
          }
        }
      }
      const { status, stderr } = cli("fix", ".", "--quiet");
      assert.notEqual(status, 1, stderr);
      for (const [name, bytes] of expected)
        assert.equal(fs.readFileSync(at(name)).toString("latin1"), bytes.toString("latin1"), name);
    });
  });

  describe("a report", () => {
    it("replaces an earlier report of any format without asking", () => {
      put("user.csv", label);
      for (const format of reportFormats) {
        const { status, stderr } = cli("check", "user.csv", "--format", format, "--output", "report.txt");
        assert.equal(status, 1, `over the report before ${format}: ${stderr}`);
        const head = read("report.txt").slice(0, 512);
        if (/json|sarif|csv|html/.test(format)) assert.ok(isReplaceableReport(`any.${format}`, head), format);
      }
    });

    it("never replaces an input, an import file, a profile or a mapping", () => {
      put("user.csv", label);
      put("other/user.csv", clean);
      put("csv-preflight.json", "{}\n");
      put("mapping.json", '{"to": "turvo.user", "columns": {}}\n');
      put("notes.txt", "id,name\nu1,Ann\n");
      for (const name of ["user.csv", "other/user.csv", "csv-preflight.json", "mapping.json", "notes.txt"]) {
        const before = read(name);
        const { status, stderr } = cli("check", "user.csv", "--output", name);
        assert.equal(status, 2);
        assert.match(stderr, /the report wasn't written\. .* (?:source files|isn't an earlier report)/);
        assert.equal(read(name), before);
      }
    });
  });

  describe("folders and zips", () => {
    const set = { "set/user.csv": clean, "set/notes/plan.txt": "mine", "set/.git/HEAD": "ref" };

    it("are not replaced when anything in them is not ours", () => {
      for (const [name, text] of Object.entries(set)) put(name, text);
      for (const kind of ["bundle", "datapackage"]) {
        for (const manifest of ["manifest.json", "datapackage.json"]) {
          put(`set/${manifest}`, '{"name": "somebody else"}\n');
          const { status, stderr } = cli("export", "set/user.csv", "--to", kind, "--output", "set", "--overwrite");
          assert.equal(status, 2);
          assert.match(stderr, /nothing was written\. set contains user\.csv, one of the files to export/);
        }
        const target = `${kind}-out`;
        assert.equal(cli("export", "set/user.csv", "--to", kind, "--output", target).status, 0);
        put(`${target}/.git/HEAD`, "ref");
        const again = cli("export", "set/user.csv", "--to", kind, "--output", target, "--overwrite");
        assert.match(again.stderr, /also contains files that aren't part of the bundle: \.git\/HEAD/);
        assert.equal(read(`${target}/.git/HEAD`), "ref");
        fs.rmSync(at(`${target}/.git`), { recursive: true });
        assert.equal(cli("export", "set/user.csv", "--to", kind, "--output", target).status, 2, "asks for a yes");
        assert.equal(cli("export", "set/user.csv", "--to", kind, "--output", target, "--overwrite").status, 0);
        assert.deepEqual(
          names().filter((name) => path.basename(name).startsWith(".csv-preflight")),
          [],
        );
      }
      for (const [name, text] of Object.entries(set)) assert.equal(read(name), text);
    });

    it("are not replaced when somebody puts a file into them while the bundle is made", async () => {
      const workspace = openSet({ "user.csv": clean });
      const target = at("out");
      const write = () => {
        const bundle = bundleOf(workspace, setAround(workspace, sheetAt(workspace, "user.csv"))!);
        return writeBundle(bundle, { target, overwrite: true, allowErrors: false, version: "1.2.3" });
      };
      assert.ok("files" in (await write()));
      const { renameSync } = fs;
      fs.renameSync = (from, to) => {
        if (from === target) put("out/late.txt", "mine");
        renameSync(from, to);
      };
      try {
        const answer = await write();
        assert.match(
          "message" in answer ? `${answer.message}` : "",
          /^out also contains files that aren.t part of the bundle: late\.txt/,
        );
      } finally {
        fs.renameSync = renameSync;
      }
      assert.equal(read("out/late.txt"), "mine");
      assert.ok(names().includes("out/manifest.json"));
      assert.deepEqual(fs.readdirSync(folder), ["out"]);
    });

    it("are written two at a time without one taking the other's away", async () => {
      const workspace = openSet({ "user.csv": clean });
      const bundle = bundleOf(workspace, setAround(workspace, sheetAt(workspace, "user.csv"))!);
      const options = { overwrite: false, allowErrors: false, version: "1.2.3" };
      const answers = await Promise.all(
        ["a.zip", "b.zip", "c"].map((name) => writeBundle(bundle, { ...options, target: at(name) })),
      );
      assert.deepEqual(
        answers.map((answer) => "files" in answer),
        [true, true, true],
      );
      assert.deepEqual(fs.readdirSync(folder).sort(), ["a.zip", "b.zip", "c"]);
    });

    it("replaces a zip only when it is a bundle of ours", () => {
      put("set/user.csv", clean);
      put("photos.zip", "PK no zip at all");
      const refused = cli("export", "set", "--to", "bundle", "--output", "photos.zip", "--overwrite");
      assert.equal(refused.status, 2);
      assert.match(refused.stderr, /photos\.zip already exists and wasn't written by CSV Preflight/);
      assert.equal(read("photos.zip"), "PK no zip at all");
      assert.equal(cli("export", "set", "--to", "bundle", "--output", "a.zip").status, 0);
      assert.equal(cli("export", "set", "--to", "bundle", "--output", "a.zip", "--overwrite").status, 0);
    });
  });

  describe("our own output", () => {
    it("is no import of its own beside its source, and that is said", () => {
      put("user.csv", clean);
      assert.equal(cli("export", "user.csv", "--to", "csv", "--output", ".").status, 0);
      assert.equal(cli("export", ".", "--to", "bundle", "--output", "out").status, 0);
      const { status, stdout, stderr } = cli("check", ".", "--format", "json");
      assert.equal(status, 0);
      const report = JSON.parse(stdout) as { files: { path: string }[] };
      assert.deepEqual(
        report.files.map((file) => file.path),
        ["user.csv"],
      );
      assert.match(
        stderr,
        /^Skipped files that CSV Preflight created from the others: .*\bout\/2-user\/user\.csv, user\.clean\.csv\./,
      );
      assert.equal(cli("check", "out").status, 0, "a bundle that is named is checked");
      put("out/2-user/user.csv", label);
      assert.equal(cli("check", ".").status, 1, "a file that was changed since is an import again");
    });
  });
});
