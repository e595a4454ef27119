/** One file with everything known about it: its document, its type, what was found in each page and which keys it holds. */
import { LookAlikes } from "./alike.ts";
import { Checker, type Reading, type RuleSet } from "./check.ts";
import {
  type Document,
  type Page,
  type Position,
  pageLength,
  positionAt,
  positionIn,
  rowAtOffset,
  rowEnd,
  sliceOf,
} from "./document.ts";
import {
  addCounts,
  bySpan,
  type Counts,
  type Found,
  foundIn,
  noCounts,
  nothingFound,
  PageFindings,
  severities,
  sumOf,
} from "./findings.ts";
import { itemsOf } from "./items.ts";
import { hashHigh, hashLow, hashOf, KeyIndex, type PageKeys } from "./keys.ts";
import { isKeyAt, Repeats } from "./repeats.ts";
import type { FileFacts, FileSubject, Finding, ReportOptions, Rule, Saying } from "./rule.ts";
import { mayApply, settle } from "./severity.ts";
import { type Binding, bindHeader, type Field, type HeaderCell, type Table, trimBlanks } from "./table.ts";
import { detached, type Span } from "./text.ts";
import { cellText, loadUnits, record, splitRecord } from "./tokenizer.ts";
import { textCells } from "./view.ts";

/** A finding and the page it lies in: its lines count from `document.lines[page]`, its offsets from `document.offsets[page]`. */
export interface Placed {
  readonly page: number;
  readonly finding: Finding;
}

/** Findings to show, in order of position, and how many were left out. */
export interface Shown {
  readonly placed: readonly Placed[];
  readonly left: number;
}

/** The files a sheet's references lead to. */
export interface LinkTargets {
  /** Moves when files come, go or become something else: what `find` answered holds as long as it stays. */
  readonly structure: number;
  /** Sheets of a file type in the set of a sheet, by path; empty when none is there. */
  find(from: Sheet, table: string): readonly Sheet[];
}

/** A roll-up fires from this many cells that are also half of the column's filled ones. */
export const rollUpFrom = 20;

/** What is shown of one page's findings: of each severity so many, in order of position. */
export interface PageShare {
  readonly page: number;
  readonly take: Readonly<Counts>;
  /** All of them. */
  readonly whole: boolean;
  /** The same object as long as the page says the same; another for the header's page every time. */
  readonly said: Said;
}

/** What one page says, and how much that is. */
export interface Said {
  readonly own: Readonly<Counts>;
  readonly keyed: Found;
  readonly linked: Found;
  readonly counts: Readonly<Counts>;
}

/** Findings that depend on other files, page by page, and one about the file itself. */
export interface LinkSource {
  /** Moves when what `ofPage` answers for any page may be something else than before. */
  epoch(): number;
  /** What one page says about other files; the page must have been read. */
  ofPage(index: number): Found;
  missingFile(): { readonly rule: Rule; readonly data: unknown } | undefined;
  /** The same for another version of the same file; `targets`: where it finds the files beside it. */
  for(sheet: Sheet, targets?: LinkTargets): LinkSource;
}

/** One rule in one column. */
export interface Tally {
  readonly rule: Rule;
  readonly cell: number;
  readonly field: Field | undefined;
  severity: Finding["severity"];
  count: number;
}

export type { Counts } from "./findings.ts";

let nextSerial = 1;

export class Sheet {
  /** Tells one sheet from the next one of the same file. */
  readonly serial = nextSerial++;
  /** What other files say about this one; set by the workspace. */
  links: LinkSource | undefined;
  document: Document;
  checker: Checker | undefined;
  /** By the order of `Checker.keys`; those that only point elsewhere are made when somebody asks, see `indexOf`. */
  indexes: (KeyIndex | undefined)[] = [];
  #readings: (Reading | undefined)[] = [];
  /** Of pages that took the place of others and are not read: the reading whose keys still stand in the indexes. */
  #keysOf: (Reading | undefined)[] = [];
  /** What each page says by itself; `quiet` when that is nothing. */
  #own: Readonly<Counts>[] = [];
  readonly #said: (Said | undefined)[] = [];
  #unread = 0;
  #firstUnread = 0;
  #counts: Counts = noCounts();
  readonly #tallies = new Map<string, Tally>();
  #filled: Float64Array = new Float64Array(0);
  #rows = 0;
  readonly #endings: [lf: number, crlf: number, cr: number] = [0, 0, 0];
  #pageOrder: Map<number, number> | undefined;
  readonly #keyed = new PageFindings();
  readonly #linked = new PageFindings();
  #linkedAt: { readonly links: LinkSource | undefined; readonly epoch: number } = { links: undefined, epoch: -1 };
  #head: { readonly when: readonly unknown[]; readonly found: Found } | undefined;
  #headerFindings: { checker: Checker; page: Page; row: number; findings: readonly Finding[] } | undefined;
  #pagesReadBefore = 0;
  readonly #repeats = new Repeats(this);
  readonly #fieldTexts = new WeakMap<Page, { field: string; texts: readonly string[] }>();
  #alike: { readonly index: KeyIndex; readonly presence: number; readonly those: LookAlikes } | undefined;

