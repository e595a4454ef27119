/**
 * Passes over records that certainly have nothing to say, and hashes their keys: what `Prefilter`, `LineFilter` and `KeyCollector`
 * do, over UTF-16 units in its own memory. AssemblyScript. It decides nothing by itself: all that it asks for was written into its
 * memory by `core/checking/kernel.ts` from what rules declare, and wherever it is not sure it stops, so that the record is read
 * as any other.
 */

/** Asked whether a postal code fits its country: offsets of both, in units. */
declare function postalCodeFits(countryStart: u32, countryEnd: u32, start: u32, end: u32): bool;

// Where things lie in memory, in bytes. Exported: who fills the memory reads them here.
export const classesAt: u32 = 1024;
export const columnsAt: u32 = 4096;
export const filledAt: u32 = 9216;
export const hashesAt: u32 = 9728;
export const specsAt: u32 = 10752;
export const blocksAt: u32 = 12288;
export const triggersAt: u32 = 13312;
export const kindsAt: u32 = 0x10000;
export const marksAt: u32 = 0x20000;
/** Units that a line begins with which may be no record. */
export const firstsAt: u32 = 0x1b0000;
export const rowsAt: u32 = 0x30000;
export const keysAt: u32 = 0x38000;
export const wordsAt: u32 = 0xc0000;
export const unitsAt: u32 = 0x1c0000;

// How much there is room for.
export const columnsMost: u32 = 64;
export const rowsMost: u32 = 2048;
export const keysMost: u32 = 16;
export const hashesMost: u32 = 32;
export const blocksMost: u32 = 32;
export const triggersMost: u32 = 128;
/** Bytes of each key's entries. */
export const keyBytes: u32 = 0x8000;
export const wordBytes: u32 = 0xf0000;
export const unitsMost: u32 = 0x80000;

const startsAt: u32 = 8192;
const endsAt: u32 = 8448;
const flagsAt: u32 = 8704;
const foldedAt: u32 = 14336;
const fitsAt: u32 = 16384;
const fitsMask: u32 = 4095;

/** Bytes of one column, one hash, one key. */
const columnSize: u32 = 64;
const hashSize: u32 = 32;
const specSize: u32 = 64;

// Flags of a cell.
const isQuoted: u32 = 1;
const isForeign: u32 = 2;

const lineFeed: u32 = 10;
const carriageReturn: u32 = 13;
const quote: u32 = 34;
/** As the tokenizer's table of kinds has it. */
const strange: u32 = 2;

// What the plan says of all records.
let width: u32 = 0;
let delimiter: u32 = 44;
let hashCount: u32 = 0;
let specCount: u32 = 0;
let blockCount: u32 = 0;
let triggerCount: u32 = 0;
let lineWords: u32 = 0;
let filledAtMost: i32 = -1;
let asksEmptyEnd: bool = false;
let idCell: i32 = -1;
let isKeyFirst: bool = false;

// What the last call passed.
export let passed: u32 = 0;
export let breaksOfTwo: u32 = 0;
export let breaksInside: u32 = 0;

// Of the record in hand.
let filled: u64 = 0;
let filledBits: i32 = 0;

export function plan(
  columns: u32,
  separator: u32,
  hashes: u32,
  specs: u32,
  blocks: u32,
  triggers: u32,
  words: u32,
  atMost: i32,
  emptyEnd: bool,
  ids: i32,
  keyFirst: bool,
): void {
  width = columns;
  delimiter = separator;
  hashCount = hashes;
  specCount = specs;
  blockCount = blocks;
  triggerCount = triggers;
  lineWords = words;
  filledAtMost = atMost;
  asksEmptyEnd = emptyEnd;
  idCell = ids;
  isKeyFirst = keyFirst;
  memory.fill(fitsAt, 0, (fitsMask + 1) * 8);
}

function unit(at: u32): u32 {
  return load<u16>(unitsAt + (at << 1));
}

