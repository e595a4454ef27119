/** Mappings that somebody keeps beside an export: found by the columns they name, whatever they are called. */
import fs from "node:fs";
import path from "node:path";
import type { Table } from "../../core/filetypes/table.ts";
import { byCodeUnits } from "../../core/text/text.ts";
import {
  columnsUsed,
  type Mapping,
  type MissingColumn,
  missingColumns,
  type Source,
} from "../../features/mapping/mapping.ts";
import { readGuarded } from "../reading/guarded-file.ts";
import { mappingBytesMost, readMapping } from "./mapping-file.ts";
import { mappingSuffix } from "./mapping-name.ts";

export interface KeptMapping {
  /** Absolute. */
  readonly path: string;
  readonly mapping: Mapping;
  /** How many columns it names. */
  readonly columns: number;
  /** Columns that it names and the export lacks. */
  readonly missing: readonly MissingColumn[];
}

/** Where the mapping of an export is kept when nobody says otherwise: `hr.csv` has `hr.csv-mapping.json` beside it. */
export function usualMappingPath(exportFile: string): string {
  const { dir, name } = path.parse(exportFile);
  return path.join(dir, `${name}${mappingSuffix}`);
}

/**
 * The mappings in the folder of an export that lead to a file type and fit the export: its key is there, and at least
 * half of what they name. The best first: the one that lacks least, then that names most, then the newest.
 */
export function keptMappings(
  exportFile: string,
  source: Pick<Source, "columns">,
  to: string,
  tables: readonly Table[],
): KeptMapping[] {
  const folder = path.dirname(path.resolve(exportFile));
  const found = mappingFiles(folder).flatMap((name): (KeptMapping & { readonly changed: number })[] => {
    const file = path.join(folder, name);
    const mapping = mappingAt(file, tables);
    if (mapping?.to !== to) return [];
    const missing = missingColumns(mapping, source);
    const columns = columnsUsed(mapping).length;
    const lacksKey = mapping.key?.some((each) => missing.some((column) => column.name === each)) === true;
    if (lacksKey || missing.length * 2 > columns) return [];
    return [{ path: file, mapping, columns, missing, changed: fs.statSync(file).mtimeMs }];
  });
  return found.sort(
    (a, b) =>
      a.missing.length - b.missing.length ||
      b.columns - a.columns ||
      b.changed - a.changed ||
      byCodeUnits(a.path, b.path),
  );
}

/** The names of the other mappings there that lead to a file type: they were made for exports with other columns. */
export function unfitMappings(
  exportFile: string,
  fitting: readonly KeptMapping[],
  to: string,
  tables: readonly Table[],
): string[] {
  const folder = path.dirname(path.resolve(exportFile));
  const fit = new Set(fitting.map((each) => path.basename(each.path)));
  return mappingFiles(folder).filter((name) => !fit.has(name) && mappingAt(path.join(folder, name), tables)?.to === to);
}

function mappingFiles(folder: string): string[] {
  try {
    return fs.readdirSync(folder).filter((name) => name.endsWith(mappingSuffix));
  } catch {
    return [];
  }
}

/** Undefined when it is none, or has faults. */
function mappingAt(file: string, tables: readonly Table[]): Mapping | undefined {
  try {
    const text = readGuarded(file, { within: path.dirname(file), bytesMost: mappingBytesMost });
    return readMapping(text, tables).mapping;
  } catch {
    return undefined;
  }
}
