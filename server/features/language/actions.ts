/** Fixes for what was found: one at a time, a whole column at once, or all that are safe. */

import { editsOf } from "../../core/checking/fix-context.ts";
import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import { certainFix, offeredFixes } from "../../core/checking/offered-fixes.ts";
import { isRollUp } from "../../core/checking/roll-ups.ts";
import type { Finding, Fix, FixCommand, FixContext, Rule } from "../../core/checking/rule.ts";
import { Sheet } from "../../core/checking/sheet.ts";
import { documentText } from "../../core/text/document.ts";
import { editDocumentAll } from "../../core/text/editing.ts";
import { english, type Message, message } from "../../core/text/message.ts";
import { type Edit, type Span, sortEdits } from "../../core/text/text.ts";
import { type Slices, whole } from "../records/walk.ts";
import { isLinkData } from "./related.ts";

/** A fix on offer. */
export interface Action {
  readonly title: Message;
  readonly safe: boolean;
  /** The one that "fix this" should take. */
  readonly preferred: boolean;
  readonly located: LocatedFinding;
  /** The other problems that it solves in the same way. */
  readonly others: readonly LocatedFinding[];
  readonly command: FixCommand | undefined;
  /** It changes all cells of this kind in the column. */
  readonly column: boolean;
  /** The id that is to take this one's place in all files of the set; where that cannot be, `edits` changes the cell alone. */
  readonly renamesTo?: string | undefined;
  /** Made only when somebody picks the action; offsets are the document's. */
  edits(): readonly Edit[] | undefined;
}

/** How often safe fixes are applied before giving up: a fix may uncover the next fault. */
export const fixPasses = 10;

/**
 * Everything that can be done about what lies in a span of the document, what is done in the same way in several places as one. The
 * client's diagnostics are not asked.
 */
export function actionsAt(sheet: Sheet, span: Span): Action[] {
  const actions: Action[] = [];
  const columns = new Set<string>();
  for (const located of sheet.findingsAt(span)) {
    const { finding } = located;
    if (isRollUp(finding.data)) {
      const whole = columnAction(sheet, { ...located, finding: finding.data.sample }, true);
      if (whole) actions.push({ ...whole, located, preferred: true });
      continue;
    }
    fixesOf(sheet, located).forEach((fix, index) => {
      actions.push({
        title: fix.title,
        safe: fix.safe,
        preferred: index === 0,
        located,
        others: [],
        command: fix.command,
        column: false,
        renamesTo: fix.everywhere ? fix.value : undefined,
        edits: () => editsOf(fix, fixContextOf(sheet, located)),
      });
    });
    const key = `${finding.rule.name} ${finding.cell}`;
    const isReference = finding.rule.scope === "key" && finding.rule.listedIn === "foreignKeys";
    const isInColumn = finding.rule.scope === "cell" ? finding.cell >= 0 : finding.rule.rollsUp || isReference;
    const isCounted = isInColumn && (finding.rule.scope === "cell" || finding.row >= 0);
    if (!isCounted || columns.has(key)) continue;
    columns.add(key);
    const whole = columnAction(sheet, located, false);
    if (whole) actions.push(whole);
  }
  return withOneOfEachTitle(actions);
}

/** Does in steps what would make `actionsAt` slow: what a reference was meant to be is looked for among all ids. Returns true. */
export function* seekActions(sheet: Sheet, span: Span): Slices<true> {
  const sought = new Set<string>();
  for (const { finding } of sheet.findingsAt(span)) {
    const key = `${finding.rule.name} ${finding.cell}`;
    if (finding.rule.scope !== "key" || sought.has(key)) continue;
    const data = sheet.dataOf(finding);
    if (!isLinkData(data) || data.similar.length > 0) continue;
    sought.add(key);
    yield* data.seekNearest();
  }
  return true;
}

/** A fix of one cell or row has no more edits. */
const ownEditsMost = 2;

