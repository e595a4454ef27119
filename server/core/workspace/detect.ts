/** Which file type a file is, from its name, its folder and its header together. */

import type { Suppressions } from "../checking/suppressions.ts";
import { anyTenant } from "../filetypes/folder-pattern.ts";
import type { Profile } from "../filetypes/profile.ts";
import type { Table } from "../filetypes/table.ts";
import {
  type Format,
  frontOf,
  type HeaderLocator,
  headerOnTop,
  isBlank,
  isConflictMarker,
  lineEnd,
  openDocument,
  pageLength,
  plainHeader,
  readFirstRecord,
  splitText,
} from "../text/document.ts";
import { listOf, type Message, message } from "../text/message.ts";
import { fileName } from "./folders.ts";
import { chosenType, matchesName } from "./globs.ts";
import { compareHeader, fittingColumns, headerMax, isLikely, type NearMiss } from "./near-miss.ts";

/** Where a file lies, as far as detection cares: names from the outermost folder inwards, `/`-separated for globs. */
export interface FilePath {
  /** Relative to the workspace folder (or the profile's folder), `/` between names. */
  readonly path: string;
}

export interface Detection {
  readonly table: Table;
  /** The delimiter the header was read with; another than the table's is `wrong-delimiter`. */
  readonly delimiter: string;
  /** What spoke for it, in words for the status bar. */
  readonly why: Message;
  /** Finds the header that spoke for it. */
  readonly locate: HeaderLocator;
  /** What the profile suppresses in the file; none when left out. */
  readonly suppressions?: Suppressions;
}

/** `off`: the profile says that this is no import file. Undefined: nothing speaks for any type. */
export type Detected = Detection | NearMiss | "off" | undefined;

export function isDetection(detected: Detected): detected is Detection {
  return typeof detected === "object" && "why" in detected;
}

export function isNearMiss(detected: Detected): detected is NearMiss {
  return typeof detected === "object" && "by" in detected;
}

/** Who looks at a file: in one that somebody is at work on, or asks about by name, a header may just be growing. */
export interface Attention {
  /** Somebody has the file open or named it outright. */
  readonly attended: boolean;
  /** The type that it had before the last edits, while it was open. */
  readonly before?: string | undefined;
}

const unattended: Attention = { attended: false };

const delimiters = [",", ";", "\t", "|"];

/** What a file that was recognized is cut by. */
export function formatOf({ table, delimiter, locate }: Detection): Format {
  return { delimiter, raw: table.raw, escapes: table.escapes, locate };
}

/** The same for a file of a type that is settled. */
export function formatFor(table: Table, delimiter: string): Format & { readonly locate: HeaderLocator } {
  return { delimiter, raw: table.raw, escapes: table.escapes, locate: locatorOf(table, delimiter, "chosen") };
}

/**
 * Decides by the profile's globs first, then by name, folder and header together. `force` names a file type outright. A file whose
 * name or folder speaks for a type and whose header does not is a near miss.
 * `text` is the file's text or at least its beginning, the whole header included. The header may stand below other lines.
 */
export function detect(
  file: FilePath,
  text: string,
  tables: readonly Table[],
  profile: Profile,
  force?: string,
  attention = unattended,
): Detected {
  const chosen = force ?? chosenType(file.path, profile);
  if (chosen === false) return "off";
  const headers = readHeaders(text, tables);
  if (chosen !== undefined) {
    const table = tables.find((candidate) => candidate.name === chosen);
    if (table)
      return byChoice(table, headers, text, force === undefined ? message("by a setting") : message("by your choice"));
  }
  if (headers === undefined) return byPathAlone(file.path, tables);
  const known = tables.map((table) => ({
    table,
    named: hasUsualName(file.path, table.document.files),
    located: liesInUsualFolder(file.path, table.document.folders ?? []),
  }));
  const best = bestOf(headers, known, passes);
  return (
    best ??
    firstBelow(text, tables, (below) => bestOf(below, known, passesBelow)) ??
    inOtherCase(text, headers, known) ??
    byPlace(file.path, text, headers, tables, attention)
  );
}

/** By name or folder, where the header does not fit: it may be growing, or the file comes near. */
function byPlace(
  path: string,
  text: string,
  headers: readonly HeaderReading[],
  tables: readonly Table[],
  { attended, before }: Attention,
): Detection | NearMiss | undefined {
  const located = tables.filter((table) => !table.document.hidden && speaksFor(path, table) !== undefined);
  const table = attended ? located.find((each) => isBeingTyped(text, headers, each, before)) : undefined;
  if (!table) return below(path, text, headers, located) ?? closest(path, headers, located);
  const { delimiter } = table;
  const why =
    speaksFor(path, table) === "name"
      ? message("from its name; its header isn't complete")
      : message("from its folder; its header isn't complete");
  return { table, delimiter, why, locate: locatorOf(table, delimiter, "named") };
}

