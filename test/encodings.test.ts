/** Every encoding, byte order mark, line end and last line: a fix changes the bytes that it names, and none of a file whose letters it can't be sure of. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const rows = [
  "id,name,permission,status.code,timezone,userEmail",
  "u1,M\u00fcller,Super Admin,2450,America/Chicago,ann@example.com",
  "u2,Bo Ray,Super Admin,2450,America/Chicago ,bo@example.com",
  "u3,\u00c9va,Super Admin,2450,America/Chicago,eva@example.com",
];
const encodings = ["utf8", "utf16le", "utf16be", "latin1"] as const;
const breaks = { feeds: "\n", both: "\r\n", returns: "\r", mixed: undefined } as const;

interface Sample {
  readonly name: string;
  readonly encoding: (typeof encodings)[number];
  readonly bytes: Buffer;
  readonly mark: boolean;
  readonly ends: keyof typeof breaks;
  readonly text: string;
}

function encoded(text: string, encoding: Sample["encoding"]): Buffer {
  if (encoding !== "utf16be") return Buffer.from(text, encoding);
  return Buffer.from(text, "utf16le").swap16();
}

const samples = encodings.flatMap((encoding) =>
  [false, true].flatMap((mark) =>
    (Object.keys(breaks) as (keyof typeof breaks)[]).flatMap((ends) =>
      [false, true].flatMap((last): Sample[] => {
        // There is no mark in a one-byte encoding.
        if (mark && encoding === "latin1") return [];
        const end = (i: number): string => breaks[ends] ?? ["\r\n", "\n"][i % 2]!;
        const text = rows.map((row, i) => row + (i < rows.length - 1 || last ? end(i) : "")).join("");
        const name = `${encoding}-${mark ? "mark" : "bare"}-${ends}-${last ? "ended" : "open"}`;
        return [{ name, encoding, mark, ends, text, bytes: encoded((mark ? "\ufeff" : "") + text, encoding) }];
      }),
    ),
  ),
);

describe("fix, by encoding, mark, line ends and last line", () => {
  let folder: string;
  const fileOf = ({ name }: Sample): string => path.join(folder, name, "user.csv");
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [path.resolve("out/cli/main.js"), ...words], { cwd: folder, encoding: "utf8" });

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-encodings-"));
    for (const sample of samples) {
      fs.mkdirSync(path.join(folder, sample.name));
      fs.writeFileSync(fileOf(sample), sample.bytes);
    }
    const { stderr } = run("fix", ".");
    assert.ok(!stderr.includes("unexpected"), stderr);
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const sample of samples) {
    it(sample.name, () => {
      const now = fs.readFileSync(fileOf(sample));
      if (sample.encoding !== "utf8") {
        assert.equal(Buffer.compare(now, sample.bytes), 0, "no byte of it is another");
        return;
      }
      // What a byte order mark and mixed line ends cost is fixed, too; the space that is too much goes, and nothing else.
      const text = sample.text.replace("Chicago ,bo", "Chicago,bo");
      const whole: Readonly<Partial<Record<Sample["ends"], readonly string[]>>> = {
        mixed: [text.replace(/\r\n/g, "\n"), text.replace(/\r?\n/g, "\r\n")],
        returns: [text.replace(/\r/g, "\n")],
      };
      const fixed = [text, ...(whole[sample.ends] ?? [])];
      const allowed = fixed.flatMap((each) => [each, `\ufeff${each}`]);
      assert.ok(allowed.includes(now.toString("utf8")), JSON.stringify(now.toString("utf8")));
      assert.ok(now.toString("utf8").startsWith("\ufeff") <= sample.mark, "no mark is added");
    });
  }

  it("says of every file in another encoding that it is", () => {
    const { stdout } = run("check", ".", "--format", "json");
    const { files } = JSON.parse(stdout) as {
      files: { path: string; problems: { rule: string; severity: string }[] }[];
    };
    for (const sample of samples) {
      const problems = files.find((file) => file.path.startsWith(`${sample.name}/`))?.problems ?? [];
      const reported = problems.filter(({ rule }) => rule === "invalid-encoding");
      assert.equal(reported.length > 0, sample.encoding !== "utf8", sample.name);
      if (sample.encoding !== "utf8") assert.ok(!problems.some(({ rule }) => rule === "byte-order-mark"), sample.name);
    }
  });
});
