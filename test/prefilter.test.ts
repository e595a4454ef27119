/** The prefilter may only pass cells and records that no rule reports anything about; what passes is never looked at again. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Prefilter } from "../server/core/checking/prefilter.ts";
import { RowView, textCells } from "../server/core/checking/record-view.ts";
import type { CellRule, CellSubject, FileFacts, RowRule, RowSubject, Rule } from "../server/core/checking/rule.ts";
import { mayApply, settle } from "../server/core/checking/severity.ts";
import { type CellWakes, type RowWakes, wakesIn } from "../server/core/checking/wakes.ts";
import { type Binding, bindHeader } from "../server/core/filetypes/binding.ts";
import type { Field, TableDocument } from "../server/core/filetypes/file-type.ts";
import type { Profile } from "../server/core/filetypes/profile.ts";
import { builtInTables } from "../server/core/filetypes/schemas.ts";
import { type Column, compileTable, type Table } from "../server/core/filetypes/table.ts";
import { plainValue } from "../server/core/filetypes/values.ts";
import { isBlank, isConflictMarker } from "../server/core/text/document.ts";
import { trimBlanks } from "../server/core/text/text.ts";
import { cellText, escaped, lineBreak, odd, plainForm, quoted, Scanner } from "../server/core/text/tokenizer.ts";
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

function field(name: string, type: Field["type"], more: Partial<Field> = {}): Field {
  return { name, title: name, description: "", example: "", type, ...more };
}

const colors = [
  { value: "1", label: "Red" },
  { value: "2", label: "Blue", aliases: ["azure"] },
  { value: "Blue Green" },
];
const forbidden = [
  { value: "2", reason: "it is seldom meant" },
  { value: "none", reason: "nobody has it", empty: true },
];
const list = { delimiter: ";" };

/** What file types may say of a column, whether or not one that we bring says it today. */
const everyColumn: TableDocument = {
  name: "test.every-column",
  title: "Every kind of column",
  system: "Test",
  description: "",
  url: "https://example.com",
  files: [],
  detect: { named: 1, alone: 1 },
  dialect: { delimiter: ",", quoteChar: '"' },
  fieldsMatch: "partial",
  placeholders: ["NULL", "n/a", "-", "nichts"],
  severities: { "placeholder-value": "warning", "multiline-cell": "warning", "empty-last-cell": "error" },
  fields: [
    field("text", "string"),
    field("neededText", "string", { constraints: { required: true } }),
    field("shortText", "string", { constraints: { maxLength: 3 } }),
    field("texts", "string", { list }),
    field("longText", "string", { constraints: { minLength: 3 } }),
    field("ownText", "string", { constraints: { pattern: "[a-z]+" }, missingValues: ["-", "none"] }),
    field("neededWord", "string", { constraints: { required: true }, missingValues: ["-", "none"] }),
    field("listedText", "string", { constraints: { enum: ["Red", "Blue Green"] } }),
    field("listedEmail", "email", { constraints: { enum: ["ann@example.com"] } }),
    field("number", "number", { constraints: { minimum: "2", exclusiveMaximum: "12.5" } }),
    field("date", "date", { constraints: { maximum: "2026-12-31" } }),
    field("time", "time"),
    field("address", "uri"),
    field("dates", "date", { list }),
    field("emails", "email", { list }),
    field("id", "id", { example: "u1" }),
    field("reference", "reference"),
    field("references", "reference", { list }),
    field("code", "code", { categories: colors, forbidden }),
    field("freeCase", "status", { categories: colors, ignoreCase: true }),
    field("role", "role", { categories: colors, forbidden }),
    field("roles", "role", { categories: colors, forbidden, list }),
    field("anyRole", "role"),
    field("status", "status", { categories: colors }),
    field("boolean", "boolean"),
    field("freeBoolean", "boolean", { trueValues: ["true"], falseValues: ["false"], ignoreCase: true }),
    field("lowerBoolean", "boolean", { trueValues: ["True", "Y"], falseValues: ["False"] }),
    field("email", "email"),
    field("shortEmail", "email", { constraints: { maxLength: 8 } }),
    field("longEmail", "email", { constraints: { minLength: 8 } }),
    field("ownEmail", "email", { constraints: { pattern: "[a-z]+@example\\.com" } }),
    field("timezone", "timezone"),
    field("countryCode", "country-code"),
    field("phone", "phone", { variant: "digits" }),
    field("worldPhone", "phone", { variant: "e164" }),
    field("integer", "integer"),
    field("digits", "integer", { variant: "digits" }),
    field("freeCode", "postal-code"),
    field("freeCountry", "country-name", { example: "Poland" }),
    field("workCode", "postal-code"),
    field("workCountry", "country-name", { example: "United States" }),
    field("workPrimary", "boolean"),
    field("uuid", "uuid"),
    field("username", "username", {
      constraints: { minLength: 3, maxLength: 12, pattern: "[a-z.]+" },
      patterns: [{ pattern: "[a-z.]*", says: "{value} contains {character}." }],
      recommended: { pattern: "[a-z]+\\.[a-z]+", says: "{value} is not the best." },
      tolerated: { pattern: "[a-z.]+1", says: "{value} is tolerated." },
    }),
    field("personName", "person-name", { constraints: { minLength: 3, maxLength: 12 } }),
    field("password", "password", { constraints: { minLength: 9, pattern: ".*\\d.*" } }),
    field("group", "membership"),
    field("path", "membership", { constraints: { pattern: "(?:/[^/:]+)+" } }),
    field("groups", "membership", { list, prefixes: [{ value: "member" }] }),
  ],
  row: {
    dependentRequired: { uuid: ["username"] },
    allOf: [
      { when: { required: ["boolean"], properties: { boolean: { const: "true" } } }, so: { required: ["email"] } },
      { anyOf: [{ required: ["phone"] }, { required: ["worldPhone"] }] },
      { properties: { integer: { enum: ["1", "2"] } } },
      { not: { required: ["id", "reference"] } },
    ],
  },
  blocks: [
    {
      name: "address",
      title: "an address",
      content: ["workCode"],
      needs: ["workCountry"],
      with: ["integer"],
      primary: "workPrimary",
    },
  ],
};

