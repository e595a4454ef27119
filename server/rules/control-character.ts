/** Characters that no keyboard has: NUL, bell, escape and their like. */
import { recordOf } from "../core/checking/fix-context.ts";
import { type CellSubject, defineCellRule, defineRowRule } from "../core/checking/rule.ts";
import type { Table } from "../core/filetypes/table.ts";
import { message } from "../core/text/message.ts";
import { odd } from "../core/text/tokenizer.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly code: number;
  /** What the cell says without them. */
  readonly clean: string;
  readonly amount: number;
  /** Nothing else is in the cell, and something must be. */
  readonly emptied: boolean;
}

export default defineCellRule<Data>({
  name: "control-character",
  severity: "warning",
  summary: "A cell contains an invisible control character.",
  section: "file",
  order: 13,
  wakes: { flags: odd },
  check(cell, report) {
    const first = indexOfControl(cell.raw);
    if (first < 0) return;
    const letters = [...cell.text];
    const clean = letters.filter((letter) => !isControl(letter.charCodeAt(0))).join("");
    const at = cell.span.start + first;
    report(
      {
        code: cell.raw.charCodeAt(first),
        clean,
        amount: cell.text.length - clean.length,
        emptied: clean.trim() === "" && (cell.column?.required === true || mayNotBeEmpty(cell)),
      },
      { span: { start: at, end: at + 1 } },
    );
  },
  message: ({ code, amount }, say) => {
    const number = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    const name = names.get(code);
    const shown = name ? message("{0} ({1})", name, number) : number;
    return inColumn(
      say,
      amount > 1
        ? message("The cell contains {0} invisible control characters. The first is {1}. Remove them.", amount, shown)
        : message("The cell contains an invisible control character: {0}. Remove it.", shown),
    );
  },
  fixes: ({ clean, amount, emptied }) => [
    {
      title:
        amount > 1 ? message("Remove the {0} control characters", amount) : message("Remove the control character"),
      // Taking away all there is where something must be would only trade one fault for another.
      safe: !emptied,
      value: clean,
    },
  ],
});

/** The last cell of a row where the importer does not count an empty one. */
function mayNotBeEmpty({ index, row: { count, table } }: CellSubject): boolean {
  return index === count - 1 && (table.severityOf("empty-last-cell", undefined) ?? "off") !== "off";
}

/** A line of nothing but the character that old programs end a file with. */
export const inRow = defineRowRule<undefined>({
  name: "control-character",
  severity: "warning",
  summary: "A cell contains an invisible control character.",
  section: "file",
  aboutLines: true,
  order: 14,
  last: true,
  wakes: { noData: true },
  check(row, report) {
    if (row.kind === "end-mark") report(undefined);
  },
  message: (_, say) =>
    message(
      "This line contains only an invisible end-of-file mark (U+001A). {0} may read it as a row. Remove it.",
      say.system,
    ),
  fixes: () => [
    {
      title: message("Remove the end-of-file mark"),
      safe: true,
      edits: (at) => {
        const record = recordOf(at);
        return record && [{ start: record.start, end: record.contentEnd, text: "" }];
      },
    },
  ],
});

const names = new Map([
  [0, message("null")],
  [7, message("bell")],
  [8, message("backspace")],
  [11, message("vertical tab")],
  [12, message("form feed")],
  [26, message("end of file")],
  [27, message("escape")],
  [127, message("delete")],
]);

/** Encoded files in cells, where the importer wants none: told wherever the file type speaks of control characters at all. */
export const blob = defineCellRule<{ readonly text: string }>({
  name: "control-character",
  severity: "warning",
  summary: "A cell contains an invisible control character.",
  section: "file",
  order: 18,
  wakes: (_, table) => (reportsOn(table) ? { longerThan: shortestBlob - 1 } : {}),
  check(cell, report) {
    const { value } = cell;
    if (cell.isSecret || value.length < shortestBlob || !reportsOn(cell.row.table) || !isBlob(value)) return;
    report({ text: value }, { severity: "warning", exactly: true, enough: true });
  },
  message: ({ text }, say) =>
    inColumn(
      say,
      message(
        "{0} is an encoded file or other binary data. {1} doesn't allow it in cells. Remove it.",
        say.show(text),
        say.system,
      ),
    ),
  fixes: () => [{ title: message("Clear the cell"), safe: false, value: "" }],
});

/** In characters: shorter values may be keys and words. */
const shortestBlob = 40;

function reportsOn({ document }: Table): boolean {
  return document.severities?.["control-character"] !== undefined;
}

/** `data:` with base64, base64 of some length, hexadecimal as databases export it. */
function isBlob(text: string): boolean {
  if (/^data:[\w.+-]*(?:\/[\w.+-]*)?(?:;[\w=.+-]+)*;base64,/i.test(text)) return true;
  if (/^(?:0x|\\x)[0-9a-f]{32,}$/i.test(text)) return true;
  const isBase64 = text.length >= 64 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
  return isBase64 && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}

function isControl(unit: number): boolean {
  return (unit < 32 && unit !== 9 && unit !== 10 && unit !== 13) || unit === 127;
}

function indexOfControl(text: string): number {
  for (let i = 0; i < text.length; i++) if (isControl(text.charCodeAt(i))) return i;
  return -1;
}
