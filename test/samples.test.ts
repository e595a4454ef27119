/** The samples hold what samples/README.md says is wrong with them, no more and no less; UPDATE=1 writes the table anew. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "../..");
const readme = path.join(repository, "samples/README.md");
const program = path.join(repository, "out/cli/main.js");

interface Report {
  readonly files: readonly {
    readonly path: string;
    readonly problems: readonly {
      readonly rule: string;
      readonly severity: string;
      readonly line: number;
      readonly column: number;
    }[];
  }[];
}

function checkSamples(): Report {
  const { stdout, stderr } = spawnSync(process.execPath, [program, "check", "samples", "--format", "json"], {
    cwd: repository,
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  return JSON.parse(stdout) as Report;
}

describe("samples", () => {
  const report = checkSamples();

  it("hold what their README says", () => {
    const found = report.files.flatMap(({ path: file, problems }) =>
      problems.map(
        ({ line, column, severity, rule }) =>
          `| \`${file.replace(/^samples\//, "")}\` | ${line}:${column} | ${severity} | \`${rule}\` |`,
      ),
    );
    const text = fs.readFileSync(readme, "utf8");
    const rows = text.split("\n").filter((line) => line.startsWith("| `"));
    if (process.env["UPDATE"] === "1") {
      const before = text.slice(0, text.indexOf("|---|---|---|---|\n") + "|---|---|---|---|\n".length);
      fs.writeFileSync(readme, `${before}${found.join("\n")}\n`);
    } else assert.deepEqual(found, rows);
    assert.ok(found.length > 60);
  });

  it("are all recognised, the clean ones without a problem", () => {
    const csv = (fs.readdirSync(path.join(repository, "samples"), { recursive: true }) as string[])
      .filter((name) => name.endsWith(".csv"))
      .map((name) => `samples/${name.replaceAll(path.sep, "/")}`)
      // An export that is to be mapped first.
      .filter((name) => !name.startsWith("samples/any/"));
    assert.deepEqual(
      report.files.map((file) => file.path),
      csv.sort(),
    );
    const clean = report.files.filter((file) => file.path.startsWith("samples/clean/"));
    assert.equal(clean.length, 6);
    assert.deepEqual(
      clean.flatMap((file) => file.problems),
      [],
    );
  });
});