/** Conditions that only some words of a cell bring into play. */
const worded: TableDocument = {
  ...everyColumn,
  name: "test.worded",
  row: {
    allOf: [
      {
        when: { required: ["status"], properties: { status: { enum: colors.map(({ value }) => value) } } },
        so: { properties: { boolean: { const: "false" } } },
      },
      { not: { required: ["boolean"], properties: { boolean: { enum: ["True", "yes"] } } } },
    ],
  },
  blocks: [],
};

/** Every table under each profile, all of its columns and one that nobody knows in the header. */
const settings: readonly Setting[] = profiles.flatMap((profile) =>
  [
    ...builtInTables(profile, rules),
    ...[everyColumn, worded].map((document) => compileTable(document, profile, rules)),
  ].map((table) => {
    const names = [...table.columns.map((column) => column.field.name), "nobodyKnows"];
    return { table, binding: bindHeader(textCells(names.join(table.delimiter), dialectOf(table)), table) };
  }),
);

function dialectOf(table: Table) {
  return { delimiter: table.delimiter, raw: table.raw, columns: 0 };
}

/** The record as rules see it, each cell on its own. */
function subjectsOf(text: string, { table, binding }: Setting, facts: FileFacts): readonly CellSubject[] {
  const split = new Scanner();
  split.load(text);
  split.split(dialectOf(table), 0, text.length);
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
    kind: "record",
    form: plainForm,
    isSeparated: true,
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
    const field = binding.columns[index]?.field;
    const plain = flags & odd ? plainValue(said, field) : trimBlanks(said);
    const value = field?.missingValues?.includes(plain) ? "" : plain;
    const isSecret = binding.cells[index]?.isSecret === true;
    cells.push({
      text: said,
      value,
      raw,
      flags,
      span,
      mark: span,
      index,
      column: binding.columns[index],
      isSecret,
      row,
    });
  }
  return cells;
}