/** A bit for each of 16 units from `at` on that is a delimiter, a quote, a control, or no ASCII. */
function hits(at: u32): u32 {
  const separators = i16x8.splat(<i16>delimiter);
  const quotes = i16x8.splat(34);
  const controls = i16x8.splat(32);
  const lasts = i16x8.splat(126);
  const one = v128.load(unitsAt + (at << 1));
  const two = v128.load(unitsAt + (at << 1), 16);
  const first = v128.or(
    v128.or(i16x8.eq(one, separators), i16x8.eq(one, quotes)),
    v128.or(i16x8.lt_u(one, controls), i16x8.gt_u(one, lasts)),
  );
  const second = v128.or(
    v128.or(i16x8.eq(two, separators), i16x8.eq(two, quotes)),
    v128.or(i16x8.lt_u(two, controls), i16x8.gt_u(two, lasts)),
  );
  return <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(first, second));
}

/**
 * Passes over records from `from` on, up to the first that starts at `until` or later, that is in doubt, or that does not end
 * before `size`; answers where that starts. `firstRow`: the index of the first record in its page.
 */
export function pass(from: u32, size: u32, until: u32, firstRow: u32): u32 {
  passed = 0;
  breaksOfTwo = 0;
  breaksInside = 0;
  memory.fill(filledAt, 0, columnsMost * 4);
  for (let i: u32 = 0; i < specCount; i++) store<u32>(specsAt + i * specSize, 0, 24);
  let record = from;
  let block = from & ~15;
  let mask = hits(block) & (0xffffffff << (from & 15));
  while (record < until && passed < rowsMost) {
    let cell = record;
    let count: u32 = 0;
    let flags: u32 = 0;
    let isOver = false;
    let next: u32 = 0;
    let breaks: u32 = 0;
    filled = 0;
    filledBits = 0;
    while (next === 0) {
      while (mask === 0) {
        block += 16;
        if (block >= size) return record;
        mask = hits(block);
      }
      const at = block + ctz(mask);
      if (at >= size) return record;
      mask &= mask - 1;
      const found = unit(at);
      if (found === delimiter || found === lineFeed || found === carriageReturn) {
        if (!isOver) {
          if (count === width || !endCell(count, cell, at, flags, false)) return record;
          count++;
        }
        isOver = false;
        flags = 0;
        cell = at + 1;
        if (found === delimiter) continue;
        if (found === carriageReturn) {
          if (cell >= size || unit(cell) !== lineFeed) return record;
          cell++;
          block = cell & ~15;
          mask = hits(block) & (0xffffffff << (cell & 15));
        }
        if (count !== width || !endRecord(firstRow + passed)) return record;
        if (found === carriageReturn) breaksOfTwo++;
        breaksInside += breaks;
        next = cell;
      } else if (found === quote) {
        if (at !== cell || count === width) return record;
        const close = closing(at, size);
        if (close === 0 || (closedBreak && load<u8>(columnsAt + count * columnSize, 52) !== 0)) return record;
        if (closedBreak) breaks++;
        if (!endCell(count, at + 1, close, isQuoted | (closedForeign ? isForeign : 0), closedEscaped)) return record;
        count++;
        isOver = true;
        block = (close + 1) & ~15;
        mask = hits(block) & (0xffffffff << ((close + 1) & 15));
      } else {
        if (load<u8>(kindsAt + found) === strange) return record;
        flags |= isForeign;
      }
    }
    for (let i: u32 = 0; i < width; i++) {
      const place = filledAt + (i << 2);
      store<u32>(place, load<u32>(place) + <u32>((filled >> i) & 1));
    }
    store<u32>(rowsAt + (passed << 2), record);
    passed++;
    record = next;
  }
  return record;
}

// Of the quoted cell read last.
let closedForeign: bool = false;
let closedEscaped: bool = false;
let closedBreak: bool = false;

