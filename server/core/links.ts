/** What one file says about another: references that lead nowhere, users in no group, files that are missing. */
import { mayApply, settle } from "./check.ts";
import type { Page } from "./document.ts";
import { hashHigh, hashLow, hashOf, type KeyIndex } from "./keys.ts";
import type { Finding, Rule } from "./rule.ts";
import type { Sheet } from "./sheet.ts";
import { type ForeignKey, type TableDocument, trimBlanks } from "./table.ts";

/** The files a sheet's references lead to. */
export interface LinkTargets {
  /** Moves when files come, go or are edited: what `find` answered holds as long as it stays. */
  readonly revision: number;
  /** Sheets of a file type in the set of a sheet, nearest first; empty when none is there. */
  find(from: Sheet, table: string): readonly Sheet[];
}

/** What is wrong with a reference. */
export interface LinkData {
  readonly value: string;
  /** `missing`: the file is there and lacks it. `differs`: it holds the value in other case or with other blanks. `absent`: no such file. */
  readonly kind: "missing" | "differs" | "absent";
  /** The value that was probably meant. */
  readonly near: string | undefined;
  /** The usual name of the file that was searched, and its address when it is there. */
  readonly file: string;
  readonly uri: string | undefined;
}

/** A user whom no row puts into a group. */
export interface MemberData {
  readonly value: string;
  readonly role: string;
  readonly file: string;
  readonly absent: boolean;
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
  #revision = -1;
  #epoch = 0;
  #watched: readonly { readonly target: Sheet; readonly field: string }[] = [];
  #seen: readonly { readonly serial: number; readonly index: KeyIndex | undefined; readonly presence: number }[] = [];

  constructor(
    readonly sheet: Sheet,
    readonly targets: LinkTargets,
    readonly documents: readonly TableDocument[],
  ) {}

  /** Findings of one page; the page must have been read. */
  ofPage(index: number): readonly Finding[] {
    const { sheet } = this;
    const { document } = sheet.table;
    if (!document.foreignKeys && !document.membership) return [];
    const page = sheet.document.pages[index];
    if (!page || !sheet.binding) return [];
    const epoch = this.#now();
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
  #now(): number {
    const { targets, sheet } = this;
    if (this.#revision !== targets.revision) {
      this.#revision = targets.revision;
      const { foreignKeys = [], membership } = sheet.table.document;
      const wanted = foreignKeys.map((key) => [key.reference.table, key.reference.field] as const);
      if (membership) wanted.push([membership.table, membership.field]);
      this.#watched = wanted.flatMap(([table, field]) => this.#find(table).map((target) => ({ target, field })));
    }
    let same = this.#watched.length === this.#seen.length;
    const seen = this.#watched.map(({ target, field }, i) => {
      const index = target.indexes[target.keyOf(field)];
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
    const indexes = targets.flatMap((target) => target.indexes[target.keyOf(key.reference.field)] ?? []);
    // A file that is there but lacks the very column has a problem of its own.
    if (targets.length > 0 && indexes.length === 0) return [];
    const file = this.#fileName(key.reference.table);
    const findings: Finding[] = [];
    for (let i = 0; i < keys.rows.length; i++) {
      if (indexes.some((known) => known.has(keys.low[i]!, keys.high[i]!))) continue;
      const absent = targets.length === 0;
      const severity = absent ? key.absent : key.missing;
      if (severity === undefined || settle(rule, field, sheet.table, { severity, exactly: absent }) === "off") continue;
      const row = keys.rows[i]!;
      const whole = sheet.valueAt(index, row, key.field);
      const items = field?.list ? whole.split(field.list.delimiter).map(trimBlanks) : [whole];
      const value = items.find((item) => sameHash(item, keys.low[i]!, keys.high[i]!)) ?? whole;
      const near = absent ? undefined : alike(value, targets, key.reference.field);
      const kind = absent ? "absent" : near !== undefined ? "differs" : "missing";
      const data: LinkData = { value, kind, near, file, uri: targets[0]?.uri };
      const found = sheet.cellFinding(rule, index, row, sheet.binding!.indexOf(key.field), data, {
        severity,
        exactly: absent,
        item: field?.list ? value : undefined,
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
    const indexes = targets.flatMap((target) => target.indexes[target.keyOf(membership.field)] ?? []);
    const listed = new Set(column?.field.categories?.map((category) => category.value));
    const findings: Finding[] = [];
    for (let i = 0; i < keys.rows.length; i++) {
      if (indexes.some((known) => known.has(keys.low[i]!, keys.high[i]!))) continue;
      const row = keys.rows[i]!;
      const role = sheet.valueAt(index, row, membership.role);
      if (!column?.values.has(role) || membership.exempt.includes(role)) continue;
      const absent = targets.length === 0;
      const lenient = absent || membership.lenient.includes(role) || !listed.has(role);
      const value = sheet.valueAt(index, row, idField);
      const data: MemberData = { value, role, file: this.#fileName(membership.table), absent };
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

/** The held value that differs from `value` only by case or blanks. */
function alike(value: string, targets: readonly Sheet[], field: string): string | undefined {
  for (const target of targets) {
    const found = target.alike(field, value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sameHash(value: string, low: number, high: number): boolean {
  hashOf([value], false);
  return hashLow === low && hashHigh === high;
}
