/** Lines that end in different ways. */

import { defineFileRule } from "../core/checking/rule.ts";
import { offsetAt, textOf } from "../core/text/document.ts";
import { message } from "../core/text/message.ts";

interface Data {
  /** The line break that differs; "" where only the file on disk has it. */
  readonly lineBreak: string;
  /** All lines end like this one. */
  readonly everywhere: boolean;
}

export default defineFileRule<Data>({
  name: "mixed-line-endings",
  severity: "warning",
  summary: "The file mixes different line endings, or contains a lone carriage return.",
  section: "file",
  aboutLines: true,
  order: 21,
  check({ oddLineEnding, endings, document, facts }, report) {
    const base = document.offsets[Math.max(0, document.header.page)] ?? 0;
    if (oddLineEnding) {
      const span = { start: oddLineEnding.start + base, end: oddLineEnding.end + base };
      const everywhere = endings[0] + endings[1] === 0;
      report({ lineBreak: textOf(document, span), everywhere }, { span: oddLineEnding });
    } else if (facts.mixedLine !== undefined && document.pages.length > 0) {
      const end = document.offsets[document.pages.length]!;
      const at = offsetAt(document, { line: facts.mixedLine, character: Number.MAX_SAFE_INTEGER });
      const start = Math.min(at, end - 1) - base;
      report({ lineBreak: "", everywhere: false }, { span: { start, end: start + 1 } });
    }
  },
  message: ({ lineBreak, everywhere }, say) => {
    if (everywhere)
      return message(
        "The lines end with a lone CR (very old). {0} may read the whole file as one row. Use LF or CRLF.",
        say.system,
      );
    const odd = names.get(lineBreak);
    return odd
      ? message(
          "This line ends with {0}, unlike the lines before it. {1} may read two rows as one. Use the same line ending everywhere.",
          odd,
          say.system,
        )
      : message(
          "This line ends differently from the lines before it. {0} may read two rows as one. Use the same line ending everywhere.",
          say.system,
        );
  },
  fixes: () => [
    { title: message("Use the same line ending everywhere"), safe: true, command: { kind: "normalizeLineEndings" } },
  ],
});

const names = new Map([
  ["\n", message("LF (Linux and macOS)")],
  ["\r\n", message("CRLF (Windows)")],
  ["\r", message("a lone CR (very old)")],
]);
