/** Makes a file type for the engine of one that people write. */
import ruleNames from "../../../schemas/lists/rules-by-concern.json" with { type: "json" };
import type {
  CategoryDescriptor,
  CellConditionDescriptor,
  FieldDescriptor,
  FieldExtras,
  FileTypeDescriptor,
  ForeignKeyDescriptor,
  MissingValue,
  RowConditionDescriptor,
  Scalar,
  SchemaDescriptor,
  UniqueKeyDescriptor,
} from "./descriptor.ts";
import type {
  Category,
  CellCondition,
  Field,
  FieldType,
  ForeignKey,
  RowCondition,
  TableDocument,
  UniqueKey,
} from "./file-type.ts";
import { unreadDirectives } from "./ordered-values.ts";

/** A file type whose shape has been judged, as the engine reads it. */
export function documentOf(descriptor: FileTypeDescriptor): TableDocument {
  const { name, title = name, description = "", homepage = "", schema, dialect, preflight = {} } = descriptor;
  const { row, quotes, groups, files, folders, detect, otherColumns, uniqueKeys: ownKeys, ...more } = preflight;
  const { above: lines, patternProperties, ...rest } = more;
  const [headerRow = 1, ...otherHeaders] = dialect?.headerRows ?? [];
  const count = lines?.length ?? (otherHeaders.length === 0 ? headerRow - 1 : 0);
  const escapes = dialect?.escapeChar === backslash;
  const match = [schema.fieldsMatch ?? "exact"].flat()[0]!;
  const missing = textsIn(schema.missingValues);
  const all = match === "exact" || match === "equal" || match === "subset";
  const fields = schema.fields.map((field) => fieldOf(field, missing, all, keyFieldsOf(schema)));
  const ignored = otherColumns === "ignored" || match === "subset" || match === "partial";
  const unknown =
    otherColumns === undefined ? { [ruleNames["other-column"]]: ignored ? ("off" as const) : ("error" as const) } : {};
  const names = files ?? [descriptor.path ?? []].flat().map(fileNameOf);
  return {
    ...rest,
    name,
    title,
    description,
    url: homepage,
    system: preflight.system ?? title,
    files: [...new Set(names)],
    ...(folders ? { folders } : {}),
    detect: detect ?? thresholds(fields),
    dialect: {
      delimiter: dialect?.delimiter ?? ",",
      quoteChar: quotes === false || dialect?.quoteChar === null || escapes ? null : '"',
      ...(escapes ? { escapes } : {}),
    },
    ...(count > 0 ? { above: { count, lines: lines ?? [] } } : {}),
    ...withList(
      "fieldPatterns",
      Object.entries(patternProperties ?? {}).map(([name, field]) => fieldOf({ ...field, name }, missing, false, [])),
    ),
    fieldsMatch: ignored ? "partial" : "equal",
    ...(match === "exact" ? { inOrder: true } : {}),
    ...(row ? { row: conditionOf(row) } : {}),
    severities: { ...unknown, ...preflight.severities },
    fields,
    ...(groups ? { blocks: groups } : {}),
    ...withList("uniqueKeys", keysOf(schema, ownKeys ?? [])),
    ...withList(
      "foreignKeys",
      (schema.foreignKeys ?? []).flatMap((key) => foreignKeyOf(name, key)),
    ),
  };
}

/** The one escape character that is read. */
export const backslash = "\\";

/** A condition with its values as cells have them. */
function conditionOf(given: RowConditionDescriptor): RowCondition {
  const { properties, if: when, then, else: otherwise, allOf, anyOf, oneOf, not, ...rest } = given;
  const cells = Object.entries(properties ?? {}).map(([name, cell]) => [name, cellConditionOf(cell)]);
  return {
    ...rest,
    ...(properties ? { properties: Object.fromEntries(cells) } : {}),
    ...(when ? { when: conditionOf(when) } : {}),
    ...(then ? { so: conditionOf(then) } : {}),
    ...(otherwise ? { otherwise: conditionOf(otherwise) } : {}),
    ...(allOf ? { allOf: allOf.map(conditionOf) } : {}),
    ...(anyOf ? { anyOf: anyOf.map(conditionOf) } : {}),
    ...(oneOf ? { oneOf: oneOf.map(conditionOf) } : {}),
    ...(not ? { not: conditionOf(not) } : {}),
  };
}

function cellConditionOf({
  const: only,
  enum: listed,
  minimum,
  maximum,
  not,
  ...rest
}: CellConditionDescriptor): CellCondition {
  return {
    ...rest,
    ...(only === undefined ? {} : { const: cellOf(only) }),
    ...(listed ? { enum: listed.map(cellOf) } : {}),
    ...(minimum === undefined ? {} : { minimum: cellOf(minimum) }),
    ...(maximum === undefined ? {} : { maximum: cellOf(maximum) }),
    ...(not ? { not: cellConditionOf(not) } : {}),
  };
}

