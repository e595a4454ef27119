/** A file read in pieces gives the sheet that its whole text gives, whatever is in it and wherever it is cut. */

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { Sheet } from "../server/core/checking/sheet.ts";
import { builtInTables } from "../server/core/filetypes/schemas.ts";
import type { Table } from "../server/core/filetypes/table.ts";
import { openDocument } from "../server/core/text/document.ts";
import { english, message } from "../server/core/text/message.ts";
import { formatFor } from "../server/core/workspace/detect.ts";
import { StaleTextError, stampOf } from "../server/disk/reading/closed-text.ts";
import { decodeBytes } from "../server/disk/reading/files.ts";
import { SheetReader } from "../server/disk/reading/stream.ts";
import { type Problem, ProblemWriter, shownFindings } from "../server/features/report/problems.ts";
import { rules } from "../server/rules/index.ts";

const tables = builtInTables({}, rules).filter((table) => !table.document.hidden);
const file = path.join(os.tmpdir(), `csv-preflight-stream-${process.pid}.csv`);

function reported(sheet: Sheet): { rows: number; counts: object; problems: Problem[] } {
  const writer = new ProblemWriter(sheet, sheet.rows, english);
  const { located } = shownFindings(sheet, Number.POSITIVE_INFINITY);
  return { rows: sheet.rows, counts: sheet.counts(), problems: located.map((each) => writer.problem(each)) };
}

function whole(bytes: Uint8Array, table: Table, delimiter: string): ReturnType<typeof reported> {
  const { text, facts } = decodeBytes(bytes);
  const { mixedLine: _, ...rest } = facts;
  const sheet = new Sheet(openDocument("file", text, formatFor(table, delimiter), 0), table, rules, rest);
  sheet.advance(Number.POSITIVE_INFINITY);
  return reported(sheet);
}

/**
 * Reads in pieces of the given sizes, the last one as large as is left; nothing but what the disk has is kept. `held`: each text
 * is held against what was read.
 */
function inPieces(
  bytes: Uint8Array,
  sizes: readonly number[],
  table: Table,
  delimiter: string,
  held = true,
): ReturnType<typeof reported> {
  fs.writeFileSync(file, bytes);
  const locate = formatFor(table, delimiter).locate;
  const recognize = () => ({ table, delimiter, why: message("from {0}", "it"), locate });
  const reader = new SheetReader("file", recognize, rules, file, held ? stampOf(file) : undefined);
  let from = 0;
  for (const size of sizes) {
    reader.push(bytes.subarray(from, from + size));
    from += size;
  }
  reader.push(bytes.subarray(from));
  const sheet = reader.end();
  assert.ok(sheet);
  return reported(sheet);
}

const good: Readonly<Record<string, string>> = {
  "turvo.user": "u1,Ann Lee,Admin,2450,America/Chicago,ann@example.com",
};

/** Rows of a table, its example among them, with all that may go wrong between cells. */
function textOf(table: Table): fc.Arbitrary<string> {
  const names = table.columns.map((column) => column.field.name);
  const example = table.columns.map((column) => column.field.example);
  const words = [
    ...example,
    "",
    '"',
    '""',
    '"a',
    'b"',
    '"x\ny"',
    "é",
    "😀",
    "\ufffd",
    " ",
    "\0",
    "u1",
    "True",
    "=1",
    "<<<<<<< a",
  ];
  const cell = fc.constantFrom(...words, ...(good[table.name]?.split(",") ?? []));
  const lineBreak = fc.oneof(
    { weight: 20, arbitrary: fc.constant("\n") },
    { weight: 2, arbitrary: fc.constantFrom("\r\n", "\r", "\n\n", "\n=======\n") },
  );
  const width = fc.oneof(
    { weight: 9, arbitrary: fc.constant(names.length) },
    { weight: 1, arbitrary: fc.nat(names.length + 2) },
  );
  const row = width.chain((count) => fc.tuple(fc.array(cell, { minLength: count, maxLength: count }), lineBreak));
  const rows = fc.array(
    fc.oneof({ weight: 3, arbitrary: lineBreak.map((end) => [example, end] as const) }, { weight: 2, arbitrary: row }),
    {
      maxLength: 12,
    },
  );
  const head = fc.constantFrom(
    `${names.join(",")}\n`,
    `\n${names.join(",")}\r\n`,
    `${names.slice(1).join(";")}\n`,
    "",
    '"id\n',
  );
  return fc.tuple(head, rows, fc.constantFrom(1, 1, 1, 40, 200)).map(([first, all, times]) => {
    const body = all.map(([cells, end]) => cells.join(table.delimiter) + end).join("");
    return first + body.repeat(times);
  });
}

