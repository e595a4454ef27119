/** File types that a profile lists, while somebody edits them: the client is asked for their texts, which no other reason brings here. */
import {
  BulkRegistration,
  type BulkUnregistration,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import type { Session } from "./session.ts";

export class SchemaDocuments {
  readonly #session: Session;
  #followed = "";
  #registered: Promise<BulkUnregistration | undefined> = Promise.resolve(undefined);

  constructor(session: Session) {
    this.#session = session;
  }

  /** Asks for the texts of these files (absolute, `/` between names) and of no others. */
  follow(paths: readonly string[]): void {
    const { connection, clientFeatures, initialized } = this.#session;
    const followed = [...new Set(paths)].sort().join("\n");
    if (!initialized || !clientFeatures.syncsOnDemand || followed === this.#followed) return;
    this.#followed = followed;
    const before = this.#registered;
    this.#registered = (async () => {
      const registered = await before;
      registered?.dispose();
      if (followed === "") return undefined;
      const documentSelector = paths.map((path) => ({ pattern: asPattern(path) }));
      const wanted = BulkRegistration.create();
      wanted.add(DidOpenTextDocumentNotification.type, { documentSelector });
      wanted.add(DidChangeTextDocumentNotification.type, {
        documentSelector,
        syncKind: TextDocumentSyncKind.Incremental,
      });
      wanted.add(DidCloseTextDocumentNotification.type, { documentSelector });
      // Refusals are logged by the package.
      return connection.client.register(wanted).catch(() => undefined);
    })();
  }
}

/** A glob that is about one file. */
function asPattern(path: string): string {
  return path.replace(/[[\]{}*?!]/g, "[$&]");
}
