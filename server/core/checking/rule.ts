/** What a rule is: it finds, it says, it mends – three functions, so that finding costs nothing but finding. */
import type { Binding } from "../filetypes/binding.ts";
import type { ByConcern, Concern } from "../filetypes/concern.ts";
import type { Field, FieldType, Severity } from "../filetypes/file-type.ts";
import type { Column, Table } from "../filetypes/table.ts";
import type { Document, Position } from "../text/document.ts";
import type { Message } from "../text/message.ts";
import type { Edit, Span } from "../text/text.ts";
import type { RecordForm } from "../text/tokenizer.ts";
import type { LineKind } from "./line-kinds.ts";
import { type CellWaking, isForNoData, neededFlags, type RowWakes } from "./wakes.ts";

/** Where a rule looks, and so when it must look again. */
export type Scope = "file" | "header" | "row" | "cell" | "key";

/** One thing that is wrong: a rule, a place, its data. Not yet words. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: Exclude<Severity, "off">;
  /** The record's index in its page; -1 for findings about the header or the file. */
  readonly row: number;
  /** The cell's index in its record, -1 when it is about more than a cell. */
  readonly cell: number;
  readonly field: Field | undefined;
  /** Offsets from the page's start. Never empty, but for an empty file. */
  readonly span: Span;
  /** Lines count from the page's first line. */
  readonly from: Position;
  readonly to: Position;
  /** What the cell says, for reports; undefined where it must not be shown or there is none. */
  readonly value: string | undefined;
  /** Values must not be repeated in words: a row with a password does not line up. */
  readonly masked: boolean;
  readonly data: unknown;
  /** For what is told with the file and is about some rows: the first of them, counted from the page's first record. */
  readonly firstRow?: number;
}

/** What a rule is told when it is asked for fixes. */
export interface FixOptions {
  /** False where only a fix that needs no choosing is of use, so that nothing that was perhaps meant is looked for. */
  readonly guesses: boolean;
  /** The ID itself where no other row has it and no other fix proposes it, else the next one. */
  free(id: string): string;
  /** Where another row has the ID: one made of it, `A1-2` of `A1`, that nobody has and no other fix proposes. */
  other(id: string): string | undefined;
}

/** Another place that is part of the story: the first holder of an id, the competing primary. */
export interface Related {
  readonly uri: string;
  /** The record's number from the file's first (0-based). */
  readonly record: number;
  /** The cell in it. */
  readonly cell: number;
  readonly message: string;
}

/** What a rule may use to put a finding into words. */
export interface Saying {
  /** The importer's name. */
  readonly system: string;
  readonly table: Table;
  readonly field: Field | undefined;
  /** A value in quotes, shortened when long; "this value" where it must not be shown. */
  show(value: string): string;
}

/**
 * A way to mend a finding. `value` replaces what the cell says, its quotes kept; `edits` changes more than that and is
 * made only when somebody picks the fix.
 */
export interface Fix {
  readonly title: Message;
  /** Also runs in fix-all: no meaning is guessed. */
  readonly safe: boolean;
  readonly value?: string;
  /** `value` is an id that other files name: where the set is known, they follow. */
  readonly everywhere?: boolean;
  readonly edits?: (at: FixContext) => readonly Edit[] | undefined;
  /** Something only the skin can do: rewrite bytes on disk, change the tenant profile, add rows to another file. */
  readonly command?: FixCommand;
}

/** What changes other files than the finding's: `changesOf` in `features/generate.ts` makes the edits. */
export type SetCommand =
  /** A row that holds a value, in the file of the set; the file is made when it is not there. */
  | { readonly kind: "addRow"; readonly table: string; readonly field: string; readonly value: string }
  /** Another text for a key, where that of another file is wrong: the cells there that are `from`, as written. */
  | {
      readonly kind: "changeKey";
      readonly table: string;
      readonly field: string;
      readonly from: string;
      readonly to: string;
    }
  /** Rows that put users into groups: this user, or all who lack one. */
  | { readonly kind: "addMemberships"; readonly user?: string }
  /** Rows of contacts for users who have none. */
  | { readonly kind: "addContacts" }
  /** A file with a header, and a row for each value that the finding's file refers to. */
  | { readonly kind: "createFile"; readonly table: string };

