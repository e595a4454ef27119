/** Files made of an export, on disk: checked and read back first; all of them are written, or none. */
import path from "node:path";
import { isRollUp } from "../../core/checking/roll-ups.ts";
import type { TableDocument } from "../../core/filetypes/file-type.ts";
import type { Profile } from "../../core/filetypes/profile.ts";
import type { Table } from "../../core/filetypes/table.ts";
import { writeCell } from "../../core/text/tokenizer.ts";
import { Workspace } from "../../core/workspace/workspace.ts";
import { templateOf } from "../../features/imports/template.ts";
import type { Mapped, MappedFile } from "../../features/mapping/mapping.ts";
import { rules } from "../../rules/index.ts";
import { withSlashes } from "../reading/files.ts";
import { outputRefusal, writeOutputs } from "./output.ts";
import { readBack } from "./read-back.ts";

export interface MappedTarget {
  /** The folder to write to; made when it is not there. */
  readonly folder: string;
  /** A yes to replacing files that are there. */
  readonly overwrite: boolean;
  /** Files that were read: never written to. */
  readonly sources: readonly string[];
  /** The file type of people. */
  readonly to: string;
  readonly tables: readonly Table[];
  readonly documents: readonly TableDocument[];
  readonly profile: Profile;
}

export interface WrittenFile {
  /** Absolute. */
  readonly path: string;
  readonly fileType: string;
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  /** How often each rule speaks. */
  readonly rules: Readonly<Record<string, number>>;
}

/** `exists` asks for a yes; `other` is a no. */
export interface MappedRefusal {
  readonly refused: "exists" | "other";
  readonly message: string;
}

/** Throws what the system says when a file cannot be written. */
export async function writeMapped(
  mapped: Mapped,
  target: MappedTarget,
): Promise<readonly WrittenFile[] | MappedRefusal> {
  const folder = path.resolve(target.folder);
  if (mapped.people === 0) return { refused: "other", message: "The export has no rows of people." };
  const places = new Map(templateOf(target.to, target.tables).map((each) => [each.fileType, each.path]));
  const files = mapped.files.map((file) => {
    const name = places.get(file.table.name) ?? `${file.table.name}.csv`;
    return { file, name, full: path.join(folder, ...name.split("/")), text: textOf(file) };
  });
  const outputs = files.map(({ full, text }) => ({ path: full, content: Buffer.from(text) }));
  const options = { inputs: target.sources, existing: target.overwrite ? "replace" : "refuse", folder } as const;
  const no = outputRefusal(
    outputs.map((each) => each.path),
    options,
  );
  if (no) return no;
  for (const { file, name, text } of files) {
    const { delimiter, raw } = file.table;
    const rows = file.cells.length - 1;
    const mismatch = await readBack({ text, cells: file.cells, rows, delimiter, raw, errors: 0, warnings: 0 }, "csv");
    if (mismatch !== undefined) return { refused: "other", message: `${name}: ${mismatch}` };
  }
  const checked = check(files, target);
  return writeOutputs(outputs, options) ?? checked;
}

function textOf({ table, cells }: MappedFile): string {
  const dialect = { delimiter: table.delimiter, raw: table.raw, columns: cells[0]?.length ?? 0 };
  const lines = cells.map((row) =>
    row.length === 1 && row[0] === "" && !table.raw
      ? '""'
      : row.map((cell) => writeCell(cell, dialect)).join(table.delimiter),
  );
  return `${lines.join("\n")}\n`;
}

/** What the files have wrong, one with the other, before they are written. */
function check(
  files: readonly { file: MappedFile; full: string; text: string }[],
  { documents, profile }: MappedTarget,
): WrittenFile[] {
  const workspace = new Workspace(rules, documents);
  workspace.configure(profile, [], []);
  for (const { file, full, text } of files) {
    const at = withSlashes(full);
    workspace.choose(at, file.table.name);
    workspace.put({ uri: at, path: at, open: false, version: 0 }, text);
  }
  for (const { sheet } of workspace.entries()) sheet?.advance(Number.POSITIVE_INFINITY);
  return files.map(({ file, full }) => {
    const sheet = workspace.sheet(withSlashes(full));
    const spoken: Record<string, number> = {};
    for (const { finding } of sheet?.findings().placed ?? [])
      if (!isRollUp(finding.data)) spoken[finding.rule.name] = (spoken[finding.rule.name] ?? 0) + 1;
    const { error = 0, warning = 0 } = sheet?.counts() ?? {};
    const rows = file.cells.length - 1;
    return { path: full, fileType: file.table.name, rows, errors: error, warnings: warning, rules: spoken };
  });
}