/** A file type, and what a file's path says for it. */
interface TypeCandidate {
  readonly table: Table;
  readonly named: boolean;
  readonly located: boolean;
}

function bestOf(
  headers: readonly HeaderReading[],
  candidates: readonly TypeCandidate[],
  fits: typeof passes,
): Detection | undefined {
  return strongest(headers, candidates, fits, ({ named, located }) => (named || located ? "named" : "alone"));
}

/** By name or folder, where an exact importer's columns are all there and only their letter case is another. */
function inOtherCase(
  text: string,
  headers: readonly HeaderReading[],
  candidates: readonly TypeCandidate[],
): Detection | undefined {
  const exact = candidates.filter(
    ({ table, named, located }) => table.document.headerCase === "exact" && (named || located),
  );
  if (exact.length === 0) return undefined;
  const tables = exact.map(({ table }) => table);
  return (
    strongest(headers, exact, passes, () => "spelled") ??
    firstBelow(text, tables, (below) => strongest(below, exact, passesBelow, () => "spelled"))
  );
}

function strongest(
  headers: readonly HeaderReading[],
  candidates: readonly TypeCandidate[],
  fits: typeof passes,
  trustOf: (candidate: TypeCandidate) => Trust,
): Detection | undefined {
  let best: { detection: Detection; strength: number } | undefined;
  for (const candidate of candidates) {
    const { table, named, located } = candidate;
    const trust = trustOf(candidate);
    for (const header of headers) {
      const score = scoreHeader(header.cells, table, trust);
      if (!fits(score, header.cells.length, table, trust)) continue;
      const { delimiter } = header;
      const own = delimiter === table.delimiter;
      const strength = score.weight + score.known / 100 + (trust === "alone" ? 0 : 2) + (own ? 0.5 : 0);
      if (best && best.strength >= strength) continue;
      const why = [
        ...(named ? [message("its name")] : []),
        ...(located ? [message("its folder")] : []),
        trust === "spelled" ? message("its header in different letter case") : message("its header"),
      ];
      const detection = {
        table,
        delimiter,
        why: message("from {0}", listOf(why)),
        locate: locatorOf(table, delimiter, trust),
      };
      best = { detection, strength };
    }
  }
  return best?.detection;
}

/** What comes near below a title or another line that is no header. */
function below(
  path: string,
  text: string,
  headers: readonly HeaderReading[],
  tables: readonly Table[],
): NearMiss | undefined {
  const filled = (cells: HeaderReading["cells"]): number => cells.filter((cell) => cell.text.trim() !== "").length;
  if (tables.length === 0 || headers.some(({ cells }) => filled(cells) > 1)) return undefined;
  return firstBelow(text, tables, (others) => {
    const miss = closest(path, others, tables);
    return miss && isLikely(miss) ? miss : undefined;
  });
}

/** What of a file's place speaks for a type. */
function speaksFor(path: string, { document }: Table): "name" | "folder" | undefined {
  if (hasUsualName(path, document.files)) return "name";
  return liesInUsualFolder(path, document.folders ?? []) ? "folder" : undefined;
}

/**
 * A header that grows: all names fit but the last, which begins like one. Below it there is nothing yet, or the file was of this
 * type before.
 */
function isBeingTyped(
  text: string,
  headers: readonly HeaderReading[],
  table: Table,
  before: string | undefined,
): boolean {
  const { cells } = headers.find(({ delimiter }) => delimiter === table.delimiter) ?? headers[0]!;
  const names = cells.map((cell) => cell.text);
  const fitting = fittingColumns(names, table);
  const last = names.pop()!.trim().toLowerCase();
  const begins = (name: string): boolean => name.toLowerCase().startsWith(last);
  if (!fitting.slice(0, -1).every(Boolean)) return false;
  if (!fitting.at(-1) && ![...table.byName.keys()].some(begins)) return false;
  return before === table.name || !/[\r\n]/.test(text.slice(0, pageLength * 2).trim());
}

/** The likeliest of some types by their columns; undefined where there is none. */
function closest(path: string, headers: readonly HeaderReading[], tables: readonly Table[]): NearMiss | undefined {
  let best: { miss: NearMiss; strength: number } | undefined;
  for (const table of tables) {
    for (const { delimiter, cells } of headers) {
      const header = cells.slice(0, headerMax).map((cell) => cell.text);
      const { fitting, guesses } = compareHeader(header, table);
      const strength = fitting + guesses.length / 2 + (delimiter === table.delimiter ? 0.1 : 0);
      if (best && best.strength >= strength) continue;
      const by = speaksFor(path, table) ?? "header";
      best = { miss: { table, tables, by, header, columns: cells.length }, strength };
    }
  }
  return best?.miss;
}

