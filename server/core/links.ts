/** What one file says about another: references that lead nowhere, users in no group, files that are missing. */
import { type Checker, mayApply, settle } from "./check.ts";
import type { Page } from "./document.ts";
import type { KeyIndex } from "./keys.ts";
import type { Finding, Rule } from "./rule.ts";
import type { LinkTargets, Sheet } from "./sheet.ts";
import { type ForeignKey, type TableDocument, trimBlanks } from "./table.ts";
import { nearest } from "./text.ts";

/** What is wrong with a reference. */
export interface LinkData {
  readonly value: string;
  /** `missing`: the file is there and lacks it. `differs`: it holds the value in other case or with other blanks. `absent`: no such file. */
  readonly kind: "missing" | "differs" | "absent";
  /** The value that was probably meant. */
  readonly near: string | undefined;
  /** Values that are there and look like it, the likeliest first; looked for when it is called. */
  readonly nearest: () => readonly string[];
  /** Where to look in the file that was searched: the row with the value that was probably meant, else its header. */
  readonly place: () => LinkPlace | undefined;
  /** Which item of a list it is. */
  readonly item: LinkItem | undefined;
  /** Where the value should be. */
  readonly table: string;
  readonly field: string;
  /** The name of the file that was searched, or should be there, and its address when it is there. */
  readonly file: string;
  readonly uri: string | undefined;
}

/** A cell of another file. */
export interface LinkPlace {
  readonly sheet: Sheet;
  /** The record's number from the file's first (0-based). */
  readonly record: number;
  readonly cell: number;
}

/** One item of a list in a cell. */
export interface LinkItem {
  readonly value: string;
  /** Its place among the parts between delimiters, empty ones counted. */
  readonly index: number;
  readonly delimiter: string;
}

/** A user whom no row puts into a group. */
export interface MemberData {
  readonly value: string;
  readonly role: string;
  readonly file: string;
  readonly absent: boolean;
  /** The header of the file that was searched. */
  readonly place: () => LinkPlace | undefined;
}

/** A file that others need. */
export interface MissingFileData {
  readonly file: string;
  readonly table: string;
}

interface Remembered {
  readonly epoch: number;
  readonly findings: readonly Finding[];
}

/** The link findings of one sheet, page by page, remembered until a key it depends on appears or disappears. */
export class Links {
  readonly #pages = new WeakMap<Page, Remembered>();
  #structure = -1;
  #epoch = 0;
  #checker: Checker | undefined;
  #watched: readonly { readonly target: Sheet; readonly field: string }[] = [];
  #seen: readonly { readonly serial: number; readonly index: KeyIndex | undefined; readonly presence: number }[] = [];

  constructor(
    readonly sheet: Sheet,
    readonly targets: LinkTargets,
    readonly documents: readonly TableDocument[],
  ) {}

  for(sheet: Sheet, targets = this.targets): Links {
    return new Links(sheet, targets, this.documents);
  }

