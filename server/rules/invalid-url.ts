/** Tells of web addresses that are none. */
import { defineValueRule } from "../core/checking/value-rule.ts";
import { everyValue } from "../core/checking/wakes.ts";
import { message } from "../core/text/message.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  /** Only what stands before it is missing: `www.example.com`. */
  readonly whole: string | undefined;
}

/** A scheme, then what no address may have left out: RFC 3986, and letters beyond ASCII as people write them. */
const address = /^[a-z][a-z\d+.-]*:(?:\/\/[^\s/?#<>"{}|\\^`]+(?:[/?#][^\s<>"{}|\\^`]*)?|(?!\/\/)[^\s<>"{}|\\^`]+)$/iu;

export default defineValueRule<Data>({
  name: "invalid-url",
  severity: "error",
  summary: "A web address isn't valid.",
  section: "cell",
  types: ["uri"],
  wakes: everyValue,
  check({ value }, report) {
    if (value === "" || address.test(value)) return;
    const whole = `https://${value}`;
    const isBare = /^(?:[\p{L}\d-]+\.)+\p{L}{2,}(?:[/?#]\S*)?$/u.test(value) && address.test(whole);
    report({ value, whole: isBare ? whole : undefined });
  },
  message: ({ value, whole }, say) =>
    inColumn(
      say,
      whole === undefined
        ? message("{0} isn't a valid web address. Use one like {1}.", say.show(value), "https://example.com/page")
        : message("{0} isn't a complete web address. Start it with https://.", say.show(value)),
    ),
  fixes: ({ whole }, finding) => (whole === undefined ? [] : [replaceBy(finding, whole, false)]),
});
