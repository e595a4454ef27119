/** Blocks of cells: what clipboards say, and the edits that paste, fill, empty, add, copy and delete. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Sheet } from "../server/core/checking/sheet.ts";
import { builtInTables } from "../server/core/filetypes/schemas.ts";
import { cellsOf, documentText, openDocument, recordCount, rowByNumber } from "../server/core/text/document.ts";
import { editDocumentAll } from "../server/core/text/editing.ts";
import { applyEdits } from "../server/core/text/text.ts";
import { type BlockAction, blockEdits, type CellBlock, copyBlock } from "../server/features/grid/block-edit.ts";
import { clipboardHtml, clipboardText, readClipboard } from "../server/features/grid/clipboard.ts";
import { type RowQuery, rowsOf } from "../server/features/grid/row-view.ts";
import { firstRow } from "../server/features/records/cells.ts";
import type { Slices } from "../server/features/records/walk.ts";
import { rules } from "../server/rules/index.ts";

const tables = builtInTables({}, rules);
const header = "id,name,title,permission,status.code,timezone,userEmail\n";
const people = `${header}U-1,Ann,Boss,Admin,2450,Europe/London,ann@example.com
"U-2","Bob","","Viewer","2450","America/New_York","bob@example.com"
U-3,Eva,,Viewer,2450,Europe/London,eva@example.com
`;
/** All columns of that header. */
const columns = [0, 1, 2, 3, 4, 5, 6];

function sheetOf(text: string, type = "turvo.user"): Sheet {
  const table = tables.find(({ name }) => name === type)!;
  const { delimiter, raw } = table;
  return new Sheet(openDocument("test.csv", text, { delimiter, raw }, 1), table, rules);
}

