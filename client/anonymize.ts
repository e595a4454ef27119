// An anonymised copy: asked for here, made, checked and written by the server.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type AnonymizeAnswer, anonymizeRequest } from "../server/protocol/export.ts";
import { writeOrAsk } from "./confirm-overwrite.ts";
import { counted } from "./counts.ts";
import { ask } from "./server.ts";
import { labelOf, say } from "./target.ts";

export interface AnonymizeArguments {
  /** A folder; asked for when missing. */
  readonly target?: vscode.Uri | undefined;
  /** The same seed makes the same copy. Default: one that nobody knows. */
  readonly seed?: string | undefined;
  /** Columns to leave as they are. */
  readonly keep?: readonly string[] | undefined;
  readonly overwrite?: boolean | undefined;
}

/**
 * @param uri a file, which brings along those it belongs to, or a folder
 * @returns the URIs of the copies; undefined when a dialog was closed
 * @throws with the reason when nothing was written
 */
export async function anonymize(
  client: LanguageClient,
  uri: vscode.Uri,
  options: AnonymizeArguments,
): Promise<readonly string[] | undefined> {
  const target = options.target ?? (await askFolder());
  if (target === undefined) return undefined;
  const write = (overwrite: boolean): Promise<AnonymizeAnswer> => {
    const { seed, keep } = options;
    const given = { uri: String(uri), target: String(target), seed, keep, overwrite };
    return ask(client, l10n.t("The anonymized copy couldn't be created."), anonymizeRequest, given);
  };
  const answer = await writeOrAsk(write, {
    overwrite: options.overwrite === true,
    mayAsk: options.target === undefined,
  });
  if (!answer) return undefined;
  const files = counted(answer.files.length, "file");
  const made =
    answer.problems === 0
      ? l10n.t("Created {0} in {1}. Like the original, the copy has no problems.", files, labelOf(target))
      : l10n.t(
          "Created {0} in {1}. The copy has the same problems as the original: {2}.",
          files,
          labelOf(target),
          counted(answer.problems, "problem"),
        );
  say(made, false);
  return answer.files;
}

async function askFolder(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: l10n.t("Create Copy Here"),
  });
  return picked?.[0];
}
