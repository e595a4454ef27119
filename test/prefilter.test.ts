/** Screens may only pass cells that no rule would speak about; what passes is never looked at again. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Prefilter } from "../server/core/checking/prefilter.ts";
import { textCells } from "../server/core/checking/record-view.ts";
import type { CellSubject, FileFacts, RowSubject } from "../server/core/checking/rule.ts";
import { mayApply, settle } from "../server/core/checking/severity.ts";
import { type Binding, bindHeader } from "../server/core/filetypes/binding.ts";
import type { Profile } from "../server/core/filetypes/profile.ts";
import { builtInTables } from "../server/core/filetypes/schemas.ts";
import type { Column, Table } from "../server/core/filetypes/table.ts";
import { trimBlanks } from "../server/core/text/text.ts";
import { Cells, cellText, loadUnits, record, splitRecord } from "../server/core/text/tokenizer.ts";
import { rules } from "../server/rules/index.ts";

const profiles: readonly Profile[] = [
  {},
  {
    turvo: { customRoles: ["Dispatcher", "Custom role"] },
    travtus: { roles: ["compass", "none"] },
    meeds: { properties: ["badge"] },
  },
  { rules: { "placeholder-value": "error", "quoted-cell": "error", "multiline-cell": "error" } },
];

interface Setting {
  readonly table: Table;
  readonly binding: Binding;
}

/** Every built-in table under each profile, all of its columns and one that nobody knows in the header. */
const settings: readonly Setting[] = profiles.flatMap((profile) =>
  builtInTables(profile).map((table) => {
    const names = [...table.columns.map((column) => column.field.name), "nobodyKnows"];
    return { table, binding: bindHeader(textCells(names.join(table.delimiter), dialectOf(table)), table) };
  }),
);

function dialectOf(table: Table) {
  return { delimiter: table.delimiter, raw: table.raw, columns: 0 };
}

/** The record as rules see it, each cell on its own. */
function subjectsOf(text: string, { table, binding }: Setting, facts: FileFacts): readonly CellSubject[] {
  const split = new Cells();
  loadUnits(text);
  splitRecord(dialectOf(table), 0, text.length, split);
  const cells: CellSubject[] = [];
  const cell = (field: string): CellSubject | undefined => cells[binding.indexOf(field)];
  const row: RowSubject = {
    table,
    binding,
    cells,
    count: split.count,
    text,
    span: { start: 0, end: text.length },
    mark: { start: 0, end: text.length },
    blank: false,
    facts,
    cell,
    value: (field) => cell(field)?.value,
    linesUp: split.count === binding.columns.length,
  };
  for (let index = 0; index < split.count; index++) {
    const span = { start: split.starts[index]!, end: split.ends[index]! };
    const raw = text.slice(span.start, span.end);
    const flags = split.flags[index]!;
    const said = cellText(raw, flags);
    const value = trimBlanks(said);
    cells.push({ text: said, value, raw, flags, span, mark: span, index, column: binding.columns[index], row });
  }
  return cells;
}

/** The rules that speak about a cell, whoever would have spoken before them. */
function speakers(cell: CellSubject, { table }: Setting): string[] {
  const field = cell.column?.field;
  const found: string[] = [];
  for (const rule of rules.cell) {
    if (!mayApply(rule, field, table)) continue;
    rule.check(cell, (_, options) => {
      if (settle(rule, field, table, options) !== "off") found.push(rule.name);
    });
  }
  return found;
}

/** Which cells of a record pass their screens. */
function passed(text: string, { table, binding }: Setting): boolean[] {
  loadUnits(text);
  splitRecord(dialectOf(table), 0, text.length, record);
  const suspects = new Int32Array(binding.columns.length);
  const applying = binding.columns.map((column) => rules.cell.filter((rule) => mayApply(rule, column?.field, table)));
  const doubtful = new Prefilter(binding, applying, []).look(new Int32Array(binding.columns.length), suspects);
  const doubted = new Set(suspects.subarray(0, doubtful));
  return binding.columns.slice(0, record.count).map((_, cell) => !doubted.has(cell));
}

const oddValues = [
  ..."=1+1|@x|+x|-x|+1 202|-|--|'|#REF!|#N/A|#1|NULL|null|N/A|n/a|none|None|NA|Mar-01|1-Mar|Sept-24|2024-03-01|1/2/2024".split(
    "|",
  ),
  ..."1.0|12,0|3.1E+09|3E+5|0|007|2450|2450.0|1015|Active|Work|work phone|True|TRUE|true|yes|1|Super Admin|super admin".split(
    "|",
  ),
  ..."Custom role|Dispatcher|a@b|a@b.co|a..b@c.de|.a@b.co|a@b..co|a@-b.co|a@b-.co|a_b@c_d.ef|mailto:a@b.co|A <a@b.co>".split(
    "|",
  ),
  ..."America/New_York|america/new_york|US/Eastern|UTC|EST|Etc/UTC|Europe/Kyiv|Europe/Kiev|US|us|UK|XX|USA|Canada|canada".split(
    "|",
  ),
  ..."United States|United States of America|02134|2134|02134-1000|02134-10|K1A 0B1|00000|(313) 555|+13135550100|x12".split(
    "|",
  ),
  ..."/platform/users|member:/a|boss:/a|/a;/b|a,b|a, b|ann.lee|Ann Lee|Rap3hMzNg|u 1|u\u00a01|u-1|u_1|ü|😀|\u200b|\ufffd|\u0007".split(
    "|",
  ),
  ...[" ", "", "\t", "\tx", "x\n", "a\nb", "\u00a0x", "x\u200b", '"', '""', 'a"b', "|", ";", "a|b"],
];