/** Fifteen actions of one title are one for fifteen problems; of what changes more than its own cell the first will do. */
function withOneOfEachTitle(actions: readonly Action[]): Action[] {
  const byTitle = new Map<string, Action[]>();
  for (const action of actions) {
    const title = english(action.title);
    const same = byTitle.get(title);
    if (same) same.push(action);
    else byTitle.set(title, [action]);
  }
  return [...byTitle.values()].map((same) => {
    const first = same[0]!;
    if (same.length === 1 || first.command || first.column || first.renamesTo !== undefined) return first;
    // One change of whole columns, which several rows ask for.
    if ((first.edits()?.length ?? 0) > ownEditsMost) return first;
    return {
      ...first,
      title: message("{0} ({1} problems)", first.title, same.length),
      safe: same.every(({ safe }) => safe),
      preferred: same.every(({ preferred }) => preferred),
      others: same.slice(1).map(({ located }) => located),
      edits: () => {
        const made = same.map(({ edits }) => edits());
        return made.every((each) => each === undefined)
          ? undefined
          : withoutOverlaps(made.flatMap((each) => each ?? []));
      },
    };
  });
}

/** The fixes of one finding, most likely first. `guesses`: see `offeredFixes`. */
export function fixesOf(sheet: Sheet, located: LocatedFinding, guesses = true): readonly Fix[] {
  const { finding } = located;
  if (isRollUp(finding.data)) {
    const whole = columnAction(sheet, { ...located, finding: finding.data.sample }, true);
    return whole ? [{ title: whole.title, safe: whole.safe, edits: () => whole.edits() }] : [];
  }
  return offeredFixes(sheet, located, guesses);
}

/** From so many findings on that are no roll-up nobody waits until it is counted how many of them are certain. */
const countedMax = 1000;

/**
 * "All of this kind in this column", where it is certain what each becomes: nobody is made to guess for a thousand cells at once.
 * @param whole offered for the column; else for one finding, and only where its own fix is certain
 */
function columnAction(sheet: Sheet, located: LocatedFinding, whole: boolean): Action | undefined {
  const { rule, cell, field } = located.finding;
  let count = 0;
  for (const tally of sheet.tallies()) if (tally.rule === rule && tally.cell === cell) count = tally.count;
  const own = whole ? undefined : certainFix(fixesOf(sheet, located, false), false);
  if (count < 2 || (!whole && !own)) return undefined;
  const isCounted = whole || count <= countedMax;
  const { safe, certain } = isCounted ? sheet.fixableCount(rule, cell) : { safe: 0, certain: 0 };
  const isSafe = isCounted ? safe > 0 && own?.safe !== false : own?.safe === true;
  const fixable = isSafe ? safe : certain;
  if (isCounted && fixable < (whole ? 1 : 2)) return undefined;
  return {
    title: titleOf(rule.name, field?.name ?? sheet.binding?.cells[cell]?.text, count, isCounted ? fixable : undefined),
    safe: isSafe,
    preferred: false,
    located,
    others: [],
    command: undefined,
    column: true,
    edits: () => editsOfKind(sheet, rule, cell, isSafe),
  };
}

/** `fixable`: undefined when that was not counted. */
function titleOf(rule: string, column: string | undefined, count: number, fixable: number | undefined): Message {
  if (column === undefined) {
    if (fixable === count) return message('Fix all {0} "{1}" problems', count, rule);
    return fixable === undefined
      ? message('Fix all "{0}" problems that have one certain fix', rule)
      : message('Fix {0} of {1} "{2}" problems', fixable, count, rule);
  }
  if (fixable === count) return message('Fix all {0} "{1}" problems in "{2}"', count, rule, column);
  return fixable === undefined
    ? message('Fix all "{0}" problems in "{1}" that have one certain fix', rule, column)
    : message('Fix {0} of {1} "{2}" problems in "{3}"', fixable, count, rule, column);
}

