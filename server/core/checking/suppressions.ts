/** Findings that a tenant has turned off, each with a reason: which suppression a finding falls under, looked up by rule, value, and ID. */

import type { Suppression } from "../filetypes/profile.ts";
import type { Table } from "../filetypes/table.ts";

/** What a suppression is compared with; each is asked for only where some suppression needs it. */
export interface SuppressionSubject {
  /** The names that the finding's column goes by: its field's, its header's. */
  columns(): readonly (string | undefined)[];
  /** What the cell says, and the part of it that the finding is about; none where it must not be shown. */
  values(): readonly string[];
  /** The row's ID; undefined for what is about no row. */
  id(): string | undefined;
}

/** The suppressions of one rule, by their indexes; each stands in one of the three. */
interface OfRule {
  readonly byValue: Map<string, number[]>;
  readonly byId: Map<string, number[]>;
  /** Those that ask for neither. */
  readonly others: number[];
}

/** The suppressions in force for one file. However many there are, a finding is compared with those of its own value and ID only. */
export class Suppressions {
  readonly #byRule = new Map<string, OfRule>();

  /** `all`: of a profile those whose files the file is one of; findings are said to fall under one by its index here. */
  constructor(readonly all: readonly Suppression[]) {
    all.forEach(({ rule, value, id }, index) => {
      let own = this.#byRule.get(rule);
      if (!own) {
        own = { byValue: new Map(), byId: new Map(), others: [] };
        this.#byRule.set(rule, own);
      }
      if (value !== undefined) push(own.byValue, value, index);
      else if (id !== undefined) push(own.byId, id, index);
      else own.others.push(index);
    });
  }

  /** Whether some finding of a rule may be suppressed. */
  concerns(rule: string): boolean {
    return this.#byRule.has(rule);
  }

  /** The index in `all` of the first suppression that a finding of a rule falls under; -1 when there is none. */
  find(rule: string, subject: SuppressionSubject): number {
    const own = this.#byRule.get(rule);
    if (!own) return -1;
    let found = -1;
    const look = (indexes: readonly number[] | undefined): void => {
      for (const index of indexes ?? []) {
        if (found >= 0 && index > found) return;
        if (this.#fits(this.all[index]!, subject)) found = index;
      }
    };
    look(own.others);
    if (own.byValue.size > 0) for (const value of subject.values()) look(own.byValue.get(value));
    if (own.byId.size > 0) look(own.byId.get(subject.id() ?? ""));
    return found;
  }

  #fits({ column, value, id }: Suppression, subject: SuppressionSubject): boolean {
    if (column !== undefined && !subject.columns().includes(column)) return false;
    if (value !== undefined && !subject.values().includes(value)) return false;
    return id === undefined || subject.id() === id;
  }
}

/** For files of which nothing is suppressed. */
export const noSuppressions = new Suppressions([]);

function push(map: Map<string, number[]>, key: string, index: number): void {
  const known = map.get(key);
  if (known) known.push(index);
  else map.set(key, [index]);
}

/** The columns that say which row a row is, for suppressions: what it is found by, else what should be there once; none when nothing does. */
export function idFieldsOf({ identityKeys, valueKeys, document }: Table): readonly string[] {
  const isSingle = ({ fields }: { readonly fields: readonly string[] }): boolean => fields.length === 1;
  const key = identityKeys.find(isSingle) ?? identityKeys[0];
  if (key) return key.fields;
  return document.keys?.slice(0, 1) ?? valueKeys.find(isSingle)?.fields ?? [];
}

/** The ID of a row by what it says in each column; undefined where a part of it is missing. */
export function idOf(table: Table, said: (field: string) => string | undefined): string | undefined {
  const parts = idFieldsOf(table).map(said);
  return parts.length === 0 || parts.some((part) => part === undefined || part === "") ? undefined : parts.join(", ");
}

/** How often each suppression was used, by its index. */
export type Uses = ReadonlyMap<number, number>;

export const noUses: Uses = new Map();

/** Adds to `uses`, or takes away. */
export function addUses(uses: Map<number, number>, more: Uses, by: 1 | -1): void {
  for (const [suppression, count] of more) {
    const sum = (uses.get(suppression) ?? 0) + by * count;
    if (sum === 0) uses.delete(suppression);
    else uses.set(suppression, sum);
  }
}

/** The suppressions that some finding of these files falls under. */
export function usedIn(files: Iterable<{ readonly suppressions: Suppressions; uses(): Uses }>): Set<Suppression> {
  const used = new Set<Suppression>();
  for (const file of files) for (const index of file.uses().keys()) used.add(file.suppressions.all[index]!);
  return used;
}

/** How many findings were suppressed. */
export function sumOfUses(uses: Uses): number {
  let sum = 0;
  for (const count of uses.values()) sum += count;
  return sum;
}
