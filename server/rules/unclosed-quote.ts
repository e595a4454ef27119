/** A quote that opens a cell and never closes. */
import { cellOf, setCellAt, setHeaderCell } from "../core/mend.ts";
import { defineCellRule, defineHeaderRule, type Finding, type Fix, type Saying } from "../core/rule.ts";
import { unclosed } from "../core/tokenizer.ts";

interface Data {
  /** The header cell, -1 in rows. */
  readonly header: number;
  readonly name: string;
}

const words = {
  name: "unclosed-quote",
  severity: "error",
  summary: "A cell opens a quote that nothing closes.",
  docs: `
A quote at the start of a cell makes an importer read on, over commas and line breaks, until the next quote: the rest of
the file becomes one cell. Either the closing quote is missing, or the quote belongs to the text and must be written
twice within a quoted cell. The rows after it are checked as if the quote were closed at its own cell.

\`\`\`csv turvo.user
id,name,title,permission,timezone,userEmail
u1,"Ann Lee,Driver,Admin,America/Chicago,ann.lee@example.com
   ^ unclosed-quote: name: this quote is never closed. Turvo would read everything after it as one cell.  💡 Close the quote at the end of the cell  💡 Make the quote a part of the text
u2,Bob Ray,Driver,Admin,America/Chicago,bob.ray@example.com
u3,Cy Orr,Driver,Admin,America/Chicago,cy.orr@example.com
\`\`\`
\`\`\`fixed: Close the quote at the end of the cell
id,name,title,permission,timezone,userEmail
u1,"Ann Lee",Driver,Admin,America/Chicago,ann.lee@example.com
u2,Bob Ray,Driver,Admin,America/Chicago,bob.ray@example.com
u3,Cy Orr,Driver,Admin,America/Chicago,cy.orr@example.com
\`\`\`
\`\`\`fixed: Make the quote a part of the text
id,name,title,permission,timezone,userEmail
u1,"""Ann Lee",Driver,Admin,America/Chicago,ann.lee@example.com
u2,Bob Ray,Driver,Admin,America/Chicago,bob.ray@example.com
u3,Cy Orr,Driver,Admin,America/Chicago,cy.orr@example.com
\`\`\`

A quoted cell may hold commas, doubled quotes and even line breaks.

\`\`\`csv turvo.user
id,name,title,permission,timezone,userEmail
u1,"Lee, Ann ""Annie""",Driver,Admin,America/Chicago,ann.lee@example.com
\`\`\`
`,
  last: true,
  message: (data: Data, say: Saying): string =>
    `${data.name}: this quote is never closed. ${say.system} would read everything after it as one cell.`,
  fixes: (data: Data, finding: Finding): Fix[] =>
    data.header >= 0
      ? [
          {
            title: "Remove the quote",
            safe: false,
            edits: (at) => setHeaderCell(at, data.header, data.name),
          },
        ]
      : [
          {
            title: "Close the quote at the end of the cell",
            safe: false,
            edits: (at) => {
              const cell = cellOf(at);
              return cell && [{ start: cell.end, end: cell.end, text: '"' }];
            },
          },
          {
            title: "Make the quote a part of the text",
            safe: false,
            edits: (at) => setCellAt(at, at.page, finding.row, finding.cell, (text) => text),
          },
        ],
} as const;

export default defineCellRule<Data>({
  ...words,
  check(cell, report) {
    if (!(cell.flags & unclosed)) return;
    const { start } = cell.span;
    report({ header: -1, name: cell.column?.field.name ?? "This cell" }, { span: { start, end: start + 1 } });
  },
});

/** The same in a column's name. */
export const inHeader = defineHeaderRule<Data>({
  ...words,
  check({ binding }, report) {
    for (const cell of binding.cells) {
      if (!(cell.flags & unclosed)) continue;
      const name = cell.column?.field.name ?? cell.text.replaceAll('"', "");
      report({ header: cell.index, name }, { span: { start: cell.start, end: cell.start + 1 } });
    }
  },
});
