/** Whether an export is an import file but for the names of its columns: then its header is changed in place, and nothing else. */
import type { Table } from "../../core/filetypes/table.ts";
import { trimBlanks } from "../../core/text/text.ts";
import { Mapper } from "./map-rows.ts";
import { columnsOf, type Mapping, missingColumns, type Source } from "./mapping.ts";

/** A column of the header that gets another name. */
export interface RenamedColumn {
  /** Which column of the export, from 0. */
  readonly index: number;
  readonly from: string;
  readonly to: string;
}

export interface HeaderRename {
  /** Those whose name is not right already; at least one. */
  readonly columns: readonly RenamedColumn[];
  /** Columns that stay as they are, because nothing is made of them. */
  readonly unused: readonly string[];
}

/**
 * The new names, where they are all that a mapping changes in the rows that were read; undefined where it changes, adds or
 * leaves out anything else, or where the importer would read the file in another way.
 */
export function headerRename(mapping: Mapping, source: Source, tables: readonly Table[]): HeaderRename | undefined {
  const [plan, ...others] = mapping.rows;
  const table = tables.find(({ name }) => name === plan?.file);
  if (!plan || !table || others.length > 0 || plan.when !== undefined || mapping.skip !== undefined) return undefined;
  if (source.header !== 1 || source.encoding !== "utf-8" || source.delimiter !== table.delimiter) return undefined;
  if (table.raw || source.quote !== '"' || missingColumns(mapping, source).length > 0) return undefined;
  if (table.columns.some(({ field, required }) => required && plan.columns[field.name] === undefined)) return undefined;
  // An ID that is what identifies people is a copy, too.
  const names = Object.entries(plan.columns).map(([to, part]) => ({
    to,
    from: typeof part === "object" && "id" in part ? (mapping.key ?? []) : columnsOf(part),
  }));
  const used = new Set(names.flatMap(({ from }) => from));
  if (names.some(({ from }) => from.length !== 1) || used.size !== names.length) return undefined;
  const unused = source.columns.filter((name) => !used.has(name));
  // A column that nothing is made of would be read by the importer.
  if (unused.some((name) => table.byName.has(name))) return undefined;
  if (!isCopied(mapping, source, tables, names)) return undefined;
  const columns = names
    .map(({ to, from: [from = ""] }) => ({ index: source.columns.indexOf(from), from, to }))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => a.index - b.index);
  return columns.length === 0 ? undefined : { columns, unused };
}

/** Whether every cell is what it was, and every row is there. */
function isCopied(
  mapping: Mapping,
  source: Source,
  tables: readonly Table[],
  names: readonly { readonly to: string; readonly from: readonly string[] }[],
): boolean {
  const mapper = new Mapper(mapping, source, tables);
  mapper.add(source.rows);
  const { files, skipped } = mapper.mapped();
  const [file] = files;
  if (skipped.length > 0 || !file || file.cells.length !== source.rows.length + 1) return false;
  const [header = [], ...rows] = file.cells;
  return names.every(({ to, from: [from = ""] }) => {
    const made = header.indexOf(to);
    const at = source.columns.indexOf(from);
    return rows.every((cells, i) => made < 0 || cells[made] === trimBlanks(source.rows[i]?.cells[at] ?? ""));
  });
}
