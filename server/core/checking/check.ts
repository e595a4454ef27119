/** Reads a page under a header: how much the rules find in it and which key values it holds, in one pass over its cells. */
import type { Binding } from "../filetypes/binding.ts";
import type { PageKeys } from "../keys/key-index.ts";
import { KeyCollector, type KeySpec, keysUnder } from "../keys/page-keys.ts";
import { isBlank, isConflictMarker, type Page, type RecordPasser, rowEnd } from "../text/document.ts";
import { type Dialect, plainForm, Scanner } from "../text/tokenizer.ts";
import { FindingCache } from "./finding-cache.ts";
import { bySpan, type Counts, noCounts, type SuppressedFinding, severities } from "./findings.ts";
import { spanned } from "./located-finding.ts";
import { Prefilter } from "./prefilter.ts";
import { kernelUnits, RecordKernel } from "./record-kernel.ts";
import { RowView } from "./record-view.ts";
import type { FileFacts, Finding, Rule, RuleSet } from "./rule.ts";
import { type ReportedFinding, RuleRunner } from "./rule-runner.ts";
import { noSuppressions, noUses, type Suppressions, type Uses } from "./suppressions.ts";
import { VerdictCache } from "./verdict-cache.ts";

/** What one page holds under one header: numbers only. `Checker.findings` makes findings of them. */
export interface Reading {
  readonly counts: Readonly<Counts>;
  /** How often each cell rule fires in each column, and rules about rows that roll up. */
  readonly tallies: readonly PageTally[];
  /** Records that something is wrong with, by their indexes in the page. */
  readonly wrong: Int32Array;
  /** How often each suppression was used, and the records in which one was. */
  readonly uses: Uses;
  readonly suppressed: Int32Array;
  /** One for each of `Checker.keys`. */
  readonly keys: readonly PageKeys[];
  /** Filled cells of each column. */
  readonly filled: Int32Array;
  /** Cells of the first column of IDs that are numbers of 16 digits with a zero at the end. */
  readonly roundedIds: number;
  /** Lines below the header that are records. */
  readonly rows: number;
  /** All lines below the header. */
  readonly lines: number;
  /** Records that stand in quotes as a whole, or whose cells stand in curly quotes. */
  readonly inQuotes: number;
  /** Records that are separated by another delimiter than the file's: each index times 128, plus the delimiter's unit. */
  readonly otherwise: Int32Array;
  /** Records that end with LF, CRLF and a lone CR. */
  readonly endings: readonly [lf: number, crlf: number, cr: number];
  /** The header's index when it was read: -1 for a page below it, past all records for one above it. */
  readonly headerRow: number;
}

/** One rule in one column of one page; in no column (-1) when it is about rows. */
export interface PageTally {
  readonly rule: Rule;
  readonly cell: number;
  readonly severity: Finding["severity"];
  readonly count: number;
}

const noNumbers = new Int32Array(0);
const nothing: Readonly<Counts> = noCounts();

/** Checks pages under one header. A new header, profile or fact about the bytes makes a new one. */
export class Checker {
  readonly keys: readonly KeySpec[];
  /** Has the page and the record that are being read. */
  readonly scanner = new Scanner();
  /** Pages read so far. For tests that count work. */
  pagesRead = 0;
  readonly #prefilter: Prefilter;
  readonly #collector: KeyCollector;
  /** Null where there is none; made with the first text that is long enough. */
  #kernel: RecordKernel | null | undefined;
  readonly #runner: RuleRunner;
  readonly #verdicts: (VerdictCache | undefined)[] = [];
  readonly #remembered = new WeakMap<Page, Reading>();
  readonly #made = new FindingCache();
  /** Of the page being read. */
  readonly #filled: Int32Array;
  /** The first column of IDs, or -1. */
  readonly #idCell: number;
  #roundedIds = 0;
  readonly #candidates: Int32Array;
  #row = 0;
  #headerRow = -1;
  #rows = 0;
  #inQuotes = 0;
  #otherwise: number[] = [];
  readonly #delimiter: number;
  #endings: [number, number, number] = [0, 0, 0];
  #wrong: number[] = [];
  #suppressed: number[] = [];
  #uses: Map<number, number> | undefined;
  #counts: Counts | undefined;
  readonly #tallies = new Map<number, number>();

  constructor(
    readonly binding: Binding,
    readonly dialect: Dialect,
    readonly rules: RuleSet,
    readonly facts: FileFacts,
    suppressions: Suppressions = noSuppressions,
  ) {
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#runner = new RuleRunner(binding, dialect, rules, suppressions);
    this.#prefilter = new Prefilter(binding, this.#runner.cellRules, this.#runner.rowRules);
    this.keys = keysUnder(binding);
    this.#collector = new KeyCollector(this.keys, this.scanner);
    this.#filled = new Int32Array(binding.columns.length);
    this.#idCell = binding.columns.findIndex((column) => column?.field.type === "id");
    this.#candidates = new Int32Array(Math.max(binding.columns.length, 1));
  }

