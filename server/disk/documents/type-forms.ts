/** The forms in which people have file types – a resource, a package of them, a Table Schema, CSVW, our own words as they were – all read as resources. */
import { isObject, stepsOf } from "./json-values.ts";

/** A resource, and where in the document each part of it stands. */
export interface TypeForm {
  /** Still to be judged. */
  readonly value: unknown;
  /** From a JSON pointer into the resource to one into the document. */
  readonly locate: (pointer: string) => string;
  /** It is what the standard describes and has none of our words: words that nobody knows are its author's own. */
  readonly isPlain: boolean;
  /** The path leads from the document's folder to the very file. */
  readonly isPackaged: boolean;
}

/** Reads another file that a document names, as JSON; undefined where it cannot be had, which has been told. */
export type ReadPart = (path: string, pointer: string) => unknown;

type Json = Readonly<Record<string, unknown>>;

/**
 * The file types in a document; none where it has a package without any tables.
 * @param name what a type is called that has no name of its own
 */
export function formsIn(value: unknown, name: string, read: ReadPart): readonly TypeForm[] {
  if (!isObject(value)) return [{ value, locate: same, isPlain: false, isPackaged: false }];
  if (isTableGroup(value)) return formsOfCsvw(value, name);
  if (Array.isArray(value["resources"])) return formsOfPackage(value, value["resources"], read);
  if ("schema" in value || !Array.isArray(value["fields"])) return [formOfResource(value, "", false, read)];
  return [isOld(value) ? formOfOld(value) : formOfSchema(value, name)];
}

function same(pointer: string): string {
  return pointer;
}

function isPlain(value: unknown): boolean {
  return !JSON.stringify(value).includes('"preflight":');
}

/** A resource whose schema and dialect may be files of their own. */
function formOfResource(resource: Json, base: string, isPackaged: boolean, read: ReadPart): TypeForm {
  const part = (key: "schema" | "dialect"): unknown => {
    const given = resource[key];
    if (typeof given !== "string") return given;
    return /^https?:/.test(given) ? undefined : read(given, `${base}/${key}`);
  };
  const [schema, dialect] = [part("schema"), part("dialect")];
  const value = {
    ...resource,
    ...(schema === undefined ? {} : { schema: isObject(schema) ? withPlainTypes(schema) : schema }),
    ...(dialect === undefined ? {} : { dialect }),
  };
  if (dialect === undefined) Reflect.deleteProperty(value, "dialect");
  return { value, locate: (pointer) => base + pointer, isPlain: isPlain(resource), isPackaged };
}

/** The tables among a package's resources. */
function formsOfPackage(pack: Json, resources: readonly unknown[], read: ReadPart): readonly TypeForm[] {
  const forms = resources.flatMap((resource, index) => {
    if (!isObject(resource) || !("schema" in resource)) return [];
    const { value, ...form } = formOfResource(resource, `/resources/${index}`, true, read);
    const system = typeof pack["title"] === "string" ? pack["title"] : undefined;
    const own = isObject(resource["preflight"]) ? resource["preflight"] : {};
    const extras = { ...(isObject(pack["preflight"]) ? pack["preflight"] : {}), ...own };
    const preflight = { ...(system === undefined ? {} : { system }), ...extras };
    return [{ ...form, value: { ...(isObject(value) ? value : {}), preflight } }];
  });
  return forms;
}

/** A Table Schema by itself, ours beside its words. */
function formOfSchema(schema: Json, name: string): TypeForm {
  const { preflight, title, description, homepage, path, name: own, ...rest } = schema;
  const outer = { title, description, homepage, path, preflight };
  const given = Object.entries(outer).filter(([, each]) => each !== undefined);
  return {
    value: { name: own ?? name, ...Object.fromEntries(given), schema: withPlainTypes(rest) },
    locate: (pointer) => (pointer === "/schema" ? "" : pointer.replace(/^\/schema(?=\/)/, "")),
    isPlain: isPlain(schema),
    isPackaged: false,
  };
}