function withList<K extends string, T>(name: K, list: readonly T[]): { readonly [name in K]?: readonly T[] } {
  return list.length === 0 ? {} : ({ [name]: list } as { readonly [name in K]: readonly T[] });
}

/** The last name of a path. */
function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** How much of a header speaks for the type: with the file's name a good part of it, without nearly all. */
function thresholds(fields: readonly Field[]): TableDocument["detect"] {
  const total = fields.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return { named: Math.max(1, Math.ceil(total * 0.4)), alone: total < 3 ? 99 : Math.max(3, Math.ceil(total * 0.7)) };
}

/** Columns of the primary key: they need a value. */
function keyFieldsOf({ primaryKey }: SchemaDescriptor): readonly string[] {
  return primaryKey === undefined ? [] : [primaryKey].flat();
}

function textsIn(values: readonly MissingValue[] | undefined): readonly string[] {
  return (values ?? []).map((each) => (typeof each === "string" ? each : each.value)).filter((text) => text !== "");
}

/** A value as a cell has it. */
export function cellOf(value: Scalar): string {
  return String(value);
}

function fieldOf(
  field: FieldDescriptor,
  missing: readonly string[],
  all: boolean,
  keyFields: readonly string[],
): Field {
  const { name, title = name, description = "", preflight = {} } = field;
  const { type: ownType, errorMessage, itemConstraints, prefixes, format, evidence: _, ...extras } = preflight;
  const type = judgedType(field);
  const isList = field.type === "list";
  const given = isList ? (itemConstraints ?? {}) : (field.constraints ?? {});
  const required = field.constraints?.required === true || keyFields.includes(name);
  const categories = categoriesOf(field, type);
  const own = field.missingValues === undefined ? missing : textsIn(field.missingValues);
  const dated = type === "date" || type === "time" || type === "datetime";
  const words = dated && field.format !== undefined && field.format !== "default" ? field.format : undefined;
  return {
    ...extras,
    name,
    title,
    description,
    type,
    ...(format === undefined ? {} : { format }),
    example: field.example === undefined ? exampleFor(type, categories, field) : cellOf(field.example),
    ...(categories ? { categories } : {}),
    ...(prefixes ? { prefixes: prefixes.map(categoryOf) } : {}),
    constraints: {
      ...(required ? { required } : {}),
      ...(given.minLength === undefined ? {} : { minLength: given.minLength }),
      ...(given.maxLength === undefined ? {} : { maxLength: given.maxLength }),
      ...(given.pattern === undefined ? {} : { pattern: given.pattern }),
      ...(given.enum === undefined || categories ? {} : { enum: given.enum.map(cellOf) }),
      ...(given.minimum === undefined ? {} : { minimum: cellOf(given.minimum) }),
      ...(given.maximum === undefined ? {} : { maximum: cellOf(given.maximum) }),
      ...(given.exclusiveMinimum === undefined ? {} : { exclusiveMinimum: cellOf(given.exclusiveMinimum) }),
      ...(given.exclusiveMaximum === undefined ? {} : { exclusiveMaximum: cellOf(given.exclusiveMaximum) }),
    },
    ...(errorMessage ? { says: sentencesOf(errorMessage) } : {}),
    ...(all && !required && extras.missing === undefined ? { missing: "error" as const } : {}),
    ...(isList ? { list: { delimiter: field.delimiter ?? "," } } : {}),
    ...(words === undefined ? {} : { dateFormat: words }),
    ...(field.trueValues ? { trueValues: field.trueValues } : {}),
    ...(field.falseValues ? { falseValues: field.falseValues } : {}),
    ...(field.groupChar === undefined ? {} : { groupChar: field.groupChar }),
    ...(field.decimalChar === undefined ? {} : { decimalChar: field.decimalChar }),
    ...(field.bareNumber === undefined ? {} : { bareNumber: field.bareNumber }),
    ...(own.length === 0 ? {} : { missingValues: own }),
  };
}

/** Which rule judges the column's values; of a list, those of its items. */
export function typeOf({
  type = "string",
  format,
  itemType,
  constraints,
  categories,
  preflight,
}: FieldDescriptor): FieldType {
  if (preflight?.type) return preflight.type;
  const standard = type === "list" ? (itemType ?? "string") : type;
  const listed = categories ?? (type === "list" ? preflight?.itemConstraints?.enum : constraints?.enum);
  if (listed && (standard === "string" || standard === "integer" || standard === "any"))
    return listed.every((each) => /^\d+$/.test(cellOf(typeof each === "object" ? each.value : each)))
      ? "code"
      : "status";
  switch (standard) {
    case "string":
      return format === "email" ? "email" : format === "uuid" ? "uuid" : format === "uri" ? "uri" : "string";
    case "any":
    case "list":
      return "string";
    default:
      return standard;
  }
}

