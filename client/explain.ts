// Pages of rules: asked from the server, shown by VS Code's own Markdown preview.

import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { explainRequest } from "../server/protocol/files.ts";
import { showMarkdown } from "./markdown.ts";
import { Refusal } from "./refusal.ts";
import { request } from "./server.ts";
import { isRecord } from "./target.ts";

const scheme = "csv-preflight-rule";

export class Pages {
  readonly #client: LanguageClient;
  readonly #shown = new Map<string, string>();
  readonly #registration: vscode.Disposable;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      // A window that is reloaded asks for pages that this run has not shown yet.
      provideTextDocumentContent: async (uri) =>
        this.#shown.get(uri.path) ?? (await this.#ask(uri.path.replace(/^\/|\.md$/g, ""))) ?? "",
    });
  }

  /**
   * Shows a rule's page.
   *
   * @param rule undefined takes the rule of the problem at the cursor, or asks
   * @returns the page as Markdown; undefined when the picker was closed
   * @throws when there is no such rule
   */
  async show(rule: string | undefined, packageJson: unknown): Promise<string | undefined> {
    const name = rule ?? ruleAtCursor() ?? (await pickRule(packageJson));
    if (name === undefined) return undefined;
    const page = await this.#ask(name);
    if (page === undefined) throw new Refusal(l10n.t("There is no rule {0}.", name), "rules");
    const uri = vscode.Uri.from({ scheme, path: `/${name}.md` });
    this.#shown.set(uri.path, page);
    await showMarkdown(uri);
    return page;
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #ask(rule: string): Promise<string | undefined> {
    return (await request(this.#client, explainRequest, { rule })) ?? undefined;
  }
}

function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const found = vscode.languages
    .getDiagnostics(editor.document.uri)
    .find(({ source, range }) => source === "csv-preflight" && range.contains(editor.selection.active));
  const code = typeof found?.code === "object" ? found.code.value : found?.code;
  return code === undefined ? undefined : String(code);
}

/** The manifest lists every rule with a sentence, as a setting. */
async function pickRule(packageJson: unknown): Promise<string | undefined> {
  const rules = ["contributes", "configuration", "properties", "csvPreflight.rules", "properties"].reduce<unknown>(
    (value, key) => (isRecord(value) ? value[key] : undefined),
    packageJson,
  );
  const items = Object.entries(isRecord(rules) ? rules : {}).map(([label, schema]) => ({
    label,
    detail: isRecord(schema) ? String(schema["markdownDescription"] ?? schema["description"] ?? "") : "",
  }));
  return (await vscode.window.showQuickPick(items, { title: l10n.t("Explain Rule"), matchOnDetail: true }))?.label;
}
