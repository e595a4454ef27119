/** Tells of postal codes that do not fit the country of their row. */

import { defineCellRule, type RowSubject } from "../core/checking/rule.ts";
import type { Field } from "../core/filetypes/file-type.ts";
import { countryByCode, countryCodeOf, postalCodeFits } from "../core/filetypes/lists.ts";
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
  summary: "A postal code does not have the form of the row's country.",
  types: ["postal-code"],
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
      return inColumn(say, `${say.show(value)} is not how a postal code looks for ${country}.`);
    const zero = restored.startsWith("0") ? "has lost a zero in front" : "has got decimals";
    return inColumn(say, `${say.show(value)} ${zero}: that is how spreadsheets change the postal codes of ${country}.`);
  },
  fixes: ({ restored }, finding) => (restored === undefined ? [] : [replaceBy(finding, restored, false)]),
});

/** The two-letter code of the country that belongs to a column: of its own block, else of the row. */
function countryOf(row: RowSubject, field: Field): string | undefined {
  const block = row.table.document.blocks?.find(({ content }) => content.includes(field.name));
  const column = row.binding.columns.find(
    (candidate) =>
      candidate?.field.type === "country-name" && (block === undefined || block.content.includes(candidate.field.name)),
  );
  const text = column && row.value(column.field.name);
  return text ? countryCodeOf(text) : undefined;
}