/** The certain fix of each finding of a rule in a column. */
function editsOfKind(sheet: Sheet, rule: Rule, cell: number, safeOnly: boolean): readonly Edit[] {
  sheet.advance(Number.POSITIVE_INFINITY);
  const edits: Edit[] = [];
  sheet.relate();
  for (let page = 0; page < sheet.document.pages.length; page++) {
    if (!sheet.hasFindings(page, rule, cell)) continue;
    for (const finding of sheet.findingsIn(page, rule, cell))
      edits.push(...certainEdits(sheet, { page, finding }, safeOnly));
  }
  return withoutOverlaps(edits);
}

function certainEdits(sheet: Sheet, located: LocatedFinding, safeOnly: boolean): readonly Edit[] {
  const fix = certainFix(fixesOf(sheet, located, false), safeOnly);
  return (fix && editsOf(fix, fixContextOf(sheet, located))) ?? [];
}

/** Pages that are read or looked at in one step. */
const pagesInStep = 8;

/** Reads a sheet to its end, and what its rows say about each other. */
function* readWhole(sheet: Sheet): Slices<void> {
  while (!sheet.advance(pagesInStep)) yield;
  while (!sheet.relate(pagesInStep)) yield;
}

/** The edits of each safe fix of a sheet that is read. Fixes of which an edit overlaps an earlier fix are left for the next round. */
function* safeEdits(sheet: Sheet): Slices<(readonly Edit[])[]> {
  yield* readWhole(sheet);
  const fixes: (readonly Edit[])[] = [];
  const take = (page: number, findings: readonly Finding[]): void => {
    for (const finding of findings) {
      const edits = certainEdits(sheet, { page, finding }, true);
      if (edits.length > 0) fixes.push(edits);
    }
  };
  if (sheet.document.pages.length === 0) take(0, sheet.headFindings());
  for (const { page } of sheet.share().pages) {
    take(page, sheet.pageFindings(page));
    yield;
  }
  const kept = new Set(withoutOverlaps(fixes.flat()));
  return fixes.filter((edits) => edits.every((edit) => kept.has(edit)));
}

/** Whether `fixingAll` has anything to do; looks no further than to the first safe fix. */
export function* hasSafeFix(sheet: Sheet): Slices<boolean> {
  yield* readWhole(sheet);
  const isSafe = (page: number) => (finding: Finding) =>
    fixesOf(sheet, { page, finding }, false).some((fix) => fix.safe && !fix.command);
  if (sheet.rollUpFindings().some(isSafe(Math.max(0, sheet.document.header.page)))) return true;
  for (const { page } of sheet.share().pages) {
    if (sheet.pageFindings(page).some(isSafe(page))) return true;
    yield;
  }
  return false;
}

/** A fixed sheet, the edits that lead to its text (none when nothing changed), and how many rounds it took. */
export interface FixResult {
  readonly sheet: Sheet;
  readonly edits: readonly Edit[];
  readonly passes: number;
}

/** Applies safe fixes until nothing changes. */
export function fixAll(sheet: Sheet): FixResult {
  return whole(fixingAll(sheet));
}

/** The same in steps of a few pages. */
export function* fixingAll(sheet: Sheet): Slices<FixResult> {
  let current = sheet;
  let combined: readonly Edit[] | undefined;
  for (let pass = 1; pass <= fixPasses; pass++) {
    const { edits, sheet: next } = yield* harmless(current, yield* safeEdits(current));
    if (edits.length === 0) return { sheet: current, edits: combined ?? [], passes: pass - 1 };
    current = next;
    combined = combined === undefined && pass === 1 ? edits : yield* difference(sheet, current);
  }
  return { sheet: current, edits: combined ?? [], passes: fixPasses };
}

/** So many edits are made in one step. */
const editsInStep = 200;

