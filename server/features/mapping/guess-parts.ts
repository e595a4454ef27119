/** The parts of a guessed mapping: a column with what its values become, as far as that is certain, and why. */

import { recognizeColumn } from "../../core/filetypes/column-recognition.ts";
import type { AccountState } from "../../core/filetypes/file-type.ts";
import type { Column, Table } from "../../core/filetypes/table.ts";
import { joined, type Message, message } from "../../core/text/message.ts";
import type { Candidate, Candidates, KeyColumn } from "./candidates.ts";
import type { ColumnStatistics, SourceStatistics } from "./column-statistics.ts";
import { extensionOf, itemsOf } from "./map-rows.ts";
import type { ColumnPart, Mapping, MappingPart, RowPlan } from "./mapping.ts";
import { certain, isListed, meantBy, stateOf } from "./values.ts";

/** What a guess is made with. */
export interface GuessContext {
  readonly candidates: Candidates;
  readonly key: KeyColumn | undefined;
  readonly country: string | undefined;
  readonly notes: Message[];
}

/** A source of values, and a sentence that says why it is one. */
export interface FoundPart {
  readonly part: MappingPart | undefined;
  /** A column was found and left alone on purpose. */
  readonly declined?: true;
  readonly why: Message;
}

export const nothing: FoundPart = { part: undefined, why: message("No column looks like it.") };

/** The letters that ids of a column begin with in its example: "U-1001" gives "U-". */
export function prefixOf({ field }: Column): string {
  return /^[A-Za-z]+-/.exec(field.example)?.[0] ?? "";
}

/** The same for IDs that are made of a key; nothing where every key begins so already: `U-7` stays `U-7`. */
export function prefixFor(column: Column, key: KeyColumn): string {
  const prefix = prefixOf(column);
  const { looks } = key.column;
  return looks.length > 0 && looks.every((text) => text.startsWith(prefix)) ? "" : prefix;
}

export function direct(found: Candidate | undefined, column: Column): FoundPart {
  return found ? withValues(found.column, found.flag, column, because(found)) : nothing;
}

export function because({ column: { name }, by }: Candidate): Message {
  if (by === "values") return message('The values of "{0}" look like it.', name);
  return by === "name-and-values"
    ? message('The column is called "{0}" and its values fit.', name)
    : message('The column is called "{0}".', name);
}

/** A column with what its values become, as far as that is certain, and the choices where it is not. */
export function withValues(
  source: ColumnStatistics,
  flag: AccountState | undefined,
  column: Column,
  why: Message,
): FoundPart {
  const { name, looks } = source;
  const { field } = column;
  const values: Record<string, string> = {};
  const candidates: Record<string, readonly string[]> = {};
  const separator = field.list && field.means !== "manager" ? separatorIn(looks, field.list.delimiter) : undefined;
  for (const text of differentIn(source, column, separator)) {
    const isPlain = flag === undefined || flag === "active";
    if (isPlain && isListed(certain(text, column), column) !== false) continue;
    if (isListed(text, column) === undefined) continue;
    const meant = meantBy(text, column, flag);
    if (meant.value === undefined) candidates[text] = meant.candidates;
    else if (meant.value !== text) values[text] = meant.value;
    // People who have left: taken as the file says it, but somebody may rather leave them out.
    if (stateOf(text, flag) === "deleted" && field.means === "status" && meant.value !== undefined)
      candidates[text] = [...new Set([meant.value, ...meant.candidates])];
  }
  const translated = Object.keys(values).length;
  const open = Object.keys(candidates).filter((text) => values[text] === undefined).length;
  const part: ColumnPart = {
    column: name,
    ...(separator === undefined ? {} : { separator }),
    ...(translated > 0 ? { values } : {}),
    ...(Object.keys(candidates).length > 0 ? { candidates } : {}),
  };
  const words = [
    why,
    ...(translated > 0
      ? [translated === 1 ? message("1 value translated.") : message("{0} values translated.", translated)]
      : []),
    ...(open > 0 ? [open === 1 ? message("1 value to decide.") : message("{0} values to decide.", open)] : []),
  ];
  return { part: Object.keys(part).length === 1 ? name : part, why: joined(words, " ") };
}