function valuesOf(column: Column | undefined): string[] {
  if (!column) return [];
  const { field } = column;
  const listed = [...(field.categories ?? []), ...(field.prefixes ?? [])];
  return [
    field.example,
    ...(field.forbidden ?? []).map(({ value }) => value),
    ...listed.flatMap(({ value, label, aliases }) => [value, ...(label ? [label] : []), ...(aliases ?? [])]),
  ];
}

const mutation: fc.Arbitrary<(text: string) => string> = fc.oneof(
  { weight: 6, arbitrary: fc.constant((text: string) => text) },
  { weight: 2, arbitrary: fc.constant((text: string) => `"${text.replaceAll('"', '""')}"`) },
  fc.constant((text: string) => text.toUpperCase()),
  fc.constant((text: string) => text.toLowerCase()),
  fc.constant((text: string) => ` ${text}`),
  fc.constant((text: string) => `${text}\u00a0`),
  fc.tuple(fc.nat({ max: 12 }), fc.string({ maxLength: 2 })).map(
    ([at, extra]) =>
      (text: string) =>
        text.slice(0, at) + extra + text.slice(at),
  ),
  fc.nat({ max: 12 }).map((at) => (text: string) => text.slice(0, at) + text.slice(at + 1)),
);

/** A value of a column, often nearly right. */
function cellOf(column: Column | undefined): fc.Arbitrary<string> {
  const own = valuesOf(column);
  const start = fc.oneof(
    ...(own.length > 0 ? [{ weight: 5, arbitrary: fc.constantFrom(...own) }] : []),
    { weight: 4, arbitrary: fc.constantFrom(...oddValues) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
    { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  );
  return fc
    .tuple(start, fc.array(mutation, { minLength: 1, maxLength: 2 }))
    .map(([text, steps]) => steps.reduce((made, step) => step(made), text));
}

const facts: fc.Arbitrary<FileFacts> = fc.constantFrom({}, { validUtf8: true }, { validUtf8: false });

describe("screens", () => {
  settings.forEach((setting, index) => {
    const { table, binding } = setting;
    it(`of ${table.name} pass nothing that a rule speaks about (profile ${Math.floor(index / 6) + 1})`, () => {
      const row = fc.tuple(...binding.columns.map(cellOf)).map((cells) => cells.join(table.delimiter));
      let spoken = 0;
      fc.assert(
        fc.property(row, facts, (text, known) => {
          const passes = passed(text, setting);
          for (const cell of subjectsOf(text, setting, known).slice(0, binding.columns.length)) {
            const names = speakers(cell, setting);
            if (names.length > 0) spoken++;
            const field = cell.column?.field.name ?? "unknown column";
            assert.ok(!passes[cell.index] || names.length === 0, `${field} ${JSON.stringify(cell.raw)}: ${names}`);
          }
        }),
        { numRuns: 250 },
      );
      assert.ok(spoken > 100, "rules speak about many of these cells");
    });
  });

  it("pass what is usually right", () => {
    const rows: Record<string, readonly string[]> = {
      "turvo.user": [
        "U-1001,Ann Lee,Dispatcher,Super Admin,2450,America/New_York,ann.lee@example.com,x",
        '1002,"Lee, Ann",,Viewer,,Europe/Stockholm,ANN_LEE-2@mail.my-firm.example,',
      ],
      "turvo.communication_channel": [
        "CH-1,U-1001,1097,ann@example.org,1019,3135550100,204,US,1182,100 Main Street,Suite 5,Detroit,MI,48226,United States,True,False,True,",
        "CH-2,U-1001,,,,,,,1181,5 Rue Haute,,Lyon,,,France,,,,",
        "CH-3,U-1001,,,,,,,1181,1 Elm,,Boston,,02134-1000,United States,,,,",
      ],
      "turvo.user_group": ["M-1,U-1001,G-10,Admin,"],
      "turvo.group": ["G-10,Night Dispatch,Loads that leave after 8 p.m.,U-1001,Owner,"],
      "travtus.user": ["ann@example.com,Ann,Lee,,Leasing Agent,,,Grace Moore,False,Active,,"],
    };
    for (const setting of settings.slice(0, 6)) {
      for (const row of rows[setting.table.name] ?? []) {
        const cells = subjectsOf(row, setting, {});
        assert.equal(cells.length, setting.binding.columns.length, row);
        passed(row, setting).forEach((pass, index) => {
          assert.ok(pass, `${setting.table.name} ${setting.binding.cells[index]!.text} ${cells[index]!.raw}`);
        });
      }
    }
  });
});
