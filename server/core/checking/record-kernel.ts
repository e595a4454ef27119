/** Records that certainly have nothing to say are passed over by a program in WebAssembly (`kernel/`): the plan that it works by, and one instance for all files. */
import { type KernelProgram, startProgram } from "../../../kernel/program.js";
import { countryCodes, countryNames, postalCodeFits } from "../filetypes/lists.ts";
import { countedAs } from "../keys/likeness.ts";
import type { KeyCollector } from "../keys/page-keys.ts";
import { garbledMarks } from "../text/garbled.ts";
import { lazy } from "../text/lazy.ts";
import { platform } from "../text/platform.ts";
import { type Dialect, escaped, kindsFor, lineBreak, quoted } from "../text/tokenizer.ts";
import { isOddFirst } from "./line-kinds.ts";
import { classTable, type FilterPlan } from "./prefilter.ts";
import { WordSet } from "./word-set.ts";

/** Below so many units it is not worth the while to hand a text over. */
export const kernelUnits = 1 << 15;

/** After so many records in a row that were in doubt the next ones are read without asking; each time twice as many. */
const doubtsMost = 4;
const restMost = 256;

/** What one file's records are passed by. */
export class RecordKernel {
  readonly #program: KernelProgram;
  readonly #filters: FilterPlan;
  readonly #collector: KeyCollector;
  readonly #delimiter: number;
  readonly #idCell: number;
  #size = 0;
  /** The number of the text in hand. */
  #hand = 0;
  #doubts = 0;
  #rest = 0;

  /** `idCell`: the first column of IDs, or -1. */
  private constructor(
    program: KernelProgram,
    filters: FilterPlan,
    collector: KeyCollector,
    delimiter: number,
    idCell: number,
  ) {
    this.#program = program;
    this.#filters = filters;
    this.#collector = collector;
    this.#delimiter = delimiter;
    this.#idCell = idCell;
  }

  /** Undefined where the program cannot be had or cannot know all that is asked of these records. */
  static for(
    filters: FilterPlan | undefined,
    collector: KeyCollector,
    dialect: Dialect,
    idCell: number,
  ): RecordKernel | undefined {
    const program = sharedProgram();
    if (!program || !filters || !collector.hashing || dialect.raw || dialect.columns !== filters.columns.length)
      return undefined;
    const { hashes, keys } = collector.hashing;
    const fits =
      filters.columns.length <= program.columnsMost.value &&
      filters.blocks.length <= program.blocksMost.value &&
      filters.triggers.length <= program.triggersMost.value &&
      hashes.length <= program.hashesMost.value &&
      keys.length <= program.keysMost.value;
    if (!fits) return undefined;
    const kernel = new RecordKernel(program, filters, collector, dialect.delimiter.charCodeAt(0), idCell);
    return kernel.#load() ? kernel : undefined;
  }

