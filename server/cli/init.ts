/** `csv-preflight init`: a file, or a set of files, to start from. */
import fs from "node:fs";
import path from "node:path";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { compileTable } from "../core/filetypes/table.ts";
import { message } from "../core/text/message.ts";
import { withSlashes } from "../disk/reading/files.ts";
import { templateOf, unnamedFolder } from "../features/imports/template.ts";
import { rules } from "../rules/index.ts";
import { UsageError, withHint } from "./args.ts";
import type { Call } from "./commands.ts";
import { reasonOf, shownPath } from "./load.ts";
import { LoadedProfiles } from "./profiles.ts";
import { say, sayErrors, writeOut } from "./terminal.ts";

/** Writes the files of a type, or the whole set of a system by its key; never over others. Answers the exit status. */
export async function init({ operands: [type = "", folder = "."] }: Call<"init">): Promise<number> {
  const target = withSlashes(path.resolve(folder));
  const profile = new LoadedProfiles(undefined, () => {}).of(target);
  const documents = [...builtInDocuments, ...(profile?.schemas ?? [])];
  const tables = documents.map((document) => compileTable(document, profile?.profile ?? {}, rules));
  const open = tables.filter((table) => !table.document.hidden);
  const single = open.find((table) => table.name === type);
  const ofSystem = open.filter((table) => table.name.startsWith(`${type}.`));
  const chosen = single ?? ofSystem[0];
  if (!chosen) {
    const names = [...new Set([...open.map(({ name }) => name.split(".")[0]!), ...open.map(({ name }) => name)])];
    throw new UsageError(withHint(message('there is no file type "{0}"', type), type, names));
  }
  const files = templateOf(chosen.name, tables, { only: single !== undefined });
  const there = files.filter((file) => fs.existsSync(path.join(target, file.path)));
  if (there.length > 0) {
    const names = there.map((file) => shownPath(path.join(target, file.path))).join(", ");
    throw new UsageError(
      there.length === 1
        ? message("{0} already exists; nothing was written", names)
        : message("{0} already exist; nothing was written", names),
    );
  }
  for (const file of files) {
    const full = path.join(target, file.path);
    try {
      fs.mkdirSync(path.dirname(full), { recursive: true });
      fs.writeFileSync(full, file.text, { flag: "wx" });
    } catch (error) {
      sayErrors([message("{0}: {1}", shownPath(full), reasonOf(error, "written"))]);
      return 2;
    }
    await writeOut([`${shownPath(full)}  ${file.fileType}\n`]);
  }
  const company = unnamedFolder(chosen);
  if (company !== undefined) say(company);
  return 0;
}
