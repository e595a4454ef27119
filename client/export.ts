// Handing a file over: normalised CSV or JSON, written only when reading it back gave the same, then compared on disk.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type ExportFormat, exportRequest } from "../server/protocol/export.ts";
import { type BundleKind, exportBundle } from "./bundle.ts";
import { request } from "./server.ts";
import { counted, nameOf, problemsIn, say } from "./target.ts";

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
  if (!answer) throw new Error(`${nameOf(uri)} is not an import file, so there is nothing to export.`);
  if (answer.refused !== undefined) throw new Error(`Nothing was written. ${answer.refused}`);
  if (answer.mismatch) throw new Error(`Nothing was written. ${answer.mismatch}`);
  const target = options.target ?? (await askTarget(uri, answer.name, format));
  if (target === undefined) return undefined;
  if (String(target) === String(uri)) {
    throw new Error(`Choose another name: an export does not overwrite ${nameOf(uri)}, the file it is made from.`);
  }
  const bytes =
    answer.base64 === undefined ? new TextEncoder().encode(answer.text) : Buffer.from(answer.base64, "base64");
  await vscode.workspace.fs.writeFile(target, bytes);
  const onDisk = await vscode.workspace.fs.readFile(target);
  if (!equal(bytes, onDisk)) throw new Error(`${nameOf(target)} is not on disk as it was written. Export it again.`);
  const faults = answer.errors + answer.warnings;
  const rest = faults > 0 ? ` The file still has ${problemsIn({ ...answer, information: 0 })}.` : "";
  say(`${counted(answer.rows, "row")} written to ${nameOf(target)} and read back.${rest}`, faults > 0);
  return String(target);
}

async function askFormat(uri: vscode.Uri): Promise<ExportFormat | BundleKind | undefined> {
  const items: (vscode.QuickPickItem & { readonly format: ExportFormat | BundleKind })[] = [
    {
      label: "CSV",
      description: "for upload",
      detail: "UTF-8 without a byte order mark, one kind of line break, quotes only where needed",
      format: "csv",
    },
    { label: "Workbook", description: "Excel", detail: "Every cell a text, so that no zero is lost", format: "xlsx" },
    { label: "Markdown", description: "a table to read", detail: "Passwords are dots", format: "markdown" },
    { label: "JSON", description: "for programs", detail: "One object a row, keyed by column", format: "json" },
    { label: "NDJSON", description: "for programs", detail: "The same, one object a line", format: "ndjson" },
    {
      label: "Bundle",
      description: "the whole import",
      detail: "All its files as CSV for upload, in the order of upload, with a manifest, in one zip",
      format: "bundle",
    },
    {
      label: "Data Package",
      description: "the whole import",
      detail: "The same files with types, codes and references described for other engines",
      format: "datapackage",
    },
  ];
  return (await vscode.window.showQuickPick(items, { title: `Export ${nameOf(uri)} as` }))?.format;
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
    title: `Export ${nameOf(uri)}`,
  });
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
