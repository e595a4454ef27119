/** Bytes and folders: what is read is what was written, and what is ignored is not looked at. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { decodeBytes, encodeText, firstOddLine, PieceDecoder } from "../server/disk/reading/decode.ts";
import { findFiles, readPieces } from "../server/disk/reading/files.ts";

describe("bytes to text", () => {
  it("takes the byte order mark off and says so", () => {
    const read = decodeBytes(Buffer.from("\ufeffid,name\n"));
    assert.equal(read.text, "id,name\n");
    assert.deepEqual(read.facts, { encoding: "utf-8", byteOrderMark: true, validUtf8: true });
  });

  it("keeps a second byte order mark, which is data", () => {
    assert.equal(decodeBytes(Buffer.from("\ufeff\ufeffid")).text, "\ufeffid");
  });

  for (const [encoding, marked] of [
    ["utf-16le", true],
    ["utf-16be", true],
    ["utf-16le", false],
    ["utf-16be", false],
  ] as const) {
    it(`reads ${encoding} ${marked ? "with" : "without"} its mark and writes the same bytes back`, () => {
      const text = "id,name\nu1,Zoë 😀\n";
      const bytes = encodeText(text, { encoding, byteOrderMark: marked });
      const read = decodeBytes(bytes);
      assert.equal(read.text, text);
      assert.deepEqual(read.facts, { encoding, byteOrderMark: marked });
      assert.deepEqual(Buffer.from(encodeText(read.text, read.facts)), Buffer.from(bytes));
    });
  }

  it("tells Latin-1 bytes from a replacement character that was really written", () => {
    assert.equal(decodeBytes(Buffer.from("id\nZo\xeb\n", "latin1")).facts.validUtf8, false);
    assert.equal(decodeBytes(Buffer.from("id\nZo\ufffd\n")).facts.validUtf8, true);
  });

  it("takes no short or binary text for UTF-16", () => {
    assert.equal(decodeBytes(Buffer.from("a\0b")).facts.encoding, "utf-8");
    assert.equal(decodeBytes(Buffer.alloc(100)).facts.encoding, "utf-8");
    assert.deepEqual(decodeBytes(new Uint8Array(0)), {
      text: "",
      facts: { encoding: "utf-8", byteOrderMark: false, validUtf8: true },
    });
  });

  it("gives the same text however the bytes are cut", () => {
    const letters = fc.string({
      unit: fc.constantFrom("a", ",", "\n", "é", "漢", "😀", "\ufeff", "\ufffd"),
      maxLength: 60,
    });
    const encoding = fc.constantFrom("utf-8", "utf-16le", "utf-16be");
    fc.assert(
      fc.property(letters, encoding, fc.boolean(), fc.array(fc.nat(9), { maxLength: 40 }), (text, name, mark, cuts) => {
        const facts = { encoding: name, byteOrderMark: mark || name !== "utf-8" };
        const bytes = encodeText(text, facts);
        const decoder = new PieceDecoder();
        let read = "";
        let from = 0;
        for (const size of cuts) {
          read += decoder.push(bytes.subarray(from, from + size));
          from += size;
        }
        read += decoder.push(bytes.subarray(from)) + decoder.end();
        const expected = mark || name !== "utf-8" ? text : text.replace(/^\ufeff/, "");
        assert.equal(read, expected);
        assert.equal(decodeBytes(bytes).text, expected);
      }),
    );
  });

  it("gives the same text and verdict for random bytes, cut or whole", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(20), (bytes, cut) => {
        const decoder = new PieceDecoder();
        const first = Buffer.from(bytes.subarray(0, cut));
        let read = decoder.push(first);
        first.fill(0);
        read += decoder.push(bytes.subarray(cut)) + decoder.end();
        const whole = decodeBytes(bytes);
        assert.equal(read, whole.text);
        assert.equal(decoder.facts.validUtf8, whole.facts.validUtf8);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("line breaks of a file", () => {
  for (const [name, text, line] of [
    ["all LF", "a\nb\nc\n", undefined],
    ["all CRLF", "a\r\nb\r\nc", undefined],
    ["one LF among CRLF", "a\r\nb\r\nc\nd\r\n", 2],
    ["one CRLF among LF", "a\nb\r\n", 1],
    ["a lone CR", "a\nb\rc\n", 1],
    ["a lone CR that comes first", "a\rb\n", 0],
    ["other breaks inside quotes", 'a,b\n1,"x\r\ny\rz"\n', undefined],
    ["lines inside quotes count as lines", 'a,b\n1,"x\ny"\n2,3\r\n', 3],
  ] as const) {
    it(name, () => assert.equal(firstOddLine(text), line));
  }
});

describe("folders", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-files-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, text = ""): string => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  };
  const found = (below = "", options = {}): string[] =>
    [...findFiles(path.join(folder, below), options)].map((file) => path.relative(folder, file)).sort();

  it("finds .csv in any case and nothing else", () => {
    for (const name of ["a.csv", "sub/B.CSV", "sub/c.txt", "csv", ".csv"]) put(name);
    assert.deepEqual(found(), [".csv", "a.csv", "sub/B.CSV"]);
  });

  it("leaves node_modules, .git and ignored files aside, nested .gitignore files included", () => {
    for (const name of ["node_modules/a.csv", ".git/a.csv", "build/a.csv", "x/tmp-1.csv", "x/keep/tmp-2.csv"])
      put(name);
    put(".gitignore", "build/\ntmp-*.csv\n");
    put("x/keep/.gitignore", "!tmp-2.csv\n");
    assert.deepEqual(found(), ["x/keep/tmp-2.csv"]);
  });

  it("heeds the repository's .gitignore from a folder below, but not when that folder was asked for by name", () => {
    put(".git/HEAD");
    put(".gitignore", "old.csv\nbuild/\n");
    for (const name of ["data/old.csv", "data/new.csv", "build/a.csv"]) put(name);
    assert.deepEqual(found("data"), ["data/new.csv"]);
    assert.deepEqual(found("build"), ["build/a.csv"]);
  });

  it("asks what to skip, folders with a slash at the end", () => {
    put("old/a.csv");
    put("new/a.csv");
    assert.deepEqual(found("", { skip: (file: string) => file.endsWith("/old/") }), ["new/a.csv"]);
  });

  it("survives a link that leads back", () => {
    put("a.csv");
    fs.symlinkSync(folder, path.join(folder, "again"));
    fs.symlinkSync(path.join(folder, "a.csv"), path.join(folder, "link.csv"));
    fs.symlinkSync(path.join(folder, "nowhere"), path.join(folder, "dangling.csv"));
    assert.deepEqual(found(), ["a.csv", "link.csv"]);
  });

  it("reads pieces that together are the file", () => {
    const file = put("a.csv", "é,".repeat(300_000));
    const pieces = [...readPieces(file)].map((piece) => piece.length);
    assert.ok(pieces.length > 1);
    assert.equal(
      pieces.reduce((sum, size) => sum + size, 0),
      fs.statSync(file).size,
    );
  });
});
