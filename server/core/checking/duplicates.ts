/** Keys that a file holds more than once: which entries repeat an earlier one, and where the first holder is. */

import { unwrapped } from "../filetypes/spreadsheet.ts";
import { nextFree } from "../keys/free-ids.ts";
import { hashOf } from "../keys/hash.ts";
import type { Remarks } from "../keys/key-index.ts";
import { cellsOf, type Document } from "../text/document.ts";
import { withoutInvisibles } from "../text/invisible.ts";
import { trimBlanks } from "../text/text.ts";
import type { Checker, Reading } from "./check.ts";
import type { ColumnTexts } from "./column-texts.ts";
import type { FileKeys } from "./file-keys.ts";
import { type Found, type FoundEntry, foundAmong, nothingFound } from "./findings.ts";
import type { Finding, KeyData, Rule } from "./rule.ts";
import { mayApply, settle } from "./severity.ts";

/** The file whose keys these are. */
export interface KeyedFile {
  readonly document: Document;
  readonly checker: Checker | undefined;
  readonly keys: FileKeys;
  readonly texts: ColumnTexts;
  readingOf(page: number): Reading | undefined;
  cellFinding(
    rule: Rule,
    index: number,
    row: number,
    cell: number,
    data: unknown,
    severity: Finding["severity"],
  ): Finding;
  suppressionAt(rule: Rule, index: number, row: number, cell: number): number;
}

/** The data of findings about repeated keys: which key, and the hash of the value of the first holder. */
interface KeyAt {
  readonly key: number;
  readonly low: number;
  readonly high: number;
  /** The accented letters of the two are composed differently. */
  readonly apart: boolean;
  /** Tells the entry from all others of this version of the document. */
  readonly owner: string;
}

function isKeyAt(data: unknown): data is KeyAt {
  return typeof data === "object" && data !== null && "key" in data && "low" in data && "high" in data;
}

/** The first record that holds a value of a key: its page, and its entry in that page's keys. */
interface Holder {
  readonly page: number;
  readonly entry: number;
}

/** A unique key as its rule sees it under the present header. */
interface Watched {
  readonly key: number;
  readonly rule: Rule;
  readonly severity: Finding["severity"];
  /** For values that differ in nothing but how accented letters are composed. */
  readonly mild: Finding["severity"] | "off";
  /** The cell to point at. */
  readonly cell: number;
  readonly unlessSame: boolean;
}

const noRemarks: Remarks = { untidy: [], apart: [], wrapped: [] };

function severityOf({ watched, first }: Repeated): Finding["severity"] {
  return first && watched.mild !== "off" ? watched.mild : watched.severity;
}

/** An entry that repeats an earlier one; `first`: the hash of what it repeats, where that is another. */
interface Repeated {
  readonly watched: Watched;
  readonly entry: number;
  readonly first: { readonly low: number; readonly high: number } | undefined;
}

export class Repeats {
  readonly #file: KeyedFile;
  /** First holders and free ids looked up since the document changed; by the key's order and the value's number in the index. */
  readonly #holders: Map<number, Holder>[] = [];
  /** Ids that fixes propose: to whom; and each with the text that it is proposed for first, "" where it is for no text. */
  readonly #given = new Map<string, string>();
  #proposed: Map<string, string> | undefined;
  #checker: Checker | undefined;
  #watched: readonly Watched[] = [];
  /** Pages with entries whose letters are taken apart, and when it was asked who has the same ones composed. */
  readonly #apart = new Set<number>();
  #presence = 0;

  constructor(file: KeyedFile) {
    this.#file = file;
  }

