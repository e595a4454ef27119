/** An import made ready for upload: its files written anew, laid out in the order of upload, and what a manifest says of them. */

import { isRollUp } from "../../core/checking/roll-ups.ts";
import { type LinkTargets, Sheet } from "../../core/checking/sheet.ts";
import type { Table } from "../../core/filetypes/table.ts";
import { openDocument } from "../../core/text/document.ts";
import { type Message, message } from "../../core/text/message.ts";
import { formatFor } from "../../core/workspace/detect.ts";
import { fileName, namesAmong } from "../../core/workspace/folders.ts";
import type { Workspace } from "../../core/workspace/workspace.ts";
import { type FileSet, orderOf } from "../imports/sets.ts";
import { safeName } from "../imports/template.ts";
import { keyOf } from "../imports/upload-plan.ts";
import { lostLetters, readAll } from "../records/records.ts";
import { type Exported, exportCsv } from "./export.ts";

/** A bundle comes with a manifest, a Data Package with a descriptor. */
export type BundleKind = "bundle" | "datapackage";

/** The version of the manifest's shape. */
export const manifestVersion = 1;
/** The manifest's name in a bundle. */
export const manifestName = "manifest.json";
/** The descriptor's name in a Data Package. */
export const descriptorName = "datapackage.json";

export interface BundleFile {
  /** In the bundle, `/` between names; never leads out of it. */
  readonly path: string;
  /** Where it came from, absolute. */
  readonly source: string;
  readonly fileType: string;
  readonly table: Table;
  readonly exported: Exported;
  /** What the whole bundle's files still have wrong, one with the other. */
  readonly problems: BundleProblems;
}

export interface BundleProblems {
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
  /** How often each rule speaks; no values. */
  readonly rules: Readonly<Record<string, number>>;
}

export interface Bundle {
  readonly system: string;
  /** In the order of upload. */
  readonly files: readonly BundleFile[];
  readonly errors: number;
  readonly warnings: number;
  /** What keeps it from being made at all, in words. */
  readonly obstacle: Message | undefined;
}

/** Writes the files of an import anew, with all safe fixes made, and checks them again as they are then. */
export function bundleOf(workspace: Workspace, set: FileSet): Bundle {
  const files = set.files.filter(({ sheet }) => !sheet.table.document.hidden);
  const written = files.map(({ sheet, path }) => {
    readAll(sheet);
    return { sheet, path, exported: exportCsv(sheet) };
  });
  const fresh = checkTogether(workspace, written);
  const perType = new Map<string, number>();
  for (const { sheet } of files) perType.set(sheet.table.name, (perType.get(sheet.table.name) ?? 0) + 1);
  let obstacle: Message | undefined;
  const nameOf = namesAmong(files.map(({ path }) => path));
  const taken = new Set<string>([manifestName]);
  const laidOut = written.map(({ sheet, path, exported }, i): BundleFile => {
    const { key, problem } = keyOf(sheet.table, path);
    obstacle ??= lostLetters(sheet, nameOf(path)) ?? (problem && message("{0}: {1}", nameOf(path), problem));
    const wanted = key ?? placeOf(sheet, path, perType.get(sheet.table.name) === 1);
    return {
      path: untaken(wanted, taken),
      source: path,
      fileType: sheet.table.name,
      table: sheet.table,
      exported,
      problems: problemsOf(fresh[i]!),
    };
  });
  const sum = (count: (problems: BundleProblems) => number): number =>
    laidOut.reduce((total, file) => total + count(file.problems), 0);
  if (files.length === 0) obstacle = message("There is no import file.");
  return {
    system: set.system,
    files: laidOut,
    errors: sum(({ errors }) => errors),
    warnings: sum(({ warnings }) => warnings),
    obstacle,
  };
}

/** The written files as sheets that know of each other. */
function checkTogether(
  workspace: Workspace,
  written: readonly { readonly sheet: Sheet; readonly exported: Exported }[],
): Sheet[] {
  const fresh = new Map<Sheet, Sheet>();
  for (const { sheet, exported } of written) {
    const document = openDocument(sheet.uri, exported.text, formatFor(sheet.table, exported.delimiter), 0);
    fresh.set(sheet, new Sheet(document, sheet.table, sheet.rules, {}, sheet.suppressions));
  }
  const targets: LinkTargets = {
    structure: 0,
    find: (from, table) => workspace.find(from, table).map((target) => fresh.get(target) ?? target),
    findUnrecognized: (from, table) => workspace.findUnrecognized(from, table),
  };
  for (const [old, sheet] of fresh) sheet.links = old.links?.for(sheet, targets);
  for (const sheet of fresh.values()) readAll(sheet);
  return [...fresh.values()];
}

function problemsOf(sheet: Sheet): BundleProblems {
  const { error, warning, information } = sheet.counts();
  const rules = new Map<string, number>();
  for (const { finding } of sheet.findings().located) {
    if (!isRollUp(finding.data)) rules.set(finding.rule.name, (rules.get(finding.rule.name) ?? 0) + 1);
  }
  const sorted = [...rules].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return { errors: error, warnings: warning, information, rules: Object.fromEntries(sorted) };
}

/** A numbered folder of its own for each step, so that two files of one name do not meet; the file is called as the system wants it. */
function placeOf(sheet: Sheet, path: string, alone: boolean): string {
  const { name, document } = sheet.table;
  const own = fileName(path);
  const usual = document.files.find((file) => file.toLowerCase() === own.toLowerCase());
  const called = usual ?? (alone && document.files[0] !== undefined ? document.files[0] : safeName(own));
  const order = orderOf(sheet.table);
  if (order === 0) return called;
  return `${order}-${safeName(name.slice(name.indexOf(".") + 1))}/${called}`;
}

/** The path, or with a number where another file has it; case does not count on every system. */
function untaken(path: string, taken: Set<string>): string {
  const stem = path.replace(/\.csv$/i, "");
  let free = path;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${stem}-${n}.csv`;
  taken.add(free.toLowerCase());
  return free;
}

/** The manifest as text. `hashes`: the SHA-256 of each file's bytes, in order. `made`: when and with which version, as the skin knows it. */
export function manifestOf(
  bundle: Bundle,
  hashes: readonly { readonly sha256: string; readonly bytes: number }[],
  made: { readonly version: string },
): string {
  const manifest = {
    manifestVersion,
    madeBy: `CSV Preflight ${made.version}`,
    system: bundle.system,
    result: { errors: bundle.errors, warnings: bundle.warnings },
    files: bundle.files.map((file, i) => ({
      path: file.path,
      order: i + 1,
      fileType: file.fileType,
      rows: file.exported.rows,
      bytes: hashes[i]!.bytes,
      sha256: hashes[i]!.sha256,
      result: file.problems,
    })),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
