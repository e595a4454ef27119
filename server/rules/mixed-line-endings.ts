/** Lines that end in different ways. */
import { offsetAt, textOf } from "../core/document.ts";
import { defineFileRule } from "../core/rule.ts";

interface Data {
  /** The line break that differs; "" where only the file on disk has it. */
  readonly lineBreak: string;
}

export default defineFileRule<Data>({
  name: "mixed-line-endings",
  severity: "warning",
  summary: "Line breaks of more than one kind, or a lone carriage return.",
  docs: `
Windows ends a line with two characters (CR LF), other systems with one (LF). A file glued together from both may be read
as if some rows were one long row, or end in an invisible character that makes the last column wrong. Travtus asks for
one kind throughout; the others do not promise anything. It is told once, at the first line that differs, and only
breaks between rows count. Editors hide the difference, so it is read from the file on disk.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail␍
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com
                                                    ~ mixed-line-endings: This line ends with LF (the line break of Linux and macOS), unlike those before it. Turvo may read two rows as one: use the same line break everywhere.  💡! Use the same line break everywhere
u2,Bob Ray,Admin,America/Chicago,bob.ray@example.com␍
\`\`\`
\`\`\`fixed
id,name,permission,timezone,userEmail␍
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com␍
u2,Bob Ray,Admin,America/Chicago,bob.ray@example.com␍
\`\`\`

A carriage return alone also ends a row, as it does in editors.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com␍u2,Bob Ray,Admin,America/Chicago,bob.ray@example.com
                                                    ~ mixed-line-endings: This line ends with a lone CR (an old line break), unlike those before it. Turvo may read two rows as one: use the same line break everywhere.  💡! Use the same line break everywhere
\`\`\`

One kind throughout is fine, whichever it is.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail␍
u1,Ann Lee,Admin,America/Chicago,ann.lee@example.com␍
\`\`\`
`,
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
