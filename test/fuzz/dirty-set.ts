/** Sets of import files as people and programs leave them: good rows first, then whatever was seen to happen to such files. */
import fs from "node:fs";
import path from "node:path";
import { builtInDocuments } from "../../server/core/filetypes/schemas.ts";
import type { SeededRandom } from "../../server/features/anonymize/seeded-random.ts";

/** A set in memory; the same seed makes the same bytes. */
export interface DirtySet {
  /** Bytes by path, `/` between names. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Made of this word are all passwords that stand below a header that says so. */
  readonly secret: string;
}

/** One file before it is written down: rows of cells, the header first. */
interface Draft {
  readonly name: string;
  header: string[];
  rows: string[][];
}

export const secretWord = "Wint3rGarden";
const samples = path.resolve("samples/clean");

/** Values that were seen in cells, of every kind that some rule, importer or spreadsheet has an opinion on. */
const oddValues: readonly string[] = [
  "",
  " ",
  "\u00a0",
  "-",
  "N/A",
  "NULL",
  "u1",
  "U-1001",
  "u-1001",
  " U-1001",
  "U\u20111001",
  "\u0410nn",
  "e\u0301",
  "é",
  "José",
  "JosÃ©",
  "\ufffd",
  "x\u200b",
  "\u00adx",
  "\u202ex",
  "\u2028",
  "\u0085",
  "\u0000",
  "\u0007",
  "\u001a",
  "\ud83d\ude00",
  "\ud83d",
  "\ude00x",
  "ß",
  "İstanbul",
  "ı",
  "TRUE",
  "true",
  "yes",
  "1",
  "0",
  "2450",
  "2450.0",
  "2,450",
  "Active",
  "active",
  "Dispatcher",
  "Admin",
  "manager",
  "2026-01-05",
  "1.0",
  "1.23457E+11",
  '="00123"',
  "'00123",
  "=1+1",
  "+49 30 1234567",
  "3135550101",
  "@x",
  "a@b",
  "ann.lee@example.com",
  "ANN.LEE@EXAMPLE.COM",
  "mailto:ann@example.com",
  "Ann <ann@example.com>; bob@example.com",
  "America/New_York",
  "america/new_york",
  "EST",
  "(UTC-05:00) Eastern Time",
  "compass,gateway",
  "compass; gateway",
  "[compass]",
  '["a","b"]',
  '"',
  '""',
  'a"b',
  "“curly”",
  "a,b",
  "a;b",
  "a\tb",
  "a|b",
  "a\nb",
  "a\r\nb",
  "a\rb",
  "__proto__",
  "constructor",
  "toString",
  "<b>x</b>",
  "&amp;",
  "%00",
  "../x",
  "<<<<<<< HEAD",
  "=======",
  ">>>>>>> theirs",
  "-----",
  "Total: 3",
  "(1 rows affected)",
];

const linesBefore = ["sep=,", "sep=;", "Users", "", ",,,", "# made by a program", "version:v1.0", '"', "  "];
const strayLines = [
  "",
  "   ",
  ",",
  ",,,,,,,",
  ";;",
  '""',
  '"',
  "(3 rows affected)",
  "End of report",
  "Total,4",
  "---,---,---",
  "<<<<<<< HEAD",
  "=======",
  ">>>>>>> theirs",
  "\u001a",
];

/** Makes a set by chance. */
export function dirtySet(random: SeededRandom): DirtySet {
  const drafts = random.of([turvo, turvo, travtus, meeds, mixed])();
  for (const draft of drafts) {
    plant(draft, random);
    // Some files stay good: what refers to them must find them.
    if (random.below(4) > 0) soil(draft, random);
    unplant(draft);
  }
  const files = new Map<string, Buffer>();
  for (const draft of drafts) files.set(draft.name, bytesOf(textOf(draft, random), random));
  if (random.below(6) === 0) files.set("csv-preflight.json", Buffer.from(profile(random)));
  if (random.below(8) === 0) files.set("notes.csv", Buffer.from("what,when\nfuzz,now\n"));
  return { files, secret: secretWord };
}

function turvo(): Draft[] {
  return ["user.csv", "group.csv", "communication_channel.csv", "Group/group.csv"].map((name) =>
    draftOf(name, `turvo/${name}`),
  );
}

