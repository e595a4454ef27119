/** A mapping carried out: the rows of an export as rows of import files, always the same for the same rows. */
import type { Column, Table } from "../../core/filetypes/table.ts";
import { usernameFrom } from "../../core/filetypes/values.ts";
import { type Message, message } from "../../core/text/message.ts";
import { trimBlanks } from "../../core/text/text.ts";
import { type ReadPhone, writePhone } from "../convert/phone.ts";
import { inUsualOrder, splitByOrder } from "./full-names.ts";
import { idFor } from "./ids.ts";
import {
  type ColumnPart,
  columnsUsed,
  type JoinPart,
  type Mapping,
  type MappingPart,
  type NamePart,
  type RowPlan,
  type Source,
} from "./mapping.ts";
import { peopleRows, type SkipReason } from "./people-rows.ts";
import { certain, isListed } from "./values.ts";

/** A file to be written. */
export interface MappedFile {
  readonly table: Table;
  /** The header first. */
  readonly cells: readonly (readonly string[])[];
  /** The line of the export (from 1) that each row after the header was made of. */
  readonly lines: readonly number[];
}

/** A value of the export that was copied although its column has a closed list that it is not in. */
export interface OpenValue {
  readonly file: string;
  /** The column of the file. */
  readonly field: string;
  /** The column of the export. */
  readonly column: string;
  readonly value: string;
  /** In so many rows. */
  readonly rows: number;
}

/** A full name that another split would fit as well. */
export interface DoubtfulName {
  readonly line: number;
  readonly name: string;
  readonly first: string;
  readonly last: string;
}

export interface Mapped {
  readonly files: readonly MappedFile[];
  /** Rows of people that were taken. */
  readonly people: number;
  readonly skipped: readonly { readonly line: number; readonly reason: Message }[];
  /** Columns of the export that nothing was made of. */
  readonly unused: readonly string[];
  /** Cells in which something had to be changed that the importer cannot read. */
  readonly changed: readonly { readonly line: number; readonly field: string }[];
  readonly open: readonly OpenValue[];
  readonly doubtful: readonly DoubtfulName[];
}

/** What becomes of a text. */
interface Result {
  readonly text: string;
  /** What of it nobody has decided about. */
  readonly open: readonly string[];
  /** The row is to be left out. */
  readonly skip?: true;
}

/** The text of a row in a column of the export, trimmed. */
export type ReadCell = (name: string) => string;
type Write = (cell: ReadCell, line: number) => string | Skipped;

/** A row that a mapping leaves out because of a value. */
class Skipped {
  constructor(readonly reason: Message) {}
}

/** So many different texts of a column are remembered; what is not is worked out again. */
const rememberedMax = 5_000;

/**
 * Makes the files. All columns that the mapping names must be there.
 * @param readPhone reads numbers with the mapping's `country`; without it only separators are taken out
 */
export function mapRows(mapping: Mapping, source: Source, tables: readonly Table[], readPhone?: ReadPhone): Mapped {
  const mapper = new Mapper(mapping, source, tables, readPhone);
  mapper.add(source.rows);
  return mapper.mapped();
}

/** Makes the files of rows that come in portions. */
export class Mapper {
  readonly #mapping: Mapping;
  readonly #source: Source;
  readonly #at: ReadonlyMap<string, number>;
  readonly #skipReason: SkipReason;
  readonly #files: ReadonlyMap<string, DraftRow>;
  readonly #made: Compiled;
  readonly #plans: readonly { readonly plan: RowPlan; readonly file: DraftRow; readonly write: readonly Write[] }[];
  readonly #skipped: { line: number; reason: Message }[] = [];
  #people = 0;

