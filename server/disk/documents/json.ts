/** JSON that a person wrote: reads it leniently and says in plain words, at the right place, what a schema has against it. */
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Position } from "../../core/text/document.ts";
import { nearest, type Span } from "../../core/text/text.ts";

/** One thing that is wrong in a JSON file. */
export interface JsonProblem {
  readonly message: string;
  /** UTF-16 offsets. Never empty, but in an empty file. */
  readonly span: Span;
  /** 0-based. */
  readonly start: Position;
  readonly end: Position;
  /** What to put in place of the span, where that is clear. */
  readonly replacement?: string;
}

/** What a check that was made from a schema says. */
export interface Fault {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A JSON value that knows where it came from. */
export class JsonText {
  readonly problems: JsonProblem[] = [];
  readonly value: unknown;
  readonly #root: Node | undefined;

  constructor(readonly text: string) {
    const errors: ParseError[] = [];
    try {
      this.#root = parseTree(text, errors, { allowTrailingComma: true });
      this.value = this.#root && plainValue(this.#root);
    } catch (error) {
      // The parser calls itself for each bracket.
      if (!(error instanceof RangeError)) throw error;
      this.#root = undefined;
      this.report("There are too many brackets inside brackets to read this.", { start: 0, end: 1 });
    }
    // The first fault brings the others along.
    const [first] = errors;
    if (first) {
      const words = printParseErrorCode(first.error)
        .replace(/([a-z])([A-Z])/g, "$1 $2")
        .toLowerCase();
      this.report(`This is not JSON: ${words}. What could be read of the rest still counts.`, {
        start: first.offset,
        end: first.offset + first.length,
      });
    } else if (this.#root === undefined && this.problems.length === 0) {
      this.report("The file is empty: write {} at least.", { start: 0, end: 0 });
    }
  }

  /** Adds a problem; an empty span grows to a character beside it. */
  report(message: string, span: Span, replacement?: string): void {
    const size = this.text.length;
    const end = Math.min(Math.max(span.end, span.start + 1), size);
    const start = Math.max(0, Math.min(span.start, end - 1));
    this.problems.push({
      message,
      span: { start, end },
      start: this.#position(start),
      end: this.#position(end),
      ...(replacement === undefined ? {} : { replacement }),
    });
  }

  /** Where the value at a JSON pointer is written; with `key`, where that key of it is. */
  spanAt(pointer: string, key?: string): Span {
    let node = this.#root;
    for (const step of pointer.split("/").slice(1)) node = node && childOf(node, unescapePointer(step));
    const named = key === undefined ? undefined : propertyOf(node, key)?.children?.[0];
    const found = named ?? node ?? this.#root;
    return found ? { start: found.offset, end: found.offset + found.length } : { start: 0, end: this.text.length };
  }

  #position(offset: number): Position {
    const before = this.text.slice(0, offset).split(/\r\n|\r|\n/);
    return { line: before.length - 1, character: before[before.length - 1]!.length };
  }
}

/** A value of own properties only, whatever their names. */
function plainValue(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(plainValue);
  if (node.type !== "object") return node.value;
  const entries = (node.children ?? []).flatMap(({ children: [key, value] = [] }): [string, unknown][] =>
    key && value ? [[String(key.value), plainValue(value)]] : [],
  );
  return Object.fromEntries(entries);
}

function propertyOf(node: Node | undefined, key: string): Node | undefined {
  return node?.type === "object" ? node.children?.findLast(({ children }) => children?.[0]?.value === key) : undefined;
}

function childOf(node: Node, step: string): Node | undefined {
  return node.type === "array" ? node.children?.[Number(step)] : propertyOf(node, step)?.children?.[1];
}

