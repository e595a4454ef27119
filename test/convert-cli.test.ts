/** `csv-preflight convert` as scripts and people meet it: nothing guessed, nothing replaced, everything that is lost in a report. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const program = path.resolve(import.meta.dirname, "../../out/cli/main.js");
const users = `id,name,permission,status.code,timezone,userEmail
U-1,Ann Lee,Admin,2450,Europe/Paris,ann@example.com
U-2,Bob Ray,Viewer,2452,Europe/Paris,bob@example.com
`;

interface Report {
  readonly from: string;
  readonly people: number;
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  readonly summary: Readonly<Record<string, number>>;
  readonly differences: readonly {
    readonly kind: string;
    readonly person: string;
    readonly source: { readonly file: string; readonly row: number; readonly field: string };
    readonly value?: string;
    readonly became?: string;
  }[];
}

describe("csv-preflight convert", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-convert-"));
    fs.mkdirSync(path.join(folder, "turvo"));
    put("turvo/user.csv", users);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function put(name: string, text: string): void {
    fs.writeFileSync(path.join(folder, name), text);
  }
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), "utf8");
  function run(...words: string[]) {
    return spawnSync(process.execPath, [program, "convert", ...words], {
      cwd: folder,
      encoding: "utf8",
      timeout: 180_000,
    });
  }
  const decided = (roles: object): string => JSON.stringify({ conversions: { "turvo.user→travtus.user": { roles } } });

  it("writes nothing before every role is decided, and prints what to paste", () => {
    const { status, stderr, stdout } = run("turvo/user.csv", "--to", "travtus.user", "--output", "out");
    assert.equal(status, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /nothing was written[\s\S]*Admin: 1 person[\s\S]*Viewer: 1 person/);
    assert.ok(!fs.existsSync(path.join(folder, "out")));
    const snippet = stderr.slice(stderr.indexOf("\n{") + 1, stderr.lastIndexOf("}") + 1);
    put("csv-preflight.json", snippet);
    assert.equal(run("turvo/user.csv", "--to", "travtus.user", "--output", "out").status, 0);
    assert.match(read("out/companyName_companyId/USER/users.csv"), /^ann@example\.com,Ann,Lee,.*,Active,$/m);
  });

  it("writes the files and both reports, which point at the source", () => {
    put("csv-preflight.json", decided({ Admin: ["compass", "gateway"], Viewer: false }));
    const { status, stdout, stderr } = run("turvo", "--to", "travtus", "--output", "out");
    assert.equal(status, 0, stderr);
    assert.equal(stdout, "out/companyName_companyId/USER/users.csv  travtus.user, 2 rows\n");
    assert.match(read("out/conversion.md"), /^- companyName_companyId is a placeholder/m);
    assert.match(stderr, /2 people; 0 errors to fix in the result; values: 3 left out, 1 changed/);
    const report = JSON.parse(read("out/conversion.json")) as Report;
    assert.deepEqual(report.files, [
      { path: "companyName_companyId/USER/users.csv", fileType: "travtus.user", rows: 2 },
    ]);
    assert.deepEqual(
      report.differences.map(({ kind, person, source, value, became }) =>
        [kind, person, `${source.file}:${source.row}`, source.field, value, became].join(" | "),
      ),
      [
        "lost | Ann Lee | turvo/user.csv:2 | timezone | Europe/Paris | ",
        "changed | Bob Ray | turvo/user.csv:3 | status.code | 2452 | Inactive",
        "lost | Bob Ray | turvo/user.csv:3 | permission | Viewer | ",
        "lost | Bob Ray | turvo/user.csv:3 | timezone | Europe/Paris | ",
      ],
    );
    assert.equal(report.summary["lost"], 3);
    const page = read("out/conversion.md");
    assert.match(page, /^# Turvo users for Travtus$/m);
    assert.match(page, /^\| 3 \| Bob Ray \| `2452` \(Deleted\) \| `Inactive` in `status` \|$/m);
  });

  it("replaces nothing without a yes, and never what it reads", () => {
    put("csv-preflight.json", decided({ Admin: "compass", Viewer: "compass" }));
    const words = ["turvo/user.csv", "--to", "travtus", "--output", "out", "--quiet"];
    assert.equal(run(...words).status, 0);
    put("out/conversion.md", "mine");
    const again = run(...words);
    assert.equal(again.status, 2);
    assert.match(again.stderr, /nothing was written\. .*conversion\.md.* already exists?\. --overwrite/);
    assert.equal(read("out/conversion.md"), "mine");
    assert.equal(run(...words, "--overwrite").status, 0);
    assert.notEqual(read("out/conversion.md"), "mine");

    const meeds = "userName,firstName,lastName,email\nann.lee,Ann,Lee,ann@example.com\n";
    fs.mkdirSync(path.join(folder, "meeds"));
    put("meeds/user.csv", meeds);
    const own = run("meeds/user.csv", "--to", "turvo", "--output", "meeds", "--overwrite");
    assert.equal(own.status, 2);
    assert.match(own.stderr, /user\.csv is one of the source files/);
    assert.equal(read("meeds/user.csv"), meeds);
  });

  it("ends with 1 when the result has errors, which the report names", () => {
    put("csv-preflight.json", '{"conversions":{"turvo.user→meeds.user":{"roles":{"Admin":false,"Viewer":false}}}}');
    assert.equal(run("turvo", "--to", "meeds", "--output", "out").status, 1);
    assert.match(read("out/conversion.md"), /`password`: required-value \(error, 2\)/);
    const check = spawnSync(process.execPath, [program, "check", "out/import.csv"], { cwd: folder, encoding: "utf8" });
    assert.equal(check.status, 1);
  });

  it("tells wrong calls", () => {
    const wrong: readonly (readonly [words: readonly string[], said: RegExp])[] = [
      [["--to", "travtus", "--output", "out"], /FILE is missing/],
      [["turvo", "--output", "out"], /requires --to/],
      [["turvo", "--to", "travtus"], /requires --output/],
      [
        ["turvo", "--to", "travtsu.user", "--output", "out"],
        /--to can't be "travtsu\.user"; did you mean travtus\.user\?/,
      ],
      [["turvo", "--to", "turvo.user", "--output", "out"], /already in Turvo/],
      [["nothing.csv", "--to", "turvo", "--output", "out"], /no such file/],
      [["csv-preflight.json", "--to", "turvo", "--output", "out"], /no file of people/],
    ];
    put("csv-preflight.json", "{}");
    for (const [words, said] of wrong) {
      const { status, stderr } = run(...words);
      assert.equal(status, 2, words.join(" "));
      assert.match(stderr, said);
    }
  });
});