  /** @param source its rows say what a row of people looks like */
  constructor(mapping: Mapping, source: Source, tables: readonly Table[], readPhone?: ReadPhone) {
    this.#mapping = mapping;
    this.#source = source;
    this.#at = new Map(source.columns.map((name, i) => [name, i]));
    this.#skipReason = peopleRows(source);
    this.#files = filesOf(mapping, tables);
    const made = new Compiled(mapping, readPhone);
    this.#made = made;
    this.#plans = mapping.rows.flatMap((plan) => {
      const file = this.#files.get(plan.file);
      return file ? [{ plan, file, write: file.columns.map((column) => made.write(plan, column, file.table)) }] : [];
    });
  }

  add(rows: Source["rows"]): void {
    for (const row of rows) {
      const cell: ReadCell = (name) => trimBlanks(row.cells[this.#at.get(name) ?? -1] ?? "");
      const reason = this.#skipReason(row) ?? reasonToSkip(this.#mapping, cell) ?? this.#write(cell, row.line);
      if (reason === undefined) this.#people++;
      else this.#skipped.push({ line: row.line, reason });
    }
  }

  /** Writes the rows of a person; the reason where a value leaves the person out. */
  #write(cell: ReadCell, line: number): Message | undefined {
    const written: { readonly file: DraftRow; readonly cells: string[] }[] = [];
    for (const { plan, file, write } of this.#plans) {
      if (plan.when !== undefined && cell(plan.when) === "") continue;
      const cells: string[] = [];
      for (const part of write) {
        const text = part(cell, line);
        if (text instanceof Skipped) return text.reason;
        cells.push(text);
      }
      written.push({ file, cells });
    }
    for (const { file, cells } of written) {
      file.rows.push(cells);
      file.lines.push(line);
    }
    return undefined;
  }

  mapped(): Mapped {
    const used = new Set(columnsUsed(this.#mapping));
    const { changed, doubtful } = this.#made;
    return {
      files: [...this.#files.values()].map(finished),
      people: this.#people,
      skipped: this.#skipped,
      unused: this.#source.columns.filter((name) => !used.has(name)),
      changed,
      open: this.#made.open(),
      doubtful,
    };
  }
}

/** What is made of a cell. */
export interface WrittenCell {
  /** Undefined where the row is left out. */
  readonly text: string | undefined;
  /** It was copied, and nobody has decided about it. */
  readonly open: boolean;
}

/** What a mapping makes of single rows for one column of a file. */
export function cellWriter(
  mapping: Mapping,
  plan: RowPlan,
  column: Column,
  table: Table,
  readPhone?: ReadPhone,
): (cell: ReadCell) => WrittenCell {
  const made = new Compiled(mapping, readPhone);
  const write = made.write(plan, column, table);
  return (cell) => {
    const before = made.openCells;
    const text = write(cell, 0);
    return { text: text instanceof Skipped ? undefined : text, open: made.openCells > before };
  };
}

/** What a mapping's parts do, and what was seen while they did it. */
class Compiled {
  readonly changed: { line: number; field: string }[] = [];
  readonly doubtful: DoubtfulName[] = [];
  /** Cells with an open value. */
  openCells = 0;
  readonly #open = new Map<string, { -readonly [K in keyof OpenValue]: OpenValue[K] }>();
  readonly #doubted = new Set<number>();

  constructor(
    readonly mapping: Mapping,
    readonly readPhone: ReadPhone | undefined,
  ) {}

  open(): OpenValue[] {
    return [...this.#open.values()];
  }

  /** What writes a column of a file; importers without quotes get no signs that they split at. */
  write(plan: RowPlan, column: Column, table: Table): Write {
    const part = Object.hasOwn(plan.columns, column.field.name) ? plan.columns[column.field.name] : undefined;
    if (part === undefined) return () => "";
    const write = this.#part(part, column, plan);
    if (!table.raw || table.escapes) return write;
    return (cell, line) => {
      const value = write(cell, line);
      if (value instanceof Skipped) return value;
      const text = readable(table, value);
      if (text !== value) this.changed.push({ line, field: column.field.name });
      return text;
    };
  }

  #part(part: MappingPart, column: Column, plan: RowPlan): Write {
    if (typeof part === "string") return this.#columnPart({ column: part }, column, plan);
    if ("constant" in part) return () => part.constant;
    if ("id" in part) {
      const { key = [] } = this.mapping;
      return (cell) => idFor(part.id, key.map(cell));
    }
    return "join" in part ? this.#join(part) : this.#columnPart(part, column, plan);
  }

  #join({ join, with: between = " ", as }: JoinPart): Write {
    return (cell, line) => {
      const parts = join.map((each) => (typeof each === "string" ? cell(each) : this.#name(each, cell, line)));
      const filled = parts.filter((each) => each !== "");
      return as === "user-name" ? usernameFrom(filled) : filled.join(between);
    };
  }

  /** A part of a full name; another split that would fit as well is told once a row. */
  #name({ column, part, order }: NamePart, cell: ReadCell, line: number): string {
    const name = cell(column);
    const { first, last, doubtful } = splitByOrder(name, typeof order === "string" ? order : order?.[0]);
    if (doubtful && name !== "" && !this.#doubted.has(line)) {
      this.#doubted.add(line);
      this.doubtful.push({ line, name, first, last });
    }
    return part === "first-name" ? first : last;
  }

  #columnPart(part: ColumnPart, column: Column, plan: RowPlan): Write {
    const name = part.part;
    if (name === "first-name" || name === "last-name")
      return (cell, line) => this.#name({ ...part, part: name }, cell, line);
    if (name === "mailbox") return (cell) => usernameFrom([cell(part.column).replace(/^mailto:|@[\s\S]*/gi, "")]);
    if (name === "phone-extension")
      return (cell) => this.#phone(cell(part.column))?.extension ?? extensionOf(cell(part.column));
    if (name === "phone-country") return (cell) => this.#phone(cell(part.column))?.country ?? "";
    const translate = this.#translation(part, column, plan);
    const known = new Map<string, Result>();
    return (cell) => {
      const text = cell(part.column);
      let result = known.get(text);
      if (!result) {
        result = translate(text);
        if (known.size < rememberedMax) known.set(text, result);
      }
      if (result.skip) return new Skipped(message("{0} is {1}", part.column, JSON.stringify(text)));
      for (const value of result.open) this.#count(plan.file, column.field.name, part.column, value);
      return result.text;
    };
  }

  #count(file: string, field: string, column: string, value: string): void {
    this.openCells++;
    const key = JSON.stringify([file, field, column, value]);
    const known = this.#open.get(key);
    if (known) known.rows++;
    else this.#open.set(key, { file, field, column, value, rows: 1 });
  }

  #translation(part: ColumnPart, column: Column, plan: RowPlan): (text: string) => Result {
    const { order, others } = part;
    const values = lookupOf(part.values);
    const candidates = lookupOf(part.candidates);
    const numberOnly = Object.values(plan.columns).some(
      (each) =>
        typeof each === "object" && "part" in each && each.part === "phone-extension" && each.column === part.column,
    );
    const one = (text: string): Result => {
      const said = values(text);
      if (said !== undefined) return { text: said, open: [] };
      const isPhone = column.field.means === "phone";
      const plain = isPhone && numberOnly ? withoutExtension(text) : text;
      const value = isPhone ? this.#writtenPhone(plain, text, column) : certain(plain, column);
      const listed = isListed(value, column);
      if (text !== "" && others !== undefined && others !== "copy" && listed !== true)
        return others === "skip" ? { text, open: [], skip: true } : { text: others.constant, open: [] };
      const isOpen = text !== "" && (candidates(text) !== undefined || listed === false);
      return { text: value, open: isOpen ? [text] : [] };
    };
    const { list } = column.field;
    return (text) => {
      if (list !== undefined) return listOf(text, part.separator, column, values, one);
      if (typeof order === "string" && values(text) === undefined) return { text: inUsualOrder(text, order), open: [] };
      return one(text);
    };
  }

  #writtenPhone(plain: string, whole: string, column: Column): string {
    const number = this.#phone(whole);
    return number ? writePhone(column, plain, number).text : certain(plain, column);
  }

  #phone(text: string): ReturnType<ReadPhone> {
    const { country } = this.mapping;
    return country === undefined || text === "" ? undefined : this.readPhone?.(text, country);
  }
}

