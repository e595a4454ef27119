/** Records that the kernel passes have nothing to say, and what it hashes and counts of them is what reading them one by one gives. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Checker, type Reading } from "../server/core/checking/check.ts";
import { textCells } from "../server/core/checking/record-view.ts";
import { bindHeader } from "../server/core/filetypes/binding.ts";
import { builtInTables } from "../server/core/filetypes/schemas.ts";
import type { Table } from "../server/core/filetypes/table.ts";
import { type Cut, cutUnits, pageLength, type RecordTaker } from "../server/core/text/document.ts";
import type { Dialect } from "../server/core/text/tokenizer.ts";
import { rules } from "../server/rules/index.ts";

const tables = builtInTables({}, rules);

interface Read {
  readonly end: number;
  readonly pages: {
    readonly start: number;
    readonly end: number;
    readonly rows: Int32Array;
    readonly lineBreaks: number;
  }[];
  readonly readings: Omit<Reading, "keys">[];
  readonly keys: unknown[];
}

/** Reads records below a header; `passes`: with the kernel. `passed`: told how many records each step took. */
function read(text: string, table: Table, delimiter: string, passes: boolean, passed?: (count: number) => void): Read {
  const names = table.columns.map((column) => column.field.name);
  const header = textCells(names.join(delimiter), { delimiter, raw: false, columns: 0 });
  const dialect: Dialect = { delimiter, raw: false, columns: names.length };
  const checker = new Checker(bindHeader(header, table), dialect, rules, {});
  const units = Uint16Array.from(text, (letter) => letter.charCodeAt(0));
  const taker: RecordTaker = {
    scanner: checker.scanner,
    begin: (row) => checker.begin(row),
    take: (start, end) => checker.take(start, end),
  };
  const found: Read = { end: 0, pages: [], readings: [], keys: [] };
  const close = ({ start, end, page: { rows, lineBreaks } }: Cut): boolean => {
    const { keys, ...reading } = checker.end();
    found.pages.push({ start, end, rows, lineBreaks });
    found.readings.push(reading);
    found.keys.push(
      keys.map((each) => ({
        remarks: each.remarks,
        entries: Array.from({ length: each.count }, (_, i) => [each.low(i), each.high(i), each.row(i), each.like(i)]),
      })),
    );
    return true;
  };
  const withPasser: RecordTaker = {
    ...taker,
    passer: (all, size) => {
      const passer = checker.passer(all, size);
      // What is kept as text beside a key it cannot know.
      if (table.document.uniqueKeys?.some((key) => key.unlessSame !== undefined)) return undefined;
      assert.ok(passer, "the kernel takes it");
      return {
        get starts() {
          return passer.starts;
        },
        get breaksInside() {
          return passer.breaksInside;
        },
        pass: (from, until) => {
          const next = passer.pass(from, until);
          passed?.(next > from ? passer.starts.length : 0);
          return next;
        },
      };
    },
  };
  const end = cutUnits(units, units.length, dialect, true, pageLength * 4, close, passes ? withPasser : taker);
  return { ...found, end };
}

/** Values as people have them, and what makes them doubtful. */
function cellOf(table: Table, column: number): fc.Arbitrary<string> {
  const { field } = table.columns[column]!;
  const codes = (field.categories ?? []).flatMap(({ value, label }) => [value, label ?? value]);
  const usual = [field.example, field.example, `Z${field.example.toUpperCase()}`, ...codes.slice(0, 8), ""];
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...usual) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        ...[
          "u1",
          "U2",
          "0012",
          "ann+news@example.com",
          "Ann@Example.com",
          "ZOZ@EXAMPLE.COM",
          "Zoë",
          "Παππάς",
          "True",
          "false",
          "yes",
          "=1",
        ],
        ...[
          "'0012",
          "1234567890123450",
          "Total",
          "n/a",
          "NULL",
          "R&D",
          "&amp;",
          "LÃ©a",
          "12345",
          "SW1A 1AA",
          "Germany",
        ],
        ...["a b", " a", "a ", "a;b", "u1;u2", "Mar-01", "\u200b", "\ufffd", "e\u0301", "😀", "id", "#", "-----"],
      ),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        ...[
          '""',
          '"a"',
          '"u1"',
          '"a, b"',
          '"Gate ""7"""',
          '"a\nb"',
          '"a\r\nb"',
          '"a\nb\nc"',
          '"a',
          'b"',
          '"a"b',
          '"é"',
        ],
        ...['" a"', '"=1"', '"True"', "“a”", '"a\rb"', '""""'],
      ),
    },
  );
}

