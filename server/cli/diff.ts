/** A unified diff of two texts, record by record, in which passwords cannot be read. */

import type { Sheet } from "../core/checking/sheet.ts";
import { isBlank, isConflictMarker, rowText, splitText } from "../core/text/document.ts";

/** A record: what it is compared by, and what is printed of it. */
export interface Unit {
  readonly text: string;
  readonly shown: string;
  /** The same without any value; undefined where no password can be. */
  readonly closed?: string;
  /** Its cells do not line up with the header: nobody knows which of them is the password, in what a fix makes of it neither. */
  readonly isSlipped?: boolean;
}

const context = 3;
/** So far ahead is looked for the record that two texts have in common again. */
const lookAhead = 64;
const hidden = "••••";

/** The records of a sheet. `mark`: the file begins with a byte order mark. */
export function unitsOf(sheet: Sheet, mark: boolean): Unit[] {
  const { pages, header } = sheet.document;
  const units = pages.flatMap((page, p) =>
    Array.from(page.rows, (_, row): Unit => {
      const text = rowText(page, row);
      const isHeader = p === header.page && row === header.row;
      return isHeader || !sheet.hasSecrets ? { text, shown: text } : masked(sheet, text);
    }),
  );
  const first = units[0] ?? { text: "", shown: "" };
  if (mark) units[0] = { ...first, text: `\ufeff${first.text}`, shown: `\ufeff${first.shown}` };
  return units;
}

/** A record without its passwords; without anything when its cells do not line up with the header. */
function masked({ document, binding }: Sheet, text: string): Unit {
  if (isBlank(text) || isConflictMarker(text)) return { text, shown: text };
  const cells = splitText(text, document.dialect);
  const isSlipped = cells.length !== (binding?.columns.length ?? 0);
  const written = (isHidden: (cell: number) => boolean): string => {
    let from = 0;
    const shown = cells.map((cell, i) => {
      const between = text.slice(from, cell.start);
      from = cell.end;
      return between + (isHidden(i) && cell.raw !== "" ? hidden : cell.raw);
    });
    return shown.join("") + text.slice(from);
  };
  const closed = written(() => true);
  const shown = isSlipped ? closed : written((i) => binding?.cells[i]?.isSecret === true);
  return { text, shown, closed, isSlipped };
}

/** Unified diff with three records of context; empty when nothing differs. */
export function* unifiedDiff(name: string, before: readonly Unit[], after: readonly Unit[]): Generator<string> {
  const changes = changesOf(before, after);
  if (changes.length === 0) return;
  yield `--- a/${name}\n+++ b/${name}\n`;
  const oldLines = new LineCount(before);
  const newLines = new LineCount(after);
  for (let i = 0; i < changes.length; ) {
    const group = [changes[i++]!];
    while (i < changes.length && changes[i]!.from - group.at(-1)!.to <= context * 2) group.push(changes[i++]!);
    const first = group[0]!;
    const last = group.at(-1)!;
    const from = Math.max(0, first.from - context);
    const to = Math.min(before.length, last.to + context);
    const newFrom = first.newFrom - (first.from - from);
    const newTo = last.newTo + (to - last.to);
    yield `@@ -${oldLines.range(from, to)} +${newLines.range(newFrom, newTo)} @@\n`;
    let at = from;
    for (const change of group) {
      for (; at < change.from; at++) yield linesOf(" ", before[at]!);
      const slipped = before.slice(change.from, change.to).some(({ isSlipped }) => isSlipped);
      for (; at < change.to; at++) yield linesOf("-", before[at]!);
      for (let n = change.newFrom; n < change.newTo; n++) {
        const { shown, closed = shown } = after[n]!;
        yield linesOf("+", { shown: slipped ? closed : shown });
      }
    }
    for (; at < to; at++) yield linesOf(" ", before[at]!);
  }
}

/** Records `[from, to)` of the old text give way to `[newFrom, newTo)` of the new one. */
interface Change {
  readonly from: number;
  to: number;
  readonly newFrom: number;
  newTo: number;
}

/** Not the fewest changes there could be, but always right, and in one go: fixes change records and remove some, they move none. */
function changesOf(before: readonly Unit[], after: readonly Unit[]): Change[] {
  const changes: Change[] = [];
  let i = 0;
  let j = 0;
  const add = (to: number, newTo: number): void => {
    const last = changes.at(-1);
    if (last && last.to === i && last.newTo === j) {
      last.to = to;
      last.newTo = newTo;
    } else if (to > i || newTo > j) changes.push({ from: i, to, newFrom: j, newTo });
    i = to;
    j = newTo;
  };
  while (i < before.length && j < after.length) {
    if (before[i]!.text === after[j]!.text) {
      i++;
      j++;
      continue;
    }
    const same = before.length - i === after.length - j;
    const removed = same ? -1 : distance(before, i, after[j]!.text);
    const added = same || removed >= 0 ? -1 : distance(after, j, before[i]!.text);
    if (removed > 0) add(i + removed, j);
    else if (added > 0) add(i, j + added);
    else add(i + 1, j + 1);
  }
  add(before.length, after.length);
  return changes;
}

function distance(units: readonly Unit[], from: number, text: string): number {
  for (let at = from + 1; at < units.length && at <= from + lookAhead; at++)
    if (units[at]!.text === text) return at - from;
  return -1;
}

/** Lines before each record: a quoted cell may hold line breaks. */
class LineCount {
  readonly #before: number[] = [0];

  constructor(units: readonly Unit[]) {
    let lines = 0;
    for (const { shown } of units) {
      lines += shown.replace(/\n$/, "").split("\n").length;
      this.#before.push(lines);
    }
  }

  range(from: number, to: number): string {
    const start = this.#before[from]!;
    const count = this.#before[to]! - start;
    return `${count === 0 ? start : start + 1},${count}`;
  }
}

function linesOf(sign: string, { shown }: Pick<Unit, "shown">): string {
  const ended = shown.endsWith("\n");
  const lines = (ended ? shown.slice(0, -1) : shown).split("\n");
  return lines.map((line) => `${sign}${line}\n`).join("") + (ended ? "" : "\\ No newline at end of file\n");
}
