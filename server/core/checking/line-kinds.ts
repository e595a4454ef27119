/** What a line of a table is that is not one of its records: rows of nothing, the header again, totals, and what reports write at their end. */
import { type Binding, matchName } from "../filetypes/binding.ts";
import { columnsNamed, usualNames } from "../filetypes/column-names.ts";
import type { Field } from "../filetypes/file-type.ts";
import type { Table } from "../filetypes/table.ts";
import { fold, trimBlanks } from "../text/text.ts";
import type { Scanner } from "../text/tokenizer.ts";
import { WordSet } from "./word-set.ts";

/**
 * `empty`: nothing stands in it, but for delimiters, quotes and spaces.
 * `merge`: what a version control system left between two versions.
 * `end-mark`: the character 0x1A, with which old systems end a file.
 * `header`: the names of the columns once more, or words about the columns.
 * `stray`: something else that is no record.
 */
export type LineKind = "record" | "empty" | "merge" | "end-mark" | "header" | "stray";

/** The cells of a line, worked out as far as somebody asks. */
export interface LineCells {
  readonly count: number;
  /** What a cell says, without spaces at its ends. */
  value(cell: number): string;
}

/** Whether split cells of a line below the header, which is neither empty nor left by a merge, are a record. */
export function isRecord(cells: readonly { readonly text: string }[], binding: Binding): boolean {
  return lineKindOf({ count: cells.length, value: (cell) => trimBlanks(cells[cell]!.text) }, binding) === "record";
}

/** The kind of a line below the header; `merge` and lines without any cell are the caller's to know. */
export function lineKindOf(line: LineCells, binding: Binding): LineKind {
  const first = firstFilled(line, 0);
  if (first < 0) return "empty";
  const value = line.value(first);
  if (value === endMark) return line.count === 1 ? "end-mark" : "record";
  if ((isWorthALook(value, binding) || mayDescribe(line, value, first, binding)) && headerLikeness(line, binding))
    return "header";
  return strayReason(line, binding) ? "stray" : "record";
}

const endMark = "\u001a";

function firstFilled(line: LineCells, from: number): number {
  for (let cell = from; cell < line.count; cell++) if (line.value(cell) !== "") return cell;
  return -1;
}

/** What makes a line look like a header. */
export interface HeaderLikeness {
  /**
   * `same`: it says what the header says, cell by cell.
   * `similar`: it names the same columns, in another way or order.
   * `words`: it says what must stand in the columns: *Required*, *Optional*, *Text*.
   */
  readonly by: "same" | "similar" | "words";
}

/** How a line repeats the header; undefined when it does not. */
export function headerLikeness(line: LineCells, binding: Binding): HeaderLikeness | undefined {
  let filled = 0;
  let same = 0;
  let named = 0;
  let words = 0;
  for (let cell = 0; cell < line.count; cell++) {
    const value = line.value(cell);
    if (value === "") continue;
    filled++;
    if (value === binding.cells[cell]?.text.trim()) same++;
    else if (matchName(value, binding.table) || meansColumn(value, binding.columns[cell]?.field)) named++;
    else if (columnWords.has(fold(value)) || isExample(value)) words++;
  }
  const enough = Math.max(2, filled / 2);
  if (same === filled && filled === binding.cells.filter(({ text }) => text.trim() !== "").length)
    return { by: "same" };
  if (filled === 1 || filled > binding.cells.length) return undefined;
  if (same + named >= enough) return { by: "similar" };
  if (words >= enough) return { by: "words" };
  const described = named + words > 0 ? inWordsOnly(line, binding) : 0;
  return described > 1 && named + words + described >= Math.max(3, filled * 0.6) ? { by: "words" } : undefined;
}

/** "e.g. 123", "z. B. Anna": what shows how a value looks. */
function isExample(value: string): boolean {
  return /^(?:e\.? ?g\.?|ex(?:ample|emple|\.)|for example|z\. ?b\.|bsp\.|beispiel|p\. ?ej\.|por ejemplo|p\. ?ex\.|exemplo|es\.|bijv\.)(?: ?[.:])?\s/i.test(
    value,
  );
}

/** A key has no spaces: what has some may describe the column. `LineFilter` lets none of these pass. */
function mayDescribe(line: LineCells, value: string, first: number, binding: Binding): boolean {
  if (first > 0 || !isOneWord(binding.columns[0]?.field) || !/\s/.test(value)) return false;
  return inWordsOnly(line, binding) > 1;
}