export type FixCommand =
  | SetCommand
  | { readonly kind: "removeByteOrderMark" | "normalizeLineEndings" }
  | { readonly kind: "addToProfile"; readonly path: string; readonly value: string };

/** Where a fix is made: offsets of edits are the document's. */
export interface FixContext {
  readonly document: Document;
  readonly binding: Binding;
  readonly finding: Finding;
  /** The page that holds the finding. */
  readonly page: number;
}

/** `severity` counts unless the file type settles it; with `exactly` it counts even then (the user's own settings still win). */
export interface ReportOptions {
  readonly severity?: Severity;
  readonly exactly?: boolean;
  /** From the page's start; default: the subject's mark. */
  readonly span?: Span;
  /** Row rules: the cell this is about. Cell rules then leave it alone: one fault, one finding. */
  readonly at?: CellSubject;
  /** Cell rules: this says all there is to say about the cell; later rules are not asked. */
  readonly enough?: boolean;
  /** File rules: this is about rows, and `span` is in the first of them. */
  readonly aboutRows?: boolean;
  /** Header rules: the column this is about, where it is not the one that `span` points at. */
  readonly field?: Field;
}

export type ReportFinding<D> = (data: D, options?: ReportOptions) => void;

/** One cell as a cell rule sees it. Offsets are from the page's start. */
export interface CellSubject {
  /** What it says, blanks at the ends included. */
  readonly text: string;
  /** `text` without white space at its ends and invisible characters: what value rules judge. "" for a text that means no value. */
  readonly value: string;
  readonly raw: string;
  readonly flags: number;
  readonly span: Span;
  /** Where to point: the cell, or the delimiter after (before) an empty one. */
  readonly mark: Span;
  readonly index: number;
  readonly column: Column | undefined;
  /** It holds a password, whether the file type knows the column or not. */
  readonly isSecret: boolean;
  readonly row: RowSubject;
}

/** One record as a row rule sees it. */
export interface RowSubject {
  readonly table: Table;
  readonly binding: Binding;
  readonly cells: readonly CellSubject[];
  /** How many cells it has: costs less than `cells`. */
  readonly count: number;
  /** The record without its line break. */
  readonly text: string;
  readonly span: Span;
  readonly mark: Span;
  /** What the line is; rules with `noData` are asked when it is no record. */
  readonly kind: LineKind;
  /** How it is written: in quotes as a whole, say. */
  readonly form: RecordForm;
  /** False when its cells are separated by another delimiter than the file's. */
  readonly isSeparated: boolean;
  readonly blank: boolean;
  readonly facts: FileFacts;
  /** The trimmed value of a field; "" when empty, undefined when the header lacks it or the row is too short. */
  value(field: string): string | undefined;
  cell(field: string): CellSubject | undefined;
  /** False when its cells do not line up with the header. Cells without a name at the header's end need none below them. */
  readonly linesUp: boolean;
}

/** The header as a header rule sees it; spans are from the header record's start. */
export interface HeaderSubject {
  readonly table: Table;
  readonly binding: Binding;
}

/** What only the bytes on disk tell; the editor hides it. */
export interface FileFacts {
  readonly byteOrderMark?: boolean;
  /** How the bytes were decoded: `utf-8`, `utf-16le`, `utf-16be`. */
  readonly encoding?: string;
  /** False: some bytes are no UTF-8. True: a U+FFFD in the text was really written. Undefined: nobody looked. */
  readonly validUtf8?: boolean;
  /** The bytes are no text but an archive, or a workbook, which is one; the text is then empty. */
  readonly compressed?: "gzip" | "zip";
  /** The first line (0-based) whose break differs, when the file on disk has more than one kind, or a lone CR. */
  readonly mixedLine?: number;
}

/** Records one after the other that are separated by one delimiter, which is not the file's. */
export interface DelimiterRun {
  readonly delimiter: string;
  readonly rows: number;
  /** The first of them, from the start of the header's page. */
  readonly span: Span;
}

