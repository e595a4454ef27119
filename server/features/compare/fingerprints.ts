/** The records of some files as hashes: which are the same and which have the same key, without keeping their texts. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { Table } from "../../core/filetypes/table.ts";
import { Hash } from "../../core/keys/hash.ts";
import { isAtOrAboveHeader, isBlank, isConflictMarker, rowEnd } from "../../core/text/document.ts";
import { numbered, trimBlanks } from "../../core/text/text.ts";
import { cellText, Scanner } from "../../core/text/tokenizer.ts";
import type { Slices } from "../records/walk.ts";

/** What makes two records of a table the same one. */
export interface RecordKey {
  readonly fields: readonly string[];
  readonly ignoreCase: boolean;
}

/** The key by which an importer finds a record that it has already; undefined where the schema names none. */
export function recordKeyOf(table: Table): RecordKey | undefined {
  const { keys = [] } = table.document;
  const unique = table.identityKeys[0] ?? table.valueKeys[0];
  if (unique) return { fields: unique.fields, ignoreCase: unique.ignoreCase === true };
  return keys[0] === undefined ? undefined : { fields: [keys[0]], ignoreCase: false };
}

/** Records by number, in the order of their files. Hashes have 64 bits, in two halves. */
export interface Fingerprints {
  readonly sheets: readonly Sheet[];
  readonly count: number;
  /** Where each record lies: which of the sheets, which page of it, which record of the page. */
  readonly sheet: Int32Array;
  readonly page: Int32Array;
  readonly row: Int32Array;
  /** 1 where every field of the key is filled. */
  readonly keyed: Uint8Array;
  /** Of the key; of the whole record where it has none. */
  readonly key: HashArray;
  /** Of every field. */
  readonly whole: HashArray;
  /** Of every field but the key's. */
  readonly rest: HashArray;
}

export interface HashArray {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** What the cells of a file are called: columns by their own names, others as the header has them, repetitions by a number. */
export function columnNames(sheet: Sheet): string[] {
  return numbered(
    (sheet.binding?.cells ?? []).map(({ column, duplicateOf, text }) =>
      column && duplicateOf === undefined ? column.field.name : trimBlanks(text),
    ),
  );
}

/** Takes the fingerprints of all records of some files of one type. Blanks around a cell and cells beyond the header do not count. */
export function* fingerprintsOf(
  sheets: readonly Sheet[],
  key: RecordKey | undefined,
  fields: readonly string[],
): Slices<Fingerprints> {
  const most = sheets.reduce((sum, { document }) => sum + document.records[document.pages.length]!, 0);
  const hashes = (): HashArray => ({ low: new Int32Array(most), high: new Int32Array(most) });
  const made = {
    sheet: new Int32Array(most),
    page: new Int32Array(most),
    row: new Int32Array(most),
    keyed: new Uint8Array(most),
    key: hashes(),
    whole: hashes(),
    rest: hashes(),
  };
  let count = 0;
  for (const [s, sheet] of sheets.entries()) {
    const reader = new RecordHasher(sheet, key, fields);
    for (let page = 0; page < sheet.document.pages.length; page++) {
      reader.eachIn(page, (row) => {
        made.sheet[count] = s;
        made.page[count] = page;
        made.row[count] = row;
        reader.hash(count, made);
        count++;
      });
      yield;
    }
  }
  return { sheets, count, ...made };
}

/** Goes through one file. */
class RecordHasher {
  readonly #keyCells: readonly number[];
  readonly #restCells: readonly number[];
  /** Has the record in hand. */
  readonly #record = new Scanner();
  readonly #joined = new JoinedHash();

  constructor(
    readonly sheet: Sheet,
    readonly key: RecordKey | undefined,
    fields: readonly string[],
  ) {
    const names = columnNames(sheet);
    const cellOf = (field: string): number => names.indexOf(field);
    const keyFields = key?.fields ?? [];
    this.#keyCells = keyFields.map(cellOf);
    this.#restCells = fields.filter((field) => !keyFields.includes(field)).map(cellOf);
  }

  /** Visits every record of a page that says anything. */
  eachIn(index: number, visit: (row: number) => void): void {
    const { document } = this.sheet;
    const page = document.pages[index]!;
    const { text } = page;
    const record = this.#record;
    record.load(text);
    for (let row = 0; row < page.rows.length; row++) {
      if (isAtOrAboveHeader(document, { page: index, row })) continue;
      const start = page.rows[row]!;
      const end = rowEnd(page, row);
      record.split(document.dialect, start, end);
      if (!this.#saysNothing(text, start, end)) visit(row);
    }
  }

  #saysNothing(text: string, start: number, end: number): boolean {
    const cells = this.#record;
    const unit = cells.units[start];
    if (cells.count === 1 || unit === 60 || unit === 62 || unit === 124) {
      const record = text.slice(start, end);
      if (isBlank(record) || isConflictMarker(record)) return true;
    }
    for (let i = 0; i < cells.count; i++) if (cells.ends[i]! > cells.starts[i]!) return false;
    return true;
  }

