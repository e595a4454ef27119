/** Looks at cells and records and finds those that some rule may report something about; compiled from what the rules of each column declare. */
import type { Binding } from "../filetypes/binding.ts";
import { ColumnGroups, type GroupBits, type TriggerBits } from "../filetypes/column-groups.ts";
import type { Column, Table } from "../filetypes/table.ts";
import { mayBeGarbled } from "../text/garbled.ts";
import { escaped, nested, odd, plainForm, quoted, type Scanner, slashed, stray, unclosed } from "../text/tokenizer.ts";
import { LineFilter } from "./line-kinds.ts";
import type { CellRule, RowRule } from "./rule.ts";
import { areDigits, isPlainEmail, isPlainId, isPostalCode } from "./value-forms.ts";
import { type CellWakes, type DeclaredForm, type OneOf, type PostalCodeOf, type RowWakes, wakesIn } from "./wakes.ts";
import { WordSet } from "./word-set.ts";

/** The form that the values of a column must have to pass. */
const anyForm = 0;
const noForm = 1;
const idForm = 2;
const emailForm = 3;
const digitsForm = 4;
const listedForm = 5;
const postalForm = 6;
const formBits = 7;

/** Empty cells are candidates. */
const emptyBit = 8;
/** More is asked of values than their ends and their form. */
const moreBit = 16;

/** What the rules of a column declare, as numbers, masks and lists. Made in one place only, so that all have one shape. */
export interface ColumnFilter {
  /** A form and bits. */
  readonly kind: number;
  /** Cells with any of these flags are candidates. */
  readonly flags: number;
  /** Classes of characters that must not be first (ASCII only: others are asked with more), last, anywhere. */
  readonly first: number;
  readonly last: number;
  readonly anywhere: number;
  /** Words that must not be the value: their first letters, the length of the longest, and the words in small letters. */
  readonly wordFirst: number;
  readonly wordLength: number;
  readonly wakingWords: ReadonlySet<string>;
  readonly shortest: number;
  readonly longest: number;
  readonly garbled: boolean;
  readonly words: WordSet;
  /** For postal codes: the fields that may name the country. */
  readonly countries: readonly string[];
}

/**
 * For each ASCII character, and at 128 for all others, the classes that it is in, so that one look tells all that matters of it.
 * Written by `classOf` only, which never takes a bit back.
 */
export const classTable = new Int32Array(129);
const classBits = new Map<string, number>();

/** The bit of a class of characters; once there are too many, classes share the last bit, which only makes more candidates. */
function classOf(characters: string): number {
  if (characters === "") return 0;
  const known = classBits.get(characters);
  if (known !== undefined) return known;
  const bit = 1 << Math.min(classBits.size, 30);
  classBits.set(characters, bit);
  for (let i = 0; i < characters.length; i++) classTable[Math.min(characters.charCodeAt(i), 128)]! |= bit;
  return bit;
}

/** Blanks and controls: a value that begins with one is not what rules judge, they trim it. */
const blankClass = classOf(String.fromCharCode(...Array(33).keys()));

/** What cannot be read in place. */
const alwaysFlags = stray | unclosed | odd | nested | slashed;
const noWords = new WordSet(() => []);

/** All that the prefilter asks of a record, for who asks it elsewhere. */
export interface FilterPlan {
  readonly columns: readonly { readonly filter: ColumnFilter; readonly bits: number; readonly country: number }[];
  readonly lineWords: WordSet;
  /** A space in the first cell puts the record in doubt. */
  readonly isKeyFirst: boolean;
  readonly blocks: readonly GroupBits[];
  readonly triggers: readonly TriggerBits[];
  readonly filledAtMost: number;
  readonly asksEmptyEnd: boolean;
}

