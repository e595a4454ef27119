/** Tells of lists in a cell that are not written the plain way. */

import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import type { Column } from "../core/filetypes/table.ts";
import { joined, type Message, message } from "../core/text/message.ts";
import { quoteValue } from "../core/text/message-values.ts";
import { trimBlanks } from "../core/text/text.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly faults: readonly Message[];
  readonly rewritten: string;
  /** Another separator may be a part of a name. */
  readonly safe: boolean;
}

export default defineCellRule<Data>({
  name: "list-format",
  severity: "warning",
  summary: "A list in a cell has extra spaces, empty or repeated items, or the wrong separator.",
  section: "cell",
  order: 30,
  wakes: (column) => (column?.field.list ? everyValue : {}),
  check(cell, report) {
    const { column, value } = cell;
    const delimiter = column?.field.list?.delimiter;
    if (!column || delimiter === undefined || value === "") return;
    const other = otherSeparator(column, [delimiter, cell.row.table.delimiter], value);
    const inner = withoutBrackets(value);
    const parts = inner.split(delimiter).flatMap((part) => (other === undefined ? [part] : part.split(other)));
    const trimmed = parts.map(trimBlanks);
    const items = trimmed.map(withoutQuotes);
    const filled = items.filter((item) => item !== "");
    const unique = [...new Set(filled)];
    const faults: Message[] = [];
    if (other !== undefined) faults.push(message("The list uses {0} between items.", quoteValue(other)));
    if (inner !== value) faults.push(message("The list is in brackets."));
    const isQuoted = trimmed.some((item, i) => item !== items[i]);
    if (isQuoted) faults.push(message("The list has quotes around an item."));
    if (parts.some((part, i) => part !== trimmed[i] && trimmed[i] !== ""))
      faults.push(message("The list has spaces around an item."));
    if (filled.length < items.length) faults.push(message("The list has an empty item."));
    if (unique.length < filled.length) faults.push(message("The list contains an item twice."));
    if (faults.length === 0) return;
    const isPlain = other === undefined && inner === value && !isQuoted;
    const safe = isPlain || column.field.type === "reference" || unique.every((item) => column.values.has(item));
    report({ faults, rewritten: unique.join(delimiter), safe });
  },
  message: ({ faults }, say) => {
    const delimiter = say.field?.list?.delimiter ?? ",";
    const advice =
      delimiter === ","
        ? message("Separate items with commas and nothing else.")
        : delimiter === ";"
          ? message("Separate items with semicolons and nothing else.")
          : message("Separate items with {0} and nothing else.", quoteValue(delimiter));
    return inColumn(say, joined([...faults, advice], " "));
  },
  fixes: ({ rewritten, safe }) => [
    { title: rewritten === "" ? message("Clear the cell") : message("Rewrite the list"), safe, value: rewritten },
  ],
});

/** `[C1,C2]` as `C1,C2`: how programs write a list. */
function withoutBrackets(text: string): string {
  return /^\[[^[\]]*\]$|^\{[^{}]*\}$|^\([^()]*\)$/s.test(text) ? text.slice(1, -1) : text;
}

/** `"C1"`, straight or curly, as `C1`. */
function withoutQuotes(item: string): string {
  return /^(?:"[^"]*"|“[^“”]*”|„[^„“”]*[“”]|‘[^‘’]*’|'[^']*')$/s.test(item) ? trimBlanks(item.slice(1, -1)) : item;
}

/** The sign that somebody has used in place of the delimiter. Free texts may hold any, and known values are what they are. */
function otherSeparator(
  column: Column,
  [delimiter, ...cuts]: readonly [string, string],
  value: string,
): string | undefined {
  if (column.field.type === "string") return undefined;
  if (value.split(delimiter).every((item) => column.values.has(trimBlanks(item)))) return undefined;
  return [",", ";", "|"].find((sign) => sign !== delimiter && !cuts.includes(sign) && value.includes(sign));
}
