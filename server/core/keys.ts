/** Which key values a file holds, how often and in which pages: the only thing that is changed in place. */

/** The values of one key in one page, in order of rows; rows where the key is empty are left out. */
export interface PageKeys {
  readonly values: readonly string[];
  /** The record of each value, by its index in the page. */
  readonly rows: readonly number[];
  /** What `unlessSame` compares, where the key has it. */
  readonly also: readonly string[] | undefined;
}

/** Values to pages. A value that occurs once costs one map entry. */
export class KeyIndex {
  /** Moves whenever the set of values that occur more than once, or their pages, changes. */
  generation = 0;
  /** Moves whenever a value appears or disappears. */
  presence = 0;
  readonly #single = new Map<string, number>();
  readonly #several = new Map<string, number[]>();
  readonly #pages = new Map<number, number>();

  /** Different values. */
  get size(): number {
    return this.#single.size + this.#several.size;
  }

  /** Values that occur more than once. */
  get repeated(): ReadonlyMap<string, readonly number[]> {
    return this.#several;
  }

  has(value: string): boolean {
    return this.#single.has(value) || this.#several.has(value);
  }

  isRepeated(value: string): boolean {
    return this.#several.has(value);
  }

  /** True when some value in the page also occurs elsewhere. */
  pageHasRepeated(page: number): boolean {
    return this.#pages.has(page);
  }

  /** Ids of the pages that hold the value, one entry an occurrence, in no order. */
  pagesOf(value: string): readonly number[] {
    const one = this.#single.get(value);
    return one !== undefined ? [one] : (this.#several.get(value) ?? []);
  }

  values(): Iterable<string> {
    return this.#all();
  }

  *#all(): Generator<string> {
    yield* this.#single.keys();
    yield* this.#several.keys();
  }

  /** Takes a page's values in; `changed` collects values that are new to the file. */
  add(page: number, values: readonly string[], changed?: Set<string>): void {
    for (const value of values) this.#insert(page, value, changed);
  }

  /** Forgets a page's values; `changed` collects those that are gone from the file. */
  remove(page: number, values: readonly string[], changed?: Set<string>): void {
    for (const value of values) this.#delete(page, value, changed);
  }

  /** The same page with other values: only what differs is touched. */
  replace(page: number, old: readonly string[], fresh: readonly string[], changed?: Set<string>): void {
    let front = 0;
    const least = Math.min(old.length, fresh.length);
    while (front < least && old[front] === fresh[front]) front++;
    let back = 0;
    while (back < least - front && old[old.length - 1 - back] === fresh[fresh.length - 1 - back]) back++;
    this.remove(page, old.slice(front, old.length - back), changed);
    this.add(page, fresh.slice(front, fresh.length - back), changed);
  }

  #insert(page: number, value: string, changed: Set<string> | undefined): void {
    const several = this.#several.get(value);
    if (several) {
      several.push(page);
      this.#count(page, 1);
      return;
    }
    const one = this.#single.get(value);
    if (one === undefined) {
      this.#single.set(value, page);
      this.presence++;
      toggle(changed, value);
      return;
    }
    this.#single.delete(value);
    this.#several.set(value, [one, page]);
    this.#count(one, 1);
    this.#count(page, 1);
  }

  #delete(page: number, value: string, changed: Set<string> | undefined): void {
    const several = this.#several.get(value);
    if (!several) {
      if (this.#single.delete(value)) {
        this.presence++;
        toggle(changed, value);
      }
      return;
    }
    several.splice(several.indexOf(page), 1);
    this.#count(page, -1);
    if (several.length > 1) return;
    this.#several.delete(value);
    const last = several[0]!;
    this.#count(last, -1);
    this.#single.set(value, last);
  }

  #count(page: number, by: number): void {
    this.generation++;
    const count = (this.#pages.get(page) ?? 0) + by;
    if (count > 0) this.#pages.set(page, count);
    else this.#pages.delete(page);
  }
}

/** A value that goes and comes back within one edit has not changed. */
function toggle(changed: Set<string> | undefined, value: string): void {
  if (changed && !changed.delete(value)) changed.add(value);
}

/** The next id nobody has: the number at its end counted up, or one added. */
export function nextFree(value: string, taken: (candidate: string) => boolean): string {
  const match = /^(.*?)(\d+)$/s.exec(value);
  const stem = match ? match[1]! : `${value}-`;
  const width = match ? match[2]!.length : 1;
  let number = match ? BigInt(match[2]!) : 1n;
  for (let tries = 0; tries < 1_000_000; tries++) {
    number++;
    const candidate = stem + String(number).padStart(width, "0");
    if (!taken(candidate)) return candidate;
  }
  return `${stem}${number}-new`;
}
