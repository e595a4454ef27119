/** Cells that a spreadsheet would run as a formula, and values that are wrapped so that it does not change them. */

import { defineCellRule, type Finding, type Fix } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import type { Field, FieldType } from "../core/filetypes/file-type.ts";
import { isFormula, unwrapped } from "../core/filetypes/spreadsheet.ts";
import { isProse } from "../core/filetypes/values.ts";
import { message } from "../core/text/message.ts";
import { trimBlanks } from "../core/text/text.ts";
import { inColumn, replaceTitle } from "./words.ts";

interface Data {
  readonly text: string;
  /** The value inside; undefined where the cell is a formula. */
  readonly inner: string | undefined;
}

const words = {
  name: "formula-cell",
  severity: "warning",
  summary: "A spreadsheet would run the cell as a formula, or the value is wrapped to prevent that.",
  section: "cell",
  message({ text, inner }: Data, say: Parameters<typeof inColumn>[0]) {
    const shown = say.show(text);
    if (inner === undefined)
      return inColumn(
        say,
        message("A spreadsheet would run {0} as a formula. Start it with a letter or a digit.", shown),
      );
    return inColumn(
      say,
      text.startsWith("=")
        ? message(
            "{0} is wrapped in a formula for spreadsheets. {1} reads the equal sign and the quotes as part of the value.",
            shown,
            say.system,
          )
        : message(
            "{0} starts with an apostrophe for spreadsheets. {1} reads it as part of the value.",
            shown,
            say.system,
          ),
    );
  },
  fixes: ({ inner }: Data, finding: Finding): readonly Fix[] =>
    inner === undefined ? [] : [{ title: replaceTitle(finding, inner), safe: true, value: inner }],
} as const;

export default defineCellRule<Data>({
  ...words,
  alone: true,
  wakes: { first: "=@+-" },
  check(cell, report) {
    if (cell.text !== "" && isFormula(cell.text)) report({ text: cell.text, inner: undefined });
  },
});

/** The two ways of keeping a spreadsheet from changing a value: told alone, what is inside is judged when it is unwrapped. */
export const wrapped = defineCellRule<Data>({
  ...words,
  order: 17,
  wakes(column) {
    if (column?.field.list) return everyValue;
    return { first: isProse(column?.field) ? "=" : "='‘’" };
  },
  check(cell, report) {
    const field = cell.column?.field;
    if (cell.isSecret) return;
    const text = trimBlanks(cell.text);
    const inner = innerOf(text, field);
    if (inner === undefined) return;
    const isRefused = field !== undefined && refused.has(field.type);
    report({ text, inner }, { enough: true, ...(isRefused ? { severity: "error" } : {}) });
  },
});

/** Types whose values importers compare or read: the wrapping makes another value. */
const refused: ReadonlySet<FieldType> = new Set<FieldType>([
  "id",
  "username",
  "reference",
  "code",
  "role",
  "timezone",
  "email",
  "phone",
]);

/** What a cell says inside its wrapping; of a list each item may have its own. */
function innerOf(text: string, field: Field | undefined): string | undefined {
  const apostrophe = !isProse(field) && field?.type !== "person-name";
  const whole = unwrapped(text, apostrophe);
  const delimiter = field?.list?.delimiter;
  if (delimiter === undefined || !text.includes(delimiter)) return whole;
  if (whole !== undefined && !/["“”]/.test(whole)) return whole;
  const items = text.split(delimiter);
  // Spreadsheets look at a cell's first character only.
  const inner = items.map((item, i) => unwrapped(trimBlanks(item), apostrophe && i === 0) ?? item);
  return inner.some((item, i) => item !== items[i]) ? inner.join(delimiter) : undefined;
}
