/** What a grid asks about all rows: which are shown and in which order, where something is, and the edit of one cell. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Sheet } from "../server/core/checking/sheet.ts";
import { builtInTables } from "../server/core/filetypes/schemas.ts";
import {
  cellsOf,
  documentText,
  openDocument,
  readRecord,
  recordCount,
  rowByNumber,
  rowText,
} from "../server/core/text/document.ts";
import { applyEdits, trimBlanks } from "../server/core/text/text.ts";
import { stray, unclosed } from "../server/core/text/tokenizer.ts";
import { cellEdit, editableCell } from "../server/features/grid/cell-edit.ts";
import { overviewOf } from "../server/features/grid/overview.ts";
import { type RowQuery, rowsOf } from "../server/features/grid/row-view.ts";
import { matchesOf } from "../server/features/grid/search.ts";
import { SortKeys, sorted } from "../server/features/grid/sorting.ts";
import { statisticsOf } from "../server/features/grid/statistics.ts";
import { firstRow, tableView } from "../server/features/records/cells.ts";
import type { Slices } from "../server/features/records/walk.ts";
import { rules } from "../server/rules/index.ts";

const tables = builtInTables({}, rules);
const turvoHeader = "id,name,title,permission,status.code,timezone,userEmail\n";
const people = `${turvoHeader}U-10,Ann,Boss,Admin,2450,Europe/London,ann@example.com
U-2,bob,,Viewer,2451,America/New_York,bob@example.com

U-1,Émile,boss,Admin,Active,America/New_York,emile(at)example.com
U-3,Eva,"Boss, deputy",Viewer,2450,,eva@example.com
`;

function sheetOf(text: string, type = "turvo.user"): Sheet {
  const table = tables.find(({ name }) => name === type)!;
  const { delimiter, raw } = table;
  const sheet = new Sheet(openDocument("test.csv", text, { delimiter, raw }, 1), table, rules);
  sheet.advance(Number.POSITIVE_INFINITY);
  return sheet;
}

function result<T>(work: Slices<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The ids of the rows that a query shows, "" for blank lines. */
function shown(sheet: Sheet, query: RowQuery): string[] {
  const view = result(rowsOf(sheet, query));
  return tableView(sheet, 0, 1000, view).rows.map(({ cells }) => cells[0]?.text ?? "");
}

