/** Which file type a file is, from its name, its folder and its header together. */

import { textCells } from "../checking/record-view.ts";
import { matchName } from "../filetypes/binding.ts";
import { anyTenant } from "../filetypes/folder-pattern.ts";
import type { Profile } from "../filetypes/profile.ts";
import type { Table } from "../filetypes/table.ts";
import { openDocument, pageLength, plainHeader } from "../text/document.ts";
import { joinWords } from "../text/message-values.ts";
import { fileName } from "./folders.ts";

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
  readonly why: string;
}

/** `off`: the profile says that this is no import file. Undefined: nothing speaks for any type. */
export type Detected = Detection | "off" | undefined;

const delimiters = [",", ";", "\t", "|"];

/**
 * Decides by the profile's globs first, then by name, folder and header together. `force` names a file type outright.
 * `text` is the file's text or at least its beginning, the whole header included.
 */
export function detect(
  file: FilePath,
  text: string,
  tables: readonly Table[],
  profile: Profile,
  force?: string,
): Detected {
  const chosen = force ?? chosenType(file.path, profile);
  if (chosen === false) return "off";
  const headers = readHeaders(text, tables);
  if (chosen !== undefined) {
    const table = tables.find((candidate) => candidate.name === chosen);
    if (table) return byChoice(table, headers, force === undefined ? "a setting says so" : "it was chosen by hand");
  }
  if (headers === undefined) return byPathAlone(file.path, tables);
  let best: { detection: Detection; strength: number } | undefined;
  for (const table of tables) {
    const named = hasUsualName(file.path, table);
    const placed = liesInUsualFolder(file.path, table);
    for (const header of headers) {
      const score = scoreHeader(header.cells, table);
      const threshold = named || placed ? table.document.detect.named : table.document.detect.alone;
      const share = score.known / header.cells.length;
      if (score.weight < threshold || share < (named || placed ? 1 / 3 : 1 / 2)) continue;
      const own = header.delimiter === table.delimiter;
      const strength = score.weight + score.known / 100 + (named || placed ? 2 : 0) + (own ? 0.5 : 0);
      if (best && best.strength >= strength) continue;
      const why = [named ? "its name" : "", placed ? "its folder" : "", "its header"].filter((part) => part !== "");
      best = { detection: { table, delimiter: header.delimiter, why: `from ${joinWords(why)}` }, strength };
    }
  }
  return best?.detection;
}

interface HeaderReading {
  readonly delimiter: string;
  readonly cells: readonly { readonly text: string }[];
}

/** The header under each delimiter that splits it at all; undefined when the file has no header row. */
function readHeaders(text: string, tables: readonly Table[]): HeaderReading[] | undefined {
  const headers: HeaderReading[] = [];
  const front = frontOf(text);
  const tried = new Set([...tables.map((table) => table.delimiter), ...delimiters]);
  for (const delimiter of tried) {
    if (delimiter !== "," && !front.includes(delimiter)) continue;
    const document = openDocument("", front, { delimiter, raw: false }, 0);
    if (document.header.row < 0) return undefined;
    const cells = textCells(document.header.text, document.dialect);
    if (cells.length > 1 || delimiter === ",") headers.push({ delimiter, cells });
  }
  return headers;
}

/** Enough of a text to hold its header. */
function frontOf(text: string): string {
  const header = plainHeader(text);
  if (header !== undefined) return header;
  const size = pageLength * 2;
  if (text.length <= size) return text;
  const lineEnd = text.slice(0, size).search(/[\r\n]/);
  return text.slice(0, lineEnd >= 0 ? size : 1 << 20);
}

function byChoice(table: Table, headers: readonly HeaderReading[] | undefined, why: string): Detection {
  let best = { delimiter: table.delimiter, known: -1 };
  for (const header of headers ?? []) {
    const { known } = scoreHeader(header.cells, table);
    const better = known > best.known || (known === best.known && header.delimiter === table.delimiter);
    if (better && known > 0) best = { delimiter: header.delimiter, known };
  }
  return { table, delimiter: best.delimiter, why };
}

