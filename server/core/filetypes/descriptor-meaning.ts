/** What a file type says that does nothing, names what is not there, or contradicts itself: each at its place. */

import { linesAboveMax } from "../text/document.ts";
import { nearest } from "../text/text.ts";
import type {
  ConstraintsDescriptor,
  FieldDescriptor,
  FileTypeDescriptor,
  ForeignKeyDescriptor,
  RowConditionDescriptor,
  StandardType,
} from "./descriptor.ts";
import { backslash, typeOf } from "./descriptor-reading.ts";
import type { Field } from "./file-type.ts";
import { orderOf, unreadDirectives } from "./ordered-values.ts";
import { fits } from "./patterns.ts";

/** One thing that a document says in vain. */
export interface MeaningFault {
  /** A JSON pointer to where it stands. */
  readonly pointer: string;
  /** The key there, where not its value is at fault. */
  readonly key?: string;
  readonly message: string;
  /** Files cannot be checked fully because of it. */
  readonly breaks: boolean;
}

/** All that a file type of the right shape says in vain. */
export function faultsInMeaning(descriptor: FileTypeDescriptor): MeaningFault[] {
  return [
    ...faultsInDialect(descriptor),
    ...descriptor.schema.fields.flatMap((field, index) => faultsInField(field, `/schema/fields/${index}`)),
    ...Object.entries(descriptor.preflight?.patternProperties ?? {}).flatMap(([name, field]) =>
      faultsInField({ ...field, name }, `/preflight/patternProperties/${stepOf(name)}`),
    ),
    ...faultsInNames(descriptor),
    ...(descriptor.schema.foreignKeys ?? []).flatMap((key, index) =>
      faultsInReference(key, `/schema/foreignKeys/${index}`),
    ),
  ];
}

/** A key as a JSON pointer has it. */
function stepOf(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Words of the dialect, and the one value of each that files are read by. */
const read: Readonly<Record<string, { readonly is: (value: unknown) => boolean; readonly says: string }>> = {
  quoteChar: {
    is: (value) => value === '"' || value === null,
    says: 'CSV Preflight reads only double quotes. Use "\\"", or null where the importer knows no quotes.',
  },
  doubleQuote: {
    is: (value) => value === true,
    says: "CSV Preflight reads a quote inside quotes only when it is doubled.",
  },
  escapeChar: {
    is: (value) => value === backslash,
    says: 'CSV Preflight reads only a backslash as an escape character. Use "\\\\".',
  },
  skipInitialSpace: {
    is: (value) => value === false,
    says: "CSV Preflight doesn't skip spaces after a delimiter. It reports them.",
  },
  header: { is: (value) => value === true, says: "CSV Preflight needs a header row." },
  headerRows: {
    is: (value) => Array.isArray(value) && value.length === 1 && value[0] <= linesAboveMax + 1,
    says: `CSV Preflight reads one header row, in the first ${linesAboveMax + 1} rows.`,
  },
  headerJoin: { is: (value) => value === " ", says: "CSV Preflight reads one header row, so nothing is joined." },
  commentRows: { is: (value) => Array.isArray(value) && value.length === 0, says: "CSV Preflight doesn't skip rows." },
  commentChar: {
    is: () => false,
    says: "CSV Preflight doesn't skip comments below the header. It reports them as rows.",
  },
  nullSequence: { is: () => false, says: "Use missingValues in the schema for texts that mean no value." },
};

function faultsInDialect({ dialect = {}, preflight = {} }: FileTypeDescriptor): MeaningFault[] {
  const faults: MeaningFault[] = [];
  const report = (key: string, message: string): void => {
    faults.push({ pointer: "/dialect", key, message, breaks: false });
  };
  if (dialect.escapeChar !== undefined && typeof dialect.quoteChar === "string")
    report("quoteChar", "With an escape character nothing is quoted. Remove one of the two.");
  const headerRow = dialect.headerRows?.[0] ?? 1;
  const { above } = preflight;
  if (above && above.length !== headerRow - 1)
    faults.push({
      pointer: "/preflight",
      key: "above",
      message: `There are ${above.length} lines above the header here. Say so in the dialect: "headerRows": [${above.length + 1}].`,
      breaks: false,
    });
  const unread = Object.entries(dialect).flatMap(([key, value]) => {
    const known = Object.hasOwn(read, key) ? read[key] : undefined;
    if (!known || known.is(value)) return [];
    return [{ pointer: "/dialect", key, message: known.says, breaks: false }];
  });
  return [...faults, ...unread];
}

const ordered: ReadonlySet<StandardType> = new Set<StandardType>([
  "integer",
  "number",
  "date",
  "time",
  "datetime",
  "year",
  "yearmonth",
  "duration",
]);
const bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] as const;
const numeric: ReadonlySet<StandardType> = new Set<StandardType>(["integer", "number"]);