  /** Findings of one page; the page must have been read. */
  ofPage(index: number): readonly Finding[] {
    const { sheet } = this;
    const { document } = sheet.table;
    if (!document.foreignKeys && !document.membership) return [];
    const page = sheet.document.pages[index];
    if (!page || !sheet.binding) return [];
    const epoch = this.epoch();
    const known = this.#pages.get(page);
    if (known?.epoch === epoch) return known.findings;
    const findings = [
      ...(document.foreignKeys ?? []).flatMap((key) => this.#references(key, index)),
      ...this.#members(index),
    ];
    this.#pages.set(page, { epoch, findings });
    return findings;
  }

  /** Optional files without the file they belong to: told on the header. */
  missingFile(): { rule: Rule; data: MissingFileData } | undefined {
    const { sheet } = this;
    for (const key of sheet.table.document.foreignKeys ?? []) {
      if (!key.needsFile || this.#find(key.reference.table).length > 0) continue;
      const rule = sheet.rules.byName.get("missing-file");
      if (!rule || !mayApply(rule, undefined, sheet.table)) return undefined;
      return { rule, data: { file: this.#fileName(key.reference.table), table: key.reference.table } };
    }
    return undefined;
  }

  /** A number that moves when a value that this sheet depends on has appeared or disappeared somewhere. */
  epoch(): number {
    const { targets, sheet } = this;
    // Another header makes other findings of the same pages.
    if (this.#checker !== sheet.checker) {
      this.#checker = sheet.checker;
      this.#epoch++;
    }
    if (this.#structure !== targets.structure) {
      this.#structure = targets.structure;
      const { foreignKeys = [], membership } = sheet.table.document;
      const wanted = foreignKeys.map((key) => [key.reference.table, key.reference.field] as const);
      if (membership) wanted.push([membership.table, membership.field]);
      this.#watched = wanted.flatMap(([table, field]) => this.#find(table).map((target) => ({ target, field })));
    }
    let same = this.#watched.length === this.#seen.length;
    const seen = this.#watched.map(({ target, field }, i) => {
      const index = indexIn(target, field);
      const { serial } = target;
      const presence = index?.presence ?? -1;
      const before = this.#seen[i];
      if (before?.serial !== serial || before.index !== index || before.presence !== presence) same = false;
      return { serial, index, presence };
    });
    if (!same) {
      this.#seen = seen;
      this.#epoch++;
    }
    return this.#epoch;
  }

  #find(table: string): readonly Sheet[] {
    return this.targets.find(this.sheet, table);
  }

  #references(key: ForeignKey, index: number): Finding[] {
    const { sheet } = this;
    const rule = sheet.rules.byName.get(key.rule);
    const field = sheet.table.byName.get(key.field)?.field;
    const k = sheet.keyOf(key.field);
    if (!rule || k < 0 || !mayApply(rule, field, sheet.table)) return [];
    const keys = sheet.keysOf(index, k);
    if (!keys) return [];
    const targets = this.#find(key.reference.table);
    const indexes = targets.flatMap((target) => indexIn(target, key.reference.field) ?? []);
    // A file that is there but lacks the very column has a problem of its own.
    if (targets.length > 0 && indexes.length === 0) return [];
    const file = targets[0] ? shownName(sheet, targets[0]) : this.#fileName(key.reference.table);
    const findings: Finding[] = [];
    for (let i = 0; i < keys.rows.length; i++) {
      if (heldByAny(indexes, keys.low[i]!, keys.high[i]!)) continue;
      const absent = targets.length === 0;
      const severity = absent ? key.absent : key.missing;
      if (severity === undefined || settle(rule, field, sheet.table, { severity, exactly: absent }) === "off") continue;
      const row = keys.rows[i]!;
      const whole = sheet.valueAt(index, row, key.field);
      const item = field?.list && itemOf(whole, field.list.delimiter, countBefore(keys.rows, i));
      const value = item?.value ?? whole;
      const near = absent ? undefined : alike(value, targets, key.reference.field);
      const kind = absent ? "absent" : near !== undefined ? "differs" : "missing";
      const data: LinkData = {
        value,
        kind,
        near,
        nearest: () => (absent ? [] : nearestIds(value, targets, key.reference.field)),
        place: () => placeIn(targets, key.reference.field, near),
        item,
        file,
        table: key.reference.table,
        field: key.reference.field,
        uri: targets[0]?.uri,
      };
      const found = sheet.cellFinding(rule, index, row, sheet.binding!.indexOf(key.field), data, {
        severity,
        exactly: absent,
        item: item?.index,
      });
      if (found) findings.push(found);
    }
    return findings;
  }

