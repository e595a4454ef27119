/** Properties of whole files: what is said after edits is what a fresh start says, and safe fixes come to rest, add nothing and touch nothing else. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { sumOf } from "../server/core/checking/findings.ts";
import type { LocatedFinding } from "../server/core/checking/located-finding.ts";
import { isRollUp } from "../server/core/checking/roll-ups.ts";
import { Sheet } from "../server/core/checking/sheet.ts";
import { idFieldsOf, noSuppressions, Suppressions, sumOfUses } from "../server/core/checking/suppressions.ts";
import type { Suppression } from "../server/core/filetypes/profile.ts";
import { builtInTables } from "../server/core/filetypes/schemas.ts";
import type { Table } from "../server/core/filetypes/table.ts";
import { documentText, openDocument, rowEnd } from "../server/core/text/document.ts";
import { editDocument } from "../server/core/text/editing.ts";
import { english } from "../server/core/text/message.ts";
import { applyEdits } from "../server/core/text/text.ts";
import { formatFor } from "../server/core/workspace/detect.ts";
import { actionsAt, fixAll } from "../server/features/language/actions.ts";
import { rules } from "../server/rules/index.ts";
import { isSuppressed } from "./sets.ts";

const tables = builtInTables({ travtus: { roles: ["compass", "gateway"] } }, rules).filter(
  (table) => !table.document.hidden,
);

/** Values that belong to some column, their look-alikes, and things that belong nowhere. */
const known = tables.flatMap((table) =>
  table.columns.flatMap(({ field, values }) => [
    field.example,
    ...[...values.values()].slice(0, 4).flatMap((category) => [category.value, category.label ?? ""]),
  ]),
);
const odd = [
  "",
  " ",
  "u1",
  "u1 ",
  " u2",
  "u 3",
  "TRUE",
  "true",
  "yes",
  "2450.0",
  "active",
  "N/A",
  "NULL",
  "-",
  "us/eastern",
  "EST",
  "usa",
  "UK",
  "+1 (313) 555-1500",
  "3.1355E+09",
  "=1+1",
  "@x",
  "a@b",
  "mailto:ann@example.com",
  "Ann <ann@example.com>",
  "ann@example.com",
  "ANN@example.com",
  "\u00a0x",
  "x\u200b",
  "\ufffd",
  "\u0007",
  "a;b",
  "a, b",
  '"a,b"',
  '"two\nlines"',
  '"say ""hi"""',
  '"open',
  'in"side',
  '"shut"after',
  "/platform/users",
  "manager:platform/users",
  "compass,gateway",
  '"compass, gateway"',
  "2026-01-05",
  "1.0",
  "7274",
  "M5V 3T4",
  "Li",
  "jo.hn",
  "Jöhn",
  "__proto__",
  "constructor",
];
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...known) },
  { weight: 2, arbitrary: fc.constantFrom(...odd) },
);
const quote = (text: string): string =>
  /[",\n]/.test(text) && !/^".*"$/s.test(text) && !text.includes('"') ? `"${text}"` : text;

/** A header: mostly the table's own names, some missing, misspelt, unknown or twice. */
function header(table: Table): fc.Arbitrary<string[]> {
  const names = table.columns.slice(0, 14).map((column) => column.field.name);
  const spelling = fc.constantFrom("", "", "", "", "", "", "*", " ", "upper");
  return fc
    .tuple(
      fc.shuffledSubarray(names, { minLength: Math.ceil(names.length / 2) }),
      fc.array(spelling, { minLength: 14, maxLength: 14 }),
      fc.constantFrom([], [], [], ["extra"], ["id"], ["__proto__"]),
    )
    .map(([some, spellings, extra]) => [...some.map((name, i) => respell(name, spellings[i]!)), ...extra]);
}

function respell(name: string, how: string): string {
  return how === "upper" ? name.toUpperCase() : how === " " ? name.replace(".", ". ") : name + how;
}

const eol = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r");
const row = fc.oneof(
  { weight: 12, arbitrary: fc.array(value, { minLength: 1, maxLength: 16 }) },
  { weight: 1, arbitrary: fc.constantFrom([""], ["<<<<<<< HEAD"], ["======="], [",,,"]) },
);
const file = fc.constantFrom(...tables).chain((table) =>
  fc.record({
    table: fc.constant(table.name),
    header: header(table),
    rows: fc.array(fc.tuple(row, eol, fc.boolean()), { maxLength: 8 }),
    eol,
    delimiter: fc.constantFrom(",", ",", ",", ",", ";"),
  }),
);
type File = typeof file extends fc.Arbitrary<infer T> ? T : never;

function textOf(spec: File): string {
  const { delimiter } = spec;
  const lines = spec.rows.map(([cells, end, full]) => {
    // Mostly as many cells as the header has: rows that line up are where most rules speak.
    const width = spec.header.length;
    const fitted = full && cells.length > 1 ? Array.from({ length: width }, (_, i) => cells[i] ?? "") : cells;
    return fitted.map(quote).join(delimiter) + end;
  });
  return spec.header.join(delimiter) + spec.eol + lines.join("");
}

function tableOf(spec: File): Table {
  return tables.find((table) => table.name === spec.table)!;
}

function open(table: Table, text: string, delimiter: string, suppressions = noSuppressions): Sheet {
  const document = openDocument("file:///x.csv", text, formatFor(table, delimiter), 1);
  const sheet = new Sheet(document, table, rules, {}, suppressions);
  sheet.advance(Number.POSITIVE_INFINITY);
  return sheet;
}

function reported(sheet: Sheet): string[] {
  return sheet.findings().located.map((located) => {
    const { finding } = located;
    const { start, end } = sheet.spanOf(located);
    return `${start}-${end} ${finding.severity} ${finding.rule.name} ${sheet.messageOf(finding)}`;
  });
}

describe("a sheet with suppressions", () => {
  const some = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });
  const texts = [...known, ...odd].map((each) => each.replaceAll('"', "").trim());
  const columns = tables.flatMap((table) => table.columns.map(({ field }) => field.name));
  const suppression = fc
    .record({
      rule: fc.constantFrom(...rules.byName.keys()),
      column: some(fc.constantFrom(...columns, "extra", "")),
      value: some(fc.constantFrom(...texts)),
      id: some(fc.constantFrom(...texts)),
    })
    .map((all): Suppression => JSON.parse(JSON.stringify(all)) as Suppression);
  const plain = fc.constantFrom(...rules.byName.keys()).map((rule): Suppression => ({ rule }));

  it("says all but what they are about, after edits too, and counts the rest", () => {
    const edit = fc.record({ at: fc.nat(), length: fc.nat({ max: 12 }), text: value });
    let suppressed = 0;
    fc.assert(
      fc.property(
        file,
        fc.array(edit, { maxLength: 4 }),
        fc.array(fc.oneof(suppression, plain), { minLength: 8, maxLength: 30 }),
        (spec, edits, list) => {
          const table = tableOf(spec);
          const suppressions = new Suppressions(list);
          let text = textOf(spec);
          const sheet = open(table, text, spec.delimiter, suppressions);
          for (const { at, length, text: inserted } of edits) {
            const start = at % (text.length + 1);
            const end = Math.min(text.length, start + length);
            sheet.edit(editDocument(sheet.document, { start, end, text: inserted }, 2));
            text = text.slice(0, start) + inserted + text.slice(end);
          }
          sheet.advance(Number.POSITIVE_INFINITY);
          const fresh = open(table, text, spec.delimiter, suppressions);
          assert.deepEqual(reported(sheet), reported(fresh));
          assert.deepEqual([...sheet.uses()].sort(), [...fresh.uses()].sort());
          const full = open(table, text, spec.delimiter);
          const idCell = full.binding?.indexOf(idFieldsOf(table)[0] ?? "") ?? -1;
          const all = full.findings().located.filter(({ finding }) => !isRollUp(finding.data));
          const left = all.filter((each) => !list.some((one) => isSuppressed(one, full, each, idCell)));
          const kept = sheet.findings().located.filter(({ finding }) => !isRollUp(finding.data));
          const shown = (of: readonly LocatedFinding[]): string[] =>
            of.map((each) => `${full.spanOf(each).start} ${each.finding.rule.name}`);
          assert.deepEqual(shown(kept), shown(left));
          assert.equal(sumOf(sheet.counts()), left.length);
          assert.equal(sumOfUses(sheet.uses()), all.length - left.length);
          suppressed += all.length - left.length;
        },
      ),
      { numRuns: 500 },
    );
    assert.ok(suppressed > 300, String(suppressed));
  });
});