/** A key as a step of a JSON pointer. */
export function stepOf(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

function unescapePointer(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Reports what a schema has against a value, each fault once, and answers the value without its faulty parts. */
export function withoutFaults(json: JsonText, faults: readonly Fault[], schema: object): unknown {
  const value = structuredClone(json.value);
  const branches = faults.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  const seen = new Set<string>();
  for (const fault of faults) {
    if (branches.some((branch) => branch !== fault && fault.schemaPath.startsWith(`${branch.schemaPath}/`))) continue;
    const place = `${fault.instancePath} ${fault.keyword === "additionalProperties" ? unknownKey(fault) : ""}`;
    if (seen.has(place)) continue;
    seen.add(place);
    if (fault.keyword === "additionalProperties") reportUnknownKey(json, fault, schema);
    else {
      json.report(sentence(fault, valueAt(json.value, fault.instancePath)), json.spanAt(fault.instancePath));
      remove(value, fault.instancePath);
    }
  }
  return value;
}

function unknownKey(fault: Fault): string {
  return String(fault.params["additionalProperty"]);
}

function reportUnknownKey(json: JsonText, fault: Fault, schema: object): void {
  const key = unknownKey(fault);
  const owner = valueAt(schema, fault.schemaPath.slice(1, fault.schemaPath.lastIndexOf("/")));
  const known = isObject(owner) && isObject(owner["properties"]) ? Object.keys(owner["properties"]) : [];
  const meant = nearest(key, known);
  const span = json.spanAt(fault.instancePath, key);
  const where = fault.instancePath === "/rules" ? "is no rule" : "is not known here";
  const hint = meant === undefined ? "It is left aside." : `Did you mean ${JSON.stringify(meant)}?`;
  json.report(`${JSON.stringify(key)} ${where}. ${hint}`, span, meant && JSON.stringify(meant));
}

function sentence({ keyword, params }: Fault, value: unknown): string {
  const given = typeof value === "object" ? "" : `, not ${JSON.stringify(value)}`;
  switch (keyword) {
    case "type":
      return `This must be ${kinds(params["type"])}${given}.`;
    case "enum":
      return `This must be one of ${[params["allowedValues"]]
        .flat()
        .map((each) => JSON.stringify(each))
        .join(", ")}${given}.`;
    case "const":
      return `This must be ${JSON.stringify(params["allowedValue"])}${given}.`;
    case "required":
      return `${JSON.stringify(params["missingProperty"])} is missing here.`;
    case "uniqueItems":
      return "The same is listed twice.";
    case "minLength":
      return "This must not be empty.";
    case "minItems":
      return "This list must not be empty.";
    case "maxLength":
      return `This must be ${String(params["limit"])} character long at most${given}.`;
    case "minimum":
      return `This must be at least ${String(params["limit"])}${given}.`;
    case "format":
      return "This isn't a valid regular expression.";
    case "pattern":
      return `This has not the form that is wanted here${given}.`;
    default:
      return `This is none of what may stand here${given}.`;
  }
}

function kinds(type: unknown): string {
  const words: Record<string, string> = {
    object: "an object in { }",
    array: "a list in [ ]",
    string: "a text in quotes",
    boolean: "true or false",
    integer: "a whole number",
    number: "a number",
    null: "null",
  };
  return [type]
    .flat()
    .map((each) => words[String(each)] ?? String(each))
    .join(" or ");
}

/** What a JSON pointer leads to; undefined where it leads nowhere. */
export function valueAt(value: unknown, pointer: string): unknown {
  let at = value;
  for (const step of pointer.split("/").slice(1)) {
    const key = unescapePointer(step);
    if (Array.isArray(at)) at = at[Number(key)];
    else if (isObject(at) && Object.hasOwn(at, key)) at = at[key];
    else return undefined;
  }
  return at;
}

/** Takes out what a pointer leads to: a key of an object, an item of a list. */
function remove(value: unknown, pointer: string): void {
  const cut = pointer.lastIndexOf("/");
  if (cut < 0) return;
  const owner = valueAt(value, pointer.slice(0, cut));
  const key = unescapePointer(pointer.slice(cut + 1));
  // A hole, so that pointers to later items still fit; holes are dropped by `compact`.
  if (Array.isArray(owner) || isObject(owner)) Reflect.deleteProperty(owner, key);
}

/** The value without the holes that faulty list items left. */
export function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(() => true).map(compact);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, compact(each)]));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