  /** `headerRow`: as `headerRowIn` has it. Answers from memory when it was read before. */
  read(page: Page, headerRow: number): Reading {
    const known = this.#remembered.get(page);
    if (known && known.headerRow === headerRow) return known;
    loadPage(page, this.scanner);
    this.begin(headerRow);
    const { rows } = page;
    const passer = page.units ? this.passer(page.units, page.length) : undefined;
    for (let row = 0; row < rows.length; row++) {
      const start = rows[row]!;
      if (passer && row > headerRow && passer.pass(start, page.length) > start) {
        row += passer.starts.length - 1;
        continue;
      }
      const end = row + 1 < rows.length ? rows[row + 1]! : page.length;
      this.scanner.split(this.dialect, start, end);
      this.take(start, end);
    }
    const reading = this.end();
    this.remember(page, reading);
    return reading;
  }

  /** Begins a page that is read while it is cut: `take` for each record, then `end`. Beginning again forgets what was taken. */
  begin(headerRow: number): void {
    this.#row = 0;
    this.#headerRow = headerRow;
    this.#rows = 0;
    this.#roundedIds = 0;
    this.#inQuotes = 0;
    if (this.#otherwise.length > 0) this.#otherwise = [];
    this.#endings = [0, 0, 0];
    this.#filled.fill(0);
    this.#collector.begin();
    if (this.#wrong.length > 0) this.#wrong = [];
    if (this.#suppressed.length > 0) this.#suppressed = [];
    this.#uses = undefined;
    this.#counts = undefined;
    if (this.#tallies.size > 0) this.#tallies.clear();
  }

  /** For pages that are read while they are cut. */
  passer(units: Uint16Array<ArrayBuffer>, size: number): RecordPasser | undefined {
    if (this.#kernel === undefined && size >= kernelUnits)
      this.#kernel = RecordKernel.for(this.#prefilter.plan, this.#collector, this.dialect, this.#idCell) ?? null;
    const kernel = this.#kernel;
    const hand = kernel?.take(units, size);
    if (!kernel || !hand) return undefined;
    return {
      get starts() {
        return kernel.starts;
      },
      get breaksInside() {
        return kernel.breaksInside;
      },
      pass: (from, until) => this.#pass(kernel, hand, from, until),
    };
  }

  #pass(kernel: RecordKernel, hand: number, from: number, until: number): number {
    const end = kernel.pass(hand, from, until, this.#row);
    if (end === from) return end;
    const { length } = kernel.starts;
    this.#row += length;
    this.#rows += length;
    this.#endings[0] += length - kernel.breaksOfTwo;
    this.#endings[1] += kernel.breaksOfTwo;
    kernel.addTo(this.#filled);
    return end;
  }

  /** The next record of the page: the one that the scanner has in hand, `[start, end)` with its line break. */
  take(start: number, end: number): void {
    const record = this.scanner;
    const row = this.#row++;
    countEnding(record.units, end, this.#endings);
    if (row <= this.#headerRow) {
      // What stands above the header is reported as a whole; only what a merge left is reported by itself.
      if (row < this.#headerRow && isMarker(record, start, end)) this.#takeSpecial(row, start, end);
      return;
    }
    if (isSpecial(record, start, end)) {
      this.#takeSpecial(row, start, end);
      return;
    }
    const candidates = this.#prefilter.look(record, this.#filled, this.#candidates);
    const view = this.#prefilter.isOdd || this.#prefilter.rowIsCandidate ? this.#view(start, end) : undefined;
    if (view && this.#prefilter.isOdd && view.kind !== "record") {
      this.#unfill();
      this.#takeSpecial(row, start, end);
      return;
    }
    this.#rows++;
    if (this.#idCell >= 0 && isRounded(record, this.#idCell)) this.#roundedIds++;
    if (record.form !== plainForm) this.#inQuotes++;
    else if (record.delimiter !== this.#delimiter) this.#otherwise.push(row * 128 + record.delimiter);
    if (view && this.#prefilter.rowIsCandidate) {
      this.#runner.run(view, this.#candidates, candidates, true, false);
      this.#countReported(row);
    } else if (candidates > 0) this.#countCells(row, start, end, candidates);
    if (this.keys.length > 0) this.#collector.take(row, hasExtras(record, this.#filled.length));
  }

  #takeSpecial(row: number, start: number, end: number): void {
    this.#runner.run(this.#view(start, end), this.#candidates, 0, true, true);
    this.#countReported(row);
  }

  #view(start: number, end: number): RowView {
    return new RowView(this.binding, this.facts, this.scanner, start, end, this.dialect.delimiter);
  }

  /** The record in hand turned out to be none: its cells fill nothing. */
  #unfill(): void {
    const record = this.scanner;
    const count = Math.min(record.count, this.#filled.length);
    for (let cell = 0; cell < count; cell++) if (record.ends[cell]! > record.starts[cell]!) this.#filled[cell]!--;
  }

  /** What the page holds. */
  end(): Reading {
    this.pagesRead++;
    return {
      counts: this.#counts ?? nothing,
      tallies: this.#tallies.size > 0 ? this.#pageTallies() : [],
      wrong: this.#wrong.length > 0 ? Int32Array.from(this.#wrong) : noNumbers,
      uses: this.#uses ?? noUses,
      suppressed: this.#suppressed.length > 0 ? Int32Array.from(this.#suppressed) : noNumbers,
      keys: this.#collector.end(),
      filled: this.#filled.slice(),
      roundedIds: this.#roundedIds,
      rows: this.#rows,
      lines: this.#row - Math.min(this.#row, this.#headerRow + 1),
      inQuotes: this.#inQuotes,
      otherwise: this.#otherwise.length > 0 ? Int32Array.from(this.#otherwise) : noNumbers,
      endings: this.#endings,
      headerRow: this.#headerRow,
    };
  }

  remember(page: Page, reading: Reading): void {
    this.#remembered.set(page, reading);
  }

  /** Lets go of findings that were made and verdicts that are remembered. */
  releaseCaches(): void {
    this.scanner.release();
    this.#made.clear();
    this.#verdicts.length = 0;
  }

  /** What rules say about the cells and records of a page that was read, in order of position. */
  findings(page: Page, reading: Reading): readonly Finding[] {
    if (reading.wrong.length === 0) return [];
    return this.#made.of(page, () =>
      this.#make(page, reading.wrong).flatMap(({ finding, suppression }) => (suppression < 0 ? [finding] : [])),
    );
  }

  /** What they would say but for suppressions, in order of position; made anew each time. */
  suppressedFindings(page: Page, reading: Reading): readonly SuppressedFinding[] {
    if (reading.suppressed.length === 0) return [];
    return this.#make(page, reading.suppressed).filter(({ suppression }) => suppression >= 0);
  }

  #make(page: Page, rows: Int32Array): readonly SuppressedFinding[] {
    const findings: SuppressedFinding[] = [];
    loadPage(page, this.scanner);
    for (const row of rows) {
      const start = page.rows[row]!;
      const end = rowEnd(page, row);
      this.scanner.split(this.dialect, start, end);
      const view = this.#view(start, end);
      let special = isSpecial(this.scanner, start, end);
      const candidates = special
        ? 0
        : this.#prefilter.look(this.scanner, new Int32Array(this.#filled.length), this.#candidates);
      special ||= this.#prefilter.isOdd && view.kind !== "record";
      const askRow = special || this.#prefilter.rowIsCandidate;
      this.#runner.run(view, this.#candidates, candidates, askRow, special);
      for (const entry of this.#runner.reported) {
        const { suppression } = entry;
        findings.push({ finding: this.#findingOf(entry, page, row, view), suppression });
      }
    }
    return findings.sort((a, b) => bySpan(a.finding, b.finding));
  }

  #findingOf(entry: ReportedFinding, page: Page, row: number, view: RowView): Finding {
    const { cell, data } = entry;
    const { binding } = this;
    const field = cell?.column?.field;
    const span = entry.span ?? cell?.mark ?? view.mark;
    const hidden = cell !== undefined && binding.cells[cell.index]?.isSecret === true;
    // Also where only nameless columns at the end are missing: what stands there may have slipped.
    const masked = (binding.hasSecrets && view.count !== binding.columns.length) || (hidden && field === undefined);
    const secret = masked || hidden;
    const { from, to } = spanned(page, span);
    return {
      rule: this.#runner.rules[entry.code >> 2]!,
      severity: severities[entry.code & 3]!,
      row,
      cell: cell?.index ?? -1,
      field,
      span,
      from,
      to,
      value: cell && !secret ? cell.text : undefined,
      masked,
      data,
    };
  }

  /** Counts what there is to say about candidates of a record that is otherwise in order. */
  #countCells(row: number, start: number, end: number, candidates: number): void {
    const record = this.scanner;
    let view: RowView | undefined;
    let found = false;
    let suppressed = false;
    for (let i = 0; i < candidates; i++) {
      const index = this.#candidates[i]!;
      const verdicts = this.#verdictsOn(index);
      let verdict = verdicts.find(record.units, record.starts[index]!, record.ends[index]!);
      if (!verdict) {
        view ??= this.#view(start, end);
        view.looked = false;
        this.#runner.runCell(view.at(index));
        verdict = this.#runner.reported.map((entry) => this.#verdictOf(entry));
        // What depends on other cells of the row holds for this row only.
        if (!view.looked) verdicts.add(verdict);
      }
      for (const code of verdict) {
        if (this.#count(code, index)) found = true;
        else suppressed = true;
      }
    }
    if (found) this.#wrong.push(row);
    if (suppressed) this.#suppressed.push(row);
  }

  /** A number for a finding: its rule and severity, and past those of all rules the suppression that it falls under. */
  #verdictOf({ code, suppression }: ReportedFinding): number {
    return suppression < 0 ? code : code + (suppression + 1) * this.#runner.rules.length * 4;
  }

  #verdictsOn(index: number): VerdictCache {
    let verdicts = this.#verdicts[index];
    if (!verdicts) {
      verdicts = new VerdictCache();
      this.#verdicts[index] = verdicts;
    }
    return verdicts;
  }

  #countReported(row: number): void {
    const { reported: entry } = this.#runner;
    if (entry.length === 0) return;
    let found = false;
    let suppressed = false;
    for (const each of entry) {
      if (this.#count(this.#verdictOf(each), each.cell?.index ?? -1)) found = true;
      else suppressed = true;
    }
    if (found) this.#wrong.push(row);
    if (suppressed) this.#suppressed.push(row);
  }

  /** Counts a finding; false for one that is suppressed. */
  #count(code: number, cell: number): boolean {
    const size = this.#runner.rules.length * 4;
    if (code >= size) {
      const suppression = Math.floor(code / size) - 1;
      this.#uses ??= new Map();
      this.#uses.set(suppression, (this.#uses.get(suppression) ?? 0) + 1);
      return false;
    }
    this.#counts ??= noCounts();
    this.#counts[severities[code & 3]!]++;
    // Of rules about rows those are counted that may be told once more at the header, whatever cell they point at.
    const isForRow = code >> 2 >= this.#runner.cellRuleCount;
    if (isForRow ? !this.#runner.rules[code >> 2]!.rollsUp : cell < 0) return true;
    const key = (isForRow ? 0 : cell + 1) * size + code;
    this.#tallies.set(key, (this.#tallies.get(key) ?? 0) + 1);
    return true;
  }

  #pageTallies(): PageTally[] {
    const { rules } = this.#runner;
    const size = rules.length * 4;
    return Array.from(this.#tallies, ([key, count]) => {
      const code = key % size;
      return { rule: rules[code >> 2]!, severity: severities[code & 3]!, cell: Math.floor(key / size) - 1, count };
    });
  }
}

/** A delimiter too many stands in a value, and the cells after it have slipped. */
function hasExtras({ count, starts, ends }: Scanner, width: number): boolean {
  for (let cell = width; cell < count; cell++) if (starts[cell] !== ends[cell]) return true;
  return false;
}

function loadPage(page: Page, scanner: Scanner): void {
  if (page.units) scanner.use(page.units);
  else scanner.load(page.text);
}

/** Blank lines and conflict markers: records that are no data. */
function isSpecial(record: Scanner, start: number, end: number): boolean {
  if (record.end === start) return true;
  const first = record.units[start]!;
  if (first > 32 && first < 127 && first !== 60 && first !== 61 && first !== 62 && first !== 124) return false;
  const text = record.text(start, end);
  return isBlank(text) || isConflictMarker(text);
}

function isMarker(record: Scanner, start: number, end: number): boolean {
  const first = record.units[start]!;
  return (first === 60 || first === 61 || first === 62 || first === 124) && isConflictMarker(record.text(start, end));
}

function countEnding(units: Uint16Array, end: number, endings: [number, number, number]): void {
  const last = units[end - 1];
  if (last === 10) endings[end > 1 && units[end - 2] === 13 ? 1 : 0]++;
  else if (last === 13) endings[2]++;
}

/** A cell of the record in hand is a number of 16 digits with a zero at the end, as a spreadsheet leaves it that keeps fifteen. */
function isRounded({ count, starts, ends, units }: Scanner, cell: number): boolean {
  if (cell >= count || ends[cell]! - starts[cell]! !== 16 || units[ends[cell]! - 1] !== 48) return false;
  for (let at = starts[cell]!; at < ends[cell]!; at++) if (units[at]! < 48 || units[at]! > 57) return false;
  return true;
}
