/** What people copy into their CI: each snippet is run as it stands, with our own program behind `npx`. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "../..");
const program = path.join(repository, "out/cli/main.js");
const header = "id,name,permission,status.code,timezone,userEmail";
const wrong = "u2,Bob Ray,Admin,Active,America/Chicago,bob.ray@example.com";

describe("in CI", () => {
  let folder = "";
  before(function () {
    if (spawnSync("bash", ["--version"]).error) {
      console.log("    (bash is not on this machine)");
      this.skip();
    }
  });
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-ci-"));
    fs.mkdirSync(path.join(folder, "repository/imports"), { recursive: true });
    fs.mkdirSync(path.join(folder, "bin"));
    // What npx is told stands before `check`: which package, and the program's name.
    const script = `#!/usr/bin/env bash\nwhile [ "$1" != check ]; do shift; done\nexec '${process.execPath}' '${program}' "$@"\n`;
    fs.writeFileSync(path.join(folder, "bin/npx"), script, { mode: 0o755 });
    fs.writeFileSync(path.join(folder, "repository/imports/user.csv"), `${header}\n${wrong}\n`);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function bash(script: string, env: Readonly<Record<string, string>> = {}, cwd = "") {
    return spawnSync("bash", ["-e", "-c", script], {
      cwd: path.join(folder, "repository", cwd),
      encoding: "utf8",
      env: { ...process.env, PATH: `${path.join(folder, "bin")}:${process.env["PATH"]}`, ...env },
    });
  }

  describe("the action", () => {
    const source = fs.readFileSync(path.join(repository, "action.yml"), "utf8");
    const step = source.split("run: |\n")[1]!.replace(/^ {8}/gm, "");
    const inputs = [...source.matchAll(/^ {2}([a-z-]+):\n {4}description/gm)].map(([, name = ""]) => name);
    /** The step's environment with these inputs, as a runner makes it. */
    function environment(given: Readonly<Record<string, string>>): Record<string, string> {
      const pairs = [...source.matchAll(/^ {8}(CSV_[A-Z_]+): (.*?)\$\{\{ inputs\.([a-z-]+) \}\}$/gm)];
      assert.deepEqual(pairs.map(([, , , name]) => name).sort(), [...inputs].sort(), "every input reaches the step");
      return Object.fromEntries(
        pairs.map(([, variable = "", before = "", name = ""]) => {
          const usual = new RegExp(`^ {2}${name}:\\n.*\\n {4}default: (.*)$`, "m").exec(source)?.[1] ?? "";
          return [variable, before + (given[name] ?? usual.replace(/^""$/, ""))];
        }),
      );
    }

    it("annotates and fails, with paths from the repository's root", () => {
      const root = path.join(folder, "repository");
      const made = bash(step, { ...environment({}), GITHUB_WORKSPACE: root });
      assert.equal(made.status, 1, made.stderr);
      assert.match(made.stdout, /^::error file=imports\/user\.csv,line=2,/m);
      const inside = bash(step, { ...environment({}), GITHUB_WORKSPACE: root }, "imports");
      assert.match(inside.stdout, /^::error file=imports\/user\.csv,line=2,/m);
    });

    it("writes SARIF beside, follows the profile and the severity that it is given", () => {
      fs.writeFileSync(path.join(folder, "repository/p.json"), '{"rules": {"invalid-code": "warning"}}');
      const given = { paths: "imports/user.csv", config: "p.json", sarif: "out.sarif" };
      assert.equal(bash(step, environment(given)).status, 0);
      const sarif = fs.readFileSync(path.join(folder, "repository/out.sarif"), "utf8");
      assert.match(sarif, /"invalid-code"/);
      assert.equal(bash(step, environment({ ...given, "fail-on": "warning" })).status, 1);
    });

    it("runs nothing of what its inputs say", () => {
      const paths = "imports/user.csv; touch hacked $(touch hacked) `touch hacked`";
      bash(
        step,
        environment({ paths, "fail-on": "$(touch hacked)", config: "; touch hacked", version: "1; touch hacked" }),
      );
      assert.deepEqual(fs.readdirSync(path.join(folder, "repository")), ["imports"]);
    });
  });

  it("the lines of docs/ci.md run as they stand", () => {
    const page = fs.readFileSync(path.join(repository, "docs/ci.md"), "utf8");
    const lines = [...page.matchAll(/^(?: {4}- )?(npx .*)$/gm)].map(([, line = ""]) => line);
    assert.equal(lines.length, 2);
    for (const line of lines) {
      const made = bash(line);
      assert.equal(made.status, 1, `${line}: ${made.stderr}`);
      const [, output = ""] = /--output (\S+)/.exec(line)!;
      assert.match(fs.readFileSync(path.join(folder, "repository", output), "utf8"), /status\.code/);
    }
  });

  it("the pre-commit hooks take a commit's files by name", () => {
    const source = fs.readFileSync(path.join(repository, ".pre-commit-hooks.yaml"), "utf8");
    const [check = "", fix = ""] = [...source.matchAll(/entry: csv-preflight (.*)$/gm)].map(([, words = ""]) => words);
    fs.writeFileSync(path.join(folder, "repository/list.csv"), "a,b\n1,2\n");
    assert.equal(bash(`npx ${check} list.csv`).status, 0, "another CSV file");
    assert.equal(bash(`npx ${check} list.csv imports/user.csv`).status, 1);
    fs.writeFileSync(path.join(folder, "repository/imports/user.csv"), `${header}\n ${wrong}\n`);
    // The stand-in for npx looks for the first command.
    const fixed = bash(`'${process.execPath}' '${program}' ${fix} imports/user.csv`);
    assert.equal(fixed.status, 0, fixed.stderr);
    assert.match(fs.readFileSync(path.join(folder, "repository/imports/user.csv"), "utf8"), /\nu2,Bob/);
  });
});
