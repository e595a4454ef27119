/** Words that mean "nothing" where a cell should be empty. */

import { defineCellRule } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import type { Field, ForbiddenValue, Severity } from "../core/filetypes/file-type.ts";
import type { Table } from "../core/filetypes/table.ts";
import { message } from "../core/text/message.ts";
import { trimBlanks } from "../core/text/text.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly value: string;
  readonly required: boolean;
}

export default defineCellRule<Data>({
  name: "placeholder-value",
  severity: "off",
  summary: "A cell contains a word for no value, such as NULL or N/A, where it should be empty.",
  section: "cell",
  order: 20,
  last: true,
  wakes(column, table) {
    const words = [...placeholdersIn(table), ...emptyWords(column?.field).map(({ value }) => value.toLowerCase())];
    return words.every(isAscii) ? { words } : everyValue;
  },
  check(cell, report) {
    const { column, value } = cell;
    // What the file type reads as no value is none.
    if (cell.text === "" || (value === "" && column?.field.missingValues?.includes(trimBlanks(cell.text)))) return;
    const required = column?.required === true;
    const word = value.toLowerCase();
    if (value === "" || placeholdersIn(cell.row.table).includes(word)) {
      report({ value, required }, required ? { severity: "error" } : {});
      return;
    }
    if (column?.values.has(value)) return;
    const listed = emptyWords(column?.field).find((each) => each.value.toLowerCase() === word);
    if (listed)
      report({ value, required }, { severity: listed.severity ?? ("information" satisfies Severity), exactly: true });
  },
  message({ value, required }, say) {
    if (value === "")
      return inColumn(
        say,
        required
          ? message("The cell contains only spaces. {0} requires a value here.", say.system)
          : message("The cell contains only spaces. Leave it empty."),
      );
    return inColumn(
      say,
      required
        ? message("{1} reads {0} as a value. Enter a real one.", say.show(value), say.system)
        : message("{1} reads {0} as a value. If there is none, leave the cell empty.", say.show(value), say.system),
    );
  },
  fixes: ({ required }) => [{ title: message("Clear the cell"), safe: !required, value: "" }],
});

/** The file type's words for no value, in lower case. */
function placeholdersIn({ document }: Table): readonly string[] {
  return document.placeholders?.map((word) => word.toLowerCase()) ?? [];
}

/** Words that only this column is given for no value. */
function emptyWords(field: Field | undefined): readonly ForbiddenValue[] {
  return field?.forbidden?.filter(({ empty }) => empty) ?? [];
}

function isAscii(word: string): boolean {
  return /^[\x20-\x7e]+$/.test(word);
}
