/** How many of a column's findings have a certain fix: counted page by page and remembered with what was read of a page. */
import type { Reading } from "./check.ts";
import { certainFix, type FixedFile, offeredFixes } from "./offered-fixes.ts";
import type { Finding, Rule } from "./rule.ts";

/** The file whose findings these are. */
export interface CountedFile extends FixedFile {
  readingOf(page: number): Reading | undefined;
  /** Whether a rule has something to say in a column of a page. */
  hasFindings(page: number, rule: Rule, cell: number): boolean;
  /** What it says there. */
  findingsIn(page: number, rule: Rule, cell: number): readonly Finding[];
  /** Another one when a rule's fixes in a column may be something else because ids have come or gone, here or in other files. */
  stampOf(rule: Rule, cell: number): unknown;
}

/** How many findings a fix for all of them would change. */
export interface FixableCount {
  /** Those with a safe fix. */
  readonly safe: number;
  /** Those with a safe fix or with only one. */
  readonly certain: number;
}

interface KnownCount extends FixableCount {
  readonly stamp: unknown;
}

export class FixableCounts {
  readonly #file: CountedFile;
  #known = new WeakMap<Reading, Map<string, KnownCount>>();
  #doubt = "";

  constructor(file: CountedFile) {
    this.#file = file;
  }

  /** In all pages that have been read. `cell`: -1 for a rule about rows. */
  of(rule: Rule, cell: number): FixableCount {
    let safe = 0;
    let certain = 0;
    for (let page = 0; page < this.#file.document.pages.length; page++) {
      const count = this.#in(page, rule, cell);
      safe += count?.safe ?? 0;
      certain += count?.certain ?? 0;
    }
    return { safe, certain };
  }

  /** Counts in up to `pages` pages what is not known yet; true when nothing is left. */
  fill(pages: number, wanted: readonly { readonly rule: Rule; readonly cell: number }[]): boolean {
    let left = pages;
    for (let page = 0; page < this.#file.document.pages.length && wanted.length > 0; page++) {
      if (wanted.every(({ rule, cell }) => this.#isKnown(page, rule, cell))) continue;
      if (left-- <= 0) return false;
      for (const { rule, cell } of wanted) this.#in(page, rule, cell);
    }
    return true;
  }

  #isKnown(page: number, rule: Rule, cell: number): boolean {
    const reading = this.#file.readingOf(page);
    if (!reading || !this.#file.hasFindings(page, rule, cell)) return true;
    const known = this.#of(reading).get(keyOf(rule, cell));
    return known !== undefined && known.stamp === this.#file.stampOf(rule, cell);
  }

  /** What is known of a page, as long as the same fixes are in doubt. */
  #of(reading: Reading): Map<string, KnownCount> {
    const { doubtfulDelimiters, inQuotes } = this.#file;
    const doubt = `${doubtfulDelimiters} ${inQuotes > 0}`;
    if (doubt !== this.#doubt) {
      this.#doubt = doubt;
      this.#known = new WeakMap();
    }
    let known = this.#known.get(reading);
    if (!known) {
      known = new Map();
      this.#known.set(reading, known);
    }
    return known;
  }

  #in(page: number, rule: Rule, cell: number): FixableCount | undefined {
    const reading = this.#file.readingOf(page);
    if (!reading || !this.#file.hasFindings(page, rule, cell)) return undefined;
    const known = this.#of(reading);
    const stamp = this.#file.stampOf(rule, cell);
    let count = known.get(keyOf(rule, cell));
    if (!count || count.stamp !== stamp) {
      count = { ...this.#count(page, rule, cell), stamp };
      known.set(keyOf(rule, cell), count);
    }
    return count;
  }

  #count(page: number, rule: Rule, cell: number): FixableCount {
    let safe = 0;
    let certain = 0;
    for (const finding of this.#file.findingsIn(page, rule, cell)) {
      const fix = certainFix(offeredFixes(this.#file, { page, finding }, false), false);
      if (!fix) continue;
      certain++;
      if (fix.safe) safe++;
    }
    return { safe, certain };
  }
}

function keyOf({ name }: Rule, cell: number): string {
  return `${cell} ${name}`;
}
