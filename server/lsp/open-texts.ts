/** The texts that the client has open: CSV as our documents in the workspace, JSON as documents of the language server package. */
import { TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Document, documentText } from "../core/text/document.ts";
import type { Workspace } from "../core/workspace/workspace.ts";
import { applyChanges } from "./convert.ts";
import { addressOf } from "./uris.ts";

/** A text that is open; `uri` is the file's key. JSON is no import file and lives here only. */
export type OpenText = CsvText | TextDocument;

/** A text in the workspace, which may cut it anew at any time: it is looked up there, so that there is never a second one. */
class CsvText {
  readonly #workspace: Workspace;

  constructor(
    workspace: Workspace,
    readonly uri: string,
  ) {
    this.#workspace = workspace;
  }

  get document(): Document {
    return this.#workspace.entry(this.uri)!.document;
  }
}

export function isCsv(text: OpenText): text is CsvText {
  return text instanceof CsvText;
}

export class OpenTexts {
  /** By the keys of files. */
  readonly documents: TextDocuments<OpenText>;

  constructor(workspace: Workspace) {
    this.documents = new TextDocuments<OpenText>({
      create: (key, languageId, version, text) => {
        const { path } = addressOf(key);
        if (path.endsWith(".json")) return TextDocument.create(key, languageId, version, text);
        workspace.put({ uri: key, path, open: true, version }, text);
        return new CsvText(workspace, key);
      },
      update: (text, changes, version) => {
        if (!isCsv(text)) return TextDocument.update(text, changes, version);
        workspace.update(text.uri, applyChanges(text.document, changes, version));
        return text;
      },
    });
  }

  /** The text of a file as the client has it; undefined for a file that is not open. */
  textOf(key: string): string | undefined {
    const text = this.documents.get(key);
    if (!text) return undefined;
    return isCsv(text) ? documentText(text.document) : text.getText();
  }

  /** The files that are open. */
  paths(): string[] {
    return this.documents.keys().map((key) => addressOf(key).path);
  }

  /** The version that the client last named; undefined for a file that is not open. */
  versionOf(key: string): number | undefined {
    const text = this.documents.get(key);
    if (!text) return undefined;
    return isCsv(text) ? text.document.version : text.version;
  }
}