/** A dialect and constraints of version 1 that version 2 has other words for. */
function withPlainTypes(schema: Json): Json {
  if (!Array.isArray(schema["fields"])) return schema;
  const fields = schema["fields"].map((field): unknown => {
    // Version 1 knew patterns of dates by a prefix.
    if (!isObject(field) || typeof field["format"] !== "string" || !field["format"].startsWith("fmt:")) return field;
    return { ...field, format: field["format"].slice(4) };
  });
  return { ...schema, fields };
}

/** Words that only our own documents had, before they were Data Resources. */
const oldWords = ["system", "url", "files", "detect", "blocks", "headerCase", "needsRows"];

function isOld(value: Json): boolean {
  return oldWords.some((word) => word in value);
}

const standardFieldWords = [
  "name",
  "title",
  "description",
  "example",
  "constraints",
  "categories",
  "trueValues",
  "falseValues",
];
const standardTypes = ["string", "boolean", "integer", "number", "date"];

/** What stands elsewhere now, by what it is called now. */
const renamed: Readonly<Record<string, string>> = {
  homepage: "url",
  path: "files",
  groups: "blocks",
  resource: "table",
  itemConstraints: "constraints",
  quotes: "dialect",
};

function formOfOld(old: Json): TypeForm {
  const { $schema, name, title, description, url, files, dialect, fieldsMatch, fields, foreignKeys, ...rest } = old;
  const { uniqueKeys, blocks, ...others } = rest;
  const isRaw = isObject(dialect) && dialect["quoteChar"] === null;
  const matches = fieldsMatch === "partial" ? "superset" : fieldsMatch;
  const preflight = {
    ...others,
    files,
    ...(blocks === undefined ? {} : { groups: blocks }),
    ...(isRaw ? { quotes: false } : {}),
    ...(fieldsMatch === "partial" ? { otherColumns: "ignored" } : {}),
    ...(Array.isArray(uniqueKeys) ? { uniqueKeys: uniqueKeys.map(keyOfOld) } : {}),
  };
  const outer = { $schema, name, title, description, homepage: url, dialect };
  return {
    value: {
      ...withoutGaps(outer),
      schema: withoutGaps({
        fieldsMatch: matches,
        fields: Array.isArray(fields) ? fields.map(fieldOfOld) : fields,
        foreignKeys: Array.isArray(foreignKeys) ? foreignKeys.map(referenceOfOld) : foreignKeys,
      }),
      preflight: withoutGaps(preflight),
    },
    locate: (pointer) => {
      const steps = stepsOf(pointer).filter((step) => step !== "schema" && step !== "preflight");
      return steps.map((step) => `/${(renamed[step] ?? step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    },
    isPlain: false,
    isPackaged: false,
  };
}

function withoutGaps(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

function fieldOfOld(field: unknown): unknown {
  if (!isObject(field)) return field;
  const { type, list, constraints, prefixes, categories, ...rest } = field;
  const known = Object.entries(rest).filter(([word]) => standardFieldWords.includes(word));
  const own = Object.entries(rest).filter(([word]) => !standardFieldWords.includes(word));
  const isStandard = typeof type === "string" && standardTypes.includes(type);
  const isFormat = type === "email" || type === "uuid";
  const isList = isObject(list);
  const { required, ...ofItems } = isObject(constraints) ? constraints : {};
  const listed = Array.isArray(categories) ? categories.map(categoryOfOld) : categories;
  const preflight = withoutGaps({
    ...(isStandard || isFormat || type === undefined ? {} : { type }),
    ...Object.fromEntries(own),
    prefixes: Array.isArray(prefixes) ? prefixes.map(categoryOfOld) : prefixes,
    ...(isList && Object.keys(ofItems).length > 0 ? { itemConstraints: ofItems } : {}),
  });
  return withoutGaps({
    ...Object.fromEntries(known),
    type: isList ? "list" : isStandard ? type : "string",
    ...(isFormat ? { format: type } : {}),
    ...(isList ? { delimiter: list["delimiter"], ...(isStandard && type !== "string" ? { itemType: type } : {}) } : {}),
    constraints: isList ? (required === undefined ? undefined : { required }) : constraints,
    categories: listed,
    preflight: Object.keys(preflight).length > 0 ? preflight : undefined,
  });
}

function categoryOfOld(category: unknown): unknown {
  if (!isObject(category)) return category;
  const { value, label, ...own } = category;
  return withoutGaps({ value, label, preflight: Object.keys(own).length > 0 ? own : undefined });
}

function keyOfOld(key: unknown): unknown {
  if (!isObject(key)) return key;
  const { whereTrue, ...rest } = key;
  return whereTrue === undefined ? rest : { ...rest, where: { column: whereTrue, equals: true } };
}

function referenceOfOld(key: unknown): unknown {
  if (!isObject(key)) return key;
  const { field, reference, ...own } = key;
  const { table, field: there, ...others } = isObject(reference) ? reference : {};
  return {
    ...(field === undefined ? {} : { fields: field }),
    reference: isObject(reference) ? withoutGaps({ resource: table, fields: there, ...others }) : reference,
    preflight: { ...own },
  };
}

function isTableGroup(value: Json): boolean {
  const context = JSON.stringify(value["@context"] ?? "");
  return context.includes("csvw") || isObject(value["tableSchema"]);
}

/** CSVW metadata: a table, or several. */
function formsOfCsvw(value: Json, name: string): readonly TypeForm[] {
  const tables = Array.isArray(value["tables"]) ? value["tables"] : undefined;
  const dialect = value["dialect"];
  if (!tables) return [formOfTable(value, "", name, dialect, value["tableSchema"])];
  return tables.flatMap((table, index) =>
    isObject(table)
      ? [
          formOfTable(
            table,
            `/tables/${index}`,
            `${name}.${index + 1}`,
            table["dialect"] ?? dialect,
            table["tableSchema"] ?? value["tableSchema"],
          ),
        ]
      : [],
  );
}

function formOfTable(table: Json, base: string, name: string, dialect: unknown, schema: unknown): TypeForm {
  const url = typeof table["url"] === "string" ? table["url"] : undefined;
  const { columns, primaryKey, foreignKeys } = isObject(schema) ? schema : {};
  const list = Array.isArray(columns) ? columns : [];
  const shown = list.filter((column) => !(isObject(column) && column["virtual"] === true));
  const nameOf = (column: unknown): unknown => (isObject(column) ? titleOf(column) : undefined);
  const byName = new Map(
    shown.flatMap((column) =>
      isObject(column) && typeof column["name"] === "string" ? [[column["name"], nameOf(column)]] : [],
    ),
  );
  const named = (given: unknown): unknown => [given].flat().map((each) => byName.get(String(each)) ?? each);
  const keys = Array.isArray(foreignKeys) ? foreignKeys.filter(isObject) : [];
  const value = withoutGaps({
    name: url === undefined ? name : url.replace(/^.*\//, "").replace(/\.csv$/i, ""),
    path: url,
    title: textOf(table["dc:title"]),
    description: textOf(table["dc:description"]),
    dialect: isObject(dialect) ? dialectOf(dialect) : undefined,
    schema: withoutGaps({
      fieldsMatch: "exact",
      fields: shown.map(columnOf),
      primaryKey: primaryKey === undefined ? undefined : named(primaryKey),
      foreignKeys:
        keys.length === 0
          ? undefined
          : keys.map(({ columnReference, reference }) => {
              const { resource, columnReference: there } = isObject(reference) ? reference : {};
              return {
                fields: named(columnReference),
                reference: {
                  resource: String(resource ?? "")
                    .replace(/^.*\//, "")
                    .replace(/\.csv$/i, ""),
                  fields: [there].flat(),
                },
              };
            }),
    }),
  });
  return {
    value,
    locate: (pointer) =>
      base + pointer.replace(/^\/schema\/fields/, "/tableSchema/columns").replace(/^\/schema/, "/tableSchema"),
    isPlain: true,
    isPackaged: true,
  };
}

/** A text, or the first of those in several languages. */
function textOf(given: unknown): string | undefined {
  if (typeof given === "string") return given;
  if (Array.isArray(given)) return textOf(given[0]);
  if (!isObject(given)) return undefined;
  return "@value" in given ? textOf(given["@value"]) : textOf(Object.values(given)[0]);
}

/** What a header has for a column: its title, else its name. */
function titleOf(column: Json): string | undefined {
  return textOf(column["titles"]) ?? textOf(column["name"]);
}

const datatypes: Readonly<Record<string, Json>> = {
  string: { type: "string" },
  anyURI: { type: "string", format: "uri" },
  integer: { type: "integer" },
  int: { type: "integer" },
  long: { type: "integer" },
  short: { type: "integer" },
  nonNegativeInteger: { type: "integer", constraints: { minimum: 0 } },
  positiveInteger: { type: "integer", constraints: { minimum: 1 } },
  number: { type: "number" },
  decimal: { type: "number" },
  double: { type: "number" },
  float: { type: "number" },
  boolean: { type: "boolean", trueValues: ["true", "1"], falseValues: ["false", "0"] },
  date: { type: "date" },
  time: { type: "time" },
  datetime: { type: "datetime" },
  dateTime: { type: "datetime" },
  gYear: { type: "year" },
  gYearMonth: { type: "yearmonth" },
  duration: { type: "duration" },
};

function columnOf(column: unknown): unknown {
  if (!isObject(column)) return column;
  const { datatype, required, separator, null: nothing, "dc:description": about } = column;
  const given = typeof datatype === "string" ? { base: datatype } : isObject(datatype) ? datatype : {};
  const base = String(given["base"] ?? "string");
  const { constraints = {}, ...type } = datatypes[base] ?? { type: "string" };
  const { format, minimum, maximum, minInclusive, maxInclusive, minExclusive, maxExclusive, minLength, maxLength } =
    given;
  const isText = base === "string" || base === "anyURI";
  const isTimed = ["date", "time", "datetime", "dateTime"].includes(base);
  const limits = withoutGaps({
    ...(isObject(constraints) ? constraints : {}),
    minLength,
    maxLength,
    minimum: minimum ?? minInclusive,
    maximum: maximum ?? maxInclusive,
    exclusiveMinimum: minExclusive,
    exclusiveMaximum: maxExclusive,
    pattern: isText ? format : undefined,
  });
  const all = withoutGaps({ ...limits, required: required === true ? true : undefined });
  const isList = typeof separator === "string";
  const words = base === "boolean" && typeof format === "string" ? format.split("|") : undefined;
  return withoutGaps({
    name: titleOf(column),
    description: textOf(about),
    ...(isList ? { type: "list", delimiter: separator, itemType: type["type"] } : type),
    ...(words ? { trueValues: words.slice(0, 1), falseValues: words.slice(1, 2) } : {}),
    ...(isTimed && typeof format === "string" ? { format: strptimeOf(format) } : {}),
    ...(isList && isObject(given["format"]) ? {} : numberWords(given["format"])),
    missingValues: nothing === undefined ? undefined : [nothing].flat(),
    constraints: isList
      ? required === true
        ? { required }
        : undefined
      : Object.keys(all).length > 0
        ? all
        : undefined,
    preflight: isList && Object.keys(limits).length > 0 ? { itemConstraints: limits } : undefined,
  });
}

function numberWords(format: unknown): Json {
  if (!isObject(format)) return {};
  return withoutGaps({ decimalChar: format["decimalChar"], groupChar: format["groupChar"] });
}

/** A pattern of dates in the words of `strptime`. */
function strptimeOf(pattern: string): string {
  const parts: Readonly<Record<string, string>> = {
    yyyy: "%Y",
    MM: "%m",
    M: "%m",
    dd: "%d",
    d: "%d",
    HH: "%H",
    mm: "%M",
    ss: "%S",
    S: "%f",
    X: "%z",
    XXX: "%z",
  };
  return pattern.replace(/yyyy|MM?|dd?|HH|mm|ss|S+|X+/g, (part) => parts[part] ?? (part.startsWith("S") ? "%f" : part));
}

function dialectOf(dialect: Json): Json {
  const { delimiter, quoteChar, doubleQuote, commentPrefix, skipInitialSpace, header } = dialect;
  return withoutGaps({
    delimiter,
    quoteChar,
    doubleQuote,
    commentChar: commentPrefix ?? undefined,
    skipInitialSpace,
    header,
  });
}
