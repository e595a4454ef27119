/** Chance that can be repeated: the same words give the same throws, on every machine. */
import { Hash } from "../../core/keys/hash.ts";

export class SeededRandom {
  #state: number;
  readonly #step: number;

  constructor(...words: readonly string[]) {
    const hash = new Hash();
    hash.ofParts(words, false);
    this.#state = hash.low;
    this.#step = hash.high | 1;
  }

  /** A whole number from 0 to `count` (excluded). */
  below(count: number): number {
    this.#state = (this.#state + this.#step) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % count;
  }

  /** One of the letters of a text, or of the items of a list. */
  of(from: string): string;
  of<T>(from: readonly T[]): T;
  of<T>(from: string | readonly T[]): string | T {
    return from[this.below(from.length)]!;
  }
}