/** A whole file as a file rule sees it. */
export interface FileSubject {
  readonly table: Table;
  readonly binding: Binding | undefined;
  readonly document: Document;
  readonly facts: FileFacts;
  /** Lines below the header that are records. */
  readonly rows: number;
  /** Those of them that stand in quotes as a whole. */
  readonly inQuotes: number;
  /** Runs of records that are separated by another delimiter than the file's, in order. */
  readonly otherwise: readonly DelimiterRun[];
  /** How many cells of each column are filled; undefined as long as not all of the file has been read. */
  readonly filled: ArrayLike<number> | undefined;
  /** Cells of the first column of IDs that are numbers of 16 digits with a zero at the end, in the part that has been read. */
  readonly roundedIds: number;
  /** Lines that end with each kind of line break, in the part of the file that has been read. */
  readonly endings: readonly [lf: number, crlf: number, cr: number];
  /** Of the record whose line break is the first to differ, from the file's start. */
  readonly oddLineEnding: Span | undefined;
}

/** What a rule compares or looks at, as people look for it in the catalogue. */
export type Section = "file" | "header" | "cell" | "rows" | "files";

interface RuleWords<D> {
  /** Public: the diagnostic's code, the setting's key, the page's title. */
  readonly name: string;
  /** Unless the file type or the user says otherwise. */
  readonly severity: Severity;
  /** In one sentence, for settings and lists; collected for translation as it stands. Why it matters, with pictures that the tests run, stands in docs/rules. */
  readonly summary: string;
  /** The heading it has in the catalogue. */
  readonly section: Section;
  /** Row rules: what is wrong again and again is told once more at the header, as it is for cells. */
  readonly rollsUp?: boolean;
  /** Its fixes concern whole lines, delimiters or bytes: they come before all others where those are in doubt. */
  readonly aboutLines?: boolean;
  /**
   * Rules of one scope are asked in this order, lowest first; equal ones in the order of their names. Default: 50. What a cell
   * consists of comes before what it says; rules that speak `alone` come last.
   */
  readonly order?: number;
  /** Where others rely on it. */
  readonly concerns?: Concern;
  /** Cell rules: once this one has spoken, later ones are not asked. */
  readonly last?: boolean;
  /** Cell rules: speaks only where no other has. */
  readonly alone?: boolean;
  /** Counted for roll-ups on the header cell; false for rules about structure. Default: true for cell rules. */
  message(data: D, say: Saying): Message;
  fixes?(data: D, finding: Finding, options: FixOptions): readonly Fix[];
}

export interface CellRule<D = unknown> extends RuleWords<D> {
  readonly scope: "cell";
  /** Asked of columns of these types only. Default: of all, and of those that the table does not know. */
  readonly types?: readonly FieldType[];
  /** What it may be about. Left out: it is asked about every cell of its columns, which is slow. */
  readonly wakes?: CellWaking;
  /** Derived from `wakes`: flags of which a cell must have one, 0 when it need not have any. */
  readonly neededFlags: number;
  check(cell: CellSubject, report: ReportFinding<D>): void;
}
export interface RowRule<D = unknown> extends RuleWords<D> {
  readonly scope: "row";
  /** What it may be about. Left out: it is asked about every record, which is slow. */
  readonly wakes?: RowWakes;
  /** Derived from `wakes`: it is asked of lines that are no data only. */
  readonly noDataOnly: boolean;
  check(row: RowSubject, report: ReportFinding<D>): void;
}
export interface HeaderRule<D = unknown> extends RuleWords<D> {
  readonly scope: "header";
  check(header: HeaderSubject, report: ReportFinding<D>): void;
}
export interface FileRule<D = unknown> extends RuleWords<D> {
  readonly scope: "file";
  check(file: FileSubject, report: ReportFinding<D>): void;
}
/** A rule whose findings come from an index of key values, not from one row. */
export interface KeyRule<D = unknown> extends RuleWords<D> {
  readonly scope: "key";
  /** The list of a file type whose entries name it. */
  readonly listedIn?: "uniqueKeys" | "foreignKeys" | "repeats";
}

