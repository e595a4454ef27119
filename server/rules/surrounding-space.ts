/** Tells of blanks before or after a value. */
import { defineCellRule } from "../core/rule.ts";
import { inColumn } from "./words.ts";

interface Data {
  readonly text: string;
  readonly value: string;
  readonly safe: boolean;
}

export default defineCellRule<Data>({
  name: "surrounding-space",
  severity: "warning",
  summary: "A value has a blank before or after it.",
  docs: `Blanks at the ends of a value cannot be seen but are compared: \`u1\` and \`u1 \` are two ids, and no row of another file
finds its user. They come from copying, as do no-break spaces and characters of no width. Meeds does not trim anything,
so that a user name with a blank is refused. In ids, references and the columns that Meeds needs this is an error.

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1 ,Ann Lee,Admin,2450,America/New_York,ann@example.com
^^^ surrounding-space: id: "u1" has a blank after it.  💡! Remove the blanks around it
u2, Bob Ray,Admin,2450,America/New_York,␣bob@example.com
   ~~~~~~~~ surrounding-space: name: "Bob Ray" has a blank before it.  💡! Remove the blanks around it
                                        ~~~~~~~~~~~~~~~~ surrounding-space: userEmail: "bob@example.com" has a no-break space before it.  💡! Remove the blanks around it
u3,"Cy Fox ",Admin,   ,America/New_York,cy@example.com‹ZWSP›
   ~~~~~~~~~ surrounding-space: name: "Cy Fox" has a blank after it.  💡! Remove the blanks around it
                   ~~~ surrounding-space: status.code: the cell looks empty but holds blanks.  💡! Clear the cell
                                        ~~~~~~~~~~~~~~~~~~~~ surrounding-space: userEmail: "cy@example.com" has an invisible character after it.  💡! Remove the blanks around it
\`\`\`

\`\`\`fixed
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,2450,America/New_York,ann@example.com
u2,Bob Ray,Admin,2450,America/New_York,bob@example.com
u3,"Cy Fox",Admin,,America/New_York,cy@example.com
\`\`\`

Blanks inside a value are its own affair:

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann  van der Lee,Super Admin,2450,America/New_York,ann@example.com
\`\`\`
`,
  check(cell, report) {
    const { text, value, column, row } = cell;
    if (text === value) return;
    const type = column?.field.type;
    const exact = type === "id" || type === "reference";
    // In a password a blank may be meant, and some importers stumble over an empty cell at the end but not over a blank.
    const last = value === "" && cell.index === row.cells.length - 1;
    const stumbles = last && (row.table.severityOf("empty-last-cell", column?.field) ?? "off") !== "off";
    report({ text, value, safe: type !== "password" && !stumbles }, exact ? { severity: "error" } : {});
  },
  message({ text, value }, say) {
    if (value === "") return inColumn(say, "the cell looks empty but holds blanks.");
    const start = text.indexOf(value);
    const before = text.slice(0, start);
    const after = text.slice(start + value.length);
    const where = before === "" ? "after it" : after === "" ? "before it" : "before and after it";
    return inColumn(say, `${say.show(value)} has ${kindOf(before + after)} ${where}.`);
  },
  fixes: ({ value, safe }) => [{ title: value === "" ? "Clear the cell" : "Remove the blanks around it", safe, value }],
});

function kindOf(blanks: string): string {
  const single = blanks.length === 1;
  if (/^[\u200b-\u200d\u2060\ufeff]+$/.test(blanks)) return single ? "an invisible character" : "invisible characters";
  if (/^\u00a0+$/.test(blanks)) return single ? "a no-break space" : "no-break spaces";
  if (/^\t+$/.test(blanks)) return single ? "a tab" : "tabs";
  if (/^[\r\n]+$/.test(blanks)) return "a line break";
  return single ? "a blank" : "blanks";
}
