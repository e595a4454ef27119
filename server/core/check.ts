/** Reads a page under a header: what the rules find in it and which key values it holds, in one pass over its cells. */
import { isBlank, isConflictMarker, linesOf, type Page, type Position, rowEnd, sliceOf } from "./document.ts";
import {
  endHash,
  hashBreak,
  hashHigh,
  hashLow,
  hashOf,
  hashText,
  hashUnits,
  type PageKeys,
  startHash,
} from "./keys.ts";
import type {
  CellRule,
  CellSubject,
  FileFacts,
  FileRule,
  Finding,
  HeaderRule,
  ReportOptions,
  RowRule,
  RowSubject,
  Rule,
} from "./rule.ts";
import { type Screen, screenFor } from "./screens.ts";
import {
  type Binding,
  type Column,
  type Field,
  type Severity,
  type Table,
  trimBlanks,
  type UniqueKey,
} from "./table.ts";
import { detached, type Span } from "./text.ts";
import {
  Cells,
  cellText,
  type Dialect,
  lineBreak,
  loadUnits,
  quoted,
  record,
  splitRecord,
  stray,
  unclosed,
  units,
  useUnits,
} from "./tokenizer.ts";

/** All rules, in the order in which they are asked. */
export interface RuleSet {
  readonly cell: readonly CellRule[];
  readonly row: readonly RowRule[];
  readonly header: readonly HeaderRule[];
  readonly file: readonly FileRule[];
  readonly byName: ReadonlyMap<string, Rule>;
}

/** What one page holds under one header. */
export interface Reading {
  /** In order of position. */
  readonly findings: readonly Finding[];
  /** One for each of `Checker.keys`. */
  readonly keys: readonly PageKeys[];
  /** Filled cells of each column. */
  readonly filled: Int32Array;
  /** Records that are neither header nor blank nor conflict markers. */
  readonly rows: number;
  /** Records that end with LF, CRLF and a lone CR. */
  readonly endings: readonly [lf: number, crlf: number, cr: number];
  /** The header's index when it was read, -1 when the header lies elsewhere. */
  readonly headerRow: number;
}

/** A key to be collected: of `uniqueKeys`, or the field of a foreign key. */
export interface KeySpec {
  readonly unique: UniqueKey | undefined;
  readonly fields: readonly string[];
  readonly cells: readonly number[];
  readonly ignoreCase: boolean;
  readonly where: number;
  /** A cell whose value is kept beside the key, for `unlessSame`. */
  readonly also: number;
  /** Other files refer to it: look-alikes of its values may be asked for. */
  readonly looked: boolean;
  /** False for keys that only point elsewhere: nobody looks their values up, but for navigation. */
  readonly indexed: boolean;
  /** The delimiter of a list in the cell; each item is a key. */
  readonly list: string | undefined;
}

/** Checks pages under one header. A new header, profile or fact about the bytes makes a new one. */
export class Checker {
  readonly keys: readonly KeySpec[];
  /** Pages read so far. For tests that count work. */
  pagesRead = 0;
  readonly #screens: readonly Screen[];
  readonly #keysInHand: readonly KeysInHand[];
  readonly #cellRules: readonly (readonly CellRule[])[];
  readonly #rowRules: readonly RowRule[];
  readonly #blocks: readonly BlockBits[];
  /** Bit of each cell in the masks of `#blocks`, 0 for cells that belong to none. */
  readonly #bits: Int32Array;
  readonly #remembered = new WeakMap<Page, Reading>();