export type Rule = CellRule | RowRule | HeaderRule | FileRule | KeyRule;

/** All rules, in the order in which they are asked. */
export interface RuleSet extends ByConcern<Rule> {
  readonly cell: readonly CellRule[];
  readonly row: readonly RowRule[];
  readonly header: readonly HeaderRule[];
  readonly file: readonly FileRule[];
  readonly byName: ReadonlyMap<string, Rule>;
}

/** Gives a rule its types: `data` is what `check` reports and `message` and `fixes` receive. */
export function defineCellRule<D>(rule: Omit<CellRule<D>, "scope" | "neededFlags">): CellRule {
  const { types, wakes, check } = rule;
  return { ...wordsOf(rule), types, wakes, neededFlags: neededFlags(wakes), check, scope: "cell" } as CellRule;
}
export function defineRowRule<D>(rule: Omit<RowRule<D>, "scope" | "noDataOnly">): RowRule {
  const { wakes, check } = rule;
  return { ...wordsOf(rule), wakes, noDataOnly: isForNoData(wakes), check, scope: "row" } as RowRule;
}
export function defineHeaderRule<D>(rule: Omit<HeaderRule<D>, "scope">): HeaderRule {
  return { ...wordsOf(rule), check: rule.check, scope: "header" } as HeaderRule;
}
export function defineFileRule<D>(rule: Omit<FileRule<D>, "scope">): FileRule {
  return { ...wordsOf(rule), check: rule.check, scope: "file" } as FileRule;
}
export function defineKeyRule<D>(rule: Omit<KeyRule<D>, "scope">): KeyRule {
  return { ...wordsOf(rule), listedIn: rule.listedIn, scope: "key" } as KeyRule;
}

/** The same members in the same order for all rules: the engine compiles what asks them once, not again for each shape it meets. */
function wordsOf<D>(rule: RuleWords<D>): RuleWords<D> {
  const {
    name,
    severity,
    summary,
    section,
    rollsUp,
    aboutLines,
    order = 50,
    concerns,
    last,
    alone,
    message,
    fixes,
  } = rule;
  const flags = {
    rollsUp: rollsUp === true,
    aboutLines: aboutLines === true,
    last: last === true,
    alone: alone === true,
  };
  const words = { name, severity, summary, section, order, concerns, ...flags, message, fixes };
  return words satisfies Record<keyof RuleWords<D>, unknown> as RuleWords<D>;
}

/** Sorts rules for asking. `all`: each rule once; `seconds`: what some of them look at besides, under the same name. */
export function ruleSetOf(all: readonly Rule[], seconds: readonly Rule[]): RuleSet {
  const inOrder = [...all, ...seconds].sort((a, b) => orderOf(a) - orderOf(b) || (a.name < b.name ? -1 : 1));
  return {
    cell: inOrder.filter((rule) => rule.scope === "cell"),
    row: inOrder.filter((rule) => rule.scope === "row"),
    header: inOrder.filter((rule) => rule.scope === "header"),
    file: inOrder.filter((rule) => rule.scope === "file"),
    byName: new Map(all.map((rule) => [rule.name, rule])),
    byConcern: new Map(all.flatMap((rule) => (rule.concerns === undefined ? [] : [[rule.concerns, rule]]))),
  };
}

function orderOf({ alone, order = 50 }: Rule): number {
  return alone ? order + 1000 : order;
}

/** What key rules are told: the value, and where its first holder is. */
export interface KeyData {
  readonly value: string;
  readonly fields: readonly string[];
  /** The two look the same to people: their accented letters are composed differently (NFC and NFD). */
  readonly apart: boolean;
  /** The name of the file with the first holder, where it is another one. */
  readonly file?: string;
  /** The first holder's record number from the file's first (0-based) and the cell to point at. */
  readonly first: { readonly record: number; readonly cell: number };
  /** A value close to it that nobody has yet. */
  readonly free?: string;
}