/**
 * The quote that closes the one at `open`, where that is plain to see on the same line or on the next; else 0. A second line that
 * reads as a record does not make the tokenizer doubt the quote, more may.
 */
function closing(open: u32, size: u32): u32 {
  closedForeign = false;
  closedEscaped = false;
  closedBreak = false;
  for (let at = open + 1; at + 1 < size; at++) {
    const found = unit(at);
    if (found > quote && found < 127) continue;
    if (found === quote) {
      const after = unit(at + 1);
      if (after === quote) {
        closedEscaped = true;
        at++;
        continue;
      }
      return after === delimiter || after === lineFeed || after === carriageReturn ? at : 0;
    }
    if (found === lineFeed || found === carriageReturn) {
      if (closedBreak) return 0;
      closedBreak = true;
      if (found === carriageReturn && unit(at + 1) === lineFeed) at++;
      continue;
    }
    if (load<u8>(kindsAt + found) === strange) return 0;
    if (found > 127) closedForeign = true;
  }
  return 0;
}

/** Takes the value of a cell, quotes off; false when some rule may have something to say about it. */
function endCell(index: u32, start: u32, end: u32, flags: u32, escaped: bool): bool {
  store<u32>(startsAt + (index << 2), start);
  store<u32>(endsAt + (index << 2), end);
  store<u8>(flagsAt + index, flags);
  const column = columnsAt + index * columnSize;
  const kind = <u32>load<u8>(column);
  if (start === end && flags === 0) return (kind & 8) === 0;
  filled |= (<u64>1) << index;
  const bits = load<i32>(column, 4);
  if (bits !== 0) {
    filledBits |= bits;
    if (start === end || unit(start) <= quote) return false;
  }
  if ((flags & isQuoted) !== 0) {
    if (load<u8>(column, 2) !== 0) return false;
    if (escaped && (load<u8>(column, 1) !== 0 || end - start < load<u32>(column, 28) * 2)) return false;
    if (start === end) return (kind & 8) === 0;
  }
  const first = unit(start);
  if (first < 128 && (load<i32>(classesAt + (first << 2)) & load<i32>(column, 8)) !== 0) return false;
  if (unit(end - 1) <= 32) return false;
  if ((kind & 16) !== 0 && !passesMore(column, start, end)) return false;
  switch (kind & 7) {
    case 0:
    case 6:
      // Postal codes wait for their country.
      return true;
    case 2:
      return isId(start, end);
    case 3:
      return isEmail(start, end);
    case 4:
      return areDigits(start, end);
    case 5:
      return isWord(load<u32>(column, 36), start, end);
    default:
      return false;
  }
}

function classesOf(found: u32): i32 {
  return load<i32>(classesAt + (min(found, 128) << 2));
}

function passesMore(column: u32, start: u32, end: u32): bool {
  const length = end - start;
  if (length < load<u32>(column, 28) || length > load<u32>(column, 32)) return false;
  const first = classesOf(unit(start));
  if ((first & load<i32>(column, 8)) !== 0) return false;
  if (
    length <= load<u32>(column, 24) &&
    (first & load<i32>(column, 20)) !== 0 &&
    mayBeFolded(load<u32>(column, 40), start, end)
  )
    return false;
  if ((classesOf(unit(end - 1)) & load<i32>(column, 12)) !== 0) return false;
  if (load<u8>(column, 3) !== 0 && mayBeGarbled(start, end)) return false;
  const anywhere = load<i32>(column, 16);
  if (anywhere !== 0) for (let at = start; at < end; at++) if ((classesOf(unit(at)) & anywhere) !== 0) return false;
  return true;
}

// Marks of units that garbled text has, as the table has them.
const markAscii: u32 = 1;
const markLead: u32 = 4;
const markSecond: u32 = 2;