/** A prefilter that knows one cell rule only, so that no other wakes in its place. `wakes`: what it is to declare. */
function cellPrefilter(rule: CellRule, { table, binding }: Setting, wakes: CellRule["wakes"] = rule.wakes): Prefilter {
  const lists = new Map<Column | undefined, readonly CellRule[]>();
  const listOf = (column: Column | undefined): readonly CellRule[] => {
    const known = lists.get(column) ?? (mayApply(rule, column?.field, table) ? [{ ...rule, wakes } as CellRule] : []);
    lists.set(column, known);
    return known;
  };
  return new Prefilter(binding, binding.columns.map(listOf), []);
}

/** The same for one row rule. */
function rowPrefilter(rule: RowRule, { binding }: Setting, wakes: RowWakes | undefined = rule.wakes): Prefilter {
  const none: readonly CellRule[] = [];
  const declared = { ...rule, wakes } as RowRule;
  return new Prefilter(
    binding,
    binding.columns.map(() => none),
    [declared],
  );
}

/** Has the record in hand. */
const record = new Scanner();

function load(text: string, { table }: Setting): void {
  record.load(text);
  record.split(dialectOf(table), 0, text.length);
}

/** Which cells of the record in hand pass a prefilter. */
function passed(prefilter: Prefilter, { binding }: Setting): boolean[] {
  const width = binding.columns.length;
  const candidates = new Int32Array(width);
  const found = prefilter.look(record, new Int32Array(width), candidates);
  const doubted = new Set(candidates.subarray(0, found));
  return binding.columns.slice(0, record.count).map((_, cell) => !doubted.has(cell));
}

const whatToSay = "Say in `wakes` what cells or rows it is about: server/core/checking/wakes.ts lists the words.";

function namesOf(asked: readonly Rule[]): string {
  return asked.length === 0 ? "Some rules together are asked" : `${asked.map(({ name }) => name).join(", ")} is asked`;
}

/** Whether a rule alone would be asked about the cell of the record in hand. */
function isAsked(rule: CellRule, index: number, setting: Setting): boolean {
  const alone = setting.binding.columns.map((_, at) => (at === index ? [rule] : []));
  return passed(new Prefilter(setting.binding, alone, []), setting)[index] === false;
}

function isAskedOfRow(rule: RowRule, setting: Setting): boolean {
  const none = setting.binding.columns.map(() => []);
  const prefilter = new Prefilter(setting.binding, none, [rule]);
  passed(prefilter, setting);
  return prefilter.rowIsCandidate;
}

/** Whether a cell rule reports anything about a cell, whoever would have spoken before it. */
function reports(rule: CellRule, cell: CellSubject, { table }: Setting): boolean {
  const { field } = cell.column ?? {};
  if (!mayApply(rule, field, table)) return false;
  let found = false;
  rule.check(cell, (_, options) => {
    found ||= settle(rule, field, table, options) !== "off";
  });
  return found;
}

/** Whether a row rule reports anything about the record in hand, which is `text`. */
function reportsRow(rule: RowRule, text: string, { table, binding }: Setting): boolean {
  if (!mayApply(rule, undefined, table)) return false;
  let found = false;
  rule.check(new RowView(binding, {}, record, 0, text.length, table.delimiter), (_, options) => {
    const field = options?.field ?? options?.at?.column?.field;
    found ||= settle(rule, field, table, options) !== "off";
  });
  return found;
}

/** What is to be said about a cell or record that passed. */
function describeCell(cell: CellSubject, rule: Rule): string {
  return `${cell.column?.field.name ?? "unknown column"} ${JSON.stringify(cell.raw)}: ${rule.name}`;
}

