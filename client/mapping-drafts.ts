// What somebody has answered on a mapping page: remembered for each export until it is kept in a file, also when the page is closed.
import type * as vscode from "vscode";
import { isRecord } from "./target.ts";
import type { MappingDraft } from "./view/mapping-messages.ts";

const memoryKey = "csvPreflight.mappingDrafts";
/** So many exports are remembered. */
const draftsMax = 20;

export class MappingDrafts {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  of(uri: vscode.Uri): MappingDraft | undefined {
    return this.#all().get(String(uri));
  }

  async keep(uri: vscode.Uri, draft: MappingDraft): Promise<void> {
    const all = this.#all();
    // The latest is the last: the oldest is forgotten.
    all.delete(String(uri));
    all.set(String(uri), draft);
    await this.#memory.update(memoryKey, [...all].slice(-draftsMax));
  }

  async forget(uri: vscode.Uri): Promise<void> {
    const all = this.#all();
    if (all.delete(String(uri))) await this.#memory.update(memoryKey, [...all]);
  }

  #all(): Map<string, MappingDraft> {
    const kept = this.#memory.get<unknown>(memoryKey);
    const entries = Array.isArray(kept) ? kept : [];
    return new Map(
      entries.filter(
        (entry): entry is [string, MappingDraft] =>
          Array.isArray(entry) && typeof entry[0] === "string" && isDraft(entry[1]),
      ),
    );
  }
}

/** The server judges the mappings in it. */
export function isDraft(given: unknown): given is MappingDraft {
  return isRecord(given) && typeof given["to"] === "string" && isRecord(given["mappings"]);
}
