// The whole import as one zip or folder: asked for here, written and read back by the server.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type BundleAnswer, type BundleKind, bundleRequest } from "../server/protocol/imports.ts";
import { counted } from "./counts.ts";
import { Refusal } from "./refusal.ts";
import { ask } from "./server.ts";
import { askDespite } from "./steps.ts";
import { labelOf, say } from "./target.ts";

/** With a manifest of ours, or as a Data Package that other engines read. */
export interface BundleArguments {
  readonly kind?: BundleKind | undefined;
  /** Asked for when missing; a name that ends in `.zip` becomes one file, any other a folder. */
  readonly target?: vscode.Uri | undefined;
  readonly overwrite?: boolean | undefined;
  readonly allowErrors?: boolean | undefined;
}

/**
 * @returns the URI of the bundle; undefined when a dialog was closed
 * @throws with the reason when nothing was written
 */
export async function exportBundle(
  client: LanguageClient,
  uri: vscode.Uri,
  options: BundleArguments,
): Promise<string | undefined> {
  const target = options.target ?? (await askTarget(uri, options.kind ?? "bundle"));
  if (target === undefined) return undefined;
  // The dialog has asked about a file that is there already.
  const overwrite = options.overwrite ?? options.target === undefined;
  let answer = await write(client, uri, target, {
    overwrite,
    allowErrors: options.allowErrors === true,
    kind: options.kind,
  });
  if (answer.refused === "errors" && options.target === undefined) {
    const doubt = {
      title: l10n.t("Export {0} with errors?", labelOf(uri)),
      look: l10n.t("Nothing was exported. {0}", answer.message ?? ""),
      result: l10n.t("Safe fixes are made in the exported files only. Your files stay as they are."),
      anyway: l10n.t("Export Anyway"),
    };
    if ((await askDespite(doubt, false)) !== true) return undefined;
    answer = await write(client, uri, target, { overwrite, allowErrors: true, kind: options.kind });
  }
  if (answer.refused) throw new Refusal(l10n.t("Nothing was written. {0}", answer.message ?? ""), "problems", "again");
  say(l10n.t("Exported {0} to {1} and verified.", counted(answer.files.length, "file"), labelOf(target)), false);
  return String(target);
}

function write(
  client: LanguageClient,
  uri: vscode.Uri,
  target: vscode.Uri,
  options: Omit<BundleArguments, "target">,
): Promise<BundleAnswer> {
  const given = { uri: String(uri), target: String(target), ...options };
  return ask(client, l10n.t("The bundle couldn't be written."), bundleRequest, given);
}

async function askTarget(uri: vscode.Uri, kind: BundleKind): Promise<vscode.Uri | undefined> {
  const defaultUri = vscode.Uri.joinPath(uri, "..", `${kind}.zip`);
  return vscode.window.showSaveDialog({
    defaultUri,
    filters: { Zip: ["zip"] },
    title: kind === "bundle" ? l10n.t("Export as Bundle") : l10n.t("Export as Data Package"),
  });
}