const oddValues = [
  ..."=1+1|@x|+x|-x|+1 202|-|--|'|#REF!|#N/A|#1|NULL|null|N/A|n/a|none|nichts|None|NA|Mar-01|1-Mar|Sept-24|2024-03-01|1/2/2024".split(
    "|",
  ),
  ..."1.0|12,0|3.1E+09|3E+5|0|007|2450|2450.0|1015|Active|Work|work phone|True|TRUE|true|yes|1|Super Admin|super admin".split(
    "|",
  ),
  ..."Custom role|Dispatcher|a@b|a@bc.de|a@bcd.efg|a@b.co|a..b@c.de|.a@b.co|a@b..co|a@-b.co|a@b-.co|a_b@c_d.ef|mailto:a@b.co|A <a@b.co>".split(
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
  ...[
    "'00123",
    "\u201800123",
    "\u201900123",
    "1;'2",
    "Siobh\u00c3\u00a1n",
    "&#39;",
    "A_x000D_B",
    "a_x000D_@b.co",
    `0x${"0f".repeat(19)}`,
  ],
  ..."SiobhÃ¡n|Oâ€™Neil|Bj√∂rn|BjĂ¶rn|Bj├╢rn|Åžahin|Bj”rn|S?bastien|Jos?|O&#39;Neil|R&amp;D|R&D|Zo%C3%AB|100%|Zo=C3=AB".split(
    "|",
  ),
  ..."Ann_x000D_|u_x000D_1|O''Neil|O\\'Neil|Zo\\u00eb|='x|'00123|'Admin|‘x|=\"00123\"|{6F9619FF-8B86-D011-B42D-00C04FC964FF}".split(
    "|",
  ),
  ..."123456789012345000|1234567890123456|févr.-05|01. Mrz|Mrz 05|3/5|1,004|####|#WERT!|Mar-05|MAR-05|[a,b]|u\u00ad1|a\u0301|a\u202e".split(
    "|",
  ),
  ...[`data:image/png;base64,${"iVBORw0KGgo".repeat(4)}`, "iVBORw0KGgo1".repeat(6), `0x${"89504E47".repeat(5)}`],
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

/** A row of a table with one cell replaced, the others as the schema shows them. */
function rowWith(cell: number, text: string, { table, binding }: Setting): string {
  return binding.columns
    .map((column, index) => (index === cell ? text : (column?.field.example ?? "")))
    .join(table.delimiter);
}

/** The prefilter does not tell these apart. */
const beyondAscii = /[^\0-\x7f]/g;

/** Every way to take a bit away from what a rule declares, by what is taken. Flags that wake every rule are left out. */
function narrowedCell(wakes: CellWakes): Map<string, CellWakes> {
  const made = new Map<string, CellWakes>();
  const { flags = 0, empty, otherThan, shorterThan, longerThan, words = [] } = wakes;
  if (empty) made.set("empty cells", { ...wakes, empty: false });
  for (const [bit, name] of [
    [quoted, "quotes"] as const,
    [escaped, "doubled quotes"] as const,
    [lineBreak, "line breaks"] as const,
  ])
    if (flags & bit) made.set(name, { ...wakes, flags: flags & ~bit });
  for (const where of ["first", "last", "contains"] as const) {
    const letters = wakes[where] ?? "";
    for (const letter of letters.replace(beyondAscii, ""))
      made.set(`${where} ${letter}`, { ...wakes, [where]: letters.replace(letter, "") });
    if (letters.search(beyondAscii) >= 0)
      made.set(`${where} beyond ASCII`, { ...wakes, [where]: letters.replace(beyondAscii, "") });
  }
  for (const word of words) made.set(`the word ${word}`, { ...wakes, words: words.filter((each) => each !== word) });
  if (shorterThan !== undefined) made.set("short values", { ...wakes, shorterThan: shorterThan - 1 });
  if (wakes.garbled) made.set("garbled text", { ...wakes, garbled: false });
  if (longerThan !== undefined) made.set("long values", { ...wakes, longerThan: longerThan + 1 });
  if (otherThan) {
    const { otherThan: _, ...rest } = wakes;
    made.set("other forms", rest);
  }
  return made;
}

function narrowedRow(wakes: RowWakes): Map<string, RowWakes> {
  const made = new Map<string, RowWakes>();
  for (const condition of ["emptyEnd", "blocks"] as const)
    if (wakes[condition]) made.set(condition, { ...wakes, [condition]: false });
  if (wakes.filledAtMost !== undefined) made.set("few cells", { ...wakes, filledAtMost: wakes.filledAtMost - 1 });
  return made;
}

describe("the prefilter", () => {
  settings.forEach((setting, index) => {
    const { table, binding } = setting;
    const profile = Math.floor((index * profiles.length) / settings.length) + 1;
    it(`of ${table.name} passes nothing that a rule reports anything about (profile ${profile})`, () => {
      const lists = binding.columns.map((column) => rules.cell.filter((rule) => mayApply(rule, column?.field, table)));
      const whole = new Prefilter(
        binding,
        lists,
        rules.row.filter((rule) => mayApply(rule, undefined, table)),
      );
      const cellRules = rules.cell.map((rule) => ({ rule, alone: cellPrefilter(rule, setting) }));
      const rowRules = rules.row.map((rule) => ({ rule, alone: rowPrefilter(rule, setting) }));
      const row = fc
        .tuple(fc.nat({ max: 4 }), ...binding.columns.map(cellOf))
        .map(([thin, ...cells]) =>
          cells.map((cell, i) => (thin > 0 && i % (thin + 1) ? "" : cell)).join(table.delimiter),
        );
      let found = 0;
      fc.assert(
        fc.property(row, facts, (text, known) => {
          const cells = subjectsOf(text, setting, known).slice(0, binding.columns.length);
          load(text, setting);
          const passes = passed(whole, setting);
          const { rowIsCandidate, isOdd } = whole;
          for (const { rule, alone } of cellRules) {
            const passesAlone = passed(alone, setting);
            for (const cell of cells) {
              if (!reports(rule, cell, setting)) continue;
              found++;
              assert.ok(!passes[cell.index], describeCell(cell, rule));
              assert.ok(!passesAlone[cell.index], `${describeCell(cell, rule)} declares too little`);
              assert.ok(rule.neededFlags === 0 || rule.neededFlags & cell.flags, describeCell(cell, rule));
            }
          }
          if (isBlank(text) || isConflictMarker(text)) return;
          const { kind } = new RowView(binding, {}, record, 0, text.length, table.delimiter);
          // Whatever is no record looks odd; rules that are asked of such lines have nothing to say about others.
          if (kind !== "record") assert.ok(isOdd, `${kind} ${JSON.stringify(text)}`);
          for (const { rule, alone } of rowRules) {
            if (rule.noDataOnly !== (kind !== "record") || !reportsRow(rule, text, setting)) continue;
            alone.look(record, new Int32Array(binding.columns.length), new Int32Array(binding.columns.length));
            assert.ok(
              rule.noDataOnly || (rowIsCandidate && alone.rowIsCandidate),
              `${rule.name} ${JSON.stringify(text)}`,
            );
          }
        }),
        { numRuns: 250 },
      );
      assert.ok(found > 100, "rules report something about many of these cells");
    });
  });

  it("misses something as soon as any rule declares less than it does", () => {
    const open = new Set<string>();
    const missed = new Set<string>();
    const narrowed = new Map<string, Prefilter>();
    const prefilterOf = (key: string, make: () => Prefilter): Prefilter => {
      const known = narrowed.get(key) ?? make();
      narrowed.set(key, known);
      return known;
    };
    const mutations = [(text: string) => text, (text: string) => `"${text.replaceAll('"', '""')}"`];
    settings.slice(settings.length / 2).forEach((setting, index) => {
      const { table, binding } = setting;
      binding.columns.forEach((column, at) => {
        const cellRules = rules.cell.filter((rule) => mayApply(rule, column?.field, table));
        const declared = cellRules.flatMap((rule) => {
          const wakes = wakesIn(rule.wakes, column, table);
          return wakes
            ? [...narrowedCell(wakes)].map(([what, less]) => ({ rule, key: `${rule.name}: ${what}`, less }))
            : [];
        });
        for (const { key } of declared) open.add(key);
        const whole = new Prefilter(
          binding,
          binding.columns.map((_, index) => (index === at ? cellRules : [])),
          [],
        );
        for (const value of ["", ...valuesOf(column), ...oddValues]) {
          for (const mutate of mutations) {
            const text = rowWith(at, mutate(value), setting);
            const cell = subjectsOf(text, setting, {})[at]!;
            load(text, setting);
            if (passed(whole, setting)[at]) {
              for (const rule of cellRules) assert.ok(!reports(rule, cell, setting), describeCell(cell, rule));
            }
            for (const { rule, key, less } of declared) {
              if (missed.has(key) || !reports(rule, cell, setting)) continue;
              const prefilter = prefilterOf(`${index} ${at} ${key}`, () => cellPrefilter(rule, setting, less));
              if (passed(prefilter, setting)[at]) missed.add(key);
            }
            for (const rule of rules.row) {
              if (record.count !== binding.columns.length || isBlank(text)) continue;
              for (const [what, less] of narrowedRow(rule.wakes ?? {})) {
                const key = `${rule.name}: ${what}`;
                open.add(key);
                if (missed.has(key) || !reportsRow(rule, text, setting)) continue;
                const prefilter = prefilterOf(`${index} ${key}`, () => rowPrefilter(rule, setting, less));
                passed(prefilter, setting);
                if (!prefilter.rowIsCandidate) missed.add(key);
              }
            }
          }
        }
      });
    });
    assert.ok(open.size > 30, "rules declare many conditions");
    assert.deepEqual([...open].filter((key) => !missed.has(key)).sort(), []);
  });

  it("passes what is usually right", () => {
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
    for (const setting of settings.slice(0, settings.length / profiles.length)) {
      const { table, binding } = setting;
      const lists = binding.columns.map((column) => rules.cell.filter((rule) => mayApply(rule, column?.field, table)));
      const rowRules = rules.row.filter((rule) => mayApply(rule, undefined, table));
      const prefilter = new Prefilter(binding, lists, rowRules);
      for (const row of rows[table.name] ?? []) {
        load(row, setting);
        assert.equal(record.count, binding.columns.length, row);
        passed(prefilter, setting).forEach((pass, index) => {
          const where = `${table.name} ${binding.cells[index]!.text} in ${row}`;
          const asked = pass ? [] : lists[index]!.filter((rule) => isAsked(rule, index, setting));
          assert.ok(pass, `${namesOf(asked)}, for nothing, about the clean cell ${where}. ${whatToSay}`);
        });
        const askedOfRow = rowRules.filter((rule) => isAskedOfRow(rule, setting));
        assert.ok(
          !prefilter.rowIsCandidate,
          `${namesOf(askedOfRow)}, for nothing, about the clean row ${row}. ${whatToSay}`,
        );
      }
    }
  });

  it("asks a rule that declares nothing about every cell and record, empty ones too", () => {
    const setting = settings.find(({ table }) => table.name === "turvo.group")!;
    const { binding } = setting;
    load("G-10,Night Dispatch,,U-1001,Owner,", setting);
    const { wakes: _, ...cellRule } = rules.cell.find((rule) => rule.types === undefined)!;
    const { wakes: __, ...rowRule } = rules.row[0]!;
    const list = [cellRule as CellRule];
    const prefilter = new Prefilter(
      binding,
      binding.columns.map(() => list),
      [rowRule as RowRule],
    );
    assert.deepEqual(
      passed(prefilter, setting),
      binding.columns.map(() => false),
    );
    assert.ok(prefilter.rowIsCandidate);
  });
});
