/** Single records as an export would write them: with the safe fixes made that a whole file would get. */

import { Sheet } from "../../core/checking/sheet.ts";
import { type Cell, cellsOf, openDocument, type RowAddress, rowText } from "../../core/text/document.ts";
import { trimBlanks } from "../../core/text/text.ts";
import { fixAll, fixesOf } from "../language/actions.ts";
import { columnNames, type Fingerprints } from "./fingerprints.ts";

/** One record, by the names of its columns. */
export interface RecordValues {
  /** What the column says, without blanks around; undefined where the file has no such column. */
  value(name: string): string | undefined;
  /** It has as many cells as the header; else nobody knows which of them is a password. */
  readonly linesUp: boolean;
  readonly hasSecrets: boolean;
}

/** The records of some files, those with safe fixes mended. */
export class FixedRecords {
  /** For each file: the records that have fixes, written as a file of their own and mended. */
  readonly #copies: readonly (Sheet | undefined)[];
  readonly #rows = new Map<number, number>();
  readonly #names = new Map<Sheet, ReadonlyMap<string, number>>();

  /** `looked`: the numbers of the records that are going to be looked at. Reads nothing that has been read. */
  constructor(
    readonly records: Fingerprints,
    looked: Iterable<number>,
  ) {
    const fixable = records.sheets.map((): number[] => []);
    const faulty = new FaultyRows(records);
    for (const record of looked) {
      if (faulty.has(record)) fixable[records.sheet[record]!]!.push(record);
    }
    this.#copies = records.sheets.map((sheet, s) => this.#fixSafely(sheet, fixable[s]!));
  }

  /** Where a record stands in its file. */
  placeOf(record: number): { readonly sheet: Sheet; readonly at: RowAddress } {
    const { sheets, sheet, page, row } = this.records;
    return { sheet: sheets[sheet[record]!]!, at: { page: page[record]!, row: row[record]! } };
  }

  valuesOf(record: number): RecordValues {
    const { sheet, at } = this.placeOf(record);
    const copied = this.#rows.get(record);
    const copy = this.#copies[this.records.sheet[record]!];
    const width = cellsOf(sheet.document, at).length;
    if (copied === undefined || !copy) return this.#read(sheet, at, width);
    return this.#read(copy, rowAddress(copy, copied), width);
  }

  /** @param width how many cells the record itself has: one that was fixed has as many as the header, wherever they belong */
  #read(sheet: Sheet, at: RowAddress, width: number): RecordValues {
    const cells = cellsOf(sheet.document, at);
    const names = this.#namesOf(sheet);
    const text = (cell: Cell | undefined): string => trimBlanks(cell?.text ?? "");
    return {
      value: (name) => {
        const index = names.get(name);
        return index === undefined ? undefined : text(cells[index]);
      },
      linesUp: width === names.size,
      hasSecrets: sheet.hasSecrets,
    };
  }

  #namesOf(sheet: Sheet): ReadonlyMap<string, number> {
    let names = this.#names.get(sheet);
    if (!names) {
      names = new Map(columnNames(sheet).map((name, index) => [name, index]));
      this.#names.set(sheet, names);
    }
    return names;
  }

  /** Undefined where nothing is to be mended, or where mending would not leave record for record. */
  #fixSafely(sheet: Sheet, records: readonly number[]): Sheet | undefined {
    const { document, table } = sheet;
    if (records.length === 0 || document.dialect.delimiter !== table.delimiter) return undefined;
    const lines = records.map((record) => {
      const { at } = this.placeOf(record);
      return ended(rowText(document.pages[at.page]!, at.row));
    });
    const text = ended(document.header.text) + lines.join("");
    const fresh = openDocument(sheet.uri, text, document.dialect, 0);
    const copy = new Sheet(fresh, table, sheet.rules, {}, sheet.suppressions);
    copy.links = sheet.links?.for(copy);
    copy.advance(Number.POSITIVE_INFINITY);
    const { sheet: fixed } = fixAll(copy);
    const { records: counts, pages } = fixed.document;
    if (counts[pages.length]! !== records.length + 1) return undefined;
    records.forEach((record, i) => {
      this.#rows.set(record, i + 1);
    });
    return fixed;
  }
}

function rowAddress({ document }: Sheet, record: number): RowAddress {
  let page = 0;
  while (document.records[page + 1]! <= record) page++;
  return { page, row: record - document.records[page]! };
}

function ended(record: string): string {
  return /[\r\n]$/.test(record) ? record : `${record}\n`;
}

/** Which records have a fault with a safe fix: looked up page by page. */
class FaultyRows {
  #page = -1;
  #sheet = -1;
  #rows: ReadonlySet<number> = new Set();

  constructor(readonly records: Fingerprints) {}

  has(record: number): boolean {
    const { sheets, sheet, page, row } = this.records;
    if (this.#page !== page[record] || this.#sheet !== sheet[record]) {
      this.#page = page[record]!;
      this.#sheet = sheet[record]!;
      this.#rows = fixableRows(sheets[this.#sheet]!, this.#page);
    }
    return this.#rows.has(row[record]!);
  }
}

function fixableRows(sheet: Sheet, page: number): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const finding of sheet.pageFindings(page)) {
    if (finding.row < 0 || rows.has(finding.row)) continue;
    if (fixesOf(sheet, { page, finding }, false).some((fix) => fix.safe && !fix.command)) rows.add(finding.row);
  }
  return rows;
}
