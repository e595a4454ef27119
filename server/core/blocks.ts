/** Quick looks at columns that only make sense together: is a row's e-mail with its type, its address with its country? */
import type { Binding } from "./table.ts";
import { isTrue, record, units } from "./tokenizer.ts";

interface BlockBits {
  readonly content: number;
  readonly needs: number;
  readonly alone: number;
  /** The cell that calls the block primary, or -1. */
  readonly primary: number;
}

/** The blocks of a table under a header. Needed columns that the header lacks are `missing-column`'s affair: here they count as filled. */
export class Blocks {
  readonly #blocks: readonly BlockBits[];
  /** Bit of each cell in the masks of `#blocks`, 0 for cells that belong to none. */
  readonly #bits: Int32Array;

  constructor(binding: Binding) {
    this.#bits = new Int32Array(binding.columns.length);
    let next = 1;
    const maskOf = (names: readonly string[]): number => {
      let mask = 0;
      for (const name of names) {
        const cell = binding.indexOf(name);
        if (cell < 0) continue;
        if (this.#bits[cell] === 0) {
          this.#bits[cell] = next;
          next <<= 1;
        }
        mask |= this.#bits[cell]!;
      }
      return mask;
    };
    this.#blocks = (binding.table.document.blocks ?? []).map((block) => ({
      content: maskOf(block.content),
      needs: maskOf(block.needs),
      alone: maskOf(block.with),
      primary: block.primary === undefined ? -1 : binding.indexOf(block.primary),
    }));
  }

  /** False only when no rule about blocks can have anything to say about the record in hand. */
  doubtful(): boolean {
    const blocks = this.#blocks;
    if (blocks.length === 0) return false;
    const bits = this.#bits;
    const { starts, ends } = record;
    let mask = 0;
    const count = record.count < bits.length ? record.count : bits.length;
    for (let cell = 0; cell < count; cell++) {
      const start = starts[cell]!;
      if (ends[cell] === start || bits[cell] === 0) continue;
      // Blanks, or quotes around nothing, may be no value at all.
      const first = units[start]!;
      if (first <= 32 || first === 160 || (first === 34 && units[start + 1]! <= 34)) return true;
      mask |= bits[cell]!;
    }
    let any = false;
    for (let i = 0; i < blocks.length; i++) {
      const block = blocks[i]!;
      if (mask & block.content) {
        any = true;
        if ((mask & block.needs) !== block.needs) return true;
      } else if (mask & block.alone || (block.primary >= 0 && isTrue(block.primary))) return true;
    }
    return !any;
  }
}