  /** Takes `units[0, size)` in hand and gives the text's number there; 0 when that is too little or too much. */
  take(units: Uint16Array<ArrayBuffer>, size: number): number {
    const program = this.#program;
    if (size < kernelUnits || size + 16 > program.unitsMost.value) return 0;
    if (loaded !== this && !this.#load()) return 0;
    const { buffer } = program.memory;
    new Uint16Array(buffer, program.unitsAt.value, size).set(size === units.length ? units : units.subarray(0, size));
    this.#size = size;
    this.#doubts = 0;
    this.#rest = 0;
    return ++this.#hand;
  }

  /**
   * Passes over records of the text in hand from the one at `from` on, up to the first that starts at `until` or later or that
   * rules must be asked about. Answers where that one starts: at `from` when another text is in hand by now.
   * @param hand the number of the text, as `take` gave it
   * @param row the index of the first one in its page
   */
  pass(hand: number, from: number, until: number, row: number): number {
    if (hand !== this.#hand || loaded !== this) return from;
    if (this.#rest > 0) {
      this.#rest--;
      return from;
    }
    const end = this.#program.pass(from, this.#size, until, row);
    if (end > from) this.#doubts = 0;
    else if (++this.#doubts > doubtsMost) this.#rest = Math.min(restMost, 1 << (this.#doubts - doubtsMost));
    return end;
  }

  /** Where the records start that were passed last. */
  get starts(): Uint32Array {
    const program = this.#program;
    return new Uint32Array(program.memory.buffer, program.rowsAt.value, program.passed.value);
  }

  /** How many of those end with CR and LF; all others end with LF. */
  get breaksOfTwo(): number {
    return this.#program.breaksOfTwo.value;
  }

  /** Line breaks inside of their cells. */
  get breaksInside(): number {
    return this.#program.breaksInside.value;
  }

  /** Adds how many of their cells are filled, column by column, and hands their keys over. */
  addTo(filled: Int32Array): void {
    const program = this.#program;
    const { buffer } = program.memory;
    const counts = new Int32Array(buffer, program.filledAt.value, filled.length);
    for (let cell = 0; cell < filled.length; cell++) filled[cell]! += counts[cell]!;
    const { keys } = this.#collector.hashing!;
    for (let key = 0; key < keys.length; key++) {
      const count = new Int32Array(buffer, program.specsAt.value + key * 64 + 24, 1)[0]!;
      if (count === 0) continue;
      const { stride } = keys[key]!;
      const at = program.keysAt.value + key * program.keyBytes.value;
      this.#collector.append(key, new Int32Array(buffer, at, count * stride), count);
    }
  }

  /** Writes the plan into the program's memory; false when the words do not fit in. */
  #load(): boolean {
    const program = this.#program;
    const { columns, blocks, triggers, lineWords } = this.#filters;
    const { hashes, keys } = this.#collector.hashing!;
    const { buffer } = program.memory;
    const numbers = new Int32Array(buffer);
    const bytes = new Uint8Array(buffer);
    loaded = undefined;
    numbers.set(classTable, program.classesAt.value >> 2);
    bytes.set(countedAs, program.countedAt.value);
    bytes.set(kindsFor(this.#delimiter), program.kindsAt.value);
    if (columns.some(({ filter }) => filter.garbled)) bytes.set(garbledMarks(), program.marksAt.value);
    bytes.set(oddFirsts(), program.firstsAt.value);
    const words = new WordsInMemory(program);
    columns.forEach(({ filter, bits, country }, index) => {
      const at = program.columnsAt.value + index * 64;
      bytes[at] = filter.kind;
      bytes[at + 1] = filter.flags & escaped;
      bytes[at + 2] = filter.flags & quoted;
      bytes[at + 3] = filter.garbled ? 1 : 0;
      const { first, last, anywhere, wordFirst, wordLength, shortest, longest } = filter;
      const whole = [bits, first, last, anywhere, wordFirst, wordLength, shortest, Math.min(longest, 0x7fffffff)];
      const lists = [words.add(filter.words), words.add(filter.wakingWords.size > 0 ? [...filter.wakingWords] : [])];
      numbers.set([...whole, ...lists, country, 0, filter.flags & lineBreak], (at + 4) >> 2);
    });
    blocks.forEach(({ content, needs, alone, primary, words: yes }, index) => {
      numbers.set([content, needs, alone, primary, words.add(yes)], (program.blocksAt.value + index * 32) >> 2);
    });
    triggers.forEach(({ unlessEmpty, unlessFilled }, index) => {
      numbers.set([unlessEmpty, unlessFilled], (program.triggersAt.value + index * 8) >> 2);
    });
    hashes.forEach(({ cell, ignoreCase, looked }, index) => {
      bytes.set([cell, ignoreCase ? 1 : 0, looked ? 1 : 0], program.hashesAt.value + index * 32);
    });
    keys.forEach(({ parts, list, cell, ignoreCase, stride, where, yes }, index) => {
      const at = program.specsAt.value + index * 64;
      bytes.fill(0, at, at + 64);
      bytes.set([parts.length, list === undefined ? 0 : 1, stride, where & 255, ...parts], at);
      bytes[at + 18] = cell;
      bytes[at + 19] = ignoreCase ? 1 : 0;
      new Uint16Array(buffer, at + 16, 1)[0] = list?.charCodeAt(0) ?? 0;
      numbers[(at + 12) >> 2] = words.add(yes);
      numbers[(at + 20) >> 2] = program.keysAt.value + index * program.keyBytes.value;
    });
    const lines = words.add(lineWords);
    if (words.isFull) return false;
    const { filledAtMost, asksEmptyEnd, isKeyFirst } = this.#filters;
    const [h, k, b, t] = [hashes.length, keys.length, blocks.length, triggers.length];
    program.plan(
      columns.length,
      this.#delimiter,
      h,
      k,
      b,
      t,
      lines,
      filledAtMost,
      asksEmptyEnd,
      this.#idCell,
      isKeyFirst,
    );
    loaded = this;
    return true;
  }
}

/** Word sets as the program reads them. */
class WordsInMemory {
  isFull = false;
  readonly #program: KernelProgram;
  readonly #numbers: Int32Array;
  readonly #units: Uint16Array;
  #at: number;
  readonly #end: number;
  readonly #known = new Map<WordSet, number>();

  constructor(program: KernelProgram) {
    this.#program = program;
    this.#numbers = new Int32Array(program.memory.buffer);
    this.#units = new Uint16Array(program.memory.buffer);
    this.#at = program.wordsAt.value;
    this.#end = this.#at + program.wordBytes.value;
  }

  /** Where the set lies. */
  add(words: WordSet | readonly string[]): number {
    const set = words instanceof WordSet ? words : new WordSet(() => words);
    const known = this.#known.get(set);
    if (known !== undefined) return known;
    const { mask, heads, next, starts, letters } = set.layout();
    const size = 24 + (heads.length + next.length + starts.length) * 4 + ((letters.length + 2) & ~1) * 2;
    if (this.#at + size > this.#end) {
      this.isFull = true;
      return this.#program.wordsAt.value;
    }
    const place = this.#at;
    const headsAt = place + 24;
    const nextAt = headsAt + heads.length * 4;
    const startsAt = nextAt + next.length * 4;
    const lettersAt = startsAt + starts.length * 4;
    this.#numbers.set([mask, headsAt, nextAt, startsAt, lettersAt, 0], place >> 2);
    this.#numbers.set(heads, headsAt >> 2);
    this.#numbers.set(next, nextAt >> 2);
    this.#numbers.set(starts, startsAt >> 2);
    this.#units.set(letters, lettersAt >> 1);
    this.#at = place + ((size + 3) & ~3);
    this.#known.set(set, place);
    return place;
  }
}

/** One program for all files: each instance takes megabytes. Undefined where it cannot be had. */
const sharedProgram = lazy(() => {
  const countryWords = new WordSet(countryNames);
  const program = startProgram((countryStart, countryEnd, start, end) => {
    const { memory, unitsAt, unitsMost } = program!;
    const units = new Uint16Array(memory.buffer, unitsAt.value, unitsMost.value);
    const index = countryWords.indexOf(units, countryStart, countryEnd);
    return index >= 0 && postalCodeFits(countryCodes()[index]!, platform.makeText(units, start, end)) === true;
  });
  return program;
});

/** What a line begins with that may be no record, or what is left of a merge. */
const oddFirsts = lazy(() =>
  Uint8Array.from({ length: 1 << 16 }, (_, unit) => (isOddFirst(unit) || conflictSigns.includes(unit) ? 1 : 0)),
);
const conflictSigns = [60, 61, 62, 124];

/** Whose plan is in its memory. */
let loaded: RecordKernel | undefined;