  constructor(
    readonly binding: Binding,
    readonly dialect: Dialect,
    readonly rules: RuleSet,
    readonly facts: FileFacts,
  ) {
    const { table, columns } = binding;
    // Unknown columns share one screen and one list: a header may hold millions of them.
    const screens = new Map<Column | undefined, Screen>();
    const cellRules = new Map<Column | undefined, readonly CellRule[]>();
    for (const column of new Set(columns)) {
      screens.set(column, screenFor(column, binding));
      cellRules.set(
        column,
        rules.cell.filter((rule) => mayApply(rule, column?.field, table)),
      );
    }
    this.#screens = columns.map((column) => screens.get(column)!);
    this.#cellRules = columns.map((column) => cellRules.get(column)!);
    this.#rowRules = rules.row.filter((rule) => mayApply(rule, undefined, table));
    this.#bits = new Int32Array(columns.length);
    this.#blocks = compileBlocks(binding, this.#bits);
    this.keys = compileKeys(binding);
    this.#keysInHand = this.keys.map(() => new KeysInHand());
  }

  /** `headerRow`: the header's index when the page holds it, else -1. Answers from memory when it was read before. */
  read(page: Page, headerRow: number): Reading {
    const known = this.#remembered.get(page);
    if (known && known.headerRow === headerRow) return known;
    this.pagesRead++;
    const reading = this.#read(page, headerRow);
    this.#remembered.set(page, reading);
    return reading;
  }

