/** The three invisible bytes that some programs put before the first column's name. */

import { defineFileRule } from "../core/checking/rule.ts";
import { marksBefore, sliceOf } from "../core/text/document.ts";
import { message } from "../core/text/message.ts";

interface Data {
  /** Marks in the text itself: a second one, which readers of files leave in it. */
  readonly inText: number;
  /** The file on disk begins with one that readers take off. */
  readonly onDisk: boolean;
}

export default defineFileRule<Data>({
  name: "byte-order-mark",
  severity: "warning",
  summary: "An invisible byte order mark (BOM) at the start of the file.",
  section: "file",
  aboutLines: true,
  order: 20,
  check({ facts, document }, report) {
    // In UTF-16 the mark is the only thing that says what the file is.
    const onDisk = facts.byteOrderMark === true && facts.encoding !== "utf-16le" && facts.encoding !== "utf-16be";
    const page = document.pages[0];
    const inText = page ? marksBefore(sliceOf(page, 0, Math.min(page.length, marksMax))) : 0;
    if (!onDisk && inText === 0) return;
    // Findings are counted from the header's page; the mark is the file's first character, above any line before the header.
    const isFirst = document.header.page === 0 && document.header.row === 0;
    const base = document.offsets[document.header.page] ?? 0;
    report({ inText, onDisk }, isFirst ? undefined : { span: { start: -base, end: Math.max(1, inText) - base } });
  },
  message: (_, say) =>
    message(
      "The file starts with an invisible byte order mark (BOM). {0} may read it as part of the first column name. Remove it.",
      say.system,
    ),
  fixes: ({ inText, onDisk }) => [
    {
      title: message("Remove the byte order mark"),
      safe: true,
      ...(onDisk
        ? { command: { kind: "removeByteOrderMark" } }
        : { edits: () => [{ start: 0, end: inText, text: "" }] }),
    },
  ],
});

/** Nobody puts more before a file. */
const marksMax = 1000;
