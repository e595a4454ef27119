/** `csv-preflight test`: pictures of people's own file types are started, drawn, compared, and differ where a type has changed. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const program = path.resolve("out/cli/main.js");
const type = {
  name: "staff",
  title: "Staff",
  path: "staff.csv",
  schema: {
    fieldsMatch: "superset",
    primaryKey: "no",
    fields: [
      { name: "no", type: "integer", example: "7" },
      { name: "name", example: "Ann", constraints: { required: true } },
      { name: "boss", type: "integer" },
    ],
    foreignKeys: [{ fields: "boss", reference: { resource: "", fields: "no" } }],
  },
};

describe("pictures of file types", () => {
  let folder: string;
  const write = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), "utf8");
  const run = (...words: string[]) => {
    const env = { ...process.env, LANG: "en_US.UTF-8" };
    const done = spawnSync(process.execPath, [program, "test", ...words], { cwd: folder, encoding: "utf8", env });
    return { status: done.status, out: done.stdout, err: done.stderr };
  };
  const page = (...lines: string[]): string => `# Staff\n\n\`\`\`csv staff\n${lines.join("\n")}\n\`\`\`\n`;

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-type-pictures-")));
    write("types/staff.csv-type.json", JSON.stringify(type));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("are started by --update for a type that has none, and are fine then", () => {
    const none = run("types");
    assert.equal(none.status, 2);
    assert.match(none.err, /There is no picture in types\..*--update starts a page/);
    assert.equal(run("types", "--update").status, 0);
    assert.equal(read("types/staff.md"), page("no,name,boss", "7,Ann,7"));
    const again = run();
    assert.deepEqual(
      [again.status, again.out, again.err],
      [0, "", "Pages: 1. Pictures: 1. All pages match the problems found.\n"],
    );
  });

  it("differ with a diff and exit status 1, until they are drawn again", () => {
    const drawn = page("no,name,boss", "7,,8", "  ^ required-value: name: old words");
    write("types/staff.md", drawn);
    const { status, out, err } = run("types/staff.csv-type.json");
    assert.equal(status, 1, err);
    const mark = /^\+ {2}\^ required-value: name: The cell is empty\. Staff requires a value here\.$/m;
    assert.match(out, /^types\/staff\.md differs from the problems found/);
    assert.match(out, /^@@ -3,5 \+3,5 @@$/m);
    assert.match(out, /^- {2}\^ required-value: name: old words$/m);
    assert.match(out, mark);
    assert.match(err, /Pages that differ: 1\./);
    assert.equal(read("types/staff.md"), drawn, "nothing is written unasked");
    assert.equal(run("types", "--update").status, 0);
    assert.equal(run("types").status, 0);
    assert.match(run("types", "--color").err, /All pages match/);
  });

  it("use the types and rules of the profile, and files with names are a set", () => {
    write(
      "csv-preflight.json",
      JSON.stringify({ schemas: ["types/staff.csv-type.json"], rules: { "required-value": "off" } }),
    );
    write("docs/staff.md", "```csv\n-- staff.csv --\nno,name,boss\n7,,\n```\n\n```csv\nno picture: an example\n```\n");
    assert.equal(run("docs").status, 0);
    write("docs/staff.md", "```csv\n-- staff.csv --\nname,color\n7,red\n```\n");
    const lost = run("docs");
    assert.equal(lost.status, 2);
    assert.match(lost.err, /docs\/staff\.md:1: staff\.csv isn't recognized\. .*Missing column: no/);
  });

  it("show what fixes make", () => {
    write("types/staff.md", `${page("no,name,boss", "7, Ann ,")}\n\`\`\`fixed\n\`\`\`\n`);
    assert.equal(run("--update").status, 0);
    assert.match(read("types/staff.md"), /```fixed\nno,name,boss\n7,Ann,\n```/);
    write("types/staff.md", `${page("no,name,boss", "7,Ann,")}\n\`\`\`fixed: Make tea\n\`\`\`\n`);
    assert.match(run().err, /types\/staff\.md:8: There is no fix called "Make tea"\./);
  });

  it("that cannot be drawn are told with their line, and the others are drawn all the same", () => {
    write("types/staff.md", `${page("no,name,boss", "7,,")}\n\`\`\`csv stff\na\n\`\`\`\n`);
    const { status, out, err } = run();
    assert.equal(status, 2);
    assert.match(err, /types\/staff\.md:8: There is no file type called "stff"\. Did you mean "staff"\?/);
    assert.match(out, /\+ {2}\^ required-value/);
  });

  it("of a type with mistakes exit with 2 and say where", () => {
    write("types/staff.csv-type.json", JSON.stringify({ ...type, tittle: "x" }, null, 2));
    write("types/staff.md", page("no,name,boss", "7,Ann,"));
    const { status, err } = run("types", "--quiet");
    assert.equal(status, 2);
    assert.match(err, /types\/staff\.csv-type\.json:\d+:3: "tittle" isn't known here\. Did you mean "title"\?/);
  });

  it("keep the line breaks and the byte order mark of their page", () => {
    const text = `\ufeff${page("no,name,boss", "7,,").replaceAll("\n", "\r\n")}`;
    write("types/staff.md", text);
    assert.equal(run("--update").status, 0);
    const after = read("types/staff.md");
    assert.ok(after.startsWith("\ufeff# Staff\r\n"));
    assert.equal(after.replaceAll("\r\n", "").includes("\n"), false);
    assert.match(after, /required-value/);
  });

  it("are asked for in words that can be read", () => {
    assert.match(run("gone").err, /gone: there is no such file or folder/);
    assert.match(run("types/staff.csv-type.json").err, /There is no picture/);
    write("x.csv", "a\n");
    assert.match(run("x.csv").err, /x\.csv is neither a Markdown page nor a file type/);
    for (const words of [["gone"], ["types/staff.csv-type.json"], ["x.csv"]]) assert.equal(run(...words).status, 2);
  });
});
