/** What holds for hovers and completions at every place of any text: no failure, no password, and an edit that touches one cell. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { Sheet } from "../server/core/checking/sheet.ts";
import { builtInTables } from "../server/core/filetypes/schemas.ts";
import { cellsOf, documentText, openDocument, recordCount, rowByNumber } from "../server/core/text/document.ts";
import { english } from "../server/core/text/message.ts";
import { applyEdits } from "../server/core/text/text.ts";
import { stray, unclosed } from "../server/core/text/tokenizer.ts";
import { completeAt } from "../server/features/language/completion.ts";
import { hoverAt } from "../server/features/language/hover.ts";
import { placeAt } from "../server/features/language/place.ts";
import { code, plain, withoutMarks } from "../server/features/records/markdown.ts";
import { rules } from "../server/rules/index.ts";
import { completionsAt, contextOf } from "./features.ts";

const tables = builtInTables(
  { travtus: { roles: ["compass", "gateway"] }, turvo: { customRoles: ["Yard, Boss"] } },
  rules,
);
const secret = "Secret-4-Nobody";

function sheetOf(type: string, text: string): Sheet {
  const table = tables.find((candidate) => candidate.name === type)!;
  const { delimiter, raw } = table;
  const sheet = new Sheet(openDocument("test.csv", text, { delimiter, raw }, 1), table, rules);
  sheet.advance(Number.POSITIVE_INFINITY);
  return sheet;
}

/** The same numbers on every machine. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    yield (state >>> 8) / 2 ** 24;
  }
}

const bits = [
  "U-1",
  "1097",
  "Adm",
  '"',
  '""',
  ",",
  ";",
  "\n",
  "\r\n",
  " ",
  "\u00a0",
  "compass",
  "Europe/",
  "True",
  "@x.io",
  "`",
  "[",
  "=",
  "<<<<<<< a\n",
];

function texts(count: number): string[] {
  const random = numbers(7);
  const pick = (limit: number): number => Math.floor(random.next().value! * limit);
  return Array.from({ length: count }, () => Array.from({ length: pick(24) }, () => bits[pick(bits.length)]!).join(""));
}

describe("hovers and completions", () => {
  it("answer at every place of any text", () => {
    let hovers = 0;
    let proposals = 0;
    for (const table of tables) {
      const header = table.columns
        .slice(0, 12)
        .map((column) => column.field.name)
        .join(table.delimiter);
      for (const [index, tail] of texts(60).entries()) {
        const text = index % 4 === 0 ? tail : `${header}\n${tail}`;
        const sheet = sheetOf(table.name, text);
        const context = contextOf([sheet]);
        for (let offset = 0; offset <= text.length; offset++) {
          // No cursor stands between CR and LF.
          if (text.slice(offset - 1, offset + 1) === "\r\n") continue;
          const hover = hoverAt(sheet, offset, context);
          if (hover) {
            hovers++;
            assert.match(String(hover.markdown), /^(?:\*\*.+\*\* — |⚠ )/);
            assert.ok(hover.span.start <= hover.span.end);
          }
          proposals += completionsAt(sheet, offset, context).length;
        }
      }
    }
    assert.ok(hovers > 1000 && proposals > 10_000, "there was something to look at");
  });

  it("say nothing that a problem in the same box says", () => {
    const header = "id,name,permission,status.code,timezone,userEmail,email.country,Phone. extension,status.code";
    const row = "U-1,,Adm1n,Active,US/Eastern,ann(at)example.com,US,x,2450";
    const text = `${header}\n${row}\n${row},more\n`;
    const sheet = sheetOf("turvo.user", text);
    const told = sheet.findings().located.map((located) => english(sheet.messageOf(located.finding)));
    assert.ok(told.length > 8, told.join("\n"));
    const sentences = told.flatMap((each) => each.replace(/^[\w.]+: /, "").split(/(?<=[.?!]) /));
    let hovers = 0;
    for (let offset = 0; offset <= text.length; offset++) {
      const said = withoutMarks(
        english(hoverAt(sheet, offset, { ...contextOf([sheet]), problems: false })?.markdown ?? ""),
      );
      if (said !== "") hovers++;
      for (const sentence of sentences) assert.ok(!said.includes(sentence), `${sentence}: ${said}`);
      // Without a problem there, the hover says it.
      if (sheet.findingsAt({ start: offset, end: offset }).length === 0) continue;
      assert.doesNotMatch(said, /⚠|isn't in the list|use this for|but required|recognize|only \d+ columns/);
    }
    assert.ok(hovers > 50);
  });

  it("never repeat a password", () => {
    const header = "userName,firstName,lastName,password,email,groups";
    const lines = [
      `ann.lee,Ann,Lee,${secret},ann@example.com,/platform/users`,
      `bob.ray,Bob,Ray,Jr,${secret},bob@example.com,/platform/users`,
      `${secret},Cy,Day,,cy@example.com,/platform/users,`,
      "",
      `dee.day,Dee,Day,,,`,
    ];
    const text = [header, ...lines].join("\n");
    const sheet = sheetOf("meeds.user", text);
    const context = contextOf([sheet]);
    for (let offset = 0; offset <= text.length; offset++) {
      assert.doesNotMatch(String(hoverAt(sheet, offset, context)?.markdown ?? ""), new RegExp(secret));
      for (const { label, detail, documentation, insert } of completeAt(sheet, offset, context)) {
        const shown = `${label} ${detail} ${documentation}`;
        const own = placeAt(sheet, offset).cell.text.includes(secret);
        assert.doesNotMatch(own ? shown : shown + insert, new RegExp(secret), `at ${offset}`);
      }
    }
  });

  it("touch no other cell", () => {
    let accepted = 0;
    for (const table of tables.filter((candidate) => !candidate.raw)) {
      const { delimiter } = table;
      const line = (values: readonly string[]): string => values.join(delimiter);
      const columns = table.columns.map((column) => column.field);
      const header = line(columns.map((field) => field.name));
      const examples = line(
        columns.map((field) => (field.example.includes(delimiter) ? `"${field.example}"` : field.example)),
      );
      const text = `${header}\n${examples}\n${line(columns.map(() => '"a ""b"""'))}\n${line(columns.map(() => ""))}`;
      const sheet = sheetOf(table.name, text);
      const context = contextOf([sheet]);
      for (let offset = 0; offset <= text.length; offset++) {
        const place = placeAt(sheet, offset);
        for (const item of completionsAt(sheet, offset, context)) {
          if (item.kind === "row") continue;
          accepted++;
          const after = sheetOf(table.name, applyEdits(text, [{ ...item.span, text: item.insert }]));
          assert.deepEqual(otherCells(after, place.cell.start, place.index), otherCells(sheet, offset, place.index));
        }
      }
    }
    assert.ok(accepted > 1000);
  });
});

/** What all cells of a file say but for one, with what is wrong with their quotes. */
function otherCells(sheet: Sheet, offset: number, index: number): string[][] {
  const at = placeAt(sheet, offset).address!;
  return Array.from({ length: recordCount(sheet.document) }, (_, number) => {
    const address = rowByNumber(sheet.document, number)!;
    const own = address.page === at.page && address.row === at.row;
    return cellsOf(sheet.document, address).map((cell, i) => {
      assert.equal(cell.flags & (stray | unclosed), 0, documentText(sheet.document));
      return own && i === index ? "" : cell.text;
    });
  });
}

describe("Markdown without its marks", () => {
  it("is the text again that was written as Markdown", () => {
    const line = fc.string({ unit: "grapheme-ascii" }).filter((text) => !/[^ -~]/.test(text));
    fc.assert(
      fc.property(line, line, (text, other) => {
        assert.equal(withoutMarks(plain(text)), text);
        assert.equal(withoutMarks(`**${plain(text)}** — ${plain(other)}`), `${text} — ${other}`);
        // Of blanks at both ends Markdown shows one less.
        if (text === text.trim() && text !== "" && text.length <= 60)
          assert.equal(withoutMarks(`${code(text)}, so`), `${text}, so`);
      }),
    );
  });

  it("keeps what marks nothing, and says where links lead", () => {
    assert.equal(withoutMarks("5 * 3 is `a*b`, *not* [x] nor snake_case"), "5 * 3 is a*b, not [x] nor snake_case");
    assert.equal(withoutMarks("[About \\[this\\]](https://example.com/a_b)"), "About [this]: https://example.com/a_b");
    assert.equal(withoutMarks("one ` tick"), "one ` tick");
  });
});
