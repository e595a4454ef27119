/** CSV files that are no import files get no diagnostic; broken input of any kind gets an answer, and soon. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";

const repository = path.resolve(import.meta.dirname, "../..");
const program = path.join(repository, "out/cli/main.js");
const header = "id,name,permission,status.code,timezone,userEmail";
const row = "u1,Ann Lee,Admin,2450,America/Chicago,ann.lee@example.com";

interface Report {
  readonly files: readonly {
    readonly path: string;
    readonly rows: number;
    readonly problems: readonly { readonly rule: string }[];
  }[];
  readonly summary: Readonly<Record<string, number>>;
}

/** What takes so long, in milliseconds, will not end: all of this is done in seconds, also on a busy machine. */
const hangs = 120_000;

function check(folder: string, ...words: string[]) {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [program, "check", ...words, "--format", "json"],
    { cwd: folder, encoding: "utf8", timeout: hangs, maxBuffer: 1 << 29 },
  );
  assert.equal(signal, null, `ended by ${signal}; ${stderr.slice(0, 500)}`);
  assert.ok(!/\n {4}at /.test(stderr), stderr);
  return { status, stderr, report: JSON.parse(stdout) as Report };
}

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-foreign-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** The csv files that installed packages bring along. */
function* installed(below: string): Generator<string> {
  for (const entry of fs.readdirSync(below, { withFileTypes: true })) {
    const full = path.join(below, entry.name);
    if (entry.isDirectory()) yield* installed(full);
    else if (/\.csv$/i.test(entry.name) && entry.isFile()) yield full;
  }
}

/** Texts that look like what people keep in csv files, with names that imports have too. */
const words =
  "id,name,email,phone,title,status,type,country,city,price,date,amount,lat,lon,Name,ID,E-mail,user,x,y,,1,42,3.14,2026-11-23,a b,Zoë,-,true".split(
    ",",
  );
/** The same without a name that a column of the files called user.csv or group.csv has. */
const strangers = words.filter((word) => !["id", "name", "title", "email"].includes(word.toLowerCase()));

function ordinary(from: readonly string[]): fc.Arbitrary<string> {
  const cells = fc.array(fc.constantFrom(...from), { minLength: 1, maxLength: 7 });
  return fc
    .tuple(
      cells,
      fc.constantFrom(",", ";", "\t", "|"),
      fc.constantFrom("\n", "\r\n"),
      fc.array(cells, { maxLength: 8 }),
    )
    .map(([names, delimiter, lineBreak, rows]) => {
      return [names, ...rows].map((record) => record.join(delimiter) + lineBreak).join("");
    });
}

const anything = fc.oneof(
  { weight: 4, arbitrary: ordinary(words) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", ";", "\t", " "), maxLength: 80 }),
  },
);

describe("files that are no import files", () => {
  it("get no diagnostic: a thousand of them, user.csv too", () => {
    let count = 0;
    const put = (name: string, bytes: string | Uint8Array): void => {
      const file = path.join(folder, String(count++), name);
      fs.mkdirSync(path.dirname(file));
      fs.writeFileSync(file, bytes);
    };
    for (const file of installed(path.join(repository, "node_modules"))) {
      for (const name of [path.basename(file), "user.csv", "group.csv", "import.csv"]) put(name, fs.readFileSync(file));
    }
    assert.ok(count >= 48, "csv-spectrum alone has twelve");
    for (const text of fc.sample(anything, { numRuns: 900, seed: 7 })) put("table.csv", text);
    for (const text of fc.sample(ordinary(strangers), { numRuns: 200, seed: 7 })) {
      for (const name of ["user.csv", "GROUP.csv"]) put(name, text);
    }
    assert.ok(count > 1000);
    const { status, stderr, report } = check(folder, ".", "--no-error-on-unmatched", "--quiet");
    assert.deepEqual(report.files, []);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    // A check that checked nothing says so: once, or with those that come near.
    const strict = check(folder, ".");
    assert.equal(strict.status, 2);
    assert.ok(strict.stderr.split("\n").length <= 12, strict.stderr);
    // Beside a file that is one, nobody is told about those that are not even near.
    put("user.csv", `${header}\n${row}\n`);
    const beside = check(folder, ".", "--quiet");
    assert.deepEqual([beside.status, beside.stderr], [0, ""]);
  }).timeout(hangs);
});

