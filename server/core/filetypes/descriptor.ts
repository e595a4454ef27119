/** A file type as people write it: a Data Resource with a Table Schema, and our words under `preflight`. */

import type {
  AccountState,
  Block,
  ContactKind,
  Field,
  ForbiddenValue,
  ForeignKey,
  Meaning,
  OutcomeText,
  OwnSentence,
  RepeatedField,
  RowsAbout,
  Severity,
  TableDocument,
  ValueForm,
} from "./file-type.ts";

/** Types of Table Schema that a column may have. */
export type StandardType =
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "date"
  | "time"
  | "datetime"
  | "year"
  | "yearmonth"
  | "duration"
  | "list"
  | "any";

/** Types of ours, for columns that the standard calls strings. */
export type OwnType =
  | "id"
  | "reference"
  | "code"
  | "role"
  | "status"
  | "timezone"
  | "country-code"
  | "country-name"
  | "phone"
  | "postal-code"
  | "username"
  | "person-name"
  | "password"
  | "membership";

/** What stands in a cell, or means it: numbers are written without quotes in JSON. */
export type Scalar = string | number | boolean;

/** A value of a closed list. */
export interface CategoryDescriptor {
  readonly value: Scalar;
  readonly label?: string;
  readonly preflight?: {
    readonly description?: string;
    readonly means?: AccountState | ContactKind | "role";
    readonly aliases?: readonly string[];
  };
}

/** What a value must be. */
export interface ConstraintsDescriptor {
  readonly required?: boolean;
  readonly unique?: boolean;
  readonly enum?: readonly Scalar[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: string | number;
  readonly maximum?: string | number;
  readonly exclusiveMinimum?: string | number;
  readonly exclusiveMaximum?: string | number;
}

/** A text that means no value. */
export type MissingValue = string | { readonly value: string };

/** A column: the standard's words, and ours under `preflight`. */
export interface FieldDescriptor {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: StandardType;
  readonly format?: string;
  readonly example?: Scalar;
  readonly constraints?: ConstraintsDescriptor;
  readonly categories?: readonly (Scalar | CategoryDescriptor)[];
  readonly categoriesOrdered?: boolean;
  readonly missingValues?: readonly MissingValue[];
  readonly trueValues?: readonly string[];
  readonly falseValues?: readonly string[];
  readonly groupChar?: string;
  readonly decimalChar?: string;
  readonly bareNumber?: boolean;
  readonly delimiter?: string;
  readonly itemType?: StandardType;
  readonly preflight?: FieldExtras;
}

/** Our words about a column. */
export interface FieldExtras {
  readonly type?: OwnType;
  readonly means?: Meaning;
  readonly kind?: ContactKind;
  readonly weight?: number;
  readonly aliases?: readonly string[];
  readonly condition?: string;
  readonly format?: string;
  readonly missing?: Severity;
  readonly severities?: Readonly<Record<string, Severity>>;
  readonly errorMessage?: Readonly<Record<string, string | OwnSentence>>;
  readonly itemConstraints?: ConstraintsDescriptor;
  readonly settings?: NonNullable<Field["settings"]>;
  readonly forbidden?: readonly ForbiddenValue[];
  readonly prefixes?: readonly (Scalar | CategoryDescriptor)[];
  readonly variant?: "digits" | "e164";
  readonly ignoreCase?: boolean;
  readonly patterns?: readonly ValueForm[];
  readonly tolerated?: ValueForm;
  readonly recommended?: ValueForm;
  readonly derive?: readonly string[];
  readonly requires?: readonly string[];
  /** What rows showed when the type was inferred; for people only. */
  readonly evidence?: readonly string[];
}

/** A reference to another file, or with `resource: ""` to other rows of this one. */
export interface ForeignKeyDescriptor {
  readonly fields: string | readonly string[];
  readonly reference: { readonly resource?: string; readonly fields: string | readonly string[] };
  readonly preflight?: Pick<ForeignKey, "missing" | "absent" | "needsFile"> & { readonly rule?: string };
}

/** A key that no two rows share, with more to it than the standard can say. */
export interface UniqueKeyDescriptor {
  readonly fields: readonly string[];
  readonly rule?: string;
  readonly ignoreCase?: boolean;
  readonly severity?: Severity;
  readonly where?: { readonly column: string; readonly equals: Scalar | readonly Scalar[] };
  readonly unlessSame?: string;
}

/** How the standard matches a header with the fields. */
export type FieldsMatch = "exact" | "equal" | "subset" | "superset" | "partial";

/** A Table Schema. */
export interface SchemaDescriptor {
  readonly fields: readonly FieldDescriptor[];
  readonly fieldsMatch?: FieldsMatch | readonly FieldsMatch[];
  readonly missingValues?: readonly MissingValue[];
  readonly primaryKey?: string | readonly string[];
  readonly uniqueKeys?: readonly (readonly string[])[];
  readonly foreignKeys?: readonly ForeignKeyDescriptor[];
}

/** A condition on a cell as it is written: numbers stand without quotes in JSON. */
export interface CellConditionDescriptor {
  readonly const?: Scalar;
  readonly enum?: readonly Scalar[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: string | number;
  readonly maximum?: string | number;
  readonly not?: CellConditionDescriptor;
}

/** A condition on a row as it is written. */
export interface RowConditionDescriptor {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, CellConditionDescriptor>>;
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly if?: RowConditionDescriptor;
  readonly then?: RowConditionDescriptor;
  readonly else?: RowConditionDescriptor;
  readonly allOf?: readonly RowConditionDescriptor[];
  readonly anyOf?: readonly RowConditionDescriptor[];
  readonly oneOf?: readonly RowConditionDescriptor[];
  readonly not?: RowConditionDescriptor;
  readonly errorMessage?: string;
  readonly severity?: Severity;
}

/** Our words about a file type. */
export interface ResourceExtras {
  readonly system?: string;
  readonly files?: readonly string[];
  readonly folders?: readonly string[];
  readonly detect?: TableDocument["detect"];
  readonly quotes?: boolean;
  readonly row?: RowConditionDescriptor;
  readonly limits?: { readonly rows?: number; readonly bytes?: number; readonly rowLength?: number };
  readonly above?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, Omit<FieldDescriptor, "name">>>;
  readonly otherColumns?: "refused" | "ignored";
  readonly headerCase?: "exact";
  readonly extraCells?: Severity;
  readonly needsRows?: boolean;
  readonly hidden?: boolean;
  readonly keys?: readonly string[];
  readonly found?: "folder" | "nearest";
  readonly deliveries?: boolean;
  readonly order?: number;
  readonly rows?: RowsAbout;
  readonly outcomes?: readonly OutcomeText[];
  readonly severities?: Readonly<Record<string, Severity>>;
  readonly placeholders?: readonly string[];
  readonly groups?: readonly Block[];
  readonly uniqueKeys?: readonly UniqueKeyDescriptor[];
  readonly repeats?: readonly RepeatedField[];
  readonly notColumns?: NonNullable<TableDocument["notColumns"]>;
  readonly settings?: NonNullable<TableDocument["settings"]>;
  readonly membership?: NonNullable<TableDocument["membership"]>;
}

/** A file type as it is written; its JSON schema is `schemas/file-type.schema.json`. */
export interface FileTypeDescriptor {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly path?: string | readonly string[];
  readonly dialect?: {
    readonly delimiter?: string;
    readonly quoteChar?: string | null;
    readonly escapeChar?: string;
    readonly headerRows?: readonly number[];
  };
  readonly schema: SchemaDescriptor;
  readonly preflight?: ResourceExtras;
}
