/** What a file type says of the form of names: which part of it a value breaks, what is accepted all the same, what is best. */
import type { Field, ValueForm } from "./file-type.ts";
import { fits } from "./patterns.ts";

/** What is wrong with a value. `form`: with the sentence that the file type has for it, if any. */
export type FormFault =
  | { readonly kind: "form"; readonly form: ValueForm | undefined }
  | { readonly kind: "short" | "long"; readonly length: number }
  | { readonly kind: "tolerated" | "style"; readonly form: ValueForm };

/** Whether a value fulfils the constraints. */
export function hasForm(field: Field, value: string): boolean {
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = field.constraints ?? {};
  return value.length >= minLength && value.length <= maxLength && (pattern === undefined || fits(pattern, value));
}

/** The first thing that is wrong with a value; undefined when it is as the importer wants it. */
export function formFault(field: Field, value: string): FormFault | undefined {
  const { recommended, tolerated, patterns = [] } = field;
  if (hasForm(field, value)) {
    return recommended === undefined || fits(recommended.pattern, value)
      ? undefined
      : { kind: "style", form: recommended };
  }
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = field.constraints ?? {};
  const hasLength = value.length >= minLength && value.length <= maxLength;
  if (tolerated && hasLength && fits(tolerated.pattern, value)) return { kind: "tolerated", form: tolerated };
  const form = patterns.find((each) => !fits(each.pattern, value));
  if (form) return { kind: "form", form };
  if (pattern !== undefined && !fits(pattern, value) && hasLength) return { kind: "form", form: undefined };
  return value.length < minLength ? { kind: "short", length: minLength } : { kind: "long", length: maxLength };
}

/** The first character of a value that a form does not accept by itself. */
export function oddCharacter({ pattern }: ValueForm, value: string): string | undefined {
  return [...value].find((character) => !fits(pattern, character));
}
