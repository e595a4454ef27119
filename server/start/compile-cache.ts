/** Where Node keeps the programs' compiled code, so that they start without compiling it again. */
import module from "node:module";
import os from "node:os";
import path from "node:path";
import { name } from "../../package.json";

/**
 * Asks Node to keep the code of what is loaded from now on, in the user's own cache folder: one that others can write to could give
 * us their code. Node versions without a cache, a folder that cannot be written, and NODE_DISABLE_COMPILE_CACHE are no fault:
 * then the code is compiled each time.
 */
export function keepCompiledCode(): void {
  // Since Node 22.1.
  const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
  const folder = cacheFolder();
  if (enableCompileCache && folder !== undefined) enableCompileCache(folder);
}

/** Undefined where the user has none: a service without a home. */
function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME = "", LOCALAPPDATA = "" } = process.env;
  const given = process.platform === "win32" ? LOCALAPPDATA : XDG_CACHE_HOME;
  if (path.isAbsolute(given)) return path.join(given, name);
  const home = homeFolder();
  if (home === undefined) return undefined;
  const caches = { darwin: ["Library", "Caches"], win32: ["AppData", "Local"] } as const;
  const inHome = process.platform === "darwin" || process.platform === "win32" ? caches[process.platform] : [".cache"];
  return path.join(home, ...inHome, name);
}

function homeFolder(): string | undefined {
  try {
    const home = os.homedir();
    return path.isAbsolute(home) && home !== path.parse(home).root ? home : undefined;
  } catch {
    return undefined;
  }
}
