/** Characters that were lost because the file is not UTF-8. */

import { defineCellRule, defineFileRule, type Saying } from "../core/checking/rule.ts";
import type { Page } from "../core/text/document.ts";
import { type Message, message } from "../core/text/message.ts";
import { odd } from "../core/text/tokenizer.ts";
import { inColumn } from "./words.ts";

interface Data {
  /** `cell`: a replacement sign in a cell. `written`: it really stands in the file. `bytes`: only the bytes tell. Else the encoding, or the archive. */
  readonly kind: "cell" | "written" | "bytes" | "utf-16" | "gzip" | "zip";
  readonly text: string;
}

const replacement = "\ufffd";

const words = {
  name: "invalid-encoding",
  severity: "error",
  summary: "The file isn't saved as UTF-8, or an earlier conversion lost a character.",
  section: "file",
  order: 12,
  last: true,
  message: (data: Data, say: Saying): Message => {
    if (data.kind === "utf-16")
      return message("The file is saved as UTF-16, but {0} reads only UTF-8. Save it again as UTF-8.", say.system);
    if (data.kind === "gzip")
      return message(
        "The file is compressed (gzip), and {0} doesn't read compressed CSV files. Unpack it.",
        say.system,
      );
    if (data.kind === "zip")
      return message("The file is a workbook or a ZIP archive, not text. Save it as CSV in UTF-8 for {0}.", say.system);
    if (data.kind === "bytes")
      return message(
        "The file isn't saved as UTF-8, the only encoding that {0} reads. Save it again as UTF-8.",
        say.system,
      );
    return inColumn(
      say,
      data.kind === "written"
        ? message(
            "{0} contains an unreadable character. An earlier program lost the letter. Type it again.",
            say.show(data.text),
          )
        : message(
            '{0} contains an unreadable character because the file isn\'t saved as UTF-8. Export it again as "CSV UTF-8".',
            say.show(data.text),
          ),
    );
  },
} as const;

export default defineCellRule<Data>({
  ...words,
  wakes: { flags: odd },
  check(cell, report) {
    if (!cell.raw.includes(replacement)) return;
    const at = cell.span.start + cell.raw.indexOf(replacement);
    const written = cell.row.facts.validUtf8 === true;
    report(
      { kind: written ? "written" : "cell", text: cell.text },
      { severity: written ? "warning" : "error", span: { start: at, end: at + 1 } },
    );
  },
});

/** What only the bytes tell. */
export const inFile = defineFileRule<Data>({
  ...words,
  check({ facts, document }, report) {
    // A file that says so by its name was hardly meant to be read as text.
    if (facts.compressed)
      report({ kind: facts.compressed, text: "" }, /\.csv$/i.test(document.uri) ? {} : { severity: "warning" });
    else if (facts.encoding?.startsWith("utf-16")) report({ kind: "utf-16", text: facts.encoding });
    // Where the letters are known, the cells tell it.
    else if (facts.validUtf8 === false && !document.pages.some(holdsReplacement)) report({ kind: "bytes", text: "" });
  },
});

const known = new WeakMap<Page, boolean>();

function holdsReplacement(page: Page): boolean {
  let holds = known.get(page);
  if (holds === undefined) {
    holds = page.text.includes(replacement);
    known.set(page, holds);
  }
  return holds;
}
