/** Lines above the header: a title, a comment, `sep=`, empty rows. */
import { lineBreakOf, recordAt } from "../core/checking/fix-context.ts";
import { defineFileRule, type FixContext } from "../core/checking/rule.ts";
import {
  cellsOf,
  type Document,
  isAboveHeader,
  isConflictMarker,
  type RowAddress,
  rowText,
} from "../core/text/document.ts";
import { message } from "../core/text/message.ts";
import { quoteValue } from "../core/text/message-values.ts";
import { type Edit, trimBlanks } from "../core/text/text.ts";

/** What the lines are, as far as it makes a difference. `other`: not those that the importer reads there; `place`: not so many as it passes over. `rows`: some of them are as wide and as full as the header, as when a file was sorted. */
type LinesKind = "separator" | "empty" | "text" | "rows" | "other" | "place";

interface Data {
  readonly kind: LinesKind;
  readonly lines: number;
  /** The first that says something; undefined where it must not be shown. */
  readonly sample: string | undefined;
  /** What the importer reads there. */
  readonly asked: readonly string[];
}

export default defineFileRule<Data>({
  name: "lines-before-header",
  severity: "error",
  summary: "Lines above the row of column names.",
  section: "file",
  aboutLines: true,
  check({ table, document, binding }, report) {
    if (!binding) return;
    const above = linesAbove(document);
    const asked = table.document.above;
    if (asked) {
      const [first] = asked.lines;
      const isRight = first === undefined ? above.length === asked.count : isAsAsked(document, above, asked.lines);
      if (!isRight)
        report(
          first === undefined
            ? { kind: "place", lines: asked.count, sample: undefined, asked: [] }
            : { kind: "other", lines: above.length, sample: first, asked: asked.lines },
        );
      return;
    }
    if (above.length === 0) return;
    const texts = above.map((at) => rowText(document.pages[at.page]!, at.row).replace(/(?<![\r\n])[\r\n]+$/, ""));
    const speaking = texts.filter((text) => !isEmpty(text));
    const kind = kindOf(speaking, () => above.some((each) => isLikeRow(document, each)));
    // A line may be a row, or say the password that everybody gets.
    const sample = kind !== "separator" && binding.hasSecrets ? undefined : sayingOf(speaking[0]);
    const first = above[0]!;
    const base = document.offsets[document.header.page]!;
    const start = document.offsets[first.page]! + document.pages[first.page]!.rows[first.row]!;
    // Empty lines at the end of the block are not underlined, unless there is nothing else.
    const last = speaking.length === 0 ? texts.length - 1 : texts.findLastIndex((text) => !isEmpty(text));
    const at = above[last]!;
    const end = document.offsets[at.page]! + document.pages[at.page]!.rows[at.row]! + texts[last]!.length;
    report(
      { kind, lines: above.length, sample, asked: [] },
      { span: { start: start - base, end: Math.max(end, start + 1) - base } },
    );
  },
  message: ({ kind, lines, sample }, say) => {
    if (kind === "other")
      return lines === 0
        ? message("{0} requires {1} above the column names. Add the line.", say.system, quoteValue(sample ?? ""))
        : message("{0} requires {1} above the column names, and nothing else.", say.system, quoteValue(sample ?? ""));
    if (kind === "place")
      return message("{0} reads the column names from row {1}. Move them there.", say.system, lines + 1);
    if (kind === "separator")
      return message(
        "{0} above the column names is a setting that only spreadsheets understand. {1} reads it as the column names. Remove the line.",
        quoteValue(sample ?? ""),
        say.system,
      );
    if (kind === "rows")
      return message(
        "The column names are in line {0}, below other rows. {1} reads the first line as the column names. Move them to the top.",
        lines + 1,
        say.system,
      );
    if (kind === "empty")
      return lines === 1
        ? message(
            "There is an empty line above the column names. {0} reads the first line as the column names. Remove the empty line.",
            say.system,
          )
        : message(
            "There are {0} empty lines above the column names. {1} reads the first line as the column names. Remove the empty lines.",
            lines,
            say.system,
          );
    if (sample === undefined)
      return lines === 1
        ? message(
            "There is a line above the column names. {0} reads the first line as the column names. Remove it.",
            say.system,
          )
        : message(
            "There are {0} lines above the column names. {1} reads the first line as the column names. Remove them.",
            lines,
            say.system,
          );
    return lines === 1
      ? message(
          "There is a line above the column names: {0}. {1} reads the first line as the column names. Remove it.",
          quoteValue(sample),
          say.system,
        )
      : message(
          "There are {0} lines above the column names, starting with {1}. {2} reads the first line as the column names. Remove them.",
          lines,
          quoteValue(sample),
          say.system,
        );
  },
  fixes: ({ kind, lines, sample, asked }) =>
    kind === "other"
      ? [
          {
            title: message("Put {0} above the column names", quoteValue(sample ?? "")),
            safe: lines === 0,
            edits: (at) => putLines(at, asked),
          },
        ]
      : kind === "place"
        ? []
        : [
            ...(kind === "rows"
              ? [{ title: message("Move the column names to the top"), safe: false, edits: moveHeader }]
              : []),
            {
              title:
                lines === 1
                  ? message("Remove the line above the column names")
                  : message("Remove the {0} lines above the column names", lines),
              safe: kind === "empty" || kind === "separator",
              edits: removeLines,
            },
          ],
});

