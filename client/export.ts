// Handing a file over: normalised CSV or JSON, written only when reading it back gave the same, then compared on disk.

import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type ExportAnswer, type ExportFormat, exportRequest } from "../server/protocol/export.ts";
import type { BundleKind } from "../server/protocol/imports.ts";
import { exportBundle } from "./bundle.ts";
import { counted, problemsIn } from "./counts.ts";
import { Refusal } from "./refusal.ts";
import { request } from "./server.ts";
import { askDespite, back } from "./steps.ts";
import { labelOf, say } from "./target.ts";

export interface ExportOptions {
  /** Asked for when missing. `bundle` and `datapackage`: the whole import, in the order of upload. */
  readonly format?: ExportFormat | BundleKind | undefined;
  /** Markdown and workbooks: with what codes mean. */
  readonly labels?: boolean | undefined;
  /** Asked for when missing. An existing file is replaced, the exported one itself never. */
  readonly target?: vscode.Uri | undefined;
  /** Bundles only: a yes to replacing one that is there. */
  readonly overwrite?: boolean | undefined;
  /** Bundles only: a yes to files that still have errors. */
  readonly allowErrors?: boolean | undefined;
}

/**
 * @returns the URI of the written file; undefined when a dialog was closed
 * @throws when what would be written does not read back as what is in the file, or what was written is not on disk
 */
export async function exportFile(
  client: LanguageClient,
  uri: vscode.Uri,
  options: ExportOptions,
): Promise<string | undefined> {
  const order = await interview(client, uri, options);
  if (order === undefined) return undefined;
  const { format, answer } = order;
  if (answer === undefined) return exportBundle(client, uri, { ...options, kind: format });
  const target = options.target ?? (await askTarget(uri, answer.name, format));
  if (target === undefined) return undefined;
  if (String(target) === String(uri)) {
    throw new Refusal(
      l10n.t("Choose another name. An export can't replace {0}, the file it is made from.", labelOf(uri)),
      "exportAs",
    );
  }
  const bytes =
    answer.base64 === undefined ? new TextEncoder().encode(answer.text) : Buffer.from(answer.base64, "base64");
  await vscode.workspace.fs.writeFile(target, bytes);
  const onDisk = await vscode.workspace.fs.readFile(target);
  if (!equal(bytes, onDisk))
    throw new Refusal(l10n.t("{0} on disk differs from what was exported. Export it again.", labelOf(target)), "again");
  const faults = answer.errors + answer.warnings;
  const rows = counted(answer.rows, "row");
  const found = problemsIn({ ...answer, information: 0 });
  say(
    faults > 0
      ? l10n.t("Exported {0} to {1} and verified. The file still has {2}.", rows, labelOf(target), found)
      : l10n.t("Exported {0} to {1} and verified.", rows, labelOf(target)),
    faults > 0,
  );
  return String(target);
}

/** What to write: of a bundle its kind only. */
type ExportOrder =
  | { readonly format: BundleKind; readonly answer: undefined }
  | { readonly format: ExportFormat; readonly answer: ExportAnswer };

/** Asks for the format, and whether problems that are left matter, with a way back; undefined when it was closed. */
async function interview(
  client: LanguageClient,
  uri: vscode.Uri,
  options: ExportOptions,
): Promise<ExportOrder | undefined> {
  for (;;) {
    const format = options.format ?? (await askFormat(uri));
    if (format === undefined) return undefined;
    if (format === "bundle" || format === "datapackage") return { format, answer: undefined };
    const answer = await exported(client, uri, format, options.labels);
    const isMeant = options.target !== undefined || (await isMeantAsItIs(uri, answer, options.format === undefined));
    if (isMeant !== back) return isMeant === true ? { format, answer } : undefined;
  }
}

