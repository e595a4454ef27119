/** Characters that were lost because the file is not UTF-8. */

import { defineCellRule, defineFileRule, type Saying } from "../core/checking/rule.ts";
import type { Page } from "../core/text/document.ts";
import { odd } from "../core/text/tokenizer.ts";

interface Data {
  /** `cell`: a replacement sign in a cell. `written`: it really stands in the file. `bytes`: only the bytes tell. Else the encoding. */
  readonly kind: "cell" | "written" | "bytes" | "utf-16";
  readonly text: string;
}

const replacement = "\ufffd";

const words = {
  name: "invalid-encoding",
  severity: "error",
  summary: "Bytes that are not UTF-8, or a letter that an earlier conversion has destroyed.",
  section: "file",
  order: 12,
  last: true,
  message: (data: Data, say: Saying): string => {
    if (data.kind === "utf-16")
      return `This file is saved as UTF-16. ${say.system} reads UTF-8 only: save it again with that encoding.`;
    if (data.kind === "bytes")
      return `This file is not saved as UTF-8, the only encoding ${say.system} reads. Save it again with that encoding.`;
    const where = say.field ? `${say.field.name}: ` : "";
    const lost = `${where}${say.show(data.text)} holds the sign for an unreadable letter.`;
    return data.kind === "written"
      ? `${lost} An earlier program has lost the letter: type it again.`
      : `${lost} The file is not saved as UTF-8: export it again as "CSV UTF-8".`;
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
    if (facts.encoding?.startsWith("utf-16")) report({ kind: "utf-16", text: facts.encoding });
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