/** Words of a column that are for columns of certain types. */
const fitting: Readonly<Record<string, { readonly types: readonly StandardType[]; readonly what: string }>> = {
  trueValues: { types: ["boolean"], what: "boolean" },
  falseValues: { types: ["boolean"], what: "boolean" },
  groupChar: { types: ["integer", "number"], what: "integer or number" },
  bareNumber: { types: ["integer", "number"], what: "integer or number" },
  decimalChar: { types: ["number"], what: "number" },
  delimiter: { types: ["list"], what: "list" },
  itemType: { types: ["list"], what: "list" },
  categories: { types: ["string", "integer", "any", "list"], what: "string or integer" },
};

function faultsInField(field: FieldDescriptor, pointer: string): MeaningFault[] {
  const { type = "string", constraints = {}, preflight = {} } = field;
  const faults: MeaningFault[] = [];
  const report = (key: string, message: string, at = pointer, breaks = false): void => {
    faults.push({ pointer: at, key, message, breaks });
  };
  for (const [key, { types, what }] of Object.entries(fitting)) {
    if (!(key in field) || types.includes(type)) continue;
    report(key, `"${key}" does nothing here, because the type is "${type}". It is for type ${what}.`);
  }
  if (
    preflight.type &&
    type !== "string" &&
    type !== "list" &&
    type !== "any" &&
    !(type === "integer" && preflight.type === "code")
  )
    report(
      "type",
      `"${preflight.type}" is for columns of type string or list, and this one is of type ${type}.`,
      `${pointer}/preflight`,
    );
  faultsInFormat(field, report);
  const at = `${pointer}/constraints`;
  const inner = type === "list" ? (field.itemType ?? "string") : type;
  faultsInConstraints(field, constraints, type, at, report);
  if (preflight.itemConstraints) {
    const items = `${pointer}/preflight/itemConstraints`;
    if (type !== "list")
      report("itemConstraints", '"itemConstraints" is for columns of type list.', `${pointer}/preflight`);
    else faultsInConstraints(field, preflight.itemConstraints, inner, items, report);
  }
  faultsInExtras(field, pointer, report);
  return faults;
}

type ReportFault = (key: string, message: string, at?: string, breaks?: boolean) => void;

function faultsInFormat({ type = "string", format }: FieldDescriptor, report: ReportFault): void {
  if (format === undefined || format === "default") return;
  if (type === "string" && ["email", "uri", "uuid"].includes(format)) return;
  if (type === "date" || type === "time" || type === "datetime") {
    if (format === "any") return;
    const unread = unreadDirectives(format);
    if (unread.length > 0)
      report("format", `CSV Preflight doesn't read ${unread.join(", ")} in dates.`, undefined, true);
    else if (!format.includes("%"))
      report("format", 'Write the parts of the date as in "%Y-%m-%d", or use "default" or "any".', undefined, true);
    return;
  }
  report("format", `The format "${format}" does nothing for type ${type}.`);
}

