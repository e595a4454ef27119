// Which upload was the last: remembered for each import, found among the zips of the workspace, or named by a person.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { bundlesRequest, type KeptBundle } from "../server/protocol/compare.ts";
import { setsRequest } from "../server/protocol/imports.ts";
import { counted } from "./counts.ts";
import { ask } from "./server.ts";
import { labelOf } from "./target.ts";

const memoryKey = "csvPreflight.lastUploads";
/** More zips than that are no list to choose from. */
const zipsMax = 50;

export class LastUploads {
  readonly #client: LanguageClient;
  readonly #memory: vscode.Memento;

  constructor(client: LanguageClient, memory: vscode.Memento) {
    this.#client = client;
    this.#memory = memory;
  }

  /** Remembers a bundle, folder or file for the import that a file or folder belongs to. */
  async keep(uri: vscode.Uri, upload: vscode.Uri): Promise<void> {
    const key = await this.#keyOf(uri);
    await this.#memory.update(memoryKey, { ...this.#all(), [key]: String(upload) });
  }

  /** Remembers what was exported, when it is a bundle: the next comparison is with it. */
  async keepIfBundle(uri: vscode.Uri, exported: vscode.Uri): Promise<void> {
    if ((await this.#bundles([exported])).length > 0) await this.keep(uri, exported);
  }

  /** The one that was remembered, if it is still there. */
  async last(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
    const known = this.#all()[await this.#keyOf(uri)];
    const upload = known === undefined ? undefined : vscode.Uri.parse(known);
    return upload && (await isThere(upload)) ? upload : undefined;
  }

  /** Asks for the last upload; the one that was remembered comes first. Undefined when the picker was closed. */
  async pick(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
    const remembered = await this.last(uri);
    const zips = await vscode.workspace.findFiles("**/*.{zip,ZIP}", "**/node_modules/**", zipsMax);
    const found = await this.#bundles(zips);
    const items = found
      .map((bundle) => ({ uri: vscode.Uri.parse(bundle.uri), description: describe(bundle) }))
      .filter((item) => String(item.uri) !== String(remembered));
    const listed = remembered
      ? [{ uri: remembered, description: l10n.t("last upload of this import") }, ...items]
      : items;
    const other = { label: `$(file-zip) ${l10n.t("Another bundle or CSV file…")}`, choose: () => choose(true) };
    const folder = { label: `$(folder) ${l10n.t("A folder…")}`, choose: () => choose(false) };
    const picked = await vscode.window.showQuickPick(
      [
        ...listed.map((item) => ({
          label: `$(package) ${labelOf(item.uri)}`,
          description: item.description,
          detail: vscode.workspace.asRelativePath(item.uri),
          choose: async () => item.uri,
        })),
        other,
        folder,
      ],
      { title: l10n.t("Compare with Which Upload?"), matchOnDetail: true },
    );
    return picked?.choose();
  }

  #bundles(uris: readonly vscode.Uri[]): Promise<readonly KeptBundle[]> {
    return ask(this.#client, l10n.t("Bundles couldn't be searched."), bundlesRequest, { uris: uris.map(String) });
  }

  #all(): Readonly<Record<string, string>> {
    return this.#memory.get<Readonly<Record<string, string>>>(memoryKey, {});
  }

  /** The set's folder and system; the URI itself where it belongs to none. */
  async #keyOf(uri: vscode.Uri): Promise<string> {
    const sets = await ask(this.#client, l10n.t("The import files couldn't be listed."), setsRequest, {});
    const own = String(uri);
    const set = sets.find(
      ({ folder, files }) => folder.replace(/\/$/, "") === own || files.some((file) => file.uri === own),
    );
    return set ? `${set.folder} ${set.system}` : own;
  }
}

function describe({ system, files, madeBy }: KeptBundle): string {
  return l10n.t("{0}, {1}, created by {2}", system, counted(files, "file"), madeBy);
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function choose(file: boolean): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: file,
    canSelectFolders: !file,
    ...(file && { filters: { [l10n.t("Bundles and CSV files")]: ["zip", "csv"] } }),
    title: l10n.t("Choose the Last Upload"),
    openLabel: l10n.t("Compare"),
  });
  return chosen?.[0];
}
