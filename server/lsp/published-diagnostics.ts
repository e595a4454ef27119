/** What a client was last told about a sheet, page by page, as JSON in bytes: only what is new is put into words again. */
import type { Checker } from "../core/checking/check.ts";
import {
  addCounts,
  bySpan,
  type Counts,
  type Found,
  foundIn,
  noCounts,
  nothingFound,
  severities,
  sumOf,
} from "../core/checking/findings.ts";
import { headerRecord, rowNumberFrom, spanned } from "../core/checking/located-finding.ts";
import { firstOf, type PageCounts, type PageQuota, quotaOf } from "../core/checking/quotas.ts";
import { isRollUp } from "../core/checking/roll-ups.ts";
import type { Finding } from "../core/checking/rule.ts";
import type { Sheet } from "../core/checking/sheet.ts";
import type { Document, Page } from "../core/text/document.ts";
import { type DiagnosticOptions, notShownDiagnostic, wordsOf } from "./convert.ts";

/** A finding in words that stay when its row moves. */
interface PublishedItem {
  readonly finding: Finding;
  /** JSON of a diagnostic's members, but for `range` and `data`. */
  readonly words: string;
}

/** A page elsewhere that words depend on, and where it lay. */
interface Dependency {
  readonly sheet: Sheet;
  readonly index: number;
  readonly page: Page | undefined;
  readonly line: number | undefined;
  readonly record: number | undefined;
}

interface PublishedPage {
  readonly page: Page;
  /** Undefined when it was told while the file was read only in part. */
  readonly checker: Checker | undefined;
  /** What the page said, and how much of it was told. */
  readonly said: PageCounts | undefined;
  readonly take: Readonly<Counts>;
  readonly dependencies: readonly Dependency[];
  readonly items: readonly PublishedItem[];
  readonly line: number;
  readonly record: number;
  /** JSON of its diagnostics, each after a comma. */
  readonly bytes: Uint8Array;
}

/** A list of diagnostics as the pieces of a JSON array, without its brackets: there is a comma before each diagnostic. */
export interface PublishedDiagnosticsPage {
  /** The same id, the same list. */
  readonly id: string;
  readonly pieces: readonly Uint8Array[];
}

/** Lists made so far. What is known of a sheet may be forgotten and made anew: its lists must not be called as others were. */
let lists = 0;

export class PublishedDiagnostics {
  /** In the order of pages. */
  #pages: readonly PublishedPage[] = [];
  #byId: ReadonlyMap<number, number> | undefined;
  /** Pages put into words for a list that is not done, by their ids. */
  readonly #ready = new Map<number, PublishedPage>();
  #pieces: readonly Uint8Array[] = [];
  #number = 0;
  #notice: Uint8Array | undefined;
  #left = 0;
  /** Pages put into words so far. For tests that count work. */
  pagesPublished = 0;

  constructor(
    readonly sheet: Sheet,
    readonly options: DiagnosticOptions,
  ) {}

