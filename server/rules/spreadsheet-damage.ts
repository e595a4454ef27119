/** Tells of values that a spreadsheet has changed into numbers, dates or errors. */
import { type Item, itemsOf } from "../core/items.ts";
import { defineCellRule } from "../core/rule.ts";
import { type Damage, damageOf, isSheetError } from "../core/values.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly item: Item;
  readonly damage: Damage;
}

export default defineCellRule<Data>({
  name: "spreadsheet-damage",
  severity: "warning",
  summary: "A spreadsheet has turned a value into a number, a date or an error.",
  docs: `A spreadsheet that opens a CSV file guesses: a long id becomes \`3.1355516E+09\`, \`MAR1\` becomes \`1-Mar\`, and \`12\` comes
back as \`12.0\`. What is saved is the guess. The values must come from the source again; import the columns as text.

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
3.1355516E+09,Ann Lee,Admin,2450,America/New_York,ann@example.com
~~~~~~~~~~~~~ spreadsheet-damage: id: "3.1355516E+09" is what a spreadsheet made of a long number; its last digits are lost.
1-Mar,Bob Ray,Admin,2450,America/New_York,bob@example.com
~~~~~ spreadsheet-damage: id: "1-Mar" looks like a date that a spreadsheet made of something else.
12.0,#REF!,Admin,2450,America/New_York,cy@example.com
~~~~ spreadsheet-damage: id: "12.0" looks like a number that a spreadsheet has given decimals.
     ~~~~~ spreadsheet-damage: name: "#REF!" is an error of the spreadsheet that the file comes from.
\`\`\`

These are fine:

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
3135551600,Ann Lee,Admin,2450,America/New_York,ann@example.com
1-Marketing,Mar-01 the Great,Admin,2450,America/New_York,bob@example.com
1e5,Version 12.0,Admin,2450,America/New_York,cy@example.com
\`\`\`
`,
  alone: true,
  check(cell, report) {
    const type = cell.column?.field.type;
    if (type === "password") return;
    const judged = type === "id" || type === "reference" || type === "postal-code";
    for (const item of itemsOf(cell)) {
      const damage = isSheetError(item.value) ? "error" : judged ? damageOf(item.value) : undefined;
      if (damage) report({ item, damage }, { span: item.span });
    }
  },
  message({ item, damage }, say) {
    const shown = say.show(item.value);
    switch (damage) {
      case "scientific":
        return inColumn(say, `${shown} is what a spreadsheet made of a long number; its last digits are lost.`);
      case "date":
        return inColumn(say, `${shown} looks like a date that a spreadsheet made of something else.`);
      case "decimal":
        return inColumn(say, `${shown} looks like a number that a spreadsheet has given decimals.`);
      case "error":
        return inColumn(say, `${shown} is an error of the spreadsheet that the file comes from.`);
    }
  },
});