/** Finds a value without regard to case and repeated spaces, the very same text first. */
function lookupOf<T>(entries: Readonly<Record<string, T>> | undefined): (text: string) => T | undefined {
  if (entries === undefined) return () => undefined;
  const exact = new Map(Object.entries(entries));
  const loose = new Map<string, T>();
  for (const [text, value] of exact) if (!loose.has(loosely(text))) loose.set(loosely(text), value);
  return (text) => exact.get(text) ?? loose.get(loosely(text));
}

function loosely(text: string): string {
  return text.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();
}

/** A list with the target's delimiter; each item is translated on its own, unless the whole cell is. */
function listOf(
  text: string,
  separator: string | undefined,
  column: Column,
  values: (text: string) => string | undefined,
  one: (text: string) => Result,
): Result {
  const whole = values(text);
  if (whole !== undefined) return { text: whole, open: [] };
  const delimiter = column.field.list?.delimiter ?? ",";
  const results = itemsOf(text, separator, column).map(one);
  const texts = results.map((each) => each.text.replaceAll(delimiter, " ").trim()).filter((each) => each !== "");
  const open = results.flatMap((each) => each.open);
  const skip = results.some((each) => each.skip) ? ({ skip: true } as const) : {};
  return { text: [...new Set(texts)].join(delimiter), open, ...skip };
}

