/** What is shipped: the notices name every package that is bundled, and the same files make the same VSIX, byte for byte. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";

const repository = path.resolve(".");
/** Runs a script of ours that is no TypeScript. */
function node(code: string, ...words: readonly string[]): string {
  return execFileSync(process.execPath, ["--input-type=module", "-e", code, ...words], {
    cwd: repository,
    encoding: "utf8",
    env: { ...process.env, SOURCE_DATE_EPOCH: "" },
  });
}

describe("the package", function () {
  this.timeout(600_000);

  it("comes with the notices of all packages that are bundled", () => {
    const file = path.join(repository, "THIRD-PARTY-NOTICES.txt");
    const made = node(
      `console.log = () => {}; const { notices } = await import("./scripts/notices.mjs"); process.stdout.write(await notices());`,
    );
    assert.equal(fs.readFileSync(file, "utf8"), made, "run npm run docs");
    for (const name of ["ajv", "csv-parse", "fflate", "libphonenumber-js", "regular-table", "vscode-languageserver"])
      assert.match(made, new RegExp(`^  ${name} \\d`, "m"));
    assert.match(fs.readFileSync(path.join(repository, ".vscodeignore"), "utf8"), /^!THIRD-PARTY-NOTICES\.txt$/m);
  });

  it("is the same, byte for byte, whenever it is packed", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-package-"));
    try {
      const names = ["README.md", "CHANGELOG.md", "LICENSE", "THIRD-PARTY-NOTICES.txt", "package.json"];
      const packed = ["one", "two"].map((name, i) => {
        const copy = path.join(folder, name);
        // Of what is built already: building would take the place of what other tests run.
        node(`const { stage } = await import("./scripts/package.mjs"); stage(process.argv[1]);`, copy);
        const time = new Date(Date.UTC(2020 + i, i, 1));
        for (const each of names) fs.utimesSync(path.join(copy, each), time, time);
        const vsix = path.join(folder, `${name}.vsix`);
        node(
          `const { pack } = await import("./scripts/package.mjs"); await pack(process.argv[1], process.argv[2], 1e9);`,
          copy,
          vsix,
        );
        return fs.readFileSync(vsix);
      });
      assert.ok(packed[0]!.equals(packed[1]!), "the bytes differ");
      const entries = Object.keys(unzipSync(packed[0]!));
      assert.ok(entries.includes("extension/THIRD-PARTY-NOTICES.txt"), entries.join(", "));
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("is installed from its tarball without any other package, and checks in an empty folder", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-npm-"));
    try {
      const copy = path.join(folder, "copy");
      for (const each of ["package.json", "README.md", "LICENSE", "docs", "l10n", "schemas", "THIRD-PARTY-NOTICES.txt"])
        fs.cpSync(path.join(repository, each), path.join(copy, each), { recursive: true });
      const out = path.join(copy, "out");
      const build = `const { build } = await import("./scripts/build.mjs"); process.exitCode = (await build({ production: true, outdir: process.argv[1] })) ? 0 : 1;`;
      node(build, out);
      const npm = (cwd: string, ...words: readonly string[]): string =>
        execFileSync("npm", words, { cwd, encoding: "utf8", shell: process.platform === "win32" });
      const [made] = JSON.parse(npm(copy, "pack", "--ignore-scripts", "--json")) as [
        { filename: string; size: number },
      ];
      assert.ok(made.size < 1_000_000, `${made.size} bytes`);
      const empty = path.join(folder, "empty");
      fs.mkdirSync(empty);
      // Else npm takes a folder above for the place to install in, if that has such a file.
      fs.writeFileSync(path.join(empty, "package.json"), "{}");
      const tarball = path.join(copy, made.filename);
      npm(empty, "install", "--offline", "--no-audit", "--no-fund", "--no-save", tarball);
      const installed = fs.readdirSync(path.join(empty, "node_modules")).filter((name) => !name.startsWith("."));
      assert.deepEqual(installed, ["csv-preflight"]);
      const header = "id,name,permission,status.code,timezone,userEmail";
      fs.writeFileSync(
        path.join(empty, "user.csv"),
        `${header}\nu1,Ann,Admin,Active,America/Chicago,ann@example.com\n`,
      );
      const run = (...words: readonly string[]) =>
        spawnSync("npx", ["--no-install", ...words], {
          cwd: empty,
          encoding: "utf8",
          shell: process.platform === "win32",
        });
      const checked = run("csv-preflight", "check", "--format", "unix");
      assert.equal(checked.status, 1, checked.stderr);
      assert.match(checked.stdout, /^user\.csv:2:14: error: .*2450.*\[invalid-code\]$/m);
      assert.match(run("csv-preflight", "explain", "invalid-code").stdout, /^# invalid-code/);
      assert.match(run("csv-preflight-language-server", "--version").stdout, /^\d+\.\d+\.\d+/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
