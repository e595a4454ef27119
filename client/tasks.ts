// Tasks that check a folder as CI does: the command line that comes with the extension, run by VS Code's own Node.
import path from "node:path";
import * as vscode from "vscode";
import { l10n } from "vscode";

const type = "csvPreflight";

/** As `tasks.json` has it; `package.json` describes the members. */
interface CheckDefinition extends vscode.TaskDefinition {
  /** Relative to the workspace folder. */
  readonly path?: string;
  readonly failOn?: string;
}

/** Offers a task for each folder of the workspace, and completes those that people have written. */
export function offerTasks(extension: vscode.Uri): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(type, {
    provideTasks: () =>
      (vscode.workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === "file")
        .map((folder) => taskOf({ type, path: "." }, folder, extension)),
    resolveTask: ({ definition, scope }) => {
      const folder = typeof scope === "object" ? scope : vscode.workspace.workspaceFolders?.[0];
      return folder && taskOf(definition as CheckDefinition, folder, extension);
    },
  });
}

function taskOf(definition: CheckDefinition, folder: vscode.WorkspaceFolder, extension: vscode.Uri): vscode.Task {
  const { path: checked = ".", failOn } = definition;
  const program = path.join(extension.fsPath, "out/cli/main.js");
  const words = ["check", "--format", "unix", ...(failOn === undefined ? [] : ["--fail-on", failOn]), "--", checked];
  const run = new vscode.ProcessExecution(process.execPath, [program, ...words], {
    cwd: folder.uri.fsPath,
    // Desktop VS Code is Electron: told so, it is plain Node.
    env: { ELECTRON_RUN_AS_NODE: "1" },
  });
  // The server lists the same problems already: a matcher would list them twice.
  const task = new vscode.Task(definition, folder, l10n.t("Check Import Files"), "csv-preflight", run, []);
  task.group = vscode.TaskGroup.Test;
  task.detail = l10n.t("As on the command line and in CI");
  return task;
}