  #read(page: Page, headerRow: number): Reading {
    const width = this.binding.columns.length;
    this.#keysInHand.forEach((keys, k) => {
      keys.count = 0;
      keys.also = this.keys[k]!.also >= 0 ? [] : undefined;
    });
    const state: PageState = {
      page,
      findings: [],
      keys: this.#keysInHand,
      filled: new Int32Array(width),
      suspects: new Int32Array(Math.max(width, 1)),
      endings: [0, 0, 0],
    };
    if (page.units) useUnits(page.units);
    else loadUnits(page.text);
    let rows = 0;
    const starts = page.rows;
    for (let row = 0; row < starts.length; row++) {
      const start = starts[row]!;
      const end = row + 1 < starts.length ? starts[row + 1]! : page.length;
      countEnding(end, state.endings);
      if (row === headerRow) continue;
      splitRecord(this.dialect, start, end, record);
      if (this.#isSpecial(page, start, end)) {
        this.#slowRow(state, row, end, 0, true, true);
        continue;
      }
      rows++;
      const suspects = this.#screenRow(state, width);
      const linesUp = record.count === width;
      const doubtful = !linesUp || this.#blocksDoubtful() || this.dialect.raw;
      if (suspects > 0 || doubtful) this.#slowRow(state, row, end, suspects, doubtful, false);
      if (this.keys.length > 0) this.#collectKeys(state, row);
    }
    const { findings, filled, endings } = state;
    if (findings.length > 1) findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    const keys = packKeys(state.keys);
    return { findings, keys, filled, rows, endings, headerRow };
  }

  /** Blank lines and conflict markers: records that are no data. */
  #isSpecial(page: Page, start: number, end: number): boolean {
    const length = record.end - start;
    if (length === 0) return true;
    const first = units[start]!;
    if (first > 32 && first < 127 && first !== 60 && first !== 61 && first !== 62 && first !== 124) return false;
    const text = sliceOf(page, start, end);
    return isBlank(text) || isConflictMarker(text);
  }

  /** Runs the screens over `record`; leaves the doubtful cells in `state.suspects` and answers how many. */
  #screenRow(state: PageState, width: number): number {
    const { starts, ends, flags } = record;
    const { filled, suspects } = state;
    const screens = this.#screens;
    const count = record.count < width ? record.count : width;
    let doubtful = 0;
    for (let cell = 0; cell < count; cell++) {
      const start = starts[cell]!;
      const end = ends[cell]!;
      if (end > start) filled[cell] = filled[cell]! + 1;
      if (!screens[cell]!(start, end, flags[cell]!)) suspects[doubtful++] = cell;
    }
    return doubtful;
  }

  #blocksDoubtful(): boolean {
    const blocks = this.#blocks;
    if (blocks.length === 0) return false;
    const bits = this.#bits;
    const { starts, ends } = record;
    let mask = 0;
    const count = record.count < bits.length ? record.count : bits.length;
    for (let cell = 0; cell < count; cell++) {
      const start = starts[cell]!;
      if (bits[cell] === 0 || ends[cell] === start) continue;
      // Blanks, or quotes around nothing, may be no value at all.
      const first = units[start]!;
      if (first <= 32 || first === 160 || (first === 34 && units[start + 1]! <= 34)) return true;
      mask |= bits[cell]!;
    }
    let any = false;
    for (let i = 0; i < blocks.length; i++) {
      const block = blocks[i]!;
      if (mask & block.content) {
        any = true;
        if ((mask & block.needs) !== block.needs) return true;
      } else if (mask & block.alone || (block.primary >= 0 && isTrue(block.primary))) return true;
    }
    return !any;
  }

  /** `special`: the record is no data, only row rules are asked. */
  #slowRow(state: PageState, row: number, end: number, suspects: number, askRow: boolean, special: boolean): void {
    const view = new RowView(this, state.page, row, end);
    const { findings } = state;
    const spoken = new Set<CellSubject>();
    if (askRow) {
      for (const rule of this.#rowRules) {
        const had = findings.length;
        rule.check(view, (data, options = {}) => {
          if (options.at) spoken.add(options.at);
          this.#report(state, rule, view, options.at, data, options);
        });
        if (rule.last && findings.length > had) break;
      }
    }
    if (special) return;
    // Cells that lie under wrong columns are not judged; what made them slip is told.
    const width = this.binding.columns.length;
    const slipped = view.cells.length > width && !view.extrasAreEmpty;
    const told = findings.length;
    for (let i = 0; i < suspects; i++) {
      const cell = view.cells[state.suspects[i]!]!;
      if (!spoken.has(cell) && (!slipped || hasBrokenQuote(cell, this.dialect))) this.#slowCell(state, cell);
    }
    // A row being typed is short and has one fault at most; with more, a delimiter is missing and all after it slipped.
    if (view.cells.length >= width || findings.length - told < 2) return;
    const broken = findings.slice(told).filter(({ cell }) => hasBrokenQuote(view.cells[cell]!, this.dialect));
    findings.splice(told, findings.length, ...broken);
  }

  #slowCell(state: PageState, cell: CellSubject): void {
    const before = state.findings.length;
    for (const rule of this.#cellRules[cell.index]!) {
      if (rule.alone && state.findings.length > before) continue;
      const had = state.findings.length;
      let enough = rule.last === true;
      rule.check(cell, (data, options) => {
        if (options?.enough) enough = true;
        this.#report(state, rule, cell.row, cell, data, options);
      });
      if (enough && state.findings.length > had) return;
    }
  }

  #report(
    state: PageState,
    rule: Rule,
    row: RowSubject,
    cell: CellSubject | undefined,
    data: unknown,
    options: ReportOptions = {},
  ): void {
    const { table } = this.binding;
    const at = cell ?? (options.span ? cellUnder(row, options.span) : undefined);
    const field = at?.column?.field;
    const severity = settle(rule, field, table, options);
    if (severity === "off") return;
    const span = options.span ?? cell?.mark ?? row.mark;
    const masked = table.hasPassword && !row.linesUp;
    const secret = masked || field?.type === "password";
    state.findings.push({
      rule,
      severity,
      row: (row as RowView).number,
      cell: at?.index ?? -1,
      field,
      span,
      from: positionIn(state.page, span.start),
      to: positionIn(state.page, span.end),
      value: at && !secret ? at.text : undefined,
      masked,
      data,
    });
  }

  #collectKeys(state: PageState, row: number): void {
    for (let k = 0; k < this.keys.length; k++) {
      const spec = this.keys[k]!;
      if (spec.where >= 0 && !isTrue(spec.where)) continue;
      const keys = state.keys[k]!;
      if (spec.list !== undefined) {
        for (const item of keyText(state.page, spec.cells[0]!).split(spec.list)) {
          const value = trimBlanks(item);
          if (value === "") continue;
          hashOf([value], spec.ignoreCase);
          keys.push(row, 0);
        }
        continue;
      }
      if (!hashCells(state.page, spec)) continue;
      keys.push(row, spec.looked ? bareHash(spec.cells[0]!) : 0);
      keys.also?.push(keyText(state.page, spec.also));
    }
  }
}

