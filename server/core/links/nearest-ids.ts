/** Which ids take few typing mistakes to reach from one that nobody has. */
import type { Sheet } from "../checking/sheet.ts";
import { EditDistance, lettersOf } from "../text/edit-distance.ts";
import { fold, isOtherId, mistakesMost } from "../text/text.ts";

/** So many ids are offered in the place of one. */
const nearestMax = 3;

/** The texts of a column in a page, as they are compared. */
interface FoldedTexts {
  readonly folds: readonly string[];
  readonly letters: Int32Array;
}

/** By the texts themselves: those of a page that nobody has edited are the same array. */
const folded = new WeakMap<readonly string[], FoldedTexts>();

interface NearId {
  readonly id: string;
  readonly distance: number;
}

/**
 * The held values with the fewest mistakes between them and `value`, fewest first, then in order of rows; at most three. Those with
 * another number are no mistakes.
 * Looks at all of them once: for when somebody asks about one value.
 */
export function nearestIds(value: string, targets: readonly Sheet[], field: string): string[] {
  const wanted = fold(value);
  if (wanted === "") return [];
  const mistakes = new EditDistance(wanted);
  let limit = mistakesMost(wanted) + 1;
  const best: NearId[] = [];
  for (const target of targets) {
    for (const { texts, from } of target.texts.pages(field)) {
      const { folds, letters } = foldedTexts(texts);
      for (let row = from; row < texts.length; row++) {
        const id = texts[row]!;
        const distance = id === "" ? limit : mistakes.to(folds[row]!, limit, letters[row]!);
        if (distance >= limit || isOtherId(wanted, folds[row]!) || best.some((each) => each.id === id)) continue;
        const at = best.findIndex((each) => each.distance > distance);
        best.splice(at < 0 ? best.length : at, 0, { id, distance });
        if (best.length > nearestMax) best.pop();
        if (best.length === nearestMax) limit = best[nearestMax - 1]!.distance;
      }
    }
  }
  return best.map(({ id }) => id);
}

/** Makes the folds that `nearestIds` compares, in steps of a page. */
export function* foldIds(targets: readonly Sheet[], field: string): Generator<undefined, void> {
  for (const target of targets) {
    for (const { texts } of target.texts.pages(field)) {
      foldedTexts(texts);
      yield;
    }
  }
}

function foldedTexts(texts: readonly string[]): FoldedTexts {
  let known = folded.get(texts);
  if (!known) {
    const folds = texts.map(fold);
    known = { folds, letters: Int32Array.from(folds, lettersOf) };
    folded.set(texts, known);
  }
  return known;
}
