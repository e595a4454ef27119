/** Findings that depend on more than their page, page by page: counted while they hold, made when they are shown. */
import type { Severity } from "../filetypes/file-type.ts";
import type { Finding, Rule } from "./rule.ts";
import { addUses, noUses, type Uses } from "./suppressions.ts";

export type Counts = Record<Exclude<Severity, "off">, number>;

/** Errors first: the order in which a list that is too short is filled. */
export const severities = ["error", "warning", "information", "hint"] as const;

export function noCounts(): Counts {
  return { error: 0, warning: 0, information: 0, hint: 0 };
}

/** What there is to say about one page: how much, and what. */
export interface Found {
  readonly counts: Readonly<Counts>;
  /** Of those that count for roll-ups. */
  readonly tallies?: readonly FoundTally[];
  /** In order of position. */
  findings(): readonly Finding[];
  /** Lets go of those that can be made again. */
  releaseCaches?(): void;
  /** What would have been found but for suppressions. */
  readonly suppressed?: SuppressedFound;
}

/** How often a rule has something to say in a column of a page. */
export interface FoundTally {
  readonly rule: Rule;
  readonly cell: number;
  readonly severity: Finding["severity"];
  readonly count: number;
}

/** A finding that doesn't count, and the index of the suppression that it falls under. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly suppression: number;
}

/** What there would be to say about one page but for suppressions. */
export interface SuppressedFound {
  readonly uses: Uses;
  /** In order of position; made anew each time. */
  findings(): readonly SuppressedFinding[];
}

/** Something to say that is made when somebody asks; `suppression`: as in `SuppressedFinding`, -1 where it counts. */
export interface FoundEntry {
  readonly severity: Finding["severity"];
  readonly suppression: number;
  /** The column in which it counts for a roll-up. */
  readonly column?: { readonly rule: Rule; readonly cell: number };
  make(): Finding;
}

const none: readonly Finding[] = [];
export const nothingFound: Found = { counts: noCounts(), findings: () => none };

/** Findings that are at hand. */
export function foundIn(findings: readonly Finding[], suppressed: readonly SuppressedFinding[] = []): Found {
  if (findings.length + suppressed.length === 0) return nothingFound;
  const counts = noCounts();
  for (const { severity } of findings) counts[severity]++;
  if (suppressed.length === 0) return { counts, findings: () => findings };
  return {
    counts,
    findings: () => findings,
    suppressed: { uses: usesOf(suppressed), findings: () => suppressed },
  };
}

function usesOf(suppressed: readonly { readonly suppression: number }[]): Uses {
  const uses = new Map<number, number>();
  for (const { suppression } of suppressed) uses.set(suppression, (uses.get(suppression) ?? 0) + 1);
  return uses;
}

/** What is listed: counted now, listed again and made when somebody asks. */
export function foundAmong(list: () => Iterable<FoundEntry>): Found {
  const counts = noCounts();
  const suppressed: { readonly suppression: number }[] = [];
  const tallies = new Map<object, FoundTally>();
  for (const { severity, suppression, column } of list()) {
    if (suppression >= 0) {
      suppressed.push({ suppression });
      continue;
    }
    counts[severity]++;
    if (column) tallies.set(column, { ...column, severity, count: (tallies.get(column)?.count ?? 0) + 1 });
  }
  const entries = (): FoundEntry[] => [...list()];
  const make = (): Finding[] =>
    entries()
      .flatMap((entry) => (entry.suppression < 0 ? [entry.make()] : []))
      .sort(bySpan);
  const all = [...tallies.values()];
  if (suppressed.length === 0) return foundLater(counts, all, make);
  return foundLater(counts, all, make, {
    uses: usesOf(suppressed),
    findings: () =>
      entries()
        .flatMap((entry) => (entry.suppression < 0 ? [] : [{ finding: entry.make(), suppression: entry.suppression }]))
        .sort((a, b) => bySpan(a.finding, b.finding)),
  });
}

/** Findings that are counted now and made when somebody asks, once. */
function foundLater(
  counts: Readonly<Counts>,
  tallies: readonly FoundTally[],
  make: () => readonly Finding[],
  suppressed?: SuppressedFound,
): Found {
  if (sumOf(counts) === 0 && !suppressed) return nothingFound;
  let made: readonly Finding[] | undefined;
  return {
    counts,
    tallies,
    ...(suppressed ? { suppressed } : {}),
    findings() {
      made ??= make();
      return made;
    },
    releaseCaches() {
      made = undefined;
    },
  };
}

