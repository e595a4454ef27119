/** A CSV file of any kind, read with csv-parse: its encoding, delimiter and quotes guessed and said, lines above the header passed over. */
import { isUtf8 } from "node:buffer";
import type { Source } from "../../features/mapping/mapping.ts";

/** What a mapping may say of its source instead of leaving it to a guess. */
export interface SourceOptions {
  /** As encodings are called on the web: `utf-8`, `windows-1252`, `utf-16le`. */
  readonly encoding?: string;
  readonly delimiter?: string;
  /** "" for none. */
  readonly quote?: string;
  /** The line of the header, from 1. */
  readonly header?: number;
}

/** The file cannot be read as a table; the message says why and where. */
export class SourceError extends Error {}

/** A record as csv-parse hands it over with `info`. */
interface ParsedRecord {
  readonly record: readonly string[];
  /** `lines`: read up to its end. */
  readonly info: { readonly lines: number };
}

const delimiters = [",", ";", "\t", "|"] as const;
/** So many lines are looked at to find out how a file is written. */
const linesLookedAt = 60;
const columnsMax = 2_000;

/** Reads a file's bytes. Throws a `SourceError`. */
export async function readSource(bytes: Uint8Array, options: SourceOptions = {}): Promise<Source> {
  const encoding = options.encoding ?? encodingOf(bytes);
  const text = decode(bytes, encoding);
  if (text.trim() === "") throw new SourceError("The file is empty.");
  const odd = text.slice(0, 4096).match(/[^\P{Cc}\s]/gu)?.length ?? 0;
  if (odd > 8) throw new SourceError("This is no text: save the table as CSV first.");
  const named = /^sep=(.)\r?\n/i.exec(text);
  const body = named ? text.slice(named[0].length) : text;
  const skipped = named ? 1 : 0;
  // Taken only when it is needed.
  const { parse } = await import("csv-parse/sync");
  const read = (part: string, delimiter: string, quote: string | false): ParsedRecord[] =>
    parse(part, {
      delimiter,
      quote,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as ParsedRecord[];
  const front = frontOf(body);
  const quote = options.quote ?? (quotesLike(front, "'") ? "'" : '"');
  const delimiter =
    options.delimiter ?? named?.[1] ?? likeliest(front, (each) => read(front, each, quote === "" ? false : quote));
  const records = attempt(
    () => read(body, delimiter, quote === "" ? false : quote),
    () => lastOpened(body, delimiter, quote) + skipped,
  );
  return tableOf(records, { encoding, delimiter, quote, skipped }, options.header);
}

function attempt(read: () => ParsedRecord[], lineOfQuote: () => number): ParsedRecord[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "CSV_QUOTE_NOT_CLOSED")
      throw new SourceError(
        `A quote is opened in line ${lineOfQuote()} and never closed: everything after it would be one cell. Close it, or take it out.`,
      );
    throw new SourceError("The file cannot be read as a table.");
  }
}

/** The line of the last quote that opens a cell: the one that nothing closes. */
function lastOpened(text: string, delimiter: string, quote: string): number {
  let line = 1;
  let opened = 1;
  let inside = false;
  for (let i = 0; i < text.length; i++) {
    const before = i === 0 ? "\n" : text[i - 1]!;
    if (text[i] === "\n") line++;
    else if (text[i] !== quote) continue;
    else if (!inside && (before === delimiter || before === "\n" || before === "\r")) {
      inside = true;
      opened = line;
    } else if (inside && text[i + 1] === quote) i++;
    else inside = false;
  }
  return opened;
}

/** By its mark, by its zeros, by whether it is UTF-8; else what Windows writes in the west. */
export function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const zeros = [0, 0];
  const length = Math.min(bytes.length & ~1, 2048);
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i & 1]!++;
  if (zeros[1]! > length * 0.3 && zeros[0]! < length * 0.1) return "utf-16le";
  if (zeros[0]! > length * 0.3 && zeros[1]! < length * 0.1) return "utf-16be";
  return isUtf8(bytes) ? "utf-8" : "windows-1252";
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    throw new SourceError(`There is no encoding "${encoding}".`);
  }
}

function frontOf(text: string): string {
  let end = 0;
  for (let line = 0; line < linesLookedAt && end >= 0; line++) end = text.indexOf("\n", end + 1);
  return end < 0 ? text : text.slice(0, end);
}

function quotesLike(text: string, quote: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  return (
    !text.includes('"') &&
    lines.filter((line) => line.startsWith(quote) && line.endsWith(quote)).length * 2 > lines.length
  );
}

/** The delimiter that gives most lines the same number of cells, and many of them. */
function likeliest(front: string, read: (delimiter: string) => ParsedRecord[]): string {
  let best: { delimiter: string; score: number } = { delimiter: ",", score: 0 };
  for (const delimiter of delimiters) {
    let widths: number[];
    try {
      widths = read(delimiter).map(({ record }) => record.length);
    } catch {
      // A quote that the front cuts in two, or that nothing closes: lines tell enough.
      widths = front.split(/\r?\n/).map((line) => line.split(delimiter).length);
    }
    const { width, count } = commonest(widths);
    const score = width < 2 ? 0 : (count / widths.length) * Math.min(width, 40);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function commonest(widths: readonly number[]): { width: number; count: number } {
  const counts = new Map<number, number>();
  for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [width = 1, count = 0] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  return { width, count };
}

function tableOf(
  records: readonly ParsedRecord[],
  how: { encoding: string; delimiter: string; quote: string; skipped: number },
  headerLine: number | undefined,
): Source {
  const lineOf = ({ info, record }: ParsedRecord): number =>
    info.lines - record.join("").split("\n").length + 1 + how.skipped;
  const { width } = commonest(records.slice(0, linesLookedAt).map(({ record }) => record.length));
  const at =
    headerLine === undefined
      ? records.findIndex(
          ({ record }) => record.length >= width && record.filter((cell) => cell.trim() !== "").length * 2 > width,
        )
      : records.findIndex((each) => lineOf(each) === headerLine);
  const header = records[at];
  if (!header)
    throw new SourceError(
      headerLine === undefined ? "There is no header." : `There is no header in line ${headerLine}.`,
    );
  if (header.record.length > columnsMax)
    throw new SourceError(`The header has ${header.record.length} columns: this is no table of people.`);
  const columns = uniqueNames(header.record);
  if (looksLikeData(header.record))
    throw new SourceError(
      `Line ${lineOf(header)} should be the header, but it looks like a person's row. Add a line with the names of the columns above it.`,
    );
  return {
    encoding: how.encoding,
    delimiter: how.delimiter,
    quote: how.quote,
    header: lineOf(header),
    columns,
    rows: records.slice(at + 1).map((each) => ({ line: lineOf(each), cells: each.record })),
  };
}

/** Names of columns are no addresses and no numbers. */
function looksLikeData(names: readonly string[]): boolean {
  const filled = names.filter((name) => name.trim() !== "");
  return (
    filled.some((name) => /^[^\s@]+@[^\s@]+\.[a-z]+$/i.test(name.trim())) ||
    filled.every((name) => /^[\d\s.,/-]+$/.test(name))
  );
}

/** Nameless columns get a number, and so do the later ones of a name that is there several times. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, i) => {
    const plain = name.normalize("NFC").replace(/\s+/g, " ").trim() || `column ${i + 1}`;
    let free = plain;
    for (let n = 2; taken.has(free); n++) free = `${plain} (${n})`;
    taken.add(free);
    return free;
  });
}