function mayBeGarbled(start: u32, end: u32): bool {
  let previous: u32 = 0;
  for (let at = start; at < end; at++) {
    const mark = <u32>load<u8>(marksAt + unit(at));
    if (mark !== 0) {
      if ((mark & markAscii) !== 0) {
        const next = at + 1 < end ? unit(at + 1) : 0;
        if (beginsEscape(unit(at), next, at + 2 < end ? unit(at + 2) : 0)) return true;
      }
      if ((mark & markSecond) !== 0 && (previous & markLead) !== 0) return true;
    }
    previous = mark;
  }
  return false;
}

function beginsEscape(sign: u32, next: u32, third: u32): bool {
  if (sign === 0x27) return next === 0x27;
  if (sign === 0x5f) return next === 0x78;
  if (sign === 0x25 || sign === 0x3d) return isHexDigit(next) && isHexDigit(third);
  return sign !== 0x26 || next === 0x23 || (isLetter(next) && isLetter(third));
}

function isLetter(found: u32): bool {
  return (found | 32) - 97 < 26;
}

function isDigit(found: u32): bool {
  return found - 48 < 10;
}

function isHexDigit(found: u32): bool {
  return isDigit(found) || (found | 32) - 97 < 6;
}

function areDigits(start: u32, end: u32): bool {
  for (let at = start; at < end; at++) if (!isDigit(unit(at))) return false;
  return true;
}

function isId(start: u32, end: u32): bool {
  const length = end - start;
  if (!isLetter(unit(start))) return length <= 16 && areDigits(start, end);
  if ((length === 6 || length === 7) && unit(end - 3) === 45 && areDigits(end - 2, end)) return false;
  for (let at = start; at < end; at++) {
    const found = unit(at);
    if (!isDigit(found) && found !== 45 && found !== 95 && !(found < 128 && isLetter(found))) return false;
  }
  return true;
}

function isEmail(start: u32, end: u32): bool {
  if (end - start > 64) return false;
  let previous: u32 = 46;
  let seenAt = false;
  let seenDot = false;
  for (let at = start; at < end; at++) {
    const found = unit(at);
    if (found > 127) return false;
    if (!isDigit(found) && !isLetter(found)) {
      if (found === 46) {
        if (previous === 46 || previous === 45 || previous === 64) return false;
        seenDot = seenAt;
      } else if (found === 64) {
        if (seenAt || previous === 46) return false;
        seenAt = true;
        seenDot = false;
      } else if (found === 45) {
        if (seenAt && (previous === 46 || previous === 64)) return false;
      } else if ((found !== 95 && found !== 43) || seenAt) return false;
    }
    previous = found;
  }
  return seenDot && previous !== 46 && previous !== 45;
}

/** As `WordSet` has it: mask, heads, next, starts, letters, and the word found last. */
function isWord(table: u32, start: u32, end: u32): bool {
  const last = load<u32>(table, 20);
  if (isTheWord(table, last, unitsAt + (start << 1), end - start)) return true;
  return find(table, unitsAt + (start << 1), end - start);
}

/** `text`: an address. */
function find(table: u32, text: u32, length: u32): bool {
  let word = load<i32>(load<u32>(table, 4) + ((sampled(text, length) & load<u32>(table)) << 2));
  while (word >= 0) {
    if (isTheWord(table, word, text, length)) {
      store<u32>(table, word, 20);
      return true;
    }
    word = load<i32>(load<u32>(table, 8) + (word << 2));
  }
  return false;
}

function isTheWord(table: u32, word: u32, text: u32, length: u32): bool {
  const places = load<u32>(table, 12) + (word << 2);
  const from = load<u32>(places);
  if (load<u32>(places, 4) - from !== length) return false;
  const letters = load<u32>(table, 16) + (from << 1);
  for (let i: u32 = 0; i < length; i++) if (load<u16>(letters + (i << 1)) !== load<u16>(text + (i << 1))) return false;
  return true;
}

function sampled(text: u32, length: u32): u32 {
  if (length === 0) return 0;
  let hash = length * 31 + load<u16>(text);
  hash = hash * 31 + load<u16>(text + ((length >> 1) << 1));
  hash = hash * 31 + load<u16>(text + (((length * 3) >> 2) << 1));
  hash = hash * 31 + load<u16>(text + ((length - 1) << 1));
  return hash ^ (hash >> 7);
}

