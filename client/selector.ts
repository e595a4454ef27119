// Which documents are ours to ask about: everything called *.csv, and everything in a CSV language.
import * as vscode from "vscode";

/** Language ids that CSV files go by, Rainbow CSV's included. A plain-text file is found by its name instead. */
const languages = ["csv", "tsv", "csv (semicolon)", "csv (pipe)", "csv (whitespace)", "dynamic csv"];

/** Globs know no "any case", hence the brackets. No scheme: untitled and remote files count as well. */
export const documentSelector = [
  { pattern: "**/*.[cC][sS][vV]" },
  ...languages.map((language) => ({ language })),
  { pattern: "**/csv-preflight.json" },
  { pattern: "**/*.csv-mapping.json" },
];

/** True for what may be an import file. The tenant profile goes to the server too, but is no CSV file. */
export function isCsv(document: vscode.TextDocument): boolean {
  return (hasCsvName(document.uri) || languages.includes(document.languageId)) && !isOldVersion(document.uri);
}

/** True when the name ends in `.csv`, in any case. */
export function hasCsvName(uri: vscode.Uri): boolean {
  return /\.csv$/i.test(uri.path);
}

/**
 * True for what is no part of an import: the other side of a comparison (Git's, the local history's, *Compare with Saved*, the
 * clipboard, whatever an extension makes up), read-only file systems, cells of notebooks. Checked beside the real file its ids
 * would all be there twice. What counts can be written: files of any file system, and untitled documents.
 */
export function isOldVersion({ scheme }: vscode.Uri): boolean {
  if (scheme === "untitled" || scheme === "file") return false;
  return scheme === "vscode-notebook-cell" || vscode.workspace.fs.isWritableFileSystem(scheme) !== true;
}
