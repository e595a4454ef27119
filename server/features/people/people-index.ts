/** Which people of a file are asked for: all, those about whom some word is said in any file, those with problems. */

import type { Sheet } from "../../core/checking/sheet.ts";
import type { Meaning } from "../../core/filetypes/file-type.ts";
import { firstRow, rowCount } from "../records/cells.ts";
import { holdersOf, rowNumbered } from "../records/records.ts";
import { matcherOf, type Slices, valueIn, walkPage } from "../records/walk.ts";
import type { PeopleReader } from "./people.ts";

export interface PeopleQuery {
  /** Words that must all be said of the person, in any of the files; case does not count. */
  readonly text: string;
  /** Only people with problems in their rows. */
  readonly problems: boolean;
}

/** The records (from the file's first, 0-based) of the people who are asked for, in order. Passwords are not searched. */
export function* peopleIndex(sheet: Sheet, reader: PeopleReader, query: PeopleQuery): Slices<Int32Array> {
  const wanted = new Uint8Array(rowCount(sheet.document));
  for (let p = 0; p < sheet.document.pages.length; p++) {
    walkPage(sheet, p, ({ row, blank }) => {
      if (!blank) wanted[row] = 1;
    });
    yield;
  }
  for (const word of query.text.split(/\s+/).filter((each) => each !== "")) {
    const said = new Uint8Array(wanted.length);
    yield* markSaid(sheet, reader, word, said);
    for (let row = 0; row < wanted.length; row++) wanted[row]! &= said[row]!;
  }
  if (query.problems) {
    const faulty = new Uint8Array(wanted.length);
    yield* markFaulty(sheet, reader, faulty);
    for (let row = 0; row < wanted.length; row++) wanted[row]! &= faulty[row]!;
  }
  const first = firstRow(sheet.document);
  const records: number[] = [];
  for (let row = 0; row < wanted.length; row++) if (wanted[row]) records.push(first + row);
  return Int32Array.from(records);
}

/** Marks the people of whom a word is said: in their own rows, in rows that name them, in the groups they are in. */
function* markSaid(sheet: Sheet, reader: PeopleReader, word: string, said: Uint8Array): Slices<void> {
  yield* visitFitting(sheet, word, undefined, (row) => {
    said[row] = 1;
  });
  const groups = new Set<string>();
  for (const group of reader.joined.filter(({ table }) => table.document.rows === "groups")) {
    const id = cellOf(group, "group");
    yield* visitFitting(group, word, undefined, (_, value) => groups.add(value(id)));
  }
  for (const joined of linked(sheet, reader)) {
    const member = joined.sheet.binding?.indexOf(joined.field) ?? -1;
    const among = groups.size > 0 ? { cell: cellOf(joined.sheet, "group"), values: groups } : undefined;
    yield* visitFitting(joined.sheet, word, among, (_, value) => mark(sheet, joined.key, value(member), said));
  }
}

/** Visits the rows in which some cell says a word, or one cell is among some values. */
function* visitFitting(
  sheet: Sheet,
  word: string,
  among: { readonly cell: number; readonly values: ReadonlySet<string> } | undefined,
  visit: (row: number, value: (cell: number) => string) => void,
): Slices<void> {
  const matcher = matcherOf(sheet, word);
  const width = sheet.binding?.columns.length ?? 0;
  for (let p = 0; p < sheet.document.pages.length; p++) {
    const within = among ? () => true : matcher.within(sheet.document.pages[p]!.text);
    if (within) {
      walkPage(
        sheet,
        p,
        (row) => {
          const value = (cell: number): string => (cell < 0 ? "" : valueIn(row, cell));
          let fits = among !== undefined && among.cell >= 0 && among.values.has(value(among.cell));
          for (let cell = 0; cell < width && !fits; cell++) fits = matcher.fits(row, cell);
          if (fits && !row.blank) visit(row.row, value);
        },
        within,
      );
    }
    yield;
  }
}

/** Marks the people with problems in their own rows or in rows that name them. */
function* markFaulty(sheet: Sheet, reader: PeopleReader, faulty: Uint8Array): Slices<void> {
  const first = firstRow(sheet.document);
  for (let p = 0; p < sheet.document.pages.length; p++) {
    for (const { row } of sheet.pageFindings(p)) if (row >= 0) faulty[sheet.document.records[p]! + row - first] = 1;
    yield;
  }
  for (const joined of linked(sheet, reader)) {
    const { document } = joined.sheet;
    for (let p = 0; p < document.pages.length; p++) {
      const rows = new Set(joined.sheet.pageFindings(p).map(({ row }) => row));
      for (const row of rows) {
        const found = row >= 0 ? rowNumbered(joined.sheet, document.records[p]! + row) : undefined;
        if (found) mark(sheet, joined.key, found.value(joined.field), faulty);
      }
      yield;
    }
  }
}

/** Files whose rows name people of another one, and by which of its fields. */
function linked(sheet: Sheet, reader: PeopleReader): { sheet: Sheet; field: string; key: string }[] {
  return reader.joined.flatMap((joined) => {
    const link = joined.table.document.foreignKeys?.find(({ reference }) => reference.table === sheet.table.name);
    return link ? [{ sheet: joined, field: link.field, key: link.reference.field }] : [];
  });
}

function mark(sheet: Sheet, key: string, value: string, marks: Uint8Array): void {
  const first = firstRow(sheet.document);
  for (const { at } of holdersOf(sheet, key, value)) marks[sheet.document.records[at.page]! + at.row - first] = 1;
}

function cellOf(sheet: Sheet, means: Meaning): number {
  return sheet.binding?.columns.findIndex((column) => column?.field.means === means) ?? -1;
}
