/** What is held against JSON that people write is what ajv would hold against it, whatever they write. */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { type Fault, isObject } from "../server/disk/documents/json.ts";
import { faultsOf, keywords } from "../server/disk/documents/validate.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const read = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(fs.readFileSync(path.join("schemas", name), "utf8")) as Readonly<Record<string, unknown>>;

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
const subjects: readonly (readonly [name: string, bases: readonly Json[]])[] = [
  ["profile.schema.json", [profile]],
  ["mapping.schema.json", [mapping]],
  ["table.schema.json", builtInDocuments as readonly object[] as readonly Json[]],
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

/** What both say in the same words. Only one tells which of several items are equal, and what a limit is compared by. */
function told(faults: readonly Fault[]): string[] {
  return faults
    .map(({ instancePath, schemaPath, keyword, params }) => {
      const common = Object.entries(params).filter(([name]) => !["i", "j", "comparison"].includes(name));
      return [instancePath, pathFromReference(schemaPath), keyword, JSON.stringify(common)].join(" ");
    })
    .sort();
}

/** Ajv begins anew at each reference that it does not write out. */
function pathFromReference(schemaPath: string): string {
  return decodeURIComponent(schemaPath).replace(/^#\/definitions\/\w+/, "#");
}

describe("checking against a schema", () => {
  for (const [name, bases] of subjects) {
    const schema = read(name);
    const theirs = new Ajv({
      allErrors: true,
      strict: true,
      inlineRefs: false,
      messages: false,
      formats: { regex: isPattern },
    }).compile(schema);

    it(`says of any ${name.replace(".schema.json", "")} what ajv says`, () => {
      const change = fc.tuple(
        fc.array(fc.nat(60), { minLength: 1, maxLength: 7 }),
        fc.nat(3),
        wrong([...new Set(wordsOf(schema))]),
      );
      for (const base of bases) assert.deepEqual(faultsOf(base, schema), [], JSON.stringify(base));
      fc.assert(
        fc.property(fc.constantFrom(...bases), fc.array(change, { maxLength: 4 }), (base, changes) => {
          const value = changes.reduce<Json>((so, [at, how, given]) => changed(so, at, how, given), base);
          const ours = faultsOf(value, schema);
          assert.deepEqual(told(ours), told(theirs(value) ? [] : (theirs.errors ?? [])));
        }),
        { numRuns: 1500 },
      );
    });

    it(`knows every keyword in ${name}`, () => {
      const silent = ["$schema", "$id", "title", "description", "default", "definitions", "markdownDescription"];
      const unknown = keywordsIn(schema).filter((word) => !keywords.includes(word) && !silent.includes(word));
      assert.deepEqual(unknown, []);
    });
  }

  for (const keyword of keywords) {
    it(`says for ${keyword} what ajv says`, () => {
      const [schema, value, speaker = keyword] = objections.get(keyword) ?? assert.fail("there is no example");
      const theirs = new Ajv({
        allErrors: true,
        strict: false,
        inlineRefs: false,
        messages: false,
        formats: { regex: isPattern },
      }).compile(schema);
      assert.equal(theirs(value), false);
      const ours = faultsOf(value, schema);
      assert.deepEqual(told(ours), told(theirs.errors ?? []));
      assert.ok(ours.some((fault) => fault.keyword === speaker));
    });
  }
});

const conditional = JSON.parse('{ "if": { "required": ["a"] }, "then": { "required": ["b"] } }') as object;

/** For each keyword a schema and a value that it objects to, or leads another one to. */
const objections = new Map<string, readonly [schema: object, value: Json, speaker?: string]>([
  ["$ref", [{ definitions: { word: { type: "string" } }, $ref: "#/definitions/word" }, 1, "type"]],
  ["type", [{ type: ["string", "null"] }, 1]],
  ["const", [{ const: { a: 1 } }, { a: 2 }]],
  ["enum", [{ enum: ["a", "b"] }, "c"]],
  ["minimum", [{ minimum: 1 }, 0.5]],
  ["minLength", [{ minLength: 2 }, "😀"]],
  ["maxLength", [{ maxLength: 1 }, "ab"]],
  ["pattern", [{ pattern: "^a+$" }, "b"]],
  ["anyOf", [{ anyOf: [{ type: "string" }, { type: "null" }] }, 1]],
  ["allOf", [{ allOf: [{ type: "number" }, { minimum: 3 }] }, 1, "minimum"]],
  ["if", [conditional, { a: 1 }]],
  ["then", [conditional, { a: 1 }, "required"]],
  ["format", [{ type: "string", format: "regex" }, "("]],
  ["minItems", [{ minItems: 1 }, []]],
  ["uniqueItems", [{ uniqueItems: true }, ["a", "b", "a"]]],
  ["items", [{ items: { type: "string" } }, ["a", 1], "type"]],
  ["required", [{ required: ["a", "b"] }, { b: 1 }]],
  ["propertyNames", [{ propertyNames: { maxLength: 2 } }, { abc: 1 }]],
  [
    "additionalProperties",
    [
      { properties: { a: {} }, additionalProperties: false },
      { a: 1, "b/c~d": 2 },
    ],
  ],
  ["properties", [{ properties: { "a/b": { type: "string" } } }, { "a/b": 1 }, "type"]],
]);

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
