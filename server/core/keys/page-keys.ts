/** Collects the values of a file's keys, record by record. */
import type { Binding } from "../filetypes/binding.ts";
import { yesWords } from "../filetypes/column-groups.ts";
import type { Field, UniqueKey } from "../filetypes/file-type.ts";
import { unwrapped } from "../filetypes/spreadsheet.ts";
import { plainValue } from "../filetypes/values.ts";
import { trimBlanks, trimSpaces, withoutBlanks } from "../text/text.ts";
import { cellText, odd, type Scanner } from "../text/tokenizer.ts";
import { Hash } from "./hash.ts";
import { PageKeys, type Remarks } from "./key-index.ts";
import { likeHash } from "./likeness.ts";

/** A key to be collected: of `uniqueKeys`, or the field of a foreign key. */
export interface KeySpec {
  readonly unique: UniqueKey | undefined;
  readonly fields: readonly string[];
  readonly cells: readonly number[];
  readonly ignoreCase: boolean;
  /** The cell that must say yes for a row to count, or -1, and the words that do, in lower case. */
  readonly where: number;
  readonly yes: readonly string[];
  /** A cell whose value is kept beside the key, for `unlessSame`. */
  readonly also: number;
  /** Other files refer to it: look-alikes of its values may be asked for. */
  readonly looked: boolean;
  /** False for keys that only point elsewhere: nobody looks their values up, but for navigation. */
  readonly indexed: boolean;
  /** The delimiter of a list in the cell; each item is a key. */
  readonly list: string | undefined;
  /** Its rows are found by it: it is compared as it is written. Else invisible characters are left out, another finding tells of them. */
  readonly exact: boolean;
  /** The field of each of `cells`. */
  readonly columns: readonly (Field | undefined)[];
}

/** The keys of a table whose columns a header has. */
export function keysUnder(binding: Binding): KeySpec[] {
  const { uniqueKeys = [], foreignKeys = [], repeats = [], keys = [], fields } = binding.table.document;
  const specs: KeySpec[] = [];
  for (const unique of uniqueKeys) {
    const cells = unique.fields.map((name) => binding.indexOf(name));
    const isIdentity = binding.table.identityKeys.includes(unique);
    specs.push({
      unique,
      fields: unique.fields,
      cells,
      columns: cells.map((cell) => binding.columns[cell]?.field),
      ignoreCase: unique.ignoreCase === true,
      where: unique.whereTrue === undefined ? -1 : binding.indexOf(unique.whereTrue),
      yes: unique.whereValues ?? (unique.whereTrue === undefined ? [] : yesWords(binding, unique.whereTrue)),
      also: unique.unlessSame === undefined ? -1 : binding.indexOf(unique.unlessSame),
      indexed: true,
      looked: isIdentity,
      exact: isIdentity,
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
      columns: cells.map((cell) => binding.columns[cell]?.field),
      ignoreCase: false,
      where: -1,
      yes: [],
      also: -1,
      indexed: keys.includes(name),
      looked: keys.includes(name),
      exact: keys.includes(name),
      list,
    });
  }
  for (const { field: name } of repeats) {
    if (specs.some((spec) => spec.fields.length === 1 && spec.fields[0] === name && spec.where < 0)) continue;
    specs.push({
      unique: undefined,
      fields: [name],
      cells: [binding.indexOf(name)],
      columns: [binding.columns[binding.indexOf(name)]?.field],
      // As the other file's key over its emails.
      ignoreCase: true,
      where: -1,
      yes: [],
      also: -1,
      indexed: false,
      looked: false,
      exact: false,
      list: undefined,
    });
  }
  return specs.filter(
    (spec) => spec.cells.every((cell) => cell >= 0) && (spec.unique?.whereTrue === undefined || spec.where >= 0),
  );
}

/** The hash of one cell of the record in hand, made once however many keys it is part of. */
interface CellHash {
  readonly cell: number;
  readonly ignoreCase: boolean;
  readonly exact: boolean;
  readonly field: Field | undefined;
  low: number;
  high: number;
  /** False for an empty cell. */
  filled: boolean;
  /** There are spaces at its ends. */
  untidy: boolean;
  /** Its accented letters are taken apart. */
  apart: boolean;
  /** It is written so that a spreadsheet leaves it as it is. */
  wrapped: boolean;
}

/** What is being collected for one key: numbers as `PageKeys` wants them. */
interface Collected {
  readonly spec: KeySpec;
  readonly parts: readonly CellHash[];
  readonly stride: 3 | 4;
  store: Int32Array<ArrayBuffer>;
  count: number;
  also: string[] | undefined;
  remarks: { untidy: number[]; apart: number[]; wrapped: number[] } | undefined;
}

/** How the keys of plain records are hashed, for who does it elsewhere. */
export interface KeyHashing {
  /** Cells that are hashed; `looked`: look-alikes of the value may be asked for. */
  readonly hashes: readonly { readonly cell: number; readonly ignoreCase: boolean; readonly looked: boolean }[];
  /** `parts`: indexes of `hashes`; none for a list, whose items are the keys. */
  readonly keys: readonly {
    readonly parts: readonly number[];
    readonly list: string | undefined;
    readonly cell: number;
    readonly ignoreCase: boolean;
    readonly stride: 3 | 4;
    readonly where: number;
    readonly yes: readonly string[];
  }[];
}

