/** Files as people really have them, made of the kinds that were reported: all safe fixes add no error, change no other cell, and come to rest. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Sheet } from "../server/core/checking/sheet.ts";
import { builtInTables } from "../server/core/filetypes/schemas.ts";
import type { Table } from "../server/core/filetypes/table.ts";
import { documentText, openDocument } from "../server/core/text/document.ts";
import { applyEdits, trimBlanks } from "../server/core/text/text.ts";
import { formatFor } from "../server/core/workspace/detect.ts";
import { fixAll } from "../server/features/language/actions.ts";
import { rowsOf } from "../server/features/records/records.ts";
import { rules } from "../server/rules/index.ts";

const tables = builtInTables({ travtus: { roles: ["compass", "gateway"] } }, rules).filter(
  (table) => !table.document.hidden,
);

/** How one record is written down. */
const writings = ["quoted", "naive", "short", "long", "empty end", "curly", "curly cells", "other"] as const;
type Writing = "plain" | (typeof writings)[number];

/** What somebody or some program does to a value. */
const dirt: readonly ((value: string) => string)[] = [
  (value) => ` ${value}`,
  (value) => `${value} `,
  (value) => `${value}\u200b`,
  (value) => `\u00a0${value}`,
  (value) => value.toUpperCase(),
  (value) => value.toLowerCase(),
  (value) => `${value}\u0007`,
  (value) => `="${value}"`,
  (value) => `'${value}`,
  (value) => `${value}, Jr.`,
  (value) => `${value};x`,
  (value) => `a\t${value}`,
  (value) => `say "${value}"`,
  (value) => `${value}\nmore`,
  (value) => `Jos\u00c3\u00a9 ${value}`,
  () => "",
  () => "N/A",
  () => "+1 (313) 555-1500",
  () => "2450.0",
  () => "/platform/users;/spaces/x",
  () => "C1; C2",
  () => "\u001a",
];

const aboveLines = ["sep=,", "sep=;", "Users - March", "# made by hand", "version:v1.0", "", ",,,", "  ", 'Of "Acme'];
const strayLines = [
  "",
  "   ",
  "\u00a0",
  "\t",
  ",,,,",
  '"",,',
  " , , ",
  "(3 rows affected)",
  "End of report",
  "Total: 3,,,",
  "----,----,----",
  "=========",
  "\u001a",
  "<<<<<<< HEAD",
  '"Nothing more, nothing less"',
];

interface Dirty {
  readonly table: string;
  readonly above: readonly string[];
  readonly header: "plain" | "quoted" | "curly cells" | "nameless";
  readonly delimiter: string;
  readonly other: string;
  readonly ends: readonly string[];
  readonly rows: readonly {
    readonly writing: Writing;
    readonly dirty: readonly (readonly [cell: number, how: number])[];
    readonly stray: string | undefined;
    readonly headerAgain: "same" | "reversed" | "words" | undefined;
  }[];
}