describe("a file read in pieces", () => {
  after(() => fs.rmSync(file, { force: true }));

  for (const table of tables) {
    it(`is what it is as a whole: ${table.name}`, () => {
      fc.assert(
        fc.property(textOf(table), fc.array(fc.nat(20_000), { maxLength: 12 }), fc.boolean(), (text, sizes, held) => {
          const bytes = Buffer.from(text);
          const found = inPieces(bytes, sizes, table, table.delimiter, held);
          assert.deepEqual(found, whole(bytes, table, table.delimiter));
        }),
        { numRuns: 60 },
      );
    });
  }

  it("is what it is as a whole when it is no UTF-8, or UTF-16, or another delimiter", () => {
    const table = tables[0]!;
    fc.assert(
      fc.property(
        textOf(table),
        fc.array(fc.nat(9_000), { maxLength: 12 }),
        fc.constantFrom<BufferEncoding>("latin1", "utf16le"),
        fc.constantFrom(",", ";"),
        (text, sizes, encoding, delimiter) => {
          const mark = encoding === "utf16le" ? "\ufeff" : "";
          const bytes = Buffer.from(mark + text.replaceAll(",", delimiter), encoding);
          assert.deepEqual(inPieces(bytes, sizes, table, delimiter), whole(bytes, table, delimiter));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("finds the same in a large file", () => {
    const table = tables[0]!;
    const lines = ["id,name,permission,status.code,timezone,userEmail"];
    for (let i = 0; i < 20_000; i++) {
      const odd = i % 97 === 0;
      lines.push(
        `u${odd ? i - 90 : i},"Ann ""A"" Léé",${odd ? "admin" : "Admin"},2450,America/Chicago,a${i}@example.com`,
      );
    }
    const bytes = Buffer.from(lines.join("\n"));
    const sizes = Array.from({ length: 40 }, () => 65_536);
    const found = inPieces(bytes, sizes, table, ",");
    assert.ok(found.problems.length > 300);
    assert.deepEqual(found, whole(bytes, table, ","));
  });

  it("gives out no other text than was read, though the disk shows no change", () => {
    const table = tables[0]!;
    const lines = ["id,name,permission,status.code,timezone,userEmail"];
    for (let i = 0; i < 2000; i++) lines.push(`u${i},Ann Lee,Admin,2450,America/Chicago,a${i}@example.com`);
    const bytes = Buffer.from(lines.join("\n"));
    const changed = Buffer.from(bytes);
    changed.write("Bob", changed.lastIndexOf("Ann"));
    // As if it had been changed within one tick of the clock: the stamp is that of the other text.
    fs.writeFileSync(file, changed);
    const detection = { table, delimiter: ",", why: message("from {0}", "it"), locate: formatFor(table, ",").locate };
    const reader = new SheetReader("file", () => detection, rules, file, stampOf(file));
    reader.push(bytes);
    const { pages } = reader.end()!.document;
    assert.equal(pages[0]!.text, bytes.toString("latin1", 0, pages[0]!.length));
    assert.equal(reader.stored?.isCurrent, true);
    assert.throws(() => pages.at(-1)!.text, StaleTextError);
    assert.equal(reader.stored?.isCurrent, false, "and from now on it is known");
  });
});
