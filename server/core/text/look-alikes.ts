/** Characters that look like others: which plain one each is taken for, and what to call it. */
import { characterName, codePoint } from "./invisible.ts";

/** Letters of other scripts by the small Latin letter that they, or their capitals, look like. */
const letters: Readonly<Record<string, string>> = {
  a: "аαɑ",
  b: "вβЬ",
  c: "сϲ",
  d: "ԁ",
  e: "еεє",
  g: "ɡ",
  h: "нηһ",
  i: "іιıӏ",
  j: "јϳ",
  k: "кκ",
  m: "мμ",
  n: "νп",
  o: "оοօ",
  p: "рρ",
  q: "ԛ",
  s: "ѕ",
  t: "тτ",
  v: "ѵ",
  w: "ԝѡ",
  x: "хχ",
  y: "уυү",
  z: "ζ",
};

const hyphens = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad";
const apostrophes = "\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032";

const plain: ReadonlyMap<string, string> = new Map([
  ...Object.entries(letters).flatMap(([letter, others]) => [...others].map((other) => [other, letter] as const)),
  ...[...hyphens].map((hyphen) => [hyphen, "-"] as const),
  ...[...apostrophes].map((apostrophe) => [apostrophe, "'"] as const),
]);

/** The text in small letters, each character as the plain one that it looks like; accents stay. `O` and `0`, `l` and `1` are the same. */
export function looksLike(text: string): string {
  const folded = text.normalize("NFKC").toLowerCase();
  let made = "";
  for (const character of folded) made += digitLike(plain.get(character) ?? character);
  return made;
}

function digitLike(character: string): string {
  if (character === "o") return "0";
  return character === "l" || character === "i" || character === "|" ? "1" : character;
}

/** The first place where two texts that look alike differ: what is there in each, and how many characters come before. */
export function differenceIn(
  one: string,
  other: string,
): { readonly one: string; readonly other: string; readonly after: number } | undefined {
  const [a, b] = [[...one], [...other]];
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if (a[i] !== b[i]) return { one: a[i] ?? "", other: b[i] ?? "", after: i };
  return undefined;
}

const scripts: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\p{Script=Cyrillic}/u, "Cyrillic"],
  [/\p{Script=Greek}/u, "Greek"],
  [/\p{Script=Armenian}/u, "Armenian"],
  [/[\uff00-\uffef]/u, "full-width"],
];

const signs: ReadonlyMap<string, string> = new Map([
  ["\u2010", "HYPHEN"],
  ["\u2011", "NON-BREAKING HYPHEN"],
  ["\u2012", "FIGURE DASH"],
  ["\u2013", "EN DASH"],
  ["\u2014", "EM DASH"],
  ["\u2015", "HORIZONTAL BAR"],
  ["\u2212", "MINUS SIGN"],
  ["\uff0d", "FULLWIDTH HYPHEN-MINUS"],
  ["\u2018", "LEFT SINGLE QUOTATION MARK"],
  ["\u2019", "RIGHT SINGLE QUOTATION MARK"],
  ["\u02bc", "MODIFIER LETTER APOSTROPHE"],
]);

/** A character so that it can be told from one that looks like it: `"А" (U+0410, Cyrillic)`, `"–" (U+2013 EN DASH)`, `"0"`. */
export function distinguished(character: string): string {
  const code = character.codePointAt(0);
  if (code === undefined) return '""';
  if (code < 0x80) return `"${character}"`;
  const script = scripts.find(([pattern]) => pattern.test(character))?.[1];
  const sign = signs.get(character);
  const what =
    sign !== undefined ? `${codePoint(code)} ${sign}` : script ? `${codePoint(code)}, ${script}` : characterName(code);
  return `"${character}" (${what})`;
}
