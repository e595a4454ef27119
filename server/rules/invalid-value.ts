/** Tells of values that break what the file type asks of every value of the column: form, length, range, a list. */
import type { CellSubject, Saying } from "../core/checking/rule.ts";
import { defineValueRule } from "../core/checking/value-rule.ts";
import { type CellWakes, everyValue } from "../core/checking/wakes.ts";
import type { Field, FieldType } from "../core/filetypes/file-type.ts";
import { isOrdered, orderOf } from "../core/filetypes/ordered-values.ts";
import { type FormFault, formFault } from "../core/filetypes/text-form.ts";
import { type Message, message, schemaText } from "../core/text/message.ts";
import { fold, nearest } from "../core/text/text.ts";
import {
  exampleOf,
  formMessage,
  inColumn,
  listedValues,
  ownSentence,
  ownSeverity,
  replaceBy,
  searchedMost,
  severityOfForm,
} from "./words.ts";

/** A broken bound. */
type Bound = "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum";

interface Data {
  readonly value: string;
  readonly fault: FormFault | { readonly kind: "list" } | { readonly kind: Bound; readonly limit: string };
}

/** Types whose own rules judge length and form. */
const judgedElsewhere: ReadonlySet<FieldType> = new Set<FieldType>([
  "email",
  "username",
  "person-name",
  "password",
  "membership",
]);

export default defineValueRule<Data>({
  name: "invalid-value",
  severity: "error",
  summary: "A value breaks a rule of its column: it is too short, too long, too low, too high, or in the wrong form.",
  section: "cell",
  order: 60,
  alone: true,
  wakes(column) {
    const field = column?.field;
    if (!field || field.type === "password") return {};
    const { minLength, maxLength, enum: listed, ...bounds } = field.constraints ?? {};
    const hasForm = (field.recommended ?? field.patterns ?? bounds.pattern) !== undefined;
    const hasBound = isOrdered(field) && boundsOf(field).length > 0;
    if (hasBound || (hasForm && !judgedElsewhere.has(field.type))) return everyValue;
    const lengths: CellWakes = judgedElsewhere.has(field.type)
      ? {}
      : {
          ...(minLength === undefined ? {} : { shorterThan: minLength }),
          ...(maxLength === undefined ? {} : { longerThan: maxLength }),
        };
    return listed ? { ...lengths, otherThan: [{ oneOf: () => listed }] } : lengths;
  },
  check(cell, report) {
    const field = cell.column?.field;
    if (!field || cell.value === "" || field.type === "password") return;
    const fault = faultIn(field, cell);
    if (fault === undefined) return;
    const isMild = fault.kind === "tolerated" || fault.kind === "style";
    report({ value: cell.value, fault }, isMild ? severityOfForm(fault) : ownSeverity(field, constraintOf(fault)));
  },
  message: ({ value, fault }, say) =>
    inColumn(say, ownSentence(say, constraintOf(fault), say.show(value)) ?? sentence(fault, value, say)),
  fixes({ value, fault }, finding) {
    const { field } = finding;
    if (fault.kind !== "list" || !field?.constraints?.enum || field.constraints.enum.length > searchedMost) return [];
    const { enum: listed } = field.constraints;
    const like = listed.find((each) => fold(each) === fold(value)) ?? nearest(value, listed);
    return like === undefined ? [] : [replaceBy(finding, like, false)];
  },
});

const listsOf = new WeakMap<readonly string[], ReadonlySet<string>>();

function isListed(listed: readonly string[], value: string): boolean {
  let known = listsOf.get(listed);
  if (!known) {
    known = new Set(listed);
    listsOf.set(listed, known);
  }
  return known.has(value);
}

function faultIn(field: Field, { value }: CellSubject): Data["fault"] | undefined {
  const listed = field.constraints?.enum;
  if (listed && !isListed(listed, value)) return { kind: "list" };
  if (judgedElsewhere.has(field.type)) return undefined;
  const order = isOrdered(field) ? orderOf(field, value) : undefined;
  if (order !== undefined) {
    for (const { kind, limit, at } of boundsOf(field)) {
      const isBroken =
        kind === "minimum"
          ? order < at
          : kind === "maximum"
            ? order > at
            : kind === "exclusiveMinimum"
              ? order <= at
              : order >= at;
      if (isBroken) return { kind, limit };
    }
  }
  return formFault(field, value);
}

interface BoundAt {
  readonly kind: Bound;
  readonly limit: string;
  readonly at: number;
}

const boundKinds = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"] as const;
const boundsByField = new WeakMap<Field, readonly BoundAt[]>();

function boundsOf(field: Field): readonly BoundAt[] {
  let known = boundsByField.get(field);
  if (!known) {
    known = boundKinds.flatMap((kind) => {
      const limit = field.constraints?.[kind];
      const at = limit === undefined ? undefined : orderOf(field, limit);
      return limit === undefined || at === undefined ? [] : [{ kind, limit, at }];
    });
    boundsByField.set(field, known);
  }
  return known;
}

/** What a constraint is called that a fault breaks. */
function constraintOf({ kind }: Data["fault"]): string {
  switch (kind) {
    case "list":
      return "enum";
    case "short":
      return "minLength";
    case "long":
      return "maxLength";
    case "form":
      return "pattern";
    default:
      return kind;
  }
}

function sentence(fault: Data["fault"], value: string, say: Saying): Message {
  const shown = say.show(value);
  switch (fault.kind) {
    case "list":
      return message("{0} isn't a valid value. {1}", shown, listedValues(say.field?.constraints?.enum ?? []));
    case "minimum":
      return isTime(say)
        ? message("{0} is too early. Use {1} or later.", shown, fault.limit)
        : message("{0} is too low. Use {1} or more.", shown, fault.limit);
    case "maximum":
      return isTime(say)
        ? message("{0} is too late. Use {1} or earlier.", shown, fault.limit)
        : message("{0} is too high. Use {1} or less.", shown, fault.limit);
    case "exclusiveMinimum":
      return isTime(say)
        ? message("{0} is too early. Use a later one than {1}.", shown, fault.limit)
        : message("{0} is too low. Use more than {1}.", shown, fault.limit);
    case "exclusiveMaximum":
      return isTime(say)
        ? message("{0} is too late. Use an earlier one than {1}.", shown, fault.limit)
        : message("{0} is too high. Use less than {1}.", shown, fault.limit);
    case "form":
      if (fault.form) return formMessage(fault, value, say);
      if (say.field?.format)
        return message("{0} isn't in the right form. Format: {1}", shown, schemaText(say.field.format));
      return exampleOf(say) === ""
        ? message("{0} isn't in the form that {1} requires.", shown, say.system)
        : message("{0} isn't in the right form. Use one like {1}.", shown, exampleOf(say));
    default:
      return formMessage(fault, value, say);
  }
}

/** Values of the column are early or late, not low or high. */
function isTime({ field }: Saying): boolean {
  return field !== undefined && ["date", "time", "datetime", "year", "yearmonth"].includes(field.type);
}
