/** What a schema document says of a file type: its columns, what they hold and mean, and which of them belong together. */

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
  | "number"
  | "date"
  | "time"
  | "datetime"
  | "year"
  | "yearmonth"
  | "duration"
  | "uri"
  | "postal-code"
  | "uuid"
  | "username"
  | "person-name"
  | "password"
  | "membership"; // [type:]/group/path

/** What a row is about, for whoever looks at people: see `rows` in `schemas/file-type.schema.json`. */
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
    /** Every value that is right, for types that have no `categories`. */
    readonly enum?: readonly string[];
    /** Of numbers, dates and times, written as cells of the column are. */
    readonly minimum?: string;
    readonly maximum?: string;
    readonly exclusiveMinimum?: string;
    readonly exclusiveMaximum?: string;
  };
  /** What is said of a broken constraint, by the constraint's name. */
  readonly says?: Readonly<Record<string, OwnSentence>>;
  /** For dates and times: `default` (ISO 8601), `any`, or a pattern of `strptime` such as `%d/%m/%Y`. */
  readonly dateFormat?: string;
  /** For numbers: what groups digits, what stands before decimals (default `.`), and whether there may be other characters around. */
  readonly groupChar?: string;
  readonly decimalChar?: string;
  readonly bareNumber?: boolean;
  /** Texts that mean no value, beside the empty one. */
  readonly missingValues?: readonly string[];
  /** Severity of `missing-column` for it. Default: error when required, else off. */
  readonly missing?: Severity;
  readonly severities?: Readonly<Record<string, Severity>>;
  readonly categories?: readonly Category[];
  /** Paths of tenant settings: the list of further `values`; for passwords the `policy` that replaces `constraints`. */
  readonly settings?: { readonly values?: string; readonly policy?: string };
  /** Values that look right but are not, with the reason; one that is also listed is right but seldom meant. */
  readonly forbidden?: readonly ForbiddenValue[];
  /** A list in one cell. */
  readonly list?: { readonly delimiter: string };
  /** What may stand before the colon of a membership: `manager` in `manager:/spaces/sales`. */
  readonly prefixes?: readonly Category[];
  /** `digits` (phones, integers): digits only. `e164` (phones): `+`, country code, number. */
  readonly variant?: "digits" | "e164";
  /** For booleans: the words that are read for yes and no, the one to write first. Default: those of Table Schema. */
  readonly trueValues?: readonly string[];
  readonly falseValues?: readonly string[];
  /** The importer compares values of `categories` or the words of booleans without their case. */
  readonly ignoreCase?: boolean;
  /** For names: what a value must be in parts, in the order to say it. */
  readonly patterns?: readonly ValueForm[];
  /** For names: values that break `constraints` and are accepted all the same, as a warning. */
  readonly tolerated?: ValueForm;
  /** For names: the form that is best; other right values are hinted at. */
  readonly recommended?: ValueForm;
  /** Names of the columns that a value can be derived from (a user name from first and last name). */
  readonly derive?: readonly string[];
  /** Columns that must be filled where this one is. In `fieldPatterns`, `{number}` is the number at the end of this one's name. */
  readonly requires?: readonly string[];
}

/** What a file type says itself of a broken constraint; `{value}` stands for the value. */
export interface OwnSentence {
  readonly says: string;
  readonly severity?: Severity;
  /** Where the vendor says so. */
  readonly source?: string;
}

/** A form of whole values (a regular expression, flag `u`), and the sentence about a value that has it, or lacks it. */
export interface ValueForm {
  readonly pattern: string;
  /** `{value}` stands for the value, `{character}` for the first character that the pattern does not accept by itself. */
  readonly says: string;
}

/** A value that looks right but is not. */
export interface ForbiddenValue {
  readonly value: string;
  readonly reason: string;
  readonly severity?: Severity;
  /** It is meant as no value: `placeholder-value` tells it. */
  readonly empty?: boolean;
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
  /** The yes-or-no column that calls this block the primary one. */
  readonly primary?: string;
}

export interface UniqueKey {
  /** The rule that reports it: one that says so itself (`listedIn`). */
  readonly rule: string;
  readonly fields: readonly string[];
  readonly ignoreCase?: boolean;
  readonly severity?: Severity;
  /** Only rows where this column says yes count. */
  readonly whereTrue?: string;
  /** The values that count there, in lower case. Default: the words that say yes. */
  readonly whereValues?: readonly string[];
  /** Not a duplicate when this column holds the same value in both rows. */
  readonly unlessSame?: string;
}

