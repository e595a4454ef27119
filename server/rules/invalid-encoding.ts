/** Characters that were lost because the file is not UTF-8. */
import type { Page } from "../core/document.ts";
import { defineCellRule, defineFileRule, type Saying } from "../core/rule.ts";

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
  docs: `
All three importers read UTF-8. A spreadsheet that saves as plain "CSV" on Windows writes another encoding; read as
UTF-8 its accented letters turn into the replacement sign U+FFFD, and that is what ends up in the user's name. The letters
cannot be brought back from this file: export it again as "CSV UTF-8".

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail
u1,Andr‹FFFD› Lee,Admin,America/Chicago,andre.lee@example.com
       ^^^^^^ invalid-encoding: name: "Andr‹FFFD› Lee" holds the sign for an unreadable letter. The file is not saved as UTF-8: export it again as "CSV UTF-8".
\`\`\`

A file in UTF-16 (some exports are) is told once.

\`\`\`csv turvo.user encoding=utf-16le
id,name,permission,timezone,userEmail
^^ invalid-encoding: This file is saved as UTF-16. Turvo reads UTF-8 only: save it again with that encoding.
u1,André Lee,Admin,America/Chicago,andre.lee@example.com
\`\`\`

When the sign itself was saved, the file is UTF-8, but some program before has lost the letter.

\`\`\`csv turvo.user validUtf8=true
id,name,permission,timezone,userEmail
u1,Andr‹FFFD› Lee,Admin,America/Chicago,andre.lee@example.com
       ~~~~~~ invalid-encoding: name: "Andr‹FFFD› Lee" holds the sign for an unreadable letter. An earlier program has lost the letter: type it again.
\`\`\`

Letters of any script are fine in UTF-8.

\`\`\`csv turvo.user
id,name,permission,timezone,userEmail
u1,André Łukasz 李,Admin,America/Chicago,andre.lee@example.com
\`\`\`
`,
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
  check(cell, report) {
    if (cell.flags === 0 || !cell.raw.includes(replacement)) return;
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
