/** JSON that people write is judged by our schemas as ajv judges it: said in plain words at its place, and what is right still counts. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import type { FileTypeDescriptor } from "../server/core/filetypes/descriptor.ts";
import { JsonText } from "../server/disk/documents/json.ts";
import { isObject } from "../server/disk/documents/json-values.ts";
import { judge, reportedFaultsMost } from "../server/disk/documents/judging.ts";
import type { DocumentKind } from "../server/disk/libraries/validators.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const read = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(fs.readFileSync(path.join("schemas", name), "utf8")) as Readonly<Record<string, unknown>>;

/** The file types that come with the product, as they are written. */
const fileTypes = fs
  .readdirSync("schemas", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "lists")
  .flatMap(({ name }) => fs.readdirSync(`schemas/${name}`).map((file) => `${name}/${file}`))
  .filter((file) => !file.endsWith("/settings.json"))
  .map((file) => read(file) as unknown as FileTypeDescriptor);

const profile: Json = {
  files: { "exports/*.csv": "travtus.user", "old/**": false, "a/b~c": "mine.users" },
  turvo: { customRoles: ["Dispatcher", "Dräger"] },
  travtus: { company: { name: "acme", id: "42" }, roles: ["compass"], delimiter: ";" },
  meeds: { properties: ["badgeNumber"], passwordPolicy: { minLength: 9, maxLength: 99, pattern: "[a-z]+" } },
  rules: { "duplicate-value": "off", "not-active": "warning" },
  schemas: ["more.json"],
  conversions: {
    "turvo.user→meeds.user": {
      roles: { Admin: ["/platform/administrators", "/platform/users"], Viewer: false, "": "/platform/guests" },
      groups: { "G-1": "/spaces/dispatch", "G-2": false },
      groupRoles: { Owner: "manager" },
      defaults: { onboardUser: "true" },
      country: "US",
    },
  },
};
const mapping: Json = {
  $schema: "mapping.schema.json",
  to: "turvo.user",
  source: { delimiter: ";", encoding: "utf-8", quote: "'", header: 2 },
  key: ["Mail"],
  skip: { State: ["gone", "left"] },
  rows: [
    {
      file: "turvo.user",
      columns: { id: { id: "user" }, status: "State", name: { join: ["First", "Last"], with: " ", as: "user-name" } },
    },
    {
      file: "turvo.user",
      when: "Name",
      columns: { name: { column: "Name", part: "last-name", order: "last-first" }, kind: { constant: "x" } },
    },
  ],
};
const subjects: readonly (readonly [kind: DocumentKind, name: string, bases: readonly Json[]])[] = [
  ["profile", "profile.schema.json", [profile]],
  ["mapping", "mapping.schema.json", [mapping]],
  ["fileType", "file-type.schema.json", fileTypes as readonly object[] as readonly Json[]],
];

/** What may stand anywhere by mistake; words of the schema itself are among it, so that it is right now and then. */
const wrong = (words: readonly Json[]): fc.Arbitrary<Json> =>
  fc.oneof(
    fc.constantFrom<Json>(...words),
    fc.constantFrom<Json>(null, true, false, 0, -1, 1.5, 7, "", "a", "😀", "x y", "ab\n", [], {}, ["a", "a"], [1, 1]),
    fc.constantFrom<Json>(
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      { type: "role" },
      { type: "code", name: "x" },
      { if: {} },
    ),
    fc.constantFrom<Json>({ from: "A" }, { value: "x" }, { id: "user" }, { constructor: 1, toString: "x" }),
  );

