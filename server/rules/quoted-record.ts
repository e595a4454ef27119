/** Records that stand in one pair of quotes as a whole, and cells in curly quotes, which do not quote. */
import { eachLine, type RecordSpan, recordAt, recordOf, withoutQuotes } from "../core/checking/fix-context.ts";
import { headerSpan } from "../core/checking/located-finding.ts";
import { defineFileRule, defineRowRule, type Fix, type FixContext, type Saying } from "../core/checking/rule.ts";
import { type Message, message } from "../core/text/message.ts";
import type { Edit } from "../core/text/text.ts";
import { curlyCellsForm, curlyForm, plainForm, type RecordForm } from "../core/text/tokenizer.ts";

interface Data {
  readonly form: RecordForm;
  /** What it concerns: this record, the line of column names alone, or that line and those below it. */
  readonly extent: "record" | "header" | "file";
  /** Without the quotes it has as many cells as the header. */
  readonly fits: boolean;
}

const words = {
  name: "quoted-record",
  severity: "error",
  summary: "A whole row is in one pair of quotes, or its cells are in curly quotes.",
  section: "file",
  aboutLines: true,
  order: 30,
  rollsUp: true,
  message: ({ form, extent }: Data, say: Saying): Message => {
    if (form === curlyCellsForm)
      return extent === "record"
        ? message(
            "The cells of this row are in curly quotes. {0} reads them as part of the values. Replace them.",
            say.system,
          )
        : message(
            "The cells are in curly quotes. {0} reads them as part of the names and values. Replace them.",
            say.system,
          );
    if (form === curlyForm)
      return message(
        "This row is in curly quotes. {0} reads them as part of its first and last value. Remove them.",
        say.system,
      );
    return extent === "file"
      ? message(
          "Every row is in one pair of quotes. {0} reads each row as a single cell. Remove the quotes.",
          say.system,
        )
      : message(
          "The whole row is in one pair of quotes. {0} reads it as a single cell. Remove the quotes.",
          say.system,
        );
  },
  fixes: ({ form, extent, fits }: Data): Fix[] => [
    {
      title: titleOf(form, extent),
      safe: fits,
      edits: extent === "record" ? removeQuotes : removeAllQuotes,
    },
  ],
} as const;

export default defineRowRule<Data>({
  ...words,
  wakes: {},
  check(row, report) {
    if (row.form === plainForm || row.binding.form !== plainForm) return;
    report({ form: row.form, extent: "record", fits: row.linesUp && row.isSeparated });
  },
});

/** A file whose header is in quotes: its records are read without them. */
export const inFile = defineFileRule<Data>({
  ...words,
  check({ binding, document, inQuotes }, report) {
    if (!binding || binding.form === plainForm) return;
    const extent = inQuotes > 0 ? "file" : "header";
    report({ form: binding.form, extent, fits: true }, { span: headerSpan(document) });
  },
});

function titleOf(form: RecordForm, extent: Data["extent"]): Message {
  if (form === curlyCellsForm) return message("Replace the curly quotes");
  return extent === "record"
    ? message("Remove the quotes around the row")
    : message("Remove the quotes around all rows");
}

function removeQuotes(at: FixContext): readonly Edit[] | undefined {
  const record = recordOf(at);
  const edits = record && editsFor(at, record);
  return edits && edits.length > 0 ? edits : undefined;
}

/** The header's quotes, and those of all records below it. */
function removeAllQuotes(at: FixContext): readonly Edit[] {
  const edits: Edit[] = [];
  eachLine(at, (page, row) => edits.push(...editsFor(at, recordAt(at, page, row))));
  return edits;
}

function editsFor({ document }: FixContext, record: RecordSpan): Edit[] {
  const text = withoutQuotes(record.text, document.dialect);
  return text === undefined ? [] : [{ start: record.start, end: record.contentEnd, text }];
}
