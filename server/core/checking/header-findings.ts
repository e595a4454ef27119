/** What is told at a file's header: about the file as a whole, and about the names of its columns. */
import type { Binding, HeaderCell } from "../filetypes/binding.ts";
import type { Field } from "../filetypes/file-type.ts";
import type { Table } from "../filetypes/table.ts";
import { type Document, type Page, type Position, positionAt, rowAtOffset } from "../text/document.ts";
import { type Span, shifted } from "../text/text.ts";
import type { Checker } from "./check.ts";
import { bySpan, type Found, foundIn, type SuppressedFinding } from "./findings.ts";
import { spanned } from "./located-finding.ts";
import type { LinkSource } from "./row-relations.ts";
import type { DelimiterRun, FileFacts, FileSubject, Finding, ReportOptions, Rule, RuleSet } from "./rule.ts";
import { mayApply, settle } from "./severity.ts";
import type { Suppressions } from "./suppressions.ts";

/** The file whose header this is. */
export interface HeadedFile {
  readonly document: Document;
  readonly table: Table;
  readonly rules: RuleSet;
  readonly suppressions: Suppressions;
  readonly facts: FileFacts;
  readonly checker: Checker | undefined;
  readonly links: LinkSource | undefined;
  /** Pages that are to be read, and data records in those that have been. */
  readonly unread: number;
  readonly rows: number;
  /** Those in quotes as a whole. */
  readonly inQuotes: number;
  readonly filled: ArrayLike<number>;
  readonly roundedIds: number;
  readonly endings: FileSubject["endings"];
  otherwise(): readonly DelimiterRun[];
  /** From the header page's start. */
  oddLineEnding(): Span | undefined;
}

/** Where a finding points: a column, and a span from the header page's start. */
interface Mark {
  readonly cell: number;
  readonly field: Field | undefined;
  readonly span: Span;
  readonly value: string | undefined;
}

/** All spans are from the start of the header's page; of a file without a header, from the first page's. */
export class HeaderFindings {
  readonly #file: HeadedFile;
  #found: { readonly when: readonly unknown[]; readonly found: Found } | undefined;
  #names: { checker: Checker; page: Page; row: number; findings: readonly Finding[] } | undefined;

  constructor(file: HeadedFile) {
    this.#file = file;
  }

  /** Everything. `linked`: another object when other files may make it say something else. */
  found(linked: unknown): Found {
    const { document, facts, checker, unread } = this.#file;
    const when = [document, facts, checker, unread, linked];
    if (!this.#found || when.some((each, i) => each !== this.#found!.when[i])) {
      const counted: Finding[] = [];
      const suppressed: SuppressedFinding[] = [];
      for (const finding of [...this.#ofFile(), ...this.#ofNames()]) {
        const suppression = this.#suppressionOf(finding);
        if (suppression < 0) counted.push(finding);
        else suppressed.push({ finding, suppression });
      }
      this.#found = { when, found: foundIn(counted, suppressed) };
    }
    return this.#found.found;
  }

  #suppressionOf({ rule, field, cell, value }: Finding): number {
    const { suppressions, checker } = this.#file;
    return suppressions.find(rule.name, {
      columns: () => [field?.name, checker?.binding.cells[cell]?.text],
      values: () => (value === undefined ? [] : [value]),
      id: () => undefined,
    });
  }

  /** Lets go of what can be made again. */
  releaseCaches(): void {
    this.#found = undefined;
    this.#names = undefined;
  }

  /** Findings about the file as a whole. */
  ofFile(): readonly Finding[] {
    return this.#ofFile().filter((finding) => this.#suppressionOf(finding) < 0);
  }