function kindOf(speaking: readonly string[], hasRows: () => boolean): LinesKind {
  if (speaking.length === 0) return "empty";
  if (speaking.every(isSeparator)) return "separator";
  return hasRows() ? "rows" : "text";
}

/** As many cells as the header has, half of them filled. */
function isLikeRow(document: Document, at: RowAddress): boolean {
  const { columns } = document.dialect;
  const cells = cellsOf(document, at);
  return columns > 1 && cells.length === columns && cells.filter(({ raw }) => raw !== "").length * 2 >= columns;
}

/** Records above the header; what a merge left there is reported by itself. */
function linesAbove(document: Document): RowAddress[] {
  const found: RowAddress[] = [];
  document.pages.slice(0, document.header.page + 1).forEach((each, page) => {
    for (let row = 0; row < each.rows.length && isAboveHeader(document, { page, row }); row++)
      if (!isConflictMarker(rowText(each, row))) found.push({ page, row });
  });
  return found;
}

/** Nothing stands in it but delimiters, quotes and spaces that anybody would call empty. */
function isEmpty(line: string): boolean {
  return trimBlanks(line.replace(/[,;\t|"]/g, "")) === "";
}

/** What a line says, without the delimiters at its end and quotes around it. */
function sayingOf(line: string | undefined): string | undefined {
  return line?.replace(/(?<=[^,;\t|\s=])[,;\t|\s]+$/, "").replace(/^"([^"]*)"$/, "$1");
}

/** What makes Excel split at another character. */
function isSeparator(line: string): boolean {
  return isEmpty(line) || /^"?sep=[^"]?"?[,;\t|]*$/i.test(line.trim());
}

/** What stands there is what the importer reads; a spreadsheet may have filled the lines up with delimiters. */
function isAsAsked(document: Document, above: readonly RowAddress[], asked: readonly string[]): boolean {
  if (above.length !== asked.length) return false;
  return above.every(({ page, row }, i) => bare(rowText(document.pages[page]!, row)) === asked[i]);
}

function bare(line: string): string {
  return line.replace(/(?<![\r\n])[\r\n]+$/, "").replace(/(?<![,;\t|])[,;\t|]+$/, "");
}

/** The lines that the importer reads stand above the column names, instead of all others. */
function putLines(at: FixContext, asked: readonly string[]): readonly Edit[] {
  const { document } = at;
  const { header } = document;
  const { start } = recordAt(at, header.page, header.row);
  const [first] = linesAbove(document);
  const from = first ? recordAt(at, first.page, first.row).start : start;
  const lineBreak = lineBreakOf(at);
  const text = asked.map((line) => line + lineBreak).join("");
  return [{ start: from, end: start, text }];
}

function removeLines(at: FixContext): readonly Edit[] {
  return linesAbove(at.document).map(({ page, row }) => {
    const { start, end } = recordAt(at, page, row);
    return { start, end, text: "" };
  });
}

/** The header's line becomes the first. */
function moveHeader(at: FixContext): readonly Edit[] | undefined {
  const { document } = at;
  const { page, row } = document.header;
  const header = recordAt(at, page, row);
  const first = linesAbove(document)[0];
  if (!first) return undefined;
  const top = recordAt(at, first.page, first.row);
  const base = document.offsets[first.page]!;
  const ending = document.pages[first.page]!.text.slice(top.contentEnd - base, top.end - base);
  const before = row > 0 && header.end === header.contentEnd ? ending.length : 0;
  return [
    { start: top.start, end: top.start, text: header.text + ending },
    { start: header.start - before, end: header.end, text: "" },
  ];
}
