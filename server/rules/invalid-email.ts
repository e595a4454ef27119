/** Tells of e-mail addresses that no mail would reach, or that the target system refuses. */

import { defineCellRule, type Saying } from "../core/checking/rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import {
  type EmailFault,
  emailFault,
  isLenientFault,
  likelyEmail,
  longestEmail,
  oddSignOfEmail,
  unwrapEmail,
} from "../core/filetypes/email.ts";
import { fits } from "../core/filetypes/values.ts";
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
  section: "cell",
  types: ["email"],
  wakes(column) {
    const { pattern, minLength, maxLength } = column?.field.constraints ?? {};
    if (pattern !== undefined) return everyValue;
    return {
      otherThan: ["email"],
      ...(minLength === undefined ? {} : { shorterThan: minLength }),
      ...(maxLength === undefined ? {} : { longerThan: maxLength }),
    };
  },
  check(cell, report) {
    const { column, value } = cell;
    if (!column || value === "") return;
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
