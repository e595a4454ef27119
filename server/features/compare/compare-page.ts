/** A comparison with the last upload to read, in Markdown. */
import { number } from "../../core/text/message-values.ts";
import { plain } from "../records/markdown.ts";
import { changesOf, type RecordChange } from "./changes.ts";
import { type ChangeKind, type Comparison, changeKinds, isSame, type TypeComparison } from "./compare.ts";
import { countsInWords, goneInWords, notesOf, renamedInWords, valueInWords } from "./compare-sentences.ts";
import type { UndoSet } from "./undo.ts";

const titles = { created: "Created", updated: "Updated", gone: "Gone" } as const;

/** Hands the page out in pieces. `most`: records listed of each kind in each file; the rest is counted. */
export function* comparisonPage(
  comparison: Comparison,
  names: { readonly old: string; readonly new: string },
  most = Number.POSITIVE_INFINITY,
): Generator<string> {
  yield `# Changes since the last upload\n\nFrom ${plain(names.old)} to ${plain(names.new)}: `;
  yield isSame(comparison) ? "nothing would change.\n" : `${countsInWords(comparison.counts)}.\n`;
  for (const type of comparison.types) {
    const { table, newFiles, oldFiles } = type;
    const files = (newFiles.length > 0 ? newFiles : oldFiles).map(({ path }) => path).join(", ");
    yield `\n## ${plain(table.document.title)} (${plain(files)})\n\n${countsInWords(type.counts)}.\n`;
    for (const note of notesOf(type)) yield `\n${plain(note)}\n`;
    for (const kind of changeKinds) yield* kindSection(type, kind, most);
  }
}

function* kindSection(type: TypeComparison, kind: ChangeKind, most: number): Generator<string> {
  const count = type.counts[kind];
  if (count === 0) return;
  yield `\n### ${titles[kind]}: ${number(count)}\n\n`;
  if (kind === "gone") yield `${plain(goneInWords(type))}\n\n`;
  for (const change of changesOf(type, kind, 0, most)) yield recordItem(change);
  if (count > most) yield `- and ${number(count - most)} more\n`;
}

function recordItem(change: RecordChange): string {
  const { key, name, fields, renamed } = change;
  const lines = [`- **${plain(key)}**${name === "" ? "" : ` ${plain(name)}`}`];
  for (const field of fields) lines.push(`  - ${plain(field.title)}: ${plain(valueInWords(field))}`);
  if (renamed) lines.push(`  - ⚠ ${plain(renamedInWords(change))}`);
  return `${lines.join("\n")}\n`;
}

/** What an undo set does and cannot do, in Markdown: goes with its files. */
export function undoPage({ files, remains, errors, warnings }: UndoSet, names: { old: string; new: string }): string {
  const steps = files.map(
    ({ path, title, exported, does }, i) =>
      `${i + 1}. **${plain(path)}** – ${plain(title)}, ${number(exported.rows)} ${exported.rows === 1 ? "row" : "rows"}. ${plain(does)}\n`,
  );
  const way =
    steps.length > 0
      ? `Upload these files in this order to go back:\n\n${steps.join("")}\nOur own check finds ${number(errors)} ${errors === 1 ? "error" : "errors"} and ${number(warnings)} ${warnings === 1 ? "warning" : "warnings"} in them.\n`
      : "There is nothing to upload.\n";
  const rest = remains.length > 0 ? `\n## What stays\n\n${remains.map((line) => `- ${plain(line)}\n`).join("")}` : "";
  return `# Back to the last upload\n\nFrom ${plain(names.new)} back to ${plain(names.old)}. ${way}${rest}`;
}
