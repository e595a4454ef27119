/** Text that was read with the wrong encoding, or in which escapes of another program are left. */
import { defineCellRule } from "../core/checking/rule.ts";
import type { Field } from "../core/filetypes/file-type.ts";
import { isSheetError } from "../core/filetypes/spreadsheet.ts";
import { isProse, plainValue } from "../core/filetypes/values.ts";
import { type Garbling, garbledIn } from "../core/text/garbled.ts";
import { type Message, message } from "../core/text/message.ts";
import { quoteValue } from "../core/text/message-values.ts";
import { trimSpaces } from "../core/text/text.ts";
import { inColumn, replaceBy } from "./words.ts";

interface Data {
  readonly value: string;
  readonly how: Garbling;
  /** What it was; undefined where that cannot be known. */
  readonly repaired: string | undefined;
}

export default defineCellRule<Data>({
  name: "garbled-text",
  severity: "warning",
  summary: "Letters were garbled when the text was read or saved with the wrong encoding.",
  section: "file",
  order: 16,
  wakes: { garbled: true },
  check(cell, report) {
    const { column } = cell;
    const field = column?.field;
    // Nobody must see a password, not even a repaired one.
    if (cell.isSecret || cell.value === "" || isSheetError(cell.value)) return;
    // An invisible character may be half of a letter.
    const text = trimSpaces(cell.text);
    const isText = isProse(field) || field?.type === "person-name";
    // Escapes are made of letters that ids and addresses may have.
    if (!isText && /^[\0-\x7f]*$/.test(text)) return;
    const found = garbledIn(text, isName(field));
    if (!found) return;
    const repaired = found.repaired === undefined ? undefined : plainValue(found.repaired, field);
    if (repaired === text) return;
    const { how } = found;
    report({ value: text, how, repaired }, { enough: true, ...(isText ? {} : { severity: "error" }) });
  },
  message({ value, how, repaired }, say) {
    const shown = say.show(value);
    // Shown as a part of the value: where that is hidden, this is.
    const meant =
      repaired !== undefined && say.show(repaired) === quoteValue(repaired) ? say.show(repaired) : undefined;
    const happened = whatHappened(shown, how);
    return inColumn(say, meant === undefined ? happened : message("{0} It was probably {1}.", happened, meant));
  },
  fixes: ({ repaired }, finding) =>
    repaired === undefined || repaired === "" ? [] : [replaceBy(finding, repaired, false)],
});

/** A person's name, in which a question mark is never meant. */
function isName(field: Field | undefined): boolean {
  return field?.type === "person-name" || /^(?:full|first|last)-name$/.test(field?.means ?? "");
}

function whatHappened(shown: string, how: Garbling): Message {
  switch (how.kind) {
    case "encoding":
      return message("{0} is garbled: {1} text was read as {2}.", shown, how.written, how.read);
    case "html":
      return message("{0} contains an HTML code ({1}) instead of the character.", shown, how.sign);
    case "url":
      return message("{0} contains a URL code ({1}) instead of the character.", shown, how.sign);
    case "sheet":
      return message("{0} contains a spreadsheet's code ({1}) instead of the character.", shown, how.sign);
    case "escape":
      return message("{0} contains an escape of another program ({1}) instead of the character.", shown, how.sign);
    case "lost":
      return message('{0} lost a letter: an earlier program saved it as "?". Enter the letter again.', shown);
  }
}
