/** Loads what reads `.gitignore` files with the first of them: at once, for folders are searched where nobody can wait. */
import type { Ignore } from "./gitignore.ts";

export type { Ignore };

type Library = typeof import("./gitignore.ts");

let loaded: Library | undefined;

export function ignoreRules(lines: readonly string[]): Ignore {
  loaded ??= require("./gitignore.ts") as Library;
  return loaded.ignoreRules(lines);
}
