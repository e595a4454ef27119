// The item of VS Code's language status: what the file is taken for, and whether it is still being checked.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { FileStatus } from "../server/protocol/files.ts";
import { problemsIn } from "./counts.ts";
import { documentSelector } from "./selector.ts";

export class LanguageStatus {
  readonly #item = vscode.languages.createLanguageStatusItem("csvPreflight.status", documentSelector);

  constructor() {
    this.#item.name = "CSV Preflight";
    this.#item.command = { command: "csvPreflight.chooseFileType", title: l10n.t("Change File Type") };
    this.show(undefined);
  }

  /** Shows what is known of the file that is looked at. */
  show(status: FileStatus | undefined): void {
    const item = this.#item;
    item.busy = status?.fileType !== undefined && !status.complete;
    item.text = status?.title ?? l10n.t("Not an import file");
    item.detail = status?.fileType === undefined ? "" : problemsIn(status);
  }

  dispose(): void {
    this.#item.dispose();
  }
}
