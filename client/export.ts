// Handing a file over: normalised CSV or JSON, written only when reading it back gave the same, then compared on disk.

import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type ExportFormat, exportRequest } from "../server/protocol/export.ts";
import type { BundleKind } from "../server/protocol/imports.ts";
import { exportBundle } from "./bundle.ts";
import { counted, problemsIn } from "./counts.ts";
import { Refusal } from "./refusal.ts";
import { request } from "./server.ts";
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
  const format = options.format ?? (await askFormat(uri));
  if (format === undefined) return undefined;
  if (format === "bundle" || format === "datapackage") return exportBundle(client, uri, { ...options, kind: format });
  if (format !== "xlsx") await vscode.workspace.openTextDocument(uri);
  const { labels } = options;
  const answer = await request(client, exportRequest, { uri: String(uri), format, labels });
  if (!answer)
    throw new Refusal(l10n.t("{0} isn't an import file, so it can't be exported.", labelOf(uri)), "map", "fileType");
  if (answer.refused !== undefined) throw new Refusal(l10n.t("Nothing was written. {0}", answer.refused), "problems");
  if (answer.mismatch) throw new Refusal(l10n.t("Nothing was written. {0}", answer.mismatch), "problems");
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
