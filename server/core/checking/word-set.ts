/** A set of words that is asked about stretches of UTF-16 units without making a string. */
import { platform } from "../text/platform.ts";

export class WordSet {
  readonly #list: () => readonly string[];
  #mask = 0;
  #heads: Int32Array | undefined;
  #next = new Int32Array(0);
  #starts = new Int32Array(0);
  #letters: Uint16Array<ArrayBuffer> = new Uint16Array(0);
  /** The word found last: most columns say the same few words again and again. */
  #last = 0;

  /** The list is asked for with the first question. */
  constructor(list: () => readonly string[]) {
    this.#list = list;
  }

  #build(): Int32Array {
    const words = this.#list();
    let size = 16;
    while (size < words.length * 4) size *= 2;
    const heads = new Int32Array(size).fill(-1);
    this.#mask = size - 1;
    this.#next = new Int32Array(words.length);
    this.#starts = new Int32Array(words.length + 2);
    const text = words.join("");
    this.#letters = new Uint16Array(text.length);
    platform.copyUnits(text, this.#letters);
    let at = 0;
    words.forEach((word, index) => {
      this.#starts[index] = at;
      at += word.length;
      const slot = sampled(this.#letters, at - word.length, at) & this.#mask;
      this.#next[index] = heads[slot]!;
      heads[slot] = index;
    });
    this.#starts[words.length] = at;
    this.#heads = heads;
    return heads;
  }

  /** How the words are found, for who reads them elsewhere: heads of chains by `sampled & mask`, and the word at `letters[starts[i], starts[i + 1])`. */
  layout(): {
    readonly mask: number;
    readonly heads: Int32Array;
    readonly next: Int32Array;
    readonly starts: Int32Array;
    readonly letters: Uint16Array;
  } {
    const heads = this.#heads ?? this.#build();
    return { mask: this.#mask, heads, next: this.#next, starts: this.#starts, letters: this.#letters };
  }

  has(text: Uint16Array, start: number, end: number): boolean {
    return this.indexOf(text, start, end) >= 0;
  }

  /** The index of the word that stands there, or -1. */
  indexOf(text: Uint16Array, start: number, end: number): number {
    const heads = this.#heads ?? this.#build();
    if (this.#is(this.#last, text, start, end)) return this.#last;
    for (let word = heads[sampled(text, start, end) & this.#mask]!; word >= 0; word = this.#next[word]!) {
      if (!this.#is(word, text, start, end)) continue;
      this.#last = word;
      return word;
    }
    return -1;
  }

  #is(word: number, text: Uint16Array, start: number, end: number): boolean {
    const from = this.#starts[word]!;
    const length = end - start;
    if (this.#starts[word + 1]! - from !== length) return false;
    const letters = this.#letters;
    for (let i = 0; i < length; i++) if (letters[from + i] !== text[start + i]) return false;
    return true;
  }
}

/** A hash of the length and a few letters: words of one list seldom agree in all of those. */
function sampled(text: Uint16Array, start: number, end: number): number {
  if (start >= end) return 0;
  const length = end - start;
  let hash = Math.imul(length, 31) + text[start]!;
  hash = Math.imul(hash, 31) + text[start + (length >> 1)]!;
  hash = Math.imul(hash, 31) + text[start + ((length * 3) >> 2)]!;
  hash = Math.imul(hash, 31) + text[end - 1]!;
  return hash ^ (hash >>> 7);
}