/** Takes the keys of one record after the other, then hands them out for the page. */
export class KeyCollector {
  readonly #hashes: CellHash[] = [];
  readonly #collected: readonly Collected[];
  readonly #hash = new Hash();
  /** Undefined where more than hashes is asked of a value. */
  readonly hashing: KeyHashing | undefined;

  constructor(
    specs: readonly KeySpec[],
    /** Has the record in hand. */
    readonly record: Scanner,
  ) {
    this.#collected = specs.map((spec) => {
      const stride = spec.looked ? 4 : 3;
      const parts =
        spec.list === undefined ? spec.cells.map((cell, i) => this.#cellHash(cell, spec, spec.columns[i])) : [];
      const store = new Int32Array(256 * stride);
      return { spec, parts, stride, store, count: 0, also: undefined, remarks: undefined };
    });
    const isPlain = this.#collected.every(
      ({ spec }) =>
        spec.also < 0 &&
        (spec.list === undefined || spec.list.length === 1) &&
        !spec.columns.some((field) => field?.missingValues !== undefined),
    );
    this.hashing = isPlain ? this.#plainHashing() : undefined;
  }

  #plainHashing(): KeyHashing {
    const looked = this.#collected.flatMap(({ spec, parts }) => (spec.looked ? parts.slice(0, 1) : []));
    return {
      hashes: this.#hashes.map((hash) => ({
        cell: hash.cell,
        ignoreCase: hash.ignoreCase,
        looked: looked.includes(hash),
      })),
      keys: this.#collected.map(({ spec, parts, stride }) => ({
        parts: parts.map((part) => this.#hashes.indexOf(part)),
        list: spec.list,
        cell: spec.cells[0]!,
        ignoreCase: spec.ignoreCase,
        stride,
        where: spec.where,
        yes: spec.yes,
      })),
    };
  }

  /** Takes `count` entries of a key, by its index, that were hashed elsewhere: numbers as `PageKeys` has them. */
  append(key: number, entries: Int32Array, count: number): void {
    const each = this.#collected[key]!;
    const at = each.count * each.stride;
    if (at + entries.length > each.store.length) {
      const larger = new Int32Array((at + entries.length) * 2);
      larger.set(each.store);
      each.store = larger;
    }
    each.store.set(entries, at);
    each.count += count;
  }

  #cellHash(cell: number, { ignoreCase, exact }: KeySpec, field: Field | undefined): CellHash {
    const known = this.#hashes.find(
      (hash) => hash.cell === cell && hash.ignoreCase === ignoreCase && hash.exact === exact,
    );
    if (known) return known;
    const remarks = { untidy: false, apart: false, wrapped: false };
    const made = { cell, ignoreCase, exact, field, low: 0, high: 0, filled: false, ...remarks };
    this.#hashes.push(made);
    return made;
  }

  begin(): void {
    for (const each of this.#collected) {
      each.count = 0;
      each.also = each.spec.also >= 0 ? [] : undefined;
      each.remarks = undefined;
    }
  }

  /**
   * Takes the keys of the record in hand; `row` is its index in the page.
   * @param slipped its cells may lie under wrong columns: of what may appear only once, it is asked for its identity alone
   */
  take(row: number, slipped: boolean): void {
    const { record } = this;
    const hash = this.#hash;
    const hashes = this.#hashes;
    for (let i = 0; i < hashes.length; i++) hashCell(hashes[i]!, record, hash);
    const collected = this.#collected;
    for (let k = 0; k < collected.length; k++) {
      const each = collected[k]!;
      const { spec } = each;
      if (slipped && spec.unique && !spec.exact) continue;
      if (spec.where >= 0 && !record.isWord(spec.where, spec.yes) && !isMeantAs(record, spec.where, spec.yes)) continue;
      if (spec.list !== undefined) takeItems(each, row, record, hash);
      else if (join(each.parts, hash)) {
        push(each, row, hash, spec.looked ? likeHash(record, spec.cells[0]!) : 0);
        each.also?.push(keyText(record, spec.also, undefined));
        remark(each);
      }
    }
  }

  /** All keys of the page, in one array: each array of its own costs an allocation outside the heap. */
  end(): PageKeys[] {
    let size = 0;
    for (const { count, stride } of this.#collected) size += count * stride;
    const store = new Int32Array(size);
    let at = 0;
    return this.#collected.map(({ store: own, count, stride, also, remarks }) => {
      const keys = new PageKeys(store, at, stride, count, also, remarks satisfies Remarks | undefined);
      store.set(own.subarray(0, count * stride), at);
      at += count * stride;
      return keys;
    });
  }
}