/** The different values, or items of lists, in the order of their letters. */
function differentIn({ values }: ColumnStatistics, column: Column, separator: string | undefined): string[] {
  const texts = [...values.keys()];
  const items = column.field.list ? texts.flatMap((text) => itemsOf(text, separator, column)) : texts;
  return [...new Set(items)].sort();
}

/** What separates items in an export, where it is another sign than the file's and always the same. */
function separatorIn(looks: readonly string[], own: string): string | undefined {
  const used = [";", ",", "|", "\n"].filter((sign) => looks.some((text) => text.includes(sign)));
  return used.length === 1 && used[0] !== own && !looks.some((text) => text.startsWith("[")) ? used[0] : undefined;
}

/** Whether some numbers of a column have an extension behind them. */
export function hasExtensions({ looks }: ColumnStatistics): boolean {
  return looks.some((text) => extensionOf(text) !== "");
}

/** What a column of the export becomes in a column of a file when somebody says so: its values as far as they are certain. */
export function sourcePart(source: ColumnStatistics, column: Column): MappingPart {
  const { means } = column.field;
  const named = recognizeColumn(source.name, source.looks);
  const isWhole = named[0]?.means === "full-name";
  if (isWhole && (means === "first-name" || means === "last-name")) {
    const { order } = named[0]!;
    return { column: source.name, part: means, ...(order === undefined ? {} : { order }) };
  }
  if (means === "user-name" && source.looks.some((text) => text.includes("@")))
    return { column: source.name, part: "mailbox" };
  const flag = named.find((each) => each.means === means)?.flag;
  return withValues(source, flag, column, nothing.why).part ?? source.name;
}

/** The mapping with the values of an export that it does not know yet: what is certain is mapped, the rest is to decide. */
export function withNewValues(mapping: Mapping, statistics: SourceStatistics, tables: readonly Table[]): Mapping {
  const rows = mapping.rows.map((plan): RowPlan => {
    const table = tables.find(({ name }) => name === plan.file);
    const columns = Object.entries(plan.columns).map(([field, part]): [string, MappingPart] => {
      const column = table?.byName.get(field);
      const source = statistics.columns.find(
        ({ name }) => name === (typeof part === "string" ? part : "column" in part ? part.column : undefined),
      );
      if (!column || !source || isDecided(part)) return [field, part];
      return [field, withMore(part, sourcePart(source, column), mapping.skip?.[source.name] ?? [])];
    });
    return { ...plan, columns: Object.fromEntries(columns) };
  });
  return { ...mapping, rows };
}

/** Parts of names, and parts that say what becomes of all other values, leave nothing open. */
function isDecided(part: MappingPart): boolean {
  return typeof part === "object" && (!("column" in part) || part.part !== undefined || part.others !== undefined);
}

/** @param left values that nobody has to decide about: their rows are left out */
function withMore(part: MappingPart, fresh: MappingPart, left: readonly string[]): MappingPart {
  if (typeof fresh !== "object" || !("column" in fresh) || fresh.part !== undefined) return part;
  const old: ColumnPart = typeof part === "string" ? { column: part } : (part as ColumnPart);
  const isKnown = ([value]: readonly [string, unknown]): boolean =>
    left.includes(value) ||
    [old.values, old.candidates].some((known) => known !== undefined && Object.hasOwn(known, value));
  const values = Object.entries(fresh.values ?? {}).filter((entry) => !isKnown(entry));
  const candidates = Object.entries(fresh.candidates ?? {}).filter((entry) => !isKnown(entry));
  if (values.length + candidates.length === 0) return part;
  return {
    ...old,
    ...(values.length > 0 ? { values: { ...old.values, ...Object.fromEntries(values) } } : {}),
    ...(candidates.length > 0 ? { candidates: { ...old.candidates, ...Object.fromEntries(candidates) } } : {}),
  };
}