function sentencesOf(given: NonNullable<FieldExtras["errorMessage"]>): NonNullable<Field["says"]> {
  const named = Object.entries(given).map(([name, own]) => [name, typeof own === "string" ? { says: own } : own]);
  return Object.fromEntries(named);
}

/** Where a closed list is missing, any text is right. */
function judgedType(field: FieldDescriptor): FieldType {
  const type = typeOf(field);
  const { format = "" } = field;
  // A form of dates that nobody here reads makes no date wrong.
  if ((type === "date" || type === "time" || type === "datetime") && unreadDirectives(format).length > 0)
    return "string";
  const isWord = type === "code" || type === "status" || type === "role";
  const listed = field.categories ?? field.constraints?.enum ?? field.preflight?.itemConstraints?.enum;
  return isWord && !listed && field.preflight?.settings?.values === undefined ? "string" : type;
}

/** Values that the column's own rule looks for; of other types they are a constraint. */
function categoriesOf(field: FieldDescriptor, type: FieldType): readonly Category[] | undefined {
  if (field.categories) return field.categories.map(categoryOf);
  const listed = field.type === "list" ? field.preflight?.itemConstraints?.enum : field.constraints?.enum;
  const isWord = type === "code" || type === "status" || type === "role";
  return listed && isWord ? listed.map((value) => ({ value: cellOf(value) })) : undefined;
}

function categoryOf(given: Scalar | CategoryDescriptor): Category {
  if (typeof given !== "object") return { value: cellOf(given) };
  const { value, label, preflight } = given;
  return { value: cellOf(value), ...(label === undefined ? {} : { label }), ...preflight };
}

/** A value that is right, for messages and templates, where the document names none. */
function exampleFor(type: FieldType, categories: readonly Category[] | undefined, field: FieldDescriptor): string {
  if (categories?.[0]) return categories[0].value;
  const examples: Partial<Record<FieldType, string>> = {
    email: "ann.lee@example.com",
    uuid: "1f0c9a52-7c1e-4b7a-9d43-5a8f2e6b0c11",
    uri: "https://example.com/page",
    timezone: "Europe/Paris",
    phone: "+13135550100",
    "country-code": "US",
    "country-name": "United States",
    boolean: field.trueValues?.[0] ?? "true",
  };
  return examples[type] ?? "";
}

/** The keys of a Table Schema; ours say more about one of the same columns, or stand by themselves. */
function keysOf(schema: SchemaDescriptor, own: readonly UniqueKeyDescriptor[]): UniqueKey[] {
  const primary = keyFieldsOf(schema);
  const standard: UniqueKeyDescriptor[] = [
    ...(primary.length > 0 ? [{ rule: ruleNames.identity, fields: primary }] : []),
    ...(schema.uniqueKeys ?? []).map((fields) => ({ fields, severity: "error" as const })),
    ...schema.fields.flatMap(({ name, constraints }) =>
      constraints?.unique === true ? [{ fields: [name], severity: "error" as const }] : [],
    ),
  ];
  const same = (one: UniqueKeyDescriptor, other: UniqueKeyDescriptor): boolean =>
    one.fields.length === other.fields.length && one.fields.every((name) => other.fields.includes(name));
  const plain = standard.filter((key, index) => standard.findIndex((each) => same(each, key)) === index);
  const isRefined = (key: UniqueKeyDescriptor): boolean => own.some((each) => !each.where && same(each, key));
  const refined = own.map((key): UniqueKeyDescriptor => {
    const stated = key.where ? undefined : plain.find((each) => same(each, key));
    return { ...(stated?.rule === undefined ? {} : { rule: stated.rule }), ...key };
  });
  return [...plain.filter((key) => !isRefined(key)), ...refined].map(
    ({ rule = ruleNames.repetition, fields, ignoreCase, severity, where, unlessSame }) => ({
      rule,
      fields,
      ...(ignoreCase === undefined ? {} : { ignoreCase }),
      ...(severity === undefined ? {} : { severity }),
      ...(where ? { whereTrue: where.column, ...whereValues(where.equals) } : {}),
      ...(unlessSame === undefined ? {} : { unlessSame }),
    }),
  );
}

/** The words for yes of a boolean column need no list. */
function whereValues(equals: Scalar | readonly Scalar[]): { readonly whereValues?: readonly string[] } {
  return equals === true ? {} : { whereValues: [equals].flat().map((value) => cellOf(value).toLowerCase()) };
}

function foreignKeyOf(own: string, { fields, reference, preflight = {} }: ForeignKeyDescriptor): ForeignKey[] {
  const [field, ...others] = [fields].flat();
  const [there] = [reference.fields].flat();
  if (field === undefined || there === undefined || others.length > 0) return [];
  const { rule = ruleNames["lost-reference"], ...rest } = preflight;
  const resource = reference.resource ?? "";
  return [
    {
      missing: "error",
      ...rest,
      rule,
      field,
      reference: { table: resource === "" ? own : resource, field: there },
    },
  ];
}
