/** Reads an export back with a parser that is not ours and compares it with what was meant: done means compared. */
import { Message, message } from "../../core/text/message.ts";
import { shownRow } from "../../core/text/message-values.ts";
import type { Exported } from "../../features/export/export.ts";
import type { TextFormat } from "../../features/export/formats.ts";

/** What is different when the text is read back; undefined when nothing is. Cell texts are not repeated. */
export async function readBack(exported: Exported, format: TextFormat): Promise<Message | undefined> {
  // A page for people, in which passwords are dots, is no copy of the file.
  if (format === "markdown") return undefined;
  const unwritable = format === "csv" ? unquotable(exported) : undefined;
  if (unwritable !== undefined) return unwritable;
  const read = format === "csv" ? await readCsv(exported) : readObjects(exported, format);
  if (read instanceof Message) return read;
  const { cells } = exported;
  if (read.length !== cells.length) {
    return message("{0} rows were written, but {1} were read back.", cells.length, read.length);
  }
  for (let row = 0; row < cells.length; row++) {
    const written = cells[row]!;
    const again = read[row]!;
    if (again.length !== written.length) {
      return message(
        "Row {0} was written with {1} cells, but read back with {2}.",
        shownRow(row),
        written.length,
        again.length,
      );
    }
    const cell = written.findIndex((text, i) => text !== again[i]);
    if (cell >= 0) return message("Row {0}, cell {1} reads back differently.", shownRow(row), cell + 1);
  }
  return undefined;
}

/** Which cell needs quotes in a file whose importer knows none. */
function unquotable({ cells, delimiter, raw, escapes = false }: Exported): Message | undefined {
  if (!raw) return undefined;
  for (const [row, texts] of cells.entries()) {
    const cell = texts.findIndex((text) => (text.includes(delimiter) && !escapes) || /[\r\n]/.test(text));
    if (cell < 0) continue;
    const place = message("Row {0}, {1}", shownRow(row), cells[0]?.[cell] || message("cell {0}", cell + 1));
    return texts[cell]!.includes(delimiter) && !escapes
      ? message(
          '{0} contains "{1}", and the importer splits the row there even in quotes. Remove it first.',
          place,
          delimiter,
        )
      : message("{0} spans several lines, and the importer reads each line as a row. Put it on one line first.", place);
  }
  return undefined;
}

async function readCsv(exported: Exported): Promise<readonly (readonly string[])[] | Message> {
  const { delimiter, raw, escapes, above = "" } = exported;
  const text = exported.text.slice(above.length);
  if (text === "") return [];
  if (escapes) return readEscaped(text, delimiter);
  // Taken only when it is needed: the server must start fast.
  const { parse } = await import("csv-parse/sync");
  try {
    const quote = raw ? false : '"';
    return parse(text, { delimiter, quote, relax_column_count: true });
  } catch (error) {
    return error instanceof Error && "code" in error
      ? message("It can't be read back ({0}).", String(error.code))
      : message("It can't be read back.");
  }
}

/** Lines of cells in which a backslash takes the meaning from the character after it, which the parser knows inside quotes only. */
function readEscaped(text: string, delimiter: string): string[][] {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line !== "");
  return lines.map((line) => {
    const cells: string[] = [];
    let cell = "";
    for (let at = 0; at < line.length; at++) {
      if (line[at] === delimiter) {
        cells.push(cell);
        cell = "";
      } else cell += line[at] === "\\" ? (line[++at] ?? "") : line[at]!;
    }
    return [...cells, cell];
  });
}

function readObjects({ text, cells }: Exported, format: "json" | "ndjson"): readonly (readonly string[])[] | Message {
  const read: unknown =
    format === "json" ? JSON.parse(text) : text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  if (!Array.isArray(read)) return message("It doesn't read back as a list of rows.");
  const names = cells[0] ?? [];
  const rows = read.map((row: object) => {
    const members = new Map<string, unknown>(Object.entries(row));
    return names.flatMap((name) => (members.has(name) ? [String(members.get(name))] : []));
  });
  return [names, ...rows];
}
