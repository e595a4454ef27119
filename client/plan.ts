// The upload plan as a page: what goes up in which order and what stands in the way; it follows the files.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type UploadPlanAnswer, uploadPlanRequest } from "../server/protocol/imports.ts";
import { showMarkdown } from "./markdown.ts";
import { Refusal } from "./refusal.ts";
import { ask } from "./server.ts";

const scheme = "csv-preflight-plan";

export class Plans {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: readonly vscode.Disposable[];

  constructor(client: LanguageClient, onDidChange: vscode.Event<void>) {
    this.#client = client;
    this.#registrations = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: async (uri) => pageOf(await this.#ask(uri.query || undefined)),
      }),
      onDidChange(() => {
        for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === scheme) this.#changed.fire(uri);
      }),
    ];
  }

  /**
   * Shows the plan of the import that a file or folder belongs to, or of all.
   *
   * @returns the plans
   * @throws when there is no import
   */
  async show(uri: vscode.Uri | undefined): Promise<readonly UploadPlanAnswer[]> {
    const own = uri ? await this.#ask(String(uri)) : [];
    const plans = own.length > 0 ? own : await this.#ask(undefined);
    if (plans.length === 0) throw new Refusal(l10n.t("There is no import file in this workspace."), "template", "map");
    const query = own.length > 0 ? String(uri) : "";
    const page = vscode.Uri.from({ scheme, path: "/Upload plan.md", query });
    this.#changed.fire(page);
    await showMarkdown(page);
    return plans;
  }

  dispose(): void {
    for (const each of this.#registrations) each.dispose();
  }

  #ask(uri: string | undefined): Promise<readonly UploadPlanAnswer[]> {
    return ask(
      this.#client,
      l10n.t("The upload plan couldn't be created."),
      uploadPlanRequest,
      uri === undefined ? {} : { uri },
    );
  }
}

function pageOf(plans: readonly UploadPlanAnswer[]): string {
  return plans.length === 0 ? `${l10n.t("There are no import files.")}\n` : plans.map(({ page }) => page).join("\n");
}
