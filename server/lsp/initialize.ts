/** How server and client get to know each other: what can be asked here, which folders are meant, what is to be told. */
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  WatchKind,
} from "vscode-languageserver";
import { serverCommands } from "../protocol/commands.ts";
import { section } from "./configuration.ts";
import { codeActionKinds } from "./fixes.ts";
import type { Session } from "./session.ts";

/** The answer to `initialize`. */
export function initializeResult({ clientFeatures }: Session): InitializeResult {
  return {
    serverInfo: { name: "csv-preflight" },
    capabilities: {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      ...(clientFeatures.pull
        ? {
            diagnosticProvider: {
              identifier: "csv-preflight",
              interFileDependencies: true,
              workspaceDiagnostics: false,
            },
          }
        : {}),
      hoverProvider: true,
      completionProvider: { triggerCharacters: [",", '"', ":", "/", ";", "@", "\t", "|"] },
      codeActionProvider: { codeActionKinds, resolveProvider: true },
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      documentSymbolProvider: true,
      workspaceSymbolProvider: true,
      selectionRangeProvider: true,
      renameProvider: { prepareProvider: true },
      inlayHintProvider: true,
      codeLensProvider: { resolveProvider: true },
      executeCommandProvider: { commands: Object.values(serverCommands).map(({ name }) => name) },
      ...(clientFeatures.folders
        ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
        : {}),
    },
  };
}

/** The folders that are open in the client, as URIs. */
export function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (Array.isArray(workspaceFolders)) return workspaceFolders.map(({ uri }) => uri);
  return typeof rootUri === "string" ? [rootUri] : [];
}

/**
 * Asks the client to tell of changes on disk and in its settings, as far as it offered that. Each is asked for alone, and a no
 * costs nothing else.
 */
export function register({ clientFeatures, connection }: Session): void {
  const watchers = [
    { globPattern: "**/*.{csv,CSV,Csv,csv.gz,csv.zip}" },
    // Profiles, and the file types that they list.
    { globPattern: "**/*.json" },
    // Of a folder that comes or goes, editors tell that and nothing about what is in it.
    { globPattern: "**", kind: WatchKind.Create | WatchKind.Delete },
  ];
  // Refusals are logged by the package.
  if (clientFeatures.watch)
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(() => {});
  if (clientFeatures.registersConfiguration)
    connection.client.register(DidChangeConfigurationNotification.type, { section }).catch(() => {});
}
