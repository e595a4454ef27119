/** One file with everything known about it: its document, its type, and what was read of each page, kept from edit to edit. */
import { type Binding, bindHeader } from "../filetypes/binding.ts";
import type { Table } from "../filetypes/table.ts";
import { plainValue } from "../filetypes/values.ts";
import type { KeyIndex } from "../keys/key-index.ts";
import {
  type Document,
  headerRowIn,
  type Page,
  type Position,
  pageLength,
  readFirstRecord,
  rowAtOffset,
  rowEnd,
  sliceOf,
} from "../text/document.ts";
import { differingPages } from "../text/editing.ts";
import type { Message } from "../text/message.ts";
import { quoteValue } from "../text/message-values.ts";
import { detached, type Span, shifted, trimBlanks } from "../text/text.ts";
import { Checker, type Reading } from "./check.ts";
import { ColumnTexts } from "./column-texts.ts";
import { delimiterRuns } from "./delimiter-runs.ts";
import { FileKeys } from "./file-keys.ts";
import { addCounts, bySpan, type Counts, type Found, type SuppressedFinding } from "./findings.ts";
import { type FixableCount, FixableCounts } from "./fixable-counts.ts";
import { HeaderFindings } from "./header-findings.ts";
import { oddLineEnding } from "./line-endings.ts";
import { itemsOf } from "./list-items.ts";
import { type LocatedFinding, rangeIn, rowNumberIn, spanIn, spanned } from "./located-finding.ts";
import { firstOf, type PageQuota, Quotas } from "./quotas.ts";
import { textCells } from "./record-view.ts";
import { allOf, isRollUp, rollUpFinding, rollUpMessage, rollUpsOf } from "./roll-ups.ts";
import { type LinkSource, Relations } from "./row-relations.ts";
import type { DelimiterRun, FileFacts, FileSubject, Finding, Rule, RuleSet, Saying } from "./rule.ts";
import { addUses, idOf, noSuppressions, noUses, type Suppressions, type Uses } from "./suppressions.ts";
import { type RuleTally, SheetTotals } from "./totals.ts";

/** The files a sheet's references lead to. */
export interface LinkTargets {
  /** Moves when files come, go or become something else: what `find` answered holds as long as it stays. */
  readonly structure: number;
  /** Sheets of a file type in the set of a sheet, by path; empty when none is there. */
  find(from: Sheet, table: string): readonly Sheet[];
  /** Files in that set that are named or lie like files of the type and were not recognized. */
  findUnrecognized(from: Sheet, table: string): readonly UnrecognizedTarget[];
}

/** A file that may be meant by a reference and whose header does not fit. */
export interface UnrecognizedTarget {
  readonly uri: string;
  /** Which of its columns fit, and which are missing. */
  readonly reason: Message;
}

/** What a sheet says about other files. */
export interface SheetLinks extends LinkSource {
  /** The same for another version of the same file; `targets`: where it finds the files beside it. */
  for(sheet: Sheet, targets?: LinkTargets): SheetLinks;
}

/** Findings to show, in order of position, and how many were left out. */
export interface Shown {
  readonly located: readonly LocatedFinding[];
  readonly left: number;
}

let nextSerial = 1;

/** Pages are meant by their indexes in the document as it is now. */
export class Sheet {
  /** Tells one sheet from the next one of the same file. */
  readonly serial = nextSerial++;
  /** What this file says about others; set by the workspace. */
  links: SheetLinks | undefined;
  document: Document;
  checker: Checker | undefined;
  readonly texts = new ColumnTexts(this);
  readonly keys = new FileKeys(this);
  #readings: (Reading | undefined)[] = [];
  #unread = 0;
  #firstUnread = 0;
  #pagesReadBefore = 0;
  #totals = new SheetTotals([]);
  readonly #relations = new Relations(this);
  readonly #headerFindings = new HeaderFindings(this);
  readonly #quotas = new Quotas();
  readonly #fixable = new FixableCounts(this);
  #runs: { readonly document: Document; readonly unread: number; readonly runs: readonly DelimiterRun[] } | undefined;

