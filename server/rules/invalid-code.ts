/** Tells of values outside a closed list of codes. */
import { defineCellRule } from "../core/rule.ts";
import type { Category, Column, Table } from "../core/table.ts";
import { fold } from "../core/text.ts";
import { inColumn, oneOf, replaceTitle, withLabel } from "./words.ts";

interface Data {
  readonly value: string;
  /** The column's codes. */
  readonly codes: readonly Category[];
  /** The code that the value certainly stands for: its label, an alias, or the code with decimals. */
  readonly meant: Category | undefined;
  /** `label` when it is written as a word, `number` when as another form of the number. */
  readonly by: "label" | "number" | undefined;
  /** The column whose code this is. */
  readonly other: { readonly column: string; readonly category: Category } | undefined;
}

export default defineCellRule<Data>({
  name: "invalid-code",
  severity: "error",
  summary: "A value is not one of the column's codes.",
  docs: `Turvo knows a user's status and the kinds of emails, phones and addresses only as four-digit codes. It does not
read their labels, and a code of another list is as wrong as none: 1015 is a work *phone*, never a work email.

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,Active,America/New_York,ann@example.com
                 ^^^^^^ invalid-code: status.code: "Active" stands for 2450. Turvo wants the code, not the word.  💡! Replace with 2450 (Active)
u2,Bob Ray,Admin,2450.0,America/New_York,bob@example.com
                 ^^^^^^ invalid-code: status.code: "2450.0" must be written 2450, without anything around it.  💡! Replace with 2450 (Active)
u3,Cy Fox,Admin,2459,America/New_York,cy@example.com
                ^^^^ invalid-code: status.code: "2459" is no code that Turvo knows here. It wants 2450 (Active), 2451 (Suspended) or 2452 (Deleted).  💡 Replace with 2450 (Active)  💡 Replace with 2451 (Suspended)  💡 Replace with 2452 (Deleted)
\`\`\`

\`\`\`csv turvo.communication_channel
id,contextId,email.type,email
c1,u1,1015,ann@example.com
      ^^^^ invalid-code: email.type: 1015 (Work phone) is a code of phone.type. email.type wants 1095 (Home email), 1097 (Work email) or 1098 (Other email).  💡 Replace with 1097 (Work email)  💡 Replace with 1095 (Home email)  💡 Replace with 1098 (Other email)
c2,u1,work,ann@example.org
      ^^^^ invalid-code: email.type: "work" stands for 1097. Turvo wants the code, not the word.  💡! Replace with 1097 (Work email)
\`\`\`

A listed code is fine, in quotes too, and so is an empty cell where the code is optional:

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,"2450",America/New_York,ann@example.com
u2,Bob Ray,Admin,,America/New_York,bob@example.com
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type !== "code" || value === "" || column.values.has(value)) return;
    const codes = [...column.values.values()];
    const number = /^0*(\d+)(?:[.,]0*)?$/.exec(value)?.[1];
    const byNumber = number === undefined ? undefined : column.values.get(number);
    const meant = byNumber ?? (/\p{L}/u.test(value) ? column.spellings.get(fold(value)) : undefined);
    report({
      value,
      codes,
      meant,
      by: byNumber ? "number" : meant && "label",
      other: meant ? undefined : codeOfOther(column, value, cell.row.table),
    });
  },
  message({ value, codes, meant, by, other }, say) {
    const wanted = oneOf(codes.map(withLabel));
    if (meant && by === "number")
      return inColumn(say, `${say.show(value)} must be written ${meant.value}, without anything around it.`);
    if (meant)
      return inColumn(say, `${say.show(value)} stands for ${meant.value}. ${say.system} wants the code, not the word.`);
    if (other) {
      const code = withLabel(other.category);
      return inColumn(say, `${code} is a code of ${other.column}. ${say.field?.name} wants ${wanted}.`);
    }
    return inColumn(say, `${say.show(value)} is no code that ${say.system} knows here. It wants ${wanted}.`);
  },
  fixes({ value, codes, meant, other }, finding) {
    if (meant) return [{ title: replaceTitle(finding, withLabel(meant)), safe: true, value: meant.value }];
    const like = other && alike(codes, other.category, value);
    const ordered = like ? [like, ...codes.filter((code) => code !== like)] : codes;
    return ordered.map((code) => ({ title: replaceTitle(finding, withLabel(code)), safe: false, value: code.value }));
  },
});

function codeOfOther(own: Column, value: string, table: Table): Data["other"] {
  for (const column of table.columns) {
    const category = column !== own && column.field.type === "code" ? column.values.get(value) : undefined;
    if (category) return { column: column.field.name, category };
  }
  return undefined;
}

/** The code here that shares a word with a code of another list: "Work phone" and "Work email". */
function alike(codes: readonly Category[], other: Category, value: string): Category | undefined {
  const words = [other.label ?? value, ...(other.aliases ?? [])].map(fold);
  return codes.find((code) => code.aliases?.some((alias) => words.includes(fold(alias))));
}
