/** Keys that another file of the same type in the set has, too: once both are uploaded they are one entry. */
import type { FoundEntry } from "../checking/findings.ts";
import type { Finding, KeyData, Rule } from "../checking/rule.ts";
import { mayApply, settle } from "../checking/severity.ts";
import type { Sheet } from "../checking/sheet.ts";
import type { KeySpec } from "../keys/page-keys.ts";
import type { LinkPlace } from "./lookups.ts";

/** A key of another file's row; `place` is where it is there. */
export interface ElsewhereData extends KeyData {
  readonly file: string;
  readonly uri: string;
  readonly place: () => LinkPlace | undefined;
}

/** A unique key that other files have, too. */
export interface SharedKey {
  /** Its place in `Checker.keys`, here and there. */
  readonly k: number;
  readonly spec: KeySpec;
  readonly rule: Rule;
  readonly severity: Finding["severity"];
  readonly others: readonly { readonly target: Sheet; readonly k: number }[];
}

/** The files that a sheet's keys are compared with: those of its type in the set that come before it by their path. */
export function filesBefore(sheet: Sheet, found: readonly Sheet[]): readonly Sheet[] {
  const { found: lies, deliveries } = sheet.table.document;
  // Files in folders of their own, and deliveries, stand alone.
  if (lies === "nearest" || deliveries === true) return [];
  return found.filter((target) => target.uri < sheet.uri);
}

/** The unique keys of a sheet that are compared with other files. */
export function sharedKeysOf(sheet: Sheet, before: readonly Sheet[]): SharedKey[] {
  if (before.length === 0) return [];
  return (sheet.checker?.keys ?? []).flatMap((spec, k): SharedKey[] => {
    const { unique, where, cells } = spec;
    if (!unique || where >= 0) return [];
    const rule = sheet.rules.byName.get(unique.rule);
    const field = sheet.binding?.columns[cells[0]!]?.field;
    if (!rule || !mayApply(rule, field, sheet.table)) return [];
    const severity = settle(rule, field, sheet.table, { severity: "information", exactly: true });
    const others = before.flatMap((target) => {
      const there = target.checker?.keys.findIndex((each) => each.unique === unique) ?? -1;
      return there < 0 ? [] : [{ target, k: there }];
    });
    return severity === "off" || others.length === 0 ? [] : [{ k, spec, rule, severity, others }];
  });
}

/** An entry of a page that another file has. */
interface SharedKeys {
  readonly key: SharedKey;
  readonly entry: number;
  readonly target: Sheet;
  /** The first row there that has it, by page and entry. */
  readonly holder: { readonly page: number; readonly entry: number; readonly k: number };
}

/** The entries of a page that other files have, each once. */
function* sharedIn(sheet: Sheet, page: number, keys: readonly SharedKey[]): Generator<SharedKeys> {
  for (const key of keys) {
    const own = sheet.keys.in(page, key.k);
    for (let entry = 0; entry < (own?.count ?? 0); entry++) {
      if (own!.remarks?.untidy.includes(entry)) continue;
      const [low, high] = [own!.low(entry), own!.high(entry)];
      for (const { target, k } of key.others) {
        if (!target.keys.indexOf(k).has(low, high)) continue;
        const holder = target.keys.firstHolder(k, low, high);
        if (!holder) continue;
        const same = own!.also?.[entry];
        if (same !== undefined && target.keys.in(holder.page, k)?.also?.[holder.entry] === same) continue;
        yield { key, entry, target, holder: { ...holder, k } };
        break;
      }
    }
  }
}

/** What there is to say about those entries. `nameOf`: what another file is called, seen from this one. */
export function* sharedEntries(
  sheet: Sheet,
  page: number,
  keys: readonly SharedKey[],
  nameOf: (target: Sheet) => string,
): Generator<FoundEntry> {
  for (const shared of sharedIn(sheet, page, keys)) {
    const { key, entry } = shared;
    const { spec, rule, severity } = key;
    const row = sheet.keys.in(page, key.k)!.row(entry);
    const cell = spec.cells[0]!;
    yield {
      severity,
      suppression: sheet.suppressionAt(rule, page, row, cell),
      make: () => sheet.cellFinding(rule, page, row, cell, elsewhereData(sheet, page, row, shared, nameOf), severity),
    };
  }
}

function elsewhereData(
  sheet: Sheet,
  page: number,
  row: number,
  { key: { spec }, target, holder }: SharedKeys,
  nameOf: (target: Sheet) => string,
): ElsewhereData {
  const record = target.document.records[holder.page]! + target.keys.in(holder.page, holder.k)!.row(holder.entry);
  const cell = target.checker!.keys[holder.k]!.cells[0]!;
  return {
    value: spec.fields.map((field) => sheet.texts.at(page, row, field)).join(", "),
    fields: spec.fields,
    apart: false,
    first: { record, cell },
    file: nameOf(target),
    uri: target.uri,
    place: () => ({ sheet: target, record, cell }),
  };
}