function faultsInConstraints(
  field: FieldDescriptor,
  constraints: ConstraintsDescriptor,
  type: StandardType,
  at: string,
  report: ReportFault,
): void {
  const { minLength, maxLength } = constraints;
  const say = (key: string, message: string, breaks = false): void => report(key, message, at, breaks);
  if (minLength !== undefined && maxLength !== undefined && minLength > maxLength)
    say("minLength", `No value can have at least ${minLength} and at most ${maxLength} characters.`);
  for (const key of bounds) {
    const limit = constraints[key];
    if (limit === undefined) continue;
    if (!ordered.has(type))
      say(key, `"${key}" does nothing here, because the type is "${type}". It is for numbers, dates, and times.`);
    else if (orderOf(plainField(field, type), String(limit)) === undefined)
      say(key, `${JSON.stringify(limit)} isn't a value of this column, so nothing is compared with it.`, true);
  }
  const low = constraints.minimum ?? constraints.exclusiveMinimum;
  const high = constraints.maximum ?? constraints.exclusiveMaximum;
  const [from, to] = [low, high].map((each) =>
    each === undefined ? undefined : orderOf(plainField(field, type), String(each)),
  );
  if (from !== undefined && to !== undefined && from > to)
    say("minimum" in constraints ? "minimum" : "exclusiveMinimum", `No value is at least ${low} and at most ${high}.`);
  if ((type === "boolean" || type === "list") && constraints.enum !== undefined)
    say(
      "enum",
      type === "list"
        ? 'Use "itemConstraints" under "preflight" for the items of a list.'
        : "A boolean column has its words in trueValues and falseValues.",
    );
  if (type === "list")
    for (const key of ["minLength", "maxLength", "pattern"] as const)
      if (constraints[key] !== undefined && !at.endsWith("itemConstraints"))
        say(key, `Use "itemConstraints" under "preflight": "${key}" is for the items of a list.`);
  if (
    numeric.has(type) &&
    constraints.enum?.some((each) => orderOf(plainField(field, type), String(each)) === undefined)
  )
    say("enum", "Not all of these values are numbers.", true);
}

/** As much of a column as tells how its values are written. */
function plainField(field: FieldDescriptor, type: StandardType): Field {
  const isDate = type === "date" || type === "time" || type === "datetime";
  return {
    name: field.name,
    title: "",
    description: "",
    example: "",
    type: type === "list" || type === "any" ? "string" : type,
    ...(isDate && field.format !== undefined ? { dateFormat: field.format } : {}),
    // JSON has its own way of writing numbers.
  };
}

function faultsInExtras(field: FieldDescriptor, pointer: string, report: ReportFault): void {
  const { preflight = {} } = field;
  const type = typeOf(field);
  const at = `${pointer}/preflight`;
  const only = (key: keyof typeof preflight, types: readonly string[]): void => {
    if (preflight[key] === undefined || types.includes(type)) return;
    report(key, `"${key}" does nothing here, because the type is "${type}". It is for ${types.join(", ")}.`, at);
  };
  only("prefixes", ["membership"]);
  only("variant", ["phone", "integer"]);
  only("ignoreCase", ["code", "role", "status", "boolean"]);
  const settings = preflight.settings ?? {};
  if (settings.policy !== undefined && type !== "password")
    report("policy", '"policy" is for columns of type password.', `${at}/settings`);
  if (type === "role" && !field.categories && !settings.values && !field.constraints?.enum)
    report("type", 'A "role" needs "categories", or "settings.values" for the roles of a tenant.', at, true);
  if (
    (type === "code" || type === "status") &&
    !field.categories &&
    !settings.values &&
    !field.constraints?.enum &&
    !preflight.itemConstraints?.enum
  )
    report("type", `A "${type}" needs "categories".`, at, true);
}