describe("the rows that are shown", () => {
  const sheet = sheetOf(people);

  it("are all of them, as they stand, when nothing is asked", () => {
    assert.deepEqual(shown(sheet, {}), ["U-10", "U-2", "", "U-1", "U-3"]);
  });

  it("hold a text in some cell, in any case, or mean it by a label", () => {
    assert.deepEqual(shown(sheet, { text: "BOSS" }), ["U-10", "U-1", "U-3"]);
    assert.deepEqual(shown(sheet, { text: "boss, d" }), ["U-3"]);
    const labelled = shown(sheet, { text: "active" });
    assert.ok(labelled.includes("U-10") && labelled.includes("U-1"), String(labelled));
    assert.deepEqual(shown(sheet, { text: "nobody" }), []);
  });

  it("have a column's value, or have it empty", () => {
    assert.deepEqual(shown(sheet, { values: [{ cell: 3, text: "Admin" }] }), ["U-10", "U-1"]);
    assert.deepEqual(shown(sheet, { values: [{ cell: 2, text: "" }] }), ["U-2"]);
    const both = [
      { cell: 3, text: "Admin" },
      { cell: 5, text: "America/New_York" },
    ];
    assert.deepEqual(shown(sheet, { values: both }), ["U-1"]);
  });

  it("have problems, or those of one rule", () => {
    assert.deepEqual(shown(sheet, { rule: "invalid-code" }), ["U-1"]);
    assert.deepEqual(shown(sheet, { rule: "blank-row" }), [""]);
    const withProblems = shown(sheet, { problems: true });
    assert.ok(withProblems.includes("U-1") && !withProblems.includes("U-10"), String(withProblems));
  });

  it("are sorted as people count and spell, empty cells last both ways", () => {
    assert.deepEqual(shown(sheet, { sort: { cell: 0, descending: false } }), ["U-1", "U-2", "U-3", "U-10", ""]);
    assert.deepEqual(shown(sheet, { sort: { cell: 1, descending: false } }), ["U-10", "U-2", "U-1", "U-3", ""]);
    assert.deepEqual(shown(sheet, { sort: { cell: 2, descending: false } }), ["U-10", "U-1", "U-3", "U-2", ""]);
    assert.deepEqual(shown(sheet, { sort: { cell: 2, descending: true } }), ["U-3", "U-10", "U-1", "U-2", ""]);
  });

  it("are found as a plain loop would find them, whatever the file", () => {
    const word = fc.constantFrom("", "Ann", "ann", "2450", "Active", '"a,b"', '"x""y"', "Zoë", "\n", ",", '"', "İ");
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 60 }),
        fc.constantFrom("a", "n", "2450", "ë", '"', "a,b", "i̇"),
        (words, text) => {
          const made = sheetOf(turvoHeader + words.join(",").replaceAll(",\n,", "\n"));
          const { document } = made;
          const wanted: number[] = [];
          for (let record = firstRow(document); record < recordCount(document); record++) {
            const cells = cellsOf(document, rowByNumber(document, record)!);
            const columns = made.binding!.columns;
            const fits = cells.some((cell, index) => {
              const value = trimBlanks(cell.text);
              const label = columns[index]?.values.get(value)?.label ?? "";
              return [value, label].some((each) => each.toLowerCase().includes(text));
            });
            if (fits) wanted.push(record - firstRow(document));
          }
          assert.deepEqual([...(result(rowsOf(made, { text })) ?? [])], wanted);
        },
      ),
    );
  });

  it("come in slices: a file of many pages never holds anybody up for more than one", () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => `U-${n},Ann,,Admin,2450,,a@example.com\n`);
    const big = sheetOf(turvoHeader + rows.join(""));
    let slices = 0;
    for (const _ of rowsOf(big, { text: "u-1" })) slices++;
    assert.equal(slices, big.document.pages.length);
    let sorting = 0;
    const work = rowsOf(big, { sort: { cell: 0, descending: true } });
    for (; !work.next().done; ) sorting++;
    assert.ok(sorting > big.document.pages.length + 100, `${sorting}`);
  });
});

