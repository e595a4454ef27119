/** Which key values a file holds, how often and in which pages, by their hashes: no string is kept for a key. */

/** What is special about entries of a key that is compared as it is written: their places, in order. */
export interface Remarks {
  /** There are spaces at its ends: what it is the same as is told when they are gone. */
  readonly untidy: readonly number[];
  /** Its accented letters are taken apart (NFD): to people it is the same as a composed one. */
  readonly apart: readonly number[];
  /** It is written so that a spreadsheet leaves it as it is (`="00123"`), which is told alone. Items of lists are never. */
  readonly wrapped: readonly number[];
}

/**
 * The values of one key in one page, in order of rows; rows where the key is empty are left out. A value is known by 64
 * bits of hash: among a million values the chance that two share one is below one in ten million.
 */
export class PageKeys {
  readonly #store: Int32Array;
  readonly #from: number;
  readonly #stride: number;

  /** Entry `i` stands in `store` at `from + i * stride`: low and high half of the hash, the row, and with a stride of 4 the bare hash. */
  constructor(
    store: Int32Array,
    from: number,
    stride: 3 | 4,
    readonly count: number,
    /** What `unlessSame` compares, where the key has it. */
    readonly also?: readonly string[],
    /** Undefined where nothing is special about any entry. */
    readonly remarks?: Remarks,
  ) {
    this.#store = store;
    this.#from = from;
    this.#stride = stride;
  }

  low(entry: number): number {
    return this.#store[this.#from + entry * this.#stride]!;
  }

  high(entry: number): number {
    return this.#store[this.#from + entry * this.#stride + 1]!;
  }

  /** The record of a value, by its index in the page. */
  row(entry: number): number {
    return this.#store[this.#from + entry * this.#stride + 2]!;
  }

  /** A hash that look-alike values share (`likeHash`), for keys that other files refer to; else 0. */
  like(entry: number): number {
    return this.#stride === 4 ? this.#store[this.#from + entry * this.#stride + 3]! : 0;
  }
}

const empty = 0;
const gone = -1;
const nothing: ReadonlySet<number> = new Set();
/** A value that more entries share may as well concern any page. */
const listedMost = 64;

/**
 * Values to pages: an open table of hashes, three numbers a slot so that a look costs one line of memory. A slot holds both
 * halves of the hash and a page id, or, below `gone`, the place of a list of ids.
 */
export class KeyIndex {
  /** Moves whenever a value appears or disappears, or what is kept beside one changes. */
  presence = 0;
  /** Different values. */
  size = 0;
  #used = 0;
  #mask = 1023;
  #slots = new Int32Array(1024 * 3);
  readonly #lists: number[][] = [];
  readonly #freeLists: number[] = [];
  /** How many entries of each page are values that occur more than once. */
  readonly #pages = new Map<number, number>();
  #touched = new Set<number>();
  #allTouched = false;

  has(low: number, high: number): boolean {
    return this.#find(low, high) >= 0;
  }

  /** A small number for a value that occurs more than once, its own until it does no more; else -1. */
  repeated(low: number, high: number): number {
    const slot = this.#find(low, high);
    if (slot < 0) return -1;
    const where = this.#slots[slot + 2]!;
    return where < gone ? gone - 1 - where : -1;
  }

  /** True when some value in the page also occurs elsewhere. */
  pageHasRepeated(page: number): boolean {
    return this.#pages.has(page);
  }

