/** What `map` and `convert` say of a mapping and of what it made: lines for people, or one JSON document. */

import type { Table } from "../core/filetypes/table.ts";
import { choiceOf, english } from "../core/text/message.ts";
import { counted, number } from "../core/text/message-values.ts";
import { withSlashes } from "../disk/reading/files.ts";
import type { WrittenFile } from "../disk/writing/mapped-import.ts";
import type { Mapped, OpenValue } from "../features/mapping/map-rows.ts";
import type { Mapping, MappingPart, MissingColumn, NamePart, Source } from "../features/mapping/mapping.ts";
import type { LeftQuestion, OrderQuestion, Question } from "../features/mapping/questions.ts";
import { meantBy } from "../features/mapping/values.ts";
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
export function sourceLine(file: string, source: Source): string {
  const delimiter = source.delimiter === "\t" ? "tab" : JSON.stringify(source.delimiter);
  const above = source.header > 1 ? `, header in line ${source.header}` : "";
  return `${file}: read as ${source.encoding}, delimiter ${delimiter}${above}, ${counted(source.rows.length, "row")}`;
}

/** The columns that a mapping names and the export lacks. */
export function missingLines(missing: readonly MissingColumn[]): string {
  const lines = missing.map(
    ({ name, meant }) => `  "${name}"${meant === undefined ? "" : `: is it called "${meant}" now?`}`,
  );
  return `The file lacks columns that the mapping names:\n${lines.join("\n")}`;
}

export function fileLine({ path: full, fileType, rows, errors, warnings, rules }: WrittenFile): string {
  const quiet = Object.keys(rules).length === 0 ? "no problems" : "no errors or warnings";
  const problems = errors + warnings === 0 ? quiet : `${counted(errors, "error")}, ${counted(warnings, "warning")}`;
  const spoken = Object.entries(rules)
    .sort((a, b) => b[1] - a[1])
    .map(([rule, count]) => `${rule} ${number(count)}`);
  const which = spoken.length === 0 ? "" : ` (${spoken.join(", ")})`;
  return `${visible(`${shownPath(withSlashes(full))}  ${fileType}, ${counted(rows, "row")}, ${problems}${which}`)}\n`;
}

/** So many rows or values of a kind are listed. */
const listedMax = 10;

/** What the rows came to, and what was left out or changed. */
export function restLines({ people, skipped, unused, changed, doubtful }: Mapped): string[] {
  const lines = [`${counted(people, "person", "people")}. Columns not used: ${unused.join(", ") || "none"}.`];
  for (const { line, reason } of skipped.slice(0, listedMax)) lines.push(`Line ${line} was left out: ${reason}.`);
  if (skipped.length > listedMax) lines.push(`${number(skipped.length - listedMax)} more lines were left out.`);
  if (doubtful.length > 0) {
    lines.push(`${counted(doubtful.length, "name")} can be split in several ways. Check the first and last names:`);
    for (const { line, name, first, last } of doubtful.slice(0, listedMax))
      lines.push(`  line ${line}  ${name}: ${first || "(no first name)"} | ${last || "(no last name)"}`);
    if (doubtful.length > listedMax) lines.push(`  and ${number(doubtful.length - listedMax)} more`);
  }
  if (changed.length > 0) {
    const all = [...new Set(changed.map(({ line }) => line))];
    const shown = all.slice(0, listedMax).join(", ");
    lines.push(
      `Characters that the importer can't read were replaced in line ${shown}${all.length > listedMax ? ", \u2026" : ""}.`,
    );
  }
  return lines;
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
): string[] {
  const lines: string[] = [];
  const orders = questions.filter((each): each is OrderQuestion => each.kind === "order");
  const left = questions.filter((each): each is LeftQuestion => each.kind === "left");
  if (open.length > 0) {
    lines.push(
      "These values have more than one possible meaning, or none that is known. They were copied as they are:",
    );
    for (const { field, value, rows, candidates } of open.slice(0, listedMax))
      lines.push(
        `  ${field}  ${value}  ${counted(rows, "row")}${candidates.length > 0 ? `  ${english(choiceOf(candidates.slice(0, 8)))}` : ""}`,
      );
    if (open.length > listedMax) lines.push(`  and ${number(open.length - listedMax)} more`);
    const [{ field, value }] = open as [OpenWithChoices];
    const example = `--value ${quoted(`${field}:${value}=\u2026`)}`;
    lines.push(
      `Say what each becomes under "values"${mappingFile === undefined ? "" : ` in ${mappingFile}`}, or with ${example}.`,
    );
  }
  for (const { column, samples } of orders)
    lines.push(
      `"${column}" may begin with the last name: ${samples.map((name) => JSON.stringify(name)).join(", ")}. Whole names were copied. Say it with --name-order comma, last-first or first-last.`,
    );
  for (const { column, value, people, becomes } of left)
    lines.push(
      `${people === undefined ? "People" : counted(people, "person", "people")} with "${value}" in "${column}" ${people === 1 ? "becomes" : "become"} ${becomes.label ?? becomes.value}. To leave them out: --skip ${quoted(`${column}=${value}`)}.`,
    );
  return lines;
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
  readonly notes: readonly string[];
}
