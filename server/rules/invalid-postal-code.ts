/** Tells of postal codes that do not fit the country of their row. */

import { defineCellRule, type RowSubject } from "../core/checking/rule.ts";
import type { Field } from "../core/filetypes/file-type.ts";
import { countryByCode, countryCodeOf, postalCodeFits } from "../core/filetypes/lists.ts";
import type { Table } from "../core/filetypes/table.ts";
import { message } from "../core/text/message.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly country: string;
  /** The code as it was before a spreadsheet took it for a number. */
  readonly restored: string | undefined;
}

export default defineCellRule<Data>({
  name: "invalid-postal-code",
  severity: "warning",
  summary: "A postal code isn't valid for the row's country.",
  section: "cell",
  types: ["postal-code"],
  wakes: (column, table) => ({ otherThan: [{ countries: column ? countryFields(column.field, table) : [] }] }),
  check(cell, report) {
    const { column, value, row } = cell;
    if (!column || value === "") return;
    const code = countryOf(row, column.field);
    if (code === undefined || postalCodeFits(code, value) !== false) return;
    const digits = /^(\d[\d-]*)(?:\.0+)?$/.exec(value)?.[1];
    const candidates = digits === undefined ? [] : ["", "0", "00"].map((zeros) => zeros + digits);
    const restored = candidates.find((zip) => postalCodeFits(code, zip));
    report({ value, country: countryByCode(code) ?? code, restored });
  },
  message({ value, country, restored }, say) {
    if (restored === undefined)
      return inColumn(say, message("{0} isn't a valid postal code for {1}.", say.show(value), country));
    return inColumn(
      say,
      restored.startsWith("0")
        ? message("{0} is missing a leading zero, which spreadsheets remove. Use {1}.", say.show(value), restored)
        : message("{0} has decimals, which a spreadsheet added. Use {1}.", say.show(value), restored),
    );
  },
  fixes: ({ restored }, finding) => (restored === undefined ? [] : [replaceBy(finding, restored, false)]),
});

/** The fields that may name the country of a column: those of its own block, else of the row. */
function countryFields(field: Field, table: Table): string[] {
  const block = table.document.blocks?.find(({ content }) => content.includes(field.name));
  return table.columns
    .filter((column) => column.field.type === "country-name")
    .map((column) => column.field.name)
    .filter((name) => block === undefined || block.content.includes(name));
}

/** The two-letter code of the country that the row names. */
function countryOf(row: RowSubject, field: Field): string | undefined {
  const fields = countryFields(field, row.table);
  const column = row.binding.columns.find((candidate) => candidate && fields.includes(candidate.field.name));
  const text = column && row.value(column.field.name);
  return text ? countryCodeOf(text) : undefined;
}
