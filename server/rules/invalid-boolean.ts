/** Tells of words other than True and False where only these are read. */
import { defineCellRule } from "../core/rule.ts";
import { booleanOf } from "../core/values.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  /** The two words as this column wants them. */
  readonly words: readonly [yes: string, no: string];
  readonly anyCase: boolean;
  /** Right but for its case. */
  readonly caseOnly: boolean;
}

export default defineCellRule<Data>({
  name: "invalid-boolean",
  severity: "error",
  summary: "A yes-or-no column holds something other than True or False.",
  docs: `Turvo and Travtus print the two words as \`True\` and \`False\`. Spreadsheets like to write \`TRUE\`, which may or may not
be read; \`yes\` or \`1\` is not. Meeds reads \`enabled\` in any case and passes over every other word in silence, and takes
only \`true\` in small letters as a wish to invite the user.

\`\`\`csv turvo.communication_channel
id,contextId,email.type,email,IsPrimaryEmail
c1,u1,1097,ann@example.com,TRUE
                           ~~~~ invalid-boolean: IsPrimaryEmail: "TRUE" is spelled True for Turvo.  💡! Replace with True
c2,u2,1097,bob@example.com,yes
                           ^^^ invalid-boolean: IsPrimaryEmail: "yes" is neither True nor False, the only words that Turvo reads here.  💡 Replace with True
c3,u3,1097,cy@example.com,maybe
                          ^^^^^ invalid-boolean: IsPrimaryEmail: "maybe" is neither True nor False, the only words that Turvo reads here.  💡 Replace with True  💡 Replace with False
\`\`\`

\`\`\`csv meeds.user
userName,firstName,lastName,password,email,enabled,onboardUser
ann.lee,Ann,Lee,Rap3hMzNg,ann@example.com,1,True
                                          ~ invalid-boolean: enabled: "1" is neither true nor false, the only words that Meeds reads here (in any case).  💡 Replace with true
                                            ~~~~ invalid-boolean: onboardUser: "True" is spelled true for Meeds.  💡! Replace with true
\`\`\`

These are fine:

\`\`\`csv turvo.communication_channel
id,contextId,email.type,email,IsPrimaryEmail
c1,u1,1097,ann@example.com,True
c2,u1,1095,ann@example.org,
\`\`\`

\`\`\`csv meeds.user
userName,firstName,lastName,password,email,enabled,onboardUser
ann.lee,Ann,Lee,Rap3hMzNg,ann@example.com,TRUE,true
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type !== "boolean" || value === "") return;
    const { variant } = column.field;
    const words = variant === undefined ? (["True", "False"] as const) : (["true", "false"] as const);
    if (value === words[0] || value === words[1]) return;
    const caseOnly = /^(?:true|false)$/i.test(value);
    const anyCase = variant === "any-case";
    if (caseOnly && anyCase) return;
    report({ value, words, anyCase, caseOnly }, caseOnly ? { severity: "warning" } : {});
  },
  message({ value, words, anyCase, caseOnly }, say) {
    if (caseOnly) return inColumn(say, `${say.show(value)} is spelled ${meantBy(value, words)} for ${say.system}.`);
    return inColumn(
      say,
      `${say.show(value)} is neither ${words[0]} nor ${words[1]}, the only words that ${say.system} reads here${anyCase ? " (in any case)" : ""}.`,
    );
  },
  fixes({ value, words, caseOnly }, finding) {
    const meant = meantBy(value, words);
    if (meant !== undefined) return [replaceBy(finding, meant, caseOnly)];
    return words.map((word) => replaceBy(finding, word, false));
  },
});

function meantBy(value: string, [yes, no]: readonly [string, string]): string | undefined {
  const meant = booleanOf(value);
  return meant === undefined ? undefined : meant ? yes : no;
}
