/** A rule is two files that somebody writes; everything else that knows of it is generated of them. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** What the generators read and write. */
const copied = [
  "client",
  "docs",
  "kernel",
  "l10n",
  "schemas",
  "scripts",
  "server",
  ".biome.json",
  "package.json",
  "product.json",
  "package.nls.json",
  "tsconfig.json",
].filter((name) => fs.existsSync(name));

describe("a new rule", () => {
  let folder = "";

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-rule-"));
    for (const name of copied) fs.cpSync(name, path.join(folder, name), { recursive: true });
    fs.symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"), "junction");
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  function run(script: string, ...args: string[]) {
    return spawnSync(process.execPath, [path.join("scripts", script), ...args], { cwd: folder, encoding: "utf8" });
  }

  /** Files that are not as they are in the repository. */
  function changed(): string[] {
    const all = (root: string): string[] =>
      copied.flatMap((name) => {
        if (fs.statSync(path.join(root, name)).isFile()) return [name];
        const files = fs.readdirSync(path.join(root, name), { recursive: true, encoding: "utf8" });
        return files.map((file) => path.posix.join(name, file.split(path.sep).join("/")));
      });
    const read = (root: string, file: string): string | undefined => {
      const at = path.join(root, file);
      return fs.existsSync(at) && fs.statSync(at).isFile() ? fs.readFileSync(at, "utf8") : undefined;
    };
    return [...new Set([...all("."), ...all(folder)])].filter((file) => read(".", file) !== read(folder, file)).sort();
  }

  it("is begun with one command, works, and no other file is written by hand", () => {
    const scopes = ["cell", "row", "header", "file"];
    const own = scopes.flatMap((scope) => [`docs/rules/sample-${scope}.md`, `server/rules/sample-${scope}.ts`]);
    for (const scope of scopes) {
      const made = run("new-rule.mjs", `sample-${scope}`, "--scope", scope);
      assert.equal(made.status, 0, made.stderr);
    }
    const generated = [
      "docs/rules/README.md",
      "l10n/bundle.l10n.json",
      "package.json",
      "package.nls.json",
      "schemas/file-type.schema.json",
      "schemas/profile.schema.json",
      "server/rules/index.ts",
    ];
    assert.deepEqual(changed(), [...generated, ...own].sort());
    for (const script of ["docs.mjs", "l10n.mjs"]) assert.equal(run(script, "--check").status, 0, script);
    assert.equal(run("build.mjs", "server/").status, 0);
    const program = path.join(folder, "out/cli/main.js");
    for (const scope of scopes) {
      const page = fs.readFileSync(path.join(folder, "docs/rules", `sample-${scope}.md`), "utf8");
      const [, type = "", text = ""] = /```csv (\S+)\n([^`]*)```/.exec(page) ?? [];
      fs.writeFileSync(path.join(folder, "sample.csv"), text);
      const options = { cwd: folder, encoding: "utf8" } as const;
      const args = [program, "check", "--type", type, "--format", "json", "sample.csv"];
      const check = spawnSync(process.execPath, args, options);
      assert.match(check.stdout, new RegExp(`"sample-${scope}"`), check.stderr);
      assert.match(execFileSync(process.execPath, [program, "explain", `sample-${scope}`], options), /Why it matters/);
    }
    // Taken away again, nothing of them is left.
    for (const file of own) fs.rmSync(path.join(folder, file));
    for (const script of ["docs.mjs", "l10n.mjs"]) assert.equal(run(script).status, 0, script);
    assert.deepEqual(changed(), []);
  });

  it("is not begun twice, nor under a name that is none", () => {
    const again = run("new-rule.mjs", "blank-row");
    assert.equal(again.status, 2);
    assert.match(again.stderr, /server\/rules\/blank-row\.ts is there already/);
    assert.equal(run("new-rule.mjs", "Blank Row").status, 2);
    assert.equal(run("new-rule.mjs").status, 2);
    assert.deepEqual(changed(), []);
  });

  it("whose file has another name than the rule is refused", () => {
    const file = path.join(folder, "server/rules/other-name.ts");
    fs.copyFileSync("server/rules/blank-row.ts", file);
    const { status, stderr } = run("docs.mjs", "--check");
    fs.rmSync(file);
    assert.notEqual(status, 0);
    assert.match(stderr, /server\/rules\/other-name\.ts has the rule blank-row/);
  });
});