async function exported(
  client: LanguageClient,
  uri: vscode.Uri,
  format: ExportFormat,
  labels: boolean | undefined,
): Promise<ExportAnswer> {
  if (format !== "xlsx") await vscode.workspace.openTextDocument(uri);
  const answer = await request(client, exportRequest, { uri: String(uri), format, labels });
  if (!answer)
    throw new Refusal(l10n.t("{0} isn't an import file, so it can't be exported.", labelOf(uri)), "map", "fileType");
  const reason = answer.refused ?? answer.mismatch;
  if (reason !== undefined) throw new Refusal(l10n.t("Nothing was written. {0}", reason), "problems");
  return answer;
}

/** Says what the copy has that the file has not, and what is wrong with it; a copy without errors and fixes is not asked about. */
async function isMeantAsItIs(
  uri: vscode.Uri,
  { errors, warnings, fixed }: ExportAnswer,
  hasBefore: boolean,
): Promise<true | typeof back | undefined> {
  if (errors === 0 && fixed === 0) return true;
  const name = labelOf(uri);
  const left = problemsIn({ errors, warnings, information: 0 });
  const places = fixed.toLocaleString("en-US");
  const changed =
    fixed === 1
      ? l10n.t("1 place has a safe fix in the copy. {0} stays as it is.", name)
      : l10n.t("{0} places have safe fixes in the copy. {1} stays as it is.", places, name);
  return askDespite(
    {
      title:
        errors > 0
          ? l10n.t("Export {0} with {1}?", name, counted(errors, "error"))
          : l10n.t("Export {0} with fixes?", name),
      look:
        errors > 0
          ? l10n.t("The copy will have {0}. Fix them in {1} first.", left, name)
          : l10n.t("See what the fixes are about, and make them in {0} first.", name),
      result: fixed === 0 ? l10n.t("The copy will have {0}, as {1} does.", left, name) : changed,
      anyway: errors > 0 ? l10n.t("Export Anyway") : l10n.t("Export with Fixes"),
    },
    hasBefore,
  );
}

async function askFormat(uri: vscode.Uri): Promise<ExportFormat | BundleKind | undefined> {
  const items: (vscode.QuickPickItem & { readonly format: ExportFormat | BundleKind })[] = [
    {
      label: "CSV",
      description: l10n.t("for upload"),
      detail: l10n.t("UTF-8 without a byte order mark, uniform line endings, quotes only where needed"),
      format: "csv",
    },
    {
      label: l10n.t("Workbook"),
      description: "Excel",
      detail: l10n.t("Every cell as text, so no leading zero is lost"),
      format: "xlsx",
    },
    {
      label: "Markdown",
      description: l10n.t("a table to read"),
      detail: l10n.t("Passwords are hidden"),
      format: "markdown",
    },
    {
      label: "JSON",
      description: l10n.t("for programs"),
      detail: l10n.t("One object per row, keyed by column"),
      format: "json",
    },
    { label: "NDJSON", description: l10n.t("for programs"), detail: l10n.t("One object per line"), format: "ndjson" },
    {
      label: l10n.t("Bundle"),
      description: l10n.t("the whole import"),
      detail: l10n.t("All files as CSV in upload order with a manifest, in one zip"),
      format: "bundle",
    },
    {
      label: "Data Package",
      description: l10n.t("the whole import"),
      detail: l10n.t("The same files with types, codes, and references described for other tools"),
      format: "datapackage",
    },
  ];
  return (await vscode.window.showQuickPick(items, { title: l10n.t("Export {0} As", labelOf(uri)) }))?.format;
}

const filters: Readonly<Record<ExportFormat, Record<string, string[]>>> = {
  csv: { CSV: ["csv"] },
  json: { JSON: ["json"] },
  ndjson: { NDJSON: ["ndjson", "jsonl"] },
  markdown: { Markdown: ["md"] },
  xlsx: { Excel: ["xlsx"] },
};

async function askTarget(uri: vscode.Uri, name: string, format: ExportFormat): Promise<vscode.Uri | undefined> {
  const beside =
    uri.scheme === "untitled" ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(uri, "..");
  return vscode.window.showSaveDialog({
    ...(beside && { defaultUri: vscode.Uri.joinPath(beside, name) }),
    filters: filters[format],
    title: l10n.t("Export {0}", labelOf(uri)),
  });
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
