/** The records of some files as hashes: which are the same and which have the same key, without keeping their texts. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { Table } from "../../core/filetypes/table.ts";
import { hashHigh, hashLow, hashText, hashUnits, joinHash } from "../../core/keys/hash.ts";
import { isAtOrAboveHeader, isBlank, isConflictMarker, rowEnd } from "../../core/text/document.ts";
import { numbered, trimBlanks } from "../../core/text/text.ts";
import { Cells, cellText, loadUnits, splitRecord, units, unitsText } from "../../core/text/tokenizer.ts";
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

const cells = new Cells();

/** Goes through one file; the record in hand lies in `cells` and `units`. */
class RecordHasher {
  readonly #keyCells: readonly number[];
  readonly #restCells: readonly number[];

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
    loadUnits(text);
    for (let row = 0; row < page.rows.length; row++) {
      if (isAtOrAboveHeader(document, { page: index, row })) continue;
      const start = page.rows[row]!;
      const end = rowEnd(page, row);
      splitRecord(document.dialect, start, end, cells);
      if (!this.#saysNothing(text, start, end)) visit(row);
    }
  }

  #saysNothing(text: string, start: number, end: number): boolean {
    const unit = units[start];
    if (cells.count === 1 || unit === 60 || unit === 62 || unit === 124) {
      const record = text.slice(start, end);
      if (isBlank(record) || isConflictMarker(record)) return true;
    }
    for (let i = 0; i < cells.count; i++) if (cells.ends[i]! > cells.starts[i]!) return false;
    return true;
  }

  hash(at: number, into: Pick<Fingerprints, "keyed" | "key" | "whole" | "rest">): void {
    let keyed = this.#keyCells.length > 0;
    startJoin();
    for (const cell of this.#keyCells) if (!joinCell(cell, this.key!.ignoreCase)) keyed = false;
    put(into.key, at);
    startJoin();
    for (const cell of this.#restCells) joinCell(cell, false);
    put(into.rest, at);
    for (const cell of this.#keyCells) joinCell(cell, false);
    put(into.whole, at);
    if (keyed) into.keyed[at] = 1;
    else put(into.key, at);
  }
}

/** The hash of the cells taken so far, as `hashOf` makes it of their texts. */
let joinedLow = 0;
let joinedHigh = 0;
let joinedAny = false;

function startJoin(): void {
  joinedAny = false;
  joinedLow = 0;
  joinedHigh = 0;
}

function put(hashes: HashArray, at: number): void {
  hashes.low[at] = joinedLow;
  hashes.high[at] = joinedHigh;
}

/** Takes what a cell says into the hash; false when that is nothing. */
function joinCell(cell: number, ignoreCase: boolean): boolean {
  const filled = hashCell(cell, ignoreCase);
  if (!filled) hashText("", false);
  if (joinedAny) joinHash(joinedLow, joinedHigh, hashLow, hashHigh);
  joinedAny = true;
  joinedLow = hashLow;
  joinedHigh = hashHigh;
  return filled;
}

function hashCell(cell: number, ignoreCase: boolean): boolean {
  if (cell < 0 || cell >= cells.count) return false;
  const start = cells.starts[cell]!;
  const end = cells.ends[cell]!;
  if (start === end) return false;
  if (!ignoreCase && cells.flags[cell] === 0 && units[start]! > 32 && units[end - 1]! > 32) {
    hashUnits(start, end);
    return true;
  }
  const text = trimBlanks(cellText(unitsText(start, end), cells.flags[cell]!));
  hashText(text, ignoreCase);
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