/** Cells of several words in columns whose values are one word each. */
function inWordsOnly(line: LineCells, { columns }: Binding): number {
  let found = 0;
  for (let cell = 0; cell < line.count; cell++)
    if (isOneWord(columns[cell]?.field) && /\S\s+\S/.test(line.value(cell))) found++;
  return found;
}

function isOneWord(field: Field | undefined): boolean {
  switch (field?.type) {
    case "id":
    case "reference":
    case "email":
    case "code":
    case "timezone":
    case "uuid":
      return true;
    default:
      return false;
  }
}

/** Whether a text is what people call a column: `Time zone` below `timezone`. */
function meansColumn(text: string, field: Field | undefined): boolean {
  if (field?.means === undefined || text.length > labelMost) return false;
  return columnsNamed(text).some(
    ({ means, sure }) => sure >= 0.8 && (means === "user-name" || means === "row-key" ? "key" : means) === field.means,
  );
}

/** A label is short. */
const labelMost = 40;

/** What templates write below their column names. */
const columnWords = new Set(
  (
    "required optional mandatory recommended conditional notrequired ifapplicable requiredfield optionalfield " +
    "text string number integer decimal date datetime boolean code list email varchar freetext " +
    "pflicht pflichtfeld erforderlich freiwillig optionales " +
    "obligatoire facultatif optionnel requis obligatorio requerido opcional obrigatório obrigatorio " +
    "obbligatorio facoltativo richiesto verplicht optioneel"
  ).split(" "),
);

/** Why a line is no record; `alone`: one cell says something, and it may be a section's title or a row that is hardly begun. */
export type StrayReason = "dashes" | "total" | "trailer" | "text" | "alone";

/** Undefined for a line that may be a record. */
export function strayReason(line: LineCells, binding: Binding): StrayReason | undefined {
  const first = firstFilled(line, 0);
  if (first < 0) return undefined;
  const value = line.value(first);
  if (isRuled(value) && allRuled(line)) return "dashes";
  const second = firstFilled(line, first + 1);
  const isAlone = second < 0;
  if (isTotal(value) && (isAlone || (restAreNumbers(line, first + 1) && lacksRequired(line, binding)))) return "total";
  if (isAlone && isTrailer(value)) return "trailer";
  if (binding.cells.length < 3 || binding.table.columns.filter(({ required }) => required).length < 2) return undefined;
  if (isAlone) return first > 0 ? aloneBelow(value, first, binding) : aloneInFront(value, binding);
  return first === 0 && isSectionWithDetail(line, value, second, binding) ? "text" : undefined;
}

/** A line's only text, in its first cell. */
function aloneInFront(value: string, binding: Binding): StrayReason | undefined {
  if (!looksLikeFirst(value, binding)) return "text";
  const field = binding.columns[0]?.field;
  return (isOneWord(field) || field?.type === "username") && isTitle(value) ? "alone" : undefined;
}

/** A line's only text, in a later cell: a value of the column's own form may be where a row was begun. */
function aloneBelow(value: string, cell: number, { columns }: Binding): StrayReason | undefined {
  const field = columns[cell]?.field;
  if (field === undefined || !columns[0]?.required || !isTitle(value)) return undefined;
  if ((field.type === "person-name" || field.means?.endsWith("-name")) && mayBePerson(value)) return undefined;
  return field.type === "string" || field.type === "person-name" || field.type === "id" ? "alone" : undefined;
}

/** Two words and more that begin with capital letters, but for particles, or a name in a script that has none. */
function mayBePerson(value: string): boolean {
  if (/^\p{Lo}/u.test(value)) return true;
  const words = value.split(/[\s,]+/).filter((word) => word !== "");
  return words.length > 1 && words.every((word) => /^\p{Lu}|^\p{L}{1,3}$/u.test(word));
}

