/** Which ids were probably meant by a value that nobody has: those that differ from it by no more than people overlook. */
import type { PageKeys } from "./key-index.ts";
import { type Likeness, likeHashOf, likenessOf, rankOf } from "./likeness.ts";
import { PagesByHash } from "./pages-by-hash.ts";

/** The ids of a file, page by page. */
export interface HeldIds {
  readonly pages: number;
  /** What a page is known by wherever it stands, a number above 0, and where it stands now. */
  idOf(page: number): number;
  pageOf(id: number): number;
  /** Undefined for pages that have not been read. */
  keysOf(page: number): PageKeys | undefined;
  /** The value in a row of a page, without plain spaces at its ends. */
  valueAt(page: number, row: number): string;
}

/** An id that looks like the one asked about. */
export interface SimilarId {
  readonly id: string;
  readonly likeness: Likeness;
}

/** So many questions are answered by going through all ids; who asks more is worth a table. */
const scansMost = 4;
/** Of more ids that look alike nobody needs to see all. */
const similarMost = 16;

/** Look-alikes of ids, by the hash that those share. Holds as long as no id appears or disappears. */
export class LookAlikes {
  readonly #ids: HeldIds;
  #asked = 0;
  #table: PagesByHash | undefined;

  constructor(ids: HeldIds) {
    this.#ids = ids;
  }

  /** The ids that look like `value`, in order of rows, each once, where they differ in the same thing; those that differ in the least thing only. */
  of(value: string): readonly SimilarId[] {
    const hash = likeHashOf(value);
    if (this.#asked++ === scansMost) this.#table = this.#tabled();
    const found = new Map<string, Likeness>();
    if (this.#table) {
      const pages = this.#table.of(hash).map((id) => this.#ids.pageOf(id));
      for (const page of pages.sort((a, b) => a - b)) this.#in(page, hash, value, found);
    } else for (let page = 0; page < this.#ids.pages; page++) this.#in(page, hash, value, found);
    const best = Math.min(...[...found.values()].map(rankOf));
    return [...found].flatMap(([id, likeness]) => (rankOf(likeness) === best ? [{ id, likeness }] : []));
  }

  #tabled(): PagesByHash {
    const { pages } = this.#ids;
    let count = 0;
    for (let page = 0; page < pages; page++) count += this.#ids.keysOf(page)?.count ?? 0;
    const table = new PagesByHash(count);
    for (let page = 0; page < pages; page++) {
      const keys = this.#ids.keysOf(page);
      for (let i = 0; i < (keys?.count ?? 0); i++) table.put(keys!.like(i), this.#ids.idOf(page));
    }
    return table;
  }

  #in(page: number, hash: number, value: string, found: Map<string, Likeness>): void {
    const keys = this.#ids.keysOf(page);
    for (let i = 0; i < (keys?.count ?? 0) && found.size < similarMost; i++) {
      if (keys!.like(i) !== hash) continue;
      const held = this.#ids.valueAt(page, keys!.row(i));
      const likeness = held === value || found.has(held) ? undefined : likenessOf(value, held);
      if (likeness) found.set(held, likeness);
    }
  }
}