/** Adds to `counts`, or takes away. */
export function addCounts(counts: Counts, more: Readonly<Counts>, by: 1 | -1): void {
  counts.error += by * more.error;
  counts.warning += by * more.warning;
  counts.information += by * more.information;
  counts.hint += by * more.hint;
}

export function sumOf({ error, warning, information, hint }: Readonly<Counts>): number {
  return error + warning + information + hint;
}

/** The order in which findings are told. */
export function bySpan(a: Finding, b: Finding): number {
  if (a.span.start !== b.span.start) return a.span.start - b.span.start;
  return a.rule.name < b.rule.name ? -1 : a.rule.name > b.rule.name ? 1 : 0;
}

export class PageFindings {
  /** Of all pages that are known. */
  readonly counts: Counts = noCounts();
  /** How often each suppression was used in them. */
  readonly uses = new Map<number, number>();
  readonly #tallies = new Map<string, FoundTally>();
  #pages: (Found | undefined)[] = [];
  #missing = 0;
  /** No page before this one is missing. */
  #first = 0;

  /** Nothing is missing. */
  get complete(): boolean {
    return this.#missing === 0;
  }

  /** How often each rule that counts for roll-ups has something to say in each column of them. */
  tallies(): Iterable<FoundTally> {
    return this.#tallies.values();
  }

  #tally(tallies: readonly FoundTally[] | undefined, by: 1 | -1): void {
    for (const tally of tallies ?? []) {
      const key = `${tally.cell} ${tally.rule.name}`;
      const count = (this.#tallies.get(key)?.count ?? 0) + by * tally.count;
      if (count === 0) this.#tallies.delete(key);
      else this.#tallies.set(key, { ...tally, count });
    }
  }

  /** Lets go of findings that can be made again. */
  releaseCaches(): void {
    for (const found of this.#pages) found?.releaseCaches?.();
  }

  /** Forgets everything; there are so many pages now. */
  reset(pages: number): void {
    this.#pages = new Array<undefined>(pages).fill(undefined);
    this.#missing = pages;
    this.#first = 0;
    Object.assign(this.counts, noCounts());
    this.uses.clear();
    this.#tallies.clear();
  }

  /** Pages `[at, at + gone)` make room for `come` others. */
  splice(at: number, gone: number, come: number): void {
    for (let p = at; p < at + gone; p++) this.forget(p);
    this.#pages.splice(at, gone, ...new Array<undefined>(come).fill(undefined));
    this.#missing += come - gone;
    if (at < this.#first) this.#first = at;
  }

  /** What was found in a page; nothing while that is not known. */
  of(page: number): Found {
    return this.#pages[page] ?? nothingFound;
  }

  forget(page: number): void {
    const found = this.#pages[page];
    if (!found) return;
    addCounts(this.counts, found.counts, -1);
    addUses(this.uses, found.suppressed?.uses ?? noUses, -1);
    this.#tally(found.tallies, -1);
    this.#pages[page] = undefined;
    this.#missing++;
    if (page < this.#first) this.#first = page;
  }

  /** Finds what is missing in one page, where `find` can. */
  fillAt(page: number, find: (page: number) => Found | undefined): void {
    const found = this.#pages[page] || page >= this.#pages.length ? undefined : find(page);
    if (found) this.#put(page, found);
  }

  #put(page: number, found: Found): void {
    this.#pages[page] = found;
    this.#missing--;
    addCounts(this.counts, found.counts, 1);
    addUses(this.uses, found.suppressed?.uses ?? noUses, 1);
    this.#tally(found.tallies, 1);
  }

  /** Finds what is missing in up to `most` pages, where `find` can; answers how many it found. */
  fill(most: number, find: (page: number) => Found | undefined): number {
    let made = 0;
    if (this.#missing === 0) return made;
    let first = -1;
    for (let p = this.#first; p < this.#pages.length; p++) {
      if (this.#pages[p]) continue;
      const found = made < most ? find(p) : undefined;
      if (!found) {
        if (first < 0) first = p;
        if (made >= most) break;
        continue;
      }
      this.#put(p, found);
      made++;
    }
    this.#first = first < 0 ? this.#pages.length : first;
    return made;
  }
}
