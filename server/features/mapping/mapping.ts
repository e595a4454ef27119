/** A mapping: how the columns of somebody's export become the columns of import files, as it is kept in a file. */
import type { NameOrder } from "../../core/filetypes/column-names.ts";
import { nearest } from "../../core/text/text.ts";

/** What was read of an export. */
export interface Source {
  readonly encoding: string;
  readonly delimiter: string;
  /** "" for none. */
  readonly quote: string;
  /** The line of the header, from 1; 0: there is none, every record is a row. */
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
  /** Rows with one of these values in a column are left out; "" is an empty cell. */
  readonly skip?: Readonly<Record<string, readonly string[]>>;
  /** The country (two letters) of phone numbers that are written without one. */
  readonly country?: string;
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

/** How a full name is written. `comma`: last name first where there is a comma, else first name first. */
export type FullNameOrder = NameOrder | "comma";

/** Where a value comes from; a text alone is a column's name. */
export type MappingPart =
  | string
  | { readonly constant: string }
  /** The person's id, made of `key`. */
  | { readonly id: string }
  | JoinPart
  | ColumnPart;

export interface JoinPart {
  readonly join: readonly (string | NamePart)[];
  readonly with?: string;
  readonly as?: "user-name";
}

/** The first or the last name of a column of full names. */
export interface NamePart {
  readonly column: string;
  readonly part: "first-name" | "last-name";
  readonly order?: FullNameOrder | readonly FullNameOrder[];
}

export interface ColumnPart {
  readonly column: string;
  readonly part?: "first-name" | "last-name" | "mailbox" | "phone-extension" | "phone-country";
  /** Of a full name. A list is a question that nobody has answered: whole names are copied, parts read as the first says. */
  readonly order?: FullNameOrder | readonly FullNameOrder[];
  /** What separates the items of a list. Default: found in each cell. */
  readonly separator?: string;
  /** What a value becomes; the case of letters does not matter. In lists: an item. */
  readonly values?: Readonly<Record<string, string>>;
  /** Values that may mean several things, with what each may become: questions that nobody has answered. */
  readonly candidates?: Readonly<Record<string, readonly string[]>>;
  /** All values that are neither under `values` nor valid as they are. Default: `copy`. */
  readonly others?: "copy" | "skip" | { readonly constant: string };
}

/** The names of the export's columns that a part needs. */
export function columnsOf(part: MappingPart): readonly string[] {
  if (typeof part === "string") return [part];
  if ("join" in part) return [...new Set(part.join.map((each) => (typeof each === "string" ? each : each.column)))];
  return "column" in part ? [part.column] : [];
}

/** Every column of the export that a mapping uses, each once, in the order it names them. */
export function columnsUsed({ key = [], skip = {}, rows }: Mapping): string[] {
  const inRows = rows.flatMap(({ when, columns }) => [
    ...(when === undefined ? [] : [when]),
    ...Object.values(columns).flatMap(columnsOf),
  ]);
  return [...new Set([...key, ...Object.keys(skip), ...inRows])];
}

/** A column that a mapping names and an export lacks, with the one that was probably meant. */
export interface MissingColumn {
  readonly name: string;
  readonly meant: string | undefined;
}

export function missingColumns(mapping: Mapping, source: Pick<Source, "columns">): MissingColumn[] {
  const there = new Set(source.columns);
  const named = columnsUsed(mapping);
  const free = source.columns.filter((column) => !named.includes(column));
  return named.filter((name) => !there.has(name)).map((name) => ({ name, meant: nearest(name, free) }));
}