/** What comes nearest to a file of which nothing is known but its header; undefined where that is not near. */
export function closestByHeader(path: string, text: string, tables: readonly Table[]): NearMiss | undefined {
  const known = tables.filter((table) => !table.document.hidden);
  const miss = closest(path, readHeaders(text, tables) ?? [], known);
  if (!miss || !isLikely(miss) || compareHeader(miss.header, miss.table).fitting === 0) return undefined;
  return { ...miss, tables: [miss.table] };
}

/**
 * What else speaks for a file type: its choice by a person or a setting, the file's name or folder (`spelled`: where column names
 * count in any case), or nothing.
 */
type Trust = "chosen" | "named" | "spelled" | "alone";

/** A header in the place where it should be. */
function passes({ weight, known, isOwn }: Score, cells: number, { document }: Table, trust: Trust): boolean {
  if (trust === "chosen") return known > 1;
  if (trust === "alone") return weight >= document.detect.alone && known / cells >= 1 / 2;
  if (trust === "spelled") return isOwn && known > 2 && known / cells >= 2 / 3;
  // Where the name fits and every column, and one is called as in no other file, less is enough.
  const enough = document.detect.named - (isOwn && known === cells && known > 2 ? 1 : 0);
  return weight >= enough && known / cells >= 1 / 3;
}

/** A header below other lines: no row of values looks like this. */
function passesBelow(score: Score, cells: number, table: Table, trust: Trust): boolean {
  if (trust === "spelled") return passes(score, cells, table, trust);
  const { weight, known } = score;
  const { document } = table;
  return known > 1 && known / cells >= 1 / 2 && weight >= document.detect[trust === "alone" ? "alone" : "named"];
}

interface HeaderReading {
  readonly delimiter: string;
  readonly cells: readonly { readonly text: string }[];
}

/** The header under each delimiter that splits it at all; undefined when the file has no header row. */
function readHeaders(text: string, tables: readonly Table[]): HeaderReading[] | undefined {
  const headers: HeaderReading[] = [];
  const front = headerPart(text);
  for (const delimiter of delimitersOf(tables)) {
    if (delimiter !== "," && !front.includes(delimiter)) continue;
    const document = openDocument("", front, { delimiter, raw: false }, 0);
    if (document.header.row < 0) return undefined;
    const { cells } = readFirstRecord(document.header.text, document.dialect);
    if (cells.length > 1 || delimiter === ",") headers.push({ delimiter, cells });
  }
  return headers;
}

function delimitersOf(tables: readonly Table[]): Iterable<string> {
  return new Set([...tables.map((table) => table.delimiter), ...delimiters]);
}

/** Enough of a text to hold its header, if that is its first line which says something. */
function headerPart(text: string): string {
  const header = plainHeader(text);
  if (header !== undefined) return header;
  const size = pageLength * 2;
  if (text.length <= size) return text;
  const firstEnd = text.slice(0, size).search(/[\r\n]/);
  return text.slice(0, firstEnd >= 0 ? size : 1 << 20);
}

/** Asks about the lines below the first one that says something, one after the other, until one gives an answer. */
function firstBelow<T>(
  text: string,
  tables: readonly Table[],
  ask: (headers: readonly HeaderReading[], line: number) => T | undefined,
): T | undefined {
  const front = frontOf(text);
  const tried = [...delimitersOf(tables)].filter((delimiter) => front.includes(delimiter));
  let seen = false;
  for (let at = 0, line = 0; at < front.length; line++) {
    const end = lineEnd(front, at);
    const record = front.slice(at, end);
    at = end;
    if (isBlank(record) || isConflictMarker(record)) continue;
    if (seen) {
      const headers = tried.flatMap((delimiter): HeaderReading[] => {
        const cells = record.includes(delimiter) ? splitText(record, { delimiter, raw: false, columns: 0 }) : [];
        return cells.length > 1 ? [{ delimiter, cells }] : [];
      });
      const answer = headers.length > 0 ? ask(headers, line) : undefined;
      if (answer !== undefined) return answer;
    }
    seen = true;
  }
  return undefined;
}

/** By table, delimiter and trust: documents of one kind share one. */
const locators = new WeakMap<Table, Map<string, HeaderLocator>>();

