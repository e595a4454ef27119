/** Runs of records that are separated by another delimiter than the file's: put together over all pages. */
import { type Document, rowEnd, sliceOf } from "../text/document.ts";
import type { Reading } from "./check.ts";
import type { DelimiterRun } from "./rule.ts";

/** In order; a page that has not been read ends a run. Spans are from the start of the header's page. */
export function delimiterRuns(document: Document, readings: readonly (Reading | undefined)[]): DelimiterRun[] {
  const runs: { delimiter: string; rows: number; span: DelimiterRun["span"] }[] = [];
  const base = document.offsets[Math.max(0, document.header.page)] ?? 0;
  let next = -1;
  readings.forEach((reading, p) => {
    const page = document.pages[p]!;
    for (const packed of reading?.otherwise ?? []) {
      const row = packed >> 7;
      const delimiter = String.fromCharCode(packed & 127);
      const record = document.records[p]! + row;
      const last = runs.at(-1);
      if (last && next === record && last.delimiter === delimiter) last.rows++;
      else {
        const from = page.rows[row]!;
        const text = sliceOf(page, from, rowEnd(page, row)).replace(/(?<![\r\n])[\r\n]+$/, "");
        const start = document.offsets[p]! + from - base;
        runs.push({ delimiter, rows: 1, span: { start, end: start + text.length } });
      }
      next = record + 1;
    }
  });
  return runs;
}
