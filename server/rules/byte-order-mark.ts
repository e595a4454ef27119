/** The three invisible bytes that some programs put before the first column's name. */
import { defineFileRule } from "../core/checking/rule.ts";

export default defineFileRule<undefined>({
  name: "byte-order-mark",
  severity: "warning",
  summary: "An invisible byte order mark before the first column's name.",
  section: "file",
  order: 20,
  check({ facts }, report) {
    if (facts.byteOrderMark) report(undefined);
  },
  message: (_, say) =>
    `The file begins with an invisible mark (a byte order mark), which ${say.system} may take for a part of the first column's name.`,
  fixes: () => [{ title: "Remove the byte order mark", safe: true, command: { kind: "removeByteOrderMark" } }],
});
