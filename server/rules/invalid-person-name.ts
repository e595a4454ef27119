/** Tells of people's names that the target system refuses. */
import { defineCellRule } from "../core/rule.ts";
import { fits, oddSignOfName, plainName } from "../core/values.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly fault: "short" | "long" | "digit" | "sign";
  readonly length: number;
  /** The same name in plain signs, where that is all it takes. */
  readonly plain: string | undefined;
}

export default defineCellRule<Data>({
  name: "invalid-person-name",
  severity: "error",
  summary: "A first or last name is too short or too long, or holds digits or other signs.",
  docs: `Meeds takes first and last names of 3 to 255 characters: letters of any script, blanks, \`'\` and \`-\`. It refuses digits
and every other sign, also the curved apostrophe that word processors write and the dot of \`Jr.\`. A name that really has
two letters must be lengthened or entered by hand after the import.

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
bo.li,Bo,Li,Rap3hMzNg,bo@example.com
      ^^ invalid-person-name: firstName: "Bo" is too short: Meeds wants at least 3 letters.
         ^^ invalid-person-name: lastName: "Li" is too short: Meeds wants at least 3 letters.
ann.lee2,Ann,Lee2,Rap3hMzNg,ann@example.com
             ^^^^ invalid-person-name: lastName: "Lee2" holds a digit. Meeds takes letters, blanks, ' and - in names.
kit.oneil,Kit,O’Neil,Rap3hMzNg,kit@example.com
              ^^^^^^ invalid-person-name: lastName: "O’Neil" holds ’ that Meeds refuses in names; letters, blanks, ' and - are fine.  💡 Replace with O'Neil
max.orr,Max,Orr Jr.,Rap3hMzNg,max@example.com
            ^^^^^^^ invalid-person-name: lastName: "Orr Jr." holds . that Meeds refuses in names; letters, blanks, ' and - are fine.
\`\`\`

These are fine:

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
jean.dupont,Jean-Luc,O'Neil van Dyk,Rap3hMzNg,jean@example.com
wang.xiaoming,小明明,Wąż,Rap3hMzNg,wang@example.com
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type !== "person-name" || value === "") return;
    const { pattern = ".*", minLength = 0, maxLength = Number.POSITIVE_INFINITY } = column.field.constraints ?? {};
    const right = (name: string): boolean =>
      fits(pattern, name) && name.length >= minLength && name.length <= maxLength;
    if (right(value)) return;
    const sign = !fits(pattern, value);
    const fault = /\p{N}/u.test(value) && sign ? "digit" : sign ? "sign" : value.length < minLength ? "short" : "long";
    const plain = plainName(value);
    report({
      value,
      fault,
      length: fault === "short" ? minLength : maxLength,
      plain: right(plain) ? plain : undefined,
    });
  },
  message({ value, fault, length }, say) {
    const shown = say.show(value);
    const sign = shown.includes(value) ? oddSignOfName(value) : undefined;
    switch (fault) {
      case "short":
        return inColumn(say, `${shown} is too short: ${say.system} wants at least ${length} letters.`);
      case "long":
        return inColumn(say, `${shown} is too long: ${say.system} takes at most ${length} characters.`);
      case "digit":
        return inColumn(say, `${shown} holds a digit. ${say.system} takes letters, blanks, ' and - in names.`);
      case "sign":
        return inColumn(
          say,
          `${shown} holds ${sign ?? "a sign"} that ${say.system} refuses in names; letters, blanks, ' and - are fine.`,
        );
    }
  },
  fixes: ({ plain }, finding) => (plain === undefined ? [] : [replaceBy(finding, plain, false)]),
});
