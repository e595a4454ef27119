/** Files made of an export, on disk: checked and read back first; all of them are written, or none. */

import path from "node:path";
import type { TableDocument } from "../../core/filetypes/file-type.ts";
import type { Profile } from "../../core/filetypes/profile.ts";
import { type Table, textAboveHeader } from "../../core/filetypes/table.ts";
import { type Message, message } from "../../core/text/message.ts";
import { templateOf } from "../../features/imports/template.ts";
import { type CheckedFile, checkMapped, textOfMapped } from "../../features/mapping/check-mapped.ts";
import type { Mapped } from "../../features/mapping/map-rows.ts";
import { whole } from "../../features/records/walk.ts";
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
  /** Only says whether it would be refused; nothing is written. */
  readonly probe?: boolean;
}

/** `path`: absolute. */
export type WrittenFile = Omit<CheckedFile, "sheet" | "located" | "more">;

/** `exists` asks for a yes; `other` is a no. */
export interface MappedRefusal {
  readonly refused: "exists" | "other";
  readonly message: Message;
}

/** Throws what the system says when a file cannot be written. */
export async function writeMapped(
  mapped: Mapped,
  target: MappedTarget,
): Promise<readonly WrittenFile[] | MappedRefusal> {
  const folder = path.resolve(target.folder);
  if (mapped.people === 0) return { refused: "other", message: message("The export has no rows with people.") };
  const places = new Map(templateOf(target.to, target.tables).map((each) => [each.fileType, each.path]));
  const files = mapped.files.map((file) => {
    const name = places.get(file.table.name) ?? `${file.table.name}.csv`;
    return { file, name, full: path.join(folder, ...name.split("/")), text: textOfMapped(file) };
  });
  const outputs = files.map(({ full, text }) => ({ path: full, content: Buffer.from(text) }));
  const options = { inputs: target.sources, existing: target.overwrite ? "replace" : "refuse", folder } as const;
  const no = outputRefusal(
    outputs.map((each) => each.path),
    options,
  );
  if (no) return no;
  if (target.probe) return [];
  for (const { file, name, text } of files) {
    const { delimiter, raw, escapes } = file.table;
    const above = textAboveHeader(file.table, "\n");
    const { cells } = file;
    const counts = { rows: cells.length - 1, errors: 0, warnings: 0, fixed: 0 };
    const mismatch = await readBack({ text, above, cells, delimiter, raw, escapes, ...counts }, "csv");
    if (mismatch !== undefined) return { refused: "other", message: message("{0}: {1}", name, mismatch) };
  }
  const texts = files.map(({ file, full, text }) => ({ file, path: withSlashes(full), text }));
  const checked = whole(checkMapped(texts, { ...target, rules }));
  const written = checked.map(({ sheet: _sheet, located: _located, more: _more, ...file }, i) => ({
    ...file,
    path: files[i]!.full,
  }));
  return writeOutputs(outputs, options) ?? written;
}