  constructor(
    document: Document,
    readonly table: Table,
    readonly rules: RuleSet,
    public facts: FileFacts = {},
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

  /** Pages read since the sheet was made. For tests that count work. */
  get pagesRead(): number {
    return this.#pagesReadBefore + (this.checker?.pagesRead ?? 0);
  }

  /** Data records in the pages read so far. */
  get rows(): number {
    return this.#rows;
  }

  /** True when every page of this version has been read. */
  get complete(): boolean {
    return this.#unread === 0;
  }

  /** Filled cells of a column in the pages read so far. */
  filled(cell: number): number {
    return this.#filled[cell] ?? 0;
  }

  /** Takes the next version of the document. Nothing is read yet; what was known of shared pages stays. */
  edit(document: Document): void {
    const old = this.document;
    this.document = document;
    this.#repeats.forget();
    if (
      document.header.text !== old.header.text ||
      document.dialect !== old.dialect ||
      headerMovedAlone(old, document)
    ) {
      this.#bind();
      return;
    }
    const before = old.pages;
    const after = document.pages;
    const least = Math.min(before.length, after.length);
    let front = 0;
    while (front < least && before[front] === after[front]) front++;
    let back = 0;
    while (back < least - front && before[before.length - 1 - back] === after[after.length - 1 - back]) back++;
    const gone = before.slice(front, before.length - back);
    const come = after.slice(front, after.length - back);
    const inPlace = gone.length === come.length && come.every((page, i) => page.id === gone[i]!.id);
    const held = gone.map((_, i) => this.#readings[front + i] ?? this.#keysOf[front + i]);
    gone.forEach((page, i) => {
      const reading = this.#readings[front + i];
      if (reading) this.#count(reading, -1);
      else this.#unread--;
      // A page in the place of another is read soon, and then only what differs is touched.
      if (!inPlace && held[i]) this.#forgetKeys(page, held[i]);
    });
    if (!inPlace) this.#pageOrder = undefined;
    this.#readings.splice(front, gone.length, ...come.map(() => undefined));
    this.#keysOf.splice(front, gone.length, ...(inPlace ? held : come.map(() => undefined)));
    this.#own.splice(front, gone.length, ...come.map(() => quiet));
    this.#said.splice(front, gone.length, ...come.map(() => undefined));
    this.#keyed.splice(front, gone.length, come.length);
    this.#linked.splice(front, gone.length, come.length);
    this.#unread += come.length;
    this.#firstUnread = Math.min(this.#firstUnread, front);
    if (inPlace && come.length === 1 && held[0]) this.#read(front);
  }

  /** Makes room in the indexes for all that is to be read, so that they need not grow on the way. */
  makeRoom(): void {
    const records = this.document.records[this.document.pages.length]!;
    this.checker?.keys.forEach((spec, k) => {
      if (spec.where < 0) this.indexes[k]?.reserve(records);
    });
  }

  /** Pages that are to be read. */
  get unread(): number {
    return this.#unread;
  }

  /** True for pages that need not be read any more. */
  isRead(page: number): boolean {
    return !this.checker || this.#readings[page] !== undefined;
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

  /** Reads the page that holds an offset first, so that what is on the screen is checked before the rest. */
  advanceAt(page: number): void {
    if (page >= 0 && page < this.#readings.length && !this.#readings[page]) this.#read(page);
  }

  /** Lets go of what can be made again of the pages and their readings: for files that nobody looks at. */
  rest(): void {
    this.#alike = undefined;
    this.#head = undefined;
    this.#headerFindings = undefined;
    this.#repeats.forget();
    this.#keyed.rest();
    this.#linked.rest();
    this.checker?.rest();
  }

  /** Takes new facts about the bytes on disk. */
  setFacts(facts: FileFacts): void {
    const rebind = facts.validUtf8 !== this.facts.validUtf8;
    this.facts = facts;
    if (rebind) this.#bind();
  }

  #bind(): void {
    const { document } = this;
    this.#repeats.forget();
    this.#pagesReadBefore += this.checker?.pagesRead ?? 0;
    if (document.header.row < 0) this.checker = undefined;
    else {
      const binding = bindHeader(textCells(document.header.text, document.dialect), this.table);
      this.checker = new Checker(binding, document.dialect, this.rules, this.facts);
    }
    this.indexes = this.checker?.keys.map((spec) => (spec.indexed ? new KeyIndex() : undefined)) ?? [];
    const count = document.pages.length;
    this.#readings = new Array<undefined>(count).fill(undefined);
    this.#keysOf = new Array<undefined>(count).fill(undefined);
    this.#own = new Array<Readonly<Counts>>(count).fill(quiet);
    this.#said.length = 0;
    this.#unread = this.checker ? document.pages.length : 0;
    this.#firstUnread = 0;
    this.#counts = noCounts();
    this.#tallies.clear();
    this.#filled = new Float64Array(this.binding?.columns.length ?? 0);
    this.#rows = 0;
    this.#endings.fill(0);
    this.#pageOrder = undefined;
    this.#keyed.reset(document.pages.length);
    this.#linked.reset(document.pages.length);
  }

  #read(index: number): void {
    const { document } = this;
    this.#repeats.forget();
    const page = document.pages[index]!;
    const reading = this.checker!.read(page, document.header.page === index ? document.header.row : -1);
    const old = this.#keysOf[index]?.keys;
    this.#readings[index] = reading;
    this.#keysOf[index] = undefined;
    this.#own[index] = sumOf(reading.counts) === 0 ? quiet : reading.counts;
    this.#unread--;
    this.#count(reading, 1);
    reading.keys.forEach((keys, k) => {
      const known = this.indexes[k];
      if (!old) known?.add(page.id, keys);
      else {
        known?.replace(page.id, old[k]!, keys);
        if (keys.also && keys.also.join("\n") !== old[k]!.also?.join("\n")) known?.touchAll();
      }
    });
  }

  #forgetKeys(page: Page, reading: Reading): void {
    reading.keys.forEach((keys, k) => {
      this.indexes[k]?.remove(page.id, keys);
    });
  }

  #count(reading: Reading, by: 1 | -1): void {
    this.#rows += by * reading.rows;
    for (let kind = 0; kind < 3; kind++) this.#endings[kind]! += by * reading.endings[kind]!;
    for (let c = 0; c < reading.filled.length; c++) this.#filled[c] = this.#filled[c]! + by * reading.filled[c]!;
    addCounts(this.#counts, reading.counts, by);
    for (const { rule, cell, severity, count } of reading.tallies) this.#tally(rule, cell, severity, by * count);
  }

  #tally(rule: Rule, cell: number, severity: Finding["severity"], by: number): void {
    const key = `${cell} ${rule.name}`;
    const tally = this.#tallies.get(key);
    if (!tally) {
      this.#tallies.set(key, { rule, cell, field: this.binding?.columns[cell]?.field, severity, count: by });
      return;
    }
    tally.count += by;
    if (tally.count === 0) this.#tallies.delete(key);
  }

