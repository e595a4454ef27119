/** Which key values a file holds, how often and in which pages, by their hashes: no string is kept for a key. */
import { units } from "./tokenizer.ts";

/**
 * The values of one key in one page, in order of rows; rows where the key is empty are left out. A value is known by 64
 * bits of hash: among a million values the chance that two share one is below one in ten million.
 */
export interface PageKeys {
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** The record of each value, by its index in the page. */
  readonly rows: Int32Array;
  /** Hashes that look-alike values share, for keys that other files refer to; zeros for the rest. */
  readonly bare: Int32Array;
  /** What `unlessSame` compares, where the key has it. */
  readonly also: readonly string[] | undefined;
}

/** The two halves of the hash made last. */
export let hashLow = 0;
export let hashHigh = 0;

/** Begins a hash. */
export function startHash(): void {
  hashLow = 0x811c9dc5 | 0;
  hashHigh = 0x2545f491;
}

/** Adds `units[start, end)` to the hash; `ignoreCase` folds A to Z, other letters are the caller's affair. */
export function hashUnits(start: number, end: number, ignoreCase: boolean): void {
  const text = units;
  let low = hashLow;
  let high = hashHigh;
  for (let i = start; i < end; i++) {
    let unit = text[i]!;
    if (ignoreCase && unit >= 65 && unit <= 90) unit |= 32;
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul((high << 5) ^ (high >>> 27) ^ unit, 0x9e3779b1);
  }
  hashLow = low;
  hashHigh = high;
}

/** Adds a text to the hash. */
export function hashText(text: string, ignoreCase: boolean): void {
  const folded = ignoreCase ? text.toLowerCase() : text;
  let low = hashLow;
  let high = hashHigh;
  for (let i = 0; i < folded.length; i++) {
    const unit = folded.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul((high << 5) ^ (high >>> 27) ^ unit, 0x9e3779b1);
  }
  hashLow = low;
  hashHigh = high;
}

/** Between the parts of a key of several fields. */
export function hashBreak(): void {
  hashLow = Math.imul(hashLow ^ 0x10001, 0x01000193);
  hashHigh = Math.imul((hashHigh << 5) ^ (hashHigh >>> 27) ^ 0x10001, 0x9e3779b1);
}

/** Ends a hash: every bit of the key now moves every bit of it. */
export function endHash(): void {
  hashLow = mix(hashLow);
  hashHigh = mix(hashHigh ^ hashLow);
}

/** The hash of a value given as texts, one a field. */
export function hashOf(parts: readonly string[], ignoreCase: boolean): void {
  startHash();
  parts.forEach((part, i) => {
    if (i > 0) hashBreak();
    hashText(part, ignoreCase);
  });
  endHash();
}

function mix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const empty = 0;
const gone = -1;
const nothing: ReadonlySet<number> = new Set();
/** A value that more entries share may as well concern any page. */
const listedMost = 64;

/** Values to pages: an open table of hashes. A slot holds a page id, or, below `gone`, the place of a list of ids. */
export class KeyIndex {
  /** Moves whenever the set of values that occur more than once, or their pages, changes. */
  generation = 0;
  /** Moves whenever a value appears or disappears. */
  presence = 0;
  /** Different values. */
  size = 0;
  #used = 0;
  #mask = 1023;
  #low = new Int32Array(1024);
  #high = new Int32Array(1024);
  #where = new Int32Array(1024);
  readonly #lists: number[][] = [];
  readonly #freeLists: number[] = [];
  /** How many entries of each page are values that occur more than once. */
  readonly #pages = new Map<number, number>();
  #touched = new Set<number>();
  #allTouched = false;

  has(low: number, high: number): boolean {
    return this.#find(low, high) >= 0;
  }

  isRepeated(low: number, high: number): boolean {
    const slot = this.#find(low, high);
    return slot >= 0 && this.#where[slot]! < gone;
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
  }

  /** Ids of the pages that hold the value, one entry an occurrence, in no order. */
  pagesOf(low: number, high: number): readonly number[] {
    const slot = this.#find(low, high);
    if (slot < 0) return [];
    const where = this.#where[slot]!;
    return where < gone ? this.#lists[gone - 1 - where]! : [where];
  }

  /** Makes room for so many values in one go. */
  reserve(values: number): void {
    if (values * 2 <= this.#mask) return;
    let capacity = this.#where.length;
    while (capacity < values * 2 + 2) capacity *= 2;
    this.#rehash(capacity);
  }

  /** Takes a page's values in. */
  add(page: number, keys: PageKeys): void {
    const { low, high } = keys;
    for (let i = 0; i < low.length; i++) this.#insert(page, low[i]!, high[i]!);
  }

  /** Forgets a page's values. */
  remove(page: number, keys: PageKeys): void {
    const { low, high } = keys;
    for (let i = 0; i < low.length; i++) this.#delete(page, low[i]!, high[i]!);
  }

  /** The same page with other values: only what differs is touched. */
  replace(page: number, old: PageKeys, fresh: PageKeys): void {
    const same = (i: number, j: number): boolean => old.low[i] === fresh.low[j] && old.high[i] === fresh.high[j];
    const before = old.low.length;
    const after = fresh.low.length;
    const least = Math.min(before, after);
    let front = 0;
    while (front < least && same(front, front)) front++;
    let back = 0;
    while (back < least - front && same(before - 1 - back, after - 1 - back)) back++;
    for (let i = front; i < before - back; i++) this.#delete(page, old.low[i]!, old.high[i]!);
    for (let i = front; i < after - back; i++) this.#insert(page, fresh.low[i]!, fresh.high[i]!);
  }

  /** The slot of a value, or -1. */
  #find(low: number, high: number): number {
    const mask = this.#mask;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const where = this.#where[slot]!;
      if (where === empty) return -1;
      if (where !== gone && this.#low[slot] === low && this.#high[slot] === high) return slot;
    }
  }

