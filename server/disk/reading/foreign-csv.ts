/** A CSV file of any kind, read with csv-parse: its encoding, delimiter and quotes guessed and said, lines above the header passed over. */

import { isUtf8 } from "node:buffer";
import { isRowOfValues, mayBePassword } from "../../core/filetypes/column-names.ts";
import { message, ReasonError } from "../../core/text/message.ts";
import type { Source, SourceRow } from "../../features/mapping/mapping.ts";

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
export class SourceError extends ReasonError {}

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

/** How a file is written, and its text without what stands above all columns. */
interface ParsedText {
  readonly encoding: string;
  readonly delimiter: string;
  readonly quote: string;
  /** Lines that were cut off in front. */
  readonly skipped: number;
  readonly body: string;
}

/** Reads a file's bytes, all at once. Throws a `SourceError`. */
export async function readSource(bytes: Uint8Array, options: SourceOptions = {}): Promise<Source> {
  const read = await parser();
  const written = writtenHow(bytes, options, read);
  return tableOf(recordsIn(written, read), written, options.header);
}

/** An export whose head is read. */
export interface OpenedSource {
  /** With its first rows. */
  readonly head: Source;
  /** All rows are in the head. */
  readonly whole: boolean;
  /** The other rows in portions of some milliseconds. Throws a `SourceError`. */
  rest(): AsyncGenerator<readonly SourceRow[], void>;
}

/** So much text is read for the head of a file. */
const headMax = 256 * 1024;

/** Reads the head of a file, so that somebody can look at it, and the rest when it is asked for. Throws a `SourceError`. */
export async function openSource(bytes: Uint8Array, options: SourceOptions = {}): Promise<OpenedSource> {
  const read = await parser();
  const written = writtenHow(bytes, options, read);
  const { body } = written;
  if (body.length <= headMax) {
    const head = tableOf(recordsIn(written, read), written, options.header);
    return { head, whole: true, rest: nothingMore };
  }
  // The last record may be cut in two: it is read with the rest.
  const front = { ...written, body: `${body.slice(0, headMax)}${closing(body.slice(0, headMax), written)}` };
  const all = tableOf(recordsIn(front, read), written, options.header);
  const head = { ...all, rows: all.rows.slice(0, -1) };
  return { head, whole: false, rest: () => restOf(written, head) };
}

async function* nothingMore(): AsyncGenerator<readonly SourceRow[], void> {
  // The head is all.
}

/** A quote that the cut left open. */
function closing(text: string, { quote }: ParsedText): string {
  return quote !== "" && text.split(quote).length % 2 === 0 ? quote : "";
}

/** So much text is parsed in one turn. */
const portion = 64 * 1024;

async function* restOf(
  { body, delimiter, quote, skipped }: ParsedText,
  head: Source,
): AsyncGenerator<readonly SourceRow[], void> {
  const { parseStream } = await import("../libraries/csv.ts");
  const stream = parseStream({ ...parseOptions, delimiter, quote: quote === "" ? false : quote });
  let failed: Error | undefined;
  stream.on("error", (error: Error) => {
    failed = error;
  });
  const last = head.rows.at(-1)?.line ?? head.header;
  const take = (): SourceRow[] => {
    const rows: SourceRow[] = [];
    for (let next = stream.read() as ParsedRecord | null; next !== null; next = stream.read() as ParsedRecord | null) {
      const line = lineOf(next, skipped);
      if (line > last) rows.push({ line, cells: next.record });
    }
    return rows;
  };
  for (let at = 0; at < body.length; at += portion) {
    stream.write(body.slice(at, at + portion));
    await turn();
    if (failed) throw sourceError(failed, () => lastOpened(body, delimiter, quote) + skipped);
    const rows = take();
    if (rows.length > 0) yield rows;
  }
  stream.end();
  await turn();
  if (failed) throw sourceError(failed, () => lastOpened(body, delimiter, quote) + skipped);
  const rows = take();
  if (rows.length > 0) yield rows;
}

/** Lets what is due run: other requests, and the parser's own events. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const parseOptions = { relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true } as const;

type Parse = (text: string, delimiter: string, quote: string | false) => ParsedRecord[];

/** The parser, loaded when it is needed. */
async function parser(): Promise<Parse> {
  const { parse } = await import("csv-parse/sync");
  return (text, delimiter, quote) => parse(text, { ...parseOptions, delimiter, quote }) as unknown as ParsedRecord[];
}

function writtenHow(bytes: Uint8Array, options: SourceOptions, read: Parse): ParsedText {
  const encoding = options.encoding ?? encodingOf(bytes);
  const text = decode(bytes, encoding);
  if (text.trim() === "") throw new SourceError(message("The file is empty."));
  const odd = text.slice(0, 4096).match(/[^\P{Cc}\s]/gu)?.length ?? 0;
  if (odd > 8) throw new SourceError(message("This isn't a text file. Save the table as CSV first."));
  const named = /^sep=(.)\r?\n/i.exec(text);
  const body = named ? text.slice(named[0].length) : text;
  const skipped = named ? 1 : 0;
  const how = dialectOf(body, named?.[1], options, read);
  const unwrapped = isWrapped(body, how, read) ? withoutWrapping(body) : undefined;
  if (unwrapped === undefined) return { encoding, ...how, skipped, body };
  return { encoding, ...dialectOf(unwrapped, named?.[1], options, read), skipped, body: unwrapped };
}