/** Mostly the usual, sometimes one of the others. */
function mostly<T>(weight: number, usual: T, others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const file: fc.Arbitrary<Dirty> = fc.record({
  table: fc.constantFrom(...tables.map(({ name }) => name)),
  above: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...aboveLines), { maxLength: 3 }) },
  ),
  header: mostly<Dirty["header"]>(4, "plain", ["quoted", "curly cells", "nameless"]),
  delimiter: mostly(5, ",", [";", "\t"]),
  other: fc.constantFrom(";", "\t", "|", ","),
  ends: fc.array(mostly(6, "\n", ["\r\n", "\r"]), { minLength: 1, maxLength: 4 }),
  rows: fc.array(
    fc.record({
      writing: mostly<Writing>(2, "plain", writings),
      dirty: fc.array(fc.tuple(fc.nat({ max: 17 }), fc.nat({ max: dirt.length - 1 })), { maxLength: 2 }),
      stray: fc.option(fc.constantFrom(...strayLines), { nil: undefined, freq: 5 }),
      headerAgain: fc.option(fc.constantFrom("same" as const, "reversed" as const, "words" as const), {
        nil: undefined,
        freq: 8,
      }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

function tableOf({ table }: Dirty): Table {
  return tables.find(({ name }) => name === table)!;
}

function textOf(spec: Dirty): string {
  const { columns, raw } = tableOf(spec);
  const { delimiter, other } = spec;
  const names = columns.slice(0, 18).map(({ field }) => field.name);
  const lines = [...spec.above, headerOf(spec, names)];
  spec.rows.forEach((row, n) => {
    const values = columns.slice(0, 18).map(({ field }) => field.example);
    const id = columns.findIndex(({ field }) => field.type === "id" || field.type === "username");
    if (id >= 0) values[id] = raw ? `ann.lee${"abcdefgh"[n]}` : `u${n}`;
    for (const [cell, how] of row.dirty) values[cell % values.length] = dirt[how]!(values[cell % values.length]!);
    if (row.headerAgain === "same") lines.push(names.join(delimiter));
    if (row.headerAgain === "reversed") lines.push([...names].reverse().join(delimiter));
    if (row.headerAgain === "words") lines.push(names.map((_, i) => (i % 2 ? "Optional" : "Required")).join(delimiter));
    lines.push(written(values, row.writing, row.writing === "other" ? other : delimiter));
    if (row.stray !== undefined) lines.push(row.stray);
  });
  return lines.map((line, i) => line + spec.ends[i % spec.ends.length]!).join("");
}

function headerOf({ header, delimiter }: Dirty, names: readonly string[]): string {
  if (header === "quoted") return `"${names.join(delimiter)}"`;
  if (header === "curly cells") return names.map((name) => `\u201c${name}\u201d`).join(delimiter);
  return names.join(delimiter) + (header === "nameless" ? delimiter.repeat(2) : "");
}

function written(values: readonly string[], writing: Writing, delimiter: string): string {
  const cell = (value: string): string =>
    value.includes(delimiter) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const line = values.map(cell).join(delimiter);
  switch (writing) {
    case "quoted":
      return `"${line.replaceAll('"', '""')}"`;
    case "naive":
      return `"${line}"`;
    case "short":
      return values
        .slice(0, Math.ceil(values.length / 2))
        .map(cell)
        .join(delimiter);
    case "long":
      return [...values, "x"].join(delimiter);
    case "empty end":
      return line + delimiter.repeat(2);
    case "curly":
      return `\u201c${line}\u201d`;
    case "curly cells":
      return values.map((value) => `\u201c${value}\u201d`).join(delimiter);
    default:
      return line;
  }
}

function open(spec: Dirty, text: string, delimiter: string): Sheet {
  const table = tableOf(spec);
  const sheet = new Sheet(openDocument("file:///x.csv", text, formatFor(table, delimiter), 1), table, rules);
  sheet.advance(Number.POSITIVE_INFINITY);
  return sheet;
}

function reported(sheet: Sheet): string {
  return sheet
    .findings()
    .located.map((located) => {
      const { line } = sheet.rangeOf(located).start;
      return `${line + 1} ${located.finding.severity} ${located.finding.rule.name}: ${sheet.messageOf(located.finding)}`;
    })
    .join("\n");
}

/** Rules whose findings keep a row, or a part of it, from being judged. */
const hiding = new Set([
  "column-count",
  "quoted-record",
  "stray-line",
  "repeated-header",
  "unclosed-quote",
  "stray-quote",
]);

/** The records' cells, and which of them something was found in; -1: something about the whole row. */
function recordsOf(sheet: Sheet): { readonly texts: readonly string[]; readonly found: ReadonlySet<number> }[] {
  const found = new Map<string, Set<number>>();
  for (const { page, finding } of sheet.findings().located) {
    if (finding.row < 0) continue;
    const key = `${page} ${finding.row}`;
    found.set(key, (found.get(key) ?? new Set()).add(hiding.has(finding.rule.name) ? -1 : finding.cell));
  }
  return [...rowsOf(sheet)].map(({ at, cells }) => ({
    texts: cells.map(({ text }) => trimBlanks(text)),
    found: found.get(`${at.page} ${at.row}`) ?? new Set(),
  }));
}

describe("dirty files", function () {
  this.timeout(180_000);

  it("gain no error by safe fixes, keep all other cells, and are fixed at once", () => {
    let fixedFiles = 0;
    const seen = new Set<string>();
    fc.assert(
      fc.property(file, (spec) => {
        const text = textOf(spec);
        const before = open(spec, text, spec.delimiter);
        for (const { finding } of before.findings().located) seen.add(finding.rule.name);
        const { sheet: after, edits } = fixAll(before);
        const fixed = documentText(after.document);
        const story = `${JSON.stringify(text)}\n${reported(before)}\n->\n${JSON.stringify(fixed)}\n${reported(after)}`;
        assert.equal(applyEdits(text, edits), fixed);
        if (edits.length > 0) fixedFiles++;
        assert.ok(after.counts().error <= before.counts().error, `more errors\n${story}`);
        const again = open(spec, fixed, spec.delimiter);
        assert.equal(reported(again), reported(after), `a fresh start says something else\n${story}`);
        assert.equal(fixAll(again).edits.length, 0, `a second run changes more\n${story}`);
        const old = recordsOf(before);
        const now = recordsOf(after);
        assert.equal(now.length, old.length, `records came or went\n${story}`);
        old.forEach(({ texts, found }, row) => {
          texts.forEach((value, cell) => {
            const isHidden = cell >= before.binding!.columns.length || found.has(cell) || found.has(-1);
            if (!isHidden) assert.equal(now[row]!.texts[cell] ?? "", value, `row ${row}, cell ${cell}\n${story}`);
          });
        });
      }),
      { numRuns: 400 },
    );
    assert.ok(fixedFiles > 120, `${fixedFiles} files had something to fix`);
    for (const rule of [
      "column-count",
      "quoted-record",
      "stray-line",
      "wrong-delimiter",
      "lines-before-header",
      "blank-row",
    ])
      assert.ok(seen.has(rule), `${rule} was never found`);
  });

  it("keep a value in curly quotes that could not be written without them", () => {
    const meeds = tables.find(({ name }) => name === "meeds.user")!;
    const header = "userName;firstName;lastName;password;email;groups";
    const row = "“ann.lee”;“Ann”;“Lee”;“Change-Me-2Day”;“ann@example.com”;“/platform/users;/spaces/x”";
    const sheet = new Sheet(
      openDocument("file:///x.csv", `${header}\n${row}\n`, formatFor(meeds, ";"), 1),
      meeds,
      rules,
    );
    sheet.advance(Number.POSITIVE_INFINITY);
    assert.match(reported(sheet), /quoted-record/);
    assert.deepEqual(fixAll(sheet).edits, []);
  });
});
