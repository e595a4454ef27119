/** A file that is no import file for its header alone: which of its columns fit, which were probably meant, which are missing. */

import { matchName } from "../filetypes/binding.ts";
import { columnsNamedAmong } from "../filetypes/column-names.ts";
import type { Column, Table } from "../filetypes/table.ts";
import { joined, listOf, type Message, message, schemaText } from "../text/message.ts";
import { trimBlanks } from "../text/text.ts";

/** A file with the usual name or folder of a file type and a header that does not fit, or one whose header is all that speaks for it. */
export interface NearMiss {
  /** The likeliest type. */
  readonly table: Table;
  /** All types whose name or folder the file has, the likeliest among them. */
  readonly tables: readonly Table[];
  /** What speaks for the type. */
  readonly by: "name" | "folder" | "header";
  /** The header's names as written, at most `headerMax`; none in an empty file. */
  readonly header: readonly string[];
  /** How many columns the header has. */
  readonly columns: number;
}

/** So many columns of a header are looked at: what has more is made by a machine for a machine. */
export const headerMax = 200;
/** So many columns are named in a sentence. */
const namedMax = 8;
/** A guess that is less sure is no help. */
const sureEnough = 0.8;

/** A column that a header's cell names, where another spelling than the importer's may have been meant. */
export interface Fitting {
  readonly column: Column;
  /** The importer compares names exactly, and this one is spelled in another way. */
  readonly loose: boolean;
}

/** Per header cell the column that it names; each column once. `anyCase`: letter case doesn't count, not even in an exact importer. */
export function fittingColumns(header: readonly string[], table: Table, anyCase = false): (Fitting | undefined)[] {
  const exactOnly = table.document.headerCase === "exact";
  const matches = header.map((text) => matchName(text, table));
  // Where the importer is exact, other case counts only beside a name that is exact and could not be by chance.
  const deliberate = matches.some((found) => found?.match === "exact" && /[A-Z]/.test(found.column.field.name));
  const seen = new Set<string>();
  return matches.map((found) => {
    if (!found || seen.has(found.column.field.name)) return undefined;
    seen.add(found.column.field.name);
    const loose = exactOnly && (found.match === "case" || found.match === "alias");
    const counts = deliberate || (anyCase && found.match === "case");
    return loose && !counts ? undefined : { column: found.column, loose };
  });
}

/** Columns of a header that were probably meant for one of a file type. */
export interface ColumnGuess {
  /** As the header calls them; two where a full name is in two columns. */
  readonly names: readonly string[];
  readonly field: string;
}

/** What is known about a header that does not fit. */
export interface HeaderComparison {
  readonly fitting: number;
  readonly guesses: readonly ColumnGuess[];
  /** Required columns that the header lacks under their own names. */
  readonly missing: readonly string[];
}

export function compareHeader(header: readonly string[], table: Table): HeaderComparison {
  const fitting = fittingColumns(header, table);
  const taken = new Set(fitting.flatMap((found) => found?.column ?? []));
  const missing = table.columns.filter(({ required }, i) => required && !taken.has(table.columns[i]!));
  const guesses: ColumnGuess[] = [];
  const halves = new Map<string, string>();
  for (const [i, name] of header.entries()) {
    if (fitting[i]) continue;
    const loose = matchName(name, table)?.column;
    const named = columnsNamedAmong(header, i).filter(({ sure }) => sure >= sureEnough);
    const column =
      loose ??
      table.columns.find(
        ({ field }) => !taken.has(table.byName.get(field.name)!) && named.some(({ means }) => means === field.means),
      );
    if (column && !taken.has(column)) {
      taken.add(column);
      guesses.push({ names: [name], field: column.field.name });
    } else for (const { means } of named) if (!halves.has(means)) halves.set(means, name);
  }
  const [first, last] = [halves.get("first-name"), halves.get("last-name")];
  const whole = table.columns.find((column) => column.field.means === "full-name" && !taken.has(column));
  if (whole && first !== undefined && last !== undefined)
    guesses.push({ names: [first, last], field: whole.field.name });
  return { fitting: fitting.filter(Boolean).length, guesses, missing: missing.map(({ field }) => field.name) };
}

/** A header that says something only a row does: an email address. */
export function isRow(header: readonly string[]): boolean {
  return header.some((text) => /^[^\s@"]+@[^\s@".]+(?:\.[^\s@".]+)+$/.test(text.trim()));
}

/** So many columns that fit or were probably meant are no chance. */
const likelyColumns = 2;

/** Whether a file is probably meant for the type, not only called so by chance. */
export function isLikely({ header, table }: NearMiss): boolean {
  if (header.length === 0 || isRow(header)) return true;
  const { fitting, guesses } = compareHeader(header, table);
  return fitting + guesses.length >= likelyColumns;
}

/** "Named like users, but 2 of 7 columns fit: E-mail is userEmail and TZ is timezone. Missing columns: id and name." */
export function nearMissInWords({ table, tables, by, header, columns }: NearMiss): Message {
  const { fitting, guesses, missing } = compareHeader(header, table);
  const title = schemaText(table.document.title);
  if (header.length === 0)
    return message(
      "Named like {0}, but its header is missing.",
      listOf(tables.map((each) => schemaText(each.document.title))),
    );
  if (isRow(header) && by !== "header")
    return by === "name"
      ? message("Named like {0}, but the column names are missing: the first line is a row.", title)
      : message("In a folder for {0}, but the column names are missing: the first line is a row.", title);
  const parts: Message[] = [];
  const meant = listOf(
    some(guesses.map(({ names, field }) => message("{0} is {1}", joined(names.map(shown), " + "), field))),
  );
  if (guesses.length === 0) parts.push(message("{0}.", headOf(by, title, fitting, columns)));
  else parts.push(message("{0}: {1}.", headOf(by, title, fitting, columns), meant));
  if (missing.length === 1) parts.push(message("Missing column: {0}.", missing[0]!));
  if (missing.length > 1) parts.push(message("Missing columns: {0}.", listOf(some(missing))));
  return joined(parts, " ");
}

function headOf(by: NearMiss["by"], title: Message, fitting: number, columns: number): Message {
  if (by === "header") return message("{0} of {1} columns fit {2}, but its name does not", fitting, columns, title);
  if (fitting === 0)
    return by === "name"
      ? message("Named like {0}, but no column has the expected name", title)
      : message("In a folder for {0}, but no column has the expected name", title);
  if (fitting === columns)
    return by === "name"
      ? message("Named like {0}, but it has too few of the columns", title)
      : message("In a folder for {0}, but it has too few of the columns", title);
  return by === "name"
    ? message("Named like {0}, but {1} of {2} columns fit", title, fitting, columns)
    : message("In a folder for {0}, but {1} of {2} columns fit", title, fitting, columns);
}

function some<T>(items: readonly T[]): (T | Message)[] {
  if (items.length <= namedMax) return [...items];
  return [...items.slice(0, namedMax), message("{0} more", items.length - namedMax)];
}

/** A name on one line, shortened. */
function shown(name: string): string {
  const line = trimBlanks(name.replace(/\s+/g, " "));
  return line.length > 40 ? `${line.slice(0, 37)}…` : line;
}
