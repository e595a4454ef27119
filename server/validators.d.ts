/** The checks of what people write, made from schemas/ when bundles are built: see scripts/validators.mjs. */
declare module "csv-preflight:validators" {
  /** What ajv says of one fault. */
  interface Fault {
    /** A JSON pointer to the value. */
    readonly instancePath: string;
    /** A JSON pointer to the keyword in the schema. */
    readonly schemaPath: string;
    readonly keyword: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly message?: string;
  }

  interface Validate {
    (value: unknown): boolean;
    /** Of the last call. */
    errors?: readonly Fault[] | null;
  }

  /** Against `schemas/profile.schema.json`. */
  export const validateProfile: Validate;
  /** Against `schemas/mapping.schema.json`. */
  export const validateMapping: Validate;
  /** Against `schemas/table.schema.json`. */
  export const validateTable: Validate;
}
