/** Fixes for what was found: one at a time, a whole column at once, or all that are safe. */

import { editsOf } from "../../core/checking/fix-context.ts";
import type { Placed } from "../../core/checking/located-finding.ts";
import { isRollUp } from "../../core/checking/roll-ups.ts";
import type { Fix, FixCommand, Mending } from "../../core/checking/rule.ts";
import { Sheet } from "../../core/checking/sheet.ts";
import { documentText } from "../../core/text/document.ts";
import { editDocumentAll } from "../../core/text/editing.ts";
import { type Message, message } from "../../core/text/message.ts";
import { type Edit, type Span, sortEdits } from "../../core/text/text.ts";

/** A fix on offer. */
export interface Action {
  readonly title: Message;
  readonly safe: boolean;
  /** The one that "fix this" should take. */
  readonly preferred: boolean;
  readonly placed: Placed;
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

/** Everything that can be done about what lies in a span of the document. The client's diagnostics are not asked. */
export function actionsAt(sheet: Sheet, span: Span): Action[] {
  const actions: Action[] = [];
  const columns = new Set<string>();
  for (const placed of sheet.findingsAt(span)) {
    const { finding } = placed;
    if (isRollUp(finding.data)) {
      const whole = columnAction(sheet, { ...placed, finding: finding.data.sample });
      if (whole) actions.push({ ...whole, placed, preferred: true });
      continue;
    }
    fixesOf(sheet, placed).forEach((fix, index) => {
      actions.push({
        title: fix.title,
        safe: fix.safe,
        preferred: index === 0,
        placed,
        command: fix.command,
        column: false,
        renamesTo: fix.everywhere ? fix.value : undefined,
        edits: () => editsOf(fix, mending(sheet, placed)),
      });
    });
    const key = `${finding.rule.name} ${finding.cell}`;
    if (finding.cell < 0 || finding.rule.scope !== "cell" || columns.has(key)) continue;
    columns.add(key);
    const whole = columnAction(sheet, placed);
    if (whole) actions.push(whole);
  }
  return actions;
}

/** The fixes of one finding, most likely first. */
export function fixesOf(sheet: Sheet, placed: Placed): readonly Fix[] {
  const { finding } = placed;
  if (isRollUp(finding.data)) {
    const whole = columnAction(sheet, { ...placed, finding: finding.data.sample });
    return whole ? [{ title: whole.title, safe: whole.safe, edits: () => whole.edits() }] : [];
  }
  const fixes = finding.rule.fixes?.(sheet.dataOf(finding), finding) ?? [];
  return fixes.some((fix) => fix.safe && fix.value !== undefined && isTaken(sheet, placed, fix.value))
    ? fixes.map((fix) => ({ ...fix, safe: false }))
    : fixes;
}

/** Whether another row has an id already: a fix that makes two of one is nobody's to make unasked. */
function isTaken(sheet: Sheet, placed: Placed, id: string): boolean {
  const { finding } = placed;
  const key = finding.field?.type === "id" ? sheet.keys.over(finding.field.name) : -1;
  if (key < 0 || finding.row < 0) return false;
  const own = sheet.document.records[placed.page]! + finding.row;
  return sheet.holdersOf(key, id).some((record) => record !== own);
}

/** "All of this kind in this column", where it is certain what each becomes: nobody is made to guess for a thousand cells at once. */
function columnAction(sheet: Sheet, placed: Placed): Action | undefined {
  const { rule, cell } = placed.finding;
  const first = certainFix(fixesOf(sheet, placed), false);
  if (!first) return undefined;
  let count = 0;
  for (const tally of sheet.tallies()) if (tally.rule === rule && tally.cell === cell) count = tally.count;
  if (count < 2) return undefined;
  const { field } = placed.finding;
  return {
    title: field
      ? message('Fix all {0} "{1}" problems in "{2}"', count, rule.name, field.name)
      : message('Fix all {0} "{1}" problems in this column', count, rule.name),
    safe: first.safe,
    preferred: false,
    placed,
    command: undefined,
    column: true,
    edits: () => editsOfAll(sheet, (other) => other.finding.rule === rule && other.finding.cell === cell, first.safe),
  };
}

/** The fix that needs no choosing: the first safe one, else the only one; with `safeOnly` the first alone will do. */
function certainFix(fixes: readonly Fix[], safeOnly: boolean): Fix | undefined {
  const possible = fixes.filter((fix) => !fix.command);
  return possible.find((fix) => fix.safe) ?? (!safeOnly && possible.length === 1 ? possible[0] : undefined);
}

/** The certain fix of each finding that passes. Edits that overlap an earlier one are left for the next pass. */
function editsOfAll(sheet: Sheet, wanted: (placed: Placed) => boolean, safeOnly: boolean): readonly Edit[] {
  sheet.advance(Number.POSITIVE_INFINITY);
  const edits: Edit[] = [];
  for (const placed of sheet.findings().placed) {
    if (isRollUp(placed.finding.data) || !wanted(placed)) continue;
    const fix = certainFix(fixesOf(sheet, placed), safeOnly);
    const made = fix && editsOf(fix, mending(sheet, placed));
    if (made) edits.push(...made);
  }
  return withoutOverlaps(edits);
}

/** One round of all safe fixes. */
function safeEdits(sheet: Sheet): readonly Edit[] {
  return editsOfAll(sheet, () => true, true);
}

/**
 * Applies safe fixes until nothing changes. Answers the mended sheet, the edits that lead from the old text to the new one
 * (none when nothing changed), and how many rounds it took.
 */
export function fixAll(sheet: Sheet): { sheet: Sheet; edits: readonly Edit[]; passes: number } {
  let current = sheet;
  let combined: readonly Edit[] | undefined;
  for (let pass = 1; pass <= fixPasses; pass++) {
    const edits = safeEdits(current);
    if (edits.length === 0) return { sheet: current, edits: combined ?? [], passes: pass - 1 };
    const document = editDocumentAll(current.document, edits, current.document.version);
    const next = new Sheet(document, current.table, current.rules, current.facts);
    next.links = current.links?.for(next);
    next.advance(Number.POSITIVE_INFINITY);
    combined = combined === undefined ? edits : undefined;
    current = next;
    if (combined === undefined) combined = difference(sheet, current);
  }
  return { sheet: current, edits: combined ?? [], passes: fixPasses };
}

/** Edits from one sheet's text to another's, page by page where pages are alike, so that untouched text stays untouched. */
function difference(before: Sheet, after: Sheet): readonly Edit[] {
  const a = documentText(before.document);
  const b = documentText(after.document);
  if (a === b) return [];
  const edits: Edit[] = [];
  const aLines = a.split(/(?<=\n)/);
  const bLines = b.split(/(?<=\n)/);
  if (aLines.length !== bLines.length) return [trimmed(0, a, b)];
  let at = 0;
  aLines.forEach((line, i) => {
    if (line !== bLines[i]) edits.push(trimmed(at, line, bLines[i]!));
    at += line.length;
  });
  return edits;
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

function mending(sheet: Sheet, placed: Placed): Mending {
  return { document: sheet.document, binding: sheet.binding!, finding: placed.finding, page: placed.page };
}