  constructor(
    document: Document,
    readonly table: Table,
    readonly rules: RuleSet,
    public facts: FileFacts = {},
    /** Findings that don't count. */
    readonly suppressions: Suppressions = noSuppressions,
  ) {
    this.document = document;
    this.#bind();
  }

  get uri(): string {
    return this.document.uri;
  }

  get binding(): Binding | undefined {
    return this.checker?.binding;
  }

  /** Some column holds passwords: rows that do not line up with the header must not be shown. */
  get hasSecrets(): boolean {
    return this.binding?.hasSecrets ?? this.table.hasPassword;
  }

  /** By the order of `Checker.keys`; those that only point elsewhere are made when somebody asks. */
  get indexes(): readonly (KeyIndex | undefined)[] {
    return this.keys.indexes;
  }

  /** Pages read since the sheet was made. For tests that count work. */
  get pagesRead(): number {
    return this.#pagesReadBefore + (this.checker?.pagesRead ?? 0);
  }

  /** Data records in the pages read so far. */
  get rows(): number {
    return this.#totals.rows;
  }

  /** Those of them that stand in quotes as a whole. */
  get inQuotes(): number {
    return this.#totals.inQuotes;
  }

  /** How many cells of each column are filled, in the pages read so far. */
  get filled(): ArrayLike<number> {
    return this.#totals.filled;
  }

  /** Cells of the first column of IDs that are numbers of 16 digits with a zero at the end, in the pages read so far. */
  get roundedIds(): number {
    return this.#totals.roundedIds;
  }

  /** Lines that end with each kind of line break, in the pages read so far. */
  get endings(): FileSubject["endings"] {
    return this.#totals.endings;
  }

  /** Pages that are to be read. */
  get unread(): number {
    return this.#unread;
  }

  /** True when every page of this version has been read. */
  get complete(): boolean {
    return this.#unread === 0;
  }

  /** True for pages that need not be read any more. */
  isRead(page: number): boolean {
    return !this.checker || this.#readings[page] !== undefined;
  }

  /** What was read of a page. */
  readingOf(page: number): Reading | undefined {
    return this.#readings[page];
  }

  /** Takes the next version of the document. Nothing is read yet; what was known of shared pages stays. */
  edit(document: Document): void {
    const old = this.document;
    this.document = document;
    this.#relations.move();
    if (
      document.header.text !== old.header.text ||
      document.dialect !== old.dialect ||
      headerMovedAlone(old, document)
    ) {
      this.#bind();
      return;
    }
    const { front, gone, come } = differingPages(old, document);
    this.#replace(front, gone, come);
  }

