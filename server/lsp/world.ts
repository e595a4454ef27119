/** What hovers and completions may ask about other files: the record behind an id, the ids there are. */
import { type Cell, cellsOf, rowByNumber } from "../core/document.ts";
import type { Sheet } from "../core/sheet.ts";
import type { Reference, ReferencedRecord, World } from "../features/place.ts";
import type { Session } from "./session.ts";

/** Ids on offer at once. */
const candidatesMax = 50;
/** Records looked at for one list of ids. */
const searchMax = 5000;
/** Things told of a record. */
const factsMax = 4;

/** The world as seen from one sheet: its own set of files. */
export function worldOf(session: Session, sheet: Sheet): World {
  return {
    now: Date.now(),
    record: (table, field, value) => {
      for (const target of targetsOf(session, sheet, table)) {
        const found = recordOf(target, field, value);
        if (found) return found;
      }
      return undefined;
    },
    candidates: (table, field, query) =>
      targetsOf(session, sheet, table)
        .flatMap((target) => candidatesIn(target, field, query))
        .slice(0, candidatesMax),
  };
}

function targetsOf(session: Session, sheet: Sheet, table: string): readonly Sheet[] {
  return sheet.table.name === table ? [sheet] : session.workspace.find(sheet, table);
}

function recordOf(sheet: Sheet, field: string, value: string): ReferencedRecord | undefined {
  const key = sheet.keyOf(field);
  const record = key < 0 ? undefined : sheet.holdersOf(key, value)[0];
  if (record === undefined) return undefined;
  const row = rowOf(sheet, record);
  if (!row) return undefined;
  const known = new Set([field, ...nameFields(sheet)]);
  const facts = sheet.binding!.columns.flatMap((column, i) => {
    const text = row.cells[i]?.text ?? "";
    if (!column || known.has(column.field.name) || column.field.type === "password" || text === "") return [];
    const label = column.values.get(text)?.label;
    return [{ title: column.field.title, value: label === undefined ? text : `${text} (${label})` }];
  });
  return {
    name: nameIn(sheet, row.cells),
    where: `${fileName(sheet)}, line ${row.line + 1}`,
    facts: facts.slice(0, factsMax),
  };
}

function rowOf(sheet: Sheet, record: number): { cells: Cell[]; line: number } | undefined {
  const { document } = sheet;
  const at = rowByNumber(document, record);
  if (!at) return undefined;
  const page = document.pages[at.page]!;
  const before = page.text.slice(0, page.rows[at.row]!).match(/\r\n|\r|\n/g)?.length ?? 0;
  return { cells: cellsOf(document, at), line: document.lines[at.page]! + before };
}

/** Ids that hold what was typed, or whose row does; in the order of the file. */
function candidatesIn(sheet: Sheet, field: string, query: string): Reference[] {
  const { document, binding } = sheet;
  const cell = binding?.indexOf(field) ?? -1;
  if (cell < 0) return [];
  const wanted = query.toLowerCase();
  const found: Reference[] = [];
  let looked = 0;
  for (let p = 0; p < document.pages.length && found.length < candidatesMax && looked < searchMax; p++) {
    const page = document.pages[p]!;
    if (wanted !== "" && !page.text.toLowerCase().includes(wanted)) continue;
    for (let row = 0; row < page.rows.length && found.length < candidatesMax && looked < searchMax; row++) {
      if (p === document.header.page && row <= document.header.row) continue;
      looked++;
      const cells = cellsOf(document, { page: p, row });
      const value = cells[cell]?.text.trim() ?? "";
      const name = nameIn(sheet, cells);
      if (value === "" || !`${value}\n${name}`.toLowerCase().includes(wanted)) continue;
      found.push({ value, name, words: [name].filter((word) => word !== "") });
    }
  }
  return found;
}

/** The columns that say what a row is called. */
function nameFields(sheet: Sheet): readonly string[] {
  const known = sheet.table.byName;
  for (const names of [["name"], ["first_name", "last_name"], ["firstName", "lastName"]]) {
    if (names.every((name) => known.has(name))) return names;
  }
  return [];
}

function nameIn(sheet: Sheet, cells: readonly Cell[]): string {
  const parts = nameFields(sheet).map((name) => cells[sheet.binding?.indexOf(name) ?? -1]?.text.trim() ?? "");
  return parts.filter((part) => part !== "").join(" ");
}

function fileName(sheet: Sheet): string {
  const { uri } = sheet;
  return decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
}
