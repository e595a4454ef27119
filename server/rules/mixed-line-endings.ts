/** Lines that end in different ways. */

import { defineFileRule } from "../core/checking/rule.ts";
import { offsetAt, textOf } from "../core/text/document.ts";

interface Data {
  /** The line break that differs; "" where only the file on disk has it. */
  readonly lineBreak: string;
}

export default defineFileRule<Data>({
  name: "mixed-line-endings",
  severity: "warning",
  summary: "Line breaks of more than one kind, or a lone carriage return.",
  section: "file",
  order: 21,
  check({ oddLineEnding, document, facts }, report) {
    const base = document.offsets[Math.max(0, document.header.page)] ?? 0;
    if (oddLineEnding) {
      const span = { start: oddLineEnding.start + base, end: oddLineEnding.end + base };
      report({ lineBreak: textOf(document, span) }, { span: oddLineEnding });
    } else if (facts.mixedLine !== undefined && document.pages.length > 0) {
      const end = document.offsets[document.pages.length]!;
      const at = offsetAt(document, { line: facts.mixedLine, character: Number.MAX_SAFE_INTEGER });
      const start = Math.min(at, end - 1) - base;
      report({ lineBreak: "" }, { span: { start, end: start + 1 } });
    }
  },
  message: ({ lineBreak }, say) => {
    const odd = names.get(lineBreak);
    const what = odd ? `This line ends with ${odd}, unlike those before it.` : "This line ends unlike those before it.";
    return `${what} ${say.system} may read two rows as one: use the same line break everywhere.`;
  },
  fixes: () => [{ title: "Use the same line break everywhere", safe: true, command: { kind: "normaliseLineEndings" } }],
});

const names = new Map([
  ["\n", "LF (the line break of Linux and macOS)"],
  ["\r\n", "CR LF (the line break of Windows)"],
  ["\r", "a lone CR (an old line break)"],
]);
