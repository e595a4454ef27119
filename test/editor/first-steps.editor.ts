// The first minute of somebody who has just installed the extension: samples, the walkthrough, the task; no notification.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as vscode from "vscode";
import type { PreflightApi } from "../../client/api.ts";
import { closeAll, diagnosticsOf, refusalOf, ruleOf, screen, until, workspace } from "./drive.ts";

function call<T>(name: string, ...given: readonly unknown[]): Thenable<T> {
  return vscode.commands.executeCommand<T>(`csvPreflight.${name}`, ...given);
}

describe("the first minute", () => {
  afterEach(async () => {
    for (const document of vscode.workspace.textDocuments) {
      if (!document.isDirty) continue;
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand("workbench.action.files.revert");
    }
    await closeAll();
  });

  it("begins without a notification", async function () {
    if (!screen.exists) this.skip();
    const said = await screen.texts(".notification-toast");
    assert.deepEqual(
      // What earlier tests asked for may still be on screen.
      said.filter((text) => /welcome|walkthrough|sample|get started|thank/i.test(text)),
      [],
    );
  });

  it("opens a sample as it was, whatever was done to the last one", async () => {
    const uri = vscode.Uri.parse(await call<string>("openSample"));
    const before = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.ok((await diagnosticsOf(uri)).some((each) => ruleOf(each) === "unknown-role"));
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode("id\n"));
    await call("openSample");
    await until(
      "the sample as it was",
      async () => (await vscode.workspace.openTextDocument(uri)).getText() === before,
    );
    assert.match(refusalOf(await call("openSample", "cake")), /cake/);
  });

  it("is led by a walkthrough that notices what was done", async function () {
    if (!screen.exists) this.skip();
    const { id } = vscode.extensions.all.find(({ packageJSON }) => packageJSON.name === "csv-preflight")!;
    const show = () => vscode.commands.executeCommand("workbench.action.openWalkthrough", `${id}#firstImport`, false);
    // VS Code listens from when somebody has looked at it.
    await show();
    await screen.wait(".getting-started-step");
    const uri = vscode.Uri.parse(await call<string>("openSample"));
    await diagnosticsOf(uri);
    const [action] = await until("a fix", () =>
      vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        uri,
        new vscode.Range(2, 27, 2, 27),
        vscode.CodeActionKind.QuickFix.value,
        3,
      ),
    );
    await vscode.workspace.applyEdit(action!.edit!);
    await vscode.commands.executeCommand("vscode.executeHoverProvider", uri, new vscode.Position(1, 46));
    await call("openSample", "map");
    await screen.webviewText("table td", 60_000);
    const clean = vscode.Uri.parse(String(uri).replace("/turvo/", "/clean/turvo/"));
    await vscode.workspace.openTextDocument(clean);
    await call("validateFile", clean);
    const target = vscode.Uri.parse(String(uri).replace("user.csv", `bundle-${Date.now()}`));
    const bundle = await call<unknown>("export", clean, { format: "bundle", target });
    assert.equal(typeof bundle, "string", JSON.stringify(bundle));
    await show();
    await until("all steps are done", async () => {
      const boxes = await screen.texts(".getting-started-step .codicon-getting-started-step-checked");
      return boxes.length === 5;
    }).catch(async (error) => {
      await screen.shot("walkthrough");
      throw error;
    });
  });

  it("checks a folder by a task, whose end says whether there are errors", async () => {
    const [task] = await vscode.tasks.fetchTasks({ type: "csvPreflight" });
    assert.ok(task);
    // The editor of the tests may have no terminals: the task's own process is run as a terminal would.
    const { execution } = task;
    assert.ok(execution instanceof vscode.ProcessExecution);
    const { cwd, env } = execution.options ?? {};
    const options = { cwd, env: { ...process.env, ...env }, encoding: "utf8" } as const;
    const { status, stdout } = spawnSync(execution.process, execution.args, options);
    assert.equal(status, 1);
    const { problemMatchers } = vscode.extensions.all.find(({ packageJSON }) => packageJSON.name === "csv-preflight")!
      .packageJSON.contributes;
    const matcher = new RegExp(problemMatchers[0].pattern.regexp);
    const lines = stdout.trim().split("\n");
    assert.ok(lines.length > 1);
    assert.deepEqual(
      lines.filter((line) => !matcher.test(line)),
      [],
    );
  });

  it("answers other extensions, before and after it has started, and assistants", async () => {
    const uri = vscode.Uri.parse(await call<string>("openSample"));
    const extension = vscode.extensions.all.find(({ packageJSON }) => packageJSON.name === "csv-preflight")!;
    const api = (await extension.activate()) as PreflightApi;
    assert.equal(api.version, 1);
    const found = await api.check(uri);
    assert.equal(found?.fileType, "turvo.user");
    assert.ok(found.problems.some(({ rule, fixes }) => rule === "unknown-role" && fixes.length > 0));
    assert.match((await api.explain("unknown-role")) ?? "", /^# unknown-role/);
    assert.equal(await api.explain("no-such-rule"), undefined);
    const foreign = vscode.Uri.joinPath(workspace(), "notes.csv");
    assert.equal(await api.check(foreign), undefined);

    const ask = async (name: string, input: object) => {
      const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
      return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : "")).join("");
    };
    const file = uri.toString();
    assert.match(
      await ask("csvPreflight_checkFile", { file }),
      /^turvo\.user, \d+ rows[\s\S]*^3:27 error unknown-role: permission/m,
    );
    assert.match(await ask("csvPreflight_listFixes", { file }), /^3:27 unknown-role: Replace with Editor \(safe\)$/m);
    assert.match(await ask("csvPreflight_checkFile", { file: "notes.csv" }), /isn't recognized/);
    assert.match(await ask("csvPreflight_explainRule", { rule: "invalid-code" }), /^# invalid-code/);
    assert.match(await ask("csvPreflight_explainRule", { rule: "x" }), /no rule x/);
  });
});