/** Whether a value may be one of some words but for case: true as well where a letter beyond ASCII could fold to one. */
function mayBeFolded(table: u32, start: u32, end: u32): bool {
  const length = end - start;
  if (length > 64) return true;
  for (let i: u32 = 0; i < length; i++) {
    let found = unit(start + i);
    if (found > 127) return true;
    if (found - 65 < 26) found |= 32;
    store<u16>(foldedAt + (i << 1), found);
  }
  return find(table, foldedAt, length);
}

/** A cell says one of some words in small letters, in any case; its ends are no blanks. */
function saysWord(table: u32, index: u32): bool {
  const start = load<u32>(startsAt + (index << 2));
  const end = load<u32>(endsAt + (index << 2));
  if (end - start > 64 || (load<u8>(flagsAt + index) & isForeign) !== 0) return false;
  return mayBeFolded(table, start, end);
}

/** Takes a whole record and its keys; false when some rule may have something to say about it. */
function endRecord(row: u32): bool {
  const cells = <i32>popcnt(filled);
  if (cells <= (width > 2 ? 1 : 0) || cells <= filledAtMost) return false;
  if ((filled & 1) === 0 || (asksEmptyEnd && ((filled >> (width - 1)) & 1) === 0)) return false;
  const start = load<u32>(startsAt);
  const end = load<u32>(endsAt);
  if (start === end) return false;
  const first = unit(start);
  if (load<u8>(firstsAt + first) !== 0) return false;
  if (isKeyFirst) for (let at = start; at < end; at++) if (unit(at) === 32) return false;
  if (isWord(lineWords, start, end)) return false;
  if (idCell >= 0 && isRounded()) return false;
  return passesBlocks() && passesTriggers() && passesCodes() && takeHashes() && takeKeys(row);
}

function isRounded(): bool {
  const start = load<u32>(startsAt + (idCell << 2));
  const end = load<u32>(endsAt + (idCell << 2));
  return end - start === 16 && unit(end - 1) === 48 && areDigits(start, end);
}

function passesBlocks(): bool {
  if (blockCount === 0) return true;
  let any = false;
  for (let i: u32 = 0; i < blockCount; i++) {
    const block = blocksAt + i * 32;
    if ((filledBits & load<i32>(block)) !== 0) {
      any = true;
      const needs = load<i32>(block, 4);
      if ((filledBits & needs) !== needs) return false;
    } else {
      if ((filledBits & load<i32>(block, 8)) !== 0) return false;
      const primary = load<i32>(block, 12);
      if (primary < 0 || ((filled >> primary) & 1) === 0) continue;
      if (saysWord(load<u32>(block, 16), primary)) return false;
    }
  }
  return any;
}

function passesTriggers(): bool {
  for (let i: u32 = 0; i < triggerCount; i++) {
    const unlessEmpty = load<i32>(triggersAt + (i << 3));
    const unlessFilled = load<i32>(triggersAt + (i << 3), 4);
    if ((filledBits & unlessEmpty) !== unlessEmpty) continue;
    if (unlessFilled === 0 || (filledBits & unlessFilled) !== unlessFilled) return false;
  }
  return true;
}

