/** Zips that somebody hands us: what is wrong with one is said in a sentence, and nothing of it is unpacked beyond what it declares. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { zipSync } from "fflate";
import { readZip, ZipError } from "../server/disk/reading/zip-file.ts";
import { SeededRandom } from "../server/features/anonymize/seeded-random.ts";

const csv = Buffer.from("id,name\nU-1,Ann\n".repeat(50));
const centralMark = Buffer.from("PK\x01\x02", "latin1");

describe("a zip that somebody hands us", () => {
  let folder: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-zip-"));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** What a zip holds, or what is said of it. */
  async function said(bytes: Uint8Array): Promise<string | ReadonlyMap<string, Uint8Array>> {
    const file = path.join(folder, "a.zip");
    fs.writeFileSync(file, bytes);
    try {
      return await readZip(file);
    } catch (error) {
      assert.ok(error instanceof ZipError, String(error));
      return error.message;
    }
  }

  /** A zip with numbers of its directory changed. */
  function changed(
    change: (bytes: Buffer, entry: number) => void,
    files: Readonly<Record<string, Buffer>> = { "user.csv": csv },
  ): Buffer {
    const bytes = Buffer.from(zipSync(files));
    change(bytes, bytes.indexOf(centralMark));
    return bytes;
  }

  it("is read as it was written", async () => {
    const read = await said(
      zipSync({ "user.csv": csv, "a/é.csv": Buffer.from("x"), "empty.csv": Buffer.of(), "d/": Buffer.of() }),
    );
    assert.ok(typeof read !== "string");
    assert.deepEqual([...read.keys()], ["user.csv", "a/é.csv", "empty.csv"]);
    assert.equal(Buffer.compare(read.get("user.csv")!, csv), 0);
    const plain = await said(zipSync({ "user.csv": [csv, { level: 0 }] }));
    assert.ok(typeof plain !== "string" && Buffer.compare(plain.get("user.csv")!, csv) === 0);
  });

  for (const [what, change, expected] of [
    ["encrypted", (bytes: Buffer, at: number) => bytes.writeUInt16LE(1, at + 8), /user\.csv in it is encrypted/],
    ["packed by other means", (bytes: Buffer, at: number) => bytes.writeUInt16LE(12, at + 10), /packed in a way/],
    [
      "of 900 MB",
      (bytes: Buffer, at: number) => bytes.writeUInt32LE(900 << 20, at + 24),
      /has 900 MB\. Files of up to 256 MB/,
    ],
    ["larger than it says", (bytes: Buffer, at: number) => bytes.writeUInt32LE(10, at + 24), /larger than it says/],
    [
      "smaller than it says",
      (bytes: Buffer, at: number) => bytes.writeUInt32LE(1 << 20, at + 24),
      /smaller than it says/,
    ],
    ["another than its sum", (bytes: Buffer, at: number) => bytes.writeUInt32LE(7, at + 16), /is damaged/],
    ["somewhere else", (bytes: Buffer, at: number) => bytes.writeUInt32LE(5, at + 42), /damaged/],
    ["more than there are", (bytes: Buffer) => bytes.writeUInt16LE(99, bytes.length - 12), /damaged/],
    ["beyond its end", (bytes: Buffer) => bytes.writeUInt32LE(1 << 30, bytes.length - 6), /damaged/],
  ] as const) {
    it(`is refused where a file in it is ${what}`, async () =>
      assert.match(String(await said(changed(change))), expected));
  }

  it("is refused where two files have one path, or one leads out of it", async () => {
    const twice = changed(
      (bytes) => {
        for (let at = bytes.indexOf("b.csv"); at >= 0; at = bytes.indexOf("b.csv", at + 1)) bytes.write("a", at);
      },
      { "a.csv": csv, "b.csv": csv },
    );
    assert.match(String(await said(twice)), /contains a\.csv twice/);
    for (const name of ["../a.csv", "x/../../a.csv", "/etc/a.csv", "C:\\a.csv", "x\\..\\a.csv"])
      assert.match(String(await said(zipSync({ [name]: csv }))), /leads out of it/, name);
  });

  it("never unpacks more than it declares", async () => {
    const bomb = Buffer.from(zipSync({ "user.csv": Buffer.alloc(64 << 20) }));
    bomb.writeUInt32LE(100, bomb.indexOf(centralMark) + 24);
    const before = process.memoryUsage().arrayBuffers;
    assert.match(String(await said(bomb)), /larger than it says/);
    assert.ok(process.memoryUsage().arrayBuffers - before < 32 << 20);
  });

  it("is answered in a sentence wherever it is cut off, and whatever byte is another", async () => {
    const whole = Buffer.from(zipSync({ "user.csv": csv, "group.csv": Buffer.from("x") }));
    for (let length = 0; length < whole.length; length += 3)
      assert.equal(typeof (await said(whole.subarray(0, length))), "string", `${length} bytes`);
    const random = new SeededRandom("zip");
    for (let i = 0; i < 400; i++) {
      const other = Buffer.from(whole);
      const at = random.below(whole.length);
      other[at] = random.below(256);
      const read = await said(other);
      // A letter of a name may be another; what a file says may not.
      if (typeof read !== "string")
        for (const bytes of read.values())
          assert.ok(
            [csv, Buffer.from("x")].some((each) => Buffer.compare(each, bytes) === 0),
            `byte ${at}`,
          );
    }
  });

  it("is not waited for where it is a pipe", async function () {
    if (process.platform === "win32") this.skip();
    const pipe = path.join(folder, "pipe.zip");
    execFileSync("mkfifo", [pipe]);
    await assert.rejects(readZip(pipe), /no regular file/);
  });
});
