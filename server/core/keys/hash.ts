/** Hashes of key values, 64 bits each, in two halves: those of units in hand and those of texts are the same. */
const lowSeed = 0x811c9dc5 | 0;
const highSeed = 0x2545f491;

/** The hash made last, in two halves. Who hashes has one of these; what must last is copied out of it. */
export class Hash {
  low = 0;
  high = 0;

  /** Hashes `text[start, end)`, two units a step. */
  ofUnits(text: Uint16Array, start: number, end: number): void {
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
    this.#finish(low, high, end - start);
  }

  /** The same without case; false, and nothing hashed, when a letter beyond ASCII makes that more than folding A to Z. */
  ofFolded(text: Uint16Array, start: number, end: number): boolean {
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
    this.#finish(low, high, end - start);
    return true;
  }

  /** The same of a text. */
  ofText(text: string, ignoreCase: boolean): void {
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
    this.#finish(low, high, length);
  }

  /** The hash of a value given as texts, one a field. */
  ofParts(parts: readonly string[], ignoreCase: boolean): void {
    this.ofText(parts[0] ?? "", ignoreCase);
    for (let i = 1; i < parts.length; i++) {
      const { low, high } = this;
      this.ofText(parts[i]!, ignoreCase);
      this.join(low, high, this.low, this.high);
    }
  }

  /** The hash of a value of several fields, from the hash so far and the next field's. */
  join(low: number, high: number, nextLow: number, nextHigh: number): void {
    this.low = mix(Math.imul(low, 0x01000193) ^ nextLow);
    this.high = mix(Math.imul(high, 0x01000193) ^ nextHigh ^ this.low);
  }

  /** Every bit of the value moves every bit of its hash. */
  #finish(low: number, high: number, length: number): void {
    this.low = mix(low ^ length);
    this.high = mix(high ^ this.low);
  }
}

/** The hash of a text, as it is written. */
export function hashOf(text: string, ignoreCase = false): Hash {
  const hash = new Hash();
  hash.ofText(text, ignoreCase);
  return hash;
}

function mix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