/** What people separate the items of a list by, the surest first. */
const separators = ["\n", ";", "|", ",", "\t"];

/** The items of a list in a cell for a column; a list as JSON has them in its quotes. */
export function itemsOf(text: string, separator: string | undefined, column: Column): string[] {
  const inBrackets = /^\[(.*)\]$/s.exec(text)?.[1];
  if (inBrackets !== undefined && separator === undefined)
    return itemsOf(inBrackets, undefined, column).map((item) => item.replace(/^(["'])(.*)\1$/, "$2"));
  const own = column.field.list?.delimiter ?? ",";
  // A comma in a name stands between two parts of it: "Boss, Bob" is one manager.
  const usual =
    column.field.means === "manager" && own !== "," ? separators.filter((each) => each !== ",") : separators;
  const by = separator ?? [own, ...usual].find((each) => text.includes(each));
  const items = by === undefined || by === "" ? [text] : text.split(by);
  return items.map(trimBlanks).filter((item) => item !== "");
}

const extension = /(?<!\s)(?:\s*[,;])?\s*(?:x|ext\.?|extension|durchwahl|dw\.?|poste|#)(?:\s*:)?\s*(\d{1,7})$/i;

/** `(313) 555-0102 x7`: "7". */
export function extensionOf(text: string): string {
  return extension.exec(text)?.[1] ?? "";
}

function withoutExtension(text: string): string {
  return text.replace(extension, "").trim();
}

interface DraftRow {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly rows: string[][];
  readonly lines: number[];
}

function filesOf({ rows }: Mapping, tables: readonly Table[]): Map<string, DraftRow> {
  const files = new Map<string, DraftRow>();
  for (const { file } of rows) {
    const table = tables.find(({ name }) => name === file);
    if (!table || files.has(file)) continue;
    const named = new Set(rows.flatMap((plan) => (plan.file === file ? Object.keys(plan.columns) : [])));
    // An importer that insists on its columns gets all of them.
    const all = table.document.fieldsMatch === "equal";
    const columns = table.columns.filter(({ field, required }) => all || required || named.has(field.name));
    files.set(file, { table, columns, rows: [], lines: [] });
  }
  return files;
}

function finished({ table, columns, rows, lines }: DraftRow): MappedFile {
  const order = columns.map((_, i) => i);
  // Without quotes a row that ends with an empty cell is miscounted: a column that is always filled goes last.
  const filled = (i: number): boolean => rows.every((row) => row[i] !== "");
  const last = order.findLast(filled);
  if (table.losesEmptyEnd && table.raw && last !== undefined) order.push(...order.splice(last, 1));
  const pick = (row: readonly string[]): string[] => order.map((i) => row[i]!);
  return { table, cells: [pick(columns.map(({ field }) => field.name)), ...rows.map(pick)], lines };
}

function reasonToSkip({ skip = {} }: Mapping, cell: ReadCell): Message | undefined {
  for (const [column, values] of Object.entries(skip)) {
    const value = cell(column);
    if (values.includes(value))
      return value === "" ? message("{0} is empty", column) : message("{0} is {1}", column, JSON.stringify(value));
  }
  return undefined;
}

/** An importer without quotes cannot read what it splits at: spaces stand in its place. */
function readable({ delimiter }: Table, value: string): string {
  return value
    .replace(/[\r\n]+/g, " ")
    .replaceAll('"', "'")
    .replaceAll(delimiter, " ")
    .trim();
}
