/** A record and its cells as rules see them, worked out as far as rules ask. */
import type { Binding } from "../filetypes/binding.ts";
import type { Column, Table } from "../filetypes/table.ts";
import { plainValue } from "../filetypes/values.ts";
import { isBlank, isConflictMarker } from "../text/document.ts";
import { type Span, trimBlanks } from "../text/text.ts";
import {
  cellText,
  type Dialect,
  lineBreak,
  odd,
  type RecordForm,
  Scanner,
  stray,
  unclosed,
} from "../text/tokenizer.ts";
import { type LineKind, lineKindOf } from "./line-kinds.ts";
import type { CellSubject, FileFacts, RowSubject } from "./rule.ts";

/** The record that a scanner has in hand, for as long as it is the one in hand: what lasts must be copied. Offsets are the scanner's. */
export class RowView implements RowSubject {
  readonly span: Span;
  readonly mark: Span;
  /** Something was asked that the cell in question alone does not tell. */
  looked = false;
  readonly #cells: (CellView | undefined)[] = [];
  readonly form: RecordForm;
  /** Its cells are separated by the delimiter of the file. */
  readonly isSeparated: boolean;
  readonly #count: number;
  #kind: LineKind | undefined;
  #all: readonly CellSubject[] | undefined;
  #text: string | undefined;

  /** `end`: of the record with its line break. */
  constructor(
    readonly binding: Binding,
    readonly facts: FileFacts,
    readonly scanner: Scanner,
    start: number,
    readonly end: number,
    delimiter: string,
  ) {
    this.form = scanner.form;
    this.#count = scanner.count;
    this.isSeparated = scanner.delimiter === delimiter.charCodeAt(0);
    this.span = { start, end: scanner.end };
    this.mark = scanner.end > start ? this.span : { start, end: Math.max(end, start + 1) };
  }

  get table(): Table {
    return this.binding.table;
  }

  get cells(): readonly CellSubject[] {
    this.looked = true;
    if (this.#all) return this.#all;
    const all: CellSubject[] = [];
    for (let index = 0; index < this.#count; index++) all.push(this.at(index));
    this.#all = all;
    return all;
  }

  get text(): string {
    this.looked = true;
    this.#text ??= this.scanner.text(this.span.start, this.span.end);
    return this.#text;
  }

  get blank(): boolean {
    this.looked = true;
    const first = this.span.end > this.span.start ? this.scanner.units[this.span.start]! : 32;
    return first > 32 && first < 127 ? false : isBlank(this.text);
  }

  get kind(): LineKind {
    this.looked = true;
    this.#kind ??= this.#kindOf();
    return this.#kind;
  }

  #kindOf(): LineKind {
    if (this.blank) return "empty";
    if (this.#count === 1 && isConflictMarker(this.text)) return "merge";
    return lineKindOf({ count: this.#count, value: (cell) => this.at(cell).value }, this.binding);
  }

  get count(): number {
    return this.#count;
  }

  get linesUp(): boolean {
    const { named, columns } = this.binding;
    return this.#count === columns.length || (this.#count >= named && this.#count < columns.length);
  }

  /** The cells past the header's last are all empty: the row lines up all the same. */
  get extrasAreEmpty(): boolean {
    return this.cells.slice(this.binding.columns.length).every((cell) => cell.value === "");
  }

  value(field: string): string | undefined {
    return this.cell(field)?.value;
  }

  cell(field: string): CellSubject | undefined {
    this.looked = true;
    const index = this.binding.indexOf(field);
    return index < 0 || index >= this.#count ? undefined : this.at(index);
  }

  /** The cell at an index that the record has. */
  at(index: number): CellView {
    const known = this.#cells[index];
    if (known) return known;
    const made = new CellView(this, index);
    this.#cells[index] = made;
    return made;
  }

  /** The cell that a span lies in. */
  under(span: Span): CellSubject | undefined {
    return this.cells.find(
      (cell) => span.start >= cell.span.start && span.end <= Math.max(cell.span.end, cell.mark.end),
    );
  }
}

/** A cell of the record in hand. */
export class CellView implements CellSubject {
  readonly flags: number;
  readonly span: Span;
  #text: string | undefined;
  #value: string | undefined;

  constructor(
    readonly row: RowView,
    readonly index: number,
  ) {
    const { scanner } = row;
    this.span = { start: scanner.starts[index]!, end: scanner.ends[index]! };
    this.flags = scanner.flags[index]!;
  }

  get raw(): string {
    return this.row.scanner.text(this.span.start, this.span.end);
  }

  get text(): string {
    if (this.#text === undefined) {
      const { start, end } = this.span;
      this.#text = start === end ? "" : cellText(this.row.scanner.text(start, end), this.flags);
    }
    return this.#text;
  }

  get value(): string {
    this.#value ??= this.#valueOf();
    return this.#value;
  }

  #valueOf(): string {
    const field = this.column?.field;
    const value = this.flags & odd ? plainValue(this.text, field) : trimBlanks(this.text);
    return field?.missingValues?.includes(value) ? "" : value;
  }

  get column(): Column | undefined {
    return this.row.binding.columns[this.index];
  }

  get isSecret(): boolean {
    return this.row.binding.cells[this.index]?.isSecret === true;
  }

  get mark(): Span {
    const { start, end } = this.span;
    const { row } = this;
    if (end > start) return this.span;
    if (this.index < row.count - 1) return { start, end: end + 1 };
    if (start > row.span.start) return { start: start - 1, end };
    return { start, end: row.end };
  }
}

/** Splits a record's text on its own; spans start at 0. */
export function textCells(
  text: string,
  dialect: Dialect,
): { text: string; start: number; end: number; flags: number }[] {
  const scratch = new Scanner();
  scratch.load(text);
  scratch.split(dialect, 0, text.length);
  return Array.from({ length: scratch.count }, (_, i) => {
    const start = scratch.starts[i]!;
    const end = scratch.ends[i]!;
    const flags = scratch.flags[i]!;
    return { text: cellText(text.slice(start, end), flags), start, end, flags };
  });
}

/** For rules: a quote in it makes the importer read other cells than the author wrote. */
export function hasBrokenQuote(cell: { readonly flags: number }, dialect: { readonly raw: boolean }): boolean {
  return !dialect.raw && (cell.flags & (unclosed | stray)) !== 0;
}

/** For rules: the cell holds a line break. */
export function hasLineBreak(cell: CellSubject): boolean {
  return (cell.flags & lineBreak) !== 0;
}
