/** Workbooks as bytes, read back before they are handed out. A bundle of its own: nothing else needs the library, and few ask for it. */
import { strFromU8, unzipSync } from "fflate";
import writeXlsxFile from "write-excel-file/universal";

/** A sheet: every cell is a text. */
export interface XlsxSheet {
  readonly name: string;
  /** The header first. */
  readonly cells: readonly (readonly string[])[];
  /** In characters. */
  readonly widths: readonly number[];
}

/** Writes a workbook. Throws when it does not read back as what was meant. */
export async function writeXlsx(sheets: readonly XlsxSheet[]): Promise<Uint8Array> {
  const file = writeXlsxFile(
    sheets.map(({ name, cells, widths }) => ({
      sheet: name,
      stickyRowsCount: 1,
      columns: widths.map((width) => ({ width })),
      data: cells.map((row, i) =>
        row.map((cell) =>
          cell === ""
            ? null
            : { value: encoded(cell), type: String, format: "@", ...(i === 0 ? { fontWeight: "bold" as const } : {}) },
        ),
      ),
    })),
  );
  const bytes = new Uint8Array(await (await file.toBlob()).arrayBuffer());
  readXlsx(bytes).forEach((cells, i) => {
    if (!same(sheets[i]!.cells, cells)) throw new Error("the workbook reads back differently");
  });
  return bytes;
}

/** What XML cannot hold, or would change, is written as Excel writes it: `_x000D_`; a text that looks like that is kept apart. */
function encoded(text: string): string {
  return text
    .replace(/_(?=x[\dA-Fa-f]{4}_)/g, "_x005F_")
    .replace(
      /[^\t\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffc\u{10000}-\u{10ffff}]/gu,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
    );
}

function decoded(text: string): string {
  return text
    .replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => entities[entity]!)
    .replace(/_x([\dA-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&amp;": "&",
};

/** The texts of each sheet, by row and cell; cells that are not there are left out at the end. */
function readXlsx(bytes: Uint8Array): Map<number, string>[][] {
  const parts = unzipSync(bytes);
  const part = (name: string): string => strFromU8(parts[name] ?? new Uint8Array());
  const texts = [...part("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map(([, item]) =>
    decoded(/<t[^>]*>(.*?)<\/t>/s.exec(item!)?.[1] ?? ""),
  );
  const names = Object.keys(parts).filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name));
  return names
    .sort((a, b) => numberIn(a) - numberIn(b))
    .map((name) => {
      const rows: Map<number, string>[] = [];
      for (const [, column, row, value] of part(name).matchAll(/<c r="([A-Z]+)(\d+)"[^>]*t="s"[^>]*><v>(\d+)<\/v>/g)) {
        const index = Number(row) - 1;
        rows[index] ??= new Map();
        rows[index].set(columnIn(column!), texts[Number(value)] ?? "");
      }
      return rows;
    });
}

function numberIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0]);
}

function columnIn(letters: string): number {
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function same(cells: readonly (readonly string[])[], read: readonly Map<number, string>[]): boolean {
  return cells.every((row, i) => row.every((cell, j) => (read[i]?.get(j) ?? "") === cell));
}
