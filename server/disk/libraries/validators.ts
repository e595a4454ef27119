/** What is wrong with JSON that people write, by our JSON schemas. A bundle of its own: loaded with the first such document. */
import { fileType, mapping, profile } from "../../../schemas/validators.js";

/** One thing that a schema has against a value, as ajv tells it. */
export interface Fault {
  /** A JSON pointer into the value. */
  readonly instancePath: string;
  /** Leads to the keyword, from the schema or the definition that the fault was found by. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema that the keyword stands in. */
  readonly parentSchema?: object;
  /** The key that is at fault, where a key and not its value is. */
  readonly propertyName?: string;
}

const checks = { profile, fileType, mapping };

/** A kind of document that people write. */
export type DocumentKind = keyof typeof checks;

/** Everything that the schema of a kind has against a value; `anyOf` and `if` come after what their branches say. */
export function faultsOf(value: unknown, kind: DocumentKind): readonly Fault[] {
  const check = checks[kind];
  return check(value) ? [] : (check.errors ?? []);
}