  /** Ids of the pages of which something else may be said because values have appeared or disappeared elsewhere. */
  outdated(): readonly number[] {
    if (this.#apart.size === 0) return [];
    let presence = 0;
    for (const index of this.#file.keys.indexes) presence += index?.presence ?? 0;
    if (presence === this.#presence) return [];
    this.#presence = presence;
    const pages = [...this.#apart];
    this.#apart.clear();
    return pages;
  }

  /** The document changed: what was looked up may be elsewhere now. */
  forget(): void {
    for (const holders of this.#holders) holders?.clear();
    this.#given.clear();
    this.#proposed = undefined;
  }

  /** Entries of a page that repeat earlier ones. The page must have been read. */
  in(page: number): Found {
    const { id } = this.#file.document.pages[page]!;
    const { keys } = this.#file;
    const isApart =
      this.#file.readingOf(page)?.keys.some(({ remarks }) => remarks && remarks.apart.length > 0) === true;
    if (isApart) this.#apart.add(id);
    if (!isApart && !keys.indexes.some((index) => index?.pageHasRepeated(id))) return nothingFound;
    return foundAmong(() => this.#entries(this.#file.keys.pageOf(id)));
  }

  *#entries(page: number): Generator<FoundEntry> {
    const file = this.#file;
    const keys = file.readingOf(page)?.keys;
    for (const repeated of this.#each(page)) {
      const { watched, entry, first } = repeated;
      const own = keys![watched.key]!;
      const row = own.row(entry);
      const severity = severityOf(repeated);
      yield {
        severity,
        suppression: file.suppressionAt(watched.rule, page, row, watched.cell),
        make: () => {
          const { low, high } = first ?? { low: own.low(entry), high: own.high(entry) };
          const data: KeyAt = { key: watched.key, low, high, apart: first !== undefined, owner: `${page}:${entry}` };
          return file.cellFinding(watched.rule, page, row, watched.cell, data, severity);
        },
      };
    }
  }

  *#each(page: number): Generator<Repeated> {
    const file = this.#file;
    const reading = file.readingOf(page);
    const { id } = file.document.pages[page]!;
    if (!reading) return;
    for (const watched of this.#now()) {
      const index = file.keys.indexes[watched.key];
      const keys = reading.keys[watched.key]!;
      const { untidy, apart } = keys.remarks ?? noRemarks;
      if (watched.mild !== "off") for (const entry of apart) yield* this.#composed(watched, page, entry);
      if (!index?.pageHasRepeated(id)) continue;
      for (let entry = 0; entry < keys.count; entry++) {
        const place = index.repeated(keys.low(entry), keys.high(entry));
        if (place < 0 || untidy.includes(entry)) continue;
        const first = this.#holderAt(watched.key, place, keys.low(entry), keys.high(entry));
        if (!first || (first.page === page && first.entry === entry)) continue;
        const other = watched.unlessSame
          ? file.readingOf(first.page)?.keys[watched.key]?.also?.[first.entry]
          : undefined;
        if (watched.unlessSame && other === keys.also?.[entry]) continue;
        yield { watched, entry, first: undefined };
      }
    }
  }

  /** An entry whose accented letters are taken apart repeats the one that has them composed, wherever that is. */
  *#composed(watched: Watched, page: number, entry: number): Generator<Repeated> {
    const { keys, checker } = this.#file;
    const row = keys.in(page, watched.key)!.row(entry);
    const [field] = checker!.keys[watched.key]!.fields;
    const text = this.#file.texts.written(page, row, field!).normalize("NFC");
    const { low, high } = hashOf(text, checker!.keys[watched.key]!.ignoreCase);
    const first = { low, high };
    if (keys.indexOf(watched.key).has(first.low, first.high)) yield { watched, entry, first };
  }

  #now(): readonly Watched[] {
    const { checker } = this.#file;
    if (checker === this.#checker) return this.#watched;
    this.#checker = checker;
    this.#holders.length = 0;
    this.#watched = (checker?.keys ?? []).flatMap(({ unique, where, cells }, key): Watched[] => {
      if (!unique || !checker) return [];
      const { table, columns } = checker.binding;
      const rule = checker.rules.byName.get(unique.rule);
      const cell = where >= 0 ? where : cells[0]!;
      if (!rule || !mayApply(rule, undefined, table)) return [];
      const severity = settle(rule, columns[cell]?.field, table, unique.severity ? { severity: unique.severity } : {});
      const mild = settle(rule, columns[cell]?.field, table, { severity: "warning", exactly: true });
      const unlessSame = unique.unlessSame !== undefined;
      return severity === "off" ? [] : [{ key, rule, severity, mild, cell, unlessSame }];
    });
    return this.#watched;
  }

  #holderAt(key: number, place: number, low: number, high: number): Holder | undefined {
    // A value that thousands of rows share is looked up once, not once a row.
    this.#holders[key] ??= new Map();
    const known = this.#holders[key].get(place);
    if (known) return known;
    const found = this.#file.keys.firstHolder(key, low, high);
    if (found) this.#holders[key].set(place, found);
    return found;
  }

