/** A file type ready to judge files: its schema document compiled with what the tenant adds. */

import { message } from "../text/message.ts";
import { fold } from "../text/text.ts";
import type { Dialect } from "../text/tokenizer.ts";

import type { ByConcern, Concern } from "./concern.ts";
import type { Category, Field, ForbiddenValue, Severity, TableDocument, UniqueKey } from "./file-type.ts";

import { hasForm } from "./patterns.ts";
import { type Profile, settingAt, settingsList } from "./profile.ts";

/** A column of a table, ready to judge cells. */
export interface Column {
  readonly field: Field;
  /** Every value that is right as it stands. */
  readonly values: ReadonlyMap<string, Category>;
  /** The value that a label, an alias or another spelling stands for, by its folded text. */
  readonly spellings: ReadonlyMap<string, Category>;
  readonly required: boolean;
  /** Some of the values are the tenant's own. */
  readonly hasOwnValues: boolean;
}

/** A file type with the tenant's facts merged in. */
export interface Table {
  readonly document: TableDocument;
  readonly name: string;
  readonly system: string;
  readonly delimiter: string;
  readonly raw: boolean;
  /** A backslash takes the meaning from the character after it. */
  readonly escapes: boolean;
  readonly columns: readonly Column[];
  /** Answers for every name that is a column's, those of a form (`fieldPatterns`) too; lists the others only. */
  readonly byName: ReadonlyMap<string, Column>;
  readonly profile: Profile;
  /** True when a column holds passwords: rows that do not line up must not be quoted in messages. */
  readonly hasPassword: boolean;
  /** Cells that are not shown whatever stands above them, by index: nobody knows what they are, and they may be passwords. */
  readonly hiddenCells: ReadonlySet<number>;
  /** Keys that rows are found by. */
  readonly identityKeys: readonly UniqueKey[];
  /** What should be there once, although rows are not found by it. */
  readonly valueKeys: readonly UniqueKey[];
  /** The importer does not count an empty cell at the end of a row. */
  readonly losesEmptyEnd: boolean;
  /** The settled severity of a rule, or undefined to leave it to the rule. */
  severityOf(rule: string, field: Field | undefined): Severity | undefined;
}

const none: ReadonlySet<number> = new Set();

/** Compiles a schema document once per profile. `rules`: which of them is about what. */
export function compileTable(written: TableDocument, profile: Profile, { byConcern }: ByConcern): Table {
  const document = shapedDocument(written);
  const columns = document.fields.map((field) => compileColumn(field, profile));
  const extra = document.settings?.fields ? settingsList(profile, document.settings.fields) : [];
  for (const name of extra) columns.push(compileColumn(shapedField(tenantField(name)), profile));
  const userRules = profile.rules ?? {};
  const severityOf = (rule: string, field: Field | undefined): Severity | undefined =>
    (Object.hasOwn(userRules, rule) ? userRules[rule] : undefined) ??
    field?.severities?.[rule] ??
    document.severities?.[rule];
  const keysOf = (concern: Concern): UniqueKey[] =>
    (document.uniqueKeys ?? []).filter(({ rule }) => rule === byConcern.get(concern)?.name);
  return {
    document,
    name: document.name,
    system: document.system,
    delimiter: delimiterOf(document, profile),
    raw: document.dialect.quoteChar === null,
    escapes: document.dialect.escapes === true,
    columns,
    byName: new ColumnsByName(columns, document.fieldPatterns ?? [], profile),
    profile,
    hasPassword: [...document.fields, ...(document.fieldPatterns ?? [])].some((field) => field.type === "password"),
    hiddenCells: none,
    identityKeys: keysOf("identity"),
    valueKeys: keysOf("repetition"),
    losesEmptyEnd: (severityOf(byConcern.get("empty-end")?.name ?? "", undefined) ?? "off") !== "off",
    severityOf,
  };
}

/** By document, so that tables of one document under several profiles share its fields. */
const shaped = new WeakMap<TableDocument, TableDocument>();

/**
 * The document with members in the same order in each of its fields, absent ones undefined: documents leave out what they
 * do not need, and the engine compiles what reads a field again for each shape it meets.
 */
function shapedDocument(document: TableDocument): TableDocument {
  let made = shaped.get(document);
  if (!made) {
    const { fieldPatterns } = document;
    const patterns = fieldPatterns ? { fieldPatterns: fieldPatterns.map(shapedField) } : {};
    made = { ...document, fields: document.fields.map(shapedField), ...patterns };
    shaped.set(document, made);
    shaped.set(made, made);
  }
  return made;
}

/** Every member stands there, the optional ones too: the compiler misses one that was forgotten. */
type AllOf<T> = Record<keyof T, unknown>;

