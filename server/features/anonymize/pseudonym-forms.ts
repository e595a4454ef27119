/** Drawing by form: a word as long as another, a number, a phone number, a password of the same strength. */

import { accented, consonants, longLetters, namesByLength, scripts, vowels } from "./pseudonym-words.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** So often chance is tried before what is left is looked through in order. */
export const triesMax = 40;

/** Draws something of the same form as a key. */
export type Make = (key: string, random: SeededRandom, attempt: number) => string;

/** Whether there are few words or numbers of a key's length: numbers of up to seven digits, words of up to three letters. */
export function isFew(kind: string, key: string): boolean {
  return kind === "number" ? key.length < 8 : kind === "word" && key.length < 4 && /^[a-z]+$/.test(key);
}

/** The nth word or number of a length; undefined past the last. */
export function inOrder(kind: string, length: number, nth: number): string | undefined {
  if (kind === "number") {
    const number = 10 ** (length - 1) + nth;
    return number < 10 ** length ? String(number) : undefined;
  }
  let word = "";
  for (let at = nth, i = 0; i < length; i++, at = Math.floor(at / 26)) word += String.fromCharCode(97 + (at % 26));
  return nth < 26 ** length ? word : undefined;
}

export function numberLike(digits: string, random: SeededRandom): string {
  let made = "";
  for (let i = 0; i < digits.length; i++) made += i === 0 && digits[0] !== "0" ? 1 + random.below(9) : random.below(10);
  return made;
}

/** The first tries are for names that people have, later ones for anything that can be said. */
export function wordLike(key: string, random: SeededRandom, attempt: number): string {
  const letters = [...key];
  const plain = plainWord(letters.length, random, attempt);
  if (/^[a-z]+$/.test(key)) return plain;
  return letters.map((letter, i) => letterLike(letter, plain[i]!, random)).join("");
}

function plainWord(length: number, random: SeededRandom, attempt: number): string {
  const listed = namesByLength.get(length);
  if (listed && attempt < 6) return random.of(listed);
  let word = "";
  if (attempt > triesMax / 2) {
    while (word.length < length) word += String.fromCharCode(97 + random.below(26));
    return word;
  }
  let vowel = random.below(3) === 0;
  for (let i = 0; i < length; i++, vowel = !vowel)
    word += random.of(length < 3 ? vowels + consonants : vowel ? vowels : consonants);
  return word;
}

function letterLike(letter: string, plain: string, random: SeededRandom): string {
  if (/[a-z]/.test(letter)) return plain;
  if (/\p{M}/u.test(letter)) return letter;
  if (letter.length > 1) return random.of(longLetters);
  const script = scripts.find(([pattern]) => pattern.test(letter));
  return random.of(script?.[1] ?? accented[plain] ?? "øåĸŋ");
}

export function phoneLike(key: string, random: SeededRandom, attempt: number): string {
  const plus = key.startsWith("+") ? "+" : "";
  const digits = key.slice(plus.length);
  const size = digits.length;
  const own = plus ? Math.max(size - 10, Math.min(2, size - 7)) : digits[0] === "0" ? 1 : 0;
  const kept = Math.max(size - 10, own, 0);
  const free = size - kept;
  const middle = free >= 4 && attempt < triesMax ? "555" : "";
  const before = middle === "" ? free : Math.max(0, free - 7);
  let made = digits.slice(0, kept);
  for (let i = 0; i < before; i++) made += i === 0 ? 2 + random.below(8) : random.below(10);
  made += middle;
  while (made.length < size) made += random.below(10);
  return plus + made;
}

/** Never three letters in a row, so that no word comes of it. */
export function uuidLike(key: string, random: SeededRandom): string {
  let made = "";
  for (let i = 0; i < key.length; i++) {
    // Version and variant say how it was made, not whose it is.
    if (key[i] === "-" || i === 14 || i === 19) made += key[i];
    else made += random.of(/[a-f]-?[a-f]?$/.test(made) ? "0123456789" : "0123456789abcdef");
  }
  return made;
}

export function passwordLike(key: string, random: SeededRandom): string {
  return key.replace(/[\p{L}\p{N}]/gu, (sign) => {
    if (/\d/.test(sign)) return String(random.below(10));
    if (!/\p{L}/u.test(sign)) return sign;
    const letter = letterLike(sign.toLowerCase(), random.of(vowels + consonants), random);
    return caseOf(sign, letter);
  });
}

/** Writes a word of small letters with the capitals of another. */
export function caseOf(like: string, word: string): string {
  const small = like.toLowerCase();
  if (like === small) return word;
  if (like.length > 1 && like === like.toUpperCase()) return word.toUpperCase();
  if (like.slice(1) === small.slice(1) && word.charCodeAt(0) < 128) return word[0]!.toUpperCase() + word.slice(1);
  const pattern = [...like];
  return [...word]
    .map((letter, i) =>
      pattern[i] !== undefined && pattern[i] !== pattern[i].toLowerCase() ? letter.toUpperCase() : letter,
    )
    .join("");
}