/** The cell says one of the words in lower case once it is rid of what safe fixes take off: what nobody sees, quotes, a spreadsheet's wrapping. */
function isMeantAs(record: Scanner, cell: number, words: readonly string[]): boolean {
  if (cell >= record.count || record.starts[cell] === record.ends[cell]) return false;
  const first = record.units[record.starts[cell]!]!;
  if (record.flags[cell] === 0 && ((first >= 48 && first <= 57) || (first >= 65 && first < 127))) return false;
  const text = trimBlanks(writtenText(record, cell).replace(controls, ""));
  return words.includes(withoutBlanks(unwrapped(text, true) ?? text).toLowerCase());
}

const controls = /\p{Cc}/gu;

/** Joins the hashes of a key's cells; false when one of them is empty. */
function join(parts: readonly CellHash[], into: Hash): boolean {
  const first = parts[0]!;
  if (!first.filled) return false;
  into.low = first.low;
  into.high = first.high;
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i]!;
    if (!part.filled) return false;
    into.join(into.low, into.high, part.low, part.high);
  }
  return true;
}

function push(each: Collected, row: number, key: Hash, bare: number): void {
  const at = each.count++ * each.stride;
  if (at + each.stride > each.store.length) {
    const larger = new Int32Array(each.store.length * 2);
    larger.set(each.store);
    each.store = larger;
  }
  const { store } = each;
  store[at] = key.low;
  store[at + 1] = key.high;
  store[at + 2] = row;
  if (each.stride === 4) store[at + 3] = bare;
}

/** Notes what is special about the entry taken last. */
function remark(each: Collected): void {
  const { untidy, apart, wrapped } = each.parts[0]!;
  if (!untidy && !apart && !wrapped) return;
  each.remarks ??= { untidy: [], apart: [], wrapped: [] };
  if (wrapped) each.remarks.wrapped.push(each.count - 1);
  if (untidy) each.remarks.untidy.push(each.count - 1);
  if (apart) each.remarks.apart.push(each.count - 1);
}

function takeItems(each: Collected, row: number, record: Scanner, hash: Hash): void {
  const { spec } = each;
  const [field] = spec.columns;
  for (const item of keyText(record, spec.cells[0]!, undefined).split(spec.list!)) {
    const value = plainValue(item, field);
    if (value === "" || isMissing(field, value)) continue;
    hash.ofText(value, spec.ignoreCase);
    push(each, row, hash, 0);
  }
}

/** Whether a text means no value in a column. */
function isMissing(field: Field | undefined, text: string): boolean {
  return field?.missingValues?.includes(text) === true;
}

/** What a wrapped value begins with: = ' ‘ ’ */
const wrappers: ReadonlySet<number> = new Set([0x3d, 0x27, 0x2018, 0x2019]);

/** The same hash as `ofText` makes of the text that the key is compared by. */
function hashCell(of: CellHash, record: Scanner, hash: Hash): void {
  const { cell, ignoreCase } = of;
  const { units } = record;
  of.filled = false;
  if (cell >= record.count) return;
  const start = record.starts[cell]!;
  const end = record.ends[cell]!;
  if (start === end) return;
  if (of.field?.missingValues && isMissing(of.field, keyText(record, cell, of.field))) return;
  const plain = record.flags[cell] === 0 && units[start]! > 32 && units[end - 1]! > 32;
  of.untidy = false;
  of.apart = false;
  of.wrapped = plain && wrappers.has(units[start]!) && unwrapped(keyText(record, cell, undefined), true) !== undefined;
  if (plain && !ignoreCase) hash.ofUnits(units, start, end);
  else if (!plain || !hash.ofFolded(units, start, end)) {
    const text = of.exact ? exactText(of, record) : keyText(record, cell, of.field);
    if (text === "") return;
    hash.ofText(text, ignoreCase);
    of.wrapped = wrappers.has(text.charCodeAt(0)) && unwrapped(text, true) !== undefined;
  }
  of.filled = true;
  of.low = hash.low;
  of.high = hash.high;
}

/** The text of a cell that is compared as it is written: plain spaces at its ends are another finding. */
function exactText(hash: CellHash, record: Scanner): string {
  const whole = writtenText(record, hash.cell);
  const text = trimSpaces(whole);
  hash.untidy = text.length < whole.length;
  hash.apart = (record.flags[hash.cell]! & odd) !== 0 && text.normalize("NFC") !== text;
  // Nothing but invisible characters is an empty cell.
  return plainValue(text, hash.field) === "" ? "" : text;
}

/** The text of a cell of the record in hand as it is meant; "" when it has no such cell. */
function keyText(record: Scanner, cell: number, field: Field | undefined): string {
  const text = writtenText(record, cell);
  return text === "" ? "" : plainValue(text, field);
}

/** The text of a cell of the record in hand, quotes off; "" when it has no such cell. */
function writtenText(record: Scanner, cell: number): string {
  if (cell < 0 || cell >= record.count) return "";
  const start = record.starts[cell]!;
  const end = record.ends[cell]!;
  return start === end ? "" : cellText(record.text(start, end), record.flags[cell]!);
}
