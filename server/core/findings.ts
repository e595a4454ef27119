/** Findings that depend on more than their page, page by page: made when they are asked for, counted while they hold. */
import type { Finding } from "./rule.ts";
import type { Severity } from "./table.ts";

export type Counts = Record<Exclude<Severity, "off">, number>;

/** Errors first: the order in which a list that is too short is filled. */
export const severities = ["error", "warning", "information", "hint"] as const;

export function noCounts(): Counts {
  return { error: 0, warning: 0, information: 0, hint: 0 };
}

/** Adds to `counts`, or takes away. */
export function count(counts: Counts, findings: readonly Finding[], by: 1 | -1): void {
  for (const { severity } of findings) counts[severity] += by;
}

export class PageFindings {
  /** Of all pages that are made. */
  readonly counts: Counts = noCounts();
  /** Moves whenever findings are made or forgotten. */
  generation = 0;
  #pages: (readonly Finding[] | undefined)[] = [];
  #missing = 0;
  /** No page before this one is missing. */
  #first = 0;

  /** Forgets everything; there are so many pages now. */
  reset(pages: number): void {
    this.#pages = new Array<undefined>(pages).fill(undefined);
    this.#missing = pages;
    this.#first = 0;
    this.generation++;
    Object.assign(this.counts, noCounts());
  }

  /** Pages `[at, at + gone)` make room for `come` others. */
  splice(at: number, gone: number, come: number): void {
    for (let p = at; p < at + gone; p++) this.forget(p);
    this.#pages.splice(at, gone, ...new Array<undefined>(come).fill(undefined));
    this.#missing += come - gone;
    if (at < this.#first) this.#first = at;
  }

  /** The findings of a page; undefined while they are not made. */
  of(page: number): readonly Finding[] | undefined {
    return this.#pages[page];
  }

  forget(page: number): void {
    const findings = this.#pages[page];
    if (!findings) return;
    count(this.counts, findings, -1);
    this.#pages[page] = undefined;
    this.#missing++;
    this.generation++;
    if (page < this.#first) this.#first = page;
  }

  /** Makes what is missing in up to `most` pages, where `make` can; answers how many it made. */
  fill(most: number, make: (page: number) => readonly Finding[] | undefined): number {
    let made = 0;
    if (this.#missing === 0) return made;
    let first = -1;
    for (let p = this.#first; p < this.#pages.length; p++) {
      if (this.#pages[p]) continue;
      const findings = made < most ? make(p) : undefined;
      if (!findings) {
        if (first < 0) first = p;
        if (made >= most) break;
        continue;
      }
      this.#pages[p] = findings;
      this.#missing--;
      count(this.counts, findings, 1);
      made++;
    }
    this.#first = first < 0 ? this.#pages.length : first;
    if (made > 0) this.generation++;
    return made;
  }
}
