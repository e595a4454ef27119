// What VS Code loads: registers the commands and is done. The rest is loaded as soon as VS Code has its answer.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { PreflightApi } from "./api.ts";
import type { Running } from "./main.ts";
import { commandNames, waiting } from "./names.ts";

let running: Promise<Running> | undefined;

/** Returns at once, so that nothing in VS Code waits for us; commands that are called early wait for the rest. */
export function activate(context: vscode.ExtensionContext): PreflightApi {
  const started = afterThis().then(async () => (await import("./main.ts")).run(context));
  running = started;
  started.catch((error: unknown) =>
    vscode.window.showErrorMessage(l10n.t("CSV Preflight couldn't be loaded. {0}", String(error))),
  );
  const commands = async () => (await started).commands;
  context.subscriptions.push(
    ...commandNames.map((name) => vscode.commands.registerCommand(`csvPreflight.${name}`, waiting(name, commands))),
  );
  const api = async () => (await started).api;
  return {
    version: 1,
    check: async (file) => (await api()).check(file),
    explain: async (rule) => (await api()).explain(rule),
  };
}

export async function deactivate(): Promise<void> {
  // What could not be loaded has nothing to stop, and has been told.
  await running?.then(
    ({ stop }) => stop(),
    () => undefined,
  );
}

/** What was promised is told before a timer or a message gets its turn. */
function afterThis(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
