/** What `map` and `convert` say of a mapping and of what it made: lines for people, or one JSON document. */

import type { Table } from "../core/filetypes/table.ts";
import { counted } from "../core/text/counts.ts";
import { choiceOf, joined, type Message, message } from "../core/text/message.ts";
import { withSlashes } from "../disk/reading/files.ts";
import type { WrittenFile } from "../disk/writing/mapped-import.ts";
import type { Mapped, OpenValue } from "../features/mapping/map-rows.ts";
import type { Mapping, MappingPart, MissingColumn, NamePart, Source } from "../features/mapping/mapping.ts";
import type { LeftQuestion, OrderQuestion, Question } from "../features/mapping/questions.ts";
import { meantBy } from "../features/mapping/values.ts";
import { translate } from "./language.ts";
import { shownPath } from "./load.ts";
import { visible } from "./terminal.ts";

/** `Vorname + Nachname`, `"2450"`, `id U-`. */
export function partInWords(part: MappingPart): string {
  if (typeof part === "string") return part;
  if ("constant" in part) return JSON.stringify(part.constant);
  if ("id" in part) return `id ${part.id}\u2026`;
  if ("join" in part) return part.join.map(namePartInWords).join(" + ");
  const values = Object.entries(part.values ?? {}).map(([from, to]) => `${from}=${to}`);
  const open = Object.keys(part.candidates ?? {}).filter((value) => part.values?.[value] === undefined);
  const details = [
    ...(part.part ? [part.part] : []),
    ...values.slice(0, 4),
    ...(values.length > 4 ? ["\u2026"] : []),
    ...open.slice(0, 4).map((value) => `${value}=?`),
    ...(open.length > 4 ? ["\u2026"] : []),
  ];
  return details.length === 0 ? part.column : `${part.column} [${details.join(", ")}]`;
}

function namePartInWords(each: string | NamePart): string {
  return typeof each === "string" ? each : `${each.column} [${each.part}]`;
}

/** How an export was read, in one line. */
export function sourceLine(file: string, source: Source): Message {
  const delimiter = source.delimiter === "\t" ? message("tab") : JSON.stringify(source.delimiter);
  const parts = [
    message("{0}: read as {1}", file, source.encoding),
    message("delimiter {0}", delimiter),
    ...(source.header === 0 ? [message("no header")] : []),
    ...(source.header > 1 ? [message("header in line {0}", source.header)] : []),
    counted(source.rows.length, "row"),
  ];
  return joined(parts, ", ");
}

/** The columns that a mapping names and the export lacks. */
export function missingLines(missing: readonly MissingColumn[]): Message {
  const lines = missing.map(({ name, meant }) =>
    joined(["  ", meant === undefined ? `"${name}"` : message('"{0}": is it called "{1}" now?', name, meant)], ""),
  );
  return joined([message("The mapping uses columns that the file doesn't have:"), ...lines], "\n");
}

export function fileLine({ path: full, fileType, rows, errors, warnings, rules }: WrittenFile): string {
  const quiet = Object.keys(rules).length === 0 ? message("no problems") : message("no errors or warnings");
  const problems =
    errors + warnings === 0 ? quiet : joined([counted(errors, "error"), counted(warnings, "warning")], ", ");
  const spoken = Object.entries(rules)
    .sort((a, b) => b[1] - a[1])
    .map(([rule, count]) => joined([rule, count], " "));
  const which = spoken.length === 0 ? [] : [joined(["(", joined(spoken, ", "), ")"], "")];
  const about = joined([fileType, counted(rows, "row"), joined([problems, ...which], " ")], ", ");
  return `${visible(`${shownPath(withSlashes(full))}  ${translate(about)}`)}\n`;
}

/** So many rows or values of a kind are listed. */
const listedMax = 10;

/** What the rows came to, and what was left out or changed. */
export function restLines({ people, skipped, unused, changed, doubtful }: Mapped): Message[] {
  const lines = [
    message("{0}. Columns not used: {1}.", counted(people, "person"), unused.join(", ") || message("none")),
  ];
  for (const { line, reason } of skipped.slice(0, listedMax))
    lines.push(message("Line {0} was left out: {1}.", line, reason));
  const more = skipped.length - listedMax;
  if (more > 0)
    lines.push(more === 1 ? message("1 more line was left out.") : message("{0} more lines were left out.", more));
  if (doubtful.length > 0) {
    lines.push(
      doubtful.length === 1
        ? message("1 name can be split in several ways. Check the first and last name:")
        : message("{0} names can be split in several ways. Check the first and last names:", doubtful.length),
    );
    for (const { line, name, first, last } of doubtful.slice(0, listedMax))
      lines.push(
        indented(
          message(
            "line {0}  {1}: {2} | {3}",
            line,
            name,
            first || message("(no first name)"),
            last || message("(no last name)"),
          ),
        ),
      );
    if (doubtful.length > listedMax) lines.push(indented(message("and {0} more", doubtful.length - listedMax)));
  }
  if (changed.length > 0) {
    const all = [...new Set(changed.map(({ line }) => line))];
    const shown = all.slice(0, listedMax).join(", ");
    lines.push(
      message(
        "Characters that the importer can't read were replaced in line {0}.",
        `${shown}${all.length > listedMax ? ", \u2026" : ""}`,
      ),
    );
  }
  return lines;
}

