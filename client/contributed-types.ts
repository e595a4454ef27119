// File types that other extensions bring along: `"contributes": { "csvPreflight": { "fileTypes": ["./staff.csv-type.json"] } }`.
import * as vscode from "vscode";
import type { ContributedType } from "../server/protocol/settings.ts";
import { isRecord, nameOf } from "./target.ts";

/** So large a document may be, in bytes. */
const bytesMax = 1024 * 1024;

/**
 * Reads them now, and again whenever extensions come or go. They are read here, as the editor reads its extensions: the server reads
 * nothing outside of the workspace without trust.
 */
export function followContributedTypes(
  changed: (types: readonly ContributedType[]) => Promise<void>,
  failed: (error: unknown) => void,
): vscode.Disposable {
  let latest = 0;
  let before = "[]";
  const look = async (): Promise<void> => {
    const turn = ++latest;
    const types: ContributedType[] = [];
    for (const uri of vscode.extensions.all.flatMap(documentsOf)) {
      try {
        const bytes = await vscode.workspace.fs.readFile(uri);
        if (bytes.length > bytesMax) throw new Error(`${nameOf(uri)} is larger than 1 MB.`);
        types.push({ uri: String(uri), text: new TextDecoder().decode(bytes) });
      } catch (error) {
        failed(error);
      }
    }
    const now = JSON.stringify(types);
    if (turn !== latest || now === before) return;
    before = now;
    await changed(types);
  };
  void look().catch(failed);
  return vscode.extensions.onDidChange(() => void look().catch(failed));
}

/** The documents of an extension, which lie in its own folder. */
function documentsOf({ packageJSON, extensionUri }: vscode.Extension<unknown>): vscode.Uri[] {
  const manifest: unknown = packageJSON;
  const contributes = isRecord(manifest) ? manifest["contributes"] : undefined;
  const own = isRecord(contributes) ? contributes["csvPreflight"] : undefined;
  const paths = isRecord(own) && Array.isArray(own["fileTypes"]) ? own["fileTypes"] : [];
  return paths.flatMap((path: unknown) => {
    if (typeof path !== "string" || !path.endsWith(".json")) return [];
    const uri = vscode.Uri.joinPath(extensionUri, path);
    return uri.path.startsWith(`${extensionUri.path.replace(/\/$/, "")}/`) ? [uri] : [];
  });
}
