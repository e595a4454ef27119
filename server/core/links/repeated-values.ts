/** Values of a file that repeat what the row they belong to says in another file: a contact's email that is the user's own. */
import type { Finding, Rule } from "../checking/rule.ts";
import { mayApply, settle } from "../checking/severity.ts";
import type { Sheet } from "../checking/sheet.ts";
import type { Block, RepeatedField } from "../filetypes/file-type.ts";
import { cellsOf, rowByNumber } from "../text/document.ts";
import { trimBlanks } from "../text/text.ts";
import { indexIn, type LinkPlace, placeIn } from "./lookups.ts";

/** A value that is said twice. */
export interface RepeatData {
  readonly value: string;
  /** The key of the row that says it too. */
  readonly owner: string;
  /** The name of that row's file, and its address. */
  readonly file: string;
  readonly uri: string;
  readonly place: () => LinkPlace | undefined;
  /** The columns that it belongs to, and whether nothing else is in the row. */
  readonly block: Block | undefined;
  readonly isAlone: boolean;
}

/** What one sheet repeats, as it is asked about now. */
export interface Repeating {
  readonly field: RepeatedField;
  readonly rule: Rule;
  readonly severity: Finding["severity"];
  /** Its place in `Checker.keys`. */
  readonly k: number;
  readonly targets: readonly Sheet[];
}

/** The repeated fields of a sheet that there is something to say about. `find`: the sheets of a file type in its set. */
export function repeatingOf(sheet: Sheet, find: (table: string) => readonly Sheet[]): Repeating[] {
  return (sheet.table.document.repeats ?? []).flatMap((field): Repeating[] => {
    const rule = sheet.rules.byName.get(field.rule);
    const own = sheet.table.byName.get(field.field)?.field;
    const k = sheet.keys.over(field.field);
    if (!rule || k < 0 || !mayApply(rule, own, sheet.table)) return [];
    const severity = settle(rule, own, sheet.table);
    const targets = find(field.reference.table).filter((target) => indexIn(target, field.reference.field));
    return severity === "off" || targets.length === 0 ? [] : [{ field, rule, severity, k, targets }];
  });
}

/** A row that repeats a value, by its index in its page. */
export interface Repetition {
  readonly row: number;
  readonly owner: string;
  readonly target: Sheet;
}

/** Rows of a page that repeat a value; `met` is called where another row has the value, so that it counts whose row it is. */
export function repetitionsIn(
  sheet: Sheet,
  page: number,
  { field, k, targets }: Repeating,
  met: () => void,
): Repetition[] {
  const keys = sheet.keys.in(page, k);
  const found: Repetition[] = [];
  for (let entry = 0; entry < (keys?.count ?? 0); entry++) {
    const [low, high] = [keys!.low(entry), keys!.high(entry)];
    for (const target of targets) {
      if (!indexIn(target, field.reference.field)!.has(low, high)) continue;
      met();
      const row = keys!.row(entry);
      const owner = sheet.texts.at(page, row, field.by);
      if (owner !== "" && says(target, field, owner, sheet.texts.at(page, row, field.field)))
        found.push({ row, owner, target });
    }
  }
  return found;
}

/** Whether the row with a key says a value, in any case. */
function says(target: Sheet, { reference }: RepeatedField, owner: string, value: string): boolean {
  const key = target.keys.over(reference.by);
  const cell = target.binding?.indexOf(reference.field) ?? -1;
  if (key < 0 || cell < 0) return false;
  return target.holdersOf(key, owner).some((record) => {
    const at = rowByNumber(target.document, record);
    const text = at && cellsOf(target.document, at)[cell]?.text;
    return text !== undefined && trimBlanks(text).toLowerCase() === value.toLowerCase();
  });
}

/** The finding of a repetition. `file`: what the other file is called. */
export function repetitionFinding(
  sheet: Sheet,
  page: number,
  { field, rule, severity }: Repeating,
  { row, owner, target }: Repetition,
  file: string,
): Finding {
  const { blocks = [] } = sheet.table.document;
  const block = blocks.find(({ content }) => content.includes(field.field));
  const others = blocks.filter((each) => each !== block).flatMap(({ content }) => content);
  const data: RepeatData = {
    value: sheet.texts.at(page, row, field.field),
    owner,
    file,
    uri: target.uri,
    place: () => placeIn([target], field.reference.by, owner),
    block,
    isAlone: others.every((name) => sheet.texts.at(page, row, name) === ""),
  };
  return sheet.cellFinding(rule, page, row, sheet.binding!.indexOf(field.field), data, severity);
}
