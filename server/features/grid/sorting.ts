/** Sorts rows by what one column says, in slices: numbers by size, words as people order them, empty cells last. */
import type { Slices } from "../records/walk.ts";

/** So many are put in order before the work may stop. */
const runLength = 1024;

/** What rows are sorted by, one key a row, in the order of the file. */
export class SortKeys {
  /** 0 for numbers, 1 for words, 2 for nothing. */
  readonly #kinds: number[] = [];
  readonly #numbers: number[] = [];
  readonly #words: string[] = [];

  get count(): number {
    return this.#kinds.length;
  }

  push(value: string): void {
    const isNumber = /^[+-]?\d+(?:\.\d+)?$/.test(value);
    this.#kinds.push(isNumber ? 0 : value === "" ? 2 : 1);
    this.#numbers.push(isNumber ? Number(value) : 0);
    this.#words.push(isNumber ? "" : natural(value));
  }

  /** Less than 0 when `a` comes first. Of two that are equal the earlier one does, whatever the direction. */
  compare(a: number, b: number, direction: 1 | -1): number {
    const kinds = this.#kinds[a]! - this.#kinds[b]!;
    if (kinds !== 0) return this.#kinds[a] === 2 || this.#kinds[b] === 2 ? kinds : kinds * direction;
    const numbers = this.#numbers[a]! - this.#numbers[b]!;
    if (numbers !== 0) return numbers * direction;
    const word = this.#words[a]!;
    const other = this.#words[b]!;
    if (word !== other) return word < other ? -direction : direction;
    return a - b;
  }
}

/** A word as one to compare by code units: no case, no accents, and runs of digits by their value: U-2 before U-10. */
function natural(value: string): string {
  const plain = value
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  return plain.replace(/\d+/g, (digits) => {
    const short = digits.replace(/^0+(?=\d)/, "");
    return String.fromCharCode(0x30 + Math.min(short.length, 0x100)) + short;
  });
}

/** The places of the keys in order: runs first, then runs merged with runs. */
export function* sorted(keys: SortKeys, descending: boolean): Slices<Int32Array> {
  const direction = descending ? -1 : 1;
  const compare = (a: number, b: number): number => keys.compare(a, b, direction);
  const { count } = keys;
  let from = Int32Array.from({ length: count }, (_, index) => index);
  let to = new Int32Array(count);
  for (let start = 0; start < count; start += runLength) {
    from.subarray(start, start + runLength).sort(compare);
    yield undefined;
  }
  for (let length = runLength; length < count; length *= 2) {
    for (let start = 0; start < count; start += 2 * length) {
      const middle = Math.min(start + length, count);
      const end = Math.min(start + 2 * length, count);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        const takesLeft = left < middle && (right >= end || compare(from[left]!, from[right]!) <= 0);
        to[at] = takesLeft ? from[left++]! : from[right++]!;
        if (at % runLength === 0) yield undefined;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
