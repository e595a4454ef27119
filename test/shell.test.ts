/** What makes the command line at home in a shell: watching, completion, the manual page, one problem a line. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "../..");
const program = path.join(repository, "out/cli/main.js");
const header = "id,name,permission,status.code,timezone,userEmail";
const good = "u1,Ann Lee,Admin,2450,America/Chicago,ann.lee@example.com";
const wrong = "u2,Bob Ray,Admin,Active,America/Chicago,bob.ray@example.com";

describe("in a shell", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-shell-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function put(name: string, ...lines: string[]): void {
    fs.writeFileSync(path.join(folder, name), `${lines.join("\n")}\n`);
  }

  const run = (...words: string[]) =>
    spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: "utf8", input: "" });

  it("--format unix writes a line for each problem, and none where there is none", () => {
    put("user.csv", header, good, wrong);
    const { stdout, status } = run("check", "--format", "unix");
    assert.equal(status, 1);
    const expected = 'status.code: The value must be a code. Use 2450 for "Active".';
    assert.equal(stdout, `user.csv:3:18: error: ${expected} [invalid-code]\n`);
    put("user.csv", header, good);
    assert.equal(run("check", "--format", "unix").stdout, "");
    put("other.csv", "a,b", "1,2");
    assert.match(
      run("check", "--format", "unix", "other.csv").stdout,
      /^other\.csv:1:1: error: .+ \[unrecognized-file\]$/m,
    );
  });

  describe("--watch", () => {
    let child: ChildProcess | undefined;
    afterEach(() => child?.kill("SIGKILL"));

    /** Waits until the standard error says so often that it waits. */
    async function rounds(count: number, said: () => string): Promise<void> {
      while (said().split("Waiting for changes").length - 1 < count)
        await Promise.race([once(child!.stderr!, "data"), once(child!, "exit").then(() => assert.fail(said()))]);
    }

    it("checks again after changes, new files and a broken profile, and ends with the last status", async () => {
      put("user.csv", header, good, wrong);
      child = spawn(process.execPath, [program, "check", "--watch", "--format", "unix"], { cwd: folder });
      let err = "";
      let out = "";
      child.stderr!.on("data", (data: Buffer) => {
        err += String(data);
      });
      child.stdout!.on("data", (data: Buffer) => {
        out += String(data);
      });
      await rounds(1, () => err);
      assert.match(out, /^user\.csv:3:18: .*\[invalid-code\]\n$/);
      out = "";
      put("csv-preflight.json", '{"rules": ');
      await rounds(2, () => err);
      assert.match(out, /csv-preflight\.json:.*\[invalid-profile\]/);
      fs.rmSync(path.join(folder, "csv-preflight.json"));
      await rounds(3, () => err);
      out = "";
      put("user.csv", header, good);
      await rounds(4, () => err);
      assert.equal(out, "");
      child.kill("SIGINT");
      const [status] = (await once(child, "exit")) as [number | null];
      assert.equal(status, 0);
    });

    it("is refused for standard input, and its own report is no change", async () => {
      const { status, stderr } = run("check", "--watch", "-", "--type", "turvo.user");
      assert.equal(status, 2);
      assert.match(stderr, /standard input\) can't be used with --watch/);
      // What was typed wrong is never put right by waiting.
      for (const typed of [
        ["--type", "turvo.usr"],
        ["--config", "none.json"],
      ]) {
        const ended = run("check", "--watch", ...typed);
        assert.equal(ended.status, 2, typed.join(" "));
        assert.doesNotMatch(ended.stderr, /Waiting for changes/);
      }
      put("user.csv", header, wrong);
      child = spawn(process.execPath, [program, "check", "--watch", "--format", "csv", "--output", "report.csv"], {
        cwd: folder,
      });
      let err = "";
      child.stderr!.on("data", (data: Buffer) => {
        err += String(data);
      });
      await rounds(1, () => err);
      put("user.csv", header, good);
      await rounds(2, () => err);
      // A report that counted as a change would make runs without end.
      const count = (): number => err.split("Waiting for changes").length - 1;
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const before = count();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.equal(count(), before);
      child.kill("SIGTERM");
      await once(child, "exit");
    });
  });

  describe("completion", () => {
    it("is refused for an unknown shell", () => {
      const { status, stderr } = run("completion", "powershell");
      assert.equal(status, 2);
      assert.match(stderr, /"powershell" isn't supported; use bash, zsh, or fish/);
    });

    for (const shell of ["bash", "zsh", "fish"]) {
      it(`is read by ${shell}`, function () {
        if (spawnSync(shell, ["--version"]).error) {
          console.log(`    (${shell} is not on this machine)`);
          this.skip();
        }
        const script = path.join(folder, "completion");
        fs.writeFileSync(script, run("completion", shell).stdout);
        const { status, stderr } = spawnSync(shell, ["-n", script], { encoding: "utf8" });
        assert.equal(status, 0, stderr);
      });
    }

    it("completes commands, options, their words, types and rules in bash", function () {
      if (spawnSync("bash", ["--version"]).error) {
        console.log("    (bash is not on this machine)");
        this.skip();
      }
      fs.writeFileSync(path.join(folder, "completion"), run("completion", "bash").stdout);
      const complete = (...words: string[]): string => {
        const all = ["csv-preflight", ...words].map((word) => `'${word}'`).join(" ");
        const script = `. ./completion; COMP_WORDS=(${all}); COMP_CWORD=${words.length}; _csv_preflight; echo "\${COMPREPLY[@]}"`;
        return spawnSync("bash", ["-c", script], { cwd: folder, encoding: "utf8" }).stdout.trim();
      };
      assert.equal(complete("com"), "compare completion");
      assert.equal(complete("check", "--wa"), "--watch");
      assert.equal(complete("check", "--format", "s"), "sarif");
      assert.equal(complete("check", "--type", "meeds"), "meeds.user");
      assert.equal(complete("explain", "missing-f"), "missing-file");
    });
  });

  it("the manual page names each command and option", () => {
    const page = fs.readFileSync(path.join(repository, "docs/csv-preflight.1"), "utf8").replaceAll("\\-", "-");
    const commands = [...run("--help").stdout.matchAll(/^ {2}([a-z]+) (?:\[?[A-Z])/gm)].map(([, name = ""]) => name);
    assert.ok(commands.length > 10);
    for (const name of commands) {
      assert.match(page, new RegExp(`^\\.SS ${name} `, "m"));
      for (const [, option = ""] of run(name, "--help").stdout.matchAll(/^ {2}(--[a-z-]+)/gm))
        assert.ok(page.includes(`\\fB${option}\\fR`), `${name} ${option}`);
    }
  });
});