/** Names of columns that are not there. */
function faultsInNames({ schema, preflight = {} }: FileTypeDescriptor): MeaningFault[] {
  const names = new Set(schema.fields.map(({ name }) => name));
  const formed = Object.entries(preflight.patternProperties ?? {});
  const isColumn = (name: string): boolean =>
    names.has(name) || formed.some(([form]) => fits(form, name.replaceAll("{number}", "1")));
  const check = (pointer: string, name: string | undefined, key?: string): MeaningFault[] => {
    if (name === undefined || isColumn(name)) return [];
    const meant = nearest(name, names);
    const hint = meant === undefined ? "" : ` Did you mean ${JSON.stringify(meant)}?`;
    const message = `There is no column called ${JSON.stringify(name)}.${hint}`;
    return [{ pointer, ...(key === undefined ? {} : { key }), message, breaks: true }];
  };
  const list = (pointer: string, given: string | readonly string[] | undefined): MeaningFault[] =>
    typeof given === "string" || given === undefined
      ? check(pointer, given)
      : given.flatMap((name, index) => check(`${pointer}/${index}`, name));
  return [
    ...list("/schema/primaryKey", schema.primaryKey),
    ...(schema.uniqueKeys ?? []).flatMap((key, index) => list(`/schema/uniqueKeys/${index}`, key)),
    ...(schema.foreignKeys ?? []).flatMap((key, index) => [
      ...list(`/schema/foreignKeys/${index}/fields`, key.fields),
      ...((key.reference.resource ?? "") === ""
        ? list(`/schema/foreignKeys/${index}/reference/fields`, key.reference.fields)
        : []),
    ]),
    ...schema.fields.flatMap((field, index) =>
      list(`/schema/fields/${index}/preflight/derive`, field.preflight?.derive),
    ),
    ...schema.fields.flatMap((field, index) =>
      list(`/schema/fields/${index}/preflight/requires`, field.preflight?.requires),
    ),
    ...formed.flatMap(([form, field]) =>
      list(`/preflight/patternProperties/${stepOf(form)}/preflight/requires`, field.preflight?.requires),
    ),
    ...(preflight.uniqueKeys ?? []).flatMap((key, index) => [
      ...list(`/preflight/uniqueKeys/${index}/fields`, key.fields),
      ...check(`/preflight/uniqueKeys/${index}/where/column`, key.where?.column),
      ...check(`/preflight/uniqueKeys/${index}/unlessSame`, key.unlessSame),
    ]),
    ...list("/preflight/keys", preflight.keys),
    ...conditionNames(preflight.row, "/preflight/row", check),
    ...(preflight.groups ?? []).flatMap((group, index) => [
      ...list(`/preflight/groups/${index}/content`, group.content),
      ...list(`/preflight/groups/${index}/needs`, group.needs),
      ...list(`/preflight/groups/${index}/with`, group.with),
      ...check(`/preflight/groups/${index}/primary`, group.primary),
    ]),
    ...(preflight.repeats ?? []).flatMap((repeat, index) => [
      ...check(`/preflight/repeats/${index}/field`, repeat.field),
      ...check(`/preflight/repeats/${index}/by`, repeat.by),
    ]),
    ...check("/preflight/membership/role", preflight.membership?.role),
  ];
}

/** Columns that conditions name; an `if` that empty cells fulfil is told, for it is seldom meant. */
function conditionNames(
  condition: RowConditionDescriptor | undefined,
  pointer: string,
  check: (pointer: string, name: string, key?: string) => MeaningFault[],
): MeaningFault[] {
  if (!condition) return [];
  const inner = (key: "if" | "then" | "else" | "not"): MeaningFault[] =>
    conditionNames(condition[key], `${pointer}/${key}`, check);
  const lists = (["allOf", "anyOf", "oneOf"] as const).flatMap((key) =>
    (condition[key] ?? []).flatMap((each, index) => conditionNames(each, `${pointer}/${key}/${index}`, check)),
  );
  const { required = [], properties = {}, dependentRequired = {} } = condition;
  const asked = condition.if;
  const loose = Object.keys(asked?.properties ?? {}).filter((name) => !asked?.required?.includes(name));
  return [
    ...required.flatMap((name, index) => check(`${pointer}/required/${index}`, name)),
    ...Object.keys(properties).flatMap((name) => check(`${pointer}/properties`, name, name)),
    ...Object.entries(dependentRequired).flatMap(([name, others]) => [
      ...check(`${pointer}/dependentRequired`, name, name),
      ...others.flatMap((each) => check(`${pointer}/dependentRequired`, each, name)),
    ]),
    ...loose.map((name) => ({
      pointer,
      key: "if",
      message: `This is also true where ${JSON.stringify(name)} is empty. Add "required": [${JSON.stringify(name)}] if you mean filled cells only.`,
      breaks: false,
    })),
    ...(asked && !condition.then && !condition.else
      ? [{ pointer, key: "if", message: '"if" does nothing without "then" or "else".', breaks: false }]
      : []),
    ...inner("if"),
    ...inner("then"),
    ...inner("else"),
    ...inner("not"),
    ...lists,
  ];
}

function faultsInReference({ fields, reference }: ForeignKeyDescriptor, pointer: string): MeaningFault[] {
  const [own, there] = [[fields].flat(), [reference.fields].flat()];
  if (own.length !== there.length)
    return [
      {
        pointer,
        message: `${own.length} columns can't refer to ${there.length}. Name as many here as there.`,
        breaks: true,
      },
    ];
  if (own.length < 2) return [];
  const message = "CSV Preflight doesn't check references of several columns at once yet. Refer by one column.";
  return [{ pointer, message, breaks: true }];
}