  /** A finding's data with what must be looked up afresh each time: where the first holder of a key is now. */
  dataOf({ data, value }: Finding): unknown {
    return isKeyAt(data) ? this.#dataOf(data, value) : data;
  }

  /** What the rule is told: the value, and where its first holder is now. */
  #dataOf({ key, low, high, apart, owner }: KeyAt, value: string | undefined): KeyData {
    const file = this.#file;
    const spec = file.checker!.keys[key]!;
    const place = file.keys.indexOf(key).repeated(low, high);
    const first = place < 0 ? file.keys.firstHolder(key, low, high) : this.#holderAt(key, place, low, high);
    const row = first ? file.readingOf(first.page)!.keys[key]!.row(first.entry) : 0;
    // A key over several cells, or one whose mark is elsewhere, is shown as its first holder has it.
    const elsewhere = first && (spec.where >= 0 || spec.cells.length > 1);
    const held = elsewhere ? cellsOf(file.document, { page: first.page, row }) : [];
    const shown = elsewhere ? spec.cells.map((cell) => trimBlanks(held[cell]?.text ?? "")).join(", ") : (value ?? "");
    return {
      value: shown,
      fields: spec.fields,
      apart,
      first: {
        record: first ? file.document.records[first.page]! + row : 0,
        cell: spec.where >= 0 ? spec.where : spec.cells[0]!,
      },
      ...(spec.exact && spec.unique && spec.fields.length === 1 ? { free: this.#freeId(key, shown, owner) } : {}),
    };
  }

  /** An id for a repeated entry that nobody has and that no other fix proposes; the same one as long as the document is. */
  #freeId(key: number, value: string, owner: string): string {
    const known = this.#given.get(owner);
    if (known !== undefined) return known;
    const { keys } = this.#file;
    this.#proposed ??= this.#proposals(key);
    const isTaken = (id: string): boolean => keys.holds(key, id) || this.#proposed?.has(id) === true;
    const plain = withoutInvisibles(trimBlanks(unwrapped(value, true) ?? value), false, "");
    const id = nextFree(plain.replace(/[\s,]+/g, "-"), isTaken);
    this.#proposed.set(id, "");
    this.#given.set(owner, id);
    return id;
  }

  /** An id made of a text of the same column: itself, if nobody has it and it is proposed for no other text before; else the next one. */
  freeFor(key: number, text: string, id: string): string {
    this.#proposed ??= this.#proposals(key);
    const isFree = !this.#file.keys.holds(key, id) && (this.#proposed.get(id) ?? text) === text;
    return isFree ? id : this.#freeId(key, id, `${text}\n${id}`);
  }

  /** An id made of one that another row has: for this record only, whatever others say. */
  otherFor(key: number, record: number, id: string): string {
    return this.#freeId(key, `${id}-1`, `record ${record}\n${id}`);
  }

  /** What the fixes of ids with a space or an invisible character in them, and of wrapped ones, propose. Only rows with problems have fixes. */
  #proposals(key: number): Map<string, string> {
    const [field] = this.#file.checker!.keys[key]!.fields;
    const proposed = new Map<string, string>();
    const propose = (id: string, text: string): void => {
      if (!proposed.has(id)) proposed.set(id, text);
    };
    for (const id of this.#wrongTexts(field!)) {
      const inner = unwrapped(id, true);
      if (inner !== undefined) propose(inner, id);
      if (/^[!-~]*$/.test(id)) continue;
      const plain = withoutInvisibles(id, false, "");
      for (const sign of ["", "-"]) propose(plain.replace(/\s+/g, sign), id);
    }
    return proposed;
  }

  /** The texts of a field in the rows that something is wrong with, in order. */
  *#wrongTexts(field: string): Generator<string> {
    const { document, texts } = this.#file;
    for (let page = 0; page < document.pages.length; page++) {
      const wrong = this.#file.readingOf(page)?.wrong ?? noRows;
      // A page is split as a whole where that is less work than its rows one by one.
      const all = wrong.length * 4 > document.pages[page]!.rows.length ? texts.in(page, field) : undefined;
      for (const row of wrong) {
        const text = all ? all[row]! : texts.at(page, row, field);
        if (text !== "") yield text;
      }
    }
  }
}

const noRows = new Int32Array(0);