function result<T>(work: Slices<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The cells `[left, left + width)` of the rows `[from, to)`. */
function block(from: number, to: number, left = 0, width = 1): CellBlock {
  return { from, to, cells: columns.slice(left, left + width) };
}

function acted(text: string, where: CellBlock, action: BlockAction, { query = {}, type = "turvo.user" } = {}) {
  const sheet = sheetOf(text, type);
  sheet.advance(Number.POSITIVE_INFINITY);
  const view = result(rowsOf(sheet, query as RowQuery));
  const made = blockEdits(sheet, view, where, action);
  if ("refused" in made) return { refused: String(made.refused) };
  if ("question" in made) return { question: made.question };
  for (const [index, edit] of made.edits.entries()) {
    assert.ok(edit.start >= (made.edits[index - 1]?.end ?? 0), "edits are in order and do not overlap");
  }
  return { text: applyEdits(text, made.edits), edits: made.edits, added: made.added, deleted: made.deleted };
}

function paste(text: string, where: CellBlock, clipboard: string, more: object = {}, at = {}) {
  const from = columns.slice(columns.indexOf(where.cells[0] ?? 0));
  return acted(text, where, { kind: "paste", text: clipboard, columns: from, ...more }, at);
}

describe("a clipboard", () => {
  // What these programs put there as plain text, as facts: the cells are those that were selected.
  const recorded: readonly (readonly [string, string, readonly (readonly string[])[]])[] = [
    [
      "Excel for Windows, 2 × 2",
      "Ann\tBoss\r\nBob\tChief\r\n",
      [
        ["Ann", "Boss"],
        ["Bob", "Chief"],
      ],
    ],
    ["Excel for Windows, a cell with a line break", '"one\ntwo"\tB\r\n', [["one\ntwo", "B"]]],
    ["Excel for Windows, a cell with quotes alone", 'The "big" one\r\n', [['The "big" one']]],
    ["Excel for Windows, quotes and a line break", '"a ""b""\nc"\r\n', [['a "b"\nc']]],
    [
      "Excel for Mac",
      "Ann\tBoss\rBob\tChief",
      [
        ["Ann", "Boss"],
        ["Bob", "Chief"],
      ],
    ],
    [
      "Google Sheets",
      "Ann\tBoss\nBob\tChief",
      [
        ["Ann", "Boss"],
        ["Bob", "Chief"],
      ],
    ],
    [
      "Google Sheets, a line break",
      '"one\ntwo"\tB\nC\tD',
      [
        ["one\ntwo", "B"],
        ["C", "D"],
      ],
    ],
    [
      "LibreOffice",
      "Ann\tBoss\nBob\tChief\n",
      [
        ["Ann", "Boss"],
        ["Bob", "Chief"],
      ],
    ],
    ["LibreOffice, a tab and a line break in a cell", '"x\ty\nz"\tB\n', [["x\ty\nz", "B"]]],
    ["an empty cell", "\r\n", [[""]]],
    [
      "empty cells",
      "\t\r\n\tX\r\n",
      [
        ["", ""],
        ["", "X"],
      ],
    ],
    ["nothing", "", []],
    ["an empty row in between", "a\n\nb\n", [["a"], [""], ["b"]]],
    ["rows of different lengths", "a\tb\tc\nd\n", [["a", "b", "c"], ["d"]]],
    ["a quote without an end", '"a\tb\nc', [['"a', "b"], ["c"]]],
    ["a quote with letters after its end", '"a"b\tc', [['"a"b', "c"]]],
    ["inches", '12"\t5"', [['12"', '5"']]],
    ["spaces and zeros", " 00123 \t1e5", [[" 00123 ", "1e5"]]],
    ["commas", "a,b\tc", [["a,b", "c"]]],
  ];
  for (const [name, text, rows] of recorded) {
    it(`is read as it was copied: ${name}`, () => assert.deepEqual(readClipboard(text), rows));
  }

  it("is read back as it was written, whatever the cells say", () => {
    const piece = fc.constantFrom("a", '"', '""', "\t", "\n", "\r\n", "\r", " ", ",", "");
    const cell = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
    const rows = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(rows, (written) => {
        // One empty cell alone is an empty text, which is nothing.
        fc.pre(!(written.length === 1 && written[0]!.length === 1 && written[0]![0] === ""));
        assert.deepEqual(readClipboard(clipboardText(written)), written);
      }),
      { numRuns: 3000 },
    );
  });

  it("of one cell is that cell; of more it has quotes where a spreadsheet needs them", () => {
    assert.equal(clipboardText([['The "big" one']]), 'The "big" one');
    assert.equal(clipboardText([["a\nb"]]), '"a\nb"');
    assert.equal(clipboardText([['5"', "b"]]), '"5"""\tb\r\n');
    assert.match(clipboardHtml([["<b>", "00123"]]), /&lt;b&gt;.*<td style="mso-number-format:'\\@'[^>]*>00123</);
  });

  it("with quotes without end is read once, and one with too many cells is refused", () => {
    const open = '"x\t'.repeat(200_000);
    assert.equal(readClipboard(open)?.[0]?.length, 200_001);
    const even = '"""x\n'.repeat(200_000);
    assert.equal(readClipboard(even)?.length, 200_000);
    assert.equal(readClipboard("a\t".repeat(1_000_000)), undefined);
    assert.match(paste(people, block(0, 1), "a\t".repeat(1_000_000)).refused ?? "", /more than 1,000,000 cells/);
  });
});

describe("copying", () => {
  it("takes what is shown, in the order in which it is shown", () => {
    const sheet = sheetOf(people);
    const view = result(rowsOf(sheet, { values: [{ cell: 3, text: "Viewer" }], sort: { cell: 0, descending: true } }));
    const { rows } = result(copyBlock(sheet, view, { from: 0, to: 2, cells: [1, 0] }));
    assert.deepEqual(rows, [
      ["Eva", "U-3"],
      ["Bob", "U-2"],
    ]);
  });

  it("leaves passwords out, also where they may have slipped into another column", () => {
    const text =
      "userName,firstName,lastName,password,email\nann,Ann,Lee,Sesame2026x,a@example.com\nbob,Bob,Other2026y,b@example.com\n";
    const sheet = sheetOf(text, "meeds.user");
    const { rows, hidden } = result(copyBlock(sheet, undefined, { from: 0, to: 2, cells: [0, 1, 2, 3, 4] }));
    assert.deepEqual(rows[0], ["ann", "Ann", "Lee", "", "a@example.com"]);
    assert.ok(!JSON.stringify(rows).includes("2026"));
    assert.equal(hidden, 5);
  });
});

describe("pasting", () => {
  it("writes cells and rows, and keeps every other byte", () => {
    assert.equal(
      paste(people, block(0, 1, 1), "Zoe\tChief\r\nRob\tAide\r\n").text,
      people.replace("Ann,Boss", "Zoe,Chief").replace('"Bob",""', '"Rob","Aide"'),
    );
  });

  it("quotes only where that is needed", () => {
    assert.equal(paste(people, block(2, 3, 1), 'Eva, Jr\t"a\r\nb"').text, people.replace("Eva,", '"Eva, Jr","a\nb"'));
  });

  it("fills a selection with one value, or with a block that divides it", () => {
    assert.equal(
      paste(people, block(0, 3, 2), "X").text,
      people.replace("Boss", "X").replace('""', '"X"').replace("Eva,,", "Eva,X,"),
    );
    const twice = paste(people, { from: 0, to: 2, cells: [1, 2] }, "X\n").text;
    assert.equal(twice, people.replace("Ann,Boss", "X,X").replace('"Bob",""', '"X","X"'));
    assert.equal(
      paste(people, { from: 0, to: 3, cells: [1] }, "A\nB").text,
      people.replace("Ann", "A").replace("Bob", "B"),
    );
  });

  it("adds rows at the end, as wide as the header, with the line end and the quotes of the file", () => {
    const row = "U-4\tDee\nU-5\tFay";
    assert.equal(paste(people, block(3, 3), row).text, `${people}U-4,Dee,,,,,\nU-5,Fay,,,,,\n`);
    const windows = people.replaceAll("\n", "\r\n").trimEnd();
    assert.equal(paste(windows, block(2, 3), "U-3\nU-4\n").text, `${windows}\r\nU-4,,,,,,`);
    const quotedLast = people.split("\n").slice(0, 3).join("\n");
    assert.equal(paste(quotedLast, block(2, 2), "U-4").text, `${quotedLast}\n"U-4","","","","","",""`);
    assert.equal(paste(header.trimEnd(), block(0, 0, 0, 7), "U-1\tAnn").text, `${header}U-1,Ann,,,,,`);
  });

  it("with rows of different lengths leaves alone what the clipboard does not say", () => {
    assert.equal(
      paste(people, block(0, 1, 1), "A\tB\nC\n").text,
      people.replace("Ann,Boss", "A,B").replace('"Bob"', '"C"'),
    );
  });

  it("makes short rows and empty lines long enough", () => {
    const short = `${header}U-1,Ann\n\n`;
    assert.equal(paste(short, block(0, 1, 3), "Admin\nViewer").text, `${header}U-1,Ann,,Admin\n,,,Viewer,,,\n`);
  });

  it("asks where columns do not fit, and where the first row names columns", () => {
    const wide = "a\tb\tc";
    assert.deepEqual(paste(people, block(0, 1, 5), wide).question, { kind: "columns", columns: 3, fit: 2 });
    assert.equal(
      paste(people, block(0, 1, 5), wide, { cut: true }).text,
      people.replace("Europe/London,ann@example.com", "a,b"),
    );
    assert.equal(paste(people, block(0, 1, 5), "a\tb\t").text, people.replace("Europe/London,ann@example.com", "a,b"));
    const named = "Full name\tid\nZoe\tU-9\n";
    assert.deepEqual(paste(people, block(0, 1), named).question, { kind: "names", names: ["Full name", "id"] });
    assert.equal(paste(people, block(0, 1), named, { names: true }).text, people.replace("U-1,Ann", "U-9,Zoe"));
    assert.equal(paste(people, block(0, 1), named, { names: false }).edits?.length, 4);
  });

  it("walks the rows as they are shown, and adds none under a filter or a sort", () => {
    const query = { values: [{ cell: 3, text: "Viewer" }], sort: { cell: 0, descending: true } };
    assert.equal(
      paste(people, block(0, 1, 1), "Z\nY", {}, { query }).text,
      people.replace("Eva", "Z").replace('"Bob"', '"Y"'),
    );
    assert.match(paste(people, block(0, 1, 1), "1\n2\n3", {}, { query }).refused ?? "", /3 rows, but only 2/);
  });

  it("is refused whole, with the row, where one cell cannot be written", () => {
    const meeds = "userName,firstName,lastName,email\nann,Ann,Lee,a@x.org\nbob,Bob,Ray,b@x.org\n";
    const refused = paste(meeds, block(0, 1, 1), "Al\nBo, Jr", {}, { type: "meeds.user" }).refused ?? "";
    assert.match(refused, /Row 3: Meeds ignores quotes.*a comma.*Nothing was changed/);
    const conflict = `${header}U-1,Ann\n=======\nU-2,Bob\n`;
    assert.match(paste(conflict, block(0, 1), "a\nb\nc").refused ?? "", /Row 3: .*merge conflict/);
    assert.match(paste(people, block(0, 1), "").refused ?? "", /no text/);
    assert.match(paste(people, block(5, 9), "a").refused ?? "", /no longer exist/);
  });

  it("in front of a row inserts rows", () => {
    assert.equal(
      paste(people, block(1, 2), "U-8\tX\nU-9\tY", { inserted: true }).text,
      people.replace('"U-2"', 'U-8,X,,,,,\nU-9,Y,,,,,\n"U-2"'),
    );
  });

  it("changes no other cell, whatever the file and the clipboard", () => {
    const word = fc.constantFrom("a", "", '"x,y"', '"p""q"', "2450", '""');
    const body = fc.array(fc.array(word, { minLength: 2, maxLength: 8 }), { minLength: 1, maxLength: 8 });
    const pasted = fc.array(fc.array(fc.constantFrom("", "n", "m,o", '"', "l\nk"), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 5,
    });
    const breaks = fc.constantFrom("\n", "\r\n");
    fc.assert(
      fc.property(
        body,
        pasted,
        breaks,
        fc.nat(7),
        fc.nat(6),
        fc.boolean(),
        (rows, clip, lineBreak, from, left, isOpen) => {
          const lines = [header.trimEnd(), ...rows.map((row) => row.join(","))];
          const text = lines.join(lineBreak) + (isOpen ? "" : lineBreak);
          const at = Math.min(from, rows.length);
          const made = paste(
            text,
            { from: at, to: Math.min(at + 1, rows.length), cells: [left] },
            clipboardText(clip),
            { names: false, cut: true },
          );
          if (clip.length === 1 && clip[0]!.length === 1 && clip[0]![0] === "")
            return assert.match(made.refused ?? "", /no text/);
          assert.ok(made.text !== undefined, JSON.stringify(made));
          const before = read(text);
          const after = read(made.text);
          const wanted = before.map((row) => [...row]);
          for (const [r, values] of clip.entries()) {
            for (const [c, value] of values.entries()) {
              if (left + c > 6) continue;
              wanted[at + r] ??= Array.from({ length: 7 }, () => "");
              const row = wanted[at + r]!;
              if (value === "" && row.length <= left + c) continue;
              while (row.length <= left + c) row.push("");
              row[left + c] = value.replace("\n", lineBreak);
            }
          }
          assert.deepEqual(after.map(trimmed), wanted.map(trimmed));
        },
      ),
      { numRuns: 1500 },
    );
  });
});

/** A short row may be made longer by empty cells. */
function trimmed(row: readonly string[]): readonly string[] {
  return row.slice(0, row.findLastIndex((cell) => cell !== "") + 1);
}

/** The cells of all data records. */
function read(text: string): string[][] {
  const document = openDocument("test.csv", text, { delimiter: ",", raw: false }, 1);
  const rows: string[][] = [];
  for (let record = firstRow(document); record < recordCount(document); record++) {
    rows.push(cellsOf(document, rowByNumber(document, record)!).map((cell) => cell.text));
  }
  return rows;
}

describe("filling, emptying and rows", () => {
  it("fills down and right from the first, or from the neighbor", () => {
    assert.equal(
      acted(people, block(0, 3, 2), { kind: "fillDown" }).text,
      people.replace('""', '"Boss"').replace("Eva,,", "Eva,Boss,"),
    );
    assert.equal(acted(people, block(2, 3, 1), { kind: "fillDown" }).text, people.replace("Eva", "Bob"));
    assert.equal(
      acted(people, block(0, 1, 1, 3), { kind: "fillRight" }).text,
      people.replace("Ann,Boss,Admin", "Ann,Ann,Ann"),
    );
    assert.equal(
      acted(people, block(0, 1, 2), { kind: "fillRight", before: 1 }).text,
      people.replace("Ann,Boss", "Ann,Ann"),
    );
    assert.match(acted(people, block(0, 1, 1), { kind: "fillDown" }).refused ?? "", /no row above/);
    assert.match(acted(people, block(0, 1, 0), { kind: "fillRight" }).refused ?? "", /no column to the left/);
  });

  it("shows no password by filling", () => {
    const text = "userName,password,firstName,lastName,email\nann,Sesame2026x,Ann,Lee,a@x.org\nbob,Bob,Ray,b@x.org\n";
    const at = { type: "meeds.user" };
    assert.match(acted(text, block(0, 1, 2), { kind: "fillRight", before: 1 }, at).refused ?? "", /Passwords/);
    assert.match(
      acted(`${text}eve,,Eve,Fox,e@x.org\n`, block(2, 3, 1), { kind: "fillDown" }, at).refused ?? "",
      /don't line up/,
    );
  });

  it("empties a block, short rows and empty lines too", () => {
    assert.equal(
      acted(people, block(0, 2, 1, 2), { kind: "write", text: "" }).text,
      people.replace("Ann,Boss", ",").replace('"Bob"', '""'),
    );
    const short = `${header}U-1,Ann\n\nU-2,Bob\n`;
    assert.equal(acted(short, block(0, 3, 1, 6), { kind: "write", text: "" }).text, `${header}U-1,\n\nU-2,\n`);
  });

  it("adds rows above and below, and copies and deletes those of a block", () => {
    const empty = ",,,,,,\n";
    const rows = people.split("\n").map((line) => `${line}\n`);
    const of = (...numbers: number[]): string => numbers.map((number) => rows[number]).join("");
    assert.equal(acted(people, block(0, 1), { kind: "insertAbove" }).text, rows[0] + empty + of(1, 2, 3));
    assert.equal(acted(people, block(1, 3), { kind: "insertBelow" }).text, `${people}${empty}${empty}`);
    assert.equal(acted(people, block(0, 1), { kind: "duplicate" }).text, of(0, 1, 1, 2, 3));
    assert.equal(
      acted(people.trimEnd(), block(1, 3), { kind: "duplicate" }).text,
      (of(0, 1, 2, 3) + of(2, 3)).trimEnd(),
    );
    assert.equal(acted(people, block(0, 2), { kind: "delete" }).text, of(0, 3));
    assert.equal(acted(people.trimEnd(), block(1, 3), { kind: "delete" }).text, of(0, 1).trimEnd());
    assert.equal(acted(header.trimEnd(), block(0, 0), { kind: "insertBelow" }).text, header + empty.trimEnd());
  });

  it("deletes and copies the rows that are shown, and adds none between them", () => {
    const query = { values: [{ cell: 5, text: "Europe/London" }] };
    const rows = people.split("\n");
    assert.equal(acted(people, block(0, 2), { kind: "delete" }, { query }).text, `${rows[0]}\n${rows[2]}\n`);
    assert.equal(
      acted(people, block(0, 2), { kind: "duplicate" }, { query }).text,
      `${[rows[0], rows[1], rows[1], rows[2], rows[3], rows[3]].join("\n")}\n`,
    );
    assert.match(acted(people, block(0, 1), { kind: "insertAbove" }, { query }).refused ?? "", /filtered or sorted/);
  });

  it("of 10,000 rows is a few edits, and the document reads as a fresh one", () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => `U-${n},Ann,,Admin,2450,Europe/London,u${n}@example.com\n`);
    const text = header + rows.join("");
    const made = acted(text, { from: 0, to: 10_000, cells: [1, 3, 5] }, { kind: "write", text: "X, Y" });
    assert.ok(made.edits && made.edits.length <= 401, String(made.edits?.length));
    assert.equal(made.text, text.replaceAll(",Ann,,Admin,2450,Europe/London,", ',"X, Y",,"X, Y",2450,"X, Y",'));
    const sheet = sheetOf(text);
    assert.equal(documentText(editDocumentAll(sheet.document, made.edits, 2)), made.text);
  });
});
