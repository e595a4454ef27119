/** JSON that a person wrote: read leniently, with the place of each value, and what is said of it. */

import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Position } from "../../core/text/document.ts";
import { joined, type Message, message } from "../../core/text/message.ts";
import type { Span } from "../../core/text/text.ts";
import { stepsOf } from "./json-values.ts";

/** One thing that is wrong in a JSON file. */
export interface JsonProblem {
  readonly message: Message;
  /** `error`: files cannot be checked, or not fully, because of it. */
  readonly severity: "error" | "warning";
  /** UTF-16 offsets. Never empty, but in an empty file. */
  readonly span: Span;
  /** 0-based. */
  readonly start: Position;
  readonly end: Position;
  /** What to put in place of the span, where that is clear. */
  readonly replacement?: string;
}

/** JSON, or a part of it, that knows where it was written. */
export interface JsonSource {
  readonly value: unknown;
  report(message: Message | string, span: Span, more?: Partial<Pick<JsonProblem, "severity" | "replacement">>): void;
  spanAt(pointer: string, key?: string): Span;
  startAt(pointer: string): Span;
}

/** What a document says in a form of its own, read as if it were written in another; `locate` leads from there to where it stands. */
export class JsonPart implements JsonSource {
  constructor(
    readonly whole: JsonText,
    readonly value: unknown,
    readonly locate: (pointer: string) => string,
  ) {}

  report(message: Message | string, span: Span, more?: Partial<Pick<JsonProblem, "severity" | "replacement">>): void {
    this.whole.report(message, span, more);
  }

  spanAt(pointer: string, key?: string): Span {
    return this.whole.spanAt(this.locate(pointer), key);
  }

  startAt(pointer: string): Span {
    return this.whole.startAt(this.locate(pointer));
  }
}

/** A JSON value that knows where it came from. */
export class JsonText implements JsonSource {
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
      this.report(message("There are too many brackets inside brackets."), { start: 0, end: 1 }, { severity: "error" });
    }
    // The first fault brings the others along.
    const [first] = errors;
    if (first) {
      const words = wordsFor[printParseErrorCode(first.error)] ?? message("The text can't be read from here on.");
      const span = { start: first.offset, end: first.offset + first.length };
      this.report(message("This isn't valid JSON. {0}", words), span, { severity: "error" });
    } else if (this.#root === undefined && this.problems.length === 0) {
      this.report(message("The file is empty. Write at least {0}.", "{}"), { start: 0, end: 0 }, { severity: "error" });
    }
  }

  /** Adds a problem, a warning unless it says otherwise; an empty span grows to a character beside it. */
  report(text: Message | string, span: Span, more?: Partial<Pick<JsonProblem, "severity" | "replacement">>): void {
    this.problems.push(this.problemAt(text, span, more));
  }

  /** What `report` would add. */
  problemAt(
    text: Message | string,
    span: Span,
    { severity = "warning", replacement }: Partial<Pick<JsonProblem, "severity" | "replacement">> = {},
  ): JsonProblem {
    const size = this.text.length;
    const end = Math.min(Math.max(span.end, span.start + 1), size);
    const start = Math.max(0, Math.min(span.start, end - 1));
    return {
      message: typeof text === "string" ? joined([text], "") : text,
      severity,
      span: { start, end },
      start: this.#position(start),
      end: this.#position(end),
      ...(replacement === undefined ? {} : { replacement }),
    };
  }

  /** Where the value at a JSON pointer is written, or what is nearest around it; with `key`, where that key of it is. */
  spanAt(pointer: string, key?: string): Span {
    let node = this.#root;
    for (const step of stepsOf(pointer)) {
      const inner = node && childOf(node, step);
      if (!inner) break;
      node = inner;
    }
    const named = key === undefined ? undefined : propertyOf(node, key)?.children?.[0];
    const found = named ?? node;
    return found ? { start: found.offset, end: found.offset + found.length } : { start: 0, end: this.text.length };
  }

  /** The first character of the value at a JSON pointer: where something is missing, what is there is not at fault. */
  startAt(pointer: string): Span {
    const { start } = this.spanAt(pointer);
    return { start, end: start + 1 };
  }

  #position(offset: number): Position {
    const before = this.text.slice(0, offset).split(/\r\n|\r|\n/);
    return { line: before.length - 1, character: before[before.length - 1]!.length };
  }
}

/** What to say for the parser's codes. */
const wordsFor: Readonly<Record<string, Message>> = {
  InvalidSymbol: message("Put texts in double quotes."),
  InvalidNumberFormat: message("This isn't a number."),
  PropertyNameExpected: message("A name in double quotes is missing here."),
  ValueExpected: message("A value is missing here."),
  ColonExpected: message("A colon is missing here."),
  CommaExpected: message("A comma is missing here."),
  CloseBraceExpected: message("A closing {0} is missing here.", "}"),
  CloseBracketExpected: message("A closing {0} is missing here.", "]"),
  EndOfFileExpected: message("The file should end here."),
  UnexpectedEndOfComment: message("The comment isn't closed."),
  UnexpectedEndOfString: message("The closing quote is missing."),
  UnexpectedEndOfNumber: message("The number isn't complete."),
  InvalidUnicode: message("The character code after \\u isn't valid."),
  InvalidEscapeCharacter: message("This character can't follow a backslash."),
  InvalidCharacter: message("This character can't be part of a text. Write it as an escape, such as \\n."),
};

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