/** What a sheet becomes, read to its end. Edits are in order; they are made from the last to the first, so that places stay. */
function* edited(sheet: Sheet, edits: readonly Edit[]): Slices<Sheet> {
  let { document } = sheet;
  for (let end = edits.length; end > 0; end -= editsInStep) {
    const some = edits.slice(Math.max(0, end - editsInStep), end);
    document = editDocumentAll(document, some, sheet.document.version);
    yield;
  }
  const next = new Sheet(document, sheet.table, sheet.rules, sheet.facts, sheet.suppressions);
  next.links = sheet.links?.for(next);
  yield* readWhole(next);
  return next;
}

interface Harmless {
  readonly edits: readonly Edit[];
  readonly sheet: Sheet;
}

/**
 * All edits of those fixes after which there are no more errors than before, and what the sheet becomes by them: a row that is
 * made whole may turn out to be no record at all.
 */
function* harmless(sheet: Sheet, fixes: readonly (readonly Edit[])[]): Slices<Harmless> {
  let taken: readonly Edit[] = [];
  let made = sheet;
  function* take(some: readonly (readonly Edit[])[]): Slices<void> {
    if (some.length === 0) return;
    const more = sortEdits([...taken, ...some.flat()]);
    const next = yield* edited(sheet, more);
    if (next.counts().error <= made.counts().error) {
      taken = more;
      made = next;
    } else if (some.length > 1) {
      const half = some.length >> 1;
      yield* take(some.slice(0, half));
      yield* take(some.slice(half));
    }
  }
  yield* take(fixes);
  return { edits: taken, sheet: made };
}

/** So many lines are compared in one step. */
const linesInStep = 2000;

/** Edits from one sheet's text to another's, line by line where there are as many, so that untouched text stays untouched. */
function* difference(before: Sheet, after: Sheet): Slices<readonly Edit[]> {
  const a = documentText(before.document);
  yield;
  const b = documentText(after.document);
  yield;
  if (a === b) return [];
  if ((yield* lineCount(a)) !== (yield* lineCount(b))) return [trimmed(0, a, b)];
  const edits: Edit[] = [];
  for (let at = 0, own = 0, lines = 1; at < a.length || own < b.length; lines++) {
    const end = lineEnd(a, at);
    const ownEnd = lineEnd(b, own);
    const line = a.slice(at, end);
    const next = b.slice(own, ownEnd);
    if (line !== next) edits.push(trimmed(at, line, next));
    at = end;
    own = ownEnd;
    if (lines % linesInStep === 0) yield;
  }
  return edits;
}

/** Where the line that starts at an offset ends, its line feed included. */
function lineEnd(text: string, start: number): number {
  const feed = text.indexOf("\n", start);
  return feed < 0 ? text.length : feed + 1;
}

function* lineCount(text: string): Slices<number> {
  let count = 0;
  for (let at = 0; at < text.length; at = lineEnd(text, at)) {
    count++;
    if (count % linesInStep === 0) yield;
  }
  return count;
}

function trimmed(at: number, a: string, b: string): Edit {
  let front = 0;
  while (front < a.length && front < b.length && a[front] === b[front]) front++;
  let back = 0;
  while (back < a.length - front && back < b.length - front && a.at(-1 - back) === b.at(-1 - back)) back++;
  return { start: at + front, end: at + a.length - back, text: b.slice(front, b.length - back) };
}

/** In order of position; of overlapping edits the first is kept. */
function withoutOverlaps(edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  for (const edit of sortEdits(edits)) {
    const last = kept.at(-1);
    if (
      last &&
      (edit.start < last.end || (edit.start === last.start && edit.end === last.end && edit.text === last.text))
    )
      continue;
    kept.push(edit);
  }
  return kept;
}

function fixContextOf(sheet: Sheet, located: LocatedFinding): FixContext {
  return { document: sheet.document, binding: sheet.binding!, finding: located.finding, page: located.page };
}