  /**
   * The list of a sheet that has been read, at most `limit` long; undefined when the turn was over before all that is new
   * was in words: asked again, it goes on from there.
   */
  whole(limit: number, over: () => boolean): PublishedDiagnosticsPage | undefined {
    const { sheet } = this;
    const rollUps = sheet.rollUpFindings();
    const { pages, left } = sheet.share(limitBeside(limit, rollUps.length));
    const head = sheet.document.header.page;
    if (sheet.document.pages.length === 0) return this.#finish([], left, this.#loose(sheet.headFindings()));
    const published: PublishedPage[] = [];
    let atHead = (): void => {};
    // Both lists are in the order of pages: the next one of this page is mostly the next one of the other.
    let next = 0;
    for (const share of pages) {
      const { id } = this.#pageAt(share.page);
      if (this.#pages[next]?.page.id !== id) next = this.#placeOf(id) ?? next;
      const known = this.#pages[next]?.page.id === id ? this.#pages[next++] : undefined;
      if (share.page === head) {
        // Told anew every time, so only once all others are there.
        const place = published.length;
        atHead = () => void published.splice(place, 0, this.#publish(share, known, rollUps));
        continue;
      }
      const current = [known, this.#ready.get(id)].find((page) => page && this.#isCurrent(page, share));
      if (current) {
        published.push(this.#moved(current, share.page));
        continue;
      }
      const fresh = this.#publish(share, known, none);
      published.push(fresh);
      this.#ready.set(id, fresh);
      if (over()) return undefined;
    }
    atHead();
    this.#ready.clear();
    return this.#finish(published, left);
  }

  /** Where a page stands among those that were told. */
  #placeOf(id: number): number | undefined {
    this.#byId ??= new Map(this.#pages.map(({ page }, place) => [page.id, place]));
    return this.#byId.get(id);
  }

  #publishedOf(id: number): PublishedPage | undefined {
    const place = this.#placeOf(id);
    return place === undefined ? undefined : this.#pages[place];
  }

  /**
   * The list while a file is being read: of pages that have been read what they say by themselves, for all others and for
   * what needs the whole file what was told before. Once time is `over`, pages that are not on show and that nothing was told
   * of are left for later.
   */
  part(limit: number, isShown: (page: number) => boolean, over: () => boolean): PublishedDiagnosticsPage {
    const { sheet } = this;
    const { pages } = sheet.document;
    if (pages.length === 0) return this.#finish([], 0, this.#loose(sheet.headFindings()));
    const lists: {
      readonly index: number;
      readonly counts: Readonly<Counts>;
      readonly list: () => readonly Finding[];
    }[] = [];
    const counts = noCounts();
    const head = Math.max(0, sheet.document.header.page);
    for (let index = 0; index < pages.length; index++) {
      const before = this.#publishedOf(pages[index]!.id);
      if (!before && index !== head && sumOf(sheet.ownCounts(index)) === 0) continue;
      const known = this.#known(index, before);
      if (sumOf(known.counts) === 0) continue;
      lists.push({ index, counts: known.counts, list: known.findings });
      addCounts(counts, known.counts, 1);
    }
    const { quota } = quotaOf(counts, limitBeside(limit, 0));
    const published: PublishedPage[] = [];
    for (const { index, counts: have, list } of lists) {
      if (!severities.some((severity) => have[severity] > 0 && quota[severity] > 0)) continue;
      const before = this.#publishedOf(pages[index]!.id);
      if (!before && index !== head && !isShown(index) && over()) continue;
      const kept = list().filter(({ severity }) => quota[severity]-- > 0);
      const stays = before !== undefined && before.page === pages[index] && isListOf(kept, before.items);
      published.push(
        stays
          ? this.#moved({ ...before, checker: undefined, said: undefined }, index)
          : this.#make(index, kept, before, undefined, undefined),
      );
    }
    const answer = this.#finish(published, this.#left);
    return { ...answer, id: `${answer.id}~` };
  }

  #pageAt(index: number): Page {
    return this.sheet.document.pages[index]!;
  }

  /** What can be said of a page before the whole file is known. */
  #known(index: number, before: PublishedPage | undefined): Found {
    const { sheet } = this;
    const page = this.#pageAt(index);
    const isHead = index === Math.max(0, sheet.document.header.page);
    if (!before && !isHead) return { counts: sheet.ownCounts(index), findings: () => sheet.ownFindings(index) };
    const isRead = sheet.isRead(index);
    const kept = (before?.items ?? []).flatMap(({ finding }) => {
      if (!before) return [];
      if (isRollUp(finding.data)) return this.#rollUp(finding, page);
      if (finding.rule.scope === "key") return finding.row < 0 ? finding : carried(before.page, page, finding);
      if (finding.row < 0 || isRead) return [];
      return carried(before.page, page, finding);
    });
    const fresh = isRead ? sheet.ownFindings(index) : [];
    return foundIn([...(isHead ? this.#freshHead() : []), ...fresh, ...kept].sort(bySpan));
  }

  /** What is told at the header and needs no other file. */
  #freshHead(): readonly Finding[] {
    return this.sheet.headFindings().filter(({ rule }) => rule.scope !== "key");
  }

  /** A roll-up told before, at its column's name as it stands now. */
  #rollUp(finding: Finding, page: Page): Finding | [] {
    const { binding, document } = this.sheet;
    const cell = binding?.cells[finding.cell];
    if (!cell || document.pages[document.header.page] !== page) return [];
    const start = page.rows[document.header.row]!;
    return locate(page, finding, cell.start + start, cell.end + start, -1);
  }

  /** Nothing that was put into words has changed. */
  #isCurrent(known: PublishedPage, { page: index, take, said }: PageQuota): boolean {
    if (known.page !== this.#pageAt(index) || known.checker !== this.sheet.checker || known.said !== said) return false;
    if (known.take !== take && severities.some((severity) => known.take[severity] !== take[severity])) return false;
    return known.dependencies.length === 0 || known.dependencies.every(holds);
  }

  /** The same words, a few lines further up or down. */
  #moved(known: PublishedPage, index: number): PublishedPage {
    const { lines, records } = this.sheet.document;
    const record = records[index]!;
    if (known.line === lines[index] && known.record === record) return known;
    return this.#locate({ ...known, line: lines[index]!, record }, known);
  }

