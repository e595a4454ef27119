/** How the columns of somebody's export become the columns of import files: the same rows always become the same rows. */
import type { Column, Table } from "../../core/filetypes/table.ts";
import { usernameFrom } from "../../core/filetypes/values.ts";
import { nearest, trimBlanks } from "../../core/text/text.ts";
import { splitName } from "../convert/names.ts";
import { idFor } from "./ids.ts";
import { certain } from "./values.ts";

/** What was read of an export. */
export interface Source {
  readonly encoding: string;
  readonly delimiter: string;
  /** "" for none. */
  readonly quote: string;
  /** The line of the header, from 1. */
  readonly header: number;
  /** Each once. */
  readonly columns: readonly string[];
  readonly rows: readonly SourceRow[];
}

export interface SourceRow {
  /** Where it starts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A mapping as it is kept in a file; its JSON schema is `schemas/mapping.schema.json`. */
export interface Mapping {
  /** The file type of people. */
  readonly to: string;
  readonly source?: {
    readonly encoding?: string;
    readonly delimiter?: string;
    readonly quote?: string;
    readonly header?: number;
  };
  /** The columns that together tell who somebody is, for as long as exports come: ids are made of them. */
  readonly key?: readonly string[];
  /** Rows with one of these values in a column are left out. */
  readonly skip?: Readonly<Record<string, readonly string[]>>;
  readonly rows: readonly RowPlan[];
}

/** A row of a file for each row of the export. */
export interface RowPlan {
  /** A file type. */
  readonly file: string;
  /** Only for rows where this column of the export is filled. */
  readonly when?: string;
  /** By the column of the file. */
  readonly columns: Readonly<Record<string, MappingPart>>;
}

/** Where a value comes from; a text alone is a column's name. */
export type MappingPart =
  | string
  | { readonly constant: string }
  /** The person's id, made of `key`. */
  | { readonly id: string }
  | { readonly join: readonly string[]; readonly with?: string; readonly as?: "user-name" }
  | {
      readonly column: string;
      readonly part?: "first-name" | "last-name" | "mailbox";
      /** Of a full name without a comma. Default: the first name stands first. */
      readonly order?: "last-first";
      readonly values?: Readonly<Record<string, string>>;
    };

/** A file to be written. */
export interface MappedFile {
  readonly table: Table;
  /** The header first. */
  readonly cells: readonly (readonly string[])[];
}

export interface Mapped {
  readonly files: readonly MappedFile[];
  /** Rows of people that were taken. */
  readonly people: number;
  readonly skipped: readonly { readonly line: number; readonly reason: string }[];
  /** Columns of the export that nothing was made of. */
  readonly unused: readonly string[];
  /** Cells in which something had to be changed that the importer cannot read. */
  readonly changed: readonly { readonly line: number; readonly field: string }[];
}

/** The names of the export's columns that a part needs. */
export function columnsOf(part: MappingPart): readonly string[] {
  if (typeof part === "string") return [part];
  if ("join" in part) return part.join;
  return "column" in part ? [part.column] : [];
}

/** Every column of the export that a mapping names, each once, in the order it names them. */
export function columnsNamed({ key = [], skip = {}, rows }: Mapping): string[] {
  const inRows = rows.flatMap(({ when, columns }) => [
    ...(when === undefined ? [] : [when]),
    ...Object.values(columns).flatMap(columnsOf),
  ]);
  return [...new Set([...key, ...Object.keys(skip), ...inRows])];
}

/** Columns that a mapping names and an export has not (any more), with the one that was probably meant. */
export function missingColumns(mapping: Mapping, source: Source): { name: string; meant: string | undefined }[] {
  const there = new Set(source.columns);
  const named = columnsNamed(mapping);
  const free = source.columns.filter((column) => !named.includes(column));
  return named.filter((name) => !there.has(name)).map((name) => ({ name, meant: nearest(name, free) }));
}

/** Makes the files. All columns that the mapping names must be there. */
export function mapRows(mapping: Mapping, source: Source, tables: readonly Table[]): Mapped {
  const at = new Map(source.columns.map((name, i) => [name, i]));
  const used = new Set(columnsNamed(mapping));
  const files = filesOf(mapping, tables);
  const skipped: { line: number; reason: string }[] = [];
  const changed: { line: number; field: string }[] = [];
  let people = 0;
  for (const row of source.rows) {
    const reason = reasonToSkip(row, mapping, source, at);
    if (reason !== undefined) {
      skipped.push({ line: row.line, reason });
      continue;
    }
    people++;
    const cell = (name: string): string => trimBlanks(row.cells[at.get(name) ?? -1] ?? "");
    for (const plan of mapping.rows) {
      if (plan.when !== undefined && cell(plan.when) === "") continue;
      const file = files.get(plan.file)!;
      file.rows.push(
        file.columns.map((column) => {
          const part = plan.columns[column.field.name];
          if (part === undefined) return "";
          const value = valueFor(part, column, cell, mapping.key ?? []);
          const written = readable(file.table, value);
          if (written !== value) changed.push({ line: row.line, field: column.field.name });
          return written;
        }),
      );
    }
  }
  return {
    files: [...files.values()].map(finished),
    people,
    skipped,
    unused: source.columns.filter((name) => !used.has(name)),
    changed,
  };
}

interface Draft {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly rows: string[][];
}

function filesOf({ rows }: Mapping, tables: readonly Table[]): Map<string, Draft> {
  const files = new Map<string, Draft>();
  for (const { file } of rows) {
    const table = tables.find(({ name }) => name === file);
    if (!table || files.has(file)) continue;
    const named = new Set(rows.flatMap((plan) => (plan.file === file ? Object.keys(plan.columns) : [])));
    // An importer that insists on its columns gets all of them.
    const all = table.document.fieldsMatch === "equal";
    const columns = table.columns.filter(({ field, required }) => all || required || named.has(field.name));
    files.set(file, { table, columns, rows: [] });
  }
  return files;
}

function finished({ table, columns, rows }: Draft): MappedFile {
  const order = columns.map((_, i) => i);
  // Without quotes a row that ends with an empty cell is miscounted: a column that is always filled goes last.
  const filled = (i: number): boolean => rows.every((row) => row[i] !== "");
  const last = order.findLast(filled);
  if (table.raw && last !== undefined) order.push(...order.splice(last, 1));
  const pick = (row: readonly string[]): string[] => order.map((i) => row[i]!);
  return { table, cells: [pick(columns.map(({ field }) => field.name)), ...rows.map(pick)] };
}

function reasonToSkip(
  { cells }: SourceRow,
  { skip = {} }: Mapping,
  { columns }: Source,
  at: ReadonlyMap<string, number>,
): string | undefined {
  const filled = cells.filter((cell) => trimBlanks(cell) !== "").length;
  if (filled === 0) return "it is empty";
  if (cells.slice(columns.length).some((cell) => trimBlanks(cell) !== ""))
    return `it has ${cells.length} cells, but the header has ${columns.length}`;
  if (cells.length < columns.length && cells.length * 2 <= columns.length)
    return `it has only ${cells.length} of ${columns.length} cells`;
  if (filled > 1 && columns.every((name, i) => trimBlanks(cells[i] ?? "") === name)) return "it repeats the header";
  if (isTotal(cells)) return "it reads as a total";
  for (const [column, values] of Object.entries(skip)) {
    const value = trimBlanks(cells[at.get(column) ?? -1] ?? "");
    if (values.includes(value)) return `${column} says ${JSON.stringify(value)}`;
  }
  return undefined;
}

const totals =
  /^(?:(?:grand |sub)?totals?|sum|count|(?:zwischen|gesamt)?summe|gesamt|insgesamt|anzahl|somme|nombre|suma|soma|n[úu]mero)\b[^@]*$/i;

/** A word for a sum with nothing but numbers beside it: nobody is called so. */
function isTotal(cells: readonly string[]): boolean {
  const [word = "", ...others] = cells.map(trimBlanks).filter((cell) => cell !== "");
  return others.length > 0 && totals.test(word) && others.every((cell) => /^[-+]?\d[\d.,' ]*%?$/.test(cell));
}

function valueFor(part: MappingPart, column: Column, cell: (name: string) => string, key: readonly string[]): string {
  if (typeof part === "string") return certain(cell(part), column);
  if ("constant" in part) return part.constant;
  if ("id" in part) return idFor(part.id, key.map(cell));
  if ("join" in part) {
    const parts = part.join.map(cell).filter((each) => each !== "");
    return part.as === "user-name" ? usernameFrom(parts) : parts.join(part.with ?? " ");
  }
  const text = cell(part.column);
  const listed = part.values && Object.hasOwn(part.values, text) ? part.values[text] : undefined;
  if (listed !== undefined) return listed;
  if (part.part === undefined) return certain(text, column);
  if (part.part === "mailbox") return usernameFrom([text.replace(/@.*$/, "")]);
  const { first, last } = part.order === "last-first" ? splitLastFirst(text) : splitName(text);
  return part.part === "first-name" ? first : last;
}

/** An importer without quotes cannot read what it splits at: blanks stand in its place. */
function readable({ raw, delimiter }: Table, value: string): string {
  return raw
    ? value
        .replace(/[\r\n]+/g, " ")
        .replaceAll('"', "'")
        .replaceAll(delimiter, " ")
        .trim()
    : value;
}

/** `MOREAU Élise`, `LE GALL Yann`, `Moreau Élise`: what is in capitals is the last name, else the first word is. */
function splitLastFirst(text: string): { first: string; last: string } {
  const words = text.split(/\s+/);
  if (text.includes(",") || words.length < 2) return splitName(text);
  const small = words.findIndex((word) => word !== word.toUpperCase());
  const at = small > 0 ? small : 1;
  return { first: words.slice(at).join(" "), last: words.slice(0, at).join(" ") };
}
