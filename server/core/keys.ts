/** Which key values a file holds, how often and in which pages, by their hashes: no string is kept for a key. */
import { units } from "./tokenizer.ts";

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

  /** A hash that look-alike values share, for keys that other files refer to; else 0. */
  bare(entry: number): number {
    return this.#stride === 4 ? this.#store[this.#from + entry * this.#stride + 3]! : 0;
  }
}

/** The two halves of the hash made last. */
export let hashLow = 0;
export let hashHigh = 0;

const lowSeed = 0x811c9dc5 | 0;
const highSeed = 0x2545f491;

/** Hashes `units[start, end)`, two units a step. */
export function hashUnits(start: number, end: number): void {
  const text = units;
  let low = lowSeed;
  let high = highSeed;
  let at = start;
  for (; at + 1 < end; at += 2) {
    const word = text[at]! | (text[at + 1]! << 16);
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x9e3779b1);
  }
  if (at < end) {
    const word = text[at]!;
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x9e3779b1);
  }
  finish(low, high, end - start);
}

/** The same without case; false, and nothing hashed, when a letter beyond ASCII makes that more than folding A to Z. */
export function hashFolded(start: number, end: number): boolean {
  const text = units;
  let low = lowSeed;
  let high = highSeed;
  for (let at = start; at < end; at += 2) {
    let first = text[at]!;
    let second = at + 1 < end ? text[at + 1]! : 0;
    if ((first | second) > 127) return false;
    if (first >= 65 && first <= 90) first |= 32;
    if (second >= 65 && second <= 90) second |= 32;
    const word = first | (second << 16);
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x9e3779b1);
  }
  finish(low, high, end - start);
  return true;
}

/** The same of a text. */
export function hashText(text: string, ignoreCase: boolean): void {
  const folded = ignoreCase ? text.toLowerCase() : text;
  const { length } = folded;
  let low = lowSeed;
  let high = highSeed;
  for (let at = 0; at < length; at += 2) {
    const word = folded.charCodeAt(at) | ((at + 1 < length ? folded.charCodeAt(at + 1) : 0) << 16);
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x9e3779b1);
  }
  finish(low, high, length);
}

/** The hash of a value given as texts, one a field. */
export function hashOf(parts: readonly string[], ignoreCase: boolean): void {
  hashText(parts[0] ?? "", ignoreCase);
  for (let i = 1; i < parts.length; i++) {
    const low = hashLow;
    const high = hashHigh;
    hashText(parts[i]!, ignoreCase);
    joinHash(low, high, hashLow, hashHigh);
  }
}

/** The hash of a value of several fields, from the hash so far and the next field's. */
export function joinHash(low: number, high: number, nextLow: number, nextHigh: number): void {
  hashLow = mix(Math.imul(low, 0x01000193) ^ nextLow);
  hashHigh = mix(Math.imul(high, 0x01000193) ^ nextHigh ^ hashLow);
}

/** Every bit of the value moves every bit of its hash. */
function finish(low: number, high: number, length: number): void {
  hashLow = mix(low ^ length);
  hashHigh = mix(high ^ hashLow);
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

/**
 * Values to pages: an open table of hashes, three numbers a slot so that a look costs one line of memory. A slot holds both
 * halves of the hash and a page id, or, below `gone`, the place of a list of ids.
 */
export class KeyIndex {
  /** Moves whenever the set of values that occur more than once, or their pages, changes. */
  generation = 0;
  /** Moves whenever a value appears or disappears. */
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
