/** What the pages of a file say about keys that occur twice and about other files: found page by page, kept while it holds. */

import { type KeyedFile, Repeats } from "./duplicates.ts";
import {
  addCounts,
  type Counts,
  type Found,
  type FoundTally,
  nothingFound,
  PageFindings,
  type SuppressedFinding,
  severities,
} from "./findings.ts";
import type { Finding, Rule } from "./rule.ts";
import { addUses } from "./suppressions.ts";

/** What a file says about others. */
export interface LinkSource {
  /** Moves when what `ofPage` answers for any page may be something else than before. */
  epoch(): number;
  /** What one page says about other files; the page must have been read. */
  ofPage(index: number): Found;
  /** A file that should be there and is not. */
  missingFile(): { readonly rule: Rule; readonly data: unknown } | undefined;
}

/** The file whose pages these are. */
export interface RelatedFile extends KeyedFile {
  readonly links: LinkSource | undefined;
  isRead(page: number): boolean;
}

export class Relations {
  readonly keyed = new PageFindings();
  readonly linked = new PageFindings();
  /** Another object when what is said about other files may be something else. */
  linkedAt: { readonly links: LinkSource | undefined; readonly epoch: number } = { links: undefined, epoch: -1 };
  readonly #file: RelatedFile;
  readonly #repeats: Repeats;

  constructor(file: RelatedFile) {
    this.#file = file;
    this.#repeats = new Repeats(file);
  }

  /** Begins anew, under another header: nothing is known of any page. */
  reset(): void {
    const { length } = this.#file.document.pages;
    this.keyed.reset(length);
    this.linked.reset(length);
  }

  /** Pages `[at, at + gone)` make room for `come` others. */
  splice(at: number, gone: number, come: number): void {
    this.keyed.splice(at, gone, come);
    this.linked.splice(at, gone, come);
  }

  /** The document changed or more of it was read: first holders of keys may be elsewhere now. */
  move(): void {
    this.#repeats.forget();
  }

  /** Lets go of what can be made again. */
  releaseCaches(): void {
    this.#repeats.forget();
    this.keyed.releaseCaches();
    this.linked.releaseCaches();
  }

  /** Brings up to `pages` pages that have been read up to date; true when none is left. */
  relate(pages: number): boolean {
    this.#forgetOutdated();
    const keyed = this.keyed.fill(pages, this.#findKeyed);
    const linked = this.linked.fill(pages - keyed, this.#findLinked);
    return keyed + linked < pages || (this.keyed.complete && this.linked.complete);
  }

  /** The findings of one page, in no order; with `take` those among which some are wanted. */
  findings(page: number, take?: Readonly<Counts>): readonly Finding[] {
    this.#forgetOutdated();
    this.keyed.fillAt(page, this.#findKeyed);
    this.linked.fillAt(page, this.#findLinked);
    const wanted = ({ counts }: Found): boolean =>
      !take || severities.some((severity) => take[severity] > 0 && counts[severity] > 0);
    return [this.keyed.of(page), this.linked.of(page)].flatMap((found) => (wanted(found) ? found.findings() : []));
  }

  readonly #findKeyed = (page: number): Found | undefined =>
    this.#file.isRead(page) ? this.#repeats.in(page) : undefined;
  readonly #findLinked = (page: number): Found | undefined =>
    this.#file.isRead(page) ? (this.#file.links?.ofPage(page) ?? nothingFound) : undefined;

  /** Forgets what does not hold any more because keys have appeared or disappeared, here or elsewhere. */
  #forgetOutdated(): void {
    const { links, keys, document } = this.#file;
    for (const index of keys.indexes) {
      const touched = index?.takeTouched();
      if (touched) for (const id of touched) this.keyed.forget(keys.pageOf(id));
      else if (index) this.keyed.reset(document.pages.length);
    }
    for (const id of this.#repeats.outdated()) this.keyed.forget(keys.pageOf(id));
    const epoch = links?.epoch() ?? -1;
    if (epoch !== this.linkedAt.epoch || links !== this.linkedAt.links) {
      this.linkedAt = { links, epoch };
      this.linked.reset(document.pages.length);
    }
  }

  /** Adds what is known of all pages. */
  addTo(counts: Counts): void {
    addCounts(counts, this.keyed.counts, 1);
    addCounts(counts, this.linked.counts, 1);
  }

  /** How often each reference rule has something to say in each column, as far as that is known. */
  tallies(): Iterable<FoundTally> {
    return this.linked.tallies();
  }

  /** What one page says about other files in a column, made for this question only. */
  referencesIn(page: number, rule: Rule, cell: number): readonly Finding[] {
    if (!this.hasReferences(page, rule, cell)) return [];
    const found = this.linked.of(page);
    const findings = found.findings().filter((finding) => finding.rule === rule && finding.cell === cell);
    found.releaseCaches?.();
    return findings;
  }

  hasReferences(page: number, rule: Rule, cell: number): boolean {
    return this.linked.of(page).tallies?.some((tally) => tally.rule === rule && tally.cell === cell) === true;
  }

  /** Adds how often each suppression was used, as far as that is known. */
  addUsesTo(uses: Map<number, number>): void {
    addUses(uses, this.keyed.uses, 1);
    addUses(uses, this.linked.uses, 1);
  }

  /** What one page would say but for suppressions, as far as that is known; in no order. */
  suppressedFindings(page: number): readonly SuppressedFinding[] {
    return [this.keyed.of(page), this.linked.of(page)].flatMap(({ suppressed }) => suppressed?.findings() ?? []);
  }

  /** What a fix makes of a text in a column of ids, or another id where that one is taken or proposed elsewhere. */
  freeFor(key: number, text: string, id: string): string {
    return this.#repeats.freeFor(key, text, id);
  }

  /** An id made of one that another row has, for one record of the file. */
  otherFor(key: number, record: number, id: string): string {
    return this.#repeats.otherFor(key, record, id);
  }

  /** A finding's data with what must be looked up afresh each time: where the first holder of a key is now. */
  dataOf(finding: Finding): unknown {
    return this.#repeats.dataOf(finding);
  }
}