  hash(at: number, into: Pick<Fingerprints, "keyed" | "key" | "whole" | "rest">): void {
    const record = this.#record;
    const joined = this.#joined;
    let keyed = this.#keyCells.length > 0;
    joined.start();
    for (const cell of this.#keyCells) if (!joined.join(record, cell, this.key!.ignoreCase)) keyed = false;
    joined.put(into.key, at);
    joined.start();
    for (const cell of this.#restCells) joined.join(record, cell, false);
    joined.put(into.rest, at);
    for (const cell of this.#keyCells) joined.join(record, cell, false);
    joined.put(into.whole, at);
    if (keyed) into.keyed[at] = 1;
    else joined.put(into.key, at);
  }
}

/** The hash of the cells taken so far, as `Hash.ofParts` makes it of their texts. */
class JoinedHash {
  #low = 0;
  #high = 0;
  #any = false;
  readonly #next = new Hash();

  start(): void {
    this.#any = false;
    this.#low = 0;
    this.#high = 0;
  }

  put(hashes: HashArray, at: number): void {
    hashes.low[at] = this.#low;
    hashes.high[at] = this.#high;
  }

  /** Takes what a cell says into the hash; false when that is nothing. */
  join(record: Scanner, cell: number, ignoreCase: boolean): boolean {
    const next = this.#next;
    const filled = hashCell(record, cell, ignoreCase, next);
    if (!filled) next.ofText("", false);
    if (this.#any) next.join(this.#low, this.#high, next.low, next.high);
    this.#any = true;
    this.#low = next.low;
    this.#high = next.high;
    return filled;
  }
}

function hashCell(record: Scanner, cell: number, ignoreCase: boolean, into: Hash): boolean {
  if (cell < 0 || cell >= record.count) return false;
  const { units } = record;
  const start = record.starts[cell]!;
  const end = record.ends[cell]!;
  if (start === end) return false;
  if (!ignoreCase && record.flags[cell] === 0 && units[start]! > 32 && units[end - 1]! > 32) {
    into.ofUnits(units, start, end);
    return true;
  }
  const text = trimBlanks(cellText(record.text(start, end), record.flags[cell]!));
  into.ofText(text, ignoreCase);
  return text !== "";
}

/** Where records with a hash are: each is handed out once, earlier ones first. */
export class RecordTable {
  readonly #mask: number;
  /** The first record of a slot that is left, plus one. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;

  constructor(
    readonly hashes: HashArray,
    records: Int32Array | number,
  ) {
    const count = typeof records === "number" ? records : records.length;
    let capacity = 16;
    while (capacity < count * 2) capacity *= 2;
    this.#mask = capacity - 1;
    this.#first = new Int32Array(capacity);
    this.#next = new Int32Array(hashes.low.length);
    for (let i = count - 1; i >= 0; i--) {
      const record = typeof records === "number" ? i : records[i]!;
      const slot = this.#slot(hashes.low[record]!, hashes.high[record]!);
      this.#next[record] = this.#first[slot]!;
      this.#first[slot] = record + 1;
    }
  }

  /** The first record with this hash that was not handed out yet, or -1; it stays. */
  find(low: number, high: number): number {
    for (let at = this.#first[this.#slot(low, high)]!; at !== 0; at = this.#next[at - 1]!) {
      if (this.hashes.low[at - 1] === low && this.hashes.high[at - 1] === high) return at - 1;
    }
    return -1;
  }

  /** The same, and the next one is handed out after it. */
  take(low: number, high: number): number {
    const slot = this.#slot(low, high);
    let before = -1;
    for (let at = this.#first[slot]!; at !== 0; at = this.#next[at - 1]!) {
      const record = at - 1;
      if (this.hashes.low[record] === low && this.hashes.high[record] === high) {
        if (before < 0) this.#first[slot] = this.#next[record]!;
        else this.#next[before] = this.#next[record]!;
        return record;
      }
      before = record;
    }
    return -1;
  }

  #slot(low: number, high: number): number {
    return (low ^ (high >>> 7)) & this.#mask;
  }
}