  /** How often each cell rule fires in each column. */
  tallies(): Iterable<Tally> {
    return this.#tallies.values();
  }

  /** Which rules fire in which columns so often that the header cell should say so. */
  rollUps(): Tally[] {
    return [...this.#tallies.values()].filter(
      (tally) => tally.count >= rollUpFrom && tally.count * 2 >= this.filled(tally.cell),
    );
  }

  /** What is wrong in the pages read so far, roll-ups not counted. */
  counts(): Counts {
    this.relate();
    return this.countsSoFar();
  }

  /** The same without looking anything up: what pages say about keys and other files counts where that is known. */
  countsSoFar(): Counts {
    const counts = { ...this.#counts };
    addCounts(counts, this.#keyed.counts, 1);
    addCounts(counts, this.#linked.counts, 1);
    addCounts(counts, this.#headFound().counts, 1);
    return counts;
  }

  /**
   * Brings up to date what pages say about keys that occur twice and about other files, in up to `pages` pages; true
   * when none is left. What asks for findings does the rest by itself.
   */
  relate(pages = Number.POSITIVE_INFINITY): boolean {
    this.#forgetRelated();
    const keyed = this.#keyed.fill(pages, this.#findKeyed);
    const linked = this.#linked.fill(pages - keyed, this.#findLinked);
    return keyed + linked < pages || (this.#keyed.complete && this.#linked.complete);
  }

  /** The same for one page. */
  #relateAt(page: number): void {
    this.#forgetRelated();
    this.#keyed.fillAt(page, this.#findKeyed);
    this.#linked.fillAt(page, this.#findLinked);
  }

  readonly #findKeyed = (page: number): Found | undefined => (this.isRead(page) ? this.#repeats.in(page) : undefined);
  readonly #findLinked = (page: number): Found | undefined =>
    this.isRead(page) ? (this.links?.ofPage(page) ?? nothingFound) : undefined;

  /** Forgets what does not hold any more because keys have appeared or disappeared, here or elsewhere. */
  #forgetRelated(): void {
    const { links } = this;
    for (const index of this.indexes) {
      const touched = index?.takeTouched();
      if (touched) for (const id of touched) this.#keyed.forget(this.pageIndex(id));
      else if (index) this.#keyed.reset(this.document.pages.length);
    }
    const epoch = links?.epoch() ?? -1;
    if (epoch !== this.#linkedAt.epoch || links !== this.#linkedAt.links) {
      this.#linkedAt = { links, epoch };
      this.#linked.reset(this.document.pages.length);
    }
  }

  /** What is told at the header: about the file, and about the names of columns. */
  headFindings(): readonly Finding[] {
    return this.#headFound().findings();
  }

  #headFound(): Found {
    const { document, facts, checker } = this;
    const when = [document, facts, checker, this.#unread, this.#linkedAt];
    if (!this.#head || when.some((each, i) => each !== this.#head!.when[i])) {
      this.#head = { when, found: foundIn([...this.fileFindings(), ...this.headerFindings()]) };
    }
    return this.#head.found;
  }

  /** How much one page says by itself; nothing while it has not been read. */
  ownCounts(index: number): Readonly<Counts> {
    return this.#own[index] ?? quiet;
  }

  /** The findings of one page that depend on nothing else, in order of position; none while it has not been read. */
  ownFindings(index: number): readonly Finding[] {
    const reading = this.#readings[index];
    return reading && this.checker ? this.checker.findings(this.document.pages[index]!, reading) : none;
  }

  /** The findings of one page about keys and other files, in no order; with `take` those among which some are wanted. */
  relatedFindings(index: number, take?: Readonly<Counts>): readonly Finding[] {
    this.#relateAt(index);
    const made = (found: Found): readonly Finding[] => {
      const wanted = !take || severities.some((severity) => take[severity] > 0 && found.counts[severity] > 0);
      return wanted ? found.findings() : none;
    };
    const keyed = made(this.#keyed.of(index));
    const linked = made(this.#linked.of(index));
    return keyed.length === 0 ? linked : linked.length === 0 ? keyed : [...keyed, ...linked];
  }

  /** All findings of one page, in order of position; with `take` those that depend on more only where some of them are wanted. */
  pageFindings(index: number, take?: Readonly<Counts>): readonly Finding[] {
    const own = this.ownFindings(index);
    const related = this.relatedFindings(index, take);
    const head = index === Math.max(0, this.document.header.page) ? this.headFindings() : none;
    if (related.length === 0 && head.length === 0) return own;
    return [...head, ...own, ...related].sort(bySpan);
  }

  /**
   * How much of each page is shown when `limit` findings are: errors are kept before warnings. Pages of which nothing is
   * shown are left out, but for the header's.
   */
  share(limit = Number.POSITIVE_INFINITY): { readonly pages: readonly PageShare[]; readonly left: number } {
    const counts = this.counts();
    const quota: Counts = noCounts();
    let room = limit;
    let left = 0;
    for (const severity of severities) {
      quota[severity] = Math.min(counts[severity], room);
      room -= quota[severity];
      left += counts[severity] - quota[severity];
    }
    const head = Math.max(0, this.document.header.page);
    const pages: PageShare[] = [];
    for (let page = 0; page < this.document.pages.length; page++) {
      const own = this.#own[page]!;
      const keyed = this.#keyed.of(page);
      const linked = this.#linked.of(page);
      // Most pages have nothing to say: they cost no more than this look.
      if (own === quiet && keyed === nothingFound && linked === nothingFound && page !== head) continue;
      const said = page === head ? this.#saidAtHead(own, keyed, linked) : this.#saidOn(page, own, keyed, linked);
      const have = said.counts;
      const whole = left === 0 || severities.every((severity) => have[severity] <= quota[severity]);
      const take = whole ? have : leastOf(quota, have);
      if (left > 0) addCounts(quota, take, -1);
      if (page === head || whole || sumOf(take) > 0) pages.push({ page, take, whole, said });
    }
    return { pages, left };
  }

  #saidOn(page: number, own: Readonly<Counts>, keyed: Found, linked: Found): Said {
    const known = this.#said[page];
    if (known && known.own === own && known.keyed === keyed && known.linked === linked) return known;
    const counts = { ...own };
    addCounts(counts, keyed.counts, 1);
    addCounts(counts, linked.counts, 1);
    const said = { own, keyed, linked, counts };
    this.#said[page] = said;
    return said;
  }

  #saidAtHead(own: Readonly<Counts>, keyed: Found, linked: Found): Said {
    const counts = { ...own };
    for (const more of [keyed, linked, this.#headFound()]) addCounts(counts, more.counts, 1);
    return { own, keyed, linked, counts };
  }

  /** Findings to show, at most `limit`: errors are kept before warnings. Roll-ups come on top. */
  findings(limit = Number.POSITIVE_INFINITY): Shown {
    const { document } = this;
    const placed: Placed[] = [];
    if (document.pages.length === 0) for (const finding of this.headFindings()) placed.push({ page: 0, finding });
    const { pages, left } = this.share(limit);
    const rollUps = this.rollUpFindings();
    const head = document.header.page;
    for (const { page, take, whole } of pages) {
      const kept = whole ? this.pageFindings(page) : firstOf(this.pageFindings(page, take), take);
      const all = page === head && rollUps.length > 0 ? [...kept, ...rollUps].sort(bySpan) : kept;
      for (const finding of all) placed.push({ page, finding });
    }
    return { placed, left };
  }

  /** What is told at header cells because most of their columns say the same. They lie in the header's page. */
  rollUpFindings(): readonly Finding[] {
    return this.rollUps().map((tally) => this.#rollUpFinding(tally));
  }

  #rollUpFinding(tally: Tally): Finding {
    const { header } = this.document;
    const page = this.document.pages[header.page]!;
    const cell = this.binding!.cells[tally.cell]!;
    const span = shift(cell, page.rows[header.row]!);
    const { rule, severity, field, count } = tally;
    const data: RollUp = { count, filled: this.filled(tally.cell), sample: this.#sampleOf(tally) };
    return {
      rule,
      severity,
      row: -1,
      cell: tally.cell,
      field,
      ...spanned(page, span),
      value: undefined,
      masked: false,
      data,
    };
  }

  /** The first of a column's findings. */
  #sampleOf({ rule, cell }: Tally): Finding {
    const page = this.#readings.findIndex((reading) =>
      reading?.tallies.some((tally) => tally.rule === rule && tally.cell === cell),
    );
    return this.ownFindings(page).find((finding) => finding.rule === rule && finding.cell === cell)!;
  }

  /** Findings about the header's names. */
  headerFindings(): readonly Finding[] {
    const { checker, document } = this;
    if (!checker || document.dialect.delimiter !== this.table.delimiter) return [];
    const page = document.pages[document.header.page]!;
    const { row } = document.header;
    const known = this.#headerFindings;
    if (known?.checker === checker && known.page === page && known.row === row) return known.findings;
    const base = page.rows[document.header.row]!;
    const findings: Finding[] = [];
    for (const rule of this.rules.header) {
      if (!mayApply(rule, undefined, this.table)) continue;
      rule.check({ table: this.table, binding: checker.binding }, (data, options = {}) => {
        const span = options.span ?? { start: 0, end: checker.binding.cells.at(-1)!.end };
        const cell = options.field ? undefined : headerCellAt(checker.binding, span);
        const field = options.field ?? cell?.column?.field;
        this.#push(findings, rule, field, cell?.index ?? -1, shift(span, base), page, cell?.text, data, options);
      });
    }
    findings.sort(bySpan);
    this.#headerFindings = { checker, page, row, findings };
    return findings;
  }

  /** Findings about the file as a whole. */
  fileFindings(): readonly Finding[] {
    const { document } = this;
    const findings: Finding[] = [];
    const page = document.pages[Math.max(0, document.header.page)] ?? emptyPage;
    const subject: FileSubject = {
      table: this.table,
      binding: this.binding,
      document,
      facts: this.facts,
      rows: this.complete ? this.#rows : Number.POSITIVE_INFINITY,
      oddLineEnding: this.#oddLineEnding(),
    };
    const missing = this.links?.missingFile();
    if (missing && this.checker) {
      const { rule, data } = missing;
      this.#push(findings, rule, undefined, -1, this.#fileMark(), page, undefined, data, {});
    }
    for (const rule of this.rules.file) {
      if (!mayApply(rule, undefined, this.table)) continue;
      rule.check(subject, (data, options = {}) => {
        const span = options.span ?? this.#fileMark();
        this.#push(findings, rule, undefined, -1, span, page, undefined, data, options);
      });
    }
    return findings;
  }

  /** Where to point for what concerns the whole file: the header's first cell, else the first character. From the header page's start. */
  #fileMark(): Span {
    const { header, pages } = this.document;
    const first = this.binding?.cells[0];
    const page = pages[Math.max(0, header.page)];
    if (!page || !first) return { start: 0, end: page ? Math.min(1, page.text.length) : 0 };
    const span = shift(first, page.rows[header.row]!);
    return span.end > span.start ? span : { start: span.start, end: Math.min(span.start + 1, page.text.length) };
  }

  /** Positions of what is told at the header's page, wherever in the file it lies. */
  #spanned(page: Page, span: Span): { span: Span; from: Position; to: Position } {
    if (span.end <= page.length) return spanned(page, span);
    const { header, offsets, lines } = this.document;
    const index = Math.max(0, header.page);
    const position = (offset: number): Position => {
      const { line, character } = positionAt(this.document, offsets[index]! + offset);
      return { line: line - lines[index]!, character };
    };
    return { span, from: position(span.start), to: position(span.end) };
  }

  #push(
    findings: Finding[],
    rule: Rule,
    field: Field | undefined,
    cell: number,
    span: Span,
    page: Page,
    value: string | undefined,
    data: unknown,
    options: ReportOptions,
  ): void {
    const severity = settle(rule, field, this.table, options);
    if (severity === "off") return;
    findings.push({ rule, severity, row: -1, cell, field, ...this.#spanned(page, span), value, masked: false, data });
  }

  /** The first record whose line break differs from the first record's, or is a lone CR; span from the header page's start. */
  #oddLineEnding(): Span | undefined {
    const [lf, crlf, cr] = this.#endings;
    if (cr === 0 && (lf === 0 || crlf === 0)) return undefined;
    let kind = -1;
    for (let p = 0; p < this.#readings.length; p++) {
      const endings = this.#readings[p]?.endings;
      if (!endings) return undefined;
      const seen = endings.flatMap((count, k) => (count > 0 ? [k] : []));
      if (seen.length === 0) continue;
      if (kind < 0 && seen.length === 1 && seen[0] !== 2) kind = seen[0]!;
      if (seen.length === 1 && seen[0] === kind) continue;
      return this.#oddLineEndingIn(p, kind);
    }
    return undefined;
  }

  #oddLineEndingIn(index: number, before: number): Span | undefined {
    const page = this.document.pages[index]!;
    const shiftBy = this.document.offsets[index]! - this.document.offsets[Math.max(0, this.document.header.page)]!;
    let kind = before;
    for (let row = 0; row < page.rows.length; row++) {
      const end = row + 1 < page.rows.length ? page.rows[row + 1]! : page.text.length;
      const text = page.text.slice(Math.max(0, end - 2), end);
      const own = text === "\r\n" ? 1 : text.endsWith("\n") ? 0 : text.endsWith("\r") ? 2 : -1;
      if (own < 0) continue;
      if (own === 2 || (kind >= 0 && own !== kind)) return shift({ start: end - (own === 1 ? 2 : 1), end }, shiftBy);
      kind = own;
    }
    return undefined;
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
    const field = this.binding!.columns[cell]?.field;
    const start = page.rows[row]!;
    const cells = textCells(detached(sliceOf(page, start, rowEnd(page, row))), this.document.dialect);
    const at = cells[cell]!;
    const masked = this.table.hasPassword && cells.length !== this.binding!.columns.length;
    const secret = masked || field?.type === "password";
    const whole = shift(at, start);
    const cellAt = { ...at, value: trimBlanks(at.text), span: whole, mark: whole, column: this.binding!.columns[cell] };
    const item = part === undefined ? undefined : itemsOf(cellAt).find(({ index: i }) => i === part);
    const span = item?.span ?? whole;
    const value = secret ? undefined : (item?.value ?? at.text);
    return { rule, severity, row, cell, field, ...spanned(page, span), value, masked, data };
  }

  /** What was read of a page, by its index. */
  readingOf(page: number): Reading | undefined {
    return this.#readings[page];
  }

  /** Where a page stands now, by its id. */
  pageIndex(id: number): number {
    this.#pageOrder ??= new Map(this.document.pages.map((page, index) => [page.id, index]));
    return this.#pageOrder.get(id) ?? Number.POSITIVE_INFINITY;
  }

  /** The index of a key; made now when it was not kept so far. */
  indexOf(key: number): KeyIndex {
    const known = this.indexes[key];
    if (known) return known;
    const made = new KeyIndex();
    this.#readings.forEach((reading, p) => {
      const held = reading ?? this.#keysOf[p];
      if (held) made.add(this.document.pages[p]!.id, held.keys[key]!);
    });
    this.indexes[key] = made;
    return made;
  }

  /** Record numbers (from the file's first, 0-based) of all rows that hold a value of a key over one field, in order. */
  holdersOf(key: number, value: string): number[] {
    hashOf([value], this.checker?.keys[key]?.ignoreCase ?? false);
    const [low, high] = [hashLow, hashHigh];
    const records: number[] = [];
    for (const id of new Set(this.indexOf(key).pagesOf(low, high))) {
      const index = this.pageIndex(id);
      const keys = this.#readings[index]?.keys[key];
      if (!keys) continue;
      for (let i = 0; i < keys.count; i++) {
        if (keys.low(i) === low && keys.high(i) === high) records.push(this.document.records[index]! + keys.row(i));
      }
    }
    return records.sort((a, b) => a - b);
  }

  /** Whether some row holds a value of a key over one field. */
  holds(key: number, value: string): boolean {
    hashOf([value], this.checker?.keys[key]?.ignoreCase ?? false);
    return this.indexOf(key).has(hashLow, hashHigh);
  }

  /** The values of one key in one page that has been read. */
  keysOf(index: number, key: number): PageKeys | undefined {
    return this.#readings[index]?.keys[key];
  }

  /** The trimmed texts of a field in all records of a page, by record; "" where it is not there. The page is fetched and split once. */
  textsIn(index: number, field: string): readonly string[] {
    const cell = this.binding?.indexOf(field) ?? -1;
    const page = this.document.pages[index];
    if (!page) return [];
    const { text } = page;
    loadUnits(text);
    return Array.from(page.rows, (start, row) => {
      splitRecord(this.document.dialect, start, rowEnd(page, row), record);
      if (cell < 0 || cell >= record.count) return "";
      return trimBlanks(cellText(text.slice(record.starts[cell]!, record.ends[cell]!), record.flags[cell]!));
    });
  }

  /** The trimmed text of a field in a record of a page; "" when it is not there. */
  valueAt(index: number, row: number, field: string): string {
    const cell = this.binding?.indexOf(field) ?? -1;
    const page = this.document.pages[index];
    if (!page || cell < 0) return "";
    // On its own: what is kept of a cell must not keep the whole text.
    const text = detached(sliceOf(page, page.rows[row]!, rowEnd(page, row)));
    return trimBlanks(textCells(text, this.document.dialect)[cell]?.text ?? "");
  }

  #textsOf(index: number, field: string): readonly string[] {
    const page = this.document.pages[index]!;
    const known = this.#fieldTexts.get(page);
    if (known?.field === field) return known.texts;
    const texts = this.textsIn(index, field);
    this.#fieldTexts.set(page, { field, texts });
    return texts;
  }

  /** Every value of a field in the pages read so far, in order of rows. */
  *valuesOf(field: string): Generator<string> {
    if ((this.binding?.indexOf(field) ?? -1) < 0) return;
    for (let p = 0; p < this.document.pages.length; p++) {
      const reading = this.#readings[p];
      if (!reading) continue;
      const texts = this.#textsOf(p, field);
      for (let row = 0; row < texts.length; row++)
        if (row !== reading.headerRow && texts[row] !== "") yield texts[row]!;
    }
  }

  /** The value of a field that differs from `value` by nothing but case and blanks. */
  alike(field: string, value: string): string | undefined {
    const key = this.keyOf(field);
    const index = this.indexes[key];
    if (!index) return undefined;
    if (this.#alike?.index !== index || this.#alike.presence !== index.presence) {
      const ids = {
        pages: this.document.pages.length,
        idOf: (page: number) => this.document.pages[page]!.id,
        pageOf: (id: number) => this.pageIndex(id),
        keysOf: (page: number) => this.#readings[page]?.keys[key],
        valueAt: (page: number, row: number) => this.valueAt(page, row, field),
      };
      this.#alike = { index, presence: index.presence, those: new LookAlikes(ids) };
    }
    return this.#alike.those.of(value);
  }

  /** The index in `Checker.keys` of the key over exactly this field, or -1. */
  keyOf(field: string): number {
    return (
      this.checker?.keys.findIndex((spec) => spec.fields.length === 1 && spec.fields[0] === field && spec.where < 0) ??
      -1
    );
  }

  /** The data of a finding with what must be looked up afresh each time: where the first holder of a key is now. */
  dataOf(finding: Finding): unknown {
    return isKeyAt(finding.data) ? this.#repeats.dataOf(finding.data, finding.value) : finding.data;
  }

  /** A finding in words. */
  messageOf(finding: Finding): string {
    const say: Saying = {
      system: this.table.system,
      table: this.table,
      field: finding.field,
      show: (value) => (finding.masked || finding.field?.type === "password" ? "this value" : quoteValue(value)),
    };
    const data = finding.data;
    if (isRollUp(data)) return rollUpMessage(finding, data, say);
    return finding.rule.message(this.dataOf(finding), say);
  }

  /** The record number shown to people: data records count from 1, header and file findings are 0. */
  recordNumber(placed: Placed): number {
    if (placed.finding.row < 0) return 0;
    const { header, records } = this.document;
    const headerRecord = header.page < 0 ? -1 : records[header.page]! + header.row;
    return records[placed.page]! + placed.finding.row - headerRecord;
  }

  /** Offsets in the document. */
  spanOf(placed: Placed): Span {
    return shift(placed.finding.span, this.document.offsets[placed.page] ?? 0);
  }

  /** 0-based positions in the document. */
  rangeOf(placed: Placed): { start: Position; end: Position } {
    const base = this.document.lines[placed.page] ?? 0;
    const { from, to } = placed.finding;
    return {
      start: { line: base + from.line, character: from.character },
      end: { line: base + to.line, character: to.character },
    };
  }

  /** Findings that meet a span of the document, roll-ups included. Reads the pages it needs. */
  findingsAt(span: Span): Placed[] {
    const { document } = this;
    const result: Placed[] = [];
    for (let p = 0; p < document.pages.length; p++) {
      if (document.offsets[p]! > span.end || document.offsets[p + 1]! + pageLength < span.start) continue;
      this.advanceAt(p);
      const rollUps = p === document.header.page ? this.rollUpFindings() : none;
      for (const finding of [...rollUps, ...this.pageFindings(p)]) {
        const at = this.spanOf({ page: p, finding });
        if (at.start <= span.end && at.end >= span.start) result.push({ page: p, finding });
      }
    }
    if (document.pages.length === 0) for (const finding of this.fileFindings()) result.push({ page: 0, finding });
    return result;
  }

  /** True when the record at an offset is the header. */
  isHeaderAt(offset: number): boolean {
    const at = rowAtOffset(this.document, offset);
    return at !== undefined && at.page === this.document.header.page && at.row === this.document.header.row;
  }
}

