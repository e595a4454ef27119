/** What a schema document says a file should be, and how a header row is read against it. */
import { fold } from "./text.ts";
import { stray, unclosed } from "./tokenizer.ts";

/** How bad a finding is; `off` silences it. */
export type Severity = "error" | "warning" | "information" | "hint" | "off";

/** What kind of value a column holds; decides which rule judges the cell and what hover and completion know. */
export type FieldType =
  | "string"
  | "id" // a key of this row: no blanks
  | "reference" // the key of a row in another file
  | "code" // one of `categories`, by number
  | "role" // one of `categories` or of the tenant's own roles
  | "status" // one of `categories`, by word
  | "boolean"
  | "email"
  | "timezone"
  | "country-code"
  | "country-name"
  | "phone"
  | "integer"
  | "postal-code"
  | "uuid"
  | "username"
  | "person-name"
  | "password"
  | "membership"; // [type:]/group/path

/** What a row is about, for whoever looks at people: see `rows` in `schemas/table.schema.json`. */
export type RowsAbout = "people" | "contacts" | "memberships" | "groups";

/** What a column says of a person, in words that all systems share. */
export type Meaning =
  | "key" // the person's key in the customer's own system; rows elsewhere name it in `member`
  | "row-key" // the key of the row, of no use elsewhere
  | "user-name"
  | "full-name"
  | "first-name"
  | "last-name"
  | "email"
  | "email-kind"
  | "email-primary"
  | "phone"
  | "phone-kind"
  | "phone-extension"
  | "phone-country"
  | "phone-primary"
  | "address-kind"
  | "address-line1"
  | "address-line2"
  | "city"
  | "state"
  | "postal-code"
  | "country"
  | "address-primary"
  | "job-title"
  | "status"
  | "role"
  | "group"
  | "group-name"
  | "group-role"
  | "community"
  | "member"
  | "time-zone"
  | "manager"
  | "welcome"
  | "password";

/** Which phone, email or address. */
export type ContactKind = "work" | "home" | "mobile" | "fax" | "other";

/** The state of an account. */
export type AccountState = "active" | "suspended" | "deleted";

export interface Category {
  readonly value: string;
  readonly label?: string;
  readonly description?: string;
  /** The same in words that all systems share; `role` for a group that decides what its members may do everywhere. */
  readonly means?: AccountState | ContactKind | "role";
  /** Other spellings people type for it, matched without case. */
  readonly aliases?: readonly string[];
}

export interface Field {
  readonly name: string;
  readonly title: string;
  /** Markdown, our own words. */
  readonly description: string;
  /** In words: when the importer wants it, where that is more than "always" or "never". */
  readonly condition?: string;
  /** In words: what a value looks like. */
  readonly format?: string;
  readonly example: string;
  readonly type: FieldType;
  /** What it says of a person; without it the column is known to its own system only. */
  readonly means?: Meaning;
  /** Which phone, email or address it is, where the column itself says so. */
  readonly kind?: ContactKind;
  /** How much this name tells about the file type when it stands in a header; 0 for names any file may have. Default 1. */
  readonly weight?: number;
  /** Former and mistaken names that still count as this column. Case, blanks and a trailing asterisk need no alias. */
  readonly aliases?: readonly string[];
  readonly constraints?: {
    readonly required?: boolean;
    readonly minLength?: number;
    readonly maxLength?: number;
    /** A regular expression (flag `u`) over the whole value. */
    readonly pattern?: string;
  };
  /** Severity of `missing-column` for it. Default: error when required, else off. */
  readonly missing?: Severity;
  readonly severities?: Readonly<Record<string, Severity>>;
  readonly categories?: readonly Category[];
  /** Where in the tenant profile further values are listed, e.g. `turvo.customRoles`; for passwords: where the policy is. */
  readonly vocabulary?: string;
  /** Values that look right but are not, with the reason; one that is also listed is right but seldom meant. */
  readonly forbidden?: readonly { readonly value: string; readonly reason: string; readonly severity?: Severity }[];
  /** A list in one cell. */
  readonly list?: { readonly delimiter: string };
  /** What may stand before the colon of a membership: `manager` in `manager:/spaces/sales`. */
  readonly prefixes?: readonly Category[];
  /** `digits` or `e164` for phones; `any-case` for booleans whose case is free; `lower` for true/false. */
  readonly variant?: string;
  /** Names of the columns that a value can be derived from (Meeds userName from firstName, lastName). */
  readonly derive?: readonly string[];
}

