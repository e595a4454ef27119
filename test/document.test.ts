/** Properties of the text model: editing equals reading afresh, cells cover their text, and csv-parse reads well-formed files the same way. */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import {
  cellsOf,
  type Document,
  documentText,
  type HeaderLocator,
  isBlank,
  isConflictMarker,
  offsetAt,
  openDocument,
  pageLength,
  positionAt,
  recordCount,
  rowByNumber,
  rowText,
} from "../server/core/text/document.ts";
import { editDocument, editDocumentAll } from "../server/core/text/editing.ts";
import { applyEdits, type Edit } from "../server/core/text/text.ts";

/** Fragments that make trouble together, each as likely as a plain one. */
const fragment = fc.constantFrom(
  ",",
  ",",
  ",",
  '"',
  '""',
  "\n",
  "\r\n",
  "\r",
  "a",
  "bcd",
  "x,y,z\n",
  '"q"',
  "1,2,3\n",
  ",,",
  '"a\nb"',
  "é",
  "😀",
  "<<<<<<< HEAD\n",
  "1,2,3\n1,2,3\n",
  "   ",
  "\u0000",
  "\ufeff",
  "=",
);
const anyText = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(""));
const padding = fc.constantFrom("", "filler,filler,filler\n".repeat(Math.ceil(pageLength / 20)));
/** Takes the first line `x,y,z` for the header, wherever it stands. */
const locate: HeaderLocator = (front) => {
  const lines = front.split(/\r\n|\r|\n/);
  const header = lines.indexOf("x,y,z");
  const first = lines.findIndex((line) => !isBlank(line) && !isConflictMarker(line));
  return { lines: header > first ? header : 0, found: header >= 0 };
};
const dialect = fc
  .tuple(fc.boolean(), fc.boolean())
  .map(([raw, looks]) => ({ delimiter: ",", raw, locate: looks ? locate : undefined }));