/** A change somewhere in a value: `at` picks the way down, `how` what happens there. */
function changed(value: Json, at: readonly number[], how: number, given: Json): Json {
  const [step = 0, ...rest] = at;
  const entries = Array.isArray(value)
    ? value.map((each, i) => [String(i), each] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  if (entries.length === 0 || rest.length === 0) return given;
  const [key, inner] = entries[step % entries.length]!;
  const deeper = rest.length > 1;
  if (Array.isArray(value)) {
    const items: Json[] = [...(value as readonly Json[])];
    const i = Number(key);
    if (deeper) items[i] = changed(items[i]!, rest, how, given);
    else if (how === 0) items.splice(i, 1);
    else items.splice(i, how === 1 ? 1 : 0, how === 2 ? items[i]! : given);
    return items;
  }
  const { [key]: _, ...others } = value as { readonly [key: string]: Json };
  if (deeper) return { ...others, [key]: changed(inner as Json, rest, how, given) };
  if (how === 0) return others;
  return how === 1
    ? { ...others, [key]: given }
    : { ...(value as object), [typeof given === "string" ? given : "more"]: given };
}

/** All words that stand in the schema's lists, and the names of its properties. */
function wordsOf(schema: unknown): Json[] {
  if (Array.isArray(schema)) return schema.flatMap(wordsOf);
  if (!isObject(schema)) return [];
  const own = [
    ...(Array.isArray(schema["enum"]) ? schema["enum"] : []),
    ...("const" in schema ? [schema["const"]] : []),
  ];
  const names = isObject(schema["properties"]) ? Object.keys(schema["properties"]) : [];
  return [...(own as Json[]), ...names, ...Object.values(schema).flatMap(wordsOf)];
}

/** For each word of the schemas a document of one line that it objects to, and what is said, faults of the whole before those of parts. */
const sentences = new Map<string, readonly [kind: DocumentKind, text: string, expected: readonly string[]]>([
  ["type", ["profile", '{"schemas": "a.json"}', ['            ^^^^^^^^ This must be a list in [ ], not "a.json".']]],
  [
    "additionalProperties",
    [
      "profile",
      '{"rules": {"blank-rwo": "off"}, "colour": 1}',
      [
        '                                ^^^^^^^^ "colour" isn\'t known here. It is ignored.',
        '           ^^^^^^^^^^^ "blank-rwo" isn\'t a rule. Did you mean "blank-row"? ["blank-row"]',
      ],
    ],
  ],
  [
    "propertyNames",
    [
      "fileType",
      '{"preflight": {"severities": {"blank-rwo": "off", "zzz": "off"}}}',
      [
        '                              ^^^^^^^^^^^ "blank-rwo" isn\'t a rule. Did you mean "blank-row"? ["blank-row"]',
        '                                                  ^^^^^ "zzz" isn\'t a rule. It is ignored.',
      ],
    ],
  ],
  [
    "anyOf",
    [
      "profile",
      '{"conversions": {"a→b": {"roles": {"Admin": 7, "Viewer": true}}}}',
      [
        "                                            ^ This must be text in quotes, a list in [ ], or false, not 7.",
        "                                                         ^^^^ This must be text in quotes, a list in [ ], or false, not true.",
      ],
    ],
  ],
  [
    "enum",
    [
      "profile",
      '{"rules": {"blank-row": "eror", "quoted-cell": "never"}}',
      [
        '                        ^^^^^^ "eror" isn\'t known here. Did you mean "error"? ["error"]',
        '                                               ^^^^^^^ This must be one of "error", "warning", "information", "hint", "off", not "never".',
      ],
    ],
  ],
  ["const", ["fileType", '{"type": "list"}', ['         ^^^^^^ This must be "table", not "list".']]],
  [
    "pattern",
    [
      "profile",
      '{"conversions": {"a→b": {"country": "USA"}}}',
      ["                                    ^^^^^ Use a country code of two uppercase letters, such as US."],
    ],
  ],
  [
    "format",
    [
      "profile",
      '{"meeds": {"passwordPolicy": {"pattern": "[a-"}}}',
      ["                                         ^^^^^ This isn't a valid regular expression."],
    ],
  ],
  [
    "required",
    ["mapping", '{"to": "a", "rows": [{"file": "b"}]}', ['                     ^ "columns" is missing here.']],
  ],
  [
    "minLength",
    ["profile", '{"turvo": {"customRoles": [""]}}', ["                           ^^ This can't be empty."]],
  ],
  [
    "maxLength",
    [
      "fileType",
      '{"dialect": {"delimiter": ";;", "quoteChar": null}}',
      ['                          ^^^^ This must have at most 1 character, not ";;".'],
    ],
  ],
  [
    "minimum",
    [
      "profile",
      '{"meeds": {"passwordPolicy": {"minLength": -1}}}',
      ["                                           ^^ This must be at least 0, not -1."],
    ],
  ],
  ["minItems", ["mapping", '{"to": "a", "rows": []}', ["                    ^^ This list can't be empty."]]],
  [
    "uniqueItems",
    [
      "profile",
      '{"schemas": ["a.json", "b.json", "a.json"]}',
      ["                                 ^^^^^^^^ This is listed twice."],
    ],
  ],
]);

/** A fresh judge made from the schema as it stands in its file. */
function ajvFor(schema: object) {
  const ajv = new Ajv({ allErrors: true, strict: true, messages: false, formats: { regex: isPattern } });
  return ajv.addKeyword("patternErrorMessage").addKeyword("defaultSnippets").compile(schema);
}

/** Judges a line and draws its problems: `^` under what is meant, the sentence, and what a fix writes instead. Without what the whole lacks. */
function drawn(kind: DocumentKind, line: string): string[] {
  const json = new JsonText(line);
  judge(json, kind);
  return json.problems
    .filter(({ span }) => span.start > 0)
    .map(({ start, end, message, replacement }) => {
      const mark = `${" ".repeat(start.character)}${"^".repeat(end.character - start.character)}`;
      return `${mark} ${message}${replacement === undefined ? "" : ` [${replacement}]`}`;
    });
}

describe("judging JSON that people write", () => {
  for (const [kind, name, bases] of subjects) {
    const schema = read(name);
    const theirs = ajvFor(schema);

    it(`says of any ${kind} what ajv says, and uses what ajv has nothing against`, () => {
      const change = fc.tuple(
        fc.array(fc.nat(60), { minLength: 1, maxLength: 7 }),
        fc.nat(3),
        wrong([...new Set(wordsOf(schema))]),
      );
      for (const base of bases) {
        const json = new JsonText(JSON.stringify(base));
        assert.deepEqual([judge(json, kind), json.problems], [{ value: base, whole: true }, []]);
      }
      fc.assert(
        fc.property(fc.constantFrom(...bases), fc.array(change, { maxLength: 4 }), (base, changes) => {
          const value = changes.reduce<Json>((so, [at, how, given]) => changed(so, at, how, given), base);
          const text = JSON.stringify(value, null, 1);
          const json = new JsonText(text);
          const judged = judge(json, kind);
          const right = theirs(value);
          assert.equal(json.problems.length === 0, right);
          if (right) assert.deepEqual(judged, { value, whole: true });
          if (judged.value !== undefined) assert.ok(theirs(judged.value), JSON.stringify(judged.value));
          for (const { message: words, span } of json.problems) {
            const message = String(words);
            assert.match(message, /^["A-Z].*[.?]$/su);
            assert.doesNotMatch(message, /undefined|NaN|\[object|`/);
            assert.ok(span.start >= 0 && span.start < span.end && span.end <= text.length);
          }
        }),
        { numRuns: 700 },
      );
    }).timeout(180_000);
  }

  it("has a sentence for every word of the schemas", () => {
    const silent = [
      "$schema",
      "title",
      "description",
      "patternErrorMessage",
      "defaultSnippets",
      "examples",
      "default",
      "definitions",
      "$ref",
      "properties",
      "items",
      "then",
    ];
    // They are told by what is in them.
    const inner = ["allOf", "if", "propertyNames"];
    const words = [...new Set(subjects.flatMap(([, name]) => keywordsIn(read(name))))];
    const missing = words.filter((word) => ![...silent, ...inner].includes(word) && !sentences.has(word));
    assert.deepEqual(missing, []);
  });

  for (const [keyword, [kind, text, expected]] of sentences) {
    it(`says what ${keyword} has against it`, () => assert.deepEqual(drawn(kind, text), expected));
  }

  it("finds the alternative that was meant", () => {
    const part = (value: string): string => `{"to": "a", "rows": [{"file": "a", "columns": {"id": ${value}}}]}`;
    const cases = {
      '{"join": ["A"], "wiht": "-"}': ['"wiht" isn\'t known here. Did you mean "with"? ["with"]'],
      '{"column": "A", "order": "first"}': ['This must be one of "last-first", "first-last", "comma", not "first".'],
      '{"column": "A", "order": "last-frist"}': [
        '"last-frist" isn\'t known here. Did you mean "last-first"? ["last-first"]',
      ],
      '{"id": "U 1"}': ["The start of an ID can't contain spaces."],
      "7": ["This must be text in quotes or an object in { }, not 7."],
      "{}": ['Add "constant", "id", "join", or "column" here.'],
      '{"colum": "A"}': ['"colum" isn\'t known here. Did you mean "column"? ["column"]'],
      '""': ["This can't be empty."],
    };
    for (const [value, expected] of Object.entries(cases)) {
      const json = new JsonText(part(value));
      judge(json, "mapping");
      const reported = json.problems.map(
        ({ message, replacement }) => message + (replacement === undefined ? "" : ` [${replacement}]`),
      );
      assert.deepEqual(reported, expected, value);
    }
  });

  it("uses what is right around a fault, however deep", () => {
    const base = fileTypes[0]!;
    const { value, whole } = judge(
      new JsonText(
        JSON.stringify({
          ...base,
          color: "red",
          schema: { ...base.schema, fields: [{ type: "string" }] },
        }),
      ),
      "fileType",
    );
    // Without a name there is no column, and without columns no file type.
    assert.deepEqual([value, whole], [undefined, false]);
    const field = { ...base.schema.fields[0]!, constraints: { required: true, maxLength: "x" } };
    const second = judge(
      new JsonText(JSON.stringify({ ...base, schema: { ...base.schema, fields: [field] }, color: "red" })),
      "fileType",
    );
    assert.equal(second.whole, false);
    const right = { ...field, constraints: { required: true } };
    assert.deepEqual(second.value, { ...base, schema: { ...base.schema, fields: [right] } });
    const third = judge(new JsonText(JSON.stringify({ ...base, color: "red" })), "fileType");
    assert.deepEqual(third, { value: base, whole: true });
  });

  it("lists the first of very many mistakes and counts the rest", () => {
    const rules = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`rule-${i}`, "off"]));
    const json = new JsonText(JSON.stringify({ rules }, null, 1));
    judge(json, "profile");
    assert.equal(json.problems.length, reportedFaultsMost + 1);
    assert.match(String(json.problems.at(-1)!.message), /^19,800 more mistakes/);
  });

  it("is loaded with the first document, not with the program, and makes no code", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-judging-"));
    const hook = path.join(folder, "hook.cjs");
    fs.writeFileSync(
      hook,
      'process.on("exit", () => console.log(Object.keys(require.cache).some((name) => /judging\\.js$/.test(name))));',
    );
    fs.writeFileSync(path.join(folder, "user.csv"), "id,name,permission,timezone,userEmail\n");
    const run = (): string =>
      execFileSync(
        process.execPath,
        ["--require", hook, path.resolve("out/cli/main.js"), "check", "user.csv", "--quiet"],
        {
          cwd: folder,
          encoding: "utf8",
        },
      );
    assert.match(run(), /false\n$/);
    fs.writeFileSync(path.join(folder, "csv-preflight.json"), "{}");
    assert.match(run(), /true\n$/);
    fs.rmSync(folder, { recursive: true });
    assert.doesNotMatch(fs.readFileSync("out/server/judging.js", "utf8"), /new Function|\beval\(/);
    for (const program of ["out/server/program.js", "out/engine/engine.js", "out/cli/program.js"])
      assert.doesNotMatch(fs.readFileSync(program, "utf8"), /additionalProperties: ?false/, program);
  });
});

/** Whether a text is a regular expression. */
function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}

/** The keywords of a schema and of all schemas in it. */
function keywordsIn(schema: unknown): string[] {
  if (!isObject(schema)) return [];
  const inner = Object.entries(schema).flatMap(([word, given]) => {
    if (word === "properties" || word === "definitions") return Object.values(given as object).flatMap(keywordsIn);
    if (word === "anyOf" || word === "allOf") return (given as readonly unknown[]).flatMap(keywordsIn);
    return ["items", "additionalProperties", "propertyNames", "if", "then"].includes(word) ? keywordsIn(given) : [];
  });
  return [...new Set([...Object.keys(schema), ...inner])];
}
