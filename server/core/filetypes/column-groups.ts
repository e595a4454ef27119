/** Quick looks at columns that only make sense together: is a row's e-mail with its type, its address with its country? */

import { quoted, type Scanner } from "../text/tokenizer.ts";
import type { Binding } from "./binding.ts";
import { booleanWords } from "./boolean-words.ts";
import { triggersOf } from "./row-conditions.ts";

/** A part of a condition on whole rows. */
export interface TriggerBits {
  /** Nothing is broken where one of these is empty, or where all of those are filled. */
  readonly unlessEmpty: number;
  readonly unlessFilled: number;
  /** Nor where the cell of one of these says something else. */
  readonly unlessOther: readonly CellWords[];
}

interface CellWords {
  readonly cell: number;
  readonly words: readonly string[];
}

/** A bit for each cell, as far as numbers have them. */
const bitsMost = 31;

export interface GroupBits {
  readonly content: number;
  readonly needs: number;
  readonly alone: number;
  /** The cell that calls the block primary, or -1, and the words that do, in lower case. */
  readonly primary: number;
  readonly words: readonly string[];
}

/** The blocks of a table under a header. Needed columns that the header lacks are `missing-column`'s affair: here they count as filled. */
export class ColumnGroups {
  readonly blocks: readonly GroupBits[];
  readonly triggers: readonly TriggerBits[];
  /** More cells are asked about than there are bits: then every row is looked at. */
  isFull = false;
  /** A bit for each cell that belongs to a block, 0 for the others. */
  readonly bits: Int32Array;

  constructor(binding: Binding) {
    this.bits = new Int32Array(binding.columns.length);
    let used = 0;
    const maskOf = (names: readonly string[]): number => {
      let mask = 0;
      for (const name of names) {
        const cell = binding.indexOf(name);
        if (cell < 0) continue;
        if (this.bits[cell] === 0) {
          if (used === bitsMost) {
            this.isFull = true;
            continue;
          }
          this.bits[cell] = 1 << used++;
        }
        mask |= this.bits[cell]!;
      }
      return mask;
    };
    this.blocks = (binding.table.document.blocks ?? []).map((block) => ({
      content: maskOf(block.content),
      needs: maskOf(block.needs),
      alone: maskOf(block.with),
      primary: block.primary === undefined ? -1 : binding.indexOf(block.primary),
      words: yesWords(binding, block.primary),
    }));
    const { condition: row } = binding;
    const isThere = (name: string): boolean => binding.indexOf(name) >= 0;
    this.triggers = (row ? triggersOf(row) : []).flatMap(({ unlessEmpty, unlessFilled, unlessOther }) => {
      // A column that the header lacks is empty, and nobody is told to fill it.
      if (!unlessEmpty.every(isThere)) return [];
      const needed = unlessFilled.filter(isThere);
      if (unlessFilled.length > 0 && needed.length === 0) return [];
      const others = unlessOther.map(({ column, words }) => ({ cell: binding.indexOf(column), words }));
      return [{ unlessEmpty: maskOf(unlessEmpty), unlessFilled: maskOf(needed), unlessOther: others }];
    });
  }

  /**
   * False only when no rule about blocks can have anything to say about the record in hand in `record`. `filled`: bits of its cells
   * that are not empty; `hollow`: one of them may hold no value at all.
   */
  doubtful(record: Scanner, filled: number, hollow: boolean): boolean {
    const blocks = this.blocks;
    if (blocks.length === 0) return false;
    if (hollow || this.isFull) return true;
    let any = false;
    for (let i = 0; i < blocks.length; i++) {
      const block = blocks[i]!;
      if (filled & block.content) {
        any = true;
        if ((filled & block.needs) !== block.needs) return true;
      } else if (filled & block.alone || (block.primary >= 0 && record.isWord(block.primary, block.words))) return true;
    }
    return !any;
  }

  /** False only when no condition on whole rows can be broken by the record in hand; arguments as above. */
  mayBreak(record: Scanner, filled: number, hollow: boolean): boolean {
    const triggers = this.triggers;
    if (triggers.length === 0) return false;
    if (hollow || this.isFull) return true;
    for (let i = 0; i < triggers.length; i++) {
      const { unlessEmpty, unlessFilled, unlessOther } = triggers[i]!;
      if ((filled & unlessEmpty) !== unlessEmpty) continue;
      if (unlessFilled !== 0 && (filled & unlessFilled) === unlessFilled) continue;
      if (unlessOther.length === 0 || saysAll(record, unlessOther)) return true;
    }
    return false;
  }
}

/** False only when one of these cells certainly says none of its words. */
function saysAll(record: Scanner, all: readonly CellWords[]): boolean {
  for (let i = 0; i < all.length; i++) {
    const { cell, words } = all[i]!;
    const flags = record.flags[cell]!;
    if ((flags === 0 || flags === quoted) && !record.isWord(cell, words)) return false;
  }
  return true;
}

/** The words that say yes in a column, in lower case. */
export function yesWords(binding: Binding, name: string | undefined): readonly string[] {
  const field = name === undefined ? undefined : binding.table.byName.get(name)?.field;
  return [...new Set(booleanWords(field).yes.map((word) => word.toLowerCase()))];
}