/** Words that begin with a capital letter, or of a script that has none: `Drivers`, `DRIVERS`, `Night shift`, `営業部`. */
function isTitle(value: string): boolean {
  if (value.length > 60 || !/^(?:\p{Lu}|\p{Lt}|\p{Lo})[\p{L}\p{M}\s&/,.'’()-]*$/u.test(value)) return false;
  return /^\p{Lo}/u.test(value) ? value.length > 1 : value.replace(/[^\p{L}]/gu, "").length > 2;
}

/** A section's title with what belongs to it in one more cell: `Department:,Sales`, `Drivers,(3)`, `Drivers,3 people`. */
function isSectionWithDetail(line: LineCells, value: string, second: number, binding: Binding): boolean {
  if (firstFilled(line, second + 1) >= 0 || !lacksRequired(line, binding)) return false;
  if (/:$/.test(value)) return /^\p{L}/u.test(value);
  return isTitle(value) && /^\(?\d{1,3}(?:\)| \p{L}+\)?)?$/u.test(line.value(second));
}

const ruledOnly = /^[-=_~*+|#.\u2013\u2014\u2500-\u257f\s]+$/;

/** Nothing but dashes and their like, at least two together. */
function isRuled(value: string): boolean {
  return ruledOnly.test(value) && /([-=_~*#.\u2013\u2014\u2500-\u257f])\1/.test(value.replace(/\s/g, ""));
}

function allRuled(line: LineCells): boolean {
  for (let cell = 0; cell < line.count; cell++) {
    const value = line.value(cell);
    if (value !== "" && !ruledOnly.test(value)) return false;
  }
  return true;
}

const totalWords =
  "total totals subtotal subtotals grandtotal sum count headcount rowcount summe zwischensumme gesamt gesamtsumme anzahl " +
  "totale totali subtotale totaal subtotaal somme soustotal totaux effectif suma recuento soma contagem 合計 小計 总计 合计 小计 總計 小計 합계 소계 총계";

/** "Total", "Total: 2", "Grand total 12", "Total users: 2". */
function isTotal(value: string): boolean {
  if (value.length > 40) return false;
  // In a line with another separator the number is in the same cell.
  const plain = trimBlanks(value.replace(/[;\t|]/g, " "));
  const words = /^(\p{L}+(?:[ -]\p{L}+){0,2})(?:\s*[:=])?\s*(?:\d[\d.,]*)?$/u.exec(plain)?.[1];
  if (words === undefined) return false;
  const all = words.split(/[ -]/);
  return [words, all[0]!, all.slice(0, 2).join(" ")].some((word) => isTotalWord(fold(word)));
}

function isTotalWord(word: string): boolean {
  return totalWords.split(" ").includes(word);
}

function restAreNumbers(line: LineCells, from: number): boolean {
  for (let cell = from; cell < line.count; cell++)
    if (!/^[\d.,\s%-]*$|^\d[\d.,]*(?: \p{L}+){1,2}$/u.test(line.value(cell))) return false;
  return true;
}

function lacksRequired(line: LineCells, { columns }: Binding): boolean {
  return columns.some((column, cell) => column?.required && (cell >= line.count || line.value(cell) === ""));
}

/** What databases and reports write after the last row. */
function isTrailer(value: string): boolean {
  if (value.length > 200) return false;
  const line = value.toLowerCase();
  return (
    /^[([<*\s-]*\d[\d.,]* (?:rows?|records?|lines?|users?|entries|items?|results?|zeilen?|datensätze|lignes?|filas?|registros?|linhas?|righe|rijen)\b[^,;]*$/.test(
      line,
    ) ||
    /^[([<*#\s-]*(?:end|ende|fin|fine|fim|einde|eof)(?: (?:of|du|de|del|do|der|des|van) .*|[)\]>*#\s.-]*)$/.test(
      line,
    ) ||
    /^(?:page|seite|página|pagina) \d+(?: (?:of|von|de|di|sur|van) \d+)?$/.test(line)
  );
}

/** It has no spaces, and is what the first column's type asks for where that is plain to see. */
function looksLikeFirst(value: string, { columns }: Binding): boolean {
  if (/\s/.test(value)) return false;
  switch (columns[0]?.field.type) {
    case "email":
      return value.includes("@");
    case "id":
    case "reference":
    case "username":
      return /[\p{L}\p{N}]/u.test(value) && !/^[#([<*]|[)\]>*:]$/.test(value);
    default:
      return true;
  }
}

/** The first words of lines that are no records, in the spellings that are usual: asked of each record. */
interface LineWords {
  readonly list: readonly string[];
  readonly set: ReadonlySet<string>;
  /** The same for who has no string in hand. */
  readonly units: WordSet;
}

function lineWordsOf(list: readonly string[]): LineWords {
  const words = list.filter((word) => word.length > 1);
  return { list: words, set: new Set(words), units: new WordSet(() => words) };
}

/** Files whose headers have nothing of their own share the words of their table: each file would keep thousands. */
function lineWords(binding: Binding): LineWords {
  const words = wordsUnder.get(binding) ?? wordsOfHeader(binding);
  wordsUnder.set(binding, words);
  return words;
}

const wordsUnder = new WeakMap<Binding, LineWords>();

function wordsOfHeader(binding: Binding): LineWords {
  const own = binding.cells.filter(({ column }) => !column).map(({ text }) => text.trim());
  const first = binding.columns[0]?.field;
  const shared = sharedWords(binding.table, first);
  return own.length === 0 ? shared : lineWordsOf([...own.flatMap(spellings), ...shared.list]);
}

const wordsBelow = new WeakMap<Table, Map<string, LineWords>>();

/** Of a table's files with this fact in the first column. */
function sharedWords(table: Table, first: Field | undefined): LineWords {
  const known = wordsBelow.get(table) ?? new Map<string, LineWords>();
  wordsBelow.set(table, known);
  const means = first?.means;
  const made =
    known.get(means ?? "") ??
    lineWordsOf([
      ...(means === undefined ? [] : usualNames(means).flatMap(asTitles).flatMap(spellings)),
      ...wordsOfTable(table),
    ]);
  known.set(means ?? "", made);
  return made;
}

/** As people capitalize the name of a column: `Employee Id`, `Employee ID`. */
function asTitles(name: string): string[] {
  const title = name.replace(/(?<![\p{L}\p{N}])\p{L}/gu, (letter) => letter.toUpperCase());
  return [name, title, title.replace(/\bId\b/g, "ID")];
}

function wordsOfTable(table: Table): readonly string[] {
  const names = table.columns.flatMap(({ field }) => [field.name, field.title, ...(field.aliases ?? [])]);
  const others = [...columnWords, ...totalWords.split(" ")].flatMap(spellings);
  return [
    ...new Set([
      ...names.flatMap(spellings),
      ...others,
      ...others.flatMap((word) => [`${word}:`, `${word}*`, `${word}!`]),
    ]),
  ];
}

function spellings(word: string): string[] {
  return [word, word.toLowerCase(), word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)];
}

function isWorthALook(value: string, binding: Binding): boolean {
  const words = lineWords(binding).set;
  return words.has(value) || words.has(value.replace(/^[[(<{*]|[\])>}*!:]$/g, ""));
}

/** Spaces, and signs that no value begins with. */
export function isOddFirst(unit: number): boolean {
  if (unit < 48 || unit === 60 || unit === 61 || unit === 91 || unit === 95) return true;
  if (unit >= 0x2500 && unit < 0x2580) return true;
  return unit > 122 && (unit < 192 || unit === 0xfeff || (unit >= 0x2000 && unit < 0x2070));
}

/** Finds lines that may be no records without making a string: all others are. */
export class LineFilter {
  /** First words of lines that may be no records. */
  readonly words: WordSet;
  readonly #width: number;
  readonly #required: readonly number[];
  /** The first column has values of one word: a space makes a line odd. */
  readonly isKeyFirst: boolean;

  constructor(binding: Binding) {
    this.#required = binding.columns.flatMap((column, cell) => (column?.required ? [cell] : []));
    this.isKeyFirst = isOneWord(binding.columns[0]?.field);
    this.words = lineWords(binding).units;
    this.#width = binding.columns.length;
  }

  /** Whether a record may be no record; the one in hand, which nobody has looked at. */
  mayBeOdd(record: Scanner): boolean {
    const { count, starts, ends } = record;
    let filled = 0;
    for (let cell = 0; cell < count; cell++) if (starts[cell] !== ends[cell]) filled++;
    return this.isOdd(
      record,
      filled,
      this.#required.some((cell) => cell >= count || starts[cell] === ends[cell]),
    );
  }

  /**
   * Whether a record, which the prefilter has looked at, may be no record.
   * @param record the one in hand
   * @param filled its cells that are not empty; quotes around nothing count as filled
   * @param lacking a cell is empty that a rule has something to say about
   */
  isOdd(record: Scanner, filled: number, lacking: boolean): boolean {
    const { units } = record;
    if (lacking || record.count !== this.#width || filled <= (this.#width > 2 ? 1 : 0)) return true;
    let start = record.starts[0]!;
    let end = record.ends[0]!;
    if (start === end) return true;
    if (units[start] === 34 && end - start > 2) {
      start++;
      end--;
    }
    if (isOddFirst(units[start]!)) return true;
    if (this.isKeyFirst) for (let at = start; at < end; at++) if (units[at]! === 32) return true;
    return this.words.has(units, start, end);
  }
}
