/** Tells of e-mail addresses that no mail would reach, or that the target system refuses. */
import {
  type EmailFault,
  emailFault,
  isLenientFault,
  likelyEmail,
  longestEmail,
  oddSignOfEmail,
  unwrapEmail,
} from "../core/email.ts";
import { defineCellRule, type Saying } from "../core/rule.ts";
import { fits } from "../core/values.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  /** Undefined when the address is one, but not for this system. */
  readonly fault: EmailFault | undefined;
}

export default defineCellRule<Data>({
  name: "invalid-email",
  severity: "error",
  summary: "An e-mail address is malformed.",
  docs: `Invitations go to these addresses, and in Turvo they are the names people sign in with: a wrong one is an account
that nobody can open. The rule is the one that web forms use: something, one \`@\`, a domain. An address without a dot in
its domain, with dots doubled or at the ends before the \`@\`, or of more than 254 characters passes that rule but is a
mistake nearly always. Meeds is stricter than everybody else and refuses many addresses that work.

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,2450,America/New_York,Ann Lee <ann@example.com>
                                       ^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-email: userEmail: "Ann Lee <ann@example.com>" is more than an address. Turvo wants the address alone.  💡! Replace with ann@example.com
u2,Bob Ray,Admin,2450,America/New_York,bob(at)example.com
                                       ^^^^^^^^^^^^^^^^^^ invalid-email: userEmail: "bob(at)example.com" is no e-mail address: it has no @.  💡 Replace with bob@example.com
u3,Cy Fox,Admin,2450,America/New_York,cy@example
                                      ~~~~~~~~~~ invalid-email: userEmail: "cy@example" has no dot after the @: mail will hardly find its way there.
u4,Di Orr,Admin,2450,America/New_York,di..orr@example.com
                                      ~~~~~~~~~~~~~~~~~~~ invalid-email: userEmail: "di..orr@example.com" has a dot without neighbour before the @: most mail servers refuse that.  💡 Replace with di.orr@example.com
u5,Ed Poe,Admin,2450,America/New_York,ed@example..com
                                      ^^^^^^^^^^^^^^^ invalid-email: userEmail: "ed@example..com" is no e-mail address: a dot is missing its neighbour in the part after the @.  💡 Replace with ed@example.com
u6,Flo Kay,Admin,2450,America/New_York,flo@example.com; kay@example.com
                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-email: userEmail: "flo@example.com; kay@example.com" holds more than one address; there is room for one.
u7,Gil Roe,Admin,2450,America/New_York,gil roe@example.com
                                       ^^^^^^^^^^^^^^^^^^^ invalid-email: userEmail: "gil roe@example.com" is no e-mail address: it has a blank inside.  💡 Replace with gilroe@example.com
\`\`\`

\`\`\`csv meeds.user
userName,firstName,lastName,password,email
ann.lee,Ann,Lee,Rap3hMzNg,ann.lee+import@example.com
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-email: email: "ann.lee+import@example.com" is an address that Meeds refuses. The form it takes: One email address of letters, digits, \`.\`, \`_\` and \`-\` (\`+\` only before the first dot); hyphens only in the first part of the domain.
\`\`\`

Odd but right:

\`\`\`csv turvo.user
id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,2450,America/New_York,o'neil+import@mail.my-company.example
u2,Bob Ray,Admin,2450,America/New_York,BOB_RAY@EXAMPLE.COM
\`\`\`
`,
  check(cell, report) {
    const { column, value } = cell;
    if (column?.field.type !== "email" || value === "") return;
    const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = column.field.constraints ?? {};
    const fault = emailFault(value);
    const refused = !fits(pattern ?? ".*", value) || value.length < minLength || value.length > maxLength;
    if (fault === undefined && !refused) return;
    report({ value, fault }, fault !== undefined && isLenientFault(fault) && !refused ? { severity: "warning" } : {});
  },
  message: ({ value, fault }, say) =>
    inColumn(say, `${say.show(value)} ${fault ? wordsFor(fault, value, say) : refusal(say)}`),
  fixes({ value, fault }, finding) {
    const inner = fault === "wrapped" ? unwrapEmail(value) : undefined;
    if (inner !== undefined) return [replaceBy(finding, inner, true)];
    const likely = fault === undefined ? undefined : likelyEmail(value);
    return likely === undefined ? [] : [replaceBy(finding, likely, false)];
  },
});

function refusal(say: Saying): string {
  const format = say.field?.format ? ` The form it takes: ${say.field.format}` : "";
  return `is an address that ${say.system} refuses.${format}`;
}

function wordsFor(fault: EmailFault, value: string, say: Saying): string {
  switch (fault) {
    case "wrapped":
      return `is more than an address. ${say.system} wants the address alone.`;
    case "several":
      return "holds more than one address; there is room for one.";
    case "no-at":
      return "is no e-mail address: it has no @.";
    case "many-ats":
      return "is no e-mail address: it has more than one @.";
    case "blank":
      return "is no e-mail address: it has a blank inside.";
    case "no-name":
      return "is no e-mail address: nothing stands before the @.";
    case "no-domain":
      return "is no e-mail address: nothing stands after the @.";
    case "letters":
      return "is no e-mail address that can be relied on: it has letters with accents or of another script.";
    case "domain-dots":
      return "is no e-mail address: a dot is missing its neighbour in the part after the @.";
    case "sign": {
      const sign = oddSignOfEmail(value);
      return sign !== undefined && say.show(value).includes(value)
        ? `is no e-mail address: it may not hold ${sign}.`
        : "is no e-mail address: the part after the @ is no domain.";
    }
    case "dotless":
      return "has no dot after the @: mail will hardly find its way there.";
    case "local-dots":
      return "has a dot without neighbour before the @: most mail servers refuse that.";
    case "long":
      return `is longer than ${longestEmail} characters: mail servers refuse that.`;
  }
}
