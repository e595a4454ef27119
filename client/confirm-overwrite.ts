// Writing where such files may be already: they are replaced when a person says so.
import * as vscode from "vscode";
import { l10n } from "vscode";
import { Refusal } from "./refusal.ts";

/** How the server answers who wants something written: `exists` when files are in the way. */
interface WrittenFiles {
  readonly refused?: string;
  readonly message?: string;
}

export interface ReplaceOptions {
  /** A yes to replacing what is there. */
  readonly overwrite: boolean;
  /** Somebody is there to be asked. */
  readonly mayAsk: boolean;
  /** The question, from what the server says of the files in the way. Default: just that. */
  readonly question?: (message: string) => string;
}

/**
 * @returns undefined when files are in the way and must stay
 * @throws with the reason when nothing was written
 */
export async function writeOrAsk<Answer extends WrittenFiles>(
  write: (overwrite: boolean) => Promise<Answer>,
  { overwrite, mayAsk, question = (message) => message }: ReplaceOptions,
): Promise<Answer | undefined> {
  let answer = await write(overwrite);
  if (answer.refused === "exists" && mayAsk) {
    const replace = l10n.t("Replace");
    const asked = question(answer.message ?? "");
    if ((await vscode.window.showWarningMessage(asked, { modal: true }, replace)) !== replace) return undefined;
    answer = await write(true);
  }
  if (answer.refused) throw new Refusal(l10n.t("Nothing was written. {0}", answer.message ?? ""), "again", "problems");
  return answer;
}