  #publish(share: PageQuota, known: PublishedPage | undefined, rollUps: readonly Finding[]): PublishedPage {
    const { page, take, whole } = share;
    const kept = whole ? this.sheet.pageFindings(page) : firstOf(this.sheet.pageFindings(page, take), take);
    const findings = rollUps.length === 0 ? kept : [...kept, ...rollUps].sort(bySpan);
    return this.#make(share.page, findings, known, share, this.sheet.checker);
  }

  #make(
    index: number,
    findings: readonly Finding[],
    known: PublishedPage | undefined,
    share: PageQuota | undefined,
    checker: Checker | undefined,
  ): PublishedPage {
    const { sheet, options } = this;
    this.pagesPublished++;
    const dependencies: Dependency[] = [];
    const dependsOn = (other: Sheet, page: number): void => void dependencies.push(dependencyOn(other, page));
    const words = new Map(known?.items.map((item) => [item.finding, item.words]));
    const items = findings.map((finding): PublishedItem => {
      const same = finding.rule.scope === "key" && checker ? undefined : words.get(finding);
      return { finding, words: same ?? JSON.stringify(wordsOf(sheet, finding, options, dependsOn)).slice(1, -1) };
    });
    const made = {
      page: this.#pageAt(index),
      checker,
      said: share?.said,
      take: share?.take ?? nothingFound.counts,
      dependencies,
      items,
      line: sheet.document.lines[index]!,
      record: sheet.document.records[index]!,
    };
    return this.#locate(made, known);
  }

  /** Writes the bytes; the same bytes as before stay the same object. */
  #locate(published: Omit<PublishedPage, "bytes">, before: PublishedPage | undefined): PublishedPage {
    const { line, record, items } = published;
    const data = this.options.data;
    const header = headerRecord(this.sheet.document);
    let text = "";
    for (const { finding, words } of items) {
      const { from, to } = finding;
      const row = rowNumberFrom(finding, record, header);
      text += `,{"range":{"start":{"line":${line + from.line},"character":${from.character}},"end":{"line":${line + to.line},"character":${to.character}}},${words}`;
      text += data ? `,"data":{"rule":"${finding.rule.name}","row":${row},"cell":${finding.cell}}}` : "}";
    }
    const bytes = Buffer.from(text);
    return { ...published, bytes: before && bytes.equals(before.bytes) ? before.bytes : bytes };
  }

  /** Findings of a file without any page. */
  #loose(findings: readonly Finding[]): Uint8Array {
    const zero = { line: 0, character: 0 };
    const range = { start: zero, end: zero };
    return Buffer.from(
      findings
        .map((finding) => `,${JSON.stringify({ range, ...wordsOf(this.sheet, finding, this.options) })}`)
        .join(""),
    );
  }

  #finish(published: readonly PublishedPage[], left: number, loose?: Uint8Array): PublishedDiagnosticsPage {
    this.#pages = published;
    this.#byId = undefined;
    this.#left = left;
    const pieces: Uint8Array[] = [];
    if (left > 0) {
      const notice = Buffer.from(`,${JSON.stringify(notShownDiagnostic(this.sheet, left, this.options.translate))}`);
      if (!this.#notice || !notice.equals(this.#notice)) this.#notice = notice;
      pieces.push(this.#notice);
    }
    if (loose && loose.length > 0) pieces.push(loose);
    for (const { bytes } of published) if (bytes.length > 0) pieces.push(bytes);
    const same = pieces.length === this.#pieces.length && pieces.every((piece, i) => piece === this.#pieces[i]);
    if (!same) this.#number = ++lists;
    this.#pieces = pieces;
    return { id: `${this.sheet.serial}.${this.#number}`, pieces };
  }
}

const none: readonly Finding[] = [];

function isListOf(findings: readonly Finding[], items: readonly PublishedItem[]): boolean {
  return findings.length === items.length && findings.every((finding, i) => finding === items[i]!.finding);
}

/** Room for findings in a list that also holds roll-ups and the line that says how many are left out. */
export function limitBeside(limit: number, rollUps: number): number {
  return Math.max(1, limit - 1 - rollUps);
}

function dependencyOn(sheet: Sheet, index: number): Dependency {
  const { pages, lines, records } = sheet.document;
  return { sheet, index, page: pages[index], line: lines[index], record: records[index] };
}

function holds({ sheet, index, page, line, record }: Dependency): boolean {
  const { pages, lines, records }: Document = sheet.document;
  return pages[index] === page && lines[index] === line && records[index] === record;
}

/** How often a value of any key appeared or disappeared. */
export function presenceOf(sheet: Sheet): number {
  let sum = 0;
  for (const index of sheet.indexes) sum += index?.presence ?? 0;
  return sum;
}

/** A finding of a page in the version of it that is there now; nothing when what it points at was edited. */
function carried(before: Page, now: Page, finding: Finding): Finding | [] {
  if (before === now) return finding;
  const { start, end } = finding.span;
  const tail = before.length - start;
  if (end <= now.length && before.text.slice(0, end) === now.text.slice(0, end)) return finding;
  if (tail > now.length || before.text.slice(start) !== now.text.slice(now.length - tail)) return [];
  const by = now.length - before.length;
  return locate(now, finding, start + by, end + by, finding.row + now.rows.length - before.rows.length);
}

function locate(page: Page, finding: Finding, start: number, end: number, row: number): Finding {
  return { ...finding, row, ...spanned(page, { start, end }) };
}
