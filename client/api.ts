// What other extensions can ask for: `vscode.extensions.getExtension(id).activate()` gives this. docs/api.md shows it as it stands here.
import type * as vscode from "vscode";

/** Version 1. Members are added, never changed or removed, without another number. */
export interface PreflightApi {
  readonly version: 1;
  /** Checks a file with the files of its import, open or not. Undefined: it isn't an import file. */
  check(file: vscode.Uri): Promise<CheckOutcome | undefined>;
  /** A rule's page as Markdown. Undefined: there is no such rule. */
  explain(rule: string): Promise<string | undefined>;
}

export interface CheckOutcome {
  /** The file type's name, as settings have it. */
  readonly fileType: string;
  readonly rows: number;
  readonly problems: readonly FoundProblem[];
  /** How many more there are than are listed. */
  readonly notShown: number;
}

/** Lines and columns count from 1, columns in UTF-16 units. */
export interface FoundProblem {
  readonly rule: string;
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** As a spreadsheet numbers it; 0 for the file as a whole. */
  readonly row: number;
  /** The column's name. */
  readonly field?: string;
  /** Never a password. */
  readonly value?: string;
  /** Safe ones are made by *Fix All Safe Problems*. */
  readonly fixes: readonly { readonly title: string; readonly safe: boolean }[];
}