function locatorOf(table: Table, delimiter: string, trust: Trust): HeaderLocator {
  let known = locators.get(table);
  if (!known) {
    known = new Map();
    locators.set(table, known);
  }
  const key = `${trust} ${delimiter}`;
  let locate = known.get(key);
  if (!locate) {
    locate = (front) => {
      const header = readHeaders(front, [table])?.find((each) => each.delimiter === delimiter);
      if (header && passes(scoreHeader(header.cells, table, trust), header.cells.length, table, trust))
        return { lines: 0, found: true };
      const lines = firstBelow(front, [table], (headers, line) =>
        headers.some(
          (each) =>
            each.delimiter === delimiter &&
            passesBelow(scoreHeader(each.cells, table, trust), each.cells.length, table, trust),
        )
          ? line
          : undefined,
      );
      if (lines !== undefined) return { lines, found: true };
      const { above } = table.document;
      return above && hasLines(front, above) ? { lines: above.count, found: false } : headerOnTop;
    };
    known.set(key, locate);
  }
  return locate;
}

/** The text begins with what stands above the column names. */
function hasLines(front: string, { lines }: { readonly lines: readonly string[] }): boolean {
  const [first] = lines;
  return first !== undefined && front.startsWith(first);
}

function byChoice(table: Table, headers: readonly HeaderReading[] | undefined, text: string, why: Message): Detection {
  const best = mostKnown(table, headers ?? []);
  const below =
    best.known > 1
      ? undefined
      : firstBelow(text, [table], (each) => {
          const fitting = each.filter(({ cells }) =>
            passesBelow(scoreHeader(cells, table), cells.length, table, "chosen"),
          );
          return fitting.length > 0 ? mostKnown(table, fitting) : undefined;
        });
  const { delimiter } = below ?? best;
  return { table, delimiter, why, locate: locatorOf(table, delimiter, "chosen") };
}

/** The delimiter under which a header names the most columns, the table's own before others. */
function mostKnown(table: Table, headers: readonly HeaderReading[]): { delimiter: string; known: number } {
  let best = { delimiter: table.delimiter, known: 0 };
  for (const header of headers) {
    const { known } = scoreHeader(header.cells, table);
    const better = known > best.known || (known === best.known && header.delimiter === table.delimiter);
    if (better && known > 0) best = { delimiter: header.delimiter, known };
  }
  return best;
}

/** An empty file takes its type from where it lies, unless two types share the name. */
function byPathAlone(path: string, tables: readonly Table[]): Detection | NearMiss | undefined {
  const candidates = tables.filter((table) => speaksFor(path, table) !== undefined);
  const table = candidates[0];
  if (!table) return undefined;
  const by = speaksFor(path, table)!;
  if (candidates.length > 1) return { table, tables: candidates, by, header: [], columns: 0 };
  const { delimiter } = table;
  const why = message("from {0}", by === "name" ? message("its name") : message("its folder"));
  return { table, delimiter, why, locate: locatorOf(table, delimiter, "named") };
}

/** How much of a header a table knows. */
interface Score {
  readonly weight: number;
  readonly known: number;
  /** A column has a name that hardly another system uses. */
  readonly isOwn: boolean;
}

function scoreHeader(cells: readonly { readonly text: string }[], table: Table, trust: Trust = "alone"): Score {
  const anyCase = trust === "spelled";
  let weight = 0;
  let known = 0;
  let isOwn = false;
  for (const found of fittingColumns(
    cells.map(({ text }) => text),
    table,
    anyCase,
  )) {
    if (!found) continue;
    known++;
    const own = found.column.field.weight ?? 1;
    weight += own * (found.loose ? 0.5 : 1);
    if (own > 1 && (!found.loose || anyCase)) isOwn = true;
  }
  return { weight, known, isOwn };
}

/** Whether a file is called like one of these, in any case. */
export function hasUsualName(path: string, files: readonly string[]): boolean {
  const name = fileName(path).toLowerCase().replace(copyMark, "");
  return files.some((file) => file.toLowerCase() === name);
}

/** What browsers and desktops add to the name of a second copy: `user (1).csv`, `user - Copy.csv`, `user copy 2.csv`. */
const copyMark = /(?: - (?:copy|kopie|copie|copia|cópia)| copy)?(?: \d+| ?\(\d+\))?(?=\.[^.]*$)/;

/** Whether a file lies in a folder that one of these patterns fits. */
export function liesInUsualFolder(path: string, folders: readonly string[]): boolean {
  const names = path.split("/").slice(0, -1);
  return folders.some((pattern) => {
    const wanted = anyTenant(pattern).split("/");
    const tail = names.slice(-wanted.length);
    return tail.length === wanted.length && wanted.every((part, i) => matchesName(tail[i]!, part));
  });
}
