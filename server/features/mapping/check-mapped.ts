/** Files made by a mapping, as text and checked together as they will be, before anything is written. */

import type { LocatedFinding } from "../../core/checking/located-finding.ts";
import { isRollUp } from "../../core/checking/roll-ups.ts";
import type { Sheet } from "../../core/checking/sheet.ts";
import type { TableDocument } from "../../core/filetypes/file-type.ts";
import type { Profile } from "../../core/filetypes/profile.ts";
import { dialectFor, textAboveHeader } from "../../core/filetypes/table.ts";
import { writeCell } from "../../core/text/tokenizer.ts";
import { Workspace } from "../../core/workspace/workspace.ts";
import type { MappedFile } from "./map-rows.ts";

/** What files are checked by. */
export interface MappedRules {
  readonly rules: ConstructorParameters<typeof Workspace>[0];
  readonly documents: readonly TableDocument[];
  readonly profile: Profile;
}

/** A file as it will be checked. */
export interface MappedText {
  readonly file: MappedFile;
  /** Where it will be, with `/`: files of one import find each other by their folders. */
  readonly path: string;
  readonly text: string;
}

export interface CheckedFile {
  readonly path: string;
  readonly fileType: string;
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  /** How many problems each rule reports, among those that were looked at. */
  readonly rules: Readonly<Record<string, number>>;
  readonly sheet: Sheet | undefined;
  readonly located: readonly LocatedFinding[];
  /** There are more problems than were looked at. */
  readonly more: boolean;
}

/** A file as CSV, with a line break at its end. */
export function textOfMapped({ table, cells }: MappedFile): string {
  const dialect = dialectFor(table, cells[0]?.length ?? 0);
  const lines = cells.map((row) =>
    row.length === 1 && row[0] === "" && !table.raw
      ? '""'
      : row.map((cell) => writeCell(cell, dialect)).join(table.delimiter),
  );
  return `${textAboveHeader(table, "\n")}${lines.join("\n")}\n`;
}

/**
 * Checks files one with the other; stops after each part of a file, so that others get their turn.
 * @param limit so many problems of a file are looked at, errors first; all are counted
 */
export function* checkMapped(
  files: readonly MappedText[],
  { rules, documents, profile }: MappedRules,
  limit = Number.POSITIVE_INFINITY,
): Generator<undefined, CheckedFile[]> {
  const workspace = new Workspace(rules, documents);
  workspace.configure(profile, [], []);
  for (const { file, path, text } of files) {
    workspace.choose(path, file.table.name);
    workspace.put({ uri: path, path, open: false, version: 0 }, text);
    yield;
  }
  for (const { sheet } of workspace.entries())
    while (sheet && !sheet.complete) {
      sheet.advance(1);
      yield;
    }
  return files.map(({ file, path }) => {
    const sheet = workspace.sheet(path);
    const counts: Record<string, number> = {};
    const { located: all, left } = sheet?.findings(limit) ?? { located: [], left: 0 };
    const located = all.filter(({ finding }) => !isRollUp(finding.data));
    for (const { finding } of located) counts[finding.rule.name] = (counts[finding.rule.name] ?? 0) + 1;
    const { error = 0, warning = 0 } = sheet?.counts() ?? {};
    const rows = file.cells.length - 1;
    return {
      path,
      fileType: file.table.name,
      rows,
      errors: error,
      warnings: warning,
      rules: counts,
      sheet,
      located,
      more: left > 0,
    };
  });
}
