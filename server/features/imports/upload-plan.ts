/** What to upload, in which order, and what has to be fixed first. */

import { anyTenant } from "../../core/filetypes/folder-pattern.ts";
import type { Table } from "../../core/filetypes/table.ts";
import { joined, listOf, type Message, message, schemaText } from "../../core/text/message.ts";
import { fileName } from "../../core/workspace/folders.ts";
import { matchesName } from "../../core/workspace/globs.ts";
import { code, plain } from "../records/markdown.ts";
import { readAll } from "../records/records.ts";
import { type FileSet, orderOf } from "./sets.ts";
import { folderFor } from "./template.ts";

export interface UploadPlan {
  readonly folder: string;
  readonly system: string;
  readonly steps: readonly UploadStep[];
  /** True when every file that is there can go up. */
  readonly ready: boolean;
}

export interface UploadStep {
  /** From 1. */
  readonly number: number;
  readonly table: Table;
  /** Absolute; undefined for a file that is not there. */
  readonly path: string | undefined;
  readonly uri: string | undefined;
  /** `missing`: not there, or without rows, and not needed. */
  readonly state: "ready" | "blocked" | "missing";
  /** What blocks it, or what to know: whole sentences. */
  readonly reasons: readonly Message[];
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  /** The name under which it is uploaded, where the system looks at more than the file's own name. */
  readonly key: string | undefined;
}

/** The plan of one import. Reads its files. */
export function uploadPlan(set: FileSet): UploadPlan {
  for (const { sheet } of set.files) readAll(sheet);
  const steps: Omit<UploadStep, "number">[] = [];
  /** Tables whose rows will not be there when the next file goes up, and why. */
  const blocked = new Map<string, Message>();
  const present = new Set(set.files.map(({ sheet }) => sheet.table.name));
  for (const { table, needed } of set.missing) {
    const [name] = table.document.files;
    const title = schemaText(table.document.title);
    if (needed)
      blocked.set(table.name, name ? message("{0} is missing.", name) : message("{0}: The file is missing.", title));
  }
  for (const { sheet, path } of set.files) {
    const { table } = sheet;
    const { error, warning } = sheet.counts();
    const reasons: Message[] = [];
    if (error > 0) reasons.push(error === 1 ? message("1 error to fix.") : message("{0} errors to fix.", error));
    for (const key of table.document.foreignKeys ?? []) {
      const why = blocked.get(key.reference.table);
      if (why && !reasons.includes(why)) reasons.push(why);
    }
    const key = keyOf(table, path);
    if (key.problem) reasons.push(key.problem);
    if (reasons.length > 0) blocked.set(table.name, message("Upload {0} before this file.", fileName(path)));
    const empty = sheet.rows === 0 && reasons.length === 0;
    const notes = empty ? [message("No rows to upload.")] : notesOn(table, present);
    steps.push({
      table,
      path,
      uri: sheet.uri,
      state: reasons.length > 0 ? "blocked" : empty ? "missing" : "ready",
      reasons: reasons.length > 0 ? reasons : notes,
      rows: sheet.rows,
      errors: error,
      warnings: warning,
      key: key.key,
    });
  }
  for (const { table, needed } of set.missing) {
    const reasons = [needed ? message("The other files require it.") : message("Optional. Not part of this import.")];
    const state = needed ? "blocked" : "missing";
    const nothing = { path: undefined, uri: undefined, rows: 0, errors: 0, warnings: 0, key: undefined };
    steps.push({ table, state, reasons, ...nothing });
  }
  steps.sort((a, b) => orderOf(a.table) - orderOf(b.table));
  return {
    folder: set.folder,
    system: set.system,
    steps: steps.map((step, i) => ({ number: i + 1, ...step })),
    ready: steps.every(({ state }) => state !== "blocked"),
  };
}

const marks = { ready: "✓", blocked: "✗", missing: "–" } as const;

/** A plan to read, in Markdown. `name`: of the import, as a person would call it. */
export function planPage(plan: UploadPlan, name: string): Message {
  const lines = plan.steps.map((step) => {
    const file = step.path === undefined ? (step.table.document.files[0] ?? "") : fileName(step.path);
    const key = step.key === undefined ? [] : [message("Upload it as {0}.", code(step.key))];
    const said = step.reasons.length > 0 ? step.reasons.map((reason) => plain(reason)) : [readiness(step.warnings)];
    const title = plain(schemaText(step.table.document.title));
    const rows = step.rows === 1 ? message("1 row") : message("{0} rows", step.rows);
    const about = joined([title, ", ", rows, ". ", joined([...said, ...key], " ")], "");
    return joined([`${step.number}. ${marks[step.state]} **${plain(file)}** – `, about], "");
  });
  const heading =
    name === ""
      ? message("Upload plan for {0}", plain(plan.system))
      : message("Upload plan for {0}: {1}", plain(plan.system), plain(name));
  const verdict = plan.ready
    ? message("All files here are ready to upload.")
    : message("Some files aren't ready to upload yet.");
  const intro = joined([verdict, message("Upload in this order:")], " ");
  return joined(["# ", heading, "\n\n", intro, "\n\n", joined(lines, "\n"), "\n"], "");
}

function readiness(warnings: number): Message {
  if (warnings === 0) return message("Ready.");
  return warnings === 1 ? message("Ready, with 1 warning.") : message("Ready, with {0} warnings.", warnings);
}

/** What a file relies on that this set does not hold. */
function notesOn(table: Table, present: ReadonlySet<string>): Message[] {
  const others = (table.document.foreignKeys ?? []).filter(({ reference, absent }) => {
    return absent !== undefined && !present.has(reference.table);
  });
  return others.length === 0
    ? []
    : [message("It refers to files that aren't part of this import. Upload those first.")];
}

/** The path that a file is uploaded under, for systems that look at its folders; nothing for others. */
export function keyOf(table: Table, path: string): { readonly key: string | undefined; readonly problem?: Message } {
  const folder = folderFor(table);
  const pattern = table.document.folders?.[0];
  if (folder === undefined || pattern === undefined) return { key: undefined };
  const wanted = anyTenant(pattern).split("/");
  const names = path.split("/").slice(0, -1).slice(-wanted.length);
  const name = fileName(path);
  const fits =
    names.length === wanted.length && wanted.every((part, i) => matchesName(names[i]!, part.replaceAll("*", "?*")));
  if (fits) return { key: [...names, name].join("/") };
  const key = `${folder.path}/${name}`;
  if (folder.unset.length === 0) return { key };
  const problem = message(
    "The file must be uploaded as {0}. Set {1} in csv-preflight.json, or move the file to that folder.",
    key,
    listOf(folder.unset),
  );
  return { key: undefined, problem };
}