/** The prefilter of all columns under a header. */
export class Prefilter {
  readonly #filters: readonly ColumnFilter[];
  readonly #kinds: Uint8Array;
  /** For each column of postal codes the cell that names the country, else -1. */
  readonly #countries: Int32Array;
  readonly #blocks: ColumnGroups;
  readonly #bits: Int32Array;
  readonly #width: number;
  /** What row rules declare. */
  readonly #everyRow: boolean;
  readonly #asksEmptyEnd: boolean;
  readonly #filledAtMost: number;
  readonly #asksBlocks: boolean;
  readonly #asksConditions: boolean;
  /** Of the record looked at last: a row rule may report something. */
  rowIsCandidate = false;
  /** Of the record looked at last: it may be no record at all. */
  isOdd = false;
  readonly #lines: LineFilter;

  /** `cellRules`: for each column the rules that apply to it; the same list for the same column (or no column) under every header. `rowRules`: those that apply at all. */
  constructor(binding: Binding, cellRules: readonly (readonly CellRule[])[], rowRules: readonly RowRule[]) {
    // Unknown columns share one filter: a header may hold millions of them.
    this.#filters = binding.columns.map((column, index) => filterFor(cellRules[index]!, column, binding.table));
    this.#kinds = Uint8Array.from(this.#filters, ({ kind }) => kind);
    this.#countries = Int32Array.from(this.#filters, ({ countries }) => firstOf(countries, binding));
    this.#lines = new LineFilter(binding);
    this.#blocks = new ColumnGroups(binding);
    this.#bits = this.#blocks.bits;
    this.#width = binding.columns.length;
    const wakes = rowRules.map((rule) => rule.wakes);
    this.#everyRow = wakes.includes(undefined);
    const anyOf = (condition: keyof RowWakes): boolean => wakes.some((each) => each?.[condition] === true);
    this.#asksEmptyEnd = anyOf("emptyEnd");
    this.#asksBlocks = anyOf("blocks");
    this.#asksConditions = anyOf("conditions");
    this.#filledAtMost = Math.max(-1, ...wakes.map((each) => each?.filledAtMost ?? -1));
  }

