/** A comparison with the last upload to read, in Markdown. */
import { joined, type Message, message, schemaText, type Value } from "../../core/text/message.ts";
import { plain } from "../records/markdown.ts";
import { changesOf, type RecordChange } from "./changes.ts";
import { type ChangeKind, type Comparison, changeKinds, isSame, type TypeComparison } from "./compare.ts";
import { countsInWords, goneInWords, notesOf, renamedInWords, valueInWords } from "./compare-sentences.ts";
import type { UndoSet } from "./undo.ts";

const titles = { created: message("Created"), updated: message("Updated"), gone: message("Gone") } as const;

/** Hands the page out in pieces. `most`: records listed of each kind in each file; the rest is counted. */
export function* comparisonPage(
  comparison: Comparison,
  names: { readonly old: string; readonly new: string },
  most = Number.POSITIVE_INFINITY,
): Generator<Message> {
  const [old, fresh] = [plain(names.old), plain(names.new)];
  const result = isSame(comparison)
    ? message("From {0} to {1}: nothing would change.", old, fresh)
    : message("From {0} to {1}: {2}.", old, fresh, countsInWords(comparison.counts));
  yield lines("# ", message("Changes since the last upload"), "\n\n", result, "\n");
  for (const type of comparison.types) {
    const { table, newFiles, oldFiles } = type;
    const files = (newFiles.length > 0 ? newFiles : oldFiles).map(({ path }) => path).join(", ");
    const heading = message("{0} ({1})", plain(schemaText(table.document.title)), plain(files));
    yield lines("\n## ", heading, "\n\n", countsInWords(type.counts), ".\n");
    for (const note of notesOf(type)) yield lines("\n", plain(note), "\n");
    for (const kind of changeKinds) yield* kindSection(type, kind, most);
  }
}

function* kindSection(type: TypeComparison, kind: ChangeKind, most: number): Generator<Message> {
  const count = type.counts[kind];
  if (count === 0) return;
  yield lines("\n### ", titles[kind], ": ", count, "\n\n");
  if (kind === "gone") yield lines(plain(goneInWords(type)), "\n\n");
  for (const change of changesOf(type, kind, 0, most)) yield recordItem(change);
  if (count > most) yield lines("- ", message("and {0} more", count - most), "\n");
}

function recordItem(change: RecordChange): Message {
  const { key, name, fields } = change;
  const renamed = renamedInWords(change);
  return lines(
    "- **",
    plain(key),
    name === "" ? "**\n" : `** ${plain(name)}\n`,
    ...fields.map((field) => lines("  - ", plain(field.title), ": ", plain(valueInWords(field)), "\n")),
    ...(renamed ? [lines("  - ⚠ ", plain(renamed), "\n")] : []),
  );
}

/** What an undo set does and cannot do, in Markdown: goes with its files. */
export function undoPage(
  { files, remains, errors, warnings }: UndoSet,
  names: { readonly old: string; readonly new: string },
): Message {
  const steps = files.map(({ path, title, exported, does }, i) => {
    const rows = exported.rows === 1 ? message("1 row") : message("{0} rows", exported.rows);
    return lines(`${i + 1}. **${plain(path)}** – `, plain(title), ", ", rows, ". ", plain(does), "\n");
  });
  const intro = message("From {0} back to {1}.", plain(names.new), plain(names.old));
  const way =
    steps.length > 0
      ? [
          lines(intro, " ", message("Upload these files in this order to go back:"), "\n\n"),
          ...steps,
          lines("\n", checkedInWords(errors, warnings), "\n"),
        ]
      : [lines(intro, " ", message("There is nothing to upload."), "\n")];
  const rest =
    remains.length > 0
      ? [lines("\n## ", message("What stays"), "\n\n"), ...remains.map((line) => lines("- ", plain(line), "\n"))]
      : [];
  return lines("# ", message("Back to the last upload"), "\n\n", ...way, ...rest);
}

function checkedInWords(errors: number, warnings: number): Message {
  return message(
    "The check finds {0} and {1} in them.",
    errors === 1 ? message("1 error") : message("{0} errors", errors),
    warnings === 1 ? message("1 warning") : message("{0} warnings", warnings),
  );
}

function lines(...parts: readonly Value[]): Message {
  return joined(parts, "");
}