  #insert(page: number, low: number, high: number): void {
    const mask = this.#mask;
    let slot = low & mask;
    for (; ; slot = (slot + 1) & mask) {
      const where = this.#where[slot]!;
      if (where === empty) break;
      if (where !== gone && this.#low[slot] === low && this.#high[slot] === high) {
        this.#again(slot, where, page);
        return;
      }
    }
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#where[slot] = page;
    this.#used++;
    this.size++;
    this.presence++;
    if (this.#used * 2 > mask) this.#rehash(0);
  }

  #again(slot: number, where: number, page: number): void {
    if (where < gone) {
      const list = this.#lists[gone - 1 - where]!;
      list.push(page);
      this.#count(page, 1);
      this.#touch(list);
      return;
    }
    const place = this.#freeLists.pop() ?? this.#lists.length;
    this.#lists[place] = [where, page];
    this.#where[slot] = gone - 1 - place;
    this.#count(where, 1);
    this.#count(page, 1);
    this.#touch(this.#lists[place]!);
  }

  #delete(page: number, low: number, high: number): void {
    const slot = this.#find(low, high);
    if (slot < 0) return;
    const where = this.#where[slot]!;
    if (where >= gone) {
      this.#where[slot] = gone;
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
    this.#where[slot] = list[0]!;
    this.#count(list[0]!, -1);
    this.#lists[place] = [];
    this.#freeLists.push(place);
  }

  /** Makes room, or sweeps out what is gone. */
  #rehash(least: number): void {
    const { size } = this;
    const [low, high, where] = [this.#low, this.#high, this.#where];
    let capacity = Math.max(least, where.length);
    while (capacity < size * 4 && least === 0) capacity *= 2;
    this.#low = new Int32Array(capacity);
    this.#high = new Int32Array(capacity);
    this.#where = new Int32Array(capacity);
    this.#mask = capacity - 1;
    this.#used = size;
    const mask = this.#mask;
    for (let i = 0; i < where.length; i++) {
      if (where[i] === empty || where[i] === gone) continue;
      let slot = low[i]! & mask;
      while (this.#where[slot] !== empty) slot = (slot + 1) & mask;
      this.#low[slot] = low[i]!;
      this.#high[slot] = high[i]!;
      this.#where[slot] = where[i]!;
    }
  }

  #touch(pages: readonly number[]): void {
    if (pages.length > listedMost) this.#allTouched = true;
    if (this.#allTouched) return;
    for (const page of pages) this.#touched.add(page);
  }

  #count(page: number, by: number): void {
    this.generation++;
    const count = (this.#pages.get(page) ?? 0) + by;
    if (count > 0) this.#pages.set(page, count);
    else this.#pages.delete(page);
  }
}

/** An id nobody has: the number at its end counted up, or one added. The next one, unless a hundred in a row are taken. */
export function nextFree(value: string, taken: (candidate: string) => boolean): string {
  return new FreeIds(taken).next(value);
}

/** Answers many times what ids are free as long as none is taken in between: of ids with one stem only the first question counts up. */
export class FreeIds {
  /** By stem: what was found when `from` was asked for. */
  readonly #known = new Map<string, { readonly from: bigint; readonly free: bigint }>();

  constructor(readonly taken: (candidate: string) => boolean) {}

  next(value: string): string {
    const match = /^(.*?)(\d+)$/s.exec(value);
    const stem = match ? match[1]! : `${value}-`;
    const width = match ? match[2]!.length : 1;
    const from = match ? BigInt(match[2]!) : 1n;
    const write = (number: bigint): string => stem + String(number).padStart(width, "0");
    const key = `${width} ${stem}`;
    const known = this.#known.get(key);
    if (known && known.from <= from && from < known.free) return write(known.free);
    let number = from + 1n;
    for (let tries = 0; tries < nearMost && this.taken(write(number)); tries++) number++;
    if (this.taken(write(number))) number = this.#far(number, (candidate) => this.taken(write(candidate)));
    this.#known.set(key, { from, free: number });
    return write(number);
  }

  /** The end of a long run of taken numbers, found in ever longer steps and then between the last two. */
  #far(start: bigint, taken: (number: bigint) => boolean): bigint {
    let held = start;
    let step = 1n;
    for (let doublings = 0; doublings < 64 && taken(held + step); doublings++) {
      held += step;
      step *= 2n;
    }
    let free = held + step;
    while (free - held > 1n) {
      const middle = (held + free) / 2n;
      if (taken(middle)) held = middle;
      else free = middle;
    }
    return free;
  }
}

/** So many numbers are tried one by one. */
const nearMost = 100;