  /** Undefined when every row must be looked at. */
  get plan(): FilterPlan | undefined {
    if (this.#everyRow || ((this.#asksBlocks || this.#asksConditions) && this.#blocks.isFull)) return undefined;
    const columns = this.#filters.map((filter, index) => ({
      filter,
      bits: this.#bits[index]!,
      country: this.#countries[index]!,
    }));
    return {
      columns,
      lineWords: this.#lines.words,
      isKeyFirst: this.#lines.isKeyFirst,
      blocks: this.#asksBlocks ? this.#blocks.blocks : [],
      triggers: this.#asksConditions ? this.#blocks.triggers : [],
      filledAtMost: this.#filledAtMost,
      asksEmptyEnd: this.#asksEmptyEnd,
    };
  }

  /**
   * Looks at a record in hand. Leaves the indexes of cells that some rule may report something about in `candidates`, counts
   * those with text in `filled`, says in `rowIsCandidate` whether row rules must be asked, and returns how many candidates there are.
   */
  look(record: Scanner, filled: Int32Array, candidates: Int32Array): number {
    const { units: text, starts, ends, flags } = record;
    const kinds = this.#kinds;
    const filters = this.#filters;
    const countries = this.#countries;
    const count = record.count < kinds.length ? record.count : kinds.length;
    const bits = this.#bits;
    let found = 0;
    let filledCells = 0;
    let filledBits = 0;
    let hollow = false;
    let lacking = false;
    for (let cell = 0; cell < count; cell++) {
      const start = starts[cell]!;
      const end = ends[cell]!;
      const kind = kinds[cell]!;
      if (start === end) {
        if (kind & emptyBit) {
          candidates[found++] = cell;
          lacking = true;
        }
        continue;
      }
      filledCells++;
      filled[cell] = filled[cell]! + 1;
      if (bits[cell] !== 0) {
        filledBits |= bits[cell]!;
        const first = text[start]!;
        // Spaces, characters that nobody sees, quotes around nothing.
        if (first > 126 || first <= 34)
          hollow ||= (flags[cell]! & odd) !== 0 || (first <= 34 && (first !== 34 || text[start + 1]! <= 34));
      }
      const pass =
        flags[cell] === 0
          ? passes(record, kind, filters[cell]!, countries[cell]!, start, end)
          : passesFlagged(record, filters[cell]!, countries[cell]!, start, end, flags[cell]!);
      if (!pass) candidates[found++] = cell;
    }
    this.isOdd = this.#lines.isOdd(record, filledCells, lacking);
    this.rowIsCandidate =
      this.#everyRow ||
      record.count !== this.#width ||
      record.form !== plainForm ||
      filledCells <= this.#filledAtMost ||
      (this.#asksEmptyEnd && starts[record.count - 1] === ends[record.count - 1]) ||
      (this.#asksBlocks && this.#blocks.doubtful(record, filledBits, hollow)) ||
      (this.#asksConditions && this.#blocks.mayBreak(record, filledBits, hollow));
    return found;
  }
}

function passesFlagged(
  record: Scanner,
  filter: ColumnFilter,
  country: number,
  start: number,
  end: number,
  flags: number,
): boolean {
  if ((flags & filter.flags) !== 0) return false;
  if ((flags & quoted) === 0) return passes(record, filter.kind, filter, country, start, end);
  if (end - start === 2) return (filter.kind & emptyBit) === 0;
  // Each unit of the text takes up to two.
  if ((flags & escaped) !== 0 && end - start - 2 < filter.shortest * 2) return false;
  return passes(record, filter.kind, filter, country, start + 1, end - 1);
}

/** A value, quotes off, that is not empty. One function for all columns: calls that differ from cell to cell cost more than they ask. */
function passes(
  record: Scanner,
  kind: number,
  filter: ColumnFilter,
  country: number,
  start: number,
  end: number,
): boolean {
  const { units } = record;
  const first = units[start]!;
  // Blanks and controls at the ends: rules judge what is between them.
  if ((first < 128 && (classTable[first]! & filter.first) !== 0) || units[end - 1]! <= 32) return false;
  if ((kind & moreBit) !== 0 && !passesMore(record, filter, start, end)) return false;
  switch (kind & formBits) {
    case anyForm:
      return true;
    case idForm:
      return isPlainId(units, start, end);
    case emailForm:
      return isPlainEmail(units, start, end);
    case digitsForm:
      return areDigits(units, start, end);
    case listedForm:
      return filter.words.has(units, start, end);
    case postalForm:
      return isPostalCode(record, country, start, end);
    default:
      return false;
  }
}

function passesMore(record: Scanner, filter: ColumnFilter, start: number, end: number): boolean {
  const { units } = record;
  const { anywhere, wordFirst, wordLength, wakingWords, shortest, longest, garbled } = filter;
  const length = end - start;
  if (length < shortest || length > longest) return false;
  const first = classesOf(units[start]!);
  if ((first & filter.first) !== 0) return false;
  if (length <= wordLength && (first & wordFirst) !== 0 && wakingWords.has(record.text(start, end).toLowerCase()))
    return false;
  if ((classesOf(units[end - 1]!) & filter.last) !== 0) return false;
  if (garbled && mayBeGarbled(units, start, end)) return false;
  if (anywhere === 0) return true;
  for (let at = start; at < end; at++) if ((classesOf(units[at]!) & anywhere) !== 0) return false;
  return true;
}

function classesOf(unit: number): number {
  return classTable[unit < 128 ? unit : 128]!;
}

/** The index of the header's first cell that is one of these fields, or -1. */
function firstOf(fields: readonly string[], { columns }: Binding): number {
  return columns.findIndex((column) => column !== undefined && fields.includes(column.field.name));
}

/** What is compiled for known columns stays the same under every header, by the list of their rules: that is by rule set and column. */
const known = new WeakMap<readonly CellRule[], ColumnFilter>();

function filterFor(rules: readonly CellRule[], column: Column | undefined, table: Table): ColumnFilter {
  let filter = known.get(rules);
  if (!filter) {
    filter = compile(rules.map((rule) => wakesIn(rule.wakes, column, table)));
    known.set(rules, filter);
  }
  return filter;
}

/** One filter from all declarations for a column. A rule that declares nothing makes every cell a candidate. */
function compile(declared: readonly (CellWakes | undefined)[]): ColumnFilter {
  const wakes = declared.filter((each) => each !== undefined);
  const always = wakes.length < declared.length;
  const bitsOf = (characters: (each: CellWakes) => string | undefined): number =>
    wakes.reduce((bits, each) => bits | classOf(characters(each) ?? ""), 0);
  const shortest = Math.max(0, ...wakes.map((each) => each.shorterThan ?? 0));
  const longest = Math.min(...wakes.map((each) => each.longerThan ?? Number.POSITIVE_INFINITY));
  const anywhere = bitsOf((each) => each.contains);
  const form: PassingForm = always ? { kind: noForm } : formFor(wakes);
  const { kind } = form;
  // A list leaves out the words that wake rules.
  const words = kind === listedForm ? [] : lowered(wakes);
  const first = bitsOf((each) => each.first);
  const last = bitsOf((each) => each.last);
  const beyondAscii = (first & classTable[128]!) !== 0;
  const garbled = kind === anyForm && wakes.some((each) => each.garbled === true);
  const more =
    garbled ||
    beyondAscii ||
    last !== 0 ||
    anywhere !== 0 ||
    words.length > 0 ||
    shortest > 0 ||
    longest !== Number.POSITIVE_INFINITY;
  // Where quotes are doubled the text has no plain form; all else can be told from its units, but that it is long enough.
  const exact = kind !== anyForm;
  return {
    kind: kind | (always || wakes.some((each) => each.empty === true) ? emptyBit : 0) | (more ? moreBit : 0),
    flags: wakes.reduce((flags, each) => flags | (each.flags ?? 0), alwaysFlags | (exact ? escaped : 0)),
    first: blankClass | first,
    last,
    anywhere,
    wordFirst: words.reduce((bits, word) => bits | classOf(bothCases(word.slice(0, 1))), 0),
    wordLength: Math.max(0, ...words.map((word) => word.length)),
    wakingWords: new Set(words),
    shortest,
    longest,
    garbled,
    words: form.words ?? noWords,
    countries: form.countries ?? [],
  };
}

function lowered(wakes: readonly CellWakes[]): string[] {
  return wakes.flatMap((each) => each.words ?? []).map((word) => word.toLowerCase());
}

function bothCases(letter: string): string {
  const lower = letter.toLowerCase();
  const upper = letter.toUpperCase();
  return lower === upper ? letter : lower + upper;
}

interface PassingForm {
  readonly kind: number;
  readonly words?: WordSet;
  readonly countries?: readonly string[];
}

const plainForms = { id: idForm, email: emailForm, digits: digitsForm } as const;

/** The widest form that all rules which ask for one let pass. */
function formFor(wakes: readonly CellWakes[]): PassingForm {
  const asked = wakes.map((each) => each.otherThan).filter((forms) => forms !== undefined);
  if (asked.length === 0) return { kind: anyForm };
  const allName = (test: (form: DeclaredForm) => boolean): boolean => asked.every((forms) => forms.some(test));
  if (allName(isOneOf)) return { kind: listedForm, words: wordsIn(asked.flat().filter(isOneOf), wakes) };
  const [countries, ...others] = new Set(asked.flat().filter(isPostalCodeOf));
  if (countries && others.length === 0 && allName((form) => form === "postal-code" || form === countries))
    return { kind: postalForm, countries: countries.countries };
  const plain = (["email", "id", "digits"] as const).find((name) => allName((form) => form === name));
  return { kind: plain ? plainForms[plain] : noForm };
}

function isOneOf(form: DeclaredForm): form is OneOf {
  return typeof form === "object" && "oneOf" in form;
}

function isPostalCodeOf(form: DeclaredForm): form is PostalCodeOf {
  return typeof form === "object" && "countries" in form;
}

/** What all of the lists have, without the words that wake a rule. */
function wordsIn(lists: readonly OneOf[], wakes: readonly CellWakes[]): WordSet {
  return new WordSet(() => {
    const waking = new Set(lowered(wakes));
    const [first, ...others] = lists.map(({ oneOf }) => oneOf());
    const wanted = others.map((list) => new Set(list));
    return first!.filter((word) => !waking.has(word.toLowerCase()) && wanted.every((list) => list.has(word)));
  });
}