/** The header cell that a span is all of. */
function headerCellAt({ cells }: Binding, span: Span): HeaderCell | undefined {
  let low = 0;
  let high = cells.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (cells[middle]!.start <= span.start) low = middle;
    else high = middle - 1;
  }
  const found = cells[low];
  return found?.start === span.start && found.end === span.end ? found : undefined;
}

/** What a roll-up is told with: the finding's own rule, how often, and one example. */
export interface RollUp {
  readonly count: number;
  readonly filled: number;
  readonly sample: Finding;
}

export function isRollUp(data: unknown): data is RollUp {
  return typeof data === "object" && data !== null && "sample" in data && "filled" in data;
}

function rollUpMessage(finding: Finding, data: RollUp, say: Saying): string {
  const example = finding.rule.message(data.sample.data, say);
  const of = data.count > data.filled ? "" : ` of ${number(data.filled)}`;
  return `${number(data.count)}${of} cells of this column have the same problem. The fix here mends those where it is certain what is meant. One of them: ${example}`;
}

/** 12,345 – the same on every machine. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A value as messages show it: in quotes, line breaks as blanks, shortened past 60 letters. */
export function quoteValue(value: string): string {
  const line = value.replace(/[\r\n]+/g, " ");
  return `"${line.length > 60 ? `${line.slice(0, 57)}…` : line}"`;
}

/** The same header text now stands in another page while a page that was read with or without it is still in use. */
function headerMovedAlone(old: Document, document: Document): boolean {
  const before = old.pages[old.header.page];
  const after = document.pages[document.header.page];
  if (before === after && old.header.row === document.header.row) return false;
  return (
    (before !== undefined && document.pages.includes(before)) || (after !== undefined && old.pages.includes(after))
  );
}

function spanned(page: Page, span: Span): { span: Span; from: Position; to: Position } {
  return { span, from: positionIn(page, span.start), to: positionIn(page, span.end) };
}

function shift(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

function leastOf(quota: Readonly<Counts>, have: Readonly<Counts>): Counts {
  const least = noCounts();
  for (const severity of severities) least[severity] = Math.min(quota[severity], have[severity]);
  return least;
}

/** Of each severity so many. */
export function firstOf(findings: readonly Finding[], take: Readonly<Counts>): Finding[] {
  const room = { ...take };
  return findings.filter(({ severity }) => room[severity]-- > 0);
}

const none: readonly Finding[] = [];
const quiet: Readonly<Counts> = noCounts();

const emptyPage: Page = { id: 0, text: "", length: 0, rows: new Int32Array(0), lineBreaks: 0, reach: 0 };
