/** What VS Code waits for is next to nothing; what is called before the rest is there waits for it. */
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire, Module } from "node:module";
import path from "node:path";

type Command = (...given: unknown[]) => Promise<unknown>;
interface Loader {
  _load(request: string, ...more: unknown[]): unknown;
}
interface Extension {
  activate(context: object): unknown;
  deactivate(): Promise<void>;
}

/** Loads the extension as it is built into an editor that knows commands and messages only, with another main part. */
function editorWith(main: () => object) {
  const commands = new Map<string, Command>();
  const messages: string[] = [];
  const vscode = {
    commands: {
      registerCommand(name: string, run: Command) {
        commands.set(name, run);
        return { dispose() {} };
      },
    },
    l10n: {
      t: (template: string, ...values: string[]) => template.replace(/\{(\d)\}/g, (_, at) => values[Number(at)] ?? ""),
    },
    window: { showErrorMessage: (message: string) => messages.push(message) },
  };
  const loaded: string[] = [];
  const require = createRequire(path.resolve("out/client/"));
  const file = path.resolve("out/client/extension.js");
  const loader = Module as unknown as Loader;
  const load = loader._load;
  loader._load = (request, ...more) => {
    if (request === "vscode") return vscode;
    if (!/(^|\/)main\.js$/.test(request)) return load.call(loader, request, ...more);
    loaded.push(request);
    return main();
  };
  delete require.cache[file];
  const extension = require(file) as Extension;
  const context = { subscriptions: [] };
  return {
    ...{ extension, context, commands, messages, loaded },
    close: () => {
      loader._load = load;
    },
  };
}

describe("activation", () => {
  let close = (): void => undefined;
  afterEach(() => close());

  it("registers every command of the manifest and loads nothing until VS Code has its answer", async () => {
    const editor = editorWith(() => ({ run: () => ({ commands: {}, stop: async () => undefined }) }));
    close = editor.close;
    assert.equal((editor.extension.activate(editor.context) as { version?: number }).version, 1);
    const manifest = JSON.parse(fs.readFileSync("package.json", "utf8")) as {
      contributes: { commands: { command: string }[] };
    };
    const missing = manifest.contributes.commands.filter(({ command }) => !editor.commands.has(command));
    assert.deepEqual(missing, []);
    assert.equal(editor.context.subscriptions.length, editor.commands.size);
    // What waits for the answer goes on before anything else.
    for (let turns = 0; turns < 100; turns++) await Promise.resolve();
    assert.deepEqual(editor.loaded, []);
    await editor.extension.deactivate();
    assert.equal(editor.loaded.length, 1);
  });

  it("lets a command that is called at once wait, and hands over what it was given", async () => {
    const reported: unknown[] = [];
    let stopped = false;
    const commands = {
      preview: (...given: unknown[]) => {
        reported.push(given);
        return "shown";
      },
    };
    const stop = async () => {
      stopped = true;
    };
    const editor = editorWith(() => ({
      run: (context: object) => {
        reported.push(context);
        return { commands, stop };
      },
    }));
    close = editor.close;
    editor.extension.activate(editor.context);
    assert.equal(await editor.commands.get("csvPreflight.preview")?.("file:///user.csv", { a: 1 }), "shown");
    assert.deepEqual(reported, [editor.context, ["file:///user.csv", { a: 1 }]]);
    assert.equal(editor.loaded.length, 1);
    await editor.extension.deactivate();
    assert.ok(stopped);
  });

  it("says so when the rest cannot be loaded, and commands say so too", async () => {
    const editor = editorWith(() => {
      throw new Error("the disk is gone");
    });
    close = editor.close;
    editor.extension.activate(editor.context);
    await assert.rejects(async () => editor.commands.get("csvPreflight.preview")?.(), /the disk is gone/);
    assert.equal(editor.messages.length, 1);
    assert.match(editor.messages[0] ?? "", /couldn't be loaded.*the disk is gone/);
    await editor.extension.deactivate();
  });
});

describe("the trace of what client and server say", () => {
  it("is turned on by the person only, not by a folder that is opened: it has the text of every file", () => {
    const { contributes } = JSON.parse(fs.readFileSync("package.json", "utf8")) as {
      contributes: { configuration: { properties: Record<string, { scope?: string }> }[] };
    };
    const all = Object.assign({}, ...[contributes.configuration].flat().map(({ properties }) => properties)) as Record<
      string,
      { readonly scope?: string }
    >;
    // VS Code leaves such settings of a workspace or folder aside.
    assert.equal(all["csvPreflight.trace.server"]?.scope, "application");
  });
});
