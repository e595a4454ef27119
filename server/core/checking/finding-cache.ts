/** Findings that were made, kept as long as there is room: what is on show is asked for again and again. */
import type { Page } from "../text/document.ts";
import type { Finding } from "./rule.ts";

/** So many findings are kept, those of the pages asked for last. */
const keptMax = 20_000;

export class FindingCache {
  /** The page asked for last stands last. */
  readonly #pages = new Map<Page, readonly Finding[]>();
  #count = 0;

  /** The findings of a page: those kept, else those that `make` makes. */
  of(page: Page, make: () => readonly Finding[]): readonly Finding[] {
    const known = this.#pages.get(page);
    if (known) {
      this.#pages.delete(page);
      this.#pages.set(page, known);
      return known;
    }
    const made = make();
    this.#pages.set(page, made);
    this.#count += made.length;
    for (const [oldest, findings] of this.#pages) {
      if (this.#count <= keptMax || oldest === page) break;
      this.#pages.delete(oldest);
      this.#count -= findings.length;
    }
    return made;
  }

  clear(): void {
    this.#pages.clear();
    this.#count = 0;
  }
}
