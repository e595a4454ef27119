/** Checks a value against a JSON schema: the words of draft 7 that the documents under `schemas/` use, read as they stand. */
import { type Fault, isObject, stepOf, valueAt } from "./json.ts";

type Schema = boolean | Readonly<Record<string, unknown>>;

/** A value and the schema it is held against; both places are JSON pointers. */
interface Place {
  readonly value: unknown;
  readonly instancePath: string;
  readonly schema: Schema;
  readonly schemaPath: string;
  readonly root: object;
}

/** What a keyword has against the value; `given` is what stands beside the keyword. */
type Check = (place: Place, given: unknown) => readonly Fault[];

/**
 * Everything that a schema has against a value, in the order of the schema's nesting: what `anyOf` and `if` say comes after
 * what their branches say. `instancePath` and `schemaPath` lead through the value and, from the last `$ref`, the schema.
 */
export function faultsOf(value: unknown, schema: object): readonly Fault[] {
  return check({ value, instancePath: "", schema: schema as Schema, schemaPath: "#", root: schema });
}

function check(place: Place): readonly Fault[] {
  const { schema } = place;
  if (typeof schema === "boolean") return schema ? [] : [fault(place, "false schema", {})];
  return Object.entries(checks).flatMap(([keyword, of]) =>
    Object.hasOwn(schema, keyword) ? of(place, schema[keyword]) : [],
  );
}

const checks: Readonly<Record<string, Check>> = {
  $ref: (place, given) => {
    const path = String(given);
    return check({ ...place, schema: valueAt(place.root, path.slice(1)) as Schema, schemaPath: path });
  },
  type: (place, given) =>
    [given].flat().some((type) => isOf(place.value, type)) ? [] : [fault(place, "type", { type: given })],
  const: (place, given) => unless(same(place.value, given), place, "const", { allowedValue: given }),
  enum: (place, given) => {
    const allowed = given as readonly unknown[];
    return unless(
      allowed.some((each) => same(place.value, each)),
      place,
      "enum",
      { allowedValues: allowed },
    );
  },
  minimum: (place, limit) => unless(!(numberIn(place) < Number(limit)), place, "minimum", { limit }),
  minLength: (place, limit) => unless(!(lengthOf(place) < Number(limit)), place, "minLength", { limit }),
  maxLength: (place, limit) => unless(!(lengthOf(place) > Number(limit)), place, "maxLength", { limit }),
  pattern: (place, pattern) =>
    unless(typeof place.value !== "string" || new RegExp(String(pattern), "u").test(place.value), place, "pattern", {
      pattern,
    }),
  format: (place, format) => unless(format !== "regex" || isPattern(place.value), place, "format", { format }),
  anyOf: (place, given) => {
    const branches = (given as readonly Schema[]).map((schema, i) => check(below(place, schema, `anyOf/${i}`)));
    return branches.some((faults) => faults.length === 0) ? [] : [...branches.flat(), fault(place, "anyOf", {})];
  },
  allOf: (place, given) =>
    (given as readonly Schema[]).flatMap((schema, i) => check(below(place, schema, `allOf/${i}`))),
  if: (place, given) => {
    const { schema } = place;
    const then = typeof schema === "object" ? schema["then"] : undefined;
    if (then === undefined || check(below(place, given as Schema, "if")).length > 0) return [];
    const faults = check(below(place, then as Schema, "then"));
    return faults.length === 0 ? [] : [...faults, fault(place, "if", { failingKeyword: "then" })];
  },
  minItems: (place, limit) =>
    unless(!Array.isArray(place.value) || place.value.length >= Number(limit), place, "minItems", { limit }),
  uniqueItems: (place) => {
    const { schema, value } = place;
    const { type } = typeof schema === "object" && isObject(schema["items"]) ? schema["items"] : {};
    // One of the wrong kind is told as that.
    const items = (Array.isArray(value) ? value : [])
      .filter((item) => type === undefined || isOf(item, type))
      .map(plain);
    return unless(new Set(items).size === items.length, place, "uniqueItems", {});
  },
  items: (place, given) => {
    const items: readonly unknown[] = Array.isArray(place.value) ? place.value : [];
    return items.flatMap((value, i) =>
      check({ ...below(place, given as Schema, "items"), value, instancePath: `${place.instancePath}/${i}` }),
    );
  },
  required: (place, given) => {
    const { value } = place;
    if (!isObject(value)) return [];
    return (given as readonly string[]).flatMap((missingProperty) =>
      unless(Object.hasOwn(value, missingProperty), place, "required", { missingProperty }),
    );
  },
  propertyNames: (place, given) =>
    Object.keys(isObject(place.value) ? place.value : {}).flatMap((propertyName) => {
      const faults = check({ ...below(place, given as Schema, "propertyNames"), value: propertyName });
      return faults.length === 0 ? [] : [...faults, fault(place, "propertyNames", { propertyName })];
    }),
  additionalProperties: (place, given) => {
    const { schema, value } = place;
    const known = typeof schema === "object" && isObject(schema["properties"]) ? schema["properties"] : {};
    const others = Object.keys(isObject(value) ? value : {}).filter((key) => !Object.hasOwn(known, key));
    return others.flatMap((key) =>
      given === false
        ? [fault(place, "additionalProperties", { additionalProperty: key })]
        : check(member(place, given as Schema, "additionalProperties", key)),
    );
  },
  properties: (place, given) => {
    const { value } = place;
    if (!isObject(value)) return [];
    return Object.entries(given as Readonly<Record<string, Schema>>).flatMap(([key, schema]) =>
      Object.hasOwn(value, key) ? check(member(place, schema, `properties/${stepOf(key)}`, key)) : [],
    );
  },
};

/** The keywords that say something about a value. */
export const keywords: readonly string[] = [...Object.keys(checks), "then"];

function fault({ instancePath, schemaPath }: Place, keyword: string, params: Fault["params"]): Fault {
  return { instancePath, schemaPath: `${schemaPath}/${keyword}`, keyword, params };
}

function unless(fine: boolean, place: Place, keyword: string, params: Fault["params"]): readonly Fault[] {
  return fine ? [] : [fault(place, keyword, params)];
}

/** The same value, held against another part of the schema. */
function below(place: Place, schema: Schema, step: string): Place {
  return { ...place, schema, schemaPath: `${place.schemaPath}/${step}` };
}

/** What an object has under a key. */
function member(place: Place, schema: Schema, step: string, key: string): Place {
  const value = (place.value as Readonly<Record<string, unknown>>)[key];
  return { ...below(place, schema, step), value, instancePath: `${place.instancePath}/${stepOf(key)}` };
}

function isOf(value: unknown, type: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** NaN, which is neither less nor greater than a limit, for what is no number. */
function numberIn({ value }: Place): number {
  return typeof value === "number" ? value : Number.NaN;
}

/** In characters as people count them, not in UTF-16 units; NaN for what is no text. */
function lengthOf({ value }: Place): number {
  return typeof value === "string" ? [...value].length : Number.NaN;
}

/** Also true for what is no text. */
function isPattern(value: unknown): boolean {
  if (typeof value !== "string") return true;
  try {
    new RegExp(value, "u");
    return true;
  } catch {
    return false;
  }
}

function same(a: unknown, b: unknown): boolean {
  return a === b || plain(a) === plain(b);
}

/** One text for a JSON value, whatever the order of its keys. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
