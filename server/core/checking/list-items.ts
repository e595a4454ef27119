/** The items of a cell that holds a list: where each lies, and how one is replaced without touching the others. */

import { plainValue } from "../filetypes/values.ts";
import { type Edit, type Span, trimBlanks } from "../text/text.ts";
import { escaped, odd, quoted, slashed, stray, unclosed } from "../text/tokenizer.ts";
import { setCellAt } from "./fix-context.ts";
import type { CellSubject, Fix, FixContext } from "./rule.ts";

/** One value of a cell; a cell without a list is its own only item. */
export interface ListItem {
  /** As it is meant: trimmed, no invisible characters, never empty. */
  readonly value: string;
  /** Its place among the parts between delimiters, empty ones counted. */
  readonly index: number;
  /** Of the list; undefined where the cell is no list. */
  readonly delimiter: string | undefined;
  /** Where to point, from the page's start: the item, or the cell when doubled quotes shift what lies where. */
  readonly span: Span;
}

/** The values in a cell that are there to be judged, blanks at their ends left out. */
export function itemsOf(cell: Pick<CellSubject, "text" | "value" | "flags" | "span" | "mark" | "column">): ListItem[] {
  if (cell.value === "") return [];
  const delimiter = cell.column?.field.list?.delimiter;
  if (delimiter === undefined) return [{ value: cell.value, index: 0, delimiter, span: cell.mark }];
  const exact = (cell.flags & (escaped | slashed | stray | unclosed)) === 0;
  const items: ListItem[] = [];
  let from = cell.span.start + (cell.flags & quoted ? 1 : 0);
  cell.text.split(delimiter).forEach((part, index) => {
    const written = trimBlanks(part);
    const start = from + part.indexOf(written);
    const value = cell.flags & odd ? plainValue(part, cell.column?.field) : written;
    if (value !== "")
      items.push({ value, index, delimiter, span: exact ? { start, end: start + written.length } : cell.mark });
    from += part.length + delimiter.length;
  });
  return items;
}

/** What a fix needs to make an item say something else. */
export function itemFix(
  item: Pick<ListItem, "index" | "delimiter">,
  value: string,
): Pick<Fix, "value"> | Pick<Fix, "edits"> {
  const { delimiter, index } = item;
  if (delimiter === undefined) return { value };
  const change = (text: string): string | undefined => {
    const parts = text.split(delimiter);
    const part = parts[index];
    if (part === undefined) return undefined;
    const old = trimBlanks(part);
    const at = part.indexOf(old);
    parts[index] = part.slice(0, at) + value + part.slice(at + old.length);
    return parts.join(delimiter);
  };
  return { edits: (at) => narrowed(at, setCellAt(at, at.page, at.finding.row, at.finding.cell, change)) };
}

/** Leaves out what an edit does not change, so that edits of neighbouring items do not meet. */
function narrowed(at: FixContext, edits: readonly Edit[] | undefined): readonly Edit[] | undefined {
  const page = at.document.pages[at.page];
  const base = at.document.offsets[at.page] ?? 0;
  return edits?.map(({ start, end, text }) => {
    const old = page?.text.slice(start - base, end - base) ?? "";
    let front = 0;
    while (front < old.length && front < text.length && old[front] === text[front]) front++;
    let back = 0;
    while (back < old.length - front && back < text.length - front && old.at(-1 - back) === text.at(-1 - back)) back++;
    return { start: start + front, end: end - back, text: text.slice(front, text.length - back) };
  });
}