describe("a document", () => {
  it("edited equals the same text read afresh, records, lines and header", () => {
    const edit = fc.record({ at: fc.nat(), length: fc.nat({ max: 8 }), text: anyText });
    fc.assert(
      fc.property(
        anyText,
        padding,
        anyText,
        dialect,
        fc.array(edit, { maxLength: 12 }),
        (front, middle, back, kind, edits) => {
          let document = openDocument("file:///x", front + middle + back, kind, 1);
          let text = front + middle + back;
          for (const { at, length, text: inserted } of edits) {
            const start = at % (text.length + 1);
            const end = Math.min(text.length, start + length);
            document = editDocument(document, { start, end, text: inserted }, 2);
            text = text.slice(0, start) + inserted + text.slice(end);
            assert.equal(documentText(document), text);
            assert.deepEqual(shape(document), shape(openDocument("file:///x", text, kind, 1)));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it("edited in many places at once equals the same text read afresh, and knows how far its records looked", () => {
    // Letters more often than not, beside quotes, delimiters and breaks of all kinds.
    const inserted = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("x", "yz", "") },
      { weight: 1, arbitrary: fragment },
    );
    const edit = fc.record({ gap: fc.nat({ max: 30 }), length: fc.nat({ max: 2 }), text: inserted });
    const rows = fc.array(
      fc.constantFrom(
        "a,b,c\n",
        "ab,cd,ef\r\n",
        "a,b,c\r",
        '"a",b,"c"\n',
        'a,"b\nc",d\n',
        'a,"b,c\n',
        'a"b,,c\n',
        "\n",
        "a\n",
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom("id,b,c\n", 'id,"b",c\n', "\r\nid,b,c\n"),
        rows,
        padding,
        rows,
        fc.array(edit),
        (header, front, middle, back, edits) => {
          const text = header + front.join("") + middle + back.join("");
          const all: Edit[] = [];
          let at = 0;
          for (const { gap, length, text: put } of edits) {
            const start = at + gap;
            if (start > text.length) break;
            at = Math.min(text.length, start + length);
            all.push({ start, end: at, text: put });
          }
          const kind = { delimiter: ",", raw: false };
          const edited = editDocumentAll(openDocument("file:///x", text, kind, 1), all, 2);
          const fresh = openDocument("file:///x", applyEdits(text, all), kind, 2);
          assert.equal(documentText(edited), documentText(fresh));
          assert.deepEqual(shape(edited), shape(fresh));
          assertSums(edited);
          const onceMore = all.reduceRight(
            (document, each) => editDocument(document, each, 3),
            openDocument("file:///x", text, kind, 1),
          );
          assert.deepEqual(shape(onceMore), shape(fresh));
          assertSums(onceMore);
          for (const document of [edited, onceMore]) {
            assert.ok(
              Math.max(0, ...document.reaches) >= Math.max(0, ...fresh.reaches),
              "no record looked further than it says",
            );
          }
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("moves records instead of reading them again when letters are put into thousands of cells", () => {
    const text = "id,name,title\n".concat('u1,Ann,"Boss, of all"\n'.repeat(20_000));
    const document = openDocument("file:///x", text, { delimiter: ",", raw: false }, 1);
    const edits: Edit[] = [];
    for (let at = text.indexOf("Ann"); at >= 0; at = text.indexOf("Ann", at + 1))
      edits.push({ start: at, end: at + 3, text: "Hannah" });
    const edited = editDocumentAll(document, edits, 2);
    assert.deepEqual(
      shape(edited),
      shape(openDocument("file:///x", text.replaceAll("Ann", "Hannah"), document.dialect, 2)),
    );
    assert.deepEqual(
      edited.pages.map(({ id }) => id),
      document.pages.map(({ id }) => id),
      "each page took the place of one",
    );
  });

  it("shares every page that an edit does not touch", () => {
    const document = openDocument(
      "file:///x",
      "id,name,title\n".concat("u1,Ann Lee,Boss\n".repeat(20_000)),
      { delimiter: ",", raw: false },
      1,
    );
    const at = Math.floor(document.offsets.at(-1)! / 2);
    const edited = editDocument(document, { start: at, end: at, text: "x" }, 2);
    assert.equal(edited.pagesRead, 1);
    assert.ok(document.pages.length > 30);
    assert.equal(edited.pages.filter((page) => !document.pages.includes(page)).length, 1);
  });

  it("reads a page again whose last record was decided by the page after it", () => {
    const header = "id,name,title,note\n";
    const filler = "f,filler,filler,filler\n";
    const front = header + filler.repeat(Math.floor((pageLength - header.length - 1) / filler.length));
    const text = `${front}u1,"open,x,y${" ".repeat(40)}\nu2,b,c,d\nu3,b,c,d\nu4,b,c,d\n`;
    const document = openDocument("file:///x", text, { delimiter: ",", raw: false }, 1);
    const next = text.indexOf("u2");
    assert.equal(document.offsets[1], next, "the record with the quote ends the first page");
    const edited = editDocument(document, { start: next + 2, end: next + 2, text: '"' }, 2);
    const fresh = openDocument("file:///x", documentText(edited), { delimiter: ",", raw: false }, 1);
    assert.deepEqual(shape(edited), shape(fresh));
    assert.equal(recordCount(edited), recordCount(document) - 1, "the quote now closes one line later");
  });

  it("gives its text back when cells and what may stand between them are joined", () => {
    fc.assert(
      fc.property(anyText, dialect, (text, kind) => {
        const document = openDocument("file:///x", text, kind, 1);
        let joined = "";
        for (let record = 0; record < recordCount(document); record++) {
          const address = rowByNumber(document, record)!;
          const cells = cellsOf(document, address);
          const whole = rowText(document.pages[address.page]!, address.row);
          const base = document.offsets[address.page]! + document.pages[address.page]!.rows[address.row]!;
          let at = 0;
          cells.forEach(({ start, end, raw }, index) => {
            // Byte order marks before all, a record's own quotes, one delimiter between two cells.
            assert.match(whole.slice(at, start - base), index === 0 ? /^\ufeff*"?$/ : /^,$/);
            assert.equal(raw, whole.slice(start - base, end - base));
            at = end - base;
          });
          assert.match(whole.slice(at), /^(?:",*)?(?:\r\n|\n|\r)?$/);
          joined += whole;
        }
        assert.equal(joined, text);
      }),
      { numRuns: 1000 },
    );
  });

  it("finds the offset of each position it names, and clamps what lies outside", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const document = openDocument("file:///x", text, { delimiter: ",", raw: false }, 1);
        for (let offset = 0; offset <= text.length; offset++) {
          if (text[offset - 1] === "\r" && text[offset] === "\n") continue;
          assert.equal(offsetAt(document, positionAt(document, offset)), offset);
        }
        const lines = text.split(/\r\n|\r|\n/);
        assert.deepEqual(positionAt(document, text.length), {
          line: lines.length - 1,
          character: lines.at(-1)!.length,
        });
        assert.equal(offsetAt(document, { line: 1e9, character: 5 }), text.length);
        assert.equal(offsetAt(document, { line: 0, character: 1e9 }), lines[0]!.length);
        assert.equal(offsetAt(document, { line: -3, character: -7 }), 0);
      }),
      { numRuns: 500 },
    );
  });

  it("reads well-formed files as csv-parse does", () => {
    const value = fc.oneof(
      fc.string({ maxLength: 8 }).filter((text) => !/[",\r\n]/.test(text)),
      fc.constantFrom("", "a,b", 'say "hi"', "two\nlines", "two\r\nlines", '"', ",", "ünï😀"),
    );
    const table = fc
      .integer({ min: 2, max: 6 })
      .chain((width) =>
        fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
      );
    const lineBreak = fc.constantFrom("\n", "\r\n");
    fc.assert(
      fc.property(table, lineBreak, fc.boolean(), fc.boolean(), (rows, eol, ended, always) => {
        const write = (text: string) =>
          always || /[",\r\n]/.test(text) || text.trim() === "" ? `"${text.replaceAll('"', '""')}"` : text;
        // A cell that reads as a record of this very table is what an unclosed quote looks like; see the next test.
        const text = rows.map((row) => row.map(write).join(",")).join(eol) + (ended ? eol : "");
        const expected = parse(text, { relax_column_count: true, skip_empty_lines: true });
        assert.deepEqual(readAll(openDocument("file:///x", text, { delimiter: ",", raw: false }, 1)), expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("reads the csv-spectrum collection as its JSON says", () => {
    const folder = path.resolve("node_modules/csv-spectrum");
    const names = fs.readdirSync(path.join(folder, "csvs"));
    assert.ok(names.length >= 10);
    for (const name of names) {
      const text = fs.readFileSync(path.join(folder, "csvs", name), "utf8");
      const expected: unknown = JSON.parse(
        fs.readFileSync(path.join(folder, "json", name.replace(/csv$/, "json")), "utf8"),
      );
      const [header = [], ...rows] = readAll(openDocument("file:///x", text, { delimiter: ",", raw: false }, 1));
      const objects = rows.map((row) => Object.fromEntries(header.map((column, i) => [column, row[i]])));
      // In this one file the collection's JSON holds another phone number than its CSV.
      if (name === "location_coordinates.csv")
        assert.deepEqual(objects, parse(text, { columns: true, relax_quotes: true }));
      else assert.deepEqual(objects, expected, name);
    }
  });

  it("lets an unclosed quote cost its own row and no other", () => {
    const rows = [
      "u1,Ann,Admin,2450",
      'u2,"Bob,Admin,2450',
      "u3,Cy,Admin,2450",
      'u4,"Dee, Jr",Admin,2450',
      "u5,Eve,Admin,2450",
    ];
    const document = openDocument(
      "file:///x",
      ["id,name,permission,status.code", ...rows, ""].join("\n"),
      { delimiter: ",", raw: false },
      1,
    );
    const read = readAll(document);
    assert.equal(read.length, 6);
    assert.deepEqual(read[2], ["u2", '"Bob', "Admin", "2450"]);
    assert.deepEqual(read[4], ["u4", "Dee, Jr", "Admin", "2450"]);
  });

  it("keeps a cell of several lines together although one of them looks like a record", () => {
    const text = 'id,name,title,note\nu1,Ann,Boss,"likes\na,b,c,d\nvery much"\nu2,Bob,Aide,none\n';
    const document = openDocument("file:///x", text, { delimiter: ",", raw: false }, 1);
    assert.deepEqual(readAll(document)[1], ["u1", "Ann", "Boss", "likes\na,b,c,d\nvery much"]);
  });
});

function readAll(document: Document): string[][] {
  const rows: string[][] = [];
  for (let record = 0; record < recordCount(document); record++) {
    const cells = cellsOf(document, rowByNumber(document, record)!);
    if (cells.length > 1 || cells[0]!.raw !== "") rows.push(cells.map((cell) => cell.text));
  }
  return rows;
}

/** Sums that were moved along are those that would be made afresh. */
function assertSums(document: Document): void {
  let [offset, record, line] = [0, 0, 0];
  document.pages.forEach((page, p) => {
    assert.equal(page.length, page.text.length);
    assert.deepEqual([document.offsets[p], document.records[p], document.lines[p]], [offset, record, line]);
    assert.equal(document.reaches[p], offset + page.reach);
    offset += page.length;
    record += page.rows.length;
    line += page.lineBreaks;
  });
  const count = document.pages.length;
  assert.deepEqual([document.offsets[count], document.records[count], document.lines[count]], [offset, record, line]);
  assert.deepEqual([document.offsets.length, document.reaches.length], [count + 1, count]);
}

function shape(document: Document): unknown {
  const starts = document.pages.flatMap((page, p) => [...page.rows].map((row) => row + document.offsets[p]!));
  const lines = document.lines[document.pages.length];
  const { dialect, front, header, records } = document;
  const record = header.page < 0 ? -1 : records[header.page]! + header.row;
  return { columns: dialect.columns, above: dialect.linesAbove, starts, lines, header: header.text, record, front };
}
