/** Which settings are in force: those that came with `initialize`, until the client says others. */
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import type { OwnSettings } from "../protocol/settings.ts";

/** What our settings stand under in a client that has those of many servers. */
export const section = "csvPreflight";

/** Settings that are no system's, by their names. */
const own: Readonly<Record<keyof OwnSettings, true>> = {
  files: true,
  rules: true,
  schemas: true,
  contributed: true,
  folders: true,
  trusted: true,
  maxProblems: true,
  inlayHints: true,
  codeLens: true,
  referenceLens: true,
  explainRule: true,
  hoverProblems: true,
  rulePages: true,
};

/** Names that settings may have: ours, and the systems' that the file types are called after. */
const names = new Set([...Object.keys(own), ...builtInDocuments.map(({ name }) => name.slice(0, name.indexOf(".")))]);

export class Configuration {
  #changes = 0;

  /** @param initial `initializationOptions`, as a client sent them */
  constructor(readonly initial: unknown) {}

  /**
   * What is in force after a `didChangeConfiguration`. Undefined: what was. A client that has nothing to say of our section
   * (Neovim, Eglot and others tell so at their start) leaves us with what it said at `initialize`.
   *
   * @param settings what the notification brought
   * @param pull asks the client for our section; undefined for a client that cannot be asked
   */
  async changed(
    settings: unknown,
    pull: (() => Promise<unknown>) | undefined,
  ): Promise<{ readonly sent: unknown } | undefined> {
    const change = ++this.#changes;
    const pushed = ownIn(settings);
    if (pushed || !pull) return pushed && { sent: pushed };
    const pulled = await pull();
    // Of two questions the later one counts, whichever is answered first.
    if (change !== this.#changes) return undefined;
    return { sent: isFilled(pulled) ? pulled : this.initial };
  }
}

/** Our settings among those of a client: our section, which may be empty, or all of them when every name is ours. */
function ownIn(settings: unknown): object | undefined {
  if (typeof settings !== "object" || settings === null) return undefined;
  if (section in settings) {
    const own = settings[section];
    return typeof own === "object" && own !== null ? own : undefined;
  }
  return isFilled(settings) && Object.keys(settings).every((name) => names.has(name)) ? settings : undefined;
}

function isFilled(settings: unknown): settings is object {
  return typeof settings === "object" && settings !== null && Object.keys(settings).length > 0;
}
