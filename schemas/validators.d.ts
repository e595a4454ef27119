/** What judges the JSON that people write: compiled from the schemas beside this file by `scripts/validators.mjs`. */

/** One thing that a schema has against a value. */
interface SchemaFault {
  /** A JSON pointer into the value. */
  readonly instancePath: string;
  /** Leads to the keyword, from the schema or the definition that the fault was found by. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: object;
  /** The key that it is about, where a key and not its value is at fault. */
  readonly propertyName?: string;
}

/** Whether a value is what the schema asks for; afterwards `errors` says what is not. */
interface Validator {
  (value: unknown): boolean;
  readonly errors?: readonly SchemaFault[] | null;
}

export declare const profile: Validator;
export declare const fileType: Validator;
export declare const mapping: Validator;
