/** An anonymised copy of an import: other people in the same places, with the same problems. */

import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import { isRollUp } from "../../core/checking/roll-ups.ts";
import { type LinkTargets, Sheet } from "../../core/checking/sheet.ts";
import {
  cellsOf,
  type Document,
  isAboveHeader,
  isAtOrAboveHeader,
  isBlank,
  isConflictMarker,
  openDocument,
  rowEnd,
  splitText,
} from "../../core/text/document.ts";
import { coreOf, replacementOf, staysAsIs, type Treatment, treatmentOf, treatmentsOf } from "./anonymize-cells.ts";
import { Known, Pseudonyms } from "./pseudonyms.ts";

export interface AnonymizeOptions {
  /** The same seed makes the same copy of the same files. */
  readonly seed: string;
  /** Names of columns to leave as they are. */
  readonly keep: readonly string[];
}

export interface AnonymizedFile {
  /** The original. */
  readonly sheet: Sheet;
  /** The copy's text; its bytes are as the original's facts tell. */
  readonly text: string;
}

/** A problem that only one of both has. */
export interface FindingDifference {
  /** The file it lies in: the original's sheet. */
  readonly sheet: Sheet;
  /** Lines count from 1. */
  readonly line: number;
  readonly rule: string;
  readonly field: string | undefined;
  /** True when the copy has it and the original has not. */
  readonly added: boolean;
}

export interface Anonymized {
  readonly files: readonly AnonymizedFile[];
  /** Problems that both have. */
  readonly problems: number;
  /** None when the copy may be used. */
  readonly differences: readonly FindingDifference[];
}

/** How often a copy is made anew because a pseudonym happened to be right or wrong where the original is not. */
const roundsMax = 6;
const rowsAtOnce = 2_000;

/**
 * Makes the copy, checks it, and compares what is found with what the originals have. Yields now and then, so that who
 * calls it may let others go first. The sheets must have been read to the end.
 */
export function* anonymize(
  sheets: readonly Sheet[],
  targets: LinkTargets,
  options: AnonymizeOptions,
): Generator<void, Anonymized> {
  const known = new Known();
  const plans = sheets.map((sheet) => planOf(sheet, options));
  for (const plan of plans) yield* eachCell(plan, (core) => known.add(core));
  const before = sheets.map(findingsOf);
  const refused = new Set<string>();
  for (let round = 1; ; round++) {
    const pseudonyms = new Pseudonyms(options.seed, known, refused);
    const copies: Sheet[] = [];
    for (const plan of plans) {
      const text = yield* copyOf(plan, pseudonyms);
      const document = openDocument(plan.sheet.uri, text, plan.sheet.document.dialect, 0);
      copies.push(new Sheet(document, plan.sheet.table, plan.sheet.rules, plan.sheet.facts));
    }
    yield* readTogether(sheets, copies, targets);
    const compared = sheets.map((sheet, i) => compare(before[i]!, findingsOf(copies[i]!), sheet, copies[i]!));
    const different = compared.flatMap(({ places }) => places);
    if (different.length === 0 || round === roundsMax) {
      return {
        files: sheets.map((sheet, i) => ({ sheet, text: textOf(copies[i]!.document) })),
        problems: compared.reduce((sum, { same }) => sum + same, 0),
        differences: different.map(({ sheet, place }) => differenceOf(sheet, place)),
      };
    }
    for (const { sheet, place } of different)
      for (const made of pseudonyms.drawnFor(ownText(sheet, place))) refused.add(made);
  }
}

/** How one file is read. */
interface Plan {
  readonly sheet: Sheet;
  readonly treatments: readonly Treatment[];
  readonly beyond: Treatment;
}

function planOf(sheet: Sheet, { keep }: AnonymizeOptions): Plan {
  const treatments = sheet.binding ? treatmentsOf(sheet.binding, new Set(keep)) : [];
  return { sheet, treatments, beyond: treatmentOf(undefined) };
}

type Visit = (core: string, treatment: Treatment, country: string) => string | undefined;

/** Shows each text that is personal to `visit`. */
function* eachCell(plan: Plan, visit: (core: string) => void): Generator<void, void> {
  yield* through(plan, (core) => {
    visit(core);
    return undefined;
  });
}

function* copyOf(plan: Plan, pseudonyms: Pseudonyms): Generator<void, string> {
  return yield* through(plan, (core, treatment, country) => replacementOf(core, treatment, pseudonyms, country));
}

