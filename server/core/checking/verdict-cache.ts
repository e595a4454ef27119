/** Remembers what the rules said of a cell's text, so that a mistake made a thousand times is judged once. */
import { Hash } from "../keys/hash.ts";

/** What was said of a cell: a number for each finding, `Checker` knows what they mean. */
export type Verdict = readonly number[];

/** A table starts over when it holds so many texts. */
const textsMax = 4096;
/** After so many texts that were new it is asked whether remembering is worth its while. */
const trial = 2048;

/** The verdicts over one column. A text is known by 64 bits of hash, as keys are. */
export class VerdictCache {
  readonly #mask = textsMax * 2 - 1;
  #slots: Int32Array | undefined;
  readonly #verdicts: Verdict[] = [];
  #hits = 0;
  #misses = 0;
  readonly #hash = new Hash();

  /** The verdict over `units[start, end)`, if it is known. */
  find(units: Uint16Array, start: number, end: number): Verdict | undefined {
    if (this.#misses > trial && this.#hits < this.#misses) return undefined;
    this.#hash.ofUnits(units, start, end);
    const { low, high } = this.#hash;
    const slots = this.#slots;
    if (slots) {
      for (let slot = low & this.#mask; ; slot = (slot + 1) & this.#mask) {
        const place = slots[slot * 3 + 2]!;
        if (place === 0) break;
        if (slots[slot * 3] !== low || slots[slot * 3 + 1] !== high) continue;
        this.#hits++;
        return this.#verdicts[place - 1];
      }
    }
    this.#misses++;
    return undefined;
  }

  /** Remembers the verdict over the text that `find` did not know. */
  add(verdict: Verdict): void {
    if (this.#misses > trial && this.#hits < this.#misses) {
      this.#slots = undefined;
      this.#verdicts.length = 0;
      return;
    }
    this.#slots ??= new Int32Array((this.#mask + 1) * 3);
    if (this.#verdicts.length === textsMax) {
      this.#slots.fill(0);
      this.#verdicts.length = 0;
    }
    const { low, high } = this.#hash;
    let slot = low & this.#mask;
    while (this.#slots[slot * 3 + 2] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot * 3] = low;
    this.#slots[slot * 3 + 1] = high;
    this.#slots[slot * 3 + 2] = this.#verdicts.push(verdict);
  }
}