export interface ForeignKey {
  readonly rule: string;
  readonly field: string;
  readonly reference: { readonly table: string; readonly field: string };
  /** Severity when the file that should hold the key is there / is not there; left out: nothing is said. */
  readonly missing?: Severity;
  readonly absent?: Severity;
  /** The file itself must be part of the set: `missing-file` when it is not. */
  readonly needsFile?: boolean;
}

/** A column that should not repeat what the row it belongs to says in another file. */
export interface RepeatedField {
  readonly rule: string;
  readonly field: string;
  /** The column with the key of that row. */
  readonly by: string;
  readonly reference: {
    readonly table: string;
    readonly field: string;
    /** The column with the row's own key. */
    readonly by: string;
  };
}

/** What a cell must be, where it is filled. */
export interface CellCondition {
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly not?: CellCondition;
}

/** What a row must be. All that stand here must be so. */
export interface RowCondition {
  /** Columns that must be filled. */
  readonly required?: readonly string[];
  /** What filled cells must be, by column. */
  readonly properties?: Readonly<Record<string, CellCondition>>;
  /** Columns that must be filled where another one is. */
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  /** JSON Schema's `if`, `then` and `else`: an object with a `then` would be taken for a promise. */
  readonly when?: RowCondition;
  readonly so?: RowCondition;
  readonly otherwise?: RowCondition;
  readonly allOf?: readonly RowCondition[];
  readonly anyOf?: readonly RowCondition[];
  readonly oneOf?: readonly RowCondition[];
  readonly not?: RowCondition;
  /** The file type's own sentence. */
  readonly errorMessage?: string;
  readonly severity?: Severity;
}

/** A file type as the engine reads it; `descriptor.ts` makes it of what people write. */
export interface TableDocument {
  readonly name: string;
  readonly title: string;
  /** Who reads the file, as named in messages. */
  readonly system: string;
  readonly description: string;
  readonly url: string;
  /** Usual file names, compared without case. */
  readonly files: readonly string[];
  /** Patterns of the folders it usually lies in: see `folder-pattern.ts`. */
  readonly folders?: readonly string[];
  /** The sum of weights a header must reach: `named` when file name or folder speak for it, `alone` when only the header does. */
  readonly detect: { readonly named: number; readonly alone: number };
  /** `quoteChar` null: the importer knows no quotes. `escapes`: a backslash takes the meaning from the character after it. */
  readonly dialect: { readonly delimiter: string; readonly quoteChar: string | null; readonly escapes?: boolean };
  /** The importer reads the column names below so many lines, and what these say where that is known. */
  readonly above?: { readonly count: number; readonly lines: readonly string[] };
  /** `equal`: other columns break the upload. `partial`: other columns are left aside. */
  readonly fieldsMatch: "equal" | "partial";
  /** What a row as a whole must be. */
  readonly row?: RowCondition;
  /** How much the importer accepts at once. */
  readonly limits?: { readonly rows?: number; readonly bytes?: number; readonly rowLength?: number };
  /** The importer reads columns by their place. */
  readonly inOrder?: boolean;
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
  /** Each file is a delivery of its own: its keys are not compared with those of files beside it. */
  readonly deliveries?: boolean;
  /** The place in the order of upload, from 1. */
  readonly order?: number;
  /** What a row is about; without it nobody looks for people here. */
  readonly rows?: RowsAbout;
  /** What the import does with a row about a person, in the order to say it. */
  readonly outcomes?: readonly OutcomeText[];
  readonly severities?: Readonly<Record<string, Severity>>;
  /** Words that people write for no value and that the importer reads as values: what `placeholder-value` looks for, in any case. */
  readonly placeholders?: readonly string[];
  readonly fields: readonly Field[];
  /** Columns whose names have a form: what `name` is there is a regular expression (flag `u`) for the whole name. */
  readonly fieldPatterns?: readonly Field[];
  readonly blocks?: readonly Block[];
  readonly uniqueKeys?: readonly UniqueKey[];
  readonly foreignKeys?: readonly ForeignKey[];
  readonly repeats?: readonly RepeatedField[];
  /** Names that people write but that no importer knows, with what was probably meant. */
  readonly notColumns?: readonly { readonly name: string; readonly reason: string }[];
  /** Paths of tenant settings: the list of further columns, another delimiter. */
  readonly settings?: { readonly fields?: string; readonly delimiter?: string };
  /** Rows of this table need a row in another one: users and their groups. */
  readonly membership?: {
    readonly table: string;
    readonly field: string;
    readonly role: string;
    readonly exempt: readonly string[];
    readonly lenient: readonly string[];
  };
}
