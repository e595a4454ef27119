/** Which fixes of a finding are offered: none that reaches into cells whose delimiters or quotes are in doubt, and which one is certain. */
import type { Binding } from "../filetypes/binding.ts";
import { type Document, readRecord, rowText, type SplitRecord } from "../text/document.ts";
import type { Edit } from "../text/text.ts";
import { plainForm } from "../text/tokenizer.ts";
import { editsOf } from "./fix-context.ts";
import type { LocatedFinding } from "./located-finding.ts";
import type { Finding, Fix } from "./rule.ts";

/** The file that is to be fixed. */
export interface FixedFile {
  readonly document: Document;
  readonly binding: Binding | undefined;
  /** Records in quotes as a whole. */
  readonly inQuotes: number;
  /** All delimiters that are in the file, if there are several or none of them is the importer's; else "". */
  readonly doubtfulDelimiters: string;
  /** Another row has this id already. */
  isTaken(located: LocatedFinding, id: string): boolean;
  /** That id, or the next one that nobody has and no other fix proposes. */
  freeId(located: LocatedFinding, id: string): string;
  /** An id made of one that another row has already, for this row only. */
  otherId(located: LocatedFinding, id: string): string;
  dataOf(finding: Finding): unknown;
}

/**
 * The fixes of one finding, most likely first; of what is no roll-up. `guesses`: with those that must be looked for in whole
 * files and that somebody has to choose.
 */
export function offeredFixes(file: FixedFile, located: LocatedFinding, guesses: boolean): readonly Fix[] {
  const { finding } = located;
  const free = (id: string): string => file.freeId(located, id);
  const other = (id: string): string | undefined => (file.isTaken(located, id) ? file.otherId(located, id) : undefined);
  const all = finding.rule.fixes?.(file.dataOf(finding), finding, { guesses, free, other }) ?? [];
  const fixes = withinReach(file, located, all);
  // A fix that makes two of one id is nobody's to make unasked.
  return fixes.some((fix) => fix.safe && fix.value !== undefined && file.isTaken(located, fix.value))
    ? fixes.map((fix) => ({ ...fix, safe: false }))
    : fixes;
}

function withinReach(file: FixedFile, located: LocatedFinding, fixes: readonly Fix[]): readonly Fix[] {
  const { finding } = located;
  const { rule } = finding;
  if (fixes.length === 0 || rule.aboutLines || !file.binding) return fixes;
  const isInDoubt = file.doubtfulDelimiters !== "" || file.inQuotes > 0 || file.binding.form !== plainForm;
  if (finding.row < 0) return isInDoubt ? fixes.filter(({ command }) => command) : fixes;
  const teaches = fixes.some(({ command }) => command?.kind === "addToProfile");
  if (!isInDoubt && !teaches) return fixes;
  const { pages } = file.document;
  const record = readRecord(rowText(pages[located.page]!, finding.row), file.document.dialect);
  return fixes.filter((fix) => mayTouch(file, located, fix, record));
}

function mayTouch(file: FixedFile, located: LocatedFinding, fix: Fix, record: SplitRecord): boolean {
  const { document, binding, doubtfulDelimiters: delimiters } = file;
  const isPlain = record.form === plainForm && record.delimiter === document.dialect.delimiter;
  // A value is learned only from a row in which it is plain to see which column it is in.
  if (fix.command?.kind === "addToProfile") return isPlain && record.cells.length === binding?.columns.length;
  if (!isPlain) return false;
  if (fix.command || delimiters === "") return true;
  const edits = binding && editsOf(fix, { document, binding, finding: located.finding, page: located.page });
  if (!edits) return true;
  const start = document.offsets[located.page]! + document.pages[located.page]!.rows[located.finding.row]!;
  return edits.every((edit) => isClear(edit, start, record, delimiters));
}

/** An edit brings no delimiter and touches no cell that contains one. */
function isClear(edit: Edit, start: number, { cells }: SplitRecord, delimiters: string): boolean {
  const hasDelimiter = (text: string): boolean => [...delimiters].some((delimiter) => text.includes(delimiter));
  if (hasDelimiter(edit.text)) return false;
  const from = edit.start - start;
  const to = edit.end - start;
  const last = cells.at(-1)!;
  if (from < 0 || to > last.end + 2) return false;
  return cells.every((cell) => to < cell.start || from > cell.end || !hasDelimiter(cell.raw));
}

/** The fix that needs no choosing: the first safe one, else the only one; with `safeOnly` the first alone will do. */
export function certainFix(fixes: readonly Fix[], safeOnly: boolean): Fix | undefined {
  const possible = fixes.filter((fix) => !fix.command);
  return possible.find((fix) => fix.safe) ?? (!safeOnly && possible.length === 1 ? possible[0] : undefined);
}
