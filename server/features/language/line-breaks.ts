/** One kind of line break throughout a file. */
import { type Document, rowEnd } from "../../core/text/document.ts";

/** The text with every row ended by the break that most rows end with (LF when it is a draw). Breaks inside quotes are data and stay. */
export function uniformRows(document: Document): string {
  const rows = document.pages.flatMap((page) =>
    Array.from(page.rows, (start, row) => page.text.slice(start, rowEnd(page, row))),
  );
  const crlf = rows.filter((row) => row.endsWith("\r\n")).length;
  const lf = rows.filter((row) => row.endsWith("\n")).length - crlf;
  const lineBreak = crlf > lf ? "\r\n" : "\n";
  return rows.map((row) => row.replace(/(?:\r\n|\n|\r)$/, lineBreak)).join("");
}
