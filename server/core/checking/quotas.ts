/** How much of each page is shown when not everything can be: errors are kept before warnings. */
import { addCounts, type Counts, type Found, noCounts, nothingFound, severities, sumOf } from "./findings.ts";
import type { Relations } from "./row-relations.ts";
import type { Finding } from "./rule.ts";

/** What is shown of one page's findings: of each severity so many, in order of position. */
export interface PageQuota {
  readonly page: number;
  readonly take: Readonly<Counts>;
  /** All of them. */
  readonly whole: boolean;
  /** The same object as long as the page says the same; another for the header's page every time. */
  readonly said: PageCounts;
}

/** What one page says, and how much that is. */
export interface PageCounts {
  readonly own: Readonly<Counts>;
  readonly keyed: Found;
  readonly linked: Found;
  readonly counts: Readonly<Counts>;
}

/** The page at which is told what concerns the header and the file, and how much that is. */
interface HeaderCounts {
  readonly page: number;
  readonly found: Found;
}

/** Pages are meant by their indexes in the document. */
export class Quotas {
  /** What each page says by itself; `quiet` when that is nothing. */
  #own: Readonly<Counts>[] = [];
  readonly #said: (PageCounts | undefined)[] = [];

  /** Begins anew: nothing is known of so many pages. */
  reset(pages: number): void {
    this.#own = new Array<Readonly<Counts>>(pages).fill(quiet);
    this.#said.length = 0;
  }

  /** Pages `[at, at + gone)` make room for `come` others. */
  splice(at: number, gone: number, come: number): void {
    this.#own.splice(at, gone, ...new Array<Readonly<Counts>>(come).fill(quiet));
    this.#said.splice(at, gone, ...new Array<undefined>(come).fill(undefined));
  }

  /** A page has been read and says so much. */
  put(page: number, own: Readonly<Counts>): void {
    this.#own[page] = sumOf(own) === 0 ? quiet : own;
  }

  /** How much one page says by itself; nothing while it has not been read. */
  of(page: number): Readonly<Counts> {
    return this.#own[page] ?? quiet;
  }

  /** Shares a list of `limit` findings out. Pages of which nothing is shown are left out, but for the header's. */
  allot(
    limit: number,
    counts: Readonly<Counts>,
    { keyed: allKeyed, linked: allLinked }: Relations,
    head: HeaderCounts,
  ): { readonly pages: readonly PageQuota[]; readonly left: number } {
    const { quota, left } = quotaOf(counts, limit);
    const pages: PageQuota[] = [];
    for (let page = 0; page < this.#own.length; page++) {
      const own = this.#own[page]!;
      const keyed = allKeyed.of(page);
      const linked = allLinked.of(page);
      // Most pages have nothing to say: they cost no more than this look.
      if (own === quiet && keyed === nothingFound && linked === nothingFound && page !== head.page) continue;
      const said = page === head.page ? saidBy(own, keyed, linked, head.found) : this.#saidOn(page, own, keyed, linked);
      const have = said.counts;
      const whole = left === 0 || severities.every((severity) => have[severity] <= quota[severity]);
      const take = whole ? have : leastOf(quota, have);
      if (left > 0) addCounts(quota, take, -1);
      if (page === head.page || whole || sumOf(take) > 0) pages.push({ page, take, whole, said });
    }
    return { pages, left };
  }

  #saidOn(page: number, own: Readonly<Counts>, keyed: Found, linked: Found): PageCounts {
    const known = this.#said[page];
    if (known && known.own === own && known.keyed === keyed && known.linked === linked) return known;
    const said = saidBy(own, keyed, linked, nothingFound);
    this.#said[page] = said;
    return said;
  }
}

function saidBy(own: Readonly<Counts>, keyed: Found, linked: Found, more: Found): PageCounts {
  const counts = { ...own };
  for (const found of [keyed, linked, more]) addCounts(counts, found.counts, 1);
  return { own, keyed, linked, counts };
}

/** How many of each severity a list of `limit` findings has room for, and how many are left out. */
export function quotaOf(counts: Readonly<Counts>, limit: number): { readonly quota: Counts; readonly left: number } {
  const quota = noCounts();
  let room = limit;
  let left = 0;
  for (const severity of severities) {
    quota[severity] = Math.min(counts[severity], room);
    room -= quota[severity];
    left += counts[severity] - quota[severity];
  }
  return { quota, left };
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

const quiet: Readonly<Counts> = noCounts();