/** An empty file takes its type from where it lies, unless two types share the name. */
function byPathAlone(path: string, tables: readonly Table[]): Detection | undefined {
  const candidates = tables.filter((table) => hasUsualName(path, table) || liesInUsualFolder(path, table));
  const table = candidates[0];
  if (!table || candidates.length > 1) return undefined;
  return { table, delimiter: table.delimiter, why: hasUsualName(path, table) ? "from its name" : "from its folder" };
}

function scoreHeader(cells: readonly { readonly text: string }[], table: Table): { weight: number; known: number } {
  const exactOnly = table.document.headerCase === "exact";
  const matches = cells.map((cell) => matchName(cell.text, table));
  // Where the importer is exact, other case counts only beside a name that is exact and could not be by chance.
  const deliberate = matches.some((found) => found?.match === "exact" && /[A-Z]/.test(found.column.field.name));
  const seen = new Set<string>();
  let weight = 0;
  let known = 0;
  for (const found of matches) {
    if (!found || seen.has(found.column.field.name)) continue;
    seen.add(found.column.field.name);
    const loose = exactOnly && (found.match === "case" || found.match === "alias");
    if (loose && !deliberate) continue;
    known++;
    weight += (found.column.field.weight ?? 1) * (loose ? 0.5 : 1);
  }
  return { weight, known };
}

function hasUsualName(path: string, table: Table): boolean {
  const name = fileName(path).toLowerCase();
  return table.document.files.some((file) => file.toLowerCase() === name);
}

function liesInUsualFolder(path: string, table: Table): boolean {
  const names = path.split("/").slice(0, -1);
  return (table.document.folders ?? []).some((pattern) => {
    const wanted = anyTenant(pattern).split("/");
    const tail = names.slice(-wanted.length);
    return tail.length === wanted.length && wanted.every((part, i) => globRegExp(part).test(tail[i]!));
  });
}

/** What the profile's globs say of a path; the last one that fits wins. */
export function chosenType(path: string, profile: Profile): string | false | undefined {
  let chosen: string | false | undefined;
  for (const [glob, type] of Object.entries(profile.files ?? {})) if (matchesGlob(path, glob)) chosen = type;
  return chosen;
}

/**
 * `*` within a name, `**` across folders, `?` one letter, `[a-z]` one of some, `{a,b}` one of two; without `/` the glob is about the
 * file's name anywhere. Case does not count.
 */
export function matchesGlob(path: string, glob: string): boolean {
  const full = glob.includes("/") ? glob.replace(/^\.?\//, "") : `**/${glob}`;
  return globRegExp(full).test(path);
}

/** So many globs are made of one; the rest of its braces are letters. */
const alternativesMax = 1000;

/** The globs without braces that a glob means: `{a,b}/c` is `a/c` and `b/c`. */
export function withoutBraces(glob: string): string[] {
  let globs = [glob];
  for (;;) {
    const next = globs.flatMap((each) => {
      const [braces, choices] = /\{([^{}]*,[^{}]*)\}/.exec(each) ?? [];
      return braces === undefined ? [each] : choices!.split(",").map((choice) => each.replace(braces, () => choice));
    });
    if (next.length === globs.length || next.length > alternativesMax) return globs;
    globs = next;
  }
}

const globs = new Map<string, RegExp>();

function globRegExp(glob: string): RegExp {
  let found = globs.get(glob);
  if (!found) {
    found = new RegExp(`^(?:${withoutBraces(glob).map(globSource).join("|")})$`, "i");
    globs.set(glob, found);
  }
  return found;
}

/** A regular expression's source for any glob; what is no whole bracket is itself. */
function globSource(glob: string): string {
  return glob.replace(/\*\*\/|\*\*|\*|\?|\[!?[^\]/\\]+\]|[.+^${}()|[\]\\]/g, (part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    return letterClass(part) ?? part.replace(/[^\w-]/g, "\\$&");
  });
}

/** `[a-z]`, `[!a-z]`; undefined for anything else and for a range that runs backwards. */
function letterClass(part: string): string | undefined {
  if (part.length < 3) return undefined;
  const not = part.startsWith("[!");
  const source = `[${not ? "^/" : ""}${part.slice(not ? 2 : 1, -1).replace(/[\^[]/g, "\\$&")}]`;
  try {
    new RegExp(source);
    return source;
  } catch {
    return undefined;
  }
}
