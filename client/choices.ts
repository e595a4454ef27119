// What people said about files that lie in no workspace folder: kept for this workspace, told to the server at its start.
import type * as vscode from "vscode";

export type PickedChoice = string | false;

const key = "csvPreflight.choices";

export class PickChoices {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** By URI. */
  all(): Readonly<Record<string, PickedChoice>> {
    return this.#memory.get<Readonly<Record<string, PickedChoice>>>(key, {});
  }

  /** `null` forgets. */
  async keep(uri: vscode.Uri, choice: PickedChoice | null): Promise<void> {
    const { [String(uri)]: _, ...others } = this.all();
    await this.#memory.update(key, choice === null ? others : { ...others, [String(uri)]: choice });
  }
}