  /** Ids of the pages where another value is the repeated one than when this was asked last; undefined when that may be any page. */
  takeTouched(): ReadonlySet<number> | undefined {
    if (!this.#allTouched && this.#touched.size === 0) return nothing;
    const touched = this.#allTouched ? undefined : this.#touched;
    this.#touched = new Set();
    this.#allTouched = false;
    return touched;
  }

  /** What is kept beside a key has changed: that may concern any page. */
  touchAll(): void {
    this.#allTouched = true;
    this.presence++;
  }

  /** Ids of the pages that hold the value, one entry an occurrence, in no order. */
  pagesOf(low: number, high: number): readonly number[] {
    const slot = this.#find(low, high);
    if (slot < 0) return [];
    const where = this.#slots[slot + 2]!;
    return where < gone ? this.#lists[gone - 1 - where]! : [where];
  }

  /** Makes room for so many values in one go. */
  reserve(values: number): void {
    let capacity = this.#mask + 1;
    while (values * 5 > capacity * 4) capacity *= 2;
    if (capacity > this.#mask + 1) this.#rehash(capacity);
  }

  /** Takes a page's values in. */
  add(page: number, keys: PageKeys): void {
    for (let i = 0; i < keys.count; i++) this.#insert(page, keys.low(i), keys.high(i));
  }

  /** Forgets a page's values. */
  remove(page: number, keys: PageKeys): void {
    for (let i = 0; i < keys.count; i++) this.#delete(page, keys.low(i), keys.high(i));
  }

  /** The same page with other values: only what differs is touched. */
  replace(page: number, old: PageKeys, fresh: PageKeys): void {
    const same = (i: number, j: number): boolean => old.low(i) === fresh.low(j) && old.high(i) === fresh.high(j);
    const before = old.count;
    const after = fresh.count;
    const least = Math.min(before, after);
    let front = 0;
    while (front < least && same(front, front)) front++;
    let back = 0;
    while (back < least - front && same(before - 1 - back, after - 1 - back)) back++;
    for (let i = front; i < before - back; i++) this.#delete(page, old.low(i), old.high(i));
    for (let i = front; i < after - back; i++) this.#insert(page, fresh.low(i), fresh.high(i));
  }

  /** Where the slot of a value begins, or -1. */
  #find(low: number, high: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const at = slot * 3;
      const where = slots[at + 2]!;
      if (where === empty) return -1;
      if (slots[at] === low && slots[at + 1] === high && where !== gone) return at;
    }
  }

  #insert(page: number, low: number, high: number): void {
    const slots = this.#slots;
    const mask = this.#mask;
    let at = 0;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      at = slot * 3;
      const where = slots[at + 2]!;
      if (where === empty) break;
      if (slots[at] === low && slots[at + 1] === high && where !== gone) {
        this.#again(at, where, page);
        return;
      }
    }
    slots[at] = low;
    slots[at + 1] = high;
    slots[at + 2] = page;
    this.#used++;
    this.size++;
    this.presence++;
    if (this.#used * 5 > mask * 4) this.#rehash(0);
  }

  #again(at: number, where: number, page: number): void {
    if (where < gone) {
      const list = this.#lists[gone - 1 - where]!;
      list.push(page);
      this.#count(page, 1);
      this.#touch(list);
      return;
    }
    const place = this.#freeLists.pop() ?? this.#lists.length;
    this.#lists[place] = [where, page];
    this.#slots[at + 2] = gone - 1 - place;
    this.#count(where, 1);
    this.#count(page, 1);
    this.#touch(this.#lists[place]!);
  }

  #delete(page: number, low: number, high: number): void {
    const at = this.#find(low, high);
    if (at < 0) return;
    const where = this.#slots[at + 2]!;
    if (where >= gone) {
      this.#slots[at + 2] = gone;
      this.size--;
      this.presence++;
      return;
    }
    const place = gone - 1 - where;
    const list = this.#lists[place]!;
    this.#touch(list);
    list.splice(list.indexOf(page), 1);
    this.#count(page, -1);
    if (list.length > 1) return;
    this.#slots[at + 2] = list[0]!;
    this.#count(list[0]!, -1);
    this.#lists[place] = [];
    this.#freeLists.push(place);
  }

  /** Makes room, or sweeps out what is gone. */
  #rehash(least: number): void {
    const { size } = this;
    const old = this.#slots;
    let capacity = Math.max(least, this.#mask + 1);
    while (capacity < size * 2 && least === 0) capacity *= 2;
    const slots = new Int32Array(capacity * 3);
    const mask = capacity - 1;
    for (let from = 0; from < old.length; from += 3) {
      const where = old[from + 2]!;
      if (where === empty || where === gone) continue;
      let slot = old[from]! & mask;
      while (slots[slot * 3 + 2] !== empty) slot = (slot + 1) & mask;
      slots[slot * 3] = old[from]!;
      slots[slot * 3 + 1] = old[from + 1]!;
      slots[slot * 3 + 2] = where;
    }
    this.#slots = slots;
    this.#mask = mask;
    this.#used = size;
  }

  #touch(pages: readonly number[]): void {
    if (pages.length > listedMost) this.#allTouched = true;
    if (this.#allTouched) return;
    for (const page of pages) this.#touched.add(page);
  }

  #count(page: number, by: number): void {
    const count = (this.#pages.get(page) ?? 0) + by;
    if (count > 0) this.#pages.set(page, count);
    else this.#pages.delete(page);
  }
}
