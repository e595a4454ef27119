/** Hashes of key values, 64 bits each, in two halves: those of units in hand and those of texts are the same. */
import { units } from "../text/tokenizer.ts";

/** The two halves of the hash made last. */
export let hashLow = 0;
export let hashHigh = 0;

const lowSeed = 0x811c9dc5 | 0;
const highSeed = 0x2545f491;

/** Hashes `units[start, end)`, two units a step. */
export function hashUnits(start: number, end: number): void {
  const text = units;
  let low = lowSeed;
  let high = highSeed;
  let at = start;
  for (; at + 1 < end; at += 2) {
    const word = text[at]! | (text[at + 1]! << 16);
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x9e3779b1);
  }
  if (at < end) {
    const word = text[at]!;
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x9e3779b1);
  }
  finish(low, high, end - start);
}

/** The same without case; false, and nothing hashed, when a letter beyond ASCII makes that more than folding A to Z. */
export function hashFolded(start: number, end: number): boolean {
  const text = units;
  let low = lowSeed;
  let high = highSeed;
  for (let at = start; at < end; at += 2) {
    let first = text[at]!;
    let second = at + 1 < end ? text[at + 1]! : 0;
    if ((first | second) > 127) return false;
    if (first >= 65 && first <= 90) first |= 32;
    if (second >= 65 && second <= 90) second |= 32;
    const word = first | (second << 16);
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x9e3779b1);
  }
  finish(low, high, end - start);
  return true;
}

/** The same of a text. */
export function hashText(text: string, ignoreCase: boolean): void {
  const folded = ignoreCase ? text.toLowerCase() : text;
  const { length } = folded;
  let low = lowSeed;
  let high = highSeed;
  for (let at = 0; at < length; at += 2) {
    const word = folded.charCodeAt(at) | ((at + 1 < length ? folded.charCodeAt(at + 1) : 0) << 16);
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x9e3779b1);
  }
  finish(low, high, length);
}

/** The hash of a value given as texts, one a field. */
export function hashOf(parts: readonly string[], ignoreCase: boolean): void {
  hashText(parts[0] ?? "", ignoreCase);
  for (let i = 1; i < parts.length; i++) {
    const low = hashLow;
    const high = hashHigh;
    hashText(parts[i]!, ignoreCase);
    joinHash(low, high, hashLow, hashHigh);
  }
}

/** The hash of a value of several fields, from the hash so far and the next field's. */
export function joinHash(low: number, high: number, nextLow: number, nextHigh: number): void {
  hashLow = mix(Math.imul(low, 0x01000193) ^ nextLow);
  hashHigh = mix(Math.imul(high, 0x01000193) ^ nextHigh ^ hashLow);
}

/** Every bit of the value moves every bit of its hash. */
function finish(low: number, high: number, length: number): void {
  hashLow = mix(low ^ length);
  hashHigh = mix(high ^ hashLow);
}

function mix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