function travtus(): Draft[] {
  return [draftOf("acme_42/USER/people.csv", "travtus/acme_42/USER/people.csv")];
}

function meeds(): Draft[] {
  return [draftOf("import.csv", "meeds/import.csv")];
}

function mixed(): Draft[] {
  return [...turvo(), ...travtus(), ...meeds()];
}

const plain = /("(?:[^"]|"")*"|[^,]*)(?:,|$)/y;

function draftOf(name: string, sample: string): Draft {
  const lines = fs.readFileSync(path.join(samples, sample), "utf8").trimEnd().split(/\r?\n/);
  const [header = [], ...rows] = lines.map(cellsOf);
  return { name, header, rows: rows.slice(0, 8) };
}

/** The cells of a good line. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  plain.lastIndex = 0;
  while (plain.lastIndex <= line.length) {
    const found = plain.exec(line);
    if (!found) break;
    const cell = found[1]!;
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (!found[0].endsWith(",")) break;
  }
  return cells;
}

/** Passwords, under a header that says so. */
function plant(draft: Draft, random: SeededRandom): void {
  let at = draft.header.indexOf("password");
  if (at < 0) {
    if (random.below(3) > 0) return;
    at = draft.header.push(random.of(["Password", "Initialpasswort", "password"])) - 1;
  }
  draft.rows.forEach((row, i) => {
    row[at] = random.of([
      `${secretWord}${i}`,
      `${secretWord} ${i} `,
      `="${secretWord}"`,
      `${secretWord}\u200b${i}`,
      `x,${secretWord}`,
      `${secretWord}"x`,
    ]);
  });
}

/**
 * Nobody can tell of a row that has as many cells as the header that they have slipped, nor of a file in which no name is a
 * password's: no password is in such a place.
 */
