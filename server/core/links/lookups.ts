/** What is looked up in the files that references lead to: a value, its row, others that look like it. */

import { headerRecord } from "../checking/located-finding.ts";
import type { Sheet } from "../checking/sheet.ts";
import { originalsOf } from "../filetypes/spreadsheet.ts";
import type { KeyIndex } from "../keys/key-index.ts";
import { rankOf } from "../keys/likeness.ts";
import type { SimilarId } from "../keys/similar-keys.ts";
import { trimBlanks } from "../text/text.ts";

/** A cell of another file. */
export interface LinkPlace {
  readonly sheet: Sheet;
  /** The record's number from the file's first (0-based). */
  readonly record: number;
  readonly cell: number;
}

/** Whether some file holds the value with this hash. */
export function heldByAny(indexes: readonly KeyIndex[], low: number, high: number): boolean {
  for (let i = 0; i < indexes.length; i++) if (indexes[i]!.has(low, high)) return true;
  return false;
}

/** The values in some files that `value` looks like, which is none of them; all differ from it in the same thing. */
export function alike(value: string, targets: readonly Sheet[], field: string): readonly SimilarId[] {
  const found = targets.flatMap((target) => target.keys.alike(field, value));
  const best = Math.min(...found.map(({ likeness }) => rankOf(likeness)));
  return found.filter(
    ({ id, likeness }, i) => rankOf(likeness) === best && found.findIndex((each) => each.id === id) === i,
  );
}

/** The values in some files of which a spreadsheet may have made `value`; more than one may be. */
export function madeOf(value: string, targets: readonly Sheet[], field: string): readonly SimilarId[] {
  return originalsOf(value).flatMap((id): SimilarId[] =>
    isHeld(id, targets, field) ? [{ id, likeness: "spreadsheet" }] : [],
  );
}

function isHeld(id: string, targets: readonly Sheet[], field: string): boolean {
  return targets.some(({ keys }) => keys.over(field) >= 0 && keys.holds(keys.over(field), id));
}

/** So long a value may be: with more it is a text. */
const labelMost = 120;

/** The values in some files that `value` contains beside other words: `u1 - Ann Lee`, `Ann Lee (u1)`, `u1 Ann Lee`; or several of them: `u1;u2`. */
export function within(value: string, targets: readonly Sheet[], field: string): readonly SimilarId[] {
  if (value.length > labelMost || !/[^\p{L}\p{N}]/u.test(value)) return [];
  const all = new Set(value.split(/[;,|\r\n]/).map(trimBlanks));
  all.delete("");
  if (all.size > 1 && [...all].every((id) => isHeld(id, targets, field)))
    return Array.from(all, (id): SimilarId => ({ id, likeness: "several" }));
  const [, inBrackets] = /[([{<]([^()[\]{}<>]+)[)\]}>]$/.exec(value) ?? [];
  const parts = value.split(/\s[-\u2013\u2014/]\s|[|:;]|\s-|-\s/).map(trimBlanks);
  const word = /^(\S+)\s/.exec(value)?.[1];
  const found = [inBrackets, parts[0], parts.at(-1), word].filter(
    (id) => id !== undefined && id !== value && id !== "",
  );
  const ids = new Set(found.map((id) => trimBlanks(id!)).filter((id) => isHeld(id, targets, field)));
  return Array.from(ids, (id): SimilarId => ({ id, likeness: "beside" }));
}

/** The row that holds a value, else the header of the first file. */
export function placeIn(targets: readonly Sheet[], field: string, value: string | undefined): LinkPlace | undefined {
  for (const sheet of value === undefined ? [] : targets) {
    const key = sheet.keys.over(field);
    const record = key < 0 ? undefined : sheet.holdersOf(key, value!)[0];
    if (record !== undefined) return { sheet, record, cell: sheet.binding!.indexOf(field) };
  }
  const [sheet] = targets;
  const record = sheet ? headerRecord(sheet.document) : -1;
  if (!sheet || record < 0) return undefined;
  return { sheet, record, cell: Math.max(0, sheet.binding?.indexOf(field) ?? 0) };
}

/** The index of a field's values; undefined when the file has no such column. */
export function indexIn(target: Sheet, field: string): KeyIndex | undefined {
  const key = target.keys.over(field);
  return key < 0 ? undefined : target.keys.indexOf(key);
}
