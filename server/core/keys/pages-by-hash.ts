/** Which pages contain a value with a hash: an open table of two numbers a slot, the hash and the page's id. */

/** Of more pages that share a hash no more are kept: nobody needs to see all. */
const pagesMost = 16;

export class PagesByHash {
  readonly #slots: Int32Array;
  readonly #mask: number;

  /** Makes room for so many values. */
  constructor(values: number) {
    let capacity = 16;
    while (capacity < values * 2) capacity *= 2;
    this.#mask = capacity - 1;
    this.#slots = new Int32Array(capacity * 2);
  }

  /** Adds a page, by an id above 0, unless it or enough others have the hash already. */
  put(hash: number, page: number): void {
    const slots = this.#slots;
    let slot = this.#first(hash);
    let same = 0;
    for (; slots[slot * 2 + 1] !== 0; slot = (slot + 1) & this.#mask) {
      if (slots[slot * 2] !== hash) continue;
      if (slots[slot * 2 + 1] === page || ++same === pagesMost) return;
    }
    slots[slot * 2] = hash;
    slots[slot * 2 + 1] = page;
  }

  /** Ids of the pages with this hash, in no order. */
  of(hash: number): number[] {
    const pages: number[] = [];
    for (let slot = this.#first(hash); this.#slots[slot * 2 + 1] !== 0; slot = (slot + 1) & this.#mask)
      if (this.#slots[slot * 2] === hash) pages.push(this.#slots[slot * 2 + 1]!);
    return pages;
  }

  #first(hash: number): number {
    return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) & this.#mask;
  }
}