function textOf(table: Table): fc.Arbitrary<string> {
  const cells = table.columns.map((_, column) => cellOf(table, column));
  const example = table.columns.map(({ field }) => field.example);
  const names = table.columns.map(({ field }) => field.name);
  const total = ["Total", ...names.slice(1).map(() => "5")];
  const end = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom("\n", "\n", "\r\n") },
    {
      weight: 1,
      arbitrary: fc.constantFrom("\r", "\n\n", "\n=======\n", `\n${names.join(",")}\n`, `\n${total.join(",")}\n`),
    },
  );
  const few = fc.tuple(fc.nat(example.length - 1), fc.tuple(...cells)).map(([at, all]) => {
    const row = [...example];
    row[at] = all[at]!;
    return row;
  });
  const row = fc.oneof({ weight: 4, arbitrary: few }, { weight: 1, arbitrary: fc.tuple(...cells) });
  return fc
    .array(fc.tuple(row, end), { minLength: 1, maxLength: 30 })
    .map((rows) =>
      rows
        .map(([cells, end], i) => cells.map((cell) => (cell === example[0] ? `${cell}${i}` : cell)).join(",") + end)
        .join(""),
    )
    .map((body) => body.repeat(Math.ceil((pageLength * 9) / body.length)));
}

describe("the kernel", () => {
  for (const table of tables) {
    it(`reads ${table.name} as the checker does record by record`, () => {
      fc.assert(
        fc.property(textOf(table), (text) => {
          assert.deepEqual(read(text, table, ",", true), read(text, table, ",", false));
        }),
        { numRuns: 25 },
      );
    });
  }

  it("passes over what is right, in quotes and over two lines too, and reads one by one what is not", () => {
    const table = tables.find(({ name }) => name === "turvo.user")!;
    const row = table.columns.map(({ field }) => field.example);
    const lines = Array.from({ length: 2000 }, (_, i) => {
      const cells = [...row];
      cells[0] = `u${i}`;
      if (i % 3 === 0) cells[1] = '"Ann ""A"" Lée"';
      if (i % 100 === 99) cells[0] = "u 1";
      return `${cells.join(",")}\n`;
    });
    const steps: number[] = [];
    read(lines.join(""), table, ",", true, (count) => steps.push(count));
    assert.equal(
      steps.reduce((sum, count) => sum + count, 0),
      1980,
    );
    assert.ok(steps.length < 60, `${steps.length} steps`);
  });

  it("passes over nothing of a text that another one has taken the place of", () => {
    const [checker, other] = ["turvo.user", "turvo.group"].map((name) => {
      const table = tables.find((each) => each.name === name)!;
      const names = table.columns.map(({ field }) => field.name);
      const dialect: Dialect = { delimiter: ",", raw: false, columns: names.length };
      const line = `${table.columns.map(({ field }) => field.example).join(",")}\n`;
      const units = Uint16Array.from(line.repeat(2000), (letter) => letter.charCodeAt(0));
      const checker = new Checker(
        bindHeader(textCells(names.join(","), { ...dialect, columns: 0 }), table),
        dialect,
        rules,
        {},
      );
      checker.begin(-1);
      return { take: () => checker.passer(units, units.length)!, size: units.length };
    });
    for (const taken of [other!, checker!]) {
      const first = checker!.take();
      assert.ok(first.pass(0, checker!.size) > 0);
      const next = taken.take();
      assert.equal(first.pass(0, checker!.size), 0);
      assert.ok(next.pass(0, taken.size) > 0);
    }
  });
});
