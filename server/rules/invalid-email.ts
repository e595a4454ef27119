/** Tells of e-mail addresses that no mail would reach, or that the target system refuses. */

import type { Saying } from "../core/checking/rule.ts";
import { defineValueRule } from "../core/checking/value-rule.ts";
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
import { fits } from "../core/filetypes/patterns.ts";
import { type Message, message, schemaText } from "../core/text/message.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  /** Undefined when the address is one, but not for this system. */
  readonly fault: EmailFault | undefined;
}

export default defineValueRule<Data>({
  name: "invalid-email",
  severity: "error",
  summary: "An email address isn't valid.",
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
    inColumn(say, fault ? wordsFor(fault, value, say) : refusal(say.show(value), say)),
  fixes({ value, fault }, finding) {
    const inner = fault === "wrapped" ? unwrapEmail(value) : undefined;
    if (inner !== undefined) return [replaceBy(finding, inner, true)];
    const likely = fault === undefined ? undefined : likelyEmail(value);
    return likely === undefined ? [] : [replaceBy(finding, likely, false)];
  },
});

function refusal(shown: string, { system, field }: Saying): Message {
  return field?.format
    ? message("{1} doesn't accept {0} as an email address. Format: {2}", shown, system, schemaText(field.format))
    : message("{1} doesn't accept {0} as an email address.", shown, system);
}

function wordsFor(fault: EmailFault, value: string, say: Saying): Message {
  const shown = say.show(value);
  switch (fault) {
    case "wrapped":
      return message("{0} contains more than the email address. Enter only the address.", shown);
    case "several":
      return message("{0} contains more than one email address. Enter only one.", shown);
    case "no-at":
      return message("{0} isn't a valid email address. The @ is missing.", shown);
    case "many-ats":
      return message("{0} isn't a valid email address. It has more than one @.", shown);
    case "blank":
      return message("{0} isn't a valid email address. It contains a space.", shown);
    case "no-name":
      return message("{0} isn't a valid email address. The part before the @ is missing.", shown);
    case "no-domain":
      return message("{0} isn't a valid email address. The part after the @ is missing.", shown);
    case "letters":
      return message("{0} isn't a valid email address. Use only the letters a to z, without accents.", shown);
    case "domain-dots":
      return message("{0} isn't a valid email address. A dot in the part after the @ is misplaced.", shown);
    case "sign": {
      const sign = oddSignOfEmail(value);
      return sign !== undefined && shown.includes(value)
        ? message("{0} isn't a valid email address. It can't contain {1} there.", shown, sign)
        : message("{0} isn't a valid email address. The part after the @ isn't a valid domain.", shown);
    }
    case "dotless":
      return message("{0} has no dot after the @. The domain looks incomplete.", shown);
    case "local-dots":
      return message("{0} has a misplaced dot before the @. Most mail servers reject that.", shown);
    case "long":
      return message("{0} is longer than {1} characters. Mail servers reject that.", shown, longestEmail);
  }
}
