/** Reads an export back with a parser that is not ours and compares it with what was meant: done means compared. */
import { shownRow } from "../../core/text/message-values.ts";
import type { Exported } from "../../features/export/export.ts";
import type { TextFormat } from "../../features/export/formats.ts";

/** What is different when the text is read back; undefined when nothing is. Cell texts are not repeated. */
export async function readBack(exported: Exported, format: TextFormat): Promise<string | undefined> {
  // A page for people, in which passwords are dots, is no copy of the file.
  if (format === "markdown") return undefined;
  const unwritable = format === "csv" ? unquotable(exported) : undefined;
  if (unwritable !== undefined) return unwritable;
  const read = format === "csv" ? await readCsv(exported) : readObjects(exported, format);
  if (typeof read === "string") return read;
  const { cells } = exported;
  if (read.length !== cells.length) {
    return `It was written with ${cells.length} rows, the header among them, but read back with ${read.length}.`;
  }
  for (let row = 0; row < cells.length; row++) {
    const written = cells[row]!;
    const again = read[row]!;
    if (again.length !== written.length) {
      return `Row ${shownRow(row)} was written with ${written.length} cells but read back with ${again.length}.`;
    }
    const cell = written.findIndex((text, i) => text !== again[i]);
    if (cell >= 0) return `Row ${shownRow(row)}, cell ${cell + 1} says something else when it is read back.`;
  }
  return undefined;
}

/** Which cell needs quotes in a file whose importer knows none. */
function unquotable({ cells, delimiter, raw }: Exported): string | undefined {
  if (!raw) return undefined;
  for (const [row, texts] of cells.entries()) {
    const cell = texts.findIndex((text) => text.includes(delimiter) || /[\r\n]/.test(text));
    if (cell < 0) continue;
    const place = `Row ${shownRow(row)}, ${cells[0]?.[cell] || `cell ${cell + 1}`}`;
    return texts[cell]!.includes(delimiter)
      ? `${place} holds "${delimiter}", and the importer splits there, quotes or not. Take it out first.`
      : `${place} goes over several lines, and the importer takes each for a row. Put it on one line first.`;
  }
  return undefined;
}

async function readCsv({ text, delimiter, raw }: Exported): Promise<readonly (readonly string[])[] | string> {
  if (text === "") return [];
  // Taken only when it is needed: the server must start fast.
  const { parse } = await import("csv-parse/sync");
  try {
    const quote = raw ? false : '"';
    return parse(text, { delimiter, quote, relax_column_count: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    return `It cannot be read back${code}.`;
  }
}

function readObjects({ text, cells }: Exported, format: "json" | "ndjson"): readonly (readonly string[])[] | string {
  const read: unknown =
    format === "json" ? JSON.parse(text) : text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  if (!Array.isArray(read)) return "It does not read back as a list of rows.";
  const names = cells[0] ?? [];
  const rows = read.map((row: object) => {
    const members = new Map<string, unknown>(Object.entries(row));
    return names.flatMap((name) => (members.has(name) ? [String(members.get(name))] : []));
  });
  return [names, ...rows];
}