  #members(index: number): Finding[] {
    const { sheet } = this;
    const { membership } = sheet.table.document;
    const rule = sheet.rules.byName.get("user-without-group");
    if (!membership || !rule || !mayApply(rule, undefined, sheet.table)) return [];
    const idField = sheet.table.document.fields.find((field) => field.type === "id")?.name ?? "id";
    const k = sheet.keyOf(idField);
    const keys = k < 0 ? undefined : sheet.keysOf(index, k);
    if (!keys) return [];
    const column = sheet.table.byName.get(membership.role);
    const targets = this.#find(membership.table);
    const indexes = targets.flatMap((target) => indexIn(target, membership.field) ?? []);
    if (targets.length > 0 && indexes.length === 0) return [];
    const listed = new Set(column?.field.categories?.map((category) => category.value));
    const findings: Finding[] = [];
    for (let i = 0; i < keys.rows.length; i++) {
      if (heldByAny(indexes, keys.low[i]!, keys.high[i]!)) continue;
      const row = keys.rows[i]!;
      const role = sheet.valueAt(index, row, membership.role);
      if (!column?.values.has(role) || membership.exempt.includes(role)) continue;
      const absent = targets.length === 0;
      const lenient = absent || membership.lenient.includes(role) || !listed.has(role);
      const value = sheet.valueAt(index, row, idField);
      const file = targets[0] ? shownName(sheet, targets[0]) : this.#fileName(membership.table);
      const place = (): LinkPlace | undefined => placeIn(targets, membership.field, undefined);
      const data: MemberData = { value, role, file, absent, place };
      const cell = sheet.binding!.indexOf(idField);
      const found = sheet.cellFinding(rule, index, row, cell, data, {
        severity: lenient ? "information" : "warning",
        exactly: lenient,
      });
      if (found) findings.push(found);
    }
    return findings;
  }

  #fileName(table: string): string {
    return this.documents.find((document) => document.name === table)?.files[0] ?? table;
  }
}

/** A file's name; with its folder's when it lies elsewhere than the one that speaks of it. */
function shownName(from: Sheet, target: Sheet): string {
  const names = target.uri.split("/");
  const own = from.uri.split("/");
  const beside = names.length === own.length && names.slice(0, -1).every((name, i) => name === own[i]);
  return decoded(names.slice(beside ? -1 : -2).join("/"));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function heldByAny(indexes: readonly KeyIndex[], low: number, high: number): boolean {
  for (let i = 0; i < indexes.length; i++) if (indexes[i]!.has(low, high)) return true;
  return false;
}

/** The held value that differs from `value` only by case or blanks. */
function alike(value: string, targets: readonly Sheet[], field: string): string | undefined {
  for (const target of targets) {
    const found = target.alike(field, value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The row that holds a value, else the header of the first file. */
function placeIn(targets: readonly Sheet[], field: string, value: string | undefined): LinkPlace | undefined {
  for (const sheet of value === undefined ? [] : targets) {
    const key = sheet.keyOf(field);
    const record = key < 0 ? undefined : sheet.holdersOf(key, value!)[0];
    if (record !== undefined) return { sheet, record, cell: sheet.binding!.indexOf(field) };
  }
  const [sheet] = targets;
  const { header, records } = sheet?.document ?? {};
  if (!sheet || !header || !records || header.page < 0) return undefined;
  return { sheet, record: records[header.page]! + header.row, cell: Math.max(0, sheet.binding?.indexOf(field) ?? 0) };
}

/** How many ids are offered in the place of one that nobody has. */
const nearestMax = 3;

/** Held values that take few typing mistakes to reach. Looks at all of them: for when somebody asks. */
function nearestIds(value: string, targets: readonly Sheet[], field: string): string[] {
  const held = new Set(targets.flatMap((target) => [...target.valuesOf(field)]));
  const found: string[] = [];
  for (let best = nearest(value, held); best !== undefined && found.length < nearestMax; best = nearest(value, held)) {
    found.push(best);
    held.delete(best);
  }
  return found;
}

/** The index of a field's values; undefined when the file has no such column. */
function indexIn(target: Sheet, field: string): KeyIndex | undefined {
  const key = target.keyOf(field);
  return key < 0 ? undefined : target.indexOf(key);
}

/** How many entries before this one belong to the same row: a list's items come one by one. */
function countBefore(rows: Int32Array, i: number): number {
  let before = 0;
  while (before < i && rows[i - 1 - before] === rows[i]) before++;
  return before;
}

/** The nth filled item of a list. */
function itemOf(list: string, delimiter: string, nth: number): LinkItem | undefined {
  let seen = 0;
  const parts = list.split(delimiter);
  for (let index = 0; index < parts.length; index++) {
    const value = trimBlanks(parts[index]!);
    if (value !== "" && seen++ === nth) return { value, index, delimiter };
  }
  return undefined;
}