function indented(line: Message): Message {
  return joined(["  ", line], "");
}

/** An open value with what it may become. */
export interface OpenWithChoices extends OpenValue {
  readonly candidates: readonly string[];
}

export function withChoices(open: readonly OpenValue[], mapping: Mapping, tables: readonly Table[]): OpenWithChoices[] {
  return open.map((each) => {
    const column = tables.find(({ name }) => name === each.file)?.byName.get(each.field);
    const parts = mapping.rows.flatMap(({ file, columns }) => (file === each.file ? [columns[each.field]] : []));
    const listed = parts.flatMap((part) =>
      typeof part === "object" && "candidates" in part ? (part.candidates?.[each.value] ?? []) : [],
    );
    const candidates = listed.length > 0 || !column ? listed : meantBy(each.value, column, undefined).candidates;
    return { ...each, candidates };
  });
}

/** What is still to decide, with the way to decide it. */
export function questionLines(
  open: readonly OpenWithChoices[],
  questions: readonly Question[],
  mappingFile: string | undefined,
): Message[] {
  const lines: Message[] = [];
  const orders = questions.filter((each): each is OrderQuestion => each.kind === "order");
  const left = questions.filter((each): each is LeftQuestion => each.kind === "left");
  if (open.length > 0) {
    lines.push(
      message("These values have more than one possible meaning, or none that is known. They were copied unchanged:"),
    );
    for (const { field, value, rows, candidates } of open.slice(0, listedMax)) {
      const choices = candidates.length > 0 ? [choiceOf(candidates.slice(0, 8))] : [];
      lines.push(indented(joined([field, value, counted(rows, "row"), ...choices], "  ")));
    }
    if (open.length > listedMax) lines.push(indented(message("and {0} more", open.length - listedMax)));
    const [{ field, value }] = open as [OpenWithChoices];
    const example = `--value ${quoted(`${field}:${value}=\u2026`)}`;
    lines.push(
      mappingFile === undefined
        ? message('Add what each becomes under "values", or use {0}.', example)
        : message('Add what each becomes under "values" in {0}, or use {1}.', mappingFile, example),
    );
  }
  for (const { column, samples } of orders)
    lines.push(
      message(
        '"{0}" may begin with the last name: {1}. Whole names were copied. Choose with --name-order comma, last-first or first-last.',
        column,
        samples.map((name) => JSON.stringify(name)).join(", "),
      ),
    );
  for (const { column, value, people, becomes } of left)
    lines.push(
      joined(
        [
          leftInWords(people, value, column, becomes.label ?? becomes.value),
          message("To leave them out, use {0}.", `--skip ${quoted(`${column}=${value}`)}`),
        ],
        " ",
      ),
    );
  return lines;
}

function leftInWords(people: number | undefined, value: string, column: string, becomes: Message | string): Message {
  if (people === undefined) return message('People with "{0}" in "{1}" are imported as {2}.', value, column, becomes);
  return people === 1
    ? message('1 person with "{0}" in "{1}" is imported as {2}.', value, column, becomes)
    : message('{0} people with "{1}" in "{2}" are imported as {3}.', people, value, column, becomes);
}

/** A word for a shell. */
function quoted(text: string): string {
  return /^[\w./:=-]+$/.test(text) ? text : `"${text.replace(/(["\\$`])/g, "\\$1")}"`;
}

/** Everything at once, for programs. */
export interface MappingReport {
  readonly version: 1;
  readonly export: string;
  readonly to: string;
  /** The file with the mapping. */
  readonly mapping: string | null;
  readonly people: number;
  readonly files: readonly {
    readonly path: string;
    readonly fileType: string;
    readonly rows: number;
    readonly errors: number;
    readonly warnings: number;
  }[];
  readonly skipped: Mapped["skipped"];
  readonly unused: readonly string[];
  readonly open: readonly {
    readonly fileType: string;
    readonly field: string;
    readonly column: string;
    readonly value: string;
    readonly rows: number;
    readonly candidates: readonly string[];
  }[];
  readonly questions: readonly Question[];
  readonly doubtfulNames: Mapped["doubtful"];
  readonly notes: readonly Message[];
}
