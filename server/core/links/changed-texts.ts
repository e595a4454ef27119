/** What has changed in some columns of a file between two versions of it: the texts that are in one of them only. */
import type { Document, Page } from "../text/document.ts";
import { rowEnd } from "../text/document.ts";
import { differingPages } from "../text/editing.ts";
import { trimBlanks } from "../text/text.ts";
import { cellText, Scanner } from "../text/tokenizer.ts";

/** More pages than an edit touches: what changed is not looked at one by one. */
const pagesMost = 8;

/** The texts that have come or gone in columns, given by their cells; undefined when that is too much to look at. */
export function changedTexts(
  old: Document,
  document: Document,
  cells: readonly number[],
): readonly string[] | undefined {
  const { gone, come } = differingPages(old, document);
  if (gone.length + come.length > pagesMost) return undefined;
  const counts = new Map<string, number>();
  count(gone, old, cells, counts, -1);
  count(come, document, cells, counts, 1);
  return [...counts].flatMap(([key, times]) => (times === 0 ? [] : [key.slice(key.indexOf("\n") + 1)]));
}

function count(
  pages: readonly Page[],
  { dialect }: Document,
  cells: readonly number[],
  counts: Map<string, number>,
  by: number,
): void {
  const record = new Scanner();
  for (const page of pages) {
    const { text } = page;
    record.load(text);
    for (let row = 0; row < page.rows.length; row++) {
      record.split(dialect, page.rows[row]!, rowEnd(page, row));
      for (const cell of cells) {
        if (cell < 0 || cell >= record.count) continue;
        const said = trimBlanks(cellText(text.slice(record.starts[cell]!, record.ends[cell]!), record.flags[cell]!));
        const key = `${cell}\n${said}`;
        counts.set(key, (counts.get(key) ?? 0) + by);
      }
    }
  }
}