function unplant({ header, rows }: Draft): void {
  const isNamed = header.some((name) => /passw/i.test(name));
  for (const row of rows) {
    row.forEach((cell, i) => {
      const slipped = row.length === header.length && !/passw/i.test(header[i]!);
      // Commas in it may make up for a cell that is missing.
      if (isSecret(cell) && (!isNamed || slipped || (row.length !== header.length && /[",]/.test(cell)))) row[i] = "x";
    });
  }
}

/** Lets things happen to a file. */
function soil(draft: Draft, random: SeededRandom): void {
  for (let n = random.below(9); n > 0; n--) random.of(mishaps)(draft, random);
}

type Mishap = (draft: Draft, random: SeededRandom) => void;

const inCell =
  (change: (value: string, random: SeededRandom) => string): Mishap =>
  ({ header, rows }, random) => {
    const row = rows[random.below(Math.max(1, rows.length))];
    const at = random.below(Math.max(1, header.length));
    if (row && !isSecret(row[at])) row[at] = change(row[at] ?? "", random);
  };
const inRow =
  (change: (row: string[], random: SeededRandom, draft: Draft) => void): Mishap =>
  (draft, random) => {
    const row = draft.rows[random.below(Math.max(1, draft.rows.length))];
    if (row) change(row, random, draft);
  };
const isSecret = (cell: string | undefined): boolean => cell?.includes(secretWord) === true;

const mishaps: readonly Mishap[] = [
  ...Array.from({ length: 6 }, () => inCell((_, random) => random.of(oddValues))),
  inCell((value, random) => value + random.of(oddValues)),
  inCell((value, random) => random.of(oddValues) + value),
  inCell((value) => value.toUpperCase()),
  inCell((value) => ` ${value} `),
  inCell((value, random) => value.repeat(1 + random.below(2000))),
  inCell((_, random) => random.of(["-", " ", "a", '"', ",", "\n", "@", ".", "0"]).repeat(1 + random.below(5000))),
  inRow((row) => void row.pop()),
  inRow((row) => void row.push("")),
  inRow((row) => void row.push("", "", "")),
  inRow((row, random) => void row.splice(random.below(row.length + 1), 0, random.of(oddValues))),
  inRow((row, random) => void row.splice(random.below(row.length + 1), 1)),
  inRow((row, _, draft) => void draft.rows.push([...row])),
  inRow((row, random, draft) => void row.splice(0, 1, random.of(draft.rows)[0] ?? "")),
  inRow((row) => void row.fill("")),
  inRow((_, random, draft) => void draft.rows.push([random.of(strayLines)])),
  inRow((_, random, draft) => void draft.rows.splice(random.below(draft.rows.length), 0, [random.of(strayLines)])),
  (draft) => void draft.rows.splice(1, 0, [...draft.header]),
  (draft, random) => {
    const at = random.below(draft.header.length);
    if (!/passw/i.test(draft.header[at] ?? "")) {
      draft.header[at] = random.of([
        ` ${draft.header[at]}`,
        draft.header[at]!.toUpperCase(),
        `${draft.header[at]}*`,
        random.of(oddValues),
        random.of(draft.header),
        `\u200b${draft.header[at]}`,
      ]);
    }
  },
  (draft, random) => {
    const at = random.below(draft.header.length);
    for (const row of [draft.header, ...draft.rows]) row.splice(at, 1);
  },
  (draft) => void draft.header.push("", ""),
  (draft) => void draft.rows.reverse(),
  (draft) => {
    draft.rows = [];
  },
];

const styles = ["plain", "plain", "plain", "all", "naive", "curly", "whole"] as const;

function textOf({ header, rows }: Draft, random: SeededRandom): string {
  const delimiter = random.below(5) > 0 ? "," : random.of([";", "\t", "|"]);
  const style = random.of(styles);
  const usual = random.of(["\n", "\n", "\r\n", "\r\n", "\r"]);
  const lines = [header, ...rows].map((cells) => {
    const [only = ""] = cells;
    if (cells.length === 1 && strayLines.includes(only)) return only;
    return written(cells, random.below(12) === 0 ? random.of(styles) : style, random.below(25) === 0 ? ";" : delimiter);
  });
  if (random.below(8) === 0) lines.unshift(random.of(linesBefore));
  let text = "";
  lines.forEach((line, i) => {
    const end = random.below(20) === 0 ? random.of(["\n", "\r\n", "\r"]) : usual;
    text += line + (i < lines.length - 1 || random.below(4) > 0 ? end : "");
  });
  return random.below(40) === 0 ? "" : text;
}

function written(cells: readonly string[], style: (typeof styles)[number], delimiter: string): string {
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const needed = (cell: string): string => (/["\r\n]/.test(cell) || cell.includes(delimiter) ? quoted(cell) : cell);
  if (style === "all") return cells.map(quoted).join(delimiter);
  if (style === "naive") return cells.join(delimiter);
  if (style === "curly") return cells.map((cell) => `“${cell}”`).join(delimiter);
  if (style === "whole") return quoted(cells.map(needed).join(delimiter));
  return cells.map(needed).join(delimiter);
}

/** In one of the encodings that spreadsheets and programs write, sometimes damaged. */
function bytesOf(text: string, random: SeededRandom): Buffer {
  const kind = random.below(16);
  if (kind === 0) return Buffer.from(`\ufeff${text}`, "utf16le");
  if (kind === 1) return Buffer.from(`\ufeff${text}`, "utf16le").swap16();
  if (kind === 2) return Buffer.from(text, "utf16le");
  if (kind === 3) return Buffer.from(text, "latin1");
  if (kind <= 5) return Buffer.from(`\ufeff${text}`);
  if (kind === 6) return Buffer.from(`\ufeff\ufeff${text}`);
  const bytes = Buffer.from(text);
  if (kind === 7 && bytes.length > 0) bytes[random.below(bytes.length)] = random.of([0x00, 0x80, 0xff, 0x1a, 0x93]);
  if (kind === 8) return bytes.subarray(0, random.below(bytes.length + 1));
  return bytes;
}

function profile(random: SeededRandom): string {
  return random.of([
    "{}",
    '{"turvo":{"customRoles":["Dispatcher"]}}',
    '{"rules":{"unknown-role":"error","column-count":"warning","duplicate-id":"off"}}',
    '{"files":{"user.csv":"turvo.user","notes.csv":false}}',
    '{"files":{"**/*.csv":"meeds.user"}}',
    '{"travtus":{"roles":["compass"]},',
    '{"rules":{"nonsense":"error"},"schemas":["missing.json"]}',
    "[]",
    "",
  ]);
}

/** Types of people, for conversions. */
export const peopleTypes = builtInDocuments
  .filter(({ rows, hidden }) => rows === "people" && !hidden)
  .map(({ name }) => name);