/** Postal codes: those that were found to fit are remembered by their hash and the country's. */
function passesCodes(): bool {
  for (let i: u32 = 0; i < width; i++) {
    const column = columnsAt + i * columnSize;
    if ((load<u8>(column) & 7) !== 6 || ((filled >> i) & 1) === 0) continue;
    const start = load<u32>(startsAt + (i << 2));
    const end = load<u32>(endsAt + (i << 2));
    if (start === end) continue;
    const country = load<i32>(column, 44);
    if (country < 0 || end - start > 12 || ((filled >> country) & 1) === 0 || load<u8>(flagsAt + country) !== 0)
      return false;
    const countryStart = load<u32>(startsAt + (country << 2));
    const countryEnd = load<u32>(endsAt + (country << 2));
    hashUnits(countryStart, countryEnd);
    const low = hashLow;
    const high = hashHigh;
    hashUnits(start, end);
    const both = ((<u64>(low * 31 + hashLow)) << 32) | <u64>(high * 31 + hashHigh);
    const place = fitsAt + ((<u32>both & fitsMask) << 3);
    if (load<u64>(place) === both) continue;
    if (!postalCodeFits(countryStart, countryEnd, start, end)) return false;
    store<u64>(place, both);
  }
  return true;
}

// The hash made last.
let hashLow: u32 = 0;
let hashHigh: u32 = 0;

function mix(value: u32): u32 {
  let h = value ^ (value >> 16);
  h *= 0x85ebca6b;
  h ^= h >> 13;
  h *= 0xc2b2ae35;
  return h ^ (h >> 16);
}

function hashUnits(start: u32, end: u32): void {
  let low: u32 = 0x811c9dc5;
  let high: u32 = 0x2545f491;
  let at = start;
  for (; at + 1 < end; at += 2) {
    const word = load<u32>(unitsAt + (at << 1));
    low = (low ^ word) * 0x85ebca6b;
    low ^= low >> 15;
    high = ((high << 5) ^ (high >> 27) ^ word) * 0x9e3779b1;
  }
  if (at < end) {
    const word = unit(at);
    low = (low ^ word) * 0x85ebca6b;
    low ^= low >> 15;
    high = ((high << 5) ^ (high >> 27) ^ word) * 0x9e3779b1;
  }
  hashLow = mix(low ^ (end - start));
  hashHigh = mix(high ^ hashLow);
}

/** The same of ASCII without case. */
function hashFolded(start: u32, end: u32): void {
  let low: u32 = 0x811c9dc5;
  let high: u32 = 0x2545f491;
  for (let at = start; at < end; at += 2) {
    let first = unit(at);
    let second = at + 1 < end ? unit(at + 1) : 0;
    if (first - 65 < 26) first |= 32;
    if (second - 65 < 26) second |= 32;
    const word = first | (second << 16);
    low = (low ^ word) * 0x85ebca6b;
    low ^= low >> 15;
    high = ((high << 5) ^ (high >> 27) ^ word) * 0x9e3779b1;
  }
  hashLow = mix(low ^ (end - start));
  hashHigh = mix(high ^ hashLow);
}

/** Hashes the cells that keys are made of; false when one needs a closer look. */
function takeHashes(): bool {
  for (let i: u32 = 0; i < hashCount; i++) {
    const hash = hashesAt + i * hashSize;
    const cell = <u32>load<u8>(hash);
    const isFilled = ((filled >> cell) & 1) !== 0;
    store<u8>(hash, isFilled ? 1 : 0, 16);
    if (!isFilled) continue;
    const start = load<u32>(startsAt + (cell << 2));
    const end = load<u32>(endsAt + (cell << 2));
    const flags = load<u8>(flagsAt + cell);
    if (start === end || isWrapper(unit(start))) return false;
    if ((flags & isForeign) !== 0 && (flags !== isForeign || load<u8>(hash, 1) !== 0 || load<u8>(hash, 2) !== 0))
      return false;
    // What stands in quotes may have more of them in it.
    if ((flags & isQuoted) !== 0 && hasQuote(start, end)) return false;
    if (load<u8>(hash, 1) !== 0) hashFolded(start, end);
    else hashUnits(start, end);
    store<u32>(hash, hashLow, 8);
    store<u32>(hash, hashHigh, 12);
    if (load<u8>(hash, 2) !== 0) store<u32>(hash, likeness(start, end), 20);
  }
  return true;
}

function isWrapper(found: u32): bool {
  return found === 0x3d || found === 0x27 || found === 0x2018 || found === 0x2019;
}

