/** The keys of one file: an index for each, kept in step with the pages that are read, and what can be asked of them. */

import { type Hash, hashOf } from "../keys/hash.ts";
import { KeyIndex, type PageKeys } from "../keys/key-index.ts";
import { LookAlikes, type SimilarId } from "../keys/similar-keys.ts";
import type { Document, Page } from "../text/document.ts";
import type { Checker, Reading } from "./check.ts";
import type { ColumnTexts } from "./column-texts.ts";

/** The file whose keys these are. */
export interface ReadFile {
  readonly document: Document;
  readonly checker: Checker | undefined;
  readonly texts: ColumnTexts;
  readingOf(page: number): Reading | undefined;
}

/** A key is meant by its place in `Checker.keys`, a page by its index in the document unless it says `id`. */
export class FileKeys {
  /** Keys that only point elsewhere have none until somebody asks, see `indexOf`. */
  indexes: (KeyIndex | undefined)[] = [];
  readonly #file: ReadFile;
  /** What the indexes hold of each page. Of one in the place of another that is not read yet: the keys of that other. */
  #standing: (readonly PageKeys[] | undefined)[] = [];
  #pageOrder: Map<number, number> | undefined;
  #alike: { readonly index: KeyIndex; readonly presence: number; readonly those: LookAlikes } | undefined;

  constructor(file: ReadFile) {
    this.#file = file;
  }

  /** Begins anew, under another header: no page has been read. */
  reset(): void {
    const { document, checker } = this.#file;
    this.indexes = checker?.keys.map((spec) => (spec.indexed ? new KeyIndex() : undefined)) ?? [];
    this.#standing = new Array<undefined>(document.pages.length).fill(undefined);
    this.#pageOrder = undefined;
  }

  /** Pages from `at` on make room for `come` others that do not keep their ids. */
  splice(at: number, gone: readonly Page[], come: number): void {
    gone.forEach(({ id }, i) => {
      this.#standing[at + i]?.forEach((keys, k) => void this.indexes[k]?.remove(id, keys));
    });
    this.#standing.splice(at, gone.length, ...new Array<undefined>(come).fill(undefined));
    this.#pageOrder = undefined;
  }

  /** A page has been read. Where others of its id stand in the indexes only what differs is touched. */
  put(page: number, id: number, fresh: readonly PageKeys[]): void {
    const old = this.#standing[page];
    this.#standing[page] = fresh;
    fresh.forEach((keys, k) => {
      const index = this.indexes[k];
      if (!old) index?.add(id, keys);
      else {
        index?.replace(id, old[k]!, keys);
        if (keys.also && keys.also.join("\n") !== old[k]!.also?.join("\n")) index?.touchAll();
        if (remarksOf(keys) !== remarksOf(old[k]!)) index?.touchAll();
      }
    });
  }

  /** The indexes hold keys of a page, its own or those of the one before it. */
  knows(page: number): boolean {
    return this.#standing[page] !== undefined;
  }

  /** Makes room for all that is to be read, so that the indexes need not grow on the way. */
  reserve(): void {
    const { document, checker } = this.#file;
    const records = document.records[document.pages.length]!;
    checker?.keys.forEach((spec, k) => {
      if (spec.where < 0) this.indexes[k]?.reserve(records);
    });
  }

  /** Lets go of what can be made again. */
  releaseCaches(): void {
    this.#alike = undefined;
  }

  /** Where a page stands now, by its id; beyond all pages when it is gone. */
  pageOf(id: number): number {
    this.#pageOrder ??= new Map(this.#file.document.pages.map((page, index) => [page.id, index]));
    return this.#pageOrder.get(id) ?? Number.POSITIVE_INFINITY;
  }

  /** The index of a key; made now when it was not kept so far. */
  indexOf(key: number): KeyIndex {
    const known = this.indexes[key];
    if (known) return known;
    const { pages } = this.#file.document;
    const made = new KeyIndex();
    this.#standing.forEach((keys, page) => {
      if (keys) made.add(pages[page]!.id, keys[key]!);
    });
    this.indexes[key] = made;
    return made;
  }

  /** The values of one key in one page that has been read. */
  in(page: number, key: number): PageKeys | undefined {
    return this.#file.readingOf(page)?.keys[key];
  }

  /** The key over exactly this field, or -1. */
  over(field: string): number {
    const specs = this.#file.checker?.keys;
    return specs?.findIndex(({ fields, where }) => fields.length === 1 && fields[0] === field && where < 0) ?? -1;
  }

  /** Record numbers (from the file's first, 0-based) of all rows that hold a value of a key over one field, in order. */
  holdersOf(key: number, value: string): number[] {
    const { low, high } = this.#hash(key, value);
    const found: number[] = [];
    for (const id of new Set(this.indexOf(key).pagesOf(low, high))) {
      const page = this.pageOf(id);
      const keys = this.in(page, key);
      if (!keys) continue;
      for (let i = 0; i < keys.count; i++) {
        if (keys.low(i) === low && keys.high(i) === high) found.push(this.#file.document.records[page]! + keys.row(i));
      }
    }
    return found.sort((a, b) => a - b);
  }

  /** The first row with a value, by its page and its entry there; rows with spaces around the value are another finding. */
  firstHolder(key: number, low: number, high: number): { readonly page: number; readonly entry: number } | undefined {
    const pages = new Set(this.indexOf(key).pagesOf(low, high));
    for (const page of [...pages].map((id) => this.pageOf(id)).sort((a, b) => a - b)) {
      const held = this.in(page, key);
      for (let entry = 0; entry < (held?.count ?? 0); entry++) {
        const same = held!.low(entry) === low && held!.high(entry) === high;
        if (same && !held!.remarks?.untidy.includes(entry)) return { page, entry };
      }
    }
    return undefined;
  }

  /** Whether some row holds a value of a key over one field. */
  holds(key: number, value: string): boolean {
    const { low, high } = this.#hash(key, value);
    return this.indexOf(key).has(low, high);
  }

  #hash(key: number, value: string): Hash {
    return hashOf(value, this.#file.checker?.keys[key]?.ignoreCase ?? false);
  }

  /** The values of a field that look like `value`, which is none of them: those that differ in the least thing only. */
  alike(field: string, value: string): readonly SimilarId[] {
    const key = this.over(field);
    const index = this.indexes[key];
    if (!index) return [];
    if (this.#alike?.index !== index || this.#alike.presence !== index.presence) {
      const { document, texts } = this.#file;
      const ids = {
        pages: document.pages.length,
        idOf: (page: number) => this.#file.document.pages[page]!.id,
        pageOf: (id: number) => this.pageOf(id),
        keysOf: (page: number) => this.in(page, key),
        valueAt: (page: number, row: number) => texts.written(page, row, field),
      };
      this.#alike = { index, presence: index.presence, those: new LookAlikes(ids) };
    }
    return this.#alike.those.of(value);
  }
}

function remarksOf({ remarks }: PageKeys): string {
  return remarks === undefined ? "" : `${remarks.untidy.join()};${remarks.apart.join()};${remarks.wrapped.join()}`;
}