/** The values of one key while its page is being read; used again for the next page. */
class KeysInHand {
  low = new Int32Array(256);
  high = new Int32Array(256);
  rows = new Int32Array(256);
  bare = new Int32Array(256);
  count = 0;
  also: string[] | undefined;

  push(row: number, bare: number): void {
    if (this.count === this.low.length) {
      this.bare = grown(this.bare);
      this.low = grown(this.low);
      this.high = grown(this.high);
      this.rows = grown(this.rows);
    }
    this.low[this.count] = hashLow;
    this.high[this.count] = hashHigh;
    this.bare[this.count] = bare;
    this.rows[this.count++] = row;
  }
}

function grown(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}

/** Puts all keys of a page into one array: each array of its own costs an allocation outside the heap. */
function packKeys(keys: readonly KeysInHand[]): PageKeys[] {
  let size = 0;
  for (const { count } of keys) size += count * 4;
  const store = new Int32Array(size);
  let at = 0;
  const take = (values: Int32Array, count: number): Int32Array => {
    store.set(values.subarray(0, count), at);
    at += count;
    return store.subarray(at - count, at);
  };
  return keys.map(({ low, high, rows, bare, count, also }) => ({
    low: take(low, count),
    high: take(high, count),
    rows: take(rows, count),
    bare: take(bare, count),
    also,
  }));
}

/** A hash of a cell of `record` that look-alikes share: case of A to Z and blanks do not count. */
function bareHash(cell: number): number {
  let hash = 0;
  for (let i = record.starts[cell]!; i < record.ends[cell]!; i++) {
    let unit = units[i]!;
    if (unit <= 34 || unit === 160) continue;
    if (unit >= 65 && unit <= 90) unit |= 32;
    hash = (Math.imul(hash, 31) + unit) | 0;
  }
  return hash;
}

/** The same hash of a text. */
export function bareHashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    let unit = text.charCodeAt(i);
    if (unit <= 34 || unit === 160) continue;
    if (unit >= 65 && unit <= 90) unit |= 32;
    hash = (Math.imul(hash, 31) + unit) | 0;
  }
  return hash;
}

/** Hashes the cells of a key in `record`; false when one of them is empty. The same hash as `hashOf` of the trimmed texts. */
function hashCells(page: Page, spec: KeySpec): boolean {
  startHash();
  for (let i = 0; i < spec.cells.length; i++) {
    const cell = spec.cells[i]!;
    if (cell >= record.count) return false;
    const start = record.starts[cell]!;
    const end = record.ends[cell]!;
    if (start === end) return false;
    if (i > 0) hashBreak();
    const plain = record.flags[cell] === 0 && units[start]! > 32 && units[end - 1]! > 32;
    if (plain && (!spec.ignoreCase || isAscii(start, end))) hashUnits(start, end, spec.ignoreCase);
    else {
      const text = keyText(page, cell);
      if (text === "") return false;
      hashText(text, spec.ignoreCase);
    }
  }
  endHash();
  return true;
}

function isAscii(start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (units[i]! > 127) return false;
  return true;
}

interface PageState {
  readonly page: Page;
  readonly findings: Finding[];
  readonly keys: readonly KeysInHand[];
  readonly filled: Int32Array;
  readonly suspects: Int32Array;
  readonly endings: [number, number, number];
}

interface BlockBits {
  readonly content: number;
  readonly needs: number;
  readonly alone: number;
  /** The cell that calls the block primary, or -1. */
  readonly primary: number;
}

/** Needed columns that the header lacks are `missing-column`'s affair: here they count as filled. */
function compileBlocks(binding: Binding, bits: Int32Array): BlockBits[] {
  let next = 1;
  const maskOf = (names: readonly string[]): number => {
    let mask = 0;
    for (const name of names) {
      const cell = binding.indexOf(name);
      if (cell < 0) continue;
      if (bits[cell] === 0) {
        bits[cell] = next;
        next <<= 1;
      }
      mask |= bits[cell]!;
    }
    return mask;
  };
  return (binding.table.document.blocks ?? []).map((block) => ({
    content: maskOf(block.content),
    needs: maskOf(block.needs),
    alone: maskOf(block.with),
    primary: block.primary === undefined ? -1 : binding.indexOf(block.primary),
  }));
}