function hasQuote(start: u32, end: u32): bool {
  for (let at = start; at < end; at++) if (unit(at) === quote) return true;
  return false;
}

export const countedAt: u32 = 2048;

/** The hash that look-alikes share, of ASCII. */
function likeness(start: u32, end: u32): u32 {
  let hash: u32 = 0;
  for (let at = start; at < end; at++) {
    const as = <u32>load<u8>(countedAt + unit(at));
    if (as !== 0) hash = hash * 31 + as;
  }
  return hash;
}

/** Notes the keys of the record; false, and none noted, when one needs a closer look. */
function takeKeys(row: u32): bool {
  for (let i: u32 = 0; i < specCount; i++) {
    const spec = specsAt + i * specSize;
    store<u32>(spec, load<u32>(spec, 24), 28);
  }
  for (let i: u32 = 0; i < specCount; i++) {
    if (takeKey(specsAt + i * specSize, row)) continue;
    for (let k: u32 = 0; k < specCount; k++) {
      const spec = specsAt + k * specSize;
      store<u32>(spec, load<u32>(spec, 28), 24);
    }
    return false;
  }
  return true;
}

function takeKey(spec: u32, row: u32): bool {
  const where = <i32>load<i8>(spec, 3);
  if (where >= 0) {
    if (((filled >> where) & 1) === 0) return true;
    if (!saysWord(load<u32>(spec, 12), where)) {
      const first = unit(load<u32>(startsAt + (where << 2)));
      return load<u8>(flagsAt + where) === 0 && (isDigit(first) || first - 65 < 62);
    }
  }
  if (load<u8>(spec, 1) !== 0) return takeItems(spec, row);
  const parts = <u32>load<u8>(spec);
  let low: u32 = 0;
  let high: u32 = 0;
  let like: u32 = 0;
  for (let i: u32 = 0; i < parts; i++) {
    const hash = hashesAt + <u32>load<u8>(spec + i, 4) * hashSize;
    if (load<u8>(hash, 16) === 0) return true;
    if (i === 0) {
      low = load<u32>(hash, 8);
      high = load<u32>(hash, 12);
      like = load<u32>(hash, 20);
    } else {
      low = mix((low * 0x01000193) ^ load<u32>(hash, 8));
      high = mix((high * 0x01000193) ^ load<u32>(hash, 12) ^ low);
    }
  }
  return note(spec, low, high, row, like);
}

/** Each item of a list in ASCII is a key. */
function takeItems(spec: u32, row: u32): bool {
  const cell = <u32>load<u8>(spec, 18);
  if (((filled >> cell) & 1) === 0) return true;
  if (load<u8>(flagsAt + cell) !== 0) return false;
  const end = load<u32>(endsAt + (cell << 2));
  const separator = <u32>load<u16>(spec, 16);
  const ignoreCase = load<u8>(spec, 19) !== 0;
  for (let at = load<u32>(startsAt + (cell << 2)); at <= end; ) {
    let next = at;
    while (next < end && unit(next) !== separator) next++;
    if (next > at) {
      if (unit(at) <= 32 || unit(next - 1) <= 32) return false;
      if (ignoreCase) hashFolded(at, next);
      else hashUnits(at, next);
      if (!note(spec, hashLow, hashHigh, row, 0)) return false;
    }
    at = next + 1;
  }
  return true;
}

function note(spec: u32, low: u32, high: u32, row: u32, like: u32): bool {
  const stride = <u32>load<u8>(spec, 2);
  const count = load<u32>(spec, 24);
  if ((count + 1) * stride * 4 > keyBytes) return false;
  const place = load<u32>(spec, 20) + count * stride * 4;
  store<u32>(place, low);
  store<u32>(place, high, 4);
  store<u32>(place, row, 8);
  if (stride === 4) store<u32>(place, like, 12);
  store<u32>(spec, count + 1, 24);
  return true;
}
