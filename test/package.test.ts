/** What is shipped: the notices name every package that is bundled, and the same files make the same VSIX, byte for byte. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
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
      const manifest = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8")) as object;
      const names = ["README.md", "CHANGELOG.md", "LICENSE", "THIRD-PARTY-NOTICES.txt", ".vscodeignore"];
      const packed = ["one", "two"].map((name, i) => {
        const copy = path.join(folder, name);
        fs.mkdirSync(copy);
        // Without what builds it: that would take the place of what other tests run.
        fs.writeFileSync(path.join(copy, "package.json"), JSON.stringify({ ...manifest, scripts: {} }));
        for (const each of [...names, "package.nls.json", "syntaxes", "schemas", "out/client", "out/server", "out/cli"])
          fs.cpSync(path.join(repository, each), path.join(copy, each), {
            recursive: true,
            filter: (source) => !source.endsWith(".map"),
          });
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
});
