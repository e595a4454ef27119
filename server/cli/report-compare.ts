/** What an upload would change, for people at a terminal and for scripts. */

import { positionAt } from "../core/text/document.ts";
import { type Message, message, schemaText } from "../core/text/message.ts";
import { visible } from "../core/text/text.ts";
import {
  changesOf,
  type FieldChange,
  type RecordChange,
  type RecordPlace,
  type ShownValue,
} from "../features/compare/changes.ts";
import {
  type ChangeKind,
  type Comparison,
  changeKinds,
  isSame,
  type TypeComparison,
} from "../features/compare/compare.ts";
import {
  countsInWords,
  goneInWords,
  notesOf,
  renamedInWords,
  valueInWords,
} from "../features/compare/compare-sentences.ts";
import { translate } from "./language.ts";

/** One of the two uploads. */
interface ComparedSide {
  /** As it was named. */
  readonly name: string;
  /** "CSV Preflight 0.1.0", for bundles of ours. */
  readonly madeBy: string | undefined;
  readonly faults: readonly Message[];
}

/** What is reported. */
export interface CompareReport {
  readonly old: ComparedSide;
  readonly fresh: ComparedSide;
  readonly comparison: Comparison;
}

const signs = { created: "+", updated: "~", gone: "-" } as const;
const colours = { created: "32", updated: "33", gone: "31" } as const;

/** A plan to read: a line a record, a line a field, and what nobody would guess. */
export function* textComparison({ old, fresh, comparison }: CompareReport, color: boolean): Generator<string> {
  const paint = (code: string, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  for (const type of comparison.types) {
    yield `${paint("1", visible(filesOf(type)))}  ${visible(translate(message("{0}: {1}", schemaText(type.table.document.title), countsInWords(type.counts))))}\n`;
    for (const note of notesOf(type)) yield `  ${visible(translate(note))}\n`;
    for (const kind of changeKinds) {
      for (const change of changesOf(type, kind)) yield paintedChange(change, paint);
      if (kind === "gone" && type.counts.gone > 0) yield `  ${paint("2", visible(translate(goneInWords(type))))}\n`;
    }
    yield "\n";
  }
  const outcome = isSame(comparison) ? message("nothing would change") : countsInWords(comparison.counts);
  yield `${visible(translate(message("{0} → {1}: {2}", old.name, fresh.name, outcome)))}\n`;
}

function filesOf({ newFiles, oldFiles }: TypeComparison): string {
  return (newFiles.length > 0 ? newFiles : oldFiles).map(({ path }) => path).join(", ");
}

type PaintCode = (code: string, text: string) => string;

function paintedChange(change: RecordChange, paint: PaintCode): string {
  const { kind, key, name, fields } = change;
  const renamed = renamedInWords(change);
  const sign = paint(colours[kind], signs[kind]);
  const width = Math.max(0, ...fields.map(({ field }) => field.length));
  const lines = [`  ${sign} ${visible(translate(key))}${name === "" ? "" : `  ${visible(name)}`}`];
  for (const field of fields) {
    lines.push(`      ${visible(field.field.padEnd(width))}  ${visible(translate(valueInWords(field)))}`);
  }
  if (renamed) lines.push(`      ${paint("33", `! ${visible(translate(renamed))}`)}`);
  return `${lines.join("\n")}\n`;
}

/** One object a record; unchanged ones are counted only. Written as it is made. */
export function* jsonComparison({ old, fresh, comparison }: CompareReport): Generator<string> {
  const about = ({ name, madeBy, faults }: CompareReport["old"]): object => ({ path: name, madeBy, faults });
  yield `{"version": 1,\n "old": ${JSON.stringify(about(old))},\n "new": ${JSON.stringify(about(fresh))},\n "files": [`;
  let first = true;
  for (const type of comparison.types) {
    const { table, counts, addedColumns, removedColumns, oldFiles, newFiles } = type;
    const paths = (files: typeof oldFiles): string[] => files.map(({ path }) => path);
    const head = {
      fileType: table.name,
      old: paths(oldFiles),
      new: paths(newFiles),
      ...counts,
      addedColumns,
      removedColumns,
    };
    yield `${first ? "" : ","}\n  ${JSON.stringify(head).slice(0, -1)},"records": [`;
    first = false;
    let between = "";
    for (const kind of changeKinds) {
      for (const change of changesOf(type, kind)) {
        yield `${between}\n   ${JSON.stringify(recordJson(kind, change))}`;
        between = ",";
      }
    }
    yield "]}";
  }
  yield `],\n "summary": ${JSON.stringify(comparison.counts)}}\n`;
}

function recordJson(kind: ChangeKind, { key, name, fields, renamed, old, new: fresh }: RecordChange): object {
  return {
    change: kind,
    key,
    name,
    ...(fresh && { file: fresh.path, line: lineOf(fresh) }),
    ...(old && { oldFile: old.path, oldLine: lineOf(old) }),
    ...(fields.length > 0 && { fields: fields.map(fieldJson) }),
    ...(renamed && { renamedFrom: renamed.key, alike: renamed.by }),
  };
}

function fieldJson({ field, secret, old, new: fresh }: FieldChange): object {
  if (secret) return { field, secret };
  const labelled = (side: string, value: ShownValue | undefined): object =>
    (value && { [side]: value.text, ...(value.label !== undefined && { [`${side}Label`]: value.label }) }) || {};
  return { field, ...labelled("old", old), ...labelled("new", fresh) };
}

/** From 1. */
function lineOf({ sheet, at }: RecordPlace): number {
  const { document } = sheet;
  const page = document.pages[at.page]!;
  return positionAt(document, document.offsets[at.page]! + page.rows[at.row]!).line + 1;
}
