/** The programs ask Node to keep their compiled code in the user's own folder, and start as well where that cannot be. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

describe("compiled code", () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-home-"));
  const hook = path.join(home, "hook.cjs");
  before(() => {
    // Stands for Node's own cache, which older versions do not have.
    fs.writeFileSync(
      hook,
      'require("node:module").enableCompileCache = (folder) => console.error("kept in " + folder);',
    );
  });
  after(() => fs.rmSync(home, { recursive: true, force: true }));

  for (const program of ["cli/main.js", "server/main.js"]) {
    const run = (env: NodeJS.ProcessEnv): { stdout: string; stderr: string } =>
      spawnSync(process.execPath, ["--require", hook, path.resolve("out", program), "--version"], {
        encoding: "utf8",
        env: { PATH: process.env["PATH"], ...env },
      });

    it(`of ${program} is kept where the user keeps caches`, function () {
      if (process.platform !== "linux") this.skip();
      const caches = path.join(home, "caches");
      assert.equal(run({ HOME: home, XDG_CACHE_HOME: caches }).stderr, `kept in ${caches}/csv-preflight\n`);
      assert.equal(run({ HOME: home }).stderr, `kept in ${home}/.cache/csv-preflight\n`);
      // What is not absolute would be somewhere in the import.
      assert.equal(run({ HOME: home, XDG_CACHE_HOME: "caches" }).stderr, `kept in ${home}/.cache/csv-preflight\n`);
    });

    it(`of ${program} is not kept without a home`, () => {
      const { stdout, stderr } = run({ HOME: "/", USERPROFILE: path.parse(home).root });
      assert.equal(stderr, "");
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    });
  }

  it("goes nowhere where the folder is none, and the program runs", () => {
    const file = path.join(home, "file");
    fs.writeFileSync(file, "");
    const { status } = spawnSync(process.execPath, [path.resolve("out/cli/main.js"), "--version"], {
      env: { PATH: process.env["PATH"], HOME: file, XDG_CACHE_HOME: file },
    });
    assert.equal(status, 0);
    assert.equal(fs.readFileSync(file, "utf8"), "");
  });
});
