/** How many typing mistakes lie between one word and many others: Damerau-Levenshtein, where neighbors may swap once. */

/** Longer words than a machine word has bits are compared cell by cell. */
const bitsMost = 31;

/**
 * The distances of other words from one word. What can be known of the word alone is worked out once, so that a hundred
 * thousand others take a few operations a letter each (Hyyrö's bit-parallel form of the optimal string alignment distance).
 */
export class EditDistance {
  readonly word: string;
  /** Bit i is set where the word's letter i is that code unit. */
  readonly #places = new Map<number, number>();
  readonly #letters: number;

  constructor(word: string) {
    this.word = word;
    this.#letters = lettersOf(word);
    if (word.length > bitsMost) return;
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i);
      this.#places.set(unit, (this.#places.get(unit) ?? 0) | (1 << i));
    }
  }

  /** The distance of another word where it is below `limit`, else `limit`. `letters`: `lettersOf(other)`, where it is known. */
  to(other: string, limit: number, letters = lettersOf(other)): number {
    const { word } = this;
    if (Math.abs(word.length - other.length) >= limit) return limit;
    // Each mistake brings at most one letter that the other word has nowhere.
    if (bitCount(letters & ~this.#letters) >= limit || bitCount(this.#letters & ~letters) >= limit) return limit;
    if (word === "") return other.length;
    if (word.length > bitsMost) return distanceByCells(word, other, limit);
    return Math.min(limit, this.#byBits(other));
  }

  #byBits(other: string): number {
    const last = 1 << (this.word.length - 1);
    let distance = this.word.length;
    let [more, less, same, placesBefore] = [-1, 0, 0, 0];
    for (let j = 0; j < other.length; j++) {
      const places = this.#places.get(other.charCodeAt(j)) ?? 0;
      const swapped = ((~same & places) << 1) & placesBefore;
      same = ((((places & more) + more) | 0) ^ more) | places | less | swapped;
      let up = less | ~(same | more);
      const down = same & more;
      if (up & last) distance++;
      else if (down & last) distance--;
      up = (up << 1) | 1;
      more = (down << 1) | ~(same | up);
      less = same & up;
      placesBefore = places;
    }
    return distance;
  }
}

/** Which letters a word has, as 32 bits: two words of which one has a bit that the other lacks differ in that letter. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function distanceByCells(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return Math.min(limit, last[b.length]!);
}