  #replace(at: number, gone: readonly Page[], come: readonly Page[]): void {
    // A page in the place of another is read soon, and then only those of its keys are touched that differ.
    const inPlace = gone.length === come.length && come.every((page, i) => page.id === gone[i]!.id);
    if (!inPlace) this.keys.splice(at, gone, come.length);
    gone.forEach((_, i) => {
      const reading = this.#readings[at + i];
      if (reading) this.#totals.add(reading, -1);
      else this.#unread--;
    });
    this.#readings.splice(at, gone.length, ...come.map(() => undefined));
    this.#quotas.splice(at, gone.length, come.length);
    this.#relations.splice(at, gone.length, come.length);
    this.#unread += come.length;
    this.#firstUnread = Math.min(this.#firstUnread, at);
    if (inPlace && come.length === 1 && this.keys.knows(at)) this.#read(at);
  }

  /** Makes room in the indexes for all that is to be read, so that they need not grow on the way. */
  makeRoom(): void {
    this.keys.reserve();
  }

  /** Reads up to `pages` pages that have not been read; true when none is left. */
  advance(pages: number): boolean {
    if (pages > 16 && this.#unread > 16) this.makeRoom();
    for (let n = 0; n < pages && this.#unread > 0; n++) {
      while (this.#readings[this.#firstUnread]) this.#firstUnread++;
      this.#read(this.#firstUnread);
    }
    return this.#unread === 0;
  }

  /** Reads this page first, so that what is on the screen is checked before the rest. */
  advanceAt(page: number): void {
    if (page >= 0 && page < this.#readings.length && !this.#readings[page]) this.#read(page);
  }

  /** Lets go of what can be made again of the pages and their readings: for files that nobody looks at. */
  releaseCaches(): void {
    this.keys.releaseCaches();
    this.#headerFindings.releaseCaches();
    this.#relations.releaseCaches();
    this.checker?.releaseCaches();
  }

  /** Takes new facts about the bytes on disk. */
  setFacts(facts: FileFacts): void {
    const rebind = facts.validUtf8 !== this.facts.validUtf8;
    this.facts = facts;
    if (rebind) this.#bind();
  }

  #bind(): void {
    const { document } = this;
    const { length } = document.pages;
    this.#relations.move();
    this.#pagesReadBefore += this.checker?.pagesRead ?? 0;
    if (document.header.row < 0) this.checker = undefined;
    else {
      const { cells, form } = readFirstRecord(document.header.text, document.dialect);
      const binding = bindHeader(cells, this.table, form);
      this.checker = new Checker(binding, document.dialect, this.rules, this.facts, this.suppressions);
    }
    this.#readings = new Array<undefined>(length).fill(undefined);
    this.#unread = this.checker ? length : 0;
    this.#firstUnread = 0;
    this.#totals = new SheetTotals(this.binding?.columns ?? []);
    this.keys.reset();
    this.#relations.reset();
    this.#quotas.reset(length);
  }

  #read(index: number): void {
    const { document } = this;
    this.#relations.move();
    const page = document.pages[index]!;
    const reading = this.checker!.read(page, headerRowIn(document, index));
    this.#readings[index] = reading;
    this.#unread--;
    this.#totals.add(reading, 1);
    this.#quotas.put(index, reading.counts);
    this.keys.put(index, page.id, reading.keys);
  }

  /** Where the file's line breaks change first, from the start of the header's page. */
  oddLineEnding(): Span | undefined {
    return oddLineEnding(this.document, this.#totals.endings, this.#readings);
  }

  /** Runs of records with another delimiter than the file's, in the pages read so far. */
  otherwise(): readonly DelimiterRun[] {
    if (this.#totals.otherwise === 0) return [];
    const { document } = this;
    if (this.#runs?.document !== document || this.#runs.unread !== this.#unread)
      this.#runs = { document, unread: this.#unread, runs: delimiterRuns(document, this.#readings) };
    return this.#runs.runs;
  }

  /** All delimiters in the file, as one text, if there are several or the only one is not the importer's; else "". */
  get doubtfulDelimiters(): string {
    const { delimiter } = this.document.dialect;
    if (delimiter === this.table.delimiter && this.#totals.otherwise === 0) return "";
    return [...new Set([this.table.delimiter, delimiter, ...this.otherwise().map((run) => run.delimiter)])].join("");
  }

  /** How often each rule about cells, rows, or references fires in each column. */
  *tallies(): Generator<RuleTally> {
    yield* this.#totals.tallies();
    for (const tally of this.#relations.tallies()) yield { ...tally, field: this.binding?.columns[tally.cell]?.field };
  }

  /** Whether a rule that is counted for roll-ups has something to say in a column of a page, as far as that is known. */
  hasFindings(page: number, rule: Rule, cell: number): boolean {
    const own = this.#readings[page]?.tallies.some((tally) => tally.rule === rule && tally.cell === cell);
    return own === true || this.#relations.hasReferences(page, rule, cell);
  }

  /** What such a rule says there. */
  findingsIn(page: number, rule: Rule, cell: number): readonly Finding[] {
    return [
      ...this.ownFindings(page).filter((finding) => finding.rule === rule && finding.cell === cell),
      ...this.#relations.referencesIn(page, rule, cell),
    ];
  }

  /** Which rules fire in which columns so often that the header cell should say so. */
  rollUps(): RuleTally[] {
    return rollUpsOf(this.#totals, this.tallies());
  }

  /** What is wrong in the pages read so far, roll-ups not counted. */
  counts(): Counts {
    this.#relations.relate(Number.POSITIVE_INFINITY);
    return this.countsSoFar();
  }

  /** The same without looking anything up: what pages say about keys and other files counts where that is known. */
  countsSoFar(): Counts {
    const counts = { ...this.#totals.counts };
    this.#relations.addTo(counts);
    addCounts(counts, this.#headFound().counts, 1);
    return counts;
  }

  /** How often each of `suppressions` was used in the pages read so far, by its index. */
  uses(): Uses {
    if (this.suppressions.all.length === 0) return noUses;
    this.#relations.relate(Number.POSITIVE_INFINITY);
    const uses = new Map(this.#totals.uses);
    this.#relations.addUsesTo(uses);
    addUses(uses, this.#headFound().suppressed?.uses ?? noUses, 1);
    return uses;
  }

  /** What would be said but for suppressions, in the pages read so far: page by page, in order of position. */
  *suppressedFindings(): Generator<LocatedFinding & SuppressedFinding> {
    if (this.uses().size === 0) return;
    const { pages, header } = this.document;
    for (let page = 0; page < Math.max(pages.length, 1); page++) {
      const reading = this.#readings[page];
      const found = [
        ...(page === Math.max(0, header.page) ? (this.#headFound().suppressed?.findings() ?? []) : []),
        ...(reading && this.checker ? this.checker.suppressedFindings(pages[page]!, reading) : []),
        ...this.#relations.suppressedFindings(page),
      ].sort((a, b) => bySpan(a.finding, b.finding));
      for (const each of found) yield { page, ...each };
    }
  }

  /**
   * The suppression, by its index, that a finding of a rule at a cell falls under; -1 when there is none.
   * @param item what the item of the list in the cell says that the finding is about
   */
  suppressionAt(rule: Rule, index: number, row: number, cell: number, item?: string): number {
    const { suppressions, binding } = this;
    if (!binding || !suppressions.concerns(rule.name)) return -1;
    const page = this.document.pages[index]!;
    const text = detached(sliceOf(page, page.rows[row]!, rowEnd(page, row)));
    const cells = textCells(text, this.document.dialect);
    const header = binding.cells[cell];
    return suppressions.find(rule.name, {
      columns: () => [binding.columns[cell]?.field.name, header?.text],
      values: () => {
        if (header?.isSecret || (this.hasSecrets && cells.length !== binding.columns.length)) return [];
        const value = trimBlanks(cells[cell]?.text ?? "");
        return item === undefined ? [value] : [value, item];
      },
      id: () => idOf(this.table, (field) => trimBlanks(cells[binding.indexOf(field)]?.text ?? "")),
    });
  }

  /**
   * Brings up to date what pages say about keys that occur twice and about other files, and what roll-ups promise, in up to
   * `pages` pages; true when none is left. What asks for findings does the rest by itself.
   */
  relate(pages = Number.POSITIVE_INFINITY): boolean {
    return this.#relations.relate(pages) && this.#fixable.fill(pages, this.rollUps());
  }

  /** Whether another row than a finding's has an id already. */
  isTaken({ page, finding }: LocatedFinding, id: string): boolean {
    const key = finding.field?.type === "id" ? this.keys.over(finding.field.name) : -1;
    if (key < 0 || finding.row < 0) return false;
    const own = this.document.records[page]! + finding.row;
    return this.holdersOf(key, id).some((record) => record !== own);
  }

  /** What a fix makes of the id of a finding, or another id where that one is taken or proposed elsewhere. */
  freeId({ finding }: LocatedFinding, id: string): string {
    const key = finding.field?.type === "id" ? this.keys.over(finding.field.name) : -1;
    return key < 0 || finding.row < 0 ? id : this.#relations.freeFor(key, trimBlanks(finding.value ?? ""), id);
  }

  /** An id made of one that another row has already, for the row of a finding only. */
  otherId({ page, finding }: LocatedFinding, id: string): string {
    const key = finding.field?.type === "id" ? this.keys.over(finding.field.name) : -1;
    return key < 0 ? id : this.#relations.otherFor(key, this.document.records[page]! + finding.row, id);
  }

  stampOf(rule: Rule, cell: number): unknown {
    // Another object when other files may have other ids.
    if (rule.scope === "key") return this.#relations.linkedAt;
    const field = this.binding?.columns[cell]?.field;
    return field?.type === "id" ? (this.indexes[this.keys.over(field.name)]?.presence ?? 0) : 0;
  }

  /** How many findings of a rule in a column a fix for all of them would change; `cell` is -1 for rules about rows. */
  fixableCount(rule: Rule, cell: number): FixableCount {
    return this.#fixable.of(rule, cell);
  }

  #headFound(): Found {
    return this.#headerFindings.found(this.#relations.linkedAt);
  }

  /** What is told at the header: about the file, and about the names of columns. */
  headFindings(): readonly Finding[] {
    return this.#headFound().findings();
  }

  /** Findings about the file as a whole. */
  fileFindings(): readonly Finding[] {
    return this.#headerFindings.ofFile();
  }

  /** How much one page says by itself; nothing while it has not been read. */
  ownCounts(index: number): Readonly<Counts> {
    return this.#quotas.of(index);
  }

  /** The findings of one page that depend on nothing else, in order of position; none while it has not been read. */
  ownFindings(index: number): readonly Finding[] {
    const reading = this.#readings[index];
    return reading && this.checker ? this.checker.findings(this.document.pages[index]!, reading) : none;
  }

  /** The findings of one page about keys and other files, in no order; with `take` those among which some are wanted. */
  relatedFindings(index: number, take?: Readonly<Counts>): readonly Finding[] {
    return this.#relations.findings(index, take);
  }

  /** All findings of one page, in order of position; with `take` those that depend on more only where some of them are wanted. */
  pageFindings(index: number, take?: Readonly<Counts>): readonly Finding[] {
    const own = this.ownFindings(index);
    const related = this.relatedFindings(index, take);
    const headerFindings = index === Math.max(0, this.document.header.page) ? this.headFindings() : none;
    if (related.length === 0 && headerFindings.length === 0) return own;
    return [...headerFindings, ...own, ...related].sort(bySpan);
  }

  /** How much of each page is shown when `limit` findings are. Pages of which nothing is shown are left out, but for the header's. */
  share(limit = Number.POSITIVE_INFINITY): { readonly pages: readonly PageQuota[]; readonly left: number } {
    const counts = this.counts();
    const headerFindings = { page: Math.max(0, this.document.header.page), found: this.#headFound() };
    return this.#quotas.allot(limit, counts, this.#relations, headerFindings);
  }

  /** Findings to show, at most `limit`: errors are kept before warnings. Roll-ups come on top. */
  findings(limit = Number.POSITIVE_INFINITY): Shown {
    const { document } = this;
    const located: LocatedFinding[] = [];
    if (document.pages.length === 0) for (const finding of this.headFindings()) located.push({ page: 0, finding });
    const { pages, left } = this.share(limit);
    const rollUps = this.rollUpFindings();
    for (const { page, take, whole } of pages) {
      const kept = whole ? this.pageFindings(page) : firstOf(this.pageFindings(page, take), take);
      const all = page === document.header.page && rollUps.length > 0 ? [...kept, ...rollUps].sort(bySpan) : kept;
      for (const finding of all) located.push({ page, finding });
    }
    // What concerns the file may lie below the header's page.
    const headEnd = document.pages[Math.max(0, document.header.page)]?.length ?? 0;
    if (this.headFindings().some(({ span }) => span.start >= headEnd))
      located.sort((a, b) => this.spanOf(a).start - this.spanOf(b).start);
    return { located, left };
  }

  /** Findings that meet a span of the document, roll-ups included. Reads the pages it needs. */
  findingsAt(span: Span): LocatedFinding[] {
    const { document } = this;
    const result: LocatedFinding[] = [];
    const headerFindings = Math.max(0, document.header.page);
    for (let p = 0; p < document.pages.length; p++) {
      const isNear = document.offsets[p]! <= span.end && document.offsets[p + 1]! + pageLength >= span.start;
      if (isNear) this.advanceAt(p);
      // What concerns the file may lie anywhere in it.
      else if (p !== headerFindings) continue;
      const rollUps = p === document.header.page ? this.rollUpFindings() : none;
      for (const finding of [...rollUps, ...(isNear ? this.pageFindings(p) : this.headFindings())]) {
        const at = this.spanOf({ page: p, finding });
        if (at.start <= span.end && at.end >= span.start) result.push({ page: p, finding });
      }
    }
    if (document.pages.length === 0) for (const finding of this.fileFindings()) result.push({ page: 0, finding });
    return result;
  }

  /** What is told at header cells because most of their columns say the same. They lie in the header's page. */
  rollUpFindings(): readonly Finding[] {
    return this.rollUps().map((tally) => {
      const { count, cell, rule } = tally;
      const { safe, certain } = this.fixableCount(rule, cell);
      const fixable = safe > 0 ? safe : certain;
      const data = { count, filled: allOf(this.#totals, cell), sample: this.#sampleOf(tally), fixable };
      return rollUpFinding(this.document, this.binding!, tally, data);
    });
  }

  /** The first of a column's findings. */
  #sampleOf({ rule, cell }: RuleTally): Finding {
    const page = this.document.pages.findIndex((_, at) => this.hasFindings(at, rule, cell));
    const findings = rule.scope === "key" ? this.relatedFindings(page) : this.ownFindings(page);
    return findings.find((finding) => finding.rule === rule && finding.cell === cell)!;
  }

  /** A finding at a cell that is looked up only now. `part`: point at this part of the list in it, empty ones counted. */
  cellFinding(
    rule: Rule,
    index: number,
    row: number,
    cell: number,
    data: unknown,
    severity: Finding["severity"],
    part?: number,
  ): Finding {
    const page = this.document.pages[index]!;
    const column = this.binding!.columns[cell];
    const field = column?.field;
    const start = page.rows[row]!;
    const cells = textCells(detached(sliceOf(page, start, rowEnd(page, row))), this.document.dialect);
    const at = cells[cell]!;
    const masked = this.hasSecrets && cells.length !== this.binding!.columns.length;
    const secret = masked || this.binding!.cells[cell]?.isSecret === true;
    const whole = shifted(at, start);
    const cellAt = { ...at, value: plainValue(at.text, field), span: whole, mark: whole, column };
    const item = part === undefined ? undefined : itemsOf(cellAt).find(({ index: i }) => i === part);
    const span = item?.span ?? whole;
    const value = secret ? undefined : (item?.value ?? at.text);
    return { rule, severity, row, cell, field, ...spanned(page, span), value, masked, data };
  }

  /** Record numbers (from the file's first, 0-based) of all rows that hold a value of a key over one field, in order. */
  holdersOf(key: number, value: string): number[] {
    return this.keys.holdersOf(key, value);
  }

  /** The data of a finding with what must be looked up afresh each time: where the first holder of a key is now. */
  dataOf(finding: Finding): unknown {
    return this.#relations.dataOf(finding);
  }

  /** A finding in words. */
  messageOf(finding: Finding): Message {
    const say: Saying = {
      system: this.table.system,
      table: this.table,
      field: finding.field,
      show: (value) => (finding.masked || finding.field?.type === "password" ? "this value" : quoteValue(value)),
    };
    const { data } = finding;
    return isRollUp(data) ? rollUpMessage(finding, data, say) : finding.rule.message(this.dataOf(finding), say);
  }

  /** The row's number as a spreadsheet shows it; 0 for what is about the file as a whole. */
  rowNumber(located: LocatedFinding): number {
    return rowNumberIn(this.document, located);
  }

  /** Offsets in the document. */
  spanOf(located: LocatedFinding): Span {
    return spanIn(this.document, located);
  }

  /** 0-based positions in the document. */
  rangeOf(located: LocatedFinding): { start: Position; end: Position } {
    return rangeIn(this.document, located);
  }

  /** True when the record at an offset is the header. */
  isHeaderAt(offset: number): boolean {
    const at = rowAtOffset(this.document, offset);
    return at !== undefined && at.page === this.document.header.page && at.row === this.document.header.row;
  }
}

/** The same header text now stands elsewhere while a page that was read above it, with it or below it is still in use. */
function headerMovedAlone(old: Document, document: Document): boolean {
  if (old.header.page === 0 && document.header.page === 0) {
    return old.header.row !== document.header.row && old.pages[0] === document.pages[0];
  }
  const rows = new Map(old.pages.map((page, index) => [page, headerRowIn(old, index)]));
  return document.pages.some(
    (page, index) => (rows.get(page) ?? headerRowIn(document, index)) !== headerRowIn(document, index),
  );
}

const none: readonly Finding[] = [];
