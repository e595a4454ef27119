/** What columns are called in other people's files, in many languages: which fact a header names, and of which kind. */
import data from "../../../schemas/lists/column-names.json" with { type: "json" };
import { fold } from "../text/text.ts";
import type { AccountState, ContactKind, Meaning } from "./file-type.ts";

/** What a header was taken for. */
export interface NamedColumn {
  readonly means: Meaning;
  readonly kind: ContactKind | undefined;
  /** From 0 to 1. */
  readonly sure: number;
}

const meanings = Object.entries(data.meanings as Readonly<Record<string, readonly string[]>>) as [
  Meaning,
  readonly string[],
][];
const kinds = Object.entries(data.kinds as Readonly<Record<string, readonly string[]>>) as [
  ContactKind,
  readonly string[],
][];

/** Every fact that a header may name, the likeliest first: "E-Mail geschäftlich" is an e-mail address at work. */
export function columnsNamed(header: string): NamedColumn[] {
  const words = wordsOf(header);
  const kind = kindIn(words);
  const rest = words.map(withoutKind).join("");
  const whole = words.join("");
  const found: NamedColumn[] = [];
  for (const [means, names] of meanings) {
    let sure = 0;
    for (const name of names) {
      const key = fold(name);
      if (key === whole) sure = 1;
      else if (key === rest && kind !== undefined) sure = Math.max(sure, 0.9);
      else if (key.length > 4 && whole.includes(key)) sure = Math.max(sure, (0.6 * key.length) / whole.length + 0.1);
    }
    if (sure > 0.45) found.push({ means, kind: /^(?:email|phone|address)/.test(means) ? kind : undefined, sure });
  }
  // "Mobile", "Handy privat": a kind alone is a phone's.
  if (
    kind !== undefined &&
    (rest === "" || kind === "mobile" || kind === "fax") &&
    !found.some(({ sure }) => sure > 0.8)
  )
    found.push({ means: "phone", kind, sure: kind === "mobile" || kind === "fax" ? 0.9 : 0.4 });
  return found.sort((a, b) => b.sure - a.sure);
}

/** True for "Nom et prénom", "Last, First": the last name stands first. */
export function isLastFirst(header: string): boolean {
  const words = wordsOf(header);
  const at = (means: Meaning): number => {
    const names = new Set((data.meanings as Readonly<Record<string, readonly string[]>>)[means]?.map(fold));
    return words.findIndex((word) => names.has(word));
  };
  const [first, last] = [at("first-name"), at("last-name")];
  return last >= 0 && first > last;
}

/** The state of an account that a word says: `ausgetreten` is `deleted`. */
export function stateNamed(text: string): AccountState | undefined {
  const key = fold(text);
  const found = Object.entries(data.states).find(([, words]) => words.some((word) => fold(word) === key));
  return found?.[0] as AccountState | undefined;
}

function wordsOf(header: string): string[] {
  const apart = header.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2");
  return apart.split(/[^\p{L}\p{N}+°]+/u).flatMap((word) => fold(word) || []);
}

/** The kind that says most: a private mobile is a mobile. */
function kindIn(words: readonly string[]): ContactKind | undefined {
  const named = words.flatMap((word) => kindOf(word) ?? kindInside(word) ?? []);
  return named.find((kind) => kind === "mobile" || kind === "fax") ?? named[0];
}

function kindOf(word: string): ContactKind | undefined {
  return kinds.find(([, names]) => names.some((name) => fold(name) === word))?.[0];
}

/** "Diensttelefon", "Mobilnummer": compounds. */
function kindInside(word: string): ContactKind | undefined {
  return kinds.find(([, names]) => names.some((name) => beginsWith(word, name)))?.[0];
}

function withoutKind(word: string): string {
  if (kindOf(word) !== undefined) return "";
  const name = kinds.flatMap(([, names]) => names).find((each) => beginsWith(word, each));
  const rest = name === undefined ? word : word.slice(fold(name).length);
  // The end of an inflected word: "geschäftliche".
  return rest.length > 2 ? rest : "";
}

function beginsWith(word: string, name: string): boolean {
  return fold(name).length > 3 && word.startsWith(fold(name));
}
