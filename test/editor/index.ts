// Entry of the editor suites: VS Code loads this file in its extension host and calls `run`.
import fs from "node:fs";
import path from "node:path";
import { runSuites } from "./drive.ts";

/** Runs every `*.editor.cjs` that lies in the folder `editor` beside this bundle. */
export function run(): Promise<void> {
  const folder = path.join(import.meta.dirname, "editor");
  const names = fs.readdirSync(folder).filter((name) => name.endsWith(".editor.cjs"));
  return runSuites(names.sort().map((name) => path.join(folder, name)));
}