function shapedField(field: Field): Field {
  const { constraints = {} } = field;
  return {
    name: field.name,
    title: field.title,
    description: field.description,
    condition: field.condition,
    format: field.format,
    example: field.example,
    type: field.type,
    means: field.means,
    kind: field.kind,
    weight: field.weight,
    aliases: field.aliases,
    constraints: {
      required: constraints.required,
      minLength: constraints.minLength,
      maxLength: constraints.maxLength,
      pattern: constraints.pattern,
      enum: constraints.enum,
      minimum: constraints.minimum,
      maximum: constraints.maximum,
      exclusiveMinimum: constraints.exclusiveMinimum,
      exclusiveMaximum: constraints.exclusiveMaximum,
    } satisfies AllOf<NonNullable<Field["constraints"]>>,
    says: field.says,
    dateFormat: field.dateFormat,
    groupChar: field.groupChar,
    decimalChar: field.decimalChar,
    bareNumber: field.bareNumber,
    missingValues: field.missingValues,
    missing: field.missing,
    severities: field.severities,
    categories: field.categories?.map(shapedCategory),
    settings: field.settings && { values: field.settings.values, policy: field.settings.policy },
    forbidden: field.forbidden?.map(
      ({ value, reason, severity, empty }) =>
        ({ value, reason, severity, empty }) satisfies AllOf<ForbiddenValue> as ForbiddenValue,
    ),
    list: field.list,
    prefixes: field.prefixes?.map(shapedCategory),
    variant: field.variant,
    trueValues: field.trueValues,
    falseValues: field.falseValues,
    ignoreCase: field.ignoreCase,
    patterns: field.patterns,
    tolerated: field.tolerated,
    recommended: field.recommended,
    derive: field.derive,
    requires: field.requires,
  } satisfies AllOf<Field> as Field;
}

function shapedCategory({ value, label, description, means, aliases }: Category): Category {
  return { value, label, description, means, aliases } satisfies AllOf<Category> as Category;
}

function delimiterOf(document: TableDocument, profile: Profile): string {
  const path = document.settings?.delimiter;
  const own = path === undefined ? undefined : settingAt(profile, path);
  return typeof own === "string" && own.length === 1 && !/["\r\n]/.test(own) ? own : document.dialect.delimiter;
}

function compileColumn(field: Field, profile: Profile): Column {
  const values = field.ignoreCase ? new CaselessMap<Category>() : new Map<string, Category>();
  const spellings = new Map<string, Category>();
  const own = field.settings?.values ? settingsList(profile, field.settings.values) : [];
  const listed: Category[] = [...(field.categories ?? []), ...own.map((value) => shapedCategory({ value }))];
  for (const category of listed) {
    values.set(category.value, category);
    for (const word of [category.value, category.label ?? category.value, ...(category.aliases ?? [])]) {
      const key = fold(word);
      if (!spellings.has(key)) spellings.set(key, category);
    }
  }
  return { field, values, spellings, required: field.constraints?.required === true, hasOwnValues: own.length > 0 };
}

/** So many names of a form are remembered. */
const namesMost = 20_000;

/** Columns by their names; one whose name has a form is made when it is asked for, and stays the same. */
class ColumnsByName extends Map<string, Column> {
  readonly #forms: readonly Field[];
  readonly #made = new Map<string, Column>();
  readonly #profile: Profile;

  constructor(columns: readonly Column[], forms: readonly Field[], profile: Profile) {
    super(columns.map((column) => [column.field.name, column]));
    this.#forms = forms;
    this.#profile = profile;
  }

  override get(name: string): Column | undefined {
    const known = super.get(name) ?? this.#made?.get(name);
    if (known || !this.#forms || this.#forms.length === 0 || name.length > longestName) return known;
    const field = this.#forms.find((form) => hasForm(form.name, name));
    if (!field) return undefined;
    const number = /(?<!\d)\d*$/.exec(name)![0];
    const requires = field.requires?.map((other) => other.replaceAll("{number}", number));
    const made = compileColumn({ ...field, name, title: titleOf(field, name), requires } as Field, this.#profile);
    if (this.#made.size >= namesMost) this.#made.clear();
    this.#made.set(name, made);
    return made;
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }
}

/** Longer names have no form. */
const longestName = 200;

function titleOf(field: Field, name: string): string {
  return field.title === field.name ? name : field.title;
}

/** How cells of a table's files are written. */
export function dialectFor({ delimiter, raw, escapes }: Table, columns: number): Dialect {
  return { delimiter, raw, escapes, columns };
}

/** What new files have above the header, line breaks included. */
export function textAboveHeader({ document }: Table, lineBreak: string): string {
  return (document.above?.lines ?? []).map((line) => line + lineBreak).join("");
}

/** A map whose keys are found in any case, and listed as they were given. */
class CaselessMap<V> extends Map<string, V> {
  readonly #keys = new Map<string, string>();

  override set(key: string, value: V): this {
    this.#keys.set(key.toLowerCase(), key);
    return super.set(key, value);
  }

  override get(key: string): V | undefined {
    return super.get(this.#keys.get(key.toLowerCase()) ?? key);
  }

  override has(key: string): boolean {
    return super.has(this.#keys.get(key.toLowerCase()) ?? key);
  }
}

function tenantField(name: string): Field {
  return {
    name,
    title: name,
    description: message("A column that your tenant profile adds.").template,
    example: "",
    type: "string",
    weight: 0,
  };
}

/** The columns a new file begins with: all of them, but only the required ones where tenants add columns of their own at will. */
export function templateColumns(table: Table): readonly Column[] {
  return table.document.settings?.fields === undefined
    ? table.columns
    : table.columns.filter((column) => column.required);
}