/** When a sentence about an import is said: all that stand here must be so. */
export interface OutcomeCondition {
  /** What the last upload had of the person's own row: nothing, another one, the same; `unknown` where none is known. */
  readonly upload?: "new" | "changed" | "same" | "unknown";
  readonly status?: AccountState;
  /** Whether the row asks for a mail to a new user. */
  readonly welcome?: boolean;
}

/** What an import does with a person. */
export interface OutcomeText {
  readonly if?: OutcomeCondition;
  /** A whole sentence; `{email}`, `{key}` and `{userName}` stand for what the rows say, `{changes}` for the columns that changed. */
  readonly says: string;
  /** Easily missed. */
  readonly attention?: boolean;
}

/** Columns that only make sense together: an e-mail with its type, an address with its country. */
export interface Block {
  readonly name: string;
  /** With its article, for messages: "an address". */
  readonly title: string;
  /** Any of these filled means the block is there. */
  readonly content: readonly string[];
  /** Needed when the block is there. */
  readonly needs: readonly string[];
  /** Meaningless without the block. */
  readonly with: readonly string[];
  /** The True/False column that calls this block the primary one. */
  readonly primary?: string;
}

export interface UniqueKey {
  readonly rule: "duplicate-id" | "duplicate-value" | "several-primaries";
  readonly fields: readonly string[];
  readonly ignoreCase?: boolean;
  readonly severity?: Severity;
  /** Only rows where this column says True count. */
  readonly whereTrue?: string;
  /** Not a duplicate when this column holds the same value in both rows. */
  readonly unlessSame?: string;
}

export interface ForeignKey {
  readonly rule: "unknown-user" | "unknown-group" | "unknown-community";
  readonly field: string;
  readonly reference: { readonly table: string; readonly field: string };
  /** Severity when the file that should hold the key is there / is not there; left out: nothing is said. */
  readonly missing?: Severity;
  readonly absent?: Severity;
  /** The file itself must be part of the set: `missing-file` when it is not. */
  readonly needsFile?: boolean;
}

/** A schema document under `schemas/`, or one that a user wrote; its JSON schema is `schemas/table.schema.json`. */
export interface TableDocument {
  readonly name: string;
  readonly title: string;
  /** Who reads the file, as named in messages: "Turvo". */
  readonly system: string;
  readonly description: string;
  readonly url: string;
  /** Usual file names, compared without case. */
  readonly files: readonly string[];
  /** Patterns of the folders it usually lies in, `*` within a name: `*_*\/USER`. */
  readonly folders?: readonly string[];
  /** The sum of weights a header must reach: `named` when file name or folder speak for it, `alone` when only the header does. */
  readonly detect: { readonly named: number; readonly alone: number };
  /** `quoteChar` null: the importer knows no quotes. `setting`: where the tenant profile names another delimiter. */
  readonly dialect: { readonly delimiter: string; readonly quoteChar: string | null; readonly setting?: string };
  /** `equal`: other columns break the upload. `partial`: other columns are left aside. */
  readonly fieldsMatch: "equal" | "partial";
  /** `exact`: the importer compares header names letter by letter. */
  readonly headerCase?: "exact";
  /** Severity of `column-count` for cells beyond the header, where the importer drops them. Default: as for missing cells. */
  readonly extraCells?: Severity;
  /** True: a header without rows is worth a warning. */
  readonly needsRows?: boolean;
  /** Read for the keys it holds only: neither checked nor listed. */
  readonly hidden?: boolean;
  /** Fields that other files refer to although they need not be unique here. */
  readonly keys?: readonly string[];
  /** Other files of a set find this one in the same folder, or the one with the nearest common folder. Default: folder. */
  readonly found?: "folder" | "nearest";
  /** The place in the order of upload, from 1. */
  readonly order?: number;
  /** What a row is about; without it nobody looks for people here. */
  readonly rows?: RowsAbout;
  /** What the import does with a row about a person, in the order to say it. */
  readonly outcomes?: readonly OutcomeText[];
  readonly severities?: Readonly<Record<string, Severity>>;
  readonly fields: readonly Field[];
  readonly blocks?: readonly Block[];
  readonly uniqueKeys?: readonly UniqueKey[];
  readonly foreignKeys?: readonly ForeignKey[];
  /** Names that people write but that no importer knows, with what was probably meant. */
  readonly notColumns?: readonly { readonly name: string; readonly reason: string }[];
  /** Where in the tenant profile further columns are listed, e.g. `meeds.properties`. */
  readonly vocabulary?: string;
  /** Rows of this table need a row in another one (Turvo users and their groups). */
  readonly membership?: {
    readonly table: string;
    readonly field: string;
    readonly role: string;
    readonly exempt: readonly string[];
    readonly lenient: readonly string[];
  };
}