describe("sorting", () => {
  it("is stable and total, for any values and both ways", () => {
    const value = fc.oneof(fc.constantFrom("", "1", "01", "-2", "2.5", "a", "A", "a10", "a9"), fc.string());
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 5000, minLength: 0, size: "max" }),
        fc.boolean(),
        (values, descending) => {
          const keys = new SortKeys();
          for (const each of values) keys.push(each);
          const order = [...result(sorted(keys, descending))];
          assert.deepEqual(
            [...order].sort((a, b) => a - b),
            values.map((_, index) => index),
          );
          const direction = descending ? -1 : 1;
          for (let i = 1; i < order.length; i++) assert.ok(keys.compare(order[i - 1]!, order[i]!, direction) < 0);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("finding cells", () => {
  const sheet = sheetOf(people);
  const at = (found: { position: number; cell: number; number: number } | undefined): string =>
    found ? `${found.position}:${found.cell} (${found.number})` : "nothing";

  it("goes on and back, round the ends", () => {
    const matches = result(matchesOf(sheet, undefined, "boss"));
    assert.equal(matches.total, 3);
    assert.equal(at(matches.next({ position: 0, cell: 0 }, false)), "0:2 (1)");
    assert.equal(at(matches.next({ position: 0, cell: 2 }, false)), "3:2 (2)");
    assert.equal(at(matches.next({ position: 4, cell: 2 }, false)), "0:2 (1)");
    assert.equal(at(matches.next({ position: 0, cell: 2 }, true)), "4:2 (3)");
    assert.equal(at(matches.next({ position: 4, cell: 2 }, true)), "3:2 (2)");
    assert.equal(at(result(matchesOf(sheet, undefined, "zzz")).next({ position: 0, cell: 0 }, false)), "nothing");
  });

  it("keeps to the rows shown, in their order", () => {
    const view = result(rowsOf(sheet, { values: [{ cell: 3, text: "Admin" }], sort: { cell: 0, descending: false } }));
    const matches = result(matchesOf(sheet, view, "boss"));
    assert.equal(matches.total, 2);
    assert.equal(at(matches.next({ position: 0, cell: 0 }, false)), "0:2 (1)");
    assert.equal(at(matches.next({ position: 0, cell: 2 }, false)), "1:2 (2)");
  });

  it("finds problems when there is no text", () => {
    const matches = result(matchesOf(sheet, undefined, undefined));
    const first = matches.next({ position: 0, cell: 0 }, false)!;
    const problem = tableView(sheet, first.position, first.position + 1).rows[0]!;
    assert.ok(problem.problems ?? problem.cells[first.cell]?.problems);
  });
});

describe("the numbers of rows", () => {
  it("are those that a spreadsheet shows, as in messages", () => {
    const row = "U-1,Ann,Boss,Admin,2450,Europe/London,ann@example.com\n";
    const sheet = sheetOf(`\n${turvoHeader}${row}\n${row}`);
    const rows = tableView(sheet, 0, 9).rows;
    assert.deepEqual(
      rows.map(({ index, number }) => [index, number]),
      [
        [0, 3],
        [1, 4],
        [2, 5],
      ],
    );
    assert.match(String(rows[2]!.cells[0]!.problems![0]!.message), /"U-1" is already in row 3\./);
  });
});

describe("the strip of problems", () => {
  it("tells the worst of each part and where it is", () => {
    const good = "U-@,Ann,Boss,Admin,2450,Europe/London,ann@@example.com\n";
    const line = (n: number): string => good.replaceAll("@@", `${n}@`).replace("@", String(n));
    const rows = Array.from({ length: 1000 }, (_, n) => (n === 502 ? line(n).replace("2450", "Nonsense") : line(n)));
    const sheet = sheetOf(turvoHeader + rows.join(""));
    const { marks, rules: spoken } = result(overviewOf(sheet, undefined, 10));
    const worst = marks.filter(({ severity }) => severity === "error");
    assert.deepEqual(
      worst.map(({ part, position }) => [part, position]),
      [[5, 502]],
    );
    assert.ok(spoken.some(({ rule, count }) => rule === "invalid-code" && count === 1));
    const view = result(rowsOf(sheet, { rule: "invalid-code" }));
    assert.deepEqual(
      result(overviewOf(sheet, view, 10)).marks.map(({ part, position }) => [part, position]),
      [[0, 0]],
    );
  });
});

describe("what a column holds", () => {
  it("is counted, with labels", () => {
    const found = result(statisticsOf(sheetOf(people), 4));
    assert.deepEqual([found.rows, found.empty, found.distinct], [4, 0, 3]);
    assert.deepEqual(found.values[0], { text: "2450", label: "Active", count: 2 });
    assert.equal(result(statisticsOf(sheetOf(people), 5)).empty, 1);
  });
});

describe("passwords", () => {
  const header = "userName,firstName,lastName,password,email\n";
  const sheet = sheetOf(
    `${header}ann.lee,Ann,Lee,Sesame2026x,ann@example.com\nbob,Bob,Ray,Sesame2026x\n`,
    "meeds.user",
  );

  it("are neither searched, counted, filtered by, nor handed out to edit", () => {
    assert.deepEqual(shown(sheet, { text: "sesame" }), []);
    assert.deepEqual(shown(sheet, { values: [{ cell: 3, text: "Sesame2026x" }] }), []);
    assert.equal(result(matchesOf(sheet, undefined, "sesame")).total, 0);
    assert.deepEqual(result(statisticsOf(sheet, 3)).values, []);
    const context = { now: 0 };
    for (const cell of [0, 1, 2, 3]) {
      for (const row of [0, 1]) {
        const found = editableCell(sheet, row, cell, context);
        assert.ok(!JSON.stringify(found).includes("Sesame"), JSON.stringify(found));
      }
    }
    // A row that is too short may have its password anywhere.
    assert.ok(!JSON.stringify(tableView(sheet, 0, 9)).includes("Sesame"));
  });
});

describe("the edit of a cell", () => {
  it("makes it say the new value and leaves every other byte alone", () => {
    const piece = fc.constantFrom("a", ",", '"', '""', "\n", "\r\n", " ", "U-1", "2450", ";", "'");
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
    const act = fc.record({ body: text, value: text, row: fc.nat(6), cell: fc.nat(8), type: fc.boolean() });
    fc.assert(
      fc.property(act, ({ body, value, row, cell, type }) => {
        const sheet = type
          ? sheetOf(turvoHeader + body)
          : sheetOf(`userName,firstName,lastName,email\n${body}`, "meeds.user");
        const { document } = sheet;
        const before = rowByNumber(document, firstRow(document) + row);
        const cells = before ? cellsOf(document, before) : [];
        const edit = cellEdit(sheet, row, cell, value);
        if (!edit || "refused" in edit) {
          if (!edit) assert.ok(value === "" || cells[cell] !== undefined);
          return;
        }
        const whole = documentText(document);
        const after = applyEdits(whole, [edit]);
        assert.equal(after.slice(0, edit.start), whole.slice(0, edit.start));
        assert.equal(after.slice(edit.start + edit.text.length), whole.slice(edit.end));
        // An empty line becomes a row that lines up with the header.
        if (cells.length === 1 && trimBlanks(cells[0]!.raw) === "" && cell < (sheet.binding?.columns.length ?? 0)) {
          assert.deepEqual([edit.start, edit.end], [cells[0]!.start, cells[0]!.end]);
          return;
        }
        const old = cells[cell] ?? { start: cells.at(-1)!.end, end: cells.at(-1)!.end };
        assert.deepEqual([edit.start, edit.end], [old.start, old.end]);
        // What is broken around it may read otherwise; the cell itself is written soundly.
        if (cells.some(({ flags }) => (flags & (stray | unclosed)) !== 0) || /["\r\n]/.test(body)) return;
        // A row of one cell that contains another delimiter is read by that one.
        if (cells.length === 1 && /[;\t|]/.test(value)) return;
        const { delimiter, raw } = sheet.table;
        const fresh = openDocument("test.csv", after, { delimiter, raw }, 2);
        const place = rowByNumber(fresh, firstRow(fresh) + row);
        // With the new value the row has as many cells as the header by another delimiter: it is read as another program wrote it.
        if (
          place &&
          readRecord(rowText(fresh.pages[place.page]!, place.row), fresh.dialect).delimiter !== fresh.dialect.delimiter
        )
          return;
        // The only cell of the last line was emptied: no line is left.
        if (!place) return assert.deepEqual([value, cells.length], ["", 1]);
        const now = cellsOf(fresh, place).map((each) => each.text);
        const wanted = cells.map((each) => each.text);
        while (wanted.length <= cell) wanted.push("");
        wanted[cell] = value.replace(/\r\n|\r|\n/g, "\n");
        assert.deepEqual(now, wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it("is refused in words where the dialect cannot hold it, and where there is no row", () => {
    const sheet = sheetOf("userName,firstName,lastName,email\nann.lee,Ann,Lee,a@example.com\n\n", "meeds.user");
    const refusal = (row: number, cell: number, value: string): string => {
      const edit = cellEdit(sheet, row, cell, value);
      assert.ok(edit && "refused" in edit, JSON.stringify(edit));
      return String(edit.refused);
    };
    assert.match(refusal(0, 1, "Ann, Jr"), /Meeds ignores quotes.*a comma/);
    assert.match(refusal(0, 1, "Ann\nJr"), /line break/);
    assert.match(refusal(0, 1, '"Ann"'), /can't start with one/);
    assert.deepEqual(cellEdit(sheet, 1, 1, "Ann"), { start: 64, end: 64, text: ",Ann,," });
    assert.match(refusal(9, 1, "Ann"), /no longer exists/);
    assert.match(refusal(Number.NaN, Number.NaN, "Ann"), /no longer exists/);
  });

  it("offers the values of a column with their labels", () => {
    const found = editableCell(sheetOf(people), 0, 4, { now: 0 });
    assert.ok(!("refused" in found) && found.closed);
    assert.deepEqual(
      found.choices.filter(({ value }) => value === "2450").map(({ value, label }) => [value, label]),
      [["2450", "Active"]],
    );
    assert.equal("refused" in found || found.text, "2450");
  });
});
