// What assistants in VS Code can use: they get answers as text when a person lets them ask, and nothing by themselves.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { CheckOutcome, PreflightApi } from "./api.ts";
import { uriOf } from "./target.ts";

/** A model reads no more of one file. */
const problemsMost = 100;

/** As package.json describes the tools' input: anything may come. */
interface Asked {
  readonly file?: unknown;
  readonly rule?: unknown;
}

/** Registers the tools of `contributes.languageModelTools`. */
export function offerTools(api: PreflightApi): vscode.Disposable {
  const file = (asked: Asked, show: (found: CheckOutcome) => string) => answerAbout(api, asked, show);
  return vscode.Disposable.from(
    tool("csvPreflight_checkFile", (asked) => file(asked, problemsOf)),
    tool("csvPreflight_listFixes", (asked) => file(asked, fixesOf)),
    tool(
      "csvPreflight_explainRule",
      async ({ rule }) => (await api.explain(String(rule))) ?? `There is no rule ${String(rule)}.`,
    ),
  );
}

function tool(name: string, answer: (asked: Asked) => Promise<string>): vscode.Disposable {
  return vscode.lm.registerTool<Asked>(name, {
    prepareInvocation: ({ input: { file, rule } }) => ({
      invocationMessage: l10n.t("Asking CSV Preflight about {0}", String(rule ?? file)),
    }),
    invoke: async ({ input }) =>
      new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(await answer(input))]),
  });
}

async function answerAbout(api: PreflightApi, asked: Asked, show: (found: CheckOutcome) => string): Promise<string> {
  const uri = fileIn(asked);
  if (!uri) return "Name a file: its path in the workspace, or its whole path.";
  const found = await api.check(uri);
  return found ? show(found) : `${String(asked.file)} isn't recognized as an import file, so nothing was checked.`;
}

/** A path in the workspace, a whole path, or a URI. */
function fileIn({ file }: Asked): vscode.Uri | undefined {
  if (typeof file !== "string" || file === "") return undefined;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const isWhole = /^(?:\/|[a-z]:[\\/]|[a-z][a-z0-9+.-]+:)/i.test(file);
  return isWhole || !folder ? uriOf(file) : vscode.Uri.joinPath(folder.uri, file);
}

function problemsOf({ fileType, rows, problems, notShown }: CheckOutcome): string {
  const lines = problems.map(
    ({ line, column, severity, rule, message }) => `${line}:${column} ${severity} ${rule}: ${message}`,
  );
  return withRest([`${fileType}, ${rows} rows, ${problems.length + notShown} problems`], lines, notShown);
}

function fixesOf({ problems, notShown }: CheckOutcome): string {
  const lines = problems.flatMap(({ line, column, rule, fixes }) =>
    fixes.map(({ title, safe }) => `${line}:${column} ${rule}: ${title}${safe ? " (safe)" : ""}`),
  );
  return withRest([`${lines.length} fixes. Safe ones are made by the command csvPreflight.fixAll.`], lines, notShown);
}

function withRest(head: readonly string[], lines: readonly string[], notShown: number): string {
  const left = Math.max(0, lines.length - problemsMost) + notShown;
  return [...head, ...lines.slice(0, problemsMost), ...(left > 0 ? [`${left} more aren't listed.`] : [])].join("\n");
}
