/** Which id was probably meant by a value that nobody has: one that differs from it by nothing but case and blanks. */
import type { PageKeys } from "./key-index.ts";
import { bareHashOf } from "./page-keys.ts";

/** The ids of a file, page by page. */
export interface HeldIds {
  readonly pages: number;
  /** What a page is known by wherever it stands, a number above 0, and where it stands now. */
  idOf(page: number): number;
  pageOf(id: number): number;
  /** Undefined for pages that have not been read. */
  keysOf(page: number): PageKeys | undefined;
  /** The value that stands in a row of a page. */
  valueAt(page: number, row: number): string;
}

/** So many questions are answered by going through all ids; who asks more is worth a table. */
const scansMost = 4;

/** Look-alikes of ids, by the hash that those share. Holds as long as no id appears or disappears. */
export class LookAlikes {
  readonly #ids: HeldIds;
  #asked = 0;
  #table: PagesByHash | undefined;

  constructor(ids: HeldIds) {
    this.#ids = ids;
  }

  /** The id that looks like `value`, if there is one. */
  of(value: string): string | undefined {
    const hash = bareHashOf(value);
    if (this.#asked++ === scansMost) this.#table = new PagesByHash(this.#ids);
    if (this.#table) return this.#in(this.#table.of(hash), hash, value);
    for (let page = this.#ids.pages - 1; page >= 0; page--) {
      const held = this.#in(page, hash, value);
      if (held !== undefined) return held;
    }
    return undefined;
  }

  #in(page: number, hash: number, value: string): string | undefined {
    const keys = this.#ids.keysOf(page);
    for (let i = 0; i < (keys?.count ?? 0); i++) {
      if (keys!.bare(i) !== hash) continue;
      const held = this.#ids.valueAt(page, keys!.row(i));
      if (bare(held) === bare(value)) return held;
    }
    return undefined;
  }
}

/** Which page holds a look-alike: an open table of two numbers a slot, the hash and the page's id. */
class PagesByHash {
  readonly #ids: HeldIds;
  readonly #slots: Int32Array;
  readonly #mask: number;

  constructor(ids: HeldIds) {
    let count = 0;
    for (let page = 0; page < ids.pages; page++) count += ids.keysOf(page)?.count ?? 0;
    let capacity = 16;
    while (capacity < count * 2) capacity *= 2;
    this.#ids = ids;
    this.#mask = capacity - 1;
    this.#slots = new Int32Array(capacity * 2);
    for (let page = 0; page < ids.pages; page++) {
      const keys = ids.keysOf(page);
      for (let i = 0; i < (keys?.count ?? 0); i++) this.#put(keys!.bare(i), ids.idOf(page));
    }
  }

  /** Where the last page with this hash stands now; -1 when there is none. */
  of(hash: number): number {
    const id = this.#slots[this.#slotOf(hash) + 1]!;
    return id === 0 ? -1 : this.#ids.pageOf(id);
  }

  #put(hash: number, id: number): void {
    const at = this.#slotOf(hash);
    this.#slots[at] = hash;
    this.#slots[at + 1] = id;
  }

  /** Where a hash stands or would stand. */
  #slotOf(hash: number): number {
    const slots = this.#slots;
    let slot = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) & this.#mask;
    while (slots[slot * 2 + 1] !== 0 && slots[slot * 2] !== hash) slot = (slot + 1) & this.#mask;
    return slot * 2;
  }
}

/** Without case and blanks: what look-alikes share. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[\s\u00a0\u200b-\u200d\u2060\ufeff]+/g, "");
}
