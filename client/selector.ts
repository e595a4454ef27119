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
 * True for the other side of a comparison: read-only file systems (Git's, the local history) show a file as it was.
 * Checked beside the real one, its ids would all be there twice.
 */
export function isOldVersion(uri: vscode.Uri): boolean {
  return uri.scheme !== "untitled" && vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false;
}