function dialectOf(
  body: string,
  named: string | undefined,
  options: SourceOptions,
  read: Parse,
): { readonly delimiter: string; readonly quote: string } {
  const front = frontOf(body);
  const quote = options.quote ?? (quotesLike(front, "'") ? "'" : '"');
  const delimiter =
    options.delimiter ?? named ?? likeliest(front, (each) => read(front, each, quote === "" ? false : quote));
  return { delimiter, quote };
}

/** Whether each line as a whole stands in quotes: `"7,Ann,ann@x.example"` is a row that was quoted once too often. */
function isWrapped(body: string, { quote }: { readonly quote: string }, read: Parse): boolean {
  if (quote !== '"') return false;
  const lines = frontOf(body)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const isOne = (line: string): boolean =>
    /^"(?:[^"]|"")*"$/.test(line) && delimiters.some((each) => line.includes(each));
  if (lines.length < 2 || !lines.every(isOne)) return false;
  const inside = lines.map((line) => line.slice(1, -1).replaceAll('""', '"'));
  return delimiters.some((each) => {
    const { width, count } = commonest(widthsOf(inside.join("\n"), (text) => read(text, each, '"')));
    return width > 1 && count === lines.length;
  });
}

function widthsOf(text: string, read: (text: string) => ParsedRecord[]): number[] {
  try {
    return read(text).map(({ record }) => record.length);
  } catch {
    return [];
  }
}

function withoutWrapping(body: string): string {
  return body.replace(/^"((?:[^"]|"")*)"[ \t]*(?=\r?$)/gm, (_, line: string) => line.replaceAll('""', '"'));
}

function recordsIn({ body, delimiter, quote, skipped }: ParsedText, read: Parse): ParsedRecord[] {
  return attempt(
    () => read(body, delimiter, quote === "" ? false : quote),
    () => lastOpened(body, delimiter, quote) + skipped,
  );
}

function attempt(read: () => ParsedRecord[], lineOfQuote: () => number): ParsedRecord[] {
  try {
    return read();
  } catch (error) {
    throw sourceError(error, lineOfQuote);
  }
}

function sourceError(error: unknown, lineOfQuote: () => number): SourceError {
  if (error instanceof Error && "code" in error && error.code === "CSV_QUOTE_NOT_CLOSED")
    return new SourceError(
      message(
        "The quote opened in line {0} is never closed, so everything after it would be one cell. Close it, or remove it.",
        lineOfQuote(),
      ),
    );
  return new SourceError(message("The file can't be read as a table."));
}

function lineOf({ info, record }: ParsedRecord, skipped: number): number {
  return info.lines - record.join("").split("\n").length + 1 + skipped;
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
    throw new SourceError(message('"{0}" isn\'t a known encoding.', encoding));
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
  how: Omit<ParsedText, "body">,
  headerLine: number | undefined,
): Source {
  const { width } = commonest(records.slice(0, linesLookedAt).map(({ record }) => record.length));
  const at =
    headerLine === undefined
      ? records.findIndex(
          ({ record }) => record.length >= width && record.filter((cell) => cell.trim() !== "").length * 2 > width,
        )
      : records.findIndex((each) => lineOf(each, how.skipped) === headerLine);
  if (headerLine === 0) return tableWithoutHeader(records, how);
  const header = records[at];
  if (!header)
    throw new SourceError(
      headerLine === undefined
        ? message("There is no header.")
        : message("There is no header in line {0}.", headerLine),
    );
  if (header.record.length > columnsMax)
    throw new SourceError(
      message("The header has {0} columns, which is too many for a table of people.", header.record.length),
    );
  const columns = uniqueNames(header.record);
  if (isRowOfValues(header.record))
    throw new SourceError(
      message(
        "Line {0} should be the header, but it looks like a person's row. Add a line with column names above it, or read the file without a header.",
        lineOf(header, how.skipped),
      ),
    );
  return {
    encoding: how.encoding,
    delimiter: how.delimiter,
    quote: how.quote,
    header: lineOf(header, how.skipped),
    columns,
    rows: records.slice(at + 1).map((each) => ({ line: lineOf(each, how.skipped), cells: each.record })),
  };
}

/** Every record is a row; columns are called by their place, and so that none with possible passwords is shown. */
function tableWithoutHeader(records: readonly ParsedRecord[], how: Omit<ParsedText, "body">): Source {
  const front = records.slice(0, linesLookedAt).map(({ record }) => record);
  const width = front.reduce((most, { length }) => Math.max(most, length), 0);
  if (width === 0) throw new SourceError(message("There are no rows."));
  if (width > columnsMax)
    throw new SourceError(message("Line 1 has {0} columns, which is too many for a table of people.", width));
  const isSecret = (i: number): boolean => records.some(({ record }) => mayBePassword(record[i] ?? ""));
  return {
    encoding: how.encoding,
    delimiter: how.delimiter,
    quote: how.quote,
    header: 0,
    columns: Array.from({ length: width }, (_, i) => `column ${i + 1}${isSecret(i) ? " password" : ""}`),
    rows: records.map((each) => ({ line: lineOf(each, how.skipped), cells: each.record })),
  };
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