/** The file's text with what `change` answers in the place of each personal text; undefined leaves it. */
function* through({ sheet, treatments, beyond }: Plan, change: Visit): Generator<void, string> {
  const { document } = sheet;
  let result = "";
  let rows = 0;
  for (let p = 0; p < document.pages.length; p++) {
    const page = document.pages[p]!;
    // A page may have to be fetched from the disk: once is enough.
    const whole = page.text;
    for (let row = 0; row < page.rows.length; row++) {
      const record = whole.slice(page.rows[row]!, rowEnd(page, row));
      if (isAtOrAboveHeader(document, { page: p, row }) || isBlank(record) || isConflictMarker(record)) {
        const isAsked = sheet.table.document.above?.lines.includes(record.replace(/(?<![\r\n])[\r\n]+$/, "")) === true;
        result += isAboveHeader(document, { page: p, row }) && !isAsked ? withoutWords(record) : record;
        continue;
      }
      if (++rows % rowsAtOnce === 0) yield;
      const cells = splitText(record, document.dialect);
      const aligned = cells.length === treatments.length;
      let from = 0;
      cells.forEach((cell, i) => {
        const treatment = treatments[i] ?? beyond;
        const { before, text, after } = coreOf(cell.raw);
        if (staysAsIs(text, treatment, aligned)) return;
        const country = treatment.country < 0 ? "" : coreOf(cells[treatment.country]?.raw ?? "").text;
        const fresh = change(text, treatment, country);
        if (fresh === undefined) return;
        result += record.slice(from, cell.start) + before + fresh + after;
        from = cell.end;
      });
      result += record.slice(from);
    }
  }
  return result;
}

/** A line above the header as a copy may show it: who made the report, and for whom, is nobody's business. */
function withoutWords(line: string): string {
  const isHarmless = /^[\s,;|"]*$/.test(line) || /^"?sep=.?"?[\s,;|]*$/i.test(line) || isConflictMarker(line);
  return isHarmless ? line : line.replace(/\p{L}/gu, "x").replace(/\d/g, "0");
}

/** Lets the copies be checked as a set of their own. */
function* readTogether(sheets: readonly Sheet[], copies: readonly Sheet[], targets: LinkTargets): Generator<void> {
  const copyFor = new Map(sheets.map((sheet, i) => [sheet, copies[i]!]));
  const among: LinkTargets = {
    structure: 0,
    find: (from, table) => targets.find(from, table).map((target) => copyFor.get(target) ?? target),
    findUnrecognized: (from, table) => targets.findUnrecognized(from, table),
  };
  for (const [sheet, copy] of copyFor) copy.links = sheet.links?.for(copy, among);
  for (const copy of copies) while (!copy.advance(32)) yield;
}

/** Everything that is found in a sheet, by place and rule. */
function findingsOf(sheet: Sheet): Map<string, { readonly located: LocatedFinding; count: number }> {
  const found = new Map<string, { readonly located: LocatedFinding; count: number }>();
  // A suppression of a value says nothing about the value in its place: all are compared that there would be without any.
  for (const located of [...sheet.findings().located, ...sheet.suppressedFindings()]) {
    const { rule, severity, cell, row, data } = located.finding;
    if (isRollUp(data)) continue;
    const record = row < 0 ? -1 : sheet.document.records[located.page]! + row;
    const key = `${record} ${cell} ${rule.name} ${severity}`;
    const seen = found.get(key);
    if (seen) seen.count++;
    else found.set(key, { located, count: 1 });
  }
  return found;
}

interface FindingPlace {
  readonly located: LocatedFinding;
  /** The sheet that has it: the original or its copy. */
  readonly in: Sheet;
  readonly added: boolean;
}

function compare(
  before: ReturnType<typeof findingsOf>,
  after: ReturnType<typeof findingsOf>,
  sheet: Sheet,
  copy: Sheet,
): { same: number; places: { sheet: Sheet; place: FindingPlace }[] } {
  let same = 0;
  const places: { sheet: Sheet; place: FindingPlace }[] = [];
  for (const [key, { located, count }] of before) {
    const others = after.get(key)?.count ?? 0;
    same += Math.min(count, others);
    if (others < count) places.push({ sheet, place: { located, in: sheet, added: false } });
  }
  for (const [key, { located, count }] of after) {
    if (count > (before.get(key)?.count ?? 0)) places.push({ sheet, place: { located, in: copy, added: true } });
  }
  return { same, places };
}

/** What the original says where a difference is. */
function ownText(sheet: Sheet, { located, in: where }: FindingPlace): string {
  const { row, cell } = located.finding;
  if (row < 0) return "";
  const record = where.document.records[located.page]! + row;
  const page = pageOfRecord(sheet.document, record);
  const cells = cellsOf(sheet.document, { page, row: record - sheet.document.records[page]! });
  const found = cell < 0 ? cells : cells.slice(cell, cell + 1);
  return found.map(({ raw }) => coreOf(raw).text).join(" ");
}

/** Copies have the same records, but other pages. */
function pageOfRecord({ records, pages }: Document, record: number): number {
  let page = 0;
  while (page + 1 < pages.length && records[page + 1]! <= record) page++;
  return page;
}

function differenceOf(sheet: Sheet, { located, in: where, added }: FindingPlace): FindingDifference {
  const { rule, field } = located.finding;
  return { sheet, line: where.rangeOf(located).start.line + 1, rule: rule.name, field: field?.name, added };
}

function textOf({ pages }: Document): string {
  return pages.map((page) => page.text).join("");
}