/** What a tenant adds to the schemas: `csv-preflight.json` merged with the editor's settings. See `schemas/profile.schema.json`. */
export interface Profile {
  readonly files?: Readonly<Record<string, string | false>>;
  readonly turvo?: { readonly customRoles?: readonly string[] };
  readonly travtus?: {
    readonly company?: { readonly name?: string; readonly id?: string };
    readonly roles?: readonly string[];
    readonly delimiter?: string;
  };
  readonly meeds?: {
    readonly properties?: readonly string[];
    readonly passwordPolicy?: { readonly minLength?: number; readonly maxLength?: number; readonly pattern?: string };
  };
  readonly rules?: Readonly<Record<string, Severity>>;
  readonly schemas?: readonly string[];
  /** By `from→to`, the names of two file types of people. */
  readonly conversions?: Readonly<Record<string, ConversionRules>>;
}

/** What a person has decided about converting people of one system for another. */
export interface ConversionRules {
  /** The role, or roles, for each role over there; `false`: none. "" stands for people who have no role. Of several that fit one person the first counts where only one has room. */
  readonly roles?: Readonly<Record<string, string | readonly string[] | false>>;
  /** The group for each group or community over there, by id or path; `false`: none. */
  readonly groups?: Readonly<Record<string, string | false>>;
  /** What somebody is within a group. */
  readonly groupRoles?: Readonly<Record<string, string | false>>;
  /** Columns of this file that go to columns of that one as they are. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Values for columns that would stay empty. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Where phone numbers belong that do not say it themselves: two letters. */
  readonly country?: string;
}

/** A column of a table, ready to judge cells. */
export interface Column {
  readonly field: Field;
  /** Every value that is right as it stands. */
  readonly values: ReadonlyMap<string, Category>;
  /** The value that a label, an alias or another spelling stands for, by its folded text. */
  readonly spellings: ReadonlyMap<string, Category>;
  readonly required: boolean;
}

/** A file type with the tenant's facts merged in. */
export interface Table {
  readonly document: TableDocument;
  readonly name: string;
  readonly system: string;
  readonly delimiter: string;
  readonly raw: boolean;
  readonly columns: readonly Column[];
  readonly byName: ReadonlyMap<string, Column>;
  readonly profile: Profile;
  /** True when a column holds passwords: rows that do not line up must not be quoted in messages. */
  readonly hasPassword: boolean;
  /** The settled severity of a rule, or undefined to leave it to the rule. */
  severityOf(rule: string, field: Field | undefined): Severity | undefined;
}

/** Compiles a schema document once per profile. */
export function compileTable(written: TableDocument, profile: Profile): Table {
  const document = shapedDocument(written);
  const columns = document.fields.map((field) => compileColumn(field, profile));
  const extra = document.vocabulary ? vocabulary(profile, document.vocabulary) : [];
  for (const name of extra) columns.push(compileColumn(shapedField(tenantField(name, document.system)), profile));
  const userRules = profile.rules ?? {};
  return {
    document,
    name: document.name,
    system: document.system,
    delimiter: delimiterOf(document, profile),
    raw: document.dialect.quoteChar === null,
    columns,
    byName: new Map(columns.map((column) => [column.field.name, column])),
    profile,
    hasPassword: document.fields.some((field) => field.type === "password"),
    severityOf: (rule, field) =>
      (Object.hasOwn(userRules, rule) ? userRules[rule] : undefined) ??
      field?.severities?.[rule] ??
      document.severities?.[rule],
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
    made = { ...document, fields: document.fields.map(shapedField) };
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
    } satisfies AllOf<NonNullable<Field["constraints"]>>,
    missing: field.missing,
    severities: field.severities,
    categories: field.categories?.map(shapedCategory),
    vocabulary: field.vocabulary,
    forbidden: field.forbidden?.map(({ value, reason, severity }) => ({ value, reason, severity })),
    list: field.list,
    prefixes: field.prefixes?.map(shapedCategory),
    variant: field.variant,
    derive: field.derive,
  } satisfies AllOf<Field> as Field;
}

function shapedCategory({ value, label, description, means, aliases }: Category): Category {
  return { value, label, description, means, aliases } satisfies AllOf<Category> as Category;
}

