/** Files as the sheets of a workbook: every cell a text, so that no zero is lost; and what a workbook cannot hold. */

import type { Sheet } from "../../core/checking/sheet.ts";
import { type Message, message } from "../../core/text/message.ts";
import { fileName, namesAmong } from "../../core/workspace/folders.ts";
import { lostLetters } from "../records/records.ts";
import { exportTable, type TableOptions } from "./export.ts";

/** What Excel's files hold at most. */
export const workbookLimits = { rows: 1_048_576, columns: 16_384, characters: 32_767, sheetName: 31 } as const;

export interface WorkbookSheet {
  readonly name: string;
  /** The header first. */
  readonly cells: readonly (readonly string[])[];
  /** Of each column, in characters. */
  readonly widths: readonly number[];
}

export interface Workbook {
  readonly sheets: readonly WorkbookSheet[];
  /** After the headers. */
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  /** Places that safe fixes changed. */
  readonly fixed: number;
  /** What keeps it from being made, in words. */
  readonly obstacle: Message | undefined;
}

const widthLimits = { least: 8, most: 48 };

/** One sheet a file, with all safe fixes made. */
export function workbookOf(
  files: readonly { readonly sheet: Sheet; readonly path: string }[],
  options: TableOptions,
): Workbook {
  const taken = new Set<string>();
  let obstacle: Message | undefined;
  const nameOf = namesAmong(files.map(({ path }) => path));
  const made = files.map(({ sheet, path }) => {
    const { header, rows, errors, warnings, fixed } = exportTable(sheet, options);
    const cells = [header, ...rows];
    obstacle ??= lostLetters(sheet, nameOf(path)) ?? obstacleIn(nameOf(path), cells);
    return {
      sheet: { name: sheetName(path, taken), cells, widths: widthsOf(cells) },
      rows: rows.length,
      errors,
      warnings,
      fixed,
    };
  });
  const sum = (count: (each: (typeof made)[number]) => number): number =>
    made.reduce((total, each) => total + count(each), 0);
  return {
    sheets: made.map(({ sheet }) => sheet),
    rows: sum(({ rows }) => rows),
    errors: sum(({ errors }) => errors),
    warnings: sum(({ warnings }) => warnings),
    fixed: sum(({ fixed }) => fixed),
    obstacle,
  };
}

function obstacleIn(file: string, cells: readonly (readonly string[])[]): Message | undefined {
  const { rows, columns, characters } = workbookLimits;
  if (cells.length > rows)
    return message("{0} has {1} rows, but an Excel sheet allows only {2}. Export it as CSV.", file, cells.length, rows);
  for (const [i, row] of cells.entries()) {
    if (row.length > columns)
      return message(
        "{0}, row {1} has {2} cells, but an Excel row allows only {3}. Export it as CSV.",
        file,
        i + 1,
        row.length,
        columns,
      );
    const long = row.findIndex((cell) => cell.length > characters);
    if (long < 0) continue;
    const column = cells[0]?.[long] ?? message("cell {0}", long + 1);
    return message(
      "{0}, row {1}: {2} has {3} characters, but an Excel cell allows only {4}. Shorten it, or export the file as CSV.",
      file,
      i + 1,
      column,
      row[long]!.length,
      characters,
    );
  }
  return undefined;
}

/** As Excel wants it: short, without signs that formulas use, its own word left aside, unlike all others in any case. */
function sheetName(path: string, taken: Set<string>): string {
  const stem = fileName(path).replace(/\.[^.]*$/, "");
  const clean = stem
    .replace(/[:\\/?*[\]\p{Cc}\p{Cs}]/gu, "_")
    .replace(/^'+|(?<!')'+$/g, "")
    .trim();
  const wanted = clean === "" || /^history$/i.test(clean) ? `${clean || "sheet"}_` : clean;
  let name = shortened(wanted, "");
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = shortened(wanted, ` ${n}`);
  taken.add(name.toLowerCase());
  return name;
}

function shortened(name: string, ending: string): string {
  const stem = name.slice(0, workbookLimits.sheetName - ending.length).replace(/[\ud800-\udbff]$/, "");
  return stem.replace(/(?<!')'+$/, "") + ending;
}

function widthsOf(cells: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of cells)
    row.forEach((cell, i) => {
      const longest = cell.includes("\n") ? Math.max(...cell.split("\n").map((line) => line.length)) : cell.length;
      widths[i] = Math.min(widthLimits.most, Math.max(widths[i] ?? widthLimits.least, longest + 2));
    });
  return Array.from(widths, (width) => width ?? widthLimits.least);
}
