// The sample imports that come with the extension: copied to where they may be changed, and opened at what there is to see.
import * as vscode from "vscode";
import { l10n } from "vscode";
import { stepDone } from "./first-steps.ts";
import { Refusal } from "./refusal.ts";

export class Samples {
  readonly #source: vscode.Uri;
  readonly #folder: vscode.Uri;

  /** @param storage a folder of ours that may be written */
  constructor(extension: vscode.Uri, storage: vscode.Uri) {
    this.#source = vscode.Uri.joinPath(extension, "samples");
    this.#folder = vscode.Uri.joinPath(storage, "samples");
  }

  /**
   * Opens a sample and begins what is to be tried with it. Opened to be looked at, it is as it was in the beginning, unless somebody has
   * changed it and not saved.
   *
   * @returns the file's address
   * @throws when there is no such thing to try
   */
  async open(what: unknown = "open"): Promise<string> {
    const tries = await this.#tries();
    const chosen = Object.keys(tries).find((each) => each === what);
    const file = chosen === undefined ? undefined : tries[chosen];
    if (chosen === undefined || file === undefined)
      throw new Refusal(
        l10n.t("There is no sample for {0}. Use one of: {1}.", String(what), Object.keys(tries).join(", ")),
        "openFile",
      );
    const uri = vscode.Uri.joinPath(this.#folder, file);
    if (chosen === "open" ? !this.#isBeingEdited() : !(await exists(uri)))
      await vscode.workspace.fs.copy(this.#source, this.#folder, { overwrite: true });
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    stepDone("open");
    await this.#begin(chosen, editor);
    return uri.toString();
  }

  /** What there is to try, and the sample for it. */
  async #tries(): Promise<Readonly<Record<string, string>>> {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.#source, "tries.json"));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>;
  }

  #isBeingEdited(): boolean {
    const ours = `${this.#folder.path}/`;
    return vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.path.startsWith(ours));
  }

  async #begin(what: string, editor: vscode.TextEditor): Promise<void> {
    const { uri } = editor.document;
    const command = (name: string, ...given: readonly unknown[]) => vscode.commands.executeCommand(name, ...given);
    if (what === "map") await command("csvPreflight.mapCsv", uri);
    else if (what === "export") await command("csvPreflight.export", uri, { format: "bundle" });
    else if (what === "fix") {
      putCursor(editor, await firstProblem(uri));
      await command("editor.action.quickFix");
    } else if (what === "hover") {
      putCursor(editor, firstCode(editor.document));
      await command("editor.action.showHover");
    }
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

function putCursor(editor: vscode.TextEditor, at: vscode.Position): void {
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Where the first problem below the header is, as soon as there is one. */
function firstProblem(uri: vscode.Uri): Promise<vscode.Position> {
  const find = () =>
    vscode.languages
      .getDiagnostics(uri)
      .map(({ range }) => range.start)
      .sort((a, b) => a.compareTo(b))
      .find(({ line }) => line > 0);
  return new Promise((found) => {
    const look = () => {
      const at = find();
      if (at) found(at);
      return at !== undefined;
    };
    if (look()) return;
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      if (look()) listener.dispose();
    });
  });
}

/** The first code of four digits, which a hover explains. */
function firstCode(document: vscode.TextDocument): vscode.Position {
  const at = /(?<=,)\d{4}(?=,)/.exec(document.getText())?.index ?? 0;
  return document.positionAt(at);
}
