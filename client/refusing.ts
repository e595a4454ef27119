// What a command cannot do is said in a sentence with a button that leads on; VS Code never has to report it as an error of ours.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { Command, CommandName } from "./names.ts";
import { Refusal, type WayOn } from "./refusal.ts";
import { messageOf } from "./server.ts";
import { isRecord } from "./target.ts";

/** What a command answers that could not do it, for callers that are programs: what people were told. */
export interface RefusedAnswer {
  readonly refused: string;
}

export function isRefused(answer: unknown): answer is RefusedAnswer {
  return isRecord(answer) && typeof answer["refused"] === "string";
}

/** The commands, none of which throws: what goes wrong is told to people, and answered. */
export function refusing<Name extends CommandName>(
  commands: Readonly<Record<Name, Command>>,
  client: LanguageClient,
): Readonly<Record<Name, Command>> {
  const guarded = (name: string, command: Command): Command => {
    const run: Command = async (...given) => {
      try {
        return await command(...given);
      } catch (error) {
        return refuse(error, { client, name, again: () => void run(...given), given: given[0] });
      }
    };
    return run;
  };
  return Object.fromEntries(
    Object.entries<Command>(commands).map(([name, command]) => [name, guarded(name, command)]),
  ) as Record<Name, Command>;
}

/** What a way on works with. */
interface Failed {
  readonly client: LanguageClient;
  readonly name: string;
  /** The command once more, with the same arguments. */
  again(): void;
  /** What the command was called with. */
  readonly given: unknown;
}

function refuse(error: unknown, failed: Failed): RefusedAnswer | undefined {
  // Somebody closed a dialog or ended a progress.
  if (error instanceof vscode.CancellationError) return undefined;
  const refused = messageOf(error);
  const isOurs = error instanceof Refusal;
  if (!isOurs) failed.client.error(`${failed.name} failed`, error, false);
  const ways = waysOn(failed);
  const names: readonly WayOn[] = isOurs && error.waysOn.length > 0 ? error.waysOn : ["again", "output"];
  const labels = names.map((name) => ways[name].label);
  vscode.window.showWarningMessage(sentence(refused), ...labels).then((picked) => {
    const name = names.find((each) => ways[each].label === picked);
    if (name) ways[name].act();
  });
  return { refused };
}

function waysOn({ client, again, given }: Failed): Readonly<Record<WayOn, { readonly label: string; act(): void }>> {
  const command = (id: string, ...args: readonly unknown[]): void =>
    void vscode.commands.executeCommand(id, ...args).then(undefined, () => undefined);
  return {
    again: { label: l10n.t("Try Again"), act: again },
    output: { label: l10n.t("Show Output"), act: () => client.outputChannel.show() },
    problems: { label: l10n.t("Show Problems"), act: () => command("workbench.actions.view.problems") },
    openFile: { label: l10n.t("Open File…"), act: () => command("workbench.action.files.openFile") },
    fileType: { label: l10n.t("Choose File Type…"), act: () => command("csvPreflight.chooseFileType", given) },
    map: { label: l10n.t("Map Columns…"), act: () => command("csvPreflight.mapCsv", given) },
    template: { label: l10n.t("New Import File…"), act: () => command("csvPreflight.newFromTemplate") },
    compare: { label: l10n.t("Compare…"), act: () => command("csvPreflight.compare", given) },
    report: { label: l10n.t("Choose Format…"), act: () => command("csvPreflight.report") },
    exportAs: { label: l10n.t("Export As…"), act: () => command("csvPreflight.export") },
    rules: { label: l10n.t("Show Rules"), act: () => command("csvPreflight.explainRule") },
  };
}

/** Messages from elsewhere may lack their period. */
function sentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