function delimiterOf(document: TableDocument, profile: Profile): string {
  const own = document.dialect.setting ? settingAt(profile, document.dialect.setting) : undefined;
  return typeof own === "string" && own.length === 1 && !/["\r\n]/.test(own) ? own : document.dialect.delimiter;
}

function compileColumn(field: Field, profile: Profile): Column {
  const values = new Map<string, Category>();
  const spellings = new Map<string, Category>();
  const own = field.vocabulary ? vocabulary(profile, field.vocabulary) : [];
  const listed: Category[] = [...(field.categories ?? []), ...own.map((value) => shapedCategory({ value }))];
  for (const category of listed) {
    values.set(category.value, category);
    for (const word of [category.value, category.label ?? category.value, ...(category.aliases ?? [])]) {
      const key = fold(word);
      if (!spellings.has(key)) spellings.set(key, category);
    }
  }
  return { field, values, spellings, required: field.constraints?.required === true };
}

/** The list at a path of the profile such as `turvo.customRoles`. */
export function vocabulary(profile: Profile, path: string): readonly string[] {
  const found = settingAt(profile, path);
  return Array.isArray(found) ? found.filter((item): item is string => typeof item === "string") : [];
}

/** What stands at a dotted path of the profile. */
export function settingAt(profile: Profile, path: string): unknown {
  let at: unknown = profile;
  for (const key of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}

function tenantField(name: string, system: string): Field {
  return {
    name,
    title: name,
    description: `A column that your tenant profile adds for ${system}.`,
    example: "",
    type: "string",
    weight: 0,
  };
}

/** How a header name came to be taken for its column. */
export type NameMatch = "exact" | "blanks" | "case" | "alias";

export interface HeaderCell {
  readonly index: number;
  /** As written, quotes off. */
  readonly text: string;
  /** From the start of the header record. */
  readonly start: number;
  readonly end: number;
  /** As the tokenizer's cells have them. */
  readonly flags: number;
  readonly column: Column | undefined;
  readonly match: NameMatch | undefined;
  /** The earlier cell that names the same column. */
  readonly duplicateOf: number | undefined;
}

/** A header read against a table. The same header text gives the same Binding, so that what is remembered by it stays. */
export interface Binding {
  readonly table: Table;
  readonly cells: readonly HeaderCell[];
  /** For each cell the column it counts as; undefined for unknown ones and for repetitions. */
  readonly columns: readonly (Column | undefined)[];
  /** The cell index of a field, or -1. */
  indexOf(field: string): number;
}

/** Reads header cells against a table. */
export function bindHeader(
  cells: readonly { text: string; start: number; end: number; flags: number }[],
  table: Table,
): Binding {
  const taken = new Map<Column, number>();
  const indexes = new Map<string, number>();
  const bound = cells.map((cell, index): HeaderCell => {
    // A broken quote is told as such; the column is meant all the same.
    const found = matchName(cell.flags & (unclosed | stray) ? cell.text.replaceAll('"', "") : cell.text, table);
    const earlier = found ? taken.get(found.column) : undefined;
    if (found && earlier === undefined) {
      taken.set(found.column, index);
      indexes.set(found.column.field.name, index);
    }
    return {
      index,
      text: cell.text,
      start: cell.start,
      end: cell.end,
      flags: cell.flags,
      column: found?.column,
      match: found?.match,
      duplicateOf: earlier,
    };
  });
  return {
    table,
    cells: bound,
    columns: bound.map((cell) => (cell.duplicateOf === undefined ? cell.column : undefined)),
    indexOf: (field) => indexes.get(field) ?? -1,
  };
}

/** The column that a header name stands for. Exact names win over look-alikes. */
export function matchName(text: string, table: Table): { column: Column; match: NameMatch } | undefined {
  const exact = table.byName.get(text);
  if (exact) return { column: exact, match: "exact" };
  const trimmed = trimBlanks(text);
  const blanks = table.byName.get(trimmed);
  if (blanks) return { column: blanks, match: "blanks" };
  const key = nameKey(text);
  if (key === "") return undefined;
  for (const column of table.columns) if (nameKey(column.field.name) === key) return { column, match: "case" };
  for (const column of table.columns) {
    if (column.field.aliases?.some((alias) => nameKey(alias) === key)) return { column, match: "alias" };
  }
  return undefined;
}

/** A header name without what people change by accident: case, blanks, the vendor page's asterisk. */
function nameKey(name: string): string {
  return name.replace(/[\s\u00a0\u200b-\u200d\u2060\ufeff*]+/g, "").toLowerCase();
}

/** The columns a new file begins with: all of them, but only the required ones where tenants add columns of their own at will. */
export function templateColumns(table: Table): readonly Column[] {
  return table.document.vocabulary === undefined ? table.columns : table.columns.filter((column) => column.required);
}

const blankEnds = /^[\s\u00a0\u200b-\u200d\u2060\ufeff]+|[\s\u00a0\u200b-\u200d\u2060\ufeff]+$/g;

/** Cuts white space, no-break spaces and zero-width characters off both ends. */
export function trimBlanks(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  if (first > 32 && first < 127 && last > 32 && last < 127) return text;
  return text.replace(blankEnds, "");
}
