/** Tells of postal codes that do not fit the country of their row. */
import { countryByCode, countryCodeOf, postalCodeFits } from "../core/lists.ts";
import { defineCellRule, type RowSubject } from "../core/rule.ts";
import type { Field } from "../core/table.ts";
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
  docs: `Turvo wants a valid zip code without saying what it holds against. Spreadsheets take zip codes for numbers and drop the
zero that those of New England begin with, so that \`02134\` becomes \`2134\`. The code is judged by the country of the
same row; without a country nothing is said, and neither for countries whose codes we do not know.

\`\`\`csv turvo.communication_channel
id,contextId,address.type,address.city,address.zip,address.country
c1,u1,1182,Boston,2134,United States
                  ~~~~ invalid-postal-code: address.zip: "2134" has lost a zero in front: that is how spreadsheets change the postal codes of United States.  💡 Replace with 02134
c2,u2,1182,Toronto,48226,Canada
                   ~~~~~ invalid-postal-code: address.zip: "48226" is not how a postal code looks for Canada.
\`\`\`

These are fine:

\`\`\`csv turvo.communication_channel
id,contextId,address.type,address.city,address.zip,address.country
c1,u1,1182,Boston,02134-1000,United States
c2,u2,1182,Ottawa,K1A 0B1,Canada
c3,u3,1182,Sydney,2134,Australia
c4,u4,1182,Dubai,00000,United Arab Emirates
\`\`\`
`,
  check(cell, report) {
    const { column, value, row } = cell;
    if (column?.field.type !== "postal-code" || value === "") return;
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
