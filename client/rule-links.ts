// Problems come without the links to their rules' pages and are given them here: the same few would go with each of a thousand at every key.
import * as vscode from "vscode";
import type { ClientCapabilities, Middleware, StaticFeature } from "vscode-languageclient/node";
import { ruleLink } from "../server/protocol/rule-link.ts";

/** Tells the server to leave out what this client knows (links) and does not need (data: it asks for fixes by place and rule). */
export const bareDiagnostics: StaticFeature = {
  fillClientCapabilities({ textDocument }: ClientCapabilities) {
    for (const each of [textDocument?.diagnostic, textDocument?.publishDiagnostics]) {
      if (each) Object.assign(each, { codeDescriptionSupport: false, dataSupport: false });
    }
  },
  initialize() {},
  getState: () => ({ kind: "static" }),
  clear() {},
};

/** Gives pulled and pushed problems their links. */
export const withRuleLinks: Pick<Middleware, "provideDiagnostics" | "handleDiagnostics"> = {
  provideDiagnostics: async (document, previous, token, next) => {
    const report = await next(document, previous, token);
    if (report?.kind === "full") link(report.items);
    return report;
  },
  handleDiagnostics: (uri, diagnostics, next) => {
    link(diagnostics);
    next(uri, diagnostics);
  },
};

let pages = new Map<string, vscode.Uri>();
let keptAt: string | undefined;

function link(diagnostics: readonly vscode.Diagnostic[]): void {
  const folder = vscode.workspace.getConfiguration("csvPreflight", null).get<string>("rulePages")?.trim() ?? "";
  if (folder !== keptAt) pages = new Map();
  keptAt = folder;
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    if (typeof code === "string") diagnostic.code = { value: code, target: pageOf(code, folder) };
  }
}

/** Inside of VS Code, unless the pages are kept on a web server. */
function pageOf(rule: string, folder: string): vscode.Uri {
  let page = pages.get(rule);
  if (!page) {
    const query = encodeURIComponent(JSON.stringify([rule]));
    const address = /^https?:\/\/\S+$/.test(folder)
      ? ruleLink(rule, folder)
      : `command:csvPreflight.explainRule?${query}`;
    page = vscode.Uri.parse(address);
    pages.set(rule, page);
  }
  return page;
}
