/** How server and client get to know each other: what can be asked here, which folders are meant, what is to be told. */
import type { InitializeParams, InitializeResult } from "vscode-languageserver";
import { serverCommands } from "../protocol/protocol.ts";
import { codeActionKinds } from "./fixes.ts";
import type { Session } from "./session.ts";

/** Of LSP's `TextDocumentSyncKind`. */
const incremental = 2;

/** The answer to `initialize`. */
export function greetingFor({ abilities }: Session): InitializeResult {
  return {
    serverInfo: { name: "csv-preflight" },
    capabilities: {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: incremental, save: { includeText: false } },
      ...(abilities.pull
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
      executeCommandProvider: { commands: Object.values(serverCommands) },
      ...(abilities.folders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
    },
  };
}

/** The folders that are open in the client, as URIs. */
export function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (Array.isArray(workspaceFolders)) return workspaceFolders.map(({ uri }) => uri);
  return typeof rootUri === "string" ? [rootUri] : [];
}

/** Asks the client to tell of changes on disk and in its settings. */
export async function register({ abilities, connection }: Session): Promise<void> {
  const watchers = [{ globPattern: "**/*.{csv,CSV,Csv}" }, { globPattern: "**/csv-preflight.json" }];
  const wanted: readonly [boolean, string, object][] = [
    [abilities.watch, "workspace/didChangeWatchedFiles", { watchers }],
    [abilities.configuration, "workspace/didChangeConfiguration", { section: "csvPreflight" }],
  ];
  const registrations = wanted
    .filter(([able]) => able)
    .map(([, method, registerOptions]) => ({ id: method, method, registerOptions }));
  if (registrations.length > 0) await connection.sendRequest("client/registerCapability", { registrations });
}

/** What a notification brought along, or what the client has when it brought nothing. */
export async function ownSettings(session: Session, settings: unknown): Promise<unknown> {
  const sent =
    typeof settings === "object" && settings !== null && "csvPreflight" in settings ? settings.csvPreflight : undefined;
  if (sent !== undefined || !session.abilities.configuration) return sent;
  const items = [{ section: "csvPreflight" }];
  const answer = await session.connection.sendRequest<unknown>("workspace/configuration", { items });
  return Array.isArray(answer) ? answer[0] : undefined;
}
