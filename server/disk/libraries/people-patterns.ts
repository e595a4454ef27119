/** Regular expressions that people write, as JSON Schema and JavaScript know them, run by RE2: time grows with the text, whatever the pattern. A bundle of its own, loaded with the first such pattern. */
import { RE2JS } from "re2js";
import type { WholeMatch } from "../../core/filetypes/patterns.ts";

/** A pattern that is ready, or why it cannot be used. */
export type PreparedPattern = { readonly matches: WholeMatch } | { readonly refused: PatternRefusal };

/** `invalid`: not a regular expression. `ahead`: looks around in the middle, or refers back. `large`: too many steps per character. */
export type PatternRefusal = "invalid" | "ahead" | "large";

/** How many characters a pattern may have, and how many instructions it may come to: each may be a step at each character. */
const charactersMost = 2000;
const instructionsMost = 4000;
/** So many steps may be taken for one value; a value that needs more is not judged. */
const stepsMost = 20_000_000;

/** A part of a pattern: the value has to begin with it (or must not), or has to be all of it. */
interface PatternPart {
  readonly source: string;
  readonly means: "begins" | "differs" | "whole";
}

/** Prepares a pattern that describes a whole value. */
export function preparePattern(pattern: string): PreparedPattern {
  if (pattern.length > charactersMost) return { refused: "large" };
  if (!isRegExp(pattern)) return { refused: "invalid" };
  const parts = partsOf(pattern);
  if (parts === undefined) return { refused: "ahead" };
  const tests: { readonly expression: RE2JS; readonly means: PatternPart["means"] }[] = [];
  let instructions = 0;
  for (const { source, means } of parts) {
    const translated = translate(source);
    if (translated === undefined) return { refused: "ahead" };
    const text = means === "whole" ? `^(?:${translated})$` : `^(?:${translated})`;
    try {
      const expression = RE2JS.compile(text, /\(\?<[=!]/.test(translated) ? RE2JS.LOOKBEHINDS : 0);
      instructions += expression.programSize();
      tests.push({ expression, means });
    } catch (error) {
      return { refused: error instanceof Error && /repeat|large|size/.test(error.message) ? "large" : "ahead" };
    }
  }
  if (instructions > instructionsMost) return { refused: "large" };
  return {
    matches: (value) =>
      value.length * instructions > stepsMost
        ? undefined
        : tests.every(({ expression, means }) => expression.test(value) !== (means === "differs")),
  };
}

function isRegExp(pattern: string): boolean {
  for (const flags of ["u", ""]) {
    try {
      new RegExp(pattern, flags);
      return true;
    } catch {
      // The stricter flag forbids escapes that other dialects allow.
    }
  }
  return false;
}

/**
 * Takes the lookaheads from the start of a pattern, where they say that several things hold at once (as password policies do), also
 * out of the parentheses around the whole: `((?=.*\d)(?=.*[a-z]).{9,})`. Undefined for one that RE2 cannot be asked in such parts.
 */
function partsOf(pattern: string): readonly PatternPart[] | undefined {
  const parts: PatternPart[] = [];
  let rest = pattern;
  for (;;) {
    rest = rest.replace(/^\^+/, "");
    const opener = /^\((?:\?[:=!])?/.exec(rest)?.[0];
    const end = opener === undefined ? -1 : closing(rest);
    if (opener === undefined || end < 0) break;
    const inner = rest.slice(opener.length, end);
    const after = rest.slice(end + 1);
    if (opener === "(?=" || opener === "(?!") {
      // It would be about one of several alternatives only.
      if (/^[*+?{]/.test(after) || hasAlternatives(after)) return undefined;
      parts.push({ source: inner, means: opener === "(?=" ? "begins" : "differs" });
      rest = after;
      // A group around the whole says nothing, unless something may refer to it, which is refused anyway.
    } else if ((after === "" || after === "$") && /^\^?\(/.test(inner) && !hasAlternatives(inner)) rest = inner;
    else break;
  }
  return [...parts, { source: rest, means: "whole" }];
}

/** Where the parenthesis closes that a pattern opens with. */
function closing(pattern: string): number {
  let depth = 0;
  for (const { at, token } of tokensOf(pattern)) {
    if (token.startsWith("(")) depth++;
    else if (token === ")" && --depth === 0) return at;
  }
  return -1;
}

function hasAlternatives(pattern: string): boolean {
  let depth = 0;
  for (const { token } of tokensOf(pattern)) {
    if (token.startsWith("(")) depth++;
    else if (token === ")") depth--;
    else if (token === "|" && depth === 0) return true;
  }
  return false;
}

interface Token {
  readonly at: number;
  readonly token: string;
  readonly inClass: boolean;
}

const tokenForm =
  /\\(?:u\{[\dA-Fa-f]+\}|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|c[A-Za-z]|[pP]\{[^{}]*\}|k<[^<>]*>|[\s\S])|\(\?(?:<[=!]|[:=!])|\(\?<[^<>]*>|[\s\S]/gu;

/** The pieces of a pattern: escapes and the openings of groups whole, everything else a character each. */
function* tokensOf(pattern: string): Generator<Token> {
  let inClass = false;
  for (const { 0: token, index: at } of pattern.matchAll(tokenForm)) {
    if (inClass && token.length > 1 && token.startsWith("(")) {
      // Inside a class a parenthesis is a letter, and so is what follows it.
      for (const [i, letter] of [...token].entries()) yield { at: at + i, token: letter, inClass: true };
      continue;
    }
    if (!inClass && token === "[") {
      inClass = true;
      yield { at, token, inClass: false };
    } else {
      yield { at, token, inClass };
      if (token === "]") inClass = false;
    }
  }
}

/** What JavaScript takes for a space, and the rest, for a class of RE2. */
const spaces = "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
const others =
  "\\x00-\\x08\\x0e-\\x1f!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}" +
  "\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";

const controls: Readonly<Record<string, string>> = { "\\b": "\\x08", "\\0": "\\x00", "\\v": "\\x0b" };

/** The same pattern as RE2 writes it; undefined for what it cannot do. */
function translate(pattern: string): string | undefined {
  let made = "";
  for (const { token, inClass } of tokensOf(pattern)) {
    if (!inClass && (token === "(?=" || token === "(?!" || /^\\[1-9k]/.test(token))) return undefined;
    made += inClass ? (classEscape(token) ?? escapeOf(token)) : (plainToken(token) ?? escapeOf(token));
  }
  // What is all or nothing in JavaScript.
  return made.replaceAll("[^]", "(?s:.)");
}

function classEscape(token: string): string | undefined {
  if (token === "\\s") return spaces;
  if (token === "\\S") return others;
  return token === "[" ? "\\[" : controls[token];
}

function plainToken(token: string): string | undefined {
  if (token === ".") return "[^\\n\\r\\x{2028}\\x{2029}]";
  if (token === "\\s") return `[${spaces}]`;
  if (token === "\\S") return `[^${spaces}]`;
  if (token.startsWith("(?<") && !/[=!]$/.test(token)) return "(?:";
  return token === "\\b" ? token : controls[token];
}

function escapeOf(token: string): string {
  if (!token.startsWith("\\") || token.length === 1) return token;
  const kind = token[1]!;
  if (kind === "u" && token.length > 2) return `\\x{${token.replace(/^..\{?|\}$/g, "")}}`;
  if (kind === "c" && token.length === 3) return `\\x{${(token.charCodeAt(2) % 32).toString(16)}}`;
  if (kind === "p" || kind === "P") return token.length > 2 ? `\\${kind}{${property(token.slice(3, -1))}}` : kind;
  if (/^\\(?:[dDwWBtnrf]|x..)/.test(token)) return token;
  // Any other letter is itself; `\\A` and the like mean something else to RE2.
  return /[\w\s]|[^\0-\x7f]/u.test(kind) ? token.slice(1) : token;
}

/** Unicode's long names, which JavaScript knows too. */
const categories: Readonly<Record<string, string>> = {
  Letter: "L",
  Uppercase_Letter: "Lu",
  Lowercase_Letter: "Ll",
  Titlecase_Letter: "Lt",
  Modifier_Letter: "Lm",
  Other_Letter: "Lo",
  Mark: "M",
  Number: "N",
  Decimal_Number: "Nd",
  Punctuation: "P",
  Symbol: "S",
  Separator: "Z",
  Space_Separator: "Zs",
  Control: "Cc",
};

function property(name: string): string {
  const value = name.replace(/^(?:Script|sc|Script_Extensions|scx|General_Category|gc)=/, "");
  return categories[value] ?? value;
}
