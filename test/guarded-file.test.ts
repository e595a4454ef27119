/** Files that a folder brings along: what is no regular file, too large or elsewhere is refused with a sentence, at once, and the rest goes on. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { loadProfile } from "../server/disk/documents/profile.ts";
import { guardedBytesMost, RefusedFile, readGuarded } from "../server/disk/reading/guarded-file.ts";

const csv = "staffNo,mail\n7,a@@example.com\n";
const staff = {
  ...builtInDocuments[0]!,
  name: "hr.staff",
  files: ["staff.csv"],
  detect: { named: 2, alone: 4 },
  fields: [
    { name: "staffNo", title: "Number", description: "A number.", example: "7", type: "id", weight: 3 },
    { name: "mail", title: "Mail", description: "An address.", example: "a@example.com", type: "email", weight: 3 },
  ],
  uniqueKeys: [],
  notColumns: [],
  membership: undefined,
};

describe("files that a folder brings along", () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, "tenant", name);
  const write = (name: string, value: unknown): void =>
    fs.writeFileSync(at(name), typeof value === "string" ? value : JSON.stringify(value));
  /** What the profile's problems are, with the text that each is about. */
  const problems = (): string[] => {
    const text = fs.readFileSync(at("csv-preflight.json"), "utf8");
    const [own] = loadProfile(at("csv-preflight.json")).files;
    return own!.problems.map(
      ({ severity, message, span }) => `${severity} ${text.slice(span.start, span.end)} ${message}`,
    );
  };
  const check = (...args: string[]) =>
    spawnSync(process.execPath, [path.resolve("out/cli/main.js"), "check", ".", ...args], {
      cwd: at("."),
      encoding: "utf8",
      timeout: 180_000,
    });

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-guarded-"));
    fs.mkdirSync(at("types"), { recursive: true });
    fs.writeFileSync(path.join(folder, "outside.json"), JSON.stringify({ ...staff, name: "out.side" }));
    write("types/staff.json", staff);
    write("staff.csv", csv);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("are refused where they lead out of the profile's folder, whatever the way, and the others are used", () => {
    const ways = [
      "../outside.json",
      "types/../../outside.json",
      path.join(folder, "outside.json"),
      "/etc/passwd",
      "~/outside.json",
      "file:///etc/passwd",
      "https://example.com/x.json",
      "\\\\server\\share\\x.json",
      "//server/share/x.json",
      "C:\\types\\x.json",
      "c:x.json",
      "types\\..\\..\\outside.json",
    ];
    write("csv-preflight.json", { schemas: [...ways, "types/staff.json", "./types/../types/none.json"] });
    assert.deepEqual(problems(), [
      ...ways.map(
        (way) =>
          `error ${JSON.stringify(way)} ${way} can't be used. It must be in the same folder or below, and its path must be relative.`,
      ),
      'error "./types/../types/none.json" ./types/../types/none.json can\'t be used. There is no such file.',
    ]);
    assert.deepEqual(
      loadProfile(at("csv-preflight.json")).schemas.map(({ name }) => name),
      ["hr.staff"],
    );
  });

  it("are refused where they are no regular files, links elsewhere, or too large", function () {
    if (process.platform === "win32") this.skip();
    execFileSync("mkfifo", [at("pipe.json")]);
    fs.symlinkSync("/dev/zero", at("zero.json"));
    fs.symlinkSync("../outside.json", at("out.json"));
    fs.symlinkSync("gone.json", at("gone-link.json"));
    fs.symlinkSync("types/staff.json", at("fine.json"));
    fs.writeFileSync(at("large.json"), "");
    fs.truncateSync(at("large.json"), guardedBytesMost + 1);
    const expected = {
      "pipe.json": "It is a device or a pipe, not a file.",
      "zero.json": "It is a link to a file in another folder. Only files in the same folder or below are read.",
      "out.json": "It is a link to a file in another folder. Only files in the same folder or below are read.",
      "gone-link.json": "It is a link to a file that isn't there.",
      "large.json": "It is larger than 16 MB.",
      types: "It is a folder.",
    };
    write("csv-preflight.json", { schemas: [...Object.keys(expected), "fine.json"] });
    assert.deepEqual(
      problems(),
      Object.entries(expected).map(([name, why]) => `error "${name}" ${name} can't be used. ${why}`),
    );
    const { schemas } = loadProfile(at("csv-preflight.json"));
    assert.deepEqual(
      schemas.map(({ name }) => name),
      ["hr.staff"],
    );
    // A folder that is itself reached by a link is a folder like any other.
    fs.symlinkSync(at("."), path.join(folder, "link"));
    assert.equal(loadProfile(path.join(folder, "link/csv-preflight.json")).schemas.length, 1);
    // Asked for by name a link may lead anywhere; a device is none the better for it.
    assert.equal(readGuarded(at("out.json")).length > 0, true);
    assert.throws(() => readGuarded(at("zero.json")), new RefusedFile("special"));
  });

  it("make a run fail that lacks them, and name the CSV files", () => {
    write("csv-preflight.json", { schemas: ["types/staff.json"] });
    assert.equal(check().status, 1);
    // One wrong word: the rest of the file type is used, and the run says that it was not all.
    const [first, second] = staff.fields;
    write("types/staff.json", { ...staff, fields: [{ ...first, constraints: { maxLength: "x" } }, second] });
    const half = check("--format", "json");
    assert.equal(half.status, 2);
    assert.match(half.stderr, /staff\.csv: not fully checked, because the file type types\/staff\.json has mistakes/);
    const report = JSON.parse(half.stdout) as {
      files: { path: string; problems: { rule: string; severity: string }[] }[];
    };
    assert.deepEqual(
      report.files.map(({ path: file, problems: reported }) => [
        file,
        ...reported.map(({ rule, severity }) => `${rule} ${severity}`),
      ]),
      [
        ["csv-preflight.json", "invalid-profile error"],
        ["staff.csv", "invalid-email error"],
        ["types/staff.json", "invalid-profile warning"],
      ],
    );
    // Nothing of it can be used.
    for (const broken of ["{", "[]", JSON.stringify({ ...staff, fields: [] })]) {
      write("types/staff.json", broken);
      const none = check();
      assert.equal(none.status, 2, broken);
      assert.match(
        none.stderr,
        /staff\.csv: not checked, because the file type types\/staff\.json has mistakes/,
        broken,
      );
    }
    // Nobody misses it where no file is of its kind.
    fs.rmSync(at("staff.csv"));
    write("user.csv", "id,name,permission,timezone,userEmail\n1,Ann,Admin,Europe/Paris,a@example.com\n");
    write("types/staff.json", { ...staff, fields: [] });
    assert.equal(check().status, 1);
    assert.equal(check().stderr, "");
  });

  it("do not hold up a run when the profile itself is a pipe", function () {
    if (process.platform === "win32") this.skip();
    execFileSync("mkfifo", [at("csv-preflight.json")]);
    write("user.csv", "id,name,permission,timezone,userEmail\n1,Ann,Admin,Europe/Paris,a@example.com\n");
    const { status, stdout, stderr } = check();
    assert.equal(status, 2);
    assert.match(stdout, /1:1 +error +This file can't be used\. It is a device or a pipe, not a file\./);
    assert.match(stderr, /csv-preflight\.json: It is a device or a pipe/);
  });

  it("do not hold up a walk: .gitignore files and manifests that are pipes, devices or links elsewhere", function () {
    if (process.platform === "win32") this.skip();
    const row = "id,name,permission,timezone,userEmail\n1,Ann,Admin,Europe/Paris,a@example.com\n";
    for (const name of ["a", "b", "c"]) {
      fs.mkdirSync(at(name));
      write(`${name}/user.csv`, row);
    }
    execFileSync("mkfifo", [at("a/.gitignore"), at("a/manifest.json")]);
    fs.symlinkSync("/dev/zero", at("b/.gitignore"));
    fs.symlinkSync("/dev/zero", at("b/datapackage.json"));
    fs.writeFileSync(path.join(folder, "ignores"), "user.csv\n");
    fs.symlinkSync("../../ignores", at("c/.gitignore"));
    const { status, stdout, stderr } = check("--format", "json");
    assert.equal(status, 2);
    const { files } = JSON.parse(stdout) as { files: { path: string }[] };
    assert.deepEqual(
      files.map((file) => file.path),
      ["a/user.csv", "b/user.csv", "c/user.csv"],
    );
    assert.match(stderr, /a\/\.gitignore: It is a device or a pipe/);
    for (const name of ["b", "c"])
      assert.match(stderr, new RegExp(`${name}/\\.gitignore: It is a link to a file in another`));
  });
});