  #ofFile(): readonly Finding[] {
    const { document, table, rules, facts, checker, links, unread, rows } = this.#file;
    const findings: Finding[] = [];
    const subject: FileSubject = {
      table,
      binding: checker?.binding,
      document,
      facts,
      rows: unread === 0 ? rows : Number.POSITIVE_INFINITY,
      inQuotes: this.#file.inQuotes,
      otherwise: this.#file.otherwise(),
      filled: unread === 0 ? this.#file.filled : undefined,
      roundedIds: this.#file.roundedIds,
      endings: this.#file.endings,
      oddLineEnding: this.#file.oddLineEnding(),
    };
    const mark = { cell: -1, field: undefined, span: fileMark(document, checker?.binding), value: undefined };
    const missing = links?.missingFile();
    if (missing && checker) this.#report(findings, missing.rule, mark, missing.data, {});
    for (const rule of rules.file) {
      if (!mayApply(rule, undefined, table)) continue;
      rule.check(subject, (data, options = {}) => {
        this.#report(findings, rule, { ...mark, span: options.span ?? mark.span }, data, options);
      });
    }
    return findings;
  }

  /** Findings about the names of columns, in order of position. */
  #ofNames(): readonly Finding[] {
    const { checker, document, table, rules } = this.#file;
    if (!checker || document.dialect.delimiter !== table.delimiter) return [];
    const { binding } = checker;
    const page = document.pages[document.header.page]!;
    const { row } = document.header;
    const known = this.#names;
    if (known?.checker === checker && known.page === page && known.row === row) return known.findings;
    const findings: Finding[] = [];
    for (const rule of rules.header) {
      if (!mayApply(rule, undefined, table)) continue;
      rule.check({ table, binding }, (data, options = {}) => {
        const span = options.span ?? { start: 0, end: binding.cells.at(-1)!.end };
        const cell = options.field ? undefined : headerCellAt(binding, span);
        const field = options.field ?? cell?.column?.field;
        const mark = { cell: cell?.index ?? -1, field, span: shifted(span, page.rows[row]!), value: cell?.text };
        this.#report(findings, rule, mark, data, options);
      });
    }
    findings.sort(bySpan);
    this.#names = { checker, page, row, findings };
    return findings;
  }

  /** Adds what a rule has reported, unless it is switched off. */
  #report(to: Finding[], rule: Rule, { cell, field, span, value }: Mark, data: unknown, options: ReportOptions): void {
    const { document, table } = this.#file;
    const severity = settle(rule, field, table, options);
    if (severity === "off") return;
    const place = spannedAtHead(document, span);
    const firstRow = options.aboutRows ? { firstRow: rowFromHead(document, span) } : {};
    to.push({ rule, severity, row: -1, cell, field, ...place, value, masked: false, data, ...firstRow });
  }
}

/** Where to point for what concerns the whole file: the header's first cell, else the first character. */
function fileMark({ header, pages }: Document, binding: Binding | undefined): Span {
  const first = binding?.cells[0];
  const page = pages[Math.max(0, header.page)];
  if (!page || !first) return { start: 0, end: page ? Math.min(1, page.text.length) : 0 };
  const span = shifted(first, page.rows[header.row]!);
  return span.end > span.start ? span : { start: span.start, end: Math.min(span.start + 1, page.text.length) };
}

/** The place of what is told at the header's page, wherever in the file it lies. */
function spannedAtHead(document: Document, span: Span): Pick<Finding, "span" | "from" | "to"> {
  const { header, pages, offsets, lines } = document;
  const index = Math.max(0, header.page);
  const page = pages[index];
  if (page && span.end <= page.length) return spanned(page, span);
  const position = (offset: number): Position => {
    const { line, character } = positionAt(document, offsets[index]! + offset);
    return { line: line - lines[index]!, character };
  };
  return { span, from: position(span.start), to: position(span.end) };
}

/** The record that a span begins in, counted from the first of the header's page. */
function rowFromHead(document: Document, { start }: Span): number {
  const { header, offsets, records } = document;
  const index = Math.max(0, header.page);
  const at = rowAtOffset(document, offsets[index]! + start);
  return at ? records[at.page]! + at.row - records[index]! : 0;
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