function compileKeys(binding: Binding): KeySpec[] {
  const { uniqueKeys = [], foreignKeys = [], keys = [], fields } = binding.table.document;
  const specs: KeySpec[] = [];
  for (const unique of uniqueKeys) {
    specs.push({
      unique,
      fields: unique.fields,
      cells: unique.fields.map((name) => binding.indexOf(name)),
      ignoreCase: unique.ignoreCase === true,
      where: unique.whereTrue === undefined ? -1 : binding.indexOf(unique.whereTrue),
      also: unique.unlessSame === undefined ? -1 : binding.indexOf(unique.unlessSame),
      indexed: true,
      looked: unique.rule === "duplicate-id",
      list: undefined,
    });
  }
  for (const name of new Set([...foreignKeys.map((foreign) => foreign.field), ...keys])) {
    const list = fields.find((field) => field.name === name)?.list?.delimiter;
    const cells = [binding.indexOf(name)];
    specs.push({
      unique: undefined,
      fields: [name],
      cells,
      ignoreCase: false,
      where: -1,
      also: -1,
      indexed: keys.includes(name),
      looked: keys.includes(name),
      list,
    });
  }
  return specs.filter(
    (spec) => spec.cells.every((cell) => cell >= 0) && (spec.unique?.whereTrue === undefined || spec.where >= 0),
  );
}

/** The trimmed text of a cell of `record`; "" when the row has no such cell. */
function keyText(page: Page, cell: number): string {
  if (cell < 0 || cell >= record.count) return "";
  const start = record.starts[cell]!;
  const end = record.ends[cell]!;
  if (start === end) return "";
  const flags = record.flags[cell]!;
  if (flags === 0 && units[start]! > 32 && units[end - 1]! > 32) return sliceOf(page, start, end);
  return trimBlanks(cellText(sliceOf(page, start, end), flags));
}

/** True in any case, quoted or not. */
function isTrue(cell: number): boolean {
  if (cell >= record.count) return false;
  let start = record.starts[cell]!;
  let end = record.ends[cell]!;
  if (record.flags[cell]! & quoted) {
    start++;
    end--;
  }
  while (start < end && units[start]! <= 32) start++;
  while (end > start && units[end - 1]! <= 32) end--;
  if (end - start !== 4) return false;
  const word = "true";
  for (let i = 0; i < 4; i++) if ((units[start + i]! | 32) !== word.charCodeAt(i)) return false;
  return true;
}

function countEnding(end: number, endings: [number, number, number]): void {
  const last = units[end - 1];
  if (last === 10) endings[end > 1 && units[end - 2] === 13 ? 1 : 0]++;
  else if (last === 13) endings[2]++;
}

/** False for rules that nobody has switched on here. */
export function mayApply(rule: Rule, field: Field | undefined, table: Table): boolean {
  const settled = table.severityOf(rule.name, field);
  if (settled === "off") return false;
  if (settled !== undefined || rule.severity !== "off") return true;
  // A rule about rows or the file may still be switched on by one of the columns.
  return (
    rule.scope !== "cell" && table.columns.some((column) => table.severityOf(rule.name, column.field) !== undefined)
  );
}

/** How bad a finding is: the user's settings first, then the file type, then the rule. */
export function settle(
  rule: Rule,
  field: Field | undefined,
  table: Table,
  options: { readonly severity?: Severity; readonly exactly?: boolean } = {},
): Severity {
  const own = table.profile.rules;
  if (own && Object.hasOwn(own, rule.name)) return own[rule.name]!;
  if (options.exactly && options.severity) return options.severity;
  return table.severityOf(rule.name, field) ?? options.severity ?? rule.severity;
}

