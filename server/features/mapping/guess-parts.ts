/** The parts of a guessed mapping: a column with what its values become, as far as that is certain, and why. */
import type { AccountState } from "../../core/filetypes/file-type.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { counted } from "../../core/text/message-values.ts";
import type { Candidate, Candidates, KeyColumn } from "./candidates.ts";
import type { ColumnStatistics } from "./column-statistics.ts";
import { extensionOf, itemsOf } from "./map-rows.ts";
import type { ColumnPart, MappingPart } from "./mapping.ts";
import { certain, isListed, meantBy, stateOf } from "./values.ts";

/** What a guess is made with. */
export interface GuessContext {
  readonly candidates: Candidates;
  readonly key: KeyColumn | undefined;
  readonly country: string | undefined;
  readonly notes: string[];
}

/** A source of values, and a sentence that says why it is one. */
export interface Found {
  readonly part: MappingPart | undefined;
  /** A column was found and left alone on purpose. */
  readonly declined?: true;
  readonly why: string;
}

export const nothing: Found = { part: undefined, why: "No column looks like it." };

/** The letters that ids of a column begin with in its example: "U-1001" gives "U-". */
export function prefixOf({ field }: Column): string {
  return /^[A-Za-z]+-/.exec(field.example)?.[0] ?? "";
}

export function direct(found: Candidate | undefined, column: Column): Found {
  return found ? withValues(found.column, found.flag, column, because(found)) : nothing;
}

export function because({ column: { name }, by }: Candidate): string {
  if (by === "values") return `The values of "${name}" look like it.`;
  return `The column is called "${name}"${by === "name-and-values" ? " and its values fit" : ""}.`;
}

/** A column with what its values become, as far as that is certain, and the choices where it is not. */
export function withValues(
  source: ColumnStatistics,
  flag: AccountState | undefined,
  column: Column,
  why: string,
): Found {
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
    ...(translated > 0 ? [`${counted(translated, "value")} translated.`] : []),
    ...(open > 0 ? [`${counted(open, "value")} to decide.`] : []),
  ];
  return { part: Object.keys(part).length === 1 ? name : part, why: words.join(" ") };
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