describe("bad input", () => {
  const put = (name: string, bytes: string | Uint8Array): void => fs.writeFileSync(path.join(folder, name), bytes);
  const rules = (report: Report): string[] =>
    [...new Set(report.files.flatMap((file) => file.problems.map(({ rule }) => rule)))].sort();

  const cases: readonly [name: string, bytes: () => string | Uint8Array, rules: readonly string[] | undefined][] = [
    ["an empty file", () => "", ["empty-file"]],
    ["binary", () => Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256), undefined],
    ["UTF-16", () => Buffer.from(`\ufeff${header}\n${row}\n`, "utf16le"), ["invalid-encoding"]],
    ["one line of 10 MB that is none of ours", () => "x".repeat(10_000_000), undefined],
    ["a cell of 10 MB", () => `${header}\n${row.replace("Ann Lee", "x".repeat(10_000_000))}\n`, []],
    ["a header of 10 MB", () => `${header}${",".repeat(10_000_000)}\n${row}\n`, undefined],
    [
      "10,000 columns",
      () => `${header}${Array.from({ length: 10_000 }, (_, i) => `,c${i}`).join("")}\n${row}${",1".repeat(10_000)}\n`,
      undefined,
    ],
    ["a million empty lines", () => `${header}\n${row}\n${"\n".repeat(1_000_000)}`, ["blank-row"]],
    ["a million empty lines first", () => `${"\n".repeat(1_000_000)}${header}\n${row}\n`, ["empty-file"]],
    ["quotes without end", () => `${header}\n${'"'.repeat(1_000_001)}\n${row}\n`, ["stray-line"]],
    [
      "an opened quote in each of 20,000 rows",
      () => `${header}\n${`u1,"Ann,Admin,2450,America/Chicago,a@example.com\n`.repeat(20_000)}`,
      undefined,
    ],
    [
      "an opened quote and 10 MB after it that are no rows",
      () => `${header}\nu1,"${`${"abc ".repeat(25)}\n`.repeat(100_000)}`,
      undefined,
    ],
    ["lone carriage returns", () => `${header}\r${row}\r`, ["mixed-line-endings"]],
    ["NUL", () => `${header}\n${row.replace("Ann", "A\0nn")}\n`, ["control-character"]],
    ["conflict markers", () => `${header}\n<<<<<<< a\n${row}\n||||||| b\n=======\n>>>>>>> c\n`, ["merge-conflict"]],
    ["the header twice", () => `${header}\n${header}\n${row}\n`, undefined],
    [
      "names of prototypes as headers",
      () => `${header},__proto__,constructor,toString\n${row},1,2,3\n`,
      ["unknown-column"],
    ],
    [
      "names of prototypes as values",
      () => `${header}\n__proto__,constructor,toString,__proto__,hasOwnProperty,valueOf\n`,
      undefined,
    ],
    ["100,000 times the same row", () => `${header}\n${`${row}\n`.repeat(100_000)}`, ["duplicate-id"]],
  ];
  for (const [name, bytes, expected] of cases) {
    it(`is answered: ${name}`, () => {
      put("user.csv", bytes());
      const { status, report, stderr } = check(folder, "user.csv", "--max-problems", "1000");
      if (expected) assert.deepEqual([status === 2, rules(report)], [false, expected], stderr);
      // Nothing like a header: it was named, so it is said why it was not checked.
      else assert.ok(status !== 2 || /user\.csv wasn't checked. /.test(stderr), stderr);
    }).timeout(hangs);
  }

  it("is answered: a malformed profile", () => {
    put("user.csv", `${header}\n${row}\n`);
    for (const [text, expected] of [
      ["", 1],
      ["[", 1],
      ['{"rules": 3, "files": {"a": {}}}', 0],
      ['{"schemas": ["./", "user.csv"]}', 1],
      ["\0\0", 1],
      ['{"rules": {"__proto__": "off"}}', 0],
    ] as const) {
      put("csv-preflight.json", text);
      const { status, report } = check(folder);
      assert.deepEqual([status, rules(report)], [expected, ["invalid-profile"]], text);
    }
  });

  it("leaves every byte where nothing is safe to fix", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const bytes = Buffer.concat([Buffer.from(`${header}\n`), Buffer.from(noise)]);
        put("user.csv", bytes);
        const { status, stdout } = spawnSync(process.execPath, [program, "fix"], { cwd: folder, encoding: "utf8" });
        if (status === 2 || /nothing to fix/.test(stdout))
          assert.deepEqual(fs.readFileSync(path.join(folder, "user.csv")), bytes);
        assert.ok(status === 0 || status === 2);
      }),
      { numRuns: 20 },
    );
  });
});