function cellUnder(row: RowSubject, span: Span): CellSubject | undefined {
  return row.cells.find((cell) => span.start >= cell.span.start && span.end <= Math.max(cell.span.end, cell.mark.end));
}

/** Line and column of an offset, both from the page's start. */
export function positionIn(page: Page, offset: number): Position {
  // The end of a page is where the next one begins, as inside a page the end of a line is where the next line begins.
  if (offset === page.length && /[\r\n]$/.test(page.text.slice(-1))) return { line: page.lineBreaks, character: 0 };
  const lines = linesOf(page);
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (lines[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: offset - (lines[low] ?? 0) };
}

/** A record, split once and kept for the rules. */
class RowView implements RowSubject {
  readonly table: Table;
  readonly binding: Binding;
  readonly facts: FileFacts;
  readonly cells: readonly CellSubject[];
  readonly span: Span;
  readonly mark: Span;
  readonly text: string;

  constructor(
    checker: Checker,
    readonly page: Page,
    readonly number: number,
    end: number,
  ) {
    this.table = checker.binding.table;
    this.binding = checker.binding;
    this.facts = checker.facts;
    const start = page.rows[number]!;
    this.span = { start, end: record.end };
    this.mark = record.end > start ? this.span : { start, end: Math.max(end, start + 1) };
    // What findings keep of a row must not keep the whole page.
    this.text = detached(sliceOf(page, start, record.end));
    const cells: CellSubject[] = [];
    for (let index = 0; index < record.count; index++) cells.push(new CellView(this, index));
    this.cells = cells;
  }

  get blank(): boolean {
    return isBlank(this.text);
  }

  get linesUp(): boolean {
    return this.cells.length === this.binding.columns.length;
  }

  /** The cells past the header's last are all empty: the row lines up all the same. */
  get extrasAreEmpty(): boolean {
    return this.cells.slice(this.binding.columns.length).every((cell) => cell.value === "");
  }

  value(field: string): string | undefined {
    return this.cell(field)?.value;
  }

  cell(field: string): CellSubject | undefined {
    const index = this.binding.indexOf(field);
    return index < 0 ? undefined : this.cells[index];
  }
}

/** A cell that is worked out as far as rules ask. */
class CellView implements CellSubject {
  readonly flags: number;
  readonly #start: number;
  readonly #end: number;
  readonly #last: boolean;
  #text: string | undefined;
  #value: string | undefined;

  constructor(
    readonly row: RowView,
    readonly index: number,
  ) {
    this.#start = record.starts[index]!;
    this.#end = record.ends[index]!;
    this.flags = record.flags[index]!;
    this.#last = index === record.count - 1;
  }

  get raw(): string {
    const { row } = this;
    return row.text.slice(this.#start - row.span.start, this.#end - row.span.start);
  }

  get text(): string {
    this.#text ??= cellText(this.raw, this.flags);
    return this.#text;
  }

  get value(): string {
    this.#value ??= trimBlanks(this.text);
    return this.#value;
  }

  get span(): Span {
    return { start: this.#start, end: this.#end };
  }

  get column(): Column | undefined {
    return this.row.binding.columns[this.index];
  }

  get mark(): Span {
    const start = this.#start;
    const end = this.#end;
    const { row } = this;
    if (end > start) return { start, end };
    if (!this.#last) return { start, end: end + 1 };
    if (start > row.page.rows[row.number]!) return { start: start - 1, end };
    return { start, end: rowEnd(row.page, row.number) };
  }
}

const headerScratch = new Cells();

/** Splits a header's text; spans start at 0. */
export function headerCells(
  text: string,
  dialect: Dialect,
): { text: string; start: number; end: number; flags: number }[] {
  const cells = headerScratch;
  loadUnits(text);
  splitRecord(dialect, 0, text.length, cells);
  return Array.from({ length: cells.count }, (_, i) => {
    const start = cells.starts[i]!;
    const end = cells.ends[i]!;
    const flags = cells.flags[i]!;
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
