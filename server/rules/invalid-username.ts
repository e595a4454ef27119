/** Tells of user names that the target system refuses, and of those that are not first.last. */
import { defineCellRule } from "../core/rule.ts";
import { fits, isFirstDotLast, usernameFrom } from "../core/values.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly fault: "short" | "long" | "signs" | "ends" | "together" | "style";
  readonly length: number;
  /** Names that would do, the likeliest first. */
  readonly names: readonly string[];
}

export default defineCellRule<Data>({
  name: "invalid-username",
  severity: "error",
  summary: "A user name is too short or too long, or holds signs it may not hold.",
  docs: `Meeds takes user names of 3 to 255 characters: small letters without accents and digits, with \`.\`, \`_\`, \`-\` and \`@\` only
between them and never two together. Its guide recommends first name, dot, last name; other names are merely hinted at.

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
Ann.Lee,Ann,Lee,Rap3hMzNg,ann@example.com
^^^^^^^ invalid-username: userName: "Ann.Lee" may hold only small letters without accents, digits and ., _, -, @ between them.  💡 Replace with ann.lee
josé.ray,José,Ray,Rap3hMzNg,jose@example.com
^^^^^^^^ invalid-username: userName: "josé.ray" may hold only small letters without accents, digits and ., _, -, @ between them.  💡 Replace with jose.ray
cy..fox,Cyd,Fox,Rap3hMzNg,cy@example.com
^^^^^^^ invalid-username: userName: "cy..fox" has two signs together: between letters and digits only one may stand.  💡 Replace with cy.fox  💡 Replace with cyd.fox
di.orr.,Dia,Orr,Rap3hMzNg,di@example.com
^^^^^^^ invalid-username: userName: "di.orr." must begin and end with a small letter or a digit.  💡 Replace with di.orr  💡 Replace with dia.orr
ed,Edd,Poe,Rap3hMzNg,ed@example.com
^^ invalid-username: userName: "ed" is too short: Meeds wants at least 3 characters.  💡 Replace with edd.poe
fkay,Flo,Kay,Rap3hMzNg,flo@example.com
:::: invalid-username: userName: "fkay" works, but Meeds recommends first name, dot, last name.  💡 Replace with flo.kay
\`\`\`

These are fine:

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
ann.lee,Ann,Lee,Rap3hMzNg,ann@example.com
ann.lee2,Ann,Lee,Rap3hMzNg,ann.lee@example.com
\`\`\`
`,
  check(cell, report) {
    const { column, value, row } = cell;
    if (column?.field.type !== "username" || value === "") return;
    const { pattern = ".*", minLength = 0, maxLength = Number.POSITIVE_INFINITY } = column.field.constraints ?? {};
    const right = (name: string): boolean =>
      fits(pattern, name) && name.length >= minLength && name.length <= maxLength;
    const fault = right(value) ? (isFirstDotLast(value) ? undefined : "style") : faultOf(value, minLength, maxLength);
    if (fault === undefined) return;
    const parts = column.field.derive?.map((name) => row.value(name) ?? "") ?? [];
    const full = parts.length > 0 && parts.every((part) => part !== "") ? usernameFrom(parts) : "";
    const own = fault === "style" ? "" : usernameFrom([value]);
    const names = [...new Set([own, full])].filter((name) => name !== "" && name !== value && right(name));
    const length = fault === "short" ? minLength : maxLength;
    report({ value, fault, length, names }, fault === "style" ? { severity: "hint", exactly: true } : {});
  },
  message({ value, fault, length }, say) {
    const shown = say.show(value);
    switch (fault) {
      case "short":
        return inColumn(say, `${shown} is too short: ${say.system} wants at least ${length} characters.`);
      case "long":
        return inColumn(say, `${shown} is too long: ${say.system} takes at most ${length} characters.`);
      case "ends":
        return inColumn(say, `${shown} must begin and end with a small letter or a digit.`);
      case "together":
        return inColumn(say, `${shown} has two signs together: between letters and digits only one may stand.`);
      case "signs":
        return inColumn(
          say,
          `${shown} may hold only small letters without accents, digits and ., _, -, @ between them.`,
        );
      case "style":
        return inColumn(say, `${shown} works, but ${say.system} recommends first name, dot, last name.`);
    }
  },
  fixes: ({ names }, finding) => names.map((name) => replaceBy(finding, name, false)),
});

function faultOf(value: string, least: number, most: number): Data["fault"] {
  if (/[^a-z0-9._@-]/.test(value)) return "signs";
  if (/^[._@-]|[._@-]$/.test(value)) return "ends";
  if (/[._@-]{2}/.test(value)) return "together";
  if (value.length < least) return "short";
  return value.length > most ? "long" : "signs";
}