describe("a sheet", () => {
  it("says after edits what a fresh one says", () => {
    const edit = fc.record({
      at: fc.nat(),
      length: fc.nat({ max: 12 }),
      text: fc.oneof(value, fc.constantFrom(",", "\n", '"', "a")),
    });
    fc.assert(
      fc.property(file, fc.array(edit, { maxLength: 8 }), (spec, edits) => {
        let text = textOf(spec);
        const sheet = open(tableOf(spec), text, spec.delimiter);
        for (const { at, length, text: inserted } of edits) {
          const start = at % (text.length + 1);
          const end = Math.min(text.length, start + length);
          sheet.edit(editDocument(sheet.document, { start, end, text: inserted }, 2));
          sheet.advance(Number.POSITIVE_INFINITY);
          text = text.slice(0, start) + inserted + text.slice(end);
          const fresh = open(tableOf(spec), text, spec.delimiter);
          assert.deepEqual(reported(sheet), reported(fresh));
          assert.deepEqual(sheet.counts(), fresh.counts());
        }
      }),
      { numRuns: 500 },
    );
  });

  it("has as many findings as it counted, also of cells whose texts were judged before", () => {
    // The rows once more, and once more with their last cells swapped: verdicts are remembered by a cell's text.
    const again = (spec: File): string => {
      const swapped = spec.rows.map(([cells, end, full]) => [[...cells].reverse(), end, full] as const);
      return textOf({ ...spec, rows: [...spec.rows, ...spec.rows, ...swapped, ...spec.rows] as File["rows"] });
    };
    let remembered = 0;
    fc.assert(
      fc.property(file, (spec) => {
        const sheet = open(tableOf(spec), again(spec), spec.delimiter);
        const made = { error: 0, warning: 0, information: 0, hint: 0 };
        const tallies = new Map<string, number>();
        for (let page = 0; page < sheet.document.pages.length; page++) {
          for (const { severity, rule, cell } of sheet.pageFindings(page)) {
            made[severity]++;
            const key = `${cell} ${rule.name}`;
            if (rule.scope === "cell" ? cell >= 0 : rule.rollsUp && rule.scope === "row")
              tallies.set(key, (tallies.get(key) ?? 0) + 1);
          }
        }
        assert.deepEqual(sheet.counts(), made);
        for (const { cell, rule, count } of sheet.tallies()) {
          assert.equal(count, tallies.get(`${cell} ${rule.name}`), rule.name);
          if (count > 3) remembered++;
        }
      }),
      { numRuns: 400 },
    );
    assert.ok(remembered > 100, "many cells are told that say the same");
  });

  it("knows that the same postal code is right in one country and wrong in another", () => {
    const table = tables.find(({ name }) => name === "turvo.communication_channel")!;
    // Names in small letters are right, but make the screens doubt the row, so that all of these are judged.
    const names = ["united states", "germany", "united states", "germany"];
    const rows = names.map((name, i) => `c${i},u1,1182,12345-6789,${name}\n`);
    const sheet = open(table, `id,contextId,address.type,address.zip,address.country\n${rows.join("")}`, ",");
    assert.equal(sheet.counts().warning, 2);
    assert.equal(sheet.pageFindings(0).length, 2);
  });

  it("points at text that is there, never at nothing, and in order", () => {
    fc.assert(
      fc.property(file, (spec) => {
        const sheet = open(tableOf(spec), textOf(spec), spec.delimiter);
        const length = textOf(spec).length;
        let last = 0;
        for (const located of sheet.findings().located) {
          const { start, end } = sheet.spanOf(located);
          const shown = `${located.finding.rule.name} ${start}-${end} of ${length}`;
          assert.ok(start >= last, `out of order: ${shown}`);
          assert.ok(end <= length, `outside: ${shown}`);
          if (located.finding.rule.name !== "empty-file") assert.ok(end > start, `empty: ${shown}`);
          last = start;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("comes to rest when all safe fixes are applied, and its edits lead to just that text", () => {
    fc.assert(
      fc.property(file, (spec) => {
        const before = open(tableOf(spec), textOf(spec), spec.delimiter);
        const fixed = fixAll(before);
        const text = applyEdits(documentText(before.document), fixed.edits);
        assert.equal(text, documentText(fixed.sheet.document));
        assert.equal(
          fixAll(open(tableOf(spec), text, fixed.sheet.document.dialect.delimiter)).edits.length,
          0,
          "a second round finds nothing to do",
        );
        assert.ok(fixed.passes < 10);
      }),
      { numRuns: 800 },
    );
  });

  it("gains no finding by safe fixes but where rows did not line up before", () => {
    fc.assert(
      fc.property(file, (spec) => {
        const before = open(tableOf(spec), textOf(spec), spec.delimiter);
        const broken = new Set([
          "column-count",
          "unclosed-quote",
          "stray-quote",
          "merge-conflict",
          "wrong-delimiter",
          "column-name",
          "quoted-cell",
          "multiline-cell",
        ]);
        if (before.findings().located.some(({ finding }) => broken.has(finding.rule.name))) return;
        const { sheet: after } = fixAll(before);
        const old = before.counts();
        const now = after.counts();
        assert.ok(now.error <= old.error, `${reported(before).join("\n")}\n->\n${reported(after).join("\n")}`);
        assert.ok(now.error + now.warning + now.information <= old.error + old.warning + old.information);
      }),
      { numRuns: 800 },
    );
  });

  it("offers fixes that change no line but those they name", () => {
    fc.assert(
      fc.property(file, (spec) => {
        const sheet = open(tableOf(spec), textOf(spec), spec.delimiter);
        const text = documentText(sheet.document);
        for (const action of actionsAt(sheet, { start: 0, end: text.length })) {
          const edits = action.edits();
          assert.notDeepEqual(edits, [], `${english(action.title)} changes nothing`);
          if (edits?.length !== 1 || action.located.finding.cell < 0 || action.located.finding.row < 0) continue;
          // A record may have several lines, and a fix may mend another cell of it than the one that is marked.
          const { page, finding } = action.located;
          const start = sheet.document.offsets[page]! + sheet.document.pages[page]!.rows[finding.row]!;
          const end = sheet.document.offsets[page]! + rowEnd(sheet.document.pages[page]!, finding.row);
          const [edit] = edits;
          assert.ok(
            edit!.start >= start - 2 && edit!.end <= end,
            `${english(action.title)} changes ${edit!.start}–${edit!.end}, not ${start}–${end}`,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it("mends a whole column only where it is certain what is meant", () => {
    const table = tables.find(({ name }) => name === "turvo.user")!;
    const rowsOf = (codes: readonly string[]): string =>
      codes.map((code, i) => `u${i},Ann Lee,Admin,${code},Europe/Paris,a${i}@example.com\n`).join("");
    const header = "id,name,permission,status.code,timezone,userEmail\n";
    const sheet = open(table, header + rowsOf(["Active", "Boss", "Suspended", "2459"]), ",");
    const at = header.indexOf("\n") + 1;
    const whole = actionsAt(sheet, { start: at, end: at + 25 }).find(({ column }) => column);
    assert.ok(whole?.safe);
    const text = documentText(sheet.document);
    assert.equal(applyEdits(text, whole.edits()!), header + rowsOf(["2450", "Boss", "2451", "2459"]));
    // From a cell that only a person can judge nothing is offered for the column.
    const unsure = text.indexOf("Boss");
    const offered = actionsAt(sheet, { start: unsure, end: unsure + 1 });
    assert.ok(offered.length >= 3);
    assert.deepEqual(
      offered.filter(({ column }) => column),
      [],
    );
  });
});
