/** What to upload, in which order, and what stands in the way. */

import { anyTenant } from "../../core/filetypes/folder-pattern.ts";
import type { Table } from "../../core/filetypes/table.ts";
import { number } from "../../core/text/message-values.ts";
import { fileName } from "../../core/workspace/folders.ts";
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
  readonly reasons: readonly string[];
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  /** The name under which it is handed over, where the system looks at more than the file's own name. */
  readonly key: string | undefined;
}

/** The plan of one import. Reads its files. */
export function uploadPlan(set: FileSet): UploadPlan {
  for (const { sheet } of set.files) readAll(sheet);
  const steps: Omit<UploadStep, "number">[] = [];
  /** Tables whose rows will not be there when the next file goes up, and why. */
  const blocked = new Map<string, string>();
  const present = new Set(set.files.map(({ sheet }) => sheet.table.name));
  for (const { table, needed } of set.missing) {
    if (needed)
      blocked.set(table.name, `${table.document.title}: ${table.document.files[0] ?? "the file"} is missing.`);
  }
  for (const { sheet, path } of set.files) {
    const { table } = sheet;
    const { error, warning } = sheet.counts();
    const reasons: string[] = [];
    if (error > 0) reasons.push(`It has ${number(error)} ${error === 1 ? "error" : "errors"}.`);
    for (const key of table.document.foreignKeys ?? []) {
      const why = blocked.get(key.reference.table);
      if (why !== undefined && !reasons.includes(why)) reasons.push(why);
    }
    const key = keyOf(table, path);
    if (key.problem !== undefined) reasons.push(key.problem);
    if (reasons.length > 0) blocked.set(table.name, `${table.document.title} must go up before it.`);
    const empty = sheet.rows === 0 && reasons.length === 0;
    const notes = empty ? ["It has no rows: there is nothing to upload."] : notesOn(table, present);
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
    const reasons = [needed ? "The other files need it." : "Optional: not in this set."];
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
export function planPage(plan: UploadPlan, name: string): string {
  const lines = plan.steps.map((step) => {
    const file = step.path === undefined ? (step.table.document.files[0] ?? "") : fileName(step.path);
    const key = step.key === undefined ? "" : ` Hand it over as ${code(step.key)}.`;
    const said =
      step.reasons.map(plain).join(" ") || (step.warnings > 0 ? `Ready; ${step.warnings} warnings.` : "Ready.");
    return `${step.number}. ${marks[step.state]} **${plain(file)}** – ${plain(step.table.document.title)}, ${number(step.rows)} ${step.rows === 1 ? "row" : "rows"}. ${said}${key}`;
  });
  const verdict = plan.ready ? "Everything that is there can go up." : "Something still stands in the way.";
  const title = name === "" ? "" : `: ${plain(name)}`;
  return `# Upload plan for ${plain(plan.system)}${title}\n\n${verdict} Upload in this order:\n\n${lines.join("\n")}\n`;
}

/** What a file relies on that this set does not hold. */
function notesOn(table: Table, present: ReadonlySet<string>): string[] {
  const others = (table.document.foreignKeys ?? []).filter(({ reference, absent }) => {
    return absent !== undefined && !present.has(reference.table);
  });
  return others.length === 0 ? [] : ["What it refers to is not in this set and must have gone up before."];
}

/** The path that a file is uploaded under, for systems that look at its folders; nothing for others. */
export function keyOf(table: Table, path: string): { readonly key: string | undefined; readonly problem?: string } {
  const folder = folderFor(table);
  const pattern = table.document.folders?.[0];
  if (folder === undefined || pattern === undefined) return { key: undefined };
  const wanted = anyTenant(pattern).split("/");
  const names = path.split("/").slice(0, -1).slice(-wanted.length);
  const name = fileName(path);
  const fits = names.length === wanted.length && wanted.every((part, i) => fitsName(part, names[i]!));
  if (fits) return { key: [...names, name].join("/") };
  const key = `${folder.path}/${name}`;
  if (folder.unset.length === 0) return { key };
  const problem = `The file must be uploaded as ${key}. Set ${folder.unset.join(" and ")} in csv-preflight.json, or move the file to such a folder.`;
  return { key: undefined, problem };
}

function fitsName(pattern: string, name: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]+");
  return new RegExp(`^${source}$`, "i").test(name);
}
